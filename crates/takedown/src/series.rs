//! Series: what follows a first notice about a place while nothing happens. The pack's steps, one after another: each
//! writes to somebody, with a text of its own that says what went before.
//!
//! ```text
//! running → ended      stopped: the case went on
//!    ▲        └─ begins anew with the next first notice that leaves ─┘
//!    └────────────────────────────────────────────────────────────────
//! ```

mod run;
mod take;

use audit::{About, Line, history};
use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Sensitive, Timestamp};
use location::Location;
use pack::Pack;
use serde_json::json;
use store::{DataKey, FromRow, Place, Row, Tx, values};

pub use run::{follow_up, keep_following_up};
pub(crate) use take::missing_among;

use crate::Error;
use crate::notice::{Notice, Purpose};

/// The longest reason that is kept, in characters.
const REASON: usize = 2000;

/// Where a series stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SeriesState {
    /// The next step has its time.
    Running,
    /// Nothing is to follow any more.
    Stopped,
    /// No step is left, and it is still there: people know.
    Ended,
}

impl SeriesState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Running, Self::Stopped, Self::Ended];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Ended => "ended",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What follows the notices about one place of a case.
#[derive(Clone, Debug)]
pub struct Series {
    /// Its id.
    pub id: Id<Series>,
    /// The case.
    pub case: Id<Case>,
    /// The place.
    pub location: Id<Location>,
    /// Where it stands.
    pub state: SeriesState,
    /// The step that was taken or left out last; 0: the first notice.
    pub step: i64,
    /// How many were, also before it began anew.
    pub taken: i64,
    /// When it began.
    pub started_at: Timestamp,
    /// When the next step is due.
    pub due_at: Timestamp,
    /// Whether a provider was given more time.
    pub delayed: bool,
    data_key: Vec<u8>,
}

impl FromRow for Series {
    fn from_row(row: &Row) -> store::Result<Self> {
        let state: String = row.get("state")?;
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            location: row.get("location_id")?,
            state: SeriesState::named(&state)
                .ok_or(store::Error::Unreadable("takedown_series.state"))?,
            step: row.get("step")?,
            taken: row.get("taken")?,
            started_at: row.get("started_at")?,
            due_at: row.get("due_at")?,
            delayed: row.get("delayed")?,
            data_key: row.get("data_key")?,
        })
    }
}

impl Series {
    fn key(&self, tx: &Tx) -> store::Result<DataKey> {
        let place = Place::new("takedown_series", "data_key", self.id);
        Ok(tx.keyring()?.data_key(place, &self.data_key)?)
    }
}

/// A notice left at an instant. With a first one the series of its place begins, or begins anew where it was further: another
/// provider has the place now. With the one of the step it stands at, the time until the next begins.
pub(crate) async fn left(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    notice: &Notice,
    at: Timestamp,
) -> Result<(), Error> {
    if notice.purpose != Purpose::Remove {
        return Ok(());
    }
    let due = at.after(pack.escalation.after(notice.step));
    let of = values![notice.case, notice.location];
    let found: Option<Series> = tx.optional(LOCK_OF_PLACE, of).await?;
    let Some(series) = found else {
        if notice.step == 0 && !pack.escalation.steps.is_empty() {
            begin(tx, actor, notice, at, due).await?;
        }
        return Ok(());
    };
    let is_running = series.state == SeriesState::Running;
    if notice.step > 0 {
        if is_running && notice.step == series.step {
            tx.execute(PUT_OFF, values![series.id, due]).await?;
        }
        return Ok(());
    }
    if is_running && series.step == 0 {
        // Whoever is told later has the whole time too.
        if due > series.due_at {
            tx.execute(PUT_OFF, values![series.id, due]).await?;
        }
        return Ok(());
    }
    tx.execute(BEGIN_ANEW, values![series.id, at, due]).await?;
    moved(
        tx,
        actor,
        &series,
        SeriesState::Running,
        "first-notice-left",
    )
    .await
}

