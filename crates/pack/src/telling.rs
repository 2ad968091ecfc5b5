//! What staff may tell a reporter: words that would tell more than a reporter may know, and ready answers that
//! do not. A reporter may be the offender.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::tree::Tree;
use crate::{Fault, Localized};

/// `telling.toml`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telling {
    /// What a message is held against before it is sent.
    #[serde(rename = "warning")]
    pub warnings: Vec<Warning>,
    /// Answers that tell nothing more, to pick from.
    #[serde(rename = "answer")]
    pub answers: Vec<ReadyAnswer>,
}

/// One thing that a reporter is not to learn, and the words that would tell it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// Its name in data and in the record.
    pub key: String,
    /// What such words speak of.
    pub label: Localized,
    /// Why they are a danger.
    pub why: Localized,
    /// Beginnings of words, in whatever language; one that ends with a space is the whole word. Case does
    /// not matter.
    pub stems: Vec<String>,
}

/// A message that staff can pick rather than write.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadyAnswer {
    /// Its name in the form.
    pub key: String,
    /// What is sent, in the reporter's language.
    pub text: Localized,
}

impl Telling {
    /// The ready answer of this name.
    pub fn answer(&self, key: &str) -> Option<&ReadyAnswer> {
        self.answers.iter().find(|answer| answer.key == key)
    }

    /// The warning of this name.
    pub fn warning(&self, key: &str) -> Option<&Warning> {
        self.warnings.iter().find(|warning| warning.key == key)
    }

    /// Each warning that a text gives cause for, with the stem that was found.
    pub fn held_against<'pack>(&'pack self, text: &str) -> Vec<(&'pack Warning, &'pack str)> {
        let text = plain(text);
        let found = self.warnings.iter().flat_map(|warning| {
            let stems = warning.stems.iter();
            stems
                .filter(|stem| stands_in(&text, stem))
                .map(move |stem| (warning, stem.as_str()))
        });
        found.collect()
    }

    pub(crate) fn faults(&self, tree: &Tree<'_>) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut keys = BTreeSet::new();
        for (index, warning) in self.warnings.iter().enumerate() {
            let index = index.to_string();
            if !keys.insert(&warning.key) {
                let message = format!("the warning {} stands twice", warning.key);
                faults.push(tree.fault(&["warning", &index, "key"], message));
            }
            if warning.stems.iter().all(|stem| plain(stem).is_empty()) {
                let message = format!("the warning {} has no words", warning.key);
                faults.push(tree.fault(&["warning", &index], message));
            }
        }
        let mut keys = BTreeSet::new();
        for (index, answer) in self.answers.iter().enumerate() {
            let index = index.to_string();
            if !keys.insert(&answer.key) {
                let message = format!("the answer {} stands twice", answer.key);
                faults.push(tree.fault(&["answer", &index, "key"], message));
            }
            for text in answer.text.all() {
                for (warning, stem) in self.held_against(text) {
                    let message = format!(
                        "the answer {} says “{stem}”, which the warning {} is about",
                        answer.key, warning.key
                    );
                    faults.push(tree.fault(&["answer", &index, "text"], message));
                }
            }
        }
        faults
    }
}

/// A text to be compared: in lower case, without what is not seen (Khmer parts its words with spaces of no
/// width, and anybody may put one within a word), every run of blanks one space.
fn plain(text: &str) -> String {
    let seen: String = text.chars().filter(|letter| !is_unseen(*letter)).collect();
    let lower = seen.to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

const fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
    )
}

/// Whether a stem begins a word of the plain text, or is one. Khmer does not part its words: there it may
/// stand anywhere.
fn stands_in(text: &str, stem: &str) -> bool {
    let latin = |letter: Option<char>| {
        letter.is_some_and(|letter| letter.is_alphanumeric() && letter < '\u{250}')
    };
    let is_whole = stem.ends_with(' ');
    let stem = plain(stem);
    let is_parted = latin(stem.chars().next());
    !stem.is_empty()
        && text.match_indices(&stem).any(|(at, found)| {
            let (before, rest) = text.split_at(at);
            let after = rest.split_at(found.len()).1;
            !(is_parted && latin(before.chars().next_back())
                || is_whole && latin(after.chars().next()))
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Source;

    fn telling() -> Telling {
        let pack = crate::load(&Source::Shipped("kh".to_owned()), false).unwrap();
        pack.telling
    }

    fn keys(text: &str) -> Vec<String> {
        let telling = telling();
        let found = telling.held_against(text);
        found
            .into_iter()
            .map(|(warning, _)| warning.key.clone())
            .collect()
    }

    #[test]
    fn a_word_that_only_holds_a_stem_is_none() {
        assert_eq!(keys("We have your household address."), [""; 0]);
        assert_eq!(keys("Thank you."), [""; 0]);
        assert_eq!(keys("POLICEMEN came"), ["police"]);
        assert_eq!(keys("(Police)"), ["police"]);
        assert_eq!(keys("the cop."), ["police"]);
        assert_eq!(keys("a copied address"), [""; 0]);
        assert_eq!(keys("po\u{200b}lice"), ["police"]);
        assert_eq!(keys("យើងបានប្រាប់នគរបាលហើយ"), ["police"]);
        assert_eq!(keys("យើងបានប្រាប់police"), ["police"]);
    }

    proptest! {
        #[test]
        fn every_stem_is_found_in_any_case_wherever_it_stands(
            at in any::<prop::sample::Index>(),
            upper in prop::collection::vec(any::<bool>(), 1..40),
            before in "[a-z ]{0,20}",
            after in "\\PC{0,20}",
        ) {
            let telling = telling();
            let stems: Vec<_> = telling.warnings.iter()
                .flat_map(|warning| warning.stems.iter().map(move |stem| (&warning.key, stem)))
                .collect();
            let (key, stem) = at.get(&stems);
            let cased: String = stem.chars().zip(upper.iter().cycle())
                .map(|(letter, upper)| if *upper { letter.to_uppercase().to_string() } else { letter.to_string() })
                .collect();
            let text = format!("{before} {cased} {after}");
            let found = telling.held_against(&text);
            prop_assert!(found.iter().any(|(warning, _)| warning.key == **key), "{text}");
        }
    }
}
