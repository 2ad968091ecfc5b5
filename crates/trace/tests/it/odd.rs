//! Registries that answer oddly: whatever they send, the trace ends, and says what was to be had.

use std::time::Duration;

use serde_json::json;
use smallnet::RegistryBehaviour;
use smallnet::story::AT_HOME;

use crate::{World, answered, outcome};

/// What a registry sends to whatever it is asked, and whether the network is known by it.
fn documents() -> Vec<(&'static str, String, bool)> {
    let network = |members: serde_json::Value| {
        let mut network = json!({ "objectClassName": "ip network", "startAddress": "127.40.0.0", "endAddress": "127.40.255.255" });
        for (name, value) in members.as_object().unwrap() {
            network[name] = value.clone();
        }
        network.to_string()
    };
    let entities: Vec<_> = (0..3_000)
        .map(|number| json!({ "roles": ["registrant"], "handle": number }))
        .collect();
    vec![
        ("a network", network(json!({})), true),
        ("notices alone", json!({ "notices": [{ "title": "a", "description": ["b"] }] }).to_string(), false),
        ("an error with status 200", json!({ "errorCode": 500, "title": "Error" }).to_string(), false),
        ("not found with status 200", json!({ "errorCode": 404, "title": "Not Found" }).to_string(), false),
        ("another class", json!({ "objectClassName": "nameserver", "ldhName": "ns.test" }).to_string(), false),
        ("another network", json!({ "objectClassName": "ip network", "startAddress": "127.41.0.0", "endAddress": "127.41.255.255" }).to_string(), false),
        ("a page", "<!doctype html><title>Maintenance</title>".to_owned(), false),
        ("nothing", String::new(), false),
        ("entities of all sorts", network(json!({ "entities": [null, 7, "x", [], { "roles": 7 }, { "vcardArray": "x" }] })), true),
        ("very many entities", network(json!({ "entities": entities })), true),
        ("too large a document", network(json!({ "name": "x".repeat(600 * 1024) })), false),
        ("another class in capitals", network(json!({ "objectClassName": "IP NETWORK", "country": ["KH"] })), true),
    ]
}

store::on_both! {
    async fn whatever_a_registry_sends_the_trace_ends(test: TestDb) {
        for (what, document, is_known) in documents() {
            let world = World::new(&test).await;
            world.net.registry_behaves(RegistryBehaviour::Says(document));
            let location = world.location(AT_HOME, "/p/17").await;
            world.ask(location).await;
            for _ in 0..5 {
                world.work().await;
                test.clock.advance(Duration::from_mins(1));
            }
            let found = world.findings(location).await;
            assert_eq!(outcome(&found), "found", "{what}");
            let known = answered(&found).contains(&("rdap_network", true));
            assert_eq!(known, is_known, "{what}");
            assert_eq!(world.work().await, 0, "{what}: nothing is left to do");
        }
    }

    async fn a_registry_that_is_down_is_asked_four_times_and_holds_up_nothing_more(test: TestDb) {
        let world = World::new(&test).await;
        world.net.registry_behaves(RegistryBehaviour::Status(500));
        let location = world.location(AT_HOME, "/p/17").await;
        world.ask(location).await;
        for _ in 0..8 {
            world.work().await;
            test.clock.advance(Duration::from_secs(30));
        }
        assert_eq!(answered(&world.findings(location).await), [("rdap_domain", false), ("rdap_network", false)]);
        // Three times the network; at the last attempt the domain as well.
        assert_eq!(world.asked_of_registry().len(), 5);
    }

    async fn what_no_registry_knows_is_not_asked_again(test: TestDb) {
        let world = World::new(&test).await;
        world.net.registry_behaves(RegistryBehaviour::Status(404));
        let found = world.traced(AT_HOME).await;
        assert_eq!(answered(&found), [("rdap_domain", false), ("rdap_network", false)]);
        assert_eq!(world.asked_of_registry().len(), 2);
    }
}