async fn begin(
    tx: &mut Tx,
    actor: &Actor,
    notice: &Notice,
    at: Timestamp,
    due: Timestamp,
) -> Result<(), Error> {
    let id: Id<Series> = tx.new_id();
    let place = Place::new("takedown_series", "data_key", id);
    let (_, wrapped) = tx.keyring()?.new_data_key(place, tx.entropy());
    let row = values![id, notice.case, notice.location, at, due, wrapped];
    if tx.execute(INSERT, row).await? == 0 {
        // On PostgreSQL another letter about the place left meanwhile.
        return Ok(());
    }
    let line = Line::first(SeriesState::Running.name(), "first-notice-left");
    history(tx, actor.who(), ADD_HISTORY, id, line).await?;
    let facts = json!({ "case": notice.case, "state": "running" });
    let about = About::one("series", id);
    audit::record(tx, actor.who(), "takedown.begin_series", about, facts).await?;
    Ok(())
}

/// Nothing is to follow any more about a case. What comes back, or is decided anew, then begins with all its steps.
pub(crate) async fn stop_all(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    why: &'static str,
) -> Result<(), Error> {
    for series in tx.all::<Series>(LOCK_OF_CASE, values![case]).await? {
        if series.state != SeriesState::Stopped {
            set_state(tx, actor, &series, SeriesState::Stopped, why).await?;
        }
        tx.execute(FORGET_TAKEN, values![series.id]).await?;
    }
    Ok(())
}

async fn set_state(
    tx: &mut Tx,
    actor: &Actor,
    series: &Series,
    to: SeriesState,
    why: &'static str,
) -> Result<(), Error> {
    tx.execute(SET_STATE, values![series.id, to.name()]).await?;
    moved(tx, actor, series, to, why).await
}

/// The history and audit of a move, at the step where the series is by now.
async fn moved(
    tx: &mut Tx,
    actor: &Actor,
    series: &Series,
    to: SeriesState,
    why: &'static str,
) -> Result<(), Error> {
    let line = Line::step(series.state.name(), to.name(), why);
    history(tx, actor.who(), ADD_HISTORY, series.id, line).await?;
    audit::record(
        tx,
        actor.who(),
        "takedown.move_series",
        About::one("series", series.id),
        json!({ "case": series.case, "from": series.state.name(), "to": to.name(), "why": why }),
    )
    .await?;
    Ok(())
}

/// A provider asks for more time: the next step waits until then, once and no longer than the pack allows.
pub(crate) async fn delay(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    notice: &Notice,
    until: Timestamp,
) -> Result<(), Error> {
    let of = values![notice.case, notice.location];
    let Some(series) = tx.optional::<Series>(LOCK_OF_PLACE, of).await? else {
        return Ok(());
    };
    if series.state != SeriesState::Running || series.delayed {
        return Ok(());
    }
    let latest = tx.now().after(pack.escalation.more_time);
    let due = until.min(latest).max(series.due_at);
    tx.execute(DELAY, values![series.id, due]).await?;
    moved(tx, actor, &series, SeriesState::Running, "more-time").await
}

/// A person has the next step of a series left out, for a reason: the one after it is due when it would have been.
pub async fn skip_step(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Series>,
    reason: &Sensitive<String>,
) -> Result<Id<Case>, Error> {
    actor.may(Action::SkipStep)?;
    let series: Option<Series> = tx.optional(LOCK, values![id]).await?;
    let series = series.ok_or(Error::NotFound)?;
    let reason: String = reason.expose().trim().chars().take(REASON).collect();
    if reason.is_empty() {
        return Err(Error::NoReason);
    }
    let skipped = series.step.saturating_add(1);
    if series.state != SeriesState::Running || pack.escalation.step(skipped).is_none() {
        return Err(Error::Changed);
    }
    let from = series.due_at.max(tx.now());
    let due = from.after(pack.escalation.after(skipped));
    tx.execute(STEP, values![id, skipped, series.taken, due])
        .await?;
    moved(tx, actor, &series, SeriesState::Running, "left-out").await?;
    let place = Place::new("takedown_series_history", "reason", id);
    let sealed = series.key(tx)?.seal(place, reason.as_bytes(), tx.entropy());
    tx.execute(WHY_LEFT_OUT, values![id, sealed]).await?;
    Ok(series.case)
}

/// The series of a case, the one that began first before the others.
pub async fn series_of(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Series>, Error> {
    actor.may(Action::ReadTakedown)?;
    Ok(tx.all(OF_CASE, values![case]).await?)
}

/// A series.
pub(crate) async fn find(tx: &mut Tx, actor: &Actor, id: Id<Series>) -> Result<Series, Error> {
    actor.may(Action::ReadTakedown)?;
    tx.optional(FIND, values![id]).await?.ok_or(Error::NotFound)
}

/// What happened at a step of a series.
pub(crate) struct Past {
    pub(crate) at: Timestamp,
    pub(crate) step: i64,
    pub(crate) why: String,
    pub(crate) reason: Option<Sensitive<String>>,
}

struct PastRow(Timestamp, i64, String, Option<Vec<u8>>);

impl FromRow for PastRow {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(
            row.get("at")?,
            row.get("step")?,
            row.get("why")?,
            row.get("reason")?,
        ))
    }
}

