//! Known content needs no second look: the answers that the same content was given before. Taking one over is in `take_over`.
//!
//! An answer is an assessment that stood when its case was released. It is always shown. It may be taken over by
//! the pack's rule alone: for the same SHA-256, or for the same URL where checks saw it up and unchanged since.
//! Where known answers differ none is taken over: a person looks.

use std::collections::{BTreeMap, BTreeSet};

use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Timestamp};
use location::Place;
use pack::{Law, Pack, TakeOver};
use store::{FromRow, Row, Tx, values};

use crate::alike::bytes;
use crate::assess::{Classification, rule};
use crate::hash::Algorithm;
use crate::item::{self, Item};
use crate::sight::{Sight, sight};
use crate::{Assessment, Error, opinion};

/// By what an item is known to be the same as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KnownBy {
    /// A hash of this algorithm.
    Hash(Algorithm),
    /// The URL: what stood there then may not be what stands there now.
    Url,
}

impl KnownBy {
    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hash(algorithm) => algorithm.name(),
            Self::Url => "url",
        }
    }

    fn named(name: &str) -> Option<Self> {
        if name == Self::Url.name() {
            return Some(Self::Url);
        }
        Algorithm::named(name).map(Self::Hash)
    }
}

/// An answer that the same content was given before.
#[derive(Clone, Debug)]
pub struct KnownAnswer {
    /// By what it is the same.
    pub by: KnownBy,
    /// The case.
    pub case: Id<Case>,
    /// When it was released.
    pub released_at: Timestamp,
    /// The answer.
    pub assessment: Assessment,
    /// Who came to the same in a second opinion, without seeing it.
    pub agreed_by: Option<Id<Staff>>,
    /// Whether it was itself taken over: then nobody looked for it.
    pub taken_over: bool,
}

impl FromRow for KnownAnswer {
    fn from_row(row: &Row) -> store::Result<Self> {
        let by: String = row.get("known_by")?;
        Ok(Self {
            by: KnownBy::named(&by).ok_or(store::Error::Unreadable("assessment_hash.algorithm"))?,
            case: row.get("case_id")?,
            released_at: row.get("released_at")?,
            assessment: Assessment::from_row(row)?,
            agreed_by: row.get("agreed_by")?,
            taken_over: row.get::<Option<Id<Assessment>>>("from_id")?.is_some(),
        })
    }
}

/// Why a known answer is only shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnlyShown {
    /// The pack has nothing taken over.
    Off,
    /// A second opinion is asked of the case: somebody looks.
    SecondOpinion,
    /// Known by MD5, SHA-1 or a URL that no check has seen unchanged since.
    Weak,
    /// The known answers differ.
    Disagreement,
    /// It is older than the pack lets an answer be.
    TooOld,
    /// Fewer analysts came to it than the pack asks for.
    TooFew,
    /// It was given under another schema, or comes to something else under the schema and law of today.
    OtherRules,
}

/// What is known of an item.
#[derive(Clone, Debug)]
pub struct Known {
    /// The answers that were given before, the newest first.
    pub answers: Vec<KnownAnswer>,
    /// Which of them can be taken over, or why none can.
    pub take_over: Result<Id<Assessment>, OnlyShown>,
}

impl Known {
    /// The answer that can be taken over.
    pub(crate) fn to_take_over(&self) -> Option<&KnownAnswer> {
        let id = self.take_over.ok()?;
        self.answers.iter().find(|one| one.assessment.id == id)
    }
}

/// What is known of an item from other cases; nothing where nothing is.
pub async fn known(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    item: &Item,
) -> Result<Option<Known>, Error> {
    actor.may(Action::ReadAssessment)?;
    let items = std::slice::from_ref(item);
    let mut found = known_of(tx, actor, pack, item.case, items).await?;
    Ok(found.remove(&item.id))
}

