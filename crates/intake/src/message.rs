//! The conversation under a receipt: what the reporter and the staff say to one another, each message sealed
//! under its report's key. A message of the staff is held against what would tell a reporter too much before it
//! goes. Every message has its echo in the letterbox, sealed to the receipt: see `deliver`.

use audit::About;
use identity::{Action, Actor, Staff};
use kernel::{Id, Language, Sensitive, Timestamp};
use letterbox::{MESSAGE_BYTES, Reply, Said};
use pack::Pack;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{DataKey, FromRow, Place as Sealed, Row, Tx, values};

use crate::padding::padded;
use crate::receipt::receipt_of;
use crate::report::{Entry, Report, open_key};
use crate::telling::{Finding, findings};
use crate::{Case, Error, deliver, unread};

/// A message of a conversation.
#[derive(Clone, Debug)]
pub struct Message {
    /// From 1 within the report.
    pub number: i64,
    /// When it was said; of the reporter's the hour alone.
    pub at: Timestamp,
    /// Who said it: nothing where the reporter did.
    pub staff: Option<Id<Staff>>,
    /// What was said; nothing any more once the reporter has withdrawn.
    pub text: Option<Sensitive<String>>,
    /// Nobody has read it yet.
    pub is_new: bool,
}

/// The conversation under one report's receipt.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// The report.
    pub report: Id<Report>,
    /// The language it was told in.
    pub language: Language,
    /// Whether it has a receipt, under which an answer can be read.
    pub has_receipt: bool,
    /// Oldest first: the newest, and before them all that nobody has read.
    pub messages: Vec<Message>,
    /// No message is new besides.
    pub is_whole: bool,
}

/// What somebody of the staff wants to say.
#[derive(Clone, Copy, Debug)]
pub struct Saying<'a> {
    /// Names the form it was written in: sent twice from there, it is said once.
    pub form: Id<Message>,
    /// The words.
    pub text: &'a str,
    /// What of it was read about and is said all the same: see [`Finding::token`].
    pub accepted: &'a [String],
}

/// Messages of one conversation that are shown at a time.
const MESSAGES: i64 = 200;

/// How many messages the reports of a case have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub messages: i64,
    /// Those that nobody has read yet.
    pub unread: i64,
}

/// What stands sealed in a message's row.
#[derive(Serialize, Deserialize)]
pub(crate) struct Words {
    pub(crate) at: Timestamp,
    pub(crate) text: String,
}

/// A report, as a conversation needs it.
struct Header {
    id: Id<Report>,
    language: String,
    receipt: Option<Vec<u8>>,
    data_key: Vec<u8>,
}

impl FromRow for Header {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            language: row.get("language")?,
            receipt: row.get("receipt")?,
            data_key: row.get("data_key")?,
        })
    }
}

struct Stored {
    id: Id<Message>,
    number: i64,
    at: Timestamp,
    staff: Option<Id<Staff>>,
    text: Option<Vec<u8>>,
    read_at: Option<Timestamp>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            number: row.get("number")?,
            at: row.get("at")?,
            staff: row.get("staff_id")?,
            text: row.get("text")?,
            read_at: row.get("read_at")?,
        })
    }
}

impl FromRow for Counts {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            messages: row.get("messages")?,
            unread: row.get("unread")?,
        })
    }
}

/// Keeps what a reporter says. The caller holds the report's row, so that numbers follow one another.
pub(crate) async fn hear(
    tx: &mut Tx,
    report: Id<Report>,
    key: &DataKey,
    entry: &Entry,
    text: &str,
) -> Result<(), Error> {
    let words = Words {
        at: entry.received_at,
        text: text.to_owned(),
    };
    let id = tx.new_id();
    let number = add(tx, report, key, id, &words, None).await?;
    if entry.receipt.is_some() {
        deliver::queue(tx, report, number).await?;
    }
    Ok(())
}

/// Says something to the reporter of a case's report. What would tell more than a reporter may know is given
/// back as [`Error::TellsMore`], unless all that was found is among what is accepted: whoever writes has read about
/// it and sends it all the same. The record names the kinds of it, never the text.
pub async fn say(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    (case, report): (Id<Case>, Id<Report>),
    saying: Saying<'_>,
) -> Result<(), Error> {
    actor.may(Action::Converse)?;
    let joined: Option<(Id<Report>,)> = tx.optional(ONE_OF_CASE, values![case, report]).await?;
    joined.ok_or(Error::NotFound)?;
    say_to(tx, actor, pack, report, About::one("case", case), saying).await
}

