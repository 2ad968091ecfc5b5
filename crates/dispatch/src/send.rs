//! The job that has a mail leave.

use std::time::Duration;

use egress::{Composed, Egress, MailError};
use identity::Actor;
use jobs::{ATTEMPTS, Outcome, Run};
use kernel::Id;
use openpgp::{Certificate, State as KeyState};
use store::{Db, Tx};

use crate::mail::{
    End, Made, Manner, Sending, begin, compose, end, is_kept, may_have_left, open, put, taken,
};
use crate::{Carriage, Draft, Errand, Error, Stuck};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// How long after each try the next one comes: soon, for most relays that defer take a mail on its second coming,
/// and then less and less often, for two days in all. A relay that is down for a night loses nothing.
const PAUSES: [u64; 11] = [
    MINUTE,
    2 * MINUTE,
    4 * MINUTE,
    8 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    4 * HOUR,
    10 * HOUR,
    16 * HOUR,
    16 * HOUR,
];

/// From this failed try on a mail is late: a quarter of an hour after the first.
const LATE: i64 = 5;

/// Has the mail of an errand leave: a job that holds the id of what it is of. `address` is what mail comes
/// from; without one it waits for a relay as long as mails are tried.
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
        return wait_or_give_up(db, errand, run, id, "there is no mail relay").await;
    };
    let manner = Manner {
        from: address,
        mailbox: egress.answers_to(),
        certificate: None,
        carriage: if egress.relay_enforces_tls() {
            Carriage::Relay
        } else {
            Carriage::None
        },
    };
    let (sending, mail) = match prepare(db, &errand, &Actor::job(&run), id, manner).await {
        Ok(Some(Begun::Mail(sending, mail))) => (sending, mail),
        Ok(Some(Begun::Taken(sending))) => return write_taken(errand, run, id, sending),
        Ok(None) => return Outcome::nothing(),
        Err(error) if E::is_hopeless(&error) => {
            tracing::warn!(%error, "a mail cannot be written");
            return Outcome::done(move |tx| {
                Box::pin(async move {
                    let actor = Actor::job(&run);
                    errand.stuck(tx, &actor, id, Stuck::Unsendable).await?;
                    Ok(())
                })
            });
        }
        Err(error) => {
            tracing::warn!(%error, "a mail could not be prepared");
            let why = "the mail could not be prepared";
            return wait_or_give_up(db, errand, run, id, why).await;
        }
    };
    match egress.send(&mail).await {
        Ok(_) => {
            // At once: should what follows fail to be written, the mail does not leave again for that.
            if let Err(error) = end_at_once(db, sending, End::Taken).await {
                tracing::warn!(%error, "the end of a sending could not be written");
            }
            write_taken(errand, run, id, sending)
        }
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
            wait_or_give_up(db, errand, run, id, "the mail relay did not answer").await
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
            wait_or_give_up(db, errand, run, id, reason).await
        }
    }
}

/// The relay took the mail: what follows from that.
fn write_taken<E: Errand>(errand: E, run: Run, id: Id<E::Of>, sending: Id<Sending>) -> Outcome {
    Outcome::done(move |tx| {
        Box::pin(async move {
            end(tx, sending, End::Accepted).await?;
            errand.sent(tx, &Actor::job(&run), id).await?;
            Ok(())
        })
    })
}

/// Another try later; after the last one a person sees to it, and when it is late, may have to know.
async fn wait_or_give_up<E: Errand>(
    db: &Db,
    errand: E,
    run: Run,
    id: Id<E::Of>,
    reason: &'static str,
) -> Outcome {
    if let Some(pause) = pause_after(run.attempt) {
        if run.attempt >= LATE
            && let Err(error) = say_late(db, &errand, &Actor::job(&run), id).await
        {
            tracing::warn!(%error, "that a mail is late could not be written");
        }
        return Outcome::RetryAfter(pause, reason);
    }
    Outcome::done(move |tx| {
        Box::pin(async move {
            let actor = Actor::job(&run);
            errand.stuck(tx, &actor, id, Stuck::NotDelivered).await?;
            Ok(())
        })
    })
}

