//! Everything that was ever asked about a place, as evidence: each trace with its findings, the entry of the record that
//! commits to them, and what it commits to.

use std::collections::HashMap;

use audit::Chained;
use identity::{Action, Actor};
use kernel::{Id, Sensitive, Timestamp};
use location::Location;
use store::{Tx, values};

use crate::commitment::{Stored, forms};
use crate::finding::Finding;
use crate::{Error, Trace};

/// Traces of one document at most.
pub const MOST: usize = 1_000;

/// A trace as evidence.
#[derive(Clone, Debug)]
pub struct Traced {
    /// Its id, which its entry in the record names.
    pub id: Id<Trace>,
    /// When.
    pub at: Timestamp,
    /// `name`, `full`, `redirects` or `answer`.
    pub extent: String,
    /// What was found, in the order in which it was asked.
    pub findings: Vec<Finding>,
    /// Its entry in the record.
    pub record: Option<Chained>,
    /// The bytes that the entry commits to by their SHA-256; nothing where they cannot be made any more.
    pub form: Option<Sensitive<Vec<u8>>>,
    /// Whether what is stored is what the entry commits to.
    pub is_as_recorded: bool,
}

/// The newest traces of a location, at most [`MOST`], the oldest of them first.
pub async fn evidence(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<Vec<Traced>, Error> {
    actor.may(Action::ReadTrace)?;
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let mut rows: Vec<Stored> = tx.all(OF_LOCATION, values![location, most]).await?;
    rows.reverse();
    let entries: Vec<_> = rows.iter().map(|row| row.entry).collect();
    let recorded = audit::chained(tx, &entries).await?;
    let mut recorded: HashMap<_, _> = recorded
        .into_iter()
        .map(|one| (one.entry.id, one))
        .collect();
    let mut found: HashMap<Id<Trace>, Vec<Finding>> = HashMap::new();
    for finding in crate::finding::all(tx, actor, location, most).await? {
        found.entry(finding.trace).or_default().push(finding);
    }
    let key = location::data_key(tx, actor, location).await?;
    let forms = forms(tx, rows, &HashMap::from([(location, key)])).await?;
    let mut traces = Vec::with_capacity(forms.len());
    for (row, form) in forms {
        let form = form.map(|form| form.bytes()).transpose()?;
        let record = recorded.remove(&row.entry);
        let digest = form.as_ref().map(|form| audit::digest(form.expose()));
        let committed = record.as_ref();
        let committed = committed.and_then(|one| audit::digest_of(&one.entry, "trace", row.id));
        traces.push(Traced {
            id: row.id,
            at: row.at,
            extent: row.extent,
            findings: found.remove(&row.id).unwrap_or_default(),
            is_as_recorded: digest.is_some() && digest == committed,
            record,
            form,
        });
    }
    Ok(traces)
}

const OF_LOCATION: &str = "-- trace.trace.of_location
SELECT id, location_id, at, extent, staff_id, salt, entry_id FROM trace_trace WHERE location_id = $1
ORDER BY at DESC, id DESC LIMIT $2";
