//! The watch: looking again at a case's place until it is gone, and for the after-watch.
//!
//! ```text
//! due → after → ended        off: the pack names no legal authority, or a person stopped it
//!  └──────────────┘ reopened
//! ```

use audit::{About, Line, history};
use identity::{Action, Actor};
use intake::{Case, Move, Outcome};
use kernel::{Id, Timestamp};
use location::Location;
use pack::Pack;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::turn::{Lease, wake};
use crate::verdict::Seen;
use crate::{Error, cadence, notice};

/// Where a watch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WatchState {
    /// The next look has its time.
    Due,
    /// The case is closed, and content that comes back is to be seen.
    After,
    /// Nobody looks by itself.
    Off,
    /// The case has its outcome.
    Ended,
}

impl WatchState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Due, Self::After, Self::Off, Self::Ended];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::After => "after",
            Self::Off => "off",
            Self::Ended => "ended",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether a watch in this state has work at a case in that one.
    pub(crate) const fn is_for(self, case: intake::State) -> bool {
        match self {
            Self::Due => matches!(case, intake::State::Acting),
            Self::After => matches!(case, intake::State::Closed),
            Self::Off | Self::Ended => false,
        }
    }
}

/// The watch of a case.
#[derive(Clone, Debug)]
pub struct Watch {
    /// The case.
    pub case: Id<Case>,
    /// The place looked at.
    pub location: Id<Location>,
    /// Where it stands.
    pub state: WatchState,
    /// Looks before this do not count.
    pub started_at: Timestamp,
    /// When the next look is promised.
    pub next_at: Option<Timestamp>,
    /// The host, as a number that says nothing.
    pub(crate) host: i64,
    /// Its place within its cadence.
    pub(crate) phase: i64,
    /// Since when it waits for its turn at its host, where it was given one.
    pub(crate) in_line_since: Option<Timestamp>,
    /// Who has it in hand.
    pub(crate) token: Option<Id<Lease>>,
    /// Whether a person asked for a look before its time.
    pub(crate) asked: bool,
    /// From where the next look is; nothing: from the first vantage point.
    pub(crate) vantage: Option<String>,
    /// What the last look showed, where that was up.
    pub(crate) same: Option<Vec<u8>>,
    /// What a look showed when a person said that the place is gone, though it answers.
    pub(crate) as_said: Option<Vec<u8>>,
}

