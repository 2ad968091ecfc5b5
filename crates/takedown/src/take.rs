//! Which due watches are taken.
//!
//! Due watches are taken by key, in batches, under a lease: what a worker that died had in hand comes due again
//! when the lease ends. One worker takes at a time, so that each sees what the others have at a host. A host is
//! asked by one worker, one look after another, with the pack's distance between: whoever finds it occupied is
//! given the next free turn, and a turn that has come goes to whoever has waited longest.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use location::Opened;
use pack::Pack;
use serde_json::json;
use store::{Db, Tx, values};
use trace::turn::{self as hosts, Answer, Asked, Host, Lease};

use crate::further::AsPage;
use crate::turn::{PutOff, catch_up, first_ready, lock, put_off, put_off_taken};
use crate::watch::{self, Watch, WatchState};
use crate::{Error, longest, marked};

/// Due watches that are looked at in one go.
const CANDIDATES: i64 = 1_024;

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
    let (token, chosen) = choose(&mut tx, actor, pack, room).await?;
    tx.commit().await?;
    // Outside of what keeps the others from writing.
    open(db, actor, pack, token, chosen).await
}

/// Takes due watches under a lease of this token.
async fn choose(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    room: usize,
) -> Result<(Id<Lease>, Vec<Watch>), Error> {
    actor.may(Action::Check)?;
    lock(tx).await?;
    catch_up(tx, actor, pack).await?;
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
        if watch.in_turn
            && *in_hand
            && let Some(turn) = vacated.remove(&watch.host)
        {
            turns.push((watch.case, turn));
            continue;
        }
        if let Some(turn) = host.turn(now, gap, watch.in_turn) {
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
    tx.execute(TAKE, values![token, until, cases.as_slice()])
        .await?;
    Ok((token, chosen))
}

/// Opens where what was taken is.
async fn open(
    db: &Db,
    actor: &Actor,
    pack: &Pack,
    token: Id<Lease>,
    chosen: Vec<Watch>,
) -> Result<Vec<Taken>, Error> {
    if chosen.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = db.read().await?;
    let locations: Vec<_> = chosen.iter().map(|watch| watch.location).collect();
    let mut opened = location::working_of(&mut tx, actor, &locations).await?;
    let mut pages = marked::among(&mut tx, &locations).await?;
    let mut taken = Vec::with_capacity(chosen.len());
    let mut closed = Vec::new();
    for watch in chosen {
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
            invented: invented(&tx),
            watch,
            opened,
            token,
        });
    }
    drop(tx);
    if !closed.is_empty() {
        give_back(db, actor, pack, token, &closed).await?;
    }
    Ok(taken)
}

/// Gives back what does not open: without a working URL it is not looked at, and shows as overdue; one may be chosen any
/// time. Their hosts were not asked.
async fn give_back(
    db: &Db,
    actor: &Actor,
    pack: &Pack,
    token: Id<Lease>,
    closed: &[Watch],
) -> Result<(), Error> {
    let mut tx = db.write().await?;
    let now = tx.now();
    let late = closed
        .iter()
        .map(|watch| (PutOff::by_cadence(watch, now, pack), token))
        .collect();
    put_off_taken(&mut tx, late).await?;
    let unasked: Vec<_> = closed
        .iter()
        .map(|watch| Asked {
            host: watch.host,
            token: Some(token),
            answer: Answer::Well,
            took: Duration::ZERO,
        })
        .collect();
    hosts::let_go(&mut tx, actor, &pack.watch, &unasked).await?;
    tx.commit().await?;
    Ok(())
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
