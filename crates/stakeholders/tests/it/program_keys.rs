//! Keys for the programs of a contact: made for an approved one, shown once, retired by a person or with the contact.

use std::time::Duration;

use identity::testing::TestDesk;
use identity::{Action, Role};
use kernel::Id;
use stakeholders::{Contact, Error, Kind, Proposal, Source};
use store::testing::TestDb;
use store::values;

use crate::{registry, staff, traced};

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

async fn approved(test: &TestDb) -> Id<Contact> {
    let mut tx = test.desk.write().await.unwrap();
    let proposal = Proposal {
        source: Source::Staff,
        ..traced("Acme", "KH", "abuse@acme.example")
    };
    let manager = staff(Role::Manager);
    let contact = stakeholders::propose(&mut tx, &manager, &proposal)
        .await
        .unwrap();
    stakeholders::approve(&mut tx, &manager, contact)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    contact
}

/// The key that a page shows.
fn shown(page: &str) -> Option<String> {
    let key = page.split("<code>").nth(1)?.split('<').next()?;
    Some(key.to_owned())
}

/// Whether a key opens anything now.
async fn opens(test: &TestDb, key: &str) -> Option<(Id<Contact>, bool)> {
    let mut tx = test.desk.write().await.unwrap();
    let (actor, _, recipient) = identity::open_recipient_key(&mut tx, key).await.unwrap()?;
    tx.commit().await.unwrap();
    let allowed: Vec<_> = Action::ALL
        .iter()
        .filter(|action| actor.may(**action).is_ok())
        .collect();
    let alone = allowed == [&Action::AnswerLetters];
    Some((stakeholders::contact_of(recipient), alone))
}

