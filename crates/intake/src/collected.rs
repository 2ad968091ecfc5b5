//! What was collected leaves the letterbox. The desk's copy is committed by then; the letterbox keeps its own for
//! the pack's time all the same, in case the desk's store is lost with what its last backup does not hold. What was
//! withdrawn does not wait for that: see `deliver`.

use std::time::Duration;

use identity::Actor;
use jobs::{Outcome, Run};
use pack::Pack;
use store::Db;

use crate::Error;

/// Let go of what the letterbox has kept for the pack's time. Queues itself.
pub const DROP_COLLECTED: jobs::Kind = "intake.drop_collected";

/// Between two looks, where there was little.
const PAUSE: Duration = Duration::from_hours(1);
/// Rows that go in one transaction: the public waits behind it.
const BATCH: i64 = 200;
/// Batches of one run, which has to end within its lease.
const BATCHES: u32 = 50;

/// Lets go of what was collected longer ago than the pack says, and gives its room back.
pub async fn drop_collected(letterbox: &Db, pack: &Pack, run: Run) -> Outcome {
    let actor = Actor::job(&run);
    let is_all = match drop_some(letterbox, pack, &actor).await {
        Ok(is_all) => is_all,
        Err(error) => {
            // Never given up: the next round tries again, and what is there stays a little longer.
            tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "what was collected could not leave the letterbox");
            true
        }
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            let pause = if is_all { PAUSE } else { Duration::ZERO };
            let next = tx.now().after(pause);
            jobs::queue_at(tx, DROP_COLLECTED, &(), next, Some(DROP_COLLECTED)).await?;
            Ok(())
        })
    })
}

/// Drops up to [`BATCHES`]. Whether nothing is left to drop.
async fn drop_some(letterbox: &Db, pack: &Pack, actor: &Actor) -> Result<bool, Error> {
    let mut dropped = 0;
    let mut is_all = false;
    for _ in 0..BATCHES {
        let mut tx = letterbox.write().await?;
        let before = tx.now().before(pack.deadlines.collected_submissions).day();
        let some = letterbox::drop_collected(&mut tx, actor, before, BATCH).await?;
        tx.commit().await?;
        dropped += some;
        if i64::try_from(some).is_ok_and(|some| some < BATCH) {
            is_all = true;
            break;
        }
    }
    if dropped > 0 {
        tracing::info!(count = dropped, "collected submissions left the letterbox");
    }
    if is_all {
        letterbox::give_back(letterbox, actor).await?;
    }
    Ok(is_all)
}
