//! The jobs that ask: the DNS before a claim, the registries after it.

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

use crate::bootstrap::Registries;
use crate::change::compare;
use crate::finding::{Detail, store_trace};
use crate::proxy::recognised;
use crate::rdap::{NetworkAnswer, parse_domain, parse_network};
use crate::redirect::follow;
use crate::standing::told_addresses;
use crate::{Error, FULL, TRACED, silence};

/// After this many attempts what is known has to do: a case does not wait for a registry that is down.
const PATIENCE: i64 = 4;

/// Networks asked about for one location at most: a name may have a hundred addresses in few networks.
const NETWORKS: usize = 8;

/// Asks the DNS for a location's name.
pub async fn ask_dns(db: &Db, egress: &Egress, run: Run) -> Outcome {
    let result = async {
        let location: Id<Location> = run.payload()?;
        let host = host_of(db, &run, location).await?;
        let names = names(egress, &host, &run).await?;
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

/// Asks the DNS and then the registries of the addresses and of the domain.
pub async fn ask_registries(
    db: &Db,
    egress: &Egress,
    registries: &Registries,
    pack: &Arc<Pack>,
    run: Run,
) -> Outcome {
    let pack = Arc::clone(pack);
    match all_details(db, egress, registries, &run).await {
        Ok((location, mut details)) => Outcome::done(move |tx| {
            Box::pin(async move {
                let actor = &Actor::job(&run);
                details.extend(recognised(&pack.proxies, &details));
                store_trace(tx, actor, location, "full", &details).await?;
                compare(tx, actor, location).await?;
                follow(tx, actor, location).await?;
                jobs::queue(tx, TRACED, &location).await?;
                Ok(())
            })
        }),
        Err(outcome) => outcome,
    }
}

async fn all_details(
    db: &Db,
    egress: &Egress,
    registries: &Registries,
    run: &Run,
) -> Result<(Id<Location>, Vec<Detail>), Outcome> {
    let location: Id<Location> = run.payload()?;
    let host = host_of(db, run, location).await?;
    let names = names(egress, &host, run).await?;
    let addresses = match &names {
        Detail::Names { addresses, .. } => addresses.clone(),
        _ => Vec::new(),
    };
    let told = told(db, run, location, &addresses).await?;
    let mut details = vec![names];
    let now = db.clock().now();
    for address in told.into_iter().chain(addresses.into_iter().take(NETWORKS)) {
        let answer = ask_network(egress, registries, address, now).await;
        details.push(network(address, answer, run)?);
    }
    if let Host::Name(name) = &host
        && let Some(domain) = location::registrable_domain(name.expose())
    {
        let registry = registries
            .document(egress, "dns.json", now)
            .await
            .and_then(|document| document.for_domain(domain));
        let answer = ask(egress, registry, &["domain", domain]).await;
        let answer = answer.as_deref().and_then(parse_domain);
        details.push(Detail::Domain {
            answered: answer.is_some(),
            registrar: answer.as_ref().and_then(|answer| answer.registrar.clone()),
            abuse: answer.and_then(|answer| answer.abuse),
        });
    }
    Ok((location, details))
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

/// What the registry of addresses knows of the network of one.
pub(crate) async fn ask_network(
    egress: &Egress,
    registries: &Registries,
    address: IpAddr,
    now: Timestamp,
) -> Option<NetworkAnswer> {
    let file = if address.is_ipv4() {
        "ipv4.json"
    } else {
        "ipv6.json"
    };
    let document = registries.document(egress, file, now).await?;
    let registry = document.for_address(address);
    let answer = ask(egress, registry, &["ip", &address.to_string()]).await?;
    parse_network(&answer)
}

fn network(address: IpAddr, answer: Option<NetworkAnswer>, run: &Run) -> Result<Detail, Outcome> {
    if answer.is_none() && run.attempt < PATIENCE {
        return Err(Outcome::RetryAfter(
            Duration::from_secs(30),
            "a registry gave no usable answer",
        ));
    }
    let answered = answer.is_some();
    let answer = answer.unwrap_or_default();
    Ok(Detail::Network {
        address,
        handle: answer.handle,
        holder: answer.holder,
        country: answer.country,
        autonomous_system: answer.autonomous_system,
        abuse: answer.abuse,
        answered,
    })
}

/// One question to a registry: RFC 9082, section 3.1.
async fn ask(egress: &Egress, registry: Option<url::Url>, path: &[&str]) -> Option<Vec<u8>> {
    let mut url = registry?;
    url.path_segments_mut().ok()?.pop_if_empty().extend(path);
    egress.rdap(&Sensitive::new(url.into())).await.ok()
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

async fn names(egress: &Egress, host: &Host, run: &Run) -> Result<Detail, Outcome> {
    let (addresses, chain, outcome) = match host {
        Host::Onion => (Vec::new(), Vec::new(), "onion"),
        Host::Address(address) => (vec![*address], Vec::new(), "address"),
        Host::Name(name) => match egress.names(name.expose()).await {
            Ok(names) => (names.addresses, names.chain, "found"),
            Err(NameError::NoSuchName) => (Vec::new(), Vec::new(), "no_such_name"),
            Err(NameError::NoResolver) => (Vec::new(), Vec::new(), "no_resolver"),
            Err(_) if run.attempt < PATIENCE => {
                return Err(Outcome::RetryAfter(
                    Duration::from_secs(15),
                    "the resolver gave no answer",
                ));
            }
            Err(_) => (Vec::new(), Vec::new(), "failed"),
        },
    };
    Ok(Detail::Names {
        addresses,
        chain,
        outcome: outcome.to_owned(),
    })
}
