//! Cases that took over an answer: whom a correction concerns beside the case itself.

use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use store::{Tx, values};

use crate::blind::{Sees, sees};
use crate::correction::Correction;
use crate::{Decision, Error};

/// Cases of a list of takers at most: where it is full there may be more.
pub const MOST_TAKERS: usize = 10_000;

/// Those of them that an answer or a page names; of the rest it says how many they are.
pub(crate) const NAMED: usize = 50;

/// The cases in which an answer of this one counts that was taken over, at first or at second hand.
pub async fn takers(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Id<Case>>, Error> {
    actor.may(Action::ReadAssessment)?;
    Ok(ids(tx.all(TAKERS, values![case]).await?))
}

/// The cases that counted an answer of a decision when it was taken back.
pub async fn concerned(
    tx: &mut Tx,
    actor: &Actor,
    taken_back: Id<Decision>,
) -> Result<Vec<Id<Case>>, Error> {
    actor.may(Action::ReadAssessment)?;
    Ok(ids(tx.all(CONCERNED, values![taken_back]).await?))
}

/// Writes down whom a correction concerns: what is classified anew tells it no more.
pub(crate) async fn keep(
    tx: &mut Tx,
    correction: Id<Correction>,
    cases: &[Id<Case>],
) -> Result<(), Error> {
    tx.execute(KEEP, values![correction, cases]).await?;
    Ok(())
}

/// Leaves out the cases of whose assessment the actor sees nothing: that an answer was taken over tells of it.
pub(crate) async fn seen(
    tx: &mut Tx,
    actor: &Actor,
    cases: &[Id<Case>],
) -> Result<Vec<Id<Case>>, Error> {
    let mut seen = Vec::new();
    for case in cases {
        if sees(tx, actor, *case).await? == Sees::Whole {
            seen.push(*case);
        }
    }
    Ok(seen)
}

fn ids(rows: Vec<(Id<Case>,)>) -> Vec<Id<Case>> {
    rows.into_iter().map(|(case,)| case).collect()
}

const TAKERS: &str = "-- assessment.taken_over.takers
WITH RECURSIVE taken (id) AS (
    SELECT t.assessment_id FROM assessment_assessment a JOIN assessment_taken_over t ON t.from_id = a.id
    WHERE a.case_id = $1 AND a.superseded_by IS NULL AND a.opinion_id IS NULL
    UNION SELECT t.assessment_id FROM taken JOIN assessment_taken_over t ON t.from_id = taken.id)
SELECT DISTINCT a.case_id AS value FROM taken JOIN assessment_assessment a ON a.id = taken.id
WHERE a.superseded_by IS NULL AND a.opinion_id IS NULL AND a.case_id <> $1 ORDER BY a.case_id LIMIT 10000";

const CONCERNED: &str = "-- assessment.correction_taker.of_decision
SELECT t.case_id AS value FROM assessment_correction c JOIN assessment_correction_taker t ON t.correction_id = c.id
WHERE c.decision_id = $1 ORDER BY t.case_id LIMIT 10000";

const KEEP: &str = "-- assessment.correction_taker.insert
INSERT INTO assessment_correction_taker (correction_id, case_id) SELECT $1, id FROM (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid AS id FROM unnest($2::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) AS id FROM json_each($2) /*end*/
) AS given";
