//! Mails in the store, and the conversations about them.

use audit::About;
use egress::Mail;
use identity::{Action, Actor};
use kernel::{Id, Sensitive, Timestamp};
use serde_json::json;
use store::{FromRow, Place, Row, Tx, values};

use crate::{Errand, Error, Letter, Sender};

/// The kind of the ids of conversations with a mail relay.
pub(crate) enum Sending {}

/// How a conversation ended.
#[derive(Clone, Copy)]
pub(crate) enum End {
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

/// What is known of a mail without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispatched {
    /// Its Message-ID, without angle brackets.
    pub message_id: String,
    /// Whether whoever it goes to may have it twice, under its one Message-ID.
    pub maybe_twice: bool,
    /// When it was composed.
    pub composed_at: Timestamp,
}

impl FromRow for Dispatched {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            message_id: row.get("message_id")?,
            maybe_twice: row.get("maybe_twice")?,
            composed_at: row.get("composed_at")?,
        })
    }
}

/// The mail of a thing, once it is composed.
pub async fn dispatched<K>(
    tx: &mut Tx,
    actor: &Actor,
    of: Id<K>,
) -> Result<Option<Dispatched>, Error> {
    actor.may(Action::ReadTakedown)?;
    Ok(tx.optional(GET, values![of]).await?)
}

/// Whether the mail of a thing may be with whoever it goes to: a relay took it, or never said whether it did.
pub async fn may_have_left<K>(tx: &mut Tx, actor: &Actor, of: Id<K>) -> Result<bool, Error> {
    actor.may(Action::ReadTakedown)?;
    let found: Option<(Id<Sending>,)> = tx.optional(MAY_HAVE_LEFT, values![of]).await?;
    Ok(found.is_some())
}

/// A composed mail, sealed.
struct Sealed {
    data_key: Vec<u8>,
    mail: Vec<u8>,
}

impl FromRow for Sealed {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            data_key: row.get("data_key")?,
            mail: row.get("mail")?,
        })
    }
}

/// The mail of a thing as it was composed.
pub(crate) async fn open<K>(tx: &mut Tx, of: Id<K>) -> store::Result<Option<Mail>> {
    let Some(sealed) = tx.optional::<Sealed>(OPEN, values![of]).await? else {
        return Ok(None);
    };
    let key = tx
        .keyring()?
        .data_key(place("data_key", of), &sealed.data_key)?;
    let plain = key.open(place("mail", of), &sealed.mail)?;
    serde_json::from_slice(plain.expose())
        .map(Some)
        .map_err(|_| store::Error::Unreadable("dispatch_mail.mail"))
}

/// Makes a letter the mail of a thing: text, tables, date and Message-ID are fixed from here on.
pub(crate) async fn compose<E: Errand>(
    tx: &mut Tx,
    of: Id<E::Of>,
    from: Sender<'_>,
    letter: Letter,
) -> Result<Mail, Error> {
    let domain = from
        .address
        .trim_end_matches('>')
        .rsplit_once('@')
        .map(|(_, domain)| domain)
        .ok_or(Error::Unsendable)?;
    let now = tx.now();
    let mail = Mail {
        message_id: format!("{}-{of}@{domain}", E::NAME),
        date: now,
        from: from.address.to_owned(),
        to: letter.to,
        reply_to: None,
        subject: letter.subject,
        text: letter.text,
        attachments: letter.attachments,
    };
    let plain = serde_json::to_vec(&mail)
        .map(Sensitive::new)
        .map_err(|_| store::Error::Unreadable("dispatch_mail.mail"))?;
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", of), tx.entropy());
    let sealed = key.seal(place("mail", of), plain.expose(), tx.entropy());
    tx.execute(INSERT, values![of, &mail.message_id, wrapped, sealed, now])
        .await?;
    Ok(mail)
}

/// Writes down that a conversation about a mail begins; where an earlier one has no known end, that whoever
/// gets it may have it twice.
pub(crate) async fn begin<E: Errand>(
    tx: &mut Tx,
    actor: &Actor,
    of: Id<E::Of>,
) -> store::Result<Id<Sending>> {
    if tx.execute(MAYBE_TWICE, values![of]).await? == 1 {
        let about = About::one(E::NAME, of);
        audit::record(tx, actor.who(), "dispatch.maybe_twice", about, json!({})).await?;
    }
    let sending: Id<Sending> = tx.new_id();
    let now = tx.now();
    tx.execute(BEGIN, values![sending, of, now]).await?;
    audit::record(
        tx,
        actor.who(),
        "dispatch.begin",
        About::one(E::NAME, of),
        json!({ "sending": sending }),
    )
    .await?;
    Ok(sending)
}

/// Writes down how a conversation ended.
pub(crate) async fn end(tx: &mut Tx, sending: Id<Sending>, how: End) -> store::Result<()> {
    let now = tx.now();
    tx.execute(END, values![sending, now, how.name()]).await?;
    Ok(())
}

const fn place<K>(column: &'static str, of: Id<K>) -> Place {
    Place::new("dispatch_mail", column, of)
}

const GET: &str = "-- dispatch.mail.get
SELECT message_id, maybe_twice, composed_at FROM dispatch_mail WHERE id = $1";

const MAY_HAVE_LEFT: &str = "-- dispatch.sending.may_have_left
SELECT id AS value FROM dispatch_sending
WHERE mail_id = $1 AND (ended_at IS NULL OR result = 'accepted') LIMIT 1";

const OPEN: &str = "-- dispatch.mail.open
SELECT data_key, mail FROM dispatch_mail WHERE id = $1";

const INSERT: &str = "-- dispatch.mail.insert
INSERT INTO dispatch_mail (id, message_id, data_key, mail, maybe_twice, composed_at)
VALUES ($1, $2, $3, $4, FALSE, $5)";

const MAYBE_TWICE: &str = "-- dispatch.mail.maybe_twice
UPDATE dispatch_mail SET maybe_twice = TRUE
WHERE id = $1 AND NOT maybe_twice
    AND EXISTS (SELECT id FROM dispatch_sending WHERE mail_id = $1 AND ended_at IS NULL)";

const BEGIN: &str = "-- dispatch.sending.begin
INSERT INTO dispatch_sending (id, mail_id, begun_at) VALUES ($1, $2, $3)";

const END: &str = "-- dispatch.sending.end
UPDATE dispatch_sending SET ended_at = $2, result = $3 WHERE id = $1 AND ended_at IS NULL";