/// What happened in a series, the oldest first.
pub(crate) async fn past(tx: &mut Tx, series: &Series) -> store::Result<Vec<Past>> {
    let place = Place::new("takedown_series_history", "reason", series.id);
    let rows: Vec<PastRow> = tx.all(PAST, values![series.id]).await?;
    let mut past = Vec::new();
    for PastRow(at, step, why, reason) in rows {
        let reason = match reason {
            Some(sealed) => Some(series.key(tx)?.open_text(place, &sealed)?),
            None => None,
        };
        past.push(Past {
            at,
            step,
            why,
            reason,
        });
    }
    Ok(past)
}

const INSERT: &str = "-- takedown.series.insert
INSERT INTO takedown_series (id, case_id, location_id, state, step, taken, started_at, due_at, delayed, data_key)
VALUES ($1, $2, $3, 'running', 0, 0, $4, $5, FALSE, $6)
ON CONFLICT (case_id, location_id) DO NOTHING";

const BEGIN_ANEW: &str = "-- takedown.series.begin_anew
UPDATE takedown_series SET state = 'running', step = 0, started_at = $2, due_at = $3, delayed = FALSE,
    failed_since = NULL
WHERE id = $1";

const STEP: &str = "-- takedown.series.step
UPDATE takedown_series SET step = $2, taken = $3, due_at = $4, failed_since = NULL WHERE id = $1";

const FORGET_TAKEN: &str = "-- takedown.series.forget_taken
UPDATE takedown_series SET taken = 0 WHERE id = $1";

const PUT_OFF: &str = "-- takedown.series.put_off
UPDATE takedown_series SET due_at = $2, failed_since = NULL WHERE id = $1 AND state = 'running'";

const DELAY: &str = "-- takedown.series.delay
UPDATE takedown_series SET due_at = $2, delayed = TRUE WHERE id = $1";

const SET_STATE: &str = "-- takedown.series.set_state
UPDATE takedown_series SET state = $2, failed_since = NULL WHERE id = $1";

const LOCK: &str = "-- takedown.series.lock
SELECT id, case_id, location_id, state, step, taken, started_at, due_at, delayed, data_key
FROM takedown_series WHERE id = $1 /*for update*/";

const FIND: &str = "-- takedown.series.find
SELECT id, case_id, location_id, state, step, taken, started_at, due_at, delayed, data_key
FROM takedown_series WHERE id = $1";

const LOCK_OF_PLACE: &str = "-- takedown.series.lock_of_place
SELECT id, case_id, location_id, state, step, taken, started_at, due_at, delayed, data_key
FROM takedown_series WHERE case_id = $1 AND location_id = $2 /*for update*/";

const LOCK_OF_CASE: &str = "-- takedown.series.lock_of_case
SELECT id, case_id, location_id, state, step, taken, started_at, due_at, delayed, data_key
FROM takedown_series WHERE case_id = $1 ORDER BY location_id /*for update*/";

const OF_CASE: &str = "-- takedown.series.of_case
SELECT id, case_id, location_id, state, step, taken, started_at, due_at, delayed, data_key
FROM takedown_series WHERE case_id = $1 ORDER BY started_at, id LIMIT 200";

const PAST: &str = "-- takedown.series_history.of_series
SELECT at, step, why, reason FROM takedown_series_history WHERE series_id = $1 ORDER BY number LIMIT 200";

const ADD_HISTORY: &str = "-- takedown.series_history.insert
INSERT INTO takedown_series_history (series_id, number, at, who_kind, who_id, from_state, to_state, why, step)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM takedown_series_history WHERE series_id = $1),
    $2, $3, $4, $5, $6, $7, (SELECT step FROM takedown_series WHERE id = $1))";

const WHY_LEFT_OUT: &str = "-- takedown.series_history.why_left_out
UPDATE takedown_series_history SET reason = $2 WHERE series_id = $1
    AND number = (SELECT MAX(number) FROM takedown_series_history WHERE series_id = $1)";
