//! Places that are marked as pages, and what people say of what further looks show.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use identity::Role;
use kernel::Sensitive;
use smallnet::Behaviour::{Numbered, Page, PageAt, SlowPage};
use takedown::{Seen, Verdict, Word};

use crate::odd::{all_rules, asked, details, mark};
use crate::truth::{album, missing};
use crate::world::{HOST, job, staff};

store::on_both! {
    async fn what_a_person_says_is_up_is_not_asked_about_again(test: TestDb) {
        let world = all_rules(&test).await;
        let person = staff(Role::Analyst);
        for (marked, path) in [(true, "/a/1"), (false, "/a/2")] {
            let url = format!("http://{HOST}:{}{path}", world.net.site_port());
            // Its server has the same page for whatever is asked for, and that is the content.
            world.net.behave(HOST, Page(album())).await.unwrap();
            let case = world.acting_at(url).await;
            if marked {
                mark(&world, case).await;
            }
            test.clock.advance(Duration::from_secs(60));
            world.watch(case).await;
            let check = world.checks(case).await.pop().unwrap();
            assert_eq!(check.seen, Seen::ErrorWith200);
            let mut tx = world.db.write().await.unwrap();
            let reason = Sensitive::new("seen by eye".to_owned());
            takedown::decide(&mut tx, &person, &world.pack, check.id, Word::Up, &reason).await.unwrap();
            tx.commit().await.unwrap();
            for _ in 0..2 {
                world.look_next(&test, case).await;
                let check = world.checks(case).await.pop().unwrap();
                assert_eq!((check.seen, check.verdict), (Seen::Up, Verdict::Up), "{path}");
            }
            world.net.behave(HOST, Page(missing())).await.unwrap();
            world.look_next(&test, case).await;
            world.look_next(&test, case).await;
            let check = world.checks(case).await.pop().unwrap();
            assert_eq!(check.seen, Seen::ErrorWith200, "{path}");
            let mut tx = world.db.write().await.unwrap();
            takedown::unwatch(&mut tx, &job(), case, "test").await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    async fn an_error_page_is_never_gone_by_itself(test: TestDb) {
        let world = all_rules(&test).await;
        let case = world.acting_at(world.url(HOST)).await;
        mark(&world, case).await;
        world.net.behave(HOST, Page(missing())).await.unwrap();
        world.watch(case).await;
        for _ in 0..5 {
            world.look_next(&test, case).await;
        }
        assert_eq!(world.case(case).await.state, intake::State::Acting);
        let check = world.checks(case).await.pop().unwrap();
        for (who, state) in [(Role::Analyst, intake::State::Acting), (Role::Supervisor, intake::State::Closed)] {
            let mut tx = world.db.write().await.unwrap();
            let reason = Sensitive::new("read the checks".to_owned());
            takedown::decide(&mut tx, &staff(who), &world.pack, check.id, Word::Gone, &reason).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(world.case(case).await.state, state);
        }
    }

    async fn of_a_page_the_number_alone_is_kept_and_that_sealed(test: TestDb) {
        let world = all_rules(&test).await;
        let case = world.acting_at(world.url(HOST)).await;
        mark(&world, case).await;
        world.net.behave(HOST, PageAt("/p/17".to_owned(), album())).await.unwrap();
        world.watch(case).await;
        let detail = details(&world, case).await.remove(0);
        assert_eq!(detail["further"]["page"]["compared"], "first");
        assert_eq!(detail["further"]["page"]["mark"].as_str().unwrap().len(), 16);
        assert!(!detail.to_string().contains("flowers"));
        let mut tx = world.db.read().await.unwrap();
        let (sealed,): (Vec<u8>,) = tx
            .one("SELECT mark AS value FROM takedown_page", store::values![])
            .await
            .unwrap();
        let number = data_encoding::HEXLOWER.decode(detail["further"]["page"]["mark"].as_str().unwrap().as_bytes()).unwrap();
        assert!(sealed.len() > 8 && !sealed.windows(8).any(|part| part == number));
        let marked = takedown::marked(&mut tx, &staff(Role::Analyst), case).await.unwrap().unwrap();
        assert!(marked.compared_since.is_some());
    }

    async fn a_get_that_nobody_answered_in_time_is_evidence(test: TestDb) {
        let mut world = crate::world::world_with(&test, true, |pack| {
            // So that the time of the look as a whole ends before that of the page by itself.
            pack.watch.host_gap = Duration::from_millis(1_800);
        })
        .await;
        world.wait_a_second();
        let case = world.acting_at(world.url(HOST)).await;
        mark(&world, case).await;
        world.net.behave(HOST, SlowPage(Duration::from_secs(30))).await.unwrap();
        world.watch(case).await;
        assert_eq!(asked(&world).iter().filter(|(method, _)| method == "GET").count(), 1);
        let page = &details(&world, case).await.remove(0)["further"]["page"];
        assert_eq!(page["compared"], "unread", "{page}");
        assert_eq!(page["fault"], "timed_out");
        assert_eq!(page["steps"][0]["method"], "GET");
        assert!(page["steps"][0]["dialled"].is_string());
    }

    async fn only_what_was_marked_is_read_and_only_until_that_is_taken_back(test: TestDb) {
        let world = all_rules(&test).await;
        let case = world.acting_at(world.url(HOST)).await;
        world.net.behave(HOST, PageAt("/p/17".to_owned(), album())).await.unwrap();
        world.watch(case).await;
        let gets = || asked(&world).iter().filter(|(method, _)| method == "GET").count();
        assert_eq!(gets(), 0);
        let person = staff(Role::Analyst);
        for _ in 0..2 {
            mark(&world, case).await;
        }
        world.look_next(&test, case).await;
        assert_eq!(gets(), 1);
        let mut tx = world.db.write().await.unwrap();
        let robot = takedown::mark_page(&mut tx, &job(), &world.pack, case).await;
        assert!(matches!(robot, Err(takedown::Error::Denied(_))));
        takedown::unmark_page(&mut tx, &person, case).await.unwrap();
        takedown::unmark_page(&mut tx, &person, case).await.unwrap();
        assert!(takedown::marked(&mut tx, &person, case).await.unwrap().is_none());
        let (lines,): (i64,) = tx
            .one("SELECT COUNT(*) AS value FROM takedown_page_history", store::values![])
            .await
            .unwrap();
        assert_eq!(lines, 2);
        tx.commit().await.unwrap();
        world.look_next(&test, case).await;
        assert_eq!(gets(), 1);
        let other = crate::world::world_with(&test, true, |pack| pack.watch.legal_authority = None).await;
        let mut tx = other.db.write().await.unwrap();
        let without = takedown::mark_page(&mut tx, &person, &other.pack, case).await;
        assert!(matches!(without, Err(takedown::Error::NoAuthority)));
    }

    async fn a_look_says_how_many_requests_it_took(test: TestDb) {
        let world = all_rules(&test).await;
        let case = world.acting_at(world.url(HOST)).await;
        mark(&world, case).await;
        world.net.behave(HOST, Numbered).await.unwrap();
        let mut tx = world.db.write().await.unwrap();
        takedown::watch(&mut tx, &job(), &world.pack, case).await.unwrap();
        tx.commit().await.unwrap();
        let (before, counted) = (asked(&world).len(), Arc::new(AtomicUsize::new(0)));
        let egress = world.another_door();
        let look = |aim: takedown::Aim| {
            let (db, pack, egress) = (world.db.clone(), Arc::clone(&world.pack), egress.clone());
            let counted = Arc::clone(&counted);
            async move {
                let looked = takedown::look_as_the_watch(&db, &job(), &egress, &pack, &aim).await;
                counted.fetch_add(looked.requests(), Ordering::SeqCst);
                looked
            }
        };
        let works = async |_: String| true;
        takedown::sit(&world.db, &job(), &world.pack, egress.vantages(), look, works, &jobs::Stop::never()).await.unwrap();
        let came: Vec<_> = asked(&world).split_off(before);
        let methods: Vec<_> = came.iter().map(|(method, _)| method.as_str()).collect();
        assert_eq!(methods, ["HEAD", "GET", "HEAD"]);
        assert_eq!(counted.load(Ordering::SeqCst), 3);
        assert_eq!(world.checks(case).await.pop().unwrap().verdict, Verdict::Up);
    }
}
