//! Taking submissions from the letterbox: the desk's copy is committed before the letterbox lets go of its own.

use std::time::Duration;

use identity::Actor;
use jobs::{Outcome, Run};
use pack::Pack;
use store::Db;

use crate::{COLLECT, flood, report};

/// Submissions taken in one go: few enough that one transaction stays short.
const BATCH: i64 = 200;

/// Takes what is in the letterbox, then queues itself for the next time.
pub async fn collect(desk: &Db, letterbox: &Db, pack: &Pack, every: Duration, run: Run) -> Outcome {
    let actor = Actor::job(&run);
    let mut taken = 0;
    loop {
        match collect_batch(desk, letterbox, pack, &actor).await {
            Ok(0) => break,
            Ok(count) => taken += count,
            Err(error) => {
                // Never given up: the next round tries again, and nothing is lost meanwhile.
                tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "submissions could not be collected");
                break;
            }
        }
    }
    if taken > 0 {
        tracing::info!(count = taken, "submissions collected");
    }
    Outcome::done(move |tx| {
        Box::pin(async move {
            flood::forget(tx).await?;
            let next = tx.now().after(every);
            jobs::queue_at(tx, COLLECT, &(), next, Some(COLLECT)).await?;
            Ok(())
        })
    })
}

async fn collect_batch(
    desk: &Db,
    letterbox: &Db,
    pack: &Pack,
    actor: &Actor,
) -> Result<usize, crate::Error> {
    let mut tx = letterbox.read().await?;
    let fresh = letterbox::fresh(&mut tx, actor, BATCH).await?;
    drop(tx);
    if fresh.is_empty() {
        return Ok(0);
    }
    let mut tx = desk.write().await?;
    for (_, sealed) in &fresh {
        report::file(&mut tx, actor, sealed, pack).await?;
    }
    tx.commit().await?;

    let numbers: Vec<i64> = fresh.iter().map(|(number, _)| *number).collect();
    let mut tx = letterbox.write().await?;
    letterbox::mark_collected(&mut tx, actor, &numbers).await?;
    tx.commit().await?;
    Ok(fresh.len())
}
