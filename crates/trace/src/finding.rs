//! Findings in the store, and what they come to: where a location is hosted.

use std::net::IpAddr;

use audit::About;
use identity::{Action, Actor};
use kernel::{Country, Id, Sensitive, Timestamp};
use location::Location;
use serde_json::json;
use store::{FromRow, Place, Row, Tx, values};

use crate::Error;
use crate::contact::AbuseContact;
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
    /// `redirect` or `cdn_answer`.
    pub source: String,
    /// What was found.
    pub detail: Detail,
}

/// The network behind one address.
#[derive(Clone, Debug)]
pub struct Network {
    /// The address.
    pub address: IpAddr,
    /// The registry's handle.
    pub handle: Option<String>,
    /// Who holds the network.
    pub holder: Option<Sensitive<String>>,
    /// Its country.
    pub country: Option<Country>,
    /// Its autonomous system.
    pub autonomous_system: Option<u32>,
    /// Where abuse of it is reported.
    pub abuse: Option<Sensitive<String>>,
}

/// What a table of addresses says of one address.
#[derive(Clone, Debug)]
pub struct Located {
    /// The address.
    pub address: IpAddr,
    /// Its country.
    pub country: Option<Country>,
    /// The autonomous system that announces it.
    pub autonomous_system: Option<u32>,
    /// When the table was built.
    pub built_at: Timestamp,
}

/// Where a location is hosted, by its newest full trace.
#[derive(Clone, Debug)]
pub struct Hosting {
    /// When the trace was made.
    pub at: Timestamp,
    /// Every address behind the name.
    pub addresses: Vec<IpAddr>,
    /// The networks that a registry knew, one an address.
    pub networks: Vec<Network>,
    /// What tables of addresses say, which stands beside the registries' word.
    pub located: Vec<Located>,
    /// Who registered the domain for its holder.
    pub registrar: Option<Sensitive<String>>,
    /// Where abuse is reported to the registrar.
    pub registrar_abuse: Option<Sensitive<String>>,
    /// True for an onion service, which has no country.
    pub onion: bool,
    /// Who stands in front of it, by the pack's lists.
    pub proxy: Option<String>,
}