/// The same of some items of a case: of each of which something is.
pub(crate) async fn known_of(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    items: &[Item],
) -> Result<BTreeMap<Id<Item>, Known>, Error> {
    actor.may(Action::ReadAssessment)?;
    let asked = bytes(items.iter().map(|item| item.id));
    let mut found: BTreeMap<Id<Item>, Vec<KnownAnswer>> = BTreeMap::new();
    for statement in [BY_HASH, BY_URL] {
        for Of(item, answer) in tx.all(statement, values![asked.clone()]).await? {
            found.entry(item).or_default().push(answer);
        }
    }
    let mut known = BTreeMap::new();
    if found.is_empty() {
        return Ok(known);
    }
    // A second opinion is somebody's own look.
    let is_second = opinion::open(tx, case).await?.is_some();
    for item in items {
        let Some(mut answers) = found.remove(&item.id) else {
            continue;
        };
        let seen = match item.location {
            Some(location) => sight(tx, actor, location).await?,
            None => None,
        };
        // The same answer by two ways stands once, by the stronger one.
        answers.sort_by_key(|answer| (answer.assessment.id, answer.by));
        answers.dedup_by_key(|answer| answer.assessment.id);
        answers.sort_by_key(|answer| std::cmp::Reverse((answer.released_at, answer.assessment.id)));
        let take_over = if is_second {
            Err(OnlyShown::SecondOpinion)
        } else {
            may_take_over(pack, &answers, seen, tx.now())
        };
        known.insert(item.id, Known { answers, take_over });
    }
    Ok(known)
}

/// An answer that is known of an item.
struct Of(Id<Item>, KnownAnswer);

impl FromRow for Of {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("known_item")?, KnownAnswer::from_row(row)?))
    }
}

/// What is known of a place before it is an item: its position in the case where it is one, and the answers that what
/// stood there was given in other cases.
#[derive(Clone, Debug, Default)]
pub struct Met {
    /// The position of the item of the case.
    pub position: Option<i64>,
    /// The answers, the newest first.
    pub answers: Vec<KnownAnswer>,
}

/// What is known of a place before it is an item of a case. Nothing is filed by asking.
pub async fn met(tx: &mut Tx, actor: &Actor, case: Id<Case>, place: &Place) -> Result<Met, Error> {
    actor.may(Action::ReadAssessment)?;
    let Some(location) = location::find(tx, actor, place).await? else {
        return Ok(Met::default());
    };
    let item = item::at_location(tx, case, location).await?;
    Ok(Met {
        position: item.map(|item| item.position),
        answers: tx.all(AT_PLACE, values![location, case]).await?,
    })
}

/// Which of these answers may be taken over at `now`, by the pack's rule: the newest of those that are strong.
fn may_take_over(
    pack: &Pack,
    answers: &[KnownAnswer],
    seen: Option<Sight>,
    now: Timestamp,
) -> Result<Id<Assessment>, OnlyShown> {
    let rules = &pack.known;
    if rules.take_over == TakeOver::Off {
        return Err(OnlyShown::Off);
    }
    let law = pack.law_at(now).ok_or(OnlyShown::OtherRules)?;
    let first = answers.first().ok_or(OnlyShown::Weak)?;
    let differs = |answer: &KnownAnswer| {
        let (one, other) = (&answer.assessment.ruling, &first.assessment.ruling);
        one.inhope_class != other.inhope_class
            || one.national_result != other.national_result
            || one.articles != other.articles
    };
    if answers.iter().any(differs) {
        return Err(OnlyShown::Disagreement);
    }
    let unchanged = |answer: &KnownAnswer| {
        seen.is_some_and(|seen| {
            seen.unchanged_since <= answer.assessment.at.after(rules.first_seen_within)
                && seen.seen_at.after(rules.seen_within) >= now
                && seen.seen_at >= answer.assessment.at
        })
    };
    let is_strong = |answer: &&KnownAnswer| match answer.by {
        KnownBy::Hash(algorithm) => algorithm == Algorithm::Sha256,
        KnownBy::Url => unchanged(answer),
    };
    let strong: Vec<_> = answers.iter().filter(is_strong).collect();
    if strong.is_empty() {
        return Err(OnlyShown::Weak);
    }
    let young: Vec<_> = strong
        .into_iter()
        .filter(|answer| answer.assessment.at.after(rules.oldest) >= now)
        .collect();
    if young.is_empty() {
        return Err(OnlyShown::TooOld);
    }
    let looked: BTreeSet<Id<Staff>> = young
        .iter()
        .filter(|answer| !answer.taken_over)
        .flat_map(|answer| [Some(answer.assessment.staff), answer.agreed_by])
        .flatten()
        .collect();
    if u32::try_from(looked.len()).unwrap_or(u32::MAX) < rules.analysts {
        return Err(OnlyShown::TooFew);
    }
    young
        .iter()
        .find(|answer| still_holds(pack, law, &answer.assessment))
        .map(|answer| answer.assessment.id)
        .ok_or(OnlyShown::OtherRules)
}

