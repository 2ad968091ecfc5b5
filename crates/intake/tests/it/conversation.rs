//! The conversation under a receipt: both ways, delivered once, warned about, destroyed on both sides.

use std::time::Duration;

use identity::Role;
use intake::{Error, Report, Saying};
use jobs::{Registry, Worker};
use letterbox::{Reply, Said};

use super::*;

const URL: &str = "http://host-a.test/p/17";

/// Does the jobs that bring to the letterbox what the desk says.
pub(crate) async fn deliver(test: &TestDb) {
    let mut registry = Registry::default();
    let stores = (test.desk.clone(), test.letterbox.clone());
    let (desk, letterbox) = stores.clone();
    registry.bind(intake::MESSAGE, move |run| {
        let (desk, letterbox) = (desk.clone(), letterbox.clone());
        async move { intake::put_message(&desk, &letterbox, run).await }
    });
    let (desk, letterbox) = stores.clone();
    registry.bind(intake::WITHDRAWN, move |run| {
        let (desk, letterbox) = (desk.clone(), letterbox.clone());
        async move { intake::remove_withdrawn(&desk, &letterbox, run).await }
    });
    let (desk, letterbox) = stores;
    registry.bind(intake::ANSWER, move |run| {
        let (desk, letterbox) = (desk.clone(), letterbox.clone());
        async move { intake::put_answer(&desk, &letterbox, &pack(), run).await }
    });
    let worker = Worker::new(test.desk.clone(), registry, 4, Duration::from_secs(1));
    worker.run_due().await.unwrap();
}

/// What the receipt reads.
async fn read(test: &TestDb, keys: &ReceiptKeys) -> Vec<Said> {
    let mut tx = test.letterbox.read().await.unwrap();
    let sealed = letterbox::replies(&mut tx, &Actor::reporter(), &keys.lookup_id())
        .await
        .unwrap();
    let key = keys.reply().0;
    let opened = sealed
        .iter()
        .map(|sealed| Reply::open(&key, sealed).unwrap());
    opened.map(|reply| reply.said().clone()).collect()
}

fn message(text: &str) -> Content {
    Content {
        message: Some(text.to_owned()),
        ..Content::default()
    }
}

async fn reported(test: &TestDb, keys: &ReceiptKeys) -> (Id<Case>, Id<Report>) {
    let Filed::Report(report, cases) = file(test, &sealed(test, keys, &[URL])).await else {
        panic!("the submission was not filed");
    };
    let Joined::Opened(case) = cases[0] else {
        panic!("no case was opened")
    };
    (case, report)
}

async fn say(
    test: &TestDb,
    actor: &Actor,
    to: (Id<Case>, Id<Report>),
    text: &str,
    accepted: &[&str],
) -> Result<(), Error> {
    let accepted: Vec<String> = accepted.iter().map(|kind| (*kind).to_owned()).collect();
    let saying = Saying {
        form: Id::random(&SystemEntropy),
        text,
        accepted: &accepted,
    };
    let mut tx = test.desk.write().await.unwrap();
    intake::say(&mut tx, actor, &pack(), to, saying).await?;
    tx.commit().await.unwrap();
    Ok(())
}

