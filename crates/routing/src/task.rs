//! What only a person can settle: the tasks of routes, and those that other modules know of.

mod kind;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use assessment::Decision;
use audit::About;
use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Timestamp};
use pack::Pack;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::{CHOSEN, Error, Route};

pub use kind::TaskKind;

/// The kind of the ids of what a task is about: a referral, a handover, a notice, a route, a case.
pub enum Subject {}

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

/// Something that only a person can settle, whichever module knows of it.
#[derive(Clone, Copy, Debug)]
pub struct ToDo {
    /// The case.
    pub case: Id<Case>,
    /// Since when.
    pub since: Timestamp,
    /// What it is about; itself where it is a task of its own. With its kind that names it: no other has both.
    pub about: Id<Subject>,
    /// The key of the message that says what is to be done.
    pub message: &'static str,
    /// The task, where it can be ticked off.
    pub task: Option<Id<Task>>,
    /// Whether it is still to be done when the case is closed: what the police have not got yet is.
    pub outlives_case: bool,
}

/// Where something to do stands among all, the oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place<'a> {
    pub(crate) since: Timestamp,
    pub(crate) about: Id<Subject>,
    pub(crate) kind: &'a str,
}

impl ToDo {
    /// What is to be done, in a word.
    pub(crate) fn kind(&self) -> &'static str {
        let key = self.message.split_once("to-do-");
        key.map_or(self.message, |(_, kind)| kind)
    }

    /// Its place among all.
    pub(crate) fn place(&self) -> Place<'static> {
        Place {
            since: self.since,
            about: self.about,
            kind: self.kind(),
        }
    }
}

/// An id as that of a subject.
fn about<K>(id: Id<K>) -> Id<Subject> {
    Id::from_uuid(id.uuid())
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
        audit::record(
            tx,
            actor.who(),
            "routing.open_task",
            About::one("case", route.case),
            json!({ "kind": kind.name(), "subject": subject, "anew": true }),
        )
        .await?;
    }
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

/// What people have to do, oldest first: of one case, or of all that are being acted on.
pub async fn to_dos(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Option<Id<Case>>,
) -> Result<Vec<ToDo>, Error> {
    actor.may(Action::ReadCase)?;
    let tasks = match case {
        Some(case) => tx.all::<Task>(OPEN_OF_CASE, values![case]).await?,
        None => tx.all::<Task>(OPEN, values![]).await?,
    };
    let mut to_dos = Vec::with_capacity(tasks.len());
    for task in tasks
        .into_iter()
        .filter(|task| task.kind.is_shown_to(actor))
    {
        let message = match task.kind {
            TaskKind::AskHost if !is_asked(tx, actor, task.case).await? => {
                "routing-to-do-ask-host-first"
            }
            kind => kind.message(),
        };
        to_dos.push(ToDo {
            case: task.case,
            since: task.opened_at,
            about: about(task.id),
            message,
            task: task.kind.is_ticked_off().then_some(task.id),
            outlives_case: task.kind.outlives_case(),
        });
    }
    for to_do in referral::to_dos(tx, actor, pack, case).await? {
        to_dos.push(ToDo {
            case: to_do.case,
            since: to_do.since,
            about: about(to_do.referral),
            message: to_do.kind.message(),
            task: None,
            outlives_case: true,
        });
    }
    for (case, since) in assessment::to_settle(tx, actor, case).await? {
        to_dos.push(ToDo {
            case,
            since,
            about: about(case),
            message: "routing-to-do-settle-opinion",
            task: None,
            outlives_case: false,
        });
    }
    let handovers = match case {
        Some(case) => exchange::handovers(tx, actor, case).await?,
        None => exchange::open(tx, actor).await?,
    };
    for handover in handovers {
        if handover.handed_over_at.is_none() && handover.state != exchange::State::Withdrawn {
            to_dos.push(ToDo {
                case: handover.case,
                since: handover.due_at,
                about: about(handover.id),
                message: "routing-to-do-hand-over",
                task: None,
                outlives_case: false,
            });
        }
    }
    for waits in what_reporters_said(tx, actor, case).await? {
        if waits.unread > 0 {
            to_dos.push(ToDo {
                case: waits.case,
                since: waits.since,
                about: about(waits.case),
                message: "routing-to-do-read",
                task: None,
                outlives_case: true,
            });
        }
    }
    to_dos.sort_by_key(ToDo::place);
    Ok(to_dos)
}

