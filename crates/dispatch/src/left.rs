//! What the mailbox keeps: mails that could not be taken or moved, and when nothing new was left in it last.

use std::collections::HashSet;
use std::time::Duration;

use identity::{Action, Actor};
use kernel::Timestamp;
use store::{FromRow, Row, Tx, values};

use crate::Error;

/// So long a mail may lie in the mailbox, and the mailbox may not be emptied.
const HOUR: Duration = Duration::from_hours(1);

/// A mail that was left in the mailbox.
pub(crate) struct Left {
    pub(crate) number: u32,
    /// What there is of it is in the store: it is only to be moved.
    pub(crate) kept: bool,
    tried_at: Timestamp,
}

impl FromRow for Left {
    fn from_row(row: &Row) -> store::Result<Self> {
        let number: i64 = row.get("number")?;
        Ok(Self {
            number: u32::try_from(number)
                .map_err(|_| store::Error::Unreadable("dispatch_left.number"))?,
            kept: row.get("kept")?,
            tried_at: row.get("tried_at")?,
        })
    }
}

/// What has arrived, in the order in which it is seen to: what is new by its number, then what was left, the one whose last
/// try is longest ago first. So what cannot be taken keeps nothing from being.
pub(crate) fn in_turn(arrived: &[u32], mut left: Vec<Left>) -> (Vec<u32>, Vec<Left>) {
    let known: HashSet<u32> = left.iter().map(|one| one.number).collect();
    let new = arrived.iter().filter(|number| !known.contains(number));
    left.sort_by_key(|one| (one.tried_at, one.number));
    (new.copied().collect(), left)
}

/// What was left of these numbers; whatever is of others, or is not there any more, is forgotten.
pub(crate) async fn left(
    tx: &mut Tx,
    actor: &Actor,
    validity: u32,
    arrived: &[u32],
) -> Result<Vec<Left>, Error> {
    actor.may(Action::CollectMail)?;
    tx.execute(FORGET_OTHERS, values![validity]).await?;
    configured(tx, true).await?;
    let known: Vec<Left> = tx.all(LEFT, values![validity]).await?;
    let is_there = |one: &Left| arrived.contains(&one.number);
    let (left, gone): (Vec<_>, Vec<_>) = known.into_iter().partition(is_there);
    for one in gone {
        forget(tx, validity, one.number).await?;
    }
    Ok(left)
}

/// A mail stays in the mailbox for now.
pub(crate) async fn leave(
    tx: &mut Tx,
    validity: u32,
    number: u32,
    kept: bool,
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(LEAVE, values![validity, number, kept, now])
        .await?;
    Ok(())
}

/// A mail that had been left is where it belongs.
pub(crate) async fn forget(tx: &mut Tx, validity: u32, number: u32) -> Result<(), Error> {
    tx.execute(FORGET, values![validity, number]).await?;
    Ok(())
}

/// Nothing new is left in the mailbox.
pub(crate) async fn emptied(tx: &mut Tx) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(EMPTIED, values![now]).await?;
    Ok(())
}

/// The mailbox is being read from now on: it is late an hour after this, unless it was read before.
pub(crate) async fn configured(tx: &mut Tx, is: bool) -> store::Result<()> {
    let now = tx.now();
    if is {
        tx.execute(CONFIGURED, values![now]).await?;
    } else {
        tx.execute(NOT_CONFIGURED, values![]).await?;
    }
    Ok(())
}

/// How many mails lie in the mailbox for more than an hour, which cannot be taken or not be moved, and one more where the
/// mailbox itself was not emptied for as long; and since when the first.
pub async fn mailbox_late(tx: &mut Tx, actor: &Actor) -> Result<(i64, Option<Timestamp>), Error> {
    actor.may(Action::ReadTray)?;
    let before = tx.now().before(HOUR);
    let Late(mails, first) = tx.one(LYING, values![before]).await?;
    let Late(mailbox, emptied) = tx.one(NOT_EMPTIED, values![before]).await?;
    let oldest = [first, emptied].into_iter().flatten().min();
    Ok((mails.saturating_add(mailbox), oldest))
}

struct Late(i64, Option<Timestamp>);

impl FromRow for Late {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("late")?, row.get("oldest")?))
    }
}

const LEFT: &str = "-- dispatch.left.all
SELECT number, kept, tried_at FROM dispatch_left WHERE validity = $1";

const LEAVE: &str = "-- dispatch.left.leave
INSERT INTO dispatch_left (validity, number, kept, since, tried_at) VALUES ($1, $2, $3, $4, $4)
ON CONFLICT (validity, number) DO UPDATE SET kept = excluded.kept, tried_at = excluded.tried_at";

const FORGET: &str = "-- dispatch.left.forget
DELETE FROM dispatch_left WHERE validity = $1 AND number = $2";

const FORGET_OTHERS: &str = "-- dispatch.left.forget_others
DELETE FROM dispatch_left WHERE validity <> $1";

const CONFIGURED: &str = "-- dispatch.mailbox.configured
INSERT INTO dispatch_mailbox (number, emptied_at) VALUES (1, $1) ON CONFLICT (number) DO NOTHING";

const NOT_CONFIGURED: &str = "-- dispatch.mailbox.not_configured
DELETE FROM dispatch_mailbox";

const EMPTIED: &str = "-- dispatch.mailbox.emptied
UPDATE dispatch_mailbox SET emptied_at = $1";

const LYING: &str = "-- dispatch.left.lying
SELECT COUNT(*) AS late, MIN(since) AS oldest FROM dispatch_left WHERE since <= $1";

const NOT_EMPTIED: &str = "-- dispatch.mailbox.late
SELECT COUNT(*) AS late, MIN(emptied_at) AS oldest FROM dispatch_mailbox WHERE emptied_at <= $1";
