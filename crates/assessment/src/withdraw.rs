//! A supervisor ends a second opinion that nobody can give or settle: the case is assessed anew.

use audit::About;
use identity::{Action, Actor};
use intake::{Case, Move};
use kernel::{Id, Sensitive};
use serde_json::json;
use store::{Tx, values};

use crate::claim::{free, held_by, lock_free, person};
use crate::lapse::{Ended, note_end};
use crate::settle::checked;
use crate::{Error, opinion};

/// Withdraws the second opinion that a case waits for, with the reason: nobody is left who may give it, or settle it. The
/// case goes back to the queue, and a second analyst who holds it is told; nothing of it was released. What the police were told at once stays told, until what is
/// released next calls for nothing.
pub async fn withdraw_opinion(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    reason: &Sensitive<String>,
) -> Result<(), Error> {
    actor.may(Action::SettleOpinion)?;
    let staff = person(actor)?;
    let reason = checked(reason)?;
    lock_free(tx, case).await?;
    let opinion = opinion::open(tx, case).await?.ok_or(Error::NotFound)?;
    let now = tx.now();
    if let Some(claim) = held_by(tx, case)
        .await?
        .filter(|claim| claim.staff != staff)
    {
        note_end(tx, &claim, now, Ended::OpinionWithdrawn).await?;
    }
    // First, while it is asked for: a second analyst who holds the case knows nothing of the first.
    free(tx, actor, case, Move::Correct, "opinion_withdrawn", now).await?;
    let sealed = opinion.seal(tx, "reason", &reason)?;
    if tx
        .execute(WITHDRAW, values![opinion.id, staff, now, sealed])
        .await?
        == 0
    {
        return Err(Error::NotFound);
    }
    audit::record(
        tx,
        actor.who(),
        "assessment.withdraw_opinion",
        About::one("case", case),
        json!({ "opinion": opinion.id, "decision": opinion.decision }),
    )
    .await
    .map_err(Error::from)
}

const WITHDRAW: &str = "-- assessment.opinion.withdraw
UPDATE assessment_opinion SET state = 'taken_back', settled_by = $2, settled_at = $3, reason = $4
WHERE id = $1 AND state IN ('asked', 'differs')";
