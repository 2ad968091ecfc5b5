//! Many submissions, one sync: submissions that arrive while a commit is on its way to the disk go into the
//! next one together. Nobody is answered before the commit that holds their submission has returned.
//!
//! Nobody is turned away either, for each who waits holds a connection, and of those there is a bound
//! already. Where room is scarce the writer slows down ([`crate::space`]), and who waits stands in one of
//! three lines: with a proof of work, without, and without and long.

use std::sync::Arc;
use std::time::Duration;

use identity::Actor;
use store::Db;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, timeout};

use crate::SIZE_CLASSES;
use crate::space::{Allowance, Level, Space, cost};
use crate::store::{Error, submit};

/// Submissions in one transaction: enough to share a sync, few enough that nobody waits long for it.
const BATCH: usize = 256;
/// Submissions that lie ready in each line. Who comes then stands in the line with empty hands, in order.
const READY: usize = 1_024;
/// How long anybody waits: after that the connection would not live long enough for the answer.
const PATIENCE: Duration = Duration::from_mins(4);
/// How long a commit may take.
const COMMIT: Duration = Duration::from_secs(30);
/// What a byte counts in each line while others wait too: those with a proof get the most through.
const PROVEN: i64 = 1;
const PLAIN: i64 = 2;
const LONG: i64 = 8;

/// The way into the letterbox's store. Cheap to clone; the writer ends when the last one is dropped.
#[derive(Clone, Debug)]
pub struct Writer {
    lines: [mpsc::Sender<Waiting>; 3],
    space: Arc<Space>,
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

#[derive(Debug)]
struct Waiting {
    sealed: Vec<u8>,
    answer: oneshot::Sender<Result<(), NotTaken>>,
}

impl Writer {
    /// Starts a writer into this store.
    pub fn start(db: Db) -> Self {
        let space = Space::of(db.clone());
        tokio::spawn(Space::keep_measured(Arc::downgrade(&space)));
        let (proven, in_proven) = mpsc::channel(READY);
        let (plain, in_plain) = mpsc::channel(READY);
        let (long, in_long) = mpsc::channel(READY);
        let lines = Lines([
            Line::new(in_proven, PROVEN),
            Line::new(in_plain, PLAIN),
            Line::new(in_long, LONG),
        ]);
        tokio::spawn(write(db, lines, Allowance::of(Arc::clone(&space))));
        Self {
            lines: [proven, plain, long],
            space,
        }
    }

    /// Lets the store hold so many bytes and no more.
    pub fn limit(&self, bytes: u64) {
        self.space.limit(bytes);
    }

    /// Whether so little room is left that reports are cut.
    pub(crate) fn is_short(&self) -> bool {
        self.space.level() <= Level::Short
    }

    /// Takes a sealed submission, which came with a proof of work or did not. When this returns well, the
    /// submission is durable.
    pub async fn take(&self, sealed: Vec<u8>, proof: bool) -> Result<(), NotTaken> {
        let [proven, plain, long] = &self.lines;
        let [smallest, ..] = SIZE_CLASSES;
        let line = match (proof, sealed.len() <= smallest) {
            (true, _) => proven,
            (false, true) => plain,
            (false, false) => long,
        };
        let (answer, taken) = oneshot::channel();
        let waiting = async {
            let sent = line.send(Waiting { sealed, answer }).await;
            sent.map_err(|_| NotTaken::Failed)?;
            taken.await.unwrap_or(Err(NotTaken::Failed))
        };
        timeout(PATIENCE, waiting)
            .await
            .unwrap_or(Err(NotTaken::Late))
    }
}

async fn write(db: Db, mut lines: Lines, mut allowance: Allowance) {
    let actor = Actor::reporter();
    while lines.somebody().await {
        let level = allowance.level();
        if level == Level::None {
            while let Some(waiting) = lines.next() {
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
            && let Some(waiting) = lines.next()
        {
            // Whoever went away is not missed: the submission is safe, and sending it again is the same
            // submission. Only where room is scarce it is for those who wait.
            if level != Level::Plenty && waiting.answer.is_closed() {
                continue;
            }
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

async fn commit(db: &Db, actor: &Actor, sealed: Vec<Vec<u8>>) -> Result<(), NotTaken> {
    let committing = async {
        let mut tx = db.write().await?;
        submit(&mut tx, actor, sealed).await?;
        tx.commit().await?;
        Ok::<_, Error>(())
    };
    let Ok(result) = timeout(COMMIT, committing).await else {
        tracing::error!("the letterbox's store does not answer");
        return Err(NotTaken::Failed);
    };
    result.map_err(|error| {
        let source = std::error::Error::source(&error).map(ToString::to_string);
        tracing::error!(%error, source, "submissions could not be written");
        NotTaken::Failed
    })
}

/// Those who wait, in their lines.
#[derive(Debug)]
struct Lines([Line; 3]);

#[derive(Debug)]
struct Line {
    rest: mpsc::Receiver<Waiting>,
    /// The first, when it was drawn already.
    first: Option<Waiting>,
    /// What a byte of this line counts.
    weight: i64,
    /// What the line has had: the next row is of the line that had least, among those where somebody waits.
    had: i64,
}

impl Line {
    const fn new(rest: mpsc::Receiver<Waiting>, weight: i64) -> Self {
        Self {
            rest,
            first: None,
            weight,
            had: 0,
        }
    }

    fn is_empty(&self) -> bool {
        self.first.is_none() && self.rest.is_empty()
    }
}

impl Lines {
    /// Waits until there is somebody; false when nobody can come any more.
    async fn somebody(&mut self) -> bool {
        if !self.0.iter().all(Line::is_empty) {
            return true;
        }
        let [proven, plain, long] = &mut self.0;
        tokio::select! {
            Some(first) = proven.rest.recv() => proven.first = Some(first),
            Some(first) = plain.rest.recv() => plain.first = Some(first),
            Some(first) = long.rest.recv() => long.first = Some(first),
            else => return false,
        }
        true
    }

    /// The next one, if somebody waits: of the line that had least. By what it gets the others do not fall
    /// behind for good: a line that was empty begins where the others are.
    fn next(&mut self) -> Option<Waiting> {
        let line = self
            .0
            .iter_mut()
            .filter(|line| !line.is_empty())
            .min_by_key(|line| line.had)?;
        let next = line.first.take().or_else(|| line.rest.try_recv().ok())?;
        let level = line.had;
        line.had += cost(next.sealed.len()).saturating_mul(line.weight);
        for line in &mut self.0 {
            line.had = line.had.max(level);
        }
        Some(next)
    }
}
