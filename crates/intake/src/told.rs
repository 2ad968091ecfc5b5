//! What reports say, as staff read it.

use identity::{Action, Actor};
use kernel::{Id, Language, Sensitive, Timestamp};
use letterbox::{Content, Signals};
use serde::{Deserialize, Serialize};
use store::{DataKey, FromRow, Place as Sealed, Row, Tx, values};
use uuid::Uuid;

use crate::padding::padded;
use crate::report::{Report, Stored, data_key};
use crate::{Case, Error, Source};

/// Reports on one page of a session.
pub const REPORTS: i64 = 50;
/// Submissions of one report that are shown at a time.
pub(crate) const ADDITIONS: i64 = 200;

/// A report as an analyst reads it, inside a viewing session: a narrative may name a place or a person.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of its own, and none excludes another"
)]
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
    /// The work is finished, and the reporter wished to be told what came of it.
    pub wishes_answer: bool,
    /// What was told, in the order it was filed: the newest, and before it all that nobody has read.
    pub told: Vec<Addition>,
    /// Nothing of it is new besides.
    pub is_whole: bool,
    /// The number of its newest submission when it was read.
    pub(crate) last: i64,
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
    /// Nobody has read it yet.
    pub is_new: bool,
    /// Whose file it is from.
    pub origin: Option<Origin>,
    /// What was told. The contact and the message are never among it: each is kept by itself.
    pub content: Content,
}

/// Whose file a report is from. Stands sealed with what was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Who made the file.
    pub sender: String,
    /// What the sender calls the report.
    pub reference: Option<String>,
}

/// What stands sealed in a submission's row.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) received_at: Timestamp,
    pub(crate) signals: Signals,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) origin: Option<Origin>,
    pub(crate) content: Content,
}

/// A report of a page, with the number of its newest submission.
struct Listed {
    stored: Stored,
    last: i64,
    wishes: i64,
}

impl FromRow for Listed {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            stored: Stored::from_row(row)?,
            last: row.get("last")?,
            wishes: row.get("wishes")?,
        })
    }
}

/// A report of a case, by when it came and how much was told.
#[derive(Clone, Copy, Debug)]
pub struct Came {
    /// The report.
    pub report: Id<Report>,
    /// The hour in which it came.
    pub hour: Timestamp,
    /// The number of its newest submission that told something or left a contact.
    pub newest: i64,
}

impl FromRow for Came {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            report: row.get("id")?,
            hour: row.get("received_hour")?,
            newest: row.get("newest")?,
        })
    }
}

pub(crate) struct StoredAddition {
    pub(crate) id: Vec<u8>,
    pub(crate) number: i64,
    received_hour: Timestamp,
    language: String,
    content: Vec<u8>,
    read_at: Option<Timestamp>,
}

impl FromRow for StoredAddition {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            number: row.get("number")?,
            received_hour: row.get("received_hour")?,
            language: row.get("language")?,
            content: row.get("content")?,
            read_at: row.get("read_at")?,
        })
    }
}

/// What the reports of a case say: for a viewing session. First those in which something is new or an answer is waited
/// for, then the one that is asked for, then a page of all by their numbers, from page 1 with the first.
pub async fn told(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    page: Option<i64>,
    asked: Option<Id<Report>>,
) -> Result<Vec<Told>, Error> {
    actor.may(Action::View)?;
    let mut listed: Vec<Listed> = tx.all(NEW_OF_CASE, values![case]).await?;
    listed.extend(tx.all::<Listed>(ONE_OF_CASE, values![case, asked]).await?);
    if let Some(page) = page {
        let behind = page.max(1).saturating_sub(1).saturating_mul(REPORTS);
        let page = values![case, behind, REPORTS];
        listed.extend(tx.all::<Listed>(OF_CASE, page).await?);
    }
    let mut told: Vec<Told> = Vec::with_capacity(listed.len());
    for Listed {
        stored,
        last,
        wishes,
    } in listed
    {
        if told.iter().any(|one| one.id == stored.id) {
            continue;
        }
        told.push(open_told(tx, stored, last, wishes > 0).await?);
    }
    Ok(told)
}

/// What one report of a case says up to the submission of this number, to send what somebody decided may leave the house.
/// Whoever calls holds that decision and records it.
pub async fn told_to_send(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    report: Id<Report>,
    up_to: i64,
) -> Result<Vec<Addition>, Error> {
    actor.may(Action::SendDisclosed)?;
    let joined: Option<Listed> = tx.optional(ONE_OF_CASE, values![case, report]).await?;
    let key = data_key(tx, &joined.ok_or(Error::NotFound)?.stored)?;
    let asked = values![report, up_to, ADDITIONS];
    let rows: Vec<StoredAddition> = tx.all(UP_TO, asked).await?;
    rows.iter().map(|row| addition(&key, row)).collect()
}

/// The number of the newest submission of a case's report that told something or left a contact: up to it somebody decides
/// now what may leave.
pub async fn newest_told(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    report: Id<Report>,
) -> Result<i64, Error> {
    actor.may(Action::ReadCase)?;
    let newest: Option<(i64,)> = tx.optional(NEWEST_TOLD, values![case, report]).await?;
    newest.map(|(number,)| number).ok_or(Error::NotFound)
}

