//! What two analysts made of the same items, side by side, and what they see differently.

use std::collections::{BTreeMap, BTreeSet};

use identity::Staff;
use kernel::Id;
use store::{FromRow, Row, Tx, values};

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
pub(crate) const VICTIM: &str = "victim_at_home";
pub(crate) const SUSPECT: &str = "suspect_at_home";
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

/// Compares two opinions. The INHOPE class, the national result and its articles, the danger, who is at home and
/// the remit have to agree, and the fields that the pack names.
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
    if first.at_home.victim != second.at_home.victim {
        found.settle.insert(VICTIM.to_owned());
    }
    if first.at_home.suspect != second.at_home.suspect {
        found.settle.insert(SUSPECT.to_owned());
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

/// Writes down which assessments were compared. However many items a case has, it is one statement, and so it is where
/// one of the two opinions comes to count.
pub(crate) async fn keep(tx: &mut Tx, opinion: &Opinion, pairs: &[Pair]) -> Result<(), Error> {
    let list: Vec<Vec<u8>> = pairs
        .iter()
        .map(|pair| {
            let ids = [
                pair.item.uuid(),
                pair.first.id.uuid(),
                pair.second.id.uuid(),
            ];
            ids.map(uuid::Uuid::into_bytes).concat()
        })
        .collect();
    tx.execute(INSERT, values![opinion.id, list]).await?;
    Ok(())
}

/// The items that two opinions are of, behind a position, in their order: `most` of them, each with its position.
pub(crate) async fn items_after(
    tx: &mut Tx,
    opinion: Id<Opinion>,
    after: i64,
    most: i64,
) -> Result<Vec<(Id<Item>, i64)>, Error> {
    let found: Vec<Placed> = tx.all(ITEMS, values![opinion, after, most]).await?;
    Ok(found.into_iter().map(|one| one.0).collect())
}

/// The items that two opinions see differently, in their order. However many a case has, no assessment is read.
pub(crate) async fn differing(tx: &mut Tx, opinion: Id<Opinion>) -> Result<Vec<Id<Item>>, Error> {
    let found: Vec<(Id<Item>,)> = tx.all(DIFFERING, values![opinion]).await?;
    Ok(found.into_iter().map(|(item,)| item).collect())
}

/// How many items two opinions are of.
pub(crate) async fn count(tx: &mut Tx, opinion: Id<Opinion>) -> Result<usize, Error> {
    let (count,): (i64,) = tx.one(ALL, values![opinion]).await?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// What was compared of these items, in the order of the items.
pub(crate) async fn of_items(
    tx: &mut Tx,
    opinion: Id<Opinion>,
    items: &[Id<Item>],
) -> Result<Vec<Pair>, Error> {
    let firsts: Vec<Assessment> = tx.all(KEPT_FIRSTS, values![opinion, items]).await?;
    let seconds: Vec<Assessment> = tx.all(KEPT_SECONDS, values![opinion, items]).await?;
    let both = firsts.into_iter().zip(seconds);
    Ok(both
        .map(|(first, second)| Pair {
            item: first.item,
            first,
            second,
        })
        .collect())
}

/// An item with its position.
struct Placed((Id<Item>, i64));

impl FromRow for Placed {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self((row.get("item_id")?, row.get("position")?)))
    }
}

/// What the second analyst made counts from now on.
pub(crate) async fn promote(tx: &mut Tx, opinion: Id<Opinion>) -> Result<(), Error> {
    // First, for an item has one assessment that counts at a time.
    tx.execute(SUPERSEDE, values![opinion]).await?;
    tx.execute(COUNT, values![opinion]).await?;
    Ok(())
}

