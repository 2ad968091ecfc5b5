//! Parking: companies that answer, in the place of a site that is gone, for names that are for sale or were left, and
//! answer with 200. Such lists age: each entry says when it was taken, and from where.

use std::net::IpAddr;

use ipnet::IpNet;
use jiff::civil::Date;
use serde::Deserialize;

use crate::Fault;
use crate::proxies::{is_below, is_name};
use crate::tree::Tree;

/// `parking.toml`: the lists by which one is recognised.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parking {
    /// Each of them.
    #[serde(rename = "parking", default)]
    pub list: Vec<Parker>,
}

/// A company that parks names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parker {
    /// Its name.
    pub name: String,
    /// Names of its name servers: each with all names below it. Only of those that answer for parked names alone:
    /// a registrar's own are those of sites too.
    #[serde(default)]
    pub name_servers: Vec<String>,
    /// Hosts to which parked names lead: each with all names below it.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Ranges of addresses that serve parked names alone.
    #[serde(default)]
    pub networks: Vec<IpNet>,
    /// The day on which these lists were taken.
    taken: String,
    /// From where.
    pub source: String,
    /// Whether the hotline has looked.
    pub confirmed: bool,
}

/// By what parking was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParkedBy {
    /// The address that answered.
    Network,
    /// The host that a redirect led to.
    Host,
    /// A name server of the domain.
    NameServer,
}

impl ParkedBy {
    /// The name, as evidence has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Host => "host",
            Self::NameServer => "name_server",
        }
    }
}

/// What is known of a place when parking is looked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Answering<'a> {
    /// The address that answered.
    pub address: Option<IpAddr>,
    /// The host that answered.
    pub host: &'a str,
    /// The name servers of its domain, as far as they were asked for.
    pub name_servers: &'a [String],
}

impl Parking {
    /// Who parks a place, and by what that was recognised.
    pub fn recognise(&self, answering: &Answering<'_>) -> Option<(&Parker, ParkedBy)> {
        let holds = |parker: &Parker, by: ParkedBy| match by {
            ParkedBy::Network => answering.address.is_some_and(|address| {
                parker.networks.iter().any(|range| range.contains(&address))
            }),
            ParkedBy::Host => is_below(&[answering.host.to_owned()], &parker.hosts),
            ParkedBy::NameServer => is_below(answering.name_servers, &parker.name_servers),
        };
        [ParkedBy::Network, ParkedBy::Host, ParkedBy::NameServer]
            .into_iter()
            .find_map(|by| {
                let parker = self.list.iter().find(|parker| holds(parker, by))?;
                Some((parker, by))
            })
    }

    /// Whether name servers tell anything.
    pub fn knows_name_servers(&self) -> bool {
        self.list
            .iter()
            .any(|parker| !parker.name_servers.is_empty())
    }

    pub(crate) fn faults(&self, tree: &Tree<'_>) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (index, parker) in self.list.iter().enumerate() {
            let index = index.to_string();
            let mut fault = |key: &str, message: String| {
                faults.push(tree.fault(&["parking", &index, key], message));
            };
            if parker.name.trim().is_empty() {
                fault("name", "whoever parks names has one".to_owned());
            }
            let mut earlier = self
                .list
                .iter()
                .take_while(|one| !std::ptr::eq(*one, parker));
            if earlier.any(|one| one.name == parker.name) {
                fault("name", format!("{} stands twice", parker.name));
            }
            if parker.taken.parse::<Date>().is_err() {
                let message = format!("not a date: {:?}; write 2026-01-05", parker.taken);
                fault("taken", message);
            }
            if parker.source.trim().is_empty() {
                fault("source", "say from where the lists were taken".to_owned());
            }
            let names = [
                ("name_servers", &parker.name_servers),
                ("hosts", &parker.hosts),
            ];
            for (key, names) in names {
                if let Some(name) = names.iter().find(|name| !is_name(name)) {
                    let message =
                        format!("{name:?} is no name in lower case of two labels at least");
                    fault(key, message);
                }
            }
            let has_names = names.iter().any(|(_, names)| !names.is_empty());
            if !has_names && parker.networks.is_empty() {
                let message = format!("nothing tells {} from others", parker.name);
                fault("name", message);
            }
        }
        faults
    }
}

impl Parker {
    /// The day on which its lists were taken, as written.
    pub fn taken(&self) -> &str {
        &self.taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parking_is_known_by_each_of_its_lists() {
        let parking: Parking = toml::from_str(
            "[[parking]]\nname = \"A\"\nname_servers = [\"ns.park.example\"]\nhosts = [\"park.example\"]\n\
             networks = [\"127.98.0.0/16\"]\ntaken = \"2026-01-05\"\nsource = \"invented\"\nconfirmed = true",
        )
        .unwrap();
        for (address, host, name_server, expected) in [
            ("127.98.4.4", "a.test", "ns.b.test", Some(ParkedBy::Network)),
            ("127.97.4.4", "park.example", "", Some(ParkedBy::Host)),
            ("127.97.4.4", "WWW.park.example.", "", Some(ParkedBy::Host)),
            ("127.97.4.4", "spark.example", "", None),
            (
                "127.97.4.4",
                "a.test",
                "una.ns.park.example.",
                Some(ParkedBy::NameServer),
            ),
            ("127.97.4.4", "a.test", "park.example", None),
        ] {
            let name_servers = [name_server.to_owned()];
            let answering = Answering {
                address: address.parse().ok(),
                host,
                name_servers: &name_servers,
            };
            let found = parking.recognise(&answering).map(|(_, by)| by);
            assert_eq!(found, expected, "{address} {host} {name_server}");
        }
    }
}
