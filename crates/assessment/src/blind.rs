//! What each person sees of a case while a second opinion is asked for: the second analyst sees nothing of the first.
//! Before that the answers that no released decision counts are for whoever holds the case, or did last: everybody else may
//! be the one who is asked. Every function that reads an assessment or a decision asks here.

use identity::{Action, Actor, Staff};
use intake::{Case, Filter, LeftOut, Listed, State};
use kernel::Id;
use store::{Tx, values};
use uuid::Uuid;

use crate::Error;
use crate::alike::bytes;
use crate::claim::held_by;
use crate::opinion::{Opinion, Standing, open};
use crate::opt_out;
use crate::reader::Reader;

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
        None => in_hand(tx, case, staff).await,
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

/// What somebody sees of a case that no second opinion is asked of yet: nothing of what a colleague is making of it, or
/// gave back half made, for they may be the one who is asked. Supervisors may be, too.
async fn in_hand(tx: &mut Tx, case: Id<Case>, staff: Id<Staff>) -> Result<Sees, Error> {
    // Whatever its lease: until the job comes that ends it, what stands is still theirs.
    let knows = match held_by(tx, case).await? {
        Some(claim) => claim.staff == staff,
        None => !has_uncounted(tx, case).await? || last(tx, case).await? == Some(staff),
    };
    if knows {
        return Ok(Sees::Whole);
    }
    // Beside no opinion there is.
    Ok(Sees::Own(Id::from_uuid(Uuid::nil()), staff))
}

/// Whether a case has answers, or a decision, that no released decision counts.
async fn has_uncounted(tx: &mut Tx, case: Id<Case>) -> Result<bool, Error> {
    let uncounted: Option<(i64,)> = tx.optional(UNCOUNTED, values![case]).await?;
    Ok(uncounted.is_some())
}

/// Who held a case last while it had such answers.
async fn last(tx: &mut Tx, case: Id<Case>) -> Result<Option<Id<Staff>>, Error> {
    let last: Option<(Id<Staff>,)> = tx.optional(LAST, values![case]).await?;
    Ok(last.map(|(staff,)| staff))
}

/// Notes that somebody held a case, whose claim ends: of what they know of its answers they give no second opinion.
pub(crate) async fn keep_part(tx: &mut Tx, case: Id<Case>, staff: Id<Staff>) -> Result<(), Error> {
    if has_uncounted(tx, case).await? {
        let now = tx.now();
        tx.execute(KEEP_PART, values![case, staff, now]).await?;
    }
    Ok(())
}

