//! The job that empties the mailbox.

use std::time::Duration;

use egress::{Egress, Mailbox, MailboxError};
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

/// Mails that could not be taken, after which a run ends: then it is the mailbox.
const TROUBLED: usize = 5;

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

/// Takes what has arrived. Whether there may be more. One mail that cannot be taken keeps no other from it: it is tried
/// again over a new connection, then its header alone is kept, so that somebody sees to it, and where not even that can
/// be had it is left for the next time.
async fn take(
    db: &Db,
    egress: &Egress,
    actor: &Actor,
    begun: tokio::time::Instant,
) -> Result<bool, Fault> {
    let mut mailbox = egress.mailbox().await.map_err(Fault::Mailbox)?;
    let arrived = mailbox.arrived().await.map_err(Fault::Mailbox)?;
    let (mut taken, mut troubled) = (0, 0);
    for number in &arrived {
        if taken >= MOST || begun.elapsed() > WITHIN || troubled >= TROUBLED {
            break;
        }
        taken += 1;
        if let Err(error) = take_one(db, actor, &mut mailbox, *number, Whole::Yes).await {
            let Fault::Mailbox(error) = error else {
                return Err(error);
            };
            tracing::warn!(%error, "a mail could not be taken; it is tried again");
            troubled += 1;
            mailbox = taken_anew(db, egress, actor, *number).await?;
        }
    }
    mailbox.leave().await;
    Ok(taken < arrived.len() && troubled < TROUBLED)
}

/// Whether a mail is taken with its text, or its header alone.
#[derive(Clone, Copy)]
enum Whole {
    Yes,
    No,
}

/// Tries once more to take a mail, whole and then its header. The connection to go on with.
async fn taken_anew(
    db: &Db,
    egress: &Egress,
    actor: &Actor,
    number: u32,
) -> Result<Mailbox, Fault> {
    for whole in [Whole::Yes, Whole::No] {
        let mut mailbox = egress.mailbox().await.map_err(Fault::Mailbox)?;
        match take_one(db, actor, &mut mailbox, number, whole).await {
            Ok(()) => return Ok(mailbox),
            Err(Fault::Mailbox(error)) => {
                tracing::warn!(%error, "a mail could not be taken a second time");
            }
            Err(error) => return Err(error),
        }
    }
    egress.mailbox().await.map_err(Fault::Mailbox)
}

async fn take_one(
    db: &Db,
    actor: &Actor,
    mailbox: &mut Mailbox,
    number: u32,
    whole: Whole,
) -> Result<(), Fault> {
    let mail = match whole {
        Whole::Yes => mailbox.take(number).await,
        Whole::No => mailbox.take_header(number).await,
    };
    if let Some(mail) = mail.map_err(Fault::Mailbox)? {
        let mut tx = db.write().await.map_err(store_fault)?;
        received::keep(&mut tx, actor, &mail)
            .await
            .map_err(Fault::Store)?;
        tx.commit().await.map_err(store_fault)?;
    }
    mailbox.file(number).await.map_err(Fault::Mailbox)
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
