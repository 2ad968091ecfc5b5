//! The name server, asked by hickory's resolver over UDP and over TCP.

use std::net::{Ipv4Addr, Ipv6Addr};

use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::{Resolver, TokioResolver};

use super::*;
use crate::story::{AT_HOME, ELSEWHERE, WITH_PARTNER};
use crate::{Network, Registrar, Site, SmallNet};

fn over(mut connection: ConnectionConfig, net: &SmallNet) -> TokioResolver {
    connection.port = net.dns().port();
    let server = NameServerConfig::new(net.dns().ip(), true, vec![connection]);
    let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
    Resolver::builder_with_config(config, TokioRuntimeProvider::default())
        .build()
        .unwrap()
}

fn both(net: &SmallNet) -> [TokioResolver; 2] {
    [
        over(ConnectionConfig::udp(), net),
        over(ConnectionConfig::tcp(), net),
    ]
}

async fn address(resolver: &TokioResolver, name: &str) -> Option<Ipv4Addr> {
    let answer = resolver.ipv4_lookup(format!("{name}.")).await.ok()?;
    answer
        .answers()
        .iter()
        .find_map(|record| match record.data {
            RData::A(A(address)) => Some(address),
            _ => None,
        })
}

async fn is_gone(resolver: &TokioResolver, name: &str) -> bool {
    let error = resolver.ipv4_lookup(format!("{name}.")).await.unwrap_err();
    error.is_nx_domain()
}

fn elsewhere() -> Network {
    Network {
        handle: "SIM-NEW".to_owned(),
        cidr: "127.77.0.0/16".to_owned(),
        holder: "New Example Hosting".to_owned(),
        country: "KH".to_owned(),
        autonomous_system: 64_577,
        abuse: "abuse@new-hosting.test".to_owned(),
    }
}

#[tokio::test]
async fn sites_have_addresses_and_strangers_do_not() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    for resolver in both(&net) {
        assert_eq!(
            address(&resolver, AT_HOME).await,
            Some(Ipv4Addr::new(127, 40, 0, 10))
        );
        assert_eq!(
            address(&resolver, &AT_HOME.to_uppercase()).await,
            Some(Ipv4Addr::new(127, 40, 0, 10))
        );
        assert!(is_gone(&resolver, "nobody.test").await);
        assert!(is_gone(&resolver, "nobody.kh-host.test").await);
        assert!(is_gone(&resolver, "example.com").await);
    }
}

#[tokio::test]
async fn a_name_without_records_of_a_kind_exists_nevertheless() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    for resolver in both(&net) {
        for (name, kind) in [(AT_HOME, RecordType::AAAA), ("kh-host.test", RecordType::A)] {
            let error = resolver.lookup(format!("{name}."), kind).await.unwrap_err();
            assert!(error.is_no_records_found(), "{name}: {error}");
            assert!(!error.is_nx_domain(), "{name}");
        }
    }
}

#[tokio::test]
async fn zones_have_name_servers_with_addresses_and_a_serial_that_counts_changes() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    for resolver in both(&net) {
        let answer = resolver.ns_lookup("kh-host.test.").await.unwrap();
        let servers: Vec<String> = answer
            .answers()
            .iter()
            .map(|record| record.data.to_string())
            .collect();
        assert_eq!(
            servers,
            ["ns1.small-internet.test.", "ns2.small-internet.test."]
        );
        for server in servers {
            let server = server.trim_end_matches('.');
            assert_eq!(address(&resolver, server).await, Some(Ipv4Addr::LOCALHOST));
        }
        let before = serial(&resolver).await;
        net.take_down(AT_HOME).await.unwrap();
        assert!(serial(&resolver).await > before);
    }
}

async fn serial(resolver: &TokioResolver) -> u32 {
    let answer = resolver.soa_lookup("kh-host.test.").await.unwrap();
    match &answer.answers()[0].data {
        RData::SOA(soa) => soa.serial,
        other => panic!("no start of authority: {other}"),
    }
}

#[tokio::test]
async fn aliases_are_followed_and_loops_end() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    net.alias("www.kh-host.test", "cdn.example").unwrap();
    net.alias("cdn.example", AT_HOME).unwrap();
    net.alias("a.test", "b.test").unwrap();
    net.alias("b.test", "a.test").unwrap();
    for resolver in both(&net) {
        let answer = resolver.ipv4_lookup("www.kh-host.test.").await.unwrap();
        let kinds: Vec<RecordType> = answer.answers().iter().map(Record::record_type).collect();
        assert_eq!(kinds, [RecordType::CNAME, RecordType::CNAME, RecordType::A]);
        assert_eq!(address(&resolver, "a.test").await, None);
    }
}

#[tokio::test]
async fn changes_are_seen_at_once() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    for resolver in both(&net) {
        let new = Ipv4Addr::new(127, 77, 0, 3);
        net.move_to(ELSEWHERE, new, elsewhere()).await.unwrap();
        assert_eq!(address(&resolver, ELSEWHERE).await, Some(new));
        net.behave(ELSEWHERE, Behaviour::NameGone).await.unwrap();
        assert!(is_gone(&resolver, ELSEWHERE).await);
        net.behave(ELSEWHERE, Behaviour::NameFails).await.unwrap();
        let error = resolver
            .ipv4_lookup(format!("{ELSEWHERE}."))
            .await
            .unwrap_err();
        assert!(!error.is_no_records_found(), "{error}");
        net.put_up(ELSEWHERE).await.unwrap();
        assert_eq!(address(&resolver, ELSEWHERE).await, Some(new));
        let back = Ipv4Addr::new(127, 77, 0, 4);
        net.move_to(ELSEWHERE, back, elsewhere()).await.unwrap();
    }
}

#[tokio::test]
async fn ipv6_stands_in_the_dns() {
    let net = SmallNet::start().unwrap();
    let network6 = Network {
        cidr: "::1/128".to_owned(),
        ..elsewhere()
    };
    let registrar = Registrar {
        name: "Example Registrar".to_owned(),
        abuse: "abuse@registrar.test".to_owned(),
    };
    let site = Site::new(
        "six.test",
        Ipv4Addr::new(127, 77, 0, 6),
        elsewhere(),
        registrar,
    )
    .ipv6(Ipv6Addr::LOCALHOST, network6);
    net.add(site).await.unwrap();
    for resolver in both(&net) {
        let answer = resolver.ipv6_lookup("six.test.").await.unwrap();
        assert_eq!(
            answer.answers()[0].data,
            RData::AAAA(AAAA(Ipv6Addr::LOCALHOST))
        );
    }
}

#[tokio::test]
async fn only_what_was_asked_is_in_the_record() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    for resolver in both(&net) {
        resolver.ipv4_lookup(format!("{AT_HOME}.")).await.unwrap();
    }
    let asked: Vec<What> = net.asked().into_iter().map(|asked| asked.what).collect();
    let question = What::Dns {
        name: AT_HOME.to_owned(),
        kind: "A".to_owned(),
    };
    assert_eq!(asked, [question.clone(), question]);
    assert!(!format!("{asked:?}").contains(WITH_PARTNER));
}
