//! The page on which an item is classified: made from the pack's schema and law.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::{Action, Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::{Id, Language, Sensitive};
use pack::{Kind, Law, Pack, Schema, Suggested};
use page::{FormErrors, Frame, Message, Problem, Words};
use store::Tx;

use super::items::{Facts, facts};
use super::panel::{CameTo, came_to};
use super::sheet::{Asked, LAW, Part, Shape, Sheet, elements};
use super::{Sent, item_name, to_case, value};
use crate::assess::beside_name;
use crate::{Answers, Classification, Error, Item};

#[derive(Template)]
#[template(path = "classification.html")]
struct ClassificationPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    item: Id<Item>,
    facts: Facts,
    /// The schemas asked beside, each with its parts.
    beside: Vec<(String, Vec<Part>)>,
    /// Whether their labels suggest answers that can be taken over.
    suggests: bool,
    /// What was just done: suggestions were taken over.
    note: Option<String>,
    parts: Vec<Part>,
    law: String,
    law_since: String,
    unconfirmed: bool,
    elements: Vec<Asked>,
    earlier: Vec<Earlier>,
    why: String,
}

/// An assessment of the item, in the words that it was made under.
struct Earlier {
    at: String,
    came_to: CameTo,
    why: String,
}

/// GET /cases/{id}/items/{item}/assessment
pub(super) async fn form(
    State(desk): State<Desk>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    signed_in.actor().may(Action::Assess).map_err(Error::from)?;
    page_of(&desk, &signed_in, (case, item), FormErrors::none()).await
}

/// The page with what the item was classified as before.
pub(super) async fn page_of(
    desk: &Desk,
    signed_in: &SignedIn,
    (case, item): (Id<Case>, Id<Item>),
    errors: FormErrors,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let item = crate::item(&mut tx, signed_in.actor(), case, item).await?;
    let before = crate::assessment(&mut tx, signed_in.actor(), item.id).await?;
    let classification = before.map(|before| Classification {
        answers: before.answers,
        beside: before.beside,
        law_answers: before.law_answers,
        why: None,
    });
    let form = Form {
        classification: classification.unwrap_or_default(),
        errors,
        note: None,
    };
    show(&mut tx, desk, signed_in, &item, form).await
}

