//! A mapping: what the labels of a schema asked beside the deciding one suggest for the answers of that one,
//! and for the questions of the law. A suggestion is shown and never taken by itself.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use crate::schema::holds;
use crate::tree::Tree;
use crate::{Answers, Fault, Laws, Schema};

/// A mapping.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The schema whose labels it reads: the name of its file.
    pub from: String,
    /// The schema whose answers it suggests.
    pub to: String,
    #[serde(rename = "suggest")]
    suggestions: Vec<Suggestion>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Suggestion {
    id: Spanned<String>,
    when: Answers,
    #[serde(default)]
    answers: Answers,
    #[serde(default)]
    elements: BTreeMap<String, String>,
}

/// What labels suggest. Where two lines of a mapping differ, both stand here: the analyst sees that they do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggested {
    /// By field of the deciding schema: its options.
    pub answers: BTreeMap<String, BTreeSet<String>>,
    /// By element of the law: `yes`, `no` or `unsure`.
    pub elements: BTreeMap<String, BTreeSet<String>>,
}

impl Suggested {
    /// What another mapping suggests beside this.
    pub fn add(&mut self, other: Self) {
        for (field, options) in other.answers {
            self.answers.entry(field).or_default().extend(options);
        }
        for (element, answers) in other.elements {
            self.elements.entry(element).or_default().extend(answers);
        }
    }

    /// Whether nothing is suggested.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.elements.is_empty()
    }
}

impl Mapping {
    /// What these labels suggest.
    pub fn suggested(&self, labels: &Answers) -> Suggested {
        let mut suggested = Suggested::default();
        let apply = self
            .suggestions
            .iter()
            .filter(|one| holds(&one.when, labels));
        for suggestion in apply {
            for (field, options) in &suggestion.answers {
                let there = suggested.answers.entry(field.clone()).or_default();
                there.extend(options.iter().cloned());
            }
            for (element, answer) in &suggestion.elements {
                let there = suggested.elements.entry(element.clone()).or_default();
                there.insert(answer.clone());
            }
        }
        suggested
    }

    /// What it names and is not there. A part of a suggestion that is no answer stands with its line.
    pub(crate) fn faults(
        &self,
        tree: &Tree<'_>,
        from: &Schema,
        to: &Schema,
        laws: &Laws,
    ) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut ids = BTreeSet::new();
        for (number, suggestion) in self.suggestions.iter().enumerate() {
            let at = number.to_string();
            let id = suggestion.id.get_ref();
            if !ids.insert(id) {
                let message = format!("the name {id} stands twice");
                faults.push(tree.fault_at(suggestion.id.span().start, message));
            }
            let parts = [
                ("when", from, &suggestion.when),
                ("answers", to, &suggestion.answers),
            ];
            for (part, schema, answers) in parts {
                for (key, message) in schema.unknown(answers) {
                    faults.push(tree.fault(&["suggest", &at, part, key], message));
                }
            }
            for (key, answer) in &suggestion.elements {
                let known = laws.iter().any(|law| law.has_element(key));
                let message = if !known {
                    format!("no law has an element {key}")
                } else if !["yes", "no", "unsure"].contains(&answer.as_str()) {
                    format!("{answer} is no answer: yes, no or unsure")
                } else {
                    continue;
                };
                faults.push(tree.fault(&["suggest", &at, "elements", key], message));
            }
            if suggestion.when.is_empty()
                || suggestion.answers.is_empty() && suggestion.elements.is_empty()
            {
                let message = "name labels, and what they suggest";
                faults.push(tree.fault(&["suggest", &at], message));
            }
        }
        faults
    }
}
