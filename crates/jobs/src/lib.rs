//! Work that is done later, elsewhere and until it succeeds: everything that touches the network, and
//! everything that an earlier module causes in a later one.
//!
//! A job is queued in the transaction that causes it, so it exists if and only if its cause does. A worker
//! claims it under a lease with a token, works outside any transaction, and hands back a [`Record`]: what
//! to write. The record is written, and the job removed, in one transaction and only while the lease
//! still holds. A worker that dies leaves a job that comes due again; one that keeps failing ends in the
//! dead-letter list, where a person sees it.
//!
//! ```text
//! ready → leased → done | retry(at) | dead
//! ```
//!
//! A few jobs are urgent: somebody is to hear of what they tell within the minute. They have slots of their own, so that
//! however many others are due, and however long those take, an urgent one waits for none of them.

mod dead;
mod stop;
mod worker;

use std::time::Duration;

use data_encoding::HEXLOWER;
use futures::future::BoxFuture;
use kernel::{Id, Sensitive, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Place, Tx, values};

pub use dead::{Dead, dead, dead_count, retry};
pub use stop::Stop;
pub use worker::{Handler, Registry, Worker};

/// The kind of the ids of jobs.
pub enum Job {}

/// A name for a kind of job, as module and verb: `takedown.send`.
pub type Kind = &'static str;

/// How often a job is tried before it is dead.
pub const ATTEMPTS: i64 = 12;

/// How long a worker may take for one job before another may take it over. Every request of `egress` ends
/// well within this.
pub const LEASE: Duration = Duration::from_secs(90);

/// The same of an urgent one: for how long a worker may take, and so for how long it waits after its worker died.
pub const URGENT_LEASE: Duration = Duration::from_secs(40);

/// Queues a job to be run now, in the transaction that causes it. The payload is sealed.
pub async fn queue(tx: &mut Tx, kind: Kind, payload: &impl Serialize) -> store::Result<()> {
    let at = tx.stamp();
    queue_at(tx, kind, payload, at, None).await
}

/// Queues a job to be run at an instant. With a `unique_key` (made of ids, never of content) a job of that
/// key that is already open stands for this one too.
pub async fn queue_at(
    tx: &mut Tx,
    kind: Kind,
    payload: &impl Serialize,
    run_at: Timestamp,
    unique_key: Option<&str>,
) -> store::Result<()> {
    let job = New::at(kind, payload, run_at, unique_key)?;
    queue_all(tx, vec![job]).await
}

/// Queues an urgent job, to be run at an instant: see [`queue_at`].
pub async fn queue_urgent(
    tx: &mut Tx,
    kind: Kind,
    payload: &impl Serialize,
    run_at: Timestamp,
    unique_key: Option<&str>,
) -> store::Result<()> {
    let job = New::at(kind, payload, run_at, unique_key)?.urgent();
    queue_all(tx, vec![job]).await
}

/// A job that is to be queued together with others.
pub struct New {
    kind: Kind,
    payload: Sensitive<Vec<u8>>,
    run_at: Timestamp,
    unique_key: Option<String>,
    urgent: bool,
}

impl New {
    /// A job to be run at an instant: see [`queue_at`].
    pub fn at(
        kind: Kind,
        payload: &impl Serialize,
        run_at: Timestamp,
        unique_key: Option<&str>,
    ) -> store::Result<Self> {
        let payload = serde_json::to_vec(payload)
            .map_err(|_| store::Error::Unreadable("jobs_job.payload"))?;
        Ok(Self {
            kind,
            payload: Sensitive::new(payload),
            run_at,
            unique_key: unique_key.map(str::to_owned),
            urgent: false,
        })
    }

    /// One that waits for none of the others.
    const fn urgent(mut self) -> Self {
        self.urgent = true;
        self
    }
}