/// The reports of a case, oldest first.
pub async fn reports_of(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Came>, Error> {
    actor.may(Action::ReadCase)?;
    Ok(tx.all(CAME, values![case]).await?)
}

/// What one report says, which the caller may read.
pub(crate) async fn told_of(tx: &mut Tx, report: Id<Report>) -> Result<Told, Error> {
    let listed = tx.optional::<Listed>(ONE, values![report]).await?;
    let Listed { stored, last, .. } = listed.ok_or(Error::NotFound)?;
    open_told(tx, stored, last, false).await
}

async fn open_told(
    tx: &mut Tx,
    stored: Stored,
    last: i64,
    wishes_answer: bool,
) -> Result<Told, Error> {
    let key = data_key(tx, &stored)?;
    let rows: Vec<StoredAddition> = tx.all(NEWEST, values![stored.id, ADDITIONS]).await?;
    let (newest,): (i64,) = tx.one(NEWEST_NEW, values![stored.id]).await?;
    let additions = rows.iter().map(|row| addition(&key, row));
    Ok(Told {
        id: stored.id,
        source: Source::named(&stored.source)
            .ok_or(store::Error::Unreadable("intake_report.source"))?,
        received_hour: stored.received_hour,
        danger: stored.danger,
        own_picture: stored.own_picture,
        has_contact: stored.contact_key.is_some(),
        wishes_answer,
        told: additions.collect::<Result<_, _>>()?,
        is_whole: rows.last().map_or(0, |row| row.number) >= newest,
        last,
    })
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
        is_new: row.read_at.is_none(),
        signals: kept.signals,
        origin: kept.origin,
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
    let plain = padded(kept).map_err(|_| store::Error::Unreadable("intake_submission.content"))?;
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

const NEW_OF_CASE: &str = "-- intake.report.new_of_case
SELECT r.id, r.source, r.received_hour, r.danger, r.own_picture, r.data_key, r.contact_key,
    (SELECT COUNT(*) FROM intake_unanswered w WHERE w.case_id = j.case_id AND w.report_id = r.id) AS wishes,
    (SELECT MAX(s.number) FROM intake_submission s WHERE s.report_id = r.id) AS last
FROM intake_case_report j JOIN intake_report r ON r.id = j.report_id
WHERE j.case_id = $1 AND j.report_id IN (
    SELECT report_id FROM intake_unread WHERE case_id = $1
    UNION SELECT report_id FROM intake_unanswered WHERE case_id = $1)
ORDER BY (SELECT COUNT(*) FROM intake_unread u WHERE u.case_id = j.case_id AND u.report_id = r.id) DESC, j.number
LIMIT 50";

const ONE_OF_CASE: &str = "-- intake.report.one_of_case
SELECT r.id, r.source, r.received_hour, r.danger, r.own_picture, r.data_key, r.contact_key,
    (SELECT COUNT(*) FROM intake_unanswered w WHERE w.case_id = j.case_id AND w.report_id = r.id) AS wishes,
    (SELECT MAX(s.number) FROM intake_submission s WHERE s.report_id = r.id) AS last
FROM intake_case_report j JOIN intake_report r ON r.id = j.report_id
WHERE j.case_id = $1 AND j.report_id = $2";

const ONE: &str = "-- intake.report.one
SELECT r.id, r.source, r.received_hour, r.danger, r.own_picture, r.data_key, r.contact_key, CAST(0 AS BIGINT) AS wishes,
    (SELECT MAX(s.number) FROM intake_submission s WHERE s.report_id = r.id) AS last
FROM intake_report r WHERE r.id = $1";

const OF_CASE: &str = "-- intake.report.of_case
SELECT r.id, r.source, r.received_hour, r.danger, r.own_picture, r.data_key, r.contact_key,
    (SELECT COUNT(*) FROM intake_unanswered w WHERE w.case_id = j.case_id AND w.report_id = r.id) AS wishes,
    (SELECT MAX(s.number) FROM intake_submission s WHERE s.report_id = r.id) AS last
FROM intake_case_report j JOIN intake_report r ON r.id = j.report_id
WHERE j.case_id = $1 AND j.number > $2 ORDER BY j.number LIMIT $3";

const NEWEST: &str = "-- intake.submission.newest
SELECT id, number, received_hour, language, content, read_at FROM intake_submission
WHERE report_id = $1 AND tells = TRUE AND number >= (SELECT MIN(number) FROM (
    SELECT number FROM (SELECT number FROM intake_submission
        WHERE report_id = $1 AND tells = TRUE ORDER BY number DESC LIMIT $2) AS newest
    UNION ALL SELECT MIN(number) FROM intake_submission
        WHERE report_id = $1 AND tells = TRUE AND read_at IS NULL) AS begins)
ORDER BY number LIMIT $2";

const UP_TO: &str = "-- intake.submission.up_to
SELECT id, number, received_hour, language, content, read_at FROM (
    SELECT id, number, received_hour, language, content, read_at FROM intake_submission
    WHERE report_id = $1 AND tells = TRUE AND number <= $2 ORDER BY number DESC LIMIT $3) AS newest
ORDER BY number";

const NEWEST_TOLD: &str = "-- intake.submission.newest_told
SELECT COALESCE((SELECT MAX(number) FROM (
    SELECT MAX(number) AS number FROM intake_submission WHERE report_id = $2 AND tells = TRUE
    UNION ALL SELECT contact_number FROM intake_report WHERE id = $2) AS told), 0) AS value
FROM intake_case_report WHERE case_id = $1 AND report_id = $2";

const NEWEST_NEW: &str = "-- intake.submission.newest_new
SELECT COALESCE(MAX(number), 0) AS value FROM intake_submission
WHERE report_id = $1 AND tells = TRUE AND read_at IS NULL";

const CAME: &str = "-- intake.report.came
SELECT r.id, r.received_hour, COALESCE((SELECT MAX(number) FROM (
    SELECT MAX(s.number) AS number FROM intake_submission s WHERE s.report_id = r.id AND s.tells = TRUE
    UNION ALL SELECT r.contact_number) AS told), 0) AS newest
FROM intake_case_report j JOIN intake_report r ON r.id = j.report_id
WHERE j.case_id = $1 ORDER BY j.number LIMIT 10000";
