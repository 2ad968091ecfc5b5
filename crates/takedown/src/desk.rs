//! What staff do about notices and checks, from the case page.

pub(crate) mod letters;
pub(crate) mod response;
pub(crate) mod words;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identity::{Actor, Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::{Id, Sensitive};
use page::{Choice, FormErrors, Frame, Message, Problem};
use serde::Deserialize;
use store::Tx;

use crate::Error;
use crate::act::{Act, act};
use crate::check::{Check, look_now};
use crate::decide::{Word, decide, note_own_look};
use crate::marked::{mark_page, unmark_page};
use crate::notice::Notice;
use crate::unwritten::write;

/// This crate's pages.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/notices/{id}/withdraw", post(withdraw_notice))
        .route("/notices/{id}/retry", post(retry_notice))
        .route("/notices/{id}/bounced", post(notice_bounced))
        .route("/notices/{id}/handed-over", post(urls_handed_over))
        .route("/notices/{id}/words", post(words::say_of_notice))
        .route("/series/{id}/skip", post(words::skip))
        .route("/providers/{id}/answers", get(response::show))
        .route("/letters", get(letters::list))
        .route("/letters/{id}", get(letters::show))
        .route("/letters/{id}/edit", post(letters::edit))
        .route("/letters/{id}/release", post(letters::release))
        .route("/letters/{id}/retry", post(letters::retry))
        .route("/letters/{id}/withdraw", post(letters::withdraw))
        .route("/letters/{id}/sent-by-hand", post(letters::filled_in))
        .route("/letters/{id}/words", post(words::say_of_letter))
        .route("/cases/{id}/notices", post(write_again))
        .route("/cases/{id}/checks", post(check_now))
        .route("/cases/{id}/checks/own", post(own_look))
        .route("/cases/{id}/page", post(watch_words))
        .route("/cases/{id}/page/undo", post(leave_words))
        .route("/checks/{id}/decide", post(decide_check))
        .merge(crate::api::routes())
}

/// A form with nothing but its token.
#[derive(Deserialize)]
struct Nothing {}

#[derive(Deserialize)]
struct WordForm {
    word: String,
    reason: Sensitive<String>,
}

async fn withdraw_notice(
    State(desk): State<Desk>,
    Path(id): Path<Id<Notice>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    go(&desk, signed_in.actor(), id, Act::Withdraw).await
}

async fn retry_notice(
    State(desk): State<Desk>,
    Path(id): Path<Id<Notice>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    go(&desk, signed_in.actor(), id, Act::Retry).await
}

async fn notice_bounced(
    State(desk): State<Desk>,
    Path(id): Path<Id<Notice>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    go(&desk, signed_in.actor(), id, Act::Bounced).await
}

async fn urls_handed_over(
    State(desk): State<Desk>,
    Path(id): Path<Id<Notice>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    go(&desk, signed_in.actor(), id, Act::HandedOver).await
}

/// Does something about a notice, and leads back to its case.
async fn go(
    desk: &Desk,
    actor: &Actor,
    id: Id<Notice>,
    done: Act<'_>,
) -> Result<Redirect, Problem> {
    let mut tx = begin(desk).await?;
    let case = act(&mut tx, actor, &desk.pack, id, done).await?;
    finish(tx, case).await
}

async fn write_again(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = begin(&desk).await?;
    write(&mut tx, signed_in.actor(), case).await?;
    finish(tx, case).await
}

async fn check_now(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = begin(&desk).await?;
    look_now(&mut tx, signed_in.actor(), &desk.pack, case).await?;
    finish(tx, case).await
}

async fn watch_words(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = begin(&desk).await?;
    mark_page(&mut tx, signed_in.actor(), &desk.pack, case).await?;
    finish(tx, case).await
}

async fn leave_words(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = begin(&desk).await?;
    unmark_page(&mut tx, signed_in.actor(), case).await?;
    finish(tx, case).await
}

