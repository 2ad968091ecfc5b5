//! A sitting of a watcher: taking what is due, looking, and writing what was seen, until nothing is due.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use egress::{Egress, Vantage};
use identity::Actor;
use jobs::{Outcome, Run};
use pack::Pack;
use store::Db;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};

use crate::further::{self, Aim, Looked};
use crate::glance::Glance;
use crate::record::{Desk, Done, record};
use crate::turn::{self, Taken};
use crate::{Error, outage, revive};

/// Looks at once, each at another host.
const AT_ONCE: usize = 512;

/// Looks that are written together at most.
const BATCH: usize = 512;

/// How long what was seen waits for others to be written with.
const GATHER: Duration = Duration::from_millis(100);

/// How long a sitting takes on work: with the last look it ends well within the lease of its job.
const SITTING: Duration = Duration::from_secs(45);

/// A sitting waits for what is due so soon.
const LINGER: Duration = Duration::from_millis(300);

/// Looks at what is due, then queues itself: the job [`crate::WATCH`].
pub async fn watch_due(db: &Db, egress: &Egress, pack: &Arc<Pack>, run: Run) -> Outcome {
    let number: u32 = match run.payload() {
        Ok(number) => number,
        Err(outcome) => return outcome,
    };
    let actor = Actor::job(&run);
    let look = |aim: Aim| {
        let (egress, pack) = (egress.clone(), Arc::clone(pack));
        async move { further::look(&egress, &pack, &aim).await }
    };
    let works = |vantage: String| {
        let egress = egress.clone();
        async move { egress.probe(&vantage).await }
    };
    let sat = match revive::revive(db, &actor, pack).await {
        Ok(()) => sit(db, &actor, pack, egress.vantages(), look, works).await,
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

/// Holds a sitting. How places are looked at, and whether the network of a vantage point works, are arguments, so that
/// what takes and writes can be tried without a network.
pub async fn sit<L, F, W, G>(
    db: &Db,
    actor: &Actor,
    pack: &Arc<Pack>,
    vantages: &[Vantage],
    look: L,
    works: W,
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
        let mut fresh = 0;
        let room = AT_ONCE - looking.len();
        if failed.is_none() && began.elapsed() < SITTING && room >= AT_ONCE / 4 {
            match turn::take(db, actor, pack, room).await {
                Ok(taken) => {
                    fresh = taken.len();
                    for one in taken {
                        send(db, &mut looking, vantages, one, &look);
                    }
                }
                // What is under way is written all the same.
                Err(error) => failed = Some(error),
            }
        }
        let done = gather(&mut looking).await;
        if !done.is_empty() {
            let (done, blind) = outage::split(done, &mut answered, &desk, &works).await;
            if !done.is_empty() {
                record(db, &desk, &done).await;
            }
            outage::put_off(db, &desk, &blind).await?;
        }
        if looking.is_empty() && fresh == 0 {
            match failed {
                Some(error) => return Err(error),
                None if began.elapsed() < SITTING && linger(db).await? => {}
                None => return Ok(()),
            }
        }
    }
}

/// Sends a look on its way.
fn send<L, F>(db: &Db, looking: &mut JoinSet<Done>, vantages: &[Vantage], taken: Taken, look: &L)
where
    L: Fn(Aim) -> F,
    F: Future + Send + 'static,
    F::Output: Into<Looked> + Send,
{
    let wanted = taken.watch.vantage.as_deref();
    let vantage = vantages
        .iter()
        .position(|known| Some(known.name.as_str()) == wanted)
        .unwrap_or_default();
    let seen = look(Aim {
        url: taken.opened.url.clone(),
        vantage: vantages
            .get(vantage)
            .map(|vantage| vantage.name.clone())
            .unwrap_or_default(),
        page: taken.page,
        is_known: taken.watch.same.is_some(),
        invented: taken.invented.clone(),
    });
    let (db, from) = (db.clone(), vantages.get(vantage).cloned());
    looking.spawn(async move {
        // What it then waits for to be written is no fault of the host.
        let began = Instant::now();
        let Looked { sighting, further } = seen.await.into();
        let took = began.elapsed();
        let glance = Glance::of(&db, &taken.opened, from.as_ref(), &sighting, &further);
        Done {
            taken,
            vantage,
            sighting,
            further,
            glance,
            took,
        }
    });
}

/// Waits for looks to end: for the first, then for as many as come within a moment.
async fn gather(looking: &mut JoinSet<Done>) -> Vec<Done> {
    let mut done = Vec::new();
    let until = Instant::now() + GATHER;
    while done.len() < BATCH {
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
