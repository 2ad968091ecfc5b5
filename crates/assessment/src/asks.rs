//! Whether a decision is to have a second opinion before it is released: by the rule of the pack.

use identity::{Actor, Staff};
use intake::Case;
use kernel::Id;
use pack::SecondOpinion;
use store::{Tx, values};

use crate::Error;
use crate::decision::Decision;
use crate::opinion::Why;

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
    if rule.trainees {
        let by: Vec<(Id<Staff>,)> = tx.all(MADE_BY, values![decision.case]).await?;
        for staff in by.into_iter().map(|(staff,)| staff).chain([decision.staff]) {
            if identity::is_trainee(tx, actor, staff).await? {
                return Ok(Some(Why::Trainee));
            }
        }
    }
    if rule.known_answer && contradicts(tx, decision.case).await? {
        return Ok(Some(Why::KnownAnswer));
    }
    Ok(drawn(tx, rule.share, decision.case)
        .await?
        .then_some(Why::Sample))
}

/// Whether an item of a case says something else than what its place or its content came to before, in a decision of
/// another case that was released. That content is gone says nothing against what it was.
async fn contradicts(tx: &mut Tx, case: Id<Case>) -> Result<bool, Error> {
    let (count,): (i64,) = tx.one(CONTRADICTS, values![case]).await?;
    Ok(count > 0)
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

const CONTRADICTS: &str = "-- assessment.assessment.contradicts
SELECT COUNT(*) AS value FROM assessment_item i
JOIN assessment_assessment a ON a.item_id = i.id AND a.superseded_by IS NULL AND a.opinion_id IS NULL
WHERE i.case_id = $1 AND a.inhope_class <> 'unavailable' AND (EXISTS (
    SELECT 1 FROM assessment_item o
    JOIN assessment_assessment k ON k.item_id = o.id AND k.superseded_by IS NULL AND k.opinion_id IS NULL
    JOIN assessment_decision d ON d.case_id = o.case_id AND d.superseded_by IS NULL AND d.opinion_id IS NULL
        AND d.released_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM assessment_correction c
            WHERE c.case_id = d.case_id AND c.closed_at IS NULL)
    WHERE o.location_id = i.location_id AND o.case_id <> i.case_id AND k.inhope_class <> 'unavailable'
        AND (k.inhope_class <> a.inhope_class OR k.national_result <> a.national_result OR k.articles <> a.articles)
) OR EXISTS (
    SELECT 1 FROM assessment_hash mine
    JOIN assessment_hash h ON h.value_index = mine.value_index AND h.algorithm = mine.algorithm
        AND h.case_id <> mine.case_id
    JOIN assessment_assessment k ON k.item_id = h.item_id AND k.superseded_by IS NULL AND k.opinion_id IS NULL
    JOIN assessment_decision d ON d.case_id = h.case_id AND d.superseded_by IS NULL AND d.opinion_id IS NULL
        AND d.released_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM assessment_correction c
            WHERE c.case_id = d.case_id AND c.closed_at IS NULL)
    WHERE mine.item_id = i.id AND k.inhope_class <> 'unavailable'
        AND (k.inhope_class <> a.inhope_class OR k.national_result <> a.national_result OR k.articles <> a.articles)
))";

const MADE_BY: &str = "-- assessment.assessment.made_by
SELECT DISTINCT staff_id AS value FROM assessment_assessment
WHERE case_id = $1 AND superseded_by IS NULL AND opinion_id IS NULL";

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
