//! The registry, asked by reqwest.

use std::net::Ipv4Addr;

use proptest::prelude::*;

use super::*;
use crate::story::{AT_HOME, ELSEWHERE};
use crate::{Registrar, Site, SmallNet};

async fn get(net: &SmallNet, path: &str) -> reqwest::Response {
    // Another test may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
        .get(format!("{}{path}", net.rdap_bootstrap()))
        .send()
        .await
        .unwrap()
}

async fn object(net: &SmallNet, path: &str) -> Value {
    let answer = get(net, path).await;
    assert_eq!(answer.status(), 200, "{path}");
    assert_eq!(answer.headers()["content-type"], "application/rdap+json");
    let object: Value = answer.json().await.unwrap();
    assert_eq!(object["notices"][0]["title"], "Simulated");
    assert_eq!(object["rdapConformance"][0], "rdap_level_0");
    object
}

/// The entities of a role, wherever they are nested.
fn with_role<'a>(object: &'a Value, role: &str) -> Vec<&'a Value> {
    let mut found = Vec::new();
    for entity in object["entities"].as_array().into_iter().flatten() {
        if entity["roles"].as_array().unwrap().contains(&json!(role)) {
            found.push(entity);
        }
        found.extend(with_role(entity, role));
    }
    found
}

fn property<'a>(entity: &'a Value, name: &str) -> &'a str {
    entity["vcardArray"][1]
        .as_array()
        .unwrap()
        .iter()
        .find(|property| property[0] == name)
        .and_then(|property| property[3].as_str())
        .unwrap()
}

#[tokio::test]
async fn the_bootstrap_leads_here() {
    let net = SmallNet::start().unwrap();
    for (path, entry) in [
        ("dns.json", "test"),
        ("ipv4.json", "127.0.0.0/8"),
        ("ipv6.json", "::1/128"),
        ("asn.json", "1-4294967294"),
    ] {
        let answer = get(&net, path).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "application/json");
        let document: Value = answer.json().await.unwrap();
        assert_eq!(document["version"], "1.0");
        assert_eq!(document["services"][0][0][0], entry);
        assert_eq!(document["services"][0][1][0], net.rdap_bootstrap());
    }
}

#[tokio::test]
async fn a_domain_has_a_registrar_with_an_abuse_desk() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let domain = object(&net, "domain/KH-host.test").await;
    assert_eq!(domain["objectClassName"], "domain");
    assert_eq!(domain["ldhName"], "kh-host.test");
    assert_eq!(domain["status"], json!(["active"]));
    assert_eq!(domain["nameservers"][1]["ldhName"], NAME_SERVERS[1]);
    let registrar = with_role(&domain, "registrar")[0];
    assert_eq!(property(registrar, "fn"), "Angkor Example Registrar");
    let abuse = with_role(registrar, "abuse")[0];
    assert_eq!(property(abuse, "email"), "abuse@angkor-registrar.test");
    net.behave(AT_HOME, Behaviour::NameGone).await.unwrap();
    let domain = object(&net, "domain/kh-host.test").await;
    assert_eq!(domain["status"], json!(["server hold"]));
}

#[tokio::test]
async fn a_network_has_a_holder_a_country_and_an_abuse_desk() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    for path in ["ip/127.40.0.10", "ip/127.40.0.0/16", "ip/127.40.0.8/29"] {
        let network = object(&net, path).await;
        assert_eq!(network["objectClassName"], "ip network");
        assert_eq!(network["handle"], "SIM-MEKONG");
        assert_eq!(network["startAddress"], "127.40.0.0");
        assert_eq!(network["endAddress"], "127.40.255.255");
        assert_eq!(network["ipVersion"], "v4");
        assert_eq!(network["country"], "KH");
        assert_eq!(
            network["cidr0_cidrs"],
            json!([{ "v4prefix": "127.40.0.0", "length": 16 }])
        );
        assert_eq!(network["arin_originas0_originautnums"], json!([64_540]));
        let holder = with_role(&network, "registrant")[0];
        assert_eq!(property(holder, "fn"), "Mekong Example Hosting");
        let abuse = with_role(&network, "abuse")[0];
        assert_eq!(property(abuse, "email"), "abuse@mekong-hosting.test");
    }
}

