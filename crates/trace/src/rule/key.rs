//! What a rule is about, and which of several rules counts.

use std::cmp::Reverse;
use std::net::IpAddr;

use ipnet::IpNet;
use pack::UrlRules;

use super::Rule;

/// What a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// One host: a name or an address.
    Host(String),
    /// A domain, and every name below it.
    Suffix(String),
    /// Every address of a range.
    Network(IpNet),
}

impl Key {
    /// Reads what was typed: a host and a domain as reports are read, so that the same is found however it was
    /// written.
    pub(crate) fn read(reach: &str, typed: &str) -> Option<Self> {
        let typed = typed.trim();
        match reach {
            "host" => host(typed).map(Self::Host),
            "suffix" => host(typed.trim_start_matches("*.").trim_start_matches('.'))
                .filter(|host| host.parse::<IpAddr>().is_err())
                .map(Self::Suffix),
            "network" => typed
                .parse::<IpNet>()
                .or_else(|_| typed.parse::<IpAddr>().map(IpNet::from))
                .ok()
                .filter(|range| range.prefix_len() > 0)
                .map(|range| Self::Network(range.trunc())),
            _ => None,
        }
    }

    /// What kind of key it is, as stored.
    pub const fn reach(&self) -> &'static str {
        match self {
            Self::Host(_) => "host",
            Self::Suffix(_) => "suffix",
            Self::Network(_) => "network",
        }
    }

    /// The key of the message that names what kind of key it is.
    pub const fn message(&self) -> &'static str {
        match self {
            Self::Host(_) => "trace-rule-reach-host",
            Self::Suffix(_) => "trace-rule-reach-suffix",
            Self::Network(_) => "trace-rule-reach-network",
        }
    }

    /// The key itself.
    pub fn text(&self) -> String {
        match self {
            Self::Host(text) | Self::Suffix(text) => text.clone(),
            Self::Network(range) => range.to_string(),
        }
    }

    /// Whether it speaks of a place with this host at these addresses.
    pub(crate) fn speaks_of(&self, host: &str, addresses: &[IpAddr]) -> bool {
        match self {
            Self::Host(key) => key == host,
            Self::Suffix(key) => suffixes(host).any(|suffix| suffix == key),
            Self::Network(range) => addresses.iter().any(|address| range.contains(address)),
        }
    }

    /// How near it comes to one place: kind first, then length.
    fn nearness(&self) -> (u8, usize) {
        match self {
            Self::Host(_) => (2, 0),
            Self::Suffix(key) => (1, key.len()),
            Self::Network(range) => (0, usize::from(range.prefix_len())),
        }
    }
}

/// The rules that speak of one place, the one that counts first.
pub(crate) fn in_order(mut rules: Vec<Rule>) -> Vec<Rule> {
    rules.sort_by_key(|rule| Reverse((rule.key.nearness(), rule.added_at, rule.id)));
    rules
}

/// A host's name and every domain that it is below, of two labels at least.
pub(crate) fn suffixes(host: &str) -> impl Iterator<Item = &str> {
    let is_name = host.parse::<IpAddr>().is_err();
    std::iter::successors(Some(host), |name| Some(name.split_once('.')?.1))
        .filter(move |name| is_name && name.contains('.'))
}

fn host(typed: &str) -> Option<String> {
    // What is more than a host is not a key.
    if typed.contains(['/', '?', '#', '@', '\\']) || typed.contains(char::is_whitespace) {
        return None;
    }
    let is_bare = typed.parse::<std::net::Ipv6Addr>().is_ok();
    let url = if is_bare {
        format!("http://[{typed}]/")
    } else {
        format!("http://{typed}/")
    };
    let place = location::recognise(&url, &UrlRules::default()).ok()?;
    let has_port = !is_bare
        && typed
            .rsplit_once(':')
            .is_some_and(|(_, port)| !port.ends_with(']'));
    (!has_port).then(|| place.host().expose().clone())
}
