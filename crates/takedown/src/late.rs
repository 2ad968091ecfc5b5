//! What of takedown is due and was not done, for whoever answers for the whole: counts, and since when the oldest is.

use std::time::Duration;

use identity::{Action, Actor};
use kernel::Timestamp;
use store::{FromRow, Row, Tx, values};

use crate::{Error, unwritten};

/// A step of a series that is due for longer than this was not taken: no worker sees to it, or it fails again and again.
const STEP_LATE: Duration = Duration::from_hours(2);

/// How many there are, and since when the oldest waits.
pub type Late = (i64, Option<Timestamp>);

/// What is due and was not done.
#[derive(Clone, Copy, Debug)]
pub struct AllLate {
    /// Notices that did not reach whom they were to.
    pub stuck: Late,
    /// Notices that are written, and nobody has approved their contact, or the police ask to wait.
    pub drafted: Late,
    /// Places for which nobody is known to write to.
    pub unaddressed: Late,
    /// Places about which a person withdrew what was written, and nobody is asked.
    pub unwritten: Late,
    /// Steps of series that are due and were not taken.
    pub steps: Late,
    /// Series without a step left, of places that are still there.
    pub ended: Late,
}

/// What is due and was not done.
pub async fn late(tx: &mut Tx, actor: &Actor) -> Result<AllLate, Error> {
    actor.may(Action::ReadTakedown)?;
    let before = tx.now().before(STEP_LATE);
    Ok(AllLate {
        stuck: count(tx.one(STUCK, values![]).await?),
        drafted: count(tx.one(DRAFTED, values![]).await?),
        unaddressed: count(tx.one(UNADDRESSED, values![]).await?),
        unwritten: unwritten::late(tx, actor).await?,
        steps: count(tx.one(STEPS, values![before]).await?),
        ended: count(tx.one(ENDED, values![]).await?),
    })
}

struct Counted(Late);

impl FromRow for Counted {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self((row.get("late")?, row.get("oldest")?)))
    }
}

const fn count(counted: Counted) -> Late {
    counted.0
}

const STUCK: &str = "-- takedown.late.stuck
SELECT COUNT(*) AS late, MIN(moved_at) AS oldest FROM takedown_notice WHERE state IN ('failed', 'bounced')";

const DRAFTED: &str = "-- takedown.late.drafted
SELECT COUNT(*) AS late, MIN(drafted_at) AS oldest FROM takedown_notice WHERE state = 'drafted'";

const UNADDRESSED: &str = "-- takedown.late.unaddressed
SELECT COUNT(*) AS late, MIN(since) AS oldest FROM takedown_unaddressed";

const STEPS: &str = "-- takedown.late.steps
SELECT COUNT(*) AS late, MIN(due_at) AS oldest FROM takedown_series WHERE state = 'running' AND due_at <= $1";

const ENDED: &str = "-- takedown.late.ended
SELECT COUNT(*) AS late, MIN(due_at) AS oldest FROM takedown_series WHERE state = 'ended'";
