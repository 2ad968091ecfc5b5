//! Loads and checks a pack: the directory of data in which one country's hotline differs from another's.

/// The pack's rules for telling spellings of one place from different places.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrlRules {
    /// Names of query parameters that only track the visitor; a trailing `*` stands for any ending.
    pub tracking_parameters: Vec<String>,
    /// Fragments (without `#`) that never name content, beside the empty one, `top` and text directives.
    pub dropped_fragments: Vec<String>,
}
