//! Adding an item to a case by its URL.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::{Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::Id;
use location::Refusal;
use page::{Choice, FormErrors, Frame, Message, Problem, Words};

use super::{Sent, kind_name, to_case, value};
use crate::{Error, Kind};

#[derive(Template)]
#[template(path = "item.html")]
struct ItemPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    url: String,
    kind: String,
    kinds: Vec<Choice>,
}

/// POST /cases/{id}/items
pub(super) async fn add(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let url = value(&sent, "url").unwrap_or_default();
    let kind = value(&sent, "kind").unwrap_or_default();
    let mut errors = FormErrors::none();
    if let Some(kind) = Kind::named(kind) {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        match crate::add_item(&mut tx, signed_in.actor(), &desk.pack, case, kind, url).await {
            Ok(_) => {
                tx.commit().await.map_err(Error::from)?;
                return Ok(to_case(case).into_response());
            }
            Err(Error::Refused(refusal)) => errors.push("url", Message::new(refused(refusal))),
            // Nothing that was typed is lost.
            Err(Error::NotHeld) => errors.push("url", Message::new("assessment-problem-not-held")),
            Err(Error::ItemsStand) => {
                errors.push("url", Message::new("assessment-problem-items-stand"));
            }
            Err(Error::TooMany) => errors.push("url", Message::new("assessment-problem-too-many")),
            Err(error) => return Err(error.into()),
        }
    } else {
        errors.push("kind", Message::new("assessment-required"));
    }
    let page = render_item(&desk, &signed_in, case, url, kind, errors)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn render_item(
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
    url: &str,
    kind: &str,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let words = desk.words(signed_in);
    page::render(&ItemPage {
        frame: desk.frame(signed_in, words.text("assessment-add-item")),
        csrf: signed_in.csrf(),
        errors,
        case,
        url: url.to_owned(),
        kind: kind.to_owned(),
        kinds: kinds(&words),
    })
}

pub(super) fn kinds(words: &Words) -> Vec<Choice> {
    Kind::ALL
        .map(|kind| Choice::new(kind.name(), kind_name(words, kind)))
        .into()
}

/// What is wrong with a typed URL. Colleagues paste addresses: they need to know the kind of slip, no more.
pub(crate) const fn refused(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Empty => "assessment-refused-empty",
        Refusal::Media => "assessment-refused-media",
        Refusal::OtherScheme => "assessment-refused-scheme",
        Refusal::NotPublic => "assessment-refused-not-public",
        Refusal::MistypedOnion => "assessment-refused-mistyped-onion",
        Refusal::TooLong => "assessment-refused-too-long",
        Refusal::NotAUrl
        | Refusal::MalformedHost
        | Refusal::MalformedPort
        | Refusal::LineBreak
        | Refusal::ControlCharacter => "assessment-refused-not-a-url",
    }
}