impl FromRow for Watch {
    fn from_row(row: &Row) -> store::Result<Self> {
        let state: String = row.get("state")?;
        Ok(Self {
            case: row.get("case_id")?,
            location: row.get("location_id")?,
            state: WatchState::named(&state)
                .ok_or(store::Error::Unreadable("takedown_watch.state"))?,
            started_at: row.get("started_at")?,
            next_at: row.get("next_at")?,
            host: row.get("host")?,
            phase: row.get("phase")?,
            in_line_since: row.get("in_line_since")?,
            token: row.get("token")?,
            asked: row.get("asked")?,
            vantage: row.get("vantage")?,
            same: row.get("same")?,
            as_said: row.get("as_said")?,
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
    let before = before.map(|watch| watch.state);
    if before == Some(state) {
        return Ok(state);
    }
    let now = tx.now();
    let next = (state == WatchState::Due).then_some(now);
    let host = location::host_mark(tx, actor, location).await?;
    let phase = cadence::phase(case);
    tx.execute(
        START,
        values![case, location, state.name(), now, next, host, phase],
    )
    .await?;
    moved(tx, actor, case, before, state, why).await?;
    if state == WatchState::Due {
        wake(tx).await?;
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

/// The same for whoever asked for the permission.
pub(crate) async fn watch_of_case(tx: &mut Tx, case: Id<Case>) -> store::Result<Option<Watch>> {
    tx.optional(GET, values![case]).await
}

/// Whether a case's place may be looked at by requests of ours.
pub(crate) async fn is_due(tx: &mut Tx, case: Id<Case>) -> store::Result<bool> {
    let watch = watch_of_case(tx, case).await?;
    Ok(watch.is_some_and(|watch| watch.state == WatchState::Due))
}

/// The watch of a case, held until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, case: Id<Case>) -> store::Result<Option<Watch>> {
    tx.optional(GET_FOR_UPDATE, values![case]).await
}

/// The watches of these cases, held until the transaction ends.
pub(crate) async fn lock_all(tx: &mut Tx, cases: &[Id<Case>]) -> store::Result<Vec<Watch>> {
    tx.all(LOCK_ALL, values![cases]).await
}

/// Has a watched place looked at before its time, because a person asked.
pub(crate) async fn ask(tx: &mut Tx, case: Id<Case>) -> store::Result<()> {
    let now = tx.now();
    tx.execute(ASK, values![case, now]).await?;
    wake(tx).await
}

/// The next look is not compared with the one before: something came between.
pub(crate) async fn forget_sight(tx: &mut Tx, case: Id<Case>) -> store::Result<()> {
    tx.execute(FORGET_SIGHT, values![case]).await?;
    Ok(())
}

/// A person says that the place is gone, having seen it with their own eyes: if the last look found it up, the same again
/// says nothing against that.
pub(crate) async fn said_gone_now(tx: &mut Tx, case: Id<Case>) -> store::Result<()> {
    if let Some(watch) = lock(tx, case).await?
        && let Some(same) = &watch.same
    {
        tx.execute(SAID, values![case, watch.vantage, said(same, Seen::Up)])
            .await?;
    }
    Ok(())
}

/// A person says that the place is gone of which a look from this vantage point showed this.
pub(crate) async fn said_gone(
    tx: &mut Tx,
    case: Id<Case>,
    vantage: &str,
    same: &[u8],
    seen: Seen,
) -> store::Result<()> {
    tx.execute(SAID, values![case, vantage, said(same, seen)])
        .await?;
    Ok(())
}

/// By what is known again what was seen when a person gave their word.
pub(crate) fn said(same: &[u8], seen: Seen) -> Vec<u8> {
    [same, seen.name().as_bytes()].concat()
}

/// What a look from this vantage point showed is known from now on: the next is from there, and the same is up.
pub(crate) async fn know(
    tx: &mut Tx,
    case: Id<Case>,
    vantage: &str,
    same: &[u8],
) -> store::Result<()> {
    tx.execute(KNOW, values![case, vantage, same]).await?;
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
    let after = if pack.watch.legal_authority.is_some() {
        WatchState::After
    } else {
        WatchState::Ended
    };
    set_state(tx, actor, case, after, why).await?;
    let now = tx.now();
    let next = cadence::next(now, pack.watch.after_every, cadence::phase(case));
    tx.execute(BEGIN_AFTER, values![case, now, next]).await?;
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
    let Some(watch) = lock(tx, case).await? else {
        return Ok(());
    };
    if watch.state != to {
        tx.execute(SET_STATE, values![case, to.name()]).await?;
        moved(tx, actor, case, Some(watch.state), to, why).await?;
    }
    Ok(())
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
SELECT case_id, location_id, state, started_at, next_at, host, phase, in_line_since, token, asked, vantage, same,
    as_said
FROM takedown_watch WHERE case_id = $1";

const GET_FOR_UPDATE: &str = "-- takedown.watch.get_for_update
SELECT case_id, location_id, state, started_at, next_at, host, phase, in_line_since, token, asked, vantage, same,
    as_said
FROM takedown_watch WHERE case_id = $1 /*for update*/";

const LOCK_ALL: &str = "-- takedown.watch.lock_all
SELECT case_id, location_id, state, started_at, next_at, host, phase, in_line_since, token, asked, vantage, same,
    as_said
FROM takedown_watch WHERE case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) ORDER BY case_id /*for update*/";

const START: &str = "-- takedown.watch.start
INSERT INTO takedown_watch (case_id, location_id, state, started_at, next_at, ready_at, host, phase)
VALUES ($1, $2, $3, $4, $5, $5, $6, $7)
ON CONFLICT (case_id) DO UPDATE SET state = excluded.state, started_at = excluded.started_at,
    next_at = excluded.next_at, ready_at = excluded.ready_at, host = excluded.host, in_line_since = NULL,
    token = NULL, asked = FALSE, vantage = NULL, same = NULL, as_said = NULL";

const BEGIN_AFTER: &str = "-- takedown.watch.begin_after
UPDATE takedown_watch SET started_at = $2, next_at = $3, ready_at = $3
WHERE case_id = $1 AND state = 'after'";

const ASK: &str = "-- takedown.watch.ask
UPDATE takedown_watch SET asked = TRUE, ready_at = CASE WHEN token IS NULL THEN $2 ELSE ready_at END
WHERE case_id = $1 AND state = 'due'";

const FORGET_SIGHT: &str = "-- takedown.watch.forget_sight
UPDATE takedown_watch SET same = NULL, as_said = NULL WHERE case_id = $1";

const SAID: &str = "-- takedown.watch.said
UPDATE takedown_watch SET vantage = $2, same = NULL, as_said = $3 WHERE case_id = $1";

const KNOW: &str = "-- takedown.watch.know
UPDATE takedown_watch SET vantage = $2, same = $3, as_said = NULL WHERE case_id = $1 AND state = 'due'";

const SET_STATE: &str = "-- takedown.watch.set_state
UPDATE takedown_watch SET state = $2, next_at = NULL, ready_at = NULL, token = NULL, in_line_since = NULL,
    asked = FALSE, vantage = CASE WHEN as_said IS NULL THEN NULL ELSE vantage END, same = NULL
WHERE case_id = $1";

const ADD_HISTORY: &str = "-- takedown.watch_history.insert
INSERT INTO takedown_watch_history (case_id, number, at, who_kind, who_id, from_state, to_state, why)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM takedown_watch_history WHERE case_id = $1),
    $2, $3, $4, $5, $6, $7)";
