//! Reports from partners' programs: with a key, once, and nothing told but steps.

use axum::http::StatusCode;
use identity::testing::{Answer, TestDesk};
use intake::{Joined, Move, Outcome};
use serde_json::{Value, json};
use store::values;

use crate::entry::desk;
use crate::{count, file_url, step};

const REPORTS: &str = "SELECT COUNT(*) AS value FROM intake_report WHERE source = 'partner'";

struct Program {
    desk: TestDesk,
    bearer: String,
}

impl Program {
    async fn of(desk: &TestDesk, name: &str) -> Self {
        let key = desk.partner_key(name).await;
        Self {
            desk: desk.clone(),
            bearer: format!("Bearer {}", key.expose()),
        }
    }

    async fn send(&self, key: Option<&str>, body: &Value) -> Answer {
        let mut headers = vec![
            ("authorization", self.bearer.as_str()),
            ("content-type", "application/json"),
        ];
        headers.extend(key.map(|key| ("idempotency-key", key)));
        self.desk
            .visitor()
            .send_as("/api/v1/reports", &headers, &body.to_string())
            .await
    }

    async fn steps(&self, id: &str) -> Answer {
        let headers = [("authorization", self.bearer.as_str())];
        self.desk
            .visitor()
            .get_as(&format!("/api/v1/reports/{id}"), &headers)
            .await
    }
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap()
}

fn field(answer: &Answer) -> String {
    json_of(answer)["errors"][0]["field"]
        .as_str()
        .unwrap()
        .to_owned()
}

