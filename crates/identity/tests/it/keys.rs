//! The keys of the staff: made on a page, for a program that then acts as their member and never as more.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::routing::post;
use identity::testing::{Answer, PASSWORD, TestDesk, Visitor};
use identity::{
    Actor, By, Caller, Creating, Desk, Error, KeyRules, Nothing, Reply, Role, may,
    retire_staff_key, staff_keys,
};
use page::Problem;
use serde::Deserialize;
use serde_json::json;
use store::testing::TestDb;
use store::values;

use crate::recorded;

/// What a call to be tried out sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    word: String,
}

/// A desk with calls to be tried out: one that says its word again with the instant, one for analysts alone.
fn desk(test: &TestDb) -> TestDesk {
    let said =
        async |State(desk): State<Desk>, caller: Caller, Creating(told, turn): Creating<Told>| {
            let work = async {
                let tx = desk.db.write().await.map_err(Error::from)?;
                if told.word == "slow" {
                    // Long enough for the test to take the key over meanwhile.
                    tokio::time::sleep(Duration::from_millis(300)).await;
                }
                if told.word == "wrong" {
                    return Err(Problem::TooLarge);
                }
                let reply = json!({ "word": told.word, "at": tx.now().to_string() });
                Ok((tx, Reply::ok(&reply)?))
            };
            turn.run(&desk, caller.actor(), work).await
        };
    let claims =
        async |_: By<may::ClaimCase>, Creating(Nothing {}, _): Creating<Nothing>| "claimed";
    let routes = Router::new()
        .route("/api/v1/said", post(said))
        .route("/api/v1/claims", post(claims));
    TestDesk::new(test, routes, &[])
}

fn form<'a>(
    name: &'a str,
    role: &'a str,
    days: &'a str,
    password: &'a str,
) -> [(&'a str, &'a str); 4] {
    [
        ("name", name),
        ("role", role),
        ("days", days),
        ("password", password),
    ]
}

/// The key that a page shows.
fn shown(page: &Answer) -> String {
    let rest = page.body.split("<code>").nth(1).unwrap_or_default();
    rest.split("</code>").next().unwrap_or_default().to_owned()
}

async fn call(browser: &Visitor, key: &str, path: &str) -> Answer {
    let bearer = format!("Bearer {key}");
    browser
        .get_as(path, &[("authorization", bearer.as_str())])
        .await
}

