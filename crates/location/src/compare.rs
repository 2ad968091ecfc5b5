//! The hosts of places, for rules that are held against them.

use std::collections::HashMap;

use identity::{Action, Actor};
use kernel::{Id, Sensitive};
use store::{DataKey, FromRow, Row, Tx, values};

use crate::record::{get, key_of, open, sealed};
use crate::{Error, Location};

/// The host of a location, for whoever holds rules against it and shows it to nobody.
pub async fn host_to_compare(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Location>,
) -> Result<Sensitive<String>, Error> {
    actor.may(Action::ReadTrace)?;
    let stored = get(tx, id).await?;
    let key = key_of(tx, &stored)?;
    Ok(open(&key, "host", id, &stored.host)?)
}

/// A location opened for rules that are held against it.
#[derive(Clone, Debug)]
pub struct ToCompare {
    /// Its host.
    pub host: Sensitive<String>,
    /// The key that seals what later modules learn about it.
    pub key: DataKey,
}

/// The same of many locations in one statement. Those that do not open, because their key is lost or their row is damaged,
/// are there with nothing: one of them does not keep the others from being compared.
pub async fn hosts_to_compare(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[Id<Location>],
) -> Result<HashMap<Id<Location>, Option<ToCompare>>, Error> {
    actor.may(Action::ReadTrace)?;
    let rows: Vec<Stored> = tx.all(HOSTS_OF, values![ids]).await?;
    let mut hosts = HashMap::with_capacity(rows.len());
    for row in rows {
        let keyring = tx.keyring()?;
        let key = keyring.data_key(sealed("data_key", row.id), &row.data_key);
        let opened = key.ok().and_then(|key| {
            let host = open(&key, "host", row.id, &row.host).ok()?;
            Some(ToCompare { host, key })
        });
        hosts.insert(row.id, opened);
    }
    Ok(hosts)
}

struct Stored {
    id: Id<Location>,
    data_key: Vec<u8>,
    host: Vec<u8>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            data_key: row.get("data_key")?,
            host: row.get("host")?,
        })
    }
}

const HOSTS_OF: &str = "-- location.location.hosts_of
SELECT id, data_key, host FROM location_location WHERE id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";
