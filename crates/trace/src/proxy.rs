//! Whether a place is behind a content delivery network or another proxy, by the lists of the pack.

use std::net::IpAddr;

use pack::{Proxies, Seen, SeenBy};

use crate::detail::Detail;
use crate::gather::ADDRESSES;

/// The proxy in front of a place that these findings are about, as one more of them: in front of all of it, or of some
/// of its addresses, where the others are somebody else's.
pub(crate) fn recognised(proxies: &Proxies, details: &[Detail]) -> Option<Detail> {
    let mut addresses: &[IpAddr] = &[];
    let mut chain: &[String] = &[];
    let mut name_servers: &[String] = &[];
    for detail in details {
        if let Detail::Names {
            addresses: found,
            chain: led,
            name_servers: served,
            ..
        } = detail
        {
            (addresses, chain, name_servers) = (found, led, served);
        }
    }
    // No more is known of those behind.
    let addresses = addresses.get(..ADDRESSES).unwrap_or(addresses);
    let mut its = Vec::new();
    let mut others = 0;
    let mut recognised = None;
    for address in addresses {
        let systems = systems_of(details, *address);
        let seen = Seen {
            addresses: std::slice::from_ref(address),
            systems: &systems,
            ..Seen::default()
        };
        match proxies.recognise(&seen) {
            Some((proxy, by)) => {
                its.push(*address);
                recognised = recognised.or(Some((proxy, by)));
            }
            // Of an address without a system nobody knows whose it is, unless the lists have ranges.
            None if !systems.is_empty() => others += 1,
            None => others += usize::from(!proxies.list.iter().all(|one| one.networks.is_empty())),
        }
    }
    let by_name = proxies.recognise(&Seen {
        chain,
        name_servers,
        ..Seen::default()
    });
    let finding = |(proxy, by): (&pack::Proxy, SeenBy), addresses| Detail::Proxy {
        proxy: proxy.name.clone(),
        by: by.name().to_owned(),
        addresses,
    };
    match (recognised, by_name) {
        (Some(found), None) if others > 0 => Some(finding(found, its)),
        (Some(found), _) | (None, Some(found)) => Some(finding(found, Vec::new())),
        (None, None) => None,
    }
}

/// The autonomous systems of an address, as registries and tables have them.
fn systems_of(details: &[Detail], of: IpAddr) -> Vec<u32> {
    let system = |detail: &Detail| match detail {
        Detail::Network {
            address,
            autonomous_system: Some(system),
            ..
        }
        | Detail::Located {
            address,
            autonomous_system: Some(system),
            ..
        } if *address == of => Some(*system),
        _ => None,
    };
    details.iter().filter_map(system).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies() -> Proxies {
        let pack = pack::load(&pack::Source::Shipped("demo".to_owned()), true);
        pack.unwrap().proxies
    }

    fn names(addresses: &[&str], chain: &[&str]) -> Detail {
        Detail::Names {
            addresses: addresses.iter().map(|one| one.parse().unwrap()).collect(),
            chain: chain.iter().map(|one| (*one).to_owned()).collect(),
            domain: None,
            name_servers: Vec::new(),
            asked: None,
            outcome: "found".to_owned(),
        }
    }

    fn front(details: &[Detail]) -> Option<Vec<String>> {
        match recognised(&proxies(), details)? {
            Detail::Proxy {
                proxy, addresses, ..
            } => {
                assert_eq!(proxy, "Example Delivery");
                Some(addresses.iter().map(ToString::to_string).collect())
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn in_front_of_some_addresses_a_proxy_hides_those_alone() {
        let (its, other) = ("127.99.0.1", "127.40.0.1");
        assert_eq!(front(&[names(&[its], &[])]), Some(vec![]));
        assert_eq!(front(&[names(&[its, "127.99.0.2"], &[])]), Some(vec![]));
        assert_eq!(
            front(&[names(&[its, other], &[])]),
            Some(vec![its.to_owned()])
        );
        // The name leads to it: then all of it is behind.
        let led = names(&[its, other], &["a.edge.delivery.example"]);
        assert_eq!(front(&[led]), Some(vec![]));
        assert_eq!(front(&[names(&[other], &[])]), None);
    }

    #[test]
    fn the_host_is_looked_for_behind_the_other_addresses() {
        let (its, other) = ("127.99.0.1", "127.40.0.1");
        let network = |address: &str, country: &str| Detail::Network {
            address: address.parse().unwrap(),
            protocol: None,
            said_at: kernel::Timestamp::default(),
            range: None,
            handle: None,
            holder: None,
            country: country.parse().ok(),
            autonomous_system: None,
            abuse: Vec::new(),
            asked: Vec::new(),
            answered: true,
            lacks: None,
        };
        let mut details = vec![
            names(&[its, other], &[]),
            network(its, "XA"),
            network(other, "KH"),
        ];
        details.extend(recognised(&proxies(), &details));
        let hosting = crate::Hosting::of(kernel::Timestamp::default(), &details);
        let standing = crate::Standing::of(hosting, Vec::new(), None);
        assert_eq!(standing.hidden_by(), None);
        let countries: Vec<_> = standing.countries().into_iter().map(String::from).collect();
        assert_eq!(countries, ["KH"]);
    }
}
