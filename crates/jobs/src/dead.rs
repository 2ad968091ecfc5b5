//! The dead-letter list: jobs that a person has to look at.

use kernel::{Id, Timestamp};
use store::{FromRow, Row, Tx, values};

use crate::Job;

/// A job that no attempt could do.
#[derive(Clone, Debug)]
pub struct Dead {
    /// The job.
    pub id: Id<Job>,
    /// Its kind.
    pub kind: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Why the last attempt did not do.
    pub reason: Option<String>,
    /// When it was queued.
    pub queued_at: Timestamp,
}

impl FromRow for Dead {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            attempts: row.get("attempts")?,
            reason: row.get("last_reason")?,
            queued_at: row.get("queued_at")?,
        })
    }
}

/// The oldest dead jobs, at most a hundred.
pub async fn dead(tx: &mut Tx) -> store::Result<Vec<Dead>> {
    tx.all(DEAD, values![]).await
}

/// How many jobs are dead, and since when the oldest was queued.
pub async fn dead_count(tx: &mut Tx) -> store::Result<(i64, Option<Timestamp>)> {
    let Count(count, oldest) = tx.one(COUNT, values![]).await?;
    Ok((count, oldest))
}

struct Count(i64, Option<Timestamp>);

impl FromRow for Count {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("count")?, row.get("oldest")?))
    }
}

/// Gives a dead job its attempts back. Whether there was one.
pub async fn retry(tx: &mut Tx, id: Id<Job>) -> store::Result<bool> {
    let now = tx.now();
    Ok(tx.execute(RETRY, values![id, now]).await? == 1)
}

const DEAD: &str = "-- jobs.job.dead
SELECT id, kind, attempts, last_reason, queued_at FROM jobs_job
WHERE state = 'dead' ORDER BY queued_at, id LIMIT 100";

const COUNT: &str = "-- jobs.job.dead_count
SELECT COUNT(*) AS count, MIN(queued_at) AS oldest FROM jobs_job WHERE state = 'dead'";

const RETRY: &str = "-- jobs.job.retry
UPDATE jobs_job SET state = 'ready', run_at = $2, attempts = 0 WHERE id = $1 AND state = 'dead'";
