//! The letterbox's rows: sealed submissions, those the desk has filed, and sealed replies.

use identity::{Action, Actor, Denied};
use kernel::Day;
use store::{FromRow, Row, Tx, Value, values};
use uuid::Uuid;

/// What can go wrong at the letterbox's store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not do this.
    #[error("not allowed")]
    Denied(#[from] Denied),
    /// The store failed.
    #[error("the letterbox's store failed")]
    Store(#[from] store::Error),
}

/// Puts sealed submissions in, under the day of the transaction. Statements of few fixed sizes stay
/// prepared.
pub async fn submit(tx: &mut Tx, actor: &Actor, sealed: Vec<Vec<u8>>) -> Result<(), Error> {
    actor.may(Action::Submit)?;
    let day = tx.now().day();
    let mut left = sealed.into_iter();
    while left.len() > 0 {
        let (statement, count) = match left.len() {
            64.. => (SUBMIT_64, 64),
            16.. => (SUBMIT_16, 16),
            4.. => (SUBMIT_4, 4),
            _ => (SUBMIT_1, 1),
        };
        let mut values = values![day];
        values.extend(left.by_ref().take(count).map(Value::from));
        tx.execute(statement, values).await?;
    }
    Ok(())
}

/// The oldest submissions that were not collected yet: their numbers and their sealed bytes.
pub async fn fresh(tx: &mut Tx, actor: &Actor, limit: i64) -> Result<Vec<(i64, Vec<u8>)>, Error> {
    actor.may(Action::CollectSubmissions)?;
    let rows: Vec<Fresh> = tx.all(FRESH, values![limit]).await?;
    Ok(rows.into_iter().map(|row| (row.seq, row.sealed)).collect())
}

/// Sets submissions aside that the desk has committed. Those that somebody else set aside meanwhile are
/// passed over.
pub async fn mark_collected(tx: &mut Tx, actor: &Actor, numbers: &[i64]) -> Result<(), Error> {
    actor.may(Action::CollectSubmissions)?;
    let today = tx.now().day();
    for number in numbers {
        if let Some(Taken { day, sealed }) = tx.optional(TAKE, values![*number]).await? {
            tx.execute(KEEP, values![day, sealed, today]).await?;
        }
    }
    Ok(())
}

/// Removes submissions collected before this day. How many there were.
pub async fn drop_collected(tx: &mut Tx, actor: &Actor, before: Day) -> Result<u64, Error> {
    actor.may(Action::CollectSubmissions)?;
    Ok(tx.execute(DROP, values![before]).await?)
}

/// Puts a sealed reply under a lookup id. A reply with this id that is there already stays as it is.
pub async fn put_reply(
    tx: &mut Tx,
    actor: &Actor,
    id: Uuid,
    lookup_id: &[u8; 32],
    sealed: &[u8],
) -> Result<(), Error> {
    actor.may(Action::CollectSubmissions)?;
    let today = tx.now().day();
    tx.execute(PUT_REPLY, values![id, lookup_id, today, sealed])
        .await?;
    Ok(())
}

/// The sealed replies under a lookup id, in no order: an unknown one has none.
pub async fn replies(
    tx: &mut Tx,
    actor: &Actor,
    lookup_id: &[u8; 32],
) -> Result<Vec<Vec<u8>>, Error> {
    actor.may(Action::ReadReplies)?;
    let rows: Vec<(Vec<u8>,)> = tx.all(REPLIES, values![lookup_id]).await?;
    Ok(rows.into_iter().map(|(sealed,)| sealed).collect())
}

struct Fresh {
    seq: i64,
    sealed: Vec<u8>,
}

impl FromRow for Fresh {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            seq: row.get("seq")?,
            sealed: row.get("sealed")?,
        })
    }
}

struct Taken {
    day: Day,
    sealed: Vec<u8>,
}

impl FromRow for Taken {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            day: row.get("day")?,
            sealed: row.get("sealed")?,
        })
    }
}

const FRESH: &str = "-- letterbox.submission.fresh
SELECT seq, sealed FROM letterbox_submission ORDER BY seq LIMIT $1";

const TAKE: &str = "-- letterbox.submission.take
DELETE FROM letterbox_submission WHERE seq = $1 RETURNING day, sealed";

const KEEP: &str = "-- letterbox.collected.keep
INSERT INTO letterbox_collected (day, sealed, collected_day) VALUES ($1, $2, $3)";

const DROP: &str = "-- letterbox.collected.drop
DELETE FROM letterbox_collected WHERE collected_day < $1";

const PUT_REPLY: &str = "-- letterbox.reply.put
INSERT INTO letterbox_reply (id, lookup_id, day, sealed) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO NOTHING";

const REPLIES: &str = "-- letterbox.reply.of_lookup_id
SELECT sealed AS value FROM letterbox_reply WHERE lookup_id = $1 LIMIT 200";

const SUBMIT_1: &str = "-- letterbox.submission.submit_1
INSERT INTO letterbox_submission (day, sealed) VALUES ($1, $2)";

const SUBMIT_4: &str = "-- letterbox.submission.submit_4
INSERT INTO letterbox_submission (day, sealed) VALUES ($1, $2), ($1, $3), ($1, $4), ($1, $5)";

const SUBMIT_16: &str = "-- letterbox.submission.submit_16
INSERT INTO letterbox_submission (day, sealed) VALUES \
    ($1, $2), ($1, $3), ($1, $4), ($1, $5), ($1, $6), ($1, $7), ($1, $8), ($1, $9), ($1, $10), \
    ($1, $11), ($1, $12), ($1, $13), ($1, $14), ($1, $15), ($1, $16), ($1, $17)";

const SUBMIT_64: &str = "-- letterbox.submission.submit_64
INSERT INTO letterbox_submission (day, sealed) VALUES \
    ($1, $2), ($1, $3), ($1, $4), ($1, $5), ($1, $6), ($1, $7), ($1, $8), ($1, $9), ($1, $10), \
    ($1, $11), ($1, $12), ($1, $13), ($1, $14), ($1, $15), ($1, $16), ($1, $17), ($1, $18), ($1, $19), \
    ($1, $20), ($1, $21), ($1, $22), ($1, $23), ($1, $24), ($1, $25), ($1, $26), ($1, $27), ($1, $28), \
    ($1, $29), ($1, $30), ($1, $31), ($1, $32), ($1, $33), ($1, $34), ($1, $35), ($1, $36), ($1, $37), \
    ($1, $38), ($1, $39), ($1, $40), ($1, $41), ($1, $42), ($1, $43), ($1, $44), ($1, $45), ($1, $46), \
    ($1, $47), ($1, $48), ($1, $49), ($1, $50), ($1, $51), ($1, $52), ($1, $53), ($1, $54), ($1, $55), \
    ($1, $56), ($1, $57), ($1, $58), ($1, $59), ($1, $60), ($1, $61), ($1, $62), ($1, $63), ($1, $64), \
    ($1, $65)";
