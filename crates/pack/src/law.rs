//! A law pack: the questions by which national law is applied, its articles, and what follows from the
//! answers. It answers for itself, whatever the INHOPE class is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::Language;
use serde::Deserialize;
use toml::Spanned;

use crate::tree::Tree;
use crate::{Fault, Localized};

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
    /// Its last day in force, where another follows or it has ended.
    pub in_force_until: Option<String>,
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
    /// When an item harms a child though no article is met.
    #[serde(rename = "harmful", default)]
    harms: Vec<Harm>,
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
    yes: Vec<Spanned<String>>,
    #[serde(default)]
    no: Vec<Spanned<String>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Harm {
    yes: Vec<Spanned<String>>,
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
    /// The law and those of its articles that are met, in words; nothing where none is.
    pub fn basis(&self, met: &BTreeSet<String>, language: Language) -> String {
        let met: Vec<_> = self
            .articles
            .iter()
            .filter(|article| met.contains(&article.key))
            .map(|article| article.label.in_language(language))
            .collect();
        if met.is_empty() {
            String::new()
        } else {
            format!("{}: {}", self.name.in_language(language), met.join(", "))
        }
    }

    /// What follows from these answers: element key to `yes`, `no` or `unsure`, which meets nothing.
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
        let all =
            |keys: &[Spanned<String>], word: &str| keys.iter().all(|key| is(key.get_ref(), word));
        let met: BTreeSet<String> = self
            .findings
            .iter()
            .filter(|finding| all(&finding.yes, "yes") && all(&finding.no, "no"))
            .map(|finding| finding.article.get_ref().clone())
            .collect();
        if !met.is_empty() {
            NationalResult::Illegal(met.into_iter().collect())
        } else if self.harms.iter().any(|harm| all(&harm.yes, "yes")) {
            NationalResult::HarmfulNotCovered
        } else {
            NationalResult::NotIllegal
        }
    }

    /// Whether it asks this question.
    pub(crate) fn has_element(&self, key: &str) -> bool {
        self.elements
            .iter()
            .any(|element| element.key.get_ref() == key)
    }

    pub(crate) fn faults(&self, tree: &Tree<'_>) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |at: &Spanned<String>, message: String| {
            faults.push(tree.fault_at(at.span().start, message));
        };
        let mut elements = BTreeSet::new();
        for element in &self.elements {
            if !elements.insert(element.key.get_ref()) {
                fault(
                    &element.key,
                    format!("the element {} stands twice", element.key.get_ref()),
                );
            }
        }
        let mut articles = BTreeSet::new();
        let mut twice = Vec::new();
        for (index, article) in self.articles.iter().enumerate() {
            if !articles.insert(&article.key) {
                let message = format!("the article {} stands twice", article.key);
                twice.push(tree.fault(&["article", &index.to_string(), "key"], message));
            }
        }
        for finding in &self.findings {
            if !articles.contains(finding.article.get_ref()) {
                fault(
                    &finding.article,
                    format!("there is no article {}", finding.article.get_ref()),
                );
            }
            for key in finding.yes.iter().filter(|key| finding.no.contains(key)) {
                fault(key, format!("{} cannot be yes and no", key.get_ref()));
            }
        }
        let asked = self
            .findings
            .iter()
            .flat_map(|finding| finding.yes.iter().chain(&finding.no));
        for key in asked.chain(self.harms.iter().flat_map(|harm| &harm.yes)) {
            if !elements.contains(key.get_ref()) {
                fault(key, format!("there is no element {}", key.get_ref()));
            }
        }
        faults.extend(twice);
        // What needs no answer would hold of everything.
        for (index, _) in self
            .findings
            .iter()
            .enumerate()
            .filter(|(_, finding)| finding.yes.is_empty())
        {
            faults.push(tree.fault(
                &["finding", &index.to_string()],
                "yes: name at least one element",
            ));
        }
        for (index, _) in self
            .harms
            .iter()
            .enumerate()
            .filter(|(_, harm)| harm.yes.is_empty())
        {
            faults.push(tree.fault(
                &["harmful", &index.to_string()],
                "yes: name at least one element",
            ));
        }
        let dates = [
            ("in_force_from", Some(&self.in_force_from)),
            ("in_force_until", self.in_force_until.as_ref()),
        ];
        for (key, date) in dates {
            if date.is_some_and(|date| date.parse::<Date>().is_err()) {
                faults.push(tree.fault(&[key], "a date is written 2008-02-15"));
            }
        }
        faults
    }

    /// Its first day in force, and its last where it has one; nothing where a date is none.
    pub(crate) fn days(&self) -> Option<(Date, Option<Date>)> {
        let until = self.in_force_until.as_ref().map(|date| date.parse());
        Some((self.in_force_from.parse().ok()?, until.transpose().ok()?))
    }
}
