//! What the reports of a case say, as an analyst reads it.

use identity::{Action, Actor};
use kernel::{Id, Language, Sensitive, Timestamp};
use letterbox::{Content, Signals};
use serde::{Deserialize, Serialize};
use store::{DataKey, FromRow, Place as Sealed, Row, Tx, values};
use uuid::Uuid;

use crate::report::{Report, Stored, data_key};
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
    /// What was told. The contact and the message are never among it: each is kept by itself.
    pub content: Content,
}

/// What stands sealed in a submission's row.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) received_at: Timestamp,
    pub(crate) signals: Signals,
    pub(crate) content: Content,
}

pub(crate) struct StoredAddition {
    pub(crate) id: Vec<u8>,
    pub(crate) number: i64,
    received_hour: Timestamp,
    language: String,
    content: Vec<u8>,
}

impl FromRow for StoredAddition {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            number: row.get("number")?,
            received_hour: row.get("received_hour")?,
            language: row.get("language")?,
            content: row.get("content")?,
        })
    }
}

/// What the reports of a case say, oldest first: for a viewing session.
pub async fn told(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Told>, Error> {
    actor.may(Action::View)?;
    let mut told = Vec::new();
    for stored in tx.all::<Stored>(OF_CASE, values![case]).await? {
        let key = data_key(tx, &stored)?;
        let rows = tx
            .all::<StoredAddition>(ADDITIONS, values![stored.id])
            .await?;
        let additions = rows.iter().map(|row| addition(&key, row));
        told.push(Told {
            id: stored.id,
            source: Source::named(&stored.source)
                .ok_or(store::Error::Unreadable("intake_report.source"))?,
            received_hour: stored.received_hour,
            danger: stored.danger,
            own_picture: stored.own_picture,
            has_contact: stored.contact_key.is_some(),
            told: additions.collect::<Result<_, _>>()?,
        });
    }
    Ok(told)
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
        content: kept.content,
    })
}

pub(crate) fn open_addition(key: &DataKey, row: &StoredAddition) -> Result<Kept, Error> {
    let plain = key
        .open(content_place(&row.id), &row.content)
        .map_err(store::Error::from)?;
    Ok(serde_json::from_slice(plain.expose())
        .map_err(|_| store::Error::Unreadable("intake_submission.content"))?)
}

pub(crate) fn seal(tx: &Tx, key: &DataKey, id: &[u8], kept: &Kept) -> Result<Vec<u8>, Error> {
    let plain = serde_json::to_vec(kept)
        .map_err(|_| store::Error::Unreadable("intake_submission.content"))?;
    let plain = Sensitive::new(plain);
    Ok(key.seal(content_place(id), plain.expose(), tx.entropy()))
}

/// A submission's id is longer than a row's; its first half tells submissions apart as well.
fn content_place(id: &[u8]) -> Sealed {
    let half = id
        .first_chunk::<16>()
        .map_or(Uuid::nil(), |bytes| Uuid::from_bytes(*bytes));
    Sealed::new(
        "intake_submission",
        "content",
        Id::<Report>::from_uuid(half),
    )
}

const ADDITIONS: &str = "-- intake.submission.of_report
SELECT id, number, received_hour, language, content FROM intake_submission
WHERE report_id = $1 ORDER BY number LIMIT 200";

const OF_CASE: &str = "-- intake.report.of_case
SELECT r.id, r.source, r.received_hour, r.danger, r.own_picture, r.data_key, r.contact_key
FROM intake_case_report j JOIN intake_report r ON r.id = j.report_id
WHERE j.case_id = $1 ORDER BY j.joined_at, r.id LIMIT 200";
