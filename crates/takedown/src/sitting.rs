//! A sitting of a watcher: taking what is due, looking, and writing what was seen, until nothing is due.
//!
//! When the process is to stop, a sitting ends within seconds: nothing more is taken, what answers by then is written,
//! and what does not goes back, to be looked at by whoever sits next.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use egress::{Egress, Fault, LONGEST_LOOK, Sighting, Vantage};
use identity::Actor;
use jobs::{LEASE, Outcome, Run, Stop};
use kernel::Timestamp;
use pack::Pack;
use store::Db;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};

use crate::detail::When;
use crate::further::{self, Aim, Looked};
use crate::glance::Glance;
use crate::led::{Door, Later};
use crate::record::{Desk, Done, record};
use crate::take::{Taken, open, take};
use crate::trail::Trail;
use crate::turn;
use crate::waiting::Waiting;
use crate::{Error, outage, revive};

/// Looks at once, each at another host.
const AT_ONCE: usize = 256;

/// How long what was seen waits for others to be written with.
const GATHER: Duration = Duration::from_millis(100);

/// The time to write in what the last looks showed.
const WRITING: Duration = Duration::from_secs(10);

/// How long a sitting takes on work: with the longest of looks and the writing it ends within the lease of its job. One
/// that waits longer to write is broken off with its job, and what it had in hand comes due again.
const SITTING: Duration = LEASE.saturating_sub(LONGEST_LOOK.saturating_add(WRITING));

/// How long looks may go on for when the process is to stop.
const GRACE: Duration = Duration::from_secs(2);

/// A sitting waits for what is due so soon.
const LINGER: Duration = Duration::from_millis(300);

/// Looks at what is due, then queues itself: the job [`crate::WATCH`].
pub async fn watch_due(db: &Db, egress: &Egress, pack: &Arc<Pack>, run: Run) -> Outcome {
    let number: u32 = match run.payload() {
        Ok(number) => number,
        Err(outcome) => return outcome,
    };
    let actor = Actor::job(&run);
    let waiting = Waiting::default();
    let look = |aim: Aim| {
        let waiting = waiting.clone();
        let (db, actor) = (db.clone(), actor.clone());
        let (egress, pack) = (egress.clone(), Arc::clone(pack));
        async move {
            let door = Door {
                db: &db,
                actor: &actor,
                egress: &egress,
                pack: &pack,
                waiting: &waiting,
            };
            further::look(&door, &aim).await
        }
    };
    let works = |vantage: String| {
        let egress = egress.clone();
        async move { egress.probe(&vantage).await }
    };
    let sat = match revive::revive(db, &actor, pack).await {
        Ok(()) => sit(db, &actor, pack, egress.vantages(), look, works, run.stop()).await,
        Err(error) => Err(error),
    };
    if let Err(error) = &sat {
        // Never given up: the next sitting goes on, and what was taken comes due again.
        tracing::warn!(error = %error, source = ?std::error::Error::source(error), "a sitting of the watch broke off");
    }
    egress.rest();
    let went_well = sat.is_ok();
    Outcome::done(move |tx| {
        Box::pin(async move {
            turn::sit_again(tx, &actor, number, went_well).await?;
            Ok(())
        })
    })
}

/// Holds a sitting, until nothing is due or `stop` is asked for. How places are looked at, and whether the network of a
/// vantage point works, are arguments, so that what takes and writes can be tried without a network.
pub async fn sit<L, F, W, G>(
    db: &Db,
    actor: &Actor,
    pack: &Arc<Pack>,
    vantages: &[Vantage],
    look: L,
    works: W,
    stop: &Stop,
) -> Result<(), Error>
where
    L: Fn(Aim) -> F,
    F: Future + Send + 'static,
    F::Output: Into<Looked> + Send,
    W: Fn(String) -> G,
    G: Future<Output = bool>,
{
    let desk = Desk {
        actor,
        pack,
        vantages,
    };
    let began = Instant::now();
    let mut looking = JoinSet::new();
    let mut failed = None;
    let mut answered = outage::Answered::new();
    loop {
        let done = gather(&mut looking).await;
        let (unseen, done): (Vec<_>, Vec<_>) =
            done.into_iter().partition(|one| one.later.is_some());
        let (done, blind) = outage::split(done, &mut answered, &desk, &works).await;
        let put_off = outage::put_off(db, &desk, &blind).await;
        let made_later = outage::make_later(db, &desk, &unseen).await;
        // What else there is is written all the same.
        failed = failed.or(put_off.err()).or(made_later.err());
        let goes_on = !stop.is_asked() && began.elapsed() < SITTING;
        let room = AT_ONCE - looking.len();
        let takes = failed.is_none() && goes_on && room >= AT_ONCE / 4;
        let mut fresh = 0;
        match write_and_take(db, &desk, &done, if takes { room } else { 0 }).await {
            Ok(taken) => {
                fresh = taken.len();
                for one in taken {
                    send(db, &mut looking, vantages, one, &look, stop);
                }
            }
            Err(error) => failed = Some(error),
        }
        if looking.is_empty() && fresh == 0 {
            match failed {
                Some(error) => return Err(error),
                None if goes_on && linger(db).await? => {}
                None => return Ok(()),
            }
        }
    }
}

