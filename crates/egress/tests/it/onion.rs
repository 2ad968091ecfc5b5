//! Onion services: by Tor alone, and never asked of a resolver.

use egress::{Config, Egress, Fault, HOUSE};
use smallnet::{Behaviour, SmallNet, What};

use crate::{config, url};

const ONE: &str = "5eymki27lo67k266aupy53n7vfu4dmb7smf3ot3s6yydztz5lkuvetid.onion";
const TWO: &str = "asdlrdwu333stnsxnfdzzqjlgj3jqaintlqejsmmd5xw7pogvhl447yd.onion";

async fn net() -> SmallNet {
    let net = SmallNet::with_demo_sites().await.unwrap();
    net.onion(ONE, smallnet::story::AT_HOME).unwrap();
    net.onion(TWO, smallnet::story::ELSEWHERE).unwrap();
    net
}

fn through(net: &SmallNet, tor: bool) -> Egress {
    Egress::new(Config {
        tor: tor.then(|| net.tor()),
        ..config(Some(net.dns()))
    })
    .unwrap()
}

#[tokio::test]
async fn a_service_is_asked_by_its_name_and_no_resolver_hears_of_it() {
    let net = net().await;
    let egress = through(&net, true);
    for place in [
        format!("http://{ONE}/p/17"),
        format!("http://www.{ONE}:8080/p/18"),
        format!("http://{TWO}/p/17"),
    ] {
        let sighting = egress.look(&url(&place), HOUSE).await;
        let step = sighting.last().unwrap();
        assert!(step.dialled.is_none() && step.resolved.is_empty());
        // The second service has no name before it.
        let there = if place.contains("www.") {
            Err(Fault::Unreachable)
        } else {
            // The page is of a site that knows itself by another name.
            Ok(sighting.end.unwrap())
        };
        assert_eq!(sighting.end, there, "{place}");
    }
    let mut users = Vec::new();
    for asked in net.asked() {
        match asked.what {
            What::Onion { name, user } => {
                assert_eq!(name, user, "each service has circuits of its own");
                users.push(user);
            }
            What::Dns { name, .. } => panic!("the resolver was asked for {name}"),
            What::Http { method, .. } => assert_eq!(method, "HEAD"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(users, [ONE, &format!("www.{ONE}"), TWO]);
    assert!(egress.probe_tor().await.is_ok());
    assert!(egress.probe(egress::TOR).await);
}

#[tokio::test]
async fn without_tor_nobody_is_asked() {
    let net = net().await;
    let egress = through(&net, false);
    let place = url(&format!("http://{ONE}/p/17"));
    assert_eq!(egress.look(&place, HOUSE).await.end, Err(Fault::NoTor));
    assert!(!egress.probe(egress::TOR).await);
    assert!(egress.names(ONE).await.is_err());
    assert!(!egress.reaches_onions());
    assert_eq!(net.asked(), []);
}

#[tokio::test]
async fn a_redirect_to_a_service_goes_there_by_tor() {
    let net = net().await;
    let to = format!("http://{ONE}/p/18");
    net.behave(smallnet::story::ELSEWHERE, Behaviour::RedirectsTo(to))
        .await
        .unwrap();
    let from = url(&format!(
        "http://{}:{}/p/17",
        smallnet::story::ELSEWHERE,
        net.site_port()
    ));
    let sighting = through(&net, true).look(&from, HOUSE).await;
    assert_eq!(sighting.steps.len(), 2);
    assert!(sighting.end.is_ok());
    let sighting = through(&net, false).look(&from, HOUSE).await;
    assert_eq!(sighting.end, Err(Fault::NoTor));
    let of_onions = net.asked().into_iter().filter(|asked| match &asked.what {
        What::Dns { name, .. } => name.contains("onion"),
        _ => false,
    });
    assert_eq!(of_onions.count(), 0);
}

#[tokio::test]
async fn what_listens_there_may_be_no_tor() {
    let net = net().await;
    let place = url(&format!("http://{ONE}/p/17"));
    for other in [
        net.proxy_abroad(),
        net.whois(),
        "127.0.0.1:9".parse().unwrap(),
    ] {
        let egress = Egress::new(Config {
            tor: Some(other),
            timeout: std::time::Duration::from_secs(1),
            ..config(Some(net.dns()))
        })
        .unwrap();
        let end = egress.look(&place, HOUSE).await.end;
        assert!(
            matches!(end, Err(Fault::Vantage | Fault::TimedOut)),
            "{end:?}"
        );
    }
}
