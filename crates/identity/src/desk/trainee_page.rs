//! The trainees, for managers.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use kernel::Id;
use page::{Frame, Problem};

use super::dead_jobs::Nothing;
use crate::{Desk, Error, Member, SignedForm, SignedIn, Staff, trainee};

#[derive(Template)]
#[template(path = "trainees.html")]
struct TraineesPage {
    frame: Frame,
    trainees: Vec<Line>,
    csrf: String,
}

struct Line {
    id: Id<Staff>,
    name: String,
    added: String,
}

/// GET /trainees
pub(super) async fn list(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let trainees = trainee::trainees(&mut tx, signed_in.actor()).await?;
    let words = desk.words(&signed_in);
    let line = |member: Member| Line {
        id: member.id,
        name: member.name.expose().clone(),
        added: words.date(member.added_at, &desk.pack.zone),
    };
    page::render(&TraineesPage {
        trainees: trainees.into_iter().map(line).collect(),
        frame: desk.frame(&signed_in, words.text("desk-part-trainees")),
        csrf: signed_in.csrf(),
    })
}

/// POST /trainees/{id}/end
pub(super) async fn end(
    State(desk): State<Desk>,
    Path(id): Path<Id<Staff>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    trainee::end_traineeship(&mut tx, signed_in.actor(), id).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to("/trainees"))
}
