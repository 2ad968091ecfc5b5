//! Keys with which the programs of those whom letters went to answer them, without a person.
//!
//! Whose a key is, only `stakeholders` knows: here it is an id. A key reaches nothing of the desk's interface: it is
//! carried to the letterbox, and comes from there sealed, with what is wanted. It ends at its day and when it is retired.
//! The store holds its SHA-256 alone.

use std::time::Duration;

use audit::About;
use axum::http::HeaderMap;
use kernel::{Day, Id, Sensitive, Timestamp};
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::bearer::Key;
use crate::staff_key::LONGEST;
use crate::{Action, Actor, Error};

/// What every key of this kind begins with.
const PREFIX: &str = "ohrk_";
/// Open keys of one at most.
const MOST: i64 = 10;
/// So often may one key be used in an hour.
const AN_HOUR: i64 = 120;
/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;

/// The kind of the ids of those whom letters went to: contacts of `stakeholders`.
pub enum Recipient {}

/// A key as the desk shows it.
#[derive(Clone, Debug)]
pub struct RecipientKey {
    /// Which one.
    pub id: Id<RecipientKey>,
    /// Since when.
    pub added_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// The UTC day on which it was last used.
    pub used: Option<Day>,
    /// Since when it opens nothing.
    pub retired_at: Option<Timestamp>,
}

impl FromRow for RecipientKey {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            added_at: row.get("added_at")?,
            expires_at: row.get("expires_at")?,
            used: row.get("used_day")?,
            retired_at: row.get("retired_at")?,
        })
    }
}

/// Makes a key for somebody we write to. Its text is shown once and kept nowhere.
pub async fn add_recipient_key(
    tx: &mut Tx,
    actor: &Actor,
    recipient: Id<Recipient>,
    life: Duration,
) -> Result<Sensitive<String>, Error> {
    actor.may(Action::ApproveContact)?;
    if life > LONGEST {
        return Err(Error::TooLong);
    }
    tx.lock(&format!("identity.recipient_key:{recipient}"))
        .await?;
    let now = tx.now();
    let (open,): (i64,) = tx.one(OPEN, values![recipient, now]).await?;
    if open >= MOST {
        return Err(Error::TooManyKeys);
    }
    let id: Id<RecipientKey> = tx.new_id();
    let key = Key::random(PREFIX, tx.entropy());
    let until = now.after(life);
    let row = values![id, recipient, key.hash(), now, actor.staff_id(), until];
    tx.execute(INSERT, row).await?;
    let about = About::one("recipient_key", id);
    let facts = json!({ "contact": recipient, "expires_at": until.to_string() });
    let action = "identity.add_recipient_key";
    audit::record(tx, actor.who(), action, about, facts).await?;
    Ok(key.text())
}

/// The keys of somebody, the newest first, at most a hundred.
pub async fn recipient_keys(
    tx: &mut Tx,
    actor: &Actor,
    recipient: Id<Recipient>,
) -> Result<Vec<RecipientKey>, Error> {
    actor.may(Action::ApproveContact)?;
    Ok(tx.all(LIST, values![recipient]).await?)
}

/// Retires a key of somebody: it opens nothing any more, neither what was asked for with it before.
pub async fn retire_recipient_key(
    tx: &mut Tx,
    actor: &Actor,
    recipient: Id<Recipient>,
    id: Id<RecipientKey>,
) -> Result<(), Error> {
    actor.may(Action::ApproveContact)?;
    let known: Option<(Id<RecipientKey>,)> = tx.optional(KNOWN, values![id, recipient]).await?;
    if known.is_none() {
        return Err(Error::NoKey);
    }
    retired(tx, actor, id).await
}

/// Retires every key of somebody, to whom nothing is written any more.
pub async fn retire_recipient_keys(
    tx: &mut Tx,
    actor: &Actor,
    recipient: Id<Recipient>,
) -> Result<(), Error> {
    actor.may(Action::ApproveContact)?;
    let open: Vec<(Id<RecipientKey>,)> = tx.all(UNRETIRED, values![recipient]).await?;
    for (id,) in open {
        retired(tx, actor, id).await?;
    }
    Ok(())
}

