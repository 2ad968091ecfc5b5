//! Signing in and out, and how sessions end.

use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use identity::testing::{PASSWORD, TestDesk};
use identity::{Actor, IDLE, Role, WHOLE};
use jobs::{Registry, Worker};
use kernel::{Id, Timestamp};
use store::testing::TestDb;
use store::values;

use crate::{desk, recorded, without};

const WRONG: &str = "seven wrong words of a test";

/// Statuses of this many wrong passwords for `name`, one after the other.
async fn wrong(desk: &TestDesk, name: &str, times: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..times {
        let answer = desk.visitor().enter(name, WRONG).await;
        statuses.push(answer.status.as_u16());
    }
    statuses
}

async fn sessions(test: &TestDb) -> i64 {
    let mut tx = test.desk.read().await.unwrap();
    let (count,): (i64,) = tx
        .one("SELECT COUNT(*) AS value FROM identity_session", values![])
        .await
        .unwrap();
    count
}

store::on_both! {
    async fn the_right_password_opens_a_session(test: TestDb) {
        let desk = desk(&test);
        desk.add("dara", &[Role::Analyst]).await;
        let mut browser = desk.visitor();
        assert_eq!(browser.get("/language").await.location(), "/sign-in?to=/language");
        let answer = browser.enter(" Dara ", PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(answer.location(), "/");
        let cookie = answer.headers[SET_COOKIE].to_str().unwrap();
        assert!(cookie.starts_with("desk_session="), "{cookie}");
        assert!(cookie.ends_with("; HttpOnly; SameSite=Strict; Path=/"), "{cookie}");
        assert_eq!(browser.get("/").await.location(), "/queue");
        let page = browser.get("/language").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("Signed in as dara"), "{}", page.body);
        assert_eq!(recorded(&test, "identity.sign_in").await, 1);
        assert_eq!(recorded(&test, "identity.sign_in_failed").await, 0);
    }

    async fn behind_tls_the_cookie_travels_over_nothing_else(test: TestDb) {
        let mut desk = desk(&test).desk;
        desk.behind_tls = true;
        let desk = TestDesk::over(desk, axum::Router::new());
        desk.add("dara", &[Role::Analyst]).await;
        let answer = desk.visitor().enter("dara", PASSWORD).await;
        let cookie = answer.headers[SET_COOKIE].to_str().unwrap();
        assert!(cookie.ends_with("; Secure"), "{cookie}");
    }

    async fn a_wrong_name_and_a_wrong_password_are_answered_alike(test: TestDb) {
        let desk = desk(&test);
        desk.add("dara", &[Role::Analyst]).await;
        for _ in 0..4 {
            let known = desk.visitor().enter("dara", WRONG).await;
            let unknown = desk.visitor().enter("nobody", WRONG).await;
            assert_eq!(known.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(unknown.status, known.status);
            assert_eq!(without(&unknown, "nobody"), without(&known, "dara"));
            assert!(!known.headers.contains_key(SET_COOKIE));
            assert!(known.body.contains("value=\"dara\"") && !known.body.contains(WRONG));
        }
        let known = desk.visitor().enter("dara", WRONG).await;
        let unknown = desk.visitor().enter("nobody", WRONG).await;
        assert_eq!(known.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(unknown.status, known.status);
        assert_eq!(without(&unknown, "nobody"), without(&known, "dara"));
        assert_eq!(recorded(&test, "identity.sign_in_failed").await, 8);
    }

    async fn failures_slow_their_own_name_alone(test: TestDb) {
        let desk = desk(&test);
        desk.add("dara", &[Role::Analyst]).await;
        desk.add("sokha", &[Role::Analyst]).await;
        assert_eq!(wrong(&desk, "dara", 6).await, [422, 422, 422, 422, 429, 429]);
        let other = desk.visitor().enter("sokha", PASSWORD).await;
        assert_eq!(other.status, StatusCode::SEE_OTHER);

        // While it waits, not even the right password counts.
        let answer = desk.visitor().enter("DARA", PASSWORD).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.headers[RETRY_AFTER], "1");
        assert!(answer.body.contains("Try again in 1 second."), "{}", answer.body);
        test.clock.advance(Duration::from_secs(1));
        assert_eq!(wrong(&desk, "dara", 2).await, [422, 429]);
        test.clock.advance(Duration::from_secs(1));
        assert_eq!(wrong(&desk, "dara", 1).await, [429], "the pause has doubled");
        test.clock.advance(Duration::from_secs(1));
        let answer = desk.visitor().enter("dara", PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(wrong(&desk, "dara", 5).await, [422, 422, 422, 422, 429], "forgotten");
    }

    async fn guesses_sent_at_once_are_counted_one_by_one(test: TestDb) {
        let desk = desk(&test);
        desk.add("dara", &[Role::Analyst]).await;
        let guesses: Vec<_> = (0..12)
            .map(|_| {
                let mut browser = desk.visitor();
                tokio::spawn(async move { browser.enter("dara", WRONG).await.status.as_u16() })
            })
            .collect();
        let mut statuses = Vec::new();
        for guess in guesses {
            statuses.push(guess.await.unwrap());
        }
        statuses.sort_unstable();
        assert_eq!(statuses, [&[422; 4][..], &[429; 8]].concat());
        assert_eq!(recorded(&test, "identity.sign_in_failed").await, 4);
    }

    async fn a_session_that_is_not_used_ends(test: TestDb) {
        let analyst = desk(&test).sign_in(&[Role::Analyst]).await;
        for _ in 0..3 {
            test.clock.advance(IDLE.saturating_sub(Duration::from_secs(1)));
            assert_eq!(analyst.get("/language").await.status, StatusCode::OK);
        }
        test.clock.advance(IDLE);
        assert_eq!(analyst.get("/language").await.status, StatusCode::SEE_OTHER);
    }

    async fn a_session_in_constant_use_ends_too(test: TestDb) {
        let analyst = desk(&test).sign_in(&[Role::Analyst]).await;
        let step = Duration::from_mins(20);
        let steps = WHOLE.as_secs() / step.as_secs();
        for _ in 1..steps {
            test.clock.advance(step);
            assert_eq!(analyst.get("/language").await.status, StatusCode::OK);
        }
        test.clock.advance(step);
        assert_eq!(analyst.get("/language").await.status, StatusCode::SEE_OTHER);
    }

    async fn signing_out_ends_this_session_alone(test: TestDb) {
        let desk = desk(&test);
        desk.add("dara", &[Role::Analyst]).await;
        let mut here = desk.visitor();
        let mut there = desk.visitor();
        here.enter("dara", PASSWORD).await;
        there.enter("dara", PASSWORD).await;
        let answer = here.send("/sign-out", &[], &[]).await;
        assert_eq!(answer.location(), "/sign-in");
        let cookie = answer.headers[SET_COOKIE].to_str().unwrap();
        assert!(cookie.starts_with("desk_session=;") && cookie.contains("Max-Age=0"));
        // The browser forgot the token; a thief of it did not.
        assert_eq!(here.get("/language").await.location(), "/sign-in?to=/language");
        assert_eq!(there.get("/language").await.status, StatusCode::OK);
        assert_eq!(recorded(&test, "identity.sign_out").await, 1);
    }

    async fn signing_in_again_leaves_no_session_behind(test: TestDb) {
        let desk = desk(&test);
        desk.add("dara", &[Role::Analyst]).await;
        desk.add("sokha", &[Role::Analyst]).await;
        let mut browser = desk.visitor();
        browser.enter("dara", PASSWORD).await;
        let left = browser.clone();
        browser.enter("sokha", PASSWORD).await;
        assert!(browser.get("/language").await.body.contains("Signed in as sokha"));
        assert_eq!(left.get("/language").await.status, StatusCode::SEE_OTHER);
        let mut tx = test.desk.read().await.unwrap();
        let open = "SELECT COUNT(*) AS value FROM identity_session WHERE expires_at > $1";
        let (open,): (i64,) = tx.one(open, values![test.desk.clock().now()]).await.unwrap();
        assert_eq!(open, 1);
    }

    async fn what_ended_is_removed(test: TestDb) {
        let desk = desk(&test);
        desk.sign_in(&[Role::Analyst]).await;
        wrong(&desk, "nobody", 1).await;
        test.clock.advance(Duration::from_mins(25));
        let kept = desk.sign_in(&[Role::Analyst]).await;
        test.clock.advance(Duration::from_mins(10));
        let still_known = Duration::from_mins(12 * 60 - 5);
        let job = Actor::test_job(Id::random(test.desk.entropy()));
        let mut tx = test.desk.write().await.unwrap();
        assert!(identity::expire(&mut tx, kept.actor()).await.is_err());
        // Whose a form was that comes too late is known for a while.
        assert_eq!(identity::expire(&mut tx, &job).await.unwrap(), 0);
        tx.commit().await.unwrap();
        assert_eq!(kept.get("/language").await.status, StatusCode::OK);

        test.clock.advance(still_known);
        let mut tx = test.desk.write().await.unwrap();
        assert_eq!(identity::expire(&mut tx, &job).await.unwrap(), 1);
        tx.commit().await.unwrap();
        test.clock.advance(Duration::from_hours(24));
        let mut tx = test.desk.write().await.unwrap();
        assert_eq!(identity::expire(&mut tx, &job).await.unwrap(), 1);
        let (attempts,): (i64,) = tx
            .one("SELECT COUNT(*) AS value FROM identity_attempt", values![])
            .await
            .unwrap();
        assert_eq!(attempts, 0);
    }
    async fn the_workers_remove_what_ended_every_hour(test: TestDb) {
        desk(&test).sign_in(&[Role::Analyst]).await;
        test.clock.advance(IDLE + Duration::from_hours(12));
        let mut tx = test.desk.write().await.unwrap();
        jobs::keep(&mut tx, identity::EXPIRE, &()).await.unwrap();
        tx.commit().await.unwrap();
        let mut registry = Registry::default();
        registry.bind(identity::EXPIRE, identity::expire_sessions);
        let worker = Worker::new(test.desk.clone(), registry, 1, Duration::from_millis(5));
        let (stop, stopped) = tokio::sync::watch::channel(());
        let working = tokio::spawn(worker.run(stopped));
        for _ in 0..500 {
            if sessions(&test).await == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.send(()).unwrap();
        working.await.unwrap();
        assert_eq!(sessions(&test).await, 0);
        let mut tx = test.desk.read().await.unwrap();
        let (next,): (Timestamp,) = tx
            .one("SELECT run_at AS value FROM jobs_job WHERE kind = 'identity.expire'", values![])
            .await
            .unwrap();
        assert_eq!(next, tx.now().after(Duration::from_hours(1)));
    }
}
