//! The keys of partners, for administrators. Keys are made at the command line, which shows them once.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use kernel::Id;
use page::{Frame, Problem};

use super::dead_jobs::Nothing;
use crate::partner::{self, PartnerKey};
use crate::{Desk, Error, SignedForm, SignedIn};

#[derive(Template)]
#[template(path = "partners.html")]
struct PartnersPage {
    frame: Frame,
    keys: Vec<Line>,
    csrf: String,
}

struct Line {
    id: String,
    name: String,
    added: String,
    used: String,
    retired: Option<String>,
}

/// GET /partners
pub(super) async fn list(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let keys = partner::partner_keys(&mut tx, signed_in.actor()).await?;
    let words = desk.words(&signed_in);
    let line = |key: PartnerKey| Line {
        id: key.id.to_string(),
        name: key.name.expose().clone(),
        added: words.date(key.added_at, &desk.pack.zone),
        used: key
            .used
            .map_or_else(|| words.text("partners-unused"), |day| words.day(day)),
        retired: key.retired_at.map(|at| words.date(at, &desk.pack.zone)),
    };
    page::render(&PartnersPage {
        keys: keys.into_iter().map(line).collect(),
        frame: desk.frame(&signed_in, words.text("desk-part-partners")),
        csrf: signed_in.csrf(),
    })
}

/// POST /partners/{id}/retire
pub(super) async fn retire(
    State(desk): State<Desk>,
    Path(id): Path<Id<PartnerKey>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    partner::retire_partner_key(&mut tx, signed_in.actor(), id).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to("/partners"))
}
