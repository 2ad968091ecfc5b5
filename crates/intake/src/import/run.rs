//! Filing the lines of a file, and what became of each.
//!
//! A line is named for ever by its sender and what it says; with a reference by the sender, the reference and the
//! places it names. Lines of one sender under one reference are one report, wherever in a file they stand. So a run
//! that was cut off is run again, and what it had entered is told again and not entered.

use std::collections::BTreeSet;

use audit::About;
use identity::{Action, Actor};
use kernel::{Id, Sensitive, Timestamp};
use pack::Pack;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use super::columns::Column;
use super::line::{Line, Told};
use super::reason::{Reason, Refused};
use crate::entered::{
    Entered, FromFile, Placed, Telling, enter_telling, entry_id, is_reference, known,
};
use crate::told::{ADDITIONS, Origin};
use crate::{Case, Error, Source};

/// Lines of results of one page.
pub(crate) const PAGE: i64 = 500;

/// One run over a file.
pub struct Import {
    /// Its id.
    pub id: Id<Import>,
    /// Who made the file, as whoever imports it says.
    sender: Sensitive<String>,
    /// The same as part of what names a line for ever: in small letters.
    index: Sensitive<String>,
}

impl Import {
    /// A run over a file of this sender; nothing where that is no name.
    pub fn new(id: Id<Self>, sender: &str) -> Option<Self> {
        let words: Vec<_> = sender.split_whitespace().collect();
        let sender = Sensitive::new(words.join(" "));
        let index = Sensitive::new(sender.expose().to_lowercase());
        is_reference(sender.expose()).then_some(Self { id, sender, index })
    }
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// It was entered, and opened a case.
    Opened,
    /// It was entered and joined open cases.
    Joined,
    /// It was entered; a case of it is closed, and the place is looked at again.
    Again,
    /// It had been entered before.
    Before,
    /// It was refused.
    Refused,
}

impl Imported {
    /// Everything that may become of a line.
    pub const ALL: [Self; 5] = [
        Self::Opened,
        Self::Joined,
        Self::Again,
        Self::Before,
        Self::Refused,
    ];

    /// The name, as stored and as results have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opened => "filed",
            Self::Joined => "joined",
            Self::Again => "checked-again",
            Self::Before => "already-there",
            Self::Refused => "refused",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// A line and what became of it. Nothing that stood in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineResult {
    /// Its number in the file.
    pub number: i64,
    /// What became of it.
    pub imported: Imported,
    /// The key of the reason, where it was refused.
    pub reason: Option<String>,
    /// The name of the column that is at fault, where it is one.
    pub column: Option<String>,
    /// The cases it is of, and what people call them.
    pub cases: Vec<(Id<Case>, String)>,
}

/// How many lines became what, in the order of [`Imported::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineCounts(pub [i64; 5]);

impl LineCounts {
    /// How many became this.
    pub fn of(&self, imported: Imported) -> i64 {
        let counts = Imported::ALL.into_iter().zip(self.0);
        counts
            .filter(|(one, _)| *one == imported)
            .map(|(_, count)| count)
            .sum()
    }

    /// How many there are.
    pub fn all(&self) -> i64 {
        self.0.iter().sum()
    }
}

/// What became of the lines of a file.
#[derive(Clone, Debug)]
pub struct Results {
    /// It has ended; otherwise it runs, or was cut off.
    pub ended: bool,
    /// How many lines became what so far.
    pub counts: LineCounts,
    /// Lines, in their order: a page of them.
    pub lines: Vec<LineResult>,
}

/// The id of the import of this text from this form: the form sent twice is one import.
pub(crate) fn import_id(tx: &Tx, parts: &[&[u8]]) -> Result<Id<Import>, Error> {
    let id = entry_id(tx, parts)?;
    let half = id.first_chunk::<16>().copied().unwrap_or_default();
    Ok(Id::from_uuid(
        uuid::Builder::from_random_bytes(half).into_uuid(),
    ))
}

/// Begins an import. Whether it is still to be done: one that has ended is not.
pub async fn begin_import(tx: &mut Tx, actor: &Actor, id: Id<Import>) -> Result<bool, Error> {
    actor.may(Action::ImportReports)?;
    let who = actor.who();
    let now = tx.now();
    let begun = tx
        .execute(BEGIN, values![id, who.kind, who.id, now])
        .await?;
    if begun == 1 {
        let about = About::one("import", id);
        audit::record(tx, who, "intake.import", about, json!({})).await?;
        return Ok(true);
    }
    let (ended,): (Option<Timestamp>,) = tx.one(ENDED, values![id]).await?;
    Ok(ended.is_none())
}

