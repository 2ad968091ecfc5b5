//! Following: in parts of any size, by several, ended in the middle, and again, it comes to the same.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use identity::Role;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use statistics::Life;
use store::values;

use crate::week::END;
use crate::world::{Event, World, events, job, staff};

/// What is left once all is followed at the end, and at once.
async fn at_once(world: &World<'_>) -> Vec<Life> {
    for sql in [
        "DELETE FROM statistics_life",
        "DELETE FROM statistics_cursor",
    ] {
        let mut tx = world.test.desk.write().await.unwrap();
        tx.execute(sql, values![]).await.unwrap();
        tx.commit().await.unwrap();
    }
    world.follow(100_000).await;
    world.lives().await
}

/// The events of some of the places, and how many entries are followed after how many events.
fn drawn(count: usize) -> Vec<(Vec<Event>, Vec<i64>)> {
    let places: Vec<String> = ('a'..='p').map(String::from).collect();
    let strategy = (
        proptest::sample::subsequence(places, 1..8),
        proptest::collection::vec(0_i64..9, 1..12),
    );
    let mut runner = TestRunner::deterministic();
    let draw = |_| strategy.new_tree(&mut runner).unwrap().current();
    let drawn: Vec<(Vec<String>, Vec<i64>)> = (0..count).map(draw).collect();
    drawn
        .into_iter()
        .map(|(places, sizes)| {
            let all = events()
                .into_iter()
                .filter(|event| places.contains(&event.place));
            (all.collect(), sizes)
        })
        .collect()
}

/// What a task does within so many statements of SQLite, after which it would let the others on: nothing if it is not
/// through by then.
async fn within<T>(statements: u64, work: impl Future<Output = T>) -> Option<T> {
    /// What tokio lets a task do in one turn.
    const TURN: u64 = 128;
    tokio::task::yield_now().await;
    for _ in statements..TURN {
        tokio::task::coop::consume_budget().await;
    }
    let mut work = std::pin::pin!(work);
    std::future::poll_fn(|context| {
        Poll::Ready(match work.as_mut().poll(context) {
            Poll::Ready(done) => Some(done),
            Poll::Pending => None,
        })
    })
    .await
}

store::on_both! {
    async fn parts_of_any_size_come_to_the_same(test: TestDb) {
        for (run, (events, sizes)) in drawn(6).into_iter().enumerate() {
            let mut world = World::new(&test);
            let mut sizes = sizes.into_iter().cycle();
            for event in events {
                // Each run has places of its own, so that no report joins a case of another.
                let place = format!("{}{run}", event.place);
                world.happen(&Event { place, ..event }).await;
                let most = sizes.next().unwrap();
                if most > 0 {
                    world.chain().await;
                    statistics::follow_some(&test.desk, &job(), most).await.unwrap();
                }
            }
            world.wait_until(END);
            world.follow(3).await;
            let followed = world.lives().await;
            assert!(!followed.is_empty());
            assert_eq!(followed, at_once(&world).await);
        }
    }

    async fn two_who_follow_at_once_follow_each_entry_once(test: TestDb) {
        let mut world = World::new(&test);
        for event in events() {
            world.happen(&event).await;
        }
        world.chain().await;
        let followed = AtomicUsize::new(0);
        let follow = async || {
            loop {
                let some = statistics::follow_some(&test.desk, &job(), 7).await.unwrap();
                followed.fetch_add(some, Ordering::Relaxed);
                if some == 0 {
                    return;
                }
            }
        };
        tokio::join!(follow(), follow());
        let mut tx = test.desk.read().await.unwrap();
        let (entries,): (i64,) = tx.one("SELECT COUNT(*) AS value FROM audit_entry", values![]).await.unwrap();
        drop(tx);
        assert_eq!(i64::try_from(followed.load(Ordering::Relaxed)).unwrap(), entries);
        let followed = world.lives().await;
        assert_eq!(followed, at_once(&world).await);
    }

    async fn a_follower_that_is_ended_in_the_middle_leaves_nothing_half_done(test: TestDb) {
        let mut world = World::new(&test);
        for event in events() {
            world.happen(&event).await;
        }
        world.chain().await;
        let mut ended = 0;
        for wait in 0..400 {
            let at = tokio::time::Duration::from_micros(wait * 40);
            let (db, actor) = (test.desk.clone(), job());
            // Dropped where it is just then, as by a crash: what it wrote is gone with its transaction.
            let following = statistics::follow_some(&db, &actor, 9);
            let done = if db.is_postgres() {
                tokio::time::timeout(at, following).await.ok()
            } else {
                within(wait, following).await
            };
            match done {
                Some(Ok(0)) => break,
                Some(followed) => assert!(followed.unwrap() <= 9),
                None => ended += 1,
            }
        }
        assert!(ended > 0, "none was ended");
        world.follow(9).await;
        let followed = world.lives().await;
        assert_eq!(followed, at_once(&world).await);
    }

    async fn nobody_but_a_job_follows_and_only_who_answers_for_the_whole_reads(test: TestDb) {
        let world = World::new(&test);
        assert!(statistics::follow_some(&test.desk, &staff(Role::Manager), 1).await.is_err());
        let filter = crate::world::always();
        let mut tx = test.desk.read().await.unwrap();
        for (role, may) in [(Role::Analyst, false), (Role::Supervisor, true), (Role::Manager, true), (Role::Administrator, false)] {
            let read = statistics::lives_after(&mut tx, &staff(role), &filter, None, 1).await;
            assert_eq!(read.is_ok(), may, "{role:?}");
        }
        assert!(world.cases.is_empty());
    }
}
