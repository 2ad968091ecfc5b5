//! A TOML file as a tree whose parts know where they stand: finds the line of a fault.

use kernel::Language;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::Fault;

/// A TOML file of the pack.
pub(crate) struct Tree<'file> {
    name: &'file str,
    text: &'file str,
    root: DeTable<'file>,
}

impl<'file> Tree<'file> {
    /// The tree of a file that is TOML; an empty one of a file that is not.
    pub(crate) fn new(name: &'file str, text: &'file str) -> Self {
        let root = DeTable::parse(text).map(Spanned::into_inner);
        Self {
            name,
            text,
            root: root.unwrap_or_default(),
        }
    }

    /// A fault at what stands under these keys (of a list: its index), as deep as they lead; without a line
    /// where not even the first does.
    pub(crate) fn fault(&self, path: &[&str], message: impl Into<String>) -> Fault {
        let mut at = None;
        let mut here: Option<&DeValue<'_>> = None;
        for key in path {
            let next = match here {
                None => self.root.get(*key),
                Some(DeValue::Table(table)) => table.get(*key),
                Some(DeValue::Array(list)) => {
                    key.parse().ok().and_then(|index: usize| list.get(index))
                }
                Some(_) => None,
            };
            let Some(next) = next else { break };
            at = Some(next.span().start);
            here = Some(next.get_ref());
        }
        match at {
            Some(byte) => Fault::at(self.name, self.text, byte, message),
            None => Fault::of_file(self.name, message),
        }
    }

    /// Keys at the head of the file and what is wrong with each, as faults.
    pub(crate) fn each(&self, problems: Vec<(&'static str, &'static str)>) -> Vec<Fault> {
        let problems = problems.into_iter();
        problems
            .map(|(key, text)| self.fault(&[key], format!("{key}: {text}")))
            .collect()
    }

    /// A fault at a byte of the file.
    pub(crate) fn fault_at(&self, byte: usize, message: impl Into<String>) -> Fault {
        Fault::at(self.name, self.text, byte, message)
    }

    /// A fault for each text that a language of the list is missing in. A text is a table all of whose keys
    /// are codes of languages.
    pub(crate) fn untranslated(&self, languages: &[Language]) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (key, value) in &self.root {
            self.visit(key.get_ref(), value, languages, &mut faults);
        }
        faults
    }

    fn visit(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        languages: &[Language],
        faults: &mut Vec<Fault>,
    ) {
        match value.get_ref() {
            DeValue::Table(table) if is_text(table) => {
                for language in languages {
                    let text = table.get(language.code()).map(Spanned::get_ref);
                    if text
                        .and_then(DeValue::as_str)
                        .is_none_or(|text| text.trim().is_empty())
                    {
                        let message = format!("{key} has no text in {language}");
                        faults.push(Fault::at(self.name, self.text, value.span().start, message));
                    }
                }
            }
            DeValue::Table(table) => {
                for (key, value) in table {
                    self.visit(key.get_ref(), value, languages, faults);
                }
            }
            DeValue::Array(list) => {
                for value in list {
                    self.visit(key, value, languages, faults);
                }
            }
            _ => {}
        }
    }
}

fn is_text(table: &DeTable<'_>) -> bool {
    let is_language = |key: &str| key.parse::<Language>().is_ok();
    !table.is_empty() && table.keys().all(|key| is_language(key.get_ref()))
}
