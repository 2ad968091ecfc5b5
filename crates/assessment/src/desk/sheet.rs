//! Schemas and the law as questions of a form.

use std::collections::BTreeSet;

use pack::{Kind, Law, Schema, Suggested};
use page::{Choice, Words};

use crate::assess::beside_name;
use crate::{Answers, Classification};

/// What may be answered to a question of the law.
pub(crate) const LAW_ANSWERS: [&str; 3] = ["yes", "no", "unsure"];

/// Before the key of an element of the law in a form.
pub(super) const LAW: &str = "law_";

/// More choices than this stand in a list that opens.
const RADIOS: usize = 6;

/// Questions under one heading; the heading is empty where a schema has no sections.
pub(super) struct Part {
    pub(super) heading: String,
    pub(super) fields: Vec<Asked>,
}

/// A question of the form.
pub(super) struct Asked {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) shape: Shape,
    pub(super) choices: Vec<Choice>,
    pub(super) chosen: Vec<String>,
}

#[derive(PartialEq, Eq)]
pub(super) enum Shape {
    Radios,
    Select,
    Boxes,
}

impl Asked {
    /// The one that is chosen.
    pub(super) fn one(&self) -> &str {
        self.chosen.first().map_or("", String::as_str)
    }

    pub(super) fn choices(&self) -> &[Choice] {
        &self.choices
    }

    pub(super) fn has(&self, value: &str) -> bool {
        self.chosen.iter().any(|chosen| chosen == value)
    }
}

/// A schema as part of the form.
pub(super) struct Sheet<'a> {
    pub(super) schema: &'a Schema,
    pub(super) answers: Answers,
    pub(super) suggested: &'a Suggested,
    /// Of a schema beside: the name of its file, which stands before its fields.
    pub(super) stem: Option<String>,
    pub(super) words: &'a Words,
}

impl Sheet<'_> {
    pub(super) fn parts(&self) -> Vec<Part> {
        let language = self.words.language();
        let of = |section: Option<&String>| -> Vec<Asked> {
            let fields = self.schema.fields.iter();
            fields
                .filter(|field| field.section.as_ref() == section)
                .map(|field| self.asked(field))
                .collect()
        };
        let without = Part {
            heading: String::new(),
            fields: of(None),
        };
        let sections = self.schema.sections.iter().map(|section| Part {
            heading: section.label.in_language(language).to_owned(),
            fields: of(Some(&section.key)),
        });
        std::iter::once(without)
            .chain(sections)
            .filter(|part| !part.fields.is_empty())
            .collect()
    }

    fn asked(&self, field: &pack::Field) -> Asked {
        let language = self.words.language();
        let key = field.key.get_ref();
        let options = field
            .options
            .iter()
            .map(|option| Choice::new(&option.key, option.label.in_language(language)));
        let shape = match (field.kind, field.options.len() > RADIOS) {
            (Kind::Many, _) => Shape::Boxes,
            (Kind::One, true) => Shape::Select,
            (Kind::One, false) => Shape::Radios,
        };
        // A slip, or what is not asked any more, is taken back by it: nothing but another pick unticks a radio.
        let can_be_left = !field.required || !field.only_when.is_empty();
        let choices = match shape {
            Shape::Select => {
                let none = Choice::new("", self.words.text("assessment-choose"));
                std::iter::once(none).chain(options).collect()
            }
            Shape::Radios if can_be_left => options.chain([unanswered(self.words)]).collect(),
            Shape::Radios | Shape::Boxes => options.collect(),
        };
        let suggested = self.suggested.answers.get(key).map(|options| {
            let label = |option: &String| self.schema.label(key, option, language).to_owned();
            hint(self.words, options.iter().map(label).collect())
        });
        let hints = [self.only_when(field), suggested];
        Asked {
            name: match &self.stem {
                Some(stem) => beside_name(stem, key),
                None => key.clone(),
            },
            label: field.label.in_language(language).to_owned(),
            hint: hints.into_iter().flatten().collect::<Vec<_>>().join(" "),
            shape,
            choices,
            chosen: self.answers.get(key).cloned().unwrap_or_default(),
        }
    }

    /// Under which answers a field is asked, in words; nothing where it always is.
    fn only_when(&self, field: &pack::Field) -> Option<String> {
        let language = self.words.language();
        let parts: Vec<_> = field
            .only_when
            .iter()
            .map(|(key, options)| {
                let name = self
                    .schema
                    .field(key)
                    .map_or(key.as_str(), |field| field.label.in_language(language));
                let options: Vec<_> = options
                    .iter()
                    .map(|option| self.schema.label(key, option, language))
                    .collect();
                format!("{name}: {}", options.join(", "))
            })
            .collect();
        let when = [("answers", parts.join("; "))];
        (!parts.is_empty()).then(|| self.words.with("assessment-only-when", &when))
    }
}

pub(super) fn elements(
    law: &Law,
    classification: &Classification,
    suggested: &Suggested,
    words: &Words,
) -> Vec<Asked> {
    let asked = |element: &pack::Element| {
        let key = element.key.get_ref();
        let answers = suggested.elements.get(key).map(|answers: &BTreeSet<_>| {
            let label = |answer: &String| words.text(law_answer_key(answer));
            hint(words, answers.iter().map(label).collect())
        });
        Asked {
            name: format!("{LAW}{key}"),
            label: element.label.in_language(words.language()).to_owned(),
            hint: answers.unwrap_or_default(),
            shape: Shape::Radios,
            choices: LAW_ANSWERS
                .map(|answer| Choice::new(answer, words.text(law_answer_key(answer))))
                .into_iter()
                .chain([unanswered(words)])
                .collect(),
            chosen: classification
                .law_answers
                .get(key)
                .into_iter()
                .cloned()
                .collect(),
        }
    };
    law.elements.iter().map(asked).collect()
}

/// The choice of none of the answers.
fn unanswered(words: &Words) -> Choice {
    Choice::new("", words.text("assessment-left-unanswered"))
}

/// A suggestion in words; where several differ all of them.
fn hint(words: &Words, labels: Vec<String>) -> String {
    words.with("assessment-suggested", &[("answers", labels.join(" / "))])
}

fn law_answer_key(answer: &str) -> &'static str {
    match answer {
        "yes" => "assessment-yes",
        "no" => "assessment-no",
        _ => "assessment-unsure",
    }
}
