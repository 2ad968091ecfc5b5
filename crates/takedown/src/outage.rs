//! An outage of our own: when the line, the resolver or a proxy is down, no look says anything of its place. Nothing is
//! written of such looks; they are made later, and show as overdue until then.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::time::Duration;

use egress::{Fault, NameError, Sighting};
use store::Db;
use tokio::time::Instant;

use crate::record::{Desk, Done};
use crate::turn::{self, PutOff};
use crate::watch;
use crate::{Error, asked};

/// So many hosts that do not answer, one after the other, and none that does: that is no chance.
const MANY: usize = 20;

/// A vantage point from which a place answered so lately has a network.
const LATELY: Duration = Duration::from_secs(15);

/// So long what could not be looked at waits, and up to twice as long.
const LATER: Duration = Duration::from_mins(5);

/// When a place last answered, by vantage point.
pub(crate) type Answered = BTreeMap<usize, Instant>;

/// Takes those looks out of a batch that were made without a network. `works` says whether the network of a vantage
/// point works, by asking whom the operator has named.
pub(crate) async fn split<W, F>(
    done: Vec<Done>,
    answered: &mut Answered,
    desk: &Desk<'_>,
    works: &W,
) -> (Vec<Done>, Vec<Done>)
where
    W: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut by_vantage: BTreeMap<usize, Vec<Done>> = BTreeMap::new();
    for one in done {
        by_vantage.entry(one.vantage).or_default().push(one);
    }
    let (mut looked, mut blind) = (Vec::new(), Vec::new());
    for (vantage, looks) in by_vantage {
        if looks.iter().any(|one| !may_be_ours(&one.sighting)) {
            answered.insert(vantage, Instant::now());
            looked.extend(looks);
            continue;
        }
        let lately = answered
            .get(&vantage)
            .is_some_and(|at| at.elapsed() < LATELY);
        let hosts: BTreeSet<_> = looks.iter().map(|one| one.taken.watch.host).collect();
        let name = desk.vantages.get(vantage).map(|known| known.name.clone());
        let is_down = !lately && (hosts.len() >= MANY || !works(name.unwrap_or_default()).await);
        if is_down {
            blind.extend(looks);
        } else {
            looked.extend(looks);
        }
    }
    (looked, blind)
}

/// Whether a look ended as it does where our own network is down.
const fn may_be_ours(sighting: &Sighting) -> bool {
    matches!(
        sighting.end,
        Err(Fault::Unreachable | Fault::TimedOut | Fault::Vantage | Fault::Name(NameError::Failed))
    )
}

/// Puts off what was looked at without a network.
pub(crate) async fn put_off(db: &Db, desk: &Desk<'_>, blind: &[Done]) -> Result<(), Error> {
    if blind.is_empty() {
        return Ok(());
    }
    tracing::warn!(
        count = blind.len(),
        "no place answers from a vantage point: its network is taken to be down, and the looks are made later"
    );
    let mut tx = db.write().await?;
    turn::lock(&mut tx).await?;
    let cases: Vec<_> = blind.iter().map(|one| one.taken.watch.case).collect();
    let now = tx.now();
    // Each by its place in the cadence, so that not all come at once.
    let spread = u64::try_from(LATER.as_micros()).unwrap_or(u64::MAX) / 1_000_000;
    let late: Vec<_> = watch::lock_all(&mut tx, &cases)
        .await?
        .iter()
        .filter(|held| {
            let mut ours = blind
                .iter()
                .map(|one| (one.taken.watch.case, one.taken.token));
            ours.any(|(case, token)| held.case == case && held.token == Some(token))
        })
        .map(|held| {
            let part = u64::try_from(held.phase).unwrap_or_default() * spread;
            PutOff::until(held, now.after(LATER + Duration::from_micros(part)))
        })
        .collect();
    turn::put_off(&mut tx, &late).await?;
    let asked = asked::asked(&tx, blind)?;
    trace::turn::let_go(&mut tx, desk.actor, &desk.pack.watch, &asked).await?;
    tx.commit().await?;
    Ok(())
}
