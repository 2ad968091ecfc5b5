//! A case: the work on a location, from its first open report to its outcome.

use std::collections::HashMap;

use audit::{About, Line, history};
use identity::{Action, Actor};
use kernel::{Id, Timestamp};
use location::{Location, Place};
use pack::Pack;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::answer::{Step, answer_all, answer_finished, take_back_finished};
use crate::class::{self, Class, Weight};
use crate::report::Report;
use crate::view::Watched;
use crate::{Error, Move, Outcome, State};

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its id.
    pub id: Id<Case>,
    /// What people call it by: eight symbols of Crockford's base 32, random.
    pub reference: String,
    /// The place it is about.
    pub location: Id<Location>,
    /// Where it stands.
    pub state: State,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// When its first report was filed: the hour, where it came through the letterbox.
    pub opened_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Until when a report of the place checks it again rather than opening a new case.
    pub after_watch_until: Option<Timestamp>,
    /// How many reports have joined it.
    pub reports: i64,
    /// How pressing it is.
    pub class: Class,
}

impl FromRow for Case {
    fn from_row(row: &Row) -> store::Result<Self> {
        let state: String = row.get("state")?;
        let outcome: Option<String> = row.get("outcome")?;
        Ok(Self {
            id: row.get("id")?,
            reference: row.get("reference")?,
            location: row.get("location_id")?,
            state: State::named(&state).ok_or(store::Error::Unreadable("intake_case.state"))?,
            outcome: outcome
                .map(|name| {
                    Outcome::named(&name).ok_or(store::Error::Unreadable("intake_case.outcome"))
                })
                .transpose()?,
            opened_at: row.get("opened_at")?,
            closed_at: row.get("closed_at")?,
            after_watch_until: row.get("after_watch_until")?,
            reports: row.get("reports")?,
            class: Class::read(row, "class")?,
        })
    }
}

/// One line of a case's history.
#[derive(Clone, Debug)]
pub struct Moved {
    /// When.
    pub at: Timestamp,
    /// By what kind of actor.
    pub who_kind: String,
    /// By which one.
    pub who_id: Option<Id<identity::Staff>>,
    /// From where; nothing when the case was opened.
    pub from: Option<State>,
    /// To where.
    pub to: State,
    /// Why: a key of a message.
    pub why: String,
}

impl FromRow for Moved {
    fn from_row(row: &Row) -> store::Result<Self> {
        let unreadable = || store::Error::Unreadable("intake_case_history.state");
        let from: Option<String> = row.get("from_state")?;
        let to: String = row.get("to_state")?;
        Ok(Self {
            at: row.get("at")?,
            who_kind: row.get("who_kind")?,
            who_id: row.get("who_id")?,
            from: from
                .map(|name| State::named(&name).ok_or_else(unreadable))
                .transpose()?,
            to: State::named(&to).ok_or_else(unreadable)?,
            why: row.get("why")?,
        })
    }
}

/// What became of a report of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// It opened this case.
    Opened(Id<Case>),
    /// It joined this open case.
    Joined(Id<Case>),
    /// It joined this closed case within its after-watch: the place is to be looked at again.
    Again(Id<Case>),
}

/// Joins a report to the case of its place: the open one, the closed one within its after-watch, or a new
/// one. The caller holds the location's row, so that two reports of one place follow one another.
pub(crate) async fn join(
    tx: &mut Tx,
    actor: &Actor,
    (location, place): (Id<Location>, &Place),
    report: Id<Report>,
    weight: Weight,
    pack: &Pack,
) -> Result<Joined, Error> {
    let now = tx.now();
    let joined = match tx.optional::<Case>(NEWEST, values![location]).await? {
        Some(case) if case.state != State::Closed => Joined::Joined(case.id),
        Some(case) if case.after_watch_until.is_some_and(|until| until > now) => {
            Joined::Again(case.id)
        }
        before => {
            let before = before.map(|case| case.id);
            Joined::Opened(open(tx, actor, (location, place), before, weight.class).await?)
        }
    };
    let (Joined::Opened(case) | Joined::Joined(case) | Joined::Again(case)) = joined;
    let joined_at = tx.stamp();
    let added = tx.execute(JOIN, values![case, report, joined_at]).await?;
    if added == 1 {
        tx.execute(COUNT, values![case]).await?;
        class::joined(tx, actor, case, weight, pack).await?;
        audit::record(
            tx,
            actor.who(),
            "intake.join",
            About::one("case", case),
            json!({ "report": report }),
        )
        .await?;
    }
    Ok(joined)
}

