//! When a watch may be looked at, and when the watchers sit.
//!
//! After a downtime what is overdue is spread over as long as the downtime was.

use std::collections::BTreeSet;
use std::time::Duration;

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use pack::Pack;
use serde_json::json;
use store::{Db, FromRow, Row, Tx, values};
use trace::turn as hosts;

use crate::record::Desk;
use crate::take::Taken;
use crate::to_do::MOST_COUNTED;
use crate::watch::{self, Watch};
use crate::{Error, WATCH, cadence};

pub(crate) use trace::turn::Lease;

/// Watchers: so many sittings can be held at once, by whichever workers there are.
pub const WATCHERS: u32 = 2;

/// What is overdue by more than this, with no watcher having sat for as long, was so by a downtime.
const DOWNTIME: Duration = Duration::from_mins(5);

/// Without anything due a watcher looks so often.
const IDLE: Duration = Duration::from_secs(10);

/// A watch that is not looked at now.
pub(crate) struct PutOff {
    case: Id<Case>,
    ready_at: Timestamp,
    /// Whether the look is promised for then. If not it shows as overdue.
    is_promised: bool,
}

impl PutOff {
    /// Until its next time in the cadence.
    pub(crate) fn by_cadence(watch: &Watch, now: Timestamp, pack: &Pack) -> Self {
        Self::until(watch, cadence::next(now, pack.watch.every, watch.phase))
    }

    /// Until then.
    pub(crate) const fn until(watch: &Watch, ready_at: Timestamp) -> Self {
        Self {
            case: watch.case,
            ready_at,
            is_promised: false,
        }
    }

    pub(crate) const fn promised(self) -> Self {
        Self {
            is_promised: true,
            ..self
        }
    }
}

/// Puts watches off: whoever had them in hand has not any more.
pub(crate) async fn put_off(tx: &mut Tx, watches: &[PutOff]) -> store::Result<()> {
    let rows: Vec<_> = watches
        .iter()
        .map(|one| {
            json!({
                "case_id": one.case.uuid().simple().to_string(),
                "ready_at": one.ready_at.micros(),
                "next_at": one.is_promised.then(|| one.ready_at.micros()),
            })
        })
        .collect();
    if !rows.is_empty() {
        tx.execute(PUT_OFF, values![json!(rows).to_string()])
            .await?;
    }
    Ok(())
}

/// Puts off what was taken, each under its token, unless another has it in hand by now.
pub(crate) async fn put_off_taken(
    tx: &mut Tx,
    taken: Vec<(PutOff, Id<Lease>)>,
) -> Result<(), Error> {
    lock(tx).await?;
    let cases: Vec<_> = taken.iter().map(|(one, _)| one.case).collect();
    let held: BTreeSet<_> = watch::lock_all(tx, &cases)
        .await?
        .into_iter()
        .filter_map(|watch| Some((watch.case, watch.token?)))
        .collect();
    let late: Vec<_> = taken
        .into_iter()
        .filter(|(one, token)| held.contains(&(one.case, *token)))
        .map(|(one, _)| one)
        .collect();
    Ok(put_off(tx, &late).await?)
}

/// Puts a watch off whose look cannot be written.
pub(crate) async fn put_off_one(db: &Db, desk: &Desk<'_>, taken: &Taken) -> Result<(), Error> {
    let mut tx = db.write().await?;
    let late = PutOff::by_cadence(&taken.watch, tx.now(), desk.pack);
    put_off_taken(&mut tx, vec![(late, taken.token)]).await?;
    tx.commit().await?;
    Ok(())
}

/// After a downtime all that is overdue would be asked for at once. It is spread instead, by the phase of each,
/// over as long as no watcher sat, and over one cadence at most. What a person asked for is not.
pub(crate) async fn catch_up(tx: &mut Tx, actor: &Actor, pack: &Pack) -> Result<(), Error> {
    let now = tx.now();
    let Some(before) = beat(tx, actor).await? else {
        return Ok(());
    };
    let silence = now.since(before);
    let overdue = first_ready(tx).await?.map(|ready| now.since(ready));
    if silence <= DOWNTIME || overdue.is_none_or(|overdue| overdue <= DOWNTIME) {
        return Ok(());
    }
    let window = silence.min(pack.watch.every);
    // A phase is a millionth of the window.
    let part = i64::try_from(window.as_micros() / 1_000_000).unwrap_or(i64::MAX);
    tx.execute(SPREAD, values![now, part]).await?;
    let in_turn: Vec<(i64,)> = tx.all(IN_TURN, values![]).await?;
    let in_turn: Vec<_> = in_turn.into_iter().map(|(host,)| host).collect();
    hosts::free(tx, actor, &in_turn).await?;
    Ok(())
}

