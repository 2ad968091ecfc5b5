//! Watches that were switched off because the pack named no legal authority go on once it names one.

use identity::{Action, Actor};
use intake::{Case, State};
use kernel::Id;
use pack::Pack;
use store::{Db, FromRow, Row, values};

use crate::watch::{self, WatchState};
use crate::{Error, cadence, turn};

/// Watches of one transaction.
const BATCH: i64 = 512;

struct Stopped {
    case: Id<Case>,
    phase: i64,
}

impl FromRow for Stopped {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            case: row.get("case_id")?,
            phase: row.get("phase")?,
        })
    }
}

/// Has some of them go on, each at its next time in the cadence. What people stopped stays so.
pub(crate) async fn revive(db: &Db, actor: &Actor, pack: &Pack) -> Result<(), Error> {
    if pack.watch.legal_authority.is_none() {
        return Ok(());
    }
    let mut tx = db.read().await?;
    let one: Vec<Stopped> = tx.all(STOPPED, values![1_i64]).await?;
    drop(tx);
    if one.is_empty() {
        return Ok(());
    }
    let mut tx = db.write().await?;
    actor.may(Action::Check)?;
    turn::lock(&mut tx).await?;
    let stopped: Vec<Stopped> = tx.all(STOPPED, values![BATCH]).await?;
    let cases: Vec<_> = stopped.iter().map(|one| one.case).collect();
    let states = intake::states(&mut tx, actor, &cases).await?;
    let now = tx.now();
    for one in stopped {
        let (state, every) = match states.get(&one.case) {
            Some(State::Acting) => (WatchState::Due, pack.watch.every),
            Some(State::Closed) => (WatchState::After, pack.watch.after_every),
            _ => (WatchState::Ended, pack.watch.every),
        };
        watch::set_state(&mut tx, actor, one.case, state, "legal-authority").await?;
        let next = cadence::next(now, every, one.phase);
        tx.execute(GO_ON, values![one.case, next]).await?;
    }
    tx.commit().await?;
    Ok(())
}

const STOPPED: &str = "-- takedown.watch.stopped
SELECT case_id, phase FROM takedown_watch w WHERE state = 'off' AND 'no-legal-authority' = (
    SELECT why FROM takedown_watch_history h WHERE h.case_id = w.case_id ORDER BY number DESC LIMIT 1
) ORDER BY case_id LIMIT $1";

const GO_ON: &str = "-- takedown.watch.go_on
UPDATE takedown_watch SET next_at = $2, ready_at = $2 WHERE case_id = $1 AND state IN ('due', 'after')";
