//! What reports say, as staff read it.

use identity::{Action, Actor};
use kernel::{Id, Language, Timestamp};
use letterbox::{Content, Signals};
use store::{DataKey, Tx, values};

use crate::report::{ADDITIONS, Origin, Report, Stored, StoredAddition, data_key, open_addition};
use crate::{Case, Error, Source};

/// A report as an analyst reads it, inside a viewing session: a narrative may name a place or a person.
#[derive(Clone, Debug)]
pub struct Told {
    /// The report.
    pub id: Id<Report>,
    /// Which way it came.
    pub source: Source,
    /// The hour in which it first came.
    pub received_hour: Timestamp,
    /// A child was said to be in danger.
    pub danger: bool,
    /// The reporter was said to be the child whom it shows.
    pub own_picture: bool,
    /// The reporter left a way to be reached.
    pub has_contact: bool,
    /// What was told, in the order it was filed.
    pub told: Vec<Addition>,
}

/// One submission of a report.
#[derive(Clone, Debug)]
pub struct Addition {
    /// From 1 within the report.
    pub number: i64,
    /// The hour in which it came.
    pub received_hour: Timestamp,
    /// The language it was told in.
    pub language: Language,
    /// How it came.
    pub signals: Signals,
    /// Whose file it is from.
    pub origin: Option<Origin>,
    /// What was told. The contact and the message are never among it: each is kept by itself.
    pub content: Content,
}

/// What the reports of a case say, oldest first: for a viewing session.
pub async fn told(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Told>, Error> {
    actor.may(Action::View)?;
    let mut told = Vec::new();
    for stored in tx.all::<Stored>(OF_CASE, values![case]).await? {
        told.push(open_told(tx, stored).await?);
    }
    Ok(told)
}

/// What one report says, which the caller may read.
pub(crate) async fn told_of(tx: &mut Tx, report: Id<Report>) -> Result<Told, Error> {
    let stored = tx.optional::<Stored>(GET, values![report]).await?;
    open_told(tx, stored.ok_or(Error::NotFound)?).await
}

async fn open_told(tx: &mut Tx, stored: Stored) -> Result<Told, Error> {
    let key = data_key(tx, &stored)?;
    let rows = tx
        .all::<StoredAddition>(ADDITIONS, values![stored.id])
        .await?;
    let additions = rows.iter().map(|row| addition(&key, row));
    Ok(Told {
        id: stored.id,
        source: Source::named(&stored.source)
            .ok_or(store::Error::Unreadable("intake_report.source"))?,
        received_hour: stored.received_hour,
        danger: stored.danger,
        own_picture: stored.own_picture,
        has_contact: stored.contact_key.is_some(),
        told: additions.collect::<Result<_, _>>()?,
    })
}

/// When the reports of a case came, oldest first: hours alone.
pub async fn hours(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Timestamp>, Error> {
    actor.may(Action::ReadCase)?;
    let rows = tx.all::<Stored>(OF_CASE, values![case]).await?;
    Ok(rows
        .into_iter()
        .map(|stored| stored.received_hour)
        .collect())
}

fn addition(key: &DataKey, row: &StoredAddition) -> Result<Addition, Error> {
    let kept = open_addition(key, row)?;
    Ok(Addition {
        number: row.number,
        received_hour: row.received_hour,
        language: row
            .language
            .parse()
            .map_err(|_| store::Error::Unreadable("intake_submission.language"))?,
        signals: kept.signals,
        origin: kept.origin,
        content: kept.content,
    })
}

const GET: &str = "-- intake.report.get
SELECT id, source, received_hour, danger, own_picture, data_key, contact_key FROM intake_report WHERE id = $1";

const OF_CASE: &str = "-- intake.report.of_case
SELECT r.id, r.source, r.received_hour, r.danger, r.own_picture, r.data_key, r.contact_key
FROM intake_case_report j JOIN intake_report r ON r.id = j.report_id
WHERE j.case_id = $1 ORDER BY j.joined_at, r.id LIMIT 200";
