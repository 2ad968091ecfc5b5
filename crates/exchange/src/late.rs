//! Handovers that are due and were not made, and mails that lie in the tray, for whoever answers for the whole.

use std::time::Duration;

use identity::{Action, Actor};
use kernel::Timestamp;
use store::{FromRow, Row, Tx, values};

use crate::Error;

/// So long a mail may lie in the tray.
const DAY: Duration = Duration::from_hours(24);

/// How many handovers nobody has made, and since when the oldest is due.
pub async fn late(tx: &mut Tx, actor: &Actor) -> Result<(i64, Option<Timestamp>), Error> {
    actor.may(Action::ReadTakedown)?;
    let Counted(count, oldest) = tx.one(DUE, values![]).await?;
    Ok((count, oldest))
}

/// How many mails lie in the tray for more than a day, and since when the oldest.
pub async fn tray_late(tx: &mut Tx, actor: &Actor) -> Result<(i64, Option<Timestamp>), Error> {
    actor.may(Action::ReadTray)?;
    let before = tx.now().before(DAY);
    Ok(dispatch::tray_since(tx, actor, before).await?)
}

/// How many mails lie in the tray, and since when the longest does.
pub async fn tray(tx: &mut Tx, actor: &Actor) -> Result<(i64, Option<Timestamp>), Error> {
    actor.may(Action::ReadTray)?;
    let now = tx.now();
    Ok(dispatch::tray_since(tx, actor, now).await?)
}

struct Counted(i64, Option<Timestamp>);

impl FromRow for Counted {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("late")?, row.get("oldest")?))
    }
}

const DUE: &str = "-- exchange.late.due
SELECT COUNT(*) AS late, MIN(due_at) AS oldest FROM exchange_handover
WHERE state IN ('due', 'lapsed') AND handed_over_at IS NULL";
