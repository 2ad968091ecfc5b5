//! How well the hotline decides: agreement of first and second opinions, the time that decisions take, and how many
//! were overturned; by month.
//!
//! The figures are sums over all analysts, or an analyst's own for that analyst alone. They are no measure of a
//! person's performance: nobody else sees one person's, and no function here gives them.

use std::collections::BTreeMap;
use std::time::Duration;

use identity::{Action, Actor, Staff};
use kernel::{Id, Timestamp};
use pack::{Answers, Pack};
use store::{FromRow, Row, Tx, values};

use crate::Error;
use crate::claim::person;
use crate::kappa::{Tally, percentile};
use crate::pair::{ARTICLES, CLASS, NATIONAL};
use pack::CLASSIFICATION;

/// Months that the figures go back.
pub const MONTHS: u32 = 12;

/// How much is read at a time: the longest month.
const AT_A_TIME: Duration = Duration::from_hours(24 * 31);

/// The figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quality {
    /// Agreement by what was answered, over all months: the INHOPE class, the national result, its articles, then
    /// the fields of the schema.
    pub fields: Vec<Agreement>,
    /// Each month in which anything was decided or compared, the newest first.
    pub months: Vec<Month>,
}

/// How far first and second opinions agree on one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The question: `inhope_class`, `national_result`, `articles`, or a key of the schema.
    pub field: String,
    /// Pairs of answers: of a case the same two count once, however many of its items they were given to.
    pub pairs: i64,
    /// Those of which both are the same.
    pub agreed: i64,
    /// Cohen's kappa in thousandths; nothing where there was nothing to disagree about.
    pub kappa: Option<i64>,
}

/// One month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// Its year and number, in the pack's time zone.
    pub month: (i16, i8),
    /// Agreement on the INHOPE class.
    pub class: Agreement,
    /// Decisions that were released.
    pub decisions: i64,
    /// From claim to decision: half were at most so long.
    pub median: Option<Duration>,
    /// Nine of ten were at most so long.
    pub ninetieth: Option<Duration>,
    /// Cases that a supervisor settled.
    pub settled: i64,
    /// Decisions that were overturned: by a supervisor for the second opinion, or after their release by a correction.
    pub overturned: i64,
}

/// The figures of all analysts together.
pub async fn quality(tx: &mut Tx, actor: &Actor, pack: &Pack) -> Result<Quality, Error> {
    actor.may(Action::ReadQuality)?;
    figures(tx, pack, None).await
}

/// The actor's own figures.
pub async fn own_quality(tx: &mut Tx, actor: &Actor, pack: &Pack) -> Result<Quality, Error> {
    actor.may(Action::Assess)?;
    let staff = person(actor)?;
    figures(tx, pack, Some(staff)).await
}

/// What one month is counted from.
#[derive(Default)]
struct Counted {
    class: Tally,
    taken: Vec<Duration>,
    settled: i64,
    overturned: i64,
}

/// What the figures are counted from.
#[derive(Default)]
struct Counts {
    fields: BTreeMap<String, Tally>,
    months: BTreeMap<(i16, i8), Counted>,
}

/// Of all, or of what one member of the staff had a part in: a month after the other, so that however many rows there
/// are they do not stand in memory at once, and none is left out.
async fn figures(tx: &mut Tx, pack: &Pack, of: Option<Id<Staff>>) -> Result<Quality, Error> {
    let now = tx.now();
    let mut counts = Counts::default();
    let mut from = now.before(AT_A_TIME.saturating_mul(MONTHS));
    while from <= now {
        let to = from.after(AT_A_TIME);
        counts.add(tx, pack, (from, to), of).await?;
        from = to;
    }
    Ok(Quality {
        fields: in_order(pack, &counts.fields),
        months: counts.months.into_iter().rev().map(of_month).collect(),
    })
}

impl Counts {
    fn month(&mut self, pack: &Pack, at: Timestamp) -> &mut Counted {
        self.months.entry(month(pack, at)).or_default()
    }

    /// Counts what fell into a time, its end left out.
    async fn add(
        &mut self,
        tx: &mut Tx,
        pack: &Pack,
        (from, to): (Timestamp, Timestamp),
        of: Option<Id<Staff>>,
    ) -> Result<(), Error> {
        for compared in tx.all::<Compared>(COMPARED, values![from, to, of]).await? {
            self.compare(pack, compared);
        }
        for decided in tx.all::<Decided>(DECIDED, values![from, to, of]).await? {
            let month = self.month(pack, decided.released_at);
            month.taken.push(decided.at.since(decided.claimed_at));
        }
        for settled in tx.all::<SettledRow>(SETTLED, values![from, to, of]).await? {
            let month = self.month(pack, settled.at);
            month.settled += 1;
            month.overturned += i64::from(settled.chosen == "second");
        }
        for (at,) in tx
            .all::<(Timestamp,)>(CORRECTED, values![from, to, of])
            .await?
        {
            self.month(pack, at).overturned += 1;
        }
        Ok(())
    }

