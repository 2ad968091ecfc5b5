//! Idempotency keys of partners' requests (draft-ietf-httpapi-idempotency-key-header): a request that is sent again
//! has the answer of the first, also when the first was cut off.
//!
//! A key is noted before its report is entered and completed with it, in the transaction of the report. While it is
//! noted alone the request is in hand; one that died in hand is taken over after [`IN_HAND`].

use std::time::Duration;

use identity::{Action, Actor, Partner};
use jobs::{Outcome, Run};
use kernel::{Id, Timestamp};
use store::{FromRow, Row, Tx, values};

use crate::Error;

/// Forget keys whose time is over. Queues itself.
pub const FORGET_KEYS: jobs::Kind = "intake.forget_keys";

/// After this a request that never ended no longer keeps its key.
const IN_HAND: Duration = Duration::from_mins(1);

/// How long a key is remembered at least.
const REMEMBERED: Duration = Duration::from_hours(48);

/// Between two times of forgetting.
const PAUSE: Duration = Duration::from_hours(24);

/// What is known of a key.
pub(crate) enum Known {
    /// Nothing: it is noted now, and the request is to be done.
    New,
    /// The same request is in hand.
    InHand,
    /// The same request became this entry.
    Done(Vec<u8>),
    /// Another request had it.
    Other,
}

/// The keyed name of a partner's key.
pub(crate) fn key_index(tx: &Tx, partner: Id<Partner>, key: &str) -> Result<[u8; 32], Error> {
    let name = [&partner.as_bytes()[..], key.as_bytes()].concat();
    Ok(tx.keyring()?.blind_index("intake.idempotency", &name))
}

/// Notes a key for the request with this fingerprint, or tells what is known of it. The caller commits before
/// the request is done.
pub(crate) async fn begin(
    tx: &mut Tx,
    actor: &Actor,
    key: &[u8; 32],
    fingerprint: &[u8; 32],
) -> Result<Known, Error> {
    actor.may(Action::SubmitReport)?;
    let now = tx.now();
    if tx.execute(NOTE, values![key, fingerprint, now]).await? == 1 {
        return Ok(Known::New);
    }
    let noted: Noted = tx.one(FIND, values![key]).await?;
    if let Some(entry) = noted.entry {
        return Ok(if noted.fingerprint == fingerprint {
            Known::Done(entry)
        } else {
            Known::Other
        });
    }
    if now.since(noted.begun_at) < IN_HAND {
        return Ok(if noted.fingerprint == fingerprint {
            Known::InHand
        } else {
            Known::Other
        });
    }
    tx.execute(TAKE_OVER, values![key, fingerprint, now])
        .await?;
    Ok(Known::New)
}

/// Completes a key with what its request became, in the transaction of that.
pub(crate) async fn complete(
    tx: &mut Tx,
    actor: &Actor,
    key: &[u8; 32],
    entry: &[u8; 32],
) -> Result<(), Error> {
    actor.may(Action::SubmitReport)?;
    tx.execute(COMPLETE, values![key, entry]).await?;
    Ok(())
}

/// Lets go of a key whose request failed, so that it can be sent again at once.
pub(crate) async fn give_up(tx: &mut Tx, actor: &Actor, key: &[u8; 32]) -> Result<(), Error> {
    actor.may(Action::SubmitReport)?;
    tx.execute(GIVE_UP, values![key]).await?;
    Ok(())
}

/// Forgets the keys whose time is over, once a day.
pub async fn forget_keys(_: Run) -> Outcome {
    Outcome::done(move |tx| {
        Box::pin(async move {
            let now = tx.now();
            tx.execute(FORGET, values![now.before(REMEMBERED)]).await?;
            let next = now.after(PAUSE);
            jobs::queue_at(tx, FORGET_KEYS, &(), next, Some(FORGET_KEYS)).await?;
            Ok(())
        })
    })
}

struct Noted {
    fingerprint: Vec<u8>,
    entry: Option<Vec<u8>>,
    begun_at: Timestamp,
}

impl FromRow for Noted {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            fingerprint: row.get("fingerprint")?,
            entry: row.get("entry_id")?,
            begun_at: row.get("begun_at")?,
        })
    }
}

const NOTE: &str = "-- intake.idempotency.note
INSERT INTO intake_idempotency (key, fingerprint, begun_at) VALUES ($1, $2, $3)
ON CONFLICT (key) DO NOTHING";

const FIND: &str = "-- intake.idempotency.find
SELECT fingerprint, entry_id, begun_at FROM intake_idempotency WHERE key = $1 /*for update*/";

const TAKE_OVER: &str = "-- intake.idempotency.take_over
UPDATE intake_idempotency SET fingerprint = $2, begun_at = $3 WHERE key = $1 AND entry_id IS NULL";

const COMPLETE: &str = "-- intake.idempotency.complete
UPDATE intake_idempotency SET entry_id = $2 WHERE key = $1";

const GIVE_UP: &str = "-- intake.idempotency.give_up
DELETE FROM intake_idempotency WHERE key = $1 AND entry_id IS NULL";

const FORGET: &str = "-- intake.idempotency.forget
DELETE FROM intake_idempotency WHERE begun_at < $1";
