//! A lead: what was told without an address. Its words stand in the submissions of its report; it has no place
//! and joins no case.

use audit::About;
use identity::Actor;
use kernel::Id;
use serde_json::json;
use store::{Tx, values};

use crate::Error;
use crate::class::Class;
use crate::report::Report;

/// The kind of the ids of leads.
pub(crate) enum Lead {}

/// Opens a lead for a report, unless one is open or the report has a case, where its words are read.
pub(crate) async fn open(
    tx: &mut Tx,
    actor: &Actor,
    report: Id<Report>,
    class: Class,
) -> Result<(), Error> {
    let id: Id<Lead> = tx.new_id();
    let now = tx.now();
    let added = tx
        .execute(OPEN, values![id, report, class.number(), now])
        .await?;
    if added == 1 {
        audit::record(
            tx,
            actor.who(),
            "intake.open_lead",
            About::one("lead", id),
            json!({ "report": report, "class": class.name() }),
        )
        .await?;
    }
    Ok(())
}

/// Raises the open lead of a report.
pub(crate) async fn raise(tx: &mut Tx, report: Id<Report>, class: Class) -> Result<(), Error> {
    tx.execute(RAISE, values![report, class.number()]).await?;
    Ok(())
}

/// Puts the open lead of a report behind all others: the report is of a flood.
pub(crate) async fn lower(tx: &mut Tx, report: Id<Report>) -> Result<(), Error> {
    tx.execute(LOWER, values![report, Class::Bulk.number()])
        .await?;
    Ok(())
}

const OPEN: &str = "-- intake.lead.open
INSERT INTO intake_lead (id, report_id, class, state, opened_at)
SELECT $1, $2, $3, 'open', $4
WHERE NOT EXISTS (SELECT 1 FROM intake_lead WHERE report_id = $2 AND state = 'open')
    AND NOT EXISTS (SELECT 1 FROM intake_case_report WHERE report_id = $2)";

const RAISE: &str = "-- intake.lead.raise
UPDATE intake_lead SET class = $2 WHERE report_id = $1 AND state = 'open' AND class > $2";

const LOWER: &str = "-- intake.lead.lower
UPDATE intake_lead SET class = $2 WHERE report_id = $1 AND state = 'open'";
