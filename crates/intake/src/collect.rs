//! Taking submissions from the letterbox: the desk's copy is committed before the letterbox lets go of its own.

use std::time::Duration;

use identity::{Action, Actor};
use jobs::{Outcome, Run};
use letterbox::Submission;
use pack::Pack;
use sha2::{Digest, Sha256};
use store::{Db, Tx, values};

use crate::receipt::ReceiptOf;
use crate::report::{Entry, Filed, enter};
use crate::{COLLECT, Error, Source, flood};

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
) -> Result<usize, Error> {
    let mut tx = letterbox.read().await?;
    let fresh = letterbox::fresh(&mut tx, actor, BATCH).await?;
    drop(tx);
    if fresh.is_empty() {
        return Ok(0);
    }
    let mut tx = desk.write().await?;
    for (_, sealed) in &fresh {
        file(&mut tx, actor, sealed, pack).await?;
    }
    tx.commit().await?;

    let numbers: Vec<i64> = fresh.iter().map(|(number, _)| *number).collect();
    let mut tx = letterbox.write().await?;
    letterbox::mark_collected(&mut tx, actor, &numbers).await?;
    tx.commit().await?;
    Ok(fresh.len())
}

/// Opens a submission and files it.
pub async fn file(tx: &mut Tx, actor: &Actor, sealed: &[u8], pack: &Pack) -> Result<Filed, Error> {
    actor.may(Action::FileReport)?;
    let now = tx.now();
    let Ok(submission) = Submission::open(tx.keyring()?, sealed) else {
        let digest = Sha256::digest(sealed).to_vec();
        tx.execute(KEEP_UNREADABLE, values![digest, sealed, now])
            .await?;
        tracing::error!("a submission does not open with this keyring; it is kept as it came");
        return Ok(Filed::Unreadable);
    };
    let entry = Entry {
        id: submission.id,
        source: Source::Letterbox,
        receipt: Some(ReceiptOf {
            lookup_id: submission.lookup_id,
            reply_key: submission.reply_key,
        }),
        reference: None,
        origin: None,
        language: submission.language,
        received_at: submission.received_at,
        signals: submission.signals,
        content: submission.content.clone(),
    };
    enter(tx, actor, entry, pack).await
}

const KEEP_UNREADABLE: &str = "-- intake.unreadable.insert
INSERT INTO intake_unreadable (digest, sealed, taken_at) VALUES ($1, $2, $3)
ON CONFLICT (digest) DO NOTHING";
