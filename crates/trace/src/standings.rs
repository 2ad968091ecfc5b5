//! What the traces of many places come to, read together: by a few statements, however many they are.

use std::collections::HashMap;

use identity::{Action, Actor};
use kernel::{Id, Timestamp};
use location::Location;
use store::{FromRow, Row, Tx, values};

use crate::answer::answered;
use crate::finding::newest_of;
use crate::hosting::EARLIER;
use crate::rule::{for_hosts, of_place};
use crate::{Error, Hosting, Standing};

/// Who hosts these locations, as far as anybody knows, as [`crate::standing`] has it of one. Those without a full trace
/// are not among them; those that do not open are there with nothing: one of them does not keep the others from being
/// told.
pub async fn standings(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[Id<Location>],
) -> Result<HashMap<Id<Location>, Option<Standing>>, Error> {
    actor.may(Action::ReadTrace)?;
    let places = location::hosts_to_compare(tx, actor, ids).await?;
    let (found, mut answers) = newest_of(tx, &places, ids, 1).await?;
    let mut hostings: HashMap<_, _> = found
        .into_iter()
        .map(|(id, traces)| (id, traces.and_then(|traces| Hosting::of_all(&traces))))
        .collect();
    let is_unsaid = |hosting: &Option<Hosting>| {
        let hosting = hosting.as_ref();
        hosting.is_some_and(|hosting| hosting.unsaid.is_something())
    };
    let unsaid = hostings.iter().filter(|(_, hosting)| is_unsaid(hosting));
    let unsaid: Vec<_> = unsaid.map(|(id, _)| *id).collect();
    if !unsaid.is_empty() {
        let (found, _) = newest_of(tx, &places, &unsaid, EARLIER).await?;
        for (id, traces) in found {
            let hosting = traces.and_then(|traces| Hosting::of_all(&traces));
            hostings.insert(id, hosting);
        }
    }
    let hosts = places
        .values()
        .flatten()
        .map(|place| place.host.expose().as_str());
    let rules = for_hosts(tx, hosts).await?;
    let standings = hostings.into_iter().map(|(id, hosting)| {
        let answer = match answers.remove(&id) {
            Some(Some(traces)) => Some(answered(traces)),
            // It is there and does not open.
            Some(None) => None,
            None => Some(None),
        };
        let place = places.get(&id).and_then(Option::as_ref);
        let standing = hosting
            .zip(place)
            .zip(answer)
            .map(|((hosting, place), answer)| {
                let rules = of_place(&rules, place.host.expose(), &hosting.addresses);
                Standing::of(hosting, rules, answer)
            });
        (id, standing)
    });
    Ok(standings.collect())
}

/// When the newest full trace of each of these locations was made; those without one are not among them. Nothing is opened
/// for it.
pub async fn traced_at(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[Id<Location>],
) -> Result<HashMap<Id<Location>, Timestamp>, Error> {
    actor.may(Action::ReadTrace)?;
    let rows: Vec<At> = tx.all(TRACED_AT, values![ids]).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

/// A location and when it was traced.
struct At(Id<Location>, Timestamp);

impl FromRow for At {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("location_id")?, row.get("at")?))
    }
}

const TRACED_AT: &str = "-- trace.trace.traced_at
SELECT location_id, MAX(at) AS at FROM trace_trace WHERE extent = 'full' AND location_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) GROUP BY location_id";