/// Says something to whoever told a report, which the caller holds. `about`: what the record names.
pub(crate) async fn say_to(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    report: Id<Report>,
    about: About,
    saying: Saying<'_>,
) -> Result<(), Error> {
    let header = header(tx, report).await?;
    let receipt = receipt_of(tx, report).await?.ok_or(Error::NoReceipt)?;
    // Forms part lines by two characters.
    let text = saying.text.replace("\r\n", "\n");
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::NothingSaid);
    }
    let now = tx.now();
    let reply = Reply::new(Said::Message(text.to_owned()), now);
    if text.len() > MESSAGE_BYTES || reply.seal(receipt.reply_key, tx.entropy()).is_err() {
        return Err(Error::TooLong);
    }
    let found = findings(text, pack);
    if !found
        .iter()
        .all(|one| saying.accepted.contains(&one.token()))
    {
        return Err(Error::TellsMore(found));
    }
    let key = open_key(tx, report, &header.data_key)?;
    let mut id = saying.form;
    if let Some(row) = tx.optional::<Stored>(OF_FORM, values![report, id]).await? {
        if open(&key, &row)?.is_none_or(|words| words.text == text) {
            return Ok(());
        }
        // The page went back and something else was written: that is another message.
        id = tx.new_id();
    }
    let words = Words {
        at: now,
        text: text.to_owned(),
    };
    let number = add(tx, report, &key, id, &words, actor.staff_id()).await?;
    unread::forget_wish(tx, report).await?;
    audit::record(
        tx,
        actor.who(),
        "intake.message",
        about,
        json!({ "report": report, "number": number, "told_of": kinds(&found) }),
    )
    .await?;
    deliver::queue(tx, report, number).await
}

/// The conversations of these reports of a case: for a viewing session, since messages may name a place or a person.
pub async fn conversations(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    reports: &[Id<Report>],
) -> Result<Vec<Conversation>, Error> {
    actor.may(Action::View)?;
    let mut conversations = Vec::with_capacity(reports.len());
    for report in reports {
        let header: Option<Header> = tx.optional(HEADER_IN, values![case, *report]).await?;
        conversations.push(of_header(tx, header.ok_or(Error::NotFound)?).await?);
    }
    Ok(conversations)
}

/// The conversation under one report's receipt, which the caller may read.
pub(crate) async fn conversation_of(
    tx: &mut Tx,
    report: Id<Report>,
) -> Result<Conversation, Error> {
    let header = header(tx, report).await?;
    of_header(tx, header).await
}

async fn of_header(tx: &mut Tx, header: Header) -> Result<Conversation, Error> {
    let key = open_key(tx, header.id, &header.data_key)?;
    let rows: Vec<Stored> = tx.all(NEWEST, values![header.id, MESSAGES]).await?;
    let (newest,): (i64,) = tx.one(NEWEST_NEW, values![header.id]).await?;
    let is_whole = rows.last().map_or(0, |row| row.number) >= newest;
    let mut messages = Vec::with_capacity(rows.len());
    for row in rows {
        messages.push(Message {
            number: row.number,
            at: row.at,
            staff: row.staff,
            text: open(&key, &row)?.map(|words| words.text.into()),
            is_new: row.read_at.is_none(),
        });
    }
    Ok(Conversation {
        report: header.id,
        language: header
            .language
            .parse()
            .map_err(|_| store::Error::Unreadable("intake_report.language"))?,
        has_receipt: header.receipt.is_some(),
        messages,
        is_whole,
    })
}

async fn header(tx: &mut Tx, report: Id<Report>) -> Result<Header, Error> {
    let header = tx.optional(HEADER, values![report]).await?;
    header.ok_or(Error::NotFound)
}

/// Holds a report's row until the transaction ends, so that what is added to it follows one another.
pub(crate) async fn hold(tx: &mut Tx, report: Id<Report>) -> Result<(), Error> {
    let held: Option<(Id<Report>,)> = tx.optional(HOLD, values![report]).await?;
    held.map(|_| ()).ok_or(Error::NotFound)
}

