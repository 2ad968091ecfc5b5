//! The jobs that ask: the DNS before a claim, the registries after it.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use egress::{Egress, NameError};
use identity::Actor;
use jobs::{Outcome, Run};
use kernel::{Id, Sensitive, Timestamp};
use location::Location;
use pack::Pack;
use store::Db;

use crate::ask::{Asking, Unsaid};
use crate::change::compare;
use crate::contact::Protocol;
use crate::detail::{Detail, Named};
use crate::finding::store_trace;
use crate::manners::NotNow;
use crate::proxy::recognised;
use crate::redirect::follow;
use crate::sources::Sources;
use crate::standing::told_addresses;
use crate::{Error, FULL, TRACED, silence};

/// After this many attempts what is known has to do: a case does not wait for a registry that is down.
const PATIENCE: i64 = 4;

/// The longest rest of a registry that a case waits for. Where it is longer the trace is stored without that registry's
/// word, and made anew when the rest is over.
const REST: Duration = Duration::from_mins(10);

/// How long until a registry that gave no usable answer is asked again.
const AGAIN: Duration = Duration::from_secs(30);

/// Networks asked about for one location at most: a name may have a hundred addresses in few networks.
const NETWORKS: usize = 8;

/// Addresses of one location at most whose network is told, asked for or known.
const ADDRESSES: usize = 16;

/// Autonomous systems asked about for one location at most.
const SYSTEMS: usize = 4;

/// Asks the DNS for a location's name, unless the domain was asked about often enough in this hour.
pub async fn ask_dns(db: &Db, egress: &Egress, sources: &Sources, run: Run) -> Outcome {
    let result = async {
        let location: Id<Location> = run.payload()?;
        let host = host_of(db, &run, location).await?;
        let names = quiet_names(egress, sources, &host, db.clock().now(), &run).await?;
        Ok((location, names))
    };
    match result.await {
        Ok((location, names)) => Outcome::done(move |tx| {
            Box::pin(async move {
                store_trace(tx, &Actor::job(&run), location, "name", &[names]).await?;
                Ok(())
            })
        }),
        Err(outcome) => outcome,
    }
}

/// Asks the DNS and then the registries of the addresses, of their autonomous systems and of the domain, and holds
/// what they said against the pack's lists of proxies and against the trace before.
pub async fn ask_registries(
    db: &Db,
    egress: &Egress,
    sources: &Sources,
    pack: &Arc<Pack>,
    run: Run,
) -> Outcome {
    let found = match full_trace(db, egress, sources, &run).await {
        Ok(found) => found,
        Err(outcome) => return outcome,
    };
    let pack = Arc::clone(pack);
    Outcome::done(move |tx| {
        Box::pin(async move {
            let Found {
                location,
                mut details,
                again,
            } = found;
            let actor = &Actor::job(&run);
            details.extend(recognised(&pack.proxies, &details));
            store_trace(tx, actor, location, "full", &details).await?;
            compare(tx, actor, location).await?;
            follow(tx, actor, location).await?;
            jobs::queue(tx, TRACED, &location).await?;
            if let Some(rest) = again {
                let at = tx.now().after(rest);
                crate::queue_again(tx, location, at).await?;
            }
            Ok(())
        })
    })
}

/// What a full trace found.
struct Found {
    location: Id<Location>,
    details: Vec<Detail>,
    /// How long a registry rests whose word is missing.
    again: Option<Duration>,
}

async fn full_trace(
    db: &Db,
    egress: &Egress,
    sources: &Sources,
    run: &Run,
) -> Result<Found, Outcome> {
    let location: Id<Location> = run.payload()?;
    let host = host_of(db, run, location).await?;
    let names = names(egress, &host, run).await?;
    let addresses = match &names {
        Detail::Names { addresses, .. } => addresses.clone(),
        _ => Vec::new(),
    };
    let told = told(db, run, location, &addresses).await?;
    let mut gathering = Gathering {
        asking: Asking {
            egress,
            shared: sources.shared(),
            clock: db.clock(),
        },
        attempt: run.attempt,
        details: vec![names],
        systems: BTreeMap::new(),
        again: None,
    };
    gathering.networks(&told).await?;
    gathering.networks(&addresses).await?;
    gathering.tables(sources, &addresses).await;
    gathering.systems().await?;
    if let Host::Name(name) = &host
        && let Some(domain) = location::registrable_domain(name.expose())
    {
        gathering.domain(domain).await?;
    }
    Ok(Found {
        location,
        details: gathering.details,
        again: gathering.again,
    })
}

