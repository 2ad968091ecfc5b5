//! Manners: nobody is asked more often than is decent, and whoever asks to be left alone is. What is kept of it is shared
//! by all traces of the process.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kernel::Timestamp;
use tokio::time::Instant;

/// Questions to one server a second, on average.
const A_SECOND: u32 = 10;

/// Questions to one server that may follow one another at once.
const AT_ONCE: u32 = 20;

/// How long a question waits for its turn; where it would take longer, it is put off.
const WAIT: Duration = Duration::from_secs(2);

/// The longest rest that is believed: a server that asks for more has something wrong with it.
const LONGEST_REST: Duration = Duration::from_hours(24);

/// How long a server rests that asks for a rest and does not say how long.
pub(crate) const REST: Duration = Duration::from_mins(1);

/// The most servers that are kept in mind.
const SERVERS: usize = 10_000;

/// Why a server is not asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotNow {
    /// It asked to be left alone for this long.
    Rests(Duration),
    /// Others of ours ask it; it would be our turn in this long.
    Busy(Duration),
}

/// The servers that were asked, by their names.
#[derive(Debug, Default)]
pub(crate) struct Manners(Mutex<HashMap<String, Server>>);

#[derive(Debug)]
struct Server {
    rests_until: Timestamp,
    /// When a server that is never asked more than [`A_SECOND`] would have been through with all questions so far.
    through: Instant,
}

impl Manners {
    /// Waits for the turn of a question to a server, if it comes soon.
    pub(crate) async fn wait(&self, server: &str, now: Timestamp) -> Result<(), NotNow> {
        let pause = self.turn(server, now, Instant::now())?;
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        Ok(())
    }

    /// How long to wait for the turn, which is then taken.
    fn turn(&self, name: &str, now: Timestamp, instant: Instant) -> Result<Duration, NotNow> {
        let mut servers = self.servers();
        if servers.len() >= SERVERS && !servers.contains_key(name) {
            servers.retain(|_, server| server.rests_until > now || server.through > instant);
        }
        let server = servers.entry(name.to_owned()).or_insert(Server {
            rests_until: now,
            through: instant,
        });
        if server.rests_until > now {
            return Err(NotNow::Rests(server.rests_until.since(now)));
        }
        let each = Duration::from_secs(1) / A_SECOND;
        let through = server.through.max(instant) + each;
        let pause = (through - instant).saturating_sub(each * AT_ONCE);
        if pause > WAIT {
            return Err(NotNow::Busy(pause));
        }
        server.through = through;
        Ok(pause)
    }

    /// Nobody asks this server before so much time has passed.
    pub(crate) fn rest(&self, name: &str, rest: Duration, now: Timestamp) {
        let until = now.after(rest.min(LONGEST_REST));
        let mut servers = self.servers();
        let server = servers.entry(name.to_owned()).or_insert(Server {
            rests_until: until,
            through: Instant::now(),
        });
        server.rests_until = server.rests_until.max(until);
    }

    fn servers(&self) -> MutexGuard<'_, HashMap<String, Server>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_767_582_000_000_000);

    #[test]
    fn a_server_is_left_alone_until_its_rest_is_over() {
        let manners = Manners::default();
        manners.rest("a.test", Duration::from_secs(30), NOW);
        // A shorter one does not end a longer one.
        manners.rest("a.test", Duration::from_secs(5), NOW);
        let turn = |name, seconds| {
            let now = NOW.after(Duration::from_secs(seconds));
            manners.turn(name, now, Instant::now())
        };
        assert_eq!(
            turn("a.test", 10),
            Err(NotNow::Rests(Duration::from_secs(20)))
        );
        assert_eq!(turn("b.test", 10), Ok(Duration::ZERO));
        assert_eq!(turn("a.test", 30), Ok(Duration::ZERO));
    }

    #[test]
    fn a_rest_of_years_is_a_day() {
        let manners = Manners::default();
        manners.rest("a.test", Duration::from_secs(u64::MAX), NOW);
        let tomorrow = NOW.after(LONGEST_REST);
        let turn = manners.turn("a.test", tomorrow, Instant::now());
        assert_eq!(turn, Ok(Duration::ZERO));
    }

    #[test]
    fn some_follow_at_once_then_ten_a_second_and_who_waits_long_is_put_off() {
        let (manners, begun) = (Manners::default(), Instant::now());
        let turns: Vec<_> = (0..60)
            .map(|_| manners.turn("a.test", NOW, begun))
            .collect();
        assert!(turns[..20].iter().all(|turn| *turn == Ok(Duration::ZERO)));
        assert_eq!(turns[20], Ok(Duration::from_millis(100)));
        assert_eq!(turns[39], Ok(Duration::from_millis(2_000)));
        let late = NotNow::Busy(Duration::from_millis(2_100));
        // Who is put off takes nobody's turn.
        assert!(turns[40..].iter().all(|turn| *turn == Err(late)));
        let later = begun + Duration::from_secs(4);
        assert_eq!(manners.turn("a.test", NOW, later), Ok(Duration::ZERO));
    }
}
