//! Which due watches are taken.
//!
//! Due watches are taken by key, in batches, under a lease: what a worker that died had in hand comes due again
//! when the lease ends. One worker takes at a time, so that each sees what the others have at a host. A host is
//! asked by one worker, one look after another, with the pack's distance between: whoever finds it occupied is
//! given the next free turn, and a turn that has come goes to whoever has waited longest.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::Duration;

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use location::{Location, Opened};
use pack::Pack;
use serde_json::json;
use store::{Db, Tx, values};
use trace::turn::{self as hosts, Host, Lease};

use crate::further::AsPage;
use crate::turn::{PutOff, catch_up, first_ready, lock, put_off, put_off_taken};
use crate::watch::{self, Watch, WatchState};
use crate::{Error, longest, marked};

/// Due watches that are looked at in one go.
const CANDIDATES: i64 = 1_024;

/// After this what was taken is tried again whose place could not be read.
const SOON: Duration = Duration::from_secs(30);

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

/// Takes due watches, this many at most.
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
    lock(&mut tx).await?;
    catch_up(&mut tx, actor, pack).await?;
    let chosen = choose(&mut tx, actor, pack, room).await?;
    tx.commit().await?;
    open(db, actor, pack, chosen).await
}

/// Due watches in hand, of which nothing was opened yet.
pub(crate) struct Chosen {
    token: Id<Lease>,
    watches: Vec<Watch>,
}

/// Chooses due watches, this many at most, and has them in hand when the transaction ends, which whoever calls has to itself
/// ([`lock`]). Those whose host is occupied are given a turn; those that nobody is to look at any more are stopped.
pub(crate) async fn choose(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    room: usize,
) -> Result<Chosen, Error> {
    actor.may(Action::Check)?;
    let now = tx.now();
    let most = CANDIDATES.min(i64::try_from(room).unwrap_or(CANDIDATES) * 2);
    let candidates: Vec<Watch> = tx.all(READY, values![now, most]).await?;
    let gap = pack.watch.host_gap;
    let numbers: BTreeSet<i64> = candidates.iter().map(|watch| watch.host).collect();
    let numbers: Vec<_> = numbers.into_iter().collect();
    let known = hosts::hosts(tx, actor, &numbers).await?;
    let line = longest::first(tx, gap, &known, candidates).await?;
    let mut vacated = line.vacated;
    let candidates = admit(tx, actor, pack, line.candidates).await?;
    let token: Id<Lease> = tx.new_id();
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
        let in_turn = watch.in_line_since.is_some();
        if in_turn
            && *in_hand
            && let Some(turn) = vacated.remove(&watch.host)
        {
            turns.push((watch.case, turn));
            continue;
        }
        if let Some(turn) = host.turn(now, gap, in_turn) {
            turns.push((watch.case, turn));
            continue;
        }
        *in_hand = true;
        chosen.push(watch);
    }
    write_turns(tx, &turns).await?;
    hosts::keep(tx, actor, &at_hosts, token).await?;
    let cases: Vec<_> = chosen.iter().map(|watch| watch.case).collect();
    let until = now.after(jobs::LEASE);
    let held: Vec<(Id<Case>,)> = tx
        .all(TAKE, values![token, until, cases.as_slice()])
        .await?;
    let held: HashSet<_> = held.into_iter().map(|(case,)| case).collect();
    let (watches, missed): (Vec<_>, Vec<_>) = chosen
        .into_iter()
        .partition(|watch| held.contains(&watch.case));
    let unasked: Vec<_> = missed.iter().map(|watch| watch.host).collect();
    hosts::give_back(tx, actor, token, &unasked).await?;
    Ok(Chosen { token, watches })
}

/// Opens where what was chosen is, outside of what keeps the others from writing. What does not open is given back.
pub(crate) async fn open(
    db: &Db,
    actor: &Actor,
    pack: &Pack,
    chosen: Chosen,
) -> Result<Vec<Taken>, Error> {
    let Chosen { token, watches } = chosen;
    if watches.is_empty() {
        return Ok(Vec::new());
    }
    let locations: Vec<_> = watches.iter().map(|watch| watch.location).collect();
    let read = sealed(db, actor, &locations).await;
    let (mut opened, mut pages) = match read {
        Ok(sealed) => sealed,
        Err(error) => {
            let soon = |watch: &Watch, now: Timestamp| PutOff::until(watch, now.after(SOON));
            return_unasked(db, actor, token, &watches, soon).await;
            return Err(error);
        }
    };
    let mut taken = Vec::with_capacity(watches.len());
    let mut closed = Vec::new();
    for watch in watches {
        let opened = opened.remove(&watch.location);
        if matches!(opened, Some(None)) {
            tracing::warn!(location = %watch.location, "a place that is watched does not open");
        }
        let Some(opened) = opened.flatten() else {
            closed.push(watch);
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
            invented: invented(db),
            watch,
            opened,
            token,
        });
    }
    if !closed.is_empty() {
        // Without a working URL it is not looked at, and shows as overdue; one may be chosen any time.
        let in_time = |watch: &Watch, now| PutOff::by_cadence(watch, now, pack);
        return_unasked(db, actor, token, &closed, in_time).await;
    }
    Ok(taken)
}

