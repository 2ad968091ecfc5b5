//! The job that sends a notice.
//!
//! A conversation with the mail server is written down before it begins and again when its end is known. One
//! without an end may have delivered: what is sent after it is the same mail under the same Message-ID, and
//! the notice says that the provider may have it twice.

use audit::About;
use egress::{Egress, Mail, MailError};
use identity::Actor;
use jobs::{Outcome, Run};
use kernel::Id;
use pack::Pack;
use serde_json::json;
use stakeholders::Contact;
use store::{Db, Tx, values};

use crate::compose::{self, Place};
use crate::notice::{Notice, advance, keep_mail, lock};
use crate::{Error, Move, State};

/// The kind of the ids of conversations with a mail server.
pub(crate) enum Sending {}

/// How a conversation ended.
#[derive(Clone, Copy)]
enum End {
    Accepted,
    Deferred,
    Refused,
    Unreachable,
}

impl End {
    const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Deferred => "deferred",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
        }
    }
}

/// Sends a notice: the job [`crate::SEND`]. `sender` is the address that mail comes from.
pub async fn send(
    db: &Db,
    egress: &Egress,
    pack: &Pack,
    sender: Option<&str>,
    run: Run,
) -> Outcome {
    let id: Id<Notice> = match run.payload() {
        Ok(id) => id,
        Err(outcome) => return outcome,
    };
    let Some(sender) = sender else {
        return wait_or_fail(run, id, "there is no mail relay");
    };
    let house = House {
        pack,
        sender,
        with_urls: egress.relay_enforces_tls(),
    };
    let (sending, mail) = match begin(db, &house, &run, id).await {
        Ok(Some(begun)) => begun,
        Ok(None) => return Outcome::nothing(),
        Err(error) => {
            tracing::warn!(%error, "a notice could not be prepared");
            return wait_or_fail(run, id, "the notice could not be prepared");
        }
    };
    match egress.send(&mail).await {
        Ok(_) => Outcome::done(move |tx| {
            Box::pin(async move {
                let actor = Actor::job(&run);
                end(tx, sending, End::Accepted).await?;
                sent(tx, &actor, id).await?;
                Ok(())
            })
        }),
        Err(MailError::Refused(_) | MailError::Invalid) => Outcome::done(move |tx| {
            Box::pin(async move {
                end(tx, sending, End::Refused).await?;
                fail(tx, &Actor::job(&run), id, "refused").await?;
                Ok(())
            })
        }),
        // It may have been delivered: this conversation keeps no end.
        Err(MailError::Unanswered) => wait_or_fail(run, id, "the mail relay did not answer"),
        Err(error) => {
            let (how, reason) = match error {
                MailError::Deferred(_) => (End::Deferred, "the mail relay deferred the notice"),
                MailError::Unsafe => (
                    End::Unreachable,
                    "the mail would travel without verified TLS",
                ),
                _ => (End::Unreachable, "the mail relay cannot be reached"),
            };
            if let Err(error) = end_at_once(db, sending, how).await {
                tracing::warn!(%error, "the end of a sending could not be written");
            }
            wait_or_fail(run, id, reason)
        }
    }
}

/// Another try later; after the last one the notice has failed, and a person sees it.
fn wait_or_fail(run: Run, id: Id<Notice>, reason: &'static str) -> Outcome {
    if !run.is_last() {
        return Outcome::Retry(reason);
    }
    Outcome::done(move |tx| {
        Box::pin(async move {
            fail(tx, &Actor::job(&run), id, "not-delivered").await?;
            Ok(())
        })
    })
}

/// What a mail is made with.
struct House<'a> {
    pack: &'a Pack,
    sender: &'a str,
    with_urls: bool,
}

