//! The job that empties the mailbox.

use std::time::Duration;

use egress::{Egress, MailboxError};
use identity::Actor;
use jobs::{Outcome, Run};
use store::{Db, Tx};

use crate::{COLLECT, Error, received};

/// How long after it was emptied the mailbox is looked at again, and how long after it could not be.
const PAUSE: Duration = Duration::from_mins(1);
const PAUSE_AFTER_FAULT: Duration = Duration::from_mins(5);

/// The most mails that are taken at once, and how long taking them may last: well within the lease.
const MOST: usize = 50;
const WITHIN: Duration = Duration::from_secs(60);

/// Empties the mailbox: the job [`COLLECT`], which queues itself. A mail is kept in one transaction, and moved in the
/// mailbox after that: killed in between, it is there again, and is known.
pub async fn collect(db: &Db, egress: &Egress, run: Run) -> Outcome {
    if egress.answers_to().is_none() {
        // Kept in the queue, so that a start with a mailbox finds it.
        return again(PAUSE_AFTER_FAULT);
    }
    let begun = tokio::time::Instant::now();
    match take(db, egress, &Actor::job(&run), begun).await {
        Ok(true) => again(Duration::ZERO),
        Ok(false) => again(PAUSE),
        Err(Fault::Mailbox(error)) => {
            tracing::warn!(%error, "the mailbox could not be read");
            again(PAUSE_AFTER_FAULT)
        }
        Err(Fault::Store(error)) => {
            tracing::warn!(%error, "a mail that arrived could not be kept");
            again(PAUSE_AFTER_FAULT)
        }
    }
}

enum Fault {
    Mailbox(MailboxError),
    Store(Error),
}

/// Takes what has arrived. Whether there may be more.
async fn take(
    db: &Db,
    egress: &Egress,
    actor: &Actor,
    begun: tokio::time::Instant,
) -> Result<bool, Fault> {
    let mut mailbox = egress.mailbox().await.map_err(Fault::Mailbox)?;
    let arrived = mailbox.arrived().await.map_err(Fault::Mailbox)?;
    let mut taken = 0;
    for number in &arrived {
        if taken >= MOST || begun.elapsed() > WITHIN {
            break;
        }
        taken += 1;
        let mail = mailbox.take(*number).await.map_err(Fault::Mailbox)?;
        if let Some(mail) = mail {
            let mut tx = db.write().await.map_err(store_fault)?;
            received::keep(&mut tx, actor, &mail)
                .await
                .map_err(Fault::Store)?;
            tx.commit().await.map_err(store_fault)?;
        }
        mailbox.file(*number).await.map_err(Fault::Mailbox)?;
    }
    mailbox.leave().await;
    Ok(taken < arrived.len())
}

fn store_fault(error: store::Error) -> Fault {
    Fault::Store(error.into())
}

fn again(pause: Duration) -> Outcome {
    Outcome::done(move |tx| {
        Box::pin(async move {
            let at = tx.now().after(pause);
            jobs::queue_at(tx, COLLECT, &(), at, Some(COLLECT)).await?;
            Ok(())
        })
    })
}

/// Makes sure that the mailbox is emptied: each start does.
pub async fn keep_collecting(tx: &mut Tx) -> store::Result<()> {
    jobs::keep(tx, COLLECT, &()).await
}
