//! Sorting on both databases: the class of a case, floods behind honest reports, crowds above ordinary ones.

use std::time::Duration;

use identity::Actor;
use intake::{Case, Class, Entry, Filed, Filter, Joined, Listed, Move, ReceiptOf, Source};
use kernel::{Entropy, Id, Language, SystemEntropy};
use letterbox::{Content, Signals};
use pack::Pack;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use store::testing::TestDb;
use store::{Tx, values};

use crate::{analyst, job, pack, step};

/// Words that are long enough to count.
pub(crate) const SAME: &str =
    "Neutral words that somebody sends again and again, always the same ones";

pub(crate) fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    SystemEntropy.fill(&mut bytes);
    bytes
}

pub(crate) fn entry(tx: &Tx, receipt: [u8; 32], signals: Signals, content: Content) -> Entry {
    Entry {
        id: random(),
        source: Source::Letterbox,
        receipt: Some(ReceiptOf {
            lookup_id: receipt,
            reply_key: [9; 32],
        }),
        reference: None,
        origin: None,
        language: Language::ENGLISH,
        received_at: tx.now(),
        signals,
        content,
    }
}

pub(crate) fn at(url: impl Into<String>) -> Content {
    Content {
        urls: vec![url.into()],
        ..Content::default()
    }
}

pub(crate) fn telling(url: impl Into<String>, words: impl Into<String>) -> Content {
    Content {
        narrative: Some(words.into()),
        ..at(url)
    }
}

pub(crate) async fn enter(tx: &mut Tx, entry: Entry, pack: &Pack) -> Vec<Id<Case>> {
    let Filed::Report(_, cases) = intake::enter(tx, &job(), entry, pack).await.unwrap() else {
        panic!("the entry was not new");
    };
    cases
        .into_iter()
        .map(|(Joined::Opened(case) | Joined::Joined(case) | Joined::Again(case))| case)
        .collect()
}

/// Enters it under a receipt of its own. Its case.
pub(crate) async fn told(test: &TestDb, content: Content) -> Id<Case> {
    let mut tx = test.desk.write().await.unwrap();
    let entry = entry(&tx, random(), Signals::default(), content);
    let cases = enter(&mut tx, entry, &pack()).await;
    tx.commit().await.unwrap();
    cases[0]
}

pub(crate) async fn class(test: &TestDb, case: Id<Case>) -> Class {
    let mut tx = test.desk.read().await.unwrap();
    intake::case(&mut tx, &analyst(), case).await.unwrap().class
}

/// The queue from its first page to its last.
pub(crate) async fn queue(test: &TestDb) -> Vec<Listed> {
    let (reader, mut all): (Actor, Vec<Listed>) = (analyst(), Vec::new());
    let mut tx = test.desk.read().await.unwrap();
    let mut after = None;
    loop {
        let waiting = Filter::waiting();
        let page = intake::queue(
            &mut tx,
            &reader,
            &pack(),
            &waiting,
            &intake::LeftOut::default(),
            after.as_ref(),
        )
        .await
        .unwrap();
        all.extend(page.cases);
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

fn drawn<S: Strategy>(strategy: S) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..12)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

/// A report of a random sequence.
#[derive(Clone, Debug)]
struct Drawn {
    place: usize,
    danger: bool,
    own_picture: bool,
    flood: bool,
}

fn any_report() -> impl Strategy<Value = Drawn> {
    (
        0_usize..4,
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.1),
        any::<bool>(),
    )
        .prop_map(|(place, danger, own_picture, flood)| Drawn {
            place,
            danger,
            own_picture,
            flood,
        })
}