/// Enters lines, in the caller's transaction: a few at a time, so that others get their turn. What became of each.
pub async fn import_lines(
    tx: &mut Tx,
    actor: &Actor,
    import: &Import,
    lines: &[Line],
    pack: &Pack,
) -> Result<Vec<LineResult>, Error> {
    actor.may(Action::ImportReports)?;
    let mut results = Vec::with_capacity(lines.len());
    for line in lines {
        let entered = match &line.told {
            Ok(told) => enter_line(tx, actor, import, told, pack).await?,
            Err(refused) => Err(*refused),
        };
        let (result, entry) = match entered {
            Ok((id, entered)) => (of_entered(line.number, entered), Some(id.to_vec())),
            Err(refused) => (of_refused(line.number, refused), None),
        };
        tx.execute(
            RESULT,
            values![
                import.id,
                result.number,
                result.imported.name(),
                result.reason.as_deref(),
                result.column.as_deref(),
                entry,
            ],
        )
        .await?;
        results.push(result);
    }
    Ok(results)
}

/// Ends an import: from now on it is not done again. How many lines became what.
pub async fn end_import(tx: &mut Tx, actor: &Actor, id: Id<Import>) -> Result<LineCounts, Error> {
    actor.may(Action::ImportReports)?;
    let now = tx.now();
    let ended = tx.execute(END, values![id, now]).await?;
    let counts = counts(tx, id).await?;
    if ended == 1 {
        let facts = json!({
            "lines": counts.all(),
            "filed": counts.of(Imported::Opened),
            "joined": counts.of(Imported::Joined),
            "checked_again": counts.of(Imported::Again),
            "already_there": counts.of(Imported::Before),
            "refused": counts.of(Imported::Refused),
        });
        let about = About::one("import", id);
        audit::record(tx, actor.who(), "intake.imported", about, facts).await?;
    }
    Ok(counts)
}

/// What became of the lines of an import after this number, a page at a time; and of how many in all.
pub async fn imported_lines(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Import>,
    after: i64,
) -> Result<Results, Error> {
    actor.may(Action::ImportReports)?;
    let found: Option<(Option<Timestamp>,)> = tx.optional(ENDED, values![id]).await?;
    let (ended,) = found.ok_or(Error::NotFound)?;
    let mut lines: Vec<LineResult> = Vec::new();
    for row in tx
        .all::<LineResult>(RESULTS, values![id, after, PAGE])
        .await?
    {
        match lines.last_mut() {
            // A line of several addresses comes several times, and two of them may be of one case.
            Some(last) if last.number == row.number => {
                last.cases
                    .retain(|case| row.cases.first().is_none_or(|new| new != case));
                last.cases.extend(row.cases);
            }
            _ => lines.push(row),
        }
    }
    Ok(Results {
        ended: ended.is_some(),
        counts: counts(tx, id).await?,
        lines,
    })
}

async fn counts(tx: &mut Tx, id: Id<Import>) -> Result<LineCounts, Error> {
    let rows: Vec<Counted> = tx.all(COUNTS, values![id]).await?;
    let count = |one: Imported| {
        let found = rows.iter().find(|row| row.result == one.name());
        found.map_or(0, |row| row.lines)
    };
    Ok(LineCounts(Imported::ALL.map(count)))
}

/// Enters one line. What it became, with the id of its entry.
async fn enter_line(
    tx: &mut Tx,
    actor: &Actor,
    import: &Import,
    told: &Told,
    pack: &Pack,
) -> Result<Result<([u8; 32], Entered), Refused>, Error> {
    let id = line_id(tx, &import.index, told, pack)?;
    let report = match &told.reference {
        Some(reference) => {
            let parts: [&[u8]; 4] = [
                b"import",
                b"report",
                import.index.expose().as_bytes(),
                reference.as_bytes(),
            ];
            Some(entry_id(tx, &parts)?)
        }
        None => None,
    };
    if let Some(report) = report {
        let (lines,): (i64,) = tx.one(OF_REFERENCE, values![report]).await?;
        if lines >= ADDITIONS && !known(tx, &id).await? {
            return Ok(Err(Reason::Full.of(Column::Reference)));
        }
    }
    let origin = Origin {
        sender: import.sender.expose().clone(),
        reference: told.reference.clone(),
    };
    let telling = Telling {
        id,
        source: Source::File,
        language: told.language,
        received_at: told.received.unwrap_or(tx.now()),
        content: told.content.clone(),
        numbers: (1..=told.content.urls.len()).collect(),
        refused: Vec::new(),
        from_file: Some(FromFile {
            import: import.id,
            report,
            origin,
        }),
    };
    match enter_telling(tx, actor, telling, pack).await {
        Ok(entered) => Ok(Ok((id, entered))),
        Err(Error::Other) => Ok(Err(Reason::Changed.into())),
        Err(error) => Err(error),
    }
}

