//! The job that empties the mailbox.

use std::time::Duration;

use egress::{Egress, Mailbox, MailboxError};
use identity::Actor;
use jobs::{Outcome, Run};
use store::{Db, Tx};

use crate::{COLLECT, Error, left, received};

/// How long after it was emptied the mailbox is looked at again, and how long after it could not be.
const PAUSE: Duration = Duration::from_mins(1);
const PAUSE_AFTER_FAULT: Duration = Duration::from_mins(5);

/// The most mails that are taken at once, and how long taking them may last: well within the lease.
const MOST: usize = 50;
const WITHIN: Duration = Duration::from_secs(60);

/// Mails that could not be taken or moved, after which a run ends: then it is the mailbox.
const TROUBLED: usize = 5;

/// Empties the mailbox: the job [`COLLECT`], which queues itself. A mail is kept in one transaction, and moved in the
/// mailbox after that: killed in between, it is there again, and is known.
pub async fn collect(db: &Db, egress: &Egress, run: Run) -> Outcome {
    if egress.answers_to().is_none() {
        // Kept in the queue, so that a start with a mailbox finds it.
        return again(PAUSE_AFTER_FAULT, false);
    }
    let begun = tokio::time::Instant::now();
    match take(db, egress, &Actor::job(&run), begun).await {
        Ok(true) => again(Duration::ZERO, true),
        Ok(false) => again(PAUSE, true),
        Err(Fault::Mailbox(error)) => {
            tracing::warn!(%error, "the mailbox could not be read");
            again(PAUSE_AFTER_FAULT, true)
        }
        Err(Fault::Store(error)) => {
            tracing::warn!(%error, "a mail that arrived could not be kept");
            again(PAUSE_AFTER_FAULT, true)
        }
    }
}

enum Fault {
    Mailbox(MailboxError),
    Store(Error),
}

/// Takes what has arrived. Whether there may be more. One mail that cannot be taken keeps no other from it: it is tried
/// again over a new connection, then its header alone is kept, so that somebody sees to it, and where not even that can
/// be had it is left for later, when what is new was taken. So is one that was kept and cannot be moved.
async fn take(
    db: &Db,
    egress: &Egress,
    actor: &Actor,
    begun: tokio::time::Instant,
) -> Result<bool, Fault> {
    let mailbox = egress.mailbox().await.map_err(Fault::Mailbox)?;
    let mut taking = Taking {
        db,
        egress,
        actor,
        validity: mailbox.validity(),
        mailbox,
    };
    let arrived = taking.mailbox.arrived().await.map_err(Fault::Mailbox)?;
    let mut tx = db.write().await.map_err(store_fault)?;
    let left = left::left(&mut tx, actor, taking.validity, &arrived).await;
    let left = left.map_err(Fault::Store)?;
    tx.commit().await.map_err(store_fault)?;
    let (new, left) = left::in_turn(&arrived, left);
    let (mut taken, mut troubled) = (0, 0);
    let is_over = |taken: usize, troubled: usize| {
        taken >= MOST || begun.elapsed() > WITHIN || troubled >= TROUBLED
    };
    for number in &new {
        if is_over(taken, troubled) {
            break;
        }
        taken += 1;
        match taking.one(*number).await? {
            Done::Filed => {}
            Done::Kept => taking.leave(*number, true).await?,
            Done::Nothing => {
                troubled += 1;
                taking.leave(*number, false).await?;
            }
        }
    }
    let is_all = taken == new.len();
    if is_all {
        let mut tx = db.write().await.map_err(store_fault)?;
        left::emptied(&mut tx).await.map_err(Fault::Store)?;
        tx.commit().await.map_err(store_fault)?;
    }
    for one in left {
        if is_over(taken, troubled) {
            break;
        }
        taken += 1;
        let done = if one.kept {
            taking.file(one.number).await
        } else {
            taking.one(one.number).await?
        };
        match done {
            Done::Filed => {
                let mut tx = db.write().await.map_err(store_fault)?;
                let forgotten = left::forget(&mut tx, taking.validity, one.number).await;
                forgotten.map_err(Fault::Store)?;
                tx.commit().await.map_err(store_fault)?;
            }
            done => {
                troubled += 1;
                taking.leave(one.number, done == Done::Kept).await?;
            }
        }
    }
    taking.mailbox.leave().await;
    Ok(!is_all && troubled < TROUBLED)
}

/// Whether a mail is taken with its text, or its header alone.
#[derive(Clone, Copy)]
enum Whole {
    Yes,
    No,
}

/// What became of a mail.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    /// It is kept, and moved to where it belongs.
    Filed,
    /// It is kept, and still in the mailbox.
    Kept,
    /// It could not be taken.
    Nothing,
}

/// The mailbox, while what is in it is taken.
struct Taking<'a> {
    db: &'a Db,
    egress: &'a Egress,
    actor: &'a Actor,
    /// Of which run the numbers are.
    validity: u32,
    mailbox: Mailbox,
}

impl Taking<'_> {
    /// Takes one mail: whole, whole again, and then its header. Where the mailbox cannot be reached any more that is an
    /// error.
    async fn one(&mut self, number: u32) -> Result<Done, Fault> {
        for whole in [Whole::Yes, Whole::Yes, Whole::No] {
            match self.keep(number, whole).await {
                Ok(is_kept) => {
                    let done = self.file(number).await;
                    // A server that breaks off seems to have no such mail: then there is nothing to move.
                    if is_kept || done == Done::Filed {
                        return Ok(done);
                    }
                }
                Err(Fault::Mailbox(error)) => {
                    tracing::warn!(%error, "a mail could not be taken");
                }
                Err(Fault::Store(error)) => {
                    tracing::warn!(%error, "a mail that arrived could not be kept");
                    return Ok(Done::Nothing);
                }
            }
            self.mailbox = self.egress.mailbox().await.map_err(Fault::Mailbox)?;
        }
        Ok(Done::Nothing)
    }

    /// Keeps what there is of one mail. Whether there was anything.
    async fn keep(&mut self, number: u32, whole: Whole) -> Result<bool, Fault> {
        let mail = match whole {
            Whole::Yes => self.mailbox.take(number).await,
            Whole::No => self.mailbox.take_header(number).await,
        };
        let Some(mail) = mail.map_err(Fault::Mailbox)? else {
            return Ok(false);
        };
        let mut tx = self.db.write().await.map_err(store_fault)?;
        received::keep(&mut tx, self.actor, &mail)
            .await
            .map_err(Fault::Store)?;
        tx.commit().await.map_err(store_fault)?;
        Ok(true)
    }

    /// Moves a mail that is kept. Where that fails it is known, and stays where it is.
    async fn file(&mut self, number: u32) -> Done {
        match self.mailbox.file(number).await {
            Ok(()) => Done::Filed,
            Err(error) => {
                tracing::warn!(%error, "a mail that was kept could not be moved");
                Done::Kept
            }
        }
    }

    async fn leave(&mut self, number: u32, kept: bool) -> Result<(), Fault> {
        let mut tx = self.db.write().await.map_err(store_fault)?;
        let left = left::leave(&mut tx, self.validity, number, kept).await;
        left.map_err(Fault::Store)?;
        tx.commit().await.map_err(store_fault)
    }
}

fn store_fault(error: store::Error) -> Fault {
    Fault::Store(error.into())
}

fn again(pause: Duration, has_mailbox: bool) -> Outcome {
    Outcome::done(move |tx| {
        Box::pin(async move {
            left::configured(tx, has_mailbox).await?;
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
