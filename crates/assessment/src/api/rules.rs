//! What is to be answered of an item: the schema and the law of today, as the page of classification asks them.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use identity::{By, Desk, Sent, may};
use kernel::Language;
use pack::{Kind, Pack, Schema};
use page::{FormErrors, Message, Problem};
use serde::{Deserialize, Serialize};

use crate::assess::suggested;
use crate::{Answers, Beside, Error};

#[derive(Serialize)]
pub(super) struct ClassificationView {
    #[serde(flatten)]
    schema: SchemaView,
    /// The schemas asked beside the one that decides.
    beside: Vec<SchemaView>,
    law: LawView,
}

#[derive(Serialize)]
struct SchemaView {
    schema: String,
    schema_version: String,
    fields: Vec<FieldView>,
    rules: Vec<RuleView>,
}

#[derive(Serialize)]
struct FieldView {
    key: String,
    label: String,
    /// `one` or `many` options.
    takes: &'static str,
    required: bool,
    /// It is asked only where each of these fields has one of these options.
    only_when: Answers,
    options: Vec<ChoiceView>,
}

#[derive(Serialize)]
struct ChoiceView {
    key: String,
    label: String,
    /// Its number in ICCAM, where it has one.
    iccam: Option<u32>,
}

#[derive(Serialize)]
struct OptionView {
    key: String,
    label: String,
}

#[derive(Serialize)]
struct RuleView {
    id: String,
    when: Answers,
    require: Answers,
    exclude: Answers,
    message: String,
}

#[derive(Serialize)]
struct LawView {
    name: String,
    version: String,
    /// Its first day in force, ISO 8601.
    in_force_from: String,
    elements: Vec<OptionView>,
}

/// GET /api/v1/classification: in the language of whoever calls.
pub(super) async fn show(
    State(desk): State<Desk>,
    caller: By<may::ReadAssessment>,
) -> Result<Json<ClassificationView>, Problem> {
    let law = desk
        .pack
        .law_at(desk.db.clock().now())
        .ok_or(Error::NoLaw)?;
    let language = caller.language();
    let element = |element: &pack::Element| OptionView {
        key: element.key.get_ref().clone(),
        label: element.label.in_language(language).to_owned(),
    };
    let beside = desk.pack.beside.iter();
    Ok(Json(ClassificationView {
        schema: view(&desk.pack.schema, language),
        beside: beside
            .map(|beside| view(&beside.schema, language))
            .collect(),
        law: LawView {
            name: law.name.in_language(language).to_owned(),
            version: law.version.clone(),
            in_force_from: law.in_force_from.clone(),
            elements: law.elements.iter().map(element).collect(),
        },
    }))
}

/// What was answered in the schemas beside, by the names of their files.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labels {
    beside: Beside,
}

#[derive(Serialize)]
pub(super) struct SuggestionsView {
    /// Options by field of the deciding schema. Where a field that takes one option has several, the labels differ.
    answers: BTreeMap<String, BTreeSet<String>>,
    /// `yes`, `no` or `unsure`, by element of the law.
    law: BTreeMap<String, BTreeSet<String>>,
}

/// POST /api/v1/classification/suggestions: what labels suggest, as the page of classification shows it. Nothing is kept,
/// and nothing is answered by it.
pub(super) async fn suggestions(
    State(desk): State<Desk>,
    _: By<may::ReadAssessment>,
    Sent(Labels { beside }): Sent<Labels>,
) -> Result<Json<SuggestionsView>, Problem> {
    check_labels(&desk.pack, &beside)?;
    let suggested = suggested(&desk.pack, &beside);
    let (answers, law) = (suggested.answers, suggested.elements);
    Ok(Json(SuggestionsView { answers, law }))
}

/// Refuses labels that no schema beside has.
fn check_labels(pack: &Pack, sent: &Beside) -> Result<(), Problem> {
    let mut errors = FormErrors::none();
    for (stem, labels) in sent {
        let beside = pack.beside.iter().find(|one| one.schema.stem() == *stem);
        let Some(beside) = beside else {
            errors.push(format!("beside/{stem}"), Message::new("assessment-unknown"));
            continue;
        };
        for (key, chosen) in labels {
            let field = beside.schema.field(key);
            let is_there = |label: &String| {
                field.is_some_and(|field| field.options.iter().any(|option| option.key == *label))
            };
            if field.is_none() || !chosen.iter().all(is_there) {
                let place = format!("beside/{stem}/{key}");
                errors.push(place, Message::new("assessment-unknown"));
            }
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Problem::Invalid(errors))
    }
}

fn view(schema: &Schema, language: Language) -> SchemaView {
    let field = |field: &pack::Field| FieldView {
        key: field.key.get_ref().clone(),
        label: field.label.in_language(language).to_owned(),
        takes: match field.kind {
            Kind::One => "one",
            Kind::Many => "many",
        },
        required: field.required,
        only_when: field.only_when.clone(),
        options: field
            .options
            .iter()
            .map(|option| ChoiceView {
                key: option.key.clone(),
                label: option.label.in_language(language).to_owned(),
                iccam: option.iccam,
            })
            .collect(),
    };
    let rule = |rule: &pack::Rule| RuleView {
        id: rule.id.get_ref().clone(),
        when: rule.when.clone(),
        require: rule.require.clone(),
        exclude: rule.exclude.clone(),
        message: rule.message.in_language(language).to_owned(),
    };
    SchemaView {
        schema: schema.schema.clone(),
        schema_version: schema.version.clone(),
        fields: schema.fields.iter().map(field).collect(),
        rules: schema.rules.iter().map(rule).collect(),
    }
}
