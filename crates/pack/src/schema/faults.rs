//! What is wrong with a schema: first what it names, then what its rules come to.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use super::reason::{Sought, TooMany};
use super::{Answers, CLASSES, CLASSIFICATION, Field, Kind, Rule, Schema};
use crate::Fault;
use crate::tree::Tree;

/// The name of a field in the way of those of the law in forms.
const LAW: &str = "law_";

/// What the page on which an item is classified calls parts of its own: its fields, and places on it.
const OF_THE_PAGE: [&str; 6] = ["csrf", "do", "why", "hash", "known", "content"];

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
            faults = self
                .reasoned(tree)
                .unwrap_or_else(|TooMany| vec![tree.fault(&[], TOO_MANY)]);
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

    /// What the rules come to: that some contradict each other, never refuse anything, or leave an option that
    /// nobody may choose.
    fn reasoned(&self, tree: &Tree<'_>) -> Result<Vec<Fault>, TooMany> {
        let all: Vec<_> = (0..self.rules.len()).collect();
        let with = |hold: &[&Answers], keep: &[usize]| {
            let sought = Sought {
                hold,
                keep,
                refused_by: None,
            };
            Ok(self.find(sought)?.is_some())
        };
        let mut faults = Vec::new();
        for (number, rule) in self.rules.iter().enumerate() {
            let id = rule.id.get_ref();
            if !with(&[&rule.when], &[])? {
                let message = format!("the rule {id} never applies: no answers are as it says");
                faults.push(tree.fault_at(rule.id.span().start, message));
                continue;
            }
            if let Some((other, key)) = self.contradicted(number) {
                let other = other.id.get_ref();
                let message =
                    format!("the rules {id} and {other} leave nothing to choose for {key}");
                faults.push(tree.fault_at(rule.id.span().start, message));
            } else if !with(&[&rule.when], &all)? {
                faults.push(self.unmeetable(tree, number, &with)?);
            } else if self.alone(number)?.is_none() {
                let message =
                    format!("the rule {id} refuses nothing that other rules do not refuse");
                faults.push(tree.fault_at(rule.id.span().start, message));
            }
        }
        // One contradiction leaves many options without answers: it is named alone.
        if !faults.is_empty() {
            return Ok(faults);
        }
        for (number, field) in self.fields.iter().enumerate() {
            let key = field.key.get_ref();
            let kinds = self.kinds(field, &[]);
            for (place, option) in field.options.iter().enumerate() {
                // What holds of one option of a kind holds of all.
                if !kinds.contains(&option.key.as_str()) {
                    continue;
                }
                let chosen = Answers::from([(key.clone(), vec![option.key.clone()])]);
                if !with(&[&chosen], &all)? {
                    let at = [
                        "field",
                        &number.to_string(),
                        "option",
                        &place.to_string(),
                        "key",
                    ];
                    let message = format!("the rules never let {} of {key} be chosen", option.key);
                    faults.push(tree.fault(&at, message));
                }
            }
        }
        Ok(faults)
    }

    /// An earlier rule, or the rule itself, with which it leaves nothing to choose for a field where both apply.
    fn contradicted(&self, number: usize) -> Option<(&Rule, &str)> {
        let rule = self.rules.get(number)?;
        self.rules
            .iter()
            .take(number + 1)
            .find_map(|other| Some((other, self.contradiction(rule, other)?)))
    }

    /// A rule that no answers meet where it applies, with the other rule by which that is so, if one alone is.
    fn unmeetable(
        &self,
        tree: &Tree<'_>,
        number: usize,
        with: &impl Fn(&[&Answers], &[usize]) -> Result<bool, TooMany>,
    ) -> Result<Fault, TooMany> {
        let Some(rule) = self.rules.get(number) else {
            return Err(TooMany);
        };
        let id = rule.id.get_ref();
        let mut by = "the other rules";
        for (one, other) in self.rules.iter().enumerate() {
            if !with(&[&rule.when], &[number, one])? {
                by = other.id.get_ref();
                break;
            }
        }
        let message = format!("where the rule {id} applies, it and {by} refuse all answers");
        Ok(tree.fault_at(rule.id.span().start, message))
    }

    /// The field for which two rules that can apply together leave nothing to choose.
    fn contradiction<'rule>(&self, rule: &'rule Rule, other: &'rule Rule) -> Option<&'rule str> {
        let one_of = |key: &str| self.field(key).is_some_and(|field| field.kind == Kind::One);
        let apart = rule.when.iter().any(|(key, options)| {
            one_of(key)
                && other
                    .when
                    .get(key)
                    .is_some_and(|others| !options.iter().any(|option| others.contains(option)))
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

/// What is said of a schema that [`super::reason`] cannot oversee.
const TOO_MANY: &str =
    "the rules have too many combinations to be judged: make them fewer or simpler";

fn is_name(key: &str) -> bool {
    !key.is_empty()
        && key
            .chars()
            .all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '_')
}
