//! An outage of our own: when the line, the resolver or a proxy is down, no look says anything of its place. Nothing is
//! written of such looks; they are made later, and show as overdue until then.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::time::Duration;

use egress::{Fault, NameError, Sighting, TOR};
use kernel::Timestamp;
use store::Db;
use tokio::time::Instant;

use crate::led::{AGAIN, Later};
use crate::record::{Desk, Done};
use crate::turn::{self, PutOff};
use crate::{Error, asked, cadence};

/// So many hosts that do not answer, one after the other, and none that does: that is no chance.
const MANY: usize = 20;

/// A vantage point from which a place answered so lately has a network.
const LATELY: Duration = Duration::from_secs(15);

/// So long what could not be looked at waits, and up to twice as long.
const LATER: Duration = Duration::from_mins(5);

/// By what way a place is looked at: through Tor, or from a vantage point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    Tor,
    From(usize),
}

impl Way {
    fn of(one: &Done) -> Self {
        if one.is_service() {
            Self::Tor
        } else {
            Self::From(one.vantage)
        }
    }

    /// The name of the vantage point.
    fn name(self, desk: &Desk<'_>) -> String {
        match self {
            Self::Tor => TOR.to_owned(),
            Self::From(vantage) => {
                let known = desk.vantages.get(vantage);
                known.map(|known| known.name.clone()).unwrap_or_default()
            }
        }
    }
}

/// When a place last answered, by the way to it.
pub(crate) type Answered = BTreeMap<Way, Instant>;

/// Takes those looks out of a batch that were made without a network. `works` says whether the network of a vantage
/// point, or Tor, works, by asking whom the operator has named.
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
    let mut by_way: BTreeMap<Way, Vec<Done>> = BTreeMap::new();
    for one in done {
        by_way.entry(Way::of(&one)).or_default().push(one);
    }
    let (mut looked, mut blind) = (Vec::new(), Vec::new());
    for (way, looks) in by_way {
        if looks.iter().any(|one| !may_be_ours(&one.sighting)) {
            answered.insert(way, Instant::now());
            looked.extend(looks);
            continue;
        }
        let lately = answered.get(&way).is_some_and(|at| at.elapsed() < LATELY);
        let hosts: BTreeSet<_> = looks.iter().map(|one| one.taken.watch.host).collect();
        let is_down = !lately && (hosts.len() >= MANY || !works(way.name(desk)).await);
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
    // Each by its place in the cadence, so that not all come at once.
    let spread = u64::try_from(LATER.as_micros()).unwrap_or(u64::MAX) / 1_000_000;
    let until = |one: &Done, now: Timestamp, _| {
        let part = u64::try_from(one.taken.watch.phase).unwrap_or_default() * spread;
        PutOff::until(
            &one.taken.watch,
            now.after(LATER + Duration::from_micros(part)),
        )
    };
    look_later(db, desk, blind, until).await
}

/// Gives back what did not come to its end: the process is to stop, a place leads to a host that is not to be asked
/// now, or a silence has begun.
pub(crate) async fn make_later(db: &Db, desk: &Desk<'_>, unseen: &[Done]) -> Result<(), Error> {
    if unseen.is_empty() {
        return Ok(());
    }
    let until = |one: &Done, now: Timestamp, turn: Option<Timestamp>| match one.later {
        // Nothing was promised for as long as it holds.
        Some(Later::Silence) => PutOff::by_cadence(&one.taken.watch, now, desk.pack).promised(),
        Some(Later::After(pause)) => PutOff::until(&one.taken.watch, now.after(pause)),
        // Not at once, though its turn may come sooner than it thought, and not later than it would be in any case.
        Some(Later::InLine(_)) => {
            let in_time = cadence::next(now, desk.pack.watch.every, one.taken.watch.phase);
            let turn = turn.unwrap_or(now).min(in_time);
            PutOff::until(&one.taken.watch, turn.after(AGAIN))
        }
        None => PutOff::until(&one.taken.watch, now),
    };
    look_later(db, desk, unseen, until).await
}

/// Puts off what is still in our hands, and lets the hosts go.
async fn look_later(
    db: &Db,
    desk: &Desk<'_>,
    looks: &[Done],
    late: impl Fn(&Done, Timestamp, Option<Timestamp>) -> PutOff,
) -> Result<(), Error> {
    let mut tx = db.write().await?;
    let now = tx.now();
    let led = |one: &Done| match one.later {
        Some(Later::InLine(host)) => Some(host),
        _ => None,
    };
    let hosts: Vec<i64> = looks.iter().filter_map(led).collect();
    let turns = trace::turn::line_up(&mut tx, desk.actor, desk.pack.watch.host_gap, &hosts).await?;
    let mut turns = turns.into_iter();
    let late = looks
        .iter()
        .map(|one| {
            let turn = led(one).and_then(|_| turns.next());
            (late(one, now, turn), one.taken.token)
        })
        .collect();
    turn::put_off_taken(&mut tx, late).await?;
    let asked = asked::asked(&tx, looks)?;
    trace::turn::let_go(&mut tx, desk.actor, &desk.pack.watch, &asked).await?;
    tx.commit().await?;
    Ok(())
}
