//! Every check of a case as evidence: what was seen, what was made of it, and its entries in the record.

use audit::{Chained, Entry};
use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use serde_json::Value as Json;
use store::{FromRow, Place, Row, Tx, values};

use crate::Error;
use crate::check::Check;

/// A check as evidence.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The check.
    pub check: Check,
    /// When a person decided what it means.
    pub decided_at: Option<Timestamp>,
    /// When another confirmed that.
    pub confirmed_at: Option<Timestamp>,
    /// What came back: the address that answered, and where redirects led.
    pub detail: Json,
    /// Its entry in the record, and those of what people said of it.
    pub record: Vec<Chained>,
}

/// Every check of a case, the oldest first.
pub async fn evidence(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Checked>, Error> {
    actor.may(Action::ReadTakedown)?;
    let location = intake::case(tx, actor, case).await?.location;
    let key = location::data_key(tx, actor, location).await?;
    let decided = audit::chained_about(tx, "case", case, "takedown.decide_check").await?;
    let rows: Vec<Stored> = tx.all(OF_CASE, values![case]).await?;
    let entries: Vec<_> = rows.iter().map(|row| row.entry).collect();
    let looked = audit::chained(tx, &entries).await?;
    let mut checks = Vec::with_capacity(rows.len());
    for row in rows {
        let place = Place::new("takedown_check", "detail", row.check.id);
        let plain = key.open(place, &row.detail).map_err(store::Error::from)?;
        let commits = looked.iter().filter(|one| one.entry.id == row.entry);
        let said = decided
            .iter()
            .filter(|one| names(&one.entry.facts, row.check.id));
        checks.push(Checked {
            record: commits.chain(said).cloned().collect(),
            check: row.check,
            decided_at: row.decided_at,
            confirmed_at: row.confirmed_at,
            detail: serde_json::from_slice(plain.expose())
                .map_err(|_| store::Error::Unreadable("takedown_check.detail"))?,
        });
    }
    Ok(checks)
}

/// Whether the facts of an entry name this check.
fn names(facts: &str, id: Id<Check>) -> bool {
    let facts: Json = serde_json::from_str(facts).unwrap_or_default();
    facts.get("check").and_then(Json::as_str) == Some(id.to_string().as_str())
}

struct Stored {
    check: Check,
    entry: Id<Entry>,
    decided_at: Option<Timestamp>,
    confirmed_at: Option<Timestamp>,
    detail: Vec<u8>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            check: Check::from_row(row)?,
            entry: row.get("entry_id")?,
            decided_at: row.get("decided_at")?,
            confirmed_at: row.get("confirmed_at")?,
            detail: row.get("detail")?,
        })
    }
}

const OF_CASE: &str = "-- takedown.check.of_case
SELECT id, case_id, at, cause, seen, status, verdict, later, decided, decided_by, confirmed_by, vantage, abroad, decided_at,
    confirmed_at, detail, entry_id
FROM takedown_check WHERE case_id = $1 ORDER BY at, id LIMIT 10000";
