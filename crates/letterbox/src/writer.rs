//! Many submissions, one sync: submissions that arrive while a commit is on its way to the disk go into the
//! next one together. Nobody is answered before the commit that holds their submission has returned.
//!
//! Nobody is turned away either, for each who waits holds a connection, and of those there is a bound
//! already. Where room is scarce the writer slows down ([`crate::space`]), and whoever is due first goes first:
//! soonest after coming with a proof of work, later without; a long one when nobody else waits, and cut it goes as
//! one that came long ago. So a proof is a good start, and nobody starves.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::AcqRel};
use std::time::Duration;

use identity::Actor;
use store::Db;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::SIZE_CLASSES;
use crate::space::{Allowance, Level, Space};
use crate::store::{Error, submit};

/// Submissions in one transaction: enough to share a sync, few enough that nobody waits long for it.
const BATCH: usize = 256;
/// Submissions that lie ready for the writer to put in order. Who comes then waits before that.
const READY: usize = 1_024;
/// How long anybody waits: after that the connection would not live long enough for the answer.
pub(crate) const PATIENCE: Duration = Duration::from_mins(4);
/// How long a long one waits where room is scarce, before it is cut to the smallest class.
pub(crate) const PATIENCE_OF_LONG: Duration = Duration::from_secs(30);
/// How long a commit may take.
pub(crate) const COMMIT: Duration = Duration::from_secs(30);
/// Between two tries of a commit that failed.
const AGAIN: Duration = Duration::from_secs(1);
/// How often a commit is tried. A lock that another process holds is free again by then.
const TRIES: u32 = 3;
/// Bytes that wait at a time where room is scarce. Above, a long one is late at once: memory is for those who
/// wait longer.
const HELD: usize = 16 * 1024 * 1024;
/// When somebody is due: so long after coming with a proof of work, without, and with a long one, which goes when
/// nobody else waits.
const DUE_PROVEN: Duration = Duration::from_secs(2);
const DUE_PLAIN: Duration = Duration::from_secs(20);
const DUE_LONG: Duration = PATIENCE;

/// The way into the letterbox's store. Cheap to clone; the writer ends when the last one is dropped.
#[derive(Clone, Debug)]
pub struct Writer {
    line: mpsc::Sender<Waiting>,
    space: Arc<Space>,
    /// What is left of [`HELD`].
    memory: Arc<Semaphore>,
}

/// The submission was not taken. The cause is in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// It waited as long as anybody may.
    #[error("the submission waited too long")]
    Late,
    /// No room is left.
    #[error("the letterbox's store is full")]
    Full,
    /// The transaction failed.
    #[error("the submission could not be written")]
    Failed,
}

/// A sealed submission, and who waits for it.
#[derive(Debug)]
struct Waiting {
    sealed: Vec<u8>,
    due: Instant,
    answer: oneshot::Sender<Result<(), NotTaken>>,
    /// Set by whoever is first: the writer, when it draws the submission, or the sender, who takes it back.
    claimed: Arc<AtomicBool>,
}

impl Writer {
    /// Starts a writer into this store.
    pub fn start(db: Db) -> Self {
        let space = Space::of(db.clone());
        tokio::spawn(Space::keep_measured(Arc::downgrade(&space)));
        let (line, coming) = mpsc::channel(READY);
        let waiting = BinaryHeap::new();
        let others = Line { coming, waiting };
        tokio::spawn(write(db, others, Allowance::of(Arc::clone(&space))));
        let memory = Arc::new(Semaphore::new(HELD));
        Self {
            line,
            space,
            memory,
        }
    }

    /// Lets the store hold so many bytes and no more.
    pub fn limit(&self, bytes: u64) {
        self.space.limit(bytes);
    }

    /// From now on nobody waits for room that there is.
    pub(crate) fn end(&self) {
        self.space.end();
    }

    /// Whether so little room is left that reports are cut.
    pub(crate) fn is_short(&self) -> bool {
        self.space.level() <= Level::Short
    }

    /// Takes a sealed submission, which came with a proof of work or did not, and whose sender waits since then.
    /// When this returns well, the submission is durable; when it returns [`NotTaken::Late`], it was not written
    /// and will not be. One that is not of the smallest class waits for `patience_of_long` alone.
    pub async fn take(
        &self,
        sealed: Vec<u8>,
        proof: bool,
        since: Instant,
        patience_of_long: Duration,
    ) -> Result<(), NotTaken> {
        let [smallest, ..] = SIZE_CLASSES;
        let small = sealed.len() <= smallest;
        let (due, patience) = if small && proof {
            (DUE_PROVEN, PATIENCE)
        } else if small || patience_of_long >= PATIENCE {
            (DUE_PLAIN, PATIENCE)
        } else {
            (DUE_LONG, patience_of_long)
        };
        let bytes = u32::try_from(sealed.len()).unwrap_or(u32::MAX);
        let held = self.memory.try_acquire_many(bytes);
        if held.is_err() && patience < PATIENCE && self.space.level() != Level::Plenty {
            return Err(NotTaken::Late);
        }
        let (answer, mut taken) = oneshot::channel();
        let claimed = Arc::new(AtomicBool::new(false));
        let waiting = Waiting {
            sealed,
            due: since + due,
            answer,
            claimed: Arc::clone(&claimed),
        };
        let late = since + patience;
        let sending = async {
            let sent = self.line.send(waiting).await;
            sent.map_err(|_| NotTaken::Failed)?;
            (&mut taken).await.unwrap_or(Err(NotTaken::Failed))
        };
        match timeout_at(late, sending).await {
            Ok(taken) => taken,
            Err(_) if !claimed.swap(true, AcqRel) => Err(NotTaken::Late),
            // It is in a commit already.
            Err(_) => taken.await.unwrap_or(Err(NotTaken::Failed)),
        }
    }
}

