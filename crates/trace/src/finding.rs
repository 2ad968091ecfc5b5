//! Findings in the store: dated, each with its source, never overwritten.

use std::collections::HashMap;

use identity::{Action, Actor};
use kernel::{Id, Timestamp};
use location::{Location, ToCompare};
use store::{DataKey, FromRow, Place, Row, Tx, values};

use crate::Error;
use crate::detail::Detail;

/// The kind of the ids of traces.
pub enum Trace {}

/// The kind of the ids of findings.
pub(crate) enum Found {}

/// A finding: dated, and with its source.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The trace that it belongs to.
    pub trace: Id<Trace>,
    /// When it was found.
    pub at: Timestamp,
    /// `dns`, `rdap_network`, `whois_network`, `rdap_system`, `rdap_domain`, `whois_domain`, `table`, `proxy`,
    /// `look`, `redirect` or `cdn_answer`.
    pub source: String,
    /// What was found.
    pub detail: Detail,
}

struct Stored {
    id: Id<Found>,
    trace: Id<Trace>,
    at: Timestamp,
    source: String,
    detail: Vec<u8>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            trace: row.get("trace_id")?,
            at: row.get("at")?,
            source: row.get("source")?,
            detail: row.get("detail")?,
        })
    }
}

/// What was ever found about a location, the newest trace first, each in its own order.
pub async fn findings(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<Vec<Finding>, Error> {
    actor.may(Action::ReadTrace)?;
    let rows = tx.all::<Stored>(OF_LOCATION, values![location]).await?;
    open_all(tx, actor, location, rows).await
}

/// What the newest traces found, so many of them at most: trace by trace, each in its own order.
pub(crate) async fn all(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
    most: i64,
) -> Result<Vec<Finding>, Error> {
    let rows = tx.all::<Stored>(ALL, values![location, most]).await?;
    let key = location::data_key(tx, actor, location).await?;
    // One that does not open any more is none; what the record commits to of its trace then tells of that.
    let one = |row| open_under(&key, vec![row]).unwrap_or_default();
    Ok(rows.into_iter().flat_map(one).collect())
}

/// What the newest traces of this extent found, so many of them at most: of each trace its findings, the newest first.
pub(crate) async fn newest(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
    extent: &'static str,
    most: i64,
) -> Result<Vec<Vec<Finding>>, Error> {
    let rows = tx
        .all::<Stored>(NEWEST, values![location, extent, most])
        .await?;
    let found = open_all(tx, actor, location, rows).await?;
    Ok(by_trace(found))
}

/// The same with the key of the location at hand.
pub(crate) async fn newest_under(
    tx: &mut Tx,
    key: &DataKey,
    location: Id<Location>,
    extent: &'static str,
    most: i64,
) -> Result<Vec<Vec<Finding>>, Error> {
    let rows = tx
        .all::<Stored>(NEWEST, values![location, extent, most])
        .await?;
    Ok(by_trace(open_under(key, rows)?))
}

/// What traces of many locations found, trace by trace. One whose findings do not open is there with nothing.
pub(crate) type OfMany = HashMap<Id<Location>, Option<Vec<Vec<Finding>>>>;

/// The same of many locations in one statement, opened by these keys: what their newest full traces found, so many of them
/// at most, and their newest answers.
pub(crate) async fn newest_of(
    tx: &mut Tx,
    keys: &HashMap<Id<Location>, Option<ToCompare>>,
    ids: &[Id<Location>],
    most: i64,
) -> Result<(OfMany, OfMany), Error> {
    let rows: Vec<OfOne> = tx.all(NEWEST_OF, values![ids, most]).await?;
    let (mut full, mut answers): (HashMap<_, Vec<_>>, HashMap<_, Vec<_>>) = Default::default();
    for of in rows {
        let found = if of.is_full { &mut full } else { &mut answers };
        found.entry(of.location).or_default().push(of.stored);
    }
    let opened = |(location, rows): (Id<Location>, Vec<Stored>)| {
        let place = keys.get(&location).and_then(Option::as_ref);
        let found = place.and_then(|place| open_under(&place.key, rows).ok());
        (location, found.map(by_trace))
    };
    Ok((
        full.into_iter().map(opened).collect(),
        answers.into_iter().map(opened).collect(),
    ))
}

/// A finding, the location that it is about, and whether a full trace found it.
struct OfOne {
    location: Id<Location>,
    is_full: bool,
    stored: Stored,
}

impl FromRow for OfOne {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            location: row.get("location_id")?,
            is_full: row.get("is_full")?,
            stored: Stored::from_row(row)?,
        })
    }
}

