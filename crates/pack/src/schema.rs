//! A classification schema: versioned data that says what an analyst answers about an item, and which
//! answers exclude one another. Every refusal names its rule.

mod faults;
mod reason;
mod rules;

use std::collections::BTreeMap;

use kernel::Language;
use serde::Deserialize;
use toml::Spanned;

use crate::Localized;

/// The field that every deciding schema has: what the item is.
pub const CLASSIFICATION: &str = "classification";

/// Its options: the classes of INHOPE, and what could not be assessed.
pub(crate) const CLASSES: [&str; 4] = ["baseline", "national", "not_illegal", "unavailable"];

/// What was chosen: field key to option keys.
pub type Answers = BTreeMap<String, Vec<String>>;

/// A schema.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Its name: `inhope-iccam`.
    pub schema: String,
    /// Its version: what is assessed under one version is read by it for ever.
    pub version: String,
    /// Its name on pages.
    pub name: Localized,
    /// Which answers tell how old the youngest child is.
    pub youngest: Option<Ages>,
    /// The parts that its questions stand in, in order.
    #[serde(rename = "section", default)]
    pub sections: Vec<Section>,
    /// The questions, in order.
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
    /// What must and must not go together.
    #[serde(rename = "rule", default)]
    pub rules: Vec<Rule>,
}

/// Which answers of which field are ages of a child, the youngest first.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ages {
    /// The field.
    pub field: String,
    /// Its options that are ages.
    pub order: Vec<String>,
}

/// A part of a schema: a heading over questions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its name in data.
    pub key: String,
    /// Its name on pages.
    pub label: Localized,
}

/// One question.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in data and in forms.
    pub key: Spanned<String>,
    /// Its name on pages.
    pub label: Localized,
    /// The section it stands in, where the schema has sections.
    pub section: Option<String>,
    /// How many options may be chosen.
    pub kind: Kind,
    /// Whether an answer is always needed.
    #[serde(default)]
    pub required: bool,
    /// The question is asked only where each of these fields has one of its options.
    #[serde(default)]
    pub only_when: Answers,
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
    /// The rule's id; `required`, `not_asked` and `unknown` are those of every schema.
    pub rule: String,
    /// The fields to mend: at least one.
    pub fields: Vec<String>,
    /// The fields whose answers make the rule apply.
    pub because: Vec<String>,
    /// The rule's message; nothing for the rules of every schema.
    pub message: Option<Localized>,
}

impl Refused {
    fn always(rule: &str, field: &str, because: &Answers) -> Self {
        Self {
            rule: rule.to_owned(),
            fields: vec![field.to_owned()],
            because: because.keys().cloned().collect(),
            message: None,
        }
    }
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

    /// The name of its file, and by which mappings and `schemas.toml` know it.
    pub fn stem(&self) -> String {
        format!("{}-{}", self.schema, self.version)
    }

    /// The age of the youngest child by these answers: its place in the order, the youngest 0, and its key.
    pub fn youngest<'a>(&'a self, answers: &Answers) -> Option<(usize, &'a str)> {
        let ages = self.youngest.as_ref()?;
        let chosen = answers.get(&ages.field)?;
        ages.order
            .iter()
            .enumerate()
            .find(|(_, age)| chosen.contains(age))
            .map(|(place, age)| (place, age.as_str()))
    }

    /// What is wrong with these answers; nothing when they may stand.
    pub fn check(&self, answers: &Answers) -> Vec<Refused> {
        let mut refused = Vec::new();
        for (key, chosen) in answers {
            let known = self.field(key).is_some_and(|field| field.takes(chosen));
            if !known {
                refused.push(Refused::always("unknown", key, &Answers::new()));
            }
        }
        for field in &self.fields {
            let key = field.key.get_ref();
            let left = answers.get(key).is_none_or(Vec::is_empty);
            let asked = holds(&field.only_when, answers);
            if asked && left && field.required {
                refused.push(Refused::always("required", key, &field.only_when));
            }
            if !asked && !left {
                refused.push(Refused::always("not_asked", key, &field.only_when));
            }
        }
        for rule in self.rules.iter().filter(|rule| holds(&rule.when, answers)) {
            let lacking = rule.require.iter().filter(|part| !has(*part, answers));
            let excluded = rule.exclude.iter().filter(|part| has(*part, answers));
            let fields: Vec<_> = lacking
                .chain(excluded)
                .map(|(field, _)| field.clone())
                .collect();
            if !fields.is_empty() {
                refused.push(Refused {
                    rule: rule.id.get_ref().clone(),
                    fields,
                    because: rule.when.keys().cloned().collect(),
                    message: Some(rule.message.clone()),
                });
            }
        }
        refused
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

pub(crate) fn holds(parts: &Answers, answers: &Answers) -> bool {
    parts.iter().all(|part| has(part, answers))
}

fn has((key, options): (&String, &Vec<String>), answers: &Answers) -> bool {
    answers
        .get(key)
        .is_some_and(|chosen| chosen.iter().any(|option| options.contains(option)))
}
