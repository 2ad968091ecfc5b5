//! Picking working URLs, how they were picked, and putting earlier picks back: an act that replaced them was taken back.

use std::collections::{BTreeMap, BTreeSet};

use audit::About;
use identity::{Action, Actor, Staff};
use kernel::{Id, Timestamp};
use serde_json::{Value as Json, json};
use store::{FromRow, Row, Tx, values};

use crate::looks_personal;
use crate::personal::RULES;
use crate::record::{sealed, spelling};
use crate::{Error, Location, Spelling};

/// How the working URL of a location was picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    /// The spelling.
    pub spelling: Id<Spelling>,
    /// By whom.
    pub by: Option<Id<Staff>>,
    /// When.
    pub at: Timestamp,
    /// The version of what counts as personal under which it was picked.
    pub rules: i64,
}

impl FromRow for Pick {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            spelling: row.get("working_id")?,
            by: row.get("working_by")?,
            at: row.get("working_at")?,
            rules: row.get("working_rules")?,
        })
    }
}

/// The pick of one of several locations.
struct PickOf(Id<Location>, Pick);

impl FromRow for PickOf {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("id")?, Pick::from_row(row)?))
    }
}

/// A spelling to pick of a location, and what looks personal about it.
pub(crate) type Chosen = (Id<Location>, Id<Spelling>, Vec<&'static str>);

/// Picks a spelling of each of these locations. What looks personal about them was confirmed, and the record says so.
/// However many they are, it is a few statements.
pub(crate) async fn choose_each(
    tx: &mut Tx,
    actor: &Actor,
    chosen: &[Chosen],
) -> Result<(), Error> {
    let by: Option<Id<Staff>> = actor.staff_id();
    let now = tx.now();
    let row = |(location, spelling, _): &Chosen| json!({ "location": simple(*location), "spelling": simple(*spelling) });
    let rows = rows(chosen.iter().map(row));
    tx.execute(CHOOSE, values![rows, by, now, RULES]).await?;
    let done = chosen.iter().map(|(location, spelling, personal)| {
        let facts = json!({
            "spelling": spelling,
            "looked_personal": !personal.is_empty(),
            "confirmed": personal,
        });
        (About::one("location", *location), facts)
    });
    let done: Vec<_> = done.collect();
    audit::record_each(tx, actor.who(), "location.choose_working_url", &done).await?;
    Ok(())
}

/// Picks these spellings of these locations, which somebody picked before and confirmed where they look personal.
pub async fn choose_picked(
    tx: &mut Tx,
    actor: &Actor,
    picked: &[(Id<Location>, Id<Spelling>)],
) -> Result<(), Error> {
    actor.may(Action::ChooseWorkingUrl)?;
    let wanted: Vec<Id<Spelling>> = picked.iter().map(|(_, spelling)| *spelling).collect();
    let mut found = BTreeMap::new();
    for row in tx.all::<Written>(WRITTEN, values![&wanted[..]]).await? {
        let key = tx
            .keyring()?
            .data_key(sealed("data_key", row.location), &row.data_key)
            .map_err(store::Error::from)?;
        let url = key
            .open_text(spelling("url", row.spelling), &row.url)
            .map_err(store::Error::from)?;
        found.insert((row.location, row.spelling), looks_personal(url.expose()));
    }
    let chosen: Option<Vec<Chosen>> = picked
        .iter()
        .map(|one| Some((one.0, one.1, found.remove(one)?)))
        .collect();
    choose_each(tx, actor, &chosen.ok_or(Error::NotFound)?).await
}

/// A spelling of a location, sealed.
struct Written {
    location: Id<Location>,
    data_key: Vec<u8>,
    spelling: Id<Spelling>,
    url: Vec<u8>,
}

impl FromRow for Written {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            location: row.get("location_id")?,
            data_key: row.get("data_key")?,
            spelling: row.get("spelling_id")?,
            url: row.get("url")?,
        })
    }
}

