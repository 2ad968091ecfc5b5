//! Asking registries: from memory where it was said today, by RDAP where there is some, by WHOIS where there is none.

use std::net::IpAddr;
use std::time::Duration;

use egress::{Egress, FetchError, Registration};
use ipnet::IpNet;
use kernel::{Id, Sensitive, Timestamp};
use location::Location;
use store::Db;
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::bootstrap::Bootstrap;
use crate::contact::{Protocol, Subject};
use crate::manners::NotNow;
use crate::rdap::{self, DomainAnswer, NetworkAnswer, SystemAnswer};
use crate::rest::{self, REST};
use crate::silence;
use crate::sources::{Said, Shared};
use crate::whois::{WhoisAnswer, parse_whois};

/// The most redirects from one registry to the next.
const REDIRECTS: usize = 5;

/// The most registration data that is asked for one after another because a link leads there.
const RELATED: usize = 2;

/// The most WHOIS servers that are asked because another named them.
const REFERRALS: usize = 3;

/// Why a registry has said nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unsaid {
    /// There is nobody to ask, or whoever there is knows no such thing: asking again does not help.
    Nobody,
    /// No answer, or none that could be used.
    Unusable,
    /// It is not the time.
    NotNow(NotNow),
    /// Nobody is to be asked about this place any more: a silence began.
    Silence,
}

/// The store could not be read just now: as if there had been no answer.
impl From<store::Error> for Unsaid {
    fn from(error: store::Error) -> Self {
        tracing::warn!(%error, "who may be asked could not be read");
        Self::Unusable
    }
}

impl From<NotNow> for Unsaid {
    fn from(not_now: NotNow) -> Self {
        Self::NotNow(not_now)
    }
}

/// Whoever asks, for one trace.
pub(crate) struct Asking<'a> {
    pub(crate) db: &'a Db,
    pub(crate) egress: &'a Egress,
    pub(crate) shared: &'a Shared,
    /// The place that it is about.
    pub(crate) location: Id<Location>,
    /// When whoever asks has to be through: what was not asked by then is not asked.
    pub(crate) until: Instant,
    /// What was said before is asked afresh.
    pub(crate) since: Timestamp,
}