/// POST /cases/{id}/items/{item}/assessment
pub(super) async fn save(
    State(desk): State<Desk>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let item = crate::item(&mut tx, actor, case, item).await?;
    let law = desk.pack.law_at(tx.now()).ok_or(Error::NoLaw)?;
    let mut classification = read(&sent, &desk.pack, law);
    // Suggestions are shown, or put into the form: only the analyst saves.
    if let Some(act) = value(&sent, "do").filter(|act| *act != "save") {
        actor.may(Action::Assess).map_err(Error::from)?;
        let taken = act == "take";
        if taken {
            let suggested = suggested(&desk.pack, &classification);
            take_over(&desk.pack, &suggested, &mut classification);
        }
        let form = Form {
            classification,
            errors: FormErrors::none(),
            note: Some(if taken {
                "assessment-suggestions-taken"
            } else {
                "assessment-suggestions-shown"
            }),
        };
        return show(&mut tx, &desk, &signed_in, &item, form).await;
    }
    let result = crate::assess(&mut tx, actor, &desk.pack, &item, &classification).await;
    let language = signed_in.language();
    let errors = match result {
        Ok(_) => {
            tx.commit().await.map_err(Error::from)?;
            return Ok(to_case(case).into_response());
        }
        Err(Error::Excluded(refused)) => excluded(&refused, &desk.pack, language),
        Err(Error::Incomplete(missing)) => incomplete(&missing),
        Err(error @ (Error::TooLong | Error::NoReason)) => unexplained("why", &error),
        // Nothing that was chosen is lost: whoever claims the case again sends it again.
        Err(Error::NotHeld) => not_held(&desk.pack),
        Err(error) => return Err(error.into()),
    };
    let form = Form {
        classification,
        errors,
        note: None,
    };
    let page = show(&mut tx, &desk, &signed_in, &item, form).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What was answered of what the pack asks; other fields are none of ours.
fn read(sent: &Sent, pack: &Pack, law: &Law) -> Classification {
    let of = |name: &str| -> Vec<String> {
        sent.iter()
            .filter(|(field, value)| field == name && !value.is_empty())
            .map(|(_, value)| value.clone())
            .collect()
    };
    let answers = |schema: &Schema, name: &dyn Fn(&str) -> String| -> Answers {
        let keys = schema.fields.iter().map(|field| field.key.get_ref());
        keys.map(|key| (key.clone(), of(&name(key))))
            .filter(|(_, chosen)| !chosen.is_empty())
            .collect()
    };
    let beside = pack.beside.iter().map(|beside| {
        let stem = beside.schema.stem();
        let labels = answers(&beside.schema, &|key| beside_name(&stem, key));
        (stem, labels)
    });
    let elements = law.elements.iter().map(|element| element.key.get_ref());
    Classification {
        answers: answers(&pack.schema, &str::to_owned),
        beside: beside.filter(|(_, labels)| !labels.is_empty()).collect(),
        law_answers: elements
            .filter_map(|key| Some((key.clone(), of(&format!("{LAW}{key}")).into_iter().next()?)))
            .collect(),
        why: why(sent, "why"),
    }
}

/// What the labels of all schemas beside suggest.
fn suggested(pack: &Pack, classification: &Classification) -> Suggested {
    let mut all = Suggested::default();
    for beside in &pack.beside {
        let labels = classification.beside.get(&beside.schema.stem());
        if let (Some(mapping), Some(labels)) = (&beside.mapping, labels) {
            all.add(mapping.suggested(labels));
        }
    }
    all
}

/// Puts suggestions where nothing was answered yet; where several differ the analyst chooses.
fn take_over(pack: &Pack, suggested: &Suggested, classification: &mut Classification) {
    for (key, options) in &suggested.answers {
        let several = pack
            .schema
            .field(key)
            .is_some_and(|field| field.kind == Kind::Many);
        if several || options.len() == 1 {
            let answers = classification.answers.entry(key.clone());
            answers.or_insert_with(|| options.iter().cloned().collect());
        }
    }
    for (key, answers) in &suggested.elements {
        if let (1, Some(answer)) = (answers.len(), answers.first()) {
            let element = classification.law_answers.entry(key.clone());
            element.or_insert_with(|| answer.clone());
        }
    }
}

pub(crate) fn excluded(refused: &[pack::Refused], pack: &Pack, language: Language) -> FormErrors {
    let mut errors = FormErrors::none();
    for refused in refused {
        let because: Vec<_> = refused
            .because
            .iter()
            .map(|field| field_label(pack, field, language))
            .collect();
        for field in &refused.fields {
            let message = match (&refused.message, refused.rule.as_str()) {
                (Some(message), rule) if because.is_empty() => Message::new("assessment-rule")
                    .with("message", message.in_language(language))
                    .with("rule", rule),
                (Some(message), rule) => Message::new("assessment-rule-because")
                    .with("message", message.in_language(language))
                    .with("rule", rule)
                    .with("fields", because.join(", ")),
                (None, "required") => Message::new("assessment-required"),
                (None, "not_asked") => {
                    Message::new("assessment-not-asked").with("fields", because.join(", "))
                }
                (None, _) => Message::new("assessment-unknown"),
            };
            errors.push(field, message);
        }
    }
    errors
}

/// Of a reason that is missing or too long, in its field.
pub(super) fn unexplained(field: &'static str, error: &Error) -> FormErrors {
    let mut errors = FormErrors::none();
    errors.push(
        field,
        Message::new(match error {
            Error::TooLong => "assessment-why-long",
            _ => "assessment-why-missing",
        }),
    );
    errors
}

/// Why something is classified anew, where it was said.
pub(super) fn why(sent: &Sent, field: &str) -> Option<Sensitive<String>> {
    let why = value(sent, field).map(str::trim).unwrap_or_default();
    (!why.is_empty()).then(|| Sensitive::new(why.to_owned()))
}

fn not_held(pack: &Pack) -> FormErrors {
    let first = pack.schema.fields.first();
    let mut errors = FormErrors::none();
    errors.push(
        first.map_or_else(String::new, |field| field.key.get_ref().clone()),
        Message::new("assessment-problem-not-held"),
    );
    errors
}

/// What a field is called, of the deciding schema or of one beside.
fn field_label(pack: &Pack, name: &str, language: Language) -> String {
    let (schema, key) = match name.rsplit_once('.') {
        Some((stem, key)) => {
            let beside = pack.beside.iter().find(|one| one.schema.stem() == stem);
            (beside.map(|beside| &beside.schema), key)
        }
        None => (Some(&pack.schema), name),
    };
    schema.and_then(|schema| schema.field(key)).map_or_else(
        || name.to_owned(),
        |field| field.label.in_language(language).to_owned(),
    )
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

/// What stands in the form, and what is said of it.
struct Form {
    classification: Classification,
    errors: FormErrors,
    note: Option<&'static str>,
}

async fn show(
    tx: &mut Tx,
    desk: &Desk,
    signed_in: &SignedIn,
    item: &Item,
    form: Form,
) -> Result<Response, Problem> {
    let words = desk.words(signed_in);
    let language = signed_in.language();
    let pack = &*desk.pack;
    let law = pack.law_at(tx.now()).ok_or(Error::NoLaw)?;
    let facts = facts(tx, desk, signed_in, item).await?;
    let earlier = earlier(tx, desk, signed_in, &words, item).await?;
    let title = words.with(
        "assessment-classify-title",
        &[("item", item_name(&words, item))],
    );
    let suggested = suggested(pack, &form.classification);
    let beside = pack.beside.iter().map(|beside| {
        let stem = beside.schema.stem();
        let labels = form.classification.beside.get(&stem);
        let sheet = Sheet {
            schema: &beside.schema,
            answers: labels.cloned().unwrap_or_default(),
            suggested: &Suggested::default(),
            stem: Some(stem),
            words: &words,
        };
        let name = beside.schema.name.in_language(language).to_owned();
        (name, sheet.parts())
    });
    let since = [
        ("version", law.version.as_str()),
        ("date", law.in_force_from.as_str()),
    ];
    let why = form.classification.why.as_ref();
    let sheet = Sheet {
        schema: &pack.schema,
        answers: form.classification.answers.clone(),
        suggested: &suggested,
        stem: None,
        words: &words,
    };
    page::render(&ClassificationPage {
        frame: desk.frame(signed_in, title),
        csrf: signed_in.csrf(),
        errors: form.errors,
        case: item.case,
        item: item.id,
        facts,
        beside: beside.collect(),
        suggests: !suggested.is_empty(),
        note: form.note.map(|note| words.text(note)),
        parts: sheet.parts(),
        law: law.name.in_language(language).to_owned(),
        law_since: words.with("assessment-law-since", &since),
        unconfirmed: law.articles.iter().any(|article| !article.confirmed),
        elements: elements(law, &form.classification, &suggested, &words),
        earlier,
        why: why.map(|why| why.expose().clone()).unwrap_or_default(),
    })
}

async fn earlier(
    tx: &mut Tx,
    desk: &Desk,
    signed_in: &SignedIn,
    words: &Words,
    item: &Item,
) -> Result<Vec<Earlier>, Problem> {
    let mut earlier = Vec::new();
    for assessment in crate::assessments(tx, signed_in.actor(), item.id).await? {
        let why = crate::why(tx, signed_in.actor(), &assessment).await?;
        earlier.push(Earlier {
            at: words.date_time(assessment.at, &desk.pack.zone),
            came_to: came_to(&desk.pack, words, &assessment.ruling),
            why: why
                .map(|why| page::harmless(why.expose()))
                .unwrap_or_default(),
        });
    }
    Ok(earlier)
}
