//! The laws of a pack, one after the other: each has its days in force, and an item is judged by the one that is
//! in force on the day of its assessment.

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
    let mut dated: Vec<_> = files
        .iter()
        .filter_map(|(law, tree)| Some((law.days()?, law, tree)))
        .collect();
    dated.sort_by_key(|((from, until), ..)| (*from, *until));
    for ((from, until), _, tree) in &dated {
        if until.is_some_and(|until| until < *from) {
            faults.push(tree.fault(&["in_force_until"], "the last day is before the first"));
        }
    }
    for (((_, until), earlier, _), ((from, _), later, tree)) in
        dated.iter().zip(dated.iter().skip(1))
    {
        let earlier = &earlier.version;
        if later.version == *earlier {
            faults.push(tree.fault(&["version"], format!("the version {earlier} stands twice")));
        }
        let message = match until {
            None => format!("{earlier} is still in force: give it its last day, in_force_until"),
            Some(until) if until >= from => {
                format!("{earlier} is in force until {until}: the two overlap")
            }
            Some(until) if until.tomorrow().ok() != Some(*from) => {
                format!("{earlier} is in force until {until}: between the two no law is")
            }
            Some(_) => continue,
        };
        faults.push(tree.fault(&["in_force_from"], message));
    }
    faults
}
