//! Words in the reader's language: Fluent messages (projectfluent.org), English embedded by each crate,
//! every other language brought by the pack.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::resolver::ResolverError;
use fluent_bundle::resolver::errors::ReferenceKind;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use kernel::Language;

use crate::local::Numerals;

/// Every message in every language. Made once at start; a clone is cheap.
#[derive(Clone)]
pub struct Catalogue(Arc<BTreeMap<Language, Arc<Speech>>>);

/// One language's messages.
struct Speech {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    keys: BTreeMap<String, Entry>,
    numerals: Numerals,
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
        Words {
            speech: Arc::clone(self.0.get(&language).unwrap_or(english)),
            english: Arc::clone(english),
        }
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
        for (file, text) in texts {
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
            bundle,
            keys,
            numerals,
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

    fn format(
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

/// The words of one language, with English behind them. A clone is cheap.
#[derive(Clone)]
pub struct Words {
    speech: Arc<Speech>,
    english: Arc<Speech>,
}

impl Words {
    /// The language of these words.
    pub fn language(&self) -> Language {
        self.speech.language
    }

    /// The message `key`. One that this language lacks is given in English.
    ///
    /// A key that English lacks too is a programmer's slip: it shows in brackets, and stops a debug build.
    pub fn text(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The message `key` with values put in.
    pub fn with<V: Clone + Into<Value>>(&self, key: &str, values: &[(&str, V)]) -> String {
        let mut arguments = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            arguments.set(
                Cow::Borrowed(*name),
                FluentValue::from(value.clone().into()),
            );
        }
        self.format(key, Some(&arguments))
    }

    /// A message that was made where the language was not known.
    pub fn say(&self, message: &Message) -> String {
        self.with(message.key, &message.values)
    }

    pub(crate) fn numerals(&self) -> &Numerals {
        &self.speech.numerals
    }

    fn format(&self, key: &str, values: Option<&FluentArgs<'_>>) -> String {
        let found = self.speech.format(key, values);
        if let Some((text, errors)) = found.or_else(|| self.english.format(key, values)) {
            debug_assert!(errors.is_empty(), "{key}: {errors:?}");
            text
        } else {
            debug_assert!(false, "there is no message {key}");
            format!("[{key}]")
        }
    }
}

/// A message and its values, put into words by whoever knows the reader's language.
///
/// Never put a URL or a person's text in a value of a [`crate::Problem`]: what was typed is shown in its
/// field, not in the sentence about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    key: &'static str,
    values: Vec<(&'static str, Value)>,
}

impl Message {
    /// The message with this key, which English must have.
    pub const fn new(key: &'static str) -> Self {
        Self {
            key,
            values: Vec::new(),
        }
    }

    /// The same with one value more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// The key, for tests and for what a client reads.
    pub const fn key(&self) -> &'static str {
        self.key
    }
}

/// A value in a message. A number chooses the plural form; `{ NUMBER($count) }` prints it in the
/// language's own digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Shown as it is.
    Text(String),
    /// A count.
    Number(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<Value> for FluentValue<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::Text(text) => text.into(),
            Value::Number(number) => number.into(),
        }
    }
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
mod tests {
    use super::*;

    fn read(english: &'static str, khmer: &str) -> Result<Catalogue, Vec<String>> {
        Catalogue::new(
            &[("en.ftl", english)],
            [(Language::KHMER, "km.ftl".to_owned(), khmer.to_owned())].into_iter(),
        )
    }

    fn faults(english: &'static str, khmer: &str) -> Vec<String> {
        read(english, khmer).err().unwrap_or_default()
    }

    #[test]
    fn a_word_that_a_language_lacks_is_given_in_english() {
        let catalogue = read("one = One\ntwo = Two\n", "one = មួយ\nthree = បី\n")
            .ok()
            .unwrap();
        let words = catalogue.words(Language::KHMER);
        assert_eq!(words.text("one"), "មួយ");
        assert_eq!(words.text("two"), "Two");
        assert_eq!(catalogue.missing(Language::KHMER), ["two"]);
        assert_eq!(catalogue.unknown(Language::KHMER), ["km.ftl:2: three"]);
        assert_eq!(catalogue.missing("fr".parse().unwrap()), ["one", "two"]);
        assert_eq!(catalogue.words("fr".parse().unwrap()).text("one"), "One");
    }

    #[test]
    #[should_panic(expected = "there is no message nowhere")]
    fn a_word_that_nobody_has_stops_a_debug_build() {
        let words = read("one = One\n", "").ok().unwrap().words(Language::KHMER);
        words.text("nowhere");
    }

    #[test]
    fn a_count_picks_its_form_and_shows_in_the_language_s_digits() {
        let catalogue = read(
            "found = { $count ->\n    [one] { NUMBER($count) } place\n   *[other] { NUMBER($count) } places\n}\n",
            "digits = ០១២៣៤៥៦៧៨៩\ndigit-group-separator = .\nfound = { NUMBER($count) } កន្លែង\n",
        )
        .ok()
        .unwrap();
        let english = catalogue.words(Language::ENGLISH);
        assert_eq!(english.with("found", &[("count", 1_usize)]), "1 place");
        assert_eq!(english.with("found", &[("count", 2_usize)]), "2 places");
        let khmer = catalogue.words(Language::KHMER);
        let message = Message::new("found").with("count", 12_345_i64);
        assert_eq!(khmer.say(&message), "១២.៣៤៥ កន្លែង");
    }

    #[test]
    fn values_stand_bare_without_isolation_marks() {
        let words = read("hello = Hello { $name }!\n", "")
            .ok()
            .unwrap()
            .words(Language::ENGLISH);
        assert_eq!(words.with("hello", &[("name", "Dara")]), "Hello Dara!");
    }

    #[test]
    fn a_fault_names_file_and_line() {
        let found = faults("one = One\n", "# words\none = { \n");
        assert!(
            found.iter().any(|fault| fault.starts_with("km.ftl:")),
            "{found:?}"
        );
        assert_eq!(
            faults("one = One\n", "one = a\n\none = b\n"),
            ["km.ftl:3: the message one is already at km.ftl:1"]
        );
        assert_eq!(
            faults("one = { $name }\n", "one =\n    សូម { $nom }\n"),
            ["km.ftl:1: the message one uses $nom, which the English one does not have"]
        );
        let found = faults("one = One\n", "\none = { two }\n");
        assert!(
            found
                .iter()
                .all(|fault| fault.starts_with("km.ftl:2: one:")),
            "{found:?}"
        );
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn without_english_there_is_no_catalogue() {
        assert!(Catalogue::new(&[], std::iter::empty()).is_err());
    }
}
