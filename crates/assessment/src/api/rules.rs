//! What is to be answered of an item: the schema and the law of today, as the page of classification asks them.

use axum::Json;
use axum::extract::State;
use identity::{By, Desk, may};
use kernel::Language;
use pack::{Kind, Schema};
use page::Problem;
use serde::Serialize;

use crate::{Answers, Error};

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