/// Queues several jobs at once.
pub async fn queue_all(tx: &mut Tx, jobs: Vec<New>) -> store::Result<()> {
    let key = tx.keyring()?.work_key();
    let rows: Vec<_> = jobs
        .into_iter()
        .map(|job| {
            let id: Id<Job> = tx.new_id();
            let sealed = key.seal(place(id), job.payload.expose(), tx.entropy());
            serde_json::json!({
                "id": id.uuid().simple().to_string(),
                "kind": job.kind,
                "run_at": job.run_at.micros(),
                "payload": HEXLOWER.encode(&sealed),
                "unique_key": job.unique_key,
                "urgent": job.urgent,
            })
        })
        .collect();
    let queued_at = tx.stamp();
    let rows = serde_json::Value::from(rows).to_string();
    tx.execute(INSERT, values![rows, queued_at]).await?;
    Ok(())
}

/// Makes sure that a job which queues itself is in the queue, and alive: at the start of every worker.
pub async fn keep(tx: &mut Tx, kind: Kind, payload: &impl Serialize) -> store::Result<()> {
    keep_as(tx, kind, payload, kind).await
}

/// The same of one of several jobs of a kind, each with a key of its own.
pub async fn keep_as(
    tx: &mut Tx,
    kind: Kind,
    payload: &impl Serialize,
    unique_key: &str,
) -> store::Result<()> {
    let now = tx.now();
    queue_at(tx, kind, payload, now, Some(unique_key)).await?;
    tx.execute(REVIVE, values![unique_key, now]).await?;
    Ok(())
}

/// The same of an urgent one.
pub async fn keep_urgent(
    tx: &mut Tx,
    kind: Kind,
    payload: &impl Serialize,
    unique_key: &str,
) -> store::Result<()> {
    let at = tx.stamp();
    queue_urgent(tx, kind, payload, at, Some(unique_key)).await?;
    tx.execute(REVIVE, values![unique_key, at]).await?;
    Ok(())
}

/// Takes back the open job of this key, if it has not been done. Whether there was one: what it would have written
/// is then never written, even where a worker has it in hand.
pub async fn cancel(tx: &mut Tx, unique_key: &str) -> store::Result<bool> {
    Ok(tx.execute(CANCEL, values![unique_key]).await? > 0)
}

/// Brings the open job of this key forward to an instant, where it would run later. One that is being run stays.
pub async fn hasten(tx: &mut Tx, unique_key: &str, at: Timestamp) -> store::Result<()> {
    tx.execute(HASTEN, values![unique_key, at]).await?;
    Ok(())
}

/// The same of many jobs, in one statement.
pub async fn hasten_all(tx: &mut Tx, unique_keys: &[String], at: Timestamp) -> store::Result<()> {
    let keys = serde_json::Value::from(unique_keys).to_string();
    tx.execute(HASTEN_ALL, values![keys, at]).await?;
    Ok(())
}

/// One run of one job.
#[derive(Clone, Debug)]
pub struct Run {
    /// The job.
    pub id: Id<Job>,
    /// Its kind.
    pub kind: String,
    /// Which attempt this is, from 1.
    pub attempt: i64,
    pub(crate) token: Id<Lease>,
    payload: Sensitive<Vec<u8>>,
    stop: Stop,
}

/// The kind of the tokens of leases.
pub(crate) enum Lease {}

impl Run {
    /// What was queued. A payload that cannot be read is no reason to panic: give up with this.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, Outcome> {
        serde_json::from_slice(self.payload.expose())
            .map_err(|_| Outcome::GiveUp("the payload cannot be read"))
    }

    /// Whether its worker is to stop: a run that goes on for long ends early then.
    pub const fn stop(&self) -> &Stop {
        &self.stop
    }

    /// Whether a failure of this attempt leaves the job dead: the time to tell a person.
    pub const fn is_last(&self) -> bool {
        self.attempt >= ATTEMPTS
    }
}

/// What a record may fail with; it is logged by its text, which therefore holds no content.
pub type RecordError = Box<dyn std::error::Error + Send + Sync>;

