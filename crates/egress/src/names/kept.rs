//! Answers of the DNS that are kept for a short while, in memory alone.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Names;

/// The longest that an answer is kept, whatever its time to live says.
pub(super) const LONGEST: Duration = Duration::from_mins(5);

/// The most names that are kept at a time.
const ENTRIES: usize = 10_000;

/// The answers, by name.
#[derive(Default)]
pub(super) struct Kept(Mutex<HashMap<String, (Instant, Names)>>);

impl Kept {
    /// What is known of a name and may still be said.
    pub(super) fn get(&self, host: &str, now: Instant) -> Option<Names> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, names) = kept.get(host)?;
        (now < *until).then(|| names.clone())
    }

    /// Keeps an answer for its time to live. Where there is no room, nothing is kept: what is asked then is asked
    /// of the resolver, which is slower and never wrong.
    pub(super) fn put(&self, host: String, names: &Names, time_to_live: Duration, now: Instant) {
        let until = now + time_to_live.min(LONGEST);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if until == now {
            kept.remove(&host);
            return;
        }
        if kept.len() >= ENTRIES && !kept.contains_key(&host) {
            kept.retain(|_, (until, _)| now < *until);
            if kept.len() >= ENTRIES {
                return;
            }
        }
        kept.insert(host, (until, names.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names::of("192.0.2.7".parse().unwrap())
    }

    #[test]
    fn an_answer_is_kept_for_its_time_and_five_minutes_at_most() {
        let (kept, now) = (Kept::default(), Instant::now());
        kept.put("a.test".to_owned(), &names(), Duration::from_secs(60), now);
        kept.put("b.test".to_owned(), &names(), Duration::from_hours(24), now);
        kept.put("c.test".to_owned(), &names(), Duration::ZERO, now);
        let at = |seconds| now + Duration::from_secs(seconds);
        assert!(kept.get("a.test", at(59)).is_some());
        assert!(kept.get("a.test", at(60)).is_none());
        assert!(kept.get("b.test", at(299)).is_some());
        assert!(kept.get("b.test", at(300)).is_none());
        assert!(kept.get("c.test", at(0)).is_none());
    }

    #[test]
    fn an_answer_that_may_not_be_kept_drops_the_one_before() {
        let (kept, now) = (Kept::default(), Instant::now());
        kept.put("a.test".to_owned(), &names(), Duration::from_secs(60), now);
        kept.put("a.test".to_owned(), &names(), Duration::ZERO, now);
        assert!(kept.get("a.test", now).is_none());
    }

    #[test]
    fn there_is_room_for_so_many_and_what_is_over_makes_room() {
        let (kept, now) = (Kept::default(), Instant::now());
        let minute = Duration::from_secs(60);
        for number in 0..=ENTRIES {
            kept.put(format!("{number}.test"), &names(), minute, now);
        }
        assert!(kept.get(&format!("{ENTRIES}.test"), now).is_none());
        let later = now + minute;
        kept.put("late.test".to_owned(), &names(), minute, later);
        assert!(kept.get("late.test", later).is_some());
        assert_eq!(kept.0.lock().unwrap().len(), 1);
    }
}
