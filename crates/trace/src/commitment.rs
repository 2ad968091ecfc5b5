//! What the record commits to of a trace: one fixed form of everything that is stored of it. It is made when the trace
//! is stored, and made again from the rows by whoever holds them against the record.

use std::collections::HashMap;

use audit::{Held, Subject};
use identity::{Action, Actor, Staff};
use kernel::{Id, Sensitive, Timestamp};
use location::Location;
use serde::Serialize;
use store::{DataKey, FromRow, Row, Tx, values};

use crate::finding::{Found, place};
use crate::record::salt_place;
use crate::{Error, Trace};

/// A trace as the record commits to it: SHA-256 of this as JSON, with the fields in this order and nothing between them.
#[derive(Serialize)]
pub(crate) struct Form {
    #[serde(rename = "form")]
    name: &'static str,
    trace: Id<Trace>,
    location: Id<Location>,
    at: i64,
    extent: String,
    staff: Option<Id<Staff>>,
    salt: String,
    findings: Vec<FormOfFinding>,
}

/// A finding in it.
#[derive(Serialize)]
pub(crate) struct FormOfFinding {
    pub(crate) id: Id<Found>,
    pub(crate) source: String,
    pub(crate) country: Option<String>,
    pub(crate) autonomous_system: Option<i64>,
    /// What was said, as it is sealed: JSON within a text.
    #[serde(serialize_with = "exposed")]
    pub(crate) said: Sensitive<String>,
}

fn exposed<S: serde::Serializer>(said: &Sensitive<String>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(said.expose())
}

impl Form {
    pub(crate) fn new(
        trace: Id<Trace>,
        location: Id<Location>,
        at: Timestamp,
        extent: &str,
        staff: Option<Id<Staff>>,
        salt: String,
        findings: Vec<FormOfFinding>,
    ) -> Self {
        Self {
            name: "openhotline trace 1",
            trace,
            location,
            at: at.micros(),
            extent: extent.to_owned(),
            staff,
            salt,
            findings,
        }
    }

    /// The bytes that are hashed.
    pub(crate) fn bytes(&self) -> Result<Sensitive<Vec<u8>>, Error> {
        let bytes = serde_json::to_vec(self);
        let bytes = bytes.map_err(|_| store::Error::Unreadable("trace_finding.detail"))?;
        Ok(Sensitive::new(bytes))
    }
}

/// A trace in the store, before its parts are opened.
pub(crate) struct Stored {
    pub(crate) id: Id<Trace>,
    location: Id<Location>,
    pub(crate) at: Timestamp,
    pub(crate) extent: String,
    staff: Option<Id<Staff>>,
    salt: Vec<u8>,
    pub(crate) entry: Id<audit::Entry>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            location: row.get("location_id")?,
            at: row.get("at")?,
            extent: row.get("extent")?,
            staff: row.get("staff_id")?,
            salt: row.get("salt")?,
            entry: row.get("entry_id")?,
        })
    }
}

/// A finding in the store.
struct StoredFinding {
    id: Id<Found>,
    trace: Id<Trace>,
    source: String,
    country: Option<String>,
    autonomous_system: Option<i64>,
    detail: Vec<u8>,
}

impl FromRow for StoredFinding {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            trace: row.get("trace_id")?,
            source: row.get("source")?,
            country: row.get("country")?,
            autonomous_system: row.get("autonomous_system")?,
            detail: row.get("detail")?,
        })
    }
}

/// Traces with the form of each, by the keys of their locations; nothing in place of one that does not open.
pub(crate) async fn forms(
    tx: &mut Tx,
    traces: Vec<Stored>,
    keys: &HashMap<Id<Location>, DataKey>,
) -> Result<Vec<(Stored, Option<Form>)>, Error> {
    let ids: Vec<_> = traces.iter().map(|trace| trace.id).collect();
    let rows: Vec<StoredFinding> = tx.all(FINDINGS, values![&ids[..]]).await?;
    let mut findings: HashMap<Id<Trace>, Vec<StoredFinding>> = HashMap::new();
    for row in rows {
        findings.entry(row.trace).or_default().push(row);
    }
    let form_of = |trace: Stored| {
        let found = findings.remove(&trace.id).unwrap_or_default();
        let key = keys.get(&trace.location);
        let form = key.and_then(|key| form(key, &trace, found));
        (trace, form)
    };
    Ok(traces.into_iter().map(form_of).collect())
}

fn form(key: &DataKey, trace: &Stored, found: Vec<StoredFinding>) -> Option<Form> {
    let salt = key.open_text(salt_place(trace.id), &trace.salt).ok()?;
    let finding = |one: StoredFinding| {
        Some(FormOfFinding {
            said: key.open_text(place(one.id), &one.detail).ok()?,
            id: one.id,
            source: one.source,
            country: one.country,
            autonomous_system: one.autonomous_system,
        })
    };
    let findings = found.into_iter().map(finding).collect::<Option<_>>()?;
    let salt = salt.expose().clone();
    Some(Form::new(
        trace.id,
        trace.location,
        trace.at,
        &trace.extent,
        trace.staff,
        salt,
        findings,
    ))
}

/// Holds every trace and finding against what the record commits to.
pub async fn verify_traces(tx: &mut Tx, actor: &Actor) -> Result<Held, Error> {
    actor.may(Action::VerifyAudit)?;
    let (stored,): (i64,) = tx.one(COUNT, values![]).await?;
    let digests = async |tx: &mut Tx, ids: &[Id<Subject>]| digests(tx, actor, ids).await;
    audit::hold(tx, ("trace.store", "trace"), stored, digests).await
}

async fn digests(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[Id<Subject>],
) -> Result<HashMap<Id<Subject>, Option<String>>, Error> {
    let stored: Vec<Stored> = tx.all(THESE, values![ids]).await?;
    let locations = stored.iter().map(|trace| trace.location);
    let keys = location::keys_to_verify(tx, actor, locations).await?;
    let forms = forms(tx, stored, &keys).await?;
    let mut digests = HashMap::new();
    for (trace, form) in forms {
        let digest = match form {
            Some(form) => Some(audit::digest(form.bytes()?.expose())),
            None => None,
        };
        digests.insert(Id::from_uuid(trace.id.uuid()), digest);
    }
    Ok(digests)
}

const COUNT: &str = "-- trace.trace.count
SELECT COUNT(*) AS value FROM trace_trace";

const THESE: &str = "-- trace.trace.these
SELECT id, location_id, at, extent, staff_id, salt, entry_id FROM trace_trace WHERE id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const FINDINGS: &str = "-- trace.finding.of_traces
SELECT id, trace_id, source, country, autonomous_system, detail FROM trace_finding WHERE trace_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) ORDER BY trace_id, position";
