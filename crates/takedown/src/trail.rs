//! Which hosts a look was at, and for how long at each. It is kept beside the look: one that is broken off leaves none of
//! them in hand, and what it saw by then is known.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use egress::Step;
use kernel::Id;
use tokio::time::Instant;
use trace::turn::Lease;

/// A look's time at one host, which it has or had in hand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stay {
    pub(crate) host: i64,
    pub(crate) token: Id<Lease>,
    came: Instant,
    /// How long it was, once it is over.
    took: Option<Duration>,
}

impl Stay {
    /// How long the host was kept busy.
    pub(crate) fn took(&self) -> Duration {
        self.took.unwrap_or_else(|| self.came.elapsed())
    }

    fn end(&mut self) {
        self.took = Some(self.took());
    }
}

/// Where a look has been so far. It prints as nothing of it.
#[derive(Clone, Default)]
pub(crate) struct Trail(Arc<Mutex<Walked>>);

#[derive(Default)]
struct Walked {
    stays: Vec<Stay>,
    steps: Vec<Step>,
}

impl Trail {
    /// It is at a host now, and has it in hand under this token.
    pub(crate) fn come(&self, host: i64, token: Id<Lease>) {
        self.walked().stays.push(Stay {
            host,
            token,
            came: Instant::now(),
            took: None,
        });
    }

    /// It asks nothing more of the host: which it was.
    pub(crate) fn leave(&self) -> Option<Stay> {
        let mut walked = self.walked();
        let last = walked.stays.last_mut()?;
        last.end();
        Some(*last)
    }

    /// Whether it was at this host.
    pub(crate) fn was_at(&self, host: i64) -> bool {
        self.walked().stays.iter().any(|stay| stay.host == host)
    }

    /// It asked this.
    pub(crate) fn saw(&self, steps: &[Step]) {
        self.walked().steps.extend_from_slice(steps);
    }

    /// Its requests.
    pub(crate) fn steps(&self) -> Vec<Step> {
        self.walked().steps.clone()
    }

    /// It is over: at which hosts it was.
    pub(crate) fn end(&self) -> Vec<Stay> {
        self.leave();
        self.walked().stays.clone()
    }

    fn walked(&self) -> MutexGuard<'_, Walked> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Trail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Trail")
    }
}
