//! What is to be answered of an item: the schema and the law of today, as the page of classification asks them.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use identity::{By, Desk, may};
use kernel::Language;
use pack::{Kind, Pack};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct ClassificationView {
    schema: String,
    schema_version: String,
    fields: Vec<FieldView>,
    rules: Vec<RuleView>,
    law: LawView,
}

#[derive(Serialize)]
struct FieldView {
    key: String,
    label: String,
    /// `one` or `many` options.
    takes: &'static str,
    required: bool,
    options: Vec<OptionView>,
}

#[derive(Serialize)]
struct OptionView {
    key: String,
    label: String,
}

#[derive(Serialize)]
struct RuleView {
    id: String,
    when: BTreeMap<String, Vec<String>>,
    require: BTreeMap<String, Vec<String>>,
    exclude: BTreeMap<String, Vec<String>>,
    message: String,
}

#[derive(Serialize)]
struct LawView {
    name: String,
    version: String,
    elements: Vec<OptionView>,
}

/// GET /api/v1/classification: in the language of whoever calls.
pub(super) async fn show(
    State(desk): State<Desk>,
    caller: By<may::ReadAssessment>,
) -> Json<ClassificationView> {
    Json(view(&desk.pack, caller.language()))
}

fn view(pack: &Pack, language: Language) -> ClassificationView {
    let field = |field: &pack::Field| FieldView {
        key: field.key.get_ref().clone(),
        label: field.label.in_language(language).to_owned(),
        takes: match field.kind {
            Kind::One => "one",
            Kind::Many => "many",
        },
        required: field.required,
        options: field
            .options
            .iter()
            .map(|option| OptionView {
                key: option.key.clone(),
                label: option.label.in_language(language).to_owned(),
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
    let element = |element: &pack::Element| OptionView {
        key: element.key.get_ref().clone(),
        label: element.label.in_language(language).to_owned(),
    };
    ClassificationView {
        schema: pack.schema.schema.clone(),
        schema_version: pack.schema.version.clone(),
        fields: pack.schema.fields.iter().map(field).collect(),
        rules: pack.schema.rules.iter().map(rule).collect(),
        law: LawView {
            name: pack.law.name.in_language(language).to_owned(),
            version: pack.law.version.clone(),
            elements: pack.law.elements.iter().map(element).collect(),
        },
    }
}
