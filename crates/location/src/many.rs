//! Many locations opened at once, for looks at all of them.

use std::collections::HashMap;

use identity::{Action, Actor};
use kernel::{Id, Sensitive};
use store::{DataKey, FromRow, Row, Tx, values};

use crate::record::{sealed, spelling};
use crate::{Error, Location, Spelling};

/// A location opened for a look.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The working URL.
    pub url: Sensitive<String>,
    /// The key that seals what later modules learn about this location.
    pub key: DataKey,
}

/// A location with its working spelling, both sealed.
struct Stored {
    location: Id<Location>,
    data_key: Vec<u8>,
    spelling: Id<Spelling>,
    url: Vec<u8>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            location: row.get("location_id")?,
            data_key: row.get("data_key")?,
            spelling: row.get("spelling_id")?,
            url: row.get("url")?,
        })
    }
}

/// The working URLs of these locations. Those that have none are not among them; those that do not open, because their
/// key is lost or their row is damaged, are there without: one of them does not keep the others from being looked at.
pub async fn working_of(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[Id<Location>],
) -> Result<HashMap<Id<Location>, Option<Opened>>, Error> {
    actor.may(Action::RevealLocation)?;
    let rows: Vec<Stored> = tx.all(WORKING_OF, values![ids]).await?;
    let mut opened = HashMap::with_capacity(rows.len());
    for row in rows {
        let place = sealed("data_key", row.location);
        let key = tx.keyring()?.data_key(place, &row.data_key).ok();
        let one = key.and_then(|key| {
            let url = key
                .open_text(spelling("url", row.spelling), &row.url)
                .ok()?;
            Some(Opened { url, key })
        });
        opened.insert(row.location, one);
    }
    Ok(opened)
}

/// The number of a host that a redirect led to: the same as [`host_mark`] has for places on it. A dot at its end makes
/// no other host of it.
pub fn mark_of(tx: &Tx, host: &str) -> store::Result<i64> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let index = tx.keyring()?.blind_index("location.host", host.as_bytes());
    number(&index)
}

/// The first eight bytes of the blind index of a location's host, as a number: the same for places on one host.
pub async fn host_mark(tx: &mut Tx, actor: &Actor, id: Id<Location>) -> Result<i64, Error> {
    actor.may(Action::ReadCase)?;
    let row: Option<(Vec<u8>,)> = tx.optional(HOST_INDEX, values![id]).await?;
    let (index,) = row.ok_or(Error::NotFound)?;
    Ok(number(&index)?)
}

/// The first eight bytes of a blind index, as a number.
fn number(index: &[u8]) -> store::Result<i64> {
    let first = index
        .first_chunk()
        .ok_or(store::Error::Unreadable("location_location.host_index"))?;
    Ok(i64::from_be_bytes(*first))
}

const WORKING_OF: &str = "-- location.location.working_of
SELECT l.id AS location_id, l.data_key, s.id AS spelling_id, s.url
FROM location_location l JOIN location_spelling s ON s.id = l.working_id AND s.location_id = l.id
WHERE l.id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const HOST_INDEX: &str = "-- location.location.host_index
SELECT host_index AS value FROM location_location WHERE id = $1";
