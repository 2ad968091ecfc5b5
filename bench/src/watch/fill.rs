//! A store of many watched places, by SQL and sealed as the product seals. All are due at once.

use std::collections::HashMap;

use kernel::{Id, Timestamp};
use location::Location;
use store::{Db, FromRow, Place, Row, values};

/// Places of one transaction.
const BATCH: u32 = 1_000;

/// The places of a store, by the ids of their locations.
pub(super) type Places = HashMap<Id<Location>, u32>;

/// Makes places; `url` gives the URL and the host of each.
pub(super) async fn fill(
    db: &Db,
    count: u32,
    url: impl Fn(u32) -> (String, u32),
) -> anyhow::Result<Places> {
    let mut places = Places::with_capacity(usize::try_from(count)?);
    let mut made = 0;
    while made < count {
        let last = count.min(made + BATCH);
        let mut tx = db.write().await?;
        for number in made..last {
            let location: Id<Location> = tx.new_id();
            let spelling: Id<location::Spelling> = tx.new_id();
            let case: Id<intake::Case> = tx.new_id();
            let of = |column| Place::new("location_location", column, location);
            let (key, wrapped) = tx.keyring()?.new_data_key(of("data_key"), tx.entropy());
            let (url, host) = url(number);
            let spelled = Place::new("location_spelling", "url", spelling);
            let sealed = key.seal(spelled, url.as_bytes(), tx.entropy());
            let index = location.as_bytes().to_vec();
            let now = tx.now();
            tx.execute(
                LOCATION,
                values![location, &index, &index, wrapped, &sealed, spelling, now],
            )
            .await?;
            tx.execute(SPELLING, values![spelling, location, &index, &sealed, now])
                .await?;
            tx.execute(CASE, values![case, format!("W{number:07}"), location, now])
                .await?;
            // As the product draws it, from the case's id.
            let [.., a, b, c, d] = *case.as_bytes();
            let phase = i64::from(u32::from_be_bytes([a, b, c, d]) % 1_000_000);
            tx.execute(WATCH, values![case, location, now, i64::from(host), phase])
                .await?;
            places.insert(location, number);
        }
        tx.commit().await?;
        made = last;
    }
    Ok(places)
}

/// The places that were looked at, in the order of that.
pub(super) async fn order(db: &Db, places: &Places) -> anyhow::Result<Vec<u32>> {
    let mut tx = db.read().await?;
    let looked: Vec<(Id<Location>,)> = tx.all(LOOKED, values![]).await?;
    let number = |(location,): &(Id<Location>,)| places.get(location).copied();
    Ok(looked.iter().filter_map(number).collect())
}

/// When each place was promised a look, and when it had one.
pub(super) struct Kept {
    pub(super) host: i64,
    pub(super) promised: Timestamp,
    pub(super) looked: Timestamp,
}

impl FromRow for Kept {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            host: row.get("host")?,
            promised: row.get("promised")?,
            looked: row.get("looked")?,
        })
    }
}

const LOCATION: &str =
    "INSERT INTO location_location (id, url_index, host_index, data_key, canonical, host, onion,
    working_id, working_at, added_at) VALUES ($1, $2, $3, $4, $5, $5, FALSE, $6, $7, $7)";

const SPELLING: &str = "INSERT INTO location_spelling (id, location_id, spelling_index, url, added_at) VALUES ($1, $2, $3, $4, $5)";

const CASE: &str =
    "INSERT INTO intake_case (id, reference, location_id, state, opened_at, class, place, domain)
VALUES ($1, $2, $3, 'acting', $4, 50, 0, 0)";

const WATCH: &str =
    "INSERT INTO takedown_watch (case_id, location_id, state, started_at, host, phase, next_at,
    ready_at) VALUES ($1, $2, 'due', $3, $4, $5, $3, $3)";

const LOOKED: &str = "SELECT location_id AS value FROM takedown_check ORDER BY at LIMIT 100000";
