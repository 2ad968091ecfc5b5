//! How far the work on a partner's report is: the steps a reporter may be told, and nothing else.

use identity::{Action, Actor};
use kernel::{Id, Timestamp};
use store::{FromRow, Row, Tx, values};

use crate::report::Report;
use crate::{Error, Step};

/// The steps of a report, each with its time, for the partner that sent it. Of anyone else's report not even
/// that it is there.
pub(crate) async fn steps_of(
    tx: &mut Tx,
    actor: &Actor,
    report: Id<Report>,
) -> Result<Vec<(Step, Timestamp)>, Error> {
    actor.may(Action::SubmitReport)?;
    let found: Option<Times> = tx
        .optional(TIMES, values![report, actor.partner_id()])
        .await?;
    let times = found.ok_or(Error::NotFound)?;
    let later = [(Step::InWork, times.in_work), (Step::Closed, times.closed)];
    let later = later.into_iter().filter_map(|(step, at)| Some((step, at?)));
    Ok([(Step::Received, times.received)]
        .into_iter()
        .chain(later)
        .collect())
}

struct Times {
    received: Timestamp,
    in_work: Option<Timestamp>,
    closed: Option<Timestamp>,
}

impl FromRow for Times {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            received: row.get("received")?,
            in_work: row.get("in_work")?,
            closed: row.get("closed")?,
        })
    }
}

const TIMES: &str = "-- intake.report.times
SELECT r.filed_at AS received,
    (SELECT MIN(h.at) FROM intake_case_report j JOIN intake_case_history h ON h.case_id = j.case_id
     WHERE j.report_id = r.id AND h.to_state = 'assessing' AND h.at >= j.joined_at) AS in_work,
    (SELECT MAX(h.at) FROM intake_case_report j JOIN intake_case_history h ON h.case_id = j.case_id
     WHERE j.report_id = r.id AND h.to_state = 'closed' AND h.at >= j.joined_at AND NOT EXISTS (
        SELECT 1 FROM intake_case_report o JOIN intake_case c ON c.id = o.case_id
        WHERE o.report_id = r.id AND c.state <> 'closed')) AS closed
FROM intake_entry e JOIN intake_report r ON r.id = e.report_id
WHERE e.report_id = $1 AND e.partner_id = $2";
