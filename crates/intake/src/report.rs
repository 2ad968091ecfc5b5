//! A report: what somebody told us, when and how. Filing is taking a sealed submission, opening it, adding it to
//! the report of its receipt, and joining that to one case for each place it names, once in effect however often
//! it is delivered. A report that came another way than through the letterbox enters by the same function.

use std::collections::BTreeMap;

use audit::About;
use identity::{Action, Actor};
use kernel::{Id, Language, Sensitive, Timestamp};
use letterbox::{Content, Signals, Submission};
use location::Place;
use pack::Pack;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{DataKey, FromRow, Place as Sealed, Row, Tx, values};
use uuid::Uuid;

use crate::answer::{Step, answer};
use crate::case::{Case, Joined, join};
use crate::class::{self, Weight};
use crate::receipt::ReceiptOf;
use crate::{Error, REPORTED_AGAIN, Source, contact, flood, message};

/// The kind of the ids of reports.
pub enum Report {}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filed {
    /// It is of this report now, in these cases: none where it names no place.
    Report(Id<Report>, Vec<Joined>),
    /// It was filed before: nothing was done.
    Before,
    /// It does not open with our key. It is kept as it came, for a person to look into.
    Unreadable,
}

/// Something told, on its way into a report.
pub struct Entry {
    /// Names it for ever: what was entered under this id before is not entered again.
    pub id: [u8; 32],
    /// Which way it came.
    pub source: Source,
    /// The receipt it was sent under, where it has one.
    pub receipt: Option<ReceiptOf>,
    /// The language it was told in.
    pub language: Language,
    /// When it came.
    pub received_at: Timestamp,
    /// How it came, as the letterbox tells.
    pub signals: Signals,
    /// What was told.
    pub content: Content,
}

/// What stands sealed in a submission's row.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) received_at: Timestamp,
    pub(crate) signals: Signals,
    pub(crate) content: Content,
}

pub(crate) struct Stored {
    pub(crate) id: Id<Report>,
    pub(crate) source: String,
    pub(crate) received_hour: Timestamp,
    pub(crate) danger: bool,
    pub(crate) own_picture: bool,
    data_key: Vec<u8>,
    pub(crate) contact_key: Option<Vec<u8>>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            source: row.get("source")?,
            received_hour: row.get("received_hour")?,
            danger: row.get("danger")?,
            own_picture: row.get("own_picture")?,
            data_key: row.get("data_key")?,
            contact_key: row.get("contact_key")?,
        })
    }
}