async fn write(db: Db, mut line: Line, mut allowance: Allowance) {
    let actor = Actor::reporter();
    while line.somebody().await {
        let level = allowance.level();
        if level == Level::None {
            while let Some(waiting) = line.next(level) {
                waiting.answer.send(Err(NotTaken::Full)).ok();
            }
            continue;
        }
        let pause = allowance.wait();
        if !pause.is_zero() {
            sleep(pause).await;
            continue;
        }
        let (mut sealed, mut answers) = (Vec::with_capacity(BATCH), Vec::with_capacity(BATCH));
        while sealed.len() < BATCH
            && allowance.may()
            && let Some(waiting) = line.next(level)
        {
            allowance.count(waiting.sealed.len());
            sealed.push(waiting.sealed);
            answers.push(waiting.answer);
        }
        if sealed.is_empty() {
            continue;
        }
        let result = commit(&db, &actor, sealed).await;
        for answer in answers {
            answer.send(result).ok();
        }
    }
}

/// Commits a batch. It is tried again: writing a submission twice is filing it once, since both have one id.
async fn commit(db: &Db, actor: &Actor, sealed: Vec<Vec<u8>>) -> Result<(), NotTaken> {
    let trying = async {
        let mut tries = 1;
        loop {
            let Err(error) = commit_once(db, actor, sealed.clone()).await else {
                return Ok(());
            };
            let source = std::error::Error::source(&error).map(ToString::to_string);
            tracing::error!(%error, source, tries, "submissions could not be written");
            if tries == TRIES {
                return Err(NotTaken::Failed);
            }
            tries += 1;
            sleep(AGAIN).await;
        }
    };
    timeout(COMMIT, trying).await.unwrap_or_else(|_| {
        tracing::error!("the letterbox's store does not answer");
        Err(NotTaken::Failed)
    })
}

async fn commit_once(db: &Db, actor: &Actor, sealed: Vec<Vec<u8>>) -> Result<(), Error> {
    let mut tx = db.write().await?;
    submit(&mut tx, actor, sealed).await?;
    tx.commit().await?;
    Ok(())
}

/// Those who wait: whoever is due first is next.
#[derive(Debug)]
struct Line {
    coming: mpsc::Receiver<Waiting>,
    waiting: BinaryHeap<Reverse<Waiting>>,
}

impl Line {
    /// Waits until there is somebody; false when nobody can come any more.
    async fn somebody(&mut self) -> bool {
        if self.waiting.is_empty() {
            match self.coming.recv().await {
                Some(first) => self.waiting.push(Reverse(first)),
                None => return false,
            }
        }
        true
    }

    /// The next one, if somebody waits. Whoever went away is not missed where there is plenty of room: the
    /// submission is safe, and sending it again is the same submission. Where room is scarce it is for those
    /// who wait.
    fn next(&mut self, level: Level) -> Option<Waiting> {
        while let Ok(waiting) = self.coming.try_recv() {
            self.waiting.push(Reverse(waiting));
        }
        while let Some(Reverse(next)) = self.waiting.pop() {
            let gone = level != Level::Plenty && next.answer.is_closed();
            if !gone && !next.claimed.swap(true, AcqRel) {
                return Some(next);
            }
        }
        None
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.due.cmp(&other.due)
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.due == other.due
    }
}

impl Eq for Waiting {}

#[cfg(test)]
mod tests {
    use super::*;

    type Answer = oneshot::Receiver<Result<(), NotTaken>>;

    /// Somebody with a row of this length, due in so many seconds; and what to hold while they wait.
    fn somebody(bytes: usize, seconds: u64) -> (Waiting, Answer) {
        let (answer, taken) = oneshot::channel();
        let waiting = Waiting {
            sealed: vec![0; bytes],
            due: Instant::now() + Duration::from_secs(seconds),
            answer,
            claimed: Arc::default(),
        };
        (waiting, taken)
    }

    fn line() -> (mpsc::Sender<Waiting>, Line) {
        let (sender, coming) = mpsc::channel(READY);
        let waiting = BinaryHeap::new();
        (sender, Line { coming, waiting })
    }

    #[tokio::test]
    async fn whoever_is_due_first_goes_first() {
        let (sender, mut line) = line();
        let mut answers = Vec::new();
        for (bytes, due) in [(1, 20), (2, 2), (3, 30), (4, 19), (5, 3)] {
            let (waiting, answer) = somebody(bytes, due);
            sender.try_send(waiting).unwrap();
            answers.push(answer);
        }
        assert!(line.somebody().await);
        for expected in [2, 5, 4, 1, 3] {
            assert_eq!(line.next(Level::Short).unwrap().sealed.len(), expected);
        }
        assert!(line.next(Level::Short).is_none());
    }

    #[tokio::test]
    async fn where_room_is_scarce_who_went_away_is_passed_over_and_what_was_taken_back_always_is() {
        let (sender, mut line) = line();
        let (gone, answer) = somebody(1, 1);
        drop(answer);
        let (back, _back) = somebody(2, 2);
        back.claimed.swap(true, AcqRel);
        let (waits, _waits) = somebody(3, 3);
        for waiting in [gone, back, waits] {
            sender.try_send(waiting).unwrap();
        }
        assert_eq!(line.next(Level::Paced).unwrap().sealed.len(), 3);
        let (gone, answer) = somebody(4, 1);
        drop(answer);
        sender.try_send(gone).unwrap();
        assert_eq!(line.next(Level::Plenty).unwrap().sealed.len(), 4);
    }
}
