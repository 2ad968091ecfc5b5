//! The page on which an item is classified: made from the pack's schema and law.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::{Action, Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::{Id, Language};
use pack::{Kind, Pack};
use page::{Choice, FormErrors, Frame, Message, Problem, Words};

use super::items::{Facts, facts};
use super::{Sent, item_name, to_case};
use crate::{Answers, Error, Item, LawAnswers};

/// What may be answered to a question of the law.
pub(crate) const LAW_ANSWERS: [&str; 3] = ["yes", "no", "unsure"];

/// Before the key of an element of the law in a form.
const LAW: &str = "law_";

/// More choices than this stand in a list that opens.
const RADIOS: usize = 6;

#[derive(Template)]
#[template(path = "classification.html")]
struct ClassificationPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    item: Id<Item>,
    facts: Facts,
    fields: Vec<Asked>,
    law: String,
    unconfirmed: bool,
    elements: Vec<Asked>,
}

/// A question of the form.
struct Asked {
    name: String,
    label: String,
    shape: Shape,
    choices: Vec<Choice>,
    chosen: Vec<String>,
}

#[derive(PartialEq, Eq)]
enum Shape {
    Radios,
    Select,
    Boxes,
}

impl Asked {
    /// The one that is chosen.
    fn one(&self) -> &str {
        self.chosen.first().map_or("", String::as_str)
    }

    fn choices(&self) -> &[Choice] {
        &self.choices
    }

    fn has(&self, value: &str) -> bool {
        self.chosen.iter().any(|chosen| chosen == value)
    }
}

/// GET /cases/{id}/items/{item}/assessment
pub(super) async fn form(
    State(desk): State<Desk>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    signed_in.actor().may(Action::Assess).map_err(Error::from)?;
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let item = crate::item(&mut tx, signed_in.actor(), case, item).await?;
    let (answers, law_answers) = crate::assessment(&mut tx, signed_in.actor(), item.id)
        .await?
        .map(|assessment| (assessment.answers, assessment.law_answers))
        .unwrap_or_default();
    let facts = facts(&mut tx, &desk, &signed_in, &item).await?;
    show(
        &desk,
        &signed_in,
        &item,
        facts,
        &answers,
        &law_answers,
        FormErrors::none(),
    )
}

/// POST /cases/{id}/items/{item}/assessment
pub(super) async fn save(
    State(desk): State<Desk>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let (answers, law_answers) = read(&sent, &desk.pack);
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let item = crate::item(&mut tx, signed_in.actor(), case, item).await?;
    let actor = signed_in.actor();
    let result = crate::classify(&mut tx, actor, &desk.pack, &item, &answers, &law_answers).await;
    let errors = match result {
        Ok(_) => {
            tx.commit().await.map_err(Error::from)?;
            return Ok(to_case(case).into_response());
        }
        Err(Error::Excluded(refused)) => excluded(&refused, signed_in.language()),
        Err(Error::Incomplete(missing)) => incomplete(&missing),
        Err(error) => return Err(error.into()),
    };
    let facts = facts(&mut tx, &desk, &signed_in, &item).await?;
    let page = show(
        &desk,
        &signed_in,
        &item,
        facts,
        &answers,
        &law_answers,
        errors,
    )?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What was answered of what the pack asks; other fields are none of ours.
fn read(sent: &Sent, pack: &Pack) -> (Answers, LawAnswers) {
    let of = |name: &str| -> Vec<String> {
        sent.iter()
            .filter(|(field, value)| field == name && !value.is_empty())
            .map(|(_, value)| value.clone())
            .collect()
    };
    let answers = pack.schema.fields.iter().map(|field| field.key.get_ref());
    let elements = pack
        .law
        .elements
        .iter()
        .map(|element| element.key.get_ref());
    (
        answers
            .map(|key| (key.clone(), of(key)))
            .filter(|(_, chosen)| !chosen.is_empty())
            .collect(),
        elements
            .filter_map(|key| Some((key.clone(), of(&format!("{LAW}{key}")).into_iter().next()?)))
            .collect(),
    )
}

pub(crate) fn excluded(refused: &[pack::Refused], language: Language) -> FormErrors {
    let mut errors = FormErrors::none();
    for refused in refused {
        let message = match &refused.message {
            Some(message) => Message::new("assessment-rule")
                .with("message", message.in_language(language))
                .with("rule", refused.rule.as_str()),
            None if refused.rule == "required" => Message::new("assessment-required"),
            None => Message::new("assessment-unknown"),
        };
        errors.push(&refused.field, message);
    }
    errors
}

fn incomplete(missing: &[String]) -> FormErrors {
    let mut errors = FormErrors::none();
    for element in missing {
        errors.push(
            format!("{LAW}{element}"),
            Message::new("assessment-law-unanswered"),
        );
    }
    errors
}

fn show(
    desk: &Desk,
    signed_in: &SignedIn,
    item: &Item,
    facts: Facts,
    answers: &Answers,
    law_answers: &LawAnswers,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let words = desk.words(signed_in);
    let language = signed_in.language();
    let title = words.with(
        "assessment-classify-title",
        &[("item", item_name(&words, item))],
    );
    page::render(&ClassificationPage {
        frame: desk.frame(signed_in, title),
        csrf: signed_in.csrf(),
        errors,
        case: item.case,
        item: item.id,
        facts,
        fields: fields(&desk.pack, answers, language, &words),
        law: desk.pack.law.name.in_language(language).to_owned(),
        unconfirmed: desk
            .pack
            .law
            .articles
            .iter()
            .any(|article| !article.confirmed),
        elements: elements(&desk.pack, law_answers, language, &words),
    })
}

fn fields(pack: &Pack, answers: &Answers, language: Language, words: &Words) -> Vec<Asked> {
    let asked = |field: &pack::Field| {
        let options = field
            .options
            .iter()
            .map(|option| Choice::new(&option.key, option.label.in_language(language)));
        let shape = match (field.kind, field.options.len() > RADIOS) {
            (Kind::Many, _) => Shape::Boxes,
            (Kind::One, true) => Shape::Select,
            (Kind::One, false) => Shape::Radios,
        };
        let none = Choice::new("", words.text("assessment-choose"));
        let choices = if shape == Shape::Select {
            std::iter::once(none).chain(options).collect()
        } else {
            options.collect()
        };
        Asked {
            name: field.key.get_ref().clone(),
            label: field.label.in_language(language).to_owned(),
            shape,
            choices,
            chosen: answers
                .get(field.key.get_ref())
                .cloned()
                .unwrap_or_default(),
        }
    };
    pack.schema.fields.iter().map(asked).collect()
}

fn elements(pack: &Pack, answers: &LawAnswers, language: Language, words: &Words) -> Vec<Asked> {
    let asked = |element: &pack::Element| Asked {
        name: format!("{LAW}{}", element.key.get_ref()),
        label: element.label.in_language(language).to_owned(),
        shape: Shape::Radios,
        choices: LAW_ANSWERS
            .map(|answer| Choice::new(answer, words.text(law_answer_key(answer))))
            .into(),
        chosen: answers
            .get(element.key.get_ref())
            .into_iter()
            .cloned()
            .collect(),
    };
    pack.law.elements.iter().map(asked).collect()
}

fn law_answer_key(answer: &str) -> &'static str {
    match answer {
        "yes" => "assessment-yes",
        "no" => "assessment-no",
        _ => "assessment-unsure",
    }
}