store::on_both! {
    async fn what_both_say_is_read_at_the_desk_and_with_the_receipt(test: TestDb) {
        let keys = keys();
        let to = reported(&test, &keys).await;
        file(&test, &submit(&test, &keys, message("neutral question"))).await;
        let actor = analyst();
        let mut tx = test.desk.write().await.unwrap();
        let counts = intake::counts(&mut tx, &actor, to.0).await.unwrap();
        assert_eq!((counts.messages, counts.unread), (1, 1));
        let unread = intake::unread(&mut tx, &actor, None, 500).await.unwrap();
        assert_eq!((unread[0].case, unread[0].unread), (to.0, 1));
        let told = intake::told(&mut tx, &actor, to.0, Some(1), None).await.unwrap();
        let talks = intake::conversations(&mut tx, &actor, to.0, &[to.1]).await.unwrap();
        let talk = &talks[0];
        assert!(talk.has_receipt && talk.messages[0].is_new && talk.messages[0].staff.is_none());
        assert_eq!(talk.messages[0].text.as_ref().unwrap().expose(), "neutral question");
        // The first submission and the message.
        assert_eq!(intake::mark_read(&mut tx, &actor, &told, &talks).await.unwrap(), 2);
        assert!(intake::unread(&mut tx, &actor, None, 500).await.unwrap().is_empty());
        tx.commit().await.unwrap();

        say(&test, &actor, to, " neutral answer\r\n", &[]).await.unwrap();
        deliver(&test).await;
        let said = read(&test, &keys).await;
        assert_eq!(said.len(), 3);
        assert!(said.contains(&Said::Yours("neutral question".to_owned())));
        assert!(said.contains(&Said::Message("neutral answer".to_owned())));
        // Another receipt reads nothing of it.
        assert!(read(&test, &super::keys()).await.is_empty());
    }

    async fn a_signpost_is_read_with_the_receipt_and_is_one_reply(test: TestDb) {
        let keys = keys();
        let (case, _) = reported(&test, &keys).await;
        // Of a case that is open nothing is told: its release was taken back.
        let mut tx = test.desk.write().await.unwrap();
        let now = tx.now();
        intake::signpost(&mut tx, &analyst(), case, "adults", now).await.unwrap();
        tx.commit().await.unwrap();
        deliver(&test).await;
        let before = read(&test, &keys).await;
        assert!(!before.iter().any(|said| matches!(said, Said::Signpost(_))));
        step(&test, case, &[Move::Claim, Move::Close(Outcome::OutOfRemit)]).await;
        for _ in 0..2 {
            let mut tx = test.desk.write().await.unwrap();
            let now = tx.now();
            intake::signpost(&mut tx, &analyst(), case, "adults", now).await.unwrap();
            tx.commit().await.unwrap();
            deliver(&test).await;
        }
        let signpost = |said: &&Said| matches!(said, Said::Signpost(_));
        assert_eq!(read(&test, &keys).await.iter().filter(signpost).count(), 1);
        // Another one, of a decision made anew, is another reply.
        let mut tx = test.desk.write().await.unwrap();
        let now = tx.now();
        intake::signpost(&mut tx, &analyst(), case, "other_crime", now).await.unwrap();
        tx.commit().await.unwrap();
        deliver(&test).await;
        let said = read(&test, &keys).await;
        assert!(said.contains(&Said::Signpost("other_crime".to_owned())));
        assert_eq!(said.iter().filter(signpost).count(), 2);
    }

    async fn a_message_delivered_twice_is_one_reply(test: TestDb) {
        let keys = keys();
        let to = reported(&test, &keys).await;
        say(&test, &analyst(), to, "neutral answer", &[]).await.unwrap();
        let mut tx = test.desk.write().await.unwrap();
        let again = serde_json::json!({ "report": to.1, "number": 1 });
        jobs::queue(&mut tx, intake::MESSAGE, &again).await.unwrap();
        tx.commit().await.unwrap();
        deliver(&test).await;
        assert_eq!(read(&test, &keys).await.len(), 2);
        assert_eq!(count(&test.desk, "SELECT COUNT(*) AS value FROM jobs_job WHERE kind LIKE 'intake.%'").await, 0);
    }

    async fn what_would_tell_more_comes_back_until_each_kind_is_accepted(test: TestDb) {
        let keys = keys();
        let to = reported(&test, &keys).await;
        let text = "The Police looked at site-a.test";
        let refused = say(&test, &analyst(), to, text, &[]).await;
        let Err(Error::TellsMore(found)) = refused else { panic!("{refused:?}") };
        assert_eq!(found.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["police", "address"]);
        let half = say(&test, &analyst(), to, text, &["police:police"]).await;
        assert!(matches!(half, Err(Error::TellsMore(_))));
        let read: Vec<String> = found.iter().map(intake::Finding::token).collect();
        let read: Vec<&str> = read.iter().map(String::as_str).collect();
        // What was read about goes; another address does not go along.
        let more = format!("{text} and site-b.test");
        assert!(matches!(say(&test, &analyst(), to, &more, &read).await, Err(Error::TellsMore(_))));
        say(&test, &analyst(), to, text, &read).await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        let entries = audit::about(&mut tx, "case", to.0).await.unwrap();
        let entry = entries.iter().find(|entry| entry.action == "intake.message").unwrap();
        assert!(entry.facts.contains("police") && entry.facts.contains("address"));
        assert!(!entry.facts.contains("site-a") && !entry.facts.contains("looked"));
    }

    async fn what_is_withdrawn_is_gone_on_both_sides_and_steps_stay(test: TestDb) {
        let keys = keys();
        let to = reported(&test, &keys).await;
        file(&test, &submit(&test, &keys, message("neutral question"))).await;
        say(&test, &analyst(), to, "neutral answer", &[]).await.unwrap();
        deliver(&test).await;
        assert_eq!(read(&test, &keys).await.len(), 3);
        // What is on its way when the reporter withdraws does not arrive either.
        say(&test, &analyst(), to, "late answer", &[]).await.unwrap();
        file(&test, &submit(&test, &keys, Content { withdraw: true, ..Content::default() })).await;
        deliver(&test).await;
        assert_eq!(read(&test, &keys).await, [Said::Step("received".to_owned())]);
        let left = "SELECT COUNT(*) AS value FROM intake_message WHERE text IS NOT NULL";
        assert_eq!(count(&test.desk, left).await, 0);
        let mut tx = test.desk.read().await.unwrap();
        let talk = intake::conversations(&mut tx, &analyst(), to.0, &[to.1]).await.unwrap().remove(0);
        assert!(talk.messages.len() == 3 && talk.messages.iter().all(|message| message.text.is_none()));
        drop(tx);
        // What is said afterwards is a conversation again.
        file(&test, &submit(&test, &keys, message("neutral later"))).await;
        deliver(&test).await;
        assert!(read(&test, &keys).await.contains(&Said::Yours("neutral later".to_owned())));
    }

    async fn only_who_may_writes_and_only_where_an_answer_can_be_read(test: TestDb) {
        let keys = keys();
        let to = reported(&test, &keys).await;
        let manager = Actor::test_staff(Id::random(&SystemEntropy), &[Role::Manager]);
        for actor in [manager, job()] {
            assert!(matches!(say(&test, &actor, to, "words", &[]).await, Err(Error::Denied(_))));
        }
        let elsewhere = (to.0, Id::random(&SystemEntropy));
        assert!(matches!(say(&test, &analyst(), elsewhere, "words", &[]).await, Err(Error::NotFound)));
        assert!(matches!(say(&test, &analyst(), to, " \n", &[]).await, Err(Error::NothingSaid)));
        let long = "w".repeat(4_000);
        assert!(matches!(say(&test, &analyst(), to, &long, &[]).await, Err(Error::TooLong)));

        let mut tx = test.desk.write().await.unwrap();
        let entry = intake::Entry {
            id: [9; 32],
            source: intake::Source::Telephone,
            receipt: None,
            reference: None,
            origin: None,
            language: Language::ENGLISH,
            received_at: tx.now(),
            signals: Signals::default(),
            content: Content { urls: vec![URL.to_owned()], contact: Some("a number".to_owned()), ..message("neutral") },
        };
        let filed = intake::enter(&mut tx, &job(), entry, &pack()).await.unwrap();
        tx.commit().await.unwrap();
        let Filed::Report(report, _) = filed else { panic!() };
        assert!(matches!(say(&test, &analyst(), (to.0, report), "words", &[]).await, Err(Error::NoReceipt)));
        let mut tx = test.desk.read().await.unwrap();
        let contact = intake::contact(&mut tx, &analyst(), to.0, report).await.unwrap().unwrap();
        assert_eq!(contact.expose(), "a number");
        assert!(intake::contact(&mut tx, &analyst(), to.0, to.1).await.unwrap().is_none());
        assert!(matches!(intake::contact(&mut tx, &job(), to.0, report).await, Err(Error::Denied(_))));
    }

    async fn a_long_message_of_the_reporter_is_whole_at_the_desk_and_cut_in_its_echo(test: TestDb) {
        let keys = keys();
        let to = reported(&test, &keys).await;
        let text = "ក\n".repeat(3_000);
        file(&test, &submit(&test, &keys, message(&text))).await;
        deliver(&test).await;
        let mut tx = test.desk.read().await.unwrap();
        let talk = intake::conversations(&mut tx, &analyst(), to.0, &[to.1]).await.unwrap().remove(0);
        assert_eq!(talk.messages[0].text.as_ref().unwrap().expose(), &text);
        drop(tx);
        let said = read(&test, &keys).await;
        let echoed = said.iter().any(|said| matches!(said, Said::Yours(text) if text.ends_with('…')));
        assert!(echoed);
    }

    async fn no_word_of_a_conversation_stands_in_clear_in_either_store(test: TestDb) {
        let keys = keys();
        let to = reported(&test, &keys).await;
        file(&test, &submit(&test, &keys, message("canaryquestion"))).await;
        say(&test, &analyst(), to, "canaryanswer", &[]).await.unwrap();
        deliver(&test).await;
        for (db, sql) in [
            (&test.desk, "SELECT text AS value FROM intake_message"),
            (&test.desk, "SELECT content AS value FROM intake_submission"),
            (&test.letterbox, "SELECT sealed AS value FROM letterbox_reply"),
        ] {
            let mut tx = db.read().await.unwrap();
            let rows: Vec<(Vec<u8>,)> = tx.all(sql, values![]).await.unwrap();
            assert!(rows.len() >= 2, "{sql}");
            for (bytes,) in rows {
                assert!(!String::from_utf8_lossy(&bytes).contains("canary"), "{sql}");
            }
        }
        let mut tx = test.desk.read().await.unwrap();
        for (kind, id) in [("case", to.0.uuid()), ("report", to.1.uuid())] {
            let entries = audit::about(&mut tx, kind, Id::<Case>::from_uuid(id)).await.unwrap();
            assert!(entries.iter().all(|entry| !entry.facts.contains("canary")));
        }
    }
}
