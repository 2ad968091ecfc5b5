//! Who is told, by hosting country and by what was decided.

use std::net::Ipv4Addr;
use std::time::Duration;

use identity::Role;
use kernel::Sensitive;
use referral::Hold;
use routing::{Error, Kind, Party, State};

use crate::world::{Decided, ELSEWHERE, HOME, PARTNER, staff, world, world_with};

store::on_both! {
    async fn each_country_and_result_has_its_steps(test: TestDb) {
        use Decided::{DangerAlone, Harmful, Illegal, IllegalInDanger};
        use Kind::{Elsewhere, Home, Partner};
        let world = world(&test).await;
        // Host, decided → kind, referrals, of them urgent, handovers, notices, state.
        let lines = [
            (HOME, Illegal, Home, 1, 0, 0, 0, State::Waiting),
            (PARTNER, Illegal, Partner, 0, 0, 1, 0, State::Waiting),
            (ELSEWHERE, Illegal, Elsewhere, 1, 0, 0, 1, State::CarriedOut),
            (HOME, IllegalInDanger, Home, 1, 1, 0, 0, State::Waiting),
            (PARTNER, IllegalInDanger, Partner, 1, 1, 1, 0, State::Waiting),
            (ELSEWHERE, IllegalInDanger, Elsewhere, 1, 1, 0, 1, State::CarriedOut),
            (HOME, Harmful, Home, 0, 0, 0, 1, State::CarriedOut),
            (PARTNER, Harmful, Partner, 0, 0, 0, 1, State::CarriedOut),
            (ELSEWHERE, DangerAlone, Elsewhere, 1, 1, 0, 0, State::CarriedOut),
        ];
        for (host, decided, kind, referrals, urgent, handovers, notices, state) in lines {
            let case = world.released(host, decided).await;
            let route = world.route(case).await;
            assert_eq!((route.kind, route.state), (Some(kind), state), "{host} {decided:?}");
            let told = world.referrals(case).await;
            assert_eq!(told.len(), referrals, "{host} {decided:?}");
            assert_eq!(told.iter().filter(|one| one.urgent).count(), urgent, "{host} {decided:?}");
            assert_eq!(world.handovers(case).await.len(), handovers, "{host} {decided:?}");
            assert_eq!(world.notices(case).await, notices, "{host} {decided:?}");
            let mut tx = world.read().await;
            let watch = takedown::watch_of(&mut tx, &staff(Role::Analyst), case).await.unwrap();
            // Where nothing is to go, nobody waits for it to go.
            assert_eq!(watch.is_some(), decided != DangerAlone, "{host} {decided:?}");
            drop(tx);
            // The next line is about the same place.
            let mut tx = world.db.write().await.unwrap();
            intake::move_case(
                &mut tx,
                &staff(Role::Analyst),
                case,
                intake::Move::Close(intake::Outcome::Gone),
                "gone-by-rule",
            )
            .await
            .unwrap();
            tx.commit().await.unwrap();
            test.clock.advance(Duration::from_secs(1));
        }
    }

    async fn a_decision_waits_for_its_trace(test: TestDb) {
        let world = world(&test).await;
        let case = world.untraced(ELSEWHERE, Decided::Illegal, false).await;
        let mut tx = world.db.write().await.unwrap();
        let decision = assessment::decision(&mut tx, &crate::world::job(), case).await.unwrap().unwrap();
        let released = assessment::Released { case, decision: decision.id };
        test.clock.advance(Duration::from_secs(1));
        routing::released(&mut tx, &crate::world::job(), &world.pack, released).await.unwrap();
        tx.commit().await.unwrap();
        let route = world.route(case).await;
        assert_eq!((route.state, route.kind), (State::Tracing, None));
        assert_eq!(world.referrals(case).await.len(), 0);
        world.work().await;
        assert_eq!(world.route(case).await.state, State::CarriedOut);
        assert_eq!(world.notices(case).await, 1);
        assert_eq!(world.referrals(case).await.len(), 1);
    }

    async fn at_home_the_provider_waits_for_the_word_of_the_police(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let referral = world.referrals(case).await.remove(0);
        assert_eq!(referral.hold, Hold::Open);
        let mut tx = world.db.write().await.unwrap();
        referral::lift(&mut tx, &staff(Role::Manager), referral.id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.notices(case).await, 0);
        world.work().await;
        assert_eq!(world.notices(case).await, 1);
        assert_eq!(world.route(case).await.state, State::CarriedOut);
    }

    async fn or_for_the_time_that_the_pack_gives_them(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        let case = world.released(HOME, Decided::Illegal).await;
        let moment = Duration::from_secs(1);
        test.clock.advance(world.pack.deadlines.police_hold.saturating_sub(moment));
        world.work().await;
        assert_eq!(world.notices(case).await, 0);
        test.clock.advance(Duration::from_secs(1));
        world.work().await;
        assert_eq!(world.referrals(case).await[0].hold, Hold::Lapsed);
        assert_eq!(world.notices(case).await, 1);
    }

    async fn police_who_got_nothing_yet_are_not_overtaken(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(HOME, Decided::Illegal).await;
        test.clock.advance(world.pack.deadlines.police_hold);
        world.work().await;
        assert!(world.referrals(case).await[0].hold.stands());
        assert_eq!(world.notices(case).await, 0);
        assert_eq!(world.to_dos(case).await, ["referral-to-do-no-contact"]);
        // Once they have it, their time begins.
        world.approve_police().await;
        world.work().await;
        assert_eq!(world.notices(case).await, 0);
        test.clock.advance(world.pack.deadlines.police_hold);
        world.work().await;
        assert_eq!(world.notices(case).await, 1);
    }

    async fn with_a_partner_the_provider_waits_for_the_partners_time(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(PARTNER, Decided::Illegal).await;
        assert_eq!(world.to_dos(case).await, ["routing-to-do-hand-over"]);
        let handover = world.handovers(case).await.remove(0);
        test.clock.advance(Duration::from_secs(60));
        let mut tx = world.db.write().await.unwrap();
        let analyst = staff(Role::Analyst);
        let reference = Sensitive::new("NL-17".to_owned());
        let none = Sensitive::new("  ".to_owned());
        let nameless = exchange::record(&mut tx, &analyst, &world.pack, handover.id, &none).await;
        assert!(matches!(nameless, Err(exchange::Error::Text)));
        exchange::record(&mut tx, &analyst, &world.pack, handover.id, &reference).await.unwrap();
        let again = exchange::record(&mut tx, &analyst, &world.pack, handover.id, &reference).await;
        assert!(matches!(again, Err(exchange::Error::Changed)));
        tx.commit().await.unwrap();
        assert!(world.to_dos(case).await.is_empty());
        let moment = Duration::from_secs(1);
        test.clock.advance(world.pack.deadlines.partner.saturating_sub(moment));
        world.work().await;
        assert_eq!(world.notices(case).await, 0, "the partner has its whole time from then on");
        test.clock.advance(Duration::from_secs(1));
        world.work().await;
        assert_eq!(world.handovers(case).await[0].state, exchange::State::Lapsed);
        assert_eq!(world.notices(case).await, 1);
        assert_eq!(world.route(case).await.state, State::CarriedOut);
    }

    async fn where_nobody_handed_over_the_time_passes_too(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(PARTNER, Decided::Illegal).await;
        test.clock.advance(world.pack.deadlines.partner);
        world.work().await;
        assert_eq!(world.notices(case).await, 1);
        assert_eq!(world.to_dos(case).await, ["routing-to-do-hand-over"], "late is better than never");
    }

    async fn an_unknown_host_is_for_police_and_a_person(test: TestDb) {
        let world = world(&test).await;
        world.net.behave(ELSEWHERE, smallnet::Behaviour::NameGone).await.unwrap();
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        let route = world.route(case).await;
        assert_eq!((route.kind, route.state), (Some(Kind::Unknown), State::CarriedOut));
        assert_eq!((world.referrals(case).await.len(), world.notices(case).await), (1, 0));
        let to_dos = world.to_dos(case).await;
        assert!(to_dos.contains(&"routing-to-do-find-host"), "{to_dos:?}");

        let mut tx = world.db.write().await.unwrap();
        let why = Sensitive::new("the host said so".to_owned());
        let manager = staff(Role::Manager);
        let country = "NL".parse().unwrap();
        routing::choose_country(&mut tx, &manager, case, country, &why).await.unwrap();
        let again = routing::choose_country(&mut tx, &manager, case, country, &why).await;
        assert!(matches!(again, Err(Error::Changed)));
        tx.commit().await.unwrap();
        world.work().await;
        let route = world.route(case).await;
        assert_eq!((route.round, route.kind, route.state), (1, Some(Kind::Partner), State::Waiting));
        assert_eq!(world.handovers(case).await.len(), 1);
        assert!(!world.to_dos(case).await.contains(&"routing-to-do-find-host"));
    }

    async fn where_sources_differ_a_person_chooses_with_a_reason(test: TestDb) {
        let world = world(&test).await;
        let case = world.untraced(HOME, Decided::IllegalInDanger, false).await;
        let mut tx = world.read().await;
        let location = intake::case(&mut tx, &crate::world::job(), case).await.unwrap().location;
        drop(tx);
        crate::police::two_countries(&world, location).await;
        world.work().await;
        let route = world.route(case).await;
        assert_eq!((route.state, route.kind, route.country), (State::Choosing, None, None));
        assert!(world.to_dos(case).await.contains(&"routing-to-do-choose-country"));
        assert_eq!(world.referrals(case).await.len(), 1, "danger does not wait for the choice");
        let analyst = staff(Role::Analyst);
        let mut tx = world.db.write().await.unwrap();
        let country = "MH".parse().unwrap();
        let none = Sensitive::new(" ".to_owned());
        let without = routing::choose_country(&mut tx, &analyst, case, country, &none).await;
        assert!(matches!(without, Err(Error::NoReason)));
        let why = Sensitive::new("the newer register".to_owned());
        let robot = crate::world::job();
        let by_job = routing::choose_country(&mut tx, &robot, case, country, &why).await;
        assert!(matches!(by_job, Err(Error::Denied(_))));
        drop(tx);
        // A code that is none, or of a third country, loses no reason.
        let visitor = crate::pages::desk(&test).sign_in(&[Role::Analyst]).await;
        let path = format!("/cases/{case}/country");
        for (code, reason, error) in [
            ("M", "words that stay", "country-error"),
            ("NZ", "words that stay", "country-error"),
            ("MH", " ", "reason-error"),
        ] {
            let answer = visitor.post(&path, &[("country", code), ("reason", reason)]).await;
            assert_eq!(answer.status.as_u16(), 409);
            let page = answer.body;
            assert!(page.contains(&format!("value=\"{code}\"")) && page.contains(&format!("{reason}</textarea>")), "{page}");
            assert!(page.contains(&format!("id=\"{error}\"")), "{page}");
        }
        let mut tx = world.db.write().await.unwrap();
        routing::choose_country(&mut tx, &analyst, case, country, &why).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        let late = visitor.post(&path, &[("country", "MH"), ("reason", "words that stay")]).await;
        assert_eq!(late.status.as_u16(), 409);
        assert!(late.body.contains("words that stay</textarea>"), "{}", late.body);
        let route = world.route(case).await;
        assert_eq!((route.kind, route.country), (Some(Kind::Elsewhere), Some(country)));
        assert_eq!(route.waits_for, Some(Party::Police), "the police were asked for their word already");
        assert_eq!(world.referrals(case).await.len(), 1);
    }

    async fn content_that_moved_is_routed_again_by_its_new_trace(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        assert_eq!(world.notices(case).await, 1);
        test.clock.advance(Duration::from_secs(5));
        world.move_site(ELSEWHERE, "NL", Ipv4Addr::new(127, 33, 0, 9)).await;
        world.look(case).await;
        let route = world.route(case).await;
        assert_eq!((route.round, route.kind), (1, Some(Kind::Partner)));
        assert_eq!(route.waits_for, Some(Party::Partner));
        assert_eq!(world.handovers(case).await.len(), 1);
        assert_eq!(world.notices(case).await, 1, "the new provider waits for the partner");
        test.clock.advance(Duration::from_secs(5));
        world.move_site(ELSEWHERE, "NL", Ipv4Addr::new(127, 34, 0, 9)).await;
        world.look(case).await;
        assert_eq!(world.route(case).await.round, 2);
        assert_eq!(world.handovers(case).await.len(), 1, "the partner has it already");
        test.clock.advance(world.pack.deadlines.partner);
        world.work().await;
        assert_eq!(world.notices(case).await, 2);
    }

    async fn what_comes_after_the_end_of_a_case_changes_nothing(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let mut tx = world.db.write().await.unwrap();
        let end = intake::Move::Close(intake::Outcome::Gone);
        intake::move_case(&mut tx, &staff(Role::Analyst), case, end, "gone-by-rule").await.unwrap();
        tx.commit().await.unwrap();
        test.clock.advance(world.pack.deadlines.police_hold);
        world.work().await;
        assert_eq!(world.notices(case).await, 0);
        assert_eq!(world.route(case).await.state, State::Waiting);
    }

    async fn what_the_police_alone_have_ends_with_their_word(test: TestDb) {
        use intake::{Outcome, State::{Acting, Closed}};
        let world = world(&test).await;
        world.approve_police().await;
        let at_home = world.released(HOME, Decided::DangerAlone).await;
        assert_eq!(world.case(at_home).await.state, Acting);
        world.conclude(at_home).await;
        let ended = world.case(at_home).await;
        assert_eq!((ended.state, ended.outcome), (Closed, Some(Outcome::HandedOver)));

        // What a provider or a partner has in hand goes on without the police.
        test.clock.advance(Duration::from_secs(1));
        for host in [ELSEWHERE, PARTNER] {
            let case = world.released(host, Decided::IllegalInDanger).await;
            world.conclude(case).await;
            assert_eq!(world.case(case).await.state, Acting, "{host}");
        }
    }

    async fn an_unknown_host_ends_with_the_police_unless_it_is_watched(test: TestDb) {
        let without_authority = |pack: &mut pack::Pack| pack.watch.legal_authority = None;
        let unwatched = world_with(&test, true, without_authority).await;
        unwatched.net.behave(ELSEWHERE, smallnet::Behaviour::NameGone).await.unwrap();
        unwatched.approve_police().await;
        let case = unwatched.released(ELSEWHERE, Decided::Illegal).await;
        unwatched.conclude(case).await;
        assert_eq!(unwatched.case(case).await.outcome, Some(intake::Outcome::HandedOver));
        assert_eq!(unwatched.to_dos(case).await, <[&str; 0]>::default(), "nobody looks for the host");

        test.clock.advance(Duration::from_secs(1));
        let watched = world(&test).await;
        watched.net.behave(PARTNER, smallnet::Behaviour::NameGone).await.unwrap();
        let case = watched.released(PARTNER, Decided::Illegal).await;
        let id = watched.referrals(case).await[0].id;
        let mut tx = watched.db.write().await.unwrap();
        let until = tx.now().after(Duration::from_secs(60));
        referral::place_hold(&mut tx, &staff(Role::Manager), id, true, until).await.unwrap();
        tx.commit().await.unwrap();
        watched.work().await;
        watched.conclude(case).await;
        assert_eq!(watched.case(case).await.state, intake::State::Acting, "the watch goes on after the hold");
    }

    async fn a_case_ends_too_where_the_police_concluded_before_the_choice(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        let case = world.untraced(HOME, Decided::DangerAlone, false).await;
        let location = world.case(case).await.location;
        crate::police::two_countries(&world, location).await;
        world.work().await;
        world.conclude(case).await;
        assert_eq!(world.case(case).await.state, intake::State::Acting);
        let why = Sensitive::new("the newer register".to_owned());
        let mut tx = world.db.write().await.unwrap();
        let country = "MH".parse().unwrap();
        routing::choose_country(&mut tx, &staff(Role::Manager), case, country, &why).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(world.case(case).await.outcome, Some(intake::Outcome::HandedOver));
    }
}
