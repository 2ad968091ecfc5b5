//! What only a person can settle about a route: its tasks.

mod kind;

use std::time::Duration;

use assessment::Decision;
use audit::About;
use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Timestamp};
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::to_do::{Subject, about};
use crate::{CHOSEN, Error, Route};

pub use kind::TaskKind;

/// Whose a place is is asked again so long after it was ticked off, where that is as open as before.
const ASKED_AGAIN: Duration = Duration::from_hours(24);

/// A task of a route.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// Its id.
    pub id: Id<Task>,
    /// The case.
    pub case: Id<Case>,
    /// What is to be settled.
    pub kind: TaskKind,
    /// Since when.
    pub opened_at: Timestamp,
}

impl FromRow for Task {
    fn from_row(row: &Row) -> store::Result<Self> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            kind: TaskKind::named(&kind).ok_or(store::Error::Unreadable("routing_task.kind"))?,
            opened_at: row.get("opened_at")?,
        })
    }
}

/// Opens a task about a route; one that it has already stays.
pub(crate) async fn open(
    tx: &mut Tx,
    actor: &Actor,
    route: &Route,
    kind: TaskKind,
) -> Result<(), Error> {
    open_about(tx, actor, route, kind, about(route.id)).await
}

/// Opens a task about something that the route had others do.
pub(crate) async fn open_about(
    tx: &mut Tx,
    actor: &Actor,
    route: &Route,
    kind: TaskKind,
    subject: Id<Subject>,
) -> Result<(), Error> {
    insert(tx, actor, route.case, Some(route.id), kind, subject).await
}

/// Opens a task about a case that took over an answer of a decision that was taken back.
pub(crate) async fn open_look(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    taken_back: Id<Decision>,
) -> Result<(), Error> {
    let kind = TaskKind::LookAgain;
    insert(tx, actor, case, None, kind, about(taken_back)).await
}

/// Opens a task about what a provider said, or what follows a notice: the job [`takedown::WANTED`].
pub(crate) async fn wanted(
    tx: &mut Tx,
    actor: &Actor,
    wants: takedown::Wants,
) -> Result<(), Error> {
    actor.may(Action::Route)?;
    let kind = match wants.what {
        takedown::Wanted::Answer => TaskKind::AnswerProvider,
        takedown::Wanted::Read => TaskKind::ReadAnswer,
        takedown::Wanted::Owner => TaskKind::NotTheirs,
        takedown::Wanted::Look => TaskKind::SeeWhetherGone,
        takedown::Wanted::Whose => TaskKind::WhichProvider,
        takedown::Wanted::Addressee => TaskKind::TellOthers,
        takedown::Wanted::NothingMore => TaskKind::NothingMore,
    };
    insert(tx, actor, wants.case, None, kind, about(wants.about)).await?;
    if kind == TaskKind::WhichProvider {
        // Somebody ticked it off, and registries still lead to several: at another host by now, or still at that one.
        let now = tx.now();
        let ticked_off = values![
            wants.case,
            kind.name(),
            about(wants.about),
            now,
            now.before(ASKED_AGAIN),
        ];
        if tx.execute(REOPEN, ticked_off).await? == 1 {
            reopened(tx, actor, wants.case, kind, about(wants.about)).await?;
        }
    }
    Ok(())
}

async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    route: Option<Id<Route>>,
    kind: TaskKind,
    subject: Id<Subject>,
) -> Result<(), Error> {
    let id: Id<Task> = tx.new_id();
    let now = tx.now();
    let opened = values![id, case, route, kind.name(), now, subject];
    if tx.execute(INSERT, opened).await? == 1 {
        audit::record(
            tx,
            actor.who(),
            "routing.open_task",
            About::one("case", case),
            json!({ "task": id, "kind": kind.name(), "subject": subject }),
        )
        .await?;
    }
    Ok(())
}

/// Closes what is to be looked at again about a case: its own decision was taken back, so somebody looks.
pub(crate) async fn close_looks(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    let now = tx.now();
    let by: Option<Id<Staff>> = actor.staff_id();
    let kind = TaskKind::LookAgain.name();
    tx.execute(CLOSE_KIND, values![case, kind, now, by]).await?;
    Ok(())
}

