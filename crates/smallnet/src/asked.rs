//! The record of everything that was asked, so that a test can show what was not.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// One question somebody put to the small internet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its place in the order of all questions and mails, from 1.
    pub at: u64,
    /// What was asked.
    pub what: What,
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A question of the DNS.
    Dns {
        /// The name, in lower case, without the final dot.
        name: String,
        /// The record type, such as `AAAA`.
        kind: String,
    },
    /// A request to a site (or to nobody: the host may be unknown).
    Http {
        /// The method, such as `HEAD`.
        method: String,
        /// The host it named, in lower case, without the port.
        host: String,
        /// Path and query.
        path: String,
    },
    /// A request to the registry: its path.
    Rdap(String),
    /// A question to a WHOIS server, in lower case.
    Whois(String),
    /// A connection to an onion service that the simulated Tor was asked for.
    Onion {
        /// The name of the service, in lower case.
        name: String,
        /// The user name that was said with it, by which circuits are kept apart.
        user: String,
    },
    /// A mail offered to this recipient, whether it was taken or not.
    Smtp(String),
}

/// How a site was pressed: what one asks of it at once, and how fast one request follows another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pressed {
    /// Requests.
    pub requests: u64,
    /// The most of them that it was answering at one time.
    pub at_once: u64,
    /// The shortest time from the coming of one to the coming of the next.
    pub gap: Option<Duration>,
}

#[derive(Debug, Default)]
struct Press {
    pressed: Pressed,
    answering: u64,
    last: Option<Instant>,
}

/// A request that is being answered, until it is dropped.
pub(crate) struct Answering<'a> {
    log: &'a Log,
    host: String,
}

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        if let Some(press) = self.log.kept().pressed.get_mut(&self.host) {
            press.answering = press.answering.saturating_sub(1);
        }
    }
}

/// Keeps the latest questions; a number missing at the start shows that older ones were let go.
#[derive(Debug, Default)]
pub(crate) struct Log {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    number: u64,
    asked: VecDeque<Asked>,
    body_bytes: u64,
    pressed: BTreeMap<String, Press>,
}

/// How many questions are kept.
const KEPT: usize = 100_000;

impl Log {
    pub(crate) fn note(&self, what: What) {
        let mut kept = self.kept();
        kept.number += 1;
        let at = kept.number;
        if kept.asked.len() == KEPT {
            kept.asked.pop_front();
        }
        kept.asked.push_back(Asked { at, what });
    }

    /// A request to a site has come, and is answered until what this returns is dropped.
    pub(crate) fn answering(&self, host: &str) -> Answering<'_> {
        let now = Instant::now();
        let mut kept = self.kept();
        let press = kept.pressed.entry(host.to_owned()).or_default();
        press.answering += 1;
        let pressed = &mut press.pressed;
        pressed.requests += 1;
        pressed.at_once = pressed.at_once.max(press.answering);
        if let Some(last) = press.last.replace(now) {
            let gap = now.duration_since(last);
            pressed.gap = Some(pressed.gap.map_or(gap, |least| least.min(gap)));
        }
        Answering {
            log: self,
            host: host.to_owned(),
        }
    }

    pub(crate) fn pressed(&self, host: &str) -> Pressed {
        let kept = self.kept();
        kept.pressed
            .get(host)
            .map(|press| press.pressed)
            .unwrap_or_default()
    }

    /// The next number, for a thing that is kept elsewhere but stands in the same order.
    pub(crate) fn number(&self) -> u64 {
        let mut kept = self.kept();
        kept.number += 1;
        kept.number
    }

    pub(crate) fn note_body(&self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let mut kept = self.kept();
        kept.body_bytes = kept.body_bytes.saturating_add(bytes);
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.kept().asked.iter().cloned().collect()
    }

    pub(crate) fn body_bytes(&self) -> u64 {
        self.kept().body_bytes
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
