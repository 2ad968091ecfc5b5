//! Reports that are taken.

use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::Language;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::client::{Site, field, unescaped};

const URL: &str = "http://host-a.test/p/17";

store::on_both! {
    async fn a_url_alone_gets_a_receipt_in_khmer_and_in_english(test: TestDb) {
        let site = Site::open(test).await;
        for language in ["km", "en"] {
            let form = site.get(&format!("/{language}/")).await;
            assert_eq!(form.status, 200);
            assert!(form.body.contains(&format!("<html lang=\"{language}\"")));
            let draw = field(&form.body, "state");
            let path = format!("/{language}/report");
            let taken = site.form(&path, &[("state", &draw), ("urls", URL)]).await;
            assert_eq!(taken.status, 200, "{}", taken.body);
            assert!(letterbox::Receipt::parse(&taken.receipt()).is_ok());
        }
        let opened = site.opened().await;
        assert_eq!(opened.len(), 2);
        assert_eq!(opened[0].language, Language::KHMER);
        assert_eq!(opened[0].content.urls, [URL]);
        assert!(site.rows().await.iter().all(|row| row.len() == 1024));
    }

    async fn sending_twice_is_one_and_correcting_adds(test: TestDb) {
        let site = Site::open(test).await;
        let draw = site.draw().await;
        let typed = [("state", draw.as_str()), ("urls", URL)];
        let first = site.form("/en/report", &typed).await;
        let again = site.form("/en/report", &typed).await;
        assert_eq!(first.receipt(), again.receipt());
        let corrected = format!("{URL}\r\n\r\n http://host-b.test/p/1 \r\n");
        let typed = [("state", draw.as_str()), ("urls", corrected.as_str())];
        let third = site.form("/en/report", &typed).await;
        assert_eq!(first.receipt(), third.receipt());

        let opened = site.opened().await;
        assert_eq!(opened[0].id, opened[1].id);
        assert_ne!(opened[0].id, opened[2].id);
        assert_eq!(opened[2].content.urls, [URL, "http://host-b.test/p/1"]);
        assert!(opened.iter().all(|one| one.lookup_id == opened[0].lookup_id));
    }

    async fn the_receipt_page_leads_to_the_form_as_it_was_sent(test: TestDb) {
        let site = Site::open(test).await;
        let draw = site.draw().await;
        let urls = format!("{URL}?a=1&b=\"2\"\r\nhttp://host-b.test/p/1");
        let taken = site.form("/en/report", &[("state", &draw), ("urls", &urls)]).await;
        let state = field(&taken.body, "state");
        for language in ["km", "en"] {
            let form = site.form(&format!("/{language}/correct"), &[("state", &state)]).await;
            assert_eq!(form.status, 200);
            assert!(form.head.contains("cache-control: no-store"));
            assert!(!form.body.contains("class=\"receipt\""));
            assert!(unescaped(&form.body).contains(&urls.replace("\r\n", "\n")), "{}", form.body);
        }
        assert_eq!(site.rows().await.len(), 1, "asking for the form stores nothing");
        let second = site.form("/en/report", &[("state", &state), ("urls", URL)]).await;
        assert_eq!(taken.receipt(), second.receipt());
        let opened = site.opened().await;
        assert_ne!(opened[0].id, opened[1].id);
        assert_eq!(opened[0].lookup_id, opened[1].lookup_id);
        assert_eq!(site.get("/en/correct").await.status, 303);
    }

    async fn sixty_four_at_once_get_sixty_four_receipts(test: TestDb) {
        let site = Arc::new(Site::open(test).await);
        let mut reporters = Vec::new();
        for number in 0..64 {
            let site = Arc::clone(&site);
            reporters.push(tokio::spawn(async move {
                let draw = site.draw().await;
                let url = format!("http://host-a.test/p/{number}");
                let taken = site.form("/km/report", &[("state", &draw), ("urls", &url)]).await;
                assert_eq!(taken.status, 200);
                taken.receipt()
            }));
        }
        let mut receipts = BTreeSet::new();
        for reporter in reporters {
            receipts.insert(reporter.await.unwrap());
        }
        assert_eq!(receipts.len(), 64);
        let opened = site.opened().await;
        assert_eq!(opened.len(), 64);
        let ids: BTreeSet<_> = opened.iter().map(|one| one.id).collect();
        let urls: BTreeSet<_> = opened.iter().map(|one| &one.content.urls[0]).collect();
        assert_eq!((ids.len(), urls.len()), (64, 64));
    }

    async fn a_program_reports_and_resends_safely(test: TestDb) {
        let site = Site::open(test).await;
        let answer = site.json("/api/v1/reports", json!({"urls": [URL]})).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        assert!(letterbox::Receipt::parse(answer.json()["receipt"].as_str().unwrap()).is_ok());

        let drawn = site.post("/api/v1/draw", "application/json", "").await;
        let draw = drawn.json()["draw"].clone();
        let report = json!({
            "urls": [URL], "narrative": "word", "contact": null, "language": "km", "draw": draw
        });
        let first = site.json("/api/v1/reports", report.clone()).await;
        let again = site.json("/api/v1/reports", report).await;
        assert_eq!((first.status, again.status), (201, 201));
        assert_eq!(first.json(), again.json());
        let opened = site.opened().await;
        assert_eq!(opened[1].id, opened[2].id);
        assert_eq!(opened[1].language, Language::KHMER);

        let more = json!({"urls": [URL, "http://host-b.test/p/1"], "draw": draw});
        let added = site.json("/api/v1/reports", more).await;
        assert_eq!(added.json(), first.json(), "another report adds under the same receipt");
        let opened = site.opened().await;
        assert_ne!(opened[3].id, opened[2].id);
        assert_eq!(opened[3].lookup_id, opened[2].lookup_id);
    }

    // What the desk sorts floods by: see `intake`.
    async fn a_program_is_as_hasty_as_a_form_unless_it_took_a_token_and_time_or_worked(test: TestDb) {
        let site = Site::open(test).await;
        let report = |number: u32| json!({"urls": [format!("{URL}/{number}")]});
        site.json("/api/v1/reports", report(0)).await;
        let drawn = site.post("/api/v1/draw", "application/json", "").await.json();
        let mut worked = report(1);
        worked["draw"] = drawn["draw"].clone();
        worked["proof"] = solved(&drawn["challenge"]).into();
        assert_eq!(site.json("/api/v1/reports", worked.clone()).await.status, 201);
        site.test.clock.advance(std::time::Duration::from_secs(20));
        let mut waited = report(2);
        waited["draw"] = drawn["draw"].clone();
        waited["proof"] = "word".into();
        assert_eq!(site.json("/api/v1/reports", waited).await.status, 201);
        // The proof is of the receipt it was drawn with.
        let other = site.post("/api/v1/draw", "application/json", "").await.json();
        worked["draw"] = other["draw"].clone();
        assert_eq!(site.json("/api/v1/reports", worked).await.status, 201);
        let signals: Vec<_> = site.opened().await.iter().map(|one| (one.signals.proof, one.signals.seconds)).collect();
        assert_eq!(signals, [(false, Some(0)), (true, Some(0)), (false, Some(20)), (false, Some(0))]);
    }

    async fn an_old_form_keeps_what_was_typed_and_sends_at_the_second_press(test: TestDb) {
        let site = Site::open(test).await;
        let draw = site.draw().await;
        site.test.clock.advance(std::time::Duration::from_hours(96));
        for draw in [draw.as_str(), "", "word"] {
            let again = site.form("/en/report", &[("state", draw), ("urls", URL)]).await;
            assert_eq!(again.status, 422);
            assert!(again.body.contains(URL));
            let draw = field(&again.body, "state");
            let taken = site.form("/en/report", &[("state", &draw), ("urls", URL)]).await;
            assert_eq!(taken.status, 200);
        }
        assert_eq!(site.rows().await.len(), 3);
    }
}

/// What a program answers to a challenge: the number that was hidden, tried out.
fn solved(challenge: &serde_json::Value) -> String {
    let text = |name: &str| challenge[name].as_str().unwrap().to_owned();
    let most = challenge["maxnumber"].as_u64().unwrap();
    let number = (0..=most)
        .find(|number| {
            let tried = Sha256::digest(format!("{}{number}", text("salt")));
            data_encoding::HEXLOWER.encode(&tried) == text("challenge")
        })
        .expect("a number that fits");
    let answer = json!({
        "algorithm": text("algorithm"), "challenge": text("challenge"), "number": number,
        "salt": text("salt"), "signature": text("signature")
    });
    data_encoding::BASE64.encode(answer.to_string().as_bytes())
}
