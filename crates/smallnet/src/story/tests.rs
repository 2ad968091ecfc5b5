//! The sites of the demonstration are what they are said to be.

use super::*;
use crate::site::registered_domain;

#[test]
fn the_sites_stand_in_three_kinds_of_country() {
    let told: Vec<(String, String, String)> = demo_sites()
        .into_iter()
        .map(|site| (site.host, site.network.country, site.network.holder))
        .collect();
    let expected = [
        (AT_HOME, "KH", "Mekong Example Hosting"),
        (WITH_PARTNER, "NL", "Polder Example Hosting"),
        (ELSEWHERE, "MH", "Atoll Example Hosting"),
    ]
    .map(|(host, country, holder)| (host.to_owned(), country.to_owned(), holder.to_owned()));
    assert_eq!(told, expected);
}

#[tokio::test]
async fn every_site_stands_alone_and_is_accepted() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let known = net.world.known();
    assert_eq!(known.sites.len(), 3);
    assert_eq!(known.networks.len(), 3);
    let mut domains: Vec<&str> = known
        .sites
        .keys()
        .map(|host| registered_domain(host))
        .collect();
    domains.dedup();
    assert_eq!(domains.len(), 3);
    for placed in known.sites.values() {
        for mail in [&placed.site.network.abuse, &placed.site.registrar.abuse] {
            assert!(mail.starts_with("abuse@"), "{mail}");
            assert_eq!(mail.rsplit('.').next(), Some("test"), "{mail}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_can_share_it() {
    let net = std::sync::Arc::new(SmallNet::with_demo_sites().await.unwrap());
    let changes: Vec<_> = [AT_HOME, WITH_PARTNER, ELSEWHERE]
        .into_iter()
        .map(|host| {
            let net = std::sync::Arc::clone(&net);
            tokio::spawn(async move {
                net.behave(host, crate::Behaviour::RefusesConnections)
                    .await?;
                net.put_up(host).await
            })
        })
        .collect();
    for change in changes {
        change.await.unwrap().unwrap();
    }
    for site in demo_sites() {
        let place = (site.address, net.site_port());
        assert!(tokio::net::TcpStream::connect(place).await.is_ok());
    }
}
