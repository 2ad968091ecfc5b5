//! Which due watches are taken, and whose turn it is at a host.
//!
//! Due watches are taken by key, in batches, under a lease: what a worker that died had in hand comes due again
//! when the lease ends. One worker takes at a time, so that each sees what the others have at a host. A host is
//! asked by one worker, one look after another, with the pack's distance between: whoever finds it occupied is
//! given the next free turn. After a downtime what is overdue is spread over as long as the downtime was.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use location::Opened;
use pack::Pack;
use serde_json::json;
use store::{Db, FromRow, Row, Tx, values};
use trace::turn::{self as hosts, Host};

use crate::further::AsPage;
use crate::record::Desk;
use crate::watch::{self, Watch, WatchState};
use crate::{Error, WATCH, cadence, marked};

pub(crate) use trace::turn::Lease;

/// Watchers: so many sittings can be held at once, by whichever workers there are.
pub const WATCHERS: u32 = 2;

/// Due watches that are looked at in one go.
const CANDIDATES: i64 = 1_024;

/// What is overdue by more than this, with no watcher having sat for as long, was so by a downtime.
const DOWNTIME: Duration = Duration::from_mins(5);

/// Without anything due a watcher looks so often.
const IDLE: Duration = Duration::from_secs(10);

/// A watch that was taken, and what is needed to look.
pub(crate) struct Taken {
    pub(crate) watch: Watch,
    pub(crate) opened: Opened,
    /// Whether its words are looked at.
    pub(crate) page: AsPage,
    /// A word that no path at its host has.
    pub(crate) invented: String,
    pub(crate) token: Id<Lease>,
}

/// Takes due watches, this many at most. Those whose host is occupied are given a turn; those that nobody is to
/// look at any more are stopped.
pub(crate) async fn take(
    db: &Db,
    actor: &Actor,
    pack: &Pack,
    room: usize,
) -> Result<Vec<Taken>, Error> {
    // Look before taking the write lock: most looks find nothing.
    let mut tx = db.read().await?;
    let now = tx.now();
    if first_ready(&mut tx).await?.is_none_or(|ready| ready > now) {
        return Ok(Vec::new());
    }
    drop(tx);
    let mut tx = db.write().await?;
    let taken = take_in(&mut tx, actor, pack, room).await?;
    tx.commit().await?;
    Ok(taken)
}

async fn take_in(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    room: usize,
) -> Result<Vec<Taken>, Error> {
    actor.may(Action::Check)?;
    lock(tx).await?;
    catch_up(tx, actor, pack).await?;
    let now = tx.now();
    let most = CANDIDATES.min(i64::try_from(room).unwrap_or(CANDIDATES) * 2);
    let candidates: Vec<Watch> = tx.all(READY, values![now, most]).await?;
    let candidates = admit(tx, actor, pack, candidates).await?;
    let token: Id<Lease> = tx.new_id();
    let gap = pack.watch.host_gap;
    let numbers: BTreeSet<i64> = candidates.iter().map(|watch| watch.host).collect();
    let numbers: Vec<_> = numbers.into_iter().collect();
    let known = hosts::hosts(tx, actor, &numbers).await?;
    let mut at_hosts: BTreeMap<i64, (Host, bool)> = BTreeMap::new();
    let (mut chosen, mut turns) = (Vec::new(), Vec::new());
    for watch in candidates {
        if chosen.len() == room {
            break;
        }
        let (host, in_hand) = at_hosts.entry(watch.host).or_insert_with(|| {
            let known = known.get(&watch.host).copied();
            (known.unwrap_or_else(|| Host::new(gap)), false)
        });
        if let Some(turn) = host.turn(now, gap, watch.in_turn) {
            turns.push((watch.case, turn));
            continue;
        }
        *in_hand = true;
        chosen.push(watch);
    }
    let locations: Vec<_> = chosen.iter().map(|watch| watch.location).collect();
    let mut opened = location::working_of(tx, actor, &locations).await?;
    let mut pages = marked::among(tx, &locations).await?;
    let (mut taken, mut late) = (Vec::with_capacity(chosen.len()), Vec::new());
    for watch in chosen {
        let opened = opened.remove(&watch.location);
        if matches!(opened, Some(None)) {
            tracing::warn!(location = %watch.location, "a place that is watched does not open");
        }
        let Some(opened) = opened.flatten() else {
            // Without a working URL it is not looked at, and shows as overdue; one may be chosen any time.
            late.push(PutOff::by_cadence(&watch, now, pack));
            if let Some((host, in_hand)) = at_hosts.get_mut(&watch.host) {
                host.leave(now);
                *in_hand = false;
            }
            continue;
        };
        let page = match pages.remove(&watch.location) {
            None => AsPage::No,
            Some(None) => AsPage::First,
            // A mark that cannot be opened is as none.
            Some(Some(mark)) => marked::open(&opened.key, watch.location, &mark)
                .map_or(AsPage::First, AsPage::Compared),
        };
        taken.push(Taken {
            page,
            invented: invented(tx),
            watch,
            opened,
            token,
        });
    }
    write_turns(tx, &turns).await?;
    put_off(tx, &late).await?;
    hosts::keep(tx, actor, &at_hosts, token).await?;
    let cases: Vec<_> = taken.iter().map(|one| one.watch.case).collect();
    let until = now.after(jobs::LEASE);
    tx.execute(TAKE, values![token, until, cases.as_slice()])
        .await?;
    Ok(taken)
}

