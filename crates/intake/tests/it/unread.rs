//! What reporters wait for: nothing that they tell disappears, whatever the state of the case.

use intake::{Error, Report, Saying, Told};

use super::conversation::deliver;
use super::*;

const URL: &str = "http://host-a.test/p/17";

fn message(text: &str) -> Content {
    Content {
        message: Some(text.to_owned()),
        ..Content::default()
    }
}

fn words(text: &str) -> Content {
    Content {
        narrative: Some(text.to_owned()),
        ..Content::default()
    }
}

async fn reported(test: &TestDb, keys: &ReceiptKeys, urls: &[&str]) -> (Vec<Id<Case>>, Id<Report>) {
    let Filed::Report(report, joined) = file(test, &sealed(test, keys, urls)).await else {
        panic!("the submission was not filed");
    };
    let case = |joined: Joined| match joined {
        Joined::Opened(case) | Joined::Joined(case) | Joined::Again(case) => case,
    };
    (joined.into_iter().map(case).collect(), report)
}

/// Reads what a page shows, as a viewing session does.
async fn read(test: &TestDb, case: Id<Case>, page: i64) -> Vec<Told> {
    let actor = analyst();
    let mut tx = test.desk.write().await.unwrap();
    let told = intake::told(&mut tx, &actor, case, Some(page), None)
        .await
        .unwrap();
    let reports: Vec<_> = told.iter().map(|one| one.id).collect();
    let talks = intake::conversations(&mut tx, &actor, case, &reports)
        .await
        .unwrap();
    intake::mark_read(&mut tx, &actor, &told, &talks)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    told
}

async fn unread(test: &TestDb, case: Id<Case>) -> (i64, i64) {
    let mut tx = test.desk.read().await.unwrap();
    let one = intake::unread_in(&mut tx, &analyst(), case).await.unwrap();
    let all = intake::unread(&mut tx, &analyst(), None, 500)
        .await
        .unwrap();
    assert_eq!(all.iter().any(|other| other.case == case), one.is_some());
    // However it is asked for, it is the same: the count, the cases of a list, and one case a page.
    let count = intake::count_unread(&mut tx, &analyst()).await.unwrap();
    assert_eq!(usize::try_from(count).unwrap(), all.len());
    let among = intake::unread_among(&mut tx, &analyst(), &[case]).await;
    assert_eq!(among.unwrap().len(), usize::from(one.is_some()));
    for waits in &all {
        let from = (waits.since, waits.case);
        let part = intake::unread_from(&mut tx, &analyst(), from, 1).await;
        assert_eq!(part.unwrap(), std::slice::from_ref(waits));
    }
    one.map_or((0, 0), |one| (one.unread, one.unanswered))
}

/// How many answers the reporters can read, once they are delivered.
async fn answers(test: &TestDb) -> i64 {
    deliver(test).await;
    count(
        &test.letterbox,
        "SELECT COUNT(*) AS value FROM letterbox_reply",
    )
    .await
}

const CLOSED: [Move; 3] = [Move::Claim, Move::Act, Move::Close(Outcome::Gone)];

