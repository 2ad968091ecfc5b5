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

    async fn no_text_of_a_reporter_is_an_address_to_follow(test: TestDb) {
        let desk = desk(&test);
        let program = analyst(&desk).await;
        let (keys, id) = told_by(&test, URL).await;
        let trick = |field: &str| format!("{field} http://host-c.test/p/1 \u{202E}gpj");
        let told = Content {
            narrative: Some(trick("narrative")), reach: Some(trick("reach")), lead: Some(trick("lead")),
            message: Some(trick("message")), contact: Some("some\u{202E}body@person.example".to_owned()),
            urls: vec!["http://host-a.test/p/18".to_owned()], ..Content::default()
        };
        tell(&test, &keys, told).await;
        is(&program.post(&at(id, "/claim"), "").await, 201);
        let viewing = program.post(&at(id, "/viewing"), "").await.json()["id"].as_str().unwrap().to_owned();
        let of = at(id, &format!("/viewing/{viewing}"));
        let read = ask(&program, &format!("{of}/told"), &json!({})).await;
        is(&read, 200);
        for field in ["narrative", "reach", "message"] {
            assert!(read.body.contains(&format!("{field} hxxp[:]//host-c[.]test/p/1 [U+202E]gpj")), "{field}: {}", read.body);
        }
        assert!(!read.body.contains("http:") && !read.body.contains("host-c.test") && !read.body.contains('\u{202E}'), "{}", read.body);
        // How to reach somebody is to be used: it is shown as it is, but for what nobody sees.
        let report = &read.json()["reports"][0]["id"];
        let reached = ask(&program, &format!("{of}/contact"), &json!({"report": report, "reason": "danger"})).await;
        assert_eq!(reached.json(), json!({"contact": "some[U+202E]body@person.example"}));
    }

    async fn who_waits_is_listed_page_by_page(test: TestDb) {
        let desk = desk(&test);
        let program = analyst(&desk).await;
        let mut cases = Vec::new();
        for number in 0..5 {
            let (keys, id) = told_by(&test, &format!("http://host-a.test/p/{number}")).await;
            tell(&test, &keys, Content { message: Some("neutral question".to_owned()), ..Content::default() }).await;
            cases.push(json!(id));
            // Two of them in one hour.
            test.clock.advance(std::time::Duration::from_mins(40));
        }
        let (mut seen, mut path, mut pages) = (Vec::new(), "/api/v1/reporters?limit=2".to_owned(), 0);
        loop {
            let part = program.get(&path).await;
            is(&part, 200);
            let part = part.json();
            seen.extend(part["cases"].as_array().unwrap().iter().map(|one| one["case"].clone()));
            pages += 1;
            let Some(next) = part["next"].as_str() else { break };
            path = format!("/api/v1/reporters?limit=2&cursor={next}");
        }
        assert_eq!(pages, 3);
        let whole = program.get("/api/v1/reporters").await.json();
        assert_eq!(whole["next"], Value::Null);
        let all: Vec<_> = whole["cases"].as_array().unwrap().iter().map(|one| one["case"].clone()).collect();
        assert_eq!((&seen, seen.len()), (&all, 5));
        assert!(cases.iter().all(|case| seen.contains(case)));
        for wrong in ["?cursor=word", "?limit=0", "?cursor=1.word"] {
            is(&program.get(&format!("/api/v1/reporters{wrong}")).await, 400);
        }
    }

    async fn what_is_shown_goes_into_the_isolated_browser_by_a_ticket(test: TestDb) {
        let mut state = desk(&test).desk;
        state.isolated_browser = Some("openhotline-view".to_owned());
        let desk = identity::testing::TestDesk::over(state, assessment::routes());
        let (actor, program) = desk.program_of(&[Role::Analyst]).await;
        let (_, id) = told_by(&test, URL).await;
        is(&program.post(&at(id, "/claim"), "").await, 201);
        let viewing = program.post(&at(id, "/viewing"), "").await.json()["id"].as_str().unwrap().to_owned();
        let of = at(id, &format!("/viewing/{viewing}"));
        let path = format!("{of}/ticket");
        // Of nothing there is none.
        is(&ask(&program, &path, &json!({})).await, 404);
        let item = program.get(&at(id, "/items")).await.json()["items"][0]["id"].clone();
        is(&ask(&program, &format!("{of}/reveal"), &json!({ "item": item })).await, 200);
        let given = ask(&program, &path, &json!({})).await;
        is(&given, 200);
        assert_eq!((&given.headers["cache-control"], &given.json()["scheme"]), (&"no-store".parse().unwrap(), &json!("openhotline-view")));
        assert!(!given.body.contains("host-a"));
        let ticket = given.json()["ticket"].as_str().unwrap().to_owned();
        let mut tx = test.desk.write().await.unwrap();
        let ticket = assessment::Ticket::read(&tx, &ticket).unwrap().unwrap();
        assert_eq!(assessment::redeem(&mut tx, &actor, &ticket).await.unwrap().expose(), URL);
        tx.commit().await.unwrap();
        is(&ask(&program, &at(id, "/viewing/close"), &json!({})).await, 200);
        is(&ask(&program, &path, &json!({})).await, 409);
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        is(&ask(&manager, &path, &json!({})).await, 403);
        // Where there is no such browser, there is no such call.
        let without = crate::programs::desk(&test);
        let program = analyst(&without).await;
        is(&ask(&program, &path, &json!({})).await, 404);
    }
}
