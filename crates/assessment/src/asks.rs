//! Whether a decision is to have a second opinion before it is released: by the rule of the pack.

use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use pack::SecondOpinion;
use store::{FromRow, Row, Tx, values};

use crate::Error;
use crate::decision::Decision;
use crate::item::Item;
use crate::opinion::Why;
use crate::ruling::{Class, Ruling};

/// Why a decision is to have a second opinion; nothing where it is released at once.
pub(crate) async fn why(
    tx: &mut Tx,
    actor: &Actor,
    rule: &SecondOpinion,
    decision: &Decision,
) -> Result<Option<Why>, Error> {
    let ruling = &decision.ruling;
    let class = ruling.inhope_class.name();
    let national = ruling.national_result.name();
    if rule.classes.iter().any(|one| one == class)
        || rule.national_results.iter().any(|one| one == national)
    {
        return Ok(Some(Why::Rule));
    }
    if rule.trainees && identity::is_trainee(tx, actor, decision.staff).await? {
        return Ok(Some(Why::Trainee));
    }
    if rule.known_answer && contradicts(tx, actor, decision.case).await? {
        return Ok(Some(Why::KnownAnswer));
    }
    Ok(drawn(tx, rule.share, decision.case)
        .await?
        .then_some(Why::Sample))
}

/// Whether an item of a case says something else than what its place came to before.
async fn contradicts(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    for item in crate::items(tx, actor, case).await? {
        let Some(made) = crate::assessment(tx, actor, item.id).await? else {
            continue;
        };
        // That the content is gone says nothing against what it was.
        if made.ruling.inhope_class == Class::Unavailable {
            continue;
        }
        let known = known_answers(tx, actor, &item).await?;
        if known.iter().any(|known| !agrees(known, &made.ruling)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether two rulings give the same two answers.
fn agrees(one: &Ruling, other: &Ruling) -> bool {
    one.inhope_class == other.inhope_class
        && one.national_result == other.national_result
        && one.articles == other.articles
}

/// What the same place came to in decisions of other cases that were released, the newest first: at most ten.
pub async fn known_answers(tx: &mut Tx, actor: &Actor, item: &Item) -> Result<Vec<Ruling>, Error> {
    actor.may(Action::ReadAssessment)?;
    let known: Vec<Known> = tx.all(KNOWN, values![item.location, item.case]).await?;
    Ok(known.into_iter().map(|known| known.0).collect())
}

struct Known(Ruling);

impl FromRow for Known {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(Ruling::from_row(row)?))
    }
}

/// Draws a case by a keyed hash of its id and of how often it was decided before. Nobody without the keyring
/// foresees it, and whoever takes a release back and releases again draws the same.
async fn drawn(tx: &mut Tx, share: u32, case: Id<Case>) -> Result<bool, Error> {
    let (before,): (i64,) = tx.one(RELEASED_BEFORE, values![case]).await?;
    let name = [&case.as_bytes()[..], &before.to_be_bytes()].concat();
    let hash = tx
        .keyring()?
        .blind_index("assessment.second_opinion", &name);
    Ok(hash
        .first_chunk::<4>()
        .is_some_and(|lot| falls(u32::from_be_bytes(*lot), share)))
}

/// Whether one of 2^32 equal lots falls into this share of a hundred.
fn falls(lot: u32, share: u32) -> bool {
    u64::from(lot) * 100 < u64::from(share) << 32
}

const KNOWN: &str = "-- assessment.assessment.known_answers
SELECT a.inhope_class, a.reason, a.national_result, a.articles
FROM assessment_item i JOIN assessment_assessment a ON a.item_id = i.id
JOIN assessment_decision d ON d.case_id = i.case_id
WHERE i.location_id = $1 AND i.case_id <> $2 AND a.superseded_by IS NULL AND a.opinion_id IS NULL
    AND d.superseded_by IS NULL AND d.opinion_id IS NULL AND d.released_at IS NOT NULL
    AND a.inhope_class <> 'unavailable'
ORDER BY a.at DESC, a.id LIMIT 10";

const RELEASED_BEFORE: &str = "-- assessment.decision.released_before
SELECT COUNT(*) AS value FROM assessment_decision WHERE case_id = $1 AND released_at IS NOT NULL";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_the_lots_falls() {
        for lot in [0, 1, u32::MAX] {
            assert!(!falls(lot, 0) && falls(lot, 100), "{lot}");
        }
        let share = |share| {
            let hits = (0..10_000_u32)
                .filter(|step| falls(step * 429_496, share))
                .count();
            (hits + 50) / 100
        };
        assert_eq!([share(1), share(10), share(50)], [1, 10, 50]);
    }
}
