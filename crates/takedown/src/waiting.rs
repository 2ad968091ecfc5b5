//! How many looks of a sitting wait for their turn at one host: a few. When a thousand places are led to one page, the
//! others are not kept waiting, and keep nobody from being looked at, but are put in line there and made again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// So many wait at a host.
const MOST: usize = 4;

/// The looks that wait, by host.
#[derive(Clone, Default)]
pub(crate) struct Waiting(Arc<Mutex<BTreeMap<i64, usize>>>);

impl Waiting {
    /// Takes a place among those that wait at a host, if there is one. It is free again when what is returned is dropped.
    pub(crate) fn join(&self, host: i64) -> Option<Place> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let there = waiting.entry(host).or_default();
        if *there >= MOST {
            return None;
        }
        *there += 1;
        drop(waiting);
        Some(Place {
            waiting: self.clone(),
            host,
        })
    }
}

/// A place among those that wait at a host.
pub(crate) struct Place {
    waiting: Waiting,
    host: i64,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut waiting = self
            .waiting
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match waiting.get_mut(&self.host) {
            Some(there) if *there > 1 => *there -= 1,
            _ => drop(waiting.remove(&self.host)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_wait_at_a_host_and_whoever_goes_makes_room() {
        let waiting = Waiting::default();
        let mut there: Vec<_> = (0..MOST).map(|_| waiting.join(1).unwrap()).collect();
        assert!(waiting.join(1).is_none());
        assert!(waiting.join(2).is_some(), "each host has its own");
        there.pop();
        assert!(waiting.join(1).is_some());
        there.clear();
        assert!(
            waiting.0.lock().unwrap().is_empty(),
            "nothing is kept of who is gone"
        );
    }
}
