//! The job that has a mail leave.

use egress::{Egress, Mail, MailError};
use identity::Actor;
use jobs::{Outcome, Run};
use kernel::Id;
use store::Db;

use crate::mail::{End, Sending, begin, compose, end, open};
use crate::{Errand, Sender, Stuck};

/// Has the mail of an errand leave: a job that holds the id of what it is of. `address` is what mail comes
/// from; without one it waits for a relay as long as jobs are tried.
pub async fn send<E: Errand>(
    db: &Db,
    egress: &Egress,
    address: Option<&str>,
    errand: E,
    run: Run,
) -> Outcome {
    let id: Id<E::Of> = match run.payload() {
        Ok(id) => id,
        Err(outcome) => return outcome,
    };
    let Some(address) = address else {
        return wait_or_give_up(errand, run, id, "there is no mail relay");
    };
    let from = Sender {
        address,
        with_urls: egress.relay_enforces_tls(),
    };
    let (sending, mail) = match prepare(db, &errand, &Actor::job(&run), id, from).await {
        Ok(Some(begun)) => begun,
        Ok(None) => return Outcome::nothing(),
        Err(error) => {
            tracing::warn!(%error, "a mail could not be prepared");
            return wait_or_give_up(errand, run, id, "the mail could not be prepared");
        }
    };
    match egress.send(&mail).await {
        Ok(_) => Outcome::done(move |tx| {
            Box::pin(async move {
                end(tx, sending, End::Accepted).await?;
                errand.sent(tx, &Actor::job(&run), id).await?;
                Ok(())
            })
        }),
        Err(MailError::Refused(_) | MailError::Invalid) => Outcome::done(move |tx| {
            Box::pin(async move {
                end(tx, sending, End::Refused).await?;
                let actor = Actor::job(&run);
                errand.stuck(tx, &actor, id, Stuck::Refused).await?;
                Ok(())
            })
        }),
        // It may have been delivered: this conversation keeps no end.
        Err(MailError::Unanswered) => {
            wait_or_give_up(errand, run, id, "the mail relay did not answer")
        }
        Err(error) => {
            let (how, reason) = match error {
                MailError::Deferred(_) => (End::Deferred, "the mail relay deferred the mail"),
                MailError::Unsafe => (
                    End::Unreachable,
                    "the mail would travel without verified TLS",
                ),
                _ => (End::Unreachable, "the mail relay cannot be reached"),
            };
            if let Err(error) = end_at_once(db, sending, how).await {
                tracing::warn!(%error, "the end of a sending could not be written");
            }
            wait_or_give_up(errand, run, id, reason)
        }
    }
}

/// Another try later; after the last one a person sees to it.
fn wait_or_give_up<E: Errand>(errand: E, run: Run, id: Id<E::Of>, reason: &'static str) -> Outcome {
    if !run.is_last() {
        return Outcome::Retry(reason);
    }
    Outcome::done(move |tx| {
        Box::pin(async move {
            let actor = Actor::job(&run);
            errand.stuck(tx, &actor, id, Stuck::NotDelivered).await?;
            Ok(())
        })
    })
}

/// Writes down that a conversation begins, in a transaction of its own, and gives the mail. Nothing where it
/// is not to leave.
async fn prepare<E: Errand>(
    db: &Db,
    errand: &E,
    actor: &Actor,
    id: Id<E::Of>,
    from: Sender<'_>,
) -> Result<Option<(Id<Sending>, Mail)>, E::Error> {
    let mut tx = db.write().await?;
    if !errand.may_leave(&mut tx, actor, id).await? {
        tx.commit().await?;
        return Ok(None);
    }
    let mail = if let Some(mail) = open(&mut tx, id).await? {
        mail
    } else {
        let Some(letter) = errand.letter(&mut tx, actor, id, from).await? else {
            tx.commit().await?;
            return Ok(None);
        };
        compose::<E>(&mut tx, id, from, letter).await?
    };
    let sending = begin::<E>(&mut tx, actor, id).await?;
    tx.commit().await?;
    Ok(Some((sending, mail)))
}

/// Writes the end of a conversation that delivered nothing, whatever becomes of the job.
async fn end_at_once(db: &Db, sending: Id<Sending>, how: End) -> store::Result<()> {
    let mut tx = db.write().await?;
    end(&mut tx, sending, how).await?;
    tx.commit().await
}
