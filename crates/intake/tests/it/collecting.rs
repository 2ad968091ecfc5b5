//! Collecting: what is taken leaves the letterbox in its time, or at once where it is withdrawn.

use std::sync::Arc;

use jobs::{Registry, Worker};

use super::*;

/// How long the letterbox keeps what was collected.
const KEPT: Duration = Duration::from_hours(7 * 24);

const HELD: &str = "SELECT COUNT(*) AS value FROM letterbox_collected";

async fn send(test: &TestDb, sealed: Vec<u8>) {
    let mut tx = test.letterbox.write().await.unwrap();
    letterbox::submit(&mut tx, &Actor::reporter(), vec![sealed])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// One round of the jobs between letterbox and desk.
async fn round(test: &TestDb) {
    let mut tx = test.desk.write().await.unwrap();
    for kind in [intake::COLLECT, intake::DROP_COLLECTED] {
        jobs::keep(&mut tx, kind, &()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut registry = Registry::default();
    let mut pack = pack();
    pack.deadlines.collected_submissions = KEPT;
    let stores = (test.desk.clone(), test.letterbox.clone(), Arc::new(pack));
    let means = stores.clone();
    registry.bind(intake::COLLECT, move |run| {
        let (desk, letterbox, pack) = means.clone();
        let every = Duration::from_secs(30);
        async move { intake::collect(&desk, &letterbox, &pack, every, run).await }
    });
    let means = stores.clone();
    registry.bind(intake::DROP_COLLECTED, move |run| {
        let (_, letterbox, pack) = means.clone();
        async move { intake::drop_collected(&letterbox, &pack, run).await }
    });
    let means = stores.clone();
    registry.bind(intake::WITHDRAWN, move |run| {
        let (desk, letterbox, _) = means.clone();
        async move { intake::remove_withdrawn(&desk, &letterbox, run).await }
    });
    registry.bind(intake::MESSAGE, |_| async { jobs::Outcome::nothing() });
    registry.bind(intake::ANSWER, |_| async { jobs::Outcome::nothing() });
    registry.bind(trace::NAME, |_| async { jobs::Outcome::nothing() });
    let worker = Worker::new(test.desk.clone(), registry, 4, Duration::from_secs(1));
    worker.run_due().await.unwrap();
    test.clock.advance(Duration::from_secs(3_600));
}

store::on_both! {
    async fn what_was_collected_leaves_the_letterbox_after_the_packs_time(test: TestDb) {
        send(&test, sealed(&test, &keys(), &["http://host-a.test/p/1"])).await;
        round(&test).await;
        assert_eq!(count(&test.letterbox, "SELECT COUNT(*) AS value FROM letterbox_submission").await, 0);
        assert_eq!(count(&test.letterbox, HELD).await, 1);
        test.clock.advance(Duration::from_hours(6 * 24));
        round(&test).await;
        assert_eq!(count(&test.letterbox, HELD).await, 1);
        test.clock.advance(Duration::from_hours(2 * 24));
        round(&test).await;
        assert_eq!(count(&test.letterbox, HELD).await, 0);
    }

    async fn what_is_withdrawn_leaves_the_letterbox_at_once_and_nothing_else_does(test: TestDb) {
        let (keys, other) = (keys(), keys());
        send(&test, sealed(&test, &keys, &["http://host-a.test/p/1"])).await;
        send(&test, sealed(&test, &other, &["http://host-a.test/p/1"])).await;
        round(&test).await;
        assert_eq!(count(&test.letterbox, HELD).await, 2);
        // What comes in the same round as the withdrawal goes too.
        let more = Content { narrative: Some("more neutral words".to_owned()), ..Content::default() };
        send(&test, submit(&test, &keys, more)).await;
        send(&test, submit(&test, &keys, Content { withdraw: true, ..Content::default() })).await;
        round(&test).await;
        assert_eq!(count(&test.letterbox, "SELECT COUNT(*) AS value FROM letterbox_submission").await, 0);
        assert_eq!(count(&test.letterbox, HELD).await, 1);
        // What is told afterwards is kept as everything is.
        send(&test, sealed(&test, &keys, &["http://host-a.test/p/2"])).await;
        round(&test).await;
        assert_eq!(count(&test.letterbox, HELD).await, 2);
    }

    async fn withdrawing_destroys_everything_however_much_there_is(test: TestDb) {
        let keys = keys();
        let Filed::Report(_, cases) = file(&test, &sealed(&test, &keys, &["http://host-a.test/p/1"])).await else { panic!() };
        let Joined::Opened(_) = cases[0] else { panic!() };
        let long = "neutral words ".repeat(60);
        let mut tx = test.desk.write().await.unwrap();
        for number in 0..450 {
            let more = Content { narrative: Some(format!("{long} {number}")), ..Content::default() };
            intake::file(&mut tx, &job(), &submit(&test, &keys, more), &pack()).await.unwrap();
        }
        let withdrawn = submit(&test, &keys, Content { withdraw: true, ..Content::default() });
        intake::file(&mut tx, &job(), &withdrawn, &pack()).await.unwrap();
        tx.commit().await.unwrap();
        let longest = "SELECT MAX(LENGTH(content)) AS value FROM intake_submission";
        let longest: i64 = if test.desk.is_postgres() {
            count(&test.desk, "SELECT MAX(LENGTH(content))::BIGINT AS value FROM intake_submission").await
        } else {
            count(&test.desk, longest).await
        };
        assert!(longest < 840, "{longest}");
    }
}

/// Has the desk's database refuse every submission in English.
async fn refuse_english(test: &TestDb) {
    let sql = if test.desk.is_postgres() {
        "ALTER TABLE intake_submission ADD CONSTRAINT refused CHECK (language <> 'en')"
    } else {
        "CREATE TRIGGER refused BEFORE INSERT ON intake_submission WHEN NEW.language = 'en'
         BEGIN SELECT RAISE(ABORT, 'refused'); END"
    };
    let mut tx = test.desk.write().await.unwrap();
    tx.execute(sql, values![]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn refuse_nothing(test: &TestDb) {
    let sql = if test.desk.is_postgres() {
        "ALTER TABLE intake_submission DROP CONSTRAINT refused"
    } else {
        "DROP TRIGGER refused"
    };
    let mut tx = test.desk.write().await.unwrap();
    tx.execute(sql, values![]).await.unwrap();
    tx.commit().await.unwrap();
}

fn in_english(test: &TestDb, keys: &ReceiptKeys, text: &str) -> Vec<u8> {
    let content = Content {
        urls: vec!["http://host-e.test/p/1".to_owned()],
        narrative: Some(text.to_owned()),
        ..Content::default()
    };
    let at = test.desk.clock().now();
    Submission::new(keys, Language::ENGLISH, at, Signals::default(), content)
        .seal(test.keyring.submission_key(), &SystemEntropy)
        .unwrap()
}

async fn set_aside(test: &TestDb) -> i64 {
    let mut tx = test.desk.read().await.unwrap();
    intake::set_aside(&mut tx, &Actor::operator())
        .await
        .unwrap()
}

store::on_both! {
    async fn one_that_fails_holds_up_nothing_and_is_filed_once_it_can_be(test: TestDb) {
        const ASIDE: &str = "SELECT COUNT(*) AS value FROM intake_aside";
        const REPORTS: &str = "SELECT COUNT(*) AS value FROM intake_report";
        refuse_english(&test).await;
        let keys = keys();
        send(&test, sealed(&test, &super::keys(), &["http://host-a.test/p/1"])).await;
        send(&test, in_english(&test, &keys, "neutral words")).await;
        send(&test, sealed(&test, &super::keys(), &["http://host-b.test/p/1"])).await;
        round(&test).await;
        assert_eq!(count(&test.letterbox, "SELECT COUNT(*) AS value FROM letterbox_submission").await, 0);
        assert_eq!((count(&test.desk, REPORTS).await, count(&test.desk, ASIDE).await), (2, 1));
        assert_eq!(set_aside(&test).await, 0, "it may be over in a minute");
        round(&test).await;
        round(&test).await;
        assert_eq!(set_aside(&test).await, 1);
        refuse_nothing(&test).await;
        test.clock.advance(Duration::from_hours(24));
        round(&test).await;
        assert_eq!((count(&test.desk, REPORTS).await, count(&test.desk, ASIDE).await), (3, 0));
        assert_eq!(set_aside(&test).await, 0);
    }

    async fn what_was_set_aside_when_it_was_withdrawn_brings_no_words_back(test: TestDb) {
        let keys = keys();
        send(&test, sealed(&test, &keys, &["http://host-a.test/p/1"])).await;
        round(&test).await;
        refuse_english(&test).await;
        send(&test, in_english(&test, &keys, "neutral words told before")).await;
        round(&test).await;
        send(&test, submit(&test, &keys, Content { withdraw: true, ..Content::default() })).await;
        round(&test).await;
        refuse_nothing(&test).await;
        test.clock.advance(Duration::from_hours(24));
        round(&test).await;
        assert_eq!(count(&test.desk, "SELECT COUNT(*) AS value FROM intake_submission").await, 3);
        let mut tx = test.desk.read().await.unwrap();
        let waiting = intake::Filter { state: Some(State::Waiting), ..intake::Filter::default() };
        let page = intake::queue(&mut tx, &analyst(), &pack(), &waiting, &intake::LeftOut::default(), None).await.unwrap();
        assert!(!page.cases.is_empty());
        for case in page.cases {
            let told = intake::told(&mut tx, &analyst(), case.id, Some(1), None).await.unwrap();
            let told = &told[0].told;
            assert!(told.iter().all(|one| one.content.narrative.is_none()));
        }
    }
}
