//! Saved views: their counts are right after whatever happened, and each sees their own.

use std::time::Duration;

use identity::{Action, Actor, Role};
use intake::{Error, Filter, Holder, Move, State, View};
use kernel::{Id, SystemEntropy};
use store::testing::TestDb;

use crate::made::{any_case, any_filter, drawn, make, names, with_marks};
use crate::{analyst, count, job};

fn supervisor() -> Actor {
    Actor::test_staff(Id::random(&SystemEntropy), &[Role::Supervisor])
}

async fn save(
    test: &TestDb,
    actor: &Actor,
    name: &str,
    filter: &Filter,
    all: bool,
) -> Result<Id<View>, Error> {
    let mut tx = test.desk.write().await?;
    let id = intake::save_view(&mut tx, actor, name, filter, all).await?;
    tx.commit().await?;
    work(test).await;
    Ok(id)
}

/// Does what is due: new views are counted.
async fn work(test: &TestDb) {
    let mut registry = jobs::Registry::default();
    registry.bind(intake::ADD_UP, intake::add_up);
    let db = test.desk.clone();
    registry.bind(intake::COUNT_VIEW, move |run| {
        let db = db.clone();
        async move { intake::count_view(&db, run).await }
    });
    for kind in ["trace.name", "intake.answer"] {
        registry.bind(kind, |_| async { jobs::Outcome::nothing() });
    }
    jobs::Worker::new(test.desk.clone(), registry, 1, Duration::from_millis(10))
        .run_due()
        .await
        .unwrap();
}

/// Holds what is kept of each view against what it has.
async fn compare(test: &TestDb, reader: &Actor) -> usize {
    let mut tx = test.desk.read().await.unwrap();
    let mut kept = 0;
    for view in intake::views(&mut tx, reader).await.unwrap() {
        let has = intake::count(&mut tx, reader, &view.filter, &intake::LeftOut::default())
            .await
            .unwrap();
        if let Some(count) = view.count {
            assert_eq!(count, has, "{:?}", view.filter);
            kept += 1;
        }
    }
    kept
}

async fn add_up(test: &TestDb) {
    let mut tx = test.desk.write().await.unwrap();
    jobs::keep(&mut tx, intake::ADD_UP, &()).await.unwrap();
    tx.commit().await.unwrap();
    work(test).await;
}

