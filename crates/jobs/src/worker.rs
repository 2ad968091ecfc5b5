//! Claims jobs in batches, runs them side by side, and writes their results in batches.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use kernel::{Id, Timestamp};
use store::{Db, FromRow, Row, Tx, values};
use tokio::sync::{Mutex, Semaphore, mpsc, watch};
use tokio::task::JoinSet;

use crate::{ATTEMPTS, Job, Kind, LEASE, Lease, Outcome, Record, Run, Stop, URGENT_LEASE, place};

/// Does one run of a job.
pub type Handler = Arc<dyn Fn(Run) -> BoxFuture<'static, Outcome> + Send + Sync>;

/// Which function does which kind of job: the one table that binds modules that do not know each other.
#[derive(Clone, Default)]
pub struct Registry(HashMap<Kind, Handler>);

impl std::fmt::Debug for Registry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut kinds: Vec<_> = self.0.keys().collect();
        kinds.sort();
        write!(formatter, "Registry({kinds:?})")
    }
}

impl Registry {
    /// Binds a kind to its function.
    pub fn bind<F, O>(&mut self, kind: Kind, handler: F)
    where
        F: Fn(Run) -> O + Send + Sync + 'static,
        O: Future<Output = Outcome> + Send + 'static,
    {
        let before = self
            .0
            .insert(kind, Arc::new(move |run| Box::pin(handler(run))));
        debug_assert!(before.is_none(), "{kind} is bound twice");
    }

    /// The kinds that are bound.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> + '_ {
        self.0.keys().copied()
    }
}

/// Runs the jobs of one desk store. Any number of workers may run, in any number of processes.
#[derive(Debug)]
pub struct Worker {
    db: Db,
    registry: Registry,
    /// How many jobs run at once, beside the urgent ones.
    width: usize,
    /// How long to wait before looking again when nothing is due.
    pause: Duration,
}

/// Slots for urgent jobs alone. What fills the others holds none of these up.
const URGENT_WIDTH: usize = 4;

/// Which jobs are claimed, apart from the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lane {
    Urgent,
    Ordinary,
}

impl Lane {
    /// How long a worker may take for a job of it.
    const fn lease(self) -> Duration {
        match self {
            Self::Urgent => URGENT_LEASE,
            Self::Ordinary => LEASE,
        }
    }
}

/// How long a free slot waits for others that become free, so that one claim fills them all.
const GATHER: Duration = Duration::from_millis(4);

/// How many write results at once where a store lets them: what one waits for, of the server or of the disk, the others
/// do not.
const WRITERS: usize = 4;

/// A finished run on its way to be written.
type Finished = (Run, Outcome);

impl Worker {
    /// A worker for these kinds of job.
    pub const fn new(db: Db, registry: Registry, width: usize, pause: Duration) -> Self {
        Self {
            db,
            registry,
            width,
            pause,
        }
    }

    /// Runs until `stop` changes, then finishes what it has in hand; a run that would go on for long learns of it by
    /// [`Run::stop`].
    pub async fn run(self, stop: watch::Receiver<()>) {
        tokio::join!(
            self.run_lane(Lane::Urgent, URGENT_WIDTH, stop.clone()),
            self.run_lane(Lane::Ordinary, self.width, stop),
        );
    }