/// The reverse of [`promote`].
pub(crate) async fn demote(tx: &mut Tx, opinion: Id<Opinion>) -> Result<(), Error> {
    tx.execute(BESIDE, values![opinion]).await?;
    tx.execute(RESTORE, values![opinion]).await?;
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
INSERT INTO assessment_opinion_pair (opinion_id, item_id, first_id, second_id)
/*on postgres*/ SELECT $1, encode(substring(value FROM 1 FOR 16), 'hex')::uuid,
        encode(substring(value FROM 17 FOR 16), 'hex')::uuid, encode(substring(value FROM 33 FOR 16), 'hex')::uuid
    FROM unnest($2::bytea[]) AS value
/*on sqlite*/ SELECT $1, substr(unhex(value), 1, 16), substr(unhex(value), 17, 16), substr(unhex(value), 33, 16)
    FROM json_each($2) /*end*/";

const ITEMS: &str = "-- assessment.opinion_pair.items
SELECT p.item_id, i.position FROM assessment_opinion_pair p JOIN assessment_item i ON i.id = p.item_id
WHERE p.opinion_id = $1 AND i.position > $2 ORDER BY i.position LIMIT $3";

const ALL: &str = "-- assessment.opinion_pair.count
SELECT COUNT(*) AS value FROM assessment_opinion_pair WHERE opinion_id = $1";

/// Options stand in one order wherever they are stored, so that the same answers are the same text.
const DIFFERING: &str = "-- assessment.opinion_pair.differing
SELECT p.item_id AS value FROM assessment_opinion_pair p JOIN assessment_item i ON i.id = p.item_id
JOIN assessment_assessment a ON a.id = p.first_id JOIN assessment_assessment b ON b.id = p.second_id
WHERE p.opinion_id = $1 AND (a.inhope_class <> b.inhope_class OR a.national_result <> b.national_result
    OR a.articles <> b.articles OR a.answers <> b.answers)
ORDER BY i.position, p.item_id";

const KEPT_FIRSTS: &str = "-- assessment.opinion_pair.firsts
SELECT a.id, a.item_id, a.staff_id, a.at, a.schema, a.schema_version, a.answers, a.beside, a.law_version,
    a.law_in_force_from, a.law_answers, a.inhope_class, a.reason, a.national_result, a.articles, a.youngest,
    a.youngest_place, a.data_key, a.why
FROM assessment_opinion_pair p JOIN assessment_assessment a ON a.id = p.first_id
JOIN assessment_item i ON i.id = p.item_id WHERE p.opinion_id = $1 AND p.item_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($2::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($2) /*end*/
) ORDER BY i.position, p.item_id";

const KEPT_SECONDS: &str = "-- assessment.opinion_pair.seconds
SELECT a.id, a.item_id, a.staff_id, a.at, a.schema, a.schema_version, a.answers, a.beside, a.law_version,
    a.law_in_force_from, a.law_answers, a.inhope_class, a.reason, a.national_result, a.articles, a.youngest,
    a.youngest_place, a.data_key, a.why
FROM assessment_opinion_pair p JOIN assessment_assessment a ON a.id = p.second_id
JOIN assessment_item i ON i.id = p.item_id WHERE p.opinion_id = $1 AND p.item_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($2::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($2) /*end*/
) ORDER BY i.position, p.item_id";

const SUPERSEDE: &str = "-- assessment.assessment.supersede_by_seconds
UPDATE assessment_assessment SET superseded_by = pair.second_id FROM assessment_opinion_pair AS pair
WHERE pair.opinion_id = $1 AND assessment_assessment.id = pair.first_id";

const COUNT: &str = "-- assessment.assessment.count_seconds
UPDATE assessment_assessment SET opinion_id = NULL FROM assessment_opinion_pair AS pair
WHERE pair.opinion_id = $1 AND assessment_assessment.id = pair.second_id";

const BESIDE: &str = "-- assessment.assessment.beside
UPDATE assessment_assessment SET opinion_id = $1 FROM assessment_opinion_pair AS pair
WHERE pair.opinion_id = $1 AND assessment_assessment.id = pair.second_id";

const RESTORE: &str = "-- assessment.assessment.restore
UPDATE assessment_assessment SET superseded_by = NULL FROM assessment_opinion_pair AS pair
WHERE pair.opinion_id = $1 AND assessment_assessment.id = pair.first_id";
