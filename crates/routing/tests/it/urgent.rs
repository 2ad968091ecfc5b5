//! An urgent referral goes before the second opinion, once; everything else waits; and whoever might give the second
//! opinion sees nothing of it.

use std::sync::Arc;
use std::time::Duration;

use assessment::{Ground, Side, Urgent};
use identity::testing::TestDesk;
use identity::{Actor, Desk, Role};
use intake::{Case, State};
use kernel::{Id, Sensitive};
use referral::Hold;
use store::testing::TestDb;

use crate::world::{Decided, ELSEWHERE, HOME, PARTNER, World, staff, world_with};

/// Every decision that something is illegal or harmful has a second opinion.
pub(crate) async fn strict(test: &TestDb) -> World {
    world_with(test, true, |pack| {
        pack.second_opinion.classes = vec!["baseline".to_owned(), "not_illegal".to_owned()];
    })
    .await
}

pub(crate) async fn urge(world: &World, analyst: &Actor, case: Id<Case>, ground: Ground) {
    let mut tx = world.db.write().await.unwrap();
    let urgent = Urgent {
        ground,
        reason: Sensitive::new("canaryreason".to_owned()),
    };
    let state = assessment::release_urgent(&mut tx, analyst, &world.pack, case, &urgent)
        .await
        .unwrap();
    assert_eq!(state, State::SecondOpinion);
    tx.commit().await.unwrap();
    world.work().await;
}

/// An analyst releases a case and has the police told at once.
async fn released_urgently(
    world: &World,
    analyst: &Actor,
    case: Id<Case>,
    ground: Ground,
) -> State {
    let mut tx = world.db.write().await.unwrap();
    let urgent = Urgent {
        ground,
        reason: Sensitive::new("canaryreason".to_owned()),
    };
    let state = assessment::release_urgent(&mut tx, analyst, &world.pack, case, &urgent)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    state
}

/// Another analyst gives the second opinion.
async fn second(world: &World, case: Id<Case>, decided: Decided) -> State {
    let second = staff(Role::Analyst);
    let mut tx = world.db.write().await.unwrap();
    assessment::claim(&mut tx, &second, &world.pack, case)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.assess(&second, case, decided).await;
    let mut tx = world.db.write().await.unwrap();
    let state = assessment::release(&mut tx, &second, &world.pack, case)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.work().await;
    state
}

/// A supervisor settles for one side.
async fn settle(world: &World, case: Id<Case>, side: Side) {
    let mut tx = world.db.write().await.unwrap();
    let reason = Sensitive::new("neutral reason".to_owned());
    let supervisor = staff(Role::Supervisor);
    assessment::settle(&mut tx, &supervisor, &world.pack, case, side, &reason)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.work().await;
}

/// A supervisor withdraws the second opinion.
async fn withdraw(world: &World, case: Id<Case>) {
    let mut tx = world.db.write().await.unwrap();
    let reason = Sensitive::new("nobody else is here".to_owned());
    let supervisor = staff(Role::Supervisor);
    assessment::withdraw_opinion(&mut tx, &supervisor, case, &reason)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.work().await;
}

/// Somebody claims a case that waits, decides and releases it, without a second opinion.
async fn anew(world: &World, case: Id<Case>, decided: Decided) -> Actor {
    let analyst = staff(Role::Analyst);
    let mut pack = (*world.pack).clone();
    pack.second_opinion.classes.clear();
    let mut tx = world.db.write().await.unwrap();
    assessment::claim(&mut tx, &analyst, &pack, case)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.assess(&analyst, case, decided).await;
    world.clock.advance(Duration::from_secs(1));
    let mut tx = world.db.write().await.unwrap();
    assessment::release(&mut tx, &analyst, &pack, case)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    analyst
}