/// A watcher sits. When one last sat; once an hour what is not needed any more is cleared away.
async fn beat(tx: &mut Tx, actor: &Actor) -> Result<Option<Timestamp>, Error> {
    let now = tx.now();
    let before: Option<(Timestamp,)> = tx.optional(PULSE, values![]).await?;
    let before = before.map(|(before,)| before);
    tx.execute(BEAT, values![now]).await?;
    let hour = |at: Timestamp| at.micros() / 3_600_000_000;
    if before.is_none_or(|before| hour(before) != hour(now)) {
        hosts::forget(tx, actor).await?;
    }
    Ok(before)
}

/// Whoever takes watches, or writes what looks showed, does it alone.
pub(crate) async fn lock(tx: &mut Tx) -> store::Result<()> {
    hosts::lock(tx).await
}

/// The earliest instant from which on some watch may be taken.
pub(crate) async fn first_ready(tx: &mut Tx) -> store::Result<Option<Timestamp>> {
    let row: Option<(Timestamp,)> = tx.optional(FIRST_READY, values![]).await?;
    Ok(row.map(|(ready,)| ready))
}

/// Has the watchers look for due watches now.
pub(crate) async fn wake(tx: &mut Tx) -> store::Result<()> {
    let now = tx.now();
    for number in 0..WATCHERS {
        let key = key(number);
        jobs::queue_at(tx, WATCH, &number, now, Some(&key)).await?;
        jobs::hasten(tx, &key, now).await?;
    }
    Ok(())
}

/// Ends a sitting that went well, and queues the next one of the watcher: when something may be taken, and now and then
/// in any case.
pub(crate) async fn sit_again(
    tx: &mut Tx,
    actor: &Actor,
    number: u32,
    went_well: bool,
) -> Result<(), Error> {
    if went_well {
        beat(tx, actor).await?;
    }
    let idle = tx.now().after(IDLE);
    let next = first_ready(tx).await?.map_or(idle, |ready| ready.min(idle));
    Ok(jobs::queue_at(tx, WATCH, &number, next, Some(&key(number))).await?)
}

/// Makes sure that the watchers are in the queue, and alive.
pub async fn keep_watching(tx: &mut Tx) -> store::Result<()> {
    for number in 0..WATCHERS {
        jobs::keep_as(tx, WATCH, &number, &key(number)).await?;
    }
    Ok(())
}

fn key(number: u32) -> String {
    format!("{WATCH}:{number}")
}

/// How late the watch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// So many looks were promised and have not been made, 1,000 at most: beyond this the number tells nobody more.
    pub count: i64,
    /// When the oldest of them was promised.
    pub oldest: Option<Timestamp>,
}

impl FromRow for Overdue {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            count: row.get("overdue")?,
            oldest: row.get("oldest")?,
        })
    }
}

/// How late the watch is: looks that were promised for more than five minutes ago.
pub async fn overdue(tx: &mut Tx, actor: &Actor) -> Result<Overdue, Error> {
    actor.may(Action::ReadTakedown)?;
    let before = tx.now().before(DOWNTIME);
    Ok(tx.one(OVERDUE, values![before, MOST_COUNTED]).await?)
}

const FIRST_READY: &str = "-- takedown.watch.first_ready
SELECT ready_at AS value FROM takedown_watch WHERE state IN ('due', 'after') AND ready_at IS NOT NULL
ORDER BY ready_at LIMIT 1";

const PUT_OFF: &str = "-- takedown.watch.put_off
UPDATE takedown_watch SET ready_at = given.ready_at, next_at = COALESCE(given.next_at, takedown_watch.next_at),
    in_line_since = NULL, token = NULL
FROM (
    /*on postgres*/ SELECT CAST(case_id AS uuid) AS case_id, ready_at, next_at
        FROM json_to_recordset(CAST($1 AS json)) AS row (case_id text, ready_at bigint, next_at bigint)
    /*on sqlite*/ SELECT unhex(value ->> 'case_id') AS case_id, value ->> 'ready_at' AS ready_at,
        value ->> 'next_at' AS next_at FROM json_each($1) /*end*/
) AS given
WHERE takedown_watch.case_id = given.case_id";

const PULSE: &str = "-- takedown.pulse.get
SELECT at AS value FROM takedown_pulse WHERE number = 1";

const BEAT: &str = "-- takedown.pulse.beat
INSERT INTO takedown_pulse (number, at) VALUES (1, $1) ON CONFLICT (number) DO UPDATE SET at = excluded.at";

const SPREAD: &str = "-- takedown.watch.spread
UPDATE takedown_watch SET ready_at = $1 + phase * $2, in_line_since = NULL, token = NULL
WHERE state IN ('due', 'after') AND ready_at <= $1 AND NOT asked";

const IN_TURN: &str = "-- takedown.watch.in_turn
SELECT DISTINCT host AS value FROM takedown_watch WHERE in_line_since IS NOT NULL";

const OVERDUE: &str = "-- takedown.watch.overdue
SELECT (SELECT COUNT(*) FROM (
        SELECT next_at FROM takedown_watch WHERE state IN ('due', 'after') AND next_at < $1 LIMIT $2
    ) AS late) AS overdue,
    (SELECT MIN(next_at) FROM takedown_watch WHERE state IN ('due', 'after') AND next_at < $1) AS oldest";