/// Opens a case. Where its place had one before, it is hosted as that was until a trace says otherwise.
async fn open(
    tx: &mut Tx,
    actor: &Actor,
    (location, place): (Id<Location>, &Place),
    before: Option<Id<Case>>,
    class: Class,
) -> Result<Id<Case>, Error> {
    let id: Id<Case> = tx.new_id();
    let reference = reference(tx);
    let opened_at = tx.stamp();
    let marks = location::marks(tx, place)?;
    let watched = Watched::before(tx, id).await?;
    tx.execute(
        OPEN,
        values![
            id,
            &reference,
            location,
            opened_at,
            class.number(),
            marks.place,
            marks.domain,
        ],
    )
    .await?;
    if let Some(before) = before {
        tx.execute(HOSTED_AS, values![id, before]).await?;
    }
    watched.after(tx).await?;
    let opened = Line::first(State::Waiting.name(), "reported");
    history(tx, actor.who(), ADD_HISTORY, id, opened).await?;
    audit::record(
        tx,
        actor.who(),
        "intake.open",
        About::one("case", id),
        json!({ "location": location, "class": class.name() }),
    )
    .await?;
    Ok(id)
}

/// A new reference: forty random bits. No counter that two filings could race for, nothing that tells how many there are.
pub fn reference(tx: &Tx) -> String {
    const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut random = [0; 8];
    tx.entropy().fill(&mut random);
    random
        .iter()
        .filter_map(|byte| SYMBOLS.get(usize::from(byte & 31)))
        .map(|symbol| char::from(*symbol))
        .collect()
}

/// Moves a case. `why` is the key of a message that says so in the history.
pub async fn move_case(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Case>,
    step: Move,
    why: &'static str,
) -> Result<State, Error> {
    let now = tx.now();
    move_case_told(tx, actor, id, step, why, now).await
}

/// Moves a case whose reporters are told of it at this instant: until then the move can be taken back.
pub async fn move_case_told(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Case>,
    step: Move,
    why: &'static str,
    told_at: Timestamp,
) -> Result<State, Error> {
    actor.may(Action::MoveCase)?;
    let case = tx
        .optional::<Case>(GET_FOR_UPDATE, values![id])
        .await?
        .ok_or(Error::NotFound)?;
    let to = case.state.after(step)?;
    let now = tx.now();
    let watched = Watched::before(tx, id).await?;
    match step {
        Move::Close(outcome) => {
            tx.execute(CLOSE, values![id, outcome.name(), now]).await?;
        }
        Move::Reopen | Move::Correct => {
            // Another case of the place may have been opened meanwhile: then that one has the work.
            if tx
                .optional::<Case>(OPEN_ONE, values![case.location])
                .await?
                .is_some_and(|open| open.id != id)
            {
                return Err(Error::Superseded);
            }
            tx.execute(REOPEN, values![id]).await?;
        }
        Move::TakeBack(_) => {
            if case.state == State::Closed {
                let another = tx
                    .optional::<Case>(OPEN_ONE, values![case.location])
                    .await?;
                if another.is_some() || !take_back_finished(tx, id).await? {
                    return Err(Error::Superseded);
                }
            }
            tx.execute(TAKE_BACK, values![id, to.name(), case.state.name()])
                .await?;
        }
        Move::Claim
        | Move::AskOpinion
        | Move::Differ
        | Move::HandOver
        | Move::Lapse
        | Move::Act => {
            tx.execute(SET_STATE, values![id, to.name(), case.state.name()])
                .await?;
        }
    }
    watched.after(tx).await?;
    let line = Line::step(case.state.name(), to.name(), why);
    history(tx, actor.who(), ADD_HISTORY, id, line).await?;
    audit::record(
        tx,
        actor.who(),
        "intake.move",
        About::one("case", id),
        json!({ "from": case.state.name(), "to": to.name(), "step": step.name(), "why": why }),
    )
    .await?;
    match step {
        // A second analyst's claim is nothing that a reporter is told.
        Move::Claim if to == State::Assessing => answer_all(tx, id, Step::InWork).await?,
        Move::Close(_) => answer_finished(tx, id, told_at).await?,
        _ => {}
    }
    Ok(to)
}

/// Sets until when a report of a closed case's place checks it again.
pub async fn watch_after(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Case>,
    until: Timestamp,
) -> Result<(), Error> {
    actor.may(Action::MoveCase)?;
    tx.execute(WATCH_AFTER, values![id, until]).await?;
    Ok(())
}

/// A case.
pub async fn case(tx: &mut Tx, actor: &Actor, id: Id<Case>) -> Result<Case, Error> {
    actor.may(Action::ReadCase)?;
    tx.optional(GET, values![id]).await?.ok_or(Error::NotFound)
}

/// These cases, in no order; those that are not there are left out.
pub async fn cases(tx: &mut Tx, actor: &Actor, ids: &[Id<Case>]) -> Result<Vec<Case>, Error> {
    actor.may(Action::ReadCase)?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(tx.all(THESE, values![ids]).await?)
}

