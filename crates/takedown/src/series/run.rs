//! The job that takes the steps of series that are due.

use std::sync::Arc;
use std::time::Duration;

use identity::{Action, Actor};
use jobs::{Outcome, Run};
use kernel::{Id, Timestamp};
use pack::Pack;
use store::{Db, FromRow, Row, Tx, values};
use tokio::time::Instant;

use super::Series;
use super::take::take;
use crate::{Error, SERIES};

/// Series that one run sees to at most.
const BATCH: i64 = 200;

/// How long a run takes on series: it ends well within the lease of its job.
const RUN: Duration = Duration::from_secs(45);

/// Without anything due it looks so often.
const IDLE: Duration = Duration::from_mins(1);

/// A series of which something failed is tried again after this.
const TROUBLE: Duration = Duration::from_hours(1);

/// Takes the steps of series that are due, each in a transaction of its own, then queues itself: the job [`SERIES`]. A
/// worker that dies leaves each step taken whole or not at all.
pub async fn follow_up(db: &Db, pack: &Arc<Pack>, run: Run) -> Outcome {
    let actor = Actor::job(&run);
    if let Err(error) = some(db, &actor, pack).await {
        // Never given up: the next run goes on.
        tracing::warn!(%error, "the series could not be seen to");
    }
    Outcome::done(move |tx| {
        Box::pin(async move {
            let idle = tx.now().after(IDLE);
            let first: Option<(Timestamp,)> = tx.optional(FIRST_DUE, values![]).await?;
            let next = first.map_or(idle, |(due,)| due.min(idle));
            // What is due and could not be seen to is not asked for again at once.
            let next = next.max(tx.now().after(Duration::from_secs(1)));
            jobs::queue_at(tx, SERIES, &(), next, Some(SERIES)).await?;
            Ok(())
        })
    })
}

/// Makes sure that the job is in the queue, and alive.
pub async fn keep_following_up(tx: &mut Tx) -> store::Result<()> {
    jobs::keep(tx, SERIES, &()).await
}

struct Due(Id<Series>);

impl FromRow for Due {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("id")?))
    }
}

async fn some(db: &Db, actor: &Actor, pack: &Pack) -> Result<(), Error> {
    actor.may(Action::Notify)?;
    let mut tx = db.read().await?;
    let now = tx.now();
    let due: Vec<Due> = tx.all(DUE, values![now, BATCH]).await?;
    drop(tx);
    let began = Instant::now();
    for Due(id) in due {
        if began.elapsed() > RUN {
            break;
        }
        if let Err(error) = one(db, actor, pack, id).await {
            tracing::warn!(series = %id, %error, "a step of a series could not be taken");
            put_off(db, id).await?;
        }
    }
    Ok(())
}

async fn one(db: &Db, actor: &Actor, pack: &Pack, id: Id<Series>) -> Result<(), Error> {
    let mut tx = db.write().await?;
    take(&mut tx, actor, pack, id).await?;
    tx.commit().await?;
    Ok(())
}

/// What could not be taken does not keep others from being; since when it was due stays known.
async fn put_off(db: &Db, id: Id<Series>) -> Result<(), Error> {
    let mut tx = db.write().await?;
    let later = tx.now().after(TROUBLE);
    tx.execute(FAILED, values![id, later]).await?;
    tx.commit().await?;
    Ok(())
}

const DUE: &str = "-- takedown.series.due
SELECT id FROM takedown_series WHERE state = 'running' AND due_at <= $1 ORDER BY due_at, id LIMIT $2";

const FIRST_DUE: &str = "-- takedown.series.first_due
SELECT due_at AS value FROM takedown_series WHERE state = 'running' ORDER BY due_at LIMIT 1";

const FAILED: &str = "-- takedown.series.failed
UPDATE takedown_series SET failed_since = COALESCE(failed_since, due_at), due_at = $2
WHERE id = $1 AND state = 'running'";
