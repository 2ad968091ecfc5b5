//! Asking with a receipt.

use identity::Actor;
use kernel::{Id, SystemEntropy};
use letterbox::{Collected, Reply};
use serde_json::json;
use uuid::Uuid;

use crate::client::{Site, without_state};

async fn reported(site: &Site) -> String {
    let draw = site.draw().await;
    let fields = [("state", draw.as_str()), ("urls", "http://host-a.test/p/1")];
    site.form("/en/report", &fields).await.receipt()
}

async fn reply(site: &Site, step: &str) {
    let actor = Actor::test_job(Id::random(&SystemEntropy));
    let submission = &site.opened().await[0];
    let mut tx = site.test.letterbox.write().await.unwrap();
    let sealed = Reply::step(step, tx.now())
        .seal(submission.reply_key, &SystemEntropy)
        .unwrap();
    let id = Uuid::from_bytes([step.len().to_le_bytes()[0]; 16]);
    // Twice: the second changes nothing.
    for _ in 0..2 {
        letterbox::put_reply(&mut tx, &actor, id, &submission.lookup_id, &sealed)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

store::on_both! {
    async fn replies_are_read_in_the_language_chosen_now(test: TestDb) {
        let site = Site::open(test).await;
        let receipt = reported(&site).await;
        reply(&site, "received").await;
        site.test.clock.advance(std::time::Duration::from_hours(24));
        reply(&site, "in_work").await;
        // A step of a newer version has no words here and is passed over.
        reply(&site, "something_else").await;

        let typed = receipt.to_lowercase().replace('0', "o");
        let page = site.form("/en/receipt", &[("receipt", &typed)]).await;
        assert_eq!(page.status, 200);
        let first = page.body.find("We have received your report.").unwrap();
        let second = page.body.find("An analyst is working on it.").unwrap();
        assert!(first < second);
        assert!(page.body.contains("5 January 2026"), "{}", page.body);
        let page = site.form("/km/receipt", &[("receipt", &receipt)]).await;
        assert!(page.body.contains("យើងបានទទួលរបាយ\u{2060}ការណ៍របស់អ្នកហើយ។"));

        let answer = site.json("/api/v1/receipts", json!({"receipt": receipt})).await;
        let steps = answer.json()["steps"].clone();
        assert_eq!(steps.as_array().unwrap().len(), 2);
        assert_eq!(steps[1], json!({
            "step": "in_work", "text": "An analyst is working on it.", "day": "2026-01-06"
        }));
    }

    async fn an_unknown_receipt_answers_like_one_without_replies(test: TestDb) {
        let site = Site::open(test).await;
        let known = reported(&site).await;
        let unknown = letterbox::Receipt::draw(&SystemEntropy).text();
        let pages = [
            site.form("/en/receipt", &[("receipt", &known)]).await,
            site.form("/en/receipt", &[("receipt", &unknown)]).await,
        ];
        assert_eq!(pages[0].status, 200);
        assert_eq!(without_state(&pages[0].body), without_state(&pages[1].body));
        assert!(pages[0].body.contains("There is no answer yet."));
        let answer = site.json("/api/v1/receipts", json!({"receipt": unknown})).await;
        assert_eq!(answer.json(), json!({"steps": [], "messages": []}));
    }

    async fn a_mistyped_receipt_is_explained_and_kept(test: TestDb) {
        let site = Site::open(test).await;
        let receipt = reported(&site).await;
        let swapped = {
            let mut letters: Vec<char> = receipt.chars().collect();
            let at = (0..20).find(|at| letters[*at] != letters[at + 1]).unwrap();
            letters.swap(at, at + 1);
            letters.into_iter().collect::<String>()
        };
        for (typed, word) in [
            ("", "21 letters"),
            (&receipt[1..], "21 letters"),
            ("UUU-UUU", "no receipt has"),
            (&swapped, "changed places"),
        ] {
            let page = site.form("/en/receipt", &[("receipt", typed)]).await;
            assert_eq!(page.status, 422);
            assert!(page.body.contains(word), "{word}");
            assert!(page.body.contains(&format!("value=\"{typed}\"")), "{word}");
            let problem = site.json("/api/v1/receipts", json!({"receipt": typed})).await;
            assert_eq!(problem.status, 422);
            let errors = problem.json()["errors"].clone();
            assert_eq!(errors[0]["field"], "receipt");
            assert!(typed.is_empty() || !problem.body.contains(typed), "an error shows what was typed");
        }
    }

    async fn collected_rows_are_set_aside_once_and_numbers_never_come_back(test: TestDb) {
        let site = Site::open(test).await;
        let actor = Actor::test_job(Id::random(&SystemEntropy));
        reported(&site).await;
        reported(&site).await;
        let mut tx = site.test.letterbox.write().await.unwrap();
        let fresh = letterbox::fresh(&mut tx, &actor, 200).await.unwrap();
        let collected = |(number, _): &(i64, Vec<u8>)| Collected { number: *number, name: Some([7; 32]), withdrawn: false };
        let numbers: Vec<_> = fresh.iter().map(collected).collect();
        letterbox::mark_collected(&mut tx, &actor, &numbers).await.unwrap();
        tx.commit().await.unwrap();
        reported(&site).await;
        // Somebody who was slower must not set aside what came after.
        let mut tx = site.test.letterbox.write().await.unwrap();
        letterbox::mark_collected(&mut tx, &actor, &numbers).await.unwrap();
        assert_eq!(letterbox::fresh(&mut tx, &actor, 200).await.unwrap().len(), 1);
        let today = tx.now().day();
        let tomorrow = tx.now().after(std::time::Duration::from_hours(24)).day();
        assert_eq!(letterbox::drop_collected(&mut tx, &actor, today, 200).await.unwrap(), 0);
        assert_eq!(letterbox::drop_collected(&mut tx, &actor, tomorrow, 200).await.unwrap(), 2);
        // A reporter may neither read nor remove.
        assert!(letterbox::fresh(&mut tx, &Actor::reporter(), 1).await.is_err());
        assert!(letterbox::mark_collected(&mut tx, &Actor::reporter(), &numbers).await.is_err());
    }

    async fn behind_many_replies_the_newest_is_read(test: TestDb) {
        let actor = Actor::test_job(Id::random(&SystemEntropy));
        let mut tx = test.letterbox.write().await.unwrap();
        for _ in 0..220 {
            let id = Id::<Reply>::random(&SystemEntropy).uuid();
            letterbox::put_reply(&mut tx, &actor, id, &[7; 32], b"older").await.unwrap();
        }
        tx.commit().await.unwrap();
        test.clock.advance(std::time::Duration::from_hours(24));
        let mut tx = test.letterbox.write().await.unwrap();
        // The last by its id, too.
        letterbox::put_reply(&mut tx, &actor, Uuid::max(), &[7; 32], b"newest").await.unwrap();
        let replies = letterbox::replies(&mut tx, &Actor::reporter(), &[7; 32]).await.unwrap();
        assert_eq!(replies.len(), 200);
        assert!(replies.contains(&b"newest".to_vec()));
    }

    async fn what_left_the_letterbox_makes_room_for_what_comes(test: TestDb) {
        let actor = Actor::test_job(Id::random(&SystemEntropy));
        let db = &test.letterbox;
        let fill = async |rows: usize| {
            let mut tx = db.write().await.unwrap();
            let sealed = vec![vec![b'x'; 3_900]; rows];
            letterbox::submit(&mut tx, &Actor::reporter(), sealed).await.unwrap();
            let fresh = letterbox::fresh(&mut tx, &actor, 4_000).await.unwrap();
            let collected = fresh.iter().map(|(number, _)| Collected { number: *number, name: None, withdrawn: false });
            letterbox::mark_collected(&mut tx, &actor, &collected.collect::<Vec<_>>()).await.unwrap();
            tx.commit().await.unwrap();
        };
        letterbox::give_back(db, &actor).await.unwrap();
        let empty = db.room().await.unwrap().used;
        fill(1_500).await;
        test.clock.advance(std::time::Duration::from_hours(24));
        fill(300).await;
        let full = db.room().await.unwrap().used;
        assert!(full > empty + 1_800 * 3_900, "{empty} {full}");
        let today = db.clock().now().day();
        let mut dropped = 0;
        loop {
            let mut tx = db.write().await.unwrap();
            let some = letterbox::drop_collected(&mut tx, &actor, today, 400).await.unwrap();
            tx.commit().await.unwrap();
            dropped += some;
            if some < 400 {
                break;
            }
        }
        assert_eq!(dropped, 1_500);
        letterbox::give_back(db, &actor).await.unwrap();
        let left = db.room().await.unwrap().used;
        // What stays lies behind what went, so that no file ends earlier by itself.
        assert!(left < empty + 2 * 300 * 3_900 + 1_000_000, "{empty} {full} {left}");
    }
}
