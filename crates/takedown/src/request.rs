//! Whom notices asked to remove, and when they first answered, of many cases at once. For whoever measures.

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use location::Location;
use stakeholders::Organisation;
use store::{FromRow, Row, Tx, values};

use crate::Error;
use crate::notice::TAKEN_BACK;

/// A notice that asked to remove, and left.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// The case.
    pub case: Id<Case>,
    /// The place that it is about.
    pub location: Id<Location>,
    /// Who was asked.
    pub organisation: Id<Organisation>,
    /// Which step of the series it is; 0: the first that is written about the place.
    pub step: i64,
    /// When the mail server took it.
    pub sent_at: Timestamp,
    /// When something was first said about it.
    pub answered_at: Option<Timestamp>,
}

/// The notices that asked to remove places of these cases and left, the first first: none of a decision that was taken
/// back since, for whoever got it was to disregard it.
pub async fn requests(
    tx: &mut Tx,
    actor: &Actor,
    cases: &[Id<Case>],
) -> Result<Vec<Request>, Error> {
    actor.may(Action::ReadTakedown)?;
    Ok(tx.all(SENT, values![cases, TAKEN_BACK]).await?)
}

impl FromRow for Request {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            case: row.get("case_id")?,
            location: row.get("location_id")?,
            organisation: row.get("organisation_id")?,
            step: row.get("step")?,
            sent_at: row.get("sent_at")?,
            answered_at: row.get("answered_at")?,
        })
    }
}

const SENT: &str = "-- takedown.request.sent
SELECT case_id, location_id, organisation_id, step, sent_at,
    (SELECT MIN(w.at) FROM takedown_word w WHERE w.notice_id = n.id) AS answered_at
FROM takedown_notice n WHERE purpose = 'remove' AND sent_at IS NOT NULL AND case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) AND NOT EXISTS (SELECT 1 FROM takedown_notice_history h WHERE h.notice_id = n.id AND h.why = $2)
ORDER BY sent_at, id";