/// The same, also where such a task of an earlier round was done: it is to be done again.
pub(crate) async fn open_anew(
    tx: &mut Tx,
    actor: &Actor,
    route: &Route,
    kind: TaskKind,
    subject: Id<Subject>,
) -> Result<(), Error> {
    open_about(tx, actor, route, kind, subject).await?;
    let now = tx.now();
    let done = values![route.case, kind.name(), subject, route.id, now];
    if tx.execute(OPEN_ANEW, done).await? == 1 {
        reopened(tx, actor, route.case, kind, subject).await?;
    }
    Ok(())
}

async fn reopened(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    kind: TaskKind,
    subject: Id<Subject>,
) -> Result<(), Error> {
    audit::record(
        tx,
        actor.who(),
        "routing.open_task",
        About::one("case", case),
        json!({ "kind": kind.name(), "subject": subject, "anew": true }),
    )
    .await?;
    Ok(())
}

/// Closes whatever tasks a route has open: they are settled, or do not matter any more.
pub(crate) async fn close_all(tx: &mut Tx, actor: &Actor, route: Id<Route>) -> Result<(), Error> {
    let now = tx.now();
    let by: Option<Id<Staff>> = actor.staff_id();
    tx.execute(CLOSE_ALL, values![route, now, by]).await?;
    Ok(())
}

/// Ticks a task off: the host of a case cannot be found, somebody was told of a correction, or what was taken over stands
/// on its own. A country that is to be chosen is settled by choosing.
pub async fn finish_task(tx: &mut Tx, actor: &Actor, id: Id<Task>) -> Result<Id<Case>, Error> {
    actor.may(Action::SettleRoute)?;
    let task = tx
        .optional::<Task>(GET, values![id])
        .await?
        .ok_or(Error::NotFound)?;
    actor.may(task.kind.settled_by())?;
    let now = tx.now();
    let by: Option<Id<Staff>> = actor.staff_id();
    if !task.kind.is_ticked_off() || tx.execute(CLOSE, values![id, now, by]).await? == 0 {
        return Err(Error::Changed);
    }
    if task.kind == TaskKind::AskHost {
        // No answer will come: the case goes on as one whose host nobody knows.
        jobs::queue(tx, CHOSEN, &task.case).await?;
    }
    audit::record(
        tx,
        actor.who(),
        "routing.finish_task",
        About::one("case", task.case),
        json!({ "task": id, "kind": task.kind.name() }),
    )
    .await?;
    Ok(task.case)
}

/// Whether a route has a task of this kind that is still to be done.
pub(crate) async fn is_open(tx: &mut Tx, route: &Route, kind: TaskKind) -> Result<bool, Error> {
    let open: Option<(Id<Task>,)> = tx.optional(IS_OPEN, values![route.id, kind.name()]).await?;
    Ok(open.is_some())
}

const IS_OPEN: &str = "-- routing.task.is_open
SELECT id AS value FROM routing_task WHERE route_id = $1 AND kind = $2 AND state = 'open' LIMIT 1";

const INSERT: &str = "-- routing.task.insert
INSERT INTO routing_task (id, case_id, route_id, kind, state, opened_at, subject_id)
VALUES ($1, $2, $3, $4, 'open', $5, $6)
ON CONFLICT (case_id, kind, subject_id) DO NOTHING";

const OPEN_ANEW: &str = "-- routing.task.open_anew
UPDATE routing_task SET state = 'open', route_id = $4, opened_at = $5, done_at = NULL, done_by = NULL
WHERE case_id = $1 AND kind = $2 AND subject_id = $3 AND state = 'done' AND route_id <> $4";

const REOPEN: &str = "-- routing.task.reopen
UPDATE routing_task SET state = 'open', opened_at = $4, done_at = NULL, done_by = NULL
WHERE case_id = $1 AND kind = $2 AND subject_id = $3 AND state = 'done' AND done_at <= $5";

const CLOSE_ALL: &str = "-- routing.task.close_all
UPDATE routing_task SET state = 'done', done_at = $2, done_by = $3 WHERE route_id = $1 AND state = 'open'";

const CLOSE_KIND: &str = "-- routing.task.close_kind
UPDATE routing_task SET state = 'done', done_at = $3, done_by = $4
WHERE case_id = $1 AND kind = $2 AND state = 'open'";

const CLOSE: &str = "-- routing.task.close
UPDATE routing_task SET state = 'done', done_at = $2, done_by = $3 WHERE id = $1 AND state = 'open'";

const GET: &str = "-- routing.task.get
SELECT id, case_id, kind, opened_at FROM routing_task WHERE id = $1";
