//! The job that sends a referral.
//!
//! A conversation with the mail server is written down before it begins and again when its end is known. One
//! without an end may have delivered: what is sent after it is the same mail under the same Message-ID, and
//! the referral says that the unit may have it twice.

use std::time::Duration;

use audit::About;
use egress::{Egress, Mail, MailError};
use identity::Actor;
use jobs::{Outcome, Run};
use kernel::{Id, Sensitive};
use pack::Pack;
use serde_json::json;
use store::{Db, Tx, values};

use crate::compose::{self, Place};
use crate::record::{Hindrance, Referral, advance, hinder, hold_time, lock, place, set_hold};
use crate::{Error, Move, State};

/// The kind of the ids of conversations with a mail server.
enum Sending {}

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

/// Sends a referral: the job [`crate::SEND`]. `sender` is the address that mail comes from.
pub async fn send(
    db: &Db,
    egress: &Egress,
    pack: &Pack,
    sender: Option<&str>,
    run: Run,
) -> Outcome {
    let id: Id<Referral> = match run.payload() {
        Ok(id) => id,
        Err(outcome) => return outcome,
    };
    let Some(sender) = sender else {
        return wait_or_give_up(run, id, "there is no mail relay");
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
            tracing::warn!(%error, "a referral could not be prepared");
            return wait_or_give_up(run, id, "the referral could not be prepared");
        }
    };
    match egress.send(&mail).await {
        Ok(_) => {
            let time = hold_time(pack);
            Outcome::done(move |tx| {
                Box::pin(async move {
                    end(tx, sending, End::Accepted).await?;
                    sent(tx, &Actor::job(&run), id, time).await?;
                    Ok(())
                })
            })
        }
        Err(MailError::Refused(_) | MailError::Invalid) => Outcome::done(move |tx| {
            Box::pin(async move {
                end(tx, sending, End::Refused).await?;
                leave_to_person(tx, &Actor::job(&run), id, Hindrance::Refused).await?;
                Ok(())
            })
        }),
        // It may have been delivered: this conversation keeps no end.
        Err(MailError::Unanswered) => wait_or_give_up(run, id, "the mail relay did not answer"),
        Err(error) => {
            let (how, reason) = match error {
                MailError::Deferred(_) => (End::Deferred, "the mail relay deferred the referral"),
                MailError::Unsafe => (
                    End::Unreachable,
                    "the mail would travel without verified TLS",
                ),
                _ => (End::Unreachable, "the mail relay cannot be reached"),
            };
            if let Err(error) = end_at_once(db, sending, how).await {
                tracing::warn!(%error, "the end of a sending could not be written");
            }
            wait_or_give_up(run, id, reason)
        }
    }
}

