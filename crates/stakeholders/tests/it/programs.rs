//! The interface for programs: contacts are read, proposed, approved and retired by calls.

use identity::Role;
use identity::testing::TestDesk;
use serde_json::json;

pub(crate) const PROVIDERS: &str = "/api/v1/providers";
pub(crate) const CONTACTS: &str = "/api/v1/contacts";

pub(crate) fn desk(test: &store::testing::TestDb) -> TestDesk {
    let words = [("stakeholders.ftl", stakeholders::MESSAGES)];
    TestDesk::new(test, stakeholders::routes(), &words)
}

pub(crate) fn contact(name: &str, address: &str) -> String {
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

    async fn what_a_provider_has_is_said_and_corrected_by_calls(test: TestDb) {
        let desk = desk(&test);
        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let mut ids = Vec::new();
        for name in ["First", "Second", "Third"] {
            let new = contact(name, &format!("abuse@{}.test", name.to_lowercase())).replace("police", "provider");
            let made = analyst.post(CONTACTS, &new).await;
            assert_eq!(made.status, 201, "{}", made.body);
            ids.push(made.json()["organisation"].as_str().unwrap().to_owned());
        }
        let path = format!("{PROVIDERS}/{}", ids[0]);
        let has = json!({"kind": "network", "value": "192.0.2.9/24", "why": "their page"}).to_string();
        let version = manager.get(&path).await.version();
        assert_eq!(analyst.change(&format!("{path}/hold"), &version, "one", &has).await.status, 403);
        let held = manager.change(&format!("{path}/hold"), &version, "one", &has).await;
        assert_eq!(held.status, 200, "{}", held.body);
        assert_eq!(held.json()["holdings"][0]["value"], "192.0.2.0/24");
        // Sent again it is the same answer; by a version that is over it is refused.
        assert_eq!(manager.change(&format!("{path}/hold"), &version, "one", &has).await.body, held.body);
        assert_eq!(manager.change(&format!("{path}/hold"), &version, "two", &has).await.status, 412);
        let wrong = [
            (has.clone(), "#/value"),
            (has.replace("192.0.2.9/24", "word"), "#/value"),
            (has.replace("their page", " ").replace("192.0.2.9", "198.51.100.9"), "#/why"),
            (has.replace("192.0.2.9", "198.51.100.9").replace("\"why\"", "\"from\":\"2099-01-01T00:00:00Z\",\"why\""), "#/from"),
        ];
        for (number, (body, pointer)) in wrong.into_iter().enumerate() {
            let key = format!("wrong-{number}");
            let refused = manager.change(&format!("{path}/hold"), &held.version(), &key, &body).await;
            assert_eq!(refused.status, 422, "{body}: {}", refused.body);
            assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{}", refused.body);
        }
        let named = manager.change(&format!("{path}/add-alias"), &held.version(), "alias", &json!({"name": "1st"}).to_string()).await;
        assert_eq!(named.json()["aliases"][0]["name"], "1st", "{}", named.body);
        let sold = json!({"holding": named.json()["holdings"][0]["id"], "to": ids[1], "why": "sold"}).to_string();
        let corrected = manager.change(&format!("{path}/correct"), &named.version(), "sold", &sold).await;
        assert_eq!(corrected.status, 200, "{}", corrected.body);
        assert_eq!(corrected.json()["holdings"][0]["ended_why"], "sold");
        let search = format!("{PROVIDERS}/search");
        for (text, whose) in [("192.0.2.0/24", 1), ("1ST", 0), ("second", 1), ("abuse@third.test", 2)] {
            let answer = analyst.post(&search, &json!({ "text": text }).to_string()).await.json();
            assert_eq!(answer["providers"][0]["id"], ids[whose].as_str(), "{text}: {answer}");
        }
        let gone = json!({"alias": named.json()["aliases"][0]["id"]}).to_string();
        // Another's alias is not taken away on this one's page.
        let other = format!("{PROVIDERS}/{}", ids[1]);
        let version = manager.get(&other).await.version();
        assert_eq!(manager.change(&format!("{other}/remove-alias"), &version, "gone", &gone).await.status, 404);
        let removed = manager.change(&format!("{path}/remove-alias"), &corrected.version(), "gone", &gone).await;
        assert_eq!(removed.json()["aliases"], json!([]), "{}", removed.body);
        let first = analyst.get(&format!("{PROVIDERS}?limit=2")).await.json();
        let rest = analyst.get(&format!("{PROVIDERS}?limit=2&cursor={}", first["next"].as_str().unwrap())).await.json();
        let seen: std::collections::BTreeSet<_> = [&first, &rest].iter().flat_map(|part| part["providers"].as_array().unwrap())
            .map(|one| one["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(seen, ids.into_iter().collect());
    }

    async fn the_pages_find_say_and_correct(test: TestDb) {
        let desk = desk(&test);
        let (_, program) = desk.program_of(&[Role::Analyst]).await;
        let mut ids = Vec::new();
        for (name, country) in [("First", "KH"), ("Acme", "KH"), ("Acme", "US")] {
            let new = contact(name, &format!("abuse@{name}{country}.test")).replace("police", "provider").replace("KH", country);
            ids.push(program.post(CONTACTS, &new).await.json()["organisation"].as_str().unwrap().to_owned());
        }
        let (analyst, manager) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Manager]).await);
        let page = analyst.get("/providers").await;
        assert!(page.body.contains("First") && page.body.contains("Acme"), "{}", page.body);
        let path = format!("/providers/{}", ids[0]);
        assert_eq!(analyst.post("/providers", &[("text", "FIRST")]).await.location(), path);
        let several = analyst.post("/providers", &[("text", "acme")]).await.location().to_owned();
        assert!(!several.contains("acme"), "no name stands in an address");
        let shown = analyst.get(&several).await.body;
        assert_eq!(shown.matches(">Acme<").count(), 2, "{shown}");
        assert!(analyst.post("/providers", &[("text", "nobody")]).await.body.contains("Nobody has exactly that"));

        let has = [("kind", "domain"), ("value", "*.Files.test"), ("from", ""), ("why", "their page")];
        assert_eq!(analyst.post(&format!("{path}/holdings"), &has).await.status, 403);
        assert_eq!(manager.post(&format!("{path}/holdings"), &has).await.location(), path);
        let again = manager.post(&format!("{path}/holdings"), &has).await.body;
        assert!(again.contains("Another has it in that time") && again.contains("*.Files.test"), "{again}");
        let page = manager.get(&path).await.body;
        assert!(page.contains("files.test") && page.contains("their page"), "{page}");
        assert!(!analyst.get(&path).await.body.contains("/correct"));
        let correct = page.split('"').find(|part| part.ends_with("/correct")).unwrap().to_owned();
        for (to, said) in [("nobody", "Nobody has exactly that"), ("acme", "Several have that"), ("first", "this provider’s already")] {
            let refused = manager.post(&correct, &[("to", to), ("why", "sold")]).await.body;
            assert!(refused.contains(said), "{to}: {refused}");
        }
        assert_eq!(manager.post(&correct, &[("to", "abuse@acmeus.test"), ("why", "sold")]).await.location(), path);
        assert_eq!(manager.post(&correct, &[("to", "abuse@acmeus.test"), ("why", "sold")]).await.status, 409);
        assert_eq!(analyst.post("/providers", &[("text", "files.test")]).await.location(), format!("/providers/{}", ids[2]));
        assert!(manager.get(&path).await.body.contains("sold"));
        assert_eq!(manager.post(&format!("{path}/aliases"), &[("name", "First Ltd")]).await.location(), path);
        assert_eq!(analyst.post("/providers", &[("text", "first ltd")]).await.location(), path);
        assert!(manager.post(&format!("/providers/{}/aliases", ids[1]), &[("name", "first")]).await.body.contains("has that name"));
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