impl Asking<'_> {
    pub(crate) fn now(&self) -> Timestamp {
        self.db.clock().now()
    }

    /// Waits for the turn of a question to a server. Each time it is looked again whether anybody may be asked at all:
    /// a silence that begins between two questions keeps back the second.
    async fn may_ask(&self, server: &str) -> Result<(), Unsaid> {
        if Instant::now() >= self.until {
            return Err(Unsaid::Unusable);
        }
        let mut tx = self.db.read().await?;
        if silence::is_silent(&mut tx, self.location).await? {
            return Err(Unsaid::Silence);
        }
        if let Some(rest) = rest::of(&mut tx, server).await? {
            return Err(NotNow::Rests(rest).into());
        }
        drop(tx);
        Ok(self.shared.manners.wait(server).await?)
    }

    /// Has a server left alone.
    async fn rests(&self, server: &str, rest: Duration) -> Unsaid {
        match rest::begin(self.db, server, rest).await {
            Ok(rest) => NotNow::Rests(rest).into(),
            Err(error) => error.into(),
        }
    }

    /// What is known of the network of an address without asking.
    pub(crate) fn known_network(&self, address: IpAddr) -> Option<Said<NetworkAnswer>> {
        let known = self.shared.networks.get(address, self.now())?;
        known.since(self.since)
    }

    /// The network of an address.
    pub(crate) async fn network(&self, address: IpAddr) -> Result<Said<NetworkAnswer>, Unsaid> {
        let file = match address {
            IpAddr::V4(_) => "ipv4.json",
            IpAddr::V6(_) => "ipv6.json",
        };
        let of = |document: &Bootstrap| document.for_address(address);
        let said = if let Some(registry) = self.registry(file, of).await {
            let url = path(registry, "ip", &address.to_string()).ok_or(Unsaid::Unusable)?;
            let (document, answered) = self.rdap(url).await?;
            let answer = rdap::parse_network(&document).ok_or(Unsaid::Unusable)?;
            self.said(answer, Protocol::Rdap, Asked::one(&answered))
        } else {
            let block = block(address).ok_or(Unsaid::Nobody)?;
            let question = address.to_string();
            let (answer, asked) = self.whois(Subject::Network, &block, &question).await?;
            self.said(answer.network, Protocol::Whois, asked)
        };
        // What is about another network says nothing of this one.
        let is_of_it = said.answer.range.is_none_or(|(first, last)| {
            first.is_ipv4() == address.is_ipv4() && first <= address && address <= last
        });
        if !is_of_it {
            return Err(Unsaid::Unusable);
        }
        let range = said.answer.range;
        if said.is_whole {
            self.shared.networks.put(address, range, &said, said.at);
        }
        Ok(said)
    }

    /// An autonomous system.
    pub(crate) async fn system(&self, number: u32) -> Result<Said<SystemAnswer>, Unsaid> {
        let known = self.shared.systems.get(&number, self.now());
        if let Some(said) = known.and_then(|said| said.since(self.since)) {
            return Ok(said);
        }
        let of = |document: &Bootstrap| document.for_system(number);
        let registry = self.registry("asn.json", of).await.ok_or(Unsaid::Nobody)?;
        let url = path(registry, "autnum", &number.to_string()).ok_or(Unsaid::Unusable)?;
        let (document, answered) = self.rdap(url).await?;
        let answer = rdap::parse_system(&document, number).ok_or(Unsaid::Unusable)?;
        let said = self.said(answer, Protocol::Rdap, Asked::one(&answered));
        self.shared.systems.put(number, said.clone(), said.at);
        Ok(said)
    }

    /// A registrable domain: its registrar, and where abuse is reported to that.
    pub(crate) async fn domain(&self, domain: &str) -> Result<Said<DomainAnswer>, Unsaid> {
        let known = self.shared.domains.get(&domain.to_owned(), self.now());
        if let Some(said) = known.and_then(|said| said.since(self.since)) {
            return Ok(said);
        }
        let of = |document: &Bootstrap| document.for_domain(domain);
        let said = if let Some(registry) = self.registry("dns.json", of).await {
            let (answer, asked) = self.domain_by_rdap(registry, domain).await?;
            self.said(answer, Protocol::Rdap, asked)
        } else {
            let ending = domain.rsplit('.').next().ok_or(Unsaid::Nobody)?;
            let (answer, asked) = self.whois(Subject::Domain, ending, domain).await?;
            self.said(answer.domain, Protocol::Whois, asked)
        };
        if said.is_whole {
            let domains = &self.shared.domains;
            domains.put(domain.to_owned(), said.clone(), said.at);
        }
        Ok(said)
    }

    /// What the registry says, and, where it has no contact for abuse, the registrar to whose own data it leads.
    async fn domain_by_rdap(
        &self,
        registry: Url,
        domain: &str,
    ) -> Result<(DomainAnswer, Asked), Unsaid> {
        let url = path(registry, "domain", domain).ok_or(Unsaid::Unusable)?;
        let (document, url) = self.rdap(url).await?;
        let mut answer = rdap::domain(&document, Subject::Domain).ok_or(Unsaid::Unusable)?;
        let mut seen = vec![url];
        let mut is_whole = true;
        while answer.abuse.is_empty() && seen.len() <= RELATED {
            let related = answer.related.take().and_then(|url| Url::parse(&url).ok());
            let Some(url) = related.filter(|url| !seen.contains(url)) else {
                break;
            };
            // That the registrar's server is in a hurry, or is none, takes nothing from what the registry said.
            let (document, url) = match self.rdap(url).await {
                Ok(found) => found,
                Err(Unsaid::Nobody) => break,
                Err(Unsaid::Unusable) => {
                    is_whole = false;
                    break;
                }
                Err(unsaid) => return Err(unsaid),
            };
            seen.push(url);
            let Some(more) = rdap::domain(&document, Subject::Registrar) else {
                is_whole = false;
                break;
            };
            answer.registrar = answer.registrar.or(more.registrar);
            answer.abuse = more.abuse;
            answer.related = more.related;
        }
        let servers = seen.iter().map(name_of).collect();
        Ok((answer, Asked { servers, is_whole }))
    }

    fn said<T>(&self, answer: T, protocol: Protocol, asked: Asked) -> Said<T> {
        Said {
            answer,
            protocol,
            at: self.now(),
            asked: asked.servers,
            is_whole: asked.is_whole,
        }
    }

    async fn registry(
        &self,
        file: &'static str,
        of: impl Fn(&Bootstrap) -> Option<Url>,
    ) -> Option<Url> {
        let bootstraps = &self.shared.bootstraps;
        let document = bootstraps.document(self.egress, file, self.now()).await?;
        of(&document)
    }

    /// One question to a registry, and to those that it sends us to. Each is asked in its own time.
    async fn rdap(&self, mut url: Url) -> Result<(Vec<u8>, Url), Unsaid> {
        for _ in 0..=REDIRECTS {
            let server = server(&url).ok_or(Unsaid::Unusable)?;
            self.may_ask(&server).await?;
            let asked = Sensitive::new(url.to_string());
            let answer = timeout_at(self.until, self.egress.rdap(&asked, self.now())).await;
            match answer.unwrap_or(Err(FetchError::TimedOut)) {
                Ok(Registration::Document(document)) => {
                    return match rdap::error_code(&document) {
                        None => Ok((document, url)),
                        Some(status) => Err(self.refused(&server, status, None).await),
                    };
                }
                Ok(Registration::Elsewhere(next)) => {
                    url = Url::parse(next.expose()).map_err(|_| Unsaid::Unusable)?;
                }
                Err(FetchError::Status {
                    status,
                    retry_after,
                }) => return Err(self.refused(&server, status, retry_after).await),
                Err(error) => return Err(self.without_answer(&server, &error).await),
            }
        }
        Err(Unsaid::Unusable)
    }

    /// What it comes to that a server gave no answer. One that let us wait in vain is not asked by the next at once.
    async fn without_answer(&self, server: &str, error: &FetchError) -> Unsaid {
        if matches!(error, FetchError::TimedOut) {
            self.rests(server, REST).await;
        }
        Unsaid::Unusable
    }

    /// What a refusal comes to (RFC 7480, section 5). One that asks to be left alone is.
    async fn refused(&self, server: &str, status: u16, retry_after: Option<Duration>) -> Unsaid {
        match (status, retry_after) {
            (429 | 503, Some(rest)) => self.rests(server, rest).await,
            (429, None) => self.rests(server, REST).await,
            (404, _) => Unsaid::Nobody,
            _ => Unsaid::Unusable,
        }
    }

    /// Asks by WHOIS: the configured server who knows about the beginning (a top-level domain, a block of addresses) and
    /// hears no more than that, then whoever it names, and whom those name. Where the hotline itself names the server of
    /// a top-level domain, that is asked first. With the answer goes who was asked.
    async fn whois(
        &self,
        subject: Subject,
        beginning: &str,
        question: &str,
    ) -> Result<(WhoisAnswer, Asked), Unsaid> {
        let servers = &self.shared.whois_servers;
        let first = if let Some(named) = self.egress.whois_server(beginning) {
            named
        } else if let Some(known) = servers.get(&beginning.to_owned(), self.now()) {
            known
        } else if !self.egress.asks_whois() {
            return Err(Unsaid::Nobody);
        } else {
            let answer = self.whois_of(None, subject, beginning).await?;
            let server = answer.referral.ok_or(Unsaid::Nobody)?;
            servers.put(beginning.to_owned(), server.clone(), self.now());
            server
        };
        let (mut merged, mut asked) = (None, vec![first.clone()]);
        let mut is_whole = true;
        let mut next = Some((first, subject));
        while let Some((server, subject)) = next.take() {
            let answer = match self.whois_of(Some(&server), subject, question).await {
                Ok(answer) => answer,
                // What was said so far stands; but nothing is taken for the whole that a rest cut short.
                Err(Unsaid::Unusable | Unsaid::Nobody) if merged.is_some() => {
                    is_whole = false;
                    break;
                }
                Err(unsaid) => return Err(unsaid),
            };
            let referral = answer.referral.clone();
            let answer = match merged.take() {
                None => answer,
                Some(before) => merge(before, answer),
            };
            let is_enough = subject != Subject::Network && !answer.domain.abuse.is_empty();
            if let Some(server) = referral
                && !is_enough
                && asked.len() < REFERRALS
                && !asked.contains(&server)
            {
                asked.push(server.clone());
                let subject = match subject {
                    Subject::Domain => Subject::Registrar,
                    other => other,
                };
                next = Some((server, subject));
            }
            merged = Some(answer);
        }
        let answer = merged.ok_or(Unsaid::Nobody)?;
        let is_empty = match subject {
            Subject::Network | Subject::System => answer.network == NetworkAnswer::default(),
            Subject::Domain | Subject::Registrar => answer.domain == DomainAnswer::default(),
        };
        if is_empty {
            Err(Unsaid::Nobody)
        } else {
            let servers = asked;
            Ok((answer, Asked { servers, is_whole }))
        }
    }

    /// One question to one WHOIS server.
    async fn whois_of(
        &self,
        server: Option<&String>,
        subject: Subject,
        question: &str,
    ) -> Result<WhoisAnswer, Unsaid> {
        let name = format!("whois {}", server.map_or("", String::as_str));
        self.may_ask(&name).await?;
        let server = server.map(|server| Sensitive::new(server.clone()));
        let asked = timeout_at(self.until, self.egress.whois(server.as_ref(), question)).await;
        let answer = match asked.unwrap_or(Err(FetchError::TimedOut)) {
            Ok(answer) => parse_whois(&answer, subject),
            Err(error) => return Err(self.without_answer(&name, &error).await),
        };
        if answer.is_limited {
            return Err(self.rests(&name, REST).await);
        }
        Ok(answer)
    }
}

