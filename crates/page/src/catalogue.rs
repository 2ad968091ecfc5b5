//! The catalogue: Fluent messages (projectfluent.org), English embedded by each crate, every other language
//! brought by the pack.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::resolver::ResolverError;
use fluent_bundle::resolver::errors::ReferenceKind;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use kernel::Language;

use crate::Words;
use crate::local::Numerals;

/// Every message in every language. Made once at start; a clone is cheap.
#[derive(Clone)]
pub struct Catalogue(Arc<BTreeMap<Language, Arc<Speech>>>);

/// One language's messages.
pub(crate) struct Speech {
    pub(crate) language: Language,
    pub(crate) numerals: Numerals,
    bundle: FluentBundle<FluentResource>,
    keys: BTreeMap<String, Entry>,
}

/// Where a message stands, and the names of the values it uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) place: String,
    pub(crate) variables: BTreeSet<String>,
}

impl Catalogue {
    /// Reads the English messages of every crate and the other languages of the pack, each as (file name,
    /// text).
    ///
    /// # Errors
    /// One line for each fault, beginning with `file:line`: what is not Fluent, a key given twice in a
    /// language, a translation that uses a value its English message does not have, a reference to a
    /// message that does not exist.
    pub fn new(
        english: &[(&'static str, &'static str)],
        others: impl Iterator<Item = (Language, String, String)>,
    ) -> Result<Self, Vec<String>> {
        let mut files: BTreeMap<Language, Vec<(String, String)>> = BTreeMap::new();
        for (name, text) in english {
            let english = files.entry(Language::ENGLISH).or_default();
            english.push(((*name).to_owned(), (*text).to_owned()));
        }
        for (language, name, text) in others {
            files.entry(language).or_default().push((name, text));
        }
        let mut faults = Vec::new();
        let mut speeches = BTreeMap::new();
        for (language, texts) in files {
            let speech = Speech::read(language, texts, &mut faults);
            speeches.insert(language, Arc::new(speech));
        }
        if let Some(english) = speeches.get(&Language::ENGLISH) {
            for speech in speeches.values() {
                speech.compare(english, &mut faults);
            }
        } else {
            faults.push("there are no English messages".to_owned());
        }
        if faults.is_empty() {
            Ok(Self(Arc::new(speeches)))
        } else {
            Err(faults)
        }
    }

    /// The languages there are words in.
    pub fn languages(&self) -> impl Iterator<Item = Language> + '_ {
        self.0.keys().copied()
    }

    /// The words of one language; English ones when the catalogue does not have it.
    #[expect(
        clippy::expect_used,
        reason = "`new` makes no catalogue without English"
    )]
    pub fn words(&self, language: Language) -> Words {
        let english = self.0.get(&Language::ENGLISH).expect("English messages");
        let speech = self.0.get(&language).unwrap_or(english);
        Words::new(Arc::clone(speech), Arc::clone(english))
    }

    /// The keys of English messages that this language does not have; all of them for an unknown language.
    pub fn missing(&self, language: Language) -> Vec<String> {
        self.keys_without(Language::ENGLISH, language)
            .map(|entry| entry.key.clone())
            .collect()
    }

    /// The messages of this language that English does not have, as `file:line: key`: left over after a
    /// change, or misspelt.
    pub fn unknown(&self, language: Language) -> Vec<String> {
        self.keys_without(language, Language::ENGLISH)
            .map(|entry| format!("{}: {}", entry.place, entry.key))
            .collect()
    }

    fn keys_without(&self, these: Language, those: Language) -> impl Iterator<Item = &Entry> {
        let those = self.0.get(&those);
        self.0
            .get(&these)
            .into_iter()
            .flat_map(|speech| speech.keys.values())
            .filter(move |entry| those.is_none_or(|speech| !speech.keys.contains_key(&entry.key)))
    }
}