/// Whether an answer was given under the schema of today, in whatever version, and comes to the same under its
/// rules and law.
fn still_holds(pack: &Pack, law: &Law, before: &Assessment) -> bool {
    let ruling = &before.ruling;
    ruling.under.schema == pack.schema.schema
        && rule(pack, law, &classification(before)).is_ok_and(|today| {
            today.inhope_class == ruling.inhope_class
                && today.reason == ruling.reason
                && today.national_result == ruling.national_result
                && today.articles == ruling.articles
        })
}

/// What was said of an item before, to be said again.
pub(crate) fn classification(before: &Assessment) -> Classification {
    Classification {
        answers: before.answers.clone(),
        beside: before.beside.clone(),
        law_answers: before.law_answers.clone(),
        why: None,
    }
}

/// Of each item the newest hundred.
const BY_HASH: &str = "-- assessment.known.by_hash
SELECT known_item, known_by, released_at, from_id,
    id, item_id, case_id, staff_id, at, schema, schema_version, answers,
    beside, law_version, law_in_force_from, law_answers, inhope_class,
    reason, national_result, articles, youngest, youngest_place, data_key, why,
    (SELECT s.staff_id FROM assessment_opinion_pair p
        JOIN assessment_opinion o ON o.id = p.opinion_id AND o.state = 'agreed'
        JOIN assessment_assessment s ON s.id = p.second_id WHERE p.first_id = found.id AND NOT EXISTS (
            SELECT 1 FROM assessment_taken_over x WHERE x.assessment_id = s.id) LIMIT 1) AS agreed_by
FROM (
    SELECT mine.item_id AS known_item, h.algorithm AS known_by, d.released_at, t.from_id,
        a.id, a.item_id, a.case_id, a.staff_id, a.at, a.schema, a.schema_version, a.answers,
        a.beside, a.law_version, a.law_in_force_from, a.law_answers, a.inhope_class,
        a.reason, a.national_result, a.articles, a.youngest, a.youngest_place, a.data_key, a.why,
        ROW_NUMBER() OVER (PARTITION BY mine.item_id ORDER BY d.released_at DESC, a.id) AS place
    FROM assessment_hash mine
    JOIN assessment_hash h ON h.value_index = mine.value_index AND h.algorithm = mine.algorithm
        AND h.case_id <> mine.case_id
    JOIN assessment_assessment a ON a.item_id = h.item_id AND a.superseded_by IS NULL AND a.opinion_id IS NULL
    JOIN assessment_decision d ON d.case_id = a.case_id AND d.superseded_by IS NULL
        AND d.opinion_id IS NULL AND d.released_at IS NOT NULL AND d.at >= a.at
        AND NOT EXISTS (SELECT 1 FROM assessment_correction c WHERE c.case_id = a.case_id AND c.closed_at IS NULL)
    LEFT JOIN assessment_taken_over t ON t.assessment_id = a.id
    WHERE mine.item_id IN (
        /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
        /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
    )
) AS found WHERE place <= 100";