/// The addresses that rules and answers name.
async fn told(
    db: &Db,
    run: &Run,
    location: Id<Location>,
    addresses: &[IpAddr],
) -> Result<Vec<IpAddr>, Outcome> {
    let mut tx = db.read().await?;
    told_addresses(&mut tx, &Actor::job(run), location, addresses)
        .await
        .map_err(|error| {
            tracing::warn!(%error, "rules and answers about a place could not be read");
            Outcome::Retry("rules and answers could not be read")
        })
}

/// A full trace in the making.
struct Gathering<'a> {
    asking: Asking<'a>,
    attempt: i64,
    details: Vec<Detail>,
    systems: BTreeMap<u32, Named>,
    again: Option<Duration>,
}

impl Gathering<'_> {
    async fn networks(&mut self, addresses: &[IpAddr]) -> Result<(), Outcome> {
        let mut asked = 0;
        for address in addresses.iter().copied().take(ADDRESSES) {
            let said = match self.asking.known_network(address) {
                Some(said) => Some(said),
                None if asked == NETWORKS => continue,
                None => {
                    asked += 1;
                    let said = self.asking.network(address).await;
                    self.said(said)?
                }
            };
            let answered = said.is_some();
            let protocol = said.as_ref().map(|said| said.protocol);
            let said_at = said
                .as_ref()
                .map_or_else(|| self.asking.now(), |said| said.at);
            let answer = said.map(|said| said.answer).unwrap_or_default();
            if let Some(number) = answer.autonomous_system {
                let named_by = match protocol {
                    Some(Protocol::Whois) => Named::Route,
                    Some(Protocol::Rdap) | None => Named::Registration,
                };
                self.systems.entry(number).or_insert(named_by);
            }
            self.details.push(Detail::Network {
                address,
                protocol,
                said_at,
                range: answer.range,
                handle: answer.handle,
                holder: answer.holder,
                country: answer.country,
                autonomous_system: answer.autonomous_system,
                abuse: answer.abuse,
                answered,
            });
        }
        Ok(())
    }

    async fn tables(&mut self, sources: &Sources, addresses: &[IpAddr]) {
        let addresses = addresses.get(..ADDRESSES).unwrap_or(addresses);
        let located = sources.located(addresses, self.asking.now()).await;
        for (address, located) in located {
            if let Some(number) = located.autonomous_system {
                self.systems.entry(number).or_insert(Named::Table);
            }
            self.details.push(Detail::Located {
                address,
                country: located.country,
                autonomous_system: located.autonomous_system,
                holder: located.holder,
                table: located.table,
                built_at: located.built_at,
            });
        }
    }

    async fn systems(&mut self) -> Result<(), Outcome> {
        for (number, named_by) in self.systems.clone().into_iter().take(SYSTEMS) {
            let said = self.asking.system(number).await;
            let said = self.said(said)?;
            let answered = said.is_some();
            let said_at = said
                .as_ref()
                .map_or_else(|| self.asking.now(), |said| said.at);
            let answer = said.map(|said| said.answer).unwrap_or_default();
            self.details.push(Detail::System {
                number,
                named_by,
                said_at,
                holder: answer.holder,
                country: answer.country,
                abuse: answer.abuse,
                answered,
            });
        }
        Ok(())
    }

    async fn domain(&mut self, domain: &str) -> Result<(), Outcome> {
        let said = self.asking.domain(domain).await;
        let said = self.said(said)?;
        let answered = said.is_some();
        let protocol = said.as_ref().map(|said| said.protocol);
        let said_at = said
            .as_ref()
            .map_or_else(|| self.asking.now(), |said| said.at);
        let answer = said.map(|said| said.answer).unwrap_or_default();
        self.details.push(Detail::Domain {
            protocol,
            said_at,
            registrar: answer.registrar,
            abuse: answer.abuse,
            answered,
        });
        Ok(())
    }

    /// What was said; nothing where that has to do; or when to come again. What was said until then is not asked again:
    /// it is known for a day.
    fn said<T>(&mut self, said: Result<T, Unsaid>) -> Result<Option<T>, Outcome> {
        let unsaid = match said {
            Ok(said) => return Ok(Some(said)),
            Err(unsaid) => unsaid,
        };
        let is_patient = self.attempt < PATIENCE;
        match unsaid {
            Unsaid::NotNow(NotNow::Busy(pause)) => Err(Outcome::PutOff(
                pause,
                "a registry is asked by others of ours",
            )),
            Unsaid::NotNow(NotNow::Rests(rest)) if is_patient && rest <= REST => Err(
                Outcome::RetryAfter(rest, "a registry asked to be left alone"),
            ),
            Unsaid::NotNow(NotNow::Rests(rest)) => {
                if rest > REST {
                    self.again = Some(self.again.unwrap_or_default().max(rest));
                }
                Ok(None)
            }
            Unsaid::Unusable if is_patient => Err(Outcome::RetryAfter(
                AGAIN,
                "a registry gave no usable answer",
            )),
            Unsaid::Nobody | Unsaid::Unusable => Ok(None),
        }
    }
}

