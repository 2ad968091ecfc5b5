//! What full traces come to: where a location is hosted. The newest counts; where a registry or the resolver gave it no
//! answer, what an earlier trace was told stands in, with the date on which it was said: an outage of somebody else is no
//! reason to know less.

use std::net::IpAddr;

use identity::{Action, Actor};
use kernel::{Country, Id, Sensitive, Timestamp};
use location::Location;
use store::Tx;

use crate::Error;
use crate::contact::AbuseContact;
use crate::detail::{Detail, Lack};
use crate::finding::{Finding, newest};

/// So many full traces are looked back at for what the newest was not told.
pub(crate) const EARLIER: i64 = 16;

/// The network behind one address.
#[derive(Clone, Debug)]
pub struct Network {
    /// The address.
    pub address: IpAddr,
    /// The first and the last address of the network.
    pub range: Option<(IpAddr, IpAddr)>,
    /// The registry's handle.
    pub handle: Option<String>,
    /// Who holds the network.
    pub holder: Option<Sensitive<String>>,
    /// Its country.
    pub country: Option<Country>,
    /// Its autonomous system.
    pub autonomous_system: Option<u32>,
    /// Where abuse of it is reported.
    pub abuse: Option<Sensitive<String>>,
    /// When the registry said so.
    pub said_at: Timestamp,
}

impl Network {
    /// Whether an address is in it.
    fn holds(&self, address: IpAddr) -> bool {
        let is_within = |(first, last): (IpAddr, IpAddr)| {
            first.is_ipv4() == address.is_ipv4() && first <= address && address <= last
        };
        self.address == address || self.range.is_some_and(is_within)
    }
}

/// What a table of addresses says of one address.
#[derive(Clone, Debug)]
pub struct Located {
    /// The address.
    pub address: IpAddr,
    /// Its country.
    pub country: Option<Country>,
    /// The autonomous system that announces it.
    pub autonomous_system: Option<u32>,
    /// When the table was built.
    pub built_at: Timestamp,
}

/// Where a location is hosted, by its full traces.
#[derive(Clone, Debug, Default)]
pub struct Hosting {
    /// When the newest trace was made.
    pub at: Timestamp,
    /// Every address behind the name.
    pub addresses: Vec<IpAddr>,
    /// The networks that a registry knew, one an address.
    pub networks: Vec<Network>,
    /// What tables of addresses say, which stands beside the registries' word.
    pub located: Vec<Located>,
    /// Who registered the domain for its holder.
    pub registrar: Option<Sensitive<String>>,
    /// Where abuse is reported to the registrar.
    pub registrar_abuse: Option<Sensitive<String>>,
    /// True for an onion service, which has no country.
    pub onion: bool,
    /// True where there is no way to it: an onion service, and no Tor was configured when it was traced.
    pub unreached: bool,
    /// Who stands in front of it, by the pack's lists.
    pub proxy: Option<String>,
    /// Of a place that is partly behind a proxy, the addresses that are the proxy's: its host is behind the others.
    pub proxied: Vec<IpAddr>,
    /// The addresses whose network was asked for, whether there was an answer or not.
    pub asked: Vec<IpAddr>,
    /// What the newest trace was not told, and no earlier one either.
    pub unsaid: Unsaid,
}

/// What a trace was not told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsaid {
    /// The resolver gave no answer.
    pub names: bool,
    /// No registry answered about an address.
    pub networks: bool,
    /// No registry answered about the domain.
    pub domain: bool,
}

impl Unsaid {
    pub(crate) const fn is_something(self) -> bool {
        self.names || self.networks || self.domain
    }
}

