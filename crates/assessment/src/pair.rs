//! What two analysts made of the same items, side by side, and what they see differently.

use std::collections::{BTreeMap, BTreeSet};

use identity::Staff;
use kernel::Id;
use store::{Tx, values};

use crate::Error;
use pack::CLASSIFICATION;

use crate::assess::Assessment;
use crate::decision::Decision;
use crate::item::Item;
use crate::opinion::Opinion;

/// The names of what is compared beside the fields of the schema.
pub(crate) const CLASS: &str = "inhope_class";
pub(crate) const NATIONAL: &str = "national_result";
pub(crate) const ARTICLES: &str = "articles";
pub(crate) const DANGER: &str = "danger";
pub(crate) const REMIT: &str = "out_of_remit";
pub(crate) const SIGNPOST: &str = "signpost";

/// What two analysts made of one item.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The item.
    pub item: Id<Item>,
    /// What the first made of it.
    pub first: Assessment,
    /// What the second did.
    pub second: Assessment,
}

/// What two opinions see differently.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Differences {
    /// What has to be settled before anything is released.
    pub(crate) settle: BTreeSet<String>,
    /// What is only written down.
    pub(crate) noted: BTreeSet<String>,
}

impl Differences {
    pub(crate) fn all(&self) -> Vec<&String> {
        self.settle.iter().chain(&self.noted).collect()
    }
}

/// Compares two opinions. The INHOPE class, the national result and its articles, the danger and the remit have to
/// agree, and the fields that the pack names.
pub(crate) fn differences(
    must_agree: &[String],
    first: &Decision,
    second: &Decision,
    pairs: &[Pair],
) -> Differences {
    let mut found = Differences::default();
    if first.danger != second.danger {
        found.settle.insert(DANGER.to_owned());
    }
    if first.out_of_remit != second.out_of_remit {
        found.settle.insert(REMIT.to_owned());
    }
    if first.signpost != second.signpost {
        found.settle.insert(SIGNPOST.to_owned());
    }
    for pair in pairs {
        let (one, other) = (&pair.first.ruling, &pair.second.ruling);
        for (differs, name) in [
            (one.inhope_class != other.inhope_class, CLASS),
            (one.national_result != other.national_result, NATIONAL),
            (one.articles != other.articles, ARTICLES),
        ] {
            if differs {
                found.settle.insert(name.to_owned());
            }
        }
        for field in fields(pair) {
            // The class was compared already, under its own name.
            if field == CLASSIFICATION || chosen(&pair.first, field) == chosen(&pair.second, field)
            {
                continue;
            }
            if must_agree.iter().any(|key| key == field) {
                found.settle.insert(field.clone());
            } else {
                found.noted.insert(field.clone());
            }
        }
    }
    found
}

/// The fields of the schema that either of the two answered.
pub(crate) fn fields(pair: &Pair) -> BTreeSet<&String> {
    let second = pair.second.answers.keys();
    pair.first.answers.keys().chain(second).collect()
}

/// What was chosen in a field, in an order that does not matter.
pub(crate) fn chosen<'a>(assessment: &'a Assessment, field: &str) -> BTreeSet<&'a String> {
    assessment
        .answers
        .get(field)
        .into_iter()
        .flatten()
        .collect()
}

/// The pairs of a case as they stand: what counts, and what this analyst made for the second opinion. Each of its
/// items has both, for neither is decided before.
pub(crate) async fn of(
    tx: &mut Tx,
    opinion: &Opinion,
    second: Id<Staff>,
) -> Result<Vec<Pair>, Error> {
    let firsts: Vec<Assessment> = tx.all(FIRSTS, values![opinion.case]).await?;
    let seconds: Vec<Assessment> = tx.all(SECONDS, values![opinion.id, second]).await?;
    let mut seconds: BTreeMap<_, _> = seconds.into_iter().map(|one| (one.item, one)).collect();
    let pair = |first: Assessment| {
        let second = seconds.remove(&first.item)?;
        Some(Pair {
            item: first.item,
            first,
            second,
        })
    };
    Ok(firsts.into_iter().filter_map(pair).collect())
}

/// Writes down which assessments were compared.
pub(crate) async fn keep(tx: &mut Tx, opinion: &Opinion, pairs: &[Pair]) -> Result<(), Error> {
    for pair in pairs {
        tx.execute(
            INSERT,
            values![opinion.id, pair.item, pair.first.id, pair.second.id],
        )
        .await?;
    }
    Ok(())
}

