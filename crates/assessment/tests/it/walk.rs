//! A random walk of cases by several people through claims, opinions, settlements and taking back. Whatever is tried
//! in whatever order, the promises of a second opinion hold.

use std::collections::BTreeSet;
use std::time::Duration;

use assessment::{Error, Judgement, Side};
use identity::{Actor, Role, Staff};
use intake::{Case, State};
use kernel::{Id, Sensitive};
use pack::Pack;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use store::testing::TestDb;
use store::{Tx, values};

use crate::house::{BASELINE, NOT_ILLEGAL, anew, case, job, law, staff, strict_pack};

/// Three analysts, and two supervisors who may be the second analyst too.
const PEOPLE: usize = 5;

#[derive(Clone, Copy, Debug)]
enum Step {
    Claim(usize),
    Decide(usize, bool),
    Release(usize),
    HandOver(usize),
    Settle(usize, bool),
    Undo(usize),
    Lapse,
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 0..PEOPLE;
    prop_oneof![
        4 => who().prop_map(Step::Claim),
        5 => (who(), any::<bool>()).prop_map(|(who, illegal)| Step::Decide(who, illegal)),
        5 => who().prop_map(Step::Release),
        1 => who().prop_map(Step::HandOver),
        3 => (who(), any::<bool>()).prop_map(|(who, first)| Step::Settle(who, first)),
        2 => who().prop_map(Step::Undo),
        1 => Just(Step::Lapse),
        1 => (1..2_000_u64).prop_map(Step::Wait),
    ]
}

async fn decide(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    illegal: bool,
) -> Result<(), Error> {
    let (chosen, answer) = if illegal {
        (BASELINE, "yes")
    } else {
        (NOT_ILLEGAL, "no")
    };
    let viewing = assessment::open_viewing(tx, actor, pack, case).await?;
    for item in assessment::items(tx, actor, case).await? {
        let seen = assessment::reveal(tx, actor, pack, viewing.id, item.id).await?;
        let spelling = seen.spellings[0].id;
        assessment::choose_working(tx, actor, case, item.id, spelling, true).await?;
        assessment::assess(tx, actor, pack, &item, &anew(chosen, &law(answer))).await?;
    }
    assessment::decide(tx, actor, case, &Judgement::default()).await?;
    Ok(())
}

async fn take(
    tx: &mut Tx,
    people: &[Actor],
    pack: &Pack,
    case: Id<Case>,
    step: Step,
) -> Result<(), Error> {
    match step {
        Step::Claim(who) => assessment::claim(tx, &people[who], pack, case)
            .await
            .map(|_| ()),
        Step::Decide(who, illegal) => decide(tx, &people[who], pack, case, illegal).await,
        Step::Release(who) => assessment::release(tx, &people[who], pack, case)
            .await
            .map(|_| ()),
        Step::HandOver(who) => assessment::hand_over(tx, &people[who], case).await,
        Step::Settle(who, first) => {
            let side = if first { Side::First } else { Side::Second };
            let reason = Sensitive::new("word".to_owned());
            assessment::settle(tx, &people[who], pack, case, side, &reason)
                .await
                .map(|_| ())
        }
        Step::Undo(who) => assessment::undo(tx, &people[who], pack, case)
            .await
            .map(|_| ()),
        Step::Lapse => assessment::lapse(tx, &job(), case).await,
        Step::Wait(_) => Ok(()),
    }
}

/// What must hold whatever was done.
async fn hold(test: &TestDb, case: Id<Case>, trail: &[Step]) {
    let mut tx = test.desk.read().await.unwrap();
    let state = intake::case(&mut tx, &job(), case).await.unwrap().state;
    let (released,): (i64,) = tx
        .one(
            "SELECT COUNT(*) AS value FROM assessment_decision WHERE case_id = $1 AND released_at IS NOT NULL",
            values![case],
        )
        .await
        .unwrap();
    let (jobs,): (i64,) = tx
        .one(
            "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'assessment.released'",
            values![],
        )
        .await
        .unwrap();
    let acted = matches!(state, State::Acting | State::Closed);
    assert_eq!(released, i64::from(acted), "{state:?} after {trail:?}");
    assert_eq!(
        jobs,
        i64::from(state == State::Acting),
        "{state:?} after {trail:?}"
    );
    // The rule asks for all: what is released has a second opinion of somebody else.
    let manager = staff(Role::Manager);
    let opinion = assessment::opinion(&mut tx, &manager, case).await.unwrap();
    if acted {
        let opinion = opinion.expect("nothing is released without a second opinion");
        let second = opinion.second.expect("somebody gave it");
        let mut people: BTreeSet<Id<Staff>> = [opinion.first, second].into();
        assert_eq!(people.len(), 2, "{trail:?}");
        if let Some(settled) = assessment::settled(&mut tx, &manager, &opinion)
            .await
            .unwrap()
        {
            people.insert(settled.by);
            assert_eq!(people.len(), 3, "{trail:?}");
        }
    }
    // Each item has one assessment that counts at most, and nobody holds what is released.
    let held = assessment::holder(&mut tx, &job(), case).await.unwrap();
    assert!(
        held.is_none() || !acted && state != State::Waiting,
        "{state:?} after {trail:?}"
    );
}

store::on_both! {
    async fn no_walk_breaks_the_promises_of_a_second_opinion(test: TestDb) {
        let pack = strict_pack(|_| {});
        let mut runner = TestRunner::deterministic();
        let mut ends = BTreeSet::new();
        for round in 0..12 {
            let steps = proptest::collection::vec(step(), 60).new_tree(&mut runner).unwrap().current();
            let people: Vec<_> = (0..PEOPLE)
                .map(|who| staff(if who < 3 { Role::Analyst } else { Role::Supervisor }))
                .collect();
            let case = case(&test, &format!("http://host-w.test/p/{round}")).await;
            for (number, step) in steps.iter().enumerate() {
                if let Step::Wait(seconds) = step {
                    test.clock.advance(Duration::from_secs(*seconds));
                }
                let mut tx = test.desk.write().await.unwrap();
                match take(&mut tx, &people, &pack, case, *step).await {
                    Ok(()) => tx.commit().await.unwrap(),
                    Err(Error::Store(error)) => panic!("{error:?} after {:?}", &steps[..=number]),
                    Err(_) => drop(tx),
                }
                hold(&test, case, &steps[..=number]).await;
            }
            let mut tx = test.desk.write().await.unwrap();
            ends.insert(intake::case(&mut tx, &job(), case).await.unwrap().state.name());
            // The jobs of this case are none of the next one's.
            tx.execute("DELETE FROM jobs_job WHERE kind = 'assessment.released'", values![]).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert!(ends.len() > 1, "the walks lead to one end only: {ends:?}");
    }
}
