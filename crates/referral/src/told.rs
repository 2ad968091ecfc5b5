//! When the police were told, of many cases at once. For whoever measures.

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use store::{FromRow, Row, Tx, values};

use crate::Error;

/// When referrals about these cases were sent, the first first.
pub async fn police_told(
    tx: &mut Tx,
    actor: &Actor,
    cases: &[Id<Case>],
) -> Result<Vec<(Id<Case>, Timestamp)>, Error> {
    actor.may(Action::ReadTakedown)?;
    let rows: Vec<Told> = tx.all(SENT, values![cases]).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

struct Told(Id<Case>, Timestamp);

impl FromRow for Told {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("case_id")?, row.get("sent_at")?))
    }
}

const SENT: &str = "-- referral.told.sent
SELECT case_id, sent_at FROM referral_referral WHERE sent_at IS NOT NULL AND case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) ORDER BY sent_at, id";
