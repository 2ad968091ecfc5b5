//! The page on which an item is classified: made from the pack's schema and law.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Actor, Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::{Id, Language, Sensitive};
use pack::{Kind, Law, Pack, Schema, Suggested};
use page::{FormErrors, Frame, Message, Problem, Words};
use store::Tx;

use super::known::{Facts, facts, only_shown_key};
use super::panel::{CameTo, came_to};
use super::sheet::{Asked, LAW, Part, Shape, Sheet, elements};
use super::{Sent, WITH_NOTE, is_stale, item_name, to_case, value};
use crate::assess::{beside_name, suggested};
use crate::claim::lock;
use crate::{Added, Algorithm, Answers, Classification, Error, Hash, Item, version};

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
    /// A hash that was typed and is not added.
    hash: String,
    /// Which assessment of the item the page shows.
    version: String,
    /// What was just done: suggestions were taken over, a hash was added.
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
        hash: String::new(),
        errors: FormErrors::none(),
        note: None,
    };
    show(&mut tx, &desk, &signed_in, &item, form).await
}

/// What the form is sent for.
enum Press {
    Save,
    /// Shows what the labels of the schemas beside suggest.
    Suggest,
    /// Puts the suggestions into the form.
    Take,
    AddHash,
    RemoveHash(Algorithm),
    /// Takes over what is known of the same content.
    TakeOver,
}

/// What comes of it.
enum After {
    /// The page again, as it was typed, with what was done.
    Shown(&'static str),
    Led(Redirect),
}

/// Why nothing came of it.
enum Wrong {
    Hash(&'static str),
    /// The item was assessed since the form was made.
    Stale,
    Other(Error),
}

impl From<Error> for Wrong {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl Press {
    fn of(sent: &Sent) -> Option<Self> {
        Some(match value(sent, "do").unwrap_or("save") {
            "save" => Self::Save,
            "suggest" => Self::Suggest,
            "take" => Self::Take,
            "hash" => Self::AddHash,
            "take_over" => Self::TakeOver,
            other => Self::RemoveHash(Algorithm::named(other.strip_prefix("remove_")?)?),
        })
    }

    async fn act(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        pack: &Pack,
        item: &Item,
        form: &mut Form,
    ) -> Result<After, Wrong> {
        Ok(match self {
            Self::Save => {
                // What is typed in the form is saved with it.
                if !form.hash.trim().is_empty() {
                    add_hash(tx, actor, item, form).await?;
                }
                crate::assess(tx, actor, pack, item, &form.classification).await?;
                After::Led(to_case(item.case))
            }
            Self::Suggest => {
                actor.may(Action::Assess).map_err(Error::from)?;
                After::Shown("assessment-suggestions-shown")
            }
            Self::Take => {
                actor.may(Action::Assess).map_err(Error::from)?;
                let suggested = suggested(pack, &form.classification.beside);
                take_over(pack, &suggested, &mut form.classification);
                After::Shown("assessment-suggestions-taken")
            }
            Self::AddHash => {
                add_hash(tx, actor, item, form).await?;
                After::Shown("assessment-hash-added")
            }
            Self::RemoveHash(algorithm) => {
                crate::remove_hash(tx, actor, item.case, item.id, *algorithm).await?;
                After::Shown("assessment-hash-removed")
            }
            Self::TakeOver => {
                let why = form.classification.why.as_ref();
                crate::take_over(tx, actor, pack, item.case, item.id, why).await?;
                After::Led(Redirect::to(&format!("/cases/{}/items", item.case)))
            }
        })
    }

    /// Whether it puts an assessment in the place of the one that the page showed.
    const fn supersedes(&self) -> bool {
        matches!(self, Self::Save | Self::TakeOver)
    }

