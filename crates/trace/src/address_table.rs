//! Tables of addresses: files in the MMDB format that the hotline supplies, which say countries and autonomous systems.
//! What they say stands beside what the registries say and never in its place.

use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use kernel::{Country, Timestamp};
use maxminddb::Reader;
use serde_json::Value as Json;

use crate::contact::{country, text};
use crate::whois::system;

/// How often it is looked whether a file has changed.
const LOOK: Duration = Duration::from_secs(30);

/// Why a table cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The file cannot be read.
    #[error("the table of addresses cannot be read")]
    Unreadable,
    /// The file is no MMDB.
    #[error("the table of addresses is not in the MMDB format")]
    Malformed,
}

/// What a table says of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Located {
    pub(crate) country: Option<Country>,
    pub(crate) autonomous_system: Option<u32>,
    pub(crate) holder: Option<String>,
    /// What kind of table it is, as it calls itself.
    pub(crate) table: String,
    /// When it was built.
    pub(crate) built_at: Timestamp,
}

/// One table, in memory.
struct Table {
    reader: Reader<Vec<u8>>,
    kind: String,
    built_at: Timestamp,
}

/// When and how large a file was when it was read.
type Mark = (SystemTime, u64);

/// A file, and the table that was last read from it.
struct Source {
    path: PathBuf,
    read: Mutex<Read>,
}

#[derive(Default)]
struct Read {
    table: Option<Arc<Table>>,
    mark: Option<Mark>,
    looked_at: Option<Timestamp>,
}

/// The tables of one process. A file that changes is read anew; one that can then not be read leaves the table before.
pub(crate) struct AddressTables(Vec<Source>);

impl std::fmt::Debug for AddressTables {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "AddressTables({})", self.0.len())
    }
}

impl AddressTables {
    pub(crate) fn new(paths: Vec<PathBuf>) -> Self {
        let source = |path| Source {
            path,
            read: Mutex::default(),
        };
        Self(paths.into_iter().map(source).collect())
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads what has changed. Files are large: not to be called where nothing may wait.
    pub(crate) fn refresh(&self, now: Timestamp) {
        for source in &self.0 {
            let mut read = source.read.lock().unwrap_or_else(PoisonError::into_inner);
            let is_fresh = read.looked_at.is_some_and(|then| now.since(then) < LOOK);
            if is_fresh && now >= read.looked_at.unwrap_or_default() {
                continue;
            }
            read.looked_at = Some(now);
            let mark = mark(&source.path);
            if mark.is_some() && mark == read.mark {
                continue;
            }
            match Table::read(&source.path) {
                Ok(table) => {
                    read.table = Some(Arc::new(table));
                    read.mark = mark;
                }
                Err(error) => tracing::warn!(error = %error, "a table of addresses is not used"),
            }
        }
    }

    /// Whether it is time to [`AddressTables::refresh`].
    pub(crate) fn is_stale(&self, now: Timestamp) -> bool {
        self.0.iter().any(|source| {
            let read = source.read.lock().unwrap_or_else(PoisonError::into_inner);
            read.looked_at
                .is_none_or(|then| now < then || now.since(then) >= LOOK)
        })
    }

    /// What each table says of an address, where it says anything.
    pub(crate) fn look_up(&self, address: IpAddr) -> Vec<Located> {
        let tables = self.0.iter().filter_map(|source| {
            let read = source.read.lock().unwrap_or_else(PoisonError::into_inner);
            read.table.clone()
        });
        tables.filter_map(|table| table.look_up(address)).collect()
    }
}

impl Table {
    fn read(path: &Path) -> Result<Self, TableError> {
        let bytes = fs::read(path).map_err(|_| TableError::Unreadable)?;
        let reader = Reader::from_source(bytes).map_err(|_| TableError::Malformed)?;
        let metadata = reader.metadata();
        let seconds = i64::try_from(metadata.build_epoch).unwrap_or(0);
        let kind = text(&metadata.database_type).unwrap_or_default();
        Ok(Self {
            built_at: Timestamp::from_micros(seconds.saturating_mul(1_000_000)),
            kind,
            reader,
        })
    }

    fn look_up(&self, address: IpAddr) -> Option<Located> {
        let record: Json = self.reader.lookup(address).ok()?.decode().ok()??;
        // The members of the files that are to be had: a country within an object or as a code, a number or `AS64540`.
        let word = |path: &[&str]| {
            let mut value = &record;
            for member in path {
                value = value.get(member)?;
            }
            value.as_str().map(str::to_owned)
        };
        let found_country = [
            &["country", "iso_code"][..],
            &["country_code"],
            &["country"],
            &["registered_country", "iso_code"],
        ]
        .iter()
        .find_map(|path| country(&word(path)?));
        let number = record
            .get("autonomous_system_number")
            .and_then(Json::as_u64);
        let autonomous_system = number
            .and_then(|number| u32::try_from(number).ok())
            .or_else(|| system(&word(&["asn"])?));
        let holder = [
            &["autonomous_system_organization"][..],
            &["as_name"],
            &["as_org"],
        ]
        .iter()
        .find_map(|path| text(&word(path)?));
        (found_country.is_some() || autonomous_system.is_some()).then(|| Located {
            country: found_country,
            autonomous_system,
            holder,
            table: self.kind.clone(),
            built_at: self.built_at,
        })
    }
}

fn mark(path: &Path) -> Option<Mark> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// Opens a table, to see whether it can be used: what it calls itself, and when it was built.
pub fn check_table(path: &Path) -> Result<(String, Timestamp), TableError> {
    let table = Table::read(path)?;
    Ok((table.kind, table.built_at))
}

#[cfg(test)]
mod tests;
