//! The wish that whoever works comes to an end: the process is to stop.

use tokio::sync::watch;

/// Whether the worker of a job was asked to stop. What works for long looks at it, and ends early.
#[derive(Clone, Debug, Default)]
pub struct Stop(Option<watch::Receiver<()>>);

impl Stop {
    /// One that nobody asks for.
    pub const fn never() -> Self {
        Self(None)
    }

    /// Whether it was asked for.
    pub fn is_asked(&self) -> bool {
        let asked = |stop: &watch::Receiver<()>| stop.has_changed().unwrap_or(true);
        self.0.as_ref().is_some_and(asked)
    }

    /// Waits until it is asked for.
    pub async fn asked(&self) {
        match self.0.clone() {
            // Whoever could have asked is gone: that is a stop too.
            Some(mut stop) => drop(stop.changed().await),
            None => std::future::pending().await,
        }
    }
}

impl From<watch::Receiver<()>> for Stop {
    fn from(stop: watch::Receiver<()>) -> Self {
        Self(Some(stop))
    }
}
