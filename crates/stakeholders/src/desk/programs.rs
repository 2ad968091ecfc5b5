//! The keys of a contact's programs, and making one. A key is shown once, on the answer to the form that makes it.

use std::time::Duration;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Desk, SignedForm, SignedIn};
use kernel::{Id, Sensitive};
use page::{Choice, FormErrors, Frame, Message, Problem};
use serde::Deserialize;

use super::Nothing;
use crate::{
    Contact, Error, ProgramKey, add_program_key, contact, program_keys, retire_program_key,
};

/// The lives that can be chosen, in days.
const DAYS: [u64; 3] = [30, 90, 365];

#[derive(Template)]
#[template(path = "contact-programs.html")]
struct ProgramsPage {
    frame: Frame,
    csrf: String,
    id: String,
    name: String,
    address: String,
    is_approved: bool,
    keys: Vec<Line>,
    /// The key just made.
    made: Option<Sensitive<String>>,
    days: Vec<Choice>,
    chosen: String,
    errors: FormErrors,
}

struct Line {
    id: String,
    added: String,
    expires: String,
    used: String,
    /// Why it opens nothing any more.
    ended: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct MakeForm {
    days: String,
}

/// GET /contacts/{id}/programs
pub(super) async fn show(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<Id<Contact>>,
) -> Result<Response, Problem> {
    page::render(&page_of(&desk, &signed_in, id).await?)
}

/// POST /contacts/{id}/programs
pub(super) async fn make(
    State(desk): State<Desk>,
    Path(id): Path<Id<Contact>>,
    SignedForm(signed_in, form): SignedForm<MakeForm>,
) -> Result<Response, Problem> {
    let days = form.days.parse().ok().filter(|days| DAYS.contains(days));
    let days = days.ok_or(Problem::Malformed)?;
    let life = Duration::from_hours(24 * days);
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let made = add_program_key(&mut tx, signed_in.actor(), id, life).await;
    let (made, errors) = match made {
        Ok(key) => {
            tx.commit().await.map_err(Error::from)?;
            (Some(key), FormErrors::none())
        }
        Err(Error::Program(identity::Error::TooManyKeys)) => {
            drop(tx);
            let mut errors = FormErrors::none();
            errors.push("days", Message::new("stakeholders-programs-too-many"));
            (None, errors)
        }
        Err(error) => return Err(error.into()),
    };
    let status = if made.is_some() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    // No address leads here again: what a browser keeps of it, it keeps of this answer alone.
    let page = ProgramsPage {
        made,
        errors,
        chosen: form.days,
        ..page_of(&desk, &signed_in, id).await?
    };
    Ok((status, page::render(&page)?).into_response())
}

/// POST /contacts/{id}/programs/{key}/retire
pub(super) async fn retire(
    State(desk): State<Desk>,
    Path((id, key)): Path<(Id<Contact>, Id<ProgramKey>)>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    retire_program_key(&mut tx, signed_in.actor(), id, key).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/contacts/{id}/programs")))
}

async fn page_of(
    desk: &Desk,
    signed_in: &SignedIn,
    id: Id<Contact>,
) -> Result<ProgramsPage, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let now = tx.now();
    let keys = program_keys(&mut tx, signed_in.actor(), id).await?;
    let contact = contact(&mut tx, signed_in.actor(), id).await?;
    let words = desk.words(signed_in);
    let date = |at| words.date(at, &desk.pack.zone);
    let line = |key: ProgramKey| Line {
        id: key.id.to_string(),
        added: date(key.added_at),
        expires: date(key.expires_at),
        used: key.used.map_or_else(
            || words.text("stakeholders-programs-unused"),
            |day| words.day(day),
        ),
        ended: match key.retired_at {
            Some(at) => Some(words.with("stakeholders-programs-retired", &[("date", date(at))])),
            None if key.expires_at <= now => Some(words.text("stakeholders-programs-expired")),
            None => None,
        },
    };
    let days = DAYS.map(|days| {
        let count = i64::try_from(days).unwrap_or(i64::MAX);
        let label = words.with("stakeholders-programs-days", &[("count", count)]);
        Choice::new(days.to_string(), label)
    });
    Ok(ProgramsPage {
        csrf: signed_in.csrf(),
        id: id.to_string(),
        name: contact.name.expose().clone(),
        address: contact.address.expose().clone(),
        is_approved: contact.state == crate::State::Approved,
        keys: keys.into_iter().map(line).collect(),
        made: None,
        days: days.to_vec(),
        chosen: "90".to_owned(),
        errors: FormErrors::none(),
        frame: desk.frame(signed_in, words.text("stakeholders-programs")),
    })
}
