//! A released decision is taken back and made anew; where reporters are sent; the youngest child.

use assessment::{Class, Error, Judgement, Kind, Unready};
use axum::http::StatusCode;
use identity::testing::TestDesk;
use identity::{Actor, Role};
use intake::{Case, Outcome, State};
use kernel::{Id, Sensitive, SystemEntropy};
use store::testing::TestDb;

use crate::house::{
    BASELINE, NOT_ILLEGAL, analyst, answers, claimed, classify_all, count, job, law, pack, recorded,
};
use crate::judging::{choose_first, decide, release};

const SUPERSEDED: &str =
    "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'assessment.superseded'";

const ANSWERS: &str = "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'intake.answer'";

/// A case whose decision to act is released.
async fn acting(test: &TestDb, actor: &Actor) -> Id<Case> {
    let case = claimed(test, actor, "http://host-a.test/p/17").await;
    classify_all(test, actor, case, BASELINE, &law("yes")).await;
    choose_first(test, actor, case).await;
    decide(test, actor, case, Judgement::default())
        .await
        .unwrap();
    assert_eq!(release(test, actor, case).await.unwrap(), State::Acting);
    case
}

async fn reopen(test: &TestDb, actor: &Actor, case: Id<Case>, reason: &str) -> Result<(), Error> {
    let reason = Sensitive::new(reason.to_owned());
    let mut tx = test.desk.write().await?;
    assessment::reopen(&mut tx, actor, &pack(), case, &reason).await?;
    Ok(tx.commit().await?)
}

async fn is_open(test: &TestDb, case: Id<Case>) -> bool {
    let mut tx = test.desk.read().await.unwrap();
    assessment::under_correction(&mut tx, &job(), case)
        .await
        .unwrap()
}

