//! Locations in the store: each once, found by the blind index of its canonical URL, and readable only
//! with the keyring.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use audit::About;
use identity::{Action, Actor, Denied};
use kernel::{Id, Sensitive, Timestamp};
use serde_json::json;
use store::{DataKey, FromRow, Place as Sealed, Row, Tx, values};

use crate::personal::RULES;
use crate::pick::choose_each;
use crate::{Place, looks_personal};

/// The kind of the ids of locations.
pub enum Location {}

/// The kind of the ids of spellings.
pub enum Spelling {}

/// Why something could not be done with a location.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such location or spelling.
    #[error("there is no such location")]
    NotFound,
    /// The spelling looks as if it named a person, and nobody confirmed that it may leave the house.
    #[error("the spelling looks personal and was not confirmed")]
    LooksPersonal,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// A spelling as an analyst sees it.
#[derive(Clone, Debug)]
pub struct Spelled {
    /// Its id.
    pub id: Id<Spelling>,
    /// The URL as it was written, without credentials and tracking parameters.
    pub url: Sensitive<String>,
    /// Whether it came with a user name or password.
    pub has_credentials: bool,
    /// What about it looks as if it named a person: keys of messages.
    pub personal: Vec<&'static str>,
}

/// A location opened for somebody's eyes.
#[derive(Clone, Debug)]
pub struct Revealed {
    /// The canonical form.
    pub canonical: Sensitive<String>,
    /// The host.
    pub host: Sensitive<String>,
    /// The chosen working spelling.
    pub working: Option<Id<Spelling>>,
    /// Every way it was written, oldest first.
    pub spellings: Vec<Spelled>,
}

/// A location opened for work on it.
#[derive(Clone, Debug)]
pub struct Working {
    /// What checks and notices use.
    pub url: Sensitive<String>,
    /// The host.
    pub host: Sensitive<String>,
    /// When the spelling was chosen.
    pub chosen_at: Timestamp,
}

pub(crate) struct Stored {
    id: Id<Location>,
    data_key: Vec<u8>,
    canonical: Vec<u8>,
    pub(crate) host: Vec<u8>,
    onion: bool,
    working_id: Option<Id<Spelling>>,
    working_at: Option<Timestamp>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            data_key: row.get("data_key")?,
            canonical: row.get("canonical")?,
            host: row.get("host")?,
            onion: row.get("onion")?,
            working_id: row.get("working_id")?,
            working_at: row.get("working_at")?,
        })
    }
}

struct StoredSpelling {
    id: Id<Spelling>,
    url: Vec<u8>,
    has_credentials: bool,
}

impl FromRow for StoredSpelling {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            url: row.get("url")?,
            has_credentials: row.get::<Option<Vec<u8>>>("credentials")?.is_some(),
        })
    }
}

/// What is still to be decided about the working URL of a place that something is to be sent about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsettled {
    /// Nobody chose one.
    NoWorkingUrl,
    /// It was chosen before more came to count as personal: somebody is to look at it again.
    LooksPersonal,
}

/// The location of this place; made when it was not there. Holds its row until the transaction ends, so
/// that two filings of one place follow one another.
pub async fn find_or_make(
    tx: &mut Tx,
    actor: &Actor,
    place: &Place,
) -> Result<Id<Location>, Error> {
    actor.may(Action::FileLocation)?;
    let canonical = place.canonical().expose().as_bytes().to_vec();
    let url_index = tx.keyring()?.blind_index("location.url", &canonical);
    if tx
        .optional::<Stored>(FIND_FOR_UPDATE, values![url_index])
        .await?
        .is_none()
    {
        make(tx, actor, place, url_index).await?;
    }
    // Read again: on PostgreSQL another transaction may have made it between the look and the insert.
    let stored: Stored = tx.one(FIND_FOR_UPDATE, values![url_index]).await?;
    add_spelling(tx, &stored, place).await?;
    Ok(stored.id)
}

async fn make(tx: &mut Tx, actor: &Actor, place: &Place, url_index: [u8; 32]) -> Result<(), Error> {
    let id: Id<Location> = tx.new_id();
    let keyring = tx.keyring()?;
    let (key, wrapped) = keyring.new_data_key(sealed("data_key", id), tx.entropy());
    let host = place.host().expose();
    let host_index = keyring.blind_index("location.host", host.as_bytes());
    let domain_index = place
        .domain()
        .map(|domain| keyring.blind_index("location.domain", domain.expose().as_bytes()));
    let canonical = key.seal(
        sealed("canonical", id),
        place.canonical().expose().as_bytes(),
        tx.entropy(),
    );
    let host = key.seal(sealed("host", id), host.as_bytes(), tx.entropy());
    let added_at = tx.stamp();
    let made = tx
        .execute(
            INSERT,
            values![
                id,
                url_index,
                host_index,
                domain_index.map(|index| index.to_vec()),
                wrapped,
                canonical,
                host,
                place.onion(),
                added_at,
            ],
        )
        .await?;
    if made == 1 {
        audit::record(
            tx,
            actor.who(),
            "location.make",
            About::one("location", id),
            json!({ "onion": place.onion() }),
        )
        .await?;
    }
    Ok(())
}

