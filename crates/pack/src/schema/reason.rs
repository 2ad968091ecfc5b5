//! Reasoning over a schema: whether there are answers of a kind, and which.
//!
//! The answers to a schema are finite: each field has none or one of its options, or any set of them. Two options
//! of a field that nothing sought tells apart are one for this purpose, and a field that nothing sought speaks of
//! is answered at the end, so that a few fields with a few values are left. A search sets one field after the
//! other and turns back as soon as what is set breaks something for certain. All searches over one schema take at
//! most [`STEPS`] steps together; a schema for which that is not enough is refused, for nobody could oversee it
//! either.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::{Answers, Field, Kind, Rule, Schema, holds};

/// Steps that all searches over one schema may take together. The largest that is shipped takes under a thousand;
/// one of forty fields and eighty rules about forty thousand.
const STEPS: u32 = 200_000;

/// Kinds of options of one field that takes several.
const KINDS: usize = 10;

/// More than [`STEPS`] or [`KINDS`]: it cannot be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMany;

/// What answers are sought. Those that leave out a required field, or answer one that is not asked, never are.
#[derive(Clone, Copy, Default)]
pub(super) struct Sought<'a> {
    /// These fields have exactly these answers.
    pub(super) given: Option<&'a Answers>,
    /// All of these hold.
    pub(super) hold: &'a [&'a Answers],
    /// These rules, by number, are kept.
    pub(super) keep: &'a [usize],
    /// This rule refuses them.
    pub(super) refused_by: Option<usize>,
}

/// A schema, and the steps that are left for searches over it.
pub(super) struct Reasoning<'s> {
    pub(super) schema: &'s Schema,
    left: Cell<u32>,
}

impl Schema {
    /// Answers that one rule refuses and nothing else does; nothing where there are none, or the schema has
    /// too many combinations to tell.
    pub fn refused_by_alone(&self, rule: &str) -> Option<Answers> {
        let number = self.rules.iter().position(|one| one.id.get_ref() == rule)?;
        Reasoning::of(self).alone(number).ok().flatten()
    }

    /// All that speaks of answers: when fields are asked, and what rules say.
    pub(super) fn spoken(&self) -> Vec<&Answers> {
        let asked = self.fields.iter().map(|field| &field.only_when);
        asked.chain(self.rules.iter().flat_map(parts)).collect()
    }
}

impl Field {
    /// Its options, one of each kind: those that nobody tells apart who speaks of them are of one.
    pub(super) fn kinds(&self, spoken: &[&Answers]) -> Vec<&str> {
        let lists: Vec<&Vec<String>> = spoken
            .iter()
            .filter_map(|answers| answers.get(self.key.get_ref()))
            .collect();
        let mut seen = BTreeSet::new();
        self.options
            .iter()
            .map(|option| &option.key)
            .filter(|option| {
                let told: Vec<bool> = lists.iter().map(|list| list.contains(option)).collect();
                seen.insert(told)
            })
            .map(String::as_str)
            .collect()
    }

    /// What it may be set to: no answer, and one of each kind of its options, or any set of these.
    fn values(&self, spoken: &[&Answers]) -> Result<Vec<Vec<&str>>, TooMany> {
        let kinds = self.kinds(spoken);
        let mut values = vec![Vec::new()];
        match self.kind {
            Kind::One => values.extend(kinds.into_iter().map(|option| vec![option])),
            Kind::Many if kinds.len() > KINDS => return Err(TooMany),
            Kind::Many => {
                for option in kinds {
                    let with: Vec<_> = values
                        .iter()
                        .map(|value| [value.as_slice(), &[option]].concat())
                        .collect();
                    values.extend(with);
                }
            }
        }
        Ok(values)
    }
}

fn parts(rule: &Rule) -> [&Answers; 3] {
    [&rule.when, &rule.require, &rule.exclude]
}

impl<'s> Reasoning<'s> {
    pub(super) fn of(schema: &'s Schema) -> Self {
        let left = Cell::new(STEPS);
        Self { schema, left }
    }

    /// Answers that one rule refuses and nothing else does.
    pub(super) fn alone(&self, number: usize) -> Result<Option<Answers>, TooMany> {
        let others: Vec<_> = (0..self.schema.rules.len())
            .filter(|one| *one != number)
            .collect();
        self.find(Sought {
            keep: &others,
            refused_by: Some(number),
            ..Sought::default()
        })
    }

    /// Whether there are answers in which all of these hold and these rules are kept.
    pub(super) fn with(&self, hold: &[&Answers], keep: &[usize]) -> Result<bool, TooMany> {
        let sought = Sought {
            hold,
            keep,
            ..Sought::default()
        };
        Ok(self.find(sought)?.is_some())
    }

    /// Whether the other fields can be answered so that these rules are kept.
    pub(super) fn completes(&self, given: &Answers, keep: &[usize]) -> Result<bool, TooMany> {
        let sought = Sought {
            given: Some(given),
            keep,
            ..Sought::default()
        };
        Ok(self.find(sought)?.is_some())
    }

