//! A mail that arrived is kept, and what it is about is found.

use audit::{About, Line, history};
use egress::Arrived;
use identity::{Action, Actor};
use kernel::Id;
use openpgp::Secret;
use serde_json::json;
use store::{Tx, values};

use super::{ADD_HISTORY, By, Came, GET, Kept, Received, State, Subject, place};
use crate::mail::{domain, open};
use crate::read::{Kind, Read, read};
use crate::{Error, RECEIVED, UNMATCHED, own, token};

/// Keeps what was taken of a mail that arrived, once about each mail of ours that it is about. The module is told; where it
/// is about none, whoever may know is asked. The first that was kept.
pub async fn keep(
    tx: &mut Tx,
    actor: &Actor,
    arrived: &Arrived,
) -> Result<Option<Id<Received>>, Error> {
    actor.may(Action::CollectMail)?;
    let keys: Vec<Secret> = own::all(tx).await?;
    let now = tx.now();
    let mail = read(arrived, &keys, &[], now);
    let identity = {
        let id = mail.message_id.as_ref();
        let id = id.map_or(arrived.header.as_slice(), |id| id.as_bytes());
        // A system may use one Message-ID for all of a ticket.
        [id, mail.date.as_bytes(), mail.sender.as_bytes()].join(&0_u8)
    };
    let found = find(tx, &mail).await?;
    if found.is_empty() {
        return keep_one(
            tx,
            actor,
            (arrived, keys.as_slice()),
            &mail,
            &identity,
            None,
        )
        .await;
    }
    let mut first = None;
    for of in found {
        let identity = [identity.as_slice(), of.0.as_bytes()].join(&0_u8);
        let kept = keep_one(
            tx,
            actor,
            (arrived, keys.as_slice()),
            &mail,
            &identity,
            Some(of),
        )
        .await?;
        first = first.or(kept);
    }
    Ok(first)
}

async fn keep_one(
    tx: &mut Tx,
    actor: &Actor,
    (arrived, keys): (&Arrived, &[Secret]),
    mail: &Read,
    identity: &[u8],
    found: Option<(Id<Subject>, By)>,
) -> Result<Option<Id<Received>>, Error> {
    let now = tx.now();
    let message_index = tx.keyring()?.blind_index("dispatch.received", identity);
    let kept = match &found {
        Some((of, _)) => open(tx, *of).await?,
        None => None,
    };
    let theirs = domain(&mail.sender).unwrap_or_default();
    let is_other = |kept: &crate::mail::Kept| !theirs.eq_ignore_ascii_case(&kept.domain);
    let other_sender = kept.as_ref().is_some_and(is_other);
    let sender = kept.and_then(|kept| kept.certificate());
    let signed = sender
        .filter(|_| mail.sealed)
        .map(|sender| read(arrived, keys, &[sender], now).signed);
    // A relay that reports in prose, and a machine that answers there, cannot be told apart: a person reads it.
    let unsure = mail.returned && matches!(mail.kind, Kind::Answer | Kind::Automatic);
    let state = match &found {
        Some(_) if !unsure => State::Matched,
        _ => State::Tray,
    };
    let id: Id<Received> = tx.new_id();
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let seal = |column, text: &str| key.seal(place(column, id), text.as_bytes(), tx.entropy());
    let (sender, subject, text) = (
        seal("sender", &mail.sender),
        seal("subject", &mail.subject),
        seal("text", &mail.text),
    );
    let dropped = serde_json::to_string(&mail.dropped)
        .map_err(|_| store::Error::Unreadable("dispatch_received.dropped"))?;
    let made = tx
        .execute(
            INSERT,
            values![
                id,
                now,
                message_index,
                found.as_ref().map(|(of, _)| *of),
                found.as_ref().map(|(_, by)| by.name()),
                mail.kind.name(),
                mail.status.clone(),
                state.name(),
                mail.sealed,
                other_sender,
                dropped,
                wrapped,
                sender,
                subject,
                text,
                signed,
            ],
        )
        .await?;
    if made == 0 {
        return Ok(None);
    }
    let line = Line::first(state.name(), "arrived");
    history(tx, actor.who(), ADD_HISTORY, id, line).await?;
    audit::record(
        tx,
        actor.who(),
        "dispatch.receive",
        About::one("received", id),
        json!({
            "mail": found.as_ref().map(|(of, _)| *of),
            "kind": mail.kind.name(),
            "state": state.name(),
            "dropped": mail.dropped.iter().map(|(_, count)| count).sum::<u64>(),
        }),
    )
    .await?;
    if state == State::Matched {
        jobs::queue(tx, RECEIVED, &Came { received: id }).await?;
    } else if found.is_none() {
        jobs::queue(tx, UNMATCHED, &Came { received: id }).await?;
    }
    Ok(Some(id))
}

