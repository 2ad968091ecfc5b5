//! What is told on the telephone or by letter, sent by a program of the staff.

use identity::Role;
use serde_json::{Value, json};

use crate::count;
use crate::entry::desk;

const REPORTS: &str = "SELECT COUNT(*) AS value FROM intake_report";

store::on_both! {
    async fn a_call_is_entered_as_on_the_page(test: TestDb) {
        let desk = desk(&test);
        let (_, program) = desk.program_of(&[Role::Analyst]).await;
        let told = json!({
            "source": "telephone", "language": "km", "received_at": "2023-11-14T09:00:00Z",
            "urls": ["http://host-a.test/p/1", "word", "http://host-b.test/p/1", "hxxp://host-a[.]test/p/1"],
            "narrative": "neutral words", "found_on": "forum", "shown_as": ["image", "text"], "seen": "today",
            "danger": true, "contact": "someone@person.example",
        });
        let entered = program.post("/api/v1/entries", &told.to_string()).await;
        assert_eq!(entered.status.as_u16(), 201, "{}", entered.body);
        assert!(!entered.body.contains("host-a") && !entered.body.contains("neutral"), "{}", entered.body);
        let urls = entered.json()["urls"].clone();
        let results: Vec<_> = urls.as_array().unwrap().iter().map(|one| one["result"].as_str().unwrap()).collect();
        assert_eq!(results, ["opened", "refused", "opened", "twice"]);
        assert!(urls[0]["case"]["reference"].is_string() && urls[1]["case"].is_null() && urls[1]["reason"].is_string());
        assert_eq!(urls[0]["case"], urls[3]["case"]);
        // It is read again where it was made, by whoever may type one in.
        let read = program.get(entered.location()).await;
        assert_eq!((read.status.as_u16(), &read.json()), (200, &entered.json()));
        let telephone = "SELECT COUNT(*) AS value FROM intake_report
            WHERE source = 'telephone' AND danger AND contact IS NOT NULL AND receipt IS NULL";
        assert_eq!(count(&test.desk, telephone).await, 1);
        // Under its key it is one report, and under another it is another.
        let headers = [("idempotency-key", "one")];
        for _ in 0..2 {
            let again = program.call(axum::http::Method::POST, "/api/v1/entries", &headers, &told.to_string()).await;
            assert_eq!(again.status.as_u16(), 201);
        }
        assert_eq!(count(&test.desk, REPORTS).await, 2);
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        assert_eq!(manager.post("/api/v1/entries", &told.to_string()).await.status.as_u16(), 403);
        assert_eq!(manager.get(entered.location()).await.status.as_u16(), 403);
        let nowhere = "/api/v1/entries/00000000-0000-4000-8000-000000000000";
        assert_eq!(program.get(nowhere).await.status.as_u16(), 404);
    }

    async fn what_is_wrong_with_an_entry_is_named(test: TestDb) {
        let desk = desk(&test);
        let (_, program) = desk.program_of(&[Role::Supervisor]).await;
        let good = json!({"source": "letter", "urls": ["http://host-a.test/p/1"]});
        for (field, value, pointer) in [
            ("source", Value::Null, "#/source"),
            // A partner's reports come with a partner's key, and a file's as a file.
            ("source", json!("partner"), "#/source"),
            ("source", json!("import"), "#/source"),
            ("source", json!(1), "#/source"),
            ("urls", json!([]), "#/urls"),
            ("urls", json!(["word"]), "#/urls/0"),
            ("language", json!("fr"), "#/language"),
            ("category", json!("unheard-of"), "#/category"),
            ("received_at", json!("2999-01-01T00:00:00Z"), "#/received_at"),
            ("draw", json!("word"), "#/draw"),
            ("reference", json!("17"), "#/reference"),
            ("canary", json!("word"), "#/canary"),
        ] {
            let mut sent = good.clone();
            sent[field] = value;
            let refused = program.post("/api/v1/entries", &sent.to_string()).await;
            assert_eq!(refused.status.as_u16(), 422, "{field}: {}", refused.body);
            assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{}", refused.body);
        }
        assert_eq!(program.post("/api/v1/entries", "[]").await.status.as_u16(), 422);
        assert_eq!(count(&test.desk, REPORTS).await, 0);
        assert_eq!(program.post("/api/v1/entries", &good.to_string()).await.status.as_u16(), 201);
    }
}