/// Writes what looks showed, and takes what is due where there is room.
async fn write_and_take(
    db: &Db,
    desk: &Desk<'_>,
    done: &[Done],
    room: usize,
) -> Result<Vec<Taken>, Error> {
    if done.is_empty() {
        return match room {
            0 => Ok(Vec::new()),
            room => take(db, desk.actor, desk.pack, room).await,
        };
    }
    match record(db, desk, done, room).await? {
        Some(chosen) => open(db, desk.actor, desk.pack, chosen).await,
        None => Ok(Vec::new()),
    }
}

/// Sends a look on its way.
fn send<L, F>(
    db: &Db,
    looking: &mut JoinSet<Done>,
    vantages: &[Vantage],
    taken: Taken,
    look: &L,
    stop: &Stop,
) where
    L: Fn(Aim) -> F,
    F: Future + Send + 'static,
    F::Output: Into<Looked> + Send,
{
    let wanted = taken.watch.vantage.as_deref();
    let vantage = vantages
        .iter()
        .position(|known| Some(known.name.as_str()) == wanted)
        .unwrap_or_default();
    let (trail, now) = (Trail::default(), db.clock().now());
    let watch = &taken.watch;
    // Whom a person asked for has waited longest of all.
    let since = match watch.next_at {
        _ if watch.asked => Timestamp::default(),
        Some(promised) => promised.min(now),
        None => now,
    };
    let seen = look(Aim {
        url: taken.opened.url.clone(),
        vantage: vantages
            .get(vantage)
            .map(|vantage| vantage.name.clone())
            .unwrap_or_default(),
        page: taken.page,
        case: taken.watch.case,
        location: taken.watch.location,
        since,
        trail: trail.clone(),
        is_known: taken.watch.same.is_some(),
        invented: taken.invented.clone(),
    });
    let (db, from, stop) = (db.clone(), vantages.get(vantage).cloned(), stop.clone());
    looking.spawn(async move {
        // What it then waits for to be written is no fault of the host.
        trail.come(taken.watch.host, taken.token);
        let began_at = db.clock().now();
        let stopped = async {
            stop.asked().await;
            sleep(GRACE).await;
        };
        let looked = tokio::select! {
            biased;
            seen = seen => Some(seen.into()),
            () = stopped => None,
        };
        let Looked {
            sighting,
            further,
            later,
        } = looked.unwrap_or_else(|| broken_off(&trail));
        let ended_at = db.clock().now();
        let stays = trail.end();
        let when = When { began_at, ended_at };
        let glance = Glance::of(&db, when, &taken.opened, from.as_ref(), &sighting, &further);
        Done {
            taken,
            vantage,
            sighting,
            further,
            stays,
            later,
            glance,
            ended_at,
        }
    });
}

/// A look that was broken off: it is made again by whoever sits next. What its hosts asked for by then is heard.
fn broken_off(trail: &Trail) -> Looked {
    Looked {
        later: Some(Later::After(Duration::ZERO)),
        ..Looked::from(Sighting {
            steps: trail.steps(),
            end: Err(Fault::TimedOut),
        })
    }
}

/// Waits for looks to end: for the first, then for as many as come within a moment.
async fn gather(looking: &mut JoinSet<Done>) -> Vec<Done> {
    let mut done = Vec::new();
    let until = Instant::now() + GATHER;
    loop {
        match timeout_at(until, looking.join_next()).await {
            Ok(Some(Ok(one))) => done.push(one),
            // A look that panicked is as one whose worker died.
            Ok(Some(Err(_))) => {}
            Ok(None) | Err(_) => break,
        }
    }
    done
}

/// Waits for what is due within a moment. Whether there is such a thing, and time goes on.
async fn linger(db: &Db) -> Result<bool, Error> {
    let mut tx = db.read().await?;
    let now = tx.now();
    let Some(ready) = turn::first_ready(&mut tx).await? else {
        return Ok(false);
    };
    drop(tx);
    let wait = ready.since(now);
    if wait > LINGER {
        return Ok(false);
    }
    sleep(wait.max(Duration::from_millis(10))).await;
    Ok(db.clock().now() > now)
}
