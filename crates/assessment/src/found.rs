//! What was found of many places, read together: by a few statements, however many they are.

use std::collections::{HashMap, HashSet};

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use location::Location;
use store::{FromRow, Row, Tx, values};

use crate::blind::{Sees, sees};
use crate::{Decision, Error, Ruling, decision, rulings_at};

/// A place of a case.
pub type PlaceOf = (Id<Case>, Id<Location>);

/// What was found of places of cases.
#[derive(Clone, Debug, Default)]
pub struct Found {
    rulings: HashMap<PlaceOf, Vec<Ruling>>,
    decisions: HashMap<Id<Case>, Decision>,
    seen: HashMap<PlaceOf, Timestamp>,
}

impl Found {
    /// What was found of a place: of its own items, where they call for action; else of the whole case, as of a page that
    /// leads to it.
    pub fn ruling(&self, place: PlaceOf) -> Option<Ruling> {
        let own = self.rulings.get(&place).into_iter().flatten();
        let own = Ruling::of_case(own.filter(|one| one.calls_for_action()));
        own.or_else(|| {
            let decision = self.decisions.get(&place.0)?;
            Some(decision.ruling.clone())
        })
    }

    /// When somebody who assessed its case opened the URL of its item last.
    pub fn last_seen(&self, place: PlaceOf) -> Option<Timestamp> {
        self.seen.get(&place).copied()
    }
}

/// What was found of these places, of what the actor sees.
pub async fn found_at(tx: &mut Tx, actor: &Actor, places: &[PlaceOf]) -> Result<Found, Error> {
    actor.may(Action::ReadAssessment)?;
    let cases: HashSet<_> = places.iter().map(|(case, _)| *case).collect();
    let mut whole = Vec::with_capacity(cases.len());
    let mut found = Found::default();
    for case in cases {
        if sees(tx, actor, case).await? == Sees::Whole {
            whole.push(case);
            continue;
        }
        let own = decision(tx, actor, case).await?;
        found.decisions.extend(own.map(|own| (case, own)));
        for place in places.iter().filter(|place| place.0 == case) {
            let own = rulings_at(tx, actor, place.0, place.1).await?;
            found.rulings.insert(*place, own);
        }
    }
    let locations: HashSet<_> = places.iter().map(|(_, location)| *location).collect();
    let locations: Vec<_> = locations.into_iter().collect();
    let rows: Vec<Ruled> = tx
        .all(RULINGS, values![whole.as_slice(), locations.as_slice()])
        .await?;
    for Ruled(place, ruling) in rows {
        found.rulings.entry(place).or_default().push(ruling);
    }
    let decisions: Vec<Decision> = tx.all(DECISIONS, values![whole.as_slice()]).await?;
    let by_case = |decision: Decision| (decision.case, decision);
    found.decisions.extend(decisions.into_iter().map(by_case));
    let cases: Vec<_> = places.iter().map(|(case, _)| *case).collect();
    let seen: Vec<Seen> = tx
        .all(SEEN, values![cases.as_slice(), locations.as_slice()])
        .await?;
    let by_place = |Seen(place, at): Seen| (place, at);
    found.seen = seen.into_iter().map(by_place).collect();
    Ok(found)
}

/// Of which of these cases a decision was taken back, and none was released since: nothing of them may leave.
pub async fn corrected_among(
    tx: &mut Tx,
    actor: &Actor,
    cases: &[Id<Case>],
) -> Result<HashSet<Id<Case>>, Error> {
    actor.may(Action::ReadAssessment)?;
    let rows: Vec<(Id<Case>,)> = tx.all(CORRECTED, values![cases]).await?;
    Ok(rows.into_iter().map(|(case,)| case).collect())
}

fn place_of(row: &Row) -> store::Result<PlaceOf> {
    Ok((row.get("case_id")?, row.get("location_id")?))
}

/// A ruling of an item at a place.
struct Ruled(PlaceOf, Ruling);

impl FromRow for Ruled {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(place_of(row)?, Ruling::from_row(row)?))
    }
}

/// When a place was opened.
struct Seen(PlaceOf, Timestamp);

impl FromRow for Seen {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(place_of(row)?, row.get("seen_at")?))
    }
}

const RULINGS: &str = "-- assessment.assessment.rulings_of
SELECT i.case_id, i.location_id, a.schema, a.schema_version, a.law_version, a.law_in_force_from, a.inhope_class,
    a.reason, a.national_result, a.articles, a.youngest, a.youngest_place
FROM assessment_item i
JOIN assessment_assessment a ON a.item_id = i.id AND a.superseded_by IS NULL AND a.opinion_id IS NULL
WHERE i.case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) AND i.location_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($2::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($2) /*end*/
) ORDER BY i.case_id, i.position";

const DECISIONS: &str = "-- assessment.decision.current_of
SELECT id, case_id, staff_id, at, inhope_class, reason, national_result, articles, youngest, youngest_place,
    schema, schema_version, law_version, law_in_force_from, out_of_remit, signpost, danger, data_key, note,
    released_at, victim_at_home, suspect_at_home
FROM assessment_decision WHERE superseded_by IS NULL AND opinion_id IS NULL AND case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const SEEN: &str = "-- assessment.item.last_seen_of
SELECT case_id, location_id, MAX(seen_at) AS seen_at FROM assessment_item
WHERE seen_at IS NOT NULL AND case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) AND location_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($2::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($2) /*end*/
) GROUP BY case_id, location_id";

const CORRECTED: &str = "-- assessment.correction.open_among
SELECT DISTINCT case_id AS value FROM assessment_correction WHERE closed_at IS NULL AND case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";
