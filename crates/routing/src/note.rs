//! Notes of the staff on a case, and whom they name: sealed, never edited. A correction is a note of its own; for some
//! minutes whoever wrote one may withdraw it.

mod mention;

use std::collections::BTreeSet;
use std::time::Duration;

use audit::About;
use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Sensitive, Timestamp};
use serde_json::json;
use store::{FromRow, Place, Row, Tx, values};

use crate::Error;

pub use mention::{Mention, mentions, read_mentions};

/// The longest note, in characters.
pub const NOTE_LIMIT: usize = 4_000;

/// How long whoever wrote a note may withdraw it.
pub const WITHDRAWN_WITHIN: Duration = Duration::from_mins(10);

/// Notes that are shown at a time: the newest, and whatever names the reader besides.
const SHOWN: i64 = 20;

/// What somebody of the staff wrote about a case.
#[derive(Clone, Debug)]
pub struct Note {
    /// Its id.
    pub id: Id<Note>,
    /// The case.
    pub case: Id<Case>,
    /// Who wrote it.
    pub author: Id<Staff>,
    /// When.
    pub at: Timestamp,
    /// The words; nothing once it was withdrawn.
    pub text: Option<Sensitive<String>>,
    /// It names the reader, who has not read it.
    pub is_new: bool,
}

/// A note to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewNote<'a> {
    /// Names the form it was written in: sent twice from there, it is written once.
    pub form: Id<Note>,
    /// The words. A colleague whose name stands in them behind an `@` is named by it.
    pub text: &'a str,
    /// A colleague whom it names besides.
    pub names: Option<Id<Staff>>,
}

struct Stored {
    id: Id<Note>,
    case: Id<Case>,
    author: Id<Staff>,
    at: Timestamp,
    data_key: Option<Vec<u8>>,
    text: Option<Vec<u8>>,
    is_new: bool,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            author: row.get("staff_id")?,
            at: row.get("at")?,
            data_key: row.get("data_key")?,
            text: row.get("text")?,
            is_new: row.get("is_new")?,
        })
    }
}

impl Stored {
    fn open(self, tx: &Tx) -> Result<Note, Error> {
        let sealed = self.data_key.as_ref().zip(self.text.as_ref());
        let text = match sealed {
            None => None,
            Some((key, text)) => Some(opened(tx, self.id, key, text)?),
        };
        Ok(Note {
            id: self.id,
            case: self.case,
            author: self.author,
            at: self.at,
            text,
            is_new: self.is_new,
        })
    }
}

/// The words of a note.
pub(crate) fn opened(
    tx: &Tx,
    id: Id<Note>,
    data_key: &[u8],
    text: &[u8],
) -> store::Result<Sensitive<String>> {
    let key = tx.keyring()?.data_key(place("data_key", id), data_key)?;
    Ok(key.open_text(place("text", id), text)?)
}

/// Writes a note on a case. Each colleague whom it names has it among their tasks until they have read it.
pub async fn write_note(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    new: NewNote<'_>,
) -> Result<(), Error> {
    actor.may(Action::WriteNote)?;
    let author = actor.staff_id().ok_or(Error::NotFound)?;
    let text = new.text.trim();
    if text.is_empty() {
        return Err(Error::NothingSaid);
    }
    if text.chars().count() > NOTE_LIMIT {
        return Err(Error::TooLong);
    }
    intake::case(tx, actor, case).await?;
    let colleagues = identity::colleagues(tx, actor, Action::ReadCase).await?;
    let mut named: BTreeSet<_> = mention::named_in(text, &colleagues);
    if let Some(picked) = new.names {
        if colleagues.iter().all(|(id, _)| *id != picked) {
            return Err(Error::NoReader);
        }
        named.insert(picked);
    }
    named.remove(&author);
    let Some(id) = unwritten(tx, author, case, new.form, text).await? else {
        return Ok(());
    };
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let sealed = key.seal(place("text", id), text.as_bytes(), tx.entropy());
    let now = tx.now();
    tx.execute(INSERT, values![id, case, author, now, wrapped, sealed])
        .await?;
    for colleague in &named {
        mention::add(tx, id, case, *colleague).await?;
    }
    audit::record(
        tx,
        actor.who(),
        "routing.write_note",
        About::one("case", case),
        json!({ "note": id, "names": named }),
    )
    .await?;
    Ok(())
}

