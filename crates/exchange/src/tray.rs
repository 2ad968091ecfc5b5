//! The tray of the point of contact: mails that arrived and match none of ours. A person says what each is about, or
//! that it is about nothing. `POST /tray/{id}/assign` with the fields `to` and `kind`, and `/tray/{id}/aside`.

mod api;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use dispatch::{Kind, Received, assign, in_tray, put_aside, tray};
use identity::{Action, Actor, Desk, SignedForm, SignedIn};
use kernel::{Id, Sensitive};
use page::{Choice, FormErrors, Frame, Message, Problem, Words};
use serde::Deserialize;
use store::Tx;

use crate::Error;

/// Mails on one page.
const MOST: usize = 100;

/// The pages of the tray.
pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/tray", get(list))
        .route("/tray/{id}", get(show))
        .route("/tray/{id}/assign", post(assign_mail))
        .route("/tray/{id}/aside", post(put_mail_aside))
        .merge(api::routes())
}

#[derive(Template)]
#[template(path = "tray.html")]
struct TrayPage {
    frame: Frame,
    rows: Vec<MailView>,
    is_full: bool,
}

#[derive(Template)]
#[template(path = "tray-mail.html")]
struct MailPage {
    frame: Frame,
    csrf: String,
    mail: MailView,
    may_sort: bool,
    /// What it can be.
    kinds: Vec<Choice>,
    /// It was found whose answer it may be.
    is_guessed: bool,
    form: AssignForm,
    errors: FormErrors,
}

struct MailView {
    id: String,
    at: String,
    kind: String,
    sender: String,
    subject: String,
    lines: Vec<String>,
    sealed: bool,
    dropped: u64,
}

/// What a mail is about.
#[derive(Deserialize, Default)]
struct AssignForm {
    to: Sensitive<String>,
    /// What it is: the name of a kind.
    #[serde(default)]
    kind: String,
}

#[derive(Deserialize)]
struct Nothing {}

fn view(desk: &Desk, words: &Words, mail: &Received) -> MailView {
    MailView {
        id: mail.id.to_string(),
        at: words.date_time(mail.at, &desk.pack.zone),
        kind: words.text(kind_key(mail.kind)),
        sender: page::harmless(mail.sender.expose()),
        subject: referral::hidden(mail.subject.expose()),
        lines: mail.text.expose().lines().map(referral::hidden).collect(),
        sealed: mail.sealed,
        dropped: mail.left_out(),
    }
}

/// GET /tray: the oldest first.
async fn list(Shared(desk): Shared<Desk>, signed_in: SignedIn) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let mails = tray(&mut tx, signed_in.actor(), None, MOST)
        .await
        .map_err(Error::from)?;
    let words = desk.words(&signed_in);
    page::render(&TrayPage {
        is_full: mails.len() >= MOST,
        rows: mails.iter().map(|mail| view(&desk, &words, mail)).collect(),
        frame: desk.frame(&signed_in, words.text("exchange-tray")),
    })
}

/// GET /tray/{id}
async fn show(
    Shared(desk): Shared<Desk>,
    signed_in: SignedIn,
    Path(id): Path<Id<Received>>,
) -> Result<Response, Problem> {
    one(
        &desk,
        &signed_in,
        id,
        AssignForm::default(),
        FormErrors::none(),
    )
    .await
}

async fn one(
    desk: &Desk,
    signed_in: &SignedIn,
    id: Id<Received>,
    mut form: AssignForm,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let mail = in_tray(&mut tx, signed_in.actor(), id)
        .await
        .map_err(Error::from)?;
    let guess = guess(&mut tx, signed_in.actor(), &mail).await?;
    let is_guessed = guess.is_some();
    if errors.is_empty() {
        form.to = guess.unwrap_or_default().into();
    }
    let words = desk.words(signed_in);
    let kinds = Kind::FOR_PEOPLE.map(|kind| Choice {
        value: kind.name().to_owned(),
        label: words.text(kind_key(kind)),
        hint: String::new(),
    });
    page::render(&MailPage {
        kinds: kinds.into(),
        is_guessed,
        csrf: signed_in.csrf(),
        mail: view(desk, &words, &mail),
        may_sort: signed_in.may(Action::SortTray),
        frame: desk.frame(signed_in, words.text("exchange-tray")),
        form,
        errors,
    })
}

/// The Message-ID of the mail of ours that a mail was found to be about, where a person is to say whether it is.
async fn guess(tx: &mut Tx, actor: &Actor, mail: &Received) -> Result<Option<String>, Error> {
    let Some(about) = mail.about else {
        return Ok(None);
    };
    let guessed = dispatch::dispatched(tx, actor, about).await?;
    Ok(guessed.map(|guessed| guessed.message_id))
}

/// The key of the message that says what a mail is.
const fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Answer => "exchange-tray-answer",
        Kind::Automatic => "exchange-tray-automatic",
        Kind::Failed => "exchange-tray-failed",
        Kind::Delayed => "exchange-tray-delayed",
        Kind::Delivered => "exchange-tray-delivered",
    }
}

/// POST /tray/{id}/assign
async fn assign_mail(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Received>>,
    SignedForm(signed_in, form): SignedForm<AssignForm>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let assigned = match Kind::named(&form.kind) {
        Some(kind) => assign(&mut tx, signed_in.actor(), id, &form.to, kind).await,
        None => Err(dispatch::Error::Kind),
    };
    let errors = match assigned {
        Ok(()) => {
            tx.commit().await.map_err(Error::from)?;
            return Ok(Redirect::to("/tray").into_response());
        }
        Err(error) => fault(error)?,
    };
    drop(tx);
    one(&desk, &signed_in, id, form, errors).await
}

/// What is wrong with what a mail is said to be about.
fn fault(error: dispatch::Error) -> Result<FormErrors, Error> {
    let (field, key) = match error {
        dispatch::Error::Unknown => ("to", "exchange-tray-unknown"),
        dispatch::Error::Several => ("to", "exchange-tray-several"),
        dispatch::Error::Kind => ("kind", "exchange-tray-kind-wrong"),
        error => return Err(error.into()),
    };
    let mut errors = FormErrors::none();
    errors.push(field, Message::new(key));
    Ok(errors)
}

/// POST /tray/{id}/aside
async fn put_mail_aside(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Received>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    put_aside(&mut tx, signed_in.actor(), id)
        .await
        .map_err(Error::from)?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to("/tray"))
}
