//! What was classified before, and when an analyst may take that answer over without a look.

use std::time::Duration;

use serde::Deserialize;

use crate::watch::{Problem, duration};

/// By what an item has to be the same as one that was classified before, for its answer to be taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TakeOver {
    /// Nothing is taken over: each item is looked at.
    Off,
    /// The same SHA-256; or the same URL, where checks saw it up and unchanged since.
    Sha256,
}

/// When a known answer may be taken over. It is always shown.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Whether answers are taken over at all.
    pub take_over: TakeOver,
    /// An answer older than this is looked at anew.
    #[serde(deserialize_with = "duration")]
    pub oldest: Duration,
    /// So many analysts must have come to the answer, each by a look of their own.
    pub analysts: u32,
    /// Of a place known by its URL alone: the checks that saw it unchanged began within this after the answer. What it was
    /// exchanged for before, nobody has seen.
    #[serde(deserialize_with = "duration")]
    pub first_seen_within: Duration,
    /// And the last of them was within this before now.
    #[serde(deserialize_with = "duration")]
    pub seen_within: Duration,
}

impl Known {
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.analysts == 0 {
            problems.push(("analysts", "one analyst at least has to have looked"));
        }
        if self.first_seen_within > Duration::from_hours(24) {
            problems.push(("first_seen_within", "is at most a day"));
        }
        if self.seen_within >= self.oldest {
            problems.push(("seen_within", "is not shorter than oldest"));
        }
        problems
    }
}