store::on_both! {
    async fn a_message_to_a_closed_case_waits_until_somebody_reads_it(test: TestDb) {
        let keys = keys();
        let (cases, _) = reported(&test, &keys, &[URL]).await;
        read(&test, cases[0], 1).await;
        step(&test, cases[0], &CLOSED).await;
        assert_eq!(unread(&test, cases[0]).await, (0, 0));
        file(&test, &submit(&test, &keys, message("neutral question"))).await;
        assert_eq!(unread(&test, cases[0]).await, (1, 0));
        read(&test, cases[0], 1).await;
        assert_eq!(unread(&test, cases[0]).await, (0, 0));
    }

    async fn what_is_told_once_an_analyst_has_begun_waits_until_somebody_reads_it(test: TestDb) {
        let keys = keys();
        let (cases, _) = reported(&test, &keys, &[URL]).await;
        let case = cases[0];
        file(&test, &submit(&test, &keys, words("before anybody began"))).await;
        assert_eq!(unread(&test, case).await, (0, 0), "all of a case that waits is new");
        step(&test, case, &[Move::Claim]).await;
        read(&test, case, 1).await;
        step(&test, case, &[Move::Act]).await;
        file(&test, &submit(&test, &keys, words("later words"))).await;
        // The address alone says nothing new; a wish to be told stands by itself.
        reported(&test, &super::keys(), &[URL]).await;
        let bare = Content { urls: vec![URL.to_owned()], ..Content::default() };
        let other = super::keys();
        file(&test, &submit(&test, &other, bare)).await;
        assert_eq!(unread(&test, case).await, (2, 0), "the words of two reporters");
        let told = read(&test, case, 1).await;
        assert!(told[0].told.iter().any(|one| one.is_new && one.content.narrative.as_deref() == Some("later words")));
        assert_eq!(unread(&test, case).await, (0, 0));
        file(&test, &submit(&test, &keys, Content { danger: true, ..Content::default() })).await;
        assert_eq!(unread(&test, case).await, (1, 0));
    }

    async fn what_comes_while_it_is_read_stays_new(test: TestDb) {
        let keys = keys();
        let (cases, report) = reported(&test, &keys, &[URL]).await;
        file(&test, &submit(&test, &keys, message("the first"))).await;
        let actor = analyst();
        let mut tx = test.desk.read().await.unwrap();
        let told = intake::told(&mut tx, &actor, cases[0], Some(1), None).await.unwrap();
        let talks = intake::conversations(&mut tx, &actor, cases[0], &[report]).await.unwrap();
        drop(tx);
        file(&test, &submit(&test, &keys, message("the second"))).await;
        let mut tx = test.desk.write().await.unwrap();
        intake::mark_read(&mut tx, &actor, &told, &talks).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(unread(&test, cases[0]).await, (1, 0));
        let mut tx = test.desk.read().await.unwrap();
        let counts = intake::counts(&mut tx, &actor, cases[0]).await.unwrap();
        assert_eq!((counts.messages, counts.unread), (2, 1));
    }

    async fn behind_many_reports_the_newest_is_found_and_not_taken_for_read(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        for _ in 0..210 {
            let one = sealed(&test, &keys(), &[URL]);
            intake::file(&mut tx, &job(), &one, &pack()).await.unwrap();
        }
        tx.commit().await.unwrap();
        let last = keys();
        let (cases, report) = reported(&test, &last, &[URL]).await;
        read(&test, cases[0], 1).await;
        assert!(!read(&test, cases[0], 1).await.iter().any(|one| one.id == report));
        file(&test, &submit(&test, &last, message("neutral question"))).await;
        assert_eq!(unread(&test, cases[0]).await, (1, 0));
        // With something new it stands first, and in its place besides.
        assert_eq!(read(&test, cases[0], 1).await[0].id, report);
        assert_eq!(unread(&test, cases[0]).await, (0, 0));
        let fifth = read(&test, cases[0], 5).await;
        assert_eq!((fifth.len(), fifth[10].id), (11, report));
        let mut tx = test.desk.read().await.unwrap();
        let asked = intake::told(&mut tx, &analyst(), cases[0], Some(1), Some(report)).await.unwrap();
        assert_eq!(asked[0].id, report);
    }

    async fn behind_many_messages_the_newest_is_found_and_not_taken_for_read(test: TestDb) {
        let keys = keys();
        let (cases, report) = reported(&test, &keys, &[URL]).await;
        let mut tx = test.desk.write().await.unwrap();
        for number in 0..250 {
            let one = submit(&test, &keys, message(&format!("message {number}")));
            intake::file(&mut tx, &job(), &one, &pack()).await.unwrap();
        }
        intake::file(&mut tx, &job(), &submit(&test, &keys, words("last words")), &pack()).await.unwrap();
        tx.commit().await.unwrap();
        let told = read(&test, cases[0], 1).await;
        assert_eq!(told[0].told.last().unwrap().content.narrative.as_deref(), Some("last words"));
        assert_eq!(unread(&test, cases[0]).await, (1, 0), "fifty are still to be read");
        let mut tx = test.desk.read().await.unwrap();
        let talks = intake::conversations(&mut tx, &analyst(), cases[0], &[report]).await.unwrap();
        let newest = talks[0].messages.last().unwrap();
        assert_eq!(newest.text.as_ref().unwrap().expose(), "message 249");
        assert!(newest.is_new && talks[0].is_whole);
        drop(tx);
        read(&test, cases[0], 1).await;
        assert_eq!(unread(&test, cases[0]).await, (0, 0));
    }

    async fn the_end_is_told_when_the_last_case_closes_and_a_wish_waits_for_its_answer(test: TestDb) {
        let keys = keys();
        let (cases, report) = reported(&test, &keys, &[URL, "http://host-b.test/p/17"]).await;
        file(&test, &submit(&test, &keys, Content { feedback: Some(true), ..Content::default() })).await;
        step(&test, cases[0], &CLOSED).await;
        // Received, and in work: by whichever claim, once.
        assert_eq!(answers(&test).await, 2);
        assert_eq!(unread(&test, cases[0]).await, (0, 0));
        step(&test, cases[1], &CLOSED).await;
        assert_eq!(answers(&test).await, 3);
        for case in &cases {
            assert_eq!(unread(&test, *case).await, (0, 1));
        }
        let told = read(&test, cases[0], 1).await;
        assert!(told[0].wishes_answer);
        assert_eq!(unread(&test, cases[0]).await, (0, 1), "reading is no answer");
        let saying = Saying { form: Id::random(&SystemEntropy), text: "neutral answer", accepted: &[] };
        let mut tx = test.desk.write().await.unwrap();
        intake::say(&mut tx, &analyst(), &pack(), (cases[0], report), saying).await.unwrap();
        tx.commit().await.unwrap();
        for case in &cases {
            assert_eq!(unread(&test, *case).await, (0, 0));
        }
        // Somebody else's wish after the end; a person sees that there is nothing to say.
        let late = super::keys();
        let (cases, report) = reported(&test, &late, &["http://host-c.test/p/17"]).await;
        step(&test, cases[0], &CLOSED).await;
        deliver(&test).await;
        file(&test, &submit(&test, &late, Content { feedback: Some(true), ..Content::default() })).await;
        assert_eq!(unread(&test, cases[0]).await, (0, 1));
        let mut tx = test.desk.write().await.unwrap();
        let denied = intake::leave_unanswered(&mut tx, &job(), cases[0], report).await;
        assert!(matches!(denied, Err(Error::Denied(_))));
        intake::leave_unanswered(&mut tx, &analyst(), cases[0], report).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(unread(&test, cases[0]).await, (0, 0));
    }

    async fn a_message_sent_twice_from_one_page_is_one_and_other_words_are_another(test: TestDb) {
        let (cases, report) = reported(&test, &keys(), &[URL]).await;
        let form = Id::random(&SystemEntropy);
        for text in ["neutral answer", "neutral answer", "other words", "neutral answer"] {
            let mut tx = test.desk.write().await.unwrap();
            let saying = Saying { form, text, accepted: &[] };
            intake::say(&mut tx, &analyst(), &pack(), (cases[0], report), saying).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(count(&test.desk, "SELECT COUNT(*) AS value FROM intake_message").await, 2);
    }

    async fn no_row_in_clear_says_more_of_the_time_than_the_hour(test: TestDb) {
        const HOUR: i64 = 3_600_000_000;
        test.clock.advance(Duration::from_micros(1_234_567_891));
        let keys = keys();
        reported(&test, &keys, &[URL]).await;
        let more = Content { danger: true, narrative: Some("a few more neutral words than before".to_owned()), ..message("neutral") };
        file(&test, &submit(&test, &keys, more)).await;
        for (sql, least) in [
            ("SELECT filed_at AS value FROM intake_report", 1),
            ("SELECT filed_at AS value FROM intake_submission", 2),
            ("SELECT received_hour AS value FROM intake_submission", 2),
            ("SELECT at AS value FROM intake_message", 1),
            ("SELECT since AS value FROM intake_unread", 1),
            ("SELECT opened_at AS value FROM intake_case", 1),
            ("SELECT joined_at AS value FROM intake_case_report", 1),
            ("SELECT at AS value FROM intake_case_history", 1),
            ("SELECT at AS value FROM intake_case_class", 1),
            ("SELECT noted_at AS value FROM intake_flood", 0),
            ("SELECT added_at AS value FROM location_location", 1),
            ("SELECT added_at AS value FROM location_spelling", 1),
            ("SELECT at AS value FROM audit_entry", 4),
            ("SELECT queued_at AS value FROM jobs_job", 3),
            ("SELECT run_at AS value FROM jobs_job WHERE kind <> 'trace.name'", 2),
        ] {
            let mut tx = test.desk.read().await.unwrap();
            let rows: Vec<(i64,)> = tx.all(sql, values![]).await.unwrap();
            assert!(rows.len() >= least, "{sql}");
            assert!(rows.iter().all(|(at,)| at % HOUR == 0), "{sql} {rows:?}");
        }
        // Where a name is asked for, it is not until some time after the sending.
        let mut tx = test.desk.read().await.unwrap();
        let sql = "SELECT run_at AS value FROM jobs_job WHERE kind = 'trace.name'";
        let (at,): (i64,) = tx.one(sql, values![]).await.unwrap();
        assert!(at >= test.desk.clock().now().micros());
    }

    async fn rows_of_what_was_told_have_lengths_of_steps_alone(test: TestDb) {
        let mut lengths = std::collections::BTreeSet::new();
        for length in [1, 20, 33, 50] {
            let text = "w".repeat(length);
            let told = Content { contact: Some(text.clone()), ..message(&text) };
            let told = Content { urls: vec![URL.to_owned()], narrative: Some(text), ..told };
            file(&test, &submit(&test, &keys(), told)).await;
        }
        let mut tx = test.desk.read().await.unwrap();
        for sql in [
            "SELECT content AS value FROM intake_submission",
            "SELECT text AS value FROM intake_message",
            "SELECT contact AS value FROM intake_report",
        ] {
            let rows: Vec<(Vec<u8>,)> = tx.all(sql, values![]).await.unwrap();
            assert_eq!(rows.len(), 4);
            lengths.extend(rows.iter().map(|(bytes,)| bytes.len()));
        }
        assert_eq!(lengths.len(), 1, "{lengths:?}");
    }
}
