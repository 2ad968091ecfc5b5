//! The figures for programs: the same that the page shows, and the lives they are made of as a file.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use identity::{By, Desk, may, wrong_parameter};
use page::Problem;

use crate::filter::{Asked, MOST_DAYS};
use crate::shown::shown;
use crate::{Error, begin_export, export};

/// This module's calls.
pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/v1/figures", get(list))
        .route("/api/v1/figures.csv", get(take))
}

/// GET /api/v1/figures
async fn list(
    State(desk): State<Desk>,
    caller: By<may::ReadFigures>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let now = desk.db.clock().now();
    let asked = asked
        .read(now, &desk.pack.zone, Some(MOST_DAYS))
        .map_err(wrong_parameter)?;
    let figures = crate::figures(&desk.db, caller.actor(), &asked.filter).await?;
    Ok(Json(shown(&asked, &figures)).into_response())
}

/// GET /api/v1/figures.csv
async fn take(
    State(desk): State<Desk>,
    caller: By<may::ReadFigures>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let asked = asked
        .read(tx.now(), &desk.pack.zone, None)
        .map_err(wrong_parameter)?;
    begin_export(&mut tx, caller.actor(), &asked.filter).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(export::file(
        desk.db.clone(),
        caller.actor().clone(),
        asked.filter,
    ))
}
