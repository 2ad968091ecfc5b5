//! Every check of a case as evidence: what was seen, what was made of it, and its entries in the record.

use std::collections::HashMap;

use audit::Proof;
use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Sensitive, Timestamp};
use serde_json::Value as Json;
use store::{FromRow, Tx, values};

use crate::check::Check;
use crate::commitment::Stored;
use crate::said::Said;
use crate::{Error, said};

/// Checks of one document at most.
pub const MOST: usize = 10_000;

/// A check as evidence.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The check.
    pub check: Check,
    /// When a person decided what it means.
    pub decided_at: Option<Timestamp>,
    /// When another confirmed that.
    pub confirmed_at: Option<Timestamp>,
    /// What came back: the addresses that answered, and where redirects led; nothing where it does not open any more.
    pub detail: Json,
    /// Its entry in the record, and those of what people said of it.
    pub record: Vec<Proof>,
    /// The bytes that its entry commits to by their SHA-256; nothing where they cannot be made any more.
    pub form: Option<Sensitive<Vec<u8>>>,
    /// Whether what is stored is what the entry commits to, and what was made of it since what the record says.
    pub is_as_recorded: bool,
}

/// The newest checks of a case, at most [`MOST`], the oldest of them first.
pub async fn evidence(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Checked>, Error> {
    actor.may(Action::ReadTakedown)?;
    let location = intake::case(tx, actor, case).await?.location;
    let key = location::data_key(tx, actor, location).await?;
    let mut said = said::Recorded::new();
    let mut words: HashMap<Id<Check>, Vec<Proof>> = HashMap::new();
    for act in [said::REREAD, said::DECIDE] {
        for one in audit::chained_about(tx, "case", case, act).await? {
            for check in said::take(&mut said, &one.entry) {
                words.entry(check).or_default().push(one.proof(None));
            }
        }
    }
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let mut rows: Vec<Row> = tx.all(OF_CASE, values![case, most]).await?;
    rows.reverse();
    let entries: Vec<_> = rows
        .iter()
        .map(|row| (row.check.id, row.stored.entry))
        .collect();
    let mut looked = audit::proofs(tx, "check", &entries).await?;
    let mut checks = Vec::with_capacity(rows.len());
    for row in rows {
        let commits = looked.remove(&row.check.id);
        let opened = row.stored.open(&key)?;
        let digest = opened
            .as_ref()
            .map(|(form, _)| audit::digest(form.expose()));
        let is_held =
            digest.is_some() && digest == commits.as_ref().and_then(|one| one.digest.clone());
        let is_said = said.remove(&row.check.id).unwrap_or_default() == row.said;
        let words = words.remove(&row.check.id).unwrap_or_default();
        let (form, detail) = opened.unzip();
        let detail = detail.and_then(|detail| serde_json::from_str(detail.expose()).ok());
        checks.push(Checked {
            record: commits.into_iter().chain(words).collect(),
            check: row.check,
            decided_at: row.decided_at,
            confirmed_at: row.confirmed_at,
            detail: detail.unwrap_or_default(),
            is_as_recorded: is_held && is_said,
            form,
        });
    }
    Ok(checks)
}

struct Row {
    check: Check,
    stored: Stored,
    said: Said,
    decided_at: Option<Timestamp>,
    confirmed_at: Option<Timestamp>,
}

impl FromRow for Row {
    fn from_row(row: &store::Row) -> store::Result<Self> {
        Ok(Self {
            check: Check::from_row(row)?,
            stored: Stored::from_row(row)?,
            said: Said::from_row(row)?,
            decided_at: row.get("decided_at")?,
            confirmed_at: row.get("confirmed_at")?,
        })
    }
}

const OF_CASE: &str = "-- takedown.check.of_case
SELECT id, case_id, location_id, at, cause, seen, status, verdict, later, decided, decided_by, confirmed_by, vantage, abroad,
    decided_at, confirmed_at, reason, detail, entry_id
FROM takedown_check WHERE case_id = $1 ORDER BY at DESC, id DESC LIMIT $2";