store::on_both! {
    async fn a_key_is_made_with_the_password_and_shown_once(test: TestDb) {
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst, Role::Manager]).await;
        for (form, wrong) in [
            (form("a script", "analyst", "30", "another password"), "This is not your password"),
            (form(" ", "analyst", "30", PASSWORD), "Give the key a name"),
            (form("a script", "administrator", "30", PASSWORD), "your own roles"),
            (form("a script", "analyst", "365", PASSWORD), "may not live so long"),
        ] {
            let page = analyst.post("/keys", &form).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.body.contains(wrong), "{wrong}");
            assert!(shown(&page).is_empty());
        }
        assert_eq!(recorded(&test, "identity.add_staff_key").await, 0);
        assert_eq!(recorded(&test, "identity.proof_failed").await, 1);

        let page = analyst.post("/keys", &form("a script", "analyst", "30", PASSWORD)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let key = shown(&page);
        assert!(key.starts_with("ohsk_"), "{key}");
        let list = analyst.get("/keys").await;
        assert!(list.body.contains("a script") && list.body.contains("never"));
        assert!(!list.body.contains(&key), "a key is shown once");
        let mut tx = test.desk.read().await.unwrap();
        let sealed: Vec<(Vec<u8>,)> = tx
            .all("SELECT name AS value FROM identity_staff_key", values![])
            .await
            .unwrap();
        assert!(sealed.iter().all(|(name,)| !name.windows(6).any(|part| part == b"script")));
        drop(tx);

        let me = call(&desk.visitor(), &key, "/api/v1/me").await;
        assert_eq!(me.status, StatusCode::OK, "{}", me.body);
        assert_eq!(me.json()["roles"], json!(["analyst"]));
        assert_eq!(me.json()["staff"], json!(analyst.id()));
        assert_eq!(recorded(&test, "identity.call").await, 1);
        // A key opens no page, and a session no call.
        assert_eq!(call(&desk.visitor(), &key, "/keys").await.status, StatusCode::SEE_OTHER);
        assert_eq!(analyst.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        // Whose it is not sees nothing of it and cannot end it.
        let other = desk.sign_in(&[Role::Analyst]).await;
        assert!(!other.get("/keys").await.body.contains("a script"));
        let retire = list.body.split("action=\"").find(|form| form.starts_with("/keys/")).unwrap();
        let retire = retire.split('"').next().unwrap().to_owned();
        assert_eq!(other.post(&retire, &[]).await.status, StatusCode::NOT_FOUND);
        let administrator = desk.sign_in(&[Role::Administrator]).await;
        assert!(administrator.get("/keys").await.body.contains("a script"));
        assert_eq!(analyst.post(&retire, &[]).await.location(), "/keys");
        let ended = call(&desk.visitor(), &key, "/api/v1/me").await;
        assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
        assert_eq!(ended.headers["www-authenticate"], "Bearer");
    }

    async fn a_key_has_no_more_than_its_roles_and_ends_with_its_time_and_its_member_s_roles(test: TestDb) {
        let desk = desk(&test);
        let (actor, program) = desk.program_of(&[Role::Analyst, Role::Manager]).await;
        let manager = desk.program(&actor, &[Role::Manager]).await;
        assert_eq!(program.post("/api/v1/claims", "").await.body, "claimed");
        let denied = manager.post("/api/v1/claims", "").await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN);
        assert_eq!(denied.headers["content-type"], "application/problem+json");
        // No key can make another.
        let mut tx = test.desk.write().await.unwrap();
        for key in staff_keys(&mut tx, &actor).await.unwrap() {
            assert_eq!((key.staff, key.used.is_some()), (actor.staff_id().unwrap(), true));
        }
        assert!(matches!(staff_keys(&mut tx, &Actor::operator()).await, Err(Error::Denied(_))));
        // Another member's roles are no reason to end it; its own member's are.
        let roles = "UPDATE identity_staff SET roles = 'analyst' WHERE id = $1";
        tx.execute(roles, values![actor.staff_id()]).await.unwrap();
        tx.commit().await.unwrap();
        for ended in [&program, &manager] {
            assert_eq!(ended.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        }
        let (_, program) = desk.program_of(&[Role::Analyst]).await;
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::OK);
        test.clock.advance(KeyRules::default().longest);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        let mut tx = test.desk.write().await.unwrap();
        let id = staff_keys(&mut tx, &actor).await.unwrap().pop().unwrap().id;
        retire_staff_key(&mut tx, &actor, id).await.unwrap();
    }

    async fn a_key_waits_once_it_has_made_its_calls_of_a_minute(test: TestDb) {
        let mut state = desk(&test).desk;
        state.keys.calls_a_minute = 3;
        let desk = TestDesk::over(state, Router::new());
        let (actor, program) = desk.program_of(&[Role::Analyst]).await;
        for _ in 0..3 {
            assert_eq!(program.get("/api/v1/me").await.status, StatusCode::OK);
        }
        let waits = program.get("/api/v1/me").await;
        assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
        let seconds: u64 = waits.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=61).contains(&seconds), "{seconds}");
        assert_eq!(recorded(&test, "identity.call").await, 3);
        // Each key has its own.
        assert_eq!(desk.program(&actor, &[Role::Analyst]).await.get("/api/v1/me").await.status, StatusCode::OK);
        test.clock.advance(Duration::from_secs(seconds));
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::OK);
    }

    async fn a_request_sent_again_has_the_first_answer(test: TestDb) {
        let (_, program) = desk(&test).program_of(&[Role::Analyst]).await;
        let send = async |key: &str, body: &str| {
            program.call(Method::POST, "/api/v1/said", &[("idempotency-key", key)], body).await
        };
        let first = send("\"one\"", "{\"word\": \"a\"}").await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.body);
        test.clock.advance(Duration::from_secs(90));
        assert_eq!(send("one", "{\"word\": \"a\"}").await.body, first.body);
        let other = send("one", "{\"word\": \"b\"}").await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(other.json()["errors"][0]["field"], "idempotency-key");
        let without = program.call(Method::POST, "/api/v1/said", &[], "{\"word\": \"a\"}").await;
        assert_eq!(without.status, StatusCode::BAD_REQUEST);
        assert_eq!(without.json()["errors"][0]["field"], "idempotency-key");
        // What failed is done anew.
        for _ in 0..2 {
            assert_eq!(send("two", "{\"word\": \"wrong\"}").await.status, StatusCode::PAYLOAD_TOO_LARGE);
        }
        let wrong = send("three", "{\"word\": 1}").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong.json()["errors"][0]["pointer"], "#/word");
        // After two days it is forgotten, and the same is a new request.
        test.clock.advance(Duration::from_hours(49));
        let mut tx = test.desk.write().await.unwrap();
        identity::expire(&mut tx, &Actor::test_job(kernel::Id::random(&kernel::SystemEntropy))).await.unwrap();
        tx.commit().await.unwrap();
        assert_ne!(send("one", "{\"word\": \"a\"}").await.body, first.body);
    }
}

/// On PostgreSQL alone: there two requests are carried out at once.
#[tokio::test]
async fn a_slow_turn_that_was_taken_over_completes_nothing() {
    let test = TestDb::postgres().await;
    let desk = desk(&test);
    let (_, program) = desk.program_of(&[Role::Analyst]).await;
    let headers = [("idempotency-key", "one")];
    let slow = {
        let program = program.clone();
        tokio::spawn(async move {
            program
                .call(
                    Method::POST,
                    "/api/v1/said",
                    &headers,
                    "{\"word\": \"slow\"}",
                )
                .await
        })
    };
    tokio::time::sleep(Duration::from_millis(100)).await;
    let meanwhile = program
        .call(
            Method::POST,
            "/api/v1/said",
            &headers,
            "{\"word\": \"slow\"}",
        )
        .await;
    assert_eq!(meanwhile.status, StatusCode::CONFLICT, "{}", meanwhile.body);
    assert_eq!(meanwhile.headers["retry-after"], "1");
    test.clock.advance(Duration::from_secs(61));
    let second = program
        .call(
            Method::POST,
            "/api/v1/said",
            &headers,
            "{\"word\": \"quick\"}",
        )
        .await;
    assert_eq!(second.status, StatusCode::OK, "{}", second.body);
    let first = slow.await.unwrap();
    assert_eq!(first.status, StatusCode::CONFLICT, "{}", first.body);
    let again = program
        .call(
            Method::POST,
            "/api/v1/said",
            &headers,
            "{\"word\": \"quick\"}",
        )
        .await;
    assert_eq!(again.body, second.body);
}
