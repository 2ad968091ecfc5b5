//! Reasoning over a schema: whether there are answers of a kind, and which.
//!
//! The answers to a schema are finite: each field has none or one of its options, or any set of them. Two options
//! of a field that no rule tells apart are one for this purpose, so that a few values a field are left. A
//! search sets one field after the other and turns back as soon as what is set breaks something for certain.
//! It takes at most [`STEPS`] steps; a schema for which that is not enough is refused, for nobody could oversee
//! it either.

use std::collections::BTreeSet;

use super::{Answers, Field, Kind, Schema, has, holds};

/// Steps that one search may take.
const STEPS: u32 = 200_000;

/// Kinds of options of one field that takes several.
const KINDS: usize = 10;

/// More than [`STEPS`] or [`KINDS`]: it cannot be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMany;

/// What answers are sought. Those that leave out a required field, or answer one that is not asked, never are.
#[derive(Clone, Copy)]
pub(super) struct Sought<'a> {
    /// All of these hold.
    pub(super) hold: &'a [&'a Answers],
    /// These rules, by number, are kept.
    pub(super) keep: &'a [usize],
    /// This rule refuses them.
    pub(super) refused_by: Option<usize>,
}

impl Schema {
    /// Answers that one rule refuses and nothing else does; nothing where there are none, or the schema has
    /// too many combinations to tell.
    pub fn refused_by_alone(&self, rule: &str) -> Option<Answers> {
        let number = self.rules.iter().position(|one| one.id.get_ref() == rule)?;
        self.alone(number).ok().flatten()
    }

    /// The same by number.
    pub(super) fn alone(&self, number: usize) -> Result<Option<Answers>, TooMany> {
        let others: Vec<_> = (0..self.rules.len()).filter(|one| *one != number).collect();
        self.find(Sought {
            hold: &[],
            keep: &others,
            refused_by: Some(number),
        })
    }

    /// Answers that are as sought.
    pub(super) fn find(&self, sought: Sought<'_>) -> Result<Option<Answers>, TooMany> {
        let mut fields = Vec::with_capacity(self.fields.len());
        for field in &self.fields {
            fields.push((field, self.values(field, sought.hold)?));
        }
        // What is spoken of most is set first: it decides most.
        fields.sort_by_key(|(field, values)| {
            let key = field.key.get_ref();
            let spoken = sought.hold.iter().any(|answers| answers.contains_key(key));
            (!spoken, std::cmp::Reverse(values.len()))
        });
        let mut search = Search {
            schema: self,
            sought,
            fields,
            answers: Answers::new(),
            set: BTreeSet::new(),
            steps: 0,
        };
        Ok(search.go_on(0)?.then_some(search.answers))
    }

    /// The options of a field, one of each kind: those that no rule tells apart are of one kind.
    pub(super) fn kinds<'s>(&'s self, field: &'s Field, hold: &[&Answers]) -> Vec<&'s str> {
        let key = field.key.get_ref();
        let rules = self
            .rules
            .iter()
            .flat_map(|rule| [&rule.when, &rule.require, &rule.exclude]);
        let lists: Vec<&Vec<String>> = rules
            .chain(self.fields.iter().map(|field| &field.only_when))
            .chain(hold.iter().copied())
            .filter_map(|answers| answers.get(key))
            .collect();
        let mut seen = BTreeSet::new();
        field
            .options
            .iter()
            .map(|option| &option.key)
            .filter(|option| {
                let spoken: Vec<bool> = lists.iter().map(|list| list.contains(option)).collect();
                seen.insert(spoken)
            })
            .map(String::as_str)
            .collect()
    }

    /// What a field may be set to: no answer, and one of each kind of its options, or any set of these.
    fn values(&self, field: &Field, hold: &[&Answers]) -> Result<Vec<Vec<String>>, TooMany> {
        let kinds = self.kinds(field, hold);
        let mut values = vec![Vec::new()];
        match field.kind {
            Kind::One => values.extend(kinds.into_iter().map(|option| vec![option.to_owned()])),
            Kind::Many if kinds.len() > KINDS => return Err(TooMany),
            Kind::Many => {
                for option in kinds {
                    let with: Vec<_> = values
                        .iter()
                        .map(|value| [value.as_slice(), &[option.to_owned()]].concat())
                        .collect();
                    values.extend(with);
                }
            }
        }
        Ok(values)
    }
}

struct Search<'s> {
    schema: &'s Schema,
    sought: Sought<'s>,
    /// Each field with the values to try.
    fields: Vec<(&'s Field, Vec<Vec<String>>)>,
    answers: Answers,
    /// The fields that are set, those without an answer among them.
    set: BTreeSet<&'s str>,
    steps: u32,
}

impl Search<'_> {
    /// Sets the fields from this one on. Whether the answers are now as sought.
    fn go_on(&mut self, from: usize) -> Result<bool, TooMany> {
        let Some((field, values)) = self.fields.get(from).cloned() else {
            return Ok(true);
        };
        let key = field.key.get_ref();
        self.set.insert(key);
        for value in values {
            self.steps += 1;
            if self.steps > STEPS {
                return Err(TooMany);
            }
            if value.is_empty() {
                self.answers.remove(key);
            } else {
                self.answers.insert(key.clone(), value);
            }
            if self.may_become() && self.go_on(from + 1)? {
                return Ok(true);
            }
        }
        self.answers.remove(key);
        self.set.remove(key.as_str());
        Ok(false)
    }

    /// Whether what is set may still become what is sought.
    fn may_become(&self) -> bool {
        let hold = self
            .sought
            .hold
            .iter()
            .all(|parts| self.all(parts) != Some(false));
        let broken = |number: &usize| self.refuses(*number) == Some(true);
        let refused = self.sought.refused_by;
        hold && self.schema.fields.iter().all(|field| self.may_stand(field))
            && !self.sought.keep.iter().any(broken)
            && refused.is_none_or(|number| self.refuses(number) != Some(false))
    }

    /// Whether a field that is set has an answer where it needs one and none where it is not asked.
    fn may_stand(&self, field: &Field) -> bool {
        let key = field.key.get_ref();
        if !self.set.contains(key.as_str()) {
            return true;
        }
        let answered = self.answers.contains_key(key);
        match self.all(&field.only_when) {
            Some(true) => answered || !field.required,
            Some(false) => !answered,
            None => true,
        }
    }

    /// Whether a rule refuses the answers; nothing while that is open.
    fn refuses(&self, number: usize) -> Option<bool> {
        let rule = self.schema.rules.get(number)?;
        let applies = self.all(&rule.when);
        if applies == Some(false) {
            return Some(false);
        }
        let mut open = applies.is_none();
        for part in &rule.require {
            match self.one(part) {
                Some(false) if applies == Some(true) => return Some(true),
                Some(true) => {}
                _ => open = true,
            }
        }
        for part in &rule.exclude {
            match self.one(part) {
                Some(true) if applies == Some(true) => return Some(true),
                Some(false) => {}
                _ => open = true,
            }
        }
        (!open).then_some(false)
    }

    /// Whether each of these fields has one of its options; nothing while that is open.
    fn all(&self, parts: &Answers) -> Option<bool> {
        let mut open = false;
        for part in parts {
            match self.one(part) {
                Some(false) => return Some(false),
                Some(true) => {}
                None => open = true,
            }
        }
        debug_assert!(open || holds(parts, &self.answers));
        (!open).then_some(true)
    }

    fn one(&self, part: (&String, &Vec<String>)) -> Option<bool> {
        self.set
            .contains(part.0.as_str())
            .then(|| has(part, &self.answers))
    }
}
