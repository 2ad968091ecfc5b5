//! Picking the working URLs of many places at once, where there is no choice.

use std::collections::BTreeMap;

use identity::{Action, Actor};
use kernel::Id;
use store::{FromRow, Row, Tx, values};

use crate::personal::looks_personal;
use crate::pick::{Chosen, choose_each};
use crate::record::{sealed, spelling};
use crate::{Error, Location, Spelling};

/// A location with one spelling alone.
struct Only {
    id: Id<Location>,
    data_key: Vec<u8>,
    spelling: Id<Spelling>,
    url: Vec<u8>,
}

impl FromRow for Only {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            data_key: row.get("data_key")?,
            spelling: row.get("spelling_id")?,
            url: row.get("url")?,
        })
    }
}

/// Picks the spelling of each of these places that has one alone and none picked. One that looks personal needs
/// `confirmed`. Those of which one was picked.
pub async fn choose_only(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[Id<Location>],
    confirmed: bool,
) -> Result<Vec<Id<Location>>, Error> {
    actor.may(Action::ChooseWorkingUrl)?;
    let found = readable(tx, ids, false).await?.into_iter();
    let found = found.filter(|(_, personal)| personal.is_empty() || confirmed);
    let chosen: Vec<Chosen> = found
        .map(|(row, personal)| (row.id, row.spelling, personal))
        .collect();
    choose_each(tx, actor, &chosen).await?;
    Ok(chosen
        .into_iter()
        .map(|(location, _, _)| location)
        .collect())
}

/// The spelling of each of these places that has one alone, picked or not, without picking it. One that looks personal is
/// among them where that is `confirmed`.
pub async fn only_spellings(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[Id<Location>],
    confirmed: bool,
) -> Result<BTreeMap<Id<Location>, Id<Spelling>>, Error> {
    actor.may(Action::ChooseWorkingUrl)?;
    let found = readable(tx, ids, true).await?.into_iter();
    let found = found.filter(|(_, personal)| personal.is_empty() || confirmed);
    Ok(found.map(|(row, _)| (row.id, row.spelling)).collect())
}

/// Those of these places that have one spelling alone, with what looks personal about it: `picked`, also where it is the
/// working URL already.
async fn readable(
    tx: &mut Tx,
    ids: &[Id<Location>],
    picked: bool,
) -> Result<Vec<(Only, Vec<&'static str>)>, Error> {
    let mut found = Vec::new();
    for row in tx.all::<Only>(ONLY, values![ids, picked]).await? {
        let key = tx
            .keyring()?
            .data_key(sealed("data_key", row.id), &row.data_key)
            .map_err(store::Error::from)?;
        let url = key
            .open_text(spelling("url", row.spelling), &row.url)
            .map_err(store::Error::from)?;
        let personal = looks_personal(url.expose());
        found.push((row, personal));
    }
    Ok(found)
}

const ONLY: &str = "-- location.location.with_one_spelling
SELECT l.id, l.data_key, s.id AS spelling_id, s.url
FROM location_location l JOIN location_spelling s ON s.location_id = l.id
WHERE (l.working_id IS NULL OR $2) AND l.id IN (
        /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
        /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
    )
    AND NOT EXISTS (SELECT 1 FROM location_spelling o WHERE o.location_id = l.id AND o.id <> s.id)";
