//! The items of a case as lists show them: each with what it came to, a page at a time by one statement.

use std::collections::BTreeMap;

use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use store::{FromRow, Row, Tx, values};

use crate::alike::bytes;
use crate::blind::sees;
use crate::item::PAGE;
use crate::{Error, Item, Ruling};

/// An item of a list.
#[derive(Clone, Debug)]
pub struct ItemLine {
    /// The item.
    pub item: Item,
    /// What its assessment came to, of what the reader sees; nothing before there is one.
    pub ruling: Option<Ruling>,
    /// Whether that was taken over.
    pub taken_over: bool,
    /// Whether somebody typed a hash of it.
    pub has_hash: bool,
    /// Whether there are known answers of it: see [`crate::known`].
    pub is_known: bool,
    /// The position of the first item of the case that has the same content, by its SHA-256, where this is not it.
    pub same_as: Option<i64>,
}

impl FromRow for ItemLine {
    fn from_row(row: &Row) -> store::Result<Self> {
        let class: Option<String> = row.get("inhope_class")?;
        Ok(Self {
            item: Item::from_row(row)?,
            ruling: class.map(|_| Ruling::from_row(row)).transpose()?,
            taken_over: row.get("taken_over")?,
            has_hash: row.get("has_hash")?,
            is_known: row.get("is_known")?,
            same_as: None,
        })
    }
}

/// The items of a case behind this position with what they came to: [`PAGE`] of them at most.
pub async fn item_lines(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    after: i64,
) -> Result<Vec<ItemLine>, Error> {
    actor.may(Action::ReadAssessment)?;
    let (opinion, staff) = sees(tx, actor, case).await?.beside();
    let asked = values![case, after, PAGE, opinion, staff];
    let mut lines: Vec<ItemLine> = tx.all(LINES, asked).await?;
    let hashed = lines.iter().filter(|line| line.has_hash);
    let first = same_as(tx, case, hashed.map(|line| line.item.id)).await?;
    for line in &mut lines {
        let first = first.get(&line.item.id).copied();
        line.same_as = first.filter(|first| *first < line.item.position);
    }
    Ok(lines)
}

/// The position of the first item of a case that has the same content, of some items of it: by SHA-256 alone. It may be
/// their own.
pub(crate) async fn same_as(
    tx: &mut Tx,
    case: Id<Case>,
    items: impl Iterator<Item = Id<Item>>,
) -> Result<BTreeMap<Id<Item>, i64>, Error> {
    let found: Vec<First> = tx.all(SAME, values![case, bytes(items)]).await?;
    Ok(found
        .into_iter()
        .map(|First(item, at)| (item, at))
        .collect())
}

/// An item, and the position of the first that is the same.
struct First(Id<Item>, i64);

impl FromRow for First {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("item_id")?, row.get("position")?))
    }
}

/// Each value is looked for once, however many of the items have it.
const SAME: &str = "-- assessment.hash.first_of_case
WITH shown AS (SELECT item_id, value_index FROM assessment_hash WHERE algorithm = 'sha256' AND item_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($2::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($2) /*end*/
))
SELECT shown.item_id, firsts.position FROM shown JOIN (
    SELECT h.value_index, MIN(i.position) AS position FROM assessment_hash h JOIN assessment_item i ON i.id = h.item_id
    WHERE h.case_id = $1 AND h.algorithm = 'sha256' AND h.value_index IN (SELECT value_index FROM shown)
    GROUP BY h.value_index) AS firsts ON firsts.value_index = shown.value_index";

const LINES: &str = "-- assessment.item.lines
SELECT i.id, i.case_id, i.location_id, i.kind, i.position, i.added_at, a.inhope_class, a.reason,
    a.national_result, a.articles, a.youngest, a.youngest_place, a.schema, a.schema_version, a.law_version,
    a.law_in_force_from,
    t.assessment_id IS NOT NULL AS taken_over,
    EXISTS (SELECT 1 FROM assessment_hash h WHERE h.item_id = i.id) AS has_hash,
    (EXISTS (
        SELECT 1 FROM assessment_item o
        JOIN assessment_assessment k ON k.item_id = o.id AND k.superseded_by IS NULL AND k.opinion_id IS NULL
        JOIN assessment_decision d ON d.case_id = o.case_id AND d.superseded_by IS NULL AND d.opinion_id IS NULL
            AND d.released_at IS NOT NULL AND d.at >= k.at AND NOT EXISTS (SELECT 1 FROM assessment_correction c
                WHERE c.case_id = o.case_id AND c.closed_at IS NULL)
        WHERE o.location_id = i.location_id AND o.case_id <> i.case_id
    ) OR EXISTS (
        SELECT 1 FROM assessment_hash mine JOIN assessment_hash h ON h.value_index = mine.value_index
            AND h.algorithm = mine.algorithm AND h.case_id <> mine.case_id
        JOIN assessment_assessment k ON k.item_id = h.item_id AND k.superseded_by IS NULL AND k.opinion_id IS NULL
        JOIN assessment_decision d ON d.case_id = h.case_id AND d.superseded_by IS NULL AND d.opinion_id IS NULL
            AND d.released_at IS NOT NULL AND d.at >= k.at AND NOT EXISTS (SELECT 1 FROM assessment_correction c
                WHERE c.case_id = h.case_id AND c.closed_at IS NULL)
        WHERE mine.item_id = i.id
    )) AS is_known
FROM assessment_item i
LEFT JOIN assessment_assessment a ON a.item_id = i.id AND a.superseded_by IS NULL
    AND (a.opinion_id = $4 AND a.staff_id = $5 OR a.opinion_id IS NULL AND $4 IS NULL)
LEFT JOIN assessment_taken_over t ON t.assessment_id = a.id
WHERE i.case_id = $1 AND i.position > $2 ORDER BY i.position LIMIT $3";
