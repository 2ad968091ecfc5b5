//! What each person sees of a case while a second opinion is asked for: the second analyst sees nothing of the first.
//! Every function that reads an assessment or a decision asks here.

use identity::{Action, Actor, Staff};
use intake::{Case, Listed, State};
use kernel::Id;
use store::{Tx, values};
use uuid::Uuid;

use crate::Error;
use crate::alike::bytes;
use crate::opinion::{Opinion, Standing, open};

/// What somebody sees of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sees {
    /// What counts.
    Whole,
    /// Nothing of the first opinion: only what one made for the second oneself.
    Own(Id<Opinion>, Id<Staff>),
}

impl Sees {
    /// The opinion that what one sees is beside, and by whom: nothing where it is what counts. Two values of statements.
    pub(crate) const fn beside(self) -> (Option<Id<Opinion>>, Option<Id<Staff>>) {
        match self {
            Self::Whole => (None, None),
            Self::Own(opinion, staff) => (Some(opinion), Some(staff)),
        }
    }
}

/// What the actor sees of a case: whoever might give the second opinion, or gave it, sees nothing of the first
/// until it is settled. Whoever had a part in the first cannot give the second.
pub(crate) async fn sees(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Sees, Error> {
    let Some(staff) = actor.staff_id() else {
        return Ok(Sees::Whole);
    };
    if !actor.person_may(Action::Assess) {
        return Ok(Sees::Whole);
    }
    match open(tx, case).await? {
        Some(opinion) => beside(tx, actor, &opinion, staff).await,
        None => in_hand(tx, actor, case, staff).await,
    }
}

/// What somebody who assesses sees of a case that waits for its second opinion.
async fn beside(
    tx: &mut Tx,
    actor: &Actor,
    opinion: &Opinion,
    staff: Id<Staff>,
) -> Result<Sees, Error> {
    let settles = opinion.standing == Standing::Differs
        && opinion.second != Some(staff)
        && actor.may(Action::SettleOpinion).is_ok();
    if settles || took_part(tx, opinion, staff).await? {
        return Ok(Sees::Whole);
    }
    Ok(Sees::Own(opinion.id, staff))
}

/// What somebody sees of a case that no second opinion is asked of yet: while a colleague assesses it, nothing of that,
/// for they may be the one who is asked.
async fn in_hand(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    staff: Id<Staff>,
) -> Result<Sees, Error> {
    let holder = crate::holder(tx, actor, case).await?;
    if actor.person_may(Action::SettleOpinion) || holder.is_none_or(|claim| claim.staff == staff) {
        return Ok(Sees::Whole);
    }
    // Beside no opinion there is.
    Ok(Sees::Own(Id::from_uuid(Uuid::nil()), staff))
}

/// Whether nothing of what was decided or done about a case may be shown to the actor, who might give the second opinion
/// that it waits for.
pub async fn is_blind(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    actor.may(Action::ReadCase)?;
    let (Some(staff), true) = (actor.staff_id(), actor.person_may(Action::Assess)) else {
        return Ok(false);
    };
    match open(tx, case).await? {
        Some(opinion) => Ok(beside(tx, actor, &opinion, staff).await? != Sees::Whole),
        None => Ok(false),
    }
}

/// Whether a case waits for the second opinion of somebody else: the actor had a part in the first, or is still learning.
/// It is never offered to them.
pub async fn is_anothers(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    actor.may(Action::ReadCase)?;
    let Some(staff) = actor.staff_id() else {
        return Ok(false);
    };
    match open(tx, case).await? {
        None => Ok(false),
        Some(opinion) => match may_give(tx, actor, &opinion, staff).await {
            Ok(()) => Ok(false),
            Err(Error::OwnDecision | Error::Trainee) => Ok(true),
            Err(error) => Err(error),
        },
    }
}

/// Refuses a second opinion to whoever had a part in the first, and to whoever is still learning.
pub(crate) async fn may_give(
    tx: &mut Tx,
    actor: &Actor,
    opinion: &Opinion,
    staff: Id<Staff>,
) -> Result<(), Error> {
    if took_part(tx, opinion, staff).await? {
        return Err(Error::OwnDecision);
    }
    if identity::is_trainee(tx, actor, staff).await? {
        return Err(Error::Trainee);
    }
    Ok(())
}

/// Leaves out of a list of the queue what is not offered to the actor: second opinions where they had a part in the first,
/// and all of them where they are still learning. However many they are, it is a statement or two.
pub(crate) async fn keep_offered(
    tx: &mut Tx,
    actor: &Actor,
    cases: &mut Vec<Listed>,
) -> Result<(), Error> {
    let is_second = |case: &Listed| case.state == State::SecondOpinion;
    let Some(staff) = actor.staff_id().filter(|_| cases.iter().any(is_second)) else {
        return Ok(());
    };
    let waiting = cases.iter().filter(|case| is_second(case));
    let waiting = bytes(waiting.map(|case| case.id));
    let trainee = identity::is_trainee(tx, actor, staff).await?;
    let anothers: Vec<(Id<Case>,)> = tx.all(ANOTHERS, values![waiting, staff, trainee]).await?;
    cases.retain(|case| !anothers.contains(&(case.id,)));
    Ok(())
}

/// Whether somebody had a part in the first opinion: decided, released, or made an assessment that counts in it.
pub(crate) async fn took_part(
    tx: &mut Tx,
    opinion: &Opinion,
    staff: Id<Staff>,
) -> Result<bool, Error> {
    if opinion.first == staff {
        return Ok(true);
    }
    let (parts,): (i64,) = tx
        .one(TOOK_PART, values![opinion.case, opinion.decision, staff])
        .await?;
    Ok(parts > 0)
}

/// What [`TOOK_PART`] asks of one case, of several.
const ANOTHERS: &str = "-- assessment.opinion.anothers
SELECT o.case_id AS value FROM assessment_opinion o
WHERE o.state IN ('asked', 'differs') AND o.case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) AND ($3 OR o.first_id = $2
    OR EXISTS (SELECT 1 FROM assessment_decision d WHERE d.id = o.decision_id AND d.staff_id = $2)
    OR EXISTS (SELECT 1 FROM assessment_assessment a WHERE a.case_id = o.case_id AND a.staff_id = $2
        AND a.superseded_by IS NULL AND a.opinion_id IS NULL))";

const TOOK_PART: &str = "-- assessment.opinion.took_part
SELECT (SELECT COUNT(*) FROM assessment_decision WHERE id = $2 AND staff_id = $3)
    + (SELECT COUNT(*) FROM assessment_assessment
        WHERE case_id = $1 AND staff_id = $3 AND superseded_by IS NULL AND opinion_id IS NULL) AS value";
