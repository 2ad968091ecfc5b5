//! Reports that come another way than through the letterbox: typed by staff, from a file, from a partner's
//! program. They enter as all do, and what became of each address is kept, so that the same again is answered
//! the same.

use std::collections::BTreeSet;

use identity::{Action, Actor};
use kernel::{Id, Language, Sensitive, Timestamp};
use letterbox::{Content, Signals};
use location::Refusal;
use pack::Pack;
use store::{FromRow, Row, Tx, values};

use crate::case::{Case, Joined};
use crate::import::Import;
use crate::report::Report;
use crate::told::Origin;
use crate::{Entry, Error, Filed, Source, enter};

/// Characters of a sender's own name for a report.
pub(crate) const REFERENCE: usize = 200;

/// Something told another way than through the letterbox.
pub struct Telling {
    /// Names it for ever: see [`entry_id`].
    pub id: [u8; 32],
    /// Which way it came.
    pub source: Source,
    /// The language it was told in.
    pub language: Language,
    /// When it came.
    pub received_at: Timestamp,
    /// What was told; its addresses are all recognised.
    pub content: Content,
    /// The number of each address of `content`, as whoever sent it counts them.
    pub numbers: Vec<usize>,
    /// The addresses that were not taken.
    pub refused: Vec<(usize, Refusal)>,
    /// The file it is from, where it is from one.
    pub from_file: Option<FromFile>,
}

/// Which file a telling is from.
pub struct FromFile {
    /// The run over the file: it knows who imported.
    pub import: Id<Import>,
    /// The keyed name of its report, where the sender has a reference for that.
    pub report: Option<[u8; 32]>,
    /// Whose file it is.
    pub origin: Origin,
}

/// What an entry became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// The report.
    pub report: Id<Report>,
    /// Whether it was entered before, so that nothing was done now.
    pub before: bool,
    /// What became of each address, by number.
    pub places: Vec<EnteredPlace>,
}

/// What became of one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnteredPlace {
    /// Its number, as whoever sent it counts.
    pub number: i64,
    /// What became of it.
    pub placed: Placed,
    /// The key of the refusal, where it was refused.
    pub reason: Option<String>,
    /// The case it is of, and what people call that.
    pub case: Option<(Id<Case>, String)>,
}

/// What becomes of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// It opened a case.
    Opened,
    /// It joined an open case.
    Joined,
    /// Its case is closed, and the place is looked at again.
    Again,
    /// An address before it in the same entry leads to the same place.
    Twice,
    /// It was not taken.
    Refused,
}

impl Placed {
    const ALL: [Self; 5] = [
        Self::Opened,
        Self::Joined,
        Self::Again,
        Self::Twice,
        Self::Refused,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Joined => "joined",
            Self::Again => "again",
            Self::Twice => "twice",
            Self::Refused => "refused",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|placed| placed.name() == name)
    }
}

/// The id of an entry: keyed, of who or what it is from and of what names it there. Each part is preceded by
/// its length, so that no two lists of parts are the same bytes.
pub fn entry_id(tx: &Tx, parts: &[&[u8]]) -> Result<[u8; 32], Error> {
    let mut name = Sensitive::new(Vec::new());
    for part in parts {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        let joined = [
            name.expose().as_slice(),
            length.to_be_bytes().as_slice(),
            part,
        ]
        .concat();
        name = Sensitive::new(joined);
    }
    Ok(tx.keyring()?.blind_index("intake.entry", name.expose()))
}

/// Enters it, once: the same again gives what it became the first time.
///
/// # Errors
/// [`Error::Other`] where something else was entered under its id.
pub async fn enter_telling(
    tx: &mut Tx,
    actor: &Actor,
    telling: Telling,
    pack: &Pack,
) -> Result<Entered, Error> {
    actor.may(Action::FileReport)?;
    let digest = digest(tx, &telling)?;
    let urls = telling.content.urls.clone();
    let (import, reference, origin) = match telling.from_file {
        Some(file) => (Some(file.import), file.report, Some(file.origin)),
        None => (None, None, None),
    };
    let entry = Entry {
        id: telling.id,
        source: telling.source,
        receipt: None,
        reference,
        origin,
        language: telling.language,
        received_at: telling.received_at,
        signals: Signals::default(),
        content: telling.content,
    };
    match enter(tx, actor, entry, pack).await? {
        Filed::Report(report, cases) => {
            let partner = actor.partner_id();
            tx.execute(INSERT, values![telling.id, digest, report, partner, import])
                .await?;
            let places = placed(&urls, &cases, pack);
            for (number, (placed, case)) in telling.numbers.into_iter().zip(places) {
                let number = i64::try_from(number).unwrap_or(i64::MAX);
                let none: Option<&str> = None;
                tx.execute(
                    PLACE,
                    values![telling.id, number, placed.name(), none, case],
                )
                .await?;
            }
            for (number, refusal) in &telling.refused {
                let number = i64::try_from(*number).unwrap_or(i64::MAX);
                let none: Option<Id<Case>> = None;
                let name = Placed::Refused.name();
                tx.execute(
                    PLACE,
                    values![telling.id, number, name, refusal.key(), none],
                )
                .await?;
            }
            of_id(tx, &telling.id, false).await
        }
        Filed::Before => {
            let stored: Option<(Vec<u8>,)> = tx.optional(DIGEST, values![telling.id]).await?;
            match stored {
                Some((stored,)) if stored == digest => of_id(tx, &telling.id, true).await,
                _ => Err(Error::Other),
            }
        }
        Filed::Unreadable | Filed::Asked | Filed::Spoken => Err(Error::NotFound),
    }
}