impl Hosting {
    /// What one full trace found, by itself.
    pub(crate) fn of<'a>(at: Timestamp, details: impl IntoIterator<Item = &'a Detail>) -> Self {
        let mut hosting = Self {
            at,
            ..Self::default()
        };
        for detail in details {
            hosting.take(detail.clone());
        }
        hosting
    }

    fn of_findings(found: &[Finding]) -> Self {
        let at = found.first().map(|finding| finding.at).unwrap_or_default();
        Self::of(at, found.iter().map(|finding| &finding.detail))
    }

    /// What full traces come to, the newest first.
    pub(crate) fn of_all(traces: &[Vec<Finding>]) -> Option<Self> {
        let (newest, earlier) = traces.split_first()?;
        let mut hosting = Self::of_findings(newest);
        for earlier in earlier {
            if !hosting.unsaid.is_something() {
                break;
            }
            hosting.complete(Self::of_findings(earlier));
        }
        Some(hosting)
    }

    fn take(&mut self, detail: Detail) {
        match detail {
            Detail::Names {
                addresses, outcome, ..
            } => {
                self.addresses = addresses;
                self.onion = matches!(outcome.as_str(), "onion" | "onion_unreached");
                self.unreached = outcome == "onion_unreached";
                self.unsaid.names = matches!(outcome.as_str(), "failed" | "no_resolver");
            }
            Detail::Network {
                address,
                answered: false,
                lacks,
                ..
            } => {
                self.asked.push(address);
                self.unsaid.networks |= lacks != Some(Lack::Nobody);
            }
            Detail::Network {
                address,
                range,
                handle,
                holder,
                country,
                autonomous_system,
                abuse,
                said_at,
                lacks,
                ..
            } => {
                self.asked.push(address);
                self.unsaid.networks |= lacks.is_some();
                self.networks.push(Network {
                    address,
                    range,
                    handle,
                    holder: holder.map(Sensitive::new),
                    country,
                    autonomous_system,
                    abuse: first(&abuse),
                    said_at,
                });
            }
            Detail::Domain {
                registrar,
                abuse,
                answered,
                lacks,
                ..
            } => {
                // Of a domain that nobody knows there is nothing that an earlier trace could say better.
                self.unsaid.domain = match lacks {
                    Some(lack) => lack == Lack::Part,
                    None => !answered,
                };
                self.registrar = registrar.map(Sensitive::new);
                self.registrar_abuse = first(&abuse);
            }
            Detail::Located {
                address,
                country,
                autonomous_system,
                built_at,
                ..
            } => self.located.push(Located {
                address,
                country,
                autonomous_system,
                built_at,
            }),
            Detail::Proxy {
                proxy, addresses, ..
            } if addresses.is_empty() => self.proxy = Some(proxy),
            Detail::Proxy { addresses, .. } => self.proxied = addresses,
            Detail::System { .. }
            | Detail::Answer { .. }
            | Detail::Look { .. }
            | Detail::Redirect { .. } => {}
        }
    }

    /// Takes over from an earlier trace what this one was not told.
    fn complete(&mut self, earlier: Self) {
        if self.unsaid.names && !earlier.unsaid.names {
            self.addresses = earlier.addresses;
            self.asked.extend(earlier.asked);
            self.located.extend(earlier.located);
            self.onion = earlier.onion;
            self.unreached = earlier.unreached;
            self.proxy = self.proxy.take().or(earlier.proxy);
            self.proxied = earlier.proxied;
            // Of what the resolver said then nothing was asked now.
            self.unsaid = Unsaid {
                names: false,
                networks: true,
                domain: true,
            };
        }
        let addresses: Vec<_> = self.addresses.iter().chain(&self.asked).copied().collect();
        for address in addresses {
            let is_known = self.networks.iter().any(|one| one.address == address);
            let known = earlier.networks.iter().find(|one| one.holds(address));
            if let Some(known) = known.filter(|_| !is_known) {
                let mut known = known.clone();
                known.address = address;
                self.networks.push(known);
            }
        }
        let is_known = |address: &IpAddr| self.networks.iter().any(|one| one.address == *address);
        self.unsaid.networks &= !self.asked.iter().all(is_known);
        if self.unsaid.domain && !earlier.unsaid.domain {
            let exposed =
                |name: &Option<Sensitive<String>>| name.as_ref().map(|name| name.expose().clone());
            // Where another registrar has the domain now, the contact of the one before is none.
            let is_same =
                self.registrar.is_none() || exposed(&self.registrar) == exposed(&earlier.registrar);
            if is_same {
                self.registrar_abuse = self.registrar_abuse.take().or(earlier.registrar_abuse);
            }
            self.registrar = self.registrar.take().or(earlier.registrar);
            self.unsaid.domain = self.registrar.is_none() && self.registrar_abuse.is_none();
        }
    }

    /// The networks of the place's own addresses: not those that rules and answers name, nor those of a proxy that is in
    /// front of some of them alone.
    pub(crate) fn own_networks(&self) -> Vec<&Network> {
        let is_own = |network: &&Network| self.is_own(network.address);
        self.networks.iter().filter(is_own).collect()
    }

    pub(crate) fn is_own(&self, address: IpAddr) -> bool {
        let is_its = self.addresses.is_empty() || self.addresses.contains(&address);
        is_its && !self.proxied.contains(&address)
    }
}

/// Where a location is hosted, by its full traces; nothing before there is one.
pub async fn hosting(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<Option<Hosting>, Error> {
    actor.may(Action::ReadTrace)?;
    let found = newest(tx, actor, location, "full", 1).await?;
    let hosting = Hosting::of_all(&found);
    if hosting
        .as_ref()
        .is_some_and(|one| one.unsaid.is_something())
    {
        let found = newest(tx, actor, location, "full", EARLIER).await?;
        return Ok(Hosting::of_all(&found));
    }
    Ok(hosting)
}

/// The contact that the source names first.
fn first(abuse: &[AbuseContact]) -> Option<Sensitive<String>> {
    let contact = abuse.first()?;
    Some(Sensitive::new(contact.address.clone()))
}

#[cfg(test)]
mod tests;
