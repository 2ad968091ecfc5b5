//! What checks have seen of a place since it was classified. The module that checks comes after this one and tells
//! it of each look; an answer known by a URL alone rests on it.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use identity::{Action, Actor};
use kernel::{Id, Timestamp};
use location::Location;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::Error;

/// A run of looks, each of which found a place up and as the one before did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// When the first of them was.
    pub unchanged_since: Timestamp,
    /// When the last of them was.
    pub seen_at: Timestamp,
}

impl FromRow for Sight {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            unchanged_since: row.get("unchanged_since")?,
            seen_at: row.get("seen_at")?,
        })
    }
}

/// Tells of a look at a place that found it up, with what of it would change if the content did; nothing where
/// it was not up, or told nothing of its content: then nobody can say that it is unchanged.
pub async fn seen(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
    told: Option<&[u8]>,
) -> Result<(), Error> {
    // The watch looks, and people say what a look means.
    actor
        .may(Action::Check)
        .or_else(|_| actor.may(Action::DecideCheck))?;
    match told {
        None => tx.execute(FORGET, values![location]).await?,
        Some(told) => {
            let fingerprint = tx.keyring()?.blind_index("assessment.sight", told);
            let now = tx.now();
            tx.execute(SEE, values![location, fingerprint, now]).await?
        }
    };
    Ok(())
}

/// The same of looks at many places, each of which found it up.
pub async fn seen_all(
    tx: &mut Tx,
    actor: &Actor,
    told: &[(Id<Location>, &[u8])],
) -> Result<(), Error> {
    actor.may(Action::Check)?;
    let now = tx.now();
    let mut seen = BTreeMap::new();
    for (location, told) in told {
        let fingerprint = tx.keyring()?.blind_index("assessment.sight", told);
        seen.insert(
            location.uuid().simple().to_string(),
            HEXLOWER.encode(&fingerprint),
        );
    }
    let rows: Vec<_> = seen
        .iter()
        .map(|(location, fingerprint)| json!({ "location_id": location, "fingerprint": fingerprint }))
        .collect();
    if !rows.is_empty() {
        tx.execute(SEE_ALL, values![json!(rows).to_string(), now])
            .await?;
    }
    Ok(())
}

/// Tells of looks at many places, each of which found it up and as the look before did.
pub async fn seen_again(
    tx: &mut Tx,
    actor: &Actor,
    locations: &[Id<Location>],
) -> Result<(), Error> {
    actor.may(Action::Check)?;
    let now = tx.now();
    tx.execute(SEE_AGAIN, values![locations, now]).await?;
    Ok(())
}

/// The run of looks at a place up to the last one, if that found it up.
pub async fn sight(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<Option<Sight>, Error> {
    actor.may(Action::ReadAssessment)?;
    Ok(tx.optional(GET, values![location]).await?)
}

const SEE: &str = "-- assessment.sight.see
INSERT INTO assessment_sight (location_id, fingerprint, unchanged_since, seen_at) VALUES ($1, $2, $3, $3)
ON CONFLICT (location_id) DO UPDATE SET
    unchanged_since = CASE WHEN assessment_sight.fingerprint = excluded.fingerprint
        THEN assessment_sight.unchanged_since ELSE excluded.unchanged_since END,
    fingerprint = excluded.fingerprint,
    seen_at = excluded.seen_at";

const SEE_ALL: &str = "-- assessment.sight.see_all
INSERT INTO assessment_sight (location_id, fingerprint, unchanged_since, seen_at)
/*on postgres*/ SELECT CAST(location_id AS uuid), decode(fingerprint, 'hex'), $2, $2
    FROM json_to_recordset(CAST($1 AS json)) AS row (location_id text, fingerprint text)
/*on sqlite*/ SELECT unhex(value ->> 'location_id'), unhex(value ->> 'fingerprint'), $2, $2
    FROM json_each($1) /*end*/
WHERE TRUE
ON CONFLICT (location_id) DO UPDATE SET
    unchanged_since = CASE WHEN assessment_sight.fingerprint = excluded.fingerprint
        THEN assessment_sight.unchanged_since ELSE excluded.unchanged_since END,
    fingerprint = excluded.fingerprint,
    seen_at = excluded.seen_at";

const SEE_AGAIN: &str = "-- assessment.sight.see_again
UPDATE assessment_sight SET seen_at = $2 WHERE location_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const FORGET: &str = "-- assessment.sight.forget
DELETE FROM assessment_sight WHERE location_id = $1";

const GET: &str = "-- assessment.sight.get
SELECT unchanged_since, seen_at FROM assessment_sight WHERE location_id = $1";