    fn compare(&mut self, pack: &Pack, compared: Compared) {
        let (one, other) = (compared.first, compared.second);
        let month = self.month(pack, compared.at);
        month.class.add(one.class.clone(), other.class.clone());
        let mut add = |field: &str, first: String, second: String| {
            let tally = self.fields.entry(field.to_owned()).or_default();
            tally.add(first, second);
        };
        add(CLASS, one.class, other.class);
        add(NATIONAL, one.national, other.national);
        add(ARTICLES, one.articles, other.articles);
        for field in &pack.schema.fields {
            let key = field.key.get_ref().as_str();
            if key == CLASSIFICATION {
                continue;
            }
            let (first, second) = (options(&one.answers, key), options(&other.answers, key));
            // A question that neither had to answer tells nothing.
            if !first.is_empty() || !second.is_empty() {
                add(key, first, second);
            }
        }
    }
}

/// The questions in the order in which the pack asks them.
fn in_order(pack: &Pack, fields: &BTreeMap<String, Tally>) -> Vec<Agreement> {
    let schema = pack
        .schema
        .fields
        .iter()
        .map(|field| field.key.get_ref().as_str());
    [CLASS, NATIONAL, ARTICLES]
        .into_iter()
        .chain(schema)
        .filter_map(|field| Some(agreement(field, fields.get(field)?)))
        .collect()
}

fn agreement(field: &str, tally: &Tally) -> Agreement {
    Agreement {
        field: field.to_owned(),
        pairs: tally.pairs(),
        agreed: tally.agreed(),
        kappa: tally.kappa(),
    }
}

fn of_month((month, mut counted): ((i16, i8), Counted)) -> Month {
    counted.taken.sort_unstable();
    Month {
        month,
        class: agreement(CLASS, &counted.class),
        decisions: i64::try_from(counted.taken.len()).unwrap_or(i64::MAX),
        median: percentile(&counted.taken, 50),
        ninetieth: percentile(&counted.taken, 90),
        settled: counted.settled,
        overturned: counted.overturned,
    }
}

fn month(pack: &Pack, at: Timestamp) -> (i16, i8) {
    let date = at.to_jiff().to_zoned_datetime(pack.zone.clone()).date();
    (date.year(), date.month())
}

/// What was chosen in a field, as one word: several options count as one answer, in whatever order.
fn options(answers: &Answers, field: &str) -> String {
    let mut chosen = answers.get(field).cloned().unwrap_or_default();
    chosen.sort_unstable();
    chosen.join(" ")
}

/// One of two assessments of an item.
struct Answered {
    class: String,
    national: String,
    articles: String,
    answers: Answers,
}

struct Compared {
    at: Timestamp,
    first: Answered,
    second: Answered,
}

impl FromRow for Compared {
    fn from_row(row: &Row) -> store::Result<Self> {
        let read = |text: String| {
            serde_json::from_str(&text)
                .map_err(|_| store::Error::Unreadable("assessment_assessment.answers"))
        };
        Ok(Self {
            at: row.get("given_at")?,
            first: Answered {
                class: row.get("first_class")?,
                national: row.get("first_national")?,
                articles: row.get("first_articles")?,
                answers: read(row.get("first_answers")?)?,
            },
            second: Answered {
                class: row.get("second_class")?,
                national: row.get("second_national")?,
                articles: row.get("second_articles")?,
                answers: read(row.get("second_answers")?)?,
            },
        })
    }
}

struct Decided {
    claimed_at: Timestamp,
    at: Timestamp,
    released_at: Timestamp,
}

impl FromRow for Decided {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            claimed_at: row.get("claimed_at")?,
            at: row.get("at")?,
            released_at: row.get("released_at")?,
        })
    }
}

struct SettledRow {
    chosen: String,
    at: Timestamp,
}

impl FromRow for SettledRow {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            chosen: row.get("chosen")?,
            at: row.get("settled_at")?,
        })
    }
}

/// An album that is classified alike weighs as much as one picture. What differs and is not settled yet counts, or the newest
/// month were too good; not among one's own figures, for it would tell whoever gave the second opinion of the first.
const COMPARED: &str = "-- assessment.quality.compared
SELECT DISTINCT o.id, o.given_at, f.inhope_class AS first_class, f.national_result AS first_national,
    f.articles AS first_articles, f.answers AS first_answers,
    s.inhope_class AS second_class, s.national_result AS second_national, s.articles AS second_articles,
    s.answers AS second_answers
FROM assessment_opinion o JOIN assessment_opinion_pair p ON p.opinion_id = o.id
JOIN assessment_assessment f ON f.id = p.first_id JOIN assessment_assessment s ON s.id = p.second_id
WHERE o.given_at >= $1 AND o.given_at < $2 AND (f.staff_id = $3 OR s.staff_id = $3 OR $3 IS NULL)
    AND (o.state IN ('agreed', 'settled') OR o.state = 'differs' AND $3 IS NULL)";

const DECIDED: &str = "-- assessment.quality.decided
SELECT claimed_at, at, released_at FROM assessment_decision
WHERE released_at >= $1 AND released_at < $2 AND opinion_id IS NULL AND (staff_id = $3 OR $3 IS NULL)";

const SETTLED: &str = "-- assessment.quality.settled
SELECT chosen, settled_at FROM assessment_opinion
WHERE state = 'settled' AND settled_at >= $1 AND settled_at < $2 AND (first_id = $3 OR $3 IS NULL)";

const CORRECTED: &str = "-- assessment.quality.corrected
SELECT c.opened_at AS value FROM assessment_correction c JOIN assessment_decision d ON d.id = c.decision_id
WHERE c.opened_at >= $1 AND c.opened_at < $2 AND (d.staff_id = $3 OR $3 IS NULL)";
