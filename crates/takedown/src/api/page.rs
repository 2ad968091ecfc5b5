//! Whether the place of a case is watched as a page, and the decision for and against that.

use ::page::Problem;
use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Response};
use identity::{Actor, By, Creating, Desk, Nothing, Reply, Staff, may};
use intake::Case;
use kernel::Id;
use serde::Serialize;
use store::Tx;

use super::is_blind;
use crate::Error;
use crate::marked::{mark_page, marked, unmark_page};

#[derive(Serialize)]
struct PageView {
    /// Whether the words of the place are watched.
    is_page: bool,
    marked_by: Option<Id<Staff>>,
    marked_at: Option<String>,
    /// From when the words are that others are compared with.
    compared_since: Option<String>,
}

/// GET /api/v1/cases/{id}/page
pub(super) async fn show(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTakedown>,
    Path(case): Path<Id<Case>>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let view = view(&mut tx, caller.actor(), case).await?;
    Ok(Json(view).into_response())
}

/// POST /api/v1/cases/{id}/page: its words are to be watched.
pub(super) async fn mark(
    Shared(desk): Shared<Desk>,
    caller: By<may::MarkPage>,
    Path(case): Path<Id<Case>>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        mark_page(&mut tx, actor, &desk.pack, case).await?;
        let view = view(&mut tx, actor, case).await?;
        Ok((tx, Reply::ok(&view)?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/cases/{id}/page/undo: they are not to be watched any more.
pub(super) async fn unmark(
    Shared(desk): Shared<Desk>,
    caller: By<may::MarkPage>,
    Path(case): Path<Id<Case>>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        unmark_page(&mut tx, actor, case).await?;
        let view = view(&mut tx, actor, case).await?;
        Ok((tx, Reply::ok(&view)?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// What the actor may know of it.
async fn view(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<PageView, Error> {
    intake::case(tx, actor, case).await?;
    let page = if is_blind(tx, actor, case).await? {
        None
    } else {
        marked(tx, actor, case).await?
    };
    let (marked_at, since) = page
        .as_ref()
        .map_or((None, None), |page| (Some(page.at), page.compared_since));
    Ok(PageView {
        is_page: page.is_some(),
        marked_by: page.map(|page| page.by),
        marked_at: marked_at.map(|at| at.to_string()),
        compared_since: since.map(|at| at.to_string()),
    })
}