#[tokio::test]
async fn the_smallest_network_answers_also_for_ipv6() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let network = |cidr: &str, handle: &str| Network {
        handle: handle.to_owned(),
        cidr: cidr.to_owned(),
        holder: "Customer".to_owned(),
        country: "KH".to_owned(),
        autonomous_system: 64_598,
        abuse: "abuse@customer.test".to_owned(),
    };
    let registrar = Registrar {
        name: "Test Example Registrar".to_owned(),
        abuse: "abuse@registrar.test".to_owned(),
    };
    let inner = network("127.40.7.0/24", "SIM-INNER");
    let site = Site::new("in.test", Ipv4Addr::new(127, 40, 7, 1), inner, registrar).ipv6(
        "2001:db8:7::1".parse().unwrap(),
        network("2001:db8:7::/48", "SIM-SIX"),
    );
    net.add(site).await.unwrap();
    let found = object(&net, "ip/127.40.7.200").await;
    assert_eq!(found["handle"], "SIM-INNER");
    let found = object(&net, "ip/127.40.8.1").await;
    assert_eq!(found["handle"], "SIM-MEKONG");
    for path in [
        "ip/2001:db8:7::9",
        "ip/2001%3Adb8%3A7::9",
        "ip/2001:db8:7::/64",
    ] {
        let found = object(&net, path).await;
        assert_eq!(found["handle"], "SIM-SIX");
        assert_eq!(found["ipVersion"], "v6");
        assert_eq!(found["cidr0_cidrs"][0]["v6prefix"], "2001:db8:7::");
    }
}

#[tokio::test]
async fn an_autonomous_system_is_known_by_its_number() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let system = object(&net, "autnum/64531").await;
    assert_eq!(system["objectClassName"], "autnum");
    assert_eq!(system["handle"], "AS64531");
    assert_eq!(system["startAutnum"], 64_531);
    let holder = with_role(&system, "registrant")[0];
    assert_eq!(property(holder, "fn"), "Polder Example Hosting");
}

#[tokio::test]
async fn strangers_and_nonsense_get_error_objects() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    for (path, status) in [
        ("domain/nobody.test", 404),
        ("domain/album.kh-host.test", 404),
        ("ip/127.99.0.1", 404),
        ("ip/127.0.0.0/8", 404),
        ("autnum/7", 404),
        ("nothing", 404),
        ("ip/x", 400),
        ("ip/127.0.0.0/99", 400),
        ("autnum/x", 400),
    ] {
        let answer = get(&net, path).await;
        assert_eq!(answer.status(), status, "{path}");
        assert_eq!(answer.headers()["content-type"], "application/rdap+json");
        let error: Value = answer.json().await.unwrap();
        assert_eq!(error["errorCode"], status);
        assert_eq!(error["notices"][0]["title"], "Simulated");
    }
}

#[tokio::test]
async fn the_registry_answers_wrongly_when_told_to() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let path = "ip/127.40.0.10";
    net.registry_behaves(RegistryBehaviour::Status(500));
    assert_eq!(get(&net, path).await.status(), 500);
    net.registry_behaves(RegistryBehaviour::TooMany(7));
    let answer = get(&net, path).await;
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "7");
    net.registry_behaves(RegistryBehaviour::Malformed);
    let answer = get(&net, path).await;
    assert_eq!(answer.status(), 200);
    assert!(answer.json::<Value>().await.is_err());
    let elsewhere = "http://127.0.0.1:9/ip/127.40.0.10";
    net.registry_behaves(RegistryBehaviour::RedirectsTo(elsewhere.to_owned()));
    let answer = get(&net, path).await;
    assert_eq!(answer.status(), 302);
    assert_eq!(answer.headers()["location"], elsewhere);
    assert_eq!(get(&net, "dns.json").await.status(), 200);
    net.registry_behaves(RegistryBehaviour::Right);
    object(&net, path).await;
}

#[tokio::test]
async fn the_registry_knows_where_a_site_moved() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let network = Network {
        handle: "SIM-NEXT".to_owned(),
        cidr: "127.88.0.0/16".to_owned(),
        holder: "Next Example Hosting".to_owned(),
        country: "NL".to_owned(),
        autonomous_system: 64_588,
        abuse: "abuse@next-hosting.test".to_owned(),
    };
    net.move_to(ELSEWHERE, Ipv4Addr::new(127, 88, 0, 1), network)
        .await
        .unwrap();
    assert_eq!(object(&net, "ip/127.88.0.1").await["country"], "NL");
    assert_eq!(object(&net, "ip/127.69.0.10").await["country"], "MH");
    let asked: Vec<What> = net.asked().into_iter().map(|asked| asked.what).collect();
    assert_eq!(
        asked,
        ["/ip/127.88.0.1", "/ip/127.69.0.10"].map(|path| What::Rdap(path.to_owned()))
    );
}

proptest! {
    #[test]
    fn every_path_gets_a_document(path in "/(domain|ip|autnum|.{0,5})(/.{0,20}){0,3}") {
        let found = look_up(&Known::new(), "http://127.0.0.1:9/", &path);
        prop_assert!(found.status == 404 || found.status == 400);
        prop_assert_eq!(&found.document["errorCode"], &json!(found.status));
    }
}
