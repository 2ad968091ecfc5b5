//! What a form says back: which fields are wrong and why, and the choices of a group.
//!
//! The fields themselves are the macros of `templates/forms.html`. There is none for a file: the house
//! takes no media.

use crate::Message;

/// One wrong field: its name in the form, or in the API's JSON, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name, which is also its id in the page.
    pub field: String,
    /// What is wrong and what to do.
    pub message: Message,
}

/// What is wrong with a form, in the order in which its fields stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormErrors(Vec<FieldError>);

impl FormErrors {
    /// Nothing wrong.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Notes that `field` is wrong.
    pub fn push(&mut self, field: impl Into<String>, message: Message) {
        self.0.push(FieldError {
            field: field.into(),
            message,
        });
    }

    /// True when nothing is wrong.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every wrong field.
    pub fn iter(&self) -> impl Iterator<Item = &FieldError> {
        self.0.iter()
    }

    /// The first thing that is wrong with `field`.
    pub fn of(&self, field: &str) -> Option<&Message> {
        self.0
            .iter()
            .find(|error| error.field == field)
            .map(|error| &error.message)
    }
}

/// One choice of a radio group or a select field, in the reader's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the reader sees.
    pub label: String,
    /// A line of explanation, or nothing.
    pub hint: String,
}

impl Choice {
    /// A choice without an explanation.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
        }
    }
}
