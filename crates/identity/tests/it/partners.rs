//! The keys of partners: what they open, until they are retired.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use identity::testing::{Answer, TestDesk};
use identity::{Actor, Error, Role, WithKey};
use store::testing::TestDb;

use crate::recorded;

/// A desk with a route for programs, which says whose key it was.
fn desk(test: &TestDb) -> TestDesk {
    let whose = get(async |key: WithKey| key.partner.to_string());
    TestDesk::new(test, Router::new().route("/api/v1/whose", whose), &[])
}

async fn whose(desk: &TestDesk, key: &str) -> Answer {
    let bearer = format!("Bearer {key}");
    desk.visitor()
        .get_as("/api/v1/whose", &[("authorization", &bearer)])
        .await
}

store::on_both! {
    async fn a_key_tells_its_partner_and_two_keys_of_one_name_are_one(test: TestDb) {
        let desk = desk(&test);
        let first = desk.partner_key("Partner One").await;
        let second = desk.partner_key("partner one ").await;
        let other = desk.partner_key("Partner Two").await;
        let (first, second) = (whose(&desk, first.expose()).await, whose(&desk, second.expose()).await);
        assert_eq!(first.status, StatusCode::OK);
        assert_eq!(first.body, second.body);
        assert_ne!(first.body, whose(&desk, other.expose()).await.body);
        assert_eq!(recorded(&test, "identity.add_partner_key").await, 3);
    }

    async fn what_is_no_key_of_ours_is_told_nothing(test: TestDb) {
        let desk = desk(&test);
        let key = desk.partner_key("Partner One").await;
        let key = key.expose().clone();
        let (slip, made_up) = (format!("{key}A"), "ohpk_".to_owned() + &"A".repeat(48));
        let mut bodies = Vec::new();
        for wrong in ["", "word", &key[..40], &slip, &made_up] {
            let answer = whose(&desk, wrong).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{wrong}");
            assert_eq!(answer.headers["www-authenticate"], "Bearer");
            assert_eq!(answer.headers["content-type"], "application/problem+json");
            bodies.push(answer.body);
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 1, "{bodies:?}");
        // Somebody signed in at the desk is no program.
        let staff = desk.sign_in(&[Role::Analyst]).await;
        assert_eq!(staff.get("/api/v1/whose").await.status, StatusCode::UNAUTHORIZED);
    }

    async fn a_retired_key_opens_nothing(test: TestDb) {
        let desk = desk(&test);
        let key = desk.partner_key("Partner One").await;
        test.clock.advance(std::time::Duration::from_secs(1));
        let other = desk.partner_key("Partner One").await;
        let administrator = desk.sign_in(&[Role::Administrator]).await;
        assert_eq!(whose(&desk, key.expose()).await.status, StatusCode::OK);
        let page = administrator.get("/partners").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("Partner One") && page.body.contains("never"), "{}", page.body);
        assert!(!page.body.contains(key.expose()), "a key is shown once");
        let retire = page.body.split("action=\"").find(|form| form.starts_with("/partners/")).unwrap();
        let retire = retire.split('"').next().unwrap().to_owned();
        for _ in 0..2 {
            let answer = administrator.post(&retire, &[]).await;
            assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/partners"));
        }
        assert_eq!(recorded(&test, "identity.retire_partner_key").await, 1);
        assert_eq!(whose(&desk, key.expose()).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(whose(&desk, other.expose()).await.status, StatusCode::OK);
        assert!(administrator.get("/partners").await.body.contains("Retired "));

        let mut tx = desk.desk.db.write().await.unwrap();
        let retired = identity::retire_partner(&mut tx, &Actor::operator(), "PARTNER ONE").await;
        assert_eq!(retired.unwrap(), 1);
        let none = identity::retire_partner(&mut tx, &Actor::operator(), "Partner One").await;
        assert!(matches!(none, Err(Error::NoPartner)));
        tx.commit().await.unwrap();
        assert_eq!(whose(&desk, other.expose()).await.status, StatusCode::UNAUTHORIZED);
    }
}
