//! How many cases a view had when it was made: counted behind whoever made it, in a transaction that only reads, so that
//! nobody waits for it however many cases there are.
//!
//! Changes are noted from the view's first moment on. Whenever it is counted, what it has then less what changes have
//! moved by then is what it had in that moment.

use jobs::{Outcome, Run};
use kernel::{Id, Timestamp};
use store::{Db, Tx, values};

use super::{Kept, View, filter};
use crate::Error;
use crate::queue::{self, LeftOut};

/// Count how many cases a view had when it was made.
pub const COUNT_VIEW: jobs::Kind = "intake.count_view";

/// Counts what a new view had: the job [`COUNT_VIEW`].
pub async fn count_view(db: &Db, run: Run) -> Outcome {
    let view: Id<View> = match run.payload() {
        Ok(view) => view,
        Err(outcome) => return outcome,
    };
    let had = match had(db, view).await {
        Ok(Some(had)) => had,
        Ok(None) => return Outcome::nothing(),
        Err(error) => {
            tracing::warn!(%error, "the cases of a view could not be counted");
            return Outcome::Retry("the cases of the view could not be counted");
        }
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            tx.execute(COUNTED, values![view, had]).await?;
            Ok(())
        })
    })
}

/// Has a new view counted.
pub(super) async fn queue(tx: &mut Tx, view: Id<View>) -> store::Result<()> {
    jobs::keep_as(tx, COUNT_VIEW, &view, &key(view)).await
}

/// Has those counted whose job was given up.
pub(super) async fn keep(tx: &mut Tx) -> store::Result<()> {
    let left: Vec<(Id<View>,)> = tx.all(LEFT, values![]).await?;
    for (view,) in left {
        queue(tx, view).await?;
    }
    Ok(())
}

fn key(view: Id<View>) -> String {
    format!("{COUNT_VIEW}:{view}")
}

/// How many it had; nothing where it is gone or counted.
async fn had(db: &Db, view: Id<View>) -> Result<Option<i64>, Error> {
    let mut tx = db.read().await?;
    let Some((moved,)) = tx.optional::<(i64,)>(MOVED, values![view]).await? else {
        return Ok(None);
    };
    let kept: Kept = tx.one(KEPT, values![view]).await?;
    let (of, all) = (filter(&kept.filter)?, LeftOut::default());
    let ever = Timestamp::from_micros(i64::MAX);
    let has = queue::counted(&mut tx, kept.owner, (&of, &all), i64::MAX, ever).await?;
    Ok(Some(has - moved))
}

const LEFT: &str = "-- intake.view.left
SELECT id AS value FROM intake_view WHERE counting ORDER BY id LIMIT 1000";

const MOVED: &str = "-- intake.view.moved
SELECT counted + (SELECT COALESCE(CAST(SUM(delta) AS BIGINT), 0) FROM intake_view_change
    WHERE view_id = intake_view.id) AS value
FROM intake_view WHERE id = $1 AND counting";

const KEPT: &str = "-- intake.view.kept_of
SELECT id, owner_id, filter FROM intake_view WHERE id = $1";

const COUNTED: &str = "-- intake.view.counted
UPDATE intake_view SET counted = counted + $2, counting = FALSE WHERE id = $1 AND counting";
