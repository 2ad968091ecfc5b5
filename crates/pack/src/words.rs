//! A text in every language of the pack.

use std::collections::BTreeMap;

use kernel::Language;
use serde::Deserialize;

/// A text by language: `{ en = "Police", km = "…" }`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Localized(BTreeMap<Language, String>);

impl Localized {
    /// The text in this language; in English, or any other, where there is none.
    pub fn in_language(&self, language: Language) -> &str {
        self.0
            .get(&language)
            .or_else(|| self.0.get(&Language::ENGLISH))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// The text in every language there is.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }
}
