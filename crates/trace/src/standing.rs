//! What a trace comes to: who hosts a place, as far as anybody knows, when proxies in front of it, what they
//! answered and the hotline's own rules are counted in.
//!
//! The registries say whose addresses a name leads to. Where these are a proxy's, its country is not the hosting
//! country: the real host is unknown, until the proxy answers or a rule of the hotline says who it is. Of a rule and
//! an answer the newer counts. An answer counts while the place is behind the one who gave it.

use std::collections::BTreeSet;
use std::net::IpAddr;

use identity::{Action, Actor};
use kernel::{Country, Id, Sensitive, Timestamp};
use location::Location;
use store::Tx;

use crate::answer::{Answered, newest_answer};
use crate::rule::{Key, Rule, Says, for_place};
use crate::{Error, Hosting, hosting};

/// Who hosts a place, as far as anybody knows.
#[derive(Clone, Debug)]
pub struct Standing {
    /// What the newest full trace found.
    pub hosting: Hosting,
    /// Who hosts it really, where a rule or an answer says so.
    pub real: Option<RealHost>,
    /// The rules of the hotline that speak of the place, the one that counts first.
    pub rules: Vec<Rule>,
}

/// Who hosts a place really.
#[derive(Clone, Debug)]
pub struct RealHost {
    /// Who says so.
    pub told: Told,
    /// Since when that is known.
    pub at: Timestamp,
    /// Its address.
    pub address: Option<IpAddr>,
    /// Its name.
    pub provider: Option<Sensitive<String>>,
    /// Where abuse of it is reported.
    pub abuse: Option<Sensitive<String>>,
    /// Its country.
    pub country: Option<Country>,
    /// The proxy hosts it itself.
    pub itself: bool,
}

/// Who says who the real host is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// This rule of the hotline.
    Rule(Id<Rule>),
    /// The proxy in front of it.
    Answer,
}

/// Somebody who hosts a place, or stands in front of it.
#[derive(Clone, Debug, Default)]
pub struct Host {
    /// Its address.
    pub address: Option<IpAddr>,
    /// Its name, or a registry's handle of its network.
    pub name: Option<Sensitive<String>>,
    /// Its country.
    pub country: Option<Country>,
    /// Its autonomous system.
    pub autonomous_system: Option<u32>,
    /// Where abuse of it is reported.
    pub abuse: Option<Sensitive<String>>,
}