impl Hosting {
    /// The networks of the place's own addresses: not those that rules and answers name.
    pub(crate) fn own_networks(&self) -> Vec<&Network> {
        let is_own = |network: &&Network| {
            self.addresses.is_empty() || self.addresses.contains(&network.address)
        };
        self.networks.iter().filter(is_own).collect()
    }
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

/// Stores one trace with all it found.
pub(crate) async fn store_trace(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
    extent: &'static str,
    details: &[Detail],
) -> Result<Id<Trace>, Error> {
    actor.may(Action::ReadTrace)?;
    let key = location::data_key(tx, actor, location).await?;
    let trace: Id<Trace> = tx.new_id();
    let now = tx.now();
    let by = actor.staff_id();
    tx.execute(INSERT_TRACE, values![trace, location, now, extent, by])
        .await?;
    for detail in details {
        let (source, country, system) = detail.source();
        let id: Id<Found> = tx.new_id();
        let plain = Sensitive::new(
            serde_json::to_vec(detail)
                .map_err(|_| store::Error::Unreadable("trace_finding.detail"))?,
        );
        let sealed = key.seal(place(id), plain.expose(), tx.entropy());
        tx.execute(
            INSERT,
            values![
                id,
                trace,
                location,
                now,
                source,
                country.map(|country| country.code().to_owned()),
                system,
                sealed,
            ],
        )
        .await?;
    }
    audit::record(
        tx,
        actor.who(),
        "trace.store",
        About::one("location", location),
        json!({ "trace": trace, "extent": extent, "findings": details.len() }),
    )
    .await?;
    Ok(trace)
}

/// What was ever found about a location, newest first.
pub async fn findings(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<Vec<Finding>, Error> {
    actor.may(Action::ReadTrace)?;
    let rows = tx.all::<Stored>(OF_LOCATION, values![location]).await?;
    open_all(tx, actor, location, rows).await
}

/// Where a location is hosted, by its newest full trace; nothing before there is one.
pub async fn hosting(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<Option<Hosting>, Error> {
    actor.may(Action::ReadTrace)?;
    match newest_full(tx, location).await?.first() {
        Some(trace) => Ok(Some(hosting_of(tx, actor, location, *trace).await?)),
        None => Ok(None),
    }
}

/// The newest full trace of a location and the one before it, where there are such.
pub(crate) async fn newest_full(
    tx: &mut Tx,
    location: Id<Location>,
) -> store::Result<Vec<Id<Trace>>> {
    let rows: Vec<(Id<Trace>,)> = tx.all(NEWEST_FULL, values![location]).await?;
    Ok(rows.into_iter().map(|(trace,)| trace).collect())
}

/// Where a location is hosted by one full trace.
pub(crate) async fn hosting_of(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
    trace: Id<Trace>,
) -> Result<Hosting, Error> {
    let mut hosting = Hosting {
        at: Timestamp::default(),
        addresses: Vec::new(),
        networks: Vec::new(),
        located: Vec::new(),
        registrar: None,
        registrar_abuse: None,
        onion: false,
        proxy: None,
    };
    for finding in findings_of(tx, actor, location, trace).await? {
        hosting.at = finding.at;
        match finding.detail {
            Detail::Names {
                addresses, outcome, ..
            } => {
                hosting.addresses = addresses;
                hosting.onion = outcome == "onion";
            }
            Detail::Network {
                address,
                handle,
                holder,
                country,
                autonomous_system,
                abuse,
                answered: true,
                ..
            } => hosting.networks.push(Network {
                address,
                handle,
                holder: holder.map(Sensitive::new),
                country,
                autonomous_system,
                abuse: first(&abuse),
            }),
            Detail::Domain {
                registrar, abuse, ..
            } => {
                hosting.registrar = registrar.map(Sensitive::new);
                hosting.registrar_abuse = first(&abuse);
            }
            Detail::Located {
                address,
                country,
                autonomous_system,
                built_at,
                ..
            } => hosting.located.push(Located {
                address,
                country,
                autonomous_system,
                built_at,
            }),
            Detail::Proxy { proxy, .. } => hosting.proxy = Some(proxy),
            Detail::Network { .. }
            | Detail::System { .. }
            | Detail::Answer { .. }
            | Detail::Redirect { .. } => {}
        }
    }
    Ok(hosting)
}

/// What one trace of a location found, in the order of the sources.
pub(crate) async fn findings_of(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
    trace: Id<Trace>,
) -> Result<Vec<Finding>, Error> {
    let rows = tx.all::<Stored>(OF_TRACE, values![trace]).await?;
    open_all(tx, actor, location, rows).await
}

/// The newest finding of this source about a location.
pub(crate) async fn newest_of(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
    source: &'static str,
) -> Result<Option<Finding>, Error> {
    let rows = tx
        .all::<Stored>(NEWEST_OF, values![location, source])
        .await?;
    Ok(open_all(tx, actor, location, rows).await?.pop())
}

/// The contact that the source names first.
fn first(abuse: &[AbuseContact]) -> Option<Sensitive<String>> {
    let contact = abuse.first()?;
    Some(Sensitive::new(contact.address.clone()))
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

const fn place(id: Id<Found>) -> Place {
    Place::new("trace_finding", "detail", id)
}

const INSERT_TRACE: &str = "-- trace.trace.insert
INSERT INTO trace_trace (id, location_id, at, extent, staff_id) VALUES ($1, $2, $3, $4, $5)";

const INSERT: &str = "-- trace.finding.insert
INSERT INTO trace_finding
    (id, trace_id, location_id, at, source, country, autonomous_system, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const OF_LOCATION: &str = "-- trace.finding.of_location
SELECT id, trace_id, at, source, detail FROM trace_finding WHERE location_id = $1
ORDER BY at DESC, trace_id, source, id LIMIT 200";

const NEWEST_FULL: &str = "-- trace.trace.newest_full
SELECT id AS value FROM trace_trace WHERE location_id = $1 AND extent = 'full'
ORDER BY at DESC, id DESC LIMIT 2";

const NEWEST_OF: &str = "-- trace.finding.newest_of
SELECT id, trace_id, at, source, detail FROM trace_finding WHERE location_id = $1 AND source = $2
ORDER BY at DESC, id DESC LIMIT 1";

const OF_TRACE: &str = "-- trace.finding.of_trace
SELECT id, trace_id, at, source, detail FROM trace_finding WHERE trace_id = $1 ORDER BY source, id";