/// The same, by where it stands.
const BY_URL: &str = "-- assessment.known.by_url
SELECT known_item, known_by, released_at, from_id,
    id, item_id, case_id, staff_id, at, schema, schema_version, answers,
    beside, law_version, law_in_force_from, law_answers, inhope_class,
    reason, national_result, articles, youngest, youngest_place, data_key, why,
    (SELECT s.staff_id FROM assessment_opinion_pair p
        JOIN assessment_opinion o ON o.id = p.opinion_id AND o.state = 'agreed'
        JOIN assessment_assessment s ON s.id = p.second_id WHERE p.first_id = found.id AND NOT EXISTS (
            SELECT 1 FROM assessment_taken_over x WHERE x.assessment_id = s.id) LIMIT 1) AS agreed_by
FROM (
    SELECT mine.id AS known_item, 'url' AS known_by, d.released_at, t.from_id,
        a.id, a.item_id, a.case_id, a.staff_id, a.at, a.schema, a.schema_version, a.answers,
        a.beside, a.law_version, a.law_in_force_from, a.law_answers, a.inhope_class,
        a.reason, a.national_result, a.articles, a.youngest, a.youngest_place, a.data_key, a.why,
        ROW_NUMBER() OVER (PARTITION BY mine.id ORDER BY d.released_at DESC, a.id) AS place
    FROM assessment_item mine
    JOIN assessment_item i ON i.location_id = mine.location_id AND i.case_id <> mine.case_id
    JOIN assessment_assessment a ON a.item_id = i.id AND a.superseded_by IS NULL AND a.opinion_id IS NULL
    JOIN assessment_decision d ON d.case_id = a.case_id AND d.superseded_by IS NULL
        AND d.opinion_id IS NULL AND d.released_at IS NOT NULL AND d.at >= a.at
        AND NOT EXISTS (SELECT 1 FROM assessment_correction c WHERE c.case_id = a.case_id AND c.closed_at IS NULL)
    LEFT JOIN assessment_taken_over t ON t.assessment_id = a.id
    WHERE mine.id IN (
        /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
        /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
    )
) AS found WHERE place <= 100";

const AT_PLACE: &str = "-- assessment.known.at_place
SELECT 'url' AS known_by, d.released_at, t.from_id, a.id, a.item_id, a.case_id, a.staff_id, a.at, a.schema,
    a.schema_version, a.answers, a.beside, a.law_version,
    a.law_in_force_from, a.law_answers, a.inhope_class, a.reason, a.national_result, a.articles, a.youngest,
    a.youngest_place, a.data_key, a.why,
    (SELECT s.staff_id FROM assessment_opinion_pair p
        JOIN assessment_opinion o ON o.id = p.opinion_id AND o.state = 'agreed'
        JOIN assessment_assessment s ON s.id = p.second_id WHERE p.first_id = a.id AND NOT EXISTS (
            SELECT 1 FROM assessment_taken_over x WHERE x.assessment_id = s.id) LIMIT 1) AS agreed_by
FROM assessment_item i
JOIN assessment_assessment a ON a.item_id = i.id AND a.superseded_by IS NULL AND a.opinion_id IS NULL
JOIN assessment_decision d ON d.case_id = a.case_id AND d.superseded_by IS NULL
    AND d.opinion_id IS NULL AND d.released_at IS NOT NULL AND d.at >= a.at
    AND NOT EXISTS (SELECT 1 FROM assessment_correction c WHERE c.case_id = a.case_id AND c.closed_at IS NULL)
LEFT JOIN assessment_taken_over t ON t.assessment_id = a.id
WHERE i.location_id = $1 AND i.case_id <> $2
ORDER BY d.released_at DESC, a.id LIMIT 100";
