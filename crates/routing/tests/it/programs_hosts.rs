//! The interface for programs: who hosts a place, where a decision goes, and what people do about that, by calls.

use identity::Role;
use routing::{Kind, State};
use serde_json::{Value, json};
use smallnet::Behaviour;

use crate::hosts::{BEHIND, behind};
use crate::pages::desk;
use crate::world::{Decided, HOME, PARTNER, world};

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

store::on_both! {
    async fn who_hosts_a_place_is_read_by_a_call(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let desk = desk(&test);
        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        let path = format!("/api/v1/cases/{case}/findings");
        let read = analyst.get(&path).await;
        assert_eq!(read.status.as_u16(), 200, "{}", read.body);
        assert!(!read.body.contains("kh-host"), "neither URL nor host is shown: {}", read.body);
        let read = read.json();
        assert_eq!((&read["host"]["countries"], &read["host"]["hidden"], &read["leads_elsewhere"]), (&json!(["KH"]), &json!(false), &Value::Null));
        let of = |source: &str| {
            let found = read["findings"].as_array().unwrap().iter().find(|one| one["source"] == source);
            found.unwrap_or_else(|| panic!("{source}: {read}")).clone()
        };
        let network = of("rdap_network");
        assert_eq!((&network["holder"], &network["country"], &network["autonomous_system"]), (&json!("Mekong Example Hosting"), &json!("KH"), &json!(64540)));
        let abuse = &network["abuse"][0];
        assert!(abuse["address"].as_str().unwrap().ends_with("[.]test"), "{abuse}");
        assert_eq!((&abuse["protocol"], &abuse["subject"]), (&json!("rdap"), &json!("network")));
        assert_eq!(of("dns")["addresses"], network["addresses"]);
        assert!(network["addresses"][0].as_str().unwrap().contains("[.]"));
        let (_, other) = desk.program_of(&[Role::Administrator]).await;
        assert_eq!(other.get(&path).await.status.as_u16(), 403);
        assert_eq!(analyst.get(&path.replace(&case.to_string(), NOBODY)).await.status.as_u16(), 404);
    }

    async fn what_a_proxy_answered_is_written_down_by_a_call(test: TestDb) {
        let world = world(&test).await;
        behind(&world).await;
        let case = world.released(BEHIND, Decided::Illegal).await;
        let desk = desk(&test);
        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        let path = format!("/api/v1/cases/{case}/answer");
        let read = analyst.get(&format!("/api/v1/cases/{case}/findings")).await;
        assert!(!read.body.contains("behind.test"), "{}", read.body);
        assert_eq!((&read.json()["host"]["hidden"], &read.json()["host"]["real"]), (&json!(true), &Value::Null));
        for (body, pointer) in [
            (json!({"country": "NL", "said_by": "the abuse desk", "said_on": "2026-01-05"}), "#/address"),
            (json!({"address": "nowhere", "said_by": "the abuse desk", "said_on": "2026-01-05"}), "#/address"),
            (json!({"itself": true, "said_by": " ", "said_on": "2026-01-05"}), "#/said_by"),
            (json!({"itself": true, "said_by": "the abuse desk", "said_on": "soon"}), "#/said_on"),
            (json!({"itself": true, "said_on": "2026-01-05"}), "#/said_by"),
        ] {
            let refused = analyst.post(&path, &body.to_string()).await;
            assert_eq!(refused.status.as_u16(), 422, "{}", refused.body);
            assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{}", refused.body);
        }
        let body = json!({"provider": "Some http://provider.test", "country": "NL", "said_by": "the abuse desk", "said_on": "2026-01-05"}).to_string();
        test.clock.advance(std::time::Duration::from_secs(1));
        for _ in 0..2 {
            let taken = analyst.call(axum::http::Method::POST, &path, &[("idempotency-key", "one")], &body).await;
            assert_eq!((taken.status.as_u16(), taken.json()), (200, json!({"case": case})));
        }
        world.work().await;
        let route = world.route(case).await;
        assert_eq!((route.kind, route.country), (Some(Kind::Partner), "NL".parse().ok()));
        let read = analyst.get(&format!("/api/v1/cases/{case}/findings")).await.json();
        assert_eq!((&read["host"]["real"]["told"], &read["host"]["real"]["provider"]), (&json!("answer"), &json!("Some hxxp[:]//provider[.]test")));
        let answers = read["findings"].as_array().unwrap().iter().filter(|one| one["source"] == "cdn_answer");
        assert_eq!(answers.count(), 1);
        let route = analyst.get(&format!("/api/v1/cases/{case}/route")).await.json();
        assert_eq!((&route["route"]["kind"], &route["countries"][0]), (&json!("partner"), &json!({"source": "answer", "country": "NL"})));
        // Where nothing stands in front there is nobody who could answer.
        let open = world.released(HOME, Decided::Illegal).await;
        let refused = analyst.post(&path.replace(&case.to_string(), &open.to_string()), &body).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["errors"][0]["pointer"]), (422, &json!("#/address")));
        let (_, other) = desk.program_of(&[Role::Administrator]).await;
        assert_eq!(other.post(&path, &body).await.status.as_u16(), 403);
    }

    async fn the_country_that_counts_is_chosen_by_a_call(test: TestDb) {
        let world = world(&test).await;
        behind(&world).await;
        let case = world.released(BEHIND, Decided::Illegal).await;
        let desk = desk(&test);
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let (_, other) = desk.program_of(&[Role::Administrator]).await;
        let of = format!("/api/v1/cases/{case}/route");
        let read = manager.get(&of).await;
        assert_eq!((&read.json()["route"]["state"], &read.json()["route"]["awaits_country"]), (&json!("asking"), &json!(true)));
        for (key, body, pointer) in [("a", json!({"country": "NL", "reason": " "}), "#/reason"), ("b", json!({"country": "word", "reason": "word"}), "#/country"), ("c", json!({"country": "NL"}), "#/reason")] {
            let refused = manager.change(&format!("{of}/country"), &read.version(), key, &body.to_string()).await;
            assert_eq!((refused.status.as_u16(), &refused.json()["errors"][0]["pointer"]), (422, &json!(pointer)), "{}", refused.body);
        }
        let body = json!({"country": "NL", "reason": "see www.provider.test"}).to_string();
        let chosen = manager.changes_once(&other, (&of, "country"), &body).await.json();
        assert_eq!((&chosen["route"]["country"], &chosen["route"]["reason"]), (&json!("NL"), &json!("see www[.]provider[.]test")));
        assert_eq!(chosen["route"]["awaits_country"], false);
        world.work().await;
        assert_eq!((world.route(case).await.state, world.route(case).await.kind), (State::Waiting, Some(Kind::Partner)));
        // There is nothing to choose any more.
        let late = manager.change(&format!("{of}/country"), &manager.get(&of).await.version(), "late", &body).await;
        assert_eq!(late.status.as_u16(), 409, "{}", late.body);
        assert_eq!(other.get(&of).await.status.as_u16(), 403);
        assert_eq!(manager.get(&of.replace(&case.to_string(), NOBODY)).await.status.as_u16(), 404);
    }

    async fn where_a_place_leads_is_taken_up_by_a_call(test: TestDb) {
        let world = world(&test).await;
        let to = format!("http://{PARTNER}:{}/p/18", world.net.site_port());
        world.net.behave(HOME, Behaviour::RedirectsTo(to)).await.unwrap();
        let (case, analyst) = world.decided(HOME, Decided::Illegal, true).await;
        world.work().await;
        let desk = desk(&test);
        let (_, other) = desk.program_of(&[Role::Analyst]).await;
        // Whoever might give the second opinion would learn by it what is being decided.
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let findings = format!("/api/v1/cases/{case}/findings");
        let read = manager.get(&findings).await.json();
        assert_eq!((&read["leads_elsewhere"]["steps"], &read["leads_elsewhere"]["shortener"]), (&json!(1), &json!(false)));
        let step = read["findings"].as_array().unwrap().iter().find(|one| one["source"] == "redirect").unwrap();
        assert_eq!((&step["step"], &step["country"]), (&json!(1), &json!("NL")));
        // Only of a case that one holds; nobody else learns whether its place leads anywhere.
        let path = format!("/api/v1/cases/{case}/redirect");
        assert_eq!(other.post(&path, "").await.status.as_u16(), 404);
        let mut tx = world.db.write().await.unwrap();
        assessment::hand_over(&mut tx, &analyst, case).await.unwrap();
        tx.commit().await.unwrap();
        let (me, program) = desk.program_of(&[Role::Analyst]).await;
        let mut tx = world.db.write().await.unwrap();
        assessment::claim(&mut tx, &me, &world.pack, case).await.unwrap();
        tx.commit().await.unwrap();
        let taken = program.post(&path, "").await;
        assert_eq!((taken.status.as_u16(), &taken.json()["position"]), (201, &json!(2)), "{}", taken.body);
        assert!(taken.location().ends_with(taken.json()["id"].as_str().unwrap()));
        assert_eq!(manager.post(&path, "").await.status.as_u16(), 403);
    }

    async fn whoever_might_give_the_second_opinion_reads_no_route_and_no_redirect(test: TestDb) {
        let world = crate::urgent::strict(&test).await;
        let to = format!("http://{PARTNER}:{}/p/18", world.net.site_port());
        world.net.behave(HOME, Behaviour::RedirectsTo(to)).await.unwrap();
        let (case, first) = world.decided(HOME, Decided::Illegal, true).await;
        world.work().await;
        let mut tx = world.db.write().await.unwrap();
        assessment::release(&mut tx, &first, &world.pack, case).await.unwrap();
        tx.commit().await.unwrap();
        let desk = desk(&test);
        let (_, blind) = desk.program_of(&[Role::Analyst]).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let path = format!("/api/v1/cases/{case}/findings");
        let has_redirect = |read: &Value| read["findings"].as_array().unwrap().iter().any(|one| one["source"] == "redirect");
        let (theirs, all) = (blind.get(&path).await.json(), manager.get(&path).await.json());
        assert!(has_redirect(&all) && all["leads_elsewhere"].is_object(), "{all}");
        assert!(!has_redirect(&theirs) && theirs["leads_elsewhere"].is_null(), "{theirs}");
        assert_eq!(blind.get(&format!("/api/v1/cases/{case}/route")).await.json()["route"], Value::Null);
    }
}