impl Speech {
    fn read(language: Language, texts: Vec<(String, String)>, faults: &mut Vec<String>) -> Self {
        let locale = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // The isolation marks would end up in attributes, mails and tables.
        bundle.set_use_isolating(false);
        let mut keys: BTreeMap<String, Entry> = BTreeMap::new();
        let whole = kept_whole(&texts);
        for (file, text) in texts {
            let text = join(text, &whole);
            for entry in entries(&file, &text) {
                if let Some(first) = keys.get(&entry.key) {
                    faults.push(format!(
                        "{}: the message {} is already at {}",
                        entry.place, entry.key, first.place
                    ));
                } else {
                    keys.insert(entry.key.clone(), entry);
                }
            }
            let resource = FluentResource::try_new(text).unwrap_or_else(|(resource, errors)| {
                for error in errors {
                    let line = line_of(resource.source(), error.pos.start);
                    faults.push(format!("{file}:{line}: {}", error.kind));
                }
                resource
            });
            bundle.add_resource_overriding(resource);
        }
        let numerals = Numerals::new(
            &plain(&bundle, "digits").unwrap_or_default(),
            plain(&bundle, "digit-group-separator"),
        );
        let counting = numerals.clone();
        if bundle
            .add_function("NUMBER", move |positional, _| match positional {
                [FluentValue::Number(number), ..] => {
                    FluentValue::from(counting.grouped(&number.as_string()))
                }
                _ => FluentValue::Error,
            })
            .is_err()
        {
            faults.push(format!("{language}: a message stands where NUMBER should"));
        }
        Self {
            language,
            numerals,
            bundle,
            keys,
        }
    }

    fn compare(&self, english: &Self, faults: &mut Vec<String>) {
        for entry in self.keys.values() {
            if let Some(original) = english.keys.get(&entry.key) {
                for variable in entry.variables.difference(&original.variables) {
                    faults.push(format!(
                        "{}: the message {} uses ${variable}, which the English one does not have",
                        entry.place, entry.key
                    ));
                }
            }
            let (_, errors) = self.format(&entry.key, None).unwrap_or_default();
            for error in errors {
                // Without arguments a value is rightly unknown; anything else will never be known.
                if !matches!(
                    error,
                    FluentError::ResolverError(ResolverError::Reference(
                        ReferenceKind::Variable { .. }
                    ))
                ) {
                    faults.push(format!("{}: {}: {error}", entry.place, entry.key));
                }
            }
        }
    }

    /// The message `key` with its values, and what could not be resolved in it.
    pub(crate) fn format(
        &self,
        key: &str,
        values: Option<&FluentArgs<'_>>,
    ) -> Option<(String, Vec<FluentError>)> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, values, &mut errors);
        Some((text.into_owned(), errors))
    }
}

/// U+2060: no line is broken where it stands.
const WORD_JOINER: char = '\u{2060}';

/// The words that a language wants whole, from its message `kept-whole`: each as it is written, and as it is shown.
///
/// A language without blanks between its words is broken by the browser, from a dictionary: it parts words that are made of
/// two. Where it would, the message has a hyphen.
fn kept_whole(texts: &[(String, String)]) -> Vec<(String, String)> {
    let lines = texts.iter().flat_map(|(_, text)| text.lines());
    let lists = lines.filter_map(|line| line.strip_prefix("kept-whole")?.strip_prefix(" = "));
    let words = lists.flat_map(str::split_whitespace);
    let words = words.filter(|word| word.contains('-'));
    words
        .map(|word| {
            let shown = word.replace('-', &WORD_JOINER.to_string());
            (word.replace('-', ""), shown)
        })
        .collect()
}

/// The text with each of these words as it is shown.
fn join(text: String, whole: &[(String, String)]) -> String {
    whole
        .iter()
        .fold(text, |text, (written, shown)| text.replace(written, shown))
}

/// The messages of a file, in its order. The Fluent parser has the last word on what is a message; this
/// reads only what it does not tell: lines, and names of values.
pub(crate) fn entries(file: &str, text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let mut body = line;
        if line.starts_with(|first: char| first.is_ascii_alphabetic())
            && let Some((key, value)) = line.split_once('=')
        {
            entries.push(Entry {
                key: key.trim().to_owned(),
                place: place(file, number + 1),
                variables: BTreeSet::new(),
            });
            body = value;
        } else if !line.starts_with([' ', '}']) {
            continue;
        }
        if let Some(entry) = entries.last_mut() {
            entry.variables.extend(variables(body));
        }
    }
    entries
}

fn variables(body: &str) -> impl Iterator<Item = String> {
    body.split('$').skip(1).map(|rest| {
        rest.chars()
            .take_while(|symbol| symbol.is_ascii_alphanumeric() || matches!(symbol, '-' | '_'))
            .collect()
    })
}

fn place(file: &str, line: usize) -> String {
    let mut place = file.to_owned();
    let _ = write!(place, ":{line}");
    place
}

fn line_of(text: &str, position: usize) -> usize {
    let before = text.bytes().take(position);
    before.filter(|byte| *byte == b'\n').count() + 1
}

fn plain(bundle: &FluentBundle<FluentResource>, key: &str) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let text = bundle.format_pattern(pattern, None, &mut Vec::new());
    Some(text.into_owned())
}

#[cfg(test)]
mod tests;