    /// Runs the jobs of a lane; their results wait for none of the other's.
    async fn run_lane(&self, lane: Lane, width: usize, mut stop: watch::Receiver<()>) {
        let stopping = Stop::from(stop.clone());
        let slots = Arc::new(Semaphore::new(width));
        let (send, receive) = mpsc::channel(width.max(1));
        let receive = Arc::new(Mutex::new(receive));
        let mut writers = JoinSet::new();
        // SQLite has one writer at a time.
        for _ in 0..if self.db.is_postgres() { WRITERS } else { 1 } {
            writers.spawn(write_results(self.db.clone(), Arc::clone(&receive)));
        }
        while !stop.has_changed().unwrap_or(true) {
            // To look while every slot is taken would find nothing, and be taken for a queue that is empty.
            tokio::select! {
                slot = slots.acquire() => drop(slot),
                _ = stop.changed() => break,
            }
            if slots.available_permits() < width {
                // Others are through about now: one claim for them all.
                tokio::time::sleep(GATHER).await;
            }
            let claimed = match claim(&self.db, lane, slots.available_permits(), &stopping).await {
                Ok(claimed) => claimed,
                Err(error) => {
                    tracing::warn!(error = %error, "jobs cannot be claimed");
                    Vec::new()
                }
            };
            let idle = claimed.is_empty();
            for run in claimed {
                let Ok(slot) = Arc::clone(&slots).acquire_owned().await else {
                    break;
                };
                let (handler, send) = (
                    self.registry.0.get(run.kind.as_str()).cloned(),
                    send.clone(),
                );
                tokio::spawn(async move {
                    let outcome = attempt(handler, run.clone(), lane.lease()).await;
                    // The slot is free only when the result is on its way: results never pile up.
                    send.send((run, outcome)).await.ok();
                    drop(slot);
                });
            }
            if idle {
                tokio::select! {
                    () = tokio::time::sleep(self.pause) => {}
                    _ = stop.changed() => break,
                }
            }
        }
        drop(send);
        while let Some(ended) = writers.join_next().await {
            if let Err(error) = ended {
                tracing::error!(error = %error, "a writer of job results stopped");
            }
        }
    }

    /// Runs what is due until nothing is: for tests, which have no patience and a clock that stands.
    pub async fn run_due(&self) -> store::Result<usize> {
        let mut count = 0;
        loop {
            let mut lane = Lane::Urgent;
            let mut claimed = claim(&self.db, lane, URGENT_WIDTH, &Stop::never()).await?;
            if claimed.is_empty() {
                lane = Lane::Ordinary;
                claimed = claim(&self.db, lane, self.width, &Stop::never()).await?;
            }
            if claimed.is_empty() {
                return Ok(count);
            }
            for run in claimed {
                let handler = self.registry.0.get(run.kind.as_str()).cloned();
                let outcome = attempt(handler, run.clone(), lane.lease()).await;
                write_batch(&self.db, vec![(run, outcome)]).await?;
                count += 1;
            }
        }
    }
}

async fn attempt(handler: Option<Handler>, run: Run, lease: Duration) -> Outcome {
    if run.attempt > ATTEMPTS {
        return Outcome::GiveUp("its workers died or ran out of time");
    }
    let Some(handler) = handler else {
        return Outcome::GiveUp("no function is bound to this kind of job");
    };
    // A task of its own: a panic ends this run, not the worker.
    let mut task = tokio::spawn(handler(run));
    match tokio::time::timeout(lease, &mut task).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Outcome::Retry("the job panicked"),
        Err(_) => {
            // Or it would go on beside its next run.
            task.abort();
            Outcome::Retry("the job ran out of time")
        }
    }
}

struct Claimed {
    id: Id<Job>,
    kind: String,
    attempts: i64,
    payload: Vec<u8>,
}

impl FromRow for Claimed {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            attempts: row.get("attempts")?,
            payload: row.get("payload")?,
        })
    }
}

/// Claims up to `count` due jobs of a lane, oldest first.
async fn claim(db: &Db, lane: Lane, count: usize, stop: &Stop) -> store::Result<Vec<Run>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    // Look before taking the write lock: most looks find nothing.
    let mut looking = db.read().await?;
    let now = looking.now();
    let urgent = lane == Lane::Urgent;
    if looking
        .optional::<(Id<Job>,)>(ANY_DUE, values![now, urgent])
        .await?
        .is_none()
    {
        return Ok(Vec::new());
    }
    drop(looking);

    let mut tx = db.write().await?;
    let token: Id<Lease> = tx.new_id();
    let now = tx.now();
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let rows = tx
        .all::<Claimed>(
            CLAIM,
            values![token, now.after(lane.lease()), now, count, urgent],
        )
        .await?;
    let mut runs = Vec::with_capacity(rows.len());
    for row in rows {
        let payload = tx.keyring()?.work_key().open(place(row.id), &row.payload)?;
        runs.push(Run {
            id: row.id,
            kind: row.kind,
            attempt: row.attempts,
            token,
            payload,
            stop: stop.clone(),
        });
    }
    tx.commit().await?;
    Ok(runs)
}

