//! Items, classification, decision and release.

use assessment::{Class, Error, Judgement, Kind, National, RELEASED, Unready};
use identity::Actor;
use intake::{Case, Outcome, State};
use kernel::{Id, Sensitive};
use store::testing::TestDb;

use crate::house::{
    BASELINE, NOT_ILLEGAL, UNAVAILABLE, analyst, anew, answers, claimed, classify_all, count, job,
    law, pack, recorded, report,
};

const RELEASES: &str = "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'assessment.released'";

/// With one answer replaced.
fn but(field: &str, option: &str) -> Vec<(String, String)> {
    BASELINE
        .iter()
        .map(|(known, chosen)| {
            let chosen = if *known == field { option } else { chosen };
            ((*known).to_owned(), chosen.to_owned())
        })
        .collect()
}

pub(crate) async fn choose_first(test: &TestDb, actor: &Actor, case: Id<Case>) {
    let mut tx = test.desk.write().await.unwrap();
    let viewing = assessment::open_viewing(&mut tx, actor, &pack(), case)
        .await
        .unwrap();
    for item in assessment::items(&mut tx, actor, case).await.unwrap() {
        let revealed = assessment::reveal(&mut tx, actor, &pack(), viewing.id, item.id)
            .await
            .unwrap();
        let spelling = revealed.spellings[0].id;
        assessment::choose_working(&mut tx, actor, case, item.id, spelling, false)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

pub(crate) async fn decide(
    test: &TestDb,
    actor: &Actor,
    case: Id<Case>,
    judgement: Judgement,
) -> Result<(), Error> {
    let mut tx = test.desk.write().await?;
    assessment::decide(&mut tx, actor, case, &judgement).await?;
    Ok(tx.commit().await?)
}

pub(crate) async fn release(test: &TestDb, actor: &Actor, case: Id<Case>) -> Result<State, Error> {
    let mut tx = test.desk.write().await?;
    let state = assessment::release(&mut tx, actor, &pack(), case).await?;
    tx.commit().await?;
    Ok(state)
}

fn unready(result: Result<State, Error>) -> Unready {
    match result {
        Err(Error::Unready(unready)) => unready,
        other => panic!("not refused: {other:?}"),
    }
}

store::on_both! {
    async fn what_the_rules_exclude_is_refused_by_name(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let mut tx = test.desk.write().await.unwrap();
        let item = assessment::items(&mut tx, &actor, case).await.unwrap()[0];
        for (field, option, rule) in [
            ("virtual_content", "yes", "baseline-real-child"),
            ("age", "pubescent", "baseline-age"),
        ] {
            let chosen = but(field, option);
            let pairs: Vec<_> = chosen.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let refused = assessment::classify(&mut tx, &actor, &pack(), &item, &answers(&pairs), &law("yes"))
                .await
                .unwrap_err();
            let Error::Excluded(refused) = refused else { panic!("{refused:?}") };
            assert_eq!(refused.iter().map(|refused| refused.rule.as_str()).collect::<Vec<_>>(), [rule]);
        }
        // The law answers for itself: its questions are left for what could not be seen, and for nothing else.
        let left = assessment::classify(
            &mut tx, &actor, &pack(), &item, &answers(BASELINE), &assessment::LawAnswers::new(),
        ).await;
        assert!(matches!(left, Err(Error::Incomplete(open)) if open.len() == law("yes").len()));
        assert!(assessment::assessment(&mut tx, &actor, item.id).await.unwrap().is_none());
        assessment::classify(
            &mut tx, &actor, &pack(), &item, &answers(UNAVAILABLE), &assessment::LawAnswers::new(),
        ).await.unwrap();
        let made = assessment::assessment(&mut tx, &actor, item.id).await.unwrap().unwrap();
        assert_eq!(made.ruling.national_result, National::NotAssessed);
        assert_eq!(made.ruling.reason.as_deref(), Some("error_404"));
    }

    async fn what_was_decided_on_is_superseded_with_a_reason(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let mut tx = test.desk.write().await.unwrap();
        assessment::add_items(&mut tx, &actor, &pack(), case, "http://host-a.test/p/18").await.unwrap();
        let items = assessment::items(&mut tx, &actor, case).await.unwrap();
        tx.commit().await.unwrap();
        let one = assessment::Selection { items: vec![items[1].id], positions: None };
        // Says it again: by classifying anew, or like the first. Whether that was refused for want of a reason.
        let say = async |like: bool, why: Option<&str>| {
            test.clock.advance(std::time::Duration::from_secs(1));
            let mut tx = test.desk.write().await.unwrap();
            let why = why.map(|why| kernel::Sensitive::new(why.to_owned()));
            let done = if like {
                assessment::classify_alike(&mut tx, &actor, &pack(), case, &one, 1, why.as_ref()).await.map(drop)
            } else {
                let said = assessment::Classification { why, ..anew(NOT_ILLEGAL, &law("no")) };
                assessment::assess(&mut tx, &actor, &pack(), &items[1], &said).await.map(drop)
            };
            match done {
                Err(Error::NoReason) => return true,
                other => other.unwrap(),
            }
            tx.commit().await.unwrap();
            false
        };
        let decide = async || {
            test.clock.advance(std::time::Duration::from_secs(1));
            let mut tx = test.desk.write().await.unwrap();
            assessment::decide(&mut tx, &actor, case, &assessment::Judgement::default()).await.unwrap();
            tx.commit().await.unwrap();
        };
        classify_all(&test, &actor, case, NOT_ILLEGAL, &law("no")).await;
        for like in [false, true] {
            // What somebody is still making needs none.
            assert!(!say(like, None).await);
            decide().await;
            assert!(say(like, None).await);
            assert!(!say(like, Some("neutral words")).await);
            let mut tx = test.desk.read().await.unwrap();
            let made = assessment::assessment(&mut tx, &actor, items[1].id).await.unwrap().unwrap();
            let why = assessment::why(&mut tx, &actor, &made).await.unwrap().unwrap();
            assert_eq!(why.expose(), "neutral words");
            drop(tx);
            assert!(!say(like, None).await, "that was decided on by nobody yet");
        }
        // A decision that was taken back counted nothing.
        let undo = crate::house::strict_pack(|_| {});
        decide().await;
        let mut tx = test.desk.write().await.unwrap();
        assessment::undo(&mut tx, &actor, &undo, case).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!say(false, None).await);
    }

    async fn an_assessment_is_superseded_and_never_edited(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        classify_all(&test, &actor, case, NOT_ILLEGAL, &law("no")).await;
        classify_all(&test, &actor, case, BASELINE, &law("yes")).await;
        let mut tx = test.desk.read().await.unwrap();
        let item = assessment::items(&mut tx, &actor, case).await.unwrap()[0];
        let all = assessment::assessments(&mut tx, &actor, item.id).await.unwrap();
        let classes: Vec<_> = all.iter().map(|made| made.ruling.inhope_class).collect();
        assert_eq!(classes, [Class::Baseline, Class::NotIllegal]);
        let current = assessment::assessment(&mut tx, &actor, item.id).await.unwrap().unwrap();
        assert_eq!(current.id, all[0].id);
        assert_eq!(current.answers, answers(BASELINE));
        assert_eq!(current.law_answers, law("yes"));
        drop(tx);
        assert_eq!(recorded(&test.desk, case, "assessment.classify").await, 2);
    }

    async fn a_decision_to_act_waits_for_everything_and_queues_the_job(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let mut tx = test.desk.write().await.unwrap();
        let typed = " http://host-b.test/p/18 ";
        let item = assessment::add_item(&mut tx, &actor, &pack(), case, Kind::Image, typed).await.unwrap();
        let again = assessment::add_item(&mut tx, &actor, &pack(), case, Kind::Image, typed).await.unwrap();
        assert_eq!(item, again);
        let refused = assessment::add_item(&mut tx, &actor, &pack(), case, Kind::Image, "data:x,y").await;
        assert!(matches!(refused, Err(Error::Refused(location::Refusal::Media))));
        tx.commit().await.unwrap();

        assert_eq!(unready(release(&test, &actor, case).await), Unready::Unclassified);
        classify_all(&test, &actor, case, NOT_ILLEGAL, &law("no")).await;
        assert_eq!(unready(release(&test, &actor, case).await), Unready::Undecided);
        let note = Some(Sensitive::new("neutral words".to_owned()));
        decide(&test, &actor, case, Judgement { note, ..Judgement::default() }).await.unwrap();
        classify_all(&test, &actor, case, BASELINE, &law("yes")).await;
        assert_eq!(unready(release(&test, &actor, case).await), Unready::Outdated);
        let note = Some(Sensitive::new("other words".to_owned()));
        decide(&test, &actor, case, Judgement { note, ..Judgement::default() }).await.unwrap();
        assert_eq!(unready(release(&test, &actor, case).await), Unready::NoWorkingUrl);
        assert_eq!(count(&test.desk, RELEASES).await, 0);
        choose_first(&test, &actor, case).await;
        assert_eq!(release(&test, &actor, case).await.unwrap(), State::Acting);
        assert_eq!(count(&test.desk, RELEASES).await, 1);

        let mut tx = test.desk.read().await.unwrap();
        let decision = assessment::decision(&mut tx, &job(), case).await.unwrap().unwrap();
        assert_eq!(decision.ruling.inhope_class, Class::Baseline);
        assert_eq!(decision.ruling.national_result, National::Illegal);
        assert!(!decision.ruling.articles.is_empty());
        assert!(decision.released_at.is_some() && !decision.danger);
        let note = assessment::note(&mut tx, &actor, &decision).await.unwrap().unwrap();
        assert_eq!(note.expose(), "other words");
        let found = intake::case(&mut tx, &actor, case).await.unwrap();
        assert_eq!(found.state, State::Acting);
        assert!(assessment::holder(&mut tx, &actor, case).await.unwrap().is_none());
        drop(tx);
        for action in ["assessment.release", "assessment.close_viewing"] {
            assert_eq!(recorded(&test.desk, case, action).await, 1, "{action}");
        }
        assert_eq!(recorded(&test.desk, case, "assessment.decide").await, 2);
        // Released is released: nobody holds it, so nobody releases it again.
        assert!(matches!(release(&test, &actor, case).await, Err(Error::AlreadyReleased)));
        let unclosed = "SELECT COUNT(*) AS value FROM assessment_viewing WHERE closed_at IS NULL";
        assert_eq!(count(&test.desk, unclosed).await, 0);
    }

    async fn what_calls_for_nothing_closes_the_case(test: TestDb) {
        let actor = analyst();
        for (number, chosen, out_of_remit, outcome) in [
            (1, NOT_ILLEGAL, false, Outcome::NotIllegal),
            (2, UNAVAILABLE, false, Outcome::Unavailable),
            (3, NOT_ILLEGAL, true, Outcome::OutOfRemit),
        ] {
            let case = claimed(&test, &actor, &format!("http://host-a.test/p/{number}")).await;
            classify_all(&test, &actor, case, chosen, &law("no")).await;
            let judgement = Judgement { out_of_remit, ..Judgement::default() };
            decide(&test, &actor, case, judgement).await.unwrap();
            assert_eq!(release(&test, &actor, case).await.unwrap(), State::Closed);
            let mut tx = test.desk.read().await.unwrap();
            let found = intake::case(&mut tx, &actor, case).await.unwrap();
            assert_eq!(found.outcome, Some(outcome));
        }
        assert_eq!(count(&test.desk, RELEASES).await, 0);
    }

    async fn a_child_in_danger_is_never_closed_away(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        classify_all(&test, &actor, case, NOT_ILLEGAL, &law("no")).await;
        let both = Judgement { danger: true, out_of_remit: true, ..Judgement::default() };
        assert!(matches!(
            decide(&test, &actor, case, both).await,
            Err(Error::Unready(Unready::InRemit))
        ));
        decide(&test, &actor, case, Judgement { danger: true, ..Judgement::default() }).await.unwrap();
        choose_first(&test, &actor, case).await;
        assert_eq!(release(&test, &actor, case).await.unwrap(), State::Acting);
        assert_eq!(count(&test.desk, RELEASES).await, 1);
    }

    async fn a_personal_spelling_needs_a_word(test: TestDb) {
        let actor = analyst();
        let case = report(&test, &["http://host-a.test/p/17?sessionid=0123456789abcdef0123456789abcdef"]).await[0];
        let mut tx = test.desk.write().await.unwrap();
        assessment::claim(&mut tx, &actor, &pack(), case).await.unwrap();
        let viewing = assessment::open_viewing(&mut tx, &actor, &pack(), case).await.unwrap();
        let item = assessment::items(&mut tx, &actor, case).await.unwrap()[0].id;
        let revealed = assessment::reveal(&mut tx, &actor, &pack(), viewing.id, item).await.unwrap();
        let spelling = &revealed.spellings[0];
        assert!(!spelling.personal.is_empty());
        let silent = assessment::choose_working(&mut tx, &actor, case, item, spelling.id, false).await;
        assert!(matches!(silent, Err(Error::Location(location::Error::LooksPersonal))));
        assessment::choose_working(&mut tx, &actor, case, item, spelling.id, true).await.unwrap();
        let other = analyst();
        let theirs = assessment::choose_working(&mut tx, &other, case, item, spelling.id, true).await;
        assert!(matches!(theirs, Err(Error::NotHeld)));
    }

    async fn no_job_decides(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        assert!(matches!(
            decide(&test, &job(), case, Judgement::default()).await,
            Err(Error::Denied(_))
        ));
        assert!(matches!(release(&test, &job(), case).await, Err(Error::Denied(_))));
        assert_eq!(RELEASED, "assessment.released");
    }
}