store::on_both! {
    async fn a_flood_stands_behind_an_honest_report_whatever_it_marks(test: TestDb) {
        let pack = pack();
        let mut tx = test.desk.write().await.unwrap();
        for number in 0..2000 {
            let words = format!("{SAME} {number}");
            let content = Content { danger: true, ..telling(format!("http://host-a.test/p/{number}"), words) };
            let entry = entry(&tx, random(), Signals::default(), content);
            enter(&mut tx, entry, &pack).await;
        }
        tx.commit().await.unwrap();
        test.clock.advance(Duration::from_secs(60));
        let honest = told(&test, telling("http://host-b.test/p/1", "Neutral words of one person")).await;
        let queue = queue(&test).await;
        assert_eq!(queue.len(), 2001);
        assert_eq!(queue[0].id, honest);
        assert!(queue[1..].iter().all(|case| case.class == Class::Bulk));
        // Bulk is filed and answered as everything is.
        let answers = "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'intake.answer'";
        assert_eq!(crate::count(&test.desk, answers).await, 2001);
        // The first ones moved back, each with its reason.
        let mut tx = test.desk.read().await.unwrap();
        let mut moved = 0;
        for case in &queue[1..] {
            for change in intake::classes(&mut tx, &analyst(), case.id).await.unwrap() {
                assert_eq!((change.from, change.to), (Class::Danger, Class::Bulk));
                assert_eq!(change.why, "flood");
                moved += 1;
            }
        }
        assert_eq!(moved, pack.flood.same_text - 1);
    }

    async fn a_case_has_the_best_class_of_its_honest_reports(test: TestDb) {
        // No crowd and no flood but the marked one, whose size is beyond doubt.
        let mut pack = pack();
        pack.crowd.raised_by = 1000;
        pack.flood.same_text = 3;
        let strategy = prop::collection::vec(any_report(), 1..40);
        for (round, reports) in drawn(strategy).into_iter().enumerate() {
            let mut tx = test.desk.write().await.unwrap();
            // Told by letters alone, since numbers do not count.
            let letter = char::from(b'a' + u8::try_from(round).unwrap());
            let words = format!("{SAME} {letter}");
            let mut cases: [Option<Id<Case>>; 4] = [None; 4];
            for report in &reports {
                let url = format!("http://host-a.test/{round}/{}", report.place);
                let mut content = if report.flood { telling(url, &words) } else { at(url) };
                content.danger = report.danger;
                content.own_picture = report.own_picture;
                let entry = entry(&tx, random(), Signals::default(), content);
                cases[report.place] = Some(enter(&mut tx, entry, &pack).await[0]);
            }
            let is_flood = reports.iter().filter(|report| report.flood).count() >= 3;
            for (place, case) in cases.into_iter().enumerate() {
                let Some(case) = case else { continue };
                let expected = reports.iter().filter(|report| report.place == place).map(|report| {
                    match (report.flood && is_flood, report.danger, report.own_picture) {
                        (true, ..) => Class::Bulk,
                        (_, true, _) => Class::Danger,
                        (_, _, true) => Class::OwnPicture,
                        _ => Class::Ordinary,
                    }
                });
                let found = intake::case(&mut tx, &analyst(), case).await.unwrap();
                assert_eq!(Some(found.class), expected.min(), "{reports:?}");
                // The changes lead from one class to the next, and end where the case stands.
                let changes = intake::classes(&mut tx, &analyst(), case).await.unwrap();
                assert!(changes.windows(2).all(|pair| pair[0].to == pair[1].from));
                assert!(changes.last().is_none_or(|last| last.to == found.class));
                let audited: (i64,) = tx
                    .one("SELECT COUNT(*) AS value FROM audit_entry WHERE action = 'intake.class'", values![])
                    .await
                    .unwrap();
                assert!(audited.0 >= i64::try_from(changes.len()).unwrap());
            }
            tx.commit().await.unwrap();
        }
        let queue = queue(&test).await;
        assert!(queue.is_sorted_by_key(|case| (case.class, case.opened_at, case.id)));
    }

    async fn the_same_words_on_other_days_are_no_flood(test: TestDb) {
        for number in 0..12 {
            let case = told(&test, telling(format!("http://host-a.test/p/{number}"), SAME)).await;
            assert_eq!(class(&test, case).await, Class::Ordinary);
            test.clock.advance(Duration::from_hours(3));
        }
    }

    async fn a_case_in_hand_stays_where_it_is_when_a_flood_is_seen(test: TestDb) {
        let case = told(&test, telling("http://host-a.test/p/first", SAME)).await;
        step(&test, case, &[Move::Claim]).await;
        let joined = told(&test, telling("http://host-b.test/p/1", SAME)).await;
        told(&test, at("http://host-b.test/p/1")).await;
        for number in 0..20 {
            told(&test, telling(format!("http://host-a.test/p/{number}"), SAME)).await;
        }
        assert_eq!(class(&test, case).await, Class::Ordinary);
        assert_eq!(class(&test, joined).await, Class::Ordinary);
        let late = told(&test, telling("http://host-b.test/p/1", SAME)).await;
        assert_eq!(late, joined);
        assert_eq!(class(&test, joined).await, Class::Ordinary);
    }

    async fn many_honest_reports_raise_a_place_and_the_same_words_do_not(test: TestDb) {
        let (url, other) = ("http://host-a.test/p/1", "http://host-b.test/p/1");
        let mut case = told(&test, at(url)).await;
        for _ in 0..3 {
            case = told(&test, at(url)).await;
        }
        assert_eq!(class(&test, case).await, Class::Ordinary);
        told(&test, at(url)).await;
        assert_eq!(class(&test, case).await, Class::Raised);
        for _ in 0..8 {
            case = told(&test, telling(other, SAME)).await;
        }
        assert_eq!(class(&test, case).await, Class::Ordinary);
    }

    async fn what_is_marked_later_under_the_receipt_raises_the_case(test: TestDb) {
        let receipt = random();
        let mut tx = test.desk.write().await.unwrap();
        let first = entry(&tx, receipt, Signals::default(), at("http://host-a.test/p/1"));
        let case = enter(&mut tx, first, &pack()).await[0];
        let more = Content { danger: true, ..Content::default() };
        let more = entry(&tx, receipt, Signals::default(), more);
        enter(&mut tx, more, &pack()).await;
        tx.commit().await.unwrap();
        assert_eq!(class(&test, case).await, Class::Danger);
    }

    async fn only_suspicious_reports_become_bulk_by_their_rate(test: TestDb) {
        let mut pack = pack();
        pack.flood.suspicious_an_hour = 5;
        let quick = Signals { seconds: Some(0), ..Signals::default() };
        let mut classes = Vec::new();
        let mut tx = test.desk.write().await.unwrap();
        for number in 0..40 {
            let signals = if number % 4 == 0 { quick } else { Signals::default() };
            let entry = entry(&tx, random(), signals, at(format!("http://host-a.test/p/{number}")));
            enter(&mut tx, entry, &pack).await;
        }
        tx.commit().await.unwrap();
        for case in queue(&test).await {
            classes.push(case.class);
        }
        assert_eq!(classes.iter().filter(|class| **class == Class::Bulk).count(), 10);
        assert_eq!(classes.iter().filter(|class| **class == Class::Ordinary).count(), 30);
    }
}
