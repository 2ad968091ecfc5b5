//! Following the record: which cases changed, and what their lives are now.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use audit::Chained;
use identity::{Action, Actor};
use intake::Case;
use jobs::{Outcome, Run};
use kernel::{Id, Timestamp};
use serde_json::json;
use store::{Db, Tx, values};
use takedown::Request;

use crate::life::{Known, Life, lives};
use crate::{Error, FOLLOW};

/// Entries that one transaction follows: their cases are read and written anew in it, and on SQLite nobody else writes.
const BATCH: i64 = 500;
/// How long one run goes on: well within its lease.
const RUN: Duration = Duration::from_secs(20);
/// Between two runs.
const PAUSE: Duration = Duration::from_secs(20);

/// Follows the record as far as it is chained: the job [`FOLLOW`].
pub async fn follow(db: &Db, run: Run) -> Outcome {
    let actor = Actor::job(&run);
    let began = Instant::now();
    while began.elapsed() < RUN {
        match follow_some(db, &actor, BATCH).await {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                // Never given up: the next run goes on.
                tracing::warn!(%error, "the record could not be followed");
                break;
            }
        }
    }
    Outcome::done(move |tx| {
        Box::pin(async move {
            let next = tx.now().after(PAUSE);
            jobs::queue_at(tx, FOLLOW, &(), next, Some(FOLLOW)).await?;
            Ok(())
        })
    })
}

/// Makes sure that the job is in the queue, and alive.
pub async fn keep_following(tx: &mut Tx) -> store::Result<()> {
    jobs::keep(tx, FOLLOW, &()).await
}

/// Follows so many entries at most, in a transaction. How many there were.
///
/// Entries are chained once their change is committed, so what is read here has it. What commits meanwhile has an entry of
/// its own behind these, and its case is written anew once more.
pub async fn follow_some(db: &Db, actor: &Actor, most: i64) -> Result<usize, Error> {
    actor.may(Action::FollowRecord)?;
    let mut tx = db.read().await?;
    let followed = followed(&mut tx).await?;
    if audit::chained_from(&mut tx, followed, 1).await?.is_empty() {
        return Ok(0);
    }
    drop(tx);
    let mut tx = db.write().await?;
    // Two workers follow one after the other: else the one behind could write what the one before has passed.
    tx.lock("statistics.follow").await?;
    let followed = self::followed(&mut tx).await?;
    let entries = audit::chained_from(&mut tx, followed, most).await?;
    let cases: BTreeSet<_> = entries.iter().filter_map(case_of).collect();
    let cases: Vec<_> = cases.into_iter().collect();
    if !cases.is_empty() {
        write(&mut tx, actor, &cases).await?;
    }
    let last = entries.last().and_then(|entry| entry.place.as_ref());
    if let Some((number, _)) = last {
        tx.execute(PASS, values![*number]).await?;
    }
    tx.commit().await?;
    Ok(entries.len())
}

async fn followed(tx: &mut Tx) -> store::Result<i64> {
    let row: Option<(i64,)> = tx.optional(FOLLOWED, values![]).await?;
    Ok(row.map_or(0, |(number,)| number))
}

/// Which case an entry is about: by its subject, or by what it remembers.
fn case_of(chained: &Chained) -> Option<Id<Case>> {
    let entry = &chained.entry;
    if entry.subject_kind == "case" {
        return entry.subject_id.map(|id| Id::from_uuid(id.uuid()));
    }
    let facts: serde_json::Value = serde_json::from_str(&entry.facts).ok()?;
    facts.get("case")?.as_str()?.parse().ok()
}

