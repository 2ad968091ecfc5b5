//! How often the names of one domain may be asked for before a claim: whoever runs a domain's name servers must not see
//! from the number of questions that somebody was reported.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kernel::Timestamp;

/// Questions about the names of one registrable domain in an hour.
const AN_HOUR: u32 = 6;

const HOUR: Duration = Duration::from_hours(1);

/// The most domains that are kept in mind.
const DOMAINS: usize = 50_000;

/// The domains that were asked about, each since when and how often.
#[derive(Debug, Default)]
pub(crate) struct Quiet(Mutex<HashMap<String, (Timestamp, u32)>>);

impl Quiet {
    /// Whether a name of this domain may be asked for now, which then counts. Where more domains are asked about in an
    /// hour than can be kept in mind, none that is new is: silence is the safe side.
    pub(crate) fn may_ask(&self, domain: &str, now: Timestamp) -> bool {
        let mut domains = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if domains.len() >= DOMAINS && !domains.contains_key(domain) {
            domains.retain(|_, (since, _)| now.since(*since) < HOUR);
            if domains.len() >= DOMAINS {
                return false;
            }
        }
        let (since, count) = domains.entry(domain.to_owned()).or_insert((now, 0));
        if now.since(*since) >= HOUR {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        *count <= AN_HOUR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_767_582_000_000_000);

    #[test]
    fn ten_thousand_reports_of_one_domain_are_six_questions_an_hour() {
        let quiet = Quiet::default();
        let asked = |domain, now| (0..10_000).filter(|_| quiet.may_ask(domain, now)).count();
        assert_eq!(asked("a.test", NOW), 6);
        assert_eq!(asked("b.test", NOW), 6);
        assert_eq!(asked("a.test", NOW.after(HOUR - Duration::from_secs(1))), 0);
        assert_eq!(asked("a.test", NOW.after(HOUR)), 6);
    }

    #[test]
    fn nobody_is_asked_about_more_domains_than_can_be_kept_in_mind() {
        let quiet = Quiet::default();
        let asked = (0..DOMAINS + 10)
            .filter(|number| quiet.may_ask(&format!("{number}.test"), NOW))
            .count();
        assert_eq!(asked, DOMAINS);
        assert!(quiet.may_ask("late.test", NOW.after(HOUR)));
    }
}