pub(crate) struct StoredAddition {
    id: Vec<u8>,
    pub(crate) number: i64,
    pub(crate) received_hour: Timestamp,
    pub(crate) language: String,
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

/// Opens a submission and files it.
pub async fn file(tx: &mut Tx, actor: &Actor, sealed: &[u8], pack: &Pack) -> Result<Filed, Error> {
    actor.may(Action::FileReport)?;
    let now = tx.now();
    let Ok(submission) = Submission::open(tx.keyring()?, sealed) else {
        let digest = Sha256::digest(sealed).to_vec();
        tx.execute(KEEP_UNREADABLE, values![digest, sealed, now])
            .await?;
        tracing::error!("a submission does not open with this keyring; it is kept as it came");
        return Ok(Filed::Unreadable);
    };
    let entry = Entry {
        id: submission.id,
        source: Source::Letterbox,
        receipt: Some(ReceiptOf {
            lookup_id: submission.lookup_id,
            reply_key: submission.reply_key,
        }),
        language: submission.language,
        received_at: submission.received_at,
        signals: submission.signals,
        content: submission.content.clone(),
    };
    enter(tx, actor, entry, pack).await
}

/// Enters what was told: into the report of its receipt, or into a new one.
pub async fn enter(tx: &mut Tx, actor: &Actor, entry: Entry, pack: &Pack) -> Result<Filed, Error> {
    actor.may(Action::FileReport)?;
    let known: Option<(i64,)> = tx.optional(KNOWN, values![entry.id]).await?;
    if known.is_some() {
        return Ok(Filed::Before);
    }
    let (report, key, is_new) = report_of(tx, &entry).await?;
    let (places, refused) = places(&entry.content, pack);
    if !add(tx, report, &key, &entry).await? {
        // Somebody else entered it meanwhile.
        if is_new {
            tx.execute(DROP_EMPTY, values![report]).await?;
        }
        return Ok(Filed::Before);
    }
    audit::record(
        tx,
        actor.who(),
        "intake.file",
        About::one("report", report),
        json!({ "source": entry.source.name(), "urls": places.len(), "refused": refused }),
    )
    .await?;
    if entry.content.withdraw {
        withdraw(tx, actor, report, &key).await?;
    } else {
        if let Some(contact) = &entry.content.contact {
            contact::keep(tx, report, contact).await?;
        }
        if let Some(text) = &entry.content.message {
            message::hear(tx, report, &key, &entry, text).await?;
        }
    }
    flood::sift(tx, actor, report, is_new, &entry, pack).await?;
    let weight = class::of(tx, report).await?;
    let mut cases = Vec::with_capacity(places.len());
    for place in &places {
        cases.push(join_place(tx, actor, place, report, weight, pack).await?);
    }
    if !is_new && (entry.content.danger || entry.content.own_picture) {
        class::marked(tx, actor, report, weight).await?;
    }
    if is_new {
        answer(tx, report, Step::Received).await?;
    }
    Ok(Filed::Report(report, cases))
}

/// The report that an entry adds to, and its key; whether it is new. Its row is held until the transaction
/// ends, so that additions follow one another.
async fn report_of(tx: &mut Tx, entry: &Entry) -> Result<(Id<Report>, DataKey, bool), Error> {
    let index = match &entry.receipt {
        Some(receipt) => Some(
            tx.keyring()?
                .blind_index("intake.receipt", &receipt.lookup_id)
                .to_vec(),
        ),
        None => None,
    };
    let id: Id<Report> = tx.new_id();
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let receipt = entry.receipt.as_ref().map(|receipt| {
        let plain = Sensitive::new(serde_json::to_vec(receipt).unwrap_or_default());
        key.seal(place("receipt", id), plain.expose(), tx.entropy())
    });
    let now = tx.now();
    let added = tx
        .execute(
            INSERT,
            values![
                id,
                index.clone(),
                receipt,
                entry.source.name(),
                entry.received_at.hour(),
                now,
                entry.language.code(),
                entry.content.danger,
                entry.content.own_picture,
                wrapped,
            ],
        )
        .await?;
    if added == 1 {
        return Ok((id, key, true));
    }
    let stored: Stored = tx.one(OF_RECEIPT, values![index]).await?;
    if entry.content.danger || entry.content.own_picture {
        tx.execute(
            MARK,
            values![stored.id, entry.content.danger, entry.content.own_picture],
        )
        .await?;
    }
    let key = data_key(tx, &stored)?;
    Ok((stored.id, key, false))
}

/// Adds what was told to a report. Whether it was not there yet.
async fn add(tx: &mut Tx, report: Id<Report>, key: &DataKey, entry: &Entry) -> Result<bool, Error> {
    let mut content = entry.content.clone();
    content.contact = None;
    content.message = None;
    let kept = Kept {
        received_at: entry.received_at,
        signals: entry.signals,
        content,
    };
    let sealed = seal(tx, key, &entry.id, &kept)?;
    let now = tx.now();
    let added = tx
        .execute(
            ADD,
            values![
                entry.id,
                report,
                entry.received_at.hour(),
                now,
                entry.language.code(),
                sealed,
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Destroys what the reporter told of himself: the contact with its key, the conversation, and every free text. The addresses and
/// what was chosen from a list stay.
async fn withdraw(
    tx: &mut Tx,
    actor: &Actor,
    report: Id<Report>,
    key: &DataKey,
) -> Result<(), Error> {
    contact::destroy(tx, report).await?;
    message::destroy(tx, report).await?;
    let rows = tx.all::<StoredAddition>(ADDITIONS, values![report]).await?;
    for row in rows {
        let mut kept = open_addition(key, &row)?;
        kept.content.narrative = None;
        kept.content.reach = None;
        let sealed = seal(tx, key, &row.id, &kept)?;
        tx.execute(REWRITE, values![row.id, sealed]).await?;
    }
    audit::record(
        tx,
        actor.who(),
        "intake.withdraw",
        About::one("report", report),
        json!({}),
    )
    .await?;
    Ok(())
}

/// The places that were named, each once and in one order: two filings that lock the same locations in
/// different orders would wait for one another.
fn places(content: &Content, pack: &Pack) -> (Vec<Place>, usize) {
    let mut places = BTreeMap::new();
    let mut refused = 0;
    for url in &content.urls {
        match location::recognise(url, &pack.urls) {
            Ok(place) => {
                places
                    .entry(place.canonical().expose().clone())
                    .or_insert(place);
            }
            Err(_) => refused += 1,
        }
    }
    (places.into_values().collect(), refused)
}

async fn join_place(
    tx: &mut Tx,
    actor: &Actor,
    place: &Place,
    report: Id<Report>,
    weight: Weight,
    pack: &Pack,
) -> Result<Joined, Error> {
    let location = location::find_or_make(tx, actor, place).await?;
    let joined = join(tx, actor, location, report, weight, pack).await?;
    match joined {
        Joined::Opened(_) => trace::ask_name(tx, actor, location, pack).await?,
        Joined::Again(case) => jobs::queue(tx, REPORTED_AGAIN, &case).await?,
        Joined::Joined(_) => {}
    }
    Ok(joined)
}

/// The reports of a case.
pub(crate) async fn reports(tx: &mut Tx, case: Id<Case>) -> Result<Vec<Id<Report>>, Error> {
    let rows: Vec<(Id<Report>,)> = tx.all(IDS_OF_CASE, values![case]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(crate) fn data_key(tx: &Tx, stored: &Stored) -> Result<DataKey, Error> {
    open_key(tx, stored.id, &stored.data_key)
}

/// The key of a report, as its row holds it.
pub(crate) fn open_key(tx: &Tx, id: Id<Report>, wrapped: &[u8]) -> Result<DataKey, Error> {
    let key = tx.keyring()?.data_key(place("data_key", id), wrapped);
    Ok(key.map_err(store::Error::from)?)
}

pub(crate) fn open_addition(key: &DataKey, row: &StoredAddition) -> Result<Kept, Error> {
    let plain = key
        .open(content_place(&row.id), &row.content)
        .map_err(store::Error::from)?;
    Ok(serde_json::from_slice(plain.expose())
        .map_err(|_| store::Error::Unreadable("intake_submission.content"))?)
}

fn seal(tx: &Tx, key: &DataKey, id: &[u8], kept: &Kept) -> Result<Vec<u8>, Error> {
    let plain = serde_json::to_vec(kept)
        .map_err(|_| store::Error::Unreadable("intake_submission.content"))?;
    let plain = Sensitive::new(plain);
    Ok(key.seal(content_place(id), plain.expose(), tx.entropy()))
}

pub(crate) const fn place(column: &'static str, id: Id<Report>) -> Sealed {
    Sealed::new("intake_report", column, id)
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

const KEEP_UNREADABLE: &str = "-- intake.unreadable.insert
INSERT INTO intake_unreadable (digest, sealed, taken_at) VALUES ($1, $2, $3)
ON CONFLICT (digest) DO NOTHING";

const KNOWN: &str = "-- intake.submission.known
SELECT number AS value FROM intake_submission WHERE id = $1";

const INSERT: &str = "-- intake.report.insert
INSERT INTO intake_report (id, receipt_index, receipt, source, received_hour, filed_at, language, danger,
    own_picture, data_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (receipt_index) DO NOTHING";

const OF_RECEIPT: &str = "-- intake.report.of_receipt
SELECT id, source, received_hour, danger, own_picture, data_key, contact_key FROM intake_report
WHERE receipt_index = $1 /*for update*/";

const MARK: &str = "-- intake.report.mark
UPDATE intake_report SET danger = danger OR $2, own_picture = own_picture OR $3 WHERE id = $1";

const DROP_EMPTY: &str = "-- intake.report.drop_empty
DELETE FROM intake_report WHERE id = $1";

const ADD: &str = "-- intake.submission.insert
INSERT INTO intake_submission (id, report_id, number, received_hour, filed_at, language, content)
VALUES ($1, $2, (SELECT COALESCE(MAX(number), 0) + 1 FROM intake_submission WHERE report_id = $2),
    $3, $4, $5, $6)
ON CONFLICT (id) DO NOTHING";

pub(crate) const ADDITIONS: &str = "-- intake.submission.of_report
SELECT id, number, received_hour, language, content FROM intake_submission
WHERE report_id = $1 ORDER BY number LIMIT 200";

const REWRITE: &str = "-- intake.submission.rewrite
UPDATE intake_submission SET content = $2 WHERE id = $1";

pub(crate) const OF_CASE: &str = "-- intake.report.of_case
SELECT r.id, r.source, r.received_hour, r.danger, r.own_picture, r.data_key, r.contact_key
FROM intake_case_report j JOIN intake_report r ON r.id = j.report_id
WHERE j.case_id = $1 ORDER BY j.joined_at, r.id LIMIT 200";

const IDS_OF_CASE: &str = "-- intake.case_report.of_case
SELECT report_id AS value FROM intake_case_report WHERE case_id = $1 ORDER BY joined_at, report_id";