store::on_both! {
    async fn a_key_is_shown_once_opens_for_its_contact_alone_and_ends(test: TestDb) {
        let contact = approved(&test).await;
        let desk = TestDesk::new(&test, stakeholders::routes(), &[("stakeholders.ftl", stakeholders::MESSAGES)]);
        let path = format!("/contacts/{contact}/programs");
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        assert_eq!(analyst.get(&path).await.status, 403);
        assert_eq!(analyst.post(&path, &[("days", "30")]).await.status, 403);
        let manager = desk.sign_in(&[Role::Manager]).await;
        assert!(manager.get("/contacts").await.body.contains(&path));
        let made = manager.post(&path, &[("days", "30")]).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let key = shown(&made.body).expect("the key");
        assert!(key.starts_with("ohrk_"));
        assert!(!manager.get(&path).await.body.contains(&key), "it is shown once");
        assert_eq!(manager.post(&path, &[("days", "31")]).await.status, 400);
        assert_eq!(manager.get(&format!("/contacts/{NOBODY}/programs")).await.status, 404);
        // The store has nothing that the key could be read from, and it reaches nothing else.
        let mut tx = test.desk.read().await.unwrap();
        let (kept,): (Vec<u8>,) = tx.one("SELECT key_hash AS value FROM identity_recipient_key", values![]).await.unwrap();
        drop(tx);
        assert_eq!(kept.len(), 32);
        assert_eq!(opens(&test, &key).await, Some((contact, true)));
        let bearer = format!("Bearer {key}");
        let headers = [("authorization", bearer.as_str())];
        assert_eq!(desk.visitor().get_as("/api/v1/contacts", &headers).await.status, 401);
        // Programs of the desk see that it is there, and can end it.
        let (_, program) = desk.program_of(&[Role::Manager]).await;
        let keys = program.get(&format!("/api/v1{path}")).await;
        assert!(keys.body.contains("\"used_on\":\"") && !keys.body.contains(&key), "{}", keys.body);
        let id = keys.json()["keys"][0]["id"].as_str().unwrap().to_owned();
        let other = approved_other(&test).await;
        let elsewhere = format!("/api/v1/contacts/{other}/programs/{id}/retire");
        assert_eq!(program.post(&elsewhere, "").await.status, 404);
        let (_, analysts) = desk.program_of(&[Role::Analyst]).await;
        assert_eq!(analysts.post(&format!("/api/v1{path}/{id}/retire"), "").await.status, 403);
        let retired = program.post(&format!("/api/v1{path}/{id}/retire"), "").await;
        assert_eq!(retired.status, 200, "{}", retired.body);
        assert!(!retired.json()["keys"][0]["retired_at"].is_null());
        assert_eq!(opens(&test, &key).await, None);

        let second = shown(&manager.post(&path, &[("days", "30")]).await.body).unwrap();
        let page = manager.get(&path).await.body;
        let retire = page.split("action=\"").find(|part| part.contains("/retire\"")).unwrap();
        let retire = retire.split('"').next().unwrap().to_owned();
        assert_eq!(manager.post(&retire, &[]).await.status, 303);
        assert_eq!(opens(&test, &second).await, None);
        let third = shown(&manager.post(&path, &[("days", "30")]).await.body).unwrap();
        test.clock.advance(Duration::from_hours(24 * 30));
        assert_eq!(opens(&test, &third).await, None, "its time is over");
    }

    async fn a_police_unit_has_none(test: TestDb) {
        let manager = staff(Role::Manager);
        let life = Duration::from_hours(24);
        let mut tx = test.desk.write().await.unwrap();
        let proposal = Proposal { source: Source::Staff, kind: Kind::Police, ..traced("Unit", "KH", "unit@police.example") };
        let unit = stakeholders::propose(&mut tx, &manager, &proposal).await.unwrap();
        stakeholders::approve(&mut tx, &manager, unit).await.unwrap();
        let made = stakeholders::add_program_key(&mut tx, &manager, unit, life).await;
        assert!(matches!(made, Err(Error::NotFound)));
        tx.commit().await.unwrap();
        let desk = TestDesk::new(&test, stakeholders::routes(), &[("stakeholders.ftl", stakeholders::MESSAGES)]);
        let manager = desk.sign_in(&[Role::Manager]).await;
        assert_eq!(manager.get(&format!("/contacts/{unit}/programs")).await.status, 404);
        assert!(!manager.get("/contacts").await.body.contains("/programs"));
    }

    async fn keys_end_with_their_contact_and_there_are_not_too_many(test: TestDb) {
        let contact = approved(&test).await;
        let manager = staff(Role::Manager);
        let life = Duration::from_hours(24);
        let mut tx = test.desk.write().await.unwrap();
        assert!(matches!(stakeholders::add_program_key(&mut tx, &registry(), contact, life).await, Err(Error::Denied(_))));
        let mut keys = Vec::new();
        for _ in 0..10 {
            keys.push(stakeholders::add_program_key(&mut tx, &manager, contact, life).await.unwrap());
        }
        let more = stakeholders::add_program_key(&mut tx, &manager, contact, life).await;
        assert!(matches!(more, Err(Error::Program(identity::Error::TooManyKeys))));
        let long = stakeholders::add_program_key(&mut tx, &manager, contact, Duration::from_hours(24 * 400)).await;
        assert!(matches!(long, Err(Error::Program(identity::Error::TooLong))));
        tx.commit().await.unwrap();
        assert_eq!(opens(&test, keys[0].expose()).await, Some((contact, true)));
        let mut tx = test.desk.write().await.unwrap();
        stakeholders::retire(&mut tx, &manager, contact).await.unwrap();
        let none = stakeholders::add_program_key(&mut tx, &manager, contact, life).await;
        assert!(matches!(none, Err(Error::NotApproved)));
        tx.commit().await.unwrap();
        for key in &keys {
            assert_eq!(opens(&test, key.expose()).await, None);
        }
    }
}

async fn approved_other(test: &TestDb) -> Id<Contact> {
    let mut tx = test.desk.write().await.unwrap();
    let proposal = traced("Other", "KH", "abuse@other.example");
    let contact = stakeholders::propose(&mut tx, &registry(), &proposal)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    contact
}