/// Whether the question to a proxy is on its way, or there.
async fn is_asked(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    let notices = takedown::notices(tx, actor, case).await?;
    Ok(notices.iter().any(|notice| {
        notice.purpose == takedown::Purpose::AskHost
            && matches!(
                notice.state,
                takedown::State::Queued | takedown::State::Sent | takedown::State::Acknowledged
            )
    }))
}

/// What reporters of one case or of all wait for.
async fn what_reporters_said(
    tx: &mut Tx,
    actor: &Actor,
    case: Option<Id<Case>>,
) -> Result<Vec<intake::Waits>, Error> {
    Ok(match case {
        Some(case) => Vec::from_iter(intake::unread_in(tx, actor, case).await?),
        None => intake::unread(tx, actor).await?,
    })
}

/// What is still to be done, oldest first, each with its case: of a closed case only what outlives it.
pub async fn open_to_dos(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Option<Id<Case>>,
) -> Result<Vec<(ToDo, Case)>, Error> {
    open_part(tx, actor, pack, case, None, usize::MAX).await
}

/// The same behind a place, and this many at most. A case is read once, and only as far as the part goes.
pub(crate) async fn open_part(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Option<Id<Case>>,
    after: Option<Place<'_>>,
    most: usize,
) -> Result<Vec<(ToDo, Case)>, Error> {
    actor.may(Action::ReadCase)?;
    let mut open = Vec::new();
    let mut cases = BTreeMap::new();
    for to_do in to_dos(tx, actor, pack, case).await? {
        if open.len() >= most {
            break;
        }
        if after.is_some_and(|after| to_do.place() <= after) {
            continue;
        }
        if let Entry::Vacant(entry) = cases.entry(to_do.case) {
            let case = intake::case(tx, actor, to_do.case).await?;
            // What was done about a case tells the second analyst what the first decided.
            let blind = case.state == intake::State::SecondOpinion
                && assessment::is_blind(tx, actor, case.id).await?;
            entry.insert((case, blind));
        }
        let Some((case, blind)) = cases.get(&to_do.case) else {
            continue;
        };
        if !blind && (to_do.outlives_case || case.state != intake::State::Closed) {
            open.push((to_do, case.clone()));
        }
    }
    Ok(open)
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

const CLOSE_ALL: &str = "-- routing.task.close_all
UPDATE routing_task SET state = 'done', done_at = $2, done_by = $3 WHERE route_id = $1 AND state = 'open'";

const CLOSE_KIND: &str = "-- routing.task.close_kind
UPDATE routing_task SET state = 'done', done_at = $3, done_by = $4
WHERE case_id = $1 AND kind = $2 AND state = 'open'";

const CLOSE: &str = "-- routing.task.close
UPDATE routing_task SET state = 'done', done_at = $2, done_by = $3 WHERE id = $1 AND state = 'open'";

const GET: &str = "-- routing.task.get
SELECT id, case_id, kind, opened_at FROM routing_task WHERE id = $1";

const OPEN_OF_CASE: &str = "-- routing.task.open_of_case
SELECT id, case_id, kind, opened_at FROM routing_task WHERE case_id = $1 AND state = 'open'
ORDER BY opened_at, id";

const OPEN: &str = "-- routing.task.open
SELECT id, case_id, kind, opened_at FROM routing_task WHERE state = 'open' ORDER BY opened_at, id LIMIT 1000";
