//! Findings in the store, and what they come to: where a location is hosted.

use std::net::IpAddr;

use audit::About;
use identity::{Action, Actor};
use kernel::{Country, Id, Sensitive, Timestamp};
use location::Location;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{FromRow, Place, Row, Tx, values};

use crate::Error;

/// The kind of the ids of traces.
pub enum Trace {}

/// The kind of the ids of findings.
pub(crate) enum Found {}

/// What one source said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Detail {
    /// The DNS: the addresses behind the name, and the names it led through.
    Names {
        /// IPv4 and IPv6.
        addresses: Vec<IpAddr>,
        /// Canonical names on the way, in order.
        chain: Vec<String>,
        /// `found`, `no_such_name`, `failed`, `no_resolver`, `address` (the location names one) or `onion`.
        outcome: String,
    },
    /// A registry of addresses, about the network of one address (RFC 9083, section 5.4).
    Network {
        /// The address that was asked about.
        address: IpAddr,
        /// The registry's handle of the network.
        handle: Option<String>,
        /// The organisation that holds it. Never a private person.
        holder: Option<String>,
        /// Its country, as the registry has it.
        country: Option<Country>,
        /// Its autonomous system, where the registry says so.
        autonomous_system: Option<u32>,
        /// Where abuse of it is reported.
        abuse: Option<String>,
        /// False where the registry gave no usable answer.
        answered: bool,
    },
    /// A registry of names, about the registrable domain (RFC 9083, section 5.3).
    Domain {
        /// The organisation that registered it for its holder.
        registrar: Option<String>,
        /// Where abuse is reported to it.
        abuse: Option<String>,
        /// False where the registry gave no usable answer.
        answered: bool,
    },
    /// The pack's lists: who stands in front of the place and does not host it.
    Proxy {
        /// Its name.
        proxy: String,
        /// By what it was recognised: `network`, `system`, `name` or `name_server`.
        by: String,
    },
    /// What the proxy said that was asked who hosts the place.
    Answer {
        /// Who was asked.
        proxy: String,
        /// It says that it hosts the content itself.
        itself: bool,
        /// The address of the server.
        address: Option<IpAddr>,
        /// The name of the provider.
        provider: Option<String>,
        /// Where abuse of it is reported.
        mail: Option<String>,
        /// Its country.
        country: Option<Country>,
        /// Who said it.
        said_by: String,
        /// On which day.
        said_on: String,
    },
    /// Where the place led when it was asked by HEAD: one step of several.
    Redirect {
        /// From 1, in the order of the steps.
        number: u32,
        /// Where it led.
        url: String,
        /// The addresses of that host.
        addresses: Vec<IpAddr>,
        /// Who holds the network of the first of them.
        holder: Option<String>,
        /// Its country.
        country: Option<Country>,
        /// Its autonomous system.
        autonomous_system: Option<u32>,
        /// Whether a known shortener led on from there.
        shortener: bool,
        /// Whether this is the last step and another place than the one that was asked.
        elsewhere: bool,
    },
}

/// A finding: dated, and with its source.
#[derive(Clone, Debug)]
pub struct Finding {
    /// When it was found.
    pub at: Timestamp,
    /// `dns`, `rdap_network`, `rdap_domain`, `proxy`, `redirect` or `cdn_answer`.
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

/// Where a location is hosted, by its newest full trace.
#[derive(Clone, Debug)]
pub struct Hosting {
    /// When the trace was made.
    pub at: Timestamp,
    /// Every address behind the name.
    pub addresses: Vec<IpAddr>,
    /// The networks that a registry knew, one an address.
    pub networks: Vec<Network>,
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
    at: Timestamp,
    source: String,
    detail: Vec<u8>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
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
        let (source, country, system) = match detail {
            Detail::Names { .. } => ("dns", None, None),
            Detail::Network {
                country,
                autonomous_system,
                ..
            } => ("rdap_network", *country, *autonomous_system),
            Detail::Domain { .. } => ("rdap_domain", None, None),
            Detail::Proxy { .. } => ("proxy", None, None),
            Detail::Answer { country, .. } => ("cdn_answer", *country, None),
            Detail::Redirect {
                country,
                autonomous_system,
                ..
            } => ("redirect", *country, *autonomous_system),
        };
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
            } => hosting.networks.push(Network {
                address,
                handle,
                holder: holder.map(Sensitive::new),
                country,
                autonomous_system,
                abuse: abuse.map(Sensitive::new),
            }),
            Detail::Domain {
                registrar, abuse, ..
            } => {
                hosting.registrar = registrar.map(Sensitive::new);
                hosting.registrar_abuse = abuse.map(Sensitive::new);
            }
            Detail::Proxy { proxy, .. } => hosting.proxy = Some(proxy),
            Detail::Network { .. } | Detail::Answer { .. } | Detail::Redirect { .. } => {}
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
SELECT id, at, source, detail FROM trace_finding WHERE location_id = $1
ORDER BY at DESC, id DESC LIMIT 100";

const NEWEST_FULL: &str = "-- trace.trace.newest_full
SELECT id AS value FROM trace_trace WHERE location_id = $1 AND extent = 'full'
ORDER BY at DESC, id DESC LIMIT 2";

const NEWEST_OF: &str = "-- trace.finding.newest_of
SELECT id, at, source, detail FROM trace_finding WHERE location_id = $1 AND source = $2
ORDER BY at DESC, id DESC LIMIT 1";

const OF_TRACE: &str = "-- trace.finding.of_trace
SELECT id, at, source, detail FROM trace_finding WHERE trace_id = $1 ORDER BY source, id";
