//! What is told without an address: the form where the pack takes that, and nothing of it where it does not.

use std::time::Duration;

use serde_json::json;
use store::testing::TestDb;

use crate::client::{Site, field};

const NAME: &str = "Group 17 in an app";
const URL: &str = "http://host-a.test/p/17";

/// A letterbox whose pack takes leads.
async fn open(test: TestDb) -> Site {
    Site::open_with(test, "example", None).await
}

async fn state(site: &Site) -> String {
    field(&site.get("/en/no-address").await.body, "state")
}

store::on_both! {
    async fn where_the_pack_takes_no_leads_there_is_no_form_and_no_path(test: TestDb) {
        let site = Site::open(test).await;
        let page = site.get("/en/no-address").await;
        assert!(page.body.contains("tel:1288") && page.body.contains("tel:1280"));
        assert!(!page.body.contains("<form method=\"post\"") && !page.body.contains("name=\"lead\""), "{}", page.body);
        let draw = site.draw().await;
        for language in ["en", "km"] {
            let path = format!("/{language}/lead");
            assert_eq!(site.get(&path).await.status, 404);
            assert_eq!(site.form(&path, &[("state", &draw), ("lead", NAME)]).await.status, 404);
        }
        let problem = site.json("/api/v1/reports", json!({"lead": NAME})).await;
        assert_eq!(problem.status, 422);
        assert!(problem.body.contains("There is no such field."), "{}", problem.body);
        let problem = site.json("/api/v1/reports", json!({"lead": NAME, "urls": [URL]})).await;
        assert_eq!(problem.json()["errors"][0]["field"], "lead");
        assert!(site.rows().await.is_empty());
    }

    async fn a_lead_sent_twice_is_one_with_a_receipt(test: TestDb) {
        let site = open(test).await;
        let page = site.get("/en/no-address").await;
        let called = page.body.find("tel:112").expect("the police's number");
        assert!(called < page.body.find("name=\"lead\"").expect("the form"));
        assert!(page.body.contains("class=\"trap\"") && page.body.contains("data-proof-challenge"));
        let drawn = field(&page.body, "state");
        let typed = [
            ("state", drawn.as_str()), ("lead", NAME), ("narrative", "neutral words"), ("seen", "today"), ("danger", "no"),
        ];
        let first = site.form("/en/lead", &typed).await;
        assert_eq!(first.status, 200, "{}", first.body);
        let again = site.form("/en/lead", &typed).await;
        assert_eq!(first.receipt(), again.receipt());
        let opened = site.opened().await;
        assert_eq!(opened[0].id, opened[1].id);
        let told = &opened[0].content;
        assert_eq!((told.lead.as_deref(), told.narrative.as_deref()), (Some(NAME), Some("neutral words")));
        assert_eq!(told.seen.as_deref(), Some("today"));
        assert!(told.urls.is_empty() && !told.danger && !told.own_picture);
        let [smallest, ..] = letterbox::SIZE_CLASSES;
        assert!(site.rows().await.iter().all(|row| row.len() == smallest));
        assert_eq!(site.get("/en/lead").await.status, 303);
    }

    async fn what_is_told_later_stands_under_the_same_receipt(test: TestDb) {
        let site = open(test).await;
        let taken = site.form("/en/lead", &[("state", &state(&site).await), ("lead", NAME)]).await;
        let drawn = field(&taken.body, "state");
        let told = [("state", drawn.as_str()), ("question", "words"), ("narrative", "neutral words")];
        assert_eq!(site.form("/en/more", &told).await.status, 200);
        let form = site.form("/en/correct", &[("state", &drawn)]).await;
        assert!(form.body.contains("If you have an address now"), "{}", form.body);
        let drawn = field(&form.body, "state");
        let reported = site.form("/en/report", &[("state", &drawn), ("urls", URL)]).await;
        assert_eq!(reported.receipt(), taken.receipt());
        let opened = site.opened().await;
        assert_eq!(opened.len(), 3);
        assert!(opened.iter().all(|one| one.lookup_id == opened[0].lookup_id));
        assert!(opened[2].content.lead.is_none() && opened[2].content.urls == [URL]);
    }

    async fn a_child_in_danger_and_an_own_picture_lead_to_help(test: TestDb) {
        let site = open(test).await;
        let typed = [("lead", NAME), ("danger", "yes"), ("own_picture", "1")];
        let drawn = state(&site).await;
        let taken = site.form("/en/lead", &[&[("state", drawn.as_str())], &typed[..]].concat()).await;
        assert!(taken.body.contains("tel:112") && taken.body.contains("It is not your fault."), "{}", taken.body);
        let told = &site.opened().await[0].content;
        assert!(told.danger && told.own_picture);
    }

    async fn a_slip_keeps_all_that_was_typed_and_stores_nothing(test: TestDb) {
        let site = open(test).await;
        let drawn = state(&site).await;
        let long = "n".repeat(301);
        for (name, word) in [
            (" ", "Enter the name of an app"),
            (URL, "This is a web address."),
            ("data:image/png;base64,AAAA", "We never take pictures"),
            ("wo\u{1b}rd", "control character"),
            (long.as_str(), "at most 300"),
        ] {
            let typed = [("state", drawn.as_str()), ("lead", name), ("narrative", "neutral words"), ("danger", "yes")];
            let page = site.form("/en/lead", &typed).await;
            assert_eq!(page.status, 422, "{name}");
            assert!(page.body.contains(word), "{word}: {}", page.body);
            assert!(page.body.contains("neutral words") && page.body.contains("value=\"yes\" checked"), "{name}");
            assert!(page.body.contains(&format!("value=\"{name}\"")) || name.contains('\u{1b}'), "{name}");
            let problem = site.json("/api/v1/reports", json!({"lead": name})).await;
            assert_eq!(problem.status, 422, "{name}");
        }
        // Going on in another language sends nothing; nor does what came with a file or with an old state.
        let typed = [("state", drawn.as_str()), ("lead", NAME), ("go", "stay")];
        let page = site.form("/en/lead", &typed).await;
        assert!(page.status == 200 && page.body.contains(NAME) && !page.body.contains("class=\"receipt\""));
        let body = format!(
            "--x\r\ncontent-disposition: form-data; name=\"state\"\r\n\r\n{drawn}\r\n\
             --x\r\ncontent-disposition: form-data; name=\"lead\"\r\n\r\n{NAME}\r\n\
             --x\r\ncontent-disposition: form-data; name=\"narrative\"; filename=\"f\"\r\n\r\ncanary\r\n--x--\r\n"
        );
        let page = site.post("/en/lead", "multipart/form-data; boundary=x", &body).await;
        assert_eq!(page.status, 415);
        assert!(page.body.contains(NAME) && !page.body.contains("canary") && page.body.contains("never take pictures"));
        site.test.clock.advance(Duration::from_hours(96));
        let page = site.form("/en/lead", &[("state", &drawn), ("lead", NAME)]).await;
        assert!(page.status == 422 && page.body.contains(NAME));
        assert_ne!(field(&page.body, "state"), drawn);
        assert!(site.rows().await.is_empty());
    }

    async fn a_program_that_fills_in_everything_is_noted_and_not_refused(test: TestDb) {
        let site = open(test).await;
        let drawn = state(&site).await;
        site.test.clock.advance(Duration::from_secs(17));
        let typed = [("state", drawn.as_str()), ("lead", NAME), ("subject", "word")];
        assert_eq!(site.form("/en/lead", &typed).await.status, 200);
        let signals = site.opened().await[0].signals;
        assert!(signals.trap && signals.seconds == Some(17));
    }

    async fn a_program_tells_a_lead_and_adds_to_it(test: TestDb) {
        let site = open(test).await;
        let draw = site.post("/api/v1/draw", "application/json", "").await.json()["draw"].clone();
        let lead = json!({"lead": NAME, "danger": true, "draw": draw});
        let first = site.json("/api/v1/reports", lead.clone()).await;
        assert_eq!(first.status, 201, "{}", first.body);
        let again = site.json("/api/v1/reports", lead).await;
        assert_eq!(first.json()["receipt"], again.json()["receipt"]);
        let added = site.json("/api/v1/reports", json!({"urls": [URL], "draw": draw})).await;
        assert_eq!(first.json()["receipt"], added.json()["receipt"]);
        let opened = site.opened().await;
        assert_eq!(opened[0].id, opened[1].id);
        assert!(opened[0].content.danger && opened[0].content.lead.as_deref() == Some(NAME));
        assert_eq!(site.json("/api/v1/reports", json!({"lead": 17})).await.status, 422);
    }

    async fn short_of_space_the_name_is_kept_and_the_page_says_so(test: TestDb) {
        // 3 MiB, of which 2 are kept back: less than a quarter of the whole.
        let limit = test.letterbox.room().await.unwrap().used + 3 * 1024 * 1024;
        let site = Site::open_with(test, "example", Some(limit)).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let words = "word ".repeat(500);
        let drawn = state(&site).await;
        let typed = [("state", drawn.as_str()), ("lead", NAME), ("narrative", &words), ("danger", "yes")];
        let page = site.form("/en/lead", &typed).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("only the name was kept"), "{}", page.body);
        let kept = &site.opened().await[0];
        assert!(kept.signals.cut && kept.content.danger && kept.content.narrative.is_none());
        assert_eq!(kept.content.lead.as_deref(), Some(NAME));
        // The questions take what was left out.
        let drawn = field(&page.body, "state");
        let told = [("state", drawn.as_str()), ("question", "words"), ("narrative", "neutral words")];
        site.form("/en/more", &told).await;
        assert_eq!(site.opened().await[1].content.narrative.as_deref(), Some("neutral words"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_room_no_lead_is_taken_and_the_text_is_given_back() {
    let test = TestDb::sqlite().await;
    let limit = test.letterbox.room().await.unwrap().used + 1024 * 1024;
    let site = Site::open_with(test, "example", Some(limit)).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let drawn = state(&site).await;
    let typed = [("state", drawn.as_str()), ("lead", NAME)];
    let page = site.form("/en/lead", &typed).await;
    assert_eq!(page.status, 503);
    assert!(page.body.contains("was not taken") && page.body.contains(NAME));
    assert!(site.rows().await.is_empty());
}