/// How long after this try the next one comes; nothing after the last.
fn pause_after(attempt: i64) -> Option<Duration> {
    if attempt >= ATTEMPTS {
        return None;
    }
    let before = usize::try_from(attempt.saturating_sub(1)).ok()?;
    PAUSES.get(before).copied().map(Duration::from_secs)
}

async fn say_late<E: Errand>(
    db: &Db,
    errand: &E,
    actor: &Actor,
    id: Id<E::Of>,
) -> Result<(), E::Error> {
    let mut tx = db.write().await?;
    errand.late(&mut tx, actor, id).await?;
    Ok(tx.commit().await?)
}

/// What is to be done about a mail that a job is to have leave.
enum Begun {
    /// It is to be handed over: a conversation about it begins.
    Mail(Id<Sending>, Composed),
    /// A relay has taken it already, and what follows from that is to be written.
    Taken(Id<Sending>),
}

/// Writes down that a conversation begins, in a transaction of its own, and gives the mail. Nothing where it
/// is not to leave.
async fn prepare<E: Errand>(
    db: &Db,
    errand: &E,
    actor: &Actor,
    id: Id<E::Of>,
    manner: Manner<'_>,
) -> Result<Option<Begun>, E::Error> {
    let ahead = if E::AHEAD && !db.is_postgres() {
        // Where that fails, it fails below with everything held, and something follows from it.
        write_ahead(db, errand, actor, id, manner)
            .await
            .unwrap_or_default()
    } else {
        None
    };
    let mut tx = db.write().await?;
    if let Some(sending) = taken(&mut tx, id).await? {
        return Ok(Some(Begun::Taken(sending)));
    }
    let mail = match ready(&mut tx, errand, actor, id, manner, ahead).await? {
        Ok(mail) => mail,
        Err(stuck) => {
            if let Some(stuck) = stuck {
                errand.stuck(&mut tx, actor, id, stuck).await?;
            }
            tx.commit().await?;
            return Ok(None);
        }
    };
    let sending = begin::<E>(&mut tx, actor, id).await?;
    tx.commit().await?;
    Ok(Some(Begun::Mail(sending, mail)))
}

/// A mail that was composed before anything was held.
struct Ahead {
    /// Of what the module made it.
    of: Vec<u8>,
    /// How it reads, as the module keeps that.
    text: String,
    /// The certificate that it is sealed to.
    key: Option<Vec<u8>>,
    made: Made,
}

/// Composes what was not composed yet, as far as the module can while nothing is held.
async fn write_ahead<E: Errand>(
    db: &Db,
    errand: &E,
    actor: &Actor,
    id: Id<E::Of>,
    mut manner: Manner<'_>,
) -> Result<Option<Ahead>, E::Error> {
    let mut tx = db.read().await?;
    if is_kept(&mut tx, id).await? {
        return Ok(None);
    }
    let key = errand.key(&mut tx, actor, id).await?;
    let certificate = match &key {
        Some(bytes) => match usable(&tx, bytes) {
            Ok(certificate) => Some(certificate),
            Err(_) => return Ok(None),
        },
        None => None,
    };
    if certificate.is_some() {
        manner.carriage = Carriage::Sealed;
    }
    let from = manner.sender();
    let Some(Draft { letter, of, text }) = errand.draft(&mut tx, actor, id, from).await? else {
        return Ok(None);
    };
    let manner = Manner {
        certificate: certificate.as_ref(),
        ..manner
    };
    let made = compose::<E>(&mut tx, id, &manner, letter, None).await?;
    Ok(Some(Ahead {
        of,
        text,
        key,
        made,
    }))
}

