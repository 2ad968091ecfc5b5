//! The interface for programs: contacts are read, proposed, approved and retired by calls.

use identity::Role;
use identity::testing::TestDesk;
use serde_json::json;

const CONTACTS: &str = "/api/v1/contacts";

fn desk(test: &store::testing::TestDb) -> TestDesk {
    let words = [("stakeholders.ftl", stakeholders::MESSAGES)];
    TestDesk::new(test, stakeholders::routes(), &words)
}

fn contact(name: &str, address: &str) -> String {
    let new = json!({"kind": "police", "name": name, "country": "KH", "address": address, "language": "km"});
    new.to_string()
}

store::on_both! {
    async fn a_contact_is_proposed_approved_and_retired_by_calls(test: TestDb) {
        let desk = desk(&test);
        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let (_, other) = desk.program_of(&[Role::Administrator]).await;
        let new = contact("Unit", "unit@police.test");
        for (program, path, status) in [(&other, CONTACTS, 403), (&analyst, CONTACTS, 200)] {
            assert_eq!(program.get(path).await.status.as_u16(), status);
        }
        assert_eq!(other.post(CONTACTS, &new).await.status, 403);
        let headers = [("idempotency-key", "one")];
        let call = || analyst.call(axum::http::Method::POST, CONTACTS, &headers, &new);
        let (made, again) = (call().await, call().await);
        assert_eq!(made.status, 201, "{}", made.body);
        assert_eq!((again.status, &again.body), (made.status, &made.body));
        assert_eq!((&made.json()["state"], &made.json()["address"]), (&json!("proposed"), &json!("unit@police.test")));
        let path = made.location().to_owned();
        assert_eq!(analyst.get(&path).await.version(), made.version());
        // Proposed once more, under another key, it is the same contact.
        assert_eq!(analyst.post(CONTACTS, &new).await.location(), path);
        for (body, pointer) in [(contact("Unit", "nowhere"), "#/address"), (contact(" ", "a@b.test"), "#/name"),
            (new.replace("KH", "Cambodia"), "#/country"), (new.replace("\"police\"", "\"word\""), "#/kind")] {
            let refused = analyst.post(CONTACTS, &body).await;
            assert_eq!(refused.status, 422, "{}", refused.body);
            assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{}", refused.body);
        }

        let approved = manager.changes_once(&analyst, (&path, "approve"), "").await;
        assert_eq!(approved.json()["state"], "approved");
        assert_eq!(manager.change(&format!("{path}/approve"), &approved.version(), "two", "").await.status, 409);
        let retired = manager.changes_once(&analyst, (&path, "retire"), "").await;
        assert_eq!(retired.json()["state"], "retired");
        assert_eq!(manager.get(&format!("{CONTACTS}/00000000-0000-4000-8000-000000000000")).await.status, 404);
    }

    async fn a_list_of_contacts_goes_on_where_it_ended(test: TestDb) {
        let desk = desk(&test);
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let mut made = Vec::new();
        for number in 0..7 {
            let answer = manager.post(CONTACTS, &contact(&format!("Unit {number}"), &format!("unit{number}@police.test"))).await;
            made.push(answer.json()["id"].as_str().unwrap().to_owned());
            // Some stand at one instant, and some are approved.
            if number % 3 == 0 {
                test.clock.advance(std::time::Duration::from_secs(1));
                let of = format!("{CONTACTS}/{}/approve", made[number]);
                assert_eq!(manager.change(&of, &answer.version(), &number.to_string(), "").await.status, 200);
            }
        }
        let whole = manager.get(CONTACTS).await.json();
        assert_eq!(whole["next"], json!(null));
        let ids = |list: &serde_json::Value| -> Vec<String> {
            let list = list["contacts"].as_array().unwrap().iter();
            list.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
        };
        let (mut seen, mut path) = (Vec::new(), format!("{CONTACTS}?limit=2"));
        loop {
            let part = manager.get(&path).await.json();
            seen.extend(ids(&part));
            let Some(next) = part["next"].as_str() else { break };
            path = format!("{CONTACTS}?limit=2&cursor={next}");
        }
        assert_eq!(seen, ids(&whole));
        made.sort_unstable();
        seen.sort_unstable();
        assert_eq!(seen, made);
        for wrong in ["?limit=0", "?limit=501", "?cursor=word", "?cursor=1.2.3"] {
            assert_eq!(manager.get(&format!("{CONTACTS}{wrong}")).await.status, 400, "{wrong}");
        }
    }
}
