//! `[[network.vantage]]`: from where else places are looked at than from the house's own network.

use std::net::SocketAddr;

use egress::Proxy;
use kernel::Country;
use serde::Deserialize;

/// A vantage point.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vantage {
    /// What checks call it.
    pub name: String,
    /// The country in which it stands, as two capital letters.
    pub country: Option<Country>,
    /// Whether that is outside the hotline's own country.
    pub abroad: bool,
    /// The proxy: `socks5://ADDRESS:PORT`, or `http://ADDRESS:PORT` for one that knows CONNECT.
    pub proxy: ProxyAddress,
    /// The DNS resolver, asked over TCP through the proxy.
    pub resolver: Option<SocketAddr>,
}

/// The address of a proxy.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct ProxyAddress(Proxy);

impl TryFrom<String> for ProxyAddress {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let refused =
            "a proxy is socks5://ADDRESS:PORT or http://ADDRESS:PORT, with an address and no name";
        let (scheme, place) = text.split_once("://").ok_or(refused)?;
        let place = place.parse().map_err(|_| refused)?;
        match scheme {
            "socks5" => Ok(Self(Proxy::Socks5(place))),
            "http" => Ok(Self(Proxy::Connect(place))),
            _ => Err(refused),
        }
    }
}

impl Vantage {
    pub(crate) fn to_egress(&self) -> egress::Vantage {
        egress::Vantage {
            name: self.name.clone(),
            country: self.country,
            abroad: self.abroad,
            proxy: Some(self.proxy.0),
            resolver: self.resolver,
        }
    }
}

/// What is wrong with these vantage points, if anything is: each has a name of its own.
pub(crate) fn fault(vantages: &[Vantage]) -> Option<&'static str> {
    let mut names: Vec<_> = vantages.iter().map(|one| one.name.as_str()).collect();
    names.extend([egress::HOUSE, egress::TOR]);
    names.sort_unstable();
    let is_name = |name: &&str| {
        let symbol =
            |symbol: char| symbol.is_ascii_lowercase() || matches!(symbol, '-' | '0'..='9');
        (1..=32).contains(&name.len()) && name.chars().all(symbol)
    };
    if !names.iter().all(is_name) {
        Some("a name has small letters, digits and hyphens, 32 at most")
    } else if names.windows(2).any(|pair| pair.first() == pair.last()) {
        Some("each has a name of its own, and none is called house or tor")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, proxy: &str) -> Result<Vantage, toml::de::Error> {
        toml::from_str(&format!(
            "name = \"{name}\"\ncountry = \"NL\"\nabroad = true\nproxy = \"{proxy}\"\nresolver = \"9.9.9.9:53\""
        ))
    }

    #[test]
    fn a_proxy_has_a_scheme_and_an_address() {
        assert!(read("far", "socks5://127.0.0.1:1080").is_ok());
        assert!(read("far", "http://[::1]:3128").is_ok());
        for proxy in [
            "127.0.0.1:1080",
            "socks4://127.0.0.1:1",
            "socks5://proxy.example:1080",
            "socks5://127.0.0.1",
        ] {
            assert!(read("far", proxy).is_err(), "{proxy}");
        }
    }

    #[test]
    fn each_has_a_name_of_its_own() {
        let names = |names: &[&str]| {
            let all: Vec<_> = names
                .iter()
                .map(|name| read(name, "socks5://127.0.0.1:1080").unwrap())
                .collect();
            fault(&all).is_none()
        };
        assert!(names(&[]) && names(&["far", "near-2"]));
        for wrong in [&["far", "far"][..], &["house"], &[""], &["Far"]] {
            assert!(!names(wrong), "{wrong:?}");
        }
    }
}
