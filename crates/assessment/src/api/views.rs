//! Saved views of the queue.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::{Actor, By, Creating, Desk, Nothing, Reply, may};
use intake::{Filter, View};
use kernel::{Id, Sensitive};
use page::{Message, Problem};
use serde::{Deserialize, Serialize};
use store::Tx;

use super::wrong;
use crate::Error;

#[derive(Serialize)]
struct ViewsView {
    views: Vec<ViewView>,
}

#[derive(Serialize)]
struct ViewView {
    id: Id<View>,
    name: String,
    /// Whether everybody sees it.
    everybodys: bool,
    /// The rest of the address under which its cases are listed.
    query: String,
    /// How many cases it has, where that is kept.
    count: Option<i64>,
}

/// A filter to keep.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewView {
    name: Sensitive<String>,
    /// The rest of an address of the queue.
    query: String,
    /// Whether everybody sees it.
    #[serde(default)]
    everybodys: bool,
}

#[derive(Serialize)]
struct Saved {
    id: Id<View>,
}

/// GET /api/v1/views
pub(super) async fn list(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    Ok(Json(seen(&mut tx, caller.actor()).await?).into_response())
}

/// POST /api/v1/views
pub(super) async fn save(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
    Creating(new, turn): Creating<NewView>,
) -> Result<Response, Problem> {
    let work = async {
        let filter = Filter::of_text(&new.query);
        let filter = filter.map_err(|_| wrong("query", Message::new("assessment-unknown")))?;
        let (actor, name) = (caller.actor(), new.name.expose());
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let saved = intake::save_view(&mut tx, actor, name, &filter, new.everybodys).await;
        let id = saved.map_err(|error| match error {
            intake::Error::NothingSaid => wrong("name", Message::new("assessment-view-nameless")),
            intake::Error::TooLong => wrong("name", Message::new("assessment-view-name-long")),
            intake::Error::Denied(_) => Problem::Denied,
            error => Error::from(error).into(),
        })?;
        Ok((
            tx,
            Reply::created("/api/v1/views".to_owned(), &Saved { id })?,
        ))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/views/{id}/remove: what is left.
pub(super) async fn remove(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
    Path(id): Path<Id<View>>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let removed = intake::remove_view(&mut tx, caller.actor(), id).await;
        removed.map_err(Error::from)?;
        let left = seen(&mut tx, caller.actor()).await?;
        Ok((tx, Reply::ok(&left)?))
    };
    turn.run(&desk, caller.actor(), work).await
}

async fn seen(tx: &mut Tx, actor: &Actor) -> Result<ViewsView, Error> {
    let view = |view: View| ViewView {
        id: view.id,
        name: view.name.expose().clone(),
        everybodys: view.owner.is_none(),
        query: view.filter.text(),
        count: view.count,
    };
    let views = intake::views(tx, actor).await?;
    let views = views.into_iter().map(view).collect();
    Ok(ViewsView { views })
}
