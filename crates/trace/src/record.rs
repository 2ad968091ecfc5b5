//! What a trace found, written down in few statements: the trace, its findings, and the entry of the record that
//! commits to both.

use audit::{About, Entry};
use data_encoding::HEXLOWER;
use identity::{Action, Actor};
use kernel::{Country, Id, Sensitive};
use location::Location;
use serde_json::{Value as Json, json};
use store::{DataKey, Place, Tx, values};

use crate::commitment::{Form, FormOfFinding};
use crate::detail::Detail;
use crate::finding::{Found, place};
use crate::{Error, Trace};

/// Where the salt of a trace stands.
pub(crate) const fn salt_place(id: Id<Trace>) -> Place {
    Place::new("trace_trace", "salt", id)
}

/// Stores one trace with all it found.
pub(crate) async fn store_trace(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
    extent: &'static str,
    details: &[Detail],
) -> Result<Id<Trace>, Error> {
    let key = location::data_key(tx, actor, location).await?;
    store_under(tx, actor, &key, location, extent, details).await
}

/// The same where the key of the location is at hand.
pub(crate) async fn store_under(
    tx: &mut Tx,
    actor: &Actor,
    key: &DataKey,
    location: Id<Location>,
    extent: &'static str,
    details: &[Detail],
) -> Result<Id<Trace>, Error> {
    actor.may(Action::ReadTrace)?;
    let trace: Id<Trace> = tx.new_id();
    let entry: Id<Entry> = tx.new_id();
    let (now, by, salt) = (tx.now(), actor.staff_id(), audit::salt(tx.entropy()));
    let sealed_salt = key.seal(salt_place(trace), salt.as_bytes(), tx.entropy());
    let mut rows = Vec::with_capacity(details.len());
    let mut findings = Vec::with_capacity(details.len());
    for (position, detail) in details.iter().enumerate() {
        let (source, country, system) = detail.source();
        let id: Id<Found> = tx.new_id();
        let said = serde_json::to_string(detail)
            .map(Sensitive::new)
            .map_err(|_| store::Error::Unreadable("trace_finding.detail"))?;
        let sealed = key.seal(place(id), said.expose().as_bytes(), tx.entropy());
        rows.push(row(id, position, (source, country, system), &sealed));
        findings.push(FormOfFinding {
            id,
            source: source.to_owned(),
            country: country.map(String::from),
            autonomous_system: system.map(i64::from),
            said,
        });
    }
    let form = Form::new(trace, location, now, extent, by, salt, findings);
    let digest = audit::digest(form.bytes()?.expose());
    let row = values![trace, location, now, extent, by, sealed_salt, entry];
    tx.execute(INSERT_TRACE, row).await?;
    if !rows.is_empty() {
        let rows = Json::from(rows).to_string();
        tx.execute(INSERT, values![trace, location, now, rows])
            .await?;
    }
    let facts = json!({
        "trace": trace,
        "extent": extent,
        "findings": details.len(),
        "digest": digest,
    });
    let about = About::one("location", location);
    audit::record_as(tx, entry, actor.who(), "trace.store", about, facts).await?;
    Ok(trace)
}

fn row(
    id: Id<Found>,
    position: usize,
    (source, country, system): (&'static str, Option<Country>, Option<u32>),
    sealed: &[u8],
) -> Json {
    json!({
        "id": id.uuid().simple().to_string(),
        "position": position,
        "source": source,
        "country": country.map(String::from),
        "system": system,
        "detail": HEXLOWER.encode(sealed),
    })
}

const INSERT_TRACE: &str = "-- trace.trace.insert
INSERT INTO trace_trace (id, location_id, at, extent, staff_id, salt, entry_id)
VALUES ($1, $2, $3, $4, $5, $6, $7)";

const INSERT: &str = "-- trace.finding.insert
INSERT INTO trace_finding
    (id, trace_id, location_id, at, position, source, country, autonomous_system, detail)
/*on postgres*/ SELECT CAST(id AS uuid), $1, $2, $3, position, source, country, system, decode(detail, 'hex')
    FROM json_to_recordset(CAST($4 AS json)) AS row (id text, position bigint, source text, country text,
        system bigint, detail text)
/*on sqlite*/ SELECT unhex(value ->> 'id'), $1, $2, $3, value ->> 'position', value ->> 'source',
    value ->> 'country', value ->> 'system', unhex(value ->> 'detail') FROM json_each($4) /*end*/";
