//! The shortcuts of the desk's pages, for each member of staff: which there are, and whether one has them.

use askama::Template;
use axum::extract::State;
use axum::response::{Redirect, Response};
use page::{Frame, Problem};
use serde::Deserialize;

use crate::{Desk, Error, SignedForm, SignedIn, staff};

#[derive(Template)]
#[template(path = "keys.html")]
struct ShortcutsPage {
    frame: Frame,
    csrf: String,
}

/// What was chosen.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Switch {
    On,
    Off,
}

/// The form.
#[derive(Deserialize)]
pub(super) struct Chosen {
    shortcuts: Switch,
}

/// GET /shortcuts
pub(super) async fn form(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let title = desk.words(&signed_in).text("shortcuts-title");
    page::render(&ShortcutsPage {
        frame: desk.frame(&signed_in, title),
        csrf: signed_in.csrf(),
    })
}

/// POST /shortcuts
pub(super) async fn change(
    State(desk): State<Desk>,
    SignedForm(signed_in, chosen): SignedForm<Chosen>,
) -> Result<Redirect, Problem> {
    let on = matches!(chosen.shortcuts, Switch::On);
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    staff::change_shortcuts(&mut tx, signed_in.actor(), on).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to("/shortcuts"))
}
