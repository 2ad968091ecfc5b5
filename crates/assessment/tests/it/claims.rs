//! Who holds a case.

use std::time::Duration;

use assessment::{Error, LAPSE};
use identity::{Actor, Role};
use intake::{Case, State};
use kernel::{Id, SystemEntropy, Timestamp};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use store::testing::TestDb;

use crate::house::{
    NOT_ILLEGAL, analyst, case, claimed, classify_all, count, job, law, pack, recorded,
};

async fn state(test: &TestDb, case: Id<Case>) -> State {
    let mut tx = test.desk.read().await.unwrap();
    intake::case(&mut tx, &analyst(), case).await.unwrap().state
}

async fn try_claim(test: &TestDb, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    let mut tx = test.desk.write().await?;
    assessment::claim(&mut tx, actor, &pack(), case).await?;
    Ok(tx.commit().await?)
}

store::on_both! {
    async fn two_analysts_race_and_one_wins(test: TestDb) {
        for round in 0..8 {
            let case = case(&test, &format!("http://host-a.test/p/{round}")).await;
            let (one, two) = (analyst(), analyst());
            let (first, second) = tokio::join!(
                try_claim(&test, &one, case),
                try_claim(&test, &two, case),
            );
            let won = usize::from(first.is_ok()) + usize::from(second.is_ok());
            assert_eq!(won, 1, "{first:?} {second:?}");
            for lost in [first, second].into_iter().filter_map(Result::err) {
                assert!(matches!(lost, Error::Held), "{lost:?}");
            }
            assert_eq!(state(&test, case).await, State::Assessing);
            assert_eq!(recorded(&test.desk, case, "assessment.claim").await, 1);
        }
        let open = "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'trace.full'";
        assert_eq!(count(&test.desk, open).await, 8);
        let lapses = "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'assessment.lapse'";
        assert_eq!(count(&test.desk, lapses).await, 8);
    }

    async fn claiming_again_changes_nothing(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        try_claim(&test, &actor, case).await.unwrap();
        assert_eq!(recorded(&test.desk, case, "assessment.claim").await, 1);
        let items = "SELECT COUNT(*) AS value FROM assessment_item";
        assert_eq!(count(&test.desk, items).await, 1);
    }

    async fn a_lease_that_ran_out_lapses_by_its_job(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        // Extended half-way: the first end passes without a lapse.
        test.clock.advance(pack().claims.lease / 2);
        let mut tx = test.desk.write().await.unwrap();
        assessment::extend(&mut tx, &actor, &pack(), case).await.unwrap();
        tx.commit().await.unwrap();
        run_lapses(&test).await;
        test.clock.advance(pack().claims.lease / 2);
        run_lapses(&test).await;
        assert_eq!(state(&test, case).await, State::Assessing);
        test.clock.advance(pack().claims.lease / 2);
        run_lapses(&test).await;
        assert_eq!(state(&test, case).await, State::Waiting);
        let mut tx = test.desk.read().await.unwrap();
        let moves = intake::moves(&mut tx, &actor, case).await.unwrap();
        assert_eq!(moves.last().unwrap().why, "lapsed");
        assert_eq!(moves.last().unwrap().who_kind, "job");
        drop(tx);
        let jobs = "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'assessment.lapse'";
        assert_eq!(count(&test.desk, jobs).await, 0);
    }

    async fn a_lease_that_ran_out_stops_nobody_while_its_job_waits(test: TestDb) {
        let (one, two) = (analyst(), analyst());
        let case = claimed(&test, &one, "http://host-a.test/p/17").await;
        test.clock.advance(pack().claims.lease);
        let mut tx = test.desk.write().await.unwrap();
        let late = assessment::extend(&mut tx, &one, &pack(), case).await;
        assert!(matches!(late, Err(Error::NotHeld)));
        drop(tx);
        try_claim(&test, &two, case).await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        let moves = intake::moves(&mut tx, &two, case).await.unwrap();
        let mut moves: Vec<_> = moves.into_iter().map(|moved| moved.why).collect();
        // The lapse and the claim after it share an instant, and with it their place.
        moves.sort();
        assert_eq!(moves, ["claimed", "claimed", "lapsed", "reported"]);
        assert_eq!(assessment::mine(&mut tx, &two).await.unwrap().len(), 1);
        assert!(assessment::mine(&mut tx, &one).await.unwrap().is_empty());
    }

    async fn what_one_made_stays_one_s_own_until_the_job_comes_that_ends_the_claim(test: TestDb) {
        let (one, other) = (analyst(), analyst());
        let case = claimed(&test, &one, "http://host-a.test/p/17").await;
        classify_all(&test, &one, case, NOT_ILLEGAL, &law("no")).await;
        test.clock.advance(pack().claims.lease + Duration::from_secs(1));
        let sees = async |actor: &Actor| {
            let mut tx = test.desk.read().await.unwrap();
            let item = assessment::items(&mut tx, actor, case).await.unwrap()[0].id;
            assessment::assessment(&mut tx, actor, item).await.unwrap().is_some()
        };
        assert_eq!((sees(&one).await, sees(&other).await), (true, false));
        run_lapses(&test).await;
        assert_eq!((sees(&one).await, sees(&other).await), (true, false));
    }

    async fn who_loses_a_case_by_its_lease_is_told_until_they_have_seen_it(test: TestDb) {
        let (one, two) = (analyst(), analyst());
        let by_job = claimed(&test, &one, "http://host-a.test/p/17").await;
        let by_claim = claimed(&test, &one, "http://host-a.test/p/18").await;
        let ends = test.desk.clock().now().after(pack().claims.lease);
        test.clock.advance(pack().claims.lease + Duration::from_secs(60));
        try_claim(&test, &two, by_claim).await.unwrap();
        run_lapses(&test).await;
        let mut tx = test.desk.write().await.unwrap();
        let lapsed = assessment::lapsed(&mut tx, &one).await.unwrap();
        assert_eq!(lapsed.len(), 2);
        assert!(lapsed.iter().all(|lapsed| lapsed.at == ends));
        assert!(lapsed.iter().any(|lapsed| lapsed.case == by_job));
        assert!(assessment::lapsed(&mut tx, &two).await.unwrap().is_empty());
        // What lapsed after it was shown, or again, nobody has seen.
        assessment::seen_lapsed(&mut tx, &one, &lapsed[..1]).await.unwrap();
        let left = assessment::lapsed(&mut tx, &one).await.unwrap();
        assert_eq!(left, lapsed[1..]);
        let before = assessment::Lapsed { at: ends.before(Duration::from_secs(1)), ..left[0] };
        assessment::seen_lapsed(&mut tx, &one, &[before]).await.unwrap();
        assert_eq!(assessment::lapsed(&mut tx, &one).await.unwrap(), left);
        assessment::seen_lapsed(&mut tx, &one, &left).await.unwrap();
        assert!(assessment::lapsed(&mut tx, &one).await.unwrap().is_empty());
    }

    async fn only_who_may_claims(test: TestDb) {
        let case = case(&test, "http://host-a.test/p/17").await;
        let manager = Actor::test_staff(Id::random(&SystemEntropy), &[Role::Manager]);
        for actor in [job(), manager, Actor::operator(), Actor::reporter()] {
            assert!(matches!(try_claim(&test, &actor, case).await, Err(Error::Denied(_))));
        }
        assert_eq!(state(&test, case).await, State::Waiting);
        let nowhere = try_claim(&test, &analyst(), Id::random(&SystemEntropy)).await;
        assert!(matches!(nowhere, Err(Error::Intake(intake::Error::NotFound))));
    }

    async fn a_random_walk_never_gives_a_case_to_two(test: TestDb) {
        let mut runner = TestRunner::deterministic();
        for round in 0..6 {
            let steps = proptest::collection::vec(step(), 30).new_tree(&mut runner).unwrap().current();
            let case = case(&test, &format!("http://host-b.test/p/{round}")).await;
            walk(&test, case, &steps).await;
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Claim(usize),
    Extend(usize),
    HandOver(usize),
    Lapse,
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..2_usize).prop_map(Step::Claim),
        (0..2_usize).prop_map(Step::Extend),
        (0..2_usize).prop_map(Step::HandOver),
        Just(Step::Lapse),
        (1..5_u64).prop_map(Step::Wait),
    ]
}

