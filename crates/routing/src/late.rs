//! What routing itself keeps that is due and was not done: tasks that nobody settles, routes that nothing carries on.

use std::collections::HashSet;
use std::time::Duration;

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use store::{FromRow, Row, Tx, values};
use uuid::Uuid;

use crate::task::TaskKind;
use crate::{Error, Party};

/// A task may lie this long.
const DAY: Duration = Duration::from_hours(24);

/// A trace comes within minutes, also where registries do not answer; what ends a wait is carried on at once.
const CARRIED_ON: Duration = Duration::from_hours(2);

/// Lines that are read at once.
const PART: i64 = 500;

/// How many there are, and since when the oldest waits.
pub(crate) type Late = (i64, Option<Timestamp>);

/// What is due and was not done.
pub(crate) struct AllLate {
    /// Tasks that are open for more than a day.
    pub(crate) tasks: Late,
    /// Routes that wait for a trace which did not come.
    pub(crate) untraced: Late,
    /// Routes that wait for the police or a partner, of whom none is to say anything any more.
    pub(crate) waiting: Late,
}

/// What is due and was not done. Of a closed case only what outlives it.
pub(crate) async fn late(tx: &mut Tx, actor: &Actor) -> Result<AllLate, Error> {
    actor.may(Action::ReadOverdue)?;
    let now = tx.now();
    Ok(AllLate {
        tasks: tasks(tx, actor, now.before(DAY)).await?,
        untraced: routes(tx, actor, Waits::Trace, now.before(CARRIED_ON)).await?,
        waiting: routes(tx, actor, Waits::Word, now.before(CARRIED_ON)).await?,
    })
}

async fn tasks(tx: &mut Tx, actor: &Actor, before: Timestamp) -> Result<Late, Error> {
    let mut count = Count::default();
    let mut after = Id::from_uuid(Uuid::nil());
    loop {
        let part: Vec<Line> = tx.all(TASKS, values![before, after, PART]).await?;
        let cases: Vec<_> = part.iter().map(|line| line.case).collect();
        let states = intake::states(tx, actor, &cases).await?;
        for line in &part {
            let kind = line.of.as_deref().and_then(TaskKind::named);
            let outlives = kind.is_some_and(TaskKind::outlives_case);
            if outlives || states.get(&line.case) != Some(&intake::State::Closed) {
                count.add(line.since);
            }
        }
        match part.last() {
            Some(last) if i64::try_from(part.len()) == Ok(PART) => after = last.id,
            _ => return Ok(count.late()),
        }
    }
}

/// What a route waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waits {
    Trace,
    Word,
}

async fn routes(
    tx: &mut Tx,
    actor: &Actor,
    waits: Waits,
    before: Timestamp,
) -> Result<Late, Error> {
    let state = match waits {
        Waits::Trace => "tracing",
        Waits::Word => "waiting",
    };
    let mut count = Count::default();
    let mut after = Id::from_uuid(Uuid::nil());
    loop {
        let part: Vec<Line> = tx.all(ROUTES, values![state, before, after, PART]).await?;
        let cases: Vec<_> = part.iter().map(|line| line.case).collect();
        let states = intake::states(tx, actor, &cases).await?;
        let (held, with_partner) = if waits == Waits::Word {
            (
                referral::held_since_among(tx, actor, &cases, before).await?,
                exchange::with_partner_among(tx, actor, &cases, before).await?,
            )
        } else {
            (HashSet::new(), HashSet::new())
        };
        for line in &part {
            let is_waited_for = match line.of.as_deref() {
                Some(party) if party == Party::Partner.name() => with_partner.contains(&line.case),
                _ => held.contains(&line.case),
            };
            if states.get(&line.case) == Some(&intake::State::Acting) && !is_waited_for {
                count.add(line.since);
            }
        }
        match part.last() {
            Some(last) if i64::try_from(part.len()) == Ok(PART) => after = last.id,
            _ => return Ok(count.late()),
        }
    }
}

#[derive(Default)]
struct Count {
    count: i64,
    oldest: Option<Timestamp>,
}

impl Count {
    fn add(&mut self, since: Timestamp) {
        self.count = self.count.saturating_add(1);
        self.oldest = Some(self.oldest.map_or(since, |oldest| oldest.min(since)));
    }

    const fn late(self) -> Late {
        (self.count, self.oldest)
    }
}

/// A task or a route, and its kind or whose word it waits for.
struct Line {
    id: Id<Line>,
    case: Id<Case>,
    since: Timestamp,
    of: Option<String>,
}

impl FromRow for Line {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            since: row.get("opened_at")?,
            of: row.get("about")?,
        })
    }
}

const TASKS: &str = "-- routing.late.tasks
SELECT id, case_id, opened_at, kind AS about FROM routing_task WHERE state = 'open' AND opened_at <= $1 AND id > $2
ORDER BY id LIMIT $3";

const ROUTES: &str = "-- routing.late.routes
SELECT case_id AS id, case_id, opened_at, waits_for AS about FROM routing_route
WHERE state <> 'superseded' AND state = $1 AND opened_at <= $2 AND case_id > $3
ORDER BY case_id LIMIT $4";
