//! A law pack: the questions by which national law is applied, its articles, and what follows from the
//! answers. It answers for itself, whatever the INHOPE class is.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Language;
use serde::Deserialize;
use toml::Spanned;

use crate::{Fault, Localized};

const FILE: &str = "law.toml";

/// A law.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// Its name.
    pub name: Localized,
    /// Its official number, which is its version.
    pub version: String,
    /// Since when it is in force, as `2008-02-15`.
    pub in_force_from: String,
    /// Where its text was found.
    pub source: String,
    /// Its articles.
    #[serde(rename = "article")]
    pub articles: Vec<Article>,
    /// The questions, in order; each is answered `yes`, `no` or `unsure`.
    #[serde(rename = "element")]
    pub elements: Vec<Element>,
    /// When an article is met.
    #[serde(rename = "finding")]
    findings: Vec<Finding>,
    /// Elements of which any one makes an item harmful where no article is met.
    harmful: Vec<String>,
}

/// An article.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// Its number.
    pub key: String,
    /// What it is about.
    pub label: Localized,
    /// Whether the hotline's lawyers have confirmed it.
    pub confirmed: bool,
}

/// A question about an element of an article.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Element {
    /// Its name in data and, after `law_`, in forms.
    pub key: Spanned<String>,
    /// The question.
    pub label: Localized,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Finding {
    article: Spanned<String>,
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

/// What national law says of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NationalResult {
    /// These articles are met.
    Illegal(Vec<String>),
    /// It harms, but no article covers it: a notice under the provider's own terms is still possible.
    HarmfulNotCovered,
    /// Not illegal.
    NotIllegal,
    /// These questions are open.
    Incomplete(Vec<String>),
}

impl NationalResult {
    /// The name, as stored.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Illegal(_) => "illegal",
            Self::HarmfulNotCovered => "harmful_not_covered",
            Self::NotIllegal => "not_illegal",
            Self::Incomplete(_) => "incomplete",
        }
    }
}

impl Law {
    /// What follows from these answers: element key to `yes`, `no` or `unsure`.
    pub fn result(&self, answers: &BTreeMap<String, String>) -> NationalResult {
        let is = |key: &String, word: &str| answers.get(key).is_some_and(|answer| answer == word);
        let open: Vec<String> = self
            .elements
            .iter()
            .map(|element| element.key.get_ref())
            .filter(|key| !["yes", "no", "unsure"].iter().any(|word| is(key, word)))
            .cloned()
            .collect();
        if !open.is_empty() {
            return NationalResult::Incomplete(open);
        }
        let met: BTreeSet<String> = self
            .findings
            .iter()
            .filter(|finding| finding.yes.iter().all(|key| is(key, "yes")))
            .filter(|finding| finding.no.iter().all(|key| is(key, "no")))
            .map(|finding| finding.article.get_ref().clone())
            .collect();
        if !met.is_empty() {
            NationalResult::Illegal(met.into_iter().collect())
        } else if self.harmful.iter().any(|key| is(key, "yes")) {
            NationalResult::HarmfulNotCovered
        } else {
            NationalResult::NotIllegal
        }
    }

    pub(crate) fn faults(&self, text: &str, languages: &[Language]) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut keys = BTreeSet::new();
        for element in &self.elements {
            let (key, at) = (element.key.get_ref(), element.key.span().start);
            if !keys.insert(key.as_str()) {
                faults.push(Fault::at(
                    FILE,
                    text,
                    at,
                    format!("the element {key} stands twice"),
                ));
            }
            for language in element.label.missing(languages) {
                let message = format!("the element {key} has no question in {language}");
                faults.push(Fault::at(FILE, text, at, message));
            }
        }
        for finding in &self.findings {
            let (article, at) = (finding.article.get_ref(), finding.article.span().start);
            if !self.articles.iter().any(|known| known.key == *article) {
                faults.push(Fault::at(
                    FILE,
                    text,
                    at,
                    format!("there is no article {article}"),
                ));
            }
            for key in finding.yes.iter().chain(&finding.no) {
                if !keys.contains(key.as_str()) {
                    faults.push(Fault::at(
                        FILE,
                        text,
                        at,
                        format!("there is no element {key}"),
                    ));
                }
            }
        }
        for key in self
            .harmful
            .iter()
            .filter(|key| !keys.contains(key.as_str()))
        {
            faults.push(Fault::of_file(
                FILE,
                format!("harmful: there is no element {key}"),
            ));
        }
        if self.in_force_from.parse::<jiff::civil::Date>().is_err() {
            faults.push(Fault::of_file(
                FILE,
                "in_force_from: a date is written 2008-02-15",
            ));
        }
        faults
    }
}
