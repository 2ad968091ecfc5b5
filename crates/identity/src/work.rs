//! What the workers do for this crate.

use std::time::Duration;

use jobs::{Outcome, Run};

use crate::{Actor, expire};

/// The job that removes ended sessions and queues itself again: see [`jobs::keep`].
pub const EXPIRE: jobs::Kind = "identity.expire";

/// Between two such removals. An ended session opens nothing in between.
const PAUSE: Duration = Duration::from_hours(1);

/// Removes ended sessions, once an hour.
pub async fn expire_sessions(run: Run) -> Outcome {
    Outcome::done(move |tx| {
        Box::pin(async move {
            expire(tx, &Actor::job(&run)).await?;
            let next = tx.now().after(PAUSE);
            jobs::queue_at(tx, EXPIRE, &(), next, Some(EXPIRE)).await?;
            Ok(())
        })
    })
}