/// The pairs that were compared, in the order of the items.
pub(crate) async fn kept(tx: &mut Tx, opinion: Id<Opinion>) -> Result<Vec<Pair>, Error> {
    let firsts: Vec<Assessment> = tx.all(KEPT_FIRSTS, values![opinion]).await?;
    let seconds: Vec<Assessment> = tx.all(KEPT_SECONDS, values![opinion]).await?;
    let both = firsts.into_iter().zip(seconds);
    Ok(both
        .map(|(first, second)| Pair {
            item: first.item,
            first,
            second,
        })
        .collect())
}

/// What the second analyst made counts from now on.
pub(crate) async fn promote(tx: &mut Tx, pairs: &[Pair]) -> Result<(), Error> {
    for pair in pairs {
        tx.execute(SUPERSEDE, values![pair.first.id, pair.second.id])
            .await?;
        tx.execute(COUNT, values![pair.second.id]).await?;
    }
    Ok(())
}

/// The reverse of [`promote`].
pub(crate) async fn demote(tx: &mut Tx, opinion: Id<Opinion>, pairs: &[Pair]) -> Result<(), Error> {
    for pair in pairs {
        tx.execute(BESIDE, values![pair.second.id, opinion]).await?;
        tx.execute(RESTORE, values![pair.first.id]).await?;
    }
    Ok(())
}

const FIRSTS: &str = "-- assessment.assessment.firsts
SELECT a.id, a.item_id, a.staff_id, a.at, a.schema, a.schema_version, a.answers, a.beside, a.law_version,
    a.law_in_force_from, a.law_answers, a.inhope_class, a.reason, a.national_result, a.articles, a.youngest,
    a.youngest_place, a.data_key, a.why
FROM assessment_assessment a JOIN assessment_item i ON i.id = a.item_id
WHERE a.case_id = $1 AND a.superseded_by IS NULL AND a.opinion_id IS NULL ORDER BY i.position";

const SECONDS: &str = "-- assessment.assessment.seconds
SELECT id, item_id, staff_id, at, schema, schema_version, answers, beside, law_version,
    law_in_force_from, law_answers, inhope_class, reason, national_result, articles, youngest,
    youngest_place, data_key, why
FROM assessment_assessment WHERE opinion_id = $1 AND staff_id = $2 AND superseded_by IS NULL";

const INSERT: &str = "-- assessment.opinion_pair.insert
INSERT INTO assessment_opinion_pair (opinion_id, item_id, first_id, second_id) VALUES ($1, $2, $3, $4)";

const KEPT_FIRSTS: &str = "-- assessment.opinion_pair.firsts
SELECT a.id, a.item_id, a.staff_id, a.at, a.schema, a.schema_version, a.answers, a.beside, a.law_version,
    a.law_in_force_from, a.law_answers, a.inhope_class, a.reason, a.national_result, a.articles, a.youngest,
    a.youngest_place, a.data_key, a.why
FROM assessment_opinion_pair p JOIN assessment_assessment a ON a.id = p.first_id
JOIN assessment_item i ON i.id = p.item_id WHERE p.opinion_id = $1 ORDER BY i.position, p.item_id";

const KEPT_SECONDS: &str = "-- assessment.opinion_pair.seconds
SELECT a.id, a.item_id, a.staff_id, a.at, a.schema, a.schema_version, a.answers, a.beside, a.law_version,
    a.law_in_force_from, a.law_answers, a.inhope_class, a.reason, a.national_result, a.articles, a.youngest,
    a.youngest_place, a.data_key, a.why
FROM assessment_opinion_pair p JOIN assessment_assessment a ON a.id = p.second_id
JOIN assessment_item i ON i.id = p.item_id WHERE p.opinion_id = $1 ORDER BY i.position, p.item_id";

const SUPERSEDE: &str = "-- assessment.assessment.supersede_by_second
UPDATE assessment_assessment SET superseded_by = $2 WHERE id = $1";

const COUNT: &str = "-- assessment.assessment.count_second
UPDATE assessment_assessment SET opinion_id = NULL WHERE id = $1";

const BESIDE: &str = "-- assessment.assessment.beside
UPDATE assessment_assessment SET opinion_id = $2 WHERE id = $1";

const RESTORE: &str = "-- assessment.assessment.restore
UPDATE assessment_assessment SET superseded_by = NULL WHERE id = $1";