/// How many messages the reports of a case have.
pub async fn counts(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Counts, Error> {
    actor.may(Action::ReadCase)?;
    Ok(tx.one(COUNTS, values![case]).await?)
}

/// Destroys every word of a report's conversation, here and in the letterbox: an answer may repeat what it
/// answers. That there was a message, when and whose, stays.
pub(crate) async fn destroy(tx: &mut Tx, report: Id<Report>) -> Result<(), Error> {
    tx.execute(DESTROY, values![report]).await?;
    Ok(())
}

/// The number of the newest message whose words are destroyed, and 0 where none is.
pub(crate) async fn destroyed(tx: &mut Tx, report: Id<Report>) -> Result<i64, Error> {
    let (last,): (i64,) = tx.one(DESTROYED, values![report]).await?;
    Ok(last)
}

/// A message's words; nothing once they are destroyed.
pub(crate) async fn words(
    tx: &mut Tx,
    report: Id<Report>,
    number: i64,
) -> Result<Option<(Option<Id<Staff>>, Words)>, Error> {
    let (wrapped,): (Vec<u8>,) = tx
        .optional(DATA_KEY, values![report])
        .await?
        .ok_or(Error::NotFound)?;
    let row: Stored = tx
        .optional(GET, values![report, number])
        .await?
        .ok_or(Error::NotFound)?;
    let words = open(&open_key(tx, report, &wrapped)?, &row)?;
    Ok(words.map(|words| (row.staff, words)))
}

async fn add(
    tx: &mut Tx,
    report: Id<Report>,
    key: &DataKey,
    id: Id<Message>,
    words: &Words,
    staff: Option<Id<Staff>>,
) -> Result<i64, Error> {
    let plain = padded(words).map_err(|_| store::Error::Unreadable("intake_message.text"))?;
    let plain = Sensitive::new(plain);
    let sealed = key.seal(place(id), plain.expose(), tx.entropy());
    let (last,): (i64,) = tx.one(LAST, values![report]).await?;
    let number = last + 1;
    // Staff have read what they wrote. Of the reporter's side nothing finer than the hour is in clear.
    let (at, read_at) = match staff {
        Some(_) => (words.at, Some(words.at)),
        None => (words.at.hour(), None),
    };
    tx.execute(
        ADD,
        values![id, report, number, at, staff, sealed, read_at, staff],
    )
    .await?;
    Ok(number)
}

fn open(key: &DataKey, row: &Stored) -> Result<Option<Words>, Error> {
    let Some(sealed) = &row.text else {
        return Ok(None);
    };
    let plain = key
        .open(place(row.id), sealed)
        .map_err(store::Error::from)?;
    let words = serde_json::from_slice(plain.expose())
        .map_err(|_| store::Error::Unreadable("intake_message.text"))?;
    Ok(Some(words))
}

fn kinds(found: &[Finding]) -> Vec<&str> {
    let mut kinds: Vec<_> = found.iter().map(|one| one.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

const fn place(id: Id<Message>) -> Sealed {
    Sealed::new("intake_message", "text", id)
}

const ONE_OF_CASE: &str = "-- intake.message.report_of_case
SELECT r.id AS value
FROM intake_case_report j JOIN intake_report r ON r.id = j.report_id
WHERE j.case_id = $1 AND j.report_id = $2 /*for update*/";

const HEADER: &str = "-- intake.message.report
SELECT id, language, receipt, data_key FROM intake_report WHERE id = $1";

const HOLD: &str = "-- intake.message.hold_report
SELECT id AS value FROM intake_report WHERE id = $1 /*for update*/";

const HEADER_IN: &str = "-- intake.message.header
SELECT r.id, r.language, r.receipt, r.data_key
FROM intake_case_report j JOIN intake_report r ON r.id = j.report_id
WHERE j.case_id = $1 AND j.report_id = $2";

const DATA_KEY: &str = "-- intake.message.data_key
SELECT data_key AS value FROM intake_report WHERE id = $1";

const LAST: &str = "-- intake.message.last
SELECT COALESCE(MAX(number), 0) AS value FROM intake_message WHERE report_id = $1";

const ADD: &str = "-- intake.message.insert
INSERT INTO intake_message (id, report_id, number, at, staff_id, text, read_at, read_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const GET: &str = "-- intake.message.get
SELECT id, number, at, staff_id, text, read_at FROM intake_message WHERE report_id = $1 AND number = $2";

const OF_FORM: &str = "-- intake.message.of_form
SELECT id, number, at, staff_id, text, read_at FROM intake_message WHERE report_id = $1 AND id = $2";

const NEWEST: &str = "-- intake.message.newest
SELECT id, number, at, staff_id, text, read_at FROM intake_message
WHERE report_id = $1 AND number >= (SELECT MIN(number) FROM (
    SELECT number FROM (SELECT number FROM intake_message
        WHERE report_id = $1 ORDER BY number DESC LIMIT $2) AS newest
    UNION ALL SELECT MIN(number) FROM intake_message WHERE report_id = $1 AND read_at IS NULL) AS begins)
ORDER BY number LIMIT $2";

const NEWEST_NEW: &str = "-- intake.message.newest_new
SELECT COALESCE(MAX(number), 0) AS value FROM intake_message WHERE report_id = $1 AND read_at IS NULL";

const COUNTS: &str = "-- intake.message.counts
SELECT COUNT(*) AS messages, COUNT(CASE WHEN m.read_at IS NULL THEN 1 END) AS unread
FROM intake_case_report j JOIN intake_message m ON m.report_id = j.report_id WHERE j.case_id = $1";

const DESTROY: &str = "-- intake.message.destroy
UPDATE intake_message SET text = NULL WHERE report_id = $1";

const DESTROYED: &str = "-- intake.message.destroyed
SELECT COALESCE(MAX(number), 0) AS value FROM intake_message WHERE report_id = $1 AND text IS NULL";
