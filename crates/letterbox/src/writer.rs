//! Many submissions, one sync: submissions that arrive while a commit is on its way to the disk go into the
//! next one together. Nobody is answered before the commit that holds their submission has returned.

use identity::Actor;
use store::Db;
use tokio::sync::{mpsc, oneshot};

use crate::store::{Error, submit};

/// Submissions in one transaction: enough to share a sync, few enough that nobody waits long for it.
const BATCH: usize = 256;
/// Submissions that may wait. Behind them the answer is "not now" at once.
const WAITING: usize = 1_024;

/// The way into the letterbox's store. Cheap to clone; the writer ends when the last one is dropped.
#[derive(Clone, Debug)]
pub struct Writer(mpsc::Sender<Waiting>);

/// The submission was not taken: the store failed, or too many wait. The cause is in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// The queue is full.
    #[error("too many submissions wait")]
    Busy,
    /// The transaction failed.
    #[error("the submission could not be written")]
    Failed,
}

#[derive(Debug)]
struct Waiting {
    sealed: Vec<u8>,
    answer: oneshot::Sender<Result<(), NotTaken>>,
}

impl Writer {
    /// Starts a writer into this store.
    pub fn start(db: Db) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        tokio::spawn(write(db, receiver));
        Self(sender)
    }

    /// Takes a sealed submission. When this returns well, the submission is durable.
    pub async fn take(&self, sealed: Vec<u8>) -> Result<(), NotTaken> {
        let (answer, taken) = oneshot::channel();
        self.0
            .try_send(Waiting { sealed, answer })
            .map_err(|_| NotTaken::Busy)?;
        taken.await.unwrap_or(Err(NotTaken::Failed))
    }
}

async fn write(db: Db, mut queue: mpsc::Receiver<Waiting>) {
    let actor = Actor::reporter();
    let mut batch = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut batch, BATCH).await > 0 {
        let (sealed, answers): (Vec<_>, Vec<_>) = batch
            .drain(..)
            .map(|waiting| (waiting.sealed, waiting.answer))
            .unzip();
        let result = commit(&db, &actor, sealed).await.map_err(|error| {
            let source = std::error::Error::source(&error).map(ToString::to_string);
            tracing::error!(%error, source, "submissions could not be written");
            NotTaken::Failed
        });
        for answer in answers {
            // Whoever went away meanwhile is not missed: the submission is safe, and sending it again is
            // the same submission.
            let _gone = answer.send(result);
        }
    }
}

async fn commit(db: &Db, actor: &Actor, sealed: Vec<Vec<u8>>) -> Result<(), Error> {
    let mut tx = db.write().await?;
    submit(&mut tx, actor, sealed).await?;
    tx.commit().await?;
    Ok(())
}
