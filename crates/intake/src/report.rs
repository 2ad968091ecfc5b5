//! A report: what somebody told us, when and how. Filing one is taking a sealed submission, opening it, and
//! joining it to one case for each place it names, once in effect however often it is delivered.

use std::collections::BTreeMap;

use audit::About;
use identity::{Action, Actor};
use kernel::{Id, Language, Sensitive, Timestamp};
use letterbox::Submission;
use location::Place;
use pack::Pack;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{DataKey, FromRow, Place as Sealed, Row, Tx, values};

use crate::answer::{Step, answer};
use crate::case::{Case, Joined, join};
use crate::{Error, REPORTED_AGAIN};

/// The kind of the ids of reports.
pub enum Report {}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filed {
    /// It is this report now, in these cases.
    Report(Id<Report>, Vec<Joined>),
    /// It was filed before: nothing was done.
    Before,
    /// It does not open with our key. It is kept as it came, for a person to look into.
    Unreadable,
}

/// A report as an analyst reads it, inside a viewing session: a narrative may name a place or a person.
#[derive(Clone, Debug)]
pub struct Told {
    /// The report.
    pub id: Id<Report>,
    /// The hour in which it came.
    pub received_hour: Timestamp,
    /// The language it was written in.
    pub language: Language,
    /// What was sent.
    pub submission: Submission,
}

struct Stored {
    id: Id<Report>,
    received_hour: Timestamp,
    language: String,
    data_key: Vec<u8>,
    content: Vec<u8>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            received_hour: row.get("received_hour")?,
            language: row.get("language")?,
            data_key: row.get("data_key")?,
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
    let report: Id<Report> = tx.new_id();
    let taken = tx
        .execute(TAKE, values![submission.id, now, report])
        .await?;
    if taken == 0 {
        return Ok(Filed::Before);
    }
    let (places, refused) = places(&submission, pack);
    let urls = i64::try_from(places.len()).unwrap_or(i64::MAX);
    store_report(tx, report, &submission, urls).await?;
    audit::record(
        tx,
        actor.who(),
        "intake.file",
        About::one("report", report),
        json!({ "urls": urls, "refused": refused }),
    )
    .await?;
    let mut cases = Vec::with_capacity(places.len());
    for place in &places {
        cases.push(join_place(tx, actor, place, report, pack).await?);
    }
    answer(tx, report, Step::Received).await?;
    Ok(Filed::Report(report, cases))
}

/// The places a submission names, each once and in one order: two filings that lock the same locations in
/// different orders would wait for one another.
fn places(submission: &Submission, pack: &Pack) -> (Vec<Place>, usize) {
    let mut places = BTreeMap::new();
    let mut refused = 0;
    for url in &submission.urls {
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
    pack: &Pack,
) -> Result<Joined, Error> {
    let location = location::find_or_make(tx, actor, place).await?;
    let joined = join(tx, actor, location, report).await?;
    match joined {
        Joined::Opened(_) => trace::ask_name(tx, actor, location, pack).await?,
        Joined::Again(case) => jobs::queue(tx, REPORTED_AGAIN, &case).await?,
        Joined::Joined(_) => {}
    }
    Ok(joined)
}

async fn store_report(
    tx: &mut Tx,
    id: Id<Report>,
    submission: &Submission,
    urls: i64,
) -> Result<(), Error> {
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let plain = Sensitive::new(
        serde_json::to_vec(submission)
            .map_err(|_| store::Error::Unreadable("intake_report.content"))?,
    );
    let content = key.seal(place("content", id), plain.expose(), tx.entropy());
    let now = tx.now();
    tx.execute(
        INSERT,
        values![
            id,
            submission.received_at.hour(),
            now,
            submission.language.code(),
            urls,
            wrapped,
            content,
        ],
    )
    .await?;
    Ok(())
}

/// What the reports of a case say, oldest first: for a viewing session.
pub async fn told(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Told>, Error> {
    actor.may(Action::View)?;
    let mut told = Vec::new();
    for stored in tx.all::<Stored>(OF_CASE, values![case]).await? {
        told.push(open(tx, &stored)?);
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

/// One report, for answering it.
pub(crate) async fn report(tx: &mut Tx, id: Id<Report>) -> Result<Option<Told>, Error> {
    match tx.optional::<Stored>(GET, values![id]).await? {
        Some(stored) => Ok(Some(open(tx, &stored)?)),
        None => Ok(None),
    }
}

/// The reports of a case.
pub(crate) async fn reports(tx: &mut Tx, case: Id<Case>) -> Result<Vec<Id<Report>>, Error> {
    let rows: Vec<(Id<Report>,)> = tx.all(IDS_OF_CASE, values![case]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

fn open(tx: &Tx, stored: &Stored) -> Result<Told, Error> {
    let key: DataKey = tx
        .keyring()?
        .data_key(place("data_key", stored.id), &stored.data_key)
        .map_err(store::Error::from)?;
    let plain = key
        .open(place("content", stored.id), &stored.content)
        .map_err(store::Error::from)?;
    let unreadable = || store::Error::Unreadable("intake_report.content");
    Ok(Told {
        id: stored.id,
        received_hour: stored.received_hour,
        language: stored.language.parse().map_err(|_| unreadable())?,
        submission: serde_json::from_slice(plain.expose()).map_err(|_| unreadable())?,
    })
}

const fn place(column: &'static str, id: Id<Report>) -> Sealed {
    Sealed::new("intake_report", column, id)
}

const KEEP_UNREADABLE: &str = "-- intake.unreadable.insert
INSERT INTO intake_unreadable (digest, sealed, taken_at) VALUES ($1, $2, $3)
ON CONFLICT (digest) DO NOTHING";

const TAKE: &str = "-- intake.submission.take
INSERT INTO intake_submission (id, filed_at, report_id) VALUES ($1, $2, $3)
ON CONFLICT (id) DO NOTHING";

const INSERT: &str = "-- intake.report.insert
INSERT INTO intake_report (id, received_hour, filed_at, language, urls, data_key, content)
VALUES ($1, $2, $3, $4, $5, $6, $7)";

const GET: &str = "-- intake.report.get
SELECT id, received_hour, language, data_key, content FROM intake_report WHERE id = $1";

const OF_CASE: &str = "-- intake.report.of_case
SELECT r.id, r.received_hour, r.language, r.data_key, r.content
FROM intake_case_report j JOIN intake_report r ON r.id = j.report_id
WHERE j.case_id = $1 ORDER BY j.joined_at, r.id LIMIT 200";

const IDS_OF_CASE: &str = "-- intake.case_report.of_case
SELECT report_id AS value FROM intake_case_report WHERE case_id = $1 ORDER BY joined_at, report_id";