/// Takes the steps in the store and in a model of two lines, and compares them after each.
async fn walk(test: &TestDb, case: Id<Case>, steps: &[Step]) {
    let people = [analyst(), analyst()];
    let lease = pack().claims.lease;
    let mut model: Option<(usize, Timestamp)> = None;
    for step in steps {
        let mut tx = test.desk.write().await.unwrap();
        let now = tx.now();
        let holds = |model: Option<(usize, Timestamp)>| {
            model.filter(|(_, until)| *until > now).map(|(who, _)| who)
        };
        let (done, expected) = match *step {
            Step::Claim(who) => {
                let expected = holds(model).is_none_or(|holder| holder == who);
                if expected && holds(model).is_none() {
                    model = Some((who, now.after(lease)));
                }
                let claimed = assessment::claim(&mut tx, &people[who], &pack(), case).await;
                (claimed.is_ok(), expected)
            }
            Step::Extend(who) => {
                let expected = holds(model) == Some(who);
                if expected {
                    model = Some((who, now.after(lease)));
                }
                let extended = assessment::extend(&mut tx, &people[who], &pack(), case).await;
                (extended.is_ok(), expected)
            }
            Step::HandOver(who) => {
                let expected = holds(model) == Some(who);
                if expected {
                    model = None;
                }
                let handed = assessment::hand_over(&mut tx, &people[who], case).await;
                (handed.is_ok(), expected)
            }
            Step::Lapse => {
                if holds(model).is_none() {
                    model = None;
                }
                (assessment::lapse(&mut tx, &job(), case).await.is_ok(), true)
            }
            Step::Wait(quarters) => {
                test.clock
                    .advance(lease / 4 * u32::try_from(quarters).unwrap());
                (true, true)
            }
        };
        assert_eq!(done, expected, "{step:?} of {steps:?}");
        if done {
            tx.commit().await.unwrap();
        } else {
            drop(tx);
        }
        let mut tx = test.desk.read().await.unwrap();
        let now = tx.now();
        let holder = assessment::holder(&mut tx, &people[0], case).await.unwrap();
        let expected = model.filter(|(_, until)| *until > now);
        assert_eq!(
            holder.map(|claim| (Some(claim.staff), claim.lease_until)),
            expected.map(|(who, until)| (people[who].staff_id(), until)),
        );
        // Whatever happened, the case is in the queue or somebody's.
        let state = intake::case(&mut tx, &people[0], case).await.unwrap().state;
        let free = model.is_none();
        assert_eq!(
            state,
            if free {
                State::Waiting
            } else {
                State::Assessing
            }
        );
    }
}

/// Runs the lapses that are due, as the workers do.
async fn run_lapses(test: &TestDb) {
    let mut registry = jobs::Registry::default();
    registry.bind(LAPSE, assessment::lapse_expired);
    for kind in ["trace.name", "trace.full", "intake.answer"] {
        registry.bind(kind, |_| async { jobs::Outcome::nothing() });
    }
    jobs::Worker::new(test.desk.clone(), registry, 4, Duration::from_millis(10))
        .run_due()
        .await
        .unwrap();
}
