//! What is wrong with a schema: first what it names, then, in [`super::rules`], what its rules come to.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use super::reason::TooMany;
use super::rules;
use super::{Answers, CLASSES, CLASSIFICATION, Field, Kind, Schema};
use crate::Fault;
use crate::tree::Tree;

/// The name of a field in the way of those of the law in forms.
const LAW: &str = "law_";

/// What the page on which an item is classified calls parts of its own: its fields, and places on it.
const OF_THE_PAGE: [&str; 7] = ["csrf", "do", "why", "taken_why", "hash", "known", "content"];

impl Schema {
    /// Every fault. A schema that decides, or did in an earlier version, names the class of INHOPE.
    pub(crate) fn faults(&self, tree: &Tree<'_>, decides: bool) -> Vec<Fault> {
        let mut faults = self.names(tree);
        faults.extend(self.unknown_names(tree));
        faults.extend(self.ages(tree));
        if decides {
            faults.extend(self.class(tree));
        }
        if faults.is_empty() {
            faults.extend(self.loops(tree));
        }
        // Only of what can be read is there anything to reason.
        if faults.is_empty() {
            faults =
                rules::faults(self, tree).unwrap_or_else(|TooMany| vec![tree.fault(&[], TOO_MANY)]);
        }
        faults
    }

    /// Names that stand twice, or are none.
    fn names(&self, tree: &Tree<'_>) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |at: &Spanned<String>, message: String| {
            faults.push(tree.fault_at(at.span().start, message));
        };
        let mut seen = BTreeSet::new();
        for field in &self.fields {
            let key = field.key.get_ref();
            if !seen.insert(key) {
                fault(&field.key, format!("the field {key} stands twice"));
            }
            if key.starts_with(LAW) || !is_name(key) {
                let message =
                    format!("{key}: small letters, digits and _, and not {LAW} at the beginning");
                fault(&field.key, message);
            }
            if OF_THE_PAGE.contains(&key.as_str()) {
                let message = format!("{key} is the name of something else on the page");
                fault(&field.key, message);
            }
            if field.options.is_empty() {
                fault(&field.key, format!("{key} has no option"));
            }
            let (mut options, mut numbers) = (BTreeSet::new(), BTreeSet::new());
            for option in &field.options {
                let name = &option.key;
                if !options.insert(name) {
                    fault(
                        &field.key,
                        format!("the option {name} of {key} stands twice"),
                    );
                }
                if let Some(number) = option.iccam.filter(|number| !numbers.insert(*number)) {
                    let message = format!("two options of {key} have the ICCAM number {number}");
                    fault(&field.key, message);
                }
            }
        }
        for rule in &self.rules {
            let id = rule.id.get_ref();
            if !seen.insert(id) {
                fault(&rule.id, format!("the name {id} stands twice"));
            }
        }
        let mut sections = BTreeSet::new();
        for (number, section) in self.sections.iter().enumerate() {
            if !sections.insert(&section.key) {
                let at = ["section", &number.to_string(), "key"];
                let message = format!("the section {} stands twice", section.key);
                faults.push(tree.fault(&at, message));
            }
        }
        faults
    }

    /// Sections, fields and options that are named and not there.
    fn unknown_names(&self, tree: &Tree<'_>) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (number, field) in self.fields.iter().enumerate() {
            let at = number.to_string();
            let message = match &field.section {
                Some(named) if !self.sections.iter().any(|section| section.key == *named) => {
                    Some(format!("there is no section {named}"))
                }
                None if !self.sections.is_empty() => {
                    Some("a schema with sections has each field in one".to_owned())
                }
                _ => None,
            };
            if let Some(message) = message {
                faults.push(tree.fault(&["field", &at, "section"], message));
            }
            for (key, message) in self.unknown(&field.only_when) {
                faults.push(tree.fault(&["field", &at, "only_when", key], message));
            }
        }
        for (number, rule) in self.rules.iter().enumerate() {
            let at = number.to_string();
            let parts = [
                ("when", &rule.when),
                ("require", &rule.require),
                ("exclude", &rule.exclude),
            ];
            for (part, answers) in parts {
                for (key, message) in self.unknown(answers) {
                    faults.push(tree.fault(&["rule", &at, part, key], message));
                }
            }
            if rule.require.is_empty() && rule.exclude.is_empty() {
                let message = "the rule neither requires nor excludes anything";
                faults.push(tree.fault(&["rule", &at], message));
            }
        }
        faults
    }

    /// Of these fields and options, what the schema does not have: the field and what is wrong with it.
    pub(crate) fn unknown<'a>(&self, answers: &'a Answers) -> Vec<(&'a str, String)> {
        answers
            .iter()
            .filter_map(|(key, options)| {
                let Some(field) = self.field(key) else {
                    return Some((key.as_str(), format!("there is no field {key}")));
                };
                let unknown = options.iter().find(|option| !field.has(option));
                let message = match unknown {
                    Some(option) => format!("{key} has no option {option}"),
                    None if options.is_empty() => format!("name at least one option of {key}"),
                    None => return None,
                };
                Some((key.as_str(), message))
            })
            .collect()
    }

    fn ages(&self, tree: &Tree<'_>) -> Vec<Fault> {
        let Some(ages) = &self.youngest else {
            return Vec::new();
        };
        let named = Answers::from([(ages.field.clone(), ages.order.clone())]);
        let unknown = self.unknown(&named).into_iter();
        unknown
            .map(|(_, message)| tree.fault(&["youngest"], message))
            .collect()
    }

    fn class(&self, tree: &Tree<'_>) -> Vec<Fault> {
        match self.field(CLASSIFICATION) {
            Some(field)
                if field.required && field.only_when.is_empty() && field.kind == Kind::One =>
            {
                let classes = field
                    .options
                    .iter()
                    .filter(|option| !CLASSES.contains(&option.key.as_str()));
                classes
                    .map(|option| {
                        let message = format!("{} is no class: {}", option.key, CLASSES.join(", "));
                        tree.fault_at(field.key.span().start, message)
                    })
                    .collect()
            }
            _ => {
                let message = format!(
                    "there must be a required field `{CLASSIFICATION}` that takes one option and is always asked"
                );
                vec![tree.fault(&[], message)]
            }
        }
    }

    /// Fields of which each is asked only where the next is answered, and the last where the first is.
    fn loops(&self, tree: &Tree<'_>) -> Vec<Fault> {
        let needs: BTreeMap<&str, Vec<&str>> = self
            .fields
            .iter()
            .map(|field| {
                let needed = field.only_when.keys().map(String::as_str).collect();
                (field.key.get_ref().as_str(), needed)
            })
            .collect();
        let looped = |field: &&Field| {
            let mut seen = BTreeSet::new();
            let key = field.key.get_ref().as_str();
            let mut next = needs.get(key).cloned().unwrap_or_default();
            while let Some(needed) = next.pop() {
                if seen.insert(needed) {
                    next.extend(needs.get(needed).into_iter().flatten());
                }
            }
            seen.contains(key)
        };
        self.fields
            .iter()
            .filter(looped)
            .map(|field| {
                let key = field.key.get_ref();
                let message = format!("{key} is asked only where {key} is answered: a loop");
                tree.fault_at(field.key.span().start, message)
            })
            .collect()
    }
}

/// What is said of a schema that [`super::reason`] cannot oversee.
const TOO_MANY: &str = "the schema is too large to be checked: too many combinations of answers; make its rules fewer or simpler";

fn is_name(key: &str) -> bool {
    !key.is_empty()
        && key
            .chars()
            .all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '_')
}
