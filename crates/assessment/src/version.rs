//! What somebody saw when they began to fill a form: it comes back with the form, and where something else stands by
//! then, nothing of a colleague's is superseded unseen. It is narrower than the version of a program's call: a lease
//! that was extended, or one more report, is no reason to send a form again.

use identity::Actor;
use intake::Case;
use kernel::Id;
use store::{Tx, values};

use crate::blind::sees;
use crate::{Error, Item};

/// What stands where nothing does.
const NOTHING: &str = "none";

/// The assessment of an item that the actor sees.
pub(crate) async fn of_item(tx: &mut Tx, actor: &Actor, item: Id<Item>) -> Result<String, Error> {
    let assessment = crate::assessment(tx, actor, item).await?;
    Ok(assessment.map_or_else(|| NOTHING.to_owned(), |one| one.id.to_string()))
}

/// The decision of a case that the actor sees, and how often its items were assessed.
pub(crate) async fn of_case(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<String, Error> {
    let decision = crate::decision(tx, actor, case).await?;
    let decision = decision.map_or_else(|| NOTHING.to_owned(), |one| one.id.to_string());
    let assessed = assessed(tx, actor, case).await?;
    Ok(format!("{decision}.{assessed}"))
}

/// How many assessments its items have that the actor sees, those that were superseded among them, and those that were taken
/// back counted twice: what stands then is not what stood before.
pub(crate) async fn assessed(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<i64, Error> {
    let (opinion, staff) = sees(tx, actor, case).await?.beside();
    let (assessed,): (i64,) = tx.one(ASSESSED, values![case, opinion, staff]).await?;
    Ok(assessed)
}

const ASSESSED: &str = "-- assessment.assessment.count_of_case
SELECT COUNT(*) + COUNT(CASE WHEN a.superseded_by = a.id THEN 1 END) AS value FROM assessment_item i JOIN assessment_assessment a ON a.item_id = i.id
WHERE i.case_id = $1 AND (a.opinion_id = $2 AND a.staff_id = $3 OR a.opinion_id IS NULL AND $2 IS NULL)";
