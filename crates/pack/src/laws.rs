//! The laws of a pack, one after the other: each has its days in force, and an item is judged by the one that is
//! in force on the day of its assessment.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::tree::Tree;
use crate::{Fault, Law};

/// The laws, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Laws(Vec<Law>);

impl Laws {
    /// Puts them in order.
    pub(crate) fn new(mut laws: Vec<Law>) -> Self {
        laws.sort_by_key(|law| law.days().map(|(from, _)| from));
        Self(laws)
    }

    /// The law in force on a day.
    pub fn on(&self, day: Date) -> Option<&Law> {
        self.0.iter().find(|law| {
            law.days()
                .is_some_and(|(from, until)| from <= day && until.is_none_or(|until| day <= until))
        })
    }

    /// The law of this version: what was assessed under it is read by it.
    pub fn version(&self, version: &str) -> Option<&Law> {
        self.0.iter().find(|law| law.version == version)
    }

    /// Every law, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Law> {
        self.0.iter()
    }
}

/// Days on which two laws are in force, or none is between them; versions that stand twice. Each fault stands
/// in the file of the later law.
pub(crate) fn faults(files: &[(Law, Tree<'_>)]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut ordered: Vec<_> = files.iter().collect();
    ordered.sort_by_key(|(law, _)| law.days());
    let mut versions = BTreeSet::new();
    // Of the laws so far, the one that is in force longest: with it the next is held, wherever it ends.
    let mut before: Option<(&str, Option<Date>)> = None;
    for (law, tree) in ordered {
        let version = law.version.as_str();
        if !versions.insert(version) {
            faults.push(tree.fault(&["version"], format!("the version {version} stands twice")));
        }
        let Some((from, until)) = law.days() else {
            continue;
        };
        if until.is_some_and(|until| until < from) {
            faults.push(tree.fault(&["in_force_until"], "the last day is before the first"));
            continue;
        }
        if let Some((earlier, last)) = before
            && let Some(message) = unlike_following(earlier, last, from)
        {
            faults.push(tree.fault(&["in_force_from"], message));
        }
        let outlasted = |(_, last): (&str, Option<Date>)| {
            last.is_none_or(|last| until.is_some_and(|until| until <= last))
        };
        if !before.is_some_and(outlasted) {
            before = Some((version, until));
        }
    }
    faults
}

/// What is wrong where a law whose last day is this, if it has one, is followed by one from this day on.
fn unlike_following(earlier: &str, last: Option<Date>, from: Date) -> Option<String> {
    let Some(last) = last else {
        return Some(format!(
            "{earlier} is still in force: give it its last day, in_force_until"
        ));
    };
    if last >= from {
        Some(format!(
            "{earlier} is in force until {last}: the two overlap"
        ))
    } else if last.tomorrow().ok() != Some(from) {
        Some(format!(
            "{earlier} is in force until {last}: between the two no law is"
        ))
    } else {
        None
    }
}
