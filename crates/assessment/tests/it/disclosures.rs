//! Nothing of a reporter leaves, but by a recorded decision.

use assessment::{Consent, Error, Judgement, Part, Recipient, ToDisclose};
use identity::{Actor, Role};
use intake::{Case, Filed, Joined, Report};
use kernel::{Id, Language, Sensitive, SystemEntropy};
use letterbox::{Content, Receipt, ReceiptKeys, Signals, Submission};
use store::testing::TestDb;

use crate::house::{analyst, job, pack, recorded, tell, told_by};

const TYPED: &str = "http://user:canaryword@HOST-A.test/p/17";

/// A case of this analyst whose reporter told everything there is.
async fn telling(test: &TestDb, actor: &Actor) -> (Id<Case>, Id<Report>) {
    let keys = Receipt::draw(&SystemEntropy).keys(&Sensitive::new([7; 32]));
    let content = Content {
        urls: vec![TYPED.to_owned(), "http://host-b.test/p/1".to_owned()],
        narrative: Some("canarynarrative".to_owned()),
        contact: Some("canarycontact".to_owned()),
        reach: Some("canaryreach".to_owned()),
        ..Content::default()
    };
    let now = test.desk.clock().now();
    let sealed = Submission::new(&keys, Language::KHMER, now, Signals::default(), content)
        .seal(test.keyring.submission_key(), &SystemEntropy)
        .unwrap();
    let mut tx = test.desk.write().await.unwrap();
    let filed = intake::file(&mut tx, &job(), &sealed, &pack())
        .await
        .unwrap();
    let Filed::Report(report, cases) = filed else {
        panic!("the report was not filed")
    };
    let (Joined::Opened(case) | Joined::Joined(case) | Joined::Again(case)) = cases[0];
    assessment::claim(&mut tx, actor, &pack(), case)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    (case, report)
}

/// The reporter of a case, and what else is told under the same receipt.
async fn telling_more(
    test: &TestDb,
    actor: &Actor,
    words: &str,
) -> ((Id<Case>, Id<Report>), ReceiptKeys) {
    let (keys, case) = told_by(test, "http://host-c.test/p/3").await;
    let mut tx = test.desk.write().await.unwrap();
    assessment::claim(&mut tx, actor, &pack(), case)
        .await
        .unwrap();
    let report = intake::reports_of(&mut tx, actor, case).await.unwrap()[0].report;
    tx.commit().await.unwrap();
    more(test, &keys, words).await;
    ((case, report), keys)
}

/// A narrative and a contact more.
async fn more(test: &TestDb, keys: &ReceiptKeys, words: &str) {
    let content = Content {
        narrative: Some(format!("{words}-narrative")),
        contact: Some(format!("{words}-contact")),
        ..Content::default()
    };
    tell(test, keys, content).await;
}

/// What leaves of a case, as a job sends it.
async fn leaving(test: &TestDb, case: Id<Case>) -> Vec<String> {
    let mut tx = test.desk.write().await.unwrap();
    let leaving = assessment::disclosed(&mut tx, &job(), &pack(), case)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    leaving
        .iter()
        .map(|one| one.text.expose().clone())
        .collect()
}

async fn decide(
    test: &TestDb,
    actor: &Actor,
    (case, report): (Id<Case>, Id<Report>),
    part: Part,
    consent: Option<Consent>,
) -> Result<(), Error> {
    let seen = seen(test, (case, report)).await;
    decide_of(test, actor, (case, report, seen), part, consent).await
}

/// How much was told so far.
async fn seen(test: &TestDb, (case, report): (Id<Case>, Id<Report>)) -> i64 {
    let mut tx = test.desk.read().await.unwrap();
    let reports = intake::reports_of(&mut tx, &analyst(), case).await.unwrap();
    let came = reports.iter().find(|came| came.report == report);
    came.map_or(0, |came| came.newest)
}

/// Decides as somebody who saw this much.
async fn decide_of(
    test: &TestDb,
    actor: &Actor,
    (case, report, seen): (Id<Case>, Id<Report>, i64),
    part: Part,
    consent: Option<Consent>,
) -> Result<(), Error> {
    let recipient = Recipient::Police;
    let what = ToDisclose {
        report,
        seen,
        part,
        recipient,
        consent,
    };
    let mut tx = test.desk.write().await?;
    assessment::disclose(&mut tx, actor, case, &what).await?;
    Ok(tx.commit().await?)
}

