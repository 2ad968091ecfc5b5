//! `[work]`: the workers.

use serde::Deserialize;

/// The section.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Work {
    /// Jobs at once.
    pub width: usize,
    /// Milliseconds between looks for work when there is none.
    pub pause_milliseconds: u64,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            width: 16,
            pause_milliseconds: 500,
        }
    }
}