/// What the host of a location is.
enum Host {
    Name(Sensitive<String>),
    Address(IpAddr),
    Onion,
}

async fn host_of(db: &Db, run: &Run, location: Id<Location>) -> Result<Host, Outcome> {
    let mut tx = db.read().await?;
    if silence::is_silent(&mut tx, location).await? {
        return Err(unasked(run.clone(), location));
    }
    let (host, onion) = match location::host(&mut tx, &Actor::job(run), location).await {
        Ok(found) => found,
        Err(location::Error::NotFound) => return Err(Outcome::GiveUp("there is no such location")),
        Err(error) => {
            tracing::warn!(error = %Error::from(error), "a location could not be opened");
            return Err(Outcome::Retry("the location could not be opened"));
        }
    };
    if onion {
        return Ok(Host::Onion);
    }
    let text = host.expose().trim_start_matches('[').trim_end_matches(']');
    Ok(match text.parse() {
        Ok(address) => Host::Address(address),
        Err(_) => Host::Name(host),
    })
}

/// Silence was asked for since the question was queued. The registries are asked when it ends; the name before
/// a claim is not worth keeping in mind.
fn unasked(run: Run, location: Id<Location>) -> Outcome {
    Outcome::done(move |tx| {
        Box::pin(async move {
            if run.kind == FULL {
                crate::ask(tx, &Actor::job(&run), location).await?;
            }
            Ok(())
        })
    })
}

/// The names as they were a moment ago, or as they are where that may be asked.
async fn quiet_names(
    egress: &Egress,
    sources: &Sources,
    host: &Host,
    now: Timestamp,
    run: &Run,
) -> Result<Detail, Outcome> {
    let Host::Name(name) = host else {
        return names(egress, host, run).await;
    };
    if let Some(names) = egress.kept_names(name.expose()) {
        return Ok(found(names));
    }
    let domain = location::registrable_domain(name.expose()).unwrap_or(name.expose());
    if !sources.shared().quiet.may_ask(domain, now) {
        return Ok(without("unasked"));
    }
    addresses(egress, name.expose(), run).await
}

/// The names as they are now.
async fn names(egress: &Egress, host: &Host, run: &Run) -> Result<Detail, Outcome> {
    let name = match host {
        Host::Onion => return Ok(without("onion")),
        Host::Address(address) => {
            return Ok(Detail::Names {
                addresses: vec![*address],
                chain: Vec::new(),
                domain: None,
                name_servers: Vec::new(),
                outcome: "address".to_owned(),
            });
        }
        Host::Name(name) => name.expose(),
    };
    let mut detail = addresses(egress, name, run).await?;
    if let (
        Detail::Names {
            domain: found_domain,
            name_servers,
            ..
        },
        Some(domain),
    ) = (&mut detail, location::registrable_domain(name))
    {
        *found_domain = Some(domain.to_owned());
        // Good to know; nothing waits for it.
        *name_servers = egress.name_servers(domain).await.unwrap_or_default();
    }
    Ok(detail)
}

async fn addresses(egress: &Egress, name: &str, run: &Run) -> Result<Detail, Outcome> {
    Ok(match egress.names(name).await {
        Ok(names) => found(names),
        Err(NameError::NoSuchName) => without("no_such_name"),
        Err(NameError::Aliases) => without("aliases"),
        Err(NameError::NoResolver) => without("no_resolver"),
        Err(NameError::Failed) if run.attempt < PATIENCE => {
            return Err(Outcome::RetryAfter(
                Duration::from_secs(15),
                "the resolver gave no answer",
            ));
        }
        Err(NameError::Failed) => without("failed"),
    })
}

fn found(names: egress::Names) -> Detail {
    Detail::Names {
        addresses: names.addresses,
        chain: names.chain,
        domain: None,
        name_servers: Vec::new(),
        outcome: "found".to_owned(),
    }
}

fn without(outcome: &'static str) -> Detail {
    Detail::Names {
        addresses: Vec::new(),
        chain: Vec::new(),
        domain: None,
        name_servers: Vec::new(),
        outcome: outcome.to_owned(),
    }
}