    /// Answers that are as sought.
    pub(super) fn find(&self, sought: Sought<'_>) -> Result<Option<Answers>, TooMany> {
        let schema = self.schema;
        let rules = sought.keep.iter().copied().chain(sought.refused_by);
        let mut spoken: Vec<&Answers> = rules
            .filter_map(|number| schema.rules.get(number))
            .flat_map(parts)
            .chain(sought.hold.iter().copied())
            .chain(sought.given)
            .collect();
        let concerned = self.concerned(&spoken);
        spoken.extend(schema.fields.iter().map(|field| &field.only_when));
        let (mut fields, mut rest) = (Vec::new(), Vec::new());
        for field in &schema.fields {
            let key = field.key.get_ref();
            if let Some(given) = sought.given.and_then(|given| given.get(key)) {
                fields.push((field, vec![given.iter().map(String::as_str).collect()]));
            } else if concerned.contains(key.as_str()) {
                fields.push((field, field.values(&spoken)?));
            } else {
                rest.push(field);
            }
        }
        // What the answers are sought for is set first, then what decides most.
        let refusing = sought.refused_by.and_then(|one| schema.rules.get(one));
        let first: BTreeSet<&String> = sought
            .given
            .into_iter()
            .chain(sought.hold.iter().copied())
            .chain(refusing.into_iter().flat_map(parts))
            .flat_map(|answers| answers.keys())
            .collect();
        fields.sort_by_key(|(field, values)| {
            let first = first.contains(field.key.get_ref());
            (!first, std::cmp::Reverse(values.len()))
        });
        let mut search = Search {
            schema,
            sought,
            left: &self.left,
            set: BTreeMap::new(),
        };
        Ok(search
            .go_on(&fields)?
            .then(|| completed(search.answers(), &rest)))
    }

    /// The fields that are spoken of, and those on which it hangs whether they are asked.
    fn concerned<'a>(&self, spoken: &[&'a Answers]) -> BTreeSet<&'a str>
    where
        's: 'a,
    {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&'a str> = spoken
            .iter()
            .flat_map(|answers| answers.keys().map(String::as_str))
            .collect();
        while let Some(key) = next.pop() {
            if seen.insert(key)
                && let Some(field) = self.schema.field(key)
            {
                next.extend(field.only_when.keys().map(String::as_str));
            }
        }
        seen
    }

    /// Tries each way to answer the fields that these name in which all of them hold, options that no rule tells
    /// apart once, until one is as wanted.
    pub(super) fn way(
        &self,
        hold: &[&Answers],
        wanted: &mut dyn FnMut(&Answers) -> Result<bool, TooMany>,
    ) -> Result<Option<Answers>, TooMany> {
        let spoken = self.schema.spoken();
        let keys: BTreeSet<&String> = hold.iter().flat_map(|answers| answers.keys()).collect();
        let mut fields = Vec::new();
        for field in keys.into_iter().filter_map(|key| self.schema.field(key)) {
            let key = field.key.get_ref();
            let meets = |value: &Vec<&str>| {
                hold.iter()
                    .filter_map(|answers| answers.get(key))
                    .all(|list| list.iter().any(|option| value.contains(&option.as_str())))
            };
            let mut values = field.values(&spoken)?;
            values.retain(meets);
            fields.push((field, values));
        }
        let mut way = Answers::new();
        Ok(self.ways(&fields, &mut way, wanted)?.then_some(way))
    }

    fn ways(
        &self,
        fields: &[(&Field, Vec<Vec<&str>>)],
        way: &mut Answers,
        wanted: &mut dyn FnMut(&Answers) -> Result<bool, TooMany>,
    ) -> Result<bool, TooMany> {
        let Some(((field, values), fields)) = fields.split_first() else {
            return wanted(way);
        };
        for value in values {
            step(&self.left)?;
            let value = value.iter().map(|option| (*option).to_owned()).collect();
            way.insert(field.key.get_ref().clone(), value);
            if self.ways(fields, way, wanted)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn step(left: &Cell<u32>) -> Result<(), TooMany> {
    left.set(left.get().checked_sub(1).ok_or(TooMany)?);
    Ok(())
}

/// The answers with one to each of the other fields that needs it. Nobody speaks of these, so that any will do.
fn completed(mut answers: Answers, others: &[&Field]) -> Answers {
    // An answer may make that another field is asked.
    while let Some((field, option)) = others.iter().find_map(|field| {
        let needed = field.required
            && !answers.contains_key(field.key.get_ref())
            && holds(&field.only_when, &answers);
        needed.then_some(field).zip(field.options.first())
    }) {
        answers.insert(field.key.get_ref().clone(), vec![option.key.clone()]);
    }
    answers
}

struct Search<'s> {
    schema: &'s Schema,
    sought: Sought<'s>,
    left: &'s Cell<u32>,
    /// The fields that are set, with no option where they have no answer.
    set: BTreeMap<&'s str, &'s [&'s str]>,
}

impl<'s> Search<'s> {
    /// Sets these fields, each with the values to try. Whether the answers are now as sought.
    fn go_on(&mut self, fields: &'s [(&'s Field, Vec<Vec<&'s str>>)]) -> Result<bool, TooMany> {
        let Some(((field, values), fields)) = fields.split_first() else {
            return Ok(true);
        };
        let key = field.key.get_ref().as_str();
        for value in values {
            step(self.left)?;
            self.set.insert(key, value);
            if self.may_become() && self.go_on(fields)? {
                return Ok(true);
            }
        }
        self.set.remove(key);
        Ok(false)
    }

    fn answers(&self) -> Answers {
        let answered = self.set.iter().filter(|(_, chosen)| !chosen.is_empty());
        answered
            .map(|(key, chosen)| {
                let chosen = chosen.iter().map(|option| (*option).to_owned());
                ((*key).to_owned(), chosen.collect())
            })
            .collect()
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
        let Some(chosen) = self.set.get(field.key.get_ref().as_str()) else {
            return true;
        };
        match self.all(&field.only_when) {
            Some(true) => !(field.required && chosen.is_empty()),
            Some(false) => chosen.is_empty(),
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
        (!open).then_some(true)
    }

    fn one(&self, (key, options): (&String, &Vec<String>)) -> Option<bool> {
        let chosen = self.set.get(key.as_str())?;
        Some(
            options
                .iter()
                .any(|option| chosen.contains(&option.as_str())),
        )
    }
}