/// The mails of ours that a mail is about: by the tokens in its addresses, for one may answer several; by a Message-ID that
/// it names; by what a relay gives back as the envelope's id.
async fn find(tx: &mut Tx, mail: &Read) -> Result<Vec<(Id<Subject>, By)>, Error> {
    let mut found: Vec<(Id<Subject>, By)> = Vec::new();
    for token in &mail.tokens {
        if let Some(of) = by_token(tx, token).await?
            && !found.iter().any(|(known, _)| *known == of)
        {
            found.push((of, By::Token));
        }
    }
    if !found.is_empty() {
        return Ok(found);
    }
    for id in &mail.references {
        if let Some(of) = by_message_id(tx, id).await? {
            return Ok(vec![(of, By::References)]);
        }
    }
    for token in &mail.envelopes {
        if let Some(of) = by_token(tx, token).await? {
            return Ok(vec![(of, By::Envelope)]);
        }
    }
    Ok(found)
}

/// A mail of the tray of which nobody knows yet what it is about, for the job [`UNMATCHED`].
pub async fn unmatched(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Received>,
) -> Result<Option<Received>, Error> {
    actor.may(Action::CollectMail)?;
    let row: Option<Kept> = tx.optional(GET, values![id]).await?;
    let row = row.filter(|row| row.state == State::Tray && row.about.is_none());
    Ok(row.map(|row| row.open(tx)).transpose()?)
}

/// Says of what a mail of the tray may be, the likeliest first: whoever sorts it is offered the mail of ours that went to the
/// domain which it comes from, else the likeliest.
pub async fn suggest(
    tx: &mut Tx,
    actor: &Actor,
    mail: &Received,
    candidates: &[Id<Subject>],
) -> Result<(), Error> {
    actor.may(Action::CollectMail)?;
    let theirs = domain(mail.sender.expose()).unwrap_or_default();
    let mut likeliest = None;
    for of in candidates.iter().copied() {
        let Some(kept) = open(tx, of).await? else {
            continue;
        };
        let is_theirs = theirs.eq_ignore_ascii_case(&kept.domain);
        if is_theirs || likeliest.is_none() {
            likeliest = Some(of);
        }
        if is_theirs {
            break;
        }
    }
    let Some(of) = likeliest else {
        return Ok(());
    };
    let other_sender = is_other_sender(tx, of, mail.sender.expose()).await?;
    tx.execute(
        SUGGEST,
        values![mail.id, of, By::Quoted.name(), other_sender],
    )
    .await?;
    Ok(())
}

pub(super) async fn by_message_id(tx: &mut Tx, id: &str) -> Result<Option<Id<Subject>>, Error> {
    // None of ours has a character that PostgreSQL refuses even to look for.
    if id.contains('\0') {
        return Ok(None);
    }
    let found: Option<(Id<Subject>,)> = tx.optional(BY_MESSAGE_ID, values![id]).await?;
    Ok(found.map(|(of,)| of))
}

async fn by_token(tx: &mut Tx, token: &str) -> Result<Option<Id<Subject>>, Error> {
    let index = token::index(tx.keyring()?, token);
    let found: Option<(Id<Subject>,)> = tx.optional(BY_TOKEN, values![index]).await?;
    Ok(found.map(|(of,)| of))
}

/// Whether a sender is of another domain than whom a mail of ours went to: desks pass things on.
pub(super) async fn is_other_sender(
    tx: &mut Tx,
    of: Id<Subject>,
    sender: &str,
) -> Result<bool, Error> {
    let Some(kept) = open(tx, of).await? else {
        return Ok(false);
    };
    let theirs = domain(sender).unwrap_or_default();
    Ok(!theirs.eq_ignore_ascii_case(&kept.domain))
}

const INSERT: &str = "-- dispatch.received.insert
INSERT INTO dispatch_received (id, at, message_index, mail_id, matched_by, kind, status, state, sealed,
    other_sender, dropped, data_key, sender, subject, text, signed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (message_index) DO NOTHING";

const BY_TOKEN: &str = "-- dispatch.mail.by_token
SELECT id AS value FROM dispatch_mail WHERE token_index = $1";

const BY_MESSAGE_ID: &str = "-- dispatch.mail.by_message_id
SELECT id AS value FROM dispatch_mail WHERE message_id = $1";

const SUGGEST: &str = "-- dispatch.received.suggest
UPDATE dispatch_received SET mail_id = $2, matched_by = $3, other_sender = $4
WHERE id = $1 AND state = 'tray' AND mail_id IS NULL";