    /// What is wrong, where it is to be mended; any other error as it is.
    fn wrong(&self, wrong: Wrong, pack: &Pack, language: Language) -> Result<FormErrors, Error> {
        let first = || pack.schema.fields.first();
        // What this would have done is gone meanwhile; the answers are not.
        let gone = match self {
            Self::RemoveHash(_) => Some("assessment-hash-gone"),
            Self::TakeOver => Some("assessment-known-gone"),
            _ => None,
        };
        let field = match self {
            Self::TakeOver if matches!(wrong, Wrong::Other(Error::NotFound)) => {
                first().map_or("", |field| field.key.get_ref().as_str())
            }
            Self::AddHash | Self::RemoveHash(_) => "hash",
            Self::TakeOver => "known",
            Self::Save | Self::Suggest | Self::Take => {
                first().map_or("", |field| field.key.get_ref().as_str())
            }
        };
        let (field, key) = match wrong {
            Wrong::Hash(key) => ("hash", key),
            Wrong::Stale => (field, "assessment-stale-classification"),
            Wrong::Other(Error::Excluded(refused)) => {
                return Ok(excluded(&refused, pack, language));
            }
            Wrong::Other(Error::Incomplete(missing)) => return Ok(incomplete(&missing)),
            Wrong::Other(Error::TooLong) => ("why", "assessment-why-long"),
            Wrong::Other(Error::NoReason) => ("why", "assessment-why-missing"),
            // Nothing that was chosen is lost: whoever claims the case again sends it again.
            Wrong::Other(Error::NotHeld) => (field, "assessment-problem-not-held"),
            Wrong::Other(Error::ItemsStand) => (field, "assessment-problem-items-stand"),
            Wrong::Other(Error::OnlyShown(why)) => (field, only_shown_key(why)),
            Wrong::Other(error @ Error::NotFound) => (field, gone.ok_or(error)?),
            Wrong::Other(error) => return Err(error),
        };
        let mut errors = FormErrors::none();
        errors.push(field, Message::new(key));
        Ok(errors)
    }
}

/// Adds the hash that was typed, and empties its field.
async fn add_hash(tx: &mut Tx, actor: &Actor, item: &Item, form: &mut Form) -> Result<(), Wrong> {
    let hash = Hash::read(form.hash.trim()).ok_or(Wrong::Hash("assessment-hash-none"))?;
    if crate::add_hash(tx, actor, item.case, item.id, &hash).await? == Added::Differs {
        return Err(Wrong::Hash("assessment-list-differs"));
    }
    form.hash.clear();
    Ok(())
}

/// POST /cases/{id}/items/{item}/assessment
pub(super) async fn save(
    State(desk): State<Desk>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
    SignedForm(signed_in, sent): SignedForm<Sent, WITH_NOTE>,
) -> Result<Response, Problem> {
    let (actor, pack) = (signed_in.actor(), &*desk.pack);
    let press = Press::of(&sent).ok_or(Problem::Malformed)?;
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let item = crate::item(&mut tx, actor, case, item).await?;
    let law = pack.law_at(tx.now()).ok_or(Error::NoLaw)?;
    let mut form = Form {
        classification: read(&sent, pack, law),
        hash: value(&sent, "hash").unwrap_or_default().to_owned(),
        errors: FormErrors::none(),
        note: None,
    };
    let stale = press.supersedes() && {
        lock(&mut tx, case).await?;
        is_stale(&sent, &version::of_item(&mut tx, actor, item.id).await?)
    };
    let done = if stale {
        Err(Wrong::Stale)
    } else {
        press.act(&mut tx, actor, pack, &item, &mut form).await
    };
    match done {
        Ok(After::Led(to)) => {
            tx.commit().await.map_err(Error::from)?;
            Ok(to.into_response())
        }
        Ok(After::Shown(note)) => {
            form.note = Some(note);
            let page = show(&mut tx, &desk, &signed_in, &item, form).await?;
            tx.commit().await.map_err(Error::from)?;
            Ok(page)
        }
        Err(wrong) => {
            form.errors = press.wrong(wrong, pack, signed_in.language())?;
            form.hash = value(&sent, "hash").unwrap_or_default().to_owned();
            // Nothing of it was done, and the page says so.
            drop(tx);
            let mut tx = desk.db.read().await.map_err(Error::from)?;
            let page = show(&mut tx, &desk, &signed_in, &item, form).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
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
        why: value(sent, "why")
            .map(str::trim)
            .filter(|why| !why.is_empty())
            .map(|why| Sensitive::new(why.to_owned())),
    }
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
    hash: String,
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
    let suggested = suggested(pack, &form.classification.beside);
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
        ("version", law.version.clone()),
        ("date", words.written_day(&law.in_force_from)),
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
        hash: form.hash,
        version: version::of_item(tx, signed_in.actor(), item.id).await?,
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