/// Writes the lives of these cases anew.
async fn write(tx: &mut Tx, actor: &Actor, cases: &[Id<Case>]) -> Result<(), Error> {
    let courses = intake::courses(tx, actor, cases).await?;
    let classes = assessment::released_classes(tx, actor, cases).await?;
    let silent = referral::silent_among(tx, actor, cases).await?;
    let mut police: HashMap<Id<Case>, Vec<Timestamp>> = HashMap::new();
    for (case, at) in referral::police_told(tx, actor, cases).await? {
        police.entry(case).or_default().push(at);
    }
    let mut requests: HashMap<Id<Case>, Vec<Request>> = HashMap::new();
    for request in takedown::requests(tx, actor, cases).await? {
        requests.entry(request.case).or_default().push(request);
    }
    let rows: Vec<_> = courses
        .iter()
        .flat_map(|course| {
            let case = course.case;
            let known = Known {
                police: police.get(&case).map_or(&[], Vec::as_slice),
                requests: requests.get(&case).map_or(&[], Vec::as_slice),
                silent: silent.contains(&case),
                class: classes.get(&case).map(String::as_str),
            };
            lives(course, &known)
        })
        .map(|life| row(&life))
        .collect();
    tx.execute(FORGET, values![cases]).await?;
    let rows = serde_json::Value::from(rows).to_string();
    tx.execute(INSERT, values![rows]).await?;
    Ok(())
}

fn row(life: &Life) -> serde_json::Value {
    let micros = |at: Option<Timestamp>| at.map(Timestamp::micros);
    json!({
        "case_id": life.case.uuid().simple().to_string(),
        "number": life.number,
        "reference": life.reference,
        "location_id": life.location.uuid().simple().to_string(),
        "life": life.life,
        "first": life.first,
        "last": life.last,
        "cause": life.cause.name(),
        "received_at": life.received_at.micros(),
        "assessed_at": micros(life.assessed_at),
        "police_at": micros(life.police_at),
        "provider_id": life.provider.map(|id| id.uuid().simple().to_string()),
        "notice_at": micros(life.notice_at),
        "answered_at": micros(life.answered_at),
        "removed_at": micros(life.removed_at),
        "came_back_at": micros(life.came_back_at),
        "outcome": life.outcome,
        "to_remove": life.to_remove,
        "country": life.country,
        "class": life.class,
    })
}

const FOLLOWED: &str = "-- statistics.cursor.get
SELECT followed AS value FROM statistics_cursor WHERE number = 1";

const PASS: &str = "-- statistics.cursor.pass
INSERT INTO statistics_cursor (number, followed) VALUES (1, $1)
ON CONFLICT (number) DO UPDATE SET followed = excluded.followed";

const FORGET: &str = "-- statistics.life.forget
DELETE FROM statistics_life WHERE case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const INSERT: &str = "-- statistics.life.insert
INSERT INTO statistics_life (case_id, number, reference, location_id, life, first, last, cause, received_at, assessed_at,
    police_at, provider_id, notice_at, answered_at, removed_at, came_back_at, outcome, to_remove, country, class)
/*on postgres*/ SELECT CAST(case_id AS uuid), number, reference, CAST(location_id AS uuid), life, first, last, cause,
    received_at, assessed_at, police_at, CAST(provider_id AS uuid), notice_at, answered_at, removed_at, came_back_at,
    outcome, to_remove, country, class
    FROM json_to_recordset(CAST($1 AS json)) AS row (case_id text, number bigint, reference text, location_id text,
        life bigint, first boolean, last boolean, cause text, received_at bigint, assessed_at bigint, police_at bigint,
        provider_id text, notice_at bigint, answered_at bigint, removed_at bigint, came_back_at bigint, outcome text,
        to_remove boolean, country text, class text)
/*on sqlite*/ SELECT unhex(value ->> 'case_id'), value ->> 'number', value ->> 'reference', unhex(value ->> 'location_id'),
    value ->> 'life', value ->> 'first', value ->> 'last', value ->> 'cause', value ->> 'received_at',
    value ->> 'assessed_at', value ->> 'police_at', unhex(value ->> 'provider_id'), value ->> 'notice_at',
    value ->> 'answered_at', value ->> 'removed_at', value ->> 'came_back_at', value ->> 'outcome',
    value ->> 'to_remove', value ->> 'country', value ->> 'class' FROM json_each($1) /*end*/";
