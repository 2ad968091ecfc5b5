//! Manners: nobody is asked more often than is decent. What is kept of it is shared by all traces of the process.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Questions to one server a second, on average.
const A_SECOND: u32 = 10;

/// Questions to one server that may follow one another at once.
const AT_ONCE: u32 = 20;

/// How long a question waits for its turn; where it would take longer, it is put off.
const WAIT: Duration = Duration::from_secs(2);

/// The most servers that are kept in mind.
const SERVERS: usize = 10_000;

/// Why somebody is not asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNow {
    /// It is to be left alone for this long.
    Rests(Duration),
    /// Others of ours ask it; it would be our turn in this long.
    Busy(Duration),
}

impl NotNow {
    /// For how long.
    pub const fn pause(self) -> Duration {
        match self {
            Self::Rests(pause) | Self::Busy(pause) => pause,
        }
    }

    /// Why a host is not asked now, for the queue.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Rests(_) => "the host asked to be left alone",
            Self::Busy(_) => "others of ours ask the host",
        }
    }
}

/// The servers that were asked, by their names: when one that is never asked more than [`A_SECOND`] would have been
/// through with all questions so far.
#[derive(Debug, Default)]
pub(crate) struct Manners(Mutex<HashMap<String, Instant>>);

impl Manners {
    /// Waits for the turn of a question to a server, if it comes soon.
    pub(crate) async fn wait(&self, server: &str) -> Result<(), NotNow> {
        let pause = self.turn(server, Instant::now())?;
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        Ok(())
    }

    /// How long to wait for the turn, which is then taken.
    fn turn(&self, name: &str, now: Instant) -> Result<Duration, NotNow> {
        let mut servers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if servers.len() >= SERVERS && !servers.contains_key(name) {
            servers.retain(|_, through| *through > now);
        }
        let known = servers.entry(name.to_owned()).or_insert(now);
        let each = Duration::from_secs(1) / A_SECOND;
        let through = (*known).max(now) + each;
        let pause = (through - now).saturating_sub(each * AT_ONCE);
        if pause > WAIT {
            return Err(NotNow::Busy(pause));
        }
        *known = through;
        Ok(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_follow_at_once_then_ten_a_second_and_who_waits_long_is_put_off() {
        let (manners, begun) = (Manners::default(), Instant::now());
        let turns: Vec<_> = (0..60).map(|_| manners.turn("a.test", begun)).collect();
        assert!(turns[..20].iter().all(|turn| *turn == Ok(Duration::ZERO)));
        assert_eq!(turns[20], Ok(Duration::from_millis(100)));
        assert_eq!(turns[39], Ok(Duration::from_millis(2_000)));
        let late = NotNow::Busy(Duration::from_millis(2_100));
        // Who is put off takes nobody's turn.
        assert!(turns[40..].iter().all(|turn| *turn == Err(late)));
        let later = begun + Duration::from_secs(4);
        assert_eq!(manners.turn("a.test", later), Ok(Duration::ZERO));
    }
}
