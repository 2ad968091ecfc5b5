//! Where a place leads: its redirects, followed by HEAD as evidence, and who hosts each step.
//!
//! Only after a claim, once an analyst chose the working URL, where the pack names the legal authority for automated
//! requests, and not under a silence. Shorteners of the pack's list are marked; what they lead on to is asked alike.
//! However it ends, what was seen until then is kept; where it is led to a host that is not to be asked now, or into a
//! silence, it is made again from its beginning.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use egress::{Egress, Fault, Sighting, Step};
use identity::{Action, Actor};
use jobs::{New, Outcome, Run};
use kernel::{Id, Sensitive, Timestamp};
use location::Location;
use pack::Pack;
use store::{DataKey, Db, Tx};
use tokio::time::Instant;

use crate::ask::{Asking, Unsaid};
use crate::detail::Detail;
use crate::finding::newest;
use crate::rdap::NetworkAnswer;
use crate::record::store_under;
use crate::sources::Sources;
use crate::visit::{Unasked, Visit};
use crate::{Error, FOLLOW, silence};

/// After this many attempts what came has to do.
const PATIENCE: i64 = 3;

/// How long the registries may be asked about the steps.
const BUDGET: Duration = Duration::from_secs(45);

/// A place that leads to one about which nobody may be asked is asked again after this.
const SILENCE: Duration = Duration::from_hours(6);

/// Another place that a location leads to.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// When it was asked.
    pub at: Timestamp,
    /// Where it leads.
    pub url: Sensitive<String>,
    /// How many steps there were.
    pub steps: u32,
    /// Whether a known shortener was on the way.
    pub shortener: bool,
}

/// Has the redirects of a location followed, once its working URL is chosen. Under a silence it is kept in mind.
pub async fn follow(tx: &mut Tx, actor: &Actor, location: Id<Location>) -> Result<(), Error> {
    actor.may(Action::Trace)?;
    silence::lock(tx, location).await?;
    if silence::is_silent(tx, location).await? {
        silence::postpone(tx, location).await?;
        return Ok(());
    }
    let now = tx.now();
    jobs::queue_all(tx, vec![following(tx, location)?]).await?;
    // It may wait for what the URL before leads to.
    jobs::hasten(tx, &key(location), now).await?;
    Ok(())
}

/// The same of many locations. However many they are, it is a few statements, and some more for each that is silent.
pub async fn follow_all(
    tx: &mut Tx,
    actor: &Actor,
    locations: &[Id<Location>],
) -> Result<(), Error> {
    actor.may(Action::Trace)?;
    if locations.is_empty() {
        return Ok(());
    }
    // A silence that begins meanwhile the job sees. One that ends meanwhile is looked at under its lock.
    let silent = silence::among(tx, locations).await?;
    let mut jobs = Vec::with_capacity(locations.len());
    for location in locations {
        if silent.contains(location) {
            follow(tx, actor, *location).await?;
        } else {
            jobs.push(following(tx, *location)?);
        }
    }
    jobs::queue_all(tx, jobs).await?;
    let (keys, now) = (locations.iter().map(|location| key(*location)), tx.now());
    jobs::hasten_all(tx, &keys.collect::<Vec<_>>(), now).await?;
    Ok(())
}

fn following(tx: &Tx, location: Id<Location>) -> store::Result<New> {
    New::at(FOLLOW, &location, tx.now(), Some(&key(location)))
}

fn key(location: Id<Location>) -> String {
    format!("{FOLLOW}:{location}")
}