/// Whether something was entered under this id.
pub(crate) async fn known(tx: &mut Tx, id: &[u8]) -> Result<bool, Error> {
    let report: Option<(Id<Report>,)> = tx.optional(REPORT, values![id]).await?;
    Ok(report.is_some())
}

/// Whether a text can be a sender's own name for a report.
pub(crate) fn is_reference(text: &str) -> bool {
    !text.trim().is_empty()
        && text.chars().count() <= REFERENCE
        && !text.chars().any(char::is_control)
}

/// What an entry became, by its report: the first, where a file's lines under one reference are several.
pub async fn entered(tx: &mut Tx, actor: &Actor, report: Id<Report>) -> Result<Entered, Error> {
    actor.may(Action::ReadCase)?;
    let id: Option<(Vec<u8>,)> = tx.optional(OF_REPORT, values![report]).await?;
    let (id,) = id.ok_or(Error::NotFound)?;
    of_id(tx, &id, true).await
}

/// What an entry became, by its id.
pub(crate) async fn of_id(tx: &mut Tx, id: &[u8], before: bool) -> Result<Entered, Error> {
    let report: Option<(Id<Report>,)> = tx.optional(REPORT, values![id]).await?;
    let (report,) = report.ok_or(Error::NotFound)?;
    let places = tx.all(PLACES, values![id]).await?;
    Ok(Entered {
        report,
        before,
        places,
    })
}

/// What became of each address, given the cases that their places joined: each place once, in the order of
/// the canonical forms.
fn placed(urls: &[String], cases: &[Joined], pack: &Pack) -> Vec<(Placed, Option<Id<Case>>)> {
    let canonical: Vec<_> = urls
        .iter()
        .map(|url| {
            let place = location::recognise(url, &pack.urls).ok()?;
            Some(Sensitive::new(place.canonical().expose().clone()))
        })
        .collect();
    let order: BTreeSet<&str> = canonical
        .iter()
        .flatten()
        .map(|c| c.expose().as_str())
        .collect();
    let order: Vec<&str> = order.into_iter().collect();
    let mut seen = BTreeSet::new();
    canonical
        .iter()
        .map(|canonical| {
            let joined = canonical
                .as_ref()
                .and_then(|canonical| order.binary_search(&canonical.expose().as_str()).ok())
                .and_then(|at| Some((at, *cases.get(at)?)));
            let Some((at, joined)) = joined else {
                return (Placed::Refused, None);
            };
            let (placed, case) = match joined {
                Joined::Opened(case) => (Placed::Opened, case),
                Joined::Joined(case) => (Placed::Joined, case),
                Joined::Again(case) => (Placed::Again, case),
            };
            if seen.insert(at) {
                (placed, Some(case))
            } else {
                (Placed::Twice, Some(case))
            }
        })
        .collect()
}

/// Tells the same words from others: keyed, so that it tells nothing else.
fn digest(tx: &Tx, telling: &Telling) -> Result<[u8; 32], Error> {
    let refused: Vec<_> = telling.refused.iter().map(|(number, _)| number).collect();
    let words = (
        &telling.content,
        telling.language,
        &telling.numbers,
        refused,
    );
    let words =
        serde_json::to_vec(&words).map_err(|_| store::Error::Unreadable("intake_entry.digest"))?;
    let words = Sensitive::new(words);
    Ok(tx.keyring()?.blind_index("intake.telling", words.expose()))
}

impl FromRow for EnteredPlace {
    fn from_row(row: &Row) -> store::Result<Self> {
        let result: String = row.get("result")?;
        let case: Option<Id<Case>> = row.get("case_id")?;
        let reference: Option<String> = row.get("reference")?;
        Ok(Self {
            number: row.get("number")?,
            placed: Placed::named(&result)
                .ok_or(store::Error::Unreadable("intake_entry_place.result"))?,
            reason: row.get("reason")?,
            case: case.zip(reference),
        })
    }
}

const INSERT: &str = "-- intake.entry.insert
INSERT INTO intake_entry (id, digest, report_id, partner_id, import_id) VALUES ($1, $2, $3, $4, $5)";

const PLACE: &str = "-- intake.entry_place.insert
INSERT INTO intake_entry_place (entry_id, number, result, reason, case_id) VALUES ($1, $2, $3, $4, $5)";

const DIGEST: &str = "-- intake.entry.digest
SELECT digest AS value FROM intake_entry WHERE id = $1";

const REPORT: &str = "-- intake.entry.report
SELECT report_id AS value FROM intake_entry WHERE id = $1";

const OF_REPORT: &str = "-- intake.entry.of_report
SELECT e.id AS value FROM intake_entry e JOIN intake_submission s ON s.id = e.id
WHERE e.report_id = $1 ORDER BY s.number LIMIT 1";

const PLACES: &str = "-- intake.entry_place.all
SELECT p.number, p.result, p.reason, p.case_id, c.reference
FROM intake_entry_place p LEFT JOIN intake_case c ON c.id = p.case_id
WHERE p.entry_id = $1 ORDER BY p.number LIMIT 1000";
