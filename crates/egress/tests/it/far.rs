//! Looks from vantage points: their own resolver, and proxies that answer late or never.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use egress::{Config, Egress, Fault, Forbidden, NameError, Proxy, Vantage};
use tokio::net::TcpListener;

use crate::dns::{Dns, Says};
use crate::{config, url};

/// A vantage point that asks this name server, and no proxy.
fn far(dns: &Dns) -> Egress {
    let far = Vantage {
        name: "far".to_owned(),
        resolver: Some(dns.address),
        abroad: true,
        ..Vantage::house()
    };
    Egress::new(Config {
        vantages: vec![far],
        ..config(None)
    })
    .unwrap()
}

#[tokio::test]
async fn aliases_are_followed_from_there_as_they_are_at_home() {
    let aliases: Vec<&'static str> = (0..=40)
        .map(|number| &*format!("n{number}.test").leak())
        .collect();
    let mut names: Vec<_> = aliases
        .windows(2)
        .map(|pair| (pair[0], Says::Alias(pair[1])))
        .collect();
    let private = "10.0.0.7".parse().unwrap();
    names.push((aliases[40], Says::Addresses(vec![private])));
    names.push(("dangling.test", Says::Alias("gone.test")));
    names.push(("one.test", Says::Alias("two.test")));
    names.push(("two.test", Says::Alias("one.test")));
    names.push(("fails.test", Says::Fails));
    names.push(("leads.test", Says::Alias("fails.test")));
    let egress = far(&Dns::start(&names).await);
    for (host, end) in [
        ("n0.test", Fault::Name(NameError::Aliases)),
        ("n23.test", Fault::Name(NameError::Aliases)),
        ("n24.test", Fault::Forbidden(Forbidden)),
        ("dangling.test", Fault::Name(NameError::NoSuchName)),
        ("gone.test", Fault::Name(NameError::NoSuchName)),
        ("one.test", Fault::Name(NameError::Aliases)),
        ("fails.test", Fault::Name(NameError::Failed)),
        ("leads.test", Fault::Name(NameError::Failed)),
    ] {
        let sighting = egress.look(&url(&format!("http://{host}/")), "far").await;
        assert_eq!(sighting.end, Err(end), "{host}");
    }
    let sighting = egress.look(&url("http://n24.test/"), "far").await;
    assert_eq!(sighting.last().unwrap().resolved, [private]);
}

#[tokio::test]
async fn through_a_proxy_two_addresses_are_tried_and_each_has_its_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = listener.local_addr().unwrap();
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&taken);
    // It takes every connection, and never says a word.
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            held.push(stream);
        }
    });
    let four = ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"];
    let four = four.map(|address| address.parse().unwrap());
    let dns = Dns::start(&[("site.test", Says::Addresses(four.into()))]).await;
    let far = Vantage {
        name: "far".to_owned(),
        proxy: Some(Proxy::Socks5(proxy)),
        ..Vantage::house()
    };
    let egress = Egress::new(Config {
        vantages: vec![far],
        timeout: Duration::from_millis(400),
        ..config(Some(dns.address))
    })
    .unwrap();
    let began = Instant::now();
    let sighting = egress.look(&url("http://site.test/"), "far").await;
    assert!(sighting.end.is_err());
    assert_eq!(taken.load(Ordering::SeqCst), 2);
    // A quarter of twice the time for each.
    assert!(
        began.elapsed() >= Duration::from_millis(390),
        "{:?}",
        began.elapsed()
    );
    assert!(
        egress.probe("far").await,
        "the proxy takes connections, and the house's resolver answers"
    );
}

#[tokio::test]
async fn a_network_is_known_to_be_down() {
    let dns = Dns::start(&[("fails.test", Says::Fails)]).await;
    assert!(crate::through(&dns).probe(egress::HOUSE).await);
    assert!(far(&dns).probe("far").await);
    let nobody = "127.0.0.1:9".parse().unwrap();
    let egress = Egress::new(config(Some(nobody))).unwrap();
    assert!(!egress.probe(egress::HOUSE).await);
    let cut = Vantage {
        name: "cut".to_owned(),
        proxy: Some(Proxy::Connect(nobody)),
        resolver: Some(dns.address),
        ..Vantage::house()
    };
    let egress = Egress::new(Config {
        vantages: vec![cut],
        ..config(Some(dns.address))
    })
    .unwrap();
    assert!(!egress.probe("cut").await);
}
