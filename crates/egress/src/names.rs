//! Names of the DNS, asked of the configured resolver alone.

mod kept;

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::time::Instant;

use self::kept::Kept;
use crate::Error;

/// How long one question to the resolver waits for its answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often a question is put.
const TRIES: usize = 2;

/// How long all tries together may take: each over UDP and one over TCP.
const ALL_TRIES: Duration = Duration::from_secs(6);

/// The most aliases that are followed: as many as resolvers do.
pub(crate) const ALIASES: usize = 16;

/// The most addresses that are kept of one name.
pub(crate) const ADDRESSES: usize = 64;

/// The most name servers that are kept of one domain.
const NAME_SERVERS: usize = 16;

/// What the DNS says about a host. It prints as counts alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Names {
    /// Its addresses, IPv4 first, unchecked, at least one and at most 64.
    pub addresses: Vec<IpAddr>,
    /// The aliases (CNAME) that led to them, in order and without the host itself; at most sixteen, in
    /// lower case and without a dot at the end.
    pub chain: Vec<String>,
}

impl Names {
    /// A literal address, which has no name.
    pub(crate) fn of(address: IpAddr) -> Self {
        Self {
            addresses: vec![address],
            chain: Vec::new(),
        }
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (addresses, aliases) = (self.addresses.len(), self.chain.len());
        write!(formatter, "Names({addresses} addresses, {aliases} aliases)")
    }
}

/// Why a host has no addresses for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// No resolver is configured; nobody was asked.
    #[error("no DNS resolver is configured")]
    NoResolver,
    /// The DNS says that there is no such name, or that it has no address.
    #[error("the name does not exist or has no address")]
    NoSuchName,
    /// The name leads through more than sixteen aliases, or in a circle.
    #[error("the name leads through too many aliases")]
    Aliases,
    /// The resolver could not be reached or could not say; or the host is none that the DNS knows about
    /// (not a name, or under `.onion`, which RFC 7686 keeps out of the DNS).
    #[error("the DNS resolver gave no answer")]
    Failed,
}

impl NameError {
    /// The name, as evidence has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoResolver => "no_resolver",
            Self::NoSuchName => "no_such_name",
            Self::Aliases => "aliases",
            Self::Failed => "names_failed",
        }
    }
}

/// The address a host spells out, in brackets for IPv6 or without.
pub(crate) fn literal(host: &str) -> Option<IpAddr> {
    host.strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host)
        .parse()
        .ok()
}

/// Why a question has no records for an answer.
enum Missing {
    /// There is no such name (NXDOMAIN).
    Name,
    /// There is the name, or one that it is an alias of, and no such record of it.
    Record,
    /// Nobody could say.
    Answer,
}

/// The configured resolver, and what it said a moment ago.
#[derive(Clone)]
pub(crate) struct Resolver {
    resolver: TokioResolver,
    kept: Arc<Kept>,
}

impl Resolver {
    pub(crate) fn new(server: SocketAddr) -> Result<Self, Error> {
        let connections =
            [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
                connection.port = server.port();
                connection
            });
        let name_server = NameServerConfig::new(server.ip(), true, connections.into());
        let config = ResolverConfig::from_name_servers(vec![name_server]);
        let mut builder =
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
        *builder.options_mut() = options();
        let resolver = builder.build().map_err(|_| Error::Resolver)?;
        Ok(Self {
            resolver,
            kept: Arc::default(),
        })
    }

    /// Asks afresh, and keeps the answer for whoever may be told what was said a moment ago.
    pub(crate) async fn names(&self, host: &str) -> Result<Names, NameError> {
        let name = full_name(host)?;
        let (version_4, version_6) = tokio::join!(
            self.ask(name.clone(), RecordType::A),
            self.ask(name.clone(), RecordType::AAAA),
        );
        // What one question found stands, even if the other failed. Nothing is known to be gone, though,
        // unless both say so.
        let missing = match (&version_4, &version_6) {
            (Err(Missing::Answer), _) | (_, Err(Missing::Answer)) => Missing::Answer,
            (Err(Missing::Name), _) => Missing::Name,
            _ => Missing::Record,
        };
        let mut records = version_4.unwrap_or_default();
        records.extend(version_6.unwrap_or_default());
        let addresses = addresses(&records);
        let aliases = chain(&name, &records);
        if addresses.is_empty() {
            return Err(match missing {
                Missing::Answer => NameError::Failed,
                Missing::Name => NameError::NoSuchName,
                Missing::Record => self.follow_aliases(name).await,
            });
        }
        let chain = aliases.ok_or(NameError::Aliases)?;
        let names = Names { addresses, chain };
        let seconds = records.iter().map(|record| record.ttl).min().unwrap_or(0);
        let time_to_live = Duration::from_secs(seconds.into());
        let key = key(host);
        self.kept.put(key, &names, time_to_live, Instant::now());
        Ok(names)
    }

    /// What was said a moment ago, if it may still be said.
    pub(crate) fn kept_names(&self, host: &str) -> Option<Names> {
        self.kept.get(&key(host), Instant::now())
    }

    /// What was said a moment ago, or else what is said now.
    pub(crate) async fn names_of_late(&self, host: &str) -> Result<Names, NameError> {
        match self.kept_names(host) {
            Some(names) => Ok(names),
            None => self.names(host).await,
        }
    }

    /// The name servers of a domain, in alphabetical order.
    pub(crate) async fn name_servers(&self, domain: &str) -> Result<Vec<String>, NameError> {
        let records = match self.ask(full_name(domain)?, RecordType::NS).await {
            Ok(records) => records,
            Err(Missing::Name | Missing::Record) => return Err(NameError::NoSuchName),
            Err(Missing::Answer) => return Err(NameError::Failed),
        };
        let mut servers: Vec<String> = records
            .iter()
            .filter_map(|record| match &record.data {
                RData::NS(server) => Some(text(&server.0)),
                _ => None,
            })
            .collect();
        servers.sort();
        servers.dedup();
        servers.truncate(NAME_SERVERS);
        Ok(servers)
    }

    pub(crate) async fn probe(&self) -> Result<(), NameError> {
        match self.ask(Name::root(), RecordType::NS).await {
            // That the root has no name servers is a strange answer, but one.
            Ok(_) | Err(Missing::Name | Missing::Record) => Ok(()),
            Err(Missing::Answer) => Err(NameError::Failed),
        }
    }

    /// Why a name that is there has no address: the library below follows aliases, gives up at some time and then
    /// says no more than that it found nothing. A name at the end of the world must not pass for one that is gone.
    async fn follow_aliases(&self, mut name: Name) -> NameError {
        for _ in 0..=ALIASES {
            let records = match self.ask(name.clone(), RecordType::CNAME).await {
                Ok(records) => records,
                Err(Missing::Name | Missing::Record) => return NameError::NoSuchName,
                Err(Missing::Answer) => return NameError::Failed,
            };
            let target = records.iter().find_map(|record| match &record.data {
                RData::CNAME(target) => Some(target.0.clone()),
                _ => None,
            });
            match target {
                Some(target) => name = target,
                None => return NameError::NoSuchName,
            }
        }
        NameError::Aliases
    }

    async fn ask(&self, name: Name, kind: RecordType) -> Result<Vec<Record>, Missing> {
        match tokio::time::timeout(ALL_TRIES, self.resolver.lookup(name, kind)).await {
            Ok(Ok(lookup)) => Ok(lookup.answers().to_vec()),
            Ok(Err(error)) if error.is_nx_domain() => Err(Missing::Name),
            Ok(Err(error)) if error.is_no_records_found() => Err(Missing::Record),
            // The error's text has the name in it.
            Ok(Err(_)) | Err(_) => Err(Missing::Answer),
        }
    }
}