/// A word of ten letters at random.
fn invented(tx: &Tx) -> String {
    let mut letters = [0; 10];
    tx.entropy().fill(&mut letters);
    letters
        .iter()
        .map(|byte| char::from(b'a' + byte % 26))
        .collect()
}

/// Leaves out, and stops, what nobody is to look at: a case that is not being acted on, an after-watch that is over, a
/// pack without the authority for automatic requests. Under a silent hold of the police it waits.
async fn admit(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    candidates: Vec<Watch>,
) -> Result<Vec<Watch>, Error> {
    let cases: Vec<Id<Case>> = candidates.iter().map(|watch| watch.case).collect();
    let states = intake::states(tx, actor, &cases).await?;
    let silent = referral::silent_among(tx, actor, &cases).await?;
    let locations: Vec<_> = candidates.iter().map(|watch| watch.location).collect();
    // Another case of the place may be held.
    let silenced = trace::silenced_among(tx, actor, &locations).await?;
    let now = tx.now();
    let mut held = Vec::new();
    let mut admitted = Vec::with_capacity(candidates.len());
    for watch in candidates {
        let is_open = states
            .get(&watch.case)
            .is_some_and(|state| watch.state.is_for(*state));
        let over = watch.state == WatchState::After
            && now.since(watch.started_at) > pack.watch.after_watch;
        let stop = if pack.watch.legal_authority.is_none() {
            Some((WatchState::Off, "no-legal-authority"))
        } else if !is_open {
            Some((WatchState::Ended, "case-went-on"))
        } else if over {
            Some((WatchState::Ended, "after-watch-over"))
        } else {
            None
        };
        match stop {
            Some((state, why)) => watch::set_state(tx, actor, watch.case, state, why).await?,
            // Nothing was promised for as long as it holds.
            None if silent.contains(&watch.case) || silenced.contains(&watch.location) => {
                held.push(PutOff::by_cadence(&watch, now, pack).promised());
            }
            None => admitted.push(watch),
        }
    }
    put_off(tx, &held).await?;
    Ok(admitted)
}

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

    const fn promised(self) -> Self {
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

/// Puts a watch off whose look cannot be written, unless another has it in hand by now.
pub(crate) async fn put_off_one(db: &Db, desk: &Desk<'_>, taken: &Taken) -> Result<(), Error> {
    let mut tx = db.write().await?;
    lock(&mut tx).await?;
    let held = watch::lock_all(&mut tx, &[taken.watch.case]).await?;
    let held = held.iter().find(|watch| watch.token == Some(taken.token));
    if let Some(watch) = held {
        let late = PutOff::by_cadence(watch, tx.now(), desk.pack);
        put_off(&mut tx, &[late]).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// After a downtime all that is overdue would be asked for at once. It is spread instead, by the phase of each,
/// over as long as no watcher sat, and over one cadence at most. What a person asked for is not.
async fn catch_up(tx: &mut Tx, actor: &Actor, pack: &Pack) -> Result<(), Error> {
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

async fn write_turns(tx: &mut Tx, turns: &[(Id<Case>, Timestamp)]) -> store::Result<()> {
    let rows: Vec<_> = turns
        .iter()
        .map(|(case, turn)| json!({ "case_id": case.uuid().simple().to_string(), "ready_at": turn.micros() }))
        .collect();
    if !rows.is_empty() {
        tx.execute(GIVE_TURNS, values![json!(rows).to_string()])
            .await?;
    }
    Ok(())
}

/// How late the watch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// So many looks were promised and have not been made.
    pub count: i64,
    /// When the oldest of them was promised.
    pub oldest: Option<Timestamp>,
    /// So many places are watched.
    pub watched: i64,
}

impl FromRow for Overdue {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            count: row.get("overdue")?,
            oldest: row.get("oldest")?,
            watched: row.get("watched")?,
        })
    }
}

