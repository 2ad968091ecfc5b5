//! When a place is looked at next.
//!
//! Each watch has its place within the cadence, drawn from the case's id: a million watches that begin at one
//! instant are spread evenly from their second look on, and a late look does not make those after it late.

use std::time::Duration;

use intake::Case;
use kernel::{Id, Timestamp};

/// Parts that a cadence has: a phase is one of them.
const PARTS: u32 = 1_000_000;

/// The place within its cadence of the watch of a case.
pub(crate) fn phase(case: Id<Case>) -> i64 {
    // Ids are random, so any of their bits will do.
    let [.., a, b, c, d] = *case.as_bytes();
    i64::from(u32::from_be_bytes([a, b, c, d]) % PARTS)
}

/// The next instant of a cadence that has this phase: half of it away at least, and one and a half at most.
pub(crate) fn next(now: Timestamp, every: Duration, phase: i64) -> Timestamp {
    let every = i64::try_from(every.as_micros()).unwrap_or(i64::MAX).max(2);
    let offset = i128::from(every) * i128::from(phase) / i128::from(PARTS);
    let earliest = i128::from(now.micros()) + i128::from(every / 2);
    let every = i128::from(every);
    let beyond = (earliest - offset).rem_euclid(every);
    let next = earliest + (every - beyond) % every;
    Timestamp::from_micros(i64::try_from(next).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use kernel::SystemEntropy;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_next_look_keeps_its_place_in_the_cadence(
            now in 0..2_000_000_000_000_000_i64,
            every in 2..90_000_000_000_u64,
            phase in 0..i64::from(PARTS),
            late in 0..1_000_u64,
        ) {
            let length = Duration::from_micros(every);
            let now = Timestamp::from_micros(now);
            let first = next(now, length, phase);
            prop_assert!(first.since(now) + Duration::from_micros(1) >= length / 2);
            prop_assert!(first.since(now) <= length * 3 / 2);
            // A look that is late by less than half of the cadence is followed by one in time.
            let late = length / 2 * u32::try_from(late).unwrap() / 1_000;
            let second = next(first.after(late), length, phase);
            prop_assert_eq!(second, first.after(length));
        }
    }

    #[test]
    fn what_begins_together_is_spread_evenly() {
        let now = Timestamp::from_micros(1_790_000_000_000_000);
        let every = Duration::from_hours(1);
        let mut minutes = [0_u32; 120];
        for _ in 0..60_000 {
            let at = next(now, every, phase(Id::random(&SystemEntropy)));
            let minute = at.since(now).as_secs() / 60;
            minutes[usize::try_from(minute).unwrap()] += 1;
        }
        let busy = minutes.iter().filter(|count| **count > 0);
        // A thousand a minute on average: five deviations of that are 158.
        assert!(busy.clone().count() <= 61);
        assert!(busy.max().unwrap() < &1_158, "{minutes:?}");
    }
}
