//! Filing on both databases: once in effect, one case a place, and the after-watch.

#![cfg(test)]

mod classes;
mod collecting;
mod conversation;
mod entries;
mod entry;
mod import;
mod import_page;
mod leads;
mod leads_end;
mod made;
mod partner;
mod queue;
mod sorting;
mod unread;
mod views;

use std::sync::LazyLock;
use std::time::Duration;

use identity::{Actor, Role};
use intake::{Case, Filed, Joined, Move, Outcome, REPORTED_AGAIN, State};
use kernel::{Id, Language, Sensitive, SystemEntropy};
use letterbox::{Content, Receipt, ReceiptKeys, Signals, Submission};
use pack::{Pack, Source};
use store::testing::TestDb;
use store::{Db, Keyring, values};

const SECRET: Sensitive<[u8; 32]> = Sensitive::new([7; 32]);

/// Read once: a test asks for it again and again.
static PACK: LazyLock<Pack> =
    LazyLock::new(|| pack::load(&Source::Shipped("demo".to_owned()), true).unwrap());

fn pack() -> Pack {
    PACK.clone()
}

fn job() -> Actor {
    Actor::test_job(Id::random(&SystemEntropy))
}

fn analyst() -> Actor {
    Actor::test_staff(Id::random(&SystemEntropy), &[Role::Analyst])
}

fn keys() -> ReceiptKeys {
    Receipt::draw(&SystemEntropy).keys(&SECRET)
}

fn sealed(test: &TestDb, keys: &ReceiptKeys, urls: &[&str]) -> Vec<u8> {
    let content = Content {
        urls: urls.iter().map(|url| (*url).to_owned()).collect(),
        narrative: Some("neutral words".to_owned()),
        ..Content::default()
    };
    submit(test, keys, content)
}

fn submit(test: &TestDb, keys: &ReceiptKeys, content: Content) -> Vec<u8> {
    let at = test.desk.clock().now();
    Submission::new(keys, Language::KHMER, at, Signals::default(), content)
        .seal(test.keyring.submission_key(), &SystemEntropy)
        .unwrap()
}

async fn file(test: &TestDb, sealed: &[u8]) -> Filed {
    let mut tx = test.desk.write().await.unwrap();
    let filed = intake::file(&mut tx, &job(), sealed, &pack())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    filed
}

async fn file_url(test: &TestDb, url: &str) -> Joined {
    let Filed::Report(_, cases) = file(test, &sealed(test, &keys(), &[url])).await else {
        panic!("the submission was not filed");
    };
    assert_eq!(cases.len(), 1);
    cases[0]
}

