//! What registries answered, kept for a day in memory and never on a disk.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ipnet::IpNet;
use kernel::Timestamp;

/// How long an answer is kept.
const DAY: Duration = Duration::from_hours(24);

/// The most answers of one sort that are kept.
const ENTRIES: usize = 20_000;

/// Answers by what they are about.
#[derive(Debug)]
pub(crate) struct Kept<K, V>(Mutex<HashMap<K, (Timestamp, V)>>);

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    pub(crate) fn get(&self, key: &K, now: Timestamp) -> Option<V> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, value) = kept.get(key)?;
        (now.since(*since) < DAY).then(|| value.clone())
    }

    /// Where there is no room, what is too old goes; where all is new, nothing more is kept.
    pub(crate) fn put(&self, key: K, value: V, now: Timestamp) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= ENTRIES && !kept.contains_key(&key) {
            kept.retain(|_, (since, _)| now.since(*since) < DAY);
            if kept.len() >= ENTRIES {
                return;
            }
        }
        kept.insert(key, (now, value));
    }
}

/// Answers about networks, found by any address in one.
///
/// A registry names the smallest network that it knows of, and within a large one it may know of smaller ones: so a
/// network of more than a /16 (of IPv6: a /32) answers for the very address that was asked about and for no other.
#[derive(Debug)]
pub(crate) struct Networks<V>(Kept<IpNet, V>);

impl<V> Default for Networks<V> {
    fn default() -> Self {
        Self(Kept::default())
    }
}

impl<V: Clone> Networks<V> {
    /// What is known of the smallest network that holds the address.
    pub(crate) fn get(&self, address: IpAddr, now: Timestamp) -> Option<V> {
        let (longest, shortest) = match address {
            IpAddr::V4(_) => (32, 16),
            IpAddr::V6(_) => (128, 32),
        };
        (shortest..=longest).rev().find_map(|length| {
            let network = IpNet::new(address, length).ok()?.trunc();
            self.0.get(&network, now)
        })
    }

    /// Keeps what was said about a range to which the address belongs, if it does.
    pub(crate) fn put(
        &self,
        address: IpAddr,
        range: Option<(IpAddr, IpAddr)>,
        value: &V,
        now: Timestamp,
    ) {
        let mut is_kept = false;
        for network in range.map(networks).unwrap_or_default() {
            let least = if address.is_ipv4() { 16 } else { 32 };
            if network.prefix_len() >= least {
                is_kept |= network.contains(&address);
                self.0.put(network, value.clone(), now);
            }
        }
        if !is_kept {
            self.0.put(IpNet::from(address), value.clone(), now);
        }
    }
}

/// The networks that a range from one address to another is made of; registries hand out ranges that are none.
fn networks((first, last): (IpAddr, IpAddr)) -> Vec<IpNet> {
    match (first, last) {
        (IpAddr::V4(first), IpAddr::V4(last)) if first <= last => {
            ipnet::Ipv4Subnets::new(first, last, 0)
                .map(IpNet::V4)
                .collect()
        }
        (IpAddr::V6(first), IpAddr::V6(last)) if first <= last => {
            ipnet::Ipv6Subnets::new(first, last, 0)
                .map(IpNet::V6)
                .collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_767_582_000_000_000);

    fn range(first: &str, last: &str) -> Option<(IpAddr, IpAddr)> {
        Some((first.parse().unwrap(), last.parse().unwrap()))
    }

    #[test]
    fn an_address_of_a_known_network_is_known_for_a_day() {
        let kept = Networks::default();
        let asked = "192.0.2.7".parse().unwrap();
        kept.put(asked, range("192.0.2.0", "192.0.2.255"), &1, NOW);
        let at = |address: &str, seconds| {
            let now = NOW.after(Duration::from_secs(seconds));
            kept.get(address.parse().unwrap(), now)
        };
        assert_eq!(at("192.0.2.200", 86_399), Some(1));
        assert_eq!(at("192.0.2.200", 86_400), None);
        assert_eq!(at("192.0.3.1", 0), None);
    }

    #[test]
    fn the_smallest_known_network_answers() {
        let kept = Networks::default();
        let asked = "192.0.2.7".parse().unwrap();
        kept.put(asked, range("192.0.0.0", "192.0.255.255"), &1, NOW);
        kept.put(asked, range("192.0.2.0", "192.0.2.15"), &2, NOW);
        let get = |address: &str| kept.get(address.parse().unwrap(), NOW);
        assert_eq!(get("192.0.2.9"), Some(2));
        assert_eq!(get("192.0.2.16"), Some(1));
    }

    #[test]
    fn a_range_that_is_no_network_is_known_in_its_parts() {
        let kept = Networks::default();
        let asked = "192.0.2.7".parse().unwrap();
        kept.put(asked, range("192.0.2.0", "192.0.4.9"), &1, NOW);
        let get = |address: &str| kept.get(address.parse().unwrap(), NOW);
        assert_eq!(get("192.0.4.9"), Some(1));
        assert_eq!(get("192.0.4.10"), None);
    }

    #[test]
    fn a_large_network_a_missing_range_and_a_wrong_one_answer_for_one_address() {
        let asked: IpAddr = "2001:db8::7".parse().unwrap();
        for wrong in [
            None,
            range("2000::", "3fff:ffff::"),
            range("2001:db9::", "2001:db9::ffff"),
            range("2001:db8::ffff", "2001:db8::"),
            range("192.0.2.0", "2001:db8::ffff"),
        ] {
            let kept = Networks::default();
            kept.put(asked, wrong, &1, NOW);
            assert_eq!(kept.get(asked, NOW), Some(1), "{wrong:?}");
            assert_eq!(kept.get("2001:db8::8".parse().unwrap(), NOW), None);
        }
    }

    #[test]
    fn there_is_room_for_so_many() {
        let kept = Kept::default();
        for number in 0..=ENTRIES {
            kept.put(number, (), NOW);
        }
        assert_eq!(kept.get(&ENTRIES, NOW), None);
        let later = NOW.after(DAY);
        kept.put(ENTRIES, (), later);
        assert_eq!(kept.get(&ENTRIES, later), Some(()));
        assert_eq!(kept.0.lock().unwrap().len(), 1);
    }
}
