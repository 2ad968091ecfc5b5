//! The addresses of many places at once, for looks at all of them.

use std::collections::HashMap;
use std::net::IpAddr;

use identity::{Action, Actor};
use kernel::Id;
use location::Location;
use store::{DataKey, FromRow, Place, Row, Tx, values};

use crate::Error;
use crate::detail::Detail;
use crate::finding::Found;

struct Stored {
    id: Id<Found>,
    location: Id<Location>,
    detail: Vec<u8>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            location: row.get("location_id")?,
            detail: row.get("detail")?,
        })
    }
}

/// The addresses that the newest full trace of each of these locations found, opened with the key of each. Those that
/// were never traced are not among them.
pub async fn addresses_of(
    tx: &mut Tx,
    actor: &Actor,
    keys: &[(Id<Location>, &DataKey)],
) -> Result<HashMap<Id<Location>, Vec<IpAddr>>, Error> {
    actor.may(Action::ReadTrace)?;
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let keys: HashMap<_, _> = keys.iter().copied().collect();
    let locations: Vec<_> = keys.keys().copied().collect();
    let rows: Vec<Stored> = tx.all(NAMES_OF, values![locations.as_slice()]).await?;
    let mut known = HashMap::with_capacity(rows.len());
    for row in rows {
        let Some(key) = keys.get(&row.location) else {
            continue;
        };
        let place = Place::new("trace_finding", "detail", row.id);
        let plain = key.open(place, &row.detail).map_err(store::Error::from)?;
        let detail = serde_json::from_slice(plain.expose())
            .map_err(|_| store::Error::Unreadable("trace_finding.detail"))?;
        if let Detail::Names { addresses, .. } = detail {
            known.insert(row.location, addresses);
        }
    }
    Ok(known)
}

const NAMES_OF: &str = "-- trace.finding.names_of
SELECT f.id, f.location_id, f.detail FROM trace_finding f
WHERE f.source = 'dns' AND f.trace_id IN (
    SELECT t.id FROM trace_trace t WHERE t.extent = 'full' AND t.location_id IN (
        /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
        /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
    ) AND NOT EXISTS (
        SELECT 1 FROM trace_trace n WHERE n.location_id = t.location_id AND n.extent = 'full'
            AND (n.at, n.id) > (t.at, t.id)
    )
)";
