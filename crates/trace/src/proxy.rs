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
