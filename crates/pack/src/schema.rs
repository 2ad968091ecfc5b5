//! A classification schema: versioned data that says what an analyst answers about an item, and which
//! answers exclude one another. Every refusal names its rule.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Language;
use serde::Deserialize;
use toml::Spanned;

use crate::tree::Tree;
use crate::{Fault, Localized};

const FILE: &str = "schema.toml";

/// The field that every schema has: what the item is.
pub const CLASSIFICATION: &str = "classification";

/// Its options: the classes of INHOPE, and what could not be assessed.
const CLASSES: [&str; 4] = ["baseline", "national", "not_illegal", "unavailable"];

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

    /// What an option of a field is called; its key where the schema does not have it.
    pub fn label<'a>(&'a self, field: &str, option: &'a str, language: Language) -> &'a str {
        self.field(field)
            .and_then(|field| field.options.iter().find(|one| one.key == option))
            .map_or(option, |one| one.label.in_language(language))
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

    pub(crate) fn faults(&self, tree: &Tree<'_>, text: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |at: &Spanned<String>, message: String| {
            faults.push(Fault::at(FILE, text, at.span().start, message));
        };
        let mut seen = BTreeSet::new();
        for field in &self.fields {
            let key = field.key.get_ref();
            if !seen.insert(key) {
                fault(&field.key, format!("the field {key} stands twice"));
            }
            let mut options = BTreeSet::new();
            for option in &field.options {
                if !options.insert(&option.key) {
                    fault(
                        &field.key,
                        format!("the option {} of {key} stands twice", option.key),
                    );
                }
            }
        }
        for (number, rule) in self.rules.iter().enumerate() {
            let id = rule.id.get_ref();
            if !seen.insert(id) {
                fault(&rule.id, format!("the name {id} stands twice"));
            }
            for other in self.rules.iter().take(number + 1) {
                if let Some(key) = self.contradiction(rule, other) {
                    let other = other.id.get_ref();
                    fault(
                        &rule.id,
                        format!("the rules {id} and {other} leave nothing to choose for {key}"),
                    );
                }
            }
        }
        for (number, rule) in self.rules.iter().enumerate() {
            let parts = [
                ("when", &rule.when),
                ("require", &rule.require),
                ("exclude", &rule.exclude),
            ];
            for (part, answers) in parts {
                for (key, options) in answers {
                    let at = ["rule", &number.to_string(), part, key];
                    faults.extend(
                        self.unknown(key, options)
                            .map(|message| tree.fault(&at, message)),
                    );
                }
            }
            if rule.require.is_empty() && rule.exclude.is_empty() {
                let at = ["rule", &number.to_string()];
                faults.push(tree.fault(&at, "the rule neither requires nor excludes anything"));
            }
        }
        match self.field(CLASSIFICATION) {
            Some(field) if field.required && field.kind == Kind::One => {
                let classes = field
                    .options
                    .iter()
                    .filter(|option| !CLASSES.contains(&option.key.as_str()));
                faults.extend(classes.map(|option| {
                    let message = format!("{} is no class: {}", option.key, CLASSES.join(", "));
                    Fault::at(FILE, text, field.key.span().start, message)
                }));
            }
            _ => {
                let message = format!(
                    "there must be a required field `{CLASSIFICATION}` that takes one option"
                );
                faults.push(Fault::of_file(FILE, message));
            }
        }
        faults
    }

    /// What is unknown of a field and its options.
    fn unknown(&self, key: &str, options: &[String]) -> Option<String> {
        let Some(field) = self.field(key) else {
            return Some(format!("there is no field {key}"));
        };
        let unknown = options.iter().find(|option| !field.has(option));
        match unknown {
            Some(option) => Some(format!("{key} has no option {option}")),
            None if options.is_empty() => Some(format!("name at least one option of {key}")),
            None => None,
        }
    }

    /// The field for which two rules that can apply together leave nothing to choose.
    fn contradiction<'rule>(&self, rule: &'rule Rule, other: &'rule Rule) -> Option<&'rule str> {
        let one_of = |key: &str| self.field(key).is_some_and(|field| field.kind == Kind::One);
        let apart = rule.when.iter().any(|(key, options)| {
            one_of(key)
                && other
                    .when
                    .get(key)
                    .is_some_and(|others| !meet(options, others))
        });
        if apart {
            return None;
        }
        let both = [rule, other];
        both.into_iter()
            .flat_map(|rule| &rule.require)
            .find_map(|(key, options)| {
                // Of several options one may meet one rule and another the other.
                let left = options.iter().any(|option| {
                    both.into_iter().all(|rule| {
                        let excluded = rule
                            .exclude
                            .get(key)
                            .is_some_and(|list| list.contains(option));
                        let required = rule
                            .require
                            .get(key)
                            .is_none_or(|list| list.contains(option));
                        !excluded && (required || !one_of(key))
                    })
                });
                (!left).then_some(key.as_str())
            })
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

fn holds(parts: &Answers, answers: &Answers) -> bool {
    parts.iter().all(|part| has(part, answers))
}

fn has((key, options): (&String, &Vec<String>), answers: &Answers) -> bool {
    answers
        .get(key)
        .is_some_and(|chosen| chosen.iter().any(|option| options.contains(option)))
}

fn meet(these: &[String], those: &[String]) -> bool {
    these.iter().any(|option| those.contains(option))
}
