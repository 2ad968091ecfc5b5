//! What a page says: words in the reader's language, and messages made where it is not known.

use std::borrow::Cow;
use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentValue};
use kernel::{Country, Language};

use crate::catalogue::Speech;
use crate::local::Numerals;

/// The words of one language, with English behind them. A clone is cheap.
#[derive(Clone)]
pub struct Words {
    speech: Arc<Speech>,
    english: Arc<Speech>,
}

impl Words {
    pub(crate) const fn new(speech: Arc<Speech>, english: Arc<Speech>) -> Self {
        Self { speech, english }
    }

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

    /// A country by its name and code; by its code alone where there is no name.
    pub fn country(&self, country: Country) -> String {
        let key = format!("country-{}", country.code().to_lowercase());
        let name = self.speech.format(&key, None);
        let name = name.or_else(|| self.english.format(&key, None));
        match name {
            Some((name, _)) => self.with(
                "country-and-code",
                &[("name", name), ("code", country.code().to_owned())],
            ),
            None => country.code().to_owned(),
        }
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