async fn step(test: &TestDb, case: Id<Case>, moves: &[Move]) {
    let mut tx = test.desk.write().await.unwrap();
    for step in moves {
        intake::move_case(&mut tx, &analyst(), case, *step, "test")
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn count(db: &Db, sql: &'static str) -> i64 {
    let mut tx = db.read().await.unwrap();
    let (count,): (i64,) = tx.one(sql, values![]).await.unwrap();
    count
}

store::on_both! {
    async fn a_submission_is_filed_once_however_often_it_comes(test: TestDb) {
        let keys = keys();
        let first = sealed(&test, &keys, &["http://host-a.test/p/1"]);
        // The same content sent again is sealed anew, and still the same submission.
        let again = sealed(&test, &keys, &["http://host-a.test/p/1"]);
        assert_ne!(first, again);
        assert!(matches!(file(&test, &first).await, Filed::Report(..)));
        assert_eq!(file(&test, &first).await, Filed::Before);
        assert_eq!(file(&test, &again).await, Filed::Before);
        let corrected = sealed(&test, &keys, &["http://host-a.test/p/2"]);
        assert!(matches!(file(&test, &corrected).await, Filed::Report(..)));
        // Both stand under one receipt, so they are one report.
        assert_eq!(count(&test.desk, "SELECT COUNT(*) AS value FROM intake_report").await, 1);
        assert_eq!(count(&test.desk, "SELECT COUNT(*) AS value FROM intake_submission").await, 2);
        let queued = "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'intake.answer'";
        assert_eq!(count(&test.desk, queued).await, 1);
    }

    async fn a_report_of_three_places_joins_three_cases(test: TestDb) {
        let urls = ["http://host-a.test/p/1", "http://host-b.test/p/1", "http://host-b.test/p/1#", "http://host-c.test/p/1"];
        let Filed::Report(report, cases) = file(&test, &sealed(&test, &keys(), &urls)).await else {
            panic!("the submission was not filed");
        };
        assert_eq!(cases.len(), 3);
        let Joined::Opened(case) = cases[1] else { panic!("no case was opened") };
        let mut tx = test.desk.write().await.unwrap();
        let told = intake::told(&mut tx, &analyst(), case, Some(1), None).await.unwrap();
        assert_eq!(told[0].id, report);
        assert_eq!(told[0].told[0].content.narrative.as_deref(), Some("neutral words"));
    }

    async fn an_answer_that_is_taken_back_or_replaced_is_destroyed_and_no_other(test: TestDb) {
        let keys = keys();
        let url = "http://host-a.test/p/1".to_owned();
        let told = Content { urls: vec![url], ..Content::default() };
        let Filed::Report(_, cases) = file(&test, &submit(&test, &keys, told)).await else { panic!() };
        let Joined::Opened(case) = cases[0] else { panic!() };
        let word = |word: &str| Some(word.to_owned());
        let more = Content { narrative: word("first"), reach: word("menu"), contact: word("canary"), ..Content::default() };
        file(&test, &submit(&test, &keys, more)).await;
        let read = async || {
            let mut tx = test.desk.read().await.unwrap();
            intake::told(&mut tx, &analyst(), case, Some(1), None).await.unwrap().remove(0)
        };
        assert!(read().await.has_contact);
        let cleared = vec!["narrative".to_owned(), "contact".to_owned(), "unheard-of".to_owned()];
        let replaced = Content { narrative: word("second"), cleared, ..Content::default() };
        file(&test, &submit(&test, &keys, replaced)).await;
        let after = read().await;
        assert!(!after.has_contact);
        assert_eq!(after.told.len(), 3);
        assert_eq!(after.told[1].content.narrative, None);
        assert_eq!(after.told[1].content.reach, word("menu"));
        assert_eq!(after.told[2].content.narrative, word("second"));
        let contact = "SELECT COUNT(*) AS value FROM intake_report WHERE contact IS NOT NULL OR contact_key IS NOT NULL";
        assert_eq!(count(&test.desk, contact).await, 0);
    }

    async fn what_is_withdrawn_is_destroyed_and_the_address_stays(test: TestDb) {
        let keys = keys();
        let url = "http://host-a.test/p/1".to_owned();
        let told = Content { urls: vec![url.clone()], danger: true, ..Content::default() };
        let Filed::Report(report, cases) = file(&test, &submit(&test, &keys, told)).await else { panic!() };
        let Joined::Opened(case) = cases[0] else { panic!() };
        let words = || Some("canary words".to_owned());
        let more = Content { narrative: words(), contact: words(), message: words(), ..Content::default() };
        let more = submit(&test, &keys, more);
        assert_eq!(file(&test, &more).await, Filed::Report(report, Vec::new()));
        let read = async || {
            let mut tx = test.desk.read().await.unwrap();
            intake::told(&mut tx, &analyst(), case, Some(1), None).await.unwrap().remove(0)
        };
        let before = read().await;
        assert!(before.has_contact && before.danger && !before.own_picture);
        assert_eq!(before.told[1].content.narrative, words());
        assert_eq!(before.told[1].content.contact, None);
        assert_eq!(before.told[1].content.message, None);

        let withdrawn = Content { withdraw: true, ..Content::default() };
        file(&test, &submit(&test, &keys, withdrawn)).await;
        let after = read().await;
        assert!(!after.has_contact);
        assert_eq!(after.told.len(), 3);
        assert_eq!(after.told[0].content.urls, [url]);
        assert!(after.told.iter().all(|told| told.content.narrative.is_none()));
        let left = "SELECT COUNT(*) AS value FROM intake_report WHERE contact IS NOT NULL OR contact_key IS NOT NULL";
        assert_eq!(count(&test.desk, left).await, 0);
    }

    async fn a_second_report_joins_the_open_case_whatever_its_state(test: TestDb) {
        let Joined::Opened(case) = file_url(&test, "http://host-a.test/p/1").await else { panic!() };
        assert_eq!(file_url(&test, "host-a.test/p/1").await, Joined::Joined(case));
        step(&test, case, &[Move::Claim, Move::Act]).await;
        assert_eq!(file_url(&test, "hxxp://host-a[.]test/p/1").await, Joined::Joined(case));
        let mut tx = test.desk.read().await.unwrap();
        assert_eq!(intake::case(&mut tx, &analyst(), case).await.unwrap().reports, 3);
    }

    async fn within_the_after_watch_a_report_checks_again_and_later_opens_anew(test: TestDb) {
        let Joined::Opened(case) = file_url(&test, "http://host-a.test/p/1").await else { panic!() };
        step(&test, case, &[Move::Claim, Move::Act, Move::Close(Outcome::Gone)]).await;
        let mut tx = test.desk.write().await.unwrap();
        let until = tx.now().after(Duration::from_secs(600));
        intake::watch_after(&mut tx, &job(), case, until).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(file_url(&test, "http://host-a.test/p/1").await, Joined::Again(case));
        let again = "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'intake.reported_again'";
        assert_eq!(REPORTED_AGAIN, "intake.reported_again");
        assert_eq!(count(&test.desk, again).await, 1);

        test.clock.advance(Duration::from_secs(601));
        let Joined::Opened(new) = file_url(&test, "http://host-a.test/p/1").await else { panic!() };
        assert_ne!(new, case);
        // The old case stays closed: its place has a newer one.
        let mut tx = test.desk.write().await.unwrap();
        let reopened = intake::move_case(&mut tx, &job(), case, Move::Reopen, "test").await;
        assert!(matches!(reopened, Err(intake::Error::Superseded)));
    }

    async fn sixteen_reports_of_one_place_at_once_are_one_case(test: TestDb) {
        let tasks: Vec<_> = (0..16)
            .map(|_| {
                let db = test.desk.clone();
                let sealed = sealed(&test, &keys(), &["http://host-a.test/p/1", "http://host-b.test/p/1"]);
                tokio::spawn(async move {
                    let mut tx = db.write().await.unwrap();
                    let filed = intake::file(&mut tx, &job(), &sealed, &pack()).await.unwrap();
                    tx.commit().await.unwrap();
                    filed
                })
            })
            .collect();
        for task in tasks {
            assert!(matches!(task.await.unwrap(), Filed::Report(..)));
        }
        assert_eq!(count(&test.desk, "SELECT COUNT(*) AS value FROM intake_case").await, 2);
        assert_eq!(count(&test.desk, "SELECT COUNT(*) AS value FROM intake_case WHERE reports = 16").await, 2);
    }

    async fn a_submission_for_another_keyring_is_kept_as_it_came(test: TestDb) {
        let other = Keyring::random(&SystemEntropy);
        let content = Content { urls: vec!["http://host-a.test/p".to_owned()], ..Content::default() };
        let sealed = Submission::new(&keys(), Language::ENGLISH, test.desk.clock().now(), Signals::default(), content)
            .seal(other.submission_key(), &SystemEntropy)
            .unwrap();
        assert_eq!(file(&test, &sealed).await, Filed::Unreadable);
        assert_eq!(count(&test.desk, "SELECT COUNT(*) AS value FROM intake_aside").await, 1);
    }

    async fn an_impossible_move_changes_nothing(test: TestDb) {
        let Joined::Opened(case) = file_url(&test, "http://host-a.test/p/1").await else { panic!() };
        let mut tx = test.desk.write().await.unwrap();
        let acted = intake::move_case(&mut tx, &analyst(), case, Move::Act, "test").await;
        assert!(matches!(acted, Err(intake::Error::Impossible(_))));
        tx.commit().await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        let case = intake::case(&mut tx, &analyst(), case).await.unwrap();
        assert_eq!(case.state, State::Waiting);
        assert_eq!(intake::moves(&mut tx, &analyst(), case.id).await.unwrap().len(), 1);
    }

    async fn the_history_follows_the_writing_though_the_clock_stands(test: TestDb) {
        let Joined::Opened(case) = file_url(&test, "http://host-a.test/p/17").await else {
            panic!("the first report opens a case");
        };
        let back_and_forth = [Move::Claim, Move::HandOver, Move::Claim, Move::Lapse].repeat(4);
        step(&test, case, &back_and_forth).await;
        step(&test, case, &[Move::Claim, Move::Act, Move::Close(Outcome::HandedOver)]).await;
        let mut tx = test.desk.read().await.unwrap();
        let moves = intake::moves(&mut tx, &analyst(), case).await.unwrap();
        assert_eq!(moves.len(), 20);
        assert!(moves.iter().all(|line| line.at == moves[0].at));
        let mut state = None;
        for line in moves {
            assert_eq!(line.from, state);
            state = Some(line.to);
        }
        assert_eq!(state, Some(State::Closed));
    }
}
