//! What is wrong with a pack.

use std::fmt;

/// One fault, with the place to mend it: `packs/kh/laws/2008.toml:12: …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, with the folder of its pack.
    pub file: String,
    /// The line, counted from 1, where the fault has one.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl Fault {
    pub(crate) fn of_file(file: &str, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line: None,
            message: message.into(),
        }
    }

    /// A fault at a byte of the file's text.
    pub(crate) fn at(file: &str, text: &str, byte: usize, message: impl Into<String>) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        Self {
            file: file.to_owned(),
            line: Some(before.matches('\n').count() + 1),
            message: message.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.file, self.message),
            None => write!(formatter, "{}: {}", self.file, self.message),
        }
    }
}