/// Takes results as they come and writes all that wait in one transaction.
async fn write_results(db: Db, results: Arc<Mutex<mpsc::Receiver<Finished>>>) {
    let mut batch = Vec::new();
    loop {
        // Held while one waits for results, never while they are written.
        let taken = results.lock().await.recv_many(&mut batch, 128).await;
        if taken == 0 {
            return;
        }
        if let Err(error) = write_batch(&db, std::mem::take(&mut batch)).await {
            // Nothing is lost: the leases run out and the jobs come due again.
            tracing::error!(error = %error, source = ?std::error::Error::source(&error), "job results could not be written");
        }
    }
}

async fn write_batch(db: &Db, batch: Vec<Finished>) -> store::Result<()> {
    let mut tx = db.write().await?;
    let (ids, tokens) = done_in(&batch);
    let mut done = take_done(&mut tx, &ids, &tokens).await?;
    for (run, outcome) in batch {
        match outcome {
            Outcome::Nothing | Outcome::Done(_) if !done.contains_key(&run.id) => {
                tracing::warn!(job = %run.id, kind = run.kind, "a result came after its lease and was dropped");
            }
            Outcome::Nothing => {}
            Outcome::Done(record) => {
                if let Some(failed) = write_record(&mut tx, &run, record).await?
                    && let Some(row) = done.remove(&run.id)
                {
                    put_back(&mut tx, &run, row, failed).await?;
                }
            }
            other => write_undone(&mut tx, run, other).await?,
        }
    }
    tx.commit().await
}

/// The jobs that are done, and the tokens of their leases.
fn done_in(batch: &[Finished]) -> (Vec<Id<Job>>, Vec<Id<Lease>>) {
    let done = batch
        .iter()
        .filter(|(_, outcome)| matches!(outcome, Outcome::Nothing | Outcome::Done(_)));
    done.map(|(run, _)| (run.id, run.token)).unzip()
}

/// Removes the jobs that are done and whose leases hold, all at once: their rows go first, for a record may queue the
/// next job under the same unique key.
async fn take_done(
    tx: &mut Tx,
    ids: &[Id<Job>],
    tokens: &[Id<Lease>],
) -> store::Result<HashMap<Id<Job>, Removed>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Removed> = tx.all(DONE, values![ids, tokens]).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Writes what a job has to write. Where that fails nothing of it is written, and it is told why.
async fn write_record(
    tx: &mut Tx,
    run: &Run,
    record: Record,
) -> store::Result<Option<&'static str>> {
    tx.savepoint().await?;
    match record(tx).await {
        Ok(()) => {
            tx.release().await?;
            Ok(None)
        }
        Err(error) => {
            tracing::warn!(job = %run.id, kind = run.kind, error = %error, "a result could not be written");
            tx.roll_back_to_savepoint().await?;
            Ok(Some("its result could not be written"))
        }
    }
}

/// A removed job whose result could not be written is in the queue again. Where another of its unique key came
/// meanwhile, that stands for it.
async fn put_back(tx: &mut Tx, run: &Run, row: Removed, reason: &'static str) -> store::Result<()> {
    let state = if run.is_last() {
        tracing::error!(job = %run.id, kind = run.kind, reason, "a job is dead after its last attempt");
        "dead"
    } else {
        "ready"
    };
    let at: Timestamp = tx.now().after(backoff(run.attempt));
    let row = values![
        run.id,
        &run.kind,
        state,
        at,
        run.attempt,
        row.payload,
        row.unique_key,
        reason,
        row.queued_at,
        row.urgent,
    ];
    tx.execute(PUT_BACK, row).await?;
    Ok(())
}

