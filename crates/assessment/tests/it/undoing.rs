//! Taking back what one just did: everything as before, and nothing left the house.

use std::time::Duration;

use assessment::{Act, Error, Judgement, Side};
use identity::{Actor, Role};
use intake::{Case, State};
use kernel::{Id, Sensitive};
use store::testing::TestDb;

use crate::house::{
    BASELINE, NOT_ILLEGAL, RELEASES, analyst, case, count, job, law, prepared, recorded, release,
    report, staff, strict_pack,
};

async fn undo(test: &TestDb, actor: &Actor, case: Id<Case>) -> Result<Act, Error> {
    let mut tx = test.desk.write().await?;
    let act = assessment::undo(&mut tx, actor, &strict_pack(|_| {}), case).await?;
    tx.commit().await?;
    Ok(act)
}

async fn claim(test: &TestDb, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    let mut tx = test.desk.write().await?;
    assessment::claim(&mut tx, actor, &strict_pack(|_| {}), case).await?;
    Ok(tx.commit().await?)
}

/// Where a case stands, and who holds it.
async fn stands(test: &TestDb, case: Id<Case>) -> (State, Option<Id<identity::Staff>>) {
    let mut tx = test.desk.read().await.unwrap();
    let state = intake::case(&mut tx, &job(), case).await.unwrap().state;
    let holder = assessment::holder(&mut tx, &job(), case).await.unwrap();
    (state, holder.map(|claim| claim.staff))
}