async fn retired(tx: &mut Tx, actor: &Actor, id: Id<RecipientKey>) -> Result<(), Error> {
    let now = tx.now();
    if tx.execute(RETIRE, values![id, now]).await? == 1 {
        let about = About::one("recipient_key", id);
        let action = "identity.retire_recipient_key";
        audit::record(tx, actor.who(), action, about, json!({})).await?;
    }
    Ok(())
}

/// The text of the key of this kind that a request carries, where it is one at all: whether it opens anything, only the
/// desk knows.
pub fn sent_recipient_key(headers: &HeaderMap) -> Option<Sensitive<String>> {
    Key::sent(PREFIX, headers).map(|key| key.text())
}

/// Whose key this is, while it holds and was not used too often this hour, and who acts with it. The use is counted.
pub async fn open_recipient_key(
    tx: &mut Tx,
    text: &str,
) -> store::Result<Option<(Actor, Id<RecipientKey>, Id<Recipient>)>> {
    let Some(key) = Key::parse(PREFIX, text) else {
        return Ok(None);
    };
    let now = tx.now();
    let hour = now.micros().div_euclid(HOUR);
    // One row for a key: processes that share a store share the count.
    let used = values![key.hash(), now, hour, now.day(), AN_HOUR];
    let found: Option<Used> = tx.optional(USE, used).await?;
    Ok(found.map(|used| (Actor::recipient(used.id), used.id, used.recipient)))
}

/// Who acts with a key that was opened before, while it still holds.
pub async fn with_recipient_key(tx: &mut Tx, id: Id<RecipientKey>) -> store::Result<Option<Actor>> {
    let now = tx.now();
    let found: Option<(Id<RecipientKey>,)> = tx.optional(HOLDS, values![id, now]).await?;
    Ok(found.map(|(id,)| Actor::recipient(id)))
}

struct Used {
    id: Id<RecipientKey>,
    recipient: Id<Recipient>,
}

impl FromRow for Used {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            recipient: row.get("recipient_id")?,
        })
    }
}

const OPEN: &str = "-- identity.recipient_key.open
SELECT COUNT(*) AS value FROM identity_recipient_key
WHERE recipient_id = $1 AND retired_at IS NULL AND expires_at > $2";

const INSERT: &str = "-- identity.recipient_key.insert
INSERT INTO identity_recipient_key (id, recipient_id, key_hash, added_at, added_by, expires_at, hour, uses)
VALUES ($1, $2, $3, $4, $5, $6, 0, 0)";

const LIST: &str = "-- identity.recipient_key.list
SELECT id, added_at, expires_at, used_day, retired_at FROM identity_recipient_key
WHERE recipient_id = $1 ORDER BY added_at DESC, id LIMIT 100";

const KNOWN: &str = "-- identity.recipient_key.known
SELECT id AS value FROM identity_recipient_key WHERE id = $1 AND recipient_id = $2";

const UNRETIRED: &str = "-- identity.recipient_key.unretired
SELECT id AS value FROM identity_recipient_key WHERE recipient_id = $1 AND retired_at IS NULL ORDER BY added_at, id";

const RETIRE: &str = "-- identity.recipient_key.retire
UPDATE identity_recipient_key SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL";

const USE: &str = "-- identity.recipient_key.use
UPDATE identity_recipient_key
SET uses = CASE WHEN hour = $3 THEN uses + 1 ELSE 1 END, hour = $3, used_day = $4
WHERE key_hash = $1 AND retired_at IS NULL AND expires_at > $2 AND (hour <> $3 OR uses < $5)
RETURNING id, recipient_id";

const HOLDS: &str = "-- identity.recipient_key.holds
SELECT id AS value FROM identity_recipient_key WHERE id = $1 AND retired_at IS NULL AND expires_at > $2";