store::on_both! {
    async fn each_address_is_answered_for_and_the_words_are_sealed(test: TestDb) {
        let program = Program::of(&desk(&test), "Partner One").await;
        file_url(&test, "http://host-b.test/p/1").await;
        let body = json!({
            "urls": ["http://host-a.test/p/1", "word", "http://host-b.test/p/1", "http://host-a.test/p/1"],
            "narrative": "canarynarrative", "contact": "canarycontact", "reference": "canaryreference",
            "received_at": "2023-11-13T10:00:00Z",
        });
        let answer = program.send(Some("\"one\""), &body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        let taken = json_of(&answer);
        assert_eq!(taken["urls"], json!([
            {"index": 0, "result": "opened"},
            {"index": 1, "result": "refused", "reason": "not-a-url"},
            {"index": 2, "result": "joined"},
            {"index": 3, "result": "joined"},
        ]));
        assert_eq!(answer.location(), format!("/api/v1/reports/{}", taken["report"].as_str().unwrap()));
        let hour = "SELECT received_hour AS value FROM intake_report WHERE source = 'partner'";
        assert_eq!(count(&test.desk, hour).await, 1_699_869_600_000_000);
        let mut tx = test.desk.read().await.unwrap();
        for sql in [
            "SELECT content AS value FROM intake_submission",
            "SELECT contact AS value FROM intake_report WHERE contact IS NOT NULL",
            "SELECT digest AS value FROM intake_entry",
            "SELECT answer AS value FROM identity_idempotency",
        ] {
            let rows: Vec<(Vec<u8>,)> = tx.all(sql, values![]).await.unwrap();
            assert!(!rows.is_empty(), "{sql}");
            assert!(rows.iter().all(|(row,)| !row.windows(6).any(|word| word == b"canary")), "{sql}");
        }
    }

    async fn the_same_request_has_the_same_answer_and_another_is_refused(test: TestDb) {
        let desk = desk(&test);
        let program = Program::of(&desk, "Partner One").await;
        let body = json!({"urls": ["http://host-a.test/p/1"]});
        let first = program.send(Some("\"one\""), &body).await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
        let again = program.send(Some("one"), &body).await;
        assert_eq!((again.status, &again.body), (StatusCode::CREATED, &first.body));
        let other = json!({"urls": ["http://host-b.test/p/1"]});
        let refused = program.send(Some("\"one\""), &other).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(field(&refused), "idempotency-key");
        // A key is its partner's: another's is another.
        let neighbour = Program::of(&desk, "Partner Two").await;
        assert_eq!(neighbour.send(Some("\"one\""), &other).await.status, StatusCode::CREATED);
        assert_eq!(count(&test.desk, REPORTS).await, 2);

        // A reference stands for a key, for ever.
        let told = json!({"urls": ["http://host-c.test/p/1"], "reference": "17"});
        let first = program.send(None, &told).await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
        assert_eq!(program.send(Some("new"), &told).await.body, first.body);
        let changed = json!({"urls": ["http://host-d.test/p/1"], "reference": "17"});
        assert_eq!(field(&program.send(None, &changed).await), "reference");
        assert_eq!(program.send(None, &body).await.status, StatusCode::BAD_REQUEST);
        assert_eq!(count(&test.desk, REPORTS).await, 3);
    }

    async fn equal_requests_at_once_are_one_report(test: TestDb) {
        let desk = desk(&test);
        let program = std::sync::Arc::new(Program::of(&desk, "Partner One").await);
        let body = json!({"urls": ["http://host-a.test/p/1"]});
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (program, body) = (program.clone(), body.clone());
                tokio::spawn(async move { program.send(Some("\"one\""), &body).await })
            })
            .collect();
        let mut taken = Vec::new();
        for task in tasks {
            let answer = task.await.unwrap();
            match answer.status {
                StatusCode::CREATED => taken.push(answer.body),
                StatusCode::CONFLICT => assert_eq!(answer.headers["retry-after"], "1"),
                other => panic!("{other}: {}", answer.body),
            }
        }
        taken.dedup();
        assert_eq!(taken.len(), 1);
        assert_eq!(count(&test.desk, REPORTS).await, 1);
    }

    async fn what_cannot_be_taken_is_explained(test: TestDb) {
        let program = Program::of(&desk(&test), "Partner One").await;
        let url = "http://host-a.test/p/1";
        for (body, wrong) in [
            (json!({}), "urls"),
            (json!({"urls": ["word"]}), "urls/0"),
            (json!({"urls": [url], "narrative": "wo\u{7}rd"}), "narrative"),
            (json!({"urls": [url], "received_at": "word"}), "received_at"),
            (json!({"urls": [url], "received_at": "2999-01-01"}), "received_at"),
            (json!({"urls": [url], "reference": ""}), "reference"),
            (json!({"urls": [url], "reference": 17}), "reference"),
            (json!({"urls": [url], "draw": "word"}), "draw"),
            (json!({"urls": [url], "proof": "word"}), "proof"),
            (json!({"urls": [url], "language": "fr"}), "language"),
            (json!({"urls": [url], "unheard": "of"}), "unheard"),
        ] {
            let answer = program.send(Some("\"one\""), &body).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            assert_eq!(field(&answer), wrong, "{body}");
        }
        let no_key = Program { bearer: "Bearer word".to_owned(), desk: program.desk.clone() };
        let answer = no_key.send(Some("\"one\""), &json!({"urls": [url]})).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        let long = "x".repeat(300 * 1024);
        let long = program.send(Some("\"one\""), &json!({"urls": [url], "narrative": long})).await;
        assert_eq!(long.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(count(&test.desk, REPORTS).await, 0);
    }

    async fn a_partner_reads_the_steps_of_its_own_reports_alone(test: TestDb) {
        let desk = desk(&test);
        let program = Program::of(&desk, "Partner One").await;
        let sent = program.send(Some("one"), &json!({"urls": ["http://host-a.test/p/1"]})).await;
        let id = json_of(&sent)["report"].as_str().unwrap().to_owned();
        let told = async || {
            let answer = program.steps(&id).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            let steps = json_of(&answer)["steps"].as_array().unwrap().clone();
            steps.iter().map(|step| step["step"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(told().await, ["received"]);
        let Joined::Joined(case) = file_url(&test, "http://host-a.test/p/1").await else { panic!() };
        step(&test, case, &[Move::Claim]).await;
        assert_eq!(told().await, ["received", "in_work"]);
        step(&test, case, &[Move::Act, Move::Close(Outcome::Gone)]).await;
        assert_eq!(told().await, ["received", "in_work", "closed"]);
        let neighbour = Program::of(&desk, "Partner Two").await;
        for id in [id.as_str(), "00000000-0000-4000-8000-000000000000", "word"] {
            assert_eq!(neighbour.steps(id).await.status, StatusCode::NOT_FOUND, "{id}");
        }
    }
}