/// Another try later; after the last one a person sees to it.
fn wait_or_give_up(run: Run, id: Id<Referral>, reason: &'static str) -> Outcome {
    if !run.is_last() {
        return Outcome::Retry(reason);
    }
    Outcome::done(move |tx| {
        Box::pin(async move {
            leave_to_person(tx, &Actor::job(&run), id, Hindrance::NotDelivered).await?;
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
/// the referral is not to be sent.
async fn begin(
    db: &Db,
    house: &House<'_>,
    run: &Run,
    id: Id<Referral>,
) -> Result<Option<(Id<Sending>, Mail)>, Error> {
    let actor = Actor::job(run);
    let mut tx = db.write().await?;
    let referral = lock(&mut tx, id).await?;
    if referral.state != State::Released {
        return Ok(None);
    }
    let mail = match referral.mail(&tx)? {
        Some(mail) => mail,
        None => match compose_mail(&mut tx, &actor, house, &referral).await {
            Ok(mail) => mail,
            Err(Error::NoWorkingUrl) => {
                hinder(&mut tx, &actor, &referral, Hindrance::NoWorkingUrl).await?;
                tx.commit().await?;
                return Ok(None);
            }
            Err(error) => return Err(error),
        },
    };
    let open: Option<(Id<Sending>,)> = tx.optional(WITHOUT_END, values![id]).await?;
    if open.is_some() && !referral.maybe_resent {
        tx.execute(MAYBE_RESENT, values![id]).await?;
        audit::record(
            &mut tx,
            actor.who(),
            "referral.maybe_resend",
            About::one("referral", id),
            json!({ "case": referral.case }),
        )
        .await?;
    }
    let sending: Id<Sending> = tx.new_id();
    let now = tx.now();
    tx.execute(BEGIN, values![sending, id, now]).await?;
    audit::record(
        &mut tx,
        actor.who(),
        "referral.begin_sending",
        About::one("referral", id),
        json!({ "case": referral.case, "sending": sending }),
    )
    .await?;
    tx.commit().await?;
    Ok(Some((sending, mail)))
}

/// Composes the mail of a referral and keeps it: text, table, date and Message-ID are fixed from here on.
/// Where it asks for the police's word, the time for that begins now.
async fn compose_mail(
    tx: &mut Tx,
    actor: &Actor,
    house: &House<'_>,
    referral: &Referral,
) -> Result<Mail, Error> {
    let case = intake::case(tx, actor, referral.case).await?;
    let contact = referral.contact.ok_or(Error::NotFound)?;
    let contact = stakeholders::contact(tx, actor, contact).await?;
    let decision = assessment::decision(tx, actor, case.id).await?;
    let places = places(tx, actor, &case).await?;
    let now = tx.now();
    // The least time of a new hold; what the police themselves asked for stays.
    let hold_until = referral
        .hold
        .stands()
        .then(|| now.after(hold_time(house.pack)))
        .max(referral.hold_until);
    let mail = compose::mail(&compose::Letter {
        pack: house.pack,
        sender: house.sender,
        with_urls: house.with_urls,
        referral: referral.id,
        reference: &case.reference,
        date: now,
        contact: &contact,
        ruling: decision.as_ref().map(|decision| &decision.ruling),
        urgent: referral.urgent,
        hold_until,
        places: &places,
    })?;
    if referral.hold.stands() {
        set_hold(
            tx,
            actor,
            referral,
            referral.hold,
            hold_until,
            "asked-for-word",
        )
        .await?;
    }
    keep_mail(tx, referral, &mail, !house.with_urls).await?;
    Ok(mail)
}

/// The reported place, and each place of an item that calls for action.
async fn places(tx: &mut Tx, actor: &Actor, case: &intake::Case) -> Result<Vec<Place>, Error> {
    let mut locations = vec![case.location];
    for item in assessment::items(tx, actor, case.id).await? {
        let assessed = assessment::assessment(tx, actor, item.id).await?;
        let named = assessed.is_some_and(|assessed| assessed.ruling.calls_for_action());
        if named && !locations.contains(&item.location) {
            locations.push(item.location);
        }
    }
    let mut places = Vec::with_capacity(locations.len());
    for location in locations {
        let working = location::working(tx, actor, location).await?;
        places.push(Place {
            url: working.ok_or(Error::NoWorkingUrl)?.url,
            hosting: trace::hosting(tx, actor, location).await?,
        });
    }
    Ok(places)
}

async fn keep_mail(
    tx: &mut Tx,
    referral: &Referral,
    mail: &Mail,
    urls_withheld: bool,
) -> Result<(), Error> {
    let plain = serde_json::to_vec(mail)
        .map(Sensitive::new)
        .map_err(|_| store::Error::Unreadable("referral_referral.mail"))?;
    let sealed = referral
        .key(tx)?
        .seal(place("mail", referral.id), plain.expose(), tx.entropy());
    let kept = values![referral.id, &mail.message_id, sealed, urls_withheld];
    if tx.execute(KEEP_MAIL, kept).await? == 0 {
        return Err(Error::Changed);
    }
    Ok(())
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

/// The mail server took it. The police may have answered before this was written: then it stays answered.
/// Their time to answer begins now.
async fn sent(tx: &mut Tx, actor: &Actor, id: Id<Referral>, time: Duration) -> Result<(), Error> {
    let referral = lock(tx, id).await?;
    let now = tx.now();
    tx.execute(SENT, values![id, now]).await?;
    let until = referral.hold_until.max(Some(now.after(time)));
    if referral.hold.stands() && until != referral.hold_until {
        set_hold(tx, actor, &referral, referral.hold, until, "asked-for-word").await?;
    }
    if referral.state == State::Released {
        advance(tx, actor, &referral, Move::Send, "mail-server-took-it").await?;
    }
    Ok(())
}

async fn leave_to_person(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Referral>,
    hindrance: Hindrance,
) -> Result<(), Error> {
    let referral = lock(tx, id).await?;
    if referral.state == State::Released {
        hinder(tx, actor, &referral, hindrance).await?;
    }
    Ok(())
}

const KEEP_MAIL: &str = "-- referral.referral.keep_mail
UPDATE referral_referral SET message_id = $2, mail = $3, urls_withheld = $4 WHERE id = $1 AND mail IS NULL";

const WITHOUT_END: &str = "-- referral.sending.without_end
SELECT id AS value FROM referral_sending WHERE referral_id = $1 AND ended_at IS NULL LIMIT 1";

const MAYBE_RESENT: &str = "-- referral.referral.maybe_resent
UPDATE referral_referral SET maybe_resent = TRUE WHERE id = $1";

const BEGIN: &str = "-- referral.sending.begin
INSERT INTO referral_sending (id, referral_id, begun_at) VALUES ($1, $2, $3)";

const END: &str = "-- referral.sending.end
UPDATE referral_sending SET ended_at = $2, result = $3 WHERE id = $1 AND ended_at IS NULL";

const SENT: &str = "-- referral.referral.sent
UPDATE referral_referral SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL";
