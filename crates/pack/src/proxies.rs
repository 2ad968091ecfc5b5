//! Content delivery networks and other proxies: whoever stands in front of a place and is not its host.
//!
//! A place is behind one where its address is in one of its ranges or autonomous systems, where its name leads to
//! one of its names, or where its name servers are its own. Such lists age: each entry says when it was taken.

use std::net::IpAddr;

use ipnet::IpNet;
use jiff::civil::Date;
use serde::Deserialize;

use crate::Fault;
use crate::tree::Tree;

/// `proxies.toml`: the lists by which one is recognised.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proxies {
    /// Each proxy.
    #[serde(rename = "proxy", default)]
    pub list: Vec<Proxy>,
    /// Hosts whose addresses do nothing but lead on to others.
    #[serde(default)]
    pub shorteners: Vec<String>,
}

/// A content delivery network or another proxy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    /// Its name.
    pub name: String,
    /// Numbers of the autonomous systems that it runs for this alone.
    #[serde(default)]
    pub systems: Vec<u32>,
    /// Ranges of addresses that it runs for this alone.
    #[serde(default)]
    pub networks: Vec<IpNet>,
    /// Names that a name of its customers leads to: each with all names below it.
    #[serde(default)]
    pub cnames: Vec<String>,
    /// Names of its name servers: each with all names below it. Only for one that stands in front of every name
    /// that they answer for: whoever merely keeps names is not in front of a place.
    #[serde(default)]
    pub name_servers: Vec<String>,
    /// The day on which these lists were taken.
    taken: String,
    /// Whether the hotline has looked.
    pub confirmed: bool,
}

/// By what a proxy was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// An address in one of its ranges.
    Network,
    /// The number of its autonomous system.
    System,
    /// A name that the place's name leads to.
    Name,
    /// A name server of the domain.
    NameServer,
}

impl By {
    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::System => "system",
            Self::Name => "name",
            Self::NameServer => "name_server",
        }
    }
}

/// What is known of a place when a proxy is looked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen<'a> {
    /// The addresses behind its name.
    pub addresses: &'a [IpAddr],
    /// The autonomous systems of these.
    pub systems: &'a [u32],
    /// The names that its name led through.
    pub chain: &'a [String],
    /// The name servers of its domain.
    pub name_servers: &'a [String],
}

impl Proxies {
    /// The proxy in front of a place, and by what it was recognised: the addresses say more than the names.
    pub fn recognise(&self, seen: &Seen<'_>) -> Option<(&Proxy, By)> {
        let holds = |proxy: &Proxy, by: By| match by {
            By::Network => seen
                .addresses
                .iter()
                .any(|address| proxy.networks.iter().any(|range| range.contains(address))),
            By::System => seen
                .systems
                .iter()
                .any(|system| proxy.systems.contains(system)),
            By::Name => is_below(seen.chain, &proxy.cnames),
            By::NameServer => is_below(seen.name_servers, &proxy.name_servers),
        };
        [By::Network, By::System, By::Name, By::NameServer]
            .into_iter()
            .find_map(|by| {
                let proxy = self.list.iter().find(|proxy| holds(proxy, by))?;
                Some((proxy, by))
            })
    }

    /// Whether a host does nothing but lead on.
    pub fn is_shortener(&self, host: &str) -> bool {
        let host = host.trim_start_matches("www.");
        self.shorteners.iter().any(|shortener| shortener == host)
    }