store::on_both! {
    async fn a_name_is_what_it_looks_like_and_leads_nowhere(test: TestDb) {
        let reader = supervisor();
        let filter = Filter::waiting();
        for trick in ["At \u{202E}home", "At\u{200B} home", "At \u{2066}home"] {
            let saved = save(&test, &reader, trick, &filter, true).await;
            assert!(matches!(saved, Err(Error::NothingSaid)), "{trick:?}");
        }
        // A Khmer word parted by a zero-width space is one.
        save(&test, &reader, "ប្រ\u{200B}ទេស", &filter, true).await.unwrap();
        save(&test, &reader, "as http://host-a.test/p/17", &filter, true).await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        let views = intake::views(&mut tx, &reader).await.unwrap();
        let mut names: Vec<_> = views.iter().map(|view| view.name.expose().as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["as hxxp[:]//host-a[.]test/p/17", "ប្រ\u{200B}ទេស"]);
    }

    async fn the_counts_follow_the_cases_whatever_happens(test: TestDb) {
        let names = names();
        let reader = supervisor();
        let mut made = Vec::new();
        let mut cases = drawn(any_case(), 90).into_iter().enumerate();
        for (number, case) in cases.by_ref().take(30) {
            made.push(make(&test, &names, &case, number).await);
        }
        for (number, filter) in drawn(any_filter(&names), 24).iter().enumerate() {
            let filter = Filter { older: None, younger: None, ..with_marks(&test, filter).await };
            save(&test, &reader, &format!("view {number}"), &filter, number % 2 == 0).await.unwrap();
        }
        let kept = compare(&test, &reader).await;
        assert!(kept > 12, "{kept}");
        for (number, case) in cases {
            made.push(make(&test, &names, &case, number).await);
            if number % 20 == 0 {
                compare(&test, &reader).await;
                add_up(&test).await;
                assert_eq!(compare(&test, &reader).await, kept);
                let left = "SELECT COUNT(*) AS value FROM intake_view_change";
                assert_eq!(count(&test.desk, left).await, 0);
                test.clock.advance(Duration::from_hours(2));
            }
        }
        for (number, case) in made.iter().enumerate().filter(|(_, case)| case.state == State::Waiting) {
            let mut tx = test.desk.write().await.unwrap();
            intake::move_case(&mut tx, &job(), case.id, Move::Claim, "test").await.unwrap();
            intake::hold(&mut tx, &job(), case.id, Some(names.staff[number % 2])).await.unwrap();
            // What is taken back moves nothing.
            if number % 3 > 0 {
                tx.commit().await.unwrap();
            }
        }
        assert_eq!(compare(&test, &reader).await, kept);
    }

    async fn a_view_made_while_cases_come_counts_each_once(test: TestDb) {
        let names = std::sync::Arc::new(names());
        let test = std::sync::Arc::new(test);
        let reader = supervisor();
        let filing = {
            let (test, names) = (std::sync::Arc::clone(&test), std::sync::Arc::clone(&names));
            tokio::spawn(async move {
                for (number, case) in drawn(any_case(), 40).iter().enumerate() {
                    make(&test, &names, case, number).await;
                }
            })
        };
        for number in 0..8 {
            save(&test, &reader, &format!("view {number}"), &Filter::default(), true).await.unwrap();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        filing.await.unwrap();
        assert_eq!(compare(&test, &reader).await, 8);
    }

    async fn what_changes_before_a_new_view_is_counted_counts_once(test: TestDb) {
        let names = names();
        let reader = supervisor();
        let mut cases = drawn(any_case(), 30).into_iter().enumerate();
        for (number, case) in cases.by_ref().take(10) {
            make(&test, &names, &case, number).await;
        }
        let mut tx = test.desk.write().await.unwrap();
        intake::save_view(&mut tx, &reader, "all", &Filter::default(), true).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(compare(&test, &reader).await, 0, "nobody has counted yet");
        for (number, case) in cases.by_ref().take(10) {
            make(&test, &names, &case, number).await;
        }
        add_up(&test).await;
        assert_eq!(compare(&test, &reader).await, 1);
        for (number, case) in cases {
            make(&test, &names, &case, number).await;
        }
        // To count it once more changes nothing.
        let mut tx = test.desk.write().await.unwrap();
        let view = intake::views(&mut tx, &reader).await.unwrap()[0].id;
        jobs::queue(&mut tx, intake::COUNT_VIEW, &view).await.unwrap();
        tx.commit().await.unwrap();
        work(&test).await;
        assert_eq!(compare(&test, &reader).await, 1);
    }

    async fn a_view_whose_counting_was_given_up_is_counted_with_the_next_sum(test: TestDb) {
        let reader = supervisor();
        let mut tx = test.desk.write().await.unwrap();
        intake::save_view(&mut tx, &reader, "all", &Filter::default(), true).await.unwrap();
        let given_up = "UPDATE jobs_job SET state = 'dead' WHERE kind = 'intake.count_view'";
        assert_eq!(tx.execute(given_up, store::values![]).await.unwrap(), 1);
        tx.commit().await.unwrap();
        work(&test).await;
        assert_eq!(compare(&test, &reader).await, 0);
        add_up(&test).await;
        work(&test).await;
        assert_eq!(compare(&test, &reader).await, 1);
    }

    async fn each_sees_their_own_and_everybodys(test: TestDb) {
        let (one, two, chief) = (analyst(), analyst(), supervisor());
        let own = save(&test, &one, " my closed ones ", &Filter::default(), false).await.unwrap();
        let all = save(&test, &chief, "nobody's", &Filter { holder: Some(Holder::Nobody), ..Filter::waiting() }, true)
            .await
            .unwrap();
        // What everybody sees cannot have a count that goes by who looks, nor by the hour.
        let mine = Filter { holder: Some(Holder::Me), ..Filter::default() };
        save(&test, &chief, "mine", &mine, true).await.unwrap();
        save(&test, &chief, "old", &Filter { older: Some(7), ..Filter::default() }, true).await.unwrap();
        assert!(matches!(save(&test, &one, "x", &mine, true).await, Err(Error::Denied(_))));
        assert!(chief.may(Action::ShareView).is_ok());
        assert!(matches!(save(&test, &one, " ", &mine, false).await, Err(Error::NothingSaid)));
        assert!(matches!(save(&test, &one, &"x".repeat(81), &mine, false).await, Err(Error::TooLong)));
        let seen = async |actor: &Actor| {
            let mut tx = test.desk.read().await.unwrap();
            let views = intake::views(&mut tx, actor).await.unwrap();
            let mut seen: Vec<_> =
                views.into_iter().map(|view| (view.name.expose().clone(), view.count)).collect();
            seen.sort();
            seen
        };
        let name = |name: &str| name.to_owned();
        let shared = [(name("mine"), None), (name("nobody's"), Some(0)), (name("old"), None)];
        assert_eq!(seen(&two).await, shared);
        assert_eq!(seen(&one).await[1], (name("my closed ones"), Some(0)));
        // The name is not to be read in the store.
        let mut tx = test.desk.read().await.unwrap();
        let sealed: Vec<(Vec<u8>,)> = tx.all("SELECT name AS value FROM intake_view", store::values![]).await.unwrap();
        assert!(sealed.iter().all(|(name,)| !String::from_utf8_lossy(name).contains("closed")));
        drop(tx);
        let remove = async |actor: &Actor, id| {
            let mut tx = test.desk.write().await?;
            intake::remove_view(&mut tx, actor, id).await?;
            Ok::<_, Error>(tx.commit().await?)
        };
        assert!(matches!(remove(&two, own).await, Err(Error::NotFound)));
        assert!(matches!(remove(&two, all).await, Err(Error::Denied(_))));
        remove(&one, own).await.unwrap();
        remove(&chief, all).await.unwrap();
        assert_eq!(seen(&one).await.len(), 2);
        for number in 0..intake::MOST_VIEWS {
            save(&test, &one, &format!("view {number}"), &mine, false).await.unwrap();
        }
        assert!(matches!(save(&test, &one, "more", &mine, false).await, Err(Error::TooMany)));
    }
}