store::on_both! {
    async fn a_release_is_taken_back_and_nothing_leaves(test: TestDb) {
        let free = strict_pack(|pack| pack.second_opinion.classes.clear());
        for (number, chosen, answer, after) in [
            (1, BASELINE, "yes", State::Acting),
            (2, NOT_ILLEGAL, "no", State::Closed),
        ] {
            let (case, actor) = (case(&test, &format!("http://host-a.test/p/{number}")).await, analyst());
            prepared(&test, &actor, case, chosen, &law(answer), &Judgement::default()).await;
            let left = count(&test.desk, RELEASES).await;
            let closed = "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'intake.answer'";
            let answers = count(&test.desk, closed).await;
            assert_eq!(release(&test, &actor, &free, case).await.unwrap(), after);
            // Nobody else takes it back.
            assert!(matches!(undo(&test, &analyst(), case).await, Err(Error::TooLate)));
            assert_eq!(undo(&test, &actor, case).await.unwrap(), Act::Release);
            assert_eq!(stands(&test, case).await, (State::Assessing, actor.staff_id()));
            assert_eq!(count(&test.desk, RELEASES).await, left);
            assert_eq!(count(&test.desk, closed).await, answers, "the reporter is not told");
            assert!(matches!(undo(&test, &actor, case).await, Err(Error::TooLate)), "once");
            let mut tx = test.desk.read().await.unwrap();
            let decision = assessment::decision(&mut tx, &actor, case).await.unwrap().unwrap();
            assert!(decision.released_at.is_none());
            let moves = intake::moves(&mut tx, &actor, case).await.unwrap();
            assert_eq!(moves.last().unwrap().why, "taken_back");
            drop(tx);
            assert_eq!(recorded(&test.desk, case, "assessment.undo").await, 1);
            // Released again it stays, once the time has passed.
            assert_eq!(release(&test, &actor, &free, case).await.unwrap(), after);
            test.clock.advance(Duration::from_secs(10));
            assert!(matches!(undo(&test, &actor, case).await, Err(Error::TooLate)));
            assert_eq!(stands(&test, case).await, (after, None));
        }
        assert_eq!(count(&test.desk, RELEASES).await, 1);
    }

    async fn what_left_is_not_taken_back(test: TestDb) {
        let free = strict_pack(|pack| pack.second_opinion.classes.clear());
        let (case, actor) = (case(&test, "http://host-a.test/p/17").await, analyst());
        prepared(&test, &actor, case, BASELINE, &law("yes"), &Judgement::default()).await;
        release(&test, &actor, &free, case).await.unwrap();
        let mut tx = test.desk.write().await.unwrap();
        tx.execute("DELETE FROM jobs_job WHERE kind = 'assessment.released'", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(undo(&test, &actor, case).await, Err(Error::TooLate)));
        assert_eq!(stands(&test, case).await, (State::Acting, None));
    }

    async fn the_worker_waits_for_the_time_to_take_back(test: TestDb) {
        let free = strict_pack(|pack| pack.second_opinion.classes.clear());
        let (case, actor) = (case(&test, "http://host-a.test/p/17").await, analyst());
        prepared(&test, &actor, case, BASELINE, &law("yes"), &Judgement::default()).await;
        release(&test, &actor, &free, case).await.unwrap();
        let run = async || {
            let mut registry = jobs::Registry::default();
            for kind in ["trace.name", "trace.full", "intake.answer", "assessment.lapse", "assessment.released"] {
                registry.bind(kind, |_| async { jobs::Outcome::nothing() });
            }
            let every = Duration::from_millis(10);
            jobs::Worker::new(test.desk.clone(), registry, 4, every).run_due().await.unwrap();
            count(&test.desk, RELEASES).await
        };
        assert_eq!(run().await, 1);
        test.clock.advance(Duration::from_secs(9));
        assert_eq!(run().await, 1);
        test.clock.advance(Duration::from_secs(1));
        assert_eq!(run().await, 0);
    }

    async fn a_decision_and_a_hand_over_are_taken_back(test: TestDb) {
        let (case, actor) = (case(&test, "http://host-a.test/p/17").await, analyst());
        let first = Judgement { note: Some(Sensitive::new("one".to_owned())), ..Judgement::default() };
        prepared(&test, &actor, case, BASELINE, &law("yes"), &first).await;
        let decided = async || {
            let mut tx = test.desk.read().await.unwrap();
            assessment::decision(&mut tx, &actor, case).await.unwrap()
        };
        let before = decided().await.unwrap().id;
        let mut tx = test.desk.write().await.unwrap();
        assessment::decide(&mut tx, &actor, case, &Judgement { danger: true, note: None, ..first }).await.unwrap();
        tx.commit().await.unwrap();
        assert_ne!(decided().await.unwrap().id, before);
        assert_eq!(undo(&test, &actor, case).await.unwrap(), Act::Decide);
        assert_eq!(decided().await.unwrap().id, before);

        let hand_over = async || {
            let mut tx = test.desk.write().await.unwrap();
            assessment::hand_over(&mut tx, &actor, case).await.unwrap();
            tx.commit().await.unwrap();
        };
        hand_over().await;
        assert_eq!(stands(&test, case).await, (State::Waiting, None));
        assert_eq!(undo(&test, &actor, case).await.unwrap(), Act::HandOver);
        assert_eq!(stands(&test, case).await, (State::Assessing, actor.staff_id()));
        // Who came first has it.
        hand_over().await;
        let other = analyst();
        let mut tx = test.desk.write().await.unwrap();
        assessment::claim(&mut tx, &other, &strict_pack(|_| {}), case).await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(undo(&test, &actor, case).await, Err(Error::TooLate)));
        assert_eq!(stands(&test, case).await, (State::Assessing, other.staff_id()));
    }

    async fn each_step_of_a_second_opinion_is_taken_back(test: TestDb) {
        let pack = strict_pack(|_| {});
        let (case, first) = (case(&test, "http://host-a.test/p/17").await, analyst());
        prepared(&test, &first, case, BASELINE, &law("yes"), &Judgement::default()).await;
        release(&test, &first, &pack, case).await.unwrap();
        assert_eq!(undo(&test, &first, case).await.unwrap(), Act::Ask);
        assert_eq!(stands(&test, case).await, (State::Assessing, first.staff_id()));
        // What was drawn or ruled stays so: taking back is no second draw.
        assert_eq!(release(&test, &first, &pack, case).await.unwrap(), State::SecondOpinion);
        let (second, third) = (analyst(), staff(Role::Supervisor));
        prepared(&test, &second, case, NOT_ILLEGAL, &law("no"), &Judgement::default()).await;
        assert!(matches!(undo(&test, &first, case).await, Err(Error::TooLate)));
        release(&test, &second, &pack, case).await.unwrap();
        // Whoever gave a second opinion may have learned of the first by that: it stands.
        assert!(matches!(undo(&test, &second, case).await, Err(Error::TooLate)));
        for side in [Side::Second, Side::First] {
            let mut tx = test.desk.write().await.unwrap();
            let reason = Sensitive::new("word".to_owned());
            assessment::settle(&mut tx, &third, &pack, case, side, &reason).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(undo(&test, &third, case).await.unwrap(), Act::Settle);
            assert_eq!(stands(&test, case).await, (State::SecondOpinion, None));
            let mut tx = test.desk.read().await.unwrap();
            let counts = assessment::decision(&mut tx, &job(), case).await.unwrap().unwrap();
            assert_eq!(Some(counts.staff), first.staff_id());
            let item = assessment::items(&mut tx, &job(), case).await.unwrap()[0];
            let made = assessment::assessment(&mut tx, &job(), item.id).await.unwrap().unwrap();
            assert_eq!(Some(made.staff), first.staff_id());
        }
        assert_eq!(count(&test.desk, RELEASES).await, 0);
    }

    async fn what_was_handed_over_before_a_second_opinion_was_given_is_not_taken_back(test: TestDb) {
        let pack = strict_pack(|_| {});
        for (number, same) in [(1, true), (2, false)] {
            let case = case(&test, &format!("http://host-a.test/p/{number}")).await;
            let (first, giver) = (analyst(), analyst());
            prepared(&test, &first, case, BASELINE, &law("yes"), &Judgement::default()).await;
            release(&test, &first, &pack, case).await.unwrap();
            prepared(&test, &giver, case, BASELINE, &law("yes"), &Judgement::default()).await;
            let mut tx = test.desk.write().await.unwrap();
            assessment::hand_over(&mut tx, &giver, case).await.unwrap();
            tx.commit().await.unwrap();
            let last = if same { giver.clone() } else { analyst() };
            if same {
                // What they decided before stands: nothing offers to be taken back in place of the hand-over.
                let mut tx = test.desk.write().await.unwrap();
                assessment::claim(&mut tx, &last, &pack, case).await.unwrap();
                tx.commit().await.unwrap();
            } else {
                prepared(&test, &last, case, BASELINE, &law("yes"), &Judgement::default()).await;
            }
            assert_eq!(release(&test, &last, &pack, case).await.unwrap(), State::Acting);
            assert!(matches!(undo(&test, &giver, case).await, Err(Error::TooLate)));
            assert_eq!(stands(&test, case).await, (State::Acting, None));
        }
        assert_eq!(count(&test.desk, RELEASES).await, 2);
    }

    async fn a_case_that_was_claimed_since_is_not_taken_back(test: TestDb) {
        let pack = strict_pack(|_| {});
        let (case, first, second) = (case(&test, "http://host-a.test/p/17").await, analyst(), analyst());
        prepared(&test, &first, case, BASELINE, &law("yes"), &Judgement::default()).await;
        release(&test, &first, &pack, case).await.unwrap();
        let claim = async |actor: &Actor| {
            let mut tx = test.desk.write().await.unwrap();
            assessment::claim(&mut tx, actor, &pack, case).await.unwrap();
            tx.commit().await.unwrap();
        };
        let hand_over = async || {
            let mut tx = test.desk.write().await.unwrap();
            assessment::hand_over(&mut tx, &second, case).await.unwrap();
            tx.commit().await.unwrap();
        };
        claim(&second).await;
        hand_over().await;
        assert_eq!(undo(&test, &second, case).await.unwrap(), Act::HandOver);
        assert_eq!(stands(&test, case).await, (State::SecondOpinion, second.staff_id()));
        hand_over().await;
        claim(&second).await;
        assert!(matches!(undo(&test, &second, case).await, Err(Error::TooLate)));
    }

    async fn what_is_taken_back_is_not_gone_at_once(test: TestDb) {
        let (case, actor) = (case(&test, "http://host-a.test/p/17").await, analyst());
        claim(&test, &actor, case).await.unwrap();
        // In the last seconds of its lease.
        test.clock.advance(strict_pack(|_| {}).claims.lease.checked_sub(Duration::from_secs(2)).unwrap());
        let mut tx = test.desk.write().await.unwrap();
        assessment::hand_over(&mut tx, &actor, case).await.unwrap();
        tx.commit().await.unwrap();
        undo(&test, &actor, case).await.unwrap();
        test.clock.advance(Duration::from_secs(60));
        assert_eq!(stands(&test, case).await.1, actor.staff_id());
    }

    async fn a_hand_over_that_is_taken_back_while_others_claim_fails_nobody(test: TestDb) {
        for number in 0..24 {
            let case = case(&test, &format!("http://host-a.test/p/{number}")).await;
            let (first, other) = (analyst(), analyst());
            claim(&test, &first, case).await.unwrap();
            let mut tx = test.desk.write().await.unwrap();
            assessment::hand_over(&mut tx, &first, case).await.unwrap();
            tx.commit().await.unwrap();
            let (taken_back, claimed) = tokio::join!(undo(&test, &first, case), claim(&test, &other, case));
            // Neither waits for the other for ever: one has it, and the other is told.
            match (taken_back, claimed) {
                (Ok(Act::HandOver), Err(Error::Held)) => assert_eq!(stands(&test, case).await.1, first.staff_id()),
                (Err(Error::TooLate), Ok(())) => assert_eq!(stands(&test, case).await.1, other.staff_id()),
                otherwise => panic!("{number}: {otherwise:?}"),
            }
        }
    }

    async fn two_who_act_on_a_case_at_once_are_both_answered(test: TestDb) {
        let (pack, reason) = (strict_pack(|_| {}), Sensitive::new("neutral words".to_owned()));
        let settle = async |supervisor: &Actor, case| {
            let mut tx = test.desk.write().await?;
            assessment::settle(&mut tx, supervisor, &pack, case, Side::First, &reason).await?;
            Ok::<_, Error>(tx.commit().await?)
        };
        let withdraw = async |supervisor: &Actor, case| {
            let mut tx = test.desk.write().await?;
            assessment::withdraw_opinion(&mut tx, supervisor, case, &reason).await?;
            Ok::<_, Error>(tx.commit().await?)
        };
        let reopen = async |supervisor: &Actor, case| {
            let mut tx = test.desk.write().await?;
            assessment::reopen(&mut tx, supervisor, &pack, case, &reason).await?;
            Ok::<_, Error>(tx.commit().await?)
        };
        for number in 0..12 {
            let case = case(&test, &format!("http://host-a.test/p/{number}")).await;
            for (chosen, answer) in [(BASELINE, "yes"), (NOT_ILLEGAL, "no")] {
                let person = analyst();
                prepared(&test, &person, case, chosen, &law(answer), &Judgement::default()).await;
                release(&test, &person, &pack, case).await.unwrap();
            }
            let (one, other) = (staff(Role::Supervisor), staff(Role::Supervisor));
            match tokio::join!(settle(&one, case), withdraw(&other, case)) {
                (Ok(()), Err(Error::NotFound)) => {}
                (Err(Error::NotFound), Ok(())) => continue,
                otherwise => panic!("{number}: {otherwise:?}"),
            }
            match tokio::join!(undo(&test, &one, case), reopen(&other, case)) {
                (Ok(Act::Settle), Err(Error::Unready(_))) | (Err(Error::TooLate), Ok(())) => {}
                otherwise => panic!("{number}: {otherwise:?}"),
            }
        }
    }

    async fn a_settlement_that_is_taken_back_puts_the_working_url_back(test: TestDb) {
        let pack = strict_pack(|_| {});
        let (case, first, second) = (case(&test, "http://host-a.test/p/17").await, analyst(), analyst());
        report(&test, &["http://host-a.test/p/17#top"]).await;
        let location = {
            let mut tx = test.desk.read().await.unwrap();
            intake::case(&mut tx, &job(), case).await.unwrap().location
        };
        let pick = async || {
            let mut tx = test.desk.read().await.unwrap();
            location::picks(&mut tx, &job(), &[location]).await.unwrap()[&location]
        };
        prepared(&test, &first, case, BASELINE, &law("yes"), &Judgement::default()).await;
        release(&test, &first, &pack, case).await.unwrap();
        let before = pick().await;
        test.clock.advance(Duration::from_mins(1));
        // All but the pick, and then the other spelling.
        prepared(&test, &second, case, NOT_ILLEGAL, &law("no"), &Judgement::default()).await;
        let mut tx = test.desk.write().await.unwrap();
        let item = assessment::items(&mut tx, &second, case).await.unwrap()[0];
        let viewing = assessment::viewing(&mut tx, &second, case).await.unwrap().unwrap();
        let seen = assessment::reveal(&mut tx, &second, &pack, viewing.id, item.id).await.unwrap();
        let other = seen.spellings.iter().find(|one| one.id != before.spelling).unwrap().id;
        assessment::choose_working(&mut tx, &second, case, item.id, other, true).await.unwrap();
        tx.commit().await.unwrap();
        release(&test, &second, &pack, case).await.unwrap();
        assert_eq!(pick().await, before, "it waits for the supervisor");

        let third = staff(Role::Supervisor);
        for elsewhere in [false, true] {
            let mut tx = test.desk.write().await.unwrap();
            let reason = Sensitive::new("word".to_owned());
            assessment::settle(&mut tx, &third, &pack, case, Side::Second, &reason).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(pick().await.spelling, other);
            if elsewhere {
                // Somebody picked it for another case of the same place meanwhile: that stands.
                let mut tx = test.desk.write().await.unwrap();
                location::choose_working(&mut tx, &analyst(), location, before.spelling, true).await.unwrap();
                tx.commit().await.unwrap();
            }
            let meanwhile = pick().await;
            assert_eq!(undo(&test, &third, case).await.unwrap(), Act::Settle);
            assert_eq!(pick().await, if elsewhere { meanwhile } else { before });
        }
    }

    async fn a_release_that_is_taken_back_leaves_its_correction_open(test: TestDb) {
        let pack = strict_pack(|pack| pack.second_opinion.classes.clear());
        let (case, actor) = (case(&test, "http://host-a.test/p/17").await, analyst());
        prepared(&test, &actor, case, BASELINE, &law("yes"), &Judgement::default()).await;
        release(&test, &actor, &pack, case).await.unwrap();
        let mut tx = test.desk.write().await.unwrap();
        let reason = Sensitive::new("word".to_owned());
        assessment::reopen(&mut tx, &actor, &pack, case, &reason).await.unwrap();
        tx.commit().await.unwrap();
        prepared(&test, &actor, case, NOT_ILLEGAL, &law("no"), &Judgement::default()).await;
        release(&test, &actor, &pack, case).await.unwrap();
        let open = async || {
            let mut tx = test.desk.read().await.unwrap();
            assessment::under_correction(&mut tx, &job(), case).await.unwrap()
        };
        assert!(!open().await);
        assert_eq!(undo(&test, &actor, case).await.unwrap(), Act::Release);
        assert!(open().await);
        release(&test, &actor, &pack, case).await.unwrap();
        assert!(!open().await);
    }

    async fn pressing_twice_is_answered_and_does_nothing_twice(test: TestDb) {
        for (number, classes) in [(1, true), (2, false)] {
            let pack = strict_pack(|pack| if !classes { pack.second_opinion.classes.clear() });
            let (case, actor) = (case(&test, &format!("http://host-b.test/p/{number}")).await, analyst());
            prepared(&test, &actor, case, BASELINE, &law("yes"), &Judgement::default()).await;
            release(&test, &actor, &pack, case).await.unwrap();
            assert!(matches!(release(&test, &actor, &pack, case).await, Err(Error::AlreadyReleased)));
            assert!(matches!(release(&test, &analyst(), &pack, case).await, Err(Error::NotHeld)));
        }
        assert_eq!(count(&test.desk, RELEASES).await, 1);
    }
}
