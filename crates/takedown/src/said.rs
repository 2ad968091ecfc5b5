//! What people and later looks made of a check, held against the record: the check itself is committed to when it is
//! stored, and each word about it by an entry of its own.

use std::collections::HashMap;

use audit::Entry;
use identity::Staff;
use kernel::{Id, Timestamp};
use serde_json::Value as Json;
use store::{FromRow, Row, Tx, values};

use crate::check::Check;

/// The act by which a person says what a check means, or confirms what another said.
pub(crate) const DECIDE: &str = "takedown.decide_check";

/// The act by which a later look makes something else of checks.
pub(crate) const REREAD: &str = "takedown.reread_check";

/// Checks that are read at once.
const PAGE: i64 = 1_000;

/// What was made of a check after it was stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    decided: Option<String>,
    decided_by: Option<Id<Staff>>,
    decided_at: Option<Timestamp>,
    /// What the sealed reason comes to.
    reason: Option<String>,
    confirmed_by: Option<Id<Staff>>,
    confirmed_at: Option<Timestamp>,
    later: Option<String>,
}

impl FromRow for Said {
    fn from_row(row: &Row) -> store::Result<Self> {
        let reason: Option<Vec<u8>> = row.get("reason")?;
        Ok(Self {
            decided: row.get("decided")?,
            decided_by: row.get("decided_by")?,
            decided_at: row.get("decided_at")?,
            reason: reason.map(|sealed| audit::digest(&sealed)),
            confirmed_by: row.get("confirmed_by")?,
            confirmed_at: row.get("confirmed_at")?,
            later: row.get("later")?,
        })
    }
}

/// What the record says was made of checks, by these.
pub(crate) type Recorded = HashMap<Id<Check>, Said>;

/// Takes an entry of the record in, the oldest first, and names the checks that it speaks of.
pub(crate) fn take(recorded: &mut Recorded, entry: &Entry) -> Vec<Id<Check>> {
    let facts: Json = serde_json::from_str(&entry.facts).unwrap_or_default();
    let text = |name: &str| facts.get(name).and_then(Json::as_str).map(str::to_owned);
    if entry.action == REREAD {
        let checks = facts.get("checks").and_then(Json::as_array);
        let checks = checks.into_iter().flatten().filter_map(Json::as_str);
        let checks: Vec<Id<Check>> = checks.filter_map(|id| id.parse().ok()).collect();
        for check in &checks {
            recorded.entry(*check).or_default().later = text("later");
        }
        return checks;
    }
    let Some(check) = text("check").and_then(|id| id.parse().ok()) else {
        return Vec::new();
    };
    let said = recorded.entry(check).or_default();
    let by = text("by").and_then(|id| id.parse().ok());
    let at = facts.get("at").and_then(Json::as_i64);
    let at = at.map(Timestamp::from_micros);
    said.decided = text("decided");
    if facts.get("confirmed").and_then(Json::as_bool) == Some(true) {
        (said.confirmed_by, said.confirmed_at) = (by, at);
    } else {
        (said.decided_by, said.decided_at) = (by, at);
        said.reason = text("reason");
    }
    vec![check]
}

/// The checks of which the store has another word than the record, or one that the record does not have.
pub(crate) async fn altered(tx: &mut Tx) -> store::Result<Vec<Id<Check>>> {
    let mut recorded = Recorded::new();
    for act in [DECIDE, REREAD] {
        let mut behind = 0;
        loop {
            let (entries, mark) = audit::of_act(tx, act, behind).await?;
            let Some(mark) = mark else { break };
            behind = mark;
            for entry in &entries {
                take(&mut recorded, entry);
            }
        }
    }
    let mut altered = Vec::new();
    let mut behind: Id<Check> = Id::from_uuid(uuid::Uuid::nil());
    loop {
        let rows: Vec<Stored> = tx.all(SAID, values![behind, PAGE]).await?;
        let Some(last) = rows.last() else { break };
        behind = last.check;
        for row in rows {
            if recorded.remove(&row.check) != Some(row.said) {
                altered.push(row.check);
            }
        }
    }
    // Of these the store has nothing any more.
    altered.extend(recorded.into_keys());
    Ok(altered)
}

struct Stored {
    check: Id<Check>,
    said: Said,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            check: row.get("id")?,
            said: Said::from_row(row)?,
        })
    }
}

const SAID: &str = "-- takedown.check.said
SELECT id, decided, decided_by, decided_at, reason, confirmed_by, confirmed_at, later
FROM takedown_check
WHERE id > $1 AND (decided IS NOT NULL OR reason IS NOT NULL OR confirmed_by IS NOT NULL OR later IS NOT NULL)
ORDER BY id LIMIT $2";