store::on_both! {
    async fn a_released_decision_is_taken_back_for_a_reason_and_made_anew(test: TestDb) {
        let actor = analyst();
        let case = acting(&test, &actor).await;
        for reason in ["", " \n "] {
            assert!(matches!(reopen(&test, &actor, case, reason).await, Err(Error::NoReason)));
        }
        let long = "w".repeat(assessment::NOTE_LIMIT + 1);
        assert!(matches!(reopen(&test, &actor, case, &long).await, Err(Error::TooLong)));
        assert_eq!(count(&test.desk, SUPERSEDED).await, 0);
        reopen(&test, &actor, case, " neutral reason ").await.unwrap();
        assert_eq!(count(&test.desk, SUPERSEDED).await, 1);
        assert!(is_open(&test, case).await);
        // Nothing of it may be taken back twice.
        let again = reopen(&test, &actor, case, "again").await;
        assert!(matches!(again, Err(Error::Unready(Unready::Uncorrectable))));

        let mut tx = test.desk.read().await.unwrap();
        assert_eq!(intake::case(&mut tx, &actor, case).await.unwrap().state, State::Assessing);
        let holder = assessment::holder(&mut tx, &actor, case).await.unwrap().unwrap();
        assert_eq!(Some(holder.staff), actor.staff_id());
        let old = assessment::decision(&mut tx, &actor, case).await.unwrap().unwrap();
        assert!(old.released_at.is_some(), "what was decided stays as it was written");
        let correction = assessment::corrections(&mut tx, &actor, case).await.unwrap().remove(0);
        assert_eq!((correction.decision, correction.closed_at), (old.id, None));
        let reason = assessment::correction_reason(&mut tx, &actor, &correction).await.unwrap();
        assert_eq!(reason.expose(), "neutral reason");
        drop(tx);

        classify_all(&test, &actor, case, NOT_ILLEGAL, &law("no")).await;
        assert!(matches!(
            release(&test, &actor, case).await,
            Err(Error::Unready(Unready::Undecided))
        ));
        decide(&test, &actor, case, Judgement::default()).await.unwrap();
        assert!(is_open(&test, case).await, "until the new one is released");
        assert_eq!(release(&test, &actor, case).await.unwrap(), State::Closed);
        assert!(!is_open(&test, case).await);
        let mut tx = test.desk.read().await.unwrap();
        let new = assessment::decision(&mut tx, &actor, case).await.unwrap().unwrap();
        assert!(new.id != old.id && new.ruling.inhope_class == Class::NotIllegal);
        drop(tx);
        assert_eq!(recorded(&test.desk, case, "assessment.reopen").await, 1);
        let words = "SELECT COUNT(*) AS value FROM audit_entry WHERE facts LIKE '%neutral reason%'";
        assert_eq!(count(&test.desk, words).await, 0);
        // A closed case is taken back too.
        reopen(&test, &actor, case, "another reason").await.unwrap();
        assert_eq!(count(&test.desk, SUPERSEDED).await, 2);
    }

    async fn whoever_decided_may_take_it_back_and_a_supervisor(test: TestDb) {
        let actor = analyst();
        let case = acting(&test, &actor).await;
        let other = reopen(&test, &analyst(), case, "a reason").await;
        assert!(matches!(other, Err(Error::Unready(Unready::Uncorrectable))));
        for role in [Role::Manager, Role::Administrator] {
            let staff = Actor::test_staff(Id::random(&SystemEntropy), &[role]);
            assert!(matches!(reopen(&test, &staff, case, "a reason").await, Err(Error::Denied(_))));
        }
        assert!(matches!(reopen(&test, &job(), case, "a reason").await, Err(Error::Denied(_))));
        let supervisor = Actor::test_staff(Id::random(&SystemEntropy), &[Role::Supervisor]);
        reopen(&test, &supervisor, case, "a reason").await.unwrap();
        // What is not released is superseded without this.
        let case = claimed(&test, &actor, "http://host-b.test/p/18").await;
        classify_all(&test, &actor, case, BASELINE, &law("yes")).await;
        decide(&test, &actor, case, Judgement::default()).await.unwrap();
        let unreleased = reopen(&test, &actor, case, "a reason").await;
        assert!(matches!(unreleased, Err(Error::Unready(Unready::Uncorrectable))));
    }

    async fn reporters_are_sent_elsewhere_with_what_is_out_of_remit_alone(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        classify_all(&test, &actor, case, NOT_ILLEGAL, &law("no")).await;
        let signpost = Some("adults".to_owned());
        let in_remit = Judgement { signpost: signpost.clone(), ..Judgement::default() };
        assert!(matches!(
            decide(&test, &actor, case, in_remit).await,
            Err(Error::Unready(Unready::Signpost))
        ));
        let out = Judgement { signpost: signpost.clone(), out_of_remit: true, ..Judgement::default() };
        decide(&test, &actor, case, out).await.unwrap();
        let before = count(&test.desk, ANSWERS).await;
        release(&test, &actor, case).await.unwrap();
        // One job tells that the work is finished, and where to turn.
        assert_eq!(count(&test.desk, ANSWERS).await - before, 1);
        let mut tx = test.desk.read().await.unwrap();
        let found = intake::case(&mut tx, &actor, case).await.unwrap();
        assert_eq!(found.outcome, Some(Outcome::OutOfRemit));
        let decision = assessment::decision(&mut tx, &actor, case).await.unwrap().unwrap();
        assert_eq!(decision.signpost, signpost);
    }

    async fn the_decision_keeps_the_youngest_child_and_the_most_severe_class(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let mut tx = test.desk.write().await.unwrap();
        let second = assessment::add_item(
            &mut tx, &actor, &pack(), case, Kind::Image, "http://host-a.test/p/18",
        ).await.unwrap();
        tx.commit().await.unwrap();
        classify_all(&test, &actor, case, BASELINE, &law("yes")).await;
        let mut tx = test.desk.write().await.unwrap();
        let item = assessment::item(&mut tx, &actor, case, second).await.unwrap();
        let national = [
            ("classification", "national"),
            ("age", "infant"),
            ("gender", "not_determined"),
            ("virtual_content", "yes"),
            ("site_type", "website"),
        ];
        assessment::classify(&mut tx, &actor, &pack(), &item, &answers(&national), &law("yes"))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        decide(&test, &actor, case, Judgement::default()).await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        let decision = assessment::decision(&mut tx, &actor, case).await.unwrap().unwrap();
        assert_eq!(decision.ruling.inhope_class, Class::Baseline);
        let youngest = decision.ruling.youngest.as_ref().unwrap();
        assert_eq!((youngest.place, youngest.age.as_str()), (0, "infant"));
        assert_eq!(decision.ruling.under.schema_version, pack().schema.version);
        assert_eq!(decision.ruling.under.law_in_force_from, "2008-02-15");
    }

    async fn the_page_that_takes_a_decision_back_keeps_what_was_typed(test: TestDb) {
        let words = [
            ("assessment.ftl", assessment::MESSAGES),
            ("intake.ftl", intake::MESSAGES),
        ];
        let desk = TestDesk::new(&test, assessment::routes(), &words);
        let supervisor = desk.sign_in(&[Role::Supervisor]).await;
        let case = acting(&test, &analyst()).await;
        let path = format!("/cases/{case}/reopen");
        assert!(supervisor.get(&path).await.body.contains("is stopped"));
        let empty = supervisor.post(&path, &[("reason", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.body.contains("Say why"), "{}", empty.body);
        let long = format!("neutral {}", "w".repeat(assessment::NOTE_LIMIT));
        let refused = supervisor.post(&path, &[("reason", &long)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains(&long));
        let taken = supervisor.post(&path, &[("reason", "neutral words")]).await;
        assert_eq!((taken.status, taken.location()), (StatusCode::SEE_OTHER, format!("/cases/{case}").as_str()));
        // Two at once: the second keeps the text and learns why.
        let late = supervisor.post(&path, &[("reason", "late words")]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.body.contains("late words") && late.body.contains("no released decision"));
        assert_eq!(supervisor.get(&path).await.status, StatusCode::CONFLICT);
        let manager = desk.sign_in(&[Role::Manager]).await;
        assert_eq!(manager.get(&path).await.status, StatusCode::NOT_FOUND);
    }
}
