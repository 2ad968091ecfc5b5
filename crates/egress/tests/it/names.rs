//! Names, asked of the configured resolver.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use egress::{Egress, NameError};

use crate::dns::{Dns, Says};
use crate::{config, through};

fn addresses<const N: usize>(texts: [&str; N]) -> Vec<IpAddr> {
    texts.map(|text| text.parse().unwrap()).into()
}

#[tokio::test]
async fn both_kinds_of_address_and_every_alias_are_found() {
    let dns = Dns::start(&[
        ("site.test", Says::Alias("Edge.test")),
        ("Edge.test", Says::Alias("host.test")),
        (
            "host.test",
            Says::Addresses(addresses(["192.0.2.7", "2001:db8::7", "127.0.0.7"])),
        ),
        (
            "under_score.test",
            Says::Addresses(addresses(["192.0.2.8"])),
        ),
    ])
    .await;
    let egress = through(&dns);
    let names = egress.names("SITE.test").await.unwrap();
    assert_eq!(
        names.addresses,
        addresses(["192.0.2.7", "127.0.0.7", "2001:db8::7"])
    );
    assert_eq!(names.chain, ["edge.test", "host.test"]);
    let names = egress.names("under_score.test.").await.unwrap();
    assert_eq!(names.addresses, addresses(["192.0.2.8"]));
    assert_eq!(names.chain, [""; 0]);
}

#[tokio::test]
async fn without_a_resolver_nobody_is_asked() {
    let egress = Egress::new(config(None)).unwrap();
    assert_eq!(egress.names("localhost").await, Err(NameError::NoResolver));
    assert_eq!(egress.names("site.test").await, Err(NameError::NoResolver));
    assert_eq!(egress.probe_dns().await, Err(NameError::NoResolver));
}

#[tokio::test]
async fn literal_addresses_and_onions_are_never_asked_for() {
    let dns = Dns::start(&[]).await;
    let egress = through(&dns);
    let names = egress.names("[2001:db8::1]").await.unwrap();
    assert_eq!(names.addresses, addresses(["2001:db8::1"]));
    assert_eq!(egress.names("site.onion").await, Err(NameError::Failed));
    assert_eq!(egress.names("a..b").await, Err(NameError::Failed));
    assert_eq!(dns.asked(), [""; 0]);
}

#[tokio::test]
async fn gone_is_told_from_failing() {
    let dns = Dns::start(&[
        ("empty.test", Says::Addresses(Vec::new())),
        ("fails.test", Says::Fails),
        (
            "half.test",
            Says::OnlyVersion4("192.0.2.9".parse().unwrap()),
        ),
        ("dangling.test", Says::Alias("gone.test")),
    ])
    .await;
    let egress = through(&dns);
    for gone in ["gone.test", "empty.test", "dangling.test"] {
        assert_eq!(
            egress.names(gone).await,
            Err(NameError::NoSuchName),
            "{gone}"
        );
    }
    assert_eq!(egress.names("fails.test").await, Err(NameError::Failed));
    let half = egress.names("half.test").await.unwrap();
    assert_eq!(half.addresses, addresses(["192.0.2.9"]));
}

#[tokio::test]
async fn aliases_in_a_circle_end() {
    let dns = Dns::start(&[
        ("one.test", Says::Alias("two.test")),
        ("two.test", Says::Alias("one.test")),
    ])
    .await;
    let outcome = through(&dns).names("one.test").await;
    assert_eq!(outcome, Err(NameError::Aliases));
}

#[tokio::test]
async fn a_chain_of_forty_aliases_ends_and_is_not_taken_for_a_name_that_is_gone() {
    let aliases: Vec<&'static str> = (0..=40)
        .map(|number| &*format!("n{number}.test").leak())
        .collect();
    let mut names: Vec<_> = aliases
        .windows(2)
        .map(|pair| (pair[0], Says::Alias(pair[1])))
        .collect();
    names.push((aliases[40], Says::Addresses(addresses(["192.0.2.7"]))));
    let dns = Dns::start(&names).await;
    let egress = through(&dns);
    assert_eq!(egress.names("n0.test").await, Err(NameError::Aliases));
    assert_eq!(egress.names("n23.test").await, Err(NameError::Aliases));
    assert_eq!(egress.names("n24.test").await.unwrap().chain.len(), 16);
}

#[tokio::test]
async fn a_chain_without_end_is_given_up() {
    let aliases: Vec<&'static str> = (0..=200)
        .map(|number| &*format!("n{number}.test").leak())
        .collect();
    let names: Vec<_> = aliases
        .windows(2)
        .map(|pair| (pair[0], Says::Alias(pair[1])))
        .collect();
    let dns = Dns::start(&names).await;
    let outcome = through(&dns).names("n0.test").await;
    assert_eq!(outcome, Err(NameError::Aliases));
    assert!(dns.asked().len() < 60, "{}", dns.asked().len());
}

#[tokio::test]
async fn what_was_said_a_moment_ago_is_known_without_asking() {
    let dns = Dns::start(&[("site.test", Says::Addresses(addresses(["192.0.2.7"])))]).await;
    let egress = through(&dns);
    assert_eq!(egress.kept_names("site.test"), None);
    let names = egress.names("site.test").await.unwrap();
    assert_eq!(egress.kept_names("SITE.test."), Some(names));
    assert_eq!(dns.asked().len(), 2);
}

#[tokio::test]
async fn the_name_servers_of_a_domain_are_found() {
    let dns = Dns::start(&[
        ("site.test", Says::NameServers(&["NS2.test", "ns1.test"])),
        ("empty.test", Says::Addresses(Vec::new())),
        ("fails.test", Says::Fails),
    ])
    .await;
    let egress = through(&dns);
    let servers = egress.name_servers("site.test").await.unwrap();
    assert_eq!(servers, ["ns1.test", "ns2.test"]);
    for (domain, error) in [
        ("gone.test", NameError::NoSuchName),
        ("empty.test", NameError::NoSuchName),
        ("fails.test", NameError::Failed),
    ] {
        assert_eq!(egress.name_servers(domain).await, Err(error), "{domain}");
    }
}

#[tokio::test]
async fn what_udp_cuts_short_is_asked_again_over_tcp() {
    let dns = Dns::start(&[("long.test", Says::OnlyOverTcp(addresses(["192.0.2.10"])))]).await;
    let names = through(&dns).names("long.test").await.unwrap();
    assert_eq!(names.addresses, addresses(["192.0.2.10"]));
}

#[tokio::test]
async fn a_silent_resolver_is_not_waited_for_long() {
    let dns = Dns::start(&[("site.test", Says::Nothing)]).await;
    let begun = Instant::now();
    assert_eq!(
        through(&dns).names("site.test").await,
        Err(NameError::Failed)
    );
    assert!(
        begun.elapsed() < Duration::from_secs(7),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn each_question_is_asked_afresh() {
    let dns = Dns::start(&[("site.test", Says::Addresses(addresses(["192.0.2.7"])))]).await;
    let egress = through(&dns);
    egress.names("site.test").await.unwrap();
    egress.names("site.test").await.unwrap();
    assert_eq!(dns.asked().len(), 4);
}

#[tokio::test]
async fn the_probe_tells_whether_the_resolver_answers() {
    let dns = Dns::start(&[]).await;
    assert_eq!(through(&dns).probe_dns().await, Ok(()));
    assert_eq!(dns.asked(), [""]);
    let nobody = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap();
    drop(nobody);
    let egress = Egress::new(config(Some(address))).unwrap();
    assert_eq!(egress.probe_dns().await, Err(NameError::Failed));
}
