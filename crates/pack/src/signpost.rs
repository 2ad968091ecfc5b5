//! Signposts: where a reporter is sent whose report is not what the hotline takes.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::tree::Tree;
use crate::{Fault, Localized};

/// `signposts.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signposts {
    #[serde(rename = "signpost", default)]
    pub(crate) signposts: Vec<Signpost>,
}

/// A signpost.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signpost {
    /// Its name in data.
    pub key: String,
    /// What the analyst picks it by.
    pub label: Localized,
    /// What the reporter reads. It tells nothing of what was found.
    pub text: Localized,
}

impl Signposts {
    pub(crate) fn faults(&self, tree: &Tree<'_>) -> Vec<Fault> {
        let mut keys = BTreeSet::new();
        self.signposts
            .iter()
            .enumerate()
            .filter(|(_, signpost)| !keys.insert(&signpost.key))
            .map(|(number, signpost)| {
                let message = format!("the signpost {} stands twice", signpost.key);
                tree.fault(&["signpost", &number.to_string(), "key"], message)
            })
            .collect()
    }
}