store::on_both! {
    async fn what_was_told_before_a_withdrawn_opinion_is_stopped_or_corrected(test: TestDb) {
        let world = strict(&test).await;
        // No contact yet: it waits, and then never leaves.
        let (case, first) = world.decided(HOME, Decided::IllegalInDanger, true).await;
        urge(&world, &first, case, Ground::Danger).await;
        withdraw(&world, case).await;
        anew(&world, case, Decided::NotIllegal).await;
        world.work().await;
        assert_eq!(world.case(case).await.state, State::Closed);
        assert_eq!(world.referrals(case).await[0].state, referral::State::Withdrawn);
        world.approve_police().await;
        assert_eq!(world.net.mails().len(), 0);
        // It left: somebody is to tell the police.
        let (case, first) = world.decided(ELSEWHERE, Decided::IllegalInDanger, true).await;
        urge(&world, &first, case, Ground::Danger).await;
        withdraw(&world, case).await;
        anew(&world, case, Decided::NotIllegal).await;
        world.work().await;
        assert_eq!(world.to_dos(case).await, ["routing-to-do-correct-referral"]);
    }

    async fn a_release_after_a_withdrawn_opinion_is_taken_back_and_nothing_is_stopped(test: TestDb) {
        let world = world_with(&test, true, |pack| {
            pack.second_opinion.classes = vec!["baseline".to_owned()];
            pack.claims.undo = Duration::from_secs(10);
        })
        .await;
        world.approve_police().await;
        let (case, first) = world.decided(ELSEWHERE, Decided::IllegalInDanger, true).await;
        urge(&world, &first, case, Ground::Danger).await;
        world.clock.advance(Duration::from_secs(11));
        world.work().await;
        withdraw(&world, case).await;
        let analyst = anew(&world, case, Decided::NotIllegal).await;
        let mut tx = world.db.write().await.unwrap();
        assessment::undo(&mut tx, &analyst, &world.pack, case).await.unwrap();
        tx.commit().await.unwrap();
        world.clock.advance(Duration::from_secs(11));
        world.work().await;
        assert!(world.to_dos(case).await.is_empty());
        assert_eq!(world.referrals(case).await[0].state, referral::State::Sent);
    }

    async fn what_was_told_before_a_withdrawn_opinion_is_not_told_twice(test: TestDb) {
        let world = strict(&test).await;
        world.approve_police().await;
        let (case, first) = world.decided(HOME, Decided::IllegalInDanger, true).await;
        urge(&world, &first, case, Ground::Danger).await;
        withdraw(&world, case).await;
        anew(&world, case, Decided::IllegalInDanger).await;
        world.work().await;
        assert_eq!(world.case(case).await.state, State::Acting);
        assert_eq!(world.referrals(case).await.len(), 1);
        assert!(world.to_dos(case).await.is_empty());
        // What corrects that is told anew, for it was stopped with it.
        let supervisor = staff(Role::Supervisor);
        let mut tx = world.db.write().await.unwrap();
        let reason = Sensitive::new("neutral reason".to_owned());
        assessment::reopen(&mut tx, &supervisor, &world.pack, case, &reason).await.unwrap();
        assessment::hand_over(&mut tx, &supervisor, case).await.unwrap();
        tx.commit().await.unwrap();
        world.clock.advance(Duration::from_secs(1));
        world.work().await;
        anew(&world, case, Decided::IllegalInDanger).await;
        world.work().await;
        assert_eq!(world.referrals(case).await.len(), 2);
    }

    async fn what_is_settled_for_nothing_is_stopped_or_corrected(test: TestDb) {
        let world = strict(&test).await;
        // No contact yet: it waits, and then never leaves.
        let (case, first) = world.decided(HOME, Decided::IllegalInDanger, true).await;
        urge(&world, &first, case, Ground::Danger).await;
        assert_eq!(second(&world, case, Decided::NotIllegal).await, State::SecondOpinion);
        settle(&world, case, Side::Second).await;
        assert_eq!(world.referrals(case).await[0].state, referral::State::Withdrawn);
        world.approve_police().await;
        assert_eq!(world.net.mails().len(), 0);
        // It left: somebody is to tell the police.
        let (case, first) = world.decided(ELSEWHERE, Decided::IllegalInDanger, true).await;
        urge(&world, &first, case, Ground::Danger).await;
        assert_eq!(world.referrals(case).await[0].state, referral::State::Sent);
        assert_eq!(second(&world, case, Decided::NotIllegal).await, State::SecondOpinion);
        settle(&world, case, Side::Second).await;
        assert_eq!(world.to_dos(case).await, ["routing-to-do-correct-referral"]);
    }

    async fn an_urgent_correction_reaches_the_police(test: TestDb) {
        let world = world_with(&test, true, |_| {}).await;
        world.approve_police().await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        let supervisor = staff(Role::Supervisor);
        let mut tx = world.db.write().await.unwrap();
        let reason = Sensitive::new("neutral reason".to_owned());
        assessment::reopen(&mut tx, &supervisor, &world.pack, case, &reason).await.unwrap();
        tx.commit().await.unwrap();
        world.clock.advance(Duration::from_secs(1));
        world.work().await;
        world.assess(&supervisor, case, Decided::IllegalInDanger).await;
        let before = world.referrals(case).await.len();
        let mut strict = world.clone();
        strict.pack = self::strict(&test).await.pack;
        urge(&strict, &supervisor, case, Ground::Danger).await;
        let told = strict.referrals(case).await;
        assert_eq!(told.len(), before + 1);
        assert_eq!(told.last().unwrap().state, referral::State::Sent);
    }

    async fn what_is_taken_back_and_released_again_is_carried_out(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.claims.undo = Duration::from_secs(10)).await;
        world.approve_police().await;
        let (case, analyst) = world.decided(ELSEWHERE, Decided::Illegal, true).await;
        for undone in [true, false] {
            world.clock.advance(Duration::from_secs(60));
            let mut tx = world.db.write().await.unwrap();
            assessment::release(&mut tx, &analyst, &world.pack, case).await.unwrap();
            tx.commit().await.unwrap();
            if undone {
                let mut tx = world.db.write().await.unwrap();
                assessment::undo(&mut tx, &analyst, &world.pack, case).await.unwrap();
                tx.commit().await.unwrap();
            }
        }
        world.clock.advance(Duration::from_secs(11));
        world.work().await;
        assert_eq!(world.referrals(case).await.len(), 1);
        assert_eq!(world.notices(case).await, 1);
    }

    async fn the_history_tells_a_second_analyst_nothing_of_what_was_decided_before(test: TestDb) {
        let mut world = world_with(&test, true, |_| {}).await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        let supervisor = staff(Role::Supervisor);
        let mut tx = world.db.write().await.unwrap();
        let reason = Sensitive::new("neutral reason".to_owned());
        assessment::reopen(&mut tx, &supervisor, &world.pack, case, &reason).await.unwrap();
        tx.commit().await.unwrap();
        world.clock.advance(Duration::from_secs(1));
        world.work().await;
        world.pack = self::strict(&test).await.pack;
        world.assess(&supervisor, case, Decided::NotIllegal).await;
        let mut tx = world.db.write().await.unwrap();
        let state = assessment::release(&mut tx, &supervisor, &world.pack, case).await.unwrap();
        assert_eq!(state, State::SecondOpinion);
        tx.commit().await.unwrap();
        let desk = crate::pages::desk(&test);
        let words = desk.desk.catalogue.words(kernel::Language::ENGLISH);
        let said = async |reader: &Actor| {
            let case = world.case(case).await;
            let mut tx = world.read().await;
            let found = routing::timeline(&mut tx, reader, &words, &case, None, None).await.unwrap();
            let moves = found.events.into_iter().filter(|event| event.kind == audit::EventKind::Case);
            moves.map(|event| event.why.unwrap_or_default()).collect::<Vec<_>>()
        };
        let all = said(&staff(Role::Manager)).await;
        assert!(all.iter().any(|why| why == "released") && all.iter().any(|why| why == "corrected"), "{all:?}");
        assert_eq!(said(&staff(Role::Analyst)).await, ["claimed", "second_opinion"]);
    }

    async fn the_police_hear_at_once_and_once(test: TestDb) {
        let world = strict(&test).await;
        world.approve_police().await;
        for (host, ground, hold) in [
            (HOME, Ground::Danger, Hold::Open),
            (ELSEWHERE, Ground::SuspectAtHome, Hold::None),
        ] {
            let (case, first) = world.decided(host, Decided::urgent(ground), true).await;
            urge(&world, &first, case, ground).await;
            let told = world.referrals(case).await;
            assert_eq!(told.len(), 1);
            assert_eq!((told[0].urgent, told[0].hold, told[0].state), (true, hold, referral::State::Sent));
            // Nobody else heard of it, and nothing is routed.
            assert_eq!((world.notices(case).await, world.handovers(case).await.len()), (0, 0));
            let mut tx = world.read().await;
            let routed = routing::route_of(&mut tx, &staff(Role::Manager), case).await.unwrap();
            assert!(routed.is_none());
            drop(tx);
            assert_eq!(second(&world, case, Decided::urgent(ground)).await, State::Acting);
            // The full release tells whoever is left, and not the police again.
            assert_eq!(world.referrals(case).await.len(), 1);
            let notices = usize::from(host == ELSEWHERE);
            assert_eq!(world.notices(case).await, notices, "{host}");
        }
    }

    async fn the_police_hear_at_once_where_no_second_opinion_is_asked_whatever_the_country(test: TestDb) {
        let world = world_with(&test, true, |pack| {
            pack.second_opinion.share = 0;
            pack.second_opinion.classes.clear();
            pack.routing.police_too_with_partner = false;
            pack.routing.police_elsewhere = false;
            pack.claims.undo = Duration::from_secs(10);
        })
        .await;
        world.approve_police().await;
        let after_undo = async || {
            world.clock.advance(Duration::from_secs(11));
            world.work().await;
        };
        for (host, ground, handovers) in [
            (PARTNER, Ground::VictimAtHome, 1),
            (HOME, Ground::SuspectAtHome, 0),
        ] {
            let (case, first) = world.decided(host, Decided::urgent(ground), true).await;
            assert_eq!(released_urgently(&world, &first, case, ground).await, State::Acting);
            world.work().await;
            assert!(world.referrals(case).await.is_empty(), "it waits for the seconds of the pack");
            after_undo().await;
            let told = world.referrals(case).await;
            assert_eq!(told.len(), 1, "{host}");
            assert_eq!((told[0].urgent, told[0].state), (true, referral::State::Sent));
            assert_eq!(told[0].hold, if host == HOME { Hold::Open } else { Hold::None });
            assert_eq!(world.handovers(case).await.len(), handovers, "{host}");
            let mut tx = world.read().await;
            let entries = audit::about(&mut tx, "case", case).await.unwrap();
            assert!(entries.iter().any(|entry| entry.action == "assessment.release_urgent"));
        }
        // It is taken back with the release, and released again as anything else.
        let (case, first) = world.decided(ELSEWHERE, Decided::IllegalVictimAtHome, true).await;
        released_urgently(&world, &first, case, Ground::VictimAtHome).await;
        let mut tx = world.db.write().await.unwrap();
        assessment::undo(&mut tx, &first, &world.pack, case).await.unwrap();
        assessment::release(&mut tx, &first, &world.pack, case).await.unwrap();
        tx.commit().await.unwrap();
        after_undo().await;
        let told = world.referrals(case).await;
        assert_eq!(told.iter().map(|one| one.urgent).collect::<Vec<_>>(), [false], "as of any victim at home");
        assert_eq!(world.notices(case).await, 1);
    }

    async fn what_is_corrected_before_the_police_heard_of_it_is_not_told(test: TestDb) {
        let world = world_with(&test, true, |pack| {
            pack.second_opinion.share = 0;
            pack.claims.undo = Duration::from_secs(10);
        })
        .await;
        world.approve_police().await;
        let (case, first) = world.decided(ELSEWHERE, Decided::IllegalVictimAtHome, true).await;
        released_urgently(&world, &first, case, Ground::VictimAtHome).await;
        let mut tx = world.db.write().await.unwrap();
        let reason = Sensitive::new("neutral reason".to_owned());
        assessment::reopen(&mut tx, &first, &world.pack, case, &reason).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        world.clock.advance(Duration::from_secs(11));
        world.work().await;
        assert!(world.referrals(case).await.is_empty());
    }

    async fn where_the_host_becomes_known_later_notices_wait_for_the_police(test: TestDb) {
        let world = strict(&test).await;
        world.approve_police().await;
        let (case, first) = world.decided(HOME, Decided::IllegalInDanger, false).await;
        let mut tx = world.db.write().await.unwrap();
        // The trace has not come yet.
        tx.execute("DELETE FROM jobs_job WHERE kind = 'trace.full'", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        urge(&world, &first, case, Ground::Danger).await;
        assert_eq!(world.referrals(case).await[0].hold, Hold::None);
        let location = world.case(case).await.location;
        let mut tx = world.db.write().await.unwrap();
        trace::ask(&mut tx, &first, location).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(second(&world, case, Decided::IllegalInDanger).await, State::Acting);
        let told = world.referrals(case).await;
        assert_eq!((told.len(), told[0].hold), (1, Hold::Open));
        assert_eq!(world.notices(case).await, 0);
    }

    async fn what_a_supervisor_settles_for_the_second_is_not_told_twice(test: TestDb) {
        let world = strict(&test).await;
        world.approve_police().await;
        let (case, first) = world.decided(HOME, Decided::IllegalInDanger, true).await;
        urge(&world, &first, case, Ground::Danger).await;
        assert_eq!(second(&world, case, Decided::DangerAlone).await, State::SecondOpinion);
        assert_eq!(world.to_dos(case).await, ["routing-to-do-settle-opinion"]);
        let third = staff(Role::Supervisor);
        let mut tx = world.db.write().await.unwrap();
        let reason = Sensitive::new("word".to_owned());
        assessment::settle(&mut tx, &third, &world.pack, case, Side::Second, &reason).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(world.referrals(case).await.len(), 1);
        assert_eq!(world.case(case).await.state, State::Acting);
        assert!(world.to_dos(case).await.is_empty());
    }

    async fn an_urgent_release_is_taken_back_before_it_left(test: TestDb) {
        let world = world_with(&test, true, |pack| {
            pack.second_opinion.share = 100;
            pack.claims.undo = Duration::from_secs(10);
        })
        .await;
        world.approve_police().await;
        let (case, first) = world.decided(HOME, Decided::IllegalInDanger, true).await;
        urge(&world, &first, case, Ground::Danger).await;
        assert!(world.referrals(case).await.is_empty(), "it waits for the seconds of the pack");
        let mut tx = world.db.write().await.unwrap();
        assessment::undo(&mut tx, &first, &world.pack, case).await.unwrap();
        tx.commit().await.unwrap();
        test.clock.advance(Duration::from_secs(20));
        world.work().await;
        assert!(world.referrals(case).await.is_empty());
        assert_eq!(world.case(case).await.state, State::Assessing);
    }

    async fn no_page_tells_the_second_analyst_anything(test: TestDb) {
        let world = strict(&test).await;
        // Without a contact of the police the referral is a task: that too would tell.
        let (case, first) = world.decided(HOME, Decided::IllegalInDanger, true).await;
        urge(&world, &first, case, Ground::Danger).await;
        let mut tx = world.db.write().await.unwrap();
        let form = Id::random(&kernel::SystemEntropy);
        let note = routing::NewNote { form, text: "canarynote", names: None };
        routing::write_note(&mut tx, &first, case, note).await.unwrap();
        tx.commit().await.unwrap();
        let pages = routing::routes().merge(assessment::routes()).merge(referral::routes());
        let words = [
            ("intake.ftl", intake::MESSAGES),
            ("trace.ftl", trace::MESSAGES),
            ("assessment.ftl", assessment::MESSAGES),
            ("referral.ftl", referral::MESSAGES),
            ("exchange.ftl", exchange::MESSAGES),
            ("takedown.ftl", takedown::MESSAGES),
            ("routing.ftl", routing::MESSAGES),
        ];
        let plain = TestDesk::new(&test, axum::Router::new(), &words);
        let desk = Desk { pack: Arc::clone(&world.pack), ..plain.desk.clone() };
        let desk = TestDesk::over(desk, pages);
        let at = |end: &str| format!("/cases/{case}{end}");
        // What the first found, in every form in which a page says it.
        let telling = [
            "Baseline", "Illegal", "canaryreason", "assessment.decide", "assessment.release_urgent",
            "/referrals/", "referral.", "A child is in danger</dt>", "assessment.classify",
            "canarynote", "A decision was made", "An item was classified", "A referral to the police",
        ];
        let second = desk.sign_in(&[Role::Analyst]).await;
        let item = {
            let mut tx = world.read().await;
            assessment::items(&mut tx, second.actor(), case).await.unwrap()[0].id
        };
        let form = at(&format!("/items/{item}/assessment"));
        let manager = desk.sign_in(&[Role::Manager]).await;
        let seen = manager.get(&at("")).await.body;
        for word in ["canaryreason", "assessment.decide", "A child is in danger</dt>", "canarynote", "A decision was made"] {
            assert!(seen.contains(word), "a manager sees {word}: {seen}");
        }
        for claimed in [false, true] {
            if claimed {
                assert_eq!(second.post(&at("/claim"), &[]).await.status, 303);
                assert_eq!(second.post(&at("/viewing"), &[]).await.status, 303);
            }
            for path in [at(""), at("/viewing"), at("/settle"), "/tasks".to_owned(), "/queue?state=second_opinion".to_owned()] {
                let page = second.get(&path).await;
                for word in telling {
                    assert!(!page.body.contains(word), "{path} tells {word}: {}", page.body);
                }
            }
            let page = second.get(&form).await.body;
            assert!(!page.contains("value=\"baseline\" checked"), "no answer is filled in");
            let unanswered = page.matches("value=\"\" checked").count();
            assert_eq!(page.matches(" checked").count(), unanswered, "{page}");
        }
        let item = item.to_string();
        let shown = second.post(&at("/viewing/show"), &[("item", item.as_str())]).await;
        assert_eq!(shown.status, 303);
        let own = Id::<routing::Note>::random(&kernel::SystemEntropy).to_string();
        let own = [("form", own.as_str()), ("note_text", "canaryown")];
        assert_eq!(second.post(&at("/notes"), &own).await.status, 303);
        let page = second.get(&at("?kind=note")).await.body;
        assert!(page.contains("canaryown") && !page.contains("canarynote"));
        let viewing = second.get(&at("/viewing")).await.body;
        assert!(viewing.contains("name=\"working\""));
        for word in telling {
            assert!(!viewing.contains(word), "the session tells {word}: {viewing}");
        }
        assert!(second.get("/queue?state=second_opinion").await.body.contains(&at("")));
    }
}