type Places = (
    HashMap<Id<Location>, Option<Opened>>,
    HashMap<Id<Location>, Option<Vec<u8>>>,
);

/// Where these places are, and which are marked as pages.
async fn sealed(db: &Db, actor: &Actor, locations: &[Id<Location>]) -> Result<Places, Error> {
    let mut tx = db.read().await?;
    let opened = location::working_of(&mut tx, actor, locations).await?;
    let pages = marked::among(&mut tx, locations).await?;
    Ok((opened, pages))
}

/// Gives back what is not looked at. What cannot be given back comes due again when the lease ends.
async fn return_unasked(
    db: &Db,
    actor: &Actor,
    token: Id<Lease>,
    watches: &[Watch],
    late: impl Fn(&Watch, Timestamp) -> PutOff,
) {
    if let Err(error) = give_back(db, actor, token, watches, late).await {
        tracing::warn!(error = %error, count = watches.len(), "watches that were not looked at could not be given back");
    }
}

async fn give_back(
    db: &Db,
    actor: &Actor,
    token: Id<Lease>,
    watches: &[Watch],
    late: impl Fn(&Watch, Timestamp) -> PutOff,
) -> Result<(), Error> {
    let mut tx = db.write().await?;
    let now = tx.now();
    let late = watches
        .iter()
        .map(|watch| (late(watch, now), token))
        .collect();
    put_off_taken(&mut tx, late).await?;
    let unasked: Vec<_> = watches.iter().map(|watch| watch.host).collect();
    hosts::give_back(&mut tx, actor, token, &unasked).await?;
    tx.commit().await?;
    Ok(())
}

/// A word of ten letters at random.
fn invented(db: &Db) -> String {
    let mut letters = [0; 10];
    db.entropy().fill(&mut letters);
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

async fn write_turns(tx: &mut Tx, turns: &[(Id<Case>, Timestamp)]) -> store::Result<()> {
    let rows: Vec<_> = turns
        .iter()
        .map(|(case, turn)| json!({ "case_id": case.uuid().simple().to_string(), "ready_at": turn.micros() }))
        .collect();
    if !rows.is_empty() {
        let now = tx.now();
        tx.execute(GIVE_TURNS, values![json!(rows).to_string(), now])
            .await?;
    }
    Ok(())
}

const READY: &str = "-- takedown.watch.ready
SELECT w.case_id, w.location_id, w.state, w.started_at, w.next_at, w.host, w.phase, w.in_line_since, w.token,
    w.asked, w.vantage, w.same, w.as_said
FROM takedown_watch w
WHERE w.state IN ('due', 'after') AND w.ready_at <= $1 ORDER BY w.ready_at, w.case_id LIMIT $2";

// One that somebody else holds is not waited for, who may wait for what is held here.
const TAKE: &str = "-- takedown.watch.take
UPDATE takedown_watch SET token = $1, ready_at = $2, in_line_since = NULL WHERE case_id IN (
    SELECT due.case_id FROM takedown_watch due WHERE due.state IN ('due', 'after') AND due.case_id IN (
        /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($3::bytea[]) AS value
        /*on sqlite*/ SELECT unhex(value) FROM json_each($3) /*end*/
    ) /*skip locked*/
) RETURNING case_id AS value";

const GIVE_TURNS: &str = "-- takedown.watch.give_turns
UPDATE takedown_watch SET ready_at = given.ready_at, token = NULL,
    in_line_since = COALESCE(takedown_watch.in_line_since, $2) FROM (
    /*on postgres*/ SELECT CAST(case_id AS uuid) AS case_id, ready_at
        FROM json_to_recordset(CAST($1 AS json)) AS row (case_id text, ready_at bigint)
    /*on sqlite*/ SELECT unhex(value ->> 'case_id') AS case_id, value ->> 'ready_at' AS ready_at
        FROM json_each($1) /*end*/
) AS given
WHERE takedown_watch.case_id = given.case_id AND takedown_watch.case_id IN (
    SELECT due.case_id FROM takedown_watch due WHERE due.state IN ('due', 'after') AND due.case_id = given.case_id
    /*skip locked*/
)";