/// How the working URLs of these locations were picked: of those that have one.
pub async fn picks(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[Id<Location>],
) -> Result<BTreeMap<Id<Location>, Pick>, Error> {
    actor.may(Action::ReadCase)?;
    let found: Vec<PickOf> = tx.all(PICKS, values![ids]).await?;
    Ok(found
        .into_iter()
        .map(|PickOf(location, pick)| (location, pick))
        .collect())
}

/// Puts picks back as they were, each in place of the spelling that replaced it: an act that picked those was taken back.
/// Where something else was picked meanwhile, that stands.
pub async fn put_back(
    tx: &mut Tx,
    actor: &Actor,
    picks: &[(Id<Location>, Id<Spelling>, Pick)],
) -> Result<(), Error> {
    actor.may(Action::ChooseWorkingUrl)?;
    let row = |(location, replaced, before): &(Id<Location>, Id<Spelling>, Pick)| {
        json!({
            "location": simple(*location),
            "replaced": simple(*replaced),
            "spelling": simple(before.spelling),
            "picked_by": before.by.map(simple),
            "at": before.at.micros(),
            "rules": before.rules,
        })
    };
    let rows = rows(picks.iter().map(row));
    let back: Vec<(Id<Location>,)> = tx.all(PUT_BACK, values![rows]).await?;
    let back: BTreeSet<_> = back.into_iter().map(|(location,)| location).collect();
    let done = picks
        .iter()
        .filter(|(location, ..)| back.contains(location));
    let done = done.map(|(location, replaced, before)| {
        let facts = json!({ "spelling": before.spelling, "replaced": replaced });
        (About::one("location", *location), facts)
    });
    let done: Vec<_> = done.collect();
    audit::record_each(tx, actor.who(), "location.put_working_url_back", &done).await?;
    Ok(())
}

/// An id as a statement reads it that takes rows as JSON.
fn simple<K>(id: Id<K>) -> String {
    id.uuid().simple().to_string()
}

fn rows(rows: impl Iterator<Item = Json>) -> String {
    Json::from(rows.collect::<Vec<_>>()).to_string()
}

const CHOOSE: &str = "-- location.working.choose_each
UPDATE location_location SET working_id = pick.spelling_id, working_by = $2, working_at = $3, working_rules = $4
FROM (
    /*on postgres*/ SELECT CAST(location AS uuid) AS location_id, CAST(spelling AS uuid) AS spelling_id
        FROM json_to_recordset(CAST($1 AS json)) AS row (location text, spelling text)
    /*on sqlite*/ SELECT unhex(value ->> 'location') AS location_id, unhex(value ->> 'spelling') AS spelling_id
        FROM json_each($1) /*end*/
) AS pick
WHERE location_location.id = pick.location_id";

const WRITTEN: &str = "-- location.spelling.some
SELECT s.location_id, l.data_key, s.id AS spelling_id, s.url
FROM location_spelling s JOIN location_location l ON l.id = s.location_id
WHERE s.id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const PICKS: &str = "-- location.working.picks
SELECT id, working_id, working_by, working_at, working_rules FROM location_location
WHERE working_id IS NOT NULL AND id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const PUT_BACK: &str = "-- location.working.put_back
UPDATE location_location SET working_id = pick.spelling_id, working_by = pick.by_id, working_at = pick.at,
    working_rules = pick.rules
FROM (
    /*on postgres*/ SELECT CAST(location AS uuid) AS location_id, CAST(replaced AS uuid) AS replaced_id,
            CAST(spelling AS uuid) AS spelling_id, CAST(picked_by AS uuid) AS by_id, at, rules
        FROM json_to_recordset(CAST($1 AS json))
            AS row (location text, replaced text, spelling text, picked_by text, at bigint, rules bigint)
    /*on sqlite*/ SELECT unhex(value ->> 'location') AS location_id, unhex(value ->> 'replaced') AS replaced_id,
            unhex(value ->> 'spelling') AS spelling_id, unhex(value ->> 'picked_by') AS by_id, value ->> 'at' AS at,
            value ->> 'rules' AS rules
        FROM json_each($1) /*end*/
) AS pick
WHERE location_location.id = pick.location_id AND location_location.working_id = pick.replaced_id
RETURNING location_location.id AS value";
