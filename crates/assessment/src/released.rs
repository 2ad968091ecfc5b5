//! What released decisions come to, of many cases at once. For whoever measures.

use std::collections::HashMap;

use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use store::{FromRow, Row, Tx, values};

use crate::Error;

/// The INHOPE class of the released decision of each of these cases that has one.
pub async fn released_classes(
    tx: &mut Tx,
    actor: &Actor,
    cases: &[Id<Case>],
) -> Result<HashMap<Id<Case>, String>, Error> {
    actor.may(Action::ReadAssessment)?;
    let rows: Vec<Released> = tx.all(CLASSES, values![cases]).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

struct Released(Id<Case>, String);

impl FromRow for Released {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("case_id")?, row.get("inhope_class")?))
    }
}

const CLASSES: &str = "-- assessment.decision.released_classes
SELECT case_id, inhope_class FROM assessment_decision
WHERE released_at IS NOT NULL AND superseded_by IS NULL AND opinion_id IS NULL AND case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";