/// How late the watch is: looks that were promised for more than five minutes ago.
pub async fn overdue(tx: &mut Tx, actor: &Actor) -> Result<Overdue, Error> {
    actor.may(Action::ReadTakedown)?;
    let before = tx.now().before(DOWNTIME);
    Ok(tx.one(OVERDUE, values![before]).await?)
}

const FIRST_READY: &str = "-- takedown.watch.first_ready
SELECT ready_at AS value FROM takedown_watch WHERE state IN ('due', 'after') AND ready_at IS NOT NULL
ORDER BY ready_at LIMIT 1";

const READY: &str = "-- takedown.watch.ready
SELECT w.case_id, w.location_id, w.state, w.started_at, w.next_at, w.host, w.phase, w.in_turn, w.token,
    w.asked, w.vantage, w.same, w.as_said
FROM takedown_watch w
WHERE w.state IN ('due', 'after') AND w.ready_at <= $1 ORDER BY w.ready_at, w.case_id LIMIT $2";

const TAKE: &str = "-- takedown.watch.take
UPDATE takedown_watch SET token = $1, ready_at = $2 WHERE case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($3::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($3) /*end*/
)";

const GIVE_TURNS: &str = "-- takedown.watch.give_turns
UPDATE takedown_watch SET ready_at = given.ready_at, in_turn = TRUE FROM (
    /*on postgres*/ SELECT CAST(case_id AS uuid) AS case_id, ready_at
        FROM json_to_recordset(CAST($1 AS json)) AS row (case_id text, ready_at bigint)
    /*on sqlite*/ SELECT unhex(value ->> 'case_id') AS case_id, value ->> 'ready_at' AS ready_at
        FROM json_each($1) /*end*/
) AS given
WHERE takedown_watch.case_id = given.case_id";

const PUT_OFF: &str = "-- takedown.watch.put_off
UPDATE takedown_watch SET ready_at = given.ready_at, next_at = COALESCE(given.next_at, takedown_watch.next_at),
    in_turn = FALSE, token = NULL
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
UPDATE takedown_watch SET ready_at = $1 + phase * $2, in_turn = FALSE
WHERE state IN ('due', 'after') AND ready_at <= $1 AND NOT asked";

const IN_TURN: &str = "-- takedown.watch.in_turn
SELECT DISTINCT host AS value FROM takedown_watch WHERE in_turn";

const OVERDUE: &str = "-- takedown.watch.overdue
SELECT (SELECT COUNT(*) FROM takedown_watch WHERE state IN ('due', 'after') AND next_at < $1) AS overdue,
    (SELECT MIN(next_at) FROM takedown_watch WHERE state IN ('due', 'after') AND next_at < $1) AS oldest,
    (SELECT COUNT(*) FROM takedown_watch WHERE state IN ('due', 'after') AND next_at IS NOT NULL) AS watched";
