//! The interface for programs: a lead is taken, read, answered and passed on by calls.

use axum::http::Method;
use identity::Role;
use letterbox::Content;
use serde_json::{Value, json};

use crate::leads::{desk, keys, named, tell};
use crate::programs::is;

const LEADS: &str = "/api/v1/leads";

store::on_both! {
    async fn a_lead_is_taken_read_and_passed_on_by_calls(test: TestDb) {
        let desk = desk(&test, true);
        let receipt = keys();
        tell(&test, &receipt, Content { danger: true, contact: Some("canary contact".to_owned()), ..named("Group 17") }).await;
        let (_, one) = desk.program_of(&[Role::Analyst]).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let listed = one.get(LEADS).await;
        is(&listed, 200);
        assert!(!listed.body.contains("Group 17"));
        let lead = &listed.json()["leads"][0];
        assert_eq!((&lead["state"], &lead["class"], &lead["holder"]), (&json!("waiting"), &json!("danger"), &Value::Null));
        let of = format!("{LEADS}/{}", lead["id"].as_str().unwrap());
        let at = |end: &str| format!("{of}/{end}");
        // Whoever has not taken it reads and does nothing.
        for (end, body) in [("told", "{}"), ("contact", "{\"reason\": \"danger\"}"), ("messages", "{\"text\": \"word\"}"), ("give-back", "")] {
            is(&one.post(&at(end), body).await, 409);
            is(&manager.post(&at(end), body).await, 403);
        }
        is(&manager.post(&at("take"), "").await, 403);
        is(&manager.get(&of).await, 200);
        let taken = one.post(&at("take"), "").await;
        is(&taken, 201);
        assert_eq!((taken.location(), &taken.json()["state"]), (of.as_str(), &json!("taken")));
        let (_, two) = desk.program_of(&[Role::Supervisor]).await;
        is(&two.post(&at("take"), "").await, 409);

        tell(&test, &receipt, Content { message: Some("neutral question".to_owned()), ..Content::default() }).await;
        let ready = desk.desk.pack.telling.answers[0].clone();
        // What was told since it was read is read first.
        let refer = json!({"to": "1288", "reference": "17/2030", "note": "canary note"}).to_string();
        is(&one.change(&at("refer"), &taken.version(), "one", &refer).await, 412);
        let read = one.call(Method::POST, &at("told"), &[], "").await;
        is(&read, 200);
        assert!(!read.body.contains("canary contact"));
        let read = read.json();
        assert_eq!((&read["told"][0]["lead"], &read["told"][0]["addresses"], &read["messages"][0]["text"]), (&json!("Group 17"), &json!([]), &json!("neutral question")));
        let contact = one.call(Method::POST, &at("contact"), &[], "{\"reason\": \"asked\"}").await;
        assert_eq!(contact.json(), json!({"contact": "canary contact"}));
        let warned = one.post(&at("messages"), "{\"text\": \"We told the police\"}").await;
        assert_eq!((warned.status.as_u16(), &warned.json()["errors"][0]["pointer"]), (422, &json!("#/accepted")));
        for body in [json!({"text": "Which app was it?"}), json!({"answer": ready.key}), json!({"text": "We told the police", "accepted": ["police:police"]})] {
            let said = one.post(&at("messages"), &body.to_string()).await;
            is(&said, 201);
            assert_eq!(said.location(), at("told"));
        }

        let version = one.get(&of).await.version();
        let long = "n".repeat(2_001);
        for (number, (end, body, pointer)) in [("refer", json!({"to": "999"}), "#/to"), ("refer", json!({"to": "1288", "note": long}), "#/note"),
            ("close", json!({"reason": "address"}), "#/reason"), ("close", json!({"reason": "known", "note": long}), "#/note")].into_iter().enumerate() {
            let refused = one.change(&at(end), &version, &format!("wrong {number}").replace(' ', "-"), &body.to_string()).await;
            assert_eq!((refused.status.as_u16(), &refused.json()["errors"][0]["pointer"]), (422, &json!(pointer)), "{}", refused.body);
        }
        let passed = one.changes_once(&manager, (&of, "refer"), &refer).await.json();
        let outcome = &passed["outcomes"][0];
        assert_eq!((&passed["state"], &outcome["to"], &outcome["police"], &outcome["note"]), (&json!("referred"), &json!("1288"), &json!(true), &json!("canary note")));
        let whys: Vec<_> = passed["history"].as_array().unwrap().iter().map(|moved| moved["why"].as_str().unwrap()).collect();
        assert_eq!(whys, ["told", "take", "refer"]);
        let followed = "{\"to\": \"1288\", \"reference\": \"http://host-c.test/1\", \"note\": \"see www.host-c.test \u{202E}\"}";
        tell(&test, &keys(), named("http://host-d.test is the group")).await;
        let other = one.get(LEADS).await.json()["leads"][0]["id"].as_str().unwrap().to_owned();
        is(&one.post(&format!("{LEADS}/{other}/take"), "").await, 201);
        let told = one.call(Method::POST, &format!("{LEADS}/{other}/told"), &[], "").await;
        assert!(told.body.contains("hxxp[:]//host-d[.]test is the group"), "{}", told.body);
        let version = one.get(&format!("{LEADS}/{other}")).await.version();
        let outcome = one.change(&format!("{LEADS}/{other}/refer"), &version, "follow", followed).await.json()["outcomes"][0].clone();
        assert_eq!((&outcome["reference"], &outcome["note"]), (&json!("hxxp[:]//host-c[.]test/1"), &json!("see www[.]host-c[.]test [U+202E]")));
        // Who may not read what was told sees no word of it here either.
        assert!(!manager.get(&of).await.body.contains("canary"));
        is(&one.get(&format!("{LEADS}/00000000-0000-4000-8000-000000000000")).await, 404);
    }

    async fn leads_are_given_back_closed_and_listed_on(test: TestDb) {
        let desk = desk(&test, true);
        for number in 0..5 {
            tell(&test, &keys(), named(&format!("Group {number}"))).await;
        }
        let (_, one) = desk.program_of(&[Role::Analyst]).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let whole = one.get(LEADS).await.json();
        let (mut seen, mut path) = (Vec::new(), format!("{LEADS}?limit=2"));
        loop {
            let part = one.get(&path).await.json();
            seen.extend(part["leads"].as_array().unwrap().clone());
            let Some(next) = part["next"].as_str() else { break };
            path = format!("{LEADS}?limit=2&cursor={next}");
        }
        assert_eq!((seen.len(), &json!(seen)), (5, &whole["leads"]));
        let of = format!("{LEADS}/{}", seen[0]["id"].as_str().unwrap());
        is(&one.post(&format!("{of}/take"), "").await, 201);
        let back = one.post(&format!("{of}/give-back"), "").await;
        assert_eq!((back.status.as_u16(), &back.json()["state"], &back.json()["holder"]), (200, &json!("waiting"), &Value::Null));
        is(&one.post(&format!("{of}/take"), "").await, 201);
        let closed = one.changes_once(&manager, (&of, "close"), "{\"reason\": \"too_little\"}").await.json();
        assert_eq!((&closed["state"], &closed["outcomes"][0]["reason"]), (&json!("closed"), &json!("too_little")));
        assert_eq!(one.get(&format!("{LEADS}?state=closed")).await.json()["leads"][0]["id"], closed["id"]);
        for wrong in ["?state=word", "?cursor=word", "?limit=0"] {
            is(&one.get(&format!("{LEADS}{wrong}")).await, 400);
        }
    }

    async fn where_no_leads_are_taken_there_are_none(test: TestDb) {
        let desk = desk(&test, false);
        let (_, one) = desk.program_of(&[Role::Analyst]).await;
        is(&one.get(LEADS).await, 404);
        let of = format!("{LEADS}/00000000-0000-4000-8000-000000000000");
        is(&one.get(&of).await, 404);
        for (end, body) in [("take", ""), ("give-back", ""), ("told", ""), ("contact", "{\"reason\": \"asked\"}"), ("messages", "{\"text\": \"word\"}")] {
            is(&one.post(&format!("{of}/{end}"), body).await, 404);
        }
    }
}
