//! Whether a place is behind a content delivery network or another proxy, by the lists of the pack.

use std::net::IpAddr;

use pack::{Proxies, Seen};

use crate::detail::Detail;

/// The proxy in front of a place that these findings are about, as one more of them.
pub(crate) fn recognised(proxies: &Proxies, details: &[Detail]) -> Option<Detail> {
    let mut addresses: &[IpAddr] = &[];
    let mut chain: &[String] = &[];
    let mut name_servers: &[String] = &[];
    let mut systems = Vec::new();
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
    for detail in details {
        // The registries are asked about addresses as well that rules and answers name.
        if let Detail::Network {
            address,
            autonomous_system: Some(system),
            ..
        }
        | Detail::Located {
            address,
            autonomous_system: Some(system),
            ..
        } = detail
            && addresses.contains(address)
        {
            systems.push(*system);
        }
    }
    let seen = Seen {
        addresses,
        systems: &systems,
        chain,
        name_servers,
    };
    let (proxy, by) = proxies.recognise(&seen)?;
    Some(Detail::Proxy {
        proxy: proxy.name.clone(),
        by: by.name().to_owned(),
    })
}
