//! Taking submissions from the letterbox: the desk's copy is committed before the letterbox lets go of its own.

use std::time::Duration;

use identity::{Action, Actor};
use jobs::{Outcome, Run};
use letterbox::{Collected, Sent};
use pack::Pack;
use store::{Db, Tx};

use crate::receipt::ReceiptOf;
use crate::report::{Entry, enter_in};
use crate::withdraw::is_withdrawn;
use crate::{BY_LINK, COLLECT, Error, Filed, Source, aside, flood};

/// Submissions taken in one go: few enough that one transaction stays short.
const BATCH: i64 = 200;
/// Batches of one run: a run ends well within its lease, however much comes in meanwhile. The next one goes on,
/// behind the answers to those that were filed.
const BATCHES: usize = 20;

/// Takes what is in the letterbox, then queues itself for the next time.
pub async fn collect(desk: &Db, letterbox: &Db, pack: &Pack, every: Duration, run: Run) -> Outcome {
    let actor = Actor::job(&run);
    if let Err(error) = aside::try_again(desk, pack, &run).await {
        tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "what was set aside could not be tried again");
    }
    let mut taken = 0;
    for _ in 0..BATCHES {
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
        // Not among what is logged as a rule: the time of the line is nearly that of the sending.
        tracing::debug!(count = taken, "submissions collected");
    }
    Outcome::done(move |tx| {
        Box::pin(async move {
            flood::forget(tx).await?;
            let next = tx.now().after(every);
            // Whatever else there is to do: what is urgent in there is to be known within the minute.
            jobs::queue_urgent(tx, COLLECT, &(), next, Some(COLLECT)).await?;
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
    let filed = match file_all(desk, pack, actor, &fresh).await {
        Ok(filed) => filed,
        Err(error) => {
            tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "submissions could not be filed together; each is filed by itself");
            file_each(desk, pack, actor, &fresh).await?
        }
    };
    mark(desk, letterbox, actor, filed).await?;
    Ok(fresh.len())
}

/// What the desk holds.
struct Held {
    /// The number under which the letterbox has it.
    number: i64,
    /// The id with which it names itself, where it was filed.
    id: Option<[u8; 32]>,
    /// Nobody needs the letterbox's copy.
    is_passing: bool,
}

async fn file_all(
    desk: &Db,
    pack: &Pack,
    actor: &Actor,
    fresh: &[(i64, Vec<u8>)],
) -> Result<Vec<Held>, Error> {
    let mut tx = desk.write().await?;
    let mut held = Vec::with_capacity(fresh.len());
    for (number, sealed) in fresh {
        let (filed, id) = file_named(&mut tx, actor, sealed, pack, Turn::Own).await?;
        held.push(Held {
            number: *number,
            id,
            is_passing: filed == Filed::Asked,
        });
    }
    tx.commit().await?;
    Ok(held)
}

/// Files each in a transaction of its own. One that fails is set aside, so that nothing waits behind it; where that
/// fails too it is the desk that is in trouble, and the letterbox keeps the rest.
async fn file_each(
    desk: &Db,
    pack: &Pack,
    actor: &Actor,
    fresh: &[(i64, Vec<u8>)],
) -> Result<Vec<Held>, Error> {
    let mut held = Vec::with_capacity(fresh.len());
    for one in fresh {
        match file_all(desk, pack, actor, std::slice::from_ref(one)).await {
            Ok(filed) => held.extend(filed),
            Err(error) => {
                let mut tx = desk.write().await?;
                aside::put_failed(&mut tx, actor, &one.1).await?;
                tx.commit().await?;
                tracing::error!(error = %error, source = ?std::error::Error::source(&error), "a submission could not be filed and is set aside");
                held.push(Held {
                    number: one.0,
                    id: None,
                    is_passing: false,
                });
            }
        }
    }
    Ok(held)
}

/// Opens a submission and files it.
pub async fn file(tx: &mut Tx, actor: &Actor, sealed: &[u8], pack: &Pack) -> Result<Filed, Error> {
    file_named(tx, actor, sealed, pack, Turn::Own)
        .await
        .map(|(filed, _)| filed)
}

/// When a submission is filed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// When it came.
    Own,
    /// Later, since it was set aside: what was sent after it may have been filed before.
    Late,
}

/// Files a submission. The id with which it names itself, where it opens.
pub(crate) async fn file_named(
    tx: &mut Tx,
    actor: &Actor,
    sealed: &[u8],
    pack: &Pack,
    turn: Turn,
) -> Result<(Filed, Option<[u8; 32]>), Error> {
    actor.may(Action::FileReport)?;
    // What is in the letterbox came within seconds.
    tx.blur();
    let submission = match Sent::open(tx.keyring()?, sealed) {
        Ok(Sent::Report(submission)) => submission,
        Ok(Sent::ByLink(spoken)) => {
            // Taken twice it is told twice: by its id it is done once.
            jobs::queue(tx, BY_LINK, &spoken).await?;
            let filed = if spoken.is_kept() {
                Filed::Spoken
            } else {
                Filed::Asked
            };
            return Ok((filed, Some(spoken.id)));
        }
        Err(_) => {
            aside::put(tx, sealed, aside::Why::Unreadable).await?;
            tracing::error!("a submission does not open with this keyring; it is kept as it came");
            return Ok((Filed::Unreadable, None));
        }
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
    let filed = enter_in(tx, actor, entry, pack, turn).await?;
    Ok((filed, Some(submission.id)))
}

/// Has the letterbox set aside what the desk has committed, and forget at once what was withdrawn meanwhile.
async fn mark(desk: &Db, letterbox: &Db, actor: &Actor, filed: Vec<Held>) -> Result<(), Error> {
    let mut tx = desk.read().await?;
    let mut collected = Vec::with_capacity(filed.len());
    for Held {
        number,
        id,
        is_passing,
    } in filed
    {
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
            withdrawn: withdrawn || is_passing,
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