/// The id of a note that is to be written: nothing where this form's was written, with these words. Other words from
/// the same form, as after a step back in the browser, are another note.
async fn unwritten(
    tx: &mut Tx,
    author: Id<Staff>,
    case: Id<Case>,
    form: Id<Note>,
    text: &str,
) -> Result<Option<Id<Note>>, Error> {
    tx.lock(&format!("routing.note:{form}")).await?;
    let before = tx.optional::<Stored>(GET, values![form]).await?;
    let Some(before) = before else {
        return Ok(Some(form));
    };
    let before = before.open(tx)?;
    let same = before.text.as_ref().is_some_and(|old| old.expose() == text);
    if before.author == author && before.case == case && same {
        return Ok(None);
    }
    Ok(Some(tx.new_id()))
}

/// Withdraws a note of one's own, within [`WITHDRAWN_WITHIN`]: its words and their key are destroyed, and nobody has it
/// among their tasks any more. That there was one stays.
pub async fn withdraw_note(tx: &mut Tx, actor: &Actor, id: Id<Note>) -> Result<Id<Case>, Error> {
    actor.may(Action::WriteNote)?;
    let found = tx.optional::<Stored>(GET_FOR_UPDATE, values![id]).await?;
    let note = found.ok_or(Error::NotFound)?;
    if Some(note.author) != actor.staff_id() {
        return Err(Error::NotFound);
    }
    let now = tx.now();
    if now.since(note.at) > WITHDRAWN_WITHIN {
        return Err(Error::TooLate);
    }
    if tx.execute(WITHDRAW, values![id, now]).await? == 1 {
        mention::forget(tx, id).await?;
        audit::record(
            tx,
            actor.who(),
            "routing.withdraw_note",
            About::one("case", note.case),
            json!({ "note": id }),
        )
        .await?;
    }
    Ok(note.case)
}

/// The newest notes on a case, and before them those that name the reader and are not read: oldest first. Whoever might
/// give the second opinion reads their own alone once it is asked for: a colleague's may tell what was made of the case.
/// Before that the form says who reads it.
pub async fn notes(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Note>, Error> {
    actor.may(Action::ReadCase)?;
    let reader = actor.staff_id();
    let rows = tx
        .all::<Stored>(OF_CASE, values![case, reader, SHOWN])
        .await?;
    let blind = assessment::is_blind(tx, actor, case).await?;
    rows.into_iter()
        .filter(|row| !blind || Some(row.author) == reader)
        .map(|row| row.open(tx))
        .collect()
}

const fn place(column: &'static str, id: Id<Note>) -> Place {
    Place::new("routing_note", column, id)
}

const INSERT: &str = "-- routing.note.insert
INSERT INTO routing_note (id, case_id, staff_id, at, data_key, text) VALUES ($1, $2, $3, $4, $5, $6)";

const GET: &str = "-- routing.note.get
SELECT id, case_id, staff_id, at, data_key, text, FALSE AS is_new FROM routing_note WHERE id = $1";

const GET_FOR_UPDATE: &str = "-- routing.note.get_for_update
SELECT id, case_id, staff_id, at, data_key, text, FALSE AS is_new FROM routing_note WHERE id = $1 /*for update*/";

const WITHDRAW: &str = "-- routing.note.withdraw
UPDATE routing_note SET data_key = NULL, text = NULL, withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL";

const OF_CASE: &str = "-- routing.note.of_case
SELECT n.id, n.case_id, n.staff_id, n.at, n.data_key, n.text, m.note_id IS NOT NULL AS is_new
FROM routing_note n LEFT JOIN routing_mention m ON m.note_id = n.id AND m.staff_id = $2 AND m.read_at IS NULL
WHERE n.case_id = $1 AND (m.note_id IS NOT NULL
    OR n.id IN (SELECT id FROM routing_note WHERE case_id = $1 ORDER BY at DESC, id DESC LIMIT $3))
ORDER BY n.at, n.id";
