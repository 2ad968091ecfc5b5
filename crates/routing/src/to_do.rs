//! What only a person can settle, whichever module knows of it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use pack::Pack;
use store::{Tx, values};
use uuid::Uuid;

use crate::{Error, Task, hosts};

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

/// Behind what a list goes on, by its place among all: whatever is done meanwhile, none is left out and none comes
/// twice.
pub(crate) struct Cursor {
    since: Timestamp,
    about: Id<Subject>,
    kind: String,
}

impl Cursor {
    pub(crate) fn text(to_do: &ToDo) -> String {
        let Place { since, about, kind } = to_do.place();
        format!("{}.{about}.{kind}", since.micros())
    }

    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        Some(Self {
            since: Timestamp::from_micros(parts.next()?.parse().ok()?),
            about: parts.next()?.parse().ok()?,
            kind: parts.next()?.to_owned(),
        })
    }

    pub(crate) fn place(&self) -> Place<'_> {
        Place {
            since: self.since,
            about: self.about,
            kind: &self.kind,
        }
    }
}

impl ToDo {
    /// What is to be done, in a word.
    pub(crate) fn kind(&self) -> &'static str {
        let key = self.message.split_once("to-do-");
        key.map_or(self.message, |(_, kind)| kind)
    }

    const fn key(&self) -> Key {
        (self.since, self.about)
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

/// What people have to do about a case, oldest first.
pub async fn to_dos(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<Vec<ToDo>, Error> {
    actor.may(Action::ReadCase)?;
    let tasks: Vec<Task> = tx.all(OPEN_OF_CASE, values![case]).await?;
    let waits = intake::unread_in(tx, actor, case).await?;
    let sources = Sources {
        tasks,
        referrals: referral::to_dos(tx, actor, pack, case).await?,
        to_settle: assessment::to_settle(tx, actor, case)
            .await?
            .map(|since| (since, case))
            .into_iter()
            .collect(),
        handovers: exchange::handovers(tx, actor, case).await?,
        notices: takedown::stuck(tx, actor, case).await?,
        checks: takedown::to_dos(tx, actor, case).await?,
        waits: waits.into_iter().collect(),
    };
    let mut to_dos = sources.to_dos(actor);
    hosts::say_what_is_asked(tx, actor, &mut to_dos).await?;
    Ok(to_dos)
}

/// What is still to be done over all cases, oldest first, each with its case: of a closed case only what outlives it.
/// What is behind a place, and this many at most. A case is read once, and only as far as the part goes.
pub(crate) async fn open_part(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Option<Id<Case>>,
    after: Option<Place<'_>>,
    most: usize,
) -> Result<Vec<(ToDo, Case)>, Error> {
    actor.may(Action::ReadCase)?;
    let mut part = Part {
        open: Vec::new(),
        cases: BTreeMap::new(),
        most,
    };
    if let Some(case) = case {
        let mut to_dos = to_dos(tx, actor, pack, case).await?;
        to_dos.retain(|to_do| after.is_none_or(|after| to_do.place() > after));
        part.add(tx, actor, to_dos).await?;
        return Ok(part.open);
    }
    let start = (Timestamp::from_micros(0), Id::from_uuid(Uuid::nil()));
    let mut from: Key = after.map_or(start, |after| (after.since, after.about));
    let mut added_to = None;
    loop {
        let (mut to_dos, goes_on) = batch(tx, actor, pack, from).await?;
        to_dos.retain(|to_do| {
            after.is_none_or(|after| to_do.place() > after)
                && added_to.is_none_or(|last| to_do.key() > last)
        });
        part.add(tx, actor, to_dos).await?;
        match goes_on.filter(|_| part.open.len() < most) {
            Some(last) => (from, added_to) = (last, Some(last)),
            None => return Ok(part.open),
        }
    }
}

/// By what every module lists what it knows of: since when, and about what.
type Key = (Timestamp, Id<Subject>);

/// Lines that each module is asked for at once.
const BATCH: usize = 200;

/// What each module knows of from a key on, oldest first; and the key up to which that is all of it, where it goes on.
async fn batch(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    from: Key,
) -> Result<(Vec<ToDo>, Option<Key>), Error> {
    let (since, uuid) = (from.0, from.1.uuid());
    let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
    let mut ends = Vec::new();
    let tasks: Vec<Task> = tx.all(OPEN, values![from.0, from.1, limit]).await?;
    ends.extend(end(&tasks, |task| (task.opened_at, about(task.id))));
    let at = (since, Id::from_uuid(uuid));
    let (referrals, last) = referral::all_to_dos(tx, actor, pack, at, BATCH).await?;
    ends.extend(last.map(|(since, id)| (since, about(id))));
    let at = (since, Id::from_uuid(uuid));
    let to_settle = assessment::all_to_settle(tx, actor, at, BATCH).await?;
    ends.extend(end(&to_settle, |(since, case)| (*since, about(*case))));
    let at = (since, Id::from_uuid(uuid));
    let handovers = exchange::open(tx, actor, at, BATCH).await?;
    ends.extend(end(&handovers, |one| (one.due_at, about(one.id))));
    let at = (since, Id::from_uuid(uuid));
    let notices = takedown::all_stuck(tx, actor, at, BATCH).await?;
    ends.extend(end(&notices, |one| (one.since, about(one.notice))));
    let at = (since, Id::from_uuid(uuid));
    let (checks, last) = takedown::all_to_dos(tx, actor, at, BATCH).await?;
    ends.extend(last.map(|(since, case)| (since, about(case))));
    let at = (since, Id::from_uuid(uuid));
    let waits = intake::unread_from(tx, actor, at, BATCH).await?;
    ends.extend(end(&waits, |one| (one.since, about(one.case))));
    let sources = Sources {
        tasks,
        referrals,
        to_settle,
        handovers,
        notices,
        checks,
        waits,
    };
    let mut to_dos = sources.to_dos(actor);
    hosts::say_what_is_asked(tx, actor, &mut to_dos).await?;
    let goes_on = ends.into_iter().min();
    to_dos.retain(|to_do| goes_on.is_none_or(|last| to_do.key() <= last));
    Ok((to_dos, goes_on))
}

/// The key of the last of a module's lines, where there may be more of them.
fn end<T>(lines: &[T], key: impl Fn(&T) -> Key) -> Option<Key> {
    lines.last().filter(|_| lines.len() >= BATCH).map(key)
}

/// What the modules know of.
struct Sources {
    tasks: Vec<Task>,
    referrals: Vec<referral::ToDo>,
    to_settle: Vec<(Timestamp, Id<Case>)>,
    handovers: Vec<exchange::Handover>,
    notices: Vec<takedown::Stuck>,
    checks: Vec<takedown::ToDo>,
    waits: Vec<intake::Waits>,
}

impl Sources {
    /// What is to be done of it, for this actor, oldest first.
    fn to_dos(&self, actor: &Actor) -> Vec<ToDo> {
        let shown = self
            .tasks
            .iter()
            .filter(|task| task.kind.is_shown_to(actor));
        let tasks = shown.map(|task| ToDo {
            case: task.case,
            since: task.opened_at,
            about: about(task.id),
            message: task.kind.message(),
            task: task.kind.is_ticked_off().then_some(task.id),
            outlives_case: task.kind.outlives_case(),
        });
        let referrals = self.referrals.iter().map(|one| ToDo {
            case: one.case,
            since: one.since,
            about: about(one.referral),
            message: one.kind.message(),
            task: None,
            outlives_case: true,
        });
        let to_settle = self.to_settle.iter().map(|(since, case)| ToDo {
            case: *case,
            since: *since,
            about: about(*case),
            message: "routing-to-do-settle-opinion",
            task: None,
            outlives_case: false,
        });
        let due = self
            .handovers
            .iter()
            .filter(|one| one.handed_over_at.is_none() && one.state != exchange::State::Withdrawn);
        let handovers = due.map(|one| ToDo {
            case: one.case,
            since: one.due_at,
            about: about(one.id),
            message: "routing-to-do-hand-over",
            task: None,
            outlives_case: false,
        });
        let notices = self.notices.iter().map(|one| ToDo {
            case: one.case,
            since: one.since,
            about: about(one.notice),
            message: one.message(),
            task: None,
            outlives_case: false,
        });
        let checks = self.checks.iter().map(|one| ToDo {
            case: one.case,
            since: one.since,
            about: about(one.case),
            message: one.kind.message(),
            task: None,
            outlives_case: false,
        });
        let unread = self.waits.iter().filter(|one| one.unread > 0);
        let waits = unread.map(|one| ToDo {
            case: one.case,
            since: one.since,
            about: about(one.case),
            message: "routing-to-do-read",
            task: None,
            outlives_case: true,
        });
        let all = tasks.chain(referrals).chain(to_settle);
        let late = handovers.chain(notices).chain(checks).chain(waits);
        let mut to_dos: Vec<_> = all.chain(late).collect();
        to_dos.sort_by_key(ToDo::place);
        to_dos
    }
}

/// A part of what is to be done, and the cases that were read for it.
struct Part {
    open: Vec<(ToDo, Case)>,
    /// Each case, and whether the reader is blind to what was done about it.
    cases: BTreeMap<Id<Case>, (Case, bool)>,
    most: usize,
}

impl Part {
    /// Adds what the actor may see and is still to be done, until the part is full.
    async fn add(&mut self, tx: &mut Tx, actor: &Actor, to_dos: Vec<ToDo>) -> Result<(), Error> {
        for to_do in to_dos {
            if self.open.len() >= self.most {
                break;
            }
            if let Entry::Vacant(entry) = self.cases.entry(to_do.case) {
                let case = intake::case(tx, actor, to_do.case).await?;
                // What was done about a case tells the second analyst what the first decided.
                let blind = case.state == intake::State::SecondOpinion
                    && assessment::is_blind(tx, actor, case.id).await?;
                entry.insert((case, blind));
            }
            let Some((case, blind)) = self.cases.get(&to_do.case) else {
                continue;
            };
            if !blind && (to_do.outlives_case || case.state != intake::State::Closed) {
                self.open.push((to_do, case.clone()));
            }
        }
        Ok(())
    }
}

const OPEN_OF_CASE: &str = "-- routing.task.open_of_case
SELECT id, case_id, kind, opened_at FROM routing_task WHERE case_id = $1 AND state = 'open'
ORDER BY opened_at, id";

const OPEN: &str = "-- routing.task.open
SELECT id, case_id, kind, opened_at FROM routing_task WHERE state = 'open' AND (opened_at, id) >= ($1, $2)
ORDER BY opened_at, id LIMIT $3";
