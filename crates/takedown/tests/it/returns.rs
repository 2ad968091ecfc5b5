//! What comes back after the end: seen by the looks of the after-watch, or reported again.

use std::time::Duration;

use identity::Role;
use intake::{Joined, Outcome};
use jobs::Stop;
use smallnet::Behaviour;
use store::values;
use takedown::{Cause, Verdict, Word};

use crate::checks::{A_WHILE, gone, reason, verdicts};
use crate::watcher::{answer, works};
use crate::world::{HOST, job, staff, world, world_with};

store::on_both! {
    async fn what_comes_back_after_the_end_opens_the_case_by_itself(test: TestDb) {
        let world = world(&test).await;
        let case = gone(&world, &test).await;
        world.look_next(&test, case).await;
        assert_eq!(verdicts(&world, case).await.last(), Some(&Verdict::Missing));
        world.net.behave(HOST, Behaviour::RefusesConnections).await.unwrap();
        world.look_next(&test, case).await;
        assert_eq!(world.case(case).await.state, intake::State::Closed, "silence is no return");
        world.net.put_up(HOST).await.unwrap();
        world.look_next(&test, case).await;
        assert_eq!(world.case(case).await.state, intake::State::Waiting);
        assert_eq!(world.next_look(case).await, None, "a person looks first");
    }

    async fn a_report_that_comes_during_a_look_has_a_look_of_its_own(test: TestDb) {
        let world = world(&test).await;
        let case = gone(&world, &test).await;
        let next = world.next_look(case).await.unwrap();
        test.clock.advance(next.since(test.desk.clock().now()));
        let before = world.checks(case).await.len();
        // A report of the place comes while a watcher looks at it from the last of its vantage points.
        let vantages = [egress::Vantage::house()];
        let (began, begun) = tokio::sync::oneshot::channel();
        let (told, telling) = tokio::sync::oneshot::channel::<()>();
        let hands = std::sync::Mutex::new(Some((began, telling)));
        let look = |_: takedown::Aim| {
            let (began, telling) = hands.lock().unwrap().take().unwrap();
            async move {
                began.send(()).unwrap();
                telling.await.unwrap();
                answer(404, None)
            }
        };
        let report = async {
            begun.await.unwrap();
            world.report(HOST).await;
            let mut tx = world.db.write().await.unwrap();
            let asked = "UPDATE takedown_watch SET asked = TRUE, vantage = NULL WHERE case_id = $1";
            assert_eq!(tx.execute(asked, values![case]).await.unwrap(), 1);
            tx.commit().await.unwrap();
            told.send(()).unwrap();
        };
        let (job, stop) = (job(), Stop::never());
        let sat = takedown::sit(&world.db, &job, &world.pack, &vantages, look, works, &stop);
        let (sat, ()) = tokio::join!(sat, report);
        sat.unwrap();
        let looked = world.checks(case).await;
        assert_eq!(looked.len(), before + 1);
        assert_eq!(looked.last().unwrap().cause, Cause::Watch, "it was under way before");
        world.net.put_up(HOST).await.unwrap();
        world.wait(&test, world.pack.watch.every * 2).await;
        let looked = world.checks(case).await;
        assert_eq!(looked.last().unwrap().cause, Cause::Again, "the report has a look of its own");
        assert_eq!(world.case(case).await.state, intake::State::Waiting);
    }

    async fn what_comes_back_otherwise_opens_the_case_once_two_sides_show_it(test: TestDb) {
        let world = world(&test).await;
        let case = gone(&world, &test).await;
        world.net.behave(HOST, Behaviour::Status(403)).await.unwrap();
        world.look_next(&test, case).await;
        assert_eq!(world.case(case).await.state, intake::State::Closed, "a filter may do that");
        world.look_next(&test, case).await;
        let checks = world.checks(case).await;
        let last: Vec<_> = checks.iter().rev().take(2).map(|check| check.vantage.as_str()).collect();
        assert_ne!(last[0], last[1]);
        assert_eq!(world.case(case).await.state, intake::State::Waiting);
    }

    async fn what_people_say_is_gone_though_it_answers_stays_gone(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.watch(case).await;
        let (first, second) = (staff(Role::Analyst), staff(Role::Supervisor));
        test.clock.advance(Duration::from_millis(1));
        let mut tx = world.db.write().await.unwrap();
        let own = takedown::note_own_look(&mut tx, &first, case, Word::Gone, &reason()).await.unwrap();
        tx.commit().await.unwrap();
        world.look_next(&test, case).await;
        let looked = world.checks(case).await.pop().unwrap();
        assert_eq!((looked.seen, looked.status), (takedown::Seen::AsSaid, Some(200)));
        let mut tx = world.db.write().await.unwrap();
        takedown::decide(&mut tx, &second, &world.pack, own, Word::Gone, &reason()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.case(case).await.outcome, Some(Outcome::Gone));
        for _ in 0..2 {
            world.look_next(&test, case).await;
            assert_eq!(world.case(case).await.state, intake::State::Closed, "it answers as it did");
        }
        // Something else there is news.
        let other = "<p>other words, and more of them than there were</p>".to_owned();
        world.net.behave(HOST, Behaviour::PageAt("/p/17".to_owned(), other)).await.unwrap();
        world.look_next(&test, case).await;
        assert_eq!(world.case(case).await.state, intake::State::Waiting);
    }

    async fn the_after_watch_ends_with_its_time(test: TestDb) {
        let world = world(&test).await;
        let case = gone(&world, &test).await;
        let looked = world.checks(case).await.len();
        test.clock.advance(world.pack.watch.after_watch * 2);
        world.work().await;
        // So long a silence is a downtime, after which what is overdue is spread.
        test.clock.advance(world.pack.watch.every);
        world.work().await;
        assert_eq!(world.next_look(case).await, None);
        assert_eq!(world.checks(case).await.len(), looked, "it was over before the look");
    }

    async fn reported_again_and_up_a_closed_case_is_opened(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.watch.after_every = Duration::from_hours(1)).await;
        let case = gone(&world, &test).await;
        let (before, asked) = (world.checks(case).await.len(), world.methods().len());
        for _ in 0..5 {
            assert_eq!(world.report(HOST).await, Joined::Again(case));
            world.work().await;
        }
        assert_eq!(world.methods().len(), asked, "whoever reports does not see us come");
        world.wait(&test, A_WHILE).await;
        world.wait(&test, world.pack.watch.miss_gap).await;
        world.wait(&test, A_WHILE).await;
        let closed = world.case(case).await;
        assert_eq!(closed.state, intake::State::Closed, "still missing");
        let looks: Vec<_> = world.checks(case).await.split_off(before);
        let from: Vec<_> = looks.iter().map(|check| check.vantage.as_str()).collect();
        assert_eq!(from, ["house", "abroad"], "once from each side, however many reports");
        assert!(looks.iter().all(|check| check.cause == takedown::Cause::Again));
        world.net.put_up(HOST).await.unwrap();
        assert_eq!(world.report(HOST).await, Joined::Again(case));
        world.work().await;
        world.wait(&test, A_WHILE).await;
        assert_eq!(world.case(case).await.state, intake::State::Waiting);
        assert_eq!(verdicts(&world, case).await.last(), Some(&Verdict::Up));
    }
}
