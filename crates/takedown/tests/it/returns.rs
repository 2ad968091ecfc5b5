//! What comes back after the end: seen by the looks of the after-watch, or reported again.

use std::time::Duration;

use identity::Role;
use intake::{Joined, Outcome};
use smallnet::Behaviour;
use takedown::{Verdict, Word};

use crate::checks::{A_WHILE, gone, reason, verdicts};
use crate::world::{HOST, staff, world, world_with};

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