async fn own_look(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, form): SignedForm<WordForm>,
) -> Result<Response, Problem> {
    let word = Word::named(&form.word).ok_or(Problem::Malformed)?;
    let mut tx = begin(&desk).await?;
    match note_own_look(&mut tx, signed_in.actor(), case, word, &form.reason).await {
        Ok(_) => Ok(finish(tx, case).await?.into_response()),
        Err(Error::NoReason) => {
            drop(tx);
            ask_reason(&desk, &signed_in, format!("/cases/{case}/checks/own"), form)
        }
        Err(error) => Err(error.into()),
    }
}

async fn decide_check(
    State(desk): State<Desk>,
    Path(id): Path<Id<Check>>,
    SignedForm(signed_in, form): SignedForm<WordForm>,
) -> Result<Response, Problem> {
    let word = Word::named(&form.word).ok_or(Problem::Malformed)?;
    let mut tx = begin(&desk).await?;
    let actor = signed_in.actor();
    match decide(&mut tx, actor, &desk.pack, id, word, &form.reason).await {
        Ok(case) => Ok(finish(tx, case).await?.into_response()),
        Err(Error::NoReason) => {
            drop(tx);
            ask_reason(&desk, &signed_in, format!("/checks/{id}/decide"), form)
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "takedown-say.html")]
struct SayPage {
    frame: Frame,
    csrf: String,
    /// Where the form goes.
    action: String,
    choices: Vec<Choice>,
    word: String,
    reason: Sensitive<String>,
    errors: FormErrors,
}

/// Asks for the reason that a person left out, with all else as it was filled in.
fn ask_reason(
    desk: &Desk,
    signed_in: &SignedIn,
    action: String,
    form: WordForm,
) -> Result<Response, Problem> {
    let words = desk.words(signed_in);
    let choice = |word, key| Choice::new(word, words.text(key));
    let mut errors = FormErrors::none();
    errors.push("reason", Message::new("takedown-no-reason"));
    let page = page::render(&SayPage {
        frame: desk.frame(signed_in, words.text("takedown-own-look")),
        csrf: signed_in.csrf(),
        action,
        choices: vec![
            choice("up", "takedown-word-up"),
            choice("gone", "takedown-word-gone"),
            choice("access_disabled", "takedown-word-access-disabled"),
        ],
        word: form.word,
        reason: form.reason,
        errors,
    })?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn begin(desk: &Desk) -> Result<Tx, Problem> {
    Ok(desk.db.write().await.map_err(Error::from)?)
}

/// Commits, and leads back to the case.
async fn finish(tx: Tx, case: Id<Case>) -> Result<Redirect, Problem> {
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}")))
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(_)
            | Error::Intake(intake::Error::Denied(_))
            | Error::Stakeholders(stakeholders::Error::Denied(_)) => Self::Denied,
            Error::NotFound
            | Error::Intake(intake::Error::NotFound)
            | Error::Stakeholders(stakeholders::Error::NotFound) => Self::NotFound,
            Error::Impossible(_) | Error::LetterImpossible(_) => {
                Self::Conflict(Message::new("takedown-impossible"))
            }
            Error::Changed | Error::Intake(intake::Error::Impossible(_)) => {
                Self::Conflict(Message::new("takedown-changed"))
            }
            Error::MissingPart(part) => {
                let part = part.in_language(kernel::Language::ENGLISH).to_owned();
                Self::Conflict(Message::new("takedown-letter-missing").with("part", part))
            }
            Error::SamePerson => Self::Conflict(Message::new("takedown-same-person")),
            Error::NoTime => Self::Conflict(Message::new("takedown-no-time")),
            Error::Stakeholders(stakeholders::Error::Address | stakeholders::Error::Name) => {
                Self::Conflict(Message::new("takedown-whose-wrong"))
            }
            Error::NoAuthority => Self::Conflict(Message::new("takedown-no-authority")),
            Error::Store(store::Error::Database(_)) => Self::unavailable(&error),
            _ => Self::internal(&error),
        }
    }
}