/// Whether what is being made of a case is not for the actor, who might give the second opinion on it, whether that is asked
/// for yet or not.
pub async fn is_hidden(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    actor.may(Action::ReadCase)?;
    Ok(sees(tx, actor, case).await? != Sees::Whole)
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

/// Second opinions of others that the walk of a list passes by at most: those that wait longest. The rest is left out behind it.
const MOST_PASSED_BY: i64 = 200;

/// What a list of the queue leaves out for the actor: what they opted out of, second opinions where they had a part in the
/// first, and all of them where they are still learning. Whoever looks for one case, or for what somebody holds, is not
/// offered anything: they find it.
pub(crate) async fn left_out(
    tx: &mut Tx,
    reader: &Reader<'_>,
    filter: &Filter,
) -> Result<LeftOut, Error> {
    let mut left_out = LeftOut {
        categories: opt_out::left_out(reader, filter),
        ..LeftOut::default()
    };
    let has_second = filter
        .state
        .is_none_or(|state| state == State::SecondOpinion);
    let Some(staff) = reader.staff.filter(|_| has_second && offers(filter)) else {
        return Ok(left_out);
    };
    if reader.is_learning {
        left_out.second_opinions = true;
    } else {
        let settles = reader.actor.may(Action::SettleOpinion).is_ok();
        let asked = values![staff, settles, MOST_PASSED_BY];
        let found: Vec<(Id<Case>,)> = tx.all(ALL_ANOTHERS, asked).await?;
        left_out.cases = found.into_iter().map(|(case,)| case).collect();
    }
    Ok(left_out)
}

/// Whether a list offers what is on it.
const fn offers(filter: &Filter) -> bool {
    filter.place.is_none() && filter.reference.is_none() && filter.holder.is_none()
}

/// Leaves out of a part of a list what the walk did not pass by, for there were too many. Whether anything was left out:
/// what is listed is fewer than there are, then, and there may be more behind.
pub(crate) async fn keep_offered(
    tx: &mut Tx,
    reader: &Reader<'_>,
    filter: &Filter,
    cases: &mut Vec<Listed>,
) -> Result<bool, Error> {
    let is_second = |case: &Listed| case.state == State::SecondOpinion;
    let waits = offers(filter) && cases.iter().any(is_second);
    if !waits {
        return Ok(false);
    }
    let before = cases.len();
    let waiting = cases.iter().filter(|case| is_second(case));
    let waiting = bytes(waiting.map(|case| case.id));
    let anothers = anothers(tx, reader, waiting).await?;
    cases.retain(|case| !anothers.contains(&case.id));
    Ok(cases.len() < before)
}

/// For which of these cases somebody may not give the second opinion, nor settle it: they had a part in one of the two, are
/// still learning, or both were given and differ. The cases are in bytes.
pub(crate) async fn anothers(
    tx: &mut Tx,
    reader: &Reader<'_>,
    cases: Vec<Vec<u8>>,
) -> Result<Vec<Id<Case>>, Error> {
    let Some(staff) = reader.staff else {
        return Ok(Vec::new());
    };
    let settles = reader.actor.may(Action::SettleOpinion).is_ok();
    let asked = values![cases, staff, reader.is_learning, settles];
    let found: Vec<(Id<Case>,)> = tx.all(ANOTHERS, asked).await?;
    Ok(found.into_iter().map(|(case,)| case).collect())
}

/// Second opinions that are counted for whoever may give them.
pub(crate) const MOST_OPINIONS: i64 = 100;

/// Those that are looked at for that, where most are not for them.
const MOST_LOOKED_AT: i64 = 1_000;

/// For how many cases that nobody else holds the actor may give the second opinion: exact below [`MOST_OPINIONS`].
pub(crate) async fn count_to_give(tx: &mut Tx, reader: &Reader<'_>) -> Result<i64, Error> {
    let gives = !reader.is_learning && reader.actor.may(Action::Assess).is_ok();
    let Some(staff) = reader.staff.filter(|_| gives) else {
        return Ok(0);
    };
    let now = tx.now();
    let mut count = 0;
    // Few are enough to know that there are more than are counted, unless most of them are left out.
    for most in [MOST_OPINIONS * 2, MOST_LOOKED_AT] {
        let found: Vec<(Id<Case>,)> = tx.all(TO_GIVE, values![staff, now, most]).await?;
        let found: Vec<_> = found.into_iter().map(|(case,)| case).collect();
        let is_whole = i64::try_from(found.len()).is_ok_and(|found| found < most);
        // As in the queue, none of what they opted out of.
        let found = intake::without(tx, reader.actor, &found, &reader.opted_out).await?;
        count = i64::try_from(found.len()).unwrap_or(i64::MAX);
        if is_whole || count >= MOST_OPINIONS {
            break;
        }
    }
    Ok(count.min(MOST_OPINIONS))
}

/// Whether somebody had a part in the first opinion: decided, released, made an assessment that counts in it, or held the
/// case when there was something to see of it.
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
) AND ($3 OR o.first_id = $2 OR o.second_id = $2 OR (o.state = 'differs' AND NOT $4)
    OR EXISTS (SELECT 1 FROM assessment_decision d WHERE d.id = o.decision_id AND d.staff_id = $2)
    OR EXISTS (SELECT 1 FROM assessment_assessment a WHERE a.case_id = o.case_id AND a.staff_id = $2
        AND a.superseded_by IS NULL AND a.opinion_id IS NULL)
    OR EXISTS (SELECT 1 FROM assessment_part p WHERE p.case_id = o.case_id AND p.staff_id = $2 AND NOT EXISTS (
        SELECT 1 FROM assessment_decision d WHERE d.case_id = o.case_id AND d.released_at >= p.until)))";