/// Findings that stand in the order of their traces, trace by trace.
fn by_trace(found: Vec<Finding>) -> Vec<Vec<Finding>> {
    let mut traces: Vec<Vec<Finding>> = Vec::new();
    for finding in found {
        match traces.last_mut() {
            Some(last) if last.first().is_some_and(|one| one.trace == finding.trace) => {
                last.push(finding);
            }
            _ => traces.push(vec![finding]),
        }
    }
    traces
}

async fn open_all(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
    rows: Vec<Stored>,
) -> Result<Vec<Finding>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = location::data_key(tx, actor, location).await?;
    open_under(&key, rows)
}

fn open_under(key: &DataKey, rows: Vec<Stored>) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::with_capacity(rows.len());
    for row in rows {
        let plain = key
            .open(place(row.id), &row.detail)
            .map_err(store::Error::from)?;
        findings.push(Finding {
            trace: row.trace,
            at: row.at,
            source: row.source,
            detail: serde_json::from_slice(plain.expose())
                .map_err(|_| store::Error::Unreadable("trace_finding.detail"))?,
        });
    }
    Ok(findings)
}

pub(crate) const fn place(id: Id<Found>) -> Place {
    Place::new("trace_finding", "detail", id)
}

const OF_LOCATION: &str = "-- trace.finding.of_location
SELECT id, trace_id, at, source, detail FROM trace_finding WHERE location_id = $1
ORDER BY at DESC, trace_id DESC, position LIMIT 200";

const ALL: &str = "-- trace.finding.all
SELECT id, trace_id, at, source, detail FROM trace_finding WHERE trace_id IN (
    SELECT id FROM trace_trace WHERE location_id = $1 ORDER BY at DESC, id DESC LIMIT $2
) ORDER BY at, trace_id, position";

const NEWEST: &str = "-- trace.finding.newest
SELECT id, trace_id, at, source, detail FROM trace_finding WHERE trace_id IN (
    SELECT id FROM trace_trace WHERE location_id = $1 AND extent = $2 ORDER BY at DESC, id DESC LIMIT $3
) ORDER BY at DESC, trace_id DESC, position";

const NEWEST_OF: &str = "-- trace.finding.newest_of
SELECT f.location_id, f.id, f.trace_id, f.at, f.source, f.detail
/*on postgres*/ , t.is_full FROM (SELECT encode(value, 'hex')::uuid AS id FROM unnest($1::bytea[]) AS value) AS one
    CROSS JOIN LATERAL (
        (SELECT id, TRUE AS is_full FROM trace_trace WHERE location_id = one.id AND extent = 'full'
            ORDER BY at DESC, id DESC LIMIT $2)
        UNION ALL (SELECT id, FALSE FROM trace_trace WHERE location_id = one.id AND extent = 'answer'
            ORDER BY at DESC, id DESC LIMIT 1)
    ) AS t
    JOIN trace_finding f ON f.trace_id = t.id
/*on sqlite*/ , t.extent = 'full' AS is_full FROM json_each($1) AS one
    CROSS JOIN trace_trace t ON t.id IN (
        SELECT id FROM (SELECT id FROM trace_trace WHERE location_id = unhex(one.value) AND extent = 'full'
            ORDER BY at DESC, id DESC LIMIT $2)
        UNION ALL SELECT id FROM (SELECT id FROM trace_trace WHERE location_id = unhex(one.value) AND extent = 'answer'
            ORDER BY at DESC, id DESC LIMIT 1))
    JOIN trace_finding f ON f.trace_id = t.id /*end*/
ORDER BY f.location_id, f.at DESC, f.trace_id DESC, f.position";
