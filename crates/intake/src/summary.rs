//! What the reports of a case come to, in numbers: all that is said of them outside a viewing session.

use identity::{Action, Actor};
use kernel::{Id, Timestamp};
use store::{FromRow, Row, Tx, values};

use crate::{Case, Error, Source};

/// What the reports of a case come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The hours in which the first and the last came; nothing where there is none.
    pub hours: Option<(Timestamp, Timestamp)>,
    /// How many came each way, those of which some came.
    pub sources: Vec<(Source, i64)>,
    /// How many say that a child is in danger now.
    pub danger: i64,
    /// How many say that it is a picture of the reporter.
    pub own_picture: i64,
    /// How many are of a flood, whose marks do not count.
    pub bulk: i64,
    /// How many wish to be told what came of it.
    pub feedback: i64,
}

/// The reports of one source.
struct OfSource {
    source: Source,
    count: i64,
    first: Timestamp,
    last: Timestamp,
    danger: i64,
    own_picture: i64,
    bulk: i64,
    feedback: i64,
}

impl FromRow for OfSource {
    fn from_row(row: &Row) -> store::Result<Self> {
        let source: String = row.get("source")?;
        Ok(Self {
            source: Source::named(&source)
                .ok_or(store::Error::Unreadable("intake_report.source"))?,
            count: row.get("count")?,
            first: row.get("first")?,
            last: row.get("last")?,
            danger: row.get("danger")?,
            own_picture: row.get("own_picture")?,
            bulk: row.get("bulk")?,
            feedback: row.get("feedback")?,
        })
    }
}

/// What the reports of a case come to.
pub async fn summary(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Summary, Error> {
    actor.may(Action::ReadCase)?;
    let rows: Vec<OfSource> = tx.all(BY_SOURCE, values![case]).await?;
    let sum = |of: fn(&OfSource) -> i64| rows.iter().map(of).sum();
    let first = rows.iter().map(|row| row.first).min();
    let last = rows.iter().map(|row| row.last).max();
    Ok(Summary {
        hours: first.zip(last),
        danger: sum(|row| row.danger),
        own_picture: sum(|row| row.own_picture),
        bulk: sum(|row| row.bulk),
        feedback: sum(|row| row.feedback),
        sources: rows.iter().map(|row| (row.source, row.count)).collect(),
    })
}

const BY_SOURCE: &str = "-- intake.report.summary
SELECT r.source, COUNT(*) AS count, MIN(r.received_hour) AS first, MAX(r.received_hour) AS last,
    COUNT(CASE WHEN r.danger AND r.bulk = FALSE THEN 1 END) AS danger,
    COUNT(CASE WHEN r.own_picture AND r.bulk = FALSE THEN 1 END) AS own_picture,
    COUNT(CASE WHEN r.bulk THEN 1 END) AS bulk, COUNT(CASE WHEN r.feedback THEN 1 END) AS feedback
FROM intake_case_report j JOIN intake_report r ON r.id = j.report_id
WHERE j.case_id = $1 GROUP BY r.source ORDER BY r.source";