/// What is kept of a removed job until its result is written.
struct Removed {
    id: Id<Job>,
    payload: Vec<u8>,
    unique_key: Option<String>,
    queued_at: Timestamp,
    urgent: bool,
}

impl FromRow for Removed {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            payload: row.get("payload")?,
            unique_key: row.get("unique_key")?,
            queued_at: row.get("queued_at")?,
            urgent: row.get("urgent")?,
        })
    }
}

/// Says of a job that was not done when it is tried again, or that it is dead.
async fn write_undone(tx: &mut Tx, run: Run, outcome: Outcome) -> store::Result<()> {
    let (pause, reason) = match outcome {
        Outcome::Done(_) | Outcome::Nothing => return Ok(()),
        Outcome::Retry(reason) => (backoff(run.attempt), reason),
        Outcome::RetryAfter(pause, reason) => (pause, reason),
        Outcome::PutOff(pause, reason) => {
            let at: Timestamp = tx.now().after(pause);
            tx.execute(PUT_OFF, values![run.id, run.token, at, reason])
                .await?;
            return Ok(());
        }
        Outcome::GiveUp(reason) => {
            tracing::error!(job = %run.id, kind = run.kind, reason, "a job is dead");
            tx.execute(BURY, values![run.id, run.token, reason]).await?;
            return Ok(());
        }
    };
    if run.is_last() {
        tracing::error!(job = %run.id, kind = run.kind, reason, "a job is dead after its last attempt");
        tx.execute(BURY, values![run.id, run.token, reason]).await?;
    } else {
        let at: Timestamp = tx.now().after(pause);
        tx.execute(LATER, values![run.id, run.token, at, reason])
            .await?;
    }
    Ok(())
}

/// 2 s, 4 s, 8 s … to an hour at most.
fn backoff(attempt: i64) -> Duration {
    let doublings = u32::try_from(attempt.clamp(1, 12)).unwrap_or(12);
    Duration::from_secs(2u64.saturating_pow(doublings).min(3600))
}

const ANY_DUE: &str = "-- jobs.job.any_due
SELECT id AS value FROM jobs_job WHERE urgent = $2 AND state <> 'dead' AND run_at <= $1 ORDER BY run_at LIMIT 1";

const CLAIM: &str = "-- jobs.job.claim
UPDATE jobs_job SET state = 'leased', lease_token = $1, run_at = $2, attempts = attempts + 1
WHERE id IN (
    SELECT id FROM jobs_job WHERE urgent = $5 AND state <> 'dead' AND run_at <= $3
    ORDER BY run_at LIMIT $4 /*skip locked*/
)
RETURNING id, kind, attempts, payload";

const DONE: &str = "-- jobs.job.done
DELETE FROM jobs_job WHERE (id, lease_token) IN (
    /*on postgres*/ SELECT encode(id, 'hex')::uuid, encode(token, 'hex')::uuid
        FROM unnest($1::bytea[], $2::bytea[]) AS done (id, token)
    /*on sqlite*/ SELECT unhex(id.value), unhex(token.value)
        FROM json_each($1) AS id JOIN json_each($2) AS token ON id.key = token.key /*end*/
)
RETURNING id, payload, unique_key, queued_at, urgent";

const PUT_BACK: &str = "-- jobs.job.put_back
INSERT INTO jobs_job (id, kind, state, run_at, attempts, payload, unique_key, last_reason, queued_at, urgent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (unique_key) DO NOTHING";

const LATER: &str = "-- jobs.job.later
UPDATE jobs_job SET state = 'ready', lease_token = NULL, run_at = $3, last_reason = $4
WHERE id = $1 AND lease_token = $2";

const PUT_OFF: &str = "-- jobs.job.put_off
UPDATE jobs_job SET state = 'ready', lease_token = NULL, run_at = $3, last_reason = $4, attempts = attempts - 1
WHERE id = $1 AND lease_token = $2";

const BURY: &str = "-- jobs.job.bury
UPDATE jobs_job SET state = 'dead', lease_token = NULL, last_reason = $3
WHERE id = $1 AND lease_token = $2";
