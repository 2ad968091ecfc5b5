//! What of takedown is due and was not done, for whoever answers for the whole: counts, and since when the oldest is.

use std::sync::Arc;
use std::time::Duration;

use identity::{Action, Actor};
use jobs::{Outcome, Run};
use kernel::{Id, Timestamp};
use pack::Pack;
use store::{FromRow, Row, Tx, values};

use crate::letter::Letter;
use crate::{Error, URGENT_LATE, to_do, unwritten};

/// A step of a series that is due for longer than this was not taken: no worker sees to it, or it fails again and again.
const STEP_LATE: Duration = Duration::from_hours(2);

/// A letter that has its time behind it by more than this is on no way any more: no worker sees to it, or no relay takes it.
const LETTER_LATE: Duration = Duration::from_hours(1);

/// What a check asks of people may wait this long.
const DAY: Duration = Duration::from_hours(24);

/// How many there are, and since when the oldest waits.
pub type Late = (i64, Option<Timestamp>);

/// What is due and was not done.
#[derive(Clone, Copy, Debug)]
pub struct AllLate {
    /// Letters about a child in danger that have not left in their time. What the police hold is none.
    pub urgent: Late,
    /// Notices that did not reach whom they were to.
    pub stuck: Late,
    /// Notices that are written, and nobody has approved their contact, or the police ask to wait.
    pub drafted: Late,
    /// Notices that arrived without their URLs, which nobody has handed over.
    pub withheld: Late,
    /// Letters that should have left, and which no person keeps: since when the oldest should.
    pub unsent: Late,
    /// Cases of whose checks a person has something to say for more than a day.
    pub checks: Late,
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
pub async fn late(tx: &mut Tx, actor: &Actor, pack: &Pack) -> Result<AllLate, Error> {
    actor.may(Action::ReadTakedown)?;
    let now = tx.now();
    let urgent = now.before(pack.notices.urgent);
    let before = now.before(STEP_LATE);
    let due = now.before(LETTER_LATE);
    // It waits that long for traces before it leaves without them, and before that for the hours of whom it goes to.
    let traced = due.before(pack.notices.patience);
    let in_hours = pack.calendar.open_from(&pack.zone, traced) <= traced;
    let for_hours = Some(traced).filter(|_| in_hours);
    Ok(AllLate {
        urgent: count(tx.one(URGENT, values![urgent]).await?),
        stuck: count(tx.one(STUCK, values![]).await?),
        drafted: count(tx.one(DRAFTED, values![]).await?),
        withheld: count(tx.one(WITHHELD, values![]).await?),
        unsent: count(tx.one(UNSENT, values![due, traced, for_hours]).await?),
        checks: to_do::waiting_since(tx, actor, now.before(DAY)).await?,
        unaddressed: count(tx.one(UNADDRESSED, values![]).await?),
        unwritten: unwritten::late(tx, actor).await?,
        steps: count(tx.one(STEPS, values![before]).await?),
        ended: count(tx.one(ENDED, values![]).await?),
    })
}

/// Has it looked whether an urgent letter leaves in its time.
pub(crate) async fn see_that_it_leaves(tx: &mut Tx, letter: Id<Letter>) -> store::Result<()> {
    let now = tx.now();
    jobs::queue_urgent(tx, URGENT_LATE, &letter, now, None).await
}

/// An urgent letter was opened, or does not leave any more: the job [`URGENT_LATE`]. Where its time is over, or it is stuck,
/// whoever is on call is rung; not while the police ask to wait with it.
pub fn urgent_late(pack: Arc<Pack>, run: Run) -> Outcome {
    let id: Id<Letter> = match run.payload() {
        Ok(letter) => letter,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            let Some(waits) = tx.optional::<Waits>(WAITS, values![id]).await? else {
                return Ok(());
            };
            // Nobody is late for as long as a hold lasts; after that it has its time once more.
            let now = tx.now();
            let since = if waits.is_held { now } else { waits.opened_at };
            let late_at = since.after(pack.notices.urgent);
            if now < late_at && !waits.is_stuck {
                jobs::queue_urgent(tx, URGENT_LATE, &id, late_at, None).await?;
                return Ok(());
            }
            let letter = Id::from_uuid(id.uuid());
            referral::letter_late(tx, &Actor::job(&run), letter).await?;
            Ok(())
        })
    })
}