/// Who was asked, one after another, and whether all of them answered.
struct Asked {
    servers: Vec<String>,
    is_whole: bool,
}

impl Asked {
    /// One registry, which answered.
    fn one(url: &Url) -> Self {
        Self {
            servers: vec![name_of(url)],
            is_whole: true,
        }
    }
}

/// What the server that was asked later says goes before what the earlier one said of a network, for it knows it better;
/// of a domain the earlier one is the registry.
fn merge(before: WhoisAnswer, later: WhoisAnswer) -> WhoisAnswer {
    let (old, new) = (before.network, later.network);
    let network = NetworkAnswer {
        range: new.range.or(old.range),
        handle: new.handle.or(old.handle),
        holder: new.holder.or(old.holder),
        country: new.country.or(old.country),
        autonomous_system: new.autonomous_system.or(old.autonomous_system),
        abuse: if new.abuse.is_empty() {
            old.abuse
        } else {
            new.abuse
        },
    };
    let domain = DomainAnswer {
        registrar: before.domain.registrar.or(later.domain.registrar),
        abuse: if before.domain.abuse.is_empty() {
            later.domain.abuse
        } else {
            before.domain.abuse
        },
        related: None,
    };
    WhoisAnswer {
        referral: later.referral,
        network,
        domain,
        is_limited: false,
    }
}

/// A question by its path (RFC 9082, section 3.1).
fn path(mut registry: Url, kind: &str, key: &str) -> Option<Url> {
    registry
        .path_segments_mut()
        .ok()?
        .pop_if_empty()
        .extend([kind, key]);
    Some(registry)
}

/// By what a server is known: its host and port.
fn server(url: &Url) -> Option<String> {
    let port = url.port_or_known_default()?;
    Some(format!("{}:{port}", url.host_str()?))
}

/// By what a server is named in a finding.
fn name_of(url: &Url) -> String {
    server(url).unwrap_or_default()
}

/// The first address of the block of an address, as large as the blocks that IANA hands out.
fn block(address: IpAddr) -> Option<String> {
    let length = if address.is_ipv4() { 8 } else { 12 };
    let network = IpNet::new(address, length).ok()?.trunc();
    Some(network.network().to_string())
}
