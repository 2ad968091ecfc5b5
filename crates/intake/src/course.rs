//! The course of cases: from state to state and when, with each outcome that they ever had. For whoever measures.

use std::collections::HashMap;

use identity::{Action, Actor};
use kernel::{Id, Timestamp};
use location::Location;
use store::{FromRow, Row, Tx, values};

use crate::{Case, Error, Outcome, State};

/// The course of a case.
#[derive(Clone, Debug)]
pub struct Course {
    /// The case.
    pub case: Id<Case>,
    /// What people call it by.
    pub reference: String,
    /// The place it is about.
    pub location: Id<Location>,
    /// When its first report was filed: the hour, where it came through the letterbox.
    pub opened_at: Timestamp,
    /// The country that hosts it, by its code, as far as anybody knows.
    pub country: Option<String>,
    /// Its moves after it was opened, the first first.
    pub steps: Vec<CourseStep>,
}

/// One move of a case.
#[derive(Clone, Debug)]
pub struct CourseStep {
    /// When.
    pub at: Timestamp,
    /// From where.
    pub from: State,
    /// To where.
    pub to: State,
    /// Why: a key of a message.
    pub why: String,
    /// How it ended, where it did.
    pub outcome: Option<Outcome>,
}

/// The courses of these cases, in no order; those that are not there are left out.
pub async fn courses(tx: &mut Tx, actor: &Actor, ids: &[Id<Case>]) -> Result<Vec<Course>, Error> {
    actor.may(Action::ReadCase)?;
    let mut steps: HashMap<Id<Case>, Vec<CourseStep>> = HashMap::new();
    for step in tx.all::<Step>(STEPS, values![ids]).await? {
        steps.entry(step.0).or_default().push(step.1);
    }
    let mut found: Vec<Course> = tx.all(CASES, values![ids]).await?;
    for course in &mut found {
        course.steps = steps.remove(&course.case).unwrap_or_default();
    }
    Ok(found)
}

impl FromRow for Course {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            case: row.get("id")?,
            reference: row.get("reference")?,
            location: row.get("location_id")?,
            opened_at: row.get("opened_at")?,
            country: row.get("country")?,
            steps: Vec::new(),
        })
    }
}

struct Step(Id<Case>, CourseStep);

impl FromRow for Step {
    fn from_row(row: &Row) -> store::Result<Self> {
        let unreadable = || store::Error::Unreadable("intake_case_history.state");
        let state = |name: String| State::named(&name).ok_or_else(unreadable);
        let outcome: Option<String> = row.get("outcome")?;
        let outcome = outcome.map(|name| Outcome::named(&name).ok_or_else(unreadable));
        let step = CourseStep {
            at: row.get("at")?,
            from: state(row.get("from_state")?)?,
            to: state(row.get("to_state")?)?,
            why: row.get("why")?,
            outcome: outcome.transpose()?,
        };
        Ok(Self(row.get("case_id")?, step))
    }
}

const CASES: &str = "-- intake.course.cases
SELECT id, reference, location_id, opened_at, country FROM intake_case WHERE id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const STEPS: &str = "-- intake.course.steps
SELECT case_id, at, from_state, to_state, why, outcome FROM intake_case_history
WHERE from_state IS NOT NULL AND case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) ORDER BY case_id, number";