/// Where these cases stand.
pub async fn states(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[Id<Case>],
) -> Result<HashMap<Id<Case>, State>, Error> {
    actor.may(Action::ReadCase)?;
    let rows: Vec<Standing> = tx.all(STATES, values![ids]).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

/// A case and its state.
struct Standing(Id<Case>, State);

impl FromRow for Standing {
    fn from_row(row: &Row) -> store::Result<Self> {
        let state: String = row.get("state")?;
        let state = State::named(&state).ok_or(store::Error::Unreadable("intake_case.state"))?;
        Ok(Self(row.get("id")?, state))
    }
}

/// The case by its reference, as people say it.
pub async fn by_reference(tx: &mut Tx, actor: &Actor, reference: &str) -> Result<Case, Error> {
    actor.may(Action::ReadCase)?;
    tx.optional(BY_REFERENCE, values![reference.to_ascii_uppercase()])
        .await?
        .ok_or(Error::NotFound)
}

/// The open case of a place, if it has one.
pub async fn open_case(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<Option<Case>, Error> {
    actor.may(Action::ReadCase)?;
    Ok(tx.optional(OPEN_ONE, values![location]).await?)
}

/// The history of a case, oldest first.
pub async fn moves(tx: &mut Tx, actor: &Actor, id: Id<Case>) -> Result<Vec<Moved>, Error> {
    actor.may(Action::ReadCase)?;
    Ok(tx.all(HISTORY, values![id]).await?)
}

const NEWEST: &str = "-- intake.case.newest
SELECT id, reference, location_id, state, outcome, opened_at, closed_at, after_watch_until, reports,
    class
FROM intake_case WHERE location_id = $1 ORDER BY closed_at IS NULL DESC, closed_at DESC, id DESC LIMIT 1 /*for update*/";

const OPEN: &str = "-- intake.case.open
INSERT INTO intake_case (id, reference, location_id, state, opened_at, class, place, domain)
VALUES ($1, $2, $3, 'waiting', $4, $5, $6, $7)";

const HOSTED_AS: &str = "-- intake.case.hosted_as
UPDATE intake_case SET (country, network, provider_id) =
    (SELECT country, network, provider_id FROM intake_case WHERE id = $2)
WHERE id = $1";

const JOIN: &str = "-- intake.case_report.insert
INSERT INTO intake_case_report (case_id, report_id, joined_at, number)
VALUES ($1, $2, $3, (SELECT COALESCE(MAX(number), 0) + 1 FROM intake_case_report WHERE case_id = $1))
ON CONFLICT (case_id, report_id) DO NOTHING";

const COUNT: &str = "-- intake.case.count_report
UPDATE intake_case SET reports = reports + 1 WHERE id = $1";

const GET: &str = "-- intake.case.get
SELECT id, reference, location_id, state, outcome, opened_at, closed_at, after_watch_until, reports,
    class
FROM intake_case WHERE id = $1";

const THESE: &str = "-- intake.case.these
SELECT id, reference, location_id, state, outcome, opened_at, closed_at, after_watch_until, reports,
    class
FROM intake_case WHERE id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const STATES: &str = "-- intake.case.states
SELECT id, state FROM intake_case WHERE id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const GET_FOR_UPDATE: &str = "-- intake.case.get_for_update
SELECT id, reference, location_id, state, outcome, opened_at, closed_at, after_watch_until, reports,
    class
FROM intake_case WHERE id = $1 /*for update*/";

const BY_REFERENCE: &str = "-- intake.case.by_reference
SELECT id, reference, location_id, state, outcome, opened_at, closed_at, after_watch_until, reports,
    class
FROM intake_case WHERE reference = $1";

const OPEN_ONE: &str = "-- intake.case.open_one
SELECT id, reference, location_id, state, outcome, opened_at, closed_at, after_watch_until, reports,
    class
FROM intake_case WHERE location_id = $1 AND state <> 'closed'";

const SET_STATE: &str = "-- intake.case.set_state
UPDATE intake_case SET state = $2 WHERE id = $1 AND state = $3";

const CLOSE: &str = "-- intake.case.close
UPDATE intake_case SET state = 'closed', outcome = $2, closed_at = $3 WHERE id = $1";

const REOPEN: &str = "-- intake.case.reopen
UPDATE intake_case SET state = 'waiting', outcome = NULL, closed_at = NULL, after_watch_until = NULL
WHERE id = $1";

const TAKE_BACK: &str = "-- intake.case.take_back
UPDATE intake_case SET state = $2, outcome = NULL, closed_at = NULL, after_watch_until = NULL
WHERE id = $1 AND state = $3";

const WATCH_AFTER: &str = "-- intake.case.watch_after
UPDATE intake_case SET after_watch_until = $2 WHERE id = $1 AND state = 'closed'";

const HISTORY: &str = "-- intake.case_history.all
SELECT at, who_kind, who_id, from_state, to_state, why FROM intake_case_history
WHERE case_id = $1 ORDER BY number LIMIT 500";

const ADD_HISTORY: &str = "-- intake.case_history.insert
INSERT INTO intake_case_history (case_id, number, at, who_kind, who_id, from_state, to_state, why, outcome)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM intake_case_history WHERE case_id = $1),
    $2, $3, $4, $5, $6, $7, (SELECT outcome FROM intake_case WHERE id = $1))";