/// Names a line for ever.
fn line_id(
    tx: &Tx,
    sender: &Sensitive<String>,
    told: &Told,
    pack: &Pack,
) -> Result<[u8; 32], Error> {
    let sender = sender.expose().as_bytes();
    if let Some(reference) = &told.reference {
        let places: BTreeSet<String> = told
            .content
            .urls
            .iter()
            .filter_map(|url| location::recognise(url, &pack.urls).ok())
            .map(|place| place.canonical().expose().clone())
            .collect();
        let mut parts: Vec<&[u8]> = vec![b"import", b"reference", sender, reference.as_bytes()];
        parts.extend(places.iter().map(String::as_bytes));
        return entry_id(tx, &parts);
    }
    let words = (&told.content, told.language, told.received);
    let words =
        serde_json::to_vec(&words).map_err(|_| store::Error::Unreadable("intake_entry.id"))?;
    let words = Sensitive::new(words);
    entry_id(tx, &[b"import", b"line", sender, words.expose()])
}

fn of_entered(number: i64, entered: Entered) -> LineResult {
    let became = |placed| entered.places.iter().any(|place| place.placed == placed);
    let imported = if entered.before {
        Imported::Before
    } else if became(Placed::Opened) {
        Imported::Opened
    } else if became(Placed::Again) {
        Imported::Again
    } else {
        Imported::Joined
    };
    let mut cases = Vec::new();
    for case in entered.places.into_iter().filter_map(|place| place.case) {
        if !cases.contains(&case) {
            cases.push(case);
        }
    }
    LineResult {
        number,
        imported,
        reason: None,
        column: None,
        cases,
    }
}

fn of_refused(number: i64, refused: Refused) -> LineResult {
    LineResult {
        number,
        imported: Imported::Refused,
        reason: Some(refused.reason.key().to_owned()),
        column: refused.column.map(|column| column.name().to_owned()),
        cases: Vec::new(),
    }
}

struct Counted {
    result: String,
    lines: i64,
}

impl FromRow for Counted {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            result: row.get("result")?,
            lines: row.get("lines")?,
        })
    }
}

impl FromRow for LineResult {
    fn from_row(row: &Row) -> store::Result<Self> {
        let result: String = row.get("result")?;
        let case: Option<Id<Case>> = row.get("case_id")?;
        let reference: Option<String> = row.get("reference")?;
        Ok(Self {
            number: row.get("number")?,
            imported: Imported::named(&result)
                .ok_or(store::Error::Unreadable("intake_import_line.result"))?,
            reason: row.get("reason")?,
            column: row.get("fault")?,
            cases: case.zip(reference).into_iter().collect(),
        })
    }
}

const BEGIN: &str = "-- intake.import.begin
INSERT INTO intake_import (id, who_kind, who_id, begun_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO NOTHING";

const ENDED: &str = "-- intake.import.ended
SELECT ended_at AS value FROM intake_import WHERE id = $1";

const END: &str = "-- intake.import.end
UPDATE intake_import SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";

const OF_REFERENCE: &str = "-- intake.submission.of_reference
SELECT COUNT(*) AS value FROM intake_report r JOIN intake_submission s ON s.report_id = r.id
WHERE r.receipt_index = $1";

const RESULT: &str = "-- intake.import_line.insert
INSERT INTO intake_import_line (import_id, number, result, reason, fault, entry_id)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (import_id, number) DO NOTHING";

const COUNTS: &str = "-- intake.import_line.counts
SELECT result, COUNT(*) AS lines FROM intake_import_line WHERE import_id = $1 GROUP BY result";

const RESULTS: &str = "-- intake.import_line.page
SELECT l.number, l.result, l.reason, l.fault, c.id AS case_id, c.reference
FROM (SELECT number, result, reason, fault, entry_id FROM intake_import_line
      WHERE import_id = $1 AND number > $2 ORDER BY number LIMIT $3) l
LEFT JOIN intake_entry_place p ON p.entry_id = l.entry_id
LEFT JOIN intake_case c ON c.id = p.case_id
ORDER BY l.number, p.number";
