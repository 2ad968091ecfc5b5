//! Where a place leads: its redirects, followed by HEAD as evidence, and who hosts each step.
//!
//! Only after a claim, once an analyst chose the working URL, where the pack names the legal authority for automated
//! requests, and not under a silence. Shorteners of the pack's list are marked; what they lead on to is asked alike.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use egress::{Egress, Fault, HOUSE};
use identity::{Action, Actor};
use jobs::{Outcome, Run};
use kernel::{Id, Sensitive, Timestamp};
use location::Location;
use pack::Pack;
use store::{Db, Tx};

use crate::ask::Asking;
use crate::detail::Detail;
use crate::finding::{newest_of, store_trace};
use crate::sources::Sources;
use crate::{Error, FOLLOW, silence};

/// After this many attempts what came has to do.
const PATIENCE: i64 = 3;

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
    let key = format!("{FOLLOW}:{location}");
    jobs::queue_at(tx, FOLLOW, &location, now, Some(&key)).await?;
    Ok(())
}

/// Where the newest look at its redirects led to, if that is another place.
pub async fn leads_elsewhere(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<Option<Elsewhere>, Error> {
    actor.may(Action::ReadTrace)?;
    let newest = newest_of(tx, actor, location, "redirect").await?;
    Ok(newest.and_then(|finding| match finding.detail {
        Detail::Redirect {
            number,
            url,
            shortener,
            elsewhere: true,
            ..
        } => Some(Elsewhere {
            at: finding.at,
            url: Sensitive::new(url),
            steps: number,
            shortener,
        }),
        _ => None,
    }))
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
    let url = match target(db, &run, location).await {
        Ok(Aim::At(url)) => url,
        Ok(Aim::Nothing) => return Outcome::nothing(),
        Ok(Aim::Silence) => {
            return Outcome::done(move |tx| {
                Box::pin(async move {
                    follow(tx, &Actor::job(&run), location).await?;
                    Ok(())
                })
            });
        }
        Err(error) => {
            tracing::warn!(%error, "a place could not be opened to follow its redirects");
            return Outcome::Retry("the place could not be opened");
        }
    };
    let sighting = egress.look(&url, HOUSE).await;
    // It was a round by itself: what the name stood for is not to serve the next look.
    egress.rest();
    let hops: Vec<_> = match sighting.end {
        // The first step asked for the place itself.
        Ok(_) => sighting
            .steps
            .into_iter()
            .skip(1)
            .map(|step| step.url)
            .collect(),
        Err(Fault::Unreachable | Fault::Handshake | Fault::TimedOut | Fault::Broken)
            if run.attempt < PATIENCE =>
        {
            return Outcome::RetryAfter(Duration::from_secs(30), "the place gave no answer");
        }
        Err(_) => Vec::new(),
    };
    let asking = Asking {
        egress,
        shared: sources.shared(),
        clock: db.clock(),
    };
    let mut steps = Vec::with_capacity(hops.len());
    let mut from = host_of(&url);
    for (index, hop) in hops.iter().enumerate() {
        let is_last = index + 1 == hops.len();
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let shortener = from
            .as_deref()
            .is_some_and(|host| pack.proxies.is_shortener(host));
        let elsewhere = is_last && !location::is_same_place(url.expose(), hop.expose());
        from = host_of(hop);
        let addresses = match &from {
            Some(host) => addresses_of(egress, host).await,
            None => Vec::new(),
        };
        let network = match addresses.first() {
            Some(address) => match asking.known_network(*address) {
                Some(known) => Some(known),
                None => asking.network(*address).await.ok(),
            },
            None => None,
        };
        let network = network.map(|said| said.answer).unwrap_or_default();
        steps.push(Detail::Redirect {
            number,
            url: hop.expose().clone(),
            addresses,
            holder: network.holder,
            country: network.country,
            autonomous_system: network.autonomous_system,
            shortener,
            elsewhere,
        });
    }
    Outcome::done(move |tx| {
        Box::pin(async move {
            store_trace(tx, &Actor::job(&run), location, "redirects", &steps).await?;
            Ok(())
        })
    })
}

/// What the job is to do.
enum Aim {
    At(Sensitive<String>),
    Silence,
    /// Nobody chose a working URL, or there is no way to the place.
    Nothing,
}

async fn target(db: &Db, run: &Run, location: Id<Location>) -> Result<Aim, Error> {
    let mut tx = db.read().await?;
    let actor = Actor::job(run);
    if silence::is_silent(&mut tx, location).await? {
        return Ok(Aim::Silence);
    }
    let (_, onion) = location::host(&mut tx, &actor, location).await?;
    let working = location::working(&mut tx, &actor, location).await?;
    Ok(match working.filter(|_| !onion) {
        Some(working) => Aim::At(working.url),
        None => Aim::Nothing,
    })
}

fn host_of(url: &Sensitive<String>) -> Option<String> {
    let url = url::Url::parse(url.expose()).ok()?;
    Some(url.host_str()?.to_owned())
}

async fn addresses_of(egress: &Egress, host: &str) -> Vec<IpAddr> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let names = egress.names(host).await;
    names.map(|names| names.addresses).unwrap_or_default()
}
