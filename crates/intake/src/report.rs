//! A report: what somebody told us, when and how. Filing is adding what was told to the report of its receipt, and
//! joining that to one case for each place it names, once in effect however often it is delivered. A report that
//! came another way than through the letterbox enters by the same function.

use std::collections::BTreeMap;

use audit::About;
use identity::{Action, Actor};
use kernel::{Id, Language, Sensitive, Timestamp};
use letterbox::{Content, Signals};
use location::Place;
use pack::Pack;
use serde_json::json;
use store::{DataKey, FromRow, Place as Sealed, Row, Tx, values};

use crate::answer::{Step, answer};
use crate::case::{Case, Joined, join};
use crate::class::{self, Class, Weight};
use crate::collect::Turn;
use crate::receipt::ReceiptOf;
use crate::told::{Kept, Origin, seal};
use crate::withdraw::{unless_withdrawn, withdraw};
use crate::{
    Error, REPORTED_AGAIN, Source, URGENT_FILED, contact, flood, lead, message, queue, taken_back,
    unread,
};

/// The kind of the ids of reports.
pub enum Report {}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filed {
    /// It is of this report now, in these cases: none where it names no place.
    Report(Id<Report>, Vec<Joined>),
    /// It was filed before: nothing was done.
    Before,
    /// It is none: somebody who came by the link of a letter asks for something.
    Asked,
    /// It is none: somebody who came by the link of a letter says something.
    Spoken,
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
    /// The keyed name of the report it is of, where a sender's reference names one instead of a receipt.
    pub reference: Option<[u8; 32]>,
    /// Whose file it is from.
    pub origin: Option<Origin>,
    /// The language it was told in.
    pub language: Language,
    /// When it came.
    pub received_at: Timestamp,
    /// How it came, as the letterbox tells.
    pub signals: Signals,
    /// What was told.
    pub content: Content,
}

