//! The tray of the point of contact: mails that arrived and match none of ours. A person says what each is about, or
//! that it is about nothing. `POST /tray/{id}/assign` with the field `to`, and `/tray/{id}/aside`.

mod api;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use dispatch::{Received, assign, in_tray, put_aside, tray};
use identity::{Action, Desk, SignedForm, SignedIn};
use kernel::{Id, Sensitive};
use page::{FormErrors, Frame, Message, Problem, Words};
use serde::Deserialize;

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
    form: AssignForm,
    errors: FormErrors,
}

struct MailView {
    id: String,
    at: String,
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
}

#[derive(Deserialize)]
struct Nothing {}

fn view(desk: &Desk, words: &Words, mail: &Received) -> MailView {
    let harmless = |text: &Sensitive<String>| page::harmless(text.expose());
    MailView {
        id: mail.id.to_string(),
        at: words.date_time(mail.at, &desk.pack.zone),
        sender: harmless(&mail.sender),
        subject: harmless(&mail.subject),
        lines: mail.text.expose().lines().map(page::harmless).collect(),
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
    form: AssignForm,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let mail = in_tray(&mut tx, signed_in.actor(), id)
        .await
        .map_err(Error::from)?;
    let words = desk.words(signed_in);
    page::render(&MailPage {
        csrf: signed_in.csrf(),
        mail: view(desk, &words, &mail),
        may_sort: signed_in.may(Action::SortTray),
        frame: desk.frame(signed_in, words.text("exchange-tray")),
        form,
        errors,
    })
}

/// POST /tray/{id}/assign
async fn assign_mail(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Received>>,
    SignedForm(signed_in, form): SignedForm<AssignForm>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let errors = match assign(&mut tx, signed_in.actor(), id, &form.to).await {
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
    let key = match error {
        dispatch::Error::Unknown => "exchange-tray-unknown",
        dispatch::Error::Several => "exchange-tray-several",
        error => return Err(error.into()),
    };
    let mut errors = FormErrors::none();
    errors.push("to", Message::new(key));
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