/// The mail that is to leave now. Otherwise, where the module does not know of it yet, why not.
async fn ready<E: Errand>(
    tx: &mut Tx,
    errand: &E,
    actor: &Actor,
    id: Id<E::Of>,
    mut manner: Manner<'_>,
    ahead: Option<Ahead>,
) -> Result<Result<Composed, Option<Stuck>>, E::Error> {
    if !errand.may_leave(tx, actor, id).await? {
        return Ok(Err(None));
    }
    let key = errand.key(tx, actor, id).await?;
    let certificate = match &key {
        Some(bytes) => match usable(tx, bytes) {
            Ok(certificate) => Some(certificate),
            Err(state) => return Ok(Err(Some(Stuck::Key(state)))),
        },
        None => None,
    };
    if certificate.is_some() {
        manner.carriage = Carriage::Sealed;
    }
    let before = open(tx, id).await?;
    if let Some(kept) = &before {
        let to = errand.recipient(tx, actor, id).await?;
        let is_to_them = to.is_none_or(|to| to == kept.to);
        let is_for_now =
            is_to_them && kept.sealed_to == certificate.as_ref().map(Certificate::fingerprint);
        let is_safe = kept.sealed_to.is_some() || !kept.with_urls || manner.carriage.with_urls();
        if is_for_now && is_safe {
            return Ok(Ok(kept.mail.clone()));
        }
        // What may be there already goes again as it is, or whoever has it could not tell that it is the same.
        if may_have_left(tx, actor, id).await? {
            return Ok(if is_safe && is_to_them {
                Ok(kept.mail.clone())
            } else {
                Err(Some(Stuck::NotDelivered))
            });
        }
    }
    let from = manner.sender();
    if let Some(ahead) = ahead
        && before.is_none()
        && ahead.key == key
        && errand
            .is_still(tx, actor, id, from, (&ahead.of, &ahead.text))
            .await?
    {
        return Ok(Ok(put::<E>(tx, id, ahead.made).await?.mail));
    }
    let Some(letter) = errand.letter(tx, actor, id, from).await? else {
        return Ok(Err(None));
    };
    let manner = Manner {
        certificate: certificate.as_ref(),
        ..manner
    };
    match compose::<E>(tx, id, &manner, letter, before).await {
        Ok(made) => Ok(Ok(put::<E>(tx, id, made).await?.mail)),
        Err(Error::OpenPgp(openpgp::Error::Unusable(state))) => Ok(Err(Some(Stuck::Key(state)))),
        Err(Error::OpenPgp(openpgp::Error::NoSecret)) => Ok(Err(Some(Stuck::OwnKey))),
        Err(error) => Err(error.into()),
    }
}

/// A certificate that can be sealed to now, or why this cannot.
fn usable(tx: &Tx, bytes: &[u8]) -> Result<Certificate, KeyState> {
    let certificate = Certificate::parse(bytes).map_err(|_| KeyState::CannotEncrypt)?;
    match certificate.state(tx.now()) {
        KeyState::Good { .. } => Ok(certificate),
        state => Err(state),
    }
}

/// Writes the end of a conversation, whatever becomes of the job.
async fn end_at_once(db: &Db, sending: Id<Sending>, how: End) -> store::Result<()> {
    let mut tx = db.write().await?;
    end(&mut tx, sending, how).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_tried_soon_and_for_two_days() {
        let pauses: Vec<_> = (1..=ATTEMPTS).map_while(pause_after).collect();
        assert_eq!(i64::try_from(pauses.len()).unwrap(), ATTEMPTS - 1);
        assert_eq!(pauses.iter().sum::<Duration>(), Duration::from_hours(48));
        let until_late = usize::try_from(LATE - 1).unwrap();
        let late = pauses[..until_late].iter().sum::<Duration>();
        assert_eq!(late, Duration::from_mins(15));
        assert!(pauses.is_sorted());
        assert_eq!(pause_after(ATTEMPTS), None);
    }
}
