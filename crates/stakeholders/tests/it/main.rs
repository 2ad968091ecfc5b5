//! Contacts on both databases: proposed once, written to only when a person approved.
#![cfg(test)]

mod manner;
mod merging;
mod program_keys;
mod programs;
mod providers;

use identity::{Actor, Role};
use kernel::Id;
use stakeholders::{Error, Holder, Kind, Proposal, Provider, Source, State};
use store::Tx;

fn registry() -> Actor {
    Actor::test_job(Id::random(&kernel::SystemEntropy))
}

fn staff(role: Role) -> Actor {
    Actor::test_staff(Id::random(&kernel::SystemEntropy), &[role])
}

fn traced<'a>(name: &'a str, country: &str, address: &'a str) -> Proposal<'a> {
    Proposal {
        kind: Kind::Provider,
        name,
        country: country.parse().ok(),
        autonomous_system: Some(64_540),
        address,
        language: None,
        source: Source::Trace,
    }
}

fn holder<'a>(name: &'a str, country: &str, abuse: Option<&'a str>) -> Holder<'a> {
    Holder {
        name: Some(name),
        country: country.parse().ok(),
        abuse,
        kind: Kind::Provider,
        address: None,
        system: None,
        domain: None,
    }
}

async fn whom(tx: &mut Tx, holder: Holder<'_>) -> Option<(State, String)> {
    let now = tx.now();
    match stakeholders::provider_for(tx, &registry(), &holder, now)
        .await
        .unwrap()
    {
        Provider::Approved(contact) | Provider::Proposed(contact) => {
            Some((contact.state, contact.address.expose().clone()))
        }
        Provider::Ambiguous => Some((State::Retired, "one of several".to_owned())),
        Provider::Unknown => None,
    }
}

store::on_both! {
    async fn a_contact_is_proposed_once_and_approved_by_a_person_alone(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let proposal = traced("Mekong  Example Hosting", "KH", "abuse@mekong.example");
        let contact = stakeholders::propose(&mut tx, &registry(), &proposal).await.unwrap();
        let again = traced("mekong example hosting", "KH", "Abuse@MEKONG.example");
        assert_eq!(stakeholders::propose(&mut tx, &registry(), &again).await.unwrap(), contact);
        assert!(matches!(
            stakeholders::approve(&mut tx, &registry(), contact).await,
            Err(Error::Denied(_))
        ));
        assert!(matches!(
            stakeholders::approve(&mut tx, &staff(Role::Analyst), contact).await,
            Err(Error::Denied(_))
        ));
        let manager = staff(Role::Manager);
        stakeholders::approve(&mut tx, &manager, contact).await.unwrap();
        assert!(matches!(
            stakeholders::approve(&mut tx, &manager, contact).await,
            Err(Error::Impossible(_))
        ));
        // A trace that names it again takes no approval back.
        stakeholders::propose(&mut tx, &registry(), &proposal).await.unwrap();
        let opened = stakeholders::contact(&mut tx, &manager, contact).await.unwrap();
        assert_eq!(opened.state, State::Approved);
        assert_eq!(opened.name.expose(), "Mekong Example Hosting");
        tx.commit().await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        let record = audit::about(&mut tx, "contact", contact).await.unwrap();
        let mut actions: Vec<_> = record.iter().map(|entry| entry.action.as_str()).collect();
        // Both stand at the instant of their one transaction.
        actions.sort_unstable();
        assert_eq!(actions, ["stakeholders.move_contact", "stakeholders.propose"]);
        assert!(record.iter().all(|entry| !entry.facts.contains("mekong")));
    }

    async fn an_approved_contact_of_the_holder_goes_before_a_proposed_one(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let manager = staff(Role::Manager);
        let asked = holder("Acme", "KH", Some("abuse@acme.example"));
        assert_eq!(whom(&mut tx, asked).await, None);
        let proposal = traced("Acme", "KH", "abuse@acme.example");
        let first = stakeholders::propose(&mut tx, &registry(), &proposal).await.unwrap();
        let proposed = Some((State::Proposed, "abuse@acme.example".to_owned()));
        assert_eq!(whom(&mut tx, asked).await, proposed);
        // A person knows a better address of the same organisation.
        let better = Proposal { source: Source::Staff, ..traced("ACME", "KH", "trust@acme.example") };
        let second = stakeholders::propose(&mut tx, &staff(Role::Analyst), &better).await.unwrap();
        stakeholders::approve(&mut tx, &manager, second).await.unwrap();
        let approved = Some((State::Approved, "trust@acme.example".to_owned()));
        assert_eq!(whom(&mut tx, asked).await, approved);
        stakeholders::retire(&mut tx, &manager, second).await.unwrap();
        assert_eq!(whom(&mut tx, asked).await, proposed);
        stakeholders::retire(&mut tx, &manager, first).await.unwrap();
        assert_eq!(whom(&mut tx, asked).await, None);
        // Named again by a registry, it stays retired.
        stakeholders::propose(&mut tx, &registry(), &proposal).await.unwrap();
        assert_eq!(whom(&mut tx, asked).await, None);
        tx.commit().await.unwrap();
    }

    async fn organisations_of_one_name_in_two_countries_are_two(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let manager = staff(Role::Manager);
        let abroad = traced("Acme", "NL", "abuse@acme-nl.example");
        let abroad = stakeholders::propose(&mut tx, &registry(), &abroad).await.unwrap();
        stakeholders::approve(&mut tx, &manager, abroad).await.unwrap();
        assert_eq!(whom(&mut tx, holder("Acme", "KH", None)).await, None);
        assert!(whom(&mut tx, holder("Acme", "NL", None)).await.is_some());
        tx.commit().await.unwrap();
    }

    async fn only_an_approved_unit_of_the_country_is_the_police(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let manager = staff(Role::Manager);
        let home = "KH".parse().unwrap();
        let unit = Proposal {
            kind: Kind::Police,
            source: Source::Staff,
            ..traced("Cybercrime Unit", "KH", "unit@police.example")
        };
        let unit = stakeholders::propose(&mut tx, &manager, &unit).await.unwrap();
        assert!(stakeholders::police(&mut tx, &manager, home).await.unwrap().is_none());
        stakeholders::approve(&mut tx, &manager, unit).await.unwrap();
        let found = stakeholders::police(&mut tx, &manager, home).await.unwrap().unwrap();
        assert_eq!(found.address.expose(), "unit@police.example");
        let abroad = "NL".parse().unwrap();
        assert!(stakeholders::police(&mut tx, &manager, abroad).await.unwrap().is_none());
        // No provider: a police unit is never asked to remove.
        assert_eq!(whom(&mut tx, holder("Cybercrime Unit", "KH", Some("unit@police.example"))).await, None);
        tx.commit().await.unwrap();
    }

    async fn what_cannot_be_written_to_is_refused(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let actor = staff(Role::Analyst);
        let refused = traced("Acme", "KH", "abuse@acme.example\r\nBcc: x@y.example");
        assert!(matches!(
            stakeholders::propose(&mut tx, &actor, &refused).await,
            Err(Error::Address)
        ));
        let refused = traced("  ", "KH", "abuse@acme.example");
        assert!(matches!(
            stakeholders::propose(&mut tx, &actor, &refused).await,
            Err(Error::Name)
        ));
        assert!(stakeholders::contacts(&mut tx, &actor).await.unwrap().is_empty());
    }
}
