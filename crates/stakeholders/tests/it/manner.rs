//! How a contact is written to, and when its key ends.

use std::time::Duration;

use identity::Role;
use kernel::{Id, Sensitive};
use serde_json::json;
use stakeholders::{Channel, Contact, Error, Kind, Manner, Pace, Proposal, Source, set_manner};
use store::Tx;

use super::programs::{CONTACTS, contact, desk};
use super::{registry, staff, traced};

async fn proposed(tx: &mut Tx, kind: Kind, address: &str) -> Id<Contact> {
    let proposal = Proposal {
        kind,
        source: Source::Staff,
        ..traced("Acme", "KH", address)
    };
    stakeholders::propose(tx, &staff(Role::Manager), &proposal)
        .await
        .unwrap()
}

fn by_form(address: &str) -> Manner {
    Manner {
        channel: Channel::Form,
        form: Some(Sensitive::new(address.to_owned())),
        language: "km".parse().ok(),
        csv: false,
        xarf: true,
        pace: Pace::Each,
    }
}

store::on_both! {
    async fn a_contact_is_written_to_as_a_person_says(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let manager = staff(Role::Manager);
        let id = proposed(&mut tx, Kind::Provider, "abuse@acme.example").await;
        let first = stakeholders::contact(&mut tx, &manager, id).await.unwrap().manner;
        assert_eq!((first.channel, first.csv, first.xarf, first.pace), (Channel::Mail, true, true, Pace::Gathered));
        let form = by_form("https://acme.example/report");
        assert!(matches!(set_manner(&mut tx, &staff(Role::Analyst), id, &form).await, Err(Error::Denied(_))));
        set_manner(&mut tx, &manager, id, &form).await.unwrap();
        let now = stakeholders::contact(&mut tx, &manager, id).await.unwrap().manner;
        assert_eq!((now.channel, now.csv, now.xarf, now.pace, now.language), (Channel::Form, false, true, Pace::Each, "km".parse().ok()));
        assert_eq!(now.form.unwrap().expose(), "https://acme.example/report");
        for wrong in ["", "http://acme.example/report", "word"] {
            assert!(matches!(set_manner(&mut tx, &manager, id, &by_form(wrong)).await, Err(Error::Form)), "{wrong}");
        }
        let mail = Manner { channel: Channel::Mail, ..form.clone() };
        set_manner(&mut tx, &manager, id, &mail).await.unwrap();
        assert!(stakeholders::contact(&mut tx, &manager, id).await.unwrap().manner.form.is_none());
        let unit = proposed(&mut tx, Kind::Police, "unit@police.example").await;
        assert!(matches!(set_manner(&mut tx, &manager, unit, &form).await, Err(Error::MailOnly)));
        // Each change stands in the record, without the address.
        let record = audit::about(&mut tx, "contact", id).await.unwrap();
        let said: Vec<_> = record.iter().filter(|entry| entry.action == "stakeholders.set_manner").collect();
        assert_eq!(said.len(), 2);
        assert!(said.iter().all(|entry| entry.facts.contains("pace") && !entry.facts.contains("acme")));
    }

    async fn its_page_and_its_call_say_so(test: TestDb) {
        let desk = desk(&test);
        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        let (_, program) = desk.program_of(&[Role::Manager]).await;
        let made = program.post(CONTACTS, &contact("Acme", "abuse@acme.test").replace("police", "provider")).await;
        let (id, organisation) = (made.json()["id"].as_str().unwrap().to_owned(), made.json()["organisation"].as_str().unwrap().to_owned());
        let path = format!("{CONTACTS}/{id}");
        assert_eq!(made.json()["key"], json!(null));
        let said = json!({"channel": "form", "form": "https://acme.test/report", "language": "km", "csv": true, "xarf": false, "pace": "daily"});
        let changed = program.changes_once(&analyst, (&path, "manner"), &said.to_string()).await;
        assert_eq!((&changed.json()["form"], &changed.json()["pace"]), (&json!("https://acme.test/report"), &json!("daily")));
        let mut wrong = said.clone();
        wrong["form"] = json!("acme.test");
        let refused = program.change(&format!("{path}/manner"), &changed.version(), "wrong", &wrong.to_string()).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["errors"][0]["pointer"]), (422, &json!("#/form")));
        wrong["channel"] = json!("api");
        let refused = program.change(&format!("{path}/manner"), &changed.version(), "api", &wrong.to_string()).await;
        assert_eq!(refused.status, 422, "there is no third way: {}", refused.body);

        let (reader, manager) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Manager]).await);
        let page = format!("/contacts/{id}/manner");
        let shown = reader.get(&page).await.body;
        assert!(shown.contains("https://acme.test/report") && !shown.contains("<form method=\"post\" action=\"/contacts"), "{shown}");
        let fields = [("channel", "mail"), ("form", ""), ("language", ""), ("csv", "1"), ("pace", "each")];
        assert_eq!(reader.post(&page, &fields).await.status, 403);
        assert_eq!(manager.post(&page, &fields).await.location(), format!("/providers/{organisation}"));
        let now = program.get(&path).await.json();
        assert_eq!((&now["channel"], &now["csv"], &now["xarf"], &now["language"]), (&json!("mail"), &json!(true), &json!(false), &json!(null)));
        let fields = [("channel", "form"), ("form", "http://acme.test"), ("language", "km"), ("pace", "each")];
        let again = manager.post(&page, &fields).await.body;
        assert!(again.contains("Give the https address") && again.contains("http://acme.test"), "{again}");
        assert_eq!(manager.post(&page, &[("channel", "api"), ("pace", "each")]).await.status, 400);
    }

    async fn a_key_that_ends_soon_is_a_task_before_it_stops_a_letter(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let manager = staff(Role::Manager);
        let id = proposed(&mut tx, Kind::Provider, "abuse@acme.example").await;
        stakeholders::approve(&mut tx, &manager, id).await.unwrap();
        let key = openpgp::Secret::generate("Acme", "abuse@acme.example", tx.now()).unwrap();
        let text = Sensitive::new(key.certificate().armoured().unwrap());
        stakeholders::set_key(&mut tx, &manager, id, &text).await.unwrap();
        assert_eq!(stakeholders::keys_ending(&mut tx, &registry()).await.unwrap().0, 0, "it has no end");
        // As one that says when it ends.
        let until = tx.now().after(Duration::from_hours(24 * 31));
        let ends = "UPDATE stakeholders_contact SET key_until = $2 WHERE id = $1";
        tx.execute(ends, store::values![id, until]).await.unwrap();
        tx.commit().await.unwrap();
        let ending = async || {
            let mut tx = test.desk.read().await.unwrap();
            stakeholders::keys_ending(&mut tx, &registry()).await.unwrap()
        };
        let desk = desk(&test);
        assert_eq!(ending().await.0, 0);
        let manager = desk.sign_in(&[Role::Manager]).await;
        assert!(!manager.get("/providers").await.body.contains("keys=ending"));
        test.clock.advance(Duration::from_hours(24));
        let manager = desk.sign_in(&[Role::Manager]).await;
        assert_eq!(ending().await, (1, Some(until.before(Duration::from_hours(24 * 30)))));
        assert!(manager.get("/providers").await.body.contains("keys=ending"));
        assert!(manager.get("/providers?keys=ending").await.body.contains(">Acme<"));
        let (_, program) = desk.program_of(&[Role::Manager]).await;
        let told = program.get(CONTACTS).await.json();
        assert_eq!(told["contacts"][0]["key"]["fingerprint"], key.certificate().fingerprint());
        assert_eq!(told["contacts"][0]["key"]["until"], until.to_string());
        test.clock.advance(Duration::from_hours(24 * 60));
        assert_eq!(ending().await.0, 1, "and when it has");
        let mut tx = test.desk.write().await.unwrap();
        stakeholders::retire(&mut tx, &staff(Role::Manager), id).await.unwrap();
        assert_eq!(stakeholders::keys_ending(&mut tx, &registry()).await.unwrap().0, 0, "nobody is written to");
    }
}
