//! The places of a server: one a connection. When all are taken and somebody else waits, the connection goes
//! that has been sending, or silent, for longest; never one whose request is whole and waits for its answer.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

/// So long nobody is sent away for whom another waits: long enough for a head or a body over a bad line. A
/// house full of slow ones is empty after this.
const SPARED: Duration = Duration::from_secs(3);
/// How long somebody who was sent away may take to go.
const GOING: Duration = Duration::from_secs(1);
/// One part of so many of the places is kept turning over.
const SPARE: usize = 16;
/// Stands for: the request is whole.
const SERVED: u64 = u64::MAX;
/// Bytes of bodies that are not whole yet, of all places together. Above, the one goes that holds most of them.
const UNFINISHED: usize = 24 * 1024 * 1024;

/// All places.
#[derive(Debug)]
pub(crate) struct Places {
    free: Arc<Semaphore>,
    taken: Mutex<(u64, HashMap<u64, Arc<Slow>>)>,
    opened: Instant,
    /// Below so many free places somebody may soon wait for one.
    spare: usize,
    /// Somebody waits for a place.
    wanted: AtomicBool,
    /// Bytes of bodies that are not whole yet.
    unfinished: AtomicUsize,
}

/// How long a connection has been slow, and that it must go.
#[derive(Debug)]
struct Slow {
    /// Milliseconds from when the places opened.
    since: AtomicU64,
    /// Bytes of its body, while that is not whole.
    unfinished: AtomicUsize,
    go: Notify,
}

/// One place. Dropping it makes it free.
#[derive(Debug)]
pub(crate) struct Place {
    places: Arc<Places>,
    number: u64,
    slow: Arc<Slow>,
    _free: Option<OwnedSemaphorePermit>,
}

impl Places {
    pub(crate) fn new(count: usize) -> Arc<Self> {
        Arc::new(Self {
            free: Arc::new(Semaphore::new(count)),
            taken: Mutex::default(),
            opened: Instant::now(),
            spare: count / SPARE,
            wanted: AtomicBool::new(false),
            unfinished: AtomicUsize::new(0),
        })
    }

    /// Takes a place, and makes one free for it when there is none.
    pub(crate) async fn take(self: &Arc<Self>) -> Place {
        loop {
            let pause = match self.free.available_permits() {
                0 => {
                    self.wanted.store(true, Relaxed);
                    self.send_slowest_away()
                }
                _ => GOING,
            };
            let free = Arc::clone(&self.free).acquire_owned();
            if let Ok(free) = timeout(pause, free).await {
                let left = self.free.available_permits();
                self.wanted.store(left < self.spare, Relaxed);
                return self.place(free.ok());
            }
        }
    }

    /// Counts what came of a body that is not whole. Where all together are too much, the one that holds most goes:
    /// memory is as scarce as places.
    fn hold(&self, slow: &Slow, bytes: usize) {
        slow.unfinished.fetch_add(bytes, Relaxed);
        if self.unfinished.fetch_add(bytes, Relaxed) + bytes > UNFINISHED {
            let taken = self.lock();
            let most = taken.1.values();
            if let Some(most) = most.max_by_key(|slow| slow.unfinished.load(Relaxed)) {
                most.go.notify_one();
            }
        }
    }

    fn let_go(&self, slow: &Slow) {
        let bytes = slow.unfinished.swap(0, Relaxed);
        self.unfinished.fetch_sub(bytes, Relaxed);
    }

    /// Sends the slowest away, where one was slow for long enough. How long to wait before the next.
    pub(crate) fn send_slowest_away(&self) -> Duration {
        let slowest = {
            let taken = self.lock();
            let slow = taken
                .1
                .values()
                .map(|slow| (slow.since.load(Relaxed), slow));
            slow.min_by_key(|(since, _)| *since)
                .filter(|(since, _)| *since != SERVED)
                .map(|(since, slow)| (since, Arc::clone(slow)))
        };
        let Some((since, slow)) = slowest else {
            return GOING;
        };
        let was_slow = Duration::from_millis(self.now().saturating_sub(since));
        if was_slow < SPARED {
            return SPARED.saturating_sub(was_slow);
        }
        // Whoever was told goes; the next time it is another's turn.
        slow.since.store(SERVED, Relaxed);
        slow.go.notify_one();
        GOING
    }

    fn place(self: &Arc<Self>, free: Option<OwnedSemaphorePermit>) -> Place {
        let slow = Arc::new(Slow {
            since: AtomicU64::new(self.now()),
            unfinished: AtomicUsize::new(0),
            go: Notify::new(),
        });
        let mut taken = self.lock();
        taken.0 = taken.0.wrapping_add(1);
        let number = taken.0;
        taken.1.insert(number, Arc::clone(&slow));
        drop(taken);
        Place {
            places: Arc::clone(self),
            number,
            slow,
            _free: free,
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(0)
    }

    fn lock(&self) -> MutexGuard<'_, (u64, HashMap<u64, Arc<Slow>>)> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Ends when this connection must go.
    pub(crate) async fn must_go(&self) {
        self.slow.go.notified().await;
    }

    /// Whether others want the place: then it is kept for one request and no longer.
    pub(crate) fn is_wanted(&self) -> bool {
        self.places.wanted.load(Relaxed)
    }

    /// A new time to be slow in begins: for a body, or for the next request.
    pub(crate) fn begin(&self) {
        self.slow.since.store(self.places.now(), Relaxed);
    }

    /// The body, with an eye on its end: from then on it is not the sender who is slow.
    pub(crate) fn watch(&self, body: Incoming) -> Watched {
        self.begin();
        let watched = Watched {
            body,
            places: Arc::clone(&self.places),
            slow: Arc::clone(&self.slow),
        };
        watched.look();
        watched
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.let_go(&self.slow);
        self.places.lock().1.remove(&self.number);
    }
}

/// A body as it comes in.
#[derive(Debug)]
pub(crate) struct Watched {
    body: Incoming,
    places: Arc<Places>,
    slow: Arc<Slow>,
}

impl Watched {
    fn look(&self) {
        if self.body.is_end_stream() {
            self.whole();
        }
    }

    /// Nothing more will come: from here on it is not the sender who is slow.
    fn whole(&self) {
        self.slow.since.store(SERVED, Relaxed);
        self.places.let_go(&self.slow);
    }
}

impl Body for Watched {
    type Data = <Incoming as Body>::Data;
    type Error = <Incoming as Body>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        match &frame {
            Poll::Ready(None) => self.whole(),
            Poll::Ready(Some(frame)) => {
                let data = frame.as_ref().ok().and_then(Frame::data_ref);
                self.places.hold(&self.slow, data.map_or(0, Bytes::len));
                self.look();
            }
            Poll::Pending => {}
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