store::on_both! {
    async fn each_part_leaves_by_its_own_decision_and_no_other(test: TestDb) {
        let actor = analyst();
        let of = telling(&test, &actor).await;
        assert_eq!(leaving(&test, of.0).await, Vec::<String>::new());
        decide(&test, &actor, of, Part::Narrative, None).await.unwrap();
        decide(&test, &actor, of, Part::Narrative, None).await.unwrap();
        assert_eq!(leaving(&test, of.0).await, ["canarynarrative"]);
        assert_eq!(recorded(&test.desk, of.0, "assessment.disclose").await, 1);
        // The spelling holds credentials: it waits for the decision about these. The other address is another case.
        decide(&test, &actor, of, Part::Spelling, None).await.unwrap();
        assert_eq!(leaving(&test, of.0).await, ["canarynarrative"]);
        decide(&test, &actor, of, Part::Credentials, None).await.unwrap();
        let mut left = leaving(&test, of.0).await;
        left.sort();
        assert_eq!(left, ["canarynarrative", "canaryreach", TYPED, "user:canaryword"]);
    }

    async fn a_contact_leaves_with_consent_alone_and_not_once_it_is_withdrawn(test: TestDb) {
        let actor = analyst();
        let of = telling(&test, &actor).await;
        let silent = decide(&test, &actor, of, Part::Contact, None).await;
        assert!(matches!(silent, Err(Error::NoConsent)));
        decide(&test, &actor, of, Part::Contact, Some(Consent::Message)).await.unwrap();
        assert_eq!(leaving(&test, of.0).await, ["canarycontact"]);
        let mut tx = test.desk.write().await.unwrap();
        tx.execute("UPDATE intake_report SET contact_key = NULL, contact = NULL", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(leaving(&test, of.0).await, Vec::<String>::new());
    }

    async fn what_is_told_after_a_decision_waits_for_one_of_its_own(test: TestDb) {
        let actor = analyst();
        let (of, keys) = telling_more(&test, &actor, "first").await;
        let spoken = Some(Consent::Spoken);
        decide(&test, &actor, of, Part::Narrative, None).await.unwrap();
        decide(&test, &actor, of, Part::Contact, spoken).await.unwrap();
        let leave = async || {
            let mut left = leaving(&test, of.0).await;
            left.sort();
            left
        };
        let before = ["first-contact", "first-narrative", "neutral words"];
        assert_eq!(leave().await, before);
        more(&test, &keys, "second").await;
        // The contact that was decided about is gone, and nobody decided about this one.
        assert_eq!(leave().await, before[1..]);
        decide(&test, &actor, of, Part::Narrative, None).await.unwrap();
        assert_eq!(leave().await, ["first-narrative", "neutral words", "second-narrative"]);
        decide(&test, &actor, of, Part::Contact, spoken).await.unwrap();
        assert!(leave().await.contains(&"second-contact".to_owned()));
        // Each decision is in the record, and what it replaced is taken back.
        assert_eq!(recorded(&test.desk, of.0, "assessment.disclose").await, 4);
        assert_eq!(recorded(&test.desk, of.0, "assessment.withdraw_disclosure").await, 2);
        let mut tx = test.desk.read().await.unwrap();
        assert_eq!(assessment::disclosures(&mut tx, &actor, of.0).await.unwrap().len(), 2);
    }

    async fn nothing_is_decided_of_what_nobody_has_seen(test: TestDb) {
        let desk = crate::pages::desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let (of, keys) = telling_more(&test, analyst.actor(), "first").await;
        let before = seen(&test, of).await;
        let at = format!("/cases/{}/disclosures", of.0);
        let page = analyst.get(&at).await.body;
        let report = format!("{}.{before}", of.1);
        assert!(page.contains(&format!("value=\"{report}\"")), "{page}");
        more(&test, &keys, "second").await;
        for (part, consent) in [(Part::Narrative, None), (Part::Contact, Some(Consent::Spoken))] {
            let late = decide_of(&test, analyst.actor(), (of.0, of.1, before), part, consent).await;
            assert!(matches!(late, Err(Error::ToldMore)));
        }
        // The page says so, and knows of it from now on.
        let answer = analyst.post(&at, &[("report", &report), ("part", "narrative")]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("told more since you opened this page"), "{}", answer.body);
        let now = format!("value=\"{}.{}\" selected", of.1, seen(&test, of).await);
        assert!(answer.body.contains(&now) && !answer.body.contains(&report), "{}", answer.body);
        assert_eq!(leaving(&test, of.0).await, Vec::<String>::new());
    }

    async fn nothing_is_decided_while_a_second_opinion_is_asked_for(test: TestDb) {
        let (case, _) = crate::opinions::asked(&test, "http://host-a.test/p/17").await;
        let second = analyst();
        let mut tx = test.desk.write().await.unwrap();
        assessment::claim(&mut tx, &second, &crate::house::strict_pack(|_| {}), case).await.unwrap();
        let report = intake::reports_of(&mut tx, &second, case).await.unwrap()[0].report;
        tx.commit().await.unwrap();
        let early = decide(&test, &second, (case, report), Part::Narrative, None).await;
        assert!(matches!(early, Err(Error::SecondOpinion)));
        assert_eq!(leaving(&test, case).await, Vec::<String>::new());
    }

    async fn until_the_mail_is_composed_it_is_decided_and_taken_back(test: TestDb) {
        let desk = crate::pages::desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let case = crate::house::case(&test, "http://host-a.test/p/17").await;
        crate::house::prepared(&test, analyst.actor(), case, crate::house::BASELINE, &crate::house::law("yes"), &Judgement::default()).await;
        crate::house::release(&test, analyst.actor(), &pack(), case).await.unwrap();
        let at = format!("/cases/{case}/disclosures");
        let page = analyst.get(&at).await.body;
        let report = crate::pages::between(&page, "<option value=\"", "\"").to_owned();
        let narrative = [("report", report.as_str()), ("part", "narrative")];
        assert_eq!(analyst.post(&at, &narrative).await.status, 303);
        assert_eq!(leaving(&test, case).await, ["neutral words"]);
        let page = analyst.get(&at).await.body;
        let id = crate::pages::between(&page, "/disclosures/", "/withdraw").to_owned();
        assert_eq!(analyst.post(&format!("{at}/{id}/withdraw"), &[]).await.status, 303);
        assert_eq!(leaving(&test, case).await, Vec::<String>::new());
        // Who may read alone decides nothing.
        let manager = desk.sign_in(&[Role::Manager]).await;
        let page = manager.get(&at).await.body;
        assert!(!page.contains("name=\"part\"") && !page.contains("/withdraw"), "{page}");
    }

    async fn the_page_says_that_more_was_told_since(test: TestDb) {
        let desk = crate::pages::desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let (of, keys) = telling_more(&test, analyst.actor(), "first").await;
        decide(&test, analyst.actor(), of, Part::Narrative, None).await.unwrap();
        let at = format!("/cases/{}/disclosures", of.0);
        let since = "The reporter told more since.";
        assert!(!analyst.get(&at).await.body.contains(since));
        more(&test, &keys, "second").await;
        let page = analyst.get(&at).await.body;
        assert!(page.contains(since) && !page.contains("second-narrative"), "{page}");
    }

    async fn a_decision_is_taken_back_and_none_is_anothers(test: TestDb) {
        let actor = analyst();
        let of = telling(&test, &actor).await;
        let theirs = decide(&test, &analyst(), of, Part::Narrative, None).await;
        assert!(matches!(theirs, Err(Error::NotHeld)));
        let by_job = decide(&test, &job(), of, Part::Narrative, None).await;
        assert!(matches!(by_job, Err(Error::Denied(_))));
        let foreign = (of.0, Id::random(&SystemEntropy));
        let nothing = decide(&test, &actor, foreign, Part::Narrative, None).await;
        assert!(matches!(nothing, Err(Error::NotFound)));
        decide(&test, &actor, of, Part::Narrative, None).await.unwrap();
        let mut tx = test.desk.write().await.unwrap();
        let by_staff = assessment::disclosed(&mut tx, &actor, &pack(), of.0).await;
        assert!(matches!(by_staff, Err(Error::Denied(_))), "staff read in a viewing session alone");
        let standing = assessment::disclosures(&mut tx, &actor, of.0).await.unwrap();
        assessment::withdraw_disclosure(&mut tx, &actor, of.0, standing[0].id).await.unwrap();
        let again = assessment::withdraw_disclosure(&mut tx, &actor, of.0, standing[0].id).await;
        assert!(matches!(again, Err(Error::NotFound)));
        tx.commit().await.unwrap();
        assert_eq!(leaving(&test, of.0).await, Vec::<String>::new());
        assert_eq!(recorded(&test.desk, of.0, "assessment.withdraw_disclosure").await, 1);
    }
}