/// Who hosts a location, as far as anybody knows; nothing before there is a full trace.
pub async fn standing(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<Option<Standing>, Error> {
    actor.may(Action::ReadTrace)?;
    let Some(hosting) = hosting(tx, actor, location).await? else {
        return Ok(None);
    };
    let host = location::host_to_compare(tx, actor, location).await?;
    let rules = for_place(tx, host.expose(), &hosting.addresses).await?;
    let answered = newest_answer(tx, actor, location).await?;
    Ok(Some(Standing::of(hosting, rules, answered)))
}

impl Standing {
    /// What a trace comes to by these rules, the one that counts first, and this answer.
    pub(crate) fn of(hosting: Hosting, rules: Vec<Rule>, answered: Option<Answered>) -> Self {
        let by_rule = rules.iter().find(|rule| rule.says == Says::RealHost);
        let by_rule = by_rule.map(|rule| RealHost {
            told: Told::Rule(rule.id),
            at: rule.added_at,
            address: rule.named.address,
            provider: rule.named.provider.clone().map(Sensitive::new),
            abuse: rule.named.mail.clone().map(Sensitive::new),
            country: rule.named.country,
            itself: false,
        });
        // Whoever stands in front now may be somebody else than the one who answered.
        let answered = answered.filter(|answered| hosting.proxy.as_ref() == Some(&answered.proxy));
        let by_answer = answered.map(|answered| RealHost {
            told: Told::Answer,
            at: answered.at,
            address: answered.address,
            provider: answered.provider.map(Sensitive::new),
            abuse: answered.mail.map(Sensitive::new),
            country: answered.country,
            itself: answered.itself,
        });
        let real = match (by_rule, by_answer) {
            (Some(rule), Some(answer)) if answer.at > rule.at => Some(answer),
            (rule, answer) => rule.or(answer),
        };
        Self {
            hosting,
            real,
            rules,
        }
    }

    /// The proxy behind which the real host is unknown.
    pub fn hidden_by(&self) -> Option<&str> {
        let proxy = self.hosting.proxy.as_deref()?;
        self.real.is_none().then_some(proxy)
    }

    /// The rule of this kind that counts.
    pub fn rule(&self, says: Says) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.says == says)
    }

    /// Whoever hosts it, as far as anybody knows; nobody while the real host is unknown.
    pub fn hosts(&self) -> Vec<Host> {
        match &self.real {
            _ if self.hidden_by().is_some() => Vec::new(),
            Some(real) if !real.itself => self.real_hosts(real),
            Some(_) | None => self.traced_hosts(None),
        }
    }

    /// Whoever stands in front of it, and may be asked who hosts it.
    pub fn in_front(&self) -> Vec<Host> {
        if self.hosting.proxy.is_some() {
            self.traced_hosts(self.real.as_ref().and_then(|real| real.address))
        } else {
            Vec::new()
        }
    }

    /// The countries that it is hosted in, as far as anybody knows: none, one, or several that a person chooses
    /// among.
    pub fn countries(&self) -> BTreeSet<Country> {
        if let Some(country) = self.real.as_ref().and_then(|real| real.country) {
            return BTreeSet::from([country]);
        }
        let hosts = self.hosts().into_iter();
        let mut countries: BTreeSet<_> = hosts.filter_map(|host| host.country).collect();
        countries.extend(self.located());
        countries
    }

    /// What each source says of the country, by the key of its message: what outranks the others first, then every
    /// network of the host that was told, or else of the place's own.
    pub fn countries_by_source(&self) -> Vec<(&'static str, Country)> {
        let mut said = Vec::new();
        if let Some((real, country)) = self
            .real
            .as_ref()
            .and_then(|real| Some((real, real.country?)))
        {
            let source = match real.told {
                Told::Rule(_) => "trace-source-rule",
                Told::Answer => "trace-source-answer",
            };
            said.push((source, country));
        }
        // Where the host was told, the registry's word is that about its address, and not about whoever is in front.
        let networks = match &self.real {
            Some(real) if !real.itself => {
                let networks = self.hosting.networks.iter();
                networks
                    .filter(|network| Some(network.address) == real.address)
                    .collect()
            }
            Some(_) | None => self.hosting.own_networks(),
        };
        for network in networks {
            let registry = network
                .country
                .map(|country| ("trace-source-network", country));
            said.extend(registry.filter(|registry| !said.contains(registry)));
        }
        for country in self.located() {
            let table = ("trace-source-table", country);
            said.extend((!said.contains(&table)).then_some(table));
        }
        said
    }

    /// Whether tables speak of the host at this address: of the real host's own, where that was told, else of the
    /// place's, where no proxy is in front of them.
    fn is_of_host(&self, address: IpAddr) -> bool {
        match &self.real {
            Some(real) if !real.itself => real.address == Some(address),
            Some(_) => self.hosting.is_own(address),
            None => self.hosting.proxy.is_none() && self.hosting.is_own(address),
        }
    }

    /// What tables of addresses say of the host's country.
    fn located(&self) -> impl Iterator<Item = Country> {
        let of_host = |one: &&crate::Located| self.is_of_host(one.address);
        let located = self.hosting.located.iter().filter(of_host);
        located.filter_map(|one| one.country)
    }

    /// Whether a rule forbids to ask or write to this one.
    pub fn is_left_alone(&self, host: &Host) -> bool {
        self.rules
            .iter()
            .filter(|rule| rule.says == Says::DoNotContact)
            .any(|rule| match &rule.key {
                Key::Host(_) | Key::Suffix(_) => true,
                Key::Network(range) => host.address.is_some_and(|one| range.contains(&one)),
            })
    }

    /// Whether an address of the real host was told that the newest trace did not know of, so that no registry was asked
    /// about it.
    pub fn awaits_trace(&self) -> bool {
        let address = self.real.as_ref().and_then(|real| real.address);
        address.is_some_and(|address| !self.hosting.asked.contains(&address))
    }

    /// Whether whoever stands in front of it may be asked who hosts it.
    pub fn may_ask_proxy(&self) -> bool {
        let in_front = self.in_front();
        let is_left_alone = |host: &Host| self.is_left_alone(host);
        !is_left_alone(&Host::default())
            && (in_front.is_empty() || !in_front.iter().all(is_left_alone))
    }

    /// The owner of the site, where a rule says to write to it.
    pub fn owner(&self) -> Option<Host> {
        let owner = &self.rule(Says::SiteOwner)?.named;
        let host = Host {
            name: owner.provider.clone().map(Sensitive::new),
            country: owner.country,
            abuse: owner.mail.clone().map(Sensitive::new),
            ..Host::default()
        };
        (!self.is_left_alone(&host)).then_some(host)
    }

    /// The registrar: the one that a rule names, else the registry's.
    pub fn registrar(&self) -> Host {
        match self.rule(Says::OwnRegistrar) {
            Some(rule) => Host {
                name: rule.named.provider.clone().map(Sensitive::new),
                country: rule.named.country,
                abuse: rule.named.mail.clone().map(Sensitive::new),
                ..Host::default()
            },
            None => Host {
                name: self.hosting.registrar.clone(),
                abuse: self.hosting.registrar_abuse.clone(),
                ..Host::default()
            },
        }
    }

    /// What the registries know of the real host's address, under the name and country that were told.
    fn real_hosts(&self, real: &RealHost) -> Vec<Host> {
        let network = real.address.and_then(|address| {
            let networks = &mut self.hosting.networks.iter();
            networks.find(|network| network.address == address)
        });
        let known = network.map(Host::from).unwrap_or_default();
        vec![Host {
            address: real.address,
            name: real.provider.clone().or(known.name),
            country: real.country.or(known.country),
            autonomous_system: known.autonomous_system,
            abuse: real.abuse.clone().or(known.abuse),
        }]
    }

    /// The networks that the place's own addresses are in.
    fn traced_hosts(&self, but: Option<IpAddr>) -> Vec<Host> {
        let but = |network: &&&crate::Network| Some(network.address) != but;
        let networks = self.hosting.own_networks();
        networks
            .iter()
            .filter(but)
            .map(|one| Host::from(*one))
            .collect()
    }
}

impl From<&crate::Network> for Host {
    fn from(network: &crate::Network) -> Self {
        Self {
            address: Some(network.address),
            name: network
                .holder
                .clone()
                .or_else(|| network.handle.clone().map(Sensitive::new)),
            country: network.country,
            autonomous_system: network.autonomous_system,
            abuse: network.abuse.clone(),
        }
    }
}

/// The addresses that rules and answers name for a place at these addresses: the registries are asked about these as
/// well.
pub(crate) async fn told_addresses(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
    host: &Sensitive<String>,
    addresses: &[IpAddr],
) -> Result<Vec<IpAddr>, Error> {
    let rules = for_place(tx, host.expose(), addresses).await?;
    let by_rule = rules.iter().find(|rule| rule.says == Says::RealHost);
    let by_answer = newest_answer(tx, actor, location).await?;
    let told = [
        by_rule.and_then(|rule| rule.named.address),
        by_answer.and_then(|answered| answered.address),
    ];
    let mut told: Vec<_> = told.into_iter().flatten().collect();
    told.dedup();
    Ok(told)
}

#[cfg(test)]
mod tests;