async fn add_spelling(tx: &mut Tx, stored: &Stored, place: &Place) -> Result<(), Error> {
    let key = key_of(tx, stored)?;
    let id: Id<Spelling> = tx.new_id();
    let url = place.working().expose();
    let index = tx
        .keyring()?
        .blind_index("location.spelling", url.as_bytes());
    let url = key.seal(spelling("url", id), url.as_bytes(), tx.entropy());
    let credentials = place.credentials().map(|credentials| {
        key.seal(
            spelling("credentials", id),
            credentials.expose().as_bytes(),
            tx.entropy(),
        )
    });
    let added_at = tx.stamp();
    tx.execute(
        ADD_SPELLING,
        values![id, stored.id, index, url, credentials, added_at],
    )
    .await?;
    Ok(())
}

/// The location of this place, if it was ever filed.
pub async fn find(
    tx: &mut Tx,
    actor: &Actor,
    place: &Place,
) -> Result<Option<Id<Location>>, Error> {
    actor.may(Action::FileLocation)?;
    let index = tx
        .keyring()?
        .blind_index("location.url", place.canonical().expose().as_bytes());
    Ok(tx
        .optional::<Stored>(FIND, values![index])
        .await?
        .map(|stored| stored.id))
}

/// Opens a location for somebody's eyes. Audited: a URL is never seen without a trace.
pub async fn reveal(tx: &mut Tx, actor: &Actor, id: Id<Location>) -> Result<Revealed, Error> {
    actor.may(Action::RevealLocation)?;
    let stored = get(tx, id).await?;
    let key = key_of(tx, &stored)?;
    let mut spellings = Vec::new();
    for row in tx.all::<StoredSpelling>(SPELLINGS, values![id]).await? {
        let url = key
            .open_text(spelling("url", row.id), &row.url)
            .map_err(store::Error::from)?;
        spellings.push(Spelled {
            id: row.id,
            personal: looks_personal(url.expose()),
            url,
            has_credentials: row.has_credentials,
        });
    }
    audit::record(
        tx,
        actor.who(),
        "location.reveal",
        About::one("location", id),
        json!({ "spellings": spellings.len() }),
    )
    .await?;
    Ok(Revealed {
        canonical: open(&key, "canonical", id, &stored.canonical)?,
        host: open(&key, "host", id, &stored.host)?,
        working: stored.working_id,
        spellings,
    })
}

/// Picks the spelling that checks and notices use. One that looks personal needs `confirmed`.
pub async fn choose_working(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Location>,
    chosen: Id<Spelling>,
    confirmed: bool,
) -> Result<(), Error> {
    let personal = check_choice(tx, actor, id, chosen, confirmed).await?;
    choose_each(tx, actor, &[(id, chosen, personal)]).await
}

/// Whether a spelling could be picked, without picking it: what looks personal about it. That needs `confirmed`.
pub async fn check_choice(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Location>,
    chosen: Id<Spelling>,
    confirmed: bool,
) -> Result<Vec<&'static str>, Error> {
    actor.may(Action::ChooseWorkingUrl)?;
    let stored = get(tx, id).await?;
    let row = tx
        .optional::<StoredSpelling>(SPELLING, values![id, chosen])
        .await?
        .ok_or(Error::NotFound)?;
    let url = key_of(tx, &stored)?
        .open_text(spelling("url", chosen), &row.url)
        .map_err(store::Error::from)?;
    let personal = looks_personal(url.expose());
    if !personal.is_empty() && !confirmed {
        return Err(Error::LooksPersonal);
    }
    Ok(personal)
}

/// What is still to be decided about the working URLs of these places, the first thing first; nothing when all of
/// them may leave. One statement, however many they are.
pub async fn unsettled(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[Id<Location>],
) -> Result<Option<Unsettled>, Error> {
    actor.may(Action::RevealLocation)?;
    let (least,): (Option<i64>,) = tx.one(LEAST_RULES, values![ids]).await?;
    Ok(match least {
        Some(0) => Some(Unsettled::NoWorkingUrl),
        Some(rules) if rules < RULES => Some(Unsettled::LooksPersonal),
        _ => None,
    })
}

