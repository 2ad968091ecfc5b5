//! Taking submissions from the letterbox: the desk's copy is committed before the letterbox lets go of its own.

use std::time::Duration;

use identity::Actor;
use jobs::{Outcome, Run};
use letterbox::Collected;
use pack::Pack;
use store::{Db, Tx};

use crate::withdraw::is_withdrawn;
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
    let mut filed = Vec::with_capacity(fresh.len());
    for (number, sealed) in &fresh {
        let (_, id) = report::file_named(&mut tx, actor, sealed, pack).await?;
        filed.push((*number, id));
    }
    tx.commit().await?;
    mark(desk, letterbox, actor, filed).await?;
    Ok(fresh.len())
}

/// Has the letterbox set aside what the desk has committed, and forget at once what was withdrawn meanwhile.
async fn mark(
    desk: &Db,
    letterbox: &Db,
    actor: &Actor,
    filed: Vec<(i64, Option<[u8; 32]>)>,
) -> Result<(), crate::Error> {
    let mut tx = desk.read().await?;
    let mut collected = Vec::with_capacity(filed.len());
    for (number, id) in filed {
        let (name, withdrawn) = match id {
            Some(id) => (
                Some(collected_name(&tx, &id)?),
                is_withdrawn(&mut tx, &id).await?,
            ),
            None => (None, false),
        };
        collected.push(Collected {
            number,
            name,
            withdrawn,
        });
    }
    drop(tx);
    let mut tx = letterbox.write().await?;
    letterbox::mark_collected(&mut tx, actor, &collected).await?;
    tx.commit().await?;
    Ok(())
}

/// The name under which the letterbox keeps a submission that was collected: the desk can tell it again, and nobody
/// else learns from it what is of one receipt.
pub(crate) fn collected_name(tx: &Tx, id: &[u8]) -> store::Result<[u8; 32]> {
    Ok(tx.keyring()?.blind_index("intake.collected", id))
}
