//! Reading a page, from the wish to what becomes of it.

use assessment::Kind;
use identity::Role;
use inventory::{Error, Fault, Pick, State, Taken, WaitsFor};
use kernel::{Id, SystemEntropy};
use smallnet::Behaviour;

use crate::world::{HOST, PLACES, World, staff, world, world_with};

/// Whether something was refused for a reason of assessment.
fn refused<T>(outcome: Result<T, Error>, why: impl FnOnce(&assessment::Error) -> bool) -> bool {
    matches!(outcome, Err(Error::Assessment(error)) if why(&error))
}

async fn silence(world: &World, case: Id<intake::Case>) {
    let manager = staff(Role::Manager);
    let mut tx = world.db.write().await.unwrap();
    let location = intake::case(&mut tx, &manager, case)
        .await
        .unwrap()
        .location;
    trace::silence(&mut tx, &manager, location, Id::random(&SystemEntropy))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

store::on_both! {
    async fn a_page_is_read_and_nothing_that_it_embeds_is_asked_for(test: TestDb) {
        let world = world(&test).await;
        let analyst = staff(Role::Analyst);
        let (case, viewing, item) = world.viewed(&analyst).await;
        let asked = world.ask(&analyst, case, item).await.unwrap();
        assert_eq!((asked.state, asked.viewing, asked.item), (State::Asked, viewing.id, item));
        assert_eq!(world.asked(), Vec::<String>::new(), "nothing is asked but by the job");
        let offer = world.show(&analyst, case, 0).await.unwrap().unwrap();
        assert!(offer.places.is_empty());
        // Asking again while it goes on is the same wish.
        assert_eq!(world.ask(&analyst, case, item).await.unwrap().id, asked.id);

        world.work().await;
        let offer = world.show(&analyst, case, 0).await.unwrap().unwrap();
        assert_eq!(offer.reading.state, State::Read);
        assert_eq!((offer.reading.found, offer.reading.is_all, offer.reading.is_whole), (PLACES, true, true));
        let shown: Vec<_> = offer
            .places
            .iter()
            .map(|one| (one.number, one.kind, one.host.expose().as_str(), one.met.position))
            .collect();
        assert_eq!(
            shown,
            [
                (1, Kind::Image, HOST, None),
                (2, Kind::Image, HOST, None),
                (3, Kind::Video, "files.nl-host.test", None),
                (4, Kind::Image, "nowhere.test", None),
                (5, Kind::Link, HOST, None),
            ]
        );
        let hosts: Vec<_> = offer.hosts.iter().map(|host| (host.number, host.places)).collect();
        assert_eq!(hosts, [(1, 3), (2, 1), (3, 1)]);
        assert_eq!(offer.next, None);
        // The page alone was asked for, and its bytes alone came.
        assert_eq!(world.asked(), [format!("HEAD {HOST} /p/17"), format!("GET {HOST} /p/17")]);
        assert!(world.net.body_bytes() < 1_000);

        // The record says how many, and nothing of what.
        let recorded = world.recorded(case, "inventory.").await;
        let acts: Vec<_> = recorded.iter().map(|(act, _)| act.as_str()).collect();
        assert_eq!(acts, ["inventory.ask", "inventory.read", "inventory.show"]);
        for (_, entry) in &recorded {
            for word in ["host.test", "nowhere", "jpg", "mp4", "/m/", "/p/"] {
                assert!(!entry.contains(word), "{word} in {entry}");
            }
        }
    }

    async fn what_is_picked_is_an_item_and_the_rest_is_forgotten(test: TestDb) {
        let world = world(&test).await;
        let analyst = staff(Role::Analyst);
        let (case, viewing, item) = world.viewed(&analyst).await;
        let reading = world.read(&analyst, case, item).await.reading.id;
        let taken = |added, there| Taken { added, there, left: 0 };
        let picked = world.take(&analyst, case, reading, Pick::Numbers(vec![2, 3, 99])).await.unwrap();
        assert_eq!(picked, taken(2, 0));
        let again = world.take(&analyst, case, reading, Pick::Numbers(vec![2])).await.unwrap();
        assert_eq!(again, taken(0, 1));
        let of_host = world.take(&analyst, case, reading, Pick::Host(1)).await.unwrap();
        assert_eq!(of_host, taken(2, 1));
        let nothing = world.take(&analyst, case, reading, Pick::Host(9)).await.unwrap();
        assert_eq!(nothing, taken(0, 0));
        let of_kind = world.take(&analyst, case, reading, Pick::Kind(Kind::Image)).await.unwrap();
        assert_eq!(of_kind, taken(1, 2));
        let all = world.take(&analyst, case, reading, Pick::All).await.unwrap();
        assert_eq!(all, taken(0, 5));

        let offer = world.show(&analyst, case, 0).await.unwrap().unwrap();
        let positions: Vec<_> = offer.places.iter().map(|one| one.met.position).collect();
        assert_eq!(positions, [Some(4), Some(2), Some(3), Some(6), Some(5)]);
        let mut tx = world.db.write().await.unwrap();
        let items = assessment::items(&mut tx, &analyst, case).await.unwrap();
        assert_eq!(items[1].kind, Kind::Image);
        let seen = assessment::reveal(&mut tx, &analyst, &world.pack, viewing.id, items[1].id).await.unwrap();
        let url = format!("http://{HOST}:{}/m/2.jpg", world.net.site_port());
        assert_eq!(seen.spellings[0].url.expose(), &url);

        // With the session the key goes, and with it what was read.
        assessment::close_viewing(&mut tx, &analyst, case).await.unwrap();
        let key = assessment::viewing_key(&mut tx, &analyst, viewing.id).await;
        assert!(matches!(key, Err(assessment::Error::ViewingEnded)));
        let sql = "SELECT COUNT(*) AS value FROM assessment_viewing WHERE data_key IS NOT NULL";
        let (keys,): (i64,) = tx.one(sql, Vec::new()).await.unwrap();
        assert_eq!(keys, 0);
        tx.commit().await.unwrap();
        let ended = |error: &assessment::Error| matches!(error, assessment::Error::ViewingEnded);
        assert!(refused(world.show(&analyst, case, 0).await, ended));
        let late = world.take(&analyst, case, reading, Pick::All).await;
        assert!(refused(late, ended));
        assert_eq!(world.readings().await, 1);
        test.clock.advance(world.pack.claims.viewing);
        world.work().await;
        assert_eq!(world.readings().await, 0);
    }

    async fn what_was_decided_elsewhere_is_known(test: TestDb) {
        let world = world_with(&test, |pack| pack.second_opinion.classes.clear()).await;
        // A picture of the page was reported by itself, and decided.
        let other = world.case_at("/m/1.jpg").await;
        world.decide(&staff(Role::Analyst), other).await;
        let analyst = staff(Role::Analyst);
        let (case, _, item) = world.viewed(&analyst).await;
        let places = async || {
            let mut tx = world.db.read().await.unwrap();
            let sql = "SELECT COUNT(*) AS value FROM location_location";
            let (places,): (i64,) = tx.one(sql, Vec::new()).await.unwrap();
            places
        };
        assert_eq!(places().await, 2);
        let offer = world.read(&analyst, case, item).await;
        let known: Vec<_> = offer.places.iter().map(|one| one.met.answers.len()).collect();
        assert_eq!(known, [1, 0, 0, 0, 0]);
        assert_eq!(offer.places[0].met.answers[0].case, other);
        assert_eq!(offer.places[0].met.position, None, "it is no item of this case");
        assert_eq!(places().await, 2, "an offer files nothing");
    }

    async fn a_page_is_read_within_ones_own_session_alone(test: TestDb) {
        let world = world(&test).await;
        let (analyst, other) = (staff(Role::Analyst), staff(Role::Analyst));
        let (case, _, item) = world.viewed(&analyst).await;
        let ended = |error: &assessment::Error| matches!(error, assessment::Error::ViewingEnded);
        assert!(refused(world.ask(&other, case, item).await, ended));
        assert!(matches!(world.ask(&staff(Role::Manager), case, item).await, Err(Error::Denied(_))));
        world.read(&analyst, case, item).await;
        assert!(refused(world.show(&other, case, 0).await, ended));
        let nowhere = world.ask(&analyst, case, Id::random(&SystemEntropy)).await;
        assert!(refused(nowhere, |error| matches!(error, assessment::Error::NotFound)));

        // Another page in the session takes the place of the first, and its numbers.
        let first = world.show(&analyst, case, 0).await.unwrap().unwrap().reading.id;
        let second = world.read(&analyst, case, item).await.reading.id;
        assert_ne!(first, second);
        let stale = world.take(&analyst, case, first, Pick::All).await;
        assert!(matches!(stale, Err(Error::NotFound)));
        let mut tx = world.db.write().await.unwrap();
        inventory::forget(&mut tx, &analyst, case).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.readings().await, 0);
        assert!(world.show(&analyst, case, 0).await.unwrap().is_none());
    }

    async fn nobody_is_asked_without_authority_or_under_silence(test: TestDb) {
        let unauthorised = world_with(&test, |pack| pack.watch.legal_authority = None).await;
        let analyst = staff(Role::Analyst);
        let (case, _, item) = unauthorised.viewed(&analyst).await;
        assert!(matches!(unauthorised.ask(&analyst, case, item).await, Err(Error::NoAuthority)));
        assert!(unauthorised.asked().is_empty());

        let world = world(&test).await;
        let analyst = staff(Role::Analyst);
        let (case, _, item) = world.viewed(&analyst).await;
        // Silence that comes between the wish and the job.
        world.ask(&analyst, case, item).await.unwrap();
        silence(&world, case).await;
        world.work().await;
        let offer = world.show(&analyst, case, 0).await.unwrap().unwrap();
        assert_eq!((offer.reading.state, offer.reading.fault), (State::Failed, Some(Fault::Withdrawn)));
        assert!(matches!(world.ask(&analyst, case, item).await, Err(Error::Silent)));
        assert_eq!(world.asked(), Vec::<String>::new());
    }

    async fn a_session_that_ends_before_the_job_asks_nobody(test: TestDb) {
        let world = world(&test).await;
        let analyst = staff(Role::Analyst);
        let (case, _, item) = world.viewed(&analyst).await;
        world.ask(&analyst, case, item).await.unwrap();
        let mut tx = world.db.write().await.unwrap();
        assessment::close_viewing(&mut tx, &analyst, case).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;

        // A session that is open, of a claim that has run out.
        let analyst = staff(Role::Analyst);
        let second = world.case_at("/p/18").await;
        let (_, item) = world.view(&analyst, second).await;
        world.ask(&analyst, second, item).await.unwrap();
        let mut tx = world.db.write().await.unwrap();
        let sql = "UPDATE assessment_claim SET lease_until = 0";
        tx.execute(sql, Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(world.asked(), Vec::<String>::new());
        let late = world.ask(&analyst, second, item).await;
        assert!(refused(late, |error| matches!(error, assessment::Error::NotHeld)));
    }

    async fn a_page_that_is_none_says_why(test: TestDb) {
        let world = world(&test).await;
        let analyst = staff(Role::Analyst);
        let (case, _, item) = world.viewed(&analyst).await;
        let get = format!("GET {HOST} /p/17");
        for (behaviour, fault, is_got) in [
            (Behaviour::BecomesPicture, Fault::NotHtml, true),
            (Behaviour::Page("GIF89a and no page".to_owned()), Fault::NotHtml, true),
            (Behaviour::Status(404), Fault::Refused, false),
            (Behaviour::RefusesHead, Fault::Refused, false),
            (Behaviour::RedirectsTo("http://10.0.0.1/".to_owned()), Fault::Forbidden, false),
            (Behaviour::RedirectsTo("http://169.254.169.254/".to_owned()), Fault::Forbidden, false),
            (Behaviour::Drops, Fault::Unreachable, false),
            (Behaviour::NameGone, Fault::Unreachable, false),
        ] {
            let gets = |asked: Vec<String>| asked.iter().filter(|line| **line == get).count();
            let before = gets(world.asked());
            world.behave(behaviour.clone()).await;
            let offer = world.read(&analyst, case, item).await;
            assert_eq!(offer.reading.fault, Some(fault), "{behaviour:?}");
            assert_eq!(offer.reading.state, State::Failed);
            assert_eq!(gets(world.asked()) - before, usize::from(is_got), "{behaviour:?}");
            let late = world.take(&analyst, case, offer.reading.id, Pick::All).await;
            assert!(matches!(late, Err(Error::NotFound)));
        }
    }

    async fn the_page_of_another_place_is_told_to_be_that(test: TestDb) {
        let world = world(&test).await;
        let analyst = staff(Role::Analyst);
        let (case, _, item) = world.viewed(&analyst).await;
        let page = || Behaviour::Page("<!doctype html><img src=/m/1.jpg>".to_owned());
        world.behave(page()).await;
        let offer = world.read(&analyst, case, item).await;
        assert_eq!((offer.reading.found, offer.reading.is_elsewhere), (1, false));
        let to = format!("http://{}:{}/sign-in", smallnet::story::ELSEWHERE, world.net.site_port());
        world.net.behave(smallnet::story::ELSEWHERE, page()).await.unwrap();
        world.behave(Behaviour::RedirectsTo(to)).await;
        test.clock.advance(std::time::Duration::from_secs(5));
        let offer = world.read(&analyst, case, item).await;
        assert_eq!((offer.reading.found, offer.reading.is_elsewhere), (1, true));
    }

    async fn a_page_of_a_host_that_wants_to_rest_waits_and_says_so(test: TestDb) {
        let world = world(&test).await;
        let analyst = staff(Role::Analyst);
        let (case, _, item) = world.viewed(&analyst).await;
        world.behave(Behaviour::Status(503)).await;
        let offer = world.read(&analyst, case, item).await;
        assert_eq!(offer.reading.fault, Some(Fault::Refused));
        let asked = world.asked().len();
        world.behave(Behaviour::Page("<img src=/m/1.jpg>".to_owned())).await;
        let waits = world.read(&analyst, case, item).await.reading;
        assert_eq!(waits.state, State::Asked);
        let (until, why) = waits.waits.unwrap();
        assert_eq!(why, WaitsFor::Rest);
        assert_eq!(world.asked().len(), asked, "the host hears nothing");
        // The wish stands, and is done when the rest is over.
        assert_eq!(world.ask(&analyst, case, item).await.unwrap().id, waits.id);
        test.clock.advance(until.since(world.db.clock().now()));
        world.work().await;
        let offer = world.show(&analyst, case, 0).await.unwrap().unwrap();
        assert_eq!((offer.reading.state, offer.reading.found), (State::Read, 1));
    }

    async fn an_address_that_names_a_person_is_used_when_somebody_picked_it(test: TestDb) {
        let world = world(&test).await;
        let analyst = staff(Role::Analyst);
        let case = world.case_at("/p/17?token=0123456789abcdef0123456789abcdef").await;
        let (viewing, item) = world.view(&analyst, case).await;
        let offer = world.read(&analyst, case, item).await;
        assert_eq!(offer.reading.fault, Some(Fault::Personal));
        assert_eq!(world.asked(), Vec::<String>::new());

        let mut tx = world.db.write().await.unwrap();
        let seen = assessment::reveal(&mut tx, &analyst, &world.pack, viewing.id, item).await.unwrap();
        let spelling = seen.spellings[0].id;
        assessment::choose_working(&mut tx, &analyst, case, item, spelling, true).await.unwrap();
        tx.commit().await.unwrap();
        let offer = world.read(&analyst, case, item).await;
        assert_eq!((offer.reading.fault, offer.reading.found), (None, PLACES));
    }

    async fn a_long_list_is_shown_by_pages_and_taken_in_parts(test: TestDb) {
        use std::fmt::Write as _;

        let world = world(&test).await;
        let analyst = staff(Role::Analyst);
        let (case, _, item) = world.viewed(&analyst).await;
        let mut page = String::from("<p>");
        for number in 0..1_100 {
            write!(page, "<img src=/m/{number}.jpg>").unwrap();
        }
        world.behave(Behaviour::Page(page)).await;
        let offer = world.read(&analyst, case, item).await;
        assert_eq!((offer.reading.found, offer.places.len(), offer.next), (1_100, 50, Some(50)));
        let last = world.show(&analyst, case, 1_050).await.unwrap().unwrap();
        assert_eq!((last.places.len(), last.next), (50, None));
        let reading = offer.reading.id;
        let first = world.take(&analyst, case, reading, Pick::All).await.unwrap();
        assert_eq!(first, Taken { added: 1_000, there: 0, left: 100 });
        let second = world.take(&analyst, case, reading, Pick::All).await.unwrap();
        assert_eq!(second, Taken { added: 100, there: 1_000, left: 0 });
    }

    async fn what_one_list_does_not_take_is_not_looked_for(test: TestDb) {
        use std::fmt::Write as _;

        let world = world(&test).await;
        let analyst = staff(Role::Analyst);
        let mut asked = Vec::new();
        for (host, places) in [("a", 1_000), ("b", 2_000)] {
            let case = world.case_at(&format!("/{host}")).await;
            let (_, item) = world.view(&analyst, case).await;
            let mut page = String::from("<p>");
            for number in 0..places {
                write!(page, "<img src=/{host}/{number}.jpg>").unwrap();
            }
            world.behave(Behaviour::Page(page)).await;
            let offer = world.read(&analyst, case, item).await;
            assert_eq!(offer.reading.found, places);
            let mut tx = test.desk.write().await.unwrap();
            let all = Pick::All;
            let taken = inventory::take(&mut tx, &analyst, &world.pack, case, offer.reading.id, &all).await.unwrap();
            assert_eq!(taken, Taken { added: 1_000, there: 0, left: usize::try_from(places).unwrap() - 1_000 });
            asked.push(tx.statements());
            tx.commit().await.unwrap();
        }
        // A list twice as long asks the store nothing more.
        assert_eq!(asked[0], asked[1]);
    }

    async fn a_stolen_database_does_not_say_what_was_read(test: TestDb) {
        let world = world(&test).await;
        let analyst = staff(Role::Analyst);
        let (case, _, item) = world.viewed(&analyst).await;
        world.read(&analyst, case, item).await;
        let mut tx = world.db.read().await.unwrap();
        let (offer,): (Vec<u8>,) = tx
            .one("SELECT offer AS value FROM inventory_reading", Vec::new())
            .await
            .unwrap();
        let holds = |word: &[u8]| offer.windows(word.len()).any(|window| window == word);
        for word in ["host.test", "nowhere", ".jpg", "image"] {
            assert!(!holds(word.as_bytes()), "{word}");
        }
    }
}
