//! When the receipt of a lead names an address after all: the case that it joins has the work.

use identity::{Action, Actor};
use kernel::Id;
use store::{FromRow, Row, Tx, values};

use super::{Lead, LeadReason, LeadState, outcome};
use crate::report::Report;
use crate::{Case, Error};

/// An address was told: the case has the words and the work, unless somebody has the lead in hand.
pub(super) async fn leave_to_case(tx: &mut Tx, actor: &Actor, lead: &Lead) -> Result<(), Error> {
    if lead.state == LeadState::Waiting {
        outcome::follow(tx, actor, lead, LeadReason::Address).await?;
    }
    Ok(())
}

/// Whether a report has joined any case.
pub(super) async fn has_case(tx: &mut Tx, report: Id<Report>) -> Result<bool, Error> {
    let found: Option<(Id<Case>,)> = tx.optional(A_CASE_OF, values![report]).await?;
    Ok(found.is_some())
}

/// The cases that the report of a lead has joined, by id and reference: none as long as it names no address.
pub async fn cases_of_report(
    tx: &mut Tx,
    actor: &Actor,
    report: Id<Report>,
) -> Result<Vec<(Id<Case>, String)>, Error> {
    actor.may(Action::ReadCase)?;
    let rows = tx.all::<Reference>(CASES_OF, values![report]).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.case, row.reference))
        .collect())
}

/// What people call a case of a report by.
struct Reference {
    case: Id<Case>,
    reference: String,
}

impl FromRow for Reference {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            case: row.get("id")?,
            reference: row.get("reference")?,
        })
    }
}

const A_CASE_OF: &str = "-- intake.case_report.any_of_report
SELECT case_id AS value FROM intake_case_report WHERE report_id = $1 LIMIT 1";

const CASES_OF: &str = "-- intake.case_report.references_of_report
SELECT c.id, c.reference FROM intake_case_report j JOIN intake_case c ON c.id = j.case_id
WHERE j.report_id = $1 ORDER BY j.joined_at, c.id LIMIT 100";
