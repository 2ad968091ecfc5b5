//! The jobs that ask: the DNS before a claim, the registries after it.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use egress::Egress;
use identity::Actor;
use jobs::{New, Outcome, Run};
use kernel::{Id, Sensitive, Timestamp};
use location::Location;
use pack::Pack;
use serde::{Deserialize, Serialize};
use store::{DataKey, Db, Tx};
use tokio::time::Instant;

use crate::ask::Asking;
use crate::change::compare;
use crate::detail::Detail;
use crate::dns::{self, Host};
use crate::finding::{Finding, newest_under};
use crate::gather::{Gathering, Stop};
use crate::hosting::{EARLIER, Hosting};
use crate::proxy::recognised;
use crate::record::{store_trace, store_under};
use crate::sources::Sources;
use crate::standing::told_addresses;
use crate::{Error, FOLLOW, FULL, TRACED, silence};

/// After this many attempts what is known has to do: a case does not wait for a registry that is down.
pub(crate) const PATIENCE: i64 = 4;

/// How long one full trace may ask: less than the lease of its job, for what was found by then is to be stored.
const BUDGET: Duration = Duration::from_secs(60);

/// How long after a trace without an answer it is made again; twice as long after each that brought none either.
const AGAIN: Duration = Duration::from_hours(1);

/// So many traces in a row without an answer are made again.
const AGAINS: u32 = 5;

/// Asks the DNS for a location's name, unless the domain was asked about often enough in this hour.
pub async fn ask_dns(db: &Db, egress: &Egress, run: Run) -> Outcome {
    let result = async {
        let location: Id<Location> = run.payload()?;
        let place = place_of(db, &run, location).await?;
        dns::quiet_names(db, egress, &place.host, &run)
            .await
            .map(|names| (location, names))
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
/// what they said against the pack's lists of proxies and against the traces before.
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
            write(tx, &Actor::job(&run), &pack, found).await?;
            Ok(())
        })
    })
}

/// What a full trace is wanted of.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Wanted {
    /// Of this place, by what was said within a day.
    Place(Id<Location>),
    /// Of this place, by what is said since: where a registry lets us wait and the job comes again, what it said to an
    /// earlier try counts.
    Afresh {
        location: Id<Location>,
        since: Timestamp,
    },
}

/// What a full trace found.
struct Found {
    location: Id<Location>,
    key: DataKey,
    details: Vec<Detail>,
    rest: Option<Duration>,
    unusable: bool,
}

/// Stores a full trace and what follows from it, in few statements: results of many jobs wait for one another.
async fn write(tx: &mut Tx, actor: &Actor, pack: &Pack, found: Found) -> Result<(), Error> {
    let Found {
        location,
        key,
        mut details,
        rest,
        unusable,
    } = found;
    details.extend(recognised(&pack.proxies, &details));
    let before = newest_under(tx, &key, location, "full", EARLIER).await?;
    let trace = store_under(tx, actor, &key, location, "full", &details).await?;
    compare(tx, location, trace, &before, &details).await?;
    let now = tx.now();
    let mut next = vec![New::at(TRACED, &location, now, None)?];
    if pack.watch.legal_authority.is_some() {
        let key = format!("{FOLLOW}:{location}");
        next.push(New::at(FOLLOW, &location, now, Some(&key))?);
    }
    let again = unusable.then(|| pause_before_again(&before)).flatten();
    if let Some(pause) = rest.max(again) {
        // Under a key of its own: what is asked for meanwhile does not wait for it.
        let key = format!("{FULL}:again:{location}");
        next.push(New::at(FULL, &location, now.after(pause), Some(&key))?);
    }
    jobs::queue_all(tx, next).await?;
    Ok(())
}

/// How long until a trace is made again to which somebody gave no answer; nothing where that was tried often enough.
fn pause_before_again(before: &[Vec<Finding>]) -> Option<Duration> {
    let is_hollow = |trace: &&Vec<Finding>| {
        let details = trace.iter().map(|finding| &finding.detail);
        Hosting::of(Timestamp::default(), details)
            .unsaid
            .is_something()
    };
    let in_a_row = before.iter().take_while(is_hollow).count();
    let in_a_row = u32::try_from(in_a_row).ok().filter(|row| *row < AGAINS)?;
    Some(AGAIN * 2u32.saturating_pow(in_a_row))
}

