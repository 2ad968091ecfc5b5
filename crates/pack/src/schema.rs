//! A classification schema: versioned data that says what an analyst answers about an item, and which
//! answers exclude one another. Every refusal names its rule.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Language;
use serde::Deserialize;
use toml::Spanned;

use crate::{Fault, Localized};

const FILE: &str = "schema.toml";

/// What was chosen: field key to option keys.
pub type Answers = BTreeMap<String, Vec<String>>;

/// A schema.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Its name: `inhope-iccam`.
    pub schema: String,
    /// Its version.
    pub version: String,
    /// The questions, in order.
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
    /// What must and must not go together.
    #[serde(rename = "rule", default)]
    pub rules: Vec<Rule>,
}

/// One question.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in data and in forms.
    pub key: Spanned<String>,
    /// Its name on pages.
    pub label: Localized,
    /// How many options may be chosen.
    pub kind: Kind,
    /// Whether an answer is always needed.
    #[serde(default)]
    pub required: bool,
    /// What can be chosen.
    #[serde(rename = "option")]
    pub options: Vec<Choice>,
}

/// How many options a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One.
    One,
    /// Any number.
    Many,
}

/// One option.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its name in data and in forms.
    pub key: String,
    /// Its name on pages.
    pub label: Localized,
    /// Its number in ICCAM, where it has one.
    pub iccam: Option<u32>,
}

/// Where every field of `when` has one of its options, every field of `require` has one of its own, and no
/// field of `exclude` has.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name, in refusals.
    pub id: Spanned<String>,
    /// When it applies.
    pub when: Answers,
    /// What is then needed.
    #[serde(default)]
    pub require: Answers,
    /// What then must not be.
    #[serde(default)]
    pub exclude: Answers,
    /// What to tell the analyst.
    pub message: Localized,
}

/// A combination that a rule excludes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The rule's id; `required` and `unknown` are those of every schema.
    pub rule: String,
    /// The field to mend.
    pub field: String,
    /// The rule's message; nothing for the rules of every schema.
    pub message: Option<Localized>,
}

impl Schema {
    /// The field of this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key.get_ref() == key)
    }

    /// What is wrong with these answers; nothing when they may stand.
    pub fn check(&self, answers: &Answers) -> Vec<Refused> {
        let mut refused = Vec::new();
        let mut refuse = |rule: &str, field: &str, message: Option<&Localized>| {
            refused.push(Refused {
                rule: rule.to_owned(),
                field: field.to_owned(),
                message: message.cloned(),
            });
        };
        for (key, chosen) in answers {
            let known = self.field(key).is_some_and(|field| field.takes(chosen));
            if !known {
                refuse("unknown", key, None);
            }
        }
        for field in self.fields.iter().filter(|field| field.required) {
            if answers.get(field.key.get_ref()).is_none_or(Vec::is_empty) {
                refuse("required", field.key.get_ref(), None);
            }
        }
        for rule in self.rules.iter().filter(|rule| holds(&rule.when, answers)) {
            let lacking = rule.require.iter().find(|part| !has(*part, answers));
            let excluded = rule.exclude.iter().find(|part| has(*part, answers));
            if let Some((field, _)) = lacking.or(excluded) {
                refuse(rule.id.get_ref(), field, Some(&rule.message));
            }
        }
        refused
    }

    pub(crate) fn faults(&self, text: &str, languages: &[Language]) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut seen = BTreeSet::new();
        for field in &self.fields {
            let mut fault = |message: String| {
                faults.push(Fault::at(FILE, text, field.key.span().start, message));
            };
            let key = field.key.get_ref();
            if !seen.insert(key.clone()) {
                fault(format!("the field {key} stands twice"));
            }
            for language in field.label.missing(languages) {
                fault(format!("the field {key} has no label in {language}"));
            }
            let mut options = BTreeSet::new();
            for option in &field.options {
                if !options.insert(&option.key) {
                    fault(format!("the option {} of {key} stands twice", option.key));
                }
                for language in option.label.missing(languages) {
                    fault(format!(
                        "the option {} of {key} has no label in {language}",
                        option.key
                    ));
                }
            }
        }
        for (number, rule) in self.rules.iter().enumerate() {
            let mut fault = |message: String| {
                faults.push(Fault::at(FILE, text, rule.id.span().start, message));
            };
            let id = rule.id.get_ref();
            if !seen.insert(id.clone()) {
                fault(format!("the name {id} stands twice"));
            }
            for language in rule.message.missing(languages) {
                fault(format!("the rule {id} has no message in {language}"));
            }
            for (key, options) in rule.when.iter().chain(&rule.require).chain(&rule.exclude) {
                match self.field(key) {
                    None => fault(format!(
                        "the rule {id} names a field {key} that there is not"
                    )),
                    Some(field) => {
                        for option in options.iter().filter(|option| !field.has(option)) {
                            fault(format!(
                                "the rule {id} names an option {option} that {key} has not"
                            ));
                        }
                    }
                }
            }
            for other in self.rules.iter().take(number + 1) {
                if let Some(key) = rule.contradicts(other) {
                    fault(format!(
                        "the rules {id} and {} leave nothing to choose for {key}",
                        other.id.get_ref()
                    ));
                }
            }
        }
        faults
    }
}

impl Field {
    fn has(&self, option: &str) -> bool {
        self.options.iter().any(|known| known.key == option)
    }

    fn takes(&self, chosen: &[String]) -> bool {
        (self.kind == Kind::Many || chosen.len() <= 1)
            && chosen.iter().all(|option| self.has(option))
    }
}

impl Rule {
    /// The field for which two rules that apply together leave nothing to choose.
    fn contradicts(&self, other: &Self) -> Option<&str> {
        if self.when != other.when {
            return None;
        }
        self.require.iter().find_map(|(key, options)| {
            let excluded = other
                .exclude
                .get(key)
                .into_iter()
                .chain(self.exclude.get(key));
            let excluded: BTreeSet<_> = excluded.flatten().collect();
            let required = other.require.get(key);
            let left = options.iter().any(|option| {
                !excluded.contains(option) && required.is_none_or(|list| list.contains(option))
            });
            (!left).then_some(key.as_str())
        })
    }
}

fn holds(parts: &Answers, answers: &Answers) -> bool {
    parts.iter().all(|part| has(part, answers))
}

fn has((key, options): (&String, &Vec<String>), answers: &Answers) -> bool {
    answers
        .get(key)
        .is_some_and(|chosen| chosen.iter().any(|option| options.contains(option)))
}
