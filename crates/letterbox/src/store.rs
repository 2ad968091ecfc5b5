//! The letterbox's rows: sealed submissions, those the desk has filed, and sealed replies.
//!
//! What the public's side does, [`submit`] and [`replies`], goes through two functions of the database on
//! PostgreSQL, so that its role needs no right to any table.

use identity::{Action, Actor, Denied};
use kernel::Day;
use store::{Db, FromRow, Row, Tx, values};
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

/// Puts sealed submissions in, under the day of the transaction: one statement, however many there are.
pub async fn submit(tx: &mut Tx, actor: &Actor, sealed: Vec<Vec<u8>>) -> Result<(), Error> {
    actor.may(Action::Submit)?;
    let day = tx.now().day();
    tx.execute(SUBMIT, values![day, sealed]).await?;
    Ok(())
}

/// The oldest submissions that were not collected yet: their numbers and their sealed bytes.
pub async fn fresh(tx: &mut Tx, actor: &Actor, limit: i64) -> Result<Vec<(i64, Vec<u8>)>, Error> {
    actor.may(Action::CollectSubmissions)?;
    let rows: Vec<Fresh> = tx.all(FRESH, values![limit]).await?;
    Ok(rows.into_iter().map(|row| (row.seq, row.sealed)).collect())
}

/// A submission that the desk has committed.
#[derive(Clone, Copy, Debug)]
pub struct Collected {
    /// The number under which it was taken.
    pub number: i64,
    /// The desk's name for it, which tells nobody else anything; nothing where it does not open.
    pub name: Option<[u8; 32]>,
    /// The reporter has withdrawn it meanwhile: it is not kept.
    pub withdrawn: bool,
}

/// Sets submissions aside that the desk has committed. Those that somebody else set aside meanwhile are
/// passed over.
pub async fn mark_collected(
    tx: &mut Tx,
    actor: &Actor,
    collected: &[Collected],
) -> Result<(), Error> {
    actor.may(Action::CollectSubmissions)?;
    let today = tx.now().day();
    for one in collected {
        let taken = tx.optional(TAKE, values![one.number]).await?;
        if let Some(Taken { day, sealed }) = taken
            && !one.withdrawn
        {
            let name = one.name.map(Vec::from);
            tx.execute(KEEP, values![day, sealed, today, name]).await?;
        }
    }
    Ok(())
}

/// Removes submissions collected before this day, the oldest first and no more than `limit`. How many there were.
pub async fn drop_collected(
    tx: &mut Tx,
    actor: &Actor,
    before: Day,
    limit: i64,
) -> Result<u64, Error> {
    actor.may(Action::CollectSubmissions)?;
    Ok(tx.execute(DROP, values![before, limit]).await?)
}

/// Removes the collected submissions that the desk calls by these names; one that is not there is none.
pub async fn drop_named(tx: &mut Tx, actor: &Actor, names: &[[u8; 32]]) -> Result<(), Error> {
    actor.may(Action::CollectSubmissions)?;
    for name in names {
        tx.execute(DROP_NAMED, values![name]).await?;
    }
    Ok(())
}

/// Gives the room of what was removed back, for what comes in.
pub async fn give_back(db: &Db, actor: &Actor) -> Result<(), Error> {
    actor.may(Action::CollectSubmissions)?;
    for table in ["letterbox_submission", "letterbox_collected"] {
        db.give_back(table).await?;
    }
    Ok(())
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

/// Removes the replies with these ids; one that is not there is none.
pub async fn drop_replies(tx: &mut Tx, actor: &Actor, ids: &[Uuid]) -> Result<(), Error> {
    actor.may(Action::CollectSubmissions)?;
    for id in ids {
        tx.execute(DROP_REPLY, values![*id]).await?;
    }
    Ok(())
}

/// The sealed replies under a lookup id, those of the newest days and in no order that counts: an unknown one has none.
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
INSERT INTO letterbox_collected (day, sealed, collected_day, name) VALUES ($1, $2, $3, $4)";

const DROP: &str = "-- letterbox.collected.drop
DELETE FROM letterbox_collected WHERE seq IN (
    SELECT seq FROM letterbox_collected WHERE collected_day < $1 ORDER BY collected_day, seq LIMIT $2)";

const DROP_NAMED: &str = "-- letterbox.collected.drop_named
DELETE FROM letterbox_collected WHERE name = $1";

const PUT_REPLY: &str = "-- letterbox.reply.put
INSERT INTO letterbox_reply (id, lookup_id, day, sealed) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO NOTHING";

const DROP_REPLY: &str = "-- letterbox.reply.drop
DELETE FROM letterbox_reply WHERE id = $1";

const REPLIES: &str = "-- letterbox.reply.of_lookup_id
/*on postgres*/ SELECT value FROM letterbox_replies($1) AS value
/*on sqlite*/ SELECT sealed AS value FROM letterbox_reply WHERE lookup_id = $1
    ORDER BY day DESC, id LIMIT 200 /*end*/";

const SUBMIT: &str = "-- letterbox.submission.submit
/*on postgres*/ SELECT letterbox_submit($1, $2)
/*on sqlite*/ INSERT INTO letterbox_submission (day, sealed) SELECT $1, unhex(value) FROM json_each($2) /*end*/";