/// The same, of those that have waited longest.
const ALL_ANOTHERS: &str = "-- assessment.opinion.all_anothers
SELECT o.case_id AS value FROM (
    SELECT case_id, decision_id, first_id, second_id, state FROM assessment_opinion
    WHERE state IN ('asked', 'differs') ORDER BY asked_at LIMIT $3) AS o
WHERE (o.first_id = $1 OR o.second_id = $1 OR (o.state = 'differs' AND NOT $2)
    OR EXISTS (SELECT 1 FROM assessment_decision d WHERE d.id = o.decision_id AND d.staff_id = $1)
    OR EXISTS (SELECT 1 FROM assessment_assessment a WHERE a.case_id = o.case_id AND a.staff_id = $1
        AND a.superseded_by IS NULL AND a.opinion_id IS NULL)
    OR EXISTS (SELECT 1 FROM assessment_part p WHERE p.case_id = o.case_id AND p.staff_id = $1 AND NOT EXISTS (
        SELECT 1 FROM assessment_decision d WHERE d.case_id = o.case_id AND d.released_at >= p.until)))";

/// Of the thousand that have waited longest.
const TO_GIVE: &str = "-- assessment.opinion.to_give
SELECT o.case_id AS value FROM (
    SELECT case_id, decision_id, first_id FROM assessment_opinion WHERE state = 'asked' ORDER BY asked_at LIMIT 1000) AS o
WHERE o.first_id <> $1
    AND NOT EXISTS (SELECT 1 FROM assessment_claim c
        WHERE c.case_id = o.case_id AND c.staff_id <> $1 AND c.lease_until > $2)
    AND NOT EXISTS (SELECT 1 FROM assessment_decision d WHERE d.id = o.decision_id AND d.staff_id = $1)
    AND NOT EXISTS (SELECT 1 FROM assessment_assessment a WHERE a.case_id = o.case_id AND a.staff_id = $1
        AND a.superseded_by IS NULL AND a.opinion_id IS NULL)
    AND NOT EXISTS (SELECT 1 FROM assessment_part p WHERE p.case_id = o.case_id AND p.staff_id = $1
        AND NOT EXISTS (SELECT 1 FROM assessment_decision d WHERE d.case_id = o.case_id AND d.released_at >= p.until))
LIMIT $3";

const TOOK_PART: &str = "-- assessment.opinion.took_part
SELECT (SELECT COUNT(*) FROM assessment_decision WHERE id = $2 AND staff_id = $3)
    + (SELECT COUNT(*) FROM assessment_assessment
        WHERE case_id = $1 AND staff_id = $3 AND superseded_by IS NULL AND opinion_id IS NULL)
    + (SELECT COUNT(*) FROM assessment_part p WHERE p.case_id = $1 AND p.staff_id = $3 AND NOT EXISTS (
        SELECT 1 FROM assessment_decision d WHERE d.case_id = $1 AND d.released_at >= p.until)) AS value";

const UNCOUNTED: &str = "-- assessment.part.uncounted
SELECT CAST(1 AS BIGINT) AS value WHERE EXISTS (SELECT 1 FROM assessment_decision
        WHERE case_id = $1 AND superseded_by IS NULL AND opinion_id IS NULL AND released_at IS NULL)
    OR EXISTS (SELECT 1 FROM assessment_assessment a
        WHERE a.case_id = $1 AND a.superseded_by IS NULL AND a.opinion_id IS NULL AND NOT EXISTS (
            SELECT 1 FROM assessment_decision d WHERE d.case_id = $1 AND d.superseded_by IS NULL
                AND d.opinion_id IS NULL AND d.released_at >= a.at))";

const LAST: &str = "-- assessment.part.last
SELECT staff_id AS value FROM assessment_part WHERE case_id = $1 ORDER BY until DESC, staff_id LIMIT 1";

const KEEP_PART: &str = "-- assessment.part.keep
INSERT INTO assessment_part (case_id, staff_id, until) VALUES ($1, $2, $3)
ON CONFLICT (case_id, staff_id) DO UPDATE SET until = excluded.until";