async fn full_trace(
    db: &Db,
    egress: &Egress,
    sources: &Sources,
    run: &Run,
) -> Result<Found, Outcome> {
    let (location, since) = match run.payload()? {
        Wanted::Place(location) => (location, Timestamp::default()),
        Wanted::Afresh { location, since } => (location, since),
    };
    let asking = Asking {
        db,
        egress,
        shared: sources.shared(),
        location,
        until: Instant::now() + BUDGET,
        since,
    };
    let Place { host, text, key } = place_of(db, run, location).await?;
    let mut names = dns::names(egress, &host, run).await?;
    if silence::is_silent(&mut db.read().await?, location).await? {
        return Err(unasked(run.clone(), location));
    }
    dns::add_name_servers(egress, &host, &mut names).await;
    let (addresses, has_failed) = match &names {
        Detail::Names {
            addresses, outcome, ..
        } => (addresses.clone(), outcome == "failed"),
        _ => (Vec::new(), false),
    };
    let told = told(db, run, location, &text, &addresses).await?;
    let mut gathering = Gathering::new(asking, run.attempt, vec![names]);
    gathering.unusable = has_failed;
    let domain = match &host {
        Host::Name(name) => location::registered_domain(name.expose()),
        Host::Address(_) | Host::Onion => None,
    };
    match ask_all(&mut gathering, sources, &told, &addresses, domain).await {
        Ok(()) => {}
        Err(Stop::Later(outcome)) => return Err(outcome),
        Err(Stop::Silence) => return Err(unasked(run.clone(), location)),
    }
    Ok(Found {
        location,
        key,
        details: gathering.details,
        rest: gathering.rest,
        unusable: gathering.unusable,
    })
}

async fn ask_all(
    gathering: &mut Gathering<'_>,
    sources: &Sources,
    told: &[IpAddr],
    addresses: &[IpAddr],
    domain: Option<&str>,
) -> Result<(), Stop> {
    let addresses = told_first(told, addresses);
    gathering.networks(&addresses).await?;
    gathering.tables(sources, &addresses).await;
    gathering.systems().await?;
    if let Some(domain) = domain {
        gathering.domain(domain).await?;
    }
    Ok(())
}

/// Those that were told, and then the others: they are asked about however many others there are, for whatever waits
/// for them would wait for ever.
fn told_first(told: &[IpAddr], addresses: &[IpAddr]) -> Vec<IpAddr> {
    let others = addresses.iter().filter(|one| !told.contains(one));
    told.iter().chain(others).copied().collect()
}

/// The addresses that rules and answers name.
async fn told(
    db: &Db,
    run: &Run,
    location: Id<Location>,
    host: &Sensitive<String>,
    addresses: &[IpAddr],
) -> Result<Vec<IpAddr>, Outcome> {
    let mut tx = db.read().await?;
    let actor = Actor::job(run);
    let told = async {
        // Without an answer of the resolver the place stands where it stood: rules about networks speak of it there.
        let earlier = match addresses {
            [] => crate::hosting(&mut tx, &actor, location).await?,
            _ => None,
        };
        let addresses = earlier.map_or(addresses.to_vec(), |earlier| earlier.addresses);
        told_addresses(&mut tx, &actor, location, host, &addresses).await
    };
    told.await.map_err(|error: Error| {
        tracing::warn!(%error, "rules and answers about a place could not be read");
        Outcome::Retry("rules and answers could not be read")
    })
}

/// A location that is asked about.
struct Place {
    host: Host,
    /// Its host as it stands in its URL.
    text: Sensitive<String>,
    key: DataKey,
}

async fn place_of(db: &Db, run: &Run, location: Id<Location>) -> Result<Place, Outcome> {
    let mut tx = db.read().await?;
    if silence::is_silent(&mut tx, location).await? {
        return Err(unasked(run.clone(), location));
    }
    let found = location::host_and_key(&mut tx, &Actor::job(run), location).await;
    let (text, onion, key) = match found {
        Ok(found) => found,
        Err(location::Error::NotFound) => return Err(Outcome::GiveUp("there is no such location")),
        Err(error) => {
            tracing::warn!(error = %Error::from(error), "a location could not be opened");
            return Err(Outcome::Retry("the location could not be opened"));
        }
    };
    let bare = text.expose().trim_start_matches('[').trim_end_matches(']');
    let host = match bare.parse() {
        _ if onion => Host::Onion,
        Ok(address) => Host::Address(address),
        Err(_) => Host::Name(text.clone()),
    };
    Ok(Place { host, text, key })
}

/// Silence was asked for since the question was queued, or while it was being asked. The registries are asked when it
/// ends; the name before a claim is not worth keeping in mind.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_is_asked_about_though_it_is_the_last_of_many() {
        let many: Vec<IpAddr> = (1..=20).map(|last| [192, 0, 2, last].into()).collect();
        let told: [IpAddr; 2] = [[192, 0, 2, 20].into(), [198, 51, 100, 7].into()];
        let asked = told_first(&told, &many);
        assert_eq!(asked[..3], [told[0], told[1], many[0]]);
        assert_eq!(asked.len(), 21, "none is asked about twice");
        assert!(
            many.len() > crate::gather::ADDRESSES,
            "more than are asked about"
        );
        assert_eq!(told_first(&[], &many), many);
    }
}