/// Under what an answer about a host is kept.
fn key(host: &str) -> String {
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

fn options() -> ResolverOpts {
    let mut options = ResolverOpts::default();
    options.timeout = PATIENCE;
    options.attempts = TRIES;
    // Each question is asked afresh: a re-check must see that a place moved. What may be kept is kept by us.
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    options.num_concurrent_reqs = 1;
    options.preserve_intermediates = true;
    options.try_tcp_on_error = true;
    options
}

/// The host as a name that no search list is added to.
pub(crate) fn full_name(host: &str) -> Result<Name, NameError> {
    let host = key(host);
    if host.is_empty() || host.split('.').next_back() == Some("onion") {
        return Err(NameError::Failed);
    }
    Name::from_ascii(format!("{host}.")).map_err(|_| NameError::Failed)
}

fn addresses(records: &[Record]) -> Vec<IpAddr> {
    let mut addresses = Vec::new();
    for record in records {
        let address = match &record.data {
            RData::A(address) => IpAddr::V4(address.0),
            RData::AAAA(address) => IpAddr::V6(address.0),
            _ => continue,
        };
        if !addresses.contains(&address) && addresses.len() < ADDRESSES {
            addresses.push(address);
        }
    }
    addresses
}

/// The aliases that lead from a name to its addresses; nothing when there are more than are followed.
fn chain(name: &Name, records: &[Record]) -> Option<Vec<String>> {
    let aliases: BTreeMap<Name, Name> = records
        .iter()
        .filter_map(|record| match &record.data {
            RData::CNAME(target) => Some((record.name.to_lowercase(), target.0.to_lowercase())),
            _ => None,
        })
        .collect();
    let chain: Vec<String> = std::iter::successors(aliases.get(name), |owner| aliases.get(owner))
        .take(ALIASES + 1)
        .map(text)
        .collect();
    (chain.len() <= ALIASES).then_some(chain)
}

/// A name in lower case and without the dot at its end.
pub(crate) fn text(name: &Name) -> String {
    name.to_lowercase()
        .to_ascii()
        .trim_end_matches('.')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_address_is_recognised_with_and_without_brackets() {
        let loopback: IpAddr = "::1".parse().unwrap();
        assert_eq!(literal("[::1]"), Some(loopback));
        assert_eq!(literal("::1"), Some(loopback));
        assert_eq!(literal("192.0.2.1"), Some("192.0.2.1".parse().unwrap()));
        assert_eq!(literal("site.example"), None);
        assert_eq!(literal("[::1"), None);
    }

    #[test]
    fn a_name_is_asked_as_it_stands_and_an_onion_never() {
        assert!(full_name("a_b.Site.example").unwrap().is_fqdn());
        assert_eq!(
            full_name("site.example."),
            full_name("SITE.example"),
            "case and a dot at the end make no difference"
        );
        for host in ["", ".", "onion", "site.onion", "site.ONION.", "a..b"] {
            assert_eq!(full_name(host), Err(NameError::Failed), "{host}");
        }
    }

    #[test]
    fn what_was_found_is_not_printed() {
        let names = Names {
            addresses: vec!["192.0.2.1".parse().unwrap()],
            chain: vec![String::from("alias.example")],
        };
        assert_eq!(format!("{names:?}"), "Names(1 addresses, 1 aliases)");
    }
}
