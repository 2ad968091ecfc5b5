//! The watch: looking again at a case's place until it is gone.
//!
//! ```text
//! due → ended        off: the pack names no legal authority, or a person stopped it
//!  └──▲─┘ reopened
//! ```

use audit::{About, Line, history};
use identity::{Action, Actor};
use intake::{Case, Move, Outcome};
use kernel::{Id, Timestamp};
use location::Location;
use pack::Pack;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::{CHECK, Error, notice};

/// Where a watch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WatchState {
    /// The next look has its time.
    Due,
    /// Nobody looks by itself.
    Off,
    /// The case has its outcome.
    Ended,
}

impl WatchState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Due, Self::Off, Self::Ended];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Off => "off",
            Self::Ended => "ended",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// The watch of a case.
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    /// The place looked at.
    pub location: Id<Location>,
    /// Where it stands.
    pub state: WatchState,
    /// Looks before this do not count.
    pub started_at: Timestamp,
    /// When the next look is due.
    pub next_at: Option<Timestamp>,
}

impl FromRow for Watch {
    fn from_row(row: &Row) -> store::Result<Self> {
        let state: String = row.get("state")?;
        Ok(Self {
            location: row.get("location_id")?,
            state: WatchState::named(&state)
                .ok_or(store::Error::Unreadable("takedown_watch.state"))?,
            started_at: row.get("started_at")?,
            next_at: row.get("next_at")?,
        })
    }
}

/// Begins to watch a case's place, at once; does nothing where it is watched already. Without a legal
/// authority for automatic requests the watch is off, and people look.
pub async fn watch(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<WatchState, Error> {
    actor.may(Action::Check)?;
    let location = intake::case(tx, actor, case).await?.location;
    let before = tx.optional::<Watch>(GET, values![case]).await?;
    let (state, why) = if pack.watch.legal_authority.is_some() {
        (WatchState::Due, "released")
    } else {
        (WatchState::Off, "no-legal-authority")
    };
    if before.is_some_and(|watch| watch.state == state) {
        return Ok(state);
    }
    let now = tx.now();
    let next = (state == WatchState::Due).then_some(now);
    tx.execute(START, values![case, location, state.name(), now, next])
        .await?;
    moved(tx, actor, case, before.map(|watch| watch.state), state, why).await?;
    if state == WatchState::Due {
        jobs::queue_at(tx, CHECK, &case, now, Some(&key(case))).await?;
    }
    Ok(state)
}

/// Stops the looking of a case by itself: nothing is asked of its place until it is watched again.
pub async fn unwatch(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    why: &'static str,
) -> Result<(), Error> {
    actor.may(Action::Check)?;
    set_state(tx, actor, case, WatchState::Off, why).await
}

/// The watch of a case, where there is one.
pub async fn watch_of(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Option<Watch>, Error> {
    actor.may(Action::ReadTakedown)?;
    Ok(tx.optional(GET, values![case]).await?)
}

/// Whether a case's place may be looked at by requests of ours.
pub(crate) async fn is_due(tx: &mut Tx, case: Id<Case>) -> store::Result<bool> {
    let watch = tx.optional::<Watch>(GET, values![case]).await?;
    Ok(watch.is_some_and(|watch| watch.state == WatchState::Due))
}

/// The watch of a case, held until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, case: Id<Case>) -> store::Result<Option<Watch>> {
    tx.optional(GET_FOR_UPDATE, values![case]).await
}

/// Sets when a case's place is looked at next, if it is watched.
pub(crate) async fn look_again(tx: &mut Tx, pack: &Pack, case: Id<Case>) -> Result<(), Error> {
    let next = tx.now().after(pack.watch.every);
    if tx.execute(SET_NEXT, values![case, next]).await? == 1 {
        jobs::queue_at(tx, CHECK, &case, next, Some(&key(case))).await?;
    }
    Ok(())
}

/// Ends a case whose content is gone, or out of reach: the watch, its notices and the case, in one.
pub(crate) async fn finish(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    outcome: Outcome,
    why: &'static str,
) -> Result<(), Error> {
    set_state(tx, actor, case, WatchState::Ended, why).await?;
    notice::settle_all(tx, actor, case, why).await?;
    // Somebody else may have closed it meanwhile.
    if intake::case(tx, actor, case).await?.state == intake::State::Acting {
        intake::move_case(tx, actor, case, Move::Close(outcome), why).await?;
        let until = tx.now().after(pack.watch.after_watch);
        intake::watch_after(tx, actor, case, until).await?;
    }
    Ok(())
}

pub(crate) async fn set_state(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    to: WatchState,
    why: &'static str,
) -> Result<(), Error> {
    jobs::cancel(tx, &key(case)).await?;
    let Some(watch) = lock(tx, case).await? else {
        return Ok(());
    };
    if watch.state != to {
        tx.execute(SET_STATE, values![case, to.name()]).await?;
        moved(tx, actor, case, Some(watch.state), to, why).await?;
    }
    Ok(())
}

/// There is one next look of a case, whatever asks for it.
fn key(case: Id<Case>) -> String {
    format!("{CHECK}:{case}")
}

/// The history and audit of a move.
async fn moved(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    from: Option<WatchState>,
    to: WatchState,
    why: &'static str,
) -> store::Result<()> {
    let from = from.map(WatchState::name);
    let line = Line {
        from,
        to: to.name(),
        why,
    };
    history(tx, actor.who(), ADD_HISTORY, case, line).await?;
    audit::record(
        tx,
        actor.who(),
        "takedown.move_watch",
        About::one("case", case),
        json!({ "from": from, "to": to.name(), "why": why }),
    )
    .await
}

const GET: &str = "-- takedown.watch.get
SELECT location_id, state, started_at, next_at FROM takedown_watch WHERE case_id = $1";

const GET_FOR_UPDATE: &str = "-- takedown.watch.get_for_update
SELECT location_id, state, started_at, next_at FROM takedown_watch WHERE case_id = $1 /*for update*/";

const START: &str = "-- takedown.watch.start
INSERT INTO takedown_watch (case_id, location_id, state, started_at, next_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (case_id) DO UPDATE
SET state = excluded.state, started_at = excluded.started_at, next_at = excluded.next_at";

const SET_NEXT: &str = "-- takedown.watch.set_next
UPDATE takedown_watch SET next_at = $2 WHERE case_id = $1 AND state = 'due'";

const SET_STATE: &str = "-- takedown.watch.set_state
UPDATE takedown_watch SET state = $2, next_at = NULL WHERE case_id = $1";

const ADD_HISTORY: &str = "-- takedown.watch_history.insert
INSERT INTO takedown_watch_history (case_id, number, at, who_kind, who_id, from_state, to_state, why)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM takedown_watch_history WHERE case_id = $1),
    $2, $3, $4, $5, $6, $7)";
