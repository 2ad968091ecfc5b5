//! Everything that was ever asked about a place, as evidence: each trace with its findings, and its entry in the
//! record.

use audit::Chained;
use identity::{Action, Actor};
use kernel::{Id, Timestamp};
use location::Location;
use serde_json::Value as Json;
use store::{FromRow, Row, Tx, values};

use crate::finding::{Finding, findings_of};
use crate::{Error, Trace};

/// A trace as evidence.
#[derive(Clone, Debug)]
pub struct Traced {
    /// Its id, which its entry in the record names.
    pub id: Id<Trace>,
    /// When.
    pub at: Timestamp,
    /// `name`, `full`, `redirects` or `answer`.
    pub extent: String,
    /// What was found, in the order of the sources.
    pub findings: Vec<Finding>,
    /// Its entry in the record.
    pub record: Option<Chained>,
}

/// Every trace of a location, the oldest first.
pub async fn evidence(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<Vec<Traced>, Error> {
    actor.may(Action::ReadTrace)?;
    let recorded = audit::chained_about(tx, "location", location, "trace.store").await?;
    let rows: Vec<Stored> = tx.all(OF_LOCATION, values![location]).await?;
    let mut traces = Vec::with_capacity(rows.len());
    for row in rows {
        let record = recorded.iter().find(|one| names(&one.entry.facts, row.id));
        traces.push(Traced {
            id: row.id,
            at: row.at,
            extent: row.extent,
            findings: findings_of(tx, actor, location, row.id).await?,
            record: record.cloned(),
        });
    }
    Ok(traces)
}

/// Whether the facts of an entry name this trace.
fn names(facts: &str, id: Id<Trace>) -> bool {
    let facts: Json = serde_json::from_str(facts).unwrap_or_default();
    facts.get("trace").and_then(Json::as_str) == Some(id.to_string().as_str())
}

struct Stored {
    id: Id<Trace>,
    at: Timestamp,
    extent: String,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            at: row.get("at")?,
            extent: row.get("extent")?,
        })
    }
}

const OF_LOCATION: &str = "-- trace.trace.of_location
SELECT id, at, extent FROM trace_trace WHERE location_id = $1 ORDER BY at, id LIMIT 1000";