/// What a job writes at its end, in the transaction that also removes the job.
pub type Record =
    Box<dyn for<'tx> FnOnce(&'tx mut Tx) -> BoxFuture<'tx, Result<(), RecordError>> + Send>;

/// How a run ended. Reasons are fixed sentences of ours: they stand in the table and in the log.
pub enum Outcome {
    /// Finished: write this and remove the job.
    Done(Record),
    /// Finished, and there is nothing to write: remove the job.
    Nothing,
    /// Try again, later each time.
    Retry(&'static str),
    /// Try again not before this long.
    RetryAfter(Duration, &'static str),
    /// Nothing was tried, for it was not its turn: come again after this long, and this was no attempt.
    PutOff(Duration, &'static str),
    /// No attempt will help: dead, for a person to see.
    GiveUp(&'static str),
}

impl std::fmt::Debug for Outcome {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Done(_) => formatter.write_str("Done"),
            Self::Nothing => formatter.write_str("Nothing"),
            Self::Retry(reason) => write!(formatter, "Retry({reason})"),
            Self::RetryAfter(pause, reason) => write!(formatter, "RetryAfter({pause:?}, {reason})"),
            Self::PutOff(pause, reason) => write!(formatter, "PutOff({pause:?}, {reason})"),
            Self::GiveUp(reason) => write!(formatter, "GiveUp({reason})"),
        }
    }
}

impl Outcome {
    /// Finished, and this is to be written: `Outcome::done(move |tx| Box::pin(async move { .. }))`.
    pub fn done<F>(record: F) -> Self
    where
        F: for<'tx> FnOnce(&'tx mut Tx) -> BoxFuture<'tx, Result<(), RecordError>> + Send + 'static,
    {
        Self::Done(Box::new(record))
    }

    /// Finished, and nothing is to be written.
    pub const fn nothing() -> Self {
        Self::Nothing
    }
}

/// A store that cannot be read just now is a reason to try again.
impl From<store::Error> for Outcome {
    fn from(error: store::Error) -> Self {
        tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "a job could not read the store");
        Self::Retry("the store could not be read")
    }
}

const fn place(id: Id<Job>) -> Place {
    Place::new("jobs_job", "payload", id)
}

const INSERT: &str = "-- jobs.job.insert
INSERT INTO jobs_job (id, kind, state, run_at, payload, unique_key, queued_at, urgent)
/*on postgres*/ SELECT CAST(id AS uuid), kind, 'ready', run_at, decode(payload, 'hex'), unique_key, $2, urgent
    FROM json_to_recordset(CAST($1 AS json))
        AS row (id text, kind text, run_at bigint, payload text, unique_key text, urgent boolean)
    WHERE TRUE
/*on sqlite*/ SELECT unhex(value ->> 'id'), value ->> 'kind', 'ready', value ->> 'run_at',
    unhex(value ->> 'payload'), value ->> 'unique_key', $2, value ->> 'urgent' FROM json_each($1) WHERE TRUE /*end*/
ON CONFLICT (unique_key) DO NOTHING";

const REVIVE: &str = "-- jobs.job.revive
UPDATE jobs_job SET state = 'ready', run_at = $2, attempts = 0
WHERE unique_key = $1 AND state = 'dead'";

const CANCEL: &str = "-- jobs.job.cancel
DELETE FROM jobs_job WHERE unique_key = $1";

const HASTEN_ALL: &str = "-- jobs.job.hasten_all
UPDATE jobs_job SET run_at = $2 WHERE state = 'ready' AND run_at > $2 AND unique_key IN (
    /*on postgres*/ SELECT json_array_elements_text(CAST($1 AS json)) /*on sqlite*/ SELECT value FROM json_each($1) /*end*/
)";

const HASTEN: &str = "-- jobs.job.hasten
UPDATE jobs_job SET run_at = $2 WHERE unique_key = $1 AND state = 'ready' AND run_at > $2";
