//! How a provider answered: what was asked of it within a year, and how soon something came back.

use std::time::Duration;

use identity::{Action, Actor};
use kernel::Id;
use stakeholders::Organisation;
use store::{FromRow, Row, Tx, values};

use crate::{Error, Says};

/// What is counted: notices that left within so long.
const WITHIN: Duration = Duration::from_hours(24 * 365);

/// How a provider answered the notices that left within the last 365 days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// Notices that left.
    pub sent: i64,
    /// Those of them about which it said something.
    pub answered: i64,
    /// Those of which it said that it is removed.
    pub removed: i64,
    /// The median time from a notice to the first word, over those that were answered.
    pub first_answer: Option<Duration>,
    /// The same to the first word that it is removed.
    pub removal: Option<Duration>,
}

/// How a provider answered, and whatever is merged into it.
pub async fn response(
    tx: &mut Tx,
    actor: &Actor,
    provider: Id<Organisation>,
) -> Result<Response, Error> {
    actor.may(Action::ReadTakedown)?;
    let since = tx.now().before(WITHIN);
    let removed = Says::Removed.name();
    let ids = stakeholders::members(tx, actor, provider).await?;
    let ids = ids.as_slice();
    let counted: Counted = tx.one(COUNTED, values![ids, since, removed]).await?;
    let mut response = Response {
        sent: counted.sent,
        answered: counted.answered,
        removed: counted.removed,
        ..Response::default()
    };
    for (count, word, median) in [
        (counted.answered, None, &mut response.first_answer),
        (counted.removed, Some(removed), &mut response.removal),
    ] {
        // The lower of the two in the middle, where there are two.
        let middle = (count - 1) / 2;
        let span: Option<(i64,)> = tx
            .optional(SPAN, values![ids, since, word, middle.max(0)])
            .await?;
        *median = span
            .and_then(|(span,)| u64::try_from(span).ok())
            .map(Duration::from_micros);
    }
    Ok(response)
}

struct Counted {
    sent: i64,
    answered: i64,
    removed: i64,
}

impl FromRow for Counted {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            sent: row.get("sent")?,
            answered: row.get("answered")?,
            removed: row.get("removed")?,
        })
    }
}

const COUNTED: &str = "-- takedown.notice.answered
SELECT COUNT(*) AS sent,
    COUNT(CASE WHEN EXISTS (SELECT 1 FROM takedown_word w WHERE w.notice_id = n.id) THEN 1 END) AS answered,
    COUNT(CASE WHEN EXISTS (SELECT 1 FROM takedown_word w WHERE w.notice_id = n.id AND w.kind = $3) THEN 1 END)
        AS removed
FROM takedown_notice n WHERE n.organisation_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) AND n.sent_at >= $2";

const SPAN: &str = "-- takedown.notice.span_to_word
SELECT span AS value FROM (
    SELECT MIN(w.at) - n.sent_at AS span FROM takedown_notice n JOIN takedown_word w ON w.notice_id = n.id
    WHERE n.organisation_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) AND n.sent_at >= $2 AND (CAST($3 AS TEXT) IS NULL OR w.kind = $3)
    GROUP BY n.id, n.sent_at
) AS spans ORDER BY span LIMIT 1 OFFSET $4";