/// The working URL for a check or a notice, once somebody chose it.
pub async fn working(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Location>,
) -> Result<Option<Working>, Error> {
    actor.may(Action::RevealLocation)?;
    let stored = get(tx, id).await?;
    let (Some(chosen), Some(chosen_at)) = (stored.working_id, stored.working_at) else {
        return Ok(None);
    };
    let key = key_of(tx, &stored)?;
    let row: StoredSpelling = tx.one(SPELLING, values![id, chosen]).await?;
    Ok(Some(Working {
        url: key
            .open_text(spelling("url", chosen), &row.url)
            .map_err(store::Error::from)?,
        host: open(&key, "host", id, &stored.host)?,
        chosen_at,
    }))
}

/// Which spelling of a location is its working URL, once somebody chose it. That says nothing of where it is.
pub async fn working_spelling(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Location>,
) -> Result<Option<Id<Spelling>>, Error> {
    actor.may(Action::ReadCase)?;
    Ok(get(tx, id).await?.working_id)
}

/// The key that seals what later modules learn about this location: it dies with the location.
pub async fn data_key(tx: &mut Tx, actor: &Actor, id: Id<Location>) -> Result<DataKey, Error> {
    actor.may(Action::ReadTrace)?;
    let stored = get(tx, id).await?;
    Ok(key_of(tx, &stored)?)
}

/// The same keys, for whoever holds what they sealed against the record and shows nothing of it. A location that is gone
/// with its key, or whose key does not open, has none.
pub async fn keys_to_verify(
    tx: &mut Tx,
    actor: &Actor,
    ids: impl IntoIterator<Item = Id<Location>>,
) -> Result<HashMap<Id<Location>, DataKey>, Error> {
    actor.may(Action::VerifyAudit)?;
    let mut keys = HashMap::new();
    for id in ids {
        if let Entry::Vacant(free) = keys.entry(id)
            && let Ok(stored) = get(tx, id).await
            && let Ok(key) = key_of(tx, &stored)
        {
            free.insert(key);
        }
    }
    Ok(keys)
}

/// The host of a location with the key that seals what is learned about it: for a job that asks about it and then
/// writes down what it learned.
pub async fn host_and_key(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Location>,
) -> Result<(Sensitive<String>, bool, DataKey), Error> {
    actor.may(Action::RevealLocation)?;
    let stored = get(tx, id).await?;
    let key = key_of(tx, &stored)?;
    let host = open(&key, "host", id, &stored.host)?;
    Ok((host, stored.onion, key))
}

pub(crate) async fn get(tx: &mut Tx, id: Id<Location>) -> Result<Stored, Error> {
    tx.optional::<Stored>(GET, values![id])
        .await?
        .ok_or(Error::NotFound)
}

pub(crate) fn key_of(tx: &Tx, stored: &Stored) -> store::Result<DataKey> {
    Ok(tx
        .keyring()?
        .data_key(sealed("data_key", stored.id), &stored.data_key)?)
}

pub(crate) fn open(
    key: &DataKey,
    column: &'static str,
    id: Id<Location>,
    bytes: &[u8],
) -> store::Result<Sensitive<String>> {
    Ok(key.open_text(sealed(column, id), bytes)?)
}

pub(crate) const fn sealed(column: &'static str, id: Id<Location>) -> Sealed {
    Sealed::new("location_location", column, id)
}

pub(crate) const fn spelling(column: &'static str, id: Id<Spelling>) -> Sealed {
    Sealed::new("location_spelling", column, id)
}

const FIND: &str = "-- location.location.find
SELECT id, data_key, canonical, host, onion, working_id, working_at
FROM location_location WHERE url_index = $1";

const FIND_FOR_UPDATE: &str = "-- location.location.find_for_update
SELECT id, data_key, canonical, host, onion, working_id, working_at
FROM location_location WHERE url_index = $1 /*for update*/";

const GET: &str = "-- location.location.get
SELECT id, data_key, canonical, host, onion, working_id, working_at
FROM location_location WHERE id = $1";

const INSERT: &str = "-- location.location.insert
INSERT INTO location_location
    (id, url_index, host_index, domain_index, data_key, canonical, host, onion, added_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (url_index) DO NOTHING";

const LEAST_RULES: &str = "-- location.location.least_rules
SELECT MIN(CASE WHEN working_id IS NULL THEN 0 ELSE working_rules END) AS value FROM location_location
WHERE id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const ADD_SPELLING: &str = "-- location.spelling.insert
INSERT INTO location_spelling (id, location_id, spelling_index, url, credentials, added_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (location_id, spelling_index) DO NOTHING";

const SPELLINGS: &str = "-- location.spelling.all
SELECT id, url, credentials FROM location_spelling WHERE location_id = $1
ORDER BY added_at, id LIMIT 200";

const SPELLING: &str = "-- location.spelling.one
SELECT id, url, credentials FROM location_spelling WHERE location_id = $1 AND id = $2";