    pub(crate) fn faults(&self, tree: &Tree<'_>) -> Vec<Fault> {
        let mut faults = Vec::new();
        if let Some(name) = self.shorteners.iter().find(|name| !is_name(name)) {
            let message = format!("{name:?} is no name in lower case of two labels at least");
            faults.push(tree.fault(&["shorteners"], message));
        }
        for (index, proxy) in self.list.iter().enumerate() {
            let index = index.to_string();
            let mut fault = |key: &str, message: String| {
                faults.push(tree.fault(&["proxy", &index, key], message));
            };
            if proxy.name.trim().is_empty() {
                fault("name", "a proxy has a name".to_owned());
            }
            let earlier = self
                .list
                .iter()
                .take_while(|one| !std::ptr::eq(*one, proxy));
            if earlier.clone().any(|one| one.name == proxy.name) {
                fault("name", format!("the proxy {} stands twice", proxy.name));
            }
            if let Some(other) = earlier.clone().find(|one| {
                one.systems
                    .iter()
                    .any(|system| proxy.systems.contains(system))
            }) {
                let message = format!("{} and {} share a system", other.name, proxy.name);
                fault("systems", message);
            }
            if proxy.taken.parse::<Date>().is_err() {
                let message = format!("not a date: {:?}; write 2026-01-05", proxy.taken);
                fault("taken", message);
            }
            for (key, names) in [
                ("cnames", &proxy.cnames),
                ("name_servers", &proxy.name_servers),
            ] {
                if let Some(name) = names.iter().find(|name| !is_name(name)) {
                    let message =
                        format!("{name:?} is no name in lower case of two labels at least");
                    fault(key, message);
                }
            }
            let lists = [&proxy.cnames, &proxy.name_servers];
            let is_empty = lists.iter().all(|list| list.is_empty());
            if proxy.systems.is_empty() && proxy.networks.is_empty() && is_empty {
                let message = format!("nothing tells {} from others", proxy.name);
                fault("name", message);
            }
        }
        faults
    }
}

impl Proxy {
    /// The day on which its lists were taken, as written.
    pub fn taken(&self) -> &str {
        &self.taken
    }
}

/// Whether one of these names is one of those, or below it.
pub(crate) fn is_below(names: &[String], suffixes: &[String]) -> bool {
    let is_below = |name: &str, suffix: &str| {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        name.strip_suffix(suffix)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    names
        .iter()
        .any(|name| suffixes.iter().any(|suffix| is_below(name, suffix)))
}

pub(crate) fn is_name(name: &str) -> bool {
    let is_of_label = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_')
    };
    let is_label = |label: &str| !label.is_empty() && label.bytes().all(is_of_label);
    name.contains('.') && name.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Addresses, systems, chain, name servers: what comes of them.
    type Line = (
        &'static [&'static str],
        &'static [u32],
        &'static [&'static str],
        &'static [&'static str],
    );

    #[test]
    fn a_proxy_is_known_by_each_of_its_lists() {
        let proxies: Proxies = toml::from_str(
            "[[proxy]]\nname = \"A\"\nsystems = [64500]\nnetworks = [\"127.99.0.0/16\", \"2001:db8:99::/48\"]\n\
             cnames = [\"edge.a.example\"]\nname_servers = [\"ns.a.example\"]\ntaken = \"2026-01-05\"\nconfirmed = false\n\
             [[proxy]]\nname = \"B\"\nsystems = [64501]\ntaken = \"2026-01-05\"\nconfirmed = true",
        )
        .unwrap();
        let text = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let lines: [(Line, Option<(&str, By)>); 10] = [
            ((&["127.99.4.4"], &[], &[], &[]), Some(("A", By::Network))),
            (
                (&["127.1.1.1", "2001:db8:99::1"], &[], &[], &[]),
                Some(("A", By::Network)),
            ),
            ((&["127.98.4.4"], &[], &[], &[]), None),
            ((&[], &[64501], &[], &[]), Some(("B", By::System))),
            ((&[], &[64502], &[], &[]), None),
            (
                (&[], &[], &["x.edge.A.example."], &[]),
                Some(("A", By::Name)),
            ),
            ((&[], &[], &["edge.a.example"], &[]), Some(("A", By::Name))),
            ((&[], &[], &["wedge.a.example"], &[]), None),
            (
                (&[], &[], &[], &["una.ns.a.example"]),
                Some(("A", By::NameServer)),
            ),
            // Where it is says more than what it is called.
            (
                (&[], &[64501], &["x.edge.a.example"], &[]),
                Some(("B", By::System)),
            ),
        ];
        for (line, expected) in lines {
            let (addresses, systems, chain, servers) = line;
            let addresses: Vec<IpAddr> = addresses.iter().map(|one| one.parse().unwrap()).collect();
            let (chain, name_servers) = (text(chain), text(servers));
            let seen = Seen {
                addresses: &addresses,
                systems,
                chain: &chain,
                name_servers: &name_servers,
            };
            let found = proxies.recognise(&seen);
            assert_eq!(
                found.map(|(proxy, by)| (proxy.name.as_str(), by)),
                expected,
                "{line:?}"
            );
        }
    }
}
