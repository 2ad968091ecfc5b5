//! The language of the desk's pages, for each member of staff.

use askama::Template;
use axum::extract::State;
use axum::response::{Redirect, Response};
use kernel::Language;
use page::{Frame, Problem};
use serde::Deserialize;

use crate::{Desk, Error, SignedForm, SignedIn, staff};

#[derive(Template)]
#[template(path = "language.html")]
struct LanguagePage {
    frame: Frame,
    csrf: String,
}

/// The language that was chosen.
#[derive(Deserialize)]
pub(super) struct Chosen {
    language: Language,
}

/// GET /language
pub(super) async fn form(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let title = desk.words(&signed_in).text("desk-language-title");
    page::render(&LanguagePage {
        frame: desk.frame(&signed_in, title),
        csrf: signed_in.csrf(),
    })
}

/// POST /language
pub(super) async fn change(
    State(desk): State<Desk>,
    SignedForm(signed_in, chosen): SignedForm<Chosen>,
) -> Result<Redirect, Problem> {
    if !desk.pack.languages.contains(&chosen.language) {
        return Err(Problem::Malformed);
    }
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    staff::change_language(&mut tx, signed_in.actor(), chosen.language).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to("/"))
}