/// An urgent letter that has not left.
struct Waits {
    opened_at: Timestamp,
    /// It will not leave by itself.
    is_stuck: bool,
    /// The police ask to wait with it.
    is_held: bool,
}

impl FromRow for Waits {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            opened_at: row.get("opened_at")?,
            is_stuck: row.get("is_stuck")?,
            is_held: row.get("is_held")?,
        })
    }
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

const URGENT: &str = "-- takedown.late.urgent
SELECT COUNT(*) AS late, MIN(opened_at) AS oldest FROM takedown_letter l
WHERE urgent AND opened_at <= $1 AND state NOT IN ('sent', 'withdrawn') AND state <> 'held'
    AND EXISTS (SELECT 1 FROM takedown_notice n
        WHERE n.letter_id = l.id AND n.state IN ('drafted', 'queued', 'failed', 'bounced'))";

const WAITS: &str = "-- takedown.letter.urgent_waits
SELECT opened_at, state IN ('failed', 'bounced') AS is_stuck, state = 'held' AS is_held FROM takedown_letter l
WHERE id = $1 AND urgent AND state NOT IN ('sent', 'withdrawn')
    AND EXISTS (SELECT 1 FROM takedown_notice n
        WHERE n.letter_id = l.id AND n.state IN ('drafted', 'queued', 'failed', 'bounced'))";

const STUCK: &str = "-- takedown.late.stuck
SELECT COUNT(*) AS late, MIN(moved_at) AS oldest FROM takedown_notice WHERE state IN ('failed', 'bounced')";

const DRAFTED: &str = "-- takedown.late.drafted
SELECT COUNT(*) AS late, MIN(drafted_at) AS oldest FROM takedown_notice WHERE state = 'drafted'";

const WITHHELD: &str = "-- takedown.late.withheld
SELECT COUNT(*) AS late, MIN(moved_at) AS oldest FROM takedown_notice
WHERE state IN ('sent', 'acknowledged') AND urls_withheld AND handed_over_at IS NULL";

// One that lost its last notice is withdrawn by its job, and may be gathering still.
const UNSENT: &str = "-- takedown.late.unsent
SELECT COUNT(*) AS late, MIN(CASE WHEN state = 'gathering' THEN COALESCE(due_at, opened_at) ELSE moved_at END) AS oldest
FROM takedown_letter l
WHERE state NOT IN ('sent', 'withdrawn') AND (state = 'gathering' AND COALESCE(due_at, opened_at) <= $1
        OR state IN ('tracing', 'released') AND moved_at <= $2
            AND (state = 'released' OR urgent OR asked_at <= $2 OR moved_at <= $3))
    AND EXISTS (SELECT 1 FROM takedown_notice n WHERE n.letter_id = l.id AND n.state = 'queued')";

const UNADDRESSED: &str = "-- takedown.late.unaddressed
SELECT COUNT(*) AS late, MIN(since) AS oldest FROM takedown_unaddressed";

const STEPS: &str = "-- takedown.late.steps
SELECT COUNT(*) AS late, MIN(since) AS oldest FROM (
    SELECT COALESCE(failed_since, due_at) AS since FROM takedown_series WHERE state = 'running' AND due_at <= $1
    UNION ALL SELECT failed_since AS since FROM takedown_series
    WHERE state = 'running' AND failed_since IS NOT NULL AND failed_since <= $1 AND due_at > $1
) AS step";

const ENDED: &str = "-- takedown.late.ended
SELECT COUNT(*) AS late, MIN(due_at) AS oldest FROM takedown_series WHERE state = 'ended'";
