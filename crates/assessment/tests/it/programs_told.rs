//! The interface for programs: what reporters told is read in a session, they are written to, and how to reach them is
//! asked for with a reason.

use axum::http::Method;
use identity::Role;
use identity::testing::{Answer, Program};
use letterbox::Content;
use serde_json::{Value, json};

use crate::house::{pack, recorded, tell, told_by};
use crate::programs::{URL, analyst, at, desk, is};

/// A call whose answer is kept nowhere.
async fn ask(program: &Program, path: &str, body: &Value) -> Answer {
    program
        .call(Method::POST, path, &[], &body.to_string())
        .await
}

store::on_both! {
    async fn what_was_told_is_read_and_answered_in_a_session(test: TestDb) {
        let desk = desk(&test);
        let program = analyst(&desk).await;
        let (keys, id) = told_by(&test, URL).await;
        let more = Content { message: Some("neutral question".to_owned()), contact: Some("canary contact".to_owned()), ..Content::default() };
        tell(&test, &keys, more).await;
        let waits = program.get("/api/v1/reporters").await.json();
        assert_eq!((&waits["cases"][0]["case"], &waits["cases"][0]["unread"]), (&json!(id), &json!(1)));
        is(&program.post(&at(id, "/claim"), "").await, 201);
        let report = program.get(&at(id, "/disclosures")).await.json()["reports"][0]["id"].clone();
        // Of another session, or none, nothing is read.
        let none = at(id, "/viewing/00000000-0000-4000-8000-000000000000");
        is(&ask(&program, &format!("{none}/told"), &json!({})).await, 409);
        let viewing = program.post(&at(id, "/viewing"), "").await.json()["id"].as_str().unwrap().to_owned();
        let of = at(id, &format!("/viewing/{viewing}"));
        is(&ask(&program, &format!("{none}/told"), &json!({})).await, 409);
        let (told, messages) = (format!("{of}/told"), format!("{of}/messages"));

        let read = ask(&program, &told, &json!({})).await;
        is(&read, 200);
        assert_eq!(read.headers["cache-control"], "no-store");
        assert!(!read.body.contains("host-a") && !read.body.contains("canary contact"), "{}", read.body);
        let read = read.json();
        let one = &read["reports"][0];
        assert_eq!((&one["id"], &one["has_contact"], &one["has_receipt"], &one["language"]), (&report, &json!(true), &json!(true), &json!("km")));
        assert_eq!((&one["told"][0]["addresses"], &one["told"][0]["narrative"]), (&json!([null]), &json!("neutral words")));
        assert_eq!((&one["messages"][0]["text"], &one["messages"][0]["is_new"], &one["messages"][0]["staff"]), (&json!("neutral question"), &json!(true), &Value::Null));
        assert_eq!(read["next_page"], Value::Null);
        assert_eq!(program.get("/api/v1/reporters").await.json()["cases"], json!([]));
        let again = ask(&program, &told, &json!({ "report": report, "page": 2 })).await.json();
        assert_eq!((&again["reports"][0]["id"], &again["reports"][0]["messages"][0]["is_new"]), (&report, &json!(false)));
        is(&ask(&program, &told, &json!({ "word": 1 })).await, 422);

        // What would tell too much is asked for, and sent only where each part of it is accepted.
        let text = "We told the police";
        let found = ask(&program, "/api/v1/messages/findings", &json!({ "text": text })).await.json();
        let found = &found["findings"][0];
        assert!(found["found"] == "police" && found["why"].as_str().unwrap().len() > 10, "{found}");
        let say = |body: Value| { let (program, messages) = (&program, &messages); async move { program.post(messages, &body.to_string()).await } };
        let ready = pack().telling.answers[0].clone();
        let key = &ready.key;
        for (body, pointer) in [
            (json!({"report": report, "text": text}), "#/accepted"),
            (json!({"report": report, "text": text, "accepted": ["police:other"]}), "#/accepted"),
            (json!({"report": report, "text": " "}), "#/text"),
            (json!({"report": report, "text": "w".repeat(4_000)}), "#/text"),
            (json!({"report": report, "text": "word", "answer": key}), "#/answer"),
            (json!({"report": report, "answer": "no such"}), "#/answer"),
            (json!({"text": "word"}), "#/report"),
        ] {
            let refused = say(body).await;
            is(&refused, 422);
            assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{}", refused.body);
            assert!(!refused.body.contains("We told"), "{}", refused.body);
        }
        is(&say(json!({"report": viewing, "text": "word"})).await, 404);
        let accepted = say(json!({"report": report, "text": text, "accepted": [found["accept"]]})).await;
        is(&accepted, 201);
        is(&ask(&program, accepted.location(), &json!({})).await, 200);
        is(&say(json!({"report": report, "answer": key})).await, 201);
        let question = json!({"report": report, "text": "Which page was it?"}).to_string();
        let headers = [("idempotency-key", "one")];
        for _ in 0..2 {
            is(&program.call(Method::POST, &messages, &headers, &question).await, 201);
        }
        let read = ask(&program, &told, &json!({})).await.json();
        let texts: Vec<_> = read["reports"][0]["messages"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap()).collect();
        let answer = ready.text.in_language(kernel::Language::KHMER);
        assert_eq!(texts, ["neutral question", text, answer, "Which page was it?"]);
        let answers = program.get("/api/v1/ready-answers").await.json();
        assert_eq!((&answers["answers"][0]["key"], &answers["answers"][0]["text"]["km"]), (&json!(key), &json!(answer)));

        let contact = format!("{of}/contact");
        is(&ask(&program, &contact, &json!({"report": report, "reason": "curious"})).await, 422);
        let reached = ask(&program, &contact, &json!({"report": report, "reason": "danger"})).await;
        assert_eq!((reached.status.as_u16(), reached.json()), (200, json!({"contact": "canary contact"})));
        for (action, count) in [("assessment.read_contact", 1), ("assessment.read_reports", 4), ("intake.message", 3)] {
            assert_eq!(recorded(&test.desk, id, action).await, count, "{action}");
        }
        // Nobody waits for an answer: there is nothing to note.
        is(&program.post(&format!("{of}/unanswered"), &json!({ "report": report }).to_string()).await, 200);
        assert_eq!(recorded(&test.desk, id, "intake.leave_unanswered").await, 0);
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        for end in ["told", "messages", "unanswered", "contact"] {
            is(&manager.post(&format!("{of}/{end}"), "{}").await, 403);
        }
        is(&manager.post("/api/v1/messages/findings", "{\"text\": \"word\"}").await, 403);
    }
}
