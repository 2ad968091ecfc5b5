//! What only a person can settle, whichever module knows of it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use pack::Pack;
use store::{Tx, values};

use crate::{Error, Task};

/// The kind of the ids of what a task is about: a referral, a handover, a notice, a route, a case.
pub enum Subject {}

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
pub(crate) fn about<K>(id: Id<K>) -> Id<Subject> {
    Id::from_uuid(id.uuid())
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
    let mut to_dos: Vec<ToDo> = tasks
        .into_iter()
        .filter(|task| task.kind.is_shown_to(actor))
        .map(|task| ToDo {
            case: task.case,
            since: task.opened_at,
            about: about(task.id),
            message: task.kind.message(),
            task: task.kind.is_ticked_off().then_some(task.id),
            outlives_case: task.kind.outlives_case(),
        })
        .collect();
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

const OPEN_OF_CASE: &str = "-- routing.task.open_of_case
SELECT id, case_id, kind, opened_at FROM routing_task WHERE case_id = $1 AND state = 'open'
ORDER BY opened_at, id";

const OPEN: &str = "-- routing.task.open
SELECT id, case_id, kind, opened_at FROM routing_task WHERE state = 'open' ORDER BY opened_at, id LIMIT 1000";