/// Writes down that a conversation begins, in a transaction of its own, and gives the mail. Nothing when
/// the notice is not to be sent.
async fn begin(
    db: &Db,
    house: &House<'_>,
    run: &Run,
    id: Id<Notice>,
) -> Result<Option<(Id<Sending>, Mail)>, Error> {
    let actor = Actor::job(run);
    let mut tx = db.write().await?;
    let notice = lock(&mut tx, id).await?;
    if notice.state != State::Queued {
        return Ok(None);
    }
    let case = intake::case(&mut tx, &actor, notice.case).await?;
    let contact = stakeholders::contact(&mut tx, &actor, notice.contact).await?;
    let hindrance = if case.state == intake::State::Closed {
        Some((Move::Withdraw, "case-closed"))
    } else if contact.state != stakeholders::State::Approved {
        Some((Move::Fail, "contact-not-approved"))
    } else if referral::holds(&mut tx, &actor, case.id).await? {
        // Not a try of this job again and again: the end of the hold queues another.
        Some((Move::Hold, "police-hold"))
    } else {
        None
    };
    if let Some((step, why)) = hindrance {
        advance(&mut tx, &actor, &notice, step, why).await?;
        tx.commit().await?;
        return Ok(None);
    }
    let mail = match notice.mail(&tx)? {
        Some(mail) => mail,
        None => match compose_mail(&mut tx, &actor, house, &notice, &case, &contact).await {
            Ok(mail) => mail,
            Err(Error::NoWorkingUrl) => {
                advance(&mut tx, &actor, &notice, Move::Fail, "no-working-url").await?;
                tx.commit().await?;
                return Ok(None);
            }
            Err(error) => return Err(error),
        },
    };
    let open: Option<(Id<Sending>,)> = tx.optional(WITHOUT_END, values![id]).await?;
    if open.is_some() && !notice.maybe_resent {
        tx.execute(MAYBE_RESENT, values![id]).await?;
        audit::record(
            &mut tx,
            actor.who(),
            "takedown.maybe_resend",
            About::one("notice", id),
            json!({ "case": notice.case }),
        )
        .await?;
    }
    let sending: Id<Sending> = tx.new_id();
    let now = tx.now();
    tx.execute(BEGIN, values![sending, id, now]).await?;
    audit::record(
        &mut tx,
        actor.who(),
        "takedown.begin_sending",
        About::one("notice", id),
        json!({ "case": notice.case, "sending": sending }),
    )
    .await?;
    tx.commit().await?;
    Ok(Some((sending, mail)))
}

/// Composes the mail of a notice and keeps it: text, table, date and Message-ID are fixed from here on.
async fn compose_mail(
    tx: &mut Tx,
    actor: &Actor,
    house: &House<'_>,
    notice: &Notice,
    case: &intake::Case,
    contact: &Contact,
) -> Result<Mail, Error> {
    let location = case.location;
    let working = location::working(tx, actor, location)
        .await?
        .ok_or(Error::NoWorkingUrl)?;
    let place = Place {
        reference: case.reference.clone(),
        url: working.url,
        hosting: trace::hosting(tx, actor, location).await?,
        last_seen: crate::check::last_seen_up(tx, notice.case).await?,
    };
    let decision = assessment::decision(tx, actor, case.id).await?;
    let mail = compose::mail(&compose::Letter {
        pack: house.pack,
        sender: house.sender,
        with_urls: house.with_urls,
        notice: notice.id,
        date: tx.now(),
        contact,
        ruling: decision.as_ref().map(|decision| &decision.ruling),
        place: &place,
    })?;
    keep_mail(tx, notice, &mail, !house.with_urls).await?;
    Ok(mail)
}

async fn end(tx: &mut Tx, sending: Id<Sending>, how: End) -> store::Result<()> {
    let now = tx.now();
    tx.execute(END, values![sending, now, how.name()]).await?;
    Ok(())
}

/// Writes the end of a conversation that delivered nothing, whatever becomes of the job.
async fn end_at_once(db: &Db, sending: Id<Sending>, how: End) -> store::Result<()> {
    let mut tx = db.write().await?;
    end(&mut tx, sending, how).await?;
    tx.commit().await
}

async fn sent(tx: &mut Tx, actor: &Actor, id: Id<Notice>) -> Result<(), Error> {
    let notice = lock(tx, id).await?;
    let now = tx.now();
    tx.execute(SENT, values![id, now]).await?;
    advance(tx, actor, &notice, Move::Send, "mail-server-took-it").await?;
    Ok(())
}

/// A notice that was withdrawn meanwhile stays so.
async fn fail(tx: &mut Tx, actor: &Actor, id: Id<Notice>, why: &'static str) -> Result<(), Error> {
    let notice = lock(tx, id).await?;
    if notice.state == State::Queued {
        advance(tx, actor, &notice, Move::Fail, why).await?;
    }
    Ok(())
}

const WITHOUT_END: &str = "-- takedown.sending.without_end
SELECT id AS value FROM takedown_sending WHERE notice_id = $1 AND ended_at IS NULL LIMIT 1";

const MAYBE_RESENT: &str = "-- takedown.notice.maybe_resent
UPDATE takedown_notice SET maybe_resent = TRUE WHERE id = $1";

const BEGIN: &str = "-- takedown.sending.begin
INSERT INTO takedown_sending (id, notice_id, begun_at) VALUES ($1, $2, $3)";

const END: &str = "-- takedown.sending.end
UPDATE takedown_sending SET ended_at = $2, result = $3 WHERE id = $1 AND ended_at IS NULL";

const SENT: &str = "-- takedown.notice.sent
UPDATE takedown_notice SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL";
