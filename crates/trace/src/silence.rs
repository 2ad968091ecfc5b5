//! Silence: nobody is asked anything about a place, because somebody asked for that. What was to be asked
//! meanwhile is asked when it ends.

use std::collections::HashSet;

use audit::About;
use identity::{Action, Actor};
use kernel::{Id, Sensitive};
use location::{Location, recognise_written};
use pack::UrlRules;
use serde_json::json;
use store::{Tx, values};

use crate::Error;

/// What asks for silence: the kind of the ids of its causes.
pub enum Silencer {}

/// Has nobody asked about a location, until the same cause ends it.
pub async fn silence(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
    cause: Id<Silencer>,
) -> Result<(), Error> {
    actor.may(Action::Silence)?;
    lock(tx, location).await?;
    let now = tx.now();
    tx.execute(INSERT, values![location, cause, now]).await?;
    audit::record(
        tx,
        actor.who(),
        "trace.silence",
        About::one("location", location),
        json!({ "cause": cause }),
    )
    .await?;
    Ok(())
}

/// Ends the silence of a cause. Where it was the last, what was to be asked meanwhile is asked now.
pub async fn end_silence(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
    cause: Id<Silencer>,
) -> Result<(), Error> {
    actor.may(Action::Silence)?;
    lock(tx, location).await?;
    tx.execute(DELETE, values![location, cause]).await?;
    audit::record(
        tx,
        actor.who(),
        "trace.end_silence",
        About::one("location", location),
        json!({ "cause": cause }),
    )
    .await?;
    if !is_silent(tx, location).await? && tx.execute(RESUME, values![location]).await? == 1 {
        crate::queue_full(tx, location).await?;
    }
    Ok(())
}

/// Whether nobody may be asked anything about a location: whoever would ask looks here first.
pub async fn is_silenced(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<bool, Error> {
    actor.may(Action::ReadTrace)?;
    Ok(is_silent(tx, location).await?)
}

/// About which of these locations nobody may be asked anything.
pub async fn silenced_among(
    tx: &mut Tx,
    actor: &Actor,
    locations: &[Id<Location>],
) -> Result<HashSet<Id<Location>>, Error> {
    actor.may(Action::ReadTrace)?;
    Ok(among(tx, locations).await?)
}

/// The same for whoever asked for the permission.
pub(crate) async fn among(
    tx: &mut Tx,
    locations: &[Id<Location>],
) -> store::Result<HashSet<Id<Location>>> {
    let rows: Vec<(Id<Location>,)> = tx.all(STAND_AMONG, values![locations]).await?;
    Ok(rows.into_iter().map(|(location,)| location).collect())
}

/// Whether a URL, as one that a redirect leads to, is that of a known place about which nobody may be asked anything.
pub async fn is_silenced_at(
    tx: &mut Tx,
    actor: &Actor,
    url: &Sensitive<String>,
    rules: &UrlRules,
) -> Result<bool, Error> {
    actor.may(Action::ReadTrace)?;
    // What is no place was never filed.
    let Ok(place) = recognise_written(url.expose(), rules) else {
        return Ok(false);
    };
    match location::find(tx, actor, &place).await? {
        Some(location) => Ok(is_silent(tx, location).await?),
        None => Ok(false),
    }
}

/// Whether nobody may be asked about a location.
pub(crate) async fn is_silent(tx: &mut Tx, location: Id<Location>) -> store::Result<bool> {
    let one: Option<(Id<Location>,)> = tx.optional(STANDS, values![location]).await?;
    Ok(one.is_some())
}

/// Keeps in mind that the registries are to be asked when the silence ends.
pub(crate) async fn postpone(tx: &mut Tx, location: Id<Location>) -> store::Result<()> {
    let now = tx.now();
    tx.execute(POSTPONE, values![location, now]).await?;
    Ok(())
}

/// No question is postponed while the silence of its location ends.
pub(crate) async fn lock(tx: &mut Tx, location: Id<Location>) -> store::Result<()> {
    tx.lock(&format!("trace:{location}")).await
}

const INSERT: &str = "-- trace.silence.insert
INSERT INTO trace_silence (location_id, cause, since) VALUES ($1, $2, $3)
ON CONFLICT (location_id, cause) DO NOTHING";

const DELETE: &str = "-- trace.silence.delete
DELETE FROM trace_silence WHERE location_id = $1 AND cause = $2";

const STANDS: &str = "-- trace.silence.stands
SELECT location_id AS value FROM trace_silence WHERE location_id = $1 LIMIT 1";

const STAND_AMONG: &str = "-- trace.silence.stand_among
SELECT DISTINCT location_id AS value FROM trace_silence WHERE location_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const POSTPONE: &str = "-- trace.postponed.insert
INSERT INTO trace_postponed (location_id, since) VALUES ($1, $2) ON CONFLICT (location_id) DO NOTHING";

const RESUME: &str = "-- trace.postponed.delete
DELETE FROM trace_postponed WHERE location_id = $1";
