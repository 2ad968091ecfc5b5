//! Known content needs no second look: the answers that the same content was given before, and taking one over.
//!
//! An answer is an assessment that stood when its case was released. It is always shown. It may be taken over by
//! the pack's rule alone: for the same SHA-256, or for the same URL where checks saw it up and unchanged since.
//! Where known answers differ none is taken over: a person looks.

use std::collections::BTreeSet;

use audit::About;
use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Sensitive, Timestamp};
use location::Place;
use pack::{Law, Pack, TakeOver};
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::assess::{Classification, assess, rule};
use crate::claim::held;
use crate::hash::Algorithm;
use crate::item::{self, Item, item};
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

/// What is known of an item from other cases; nothing where nothing is.
pub async fn known(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    item: &Item,
) -> Result<Option<Known>, Error> {
    actor.may(Action::ReadAssessment)?;
    let mut answers: Vec<KnownAnswer> = tx.all(BY_HASH, values![item.id]).await?;
    let mut seen = None;
    if let Some(location) = item.location {
        answers.extend(tx.all(BY_URL, values![location, item.case]).await?);
        seen = sight(tx, actor, location).await?;
    }
    if answers.is_empty() {
        return Ok(None);
    }
    // The same answer by two ways stands once, by the stronger one.
    answers.sort_by_key(|answer| (answer.assessment.id, answer.by));
    answers.dedup_by_key(|answer| answer.assessment.id);
    answers.sort_by_key(|answer| std::cmp::Reverse((answer.released_at, answer.assessment.id)));
    // A second opinion is somebody's own look.
    let take_over = if opinion::open(tx, item.case).await?.is_some() {
        Err(OnlyShown::SecondOpinion)
    } else {
        may_take_over(pack, &answers, seen, tx.now())
    };
    Ok(Some(Known { answers, take_over }))
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
        answers: tx.all(BY_URL, values![location, case]).await?,
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
            seen.unchanged_since <= answer.assessment.at.after(rules.seen_within)
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

/// Takes the answer over that an item's content was given before: one step, without a look. Where none may be
/// taken over it says why. What it supersedes needs its reason as everywhere: see [`assess`].
pub async fn take_over(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    item_id: Id<Item>,
    why: Option<&Sensitive<String>>,
) -> Result<Id<Assessment>, Error> {
    actor.may(Action::Assess)?;
    held(tx, actor, case).await?;
    let item = item(tx, actor, case, item_id).await?;
    let known = known(tx, actor, pack, &item).await?;
    let known = known.ok_or(Error::NotFound)?;
    let from = known.take_over.map_err(Error::OnlyShown)?;
    let from = known
        .answers
        .iter()
        .find(|answer| answer.assessment.id == from)
        .ok_or(Error::NotFound)?;
    let answers = Classification {
        why: why.cloned(),
        ..classification(&from.assessment)
    };
    let id = assess(tx, actor, pack, &item, &answers).await?;
    tx.execute(TAKE_OVER, values![id, from.assessment.id, from.by.name()])
        .await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.take_over",
        About::one("case", case),
        json!({
            "assessment": id,
            "item": item_id,
            "from": from.assessment.id,
            "from_case": from.case,
            "known_by": from.by.name(),
        }),
    )
    .await?;
    Ok(id)
}

/// From which assessment this one was taken over, if it was.
pub async fn taken_over_from(
    tx: &mut Tx,
    actor: &Actor,
    assessment: Id<Assessment>,
) -> Result<Option<Id<Assessment>>, Error> {
    actor.may(Action::ReadAssessment)?;
    let from: Option<(Id<Assessment>,)> = tx.optional(TAKEN_OVER, values![assessment]).await?;
    Ok(from.map(|(from,)| from))
}

const BY_HASH: &str = "-- assessment.known.by_hash
SELECT h.algorithm AS known_by, d.released_at, t.from_id, a.id, a.item_id, a.case_id, a.staff_id, a.at, a.schema,
    a.schema_version, a.answers, a.beside, a.law_version,
    a.law_in_force_from, a.law_answers, a.inhope_class, a.reason, a.national_result, a.articles, a.youngest,
    a.youngest_place, a.data_key, a.why,
    (SELECT s.staff_id FROM assessment_opinion_pair p
        JOIN assessment_opinion o ON o.id = p.opinion_id AND o.state = 'agreed'
        JOIN assessment_assessment s ON s.id = p.second_id WHERE p.first_id = a.id AND NOT EXISTS (
            SELECT 1 FROM assessment_taken_over x WHERE x.assessment_id = s.id) LIMIT 1) AS agreed_by
FROM assessment_hash mine
JOIN assessment_hash h ON h.value_index = mine.value_index AND h.algorithm = mine.algorithm
    AND h.case_id <> mine.case_id
JOIN assessment_assessment a ON a.item_id = h.item_id AND a.superseded_by IS NULL AND a.opinion_id IS NULL
JOIN assessment_decision d ON d.case_id = a.case_id AND d.superseded_by IS NULL
    AND d.opinion_id IS NULL AND d.released_at IS NOT NULL AND d.at >= a.at
    AND NOT EXISTS (SELECT 1 FROM assessment_correction c WHERE c.case_id = a.case_id AND c.closed_at IS NULL)
LEFT JOIN assessment_taken_over t ON t.assessment_id = a.id
WHERE mine.item_id = $1
ORDER BY d.released_at DESC, a.id LIMIT 100";

const BY_URL: &str = "-- assessment.known.by_url
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

const TAKE_OVER: &str = "-- assessment.known.take_over
INSERT INTO assessment_taken_over (assessment_id, from_id, known_by) VALUES ($1, $2, $3)";

const TAKEN_OVER: &str = "-- assessment.known.taken_over
SELECT from_id AS value FROM assessment_taken_over WHERE assessment_id = $1";