/// Where the newest look at its redirects led to, if that is another place. What an earlier look found says nothing once
/// a newer one was made.
pub async fn leads_elsewhere(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<Option<Elsewhere>, Error> {
    actor.may(Action::ReadTrace)?;
    let newest = newest(tx, actor, location, "redirects", 1).await?;
    let mut by_shortener = false;
    let mut last = None;
    for finding in newest.into_iter().flatten() {
        let Detail::Redirect {
            number,
            url,
            shortener,
            elsewhere,
            ..
        } = finding.detail
        else {
            continue;
        };
        by_shortener |= shortener;
        last = elsewhere.then(|| Elsewhere {
            at: finding.at,
            url: Sensitive::new(url),
            steps: number,
            shortener: by_shortener,
        });
    }
    Ok(last)
}

/// Follows the redirects of a location: the job [`FOLLOW`].
pub async fn follow_redirects(
    db: &Db,
    egress: &Egress,
    sources: &Sources,
    pack: &Arc<Pack>,
    run: Run,
) -> Outcome {
    let location: Id<Location> = match run.payload() {
        Ok(location) => location,
        Err(outcome) => return outcome,
    };
    if pack.watch.legal_authority.is_none() {
        return Outcome::nothing();
    }
    let (url, key) = match target(db, &run, location).await {
        Ok(Aim::AtOnion(..)) if !egress.reaches_onions() => return Outcome::nothing(),
        Ok(Aim::At(url, key) | Aim::AtOnion(url, key)) => (url, key),
        Ok(Aim::Nothing) => return Outcome::nothing(),
        Ok(Aim::Silence) => return later(run, location),
        Err(error) => {
            tracing::warn!(%error, "a place could not be opened to follow its redirects");
            return Outcome::Retry("the place could not be opened");
        }
    };
    let visit = Visit {
        db,
        actor: &Actor::job(&run),
        egress,
        pack,
        about: &[location],
    };
    let sighting = match visit.look(&url).await {
        Ok(sighting) => sighting,
        Err(Unasked::Silence) => return later(run, location),
        Err(Unasked::LedIntoSilence) => {
            return Outcome::PutOff(SILENCE, "nobody may be asked about where the place leads");
        }
        Err(Unasked::NotNow(not_now)) => {
            return Outcome::PutOff(not_now.pause(), not_now.reason());
        }
        Err(Unasked::Failed(error)) => {
            tracing::warn!(%error, "no turn could be taken at a host");
            return Outcome::Retry("no turn could be taken at the host");
        }
    };
    let is_passing = matches!(
        sighting.end,
        Err(Fault::Unreachable | Fault::Handshake | Fault::TimedOut | Fault::Broken)
    );
    if is_passing && run.attempt < PATIENCE {
        return Outcome::RetryAfter(Duration::from_secs(30), "the place gave no answer");
    }
    let asking = Asking {
        db,
        egress,
        shared: sources.shared(),
        location,
        until: Instant::now() + BUDGET,
        since: Timestamp::default(),
    };
    let details = steps(&asking, pack, &url, &sighting).await;
    Outcome::done(move |tx| {
        Box::pin(async move {
            let actor = &Actor::job(&run);
            store_under(tx, actor, &key, location, "redirects", &details).await?;
            Ok(())
        })
    })
}

/// Under a silence it is kept in mind.
fn later(run: Run, location: Id<Location>) -> Outcome {
    Outcome::done(move |tx| {
        Box::pin(async move {
            follow(tx, &Actor::job(&run), location).await?;
            Ok(())
        })
    })
}

/// What a look comes to: how the place itself answered, then each step that it led to.
async fn steps(
    asking: &Asking<'_>,
    pack: &Pack,
    url: &Sensitive<String>,
    sighting: &Sighting,
) -> Vec<Detail> {
    let (first, hops) = match sighting.steps.split_first() {
        Some((first, hops)) => (first.evidence(), hops),
        None => (serde_json::Value::Null, &[][..]),
    };
    let mut details = vec![Detail::Look {
        step: first,
        redirects: count(hops.len()),
        fault: sighting.end.err().map(|fault| fault.name().to_owned()),
    }];
    // A way without an end, and one that our own rules forbid, leads nowhere.
    let has_end = !matches!(
        sighting.end,
        Err(Fault::Redirects | Fault::Forbidden(_) | Fault::Url)
    );
    let mut from = host_of(url);
    let mut may_ask = true;
    for (index, hop) in hops.iter().enumerate() {
        let is_last = index + 1 == hops.len();
        let shortener = from
            .as_deref()
            .is_some_and(|host| pack.proxies.is_shortener(host));
        let elsewhere =
            is_last && has_end && !location::is_same_place(url.expose(), hop.url.expose());
        from = host_of(&hop.url);
        let addresses = addresses_of(hop);
        let network = match addresses.first() {
            Some(address) if may_ask => network_of(asking, *address, &mut may_ask).await,
            Some(_) | None => NetworkAnswer::default(),
        };
        details.push(Detail::Redirect {
            number: count(index + 1),
            url: hop.url.expose().clone(),
            step: hop.evidence(),
            addresses,
            holder: network.holder,
            country: network.country,
            autonomous_system: network.autonomous_system,
            shortener,
            elsewhere,
        });
    }
    details
}

/// The network of an address; once a silence has begun nobody is asked about the steps that follow.
async fn network_of(asking: &Asking<'_>, address: IpAddr, may_ask: &mut bool) -> NetworkAnswer {
    if let Some(known) = asking.known_network(address) {
        return known.answer;
    }
    match asking.network(address).await {
        Ok(said) => said.answer,
        Err(unsaid) => {
            *may_ask = unsaid != Unsaid::Silence;
            NetworkAnswer::default()
        }
    }
}

/// The addresses that were seen: what the name stood for, and where a connection was kept, the one that was dialled.
fn addresses_of(hop: &Step) -> Vec<IpAddr> {
    if hop.resolved.is_empty() {
        hop.dialled.into_iter().collect()
    } else {
        hop.resolved.clone()
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What the job is to do.
enum Aim {
    At(Sensitive<String>, DataKey),
    /// An onion service.
    AtOnion(Sensitive<String>, DataKey),
    Silence,
    /// Nobody chose a working URL.
    Nothing,
}

async fn target(db: &Db, run: &Run, location: Id<Location>) -> Result<Aim, Error> {
    let mut tx = db.read().await?;
    let actor = Actor::job(run);
    if silence::is_silent(&mut tx, location).await? {
        return Ok(Aim::Silence);
    }
    let (_, onion, key) = location::host_and_key(&mut tx, &actor, location).await?;
    let working = location::working(&mut tx, &actor, location).await?;
    Ok(match working {
        Some(working) if onion => Aim::AtOnion(working.url, key),
        Some(working) => Aim::At(working.url, key),
        None => Aim::Nothing,
    })
}

fn host_of(url: &Sensitive<String>) -> Option<String> {
    let url = url::Url::parse(url.expose()).ok()?;
    Some(url.host_str()?.to_owned())
}