pub(crate) struct Stored {
    pub(crate) id: Id<Report>,
    pub(crate) source: String,
    pub(crate) received_hour: Timestamp,
    pub(crate) danger: bool,
    pub(crate) own_picture: bool,
    pub(crate) data_key: Vec<u8>,
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

/// Enters what was told: into the report of its receipt, or into a new one.
pub async fn enter(tx: &mut Tx, actor: &Actor, entry: Entry, pack: &Pack) -> Result<Filed, Error> {
    enter_in(tx, actor, entry, pack, Turn::Own).await
}

pub(crate) async fn enter_in(
    tx: &mut Tx,
    actor: &Actor,
    entry: Entry,
    pack: &Pack,
    turn: Turn,
) -> Result<Filed, Error> {
    actor.may(Action::FileReport)?;
    let known: Option<(i64,)> = tx.optional(KNOWN, values![entry.id]).await?;
    if known.is_some() {
        return Ok(Filed::Before);
    }
    let (report, key, is_new) = report_of(tx, &entry, pack).await?;
    let entry = match turn {
        Turn::Own => entry,
        Turn::Late => unless_withdrawn(tx, report, &key, entry).await?,
    };
    let (places, refused) = places(&entry.content, pack);
    let Some(number) = add(tx, report, &key, &entry).await? else {
        // Somebody else entered it meanwhile.
        if is_new {
            tx.execute(DROP_EMPTY, values![report]).await?;
        }
        return Ok(Filed::Before);
    };
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
        taken_back::destroy(tx, report, &key, &entry).await?;
        if let Some(contact) = &entry.content.contact {
            contact::keep(tx, report, number, contact).await?;
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
    queue::told(tx, report, &entry).await?;
    if entry.content.danger && weight.class == Class::Danger {
        let (at, key) = (tx.stamp(), format!("{URGENT_FILED}:{report}"));
        jobs::queue_urgent(tx, URGENT_FILED, &report, at, Some(&key)).await?;
    }
    if !is_new && weight.class < Class::Ordinary {
        class::marked(tx, actor, report, weight).await?;
    }
    lead::heard(tx, actor, report, &entry, weight).await?;
    let is_message = entry.content.message.is_some();
    if is_message || is_news(&entry.content) {
        unread::note(tx, report, number, entry.received_at.hour(), is_message).await?;
    }
    if entry.content.feedback.is_some() {
        unread::note_wish(tx, report).await?;
    }
    if is_new {
        answer(tx, report, Step::Received).await?;
    }
    Ok(Filed::Report(report, cases))
}

/// The report that an entry adds to, and its key; whether it is new. Its row is held until the transaction
/// ends, so that additions follow one another.
async fn report_of(
    tx: &mut Tx,
    entry: &Entry,
    pack: &Pack,
) -> Result<(Id<Report>, DataKey, bool), Error> {
    let severe = entry.content.category.as_ref().is_some_and(|key| {
        let mut severe = pack.categories.iter().filter(|one| one.severe);
        severe.any(|one| one.key == *key)
    });
    let index = match &entry.receipt {
        Some(receipt) => Some(
            tx.keyring()?
                .blind_index("intake.receipt", &receipt.lookup_id)
                .to_vec(),
        ),
        None => entry.reference.map(|reference| reference.to_vec()),
    };
    let id: Id<Report> = tx.new_id();
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let receipt = entry.receipt.as_ref().map(|receipt| {
        let plain = Sensitive::new(serde_json::to_vec(receipt).unwrap_or_default());
        key.seal(place("receipt", id), plain.expose(), tx.entropy())
    });
    let filed_at = tx.stamp();
    let added = tx
        .execute(
            INSERT,
            values![
                id,
                index.clone(),
                receipt,
                entry.source.name(),
                entry.received_at.hour(),
                filed_at,
                entry.language.code(),
                entry.content.danger,
                entry.content.own_picture,
                wrapped,
                entry.content.feedback == Some(true),
                severe,
            ],
        )
        .await?;
    if added == 1 {
        return Ok((id, key, true));
    }
    let stored: Stored = tx.one(OF_RECEIPT, values![index]).await?;
    if let Some(wish) = entry.content.feedback {
        tx.execute(SET_FEEDBACK, values![stored.id, wish]).await?;
    }
    let Content {
        danger,
        own_picture,
        ..
    } = entry.content;
    if danger || own_picture || severe {
        let marks = values![stored.id, danger, own_picture, severe];
        tx.execute(MARK, marks).await?;
    }
    let key = data_key(tx, &stored)?;
    Ok((stored.id, key, false))
}

/// Adds what was told to a report. Its number there; nothing where it was there already.
async fn add(
    tx: &mut Tx,
    report: Id<Report>,
    key: &DataKey,
    entry: &Entry,
) -> Result<Option<i64>, Error> {
    let mut content = entry.content.clone();
    content.contact = None;
    content.message = None;
    // A submission that was nothing but a message stands in the conversation.
    let tells = content
        != Content {
            page: content.page,
            ..Content::default()
        };
    let kept = Kept {
        received_at: entry.received_at,
        signals: entry.signals,
        origin: entry.origin.clone(),
        content,
    };
    let sealed = seal(tx, key, &entry.id, &kept)?;
    let filed_at = tx.stamp();
    let added: Option<(i64,)> = tx
        .optional(
            ADD,
            values![
                entry.id,
                report,
                entry.received_at.hour(),
                filed_at,
                entry.language.code(),
                sealed,
                tells,
            ],
        )
        .await?;
    Ok(added.map(|(number,)| number))
}

/// Whether somebody has to read it though the place was known: an address alone has its own case, and a wish for an
/// answer stands by itself.
fn is_news(content: &Content) -> bool {
    *content
        != Content {
            urls: content.urls.clone(),
            feedback: content.feedback,
            withdraw: content.withdraw,
            message: content.message.clone(),
            page: content.page,
            ..Content::default()
        }
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
    let joined = join(tx, actor, (location, place), report, weight, pack).await?;
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

/// The key of a report that was read.
pub(crate) fn data_key(tx: &Tx, stored: &Stored) -> Result<DataKey, Error> {
    open_key(tx, stored.id, &stored.data_key)
}

/// The key of a report, as its row holds it.
pub(crate) fn open_key(tx: &Tx, id: Id<Report>, wrapped: &[u8]) -> Result<DataKey, Error> {
    let key = tx.keyring()?.data_key(place("data_key", id), wrapped);
    Ok(key.map_err(store::Error::from)?)
}

pub(crate) const fn place(column: &'static str, id: Id<Report>) -> Sealed {
    Sealed::new("intake_report", column, id)
}

const KNOWN: &str = "-- intake.submission.known
SELECT number AS value FROM intake_submission WHERE id = $1";

const INSERT: &str = "-- intake.report.insert
INSERT INTO intake_report (id, receipt_index, receipt, source, received_hour, filed_at, language, danger,
    own_picture, data_key, feedback, severe)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (receipt_index) DO NOTHING";

const OF_RECEIPT: &str = "-- intake.report.of_receipt
SELECT id, source, received_hour, danger, own_picture, data_key, contact_key FROM intake_report
WHERE receipt_index = $1 /*for update*/";

const MARK: &str = "-- intake.report.mark
UPDATE intake_report SET danger = danger OR $2, own_picture = own_picture OR $3, severe = severe OR $4
WHERE id = $1";

const SET_FEEDBACK: &str = "-- intake.report.set_feedback
UPDATE intake_report SET feedback = $2 WHERE id = $1";

const DROP_EMPTY: &str = "-- intake.report.drop_empty
DELETE FROM intake_report WHERE id = $1";

const ADD: &str = "-- intake.submission.insert
INSERT INTO intake_submission (id, report_id, number, received_hour, filed_at, language, content, tells)
VALUES ($1, $2, (SELECT COALESCE(MAX(number), 0) + 1 FROM intake_submission WHERE report_id = $2),
    $3, $4, $5, $6, $7)
ON CONFLICT (id) DO NOTHING RETURNING number AS value";

const IDS_OF_CASE: &str = "-- intake.case_report.of_case
SELECT report_id AS value FROM intake_case_report WHERE case_id = $1 ORDER BY number";
