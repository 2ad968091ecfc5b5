//! Handovers that are due and were not made, and mails that lie in the tray, for whoever answers for the whole.

use std::collections::HashSet;
use std::time::Duration;

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use store::{FromRow, Row, Tx, values};
use uuid::Uuid;

use crate::{Error, Handover};

/// So long a mail may lie in the tray.
const DAY: Duration = Duration::from_hours(24);

/// A partner's time that passed by more than this was not ended: no worker sees to it.
const UNENDED: Duration = Duration::from_hours(1);

/// Handovers that are read at once.
const PART: i64 = 500;

/// How many there are, and since when the oldest waits.
pub type Late = (i64, Option<Timestamp>);

/// What of handovers is due and was not done.
#[derive(Clone, Copy, Debug)]
pub struct AllLate {
    /// Handovers that nobody has made.
    pub due: Late,
    /// Handovers whose partner's time has passed, while the provider still waits.
    pub unended: Late,
}

/// What of handovers is due and was not done.
pub async fn late(tx: &mut Tx, actor: &Actor) -> Result<AllLate, Error> {
    actor.may(Action::ReadTakedown)?;
    let passed = tx.now().before(UNENDED);
    let Counted(unended, ended) = tx.one(PASSED, values![passed]).await?;
    Ok(AllLate {
        due: due(tx, actor).await?,
        unended: (unended, ended),
    })
}

/// Handovers that nobody has made; of a closed case nobody has to any more.
async fn due(tx: &mut Tx, actor: &Actor) -> Result<Late, Error> {
    let (mut count, mut oldest) = (0, None);
    let mut after: Id<Handover> = Id::from_uuid(Uuid::nil());
    loop {
        let part: Vec<Due> = tx.all(DUE, values![after, PART]).await?;
        let cases: Vec<_> = part.iter().map(|one| one.case).collect();
        let states = intake::states(tx, actor, &cases).await?;
        for one in &part {
            if states.get(&one.case) != Some(&intake::State::Closed) {
                count += 1;
                let since = oldest.map_or(one.since, |oldest: Timestamp| oldest.min(one.since));
                oldest = Some(since);
            }
        }
        match part.last() {
            Some(last) if i64::try_from(part.len()) == Ok(PART) => after = last.id,
            _ => return Ok((count, oldest)),
        }
    }
}

struct Due {
    id: Id<Handover>,
    case: Id<Case>,
    since: Timestamp,
}

impl FromRow for Due {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            since: row.get("due_at")?,
        })
    }
}

/// For which of these cases a partner still has its time, or had it until after this instant.
pub async fn with_partner_among(
    tx: &mut Tx,
    actor: &Actor,
    cases: &[Id<Case>],
    since: Timestamp,
) -> Result<HashSet<Id<Case>>, Error> {
    actor.may(Action::ReadTakedown)?;
    let rows: Vec<(Id<Case>,)> = tx.all(AMONG, values![cases, since]).await?;
    Ok(rows.into_iter().map(|(case,)| case).collect())
}

/// How many mails lie in the tray for more than a day, and since when the oldest.
pub async fn tray_late(tx: &mut Tx, actor: &Actor) -> Result<(i64, Option<Timestamp>), Error> {
    actor.may(Action::ReadTray)?;
    let before = tx.now().before(DAY);
    Ok(dispatch::tray_since(tx, actor, before).await?)
}

/// How many mails cannot be got out of the mailbox for more than an hour, and whether it can be emptied at all: see
/// [`dispatch::mailbox_late`].
pub async fn mailbox_late(tx: &mut Tx, actor: &Actor) -> Result<Late, Error> {
    actor.may(Action::ReadTray)?;
    Ok(dispatch::mailbox_late(tx, actor).await?)
}

/// How many mails lie in the tray, and since when the longest does.
pub async fn tray(tx: &mut Tx, actor: &Actor) -> Result<(i64, Option<Timestamp>), Error> {
    actor.may(Action::ReadTray)?;
    let now = tx.now();
    Ok(dispatch::tray_since(tx, actor, now).await?)
}

struct Counted(i64, Option<Timestamp>);

impl FromRow for Counted {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("late")?, row.get("oldest")?))
    }
}

const DUE: &str = "-- exchange.late.due
SELECT id, case_id, due_at FROM exchange_handover
WHERE state IN ('due', 'lapsed') AND handed_over_at IS NULL AND id > $1 ORDER BY id LIMIT $2";

const PASSED: &str = "-- exchange.late.passed
SELECT COUNT(*) AS late, MIN(deadline) AS oldest FROM exchange_handover
WHERE state IN ('due', 'handed_over') AND deadline <= $1";

const AMONG: &str = "-- exchange.handover.with_partner_among
SELECT DISTINCT h.case_id AS value FROM exchange_handover h
WHERE (h.state IN ('due', 'handed_over') OR EXISTS (
        SELECT 1 FROM exchange_handover_history y
        WHERE y.handover_id = h.id AND y.to_state = 'lapsed' AND y.at > $2))
    AND h.case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";
