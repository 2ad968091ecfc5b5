//! How long mails lie in the tray: for whoever answers for the whole.

use identity::{Action, Actor};
use kernel::Timestamp;
use store::{FromRow, Row, Tx, values};

use crate::Error;

/// How many mails lie in the tray since before then, and since when the oldest.
pub async fn tray_since(
    tx: &mut Tx,
    actor: &Actor,
    before: Timestamp,
) -> Result<(i64, Option<Timestamp>), Error> {
    actor.may(Action::ReadTray)?;
    let Lying(count, oldest) = tx.one(TRAY_SINCE, values![before]).await?;
    Ok((count, oldest))
}

struct Lying(i64, Option<Timestamp>);

impl FromRow for Lying {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("lying")?, row.get("oldest")?))
    }
}

const TRAY_SINCE: &str = "-- dispatch.received.tray_since
SELECT COUNT(*) AS lying, MIN(at) AS oldest FROM dispatch_received WHERE state = 'tray' AND at <= $1";
