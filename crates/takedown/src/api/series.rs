//! What follows the notices of a case, and the step that a person has left out.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Response};
use identity::{Actor, By, Creating, Desk, Etag, IfMatch, Reply, may};
use intake::Case;
use kernel::{Id, Sensitive};
use location::Location;
use pack::Pack;
use page::Problem;
use serde::{Deserialize, Serialize};
use store::Tx;

use super::{is_blind, wrong};
use crate::Error;
use crate::series::{Series, SeriesState, find, past, series_of, skip_step};

#[derive(Serialize)]
struct SeriesList {
    /// The one that began first before the others.
    series: Vec<SeriesView>,
}

#[derive(Serialize)]
struct SeriesView {
    id: Id<Series>,
    case: Id<Case>,
    location: Id<Location>,
    state: &'static str,
    /// The step that was taken or left out last; 0: the first notice.
    step: i64,
    started_at: String,
    /// When the next step is due, or where none is left, people are told.
    due_at: Option<String>,
    /// Who it writes to.
    next_to: Option<&'static str>,
    past: Vec<PastView>,
}

#[derive(Serialize)]
struct PastView {
    at: String,
    step: i64,
    /// What happened, as the record names it.
    why: String,
    /// Why a person left a step out; harmless as on the page.
    reason: Option<String>,
}

/// Why a step is left out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LeftOut {
    reason: Sensitive<String>,
}

/// GET /api/v1/cases/{id}/series
pub(super) async fn list(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTakedown>,
    Path(case): Path<Id<Case>>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    intake::case(&mut tx, actor, case)
        .await
        .map_err(Error::from)?;
    let mut list = SeriesList { series: Vec::new() };
    if !is_blind(&mut tx, actor, case).await? {
        for series in series_of(&mut tx, actor, case).await? {
            list.series.push(shown(&mut tx, &desk.pack, &series).await?);
        }
    }
    Ok(Json(list).into_response())
}

/// GET /api/v1/series/{series}
pub(super) async fn show(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTakedown>,
    Path(id): Path<Id<Series>>,
) -> Result<Reply, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (view, etag) = view(&mut tx, caller.actor(), &desk.pack, id).await?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// POST /api/v1/series/{series}/skip
pub(super) async fn skip(
    Shared(desk): Shared<Desk>,
    caller: By<may::SkipStep>,
    Path(id): Path<Id<Series>>,
    version: IfMatch,
    Creating(LeftOut { reason }, turn): Creating<LeftOut>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        version.check(&view(&mut tx, actor, &desk.pack, id).await?.1)?;
        match skip_step(&mut tx, actor, &desk.pack, id, &reason).await {
            Ok(_) => {}
            Err(Error::NoReason) => return Err(wrong("reason", "takedown-series-no-reason")),
            Err(error) => return Err(error.into()),
        }
        let (view, etag) = view(&mut tx, actor, &desk.pack, id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, actor, work).await
}

/// A series and its version; nothing of it for whoever might give the second opinion on its case.
async fn view(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Series>,
) -> Result<(SeriesView, Etag), Problem> {
    let series = find(tx, actor, id).await?;
    if is_blind(tx, actor, series.case).await? {
        return Err(Problem::NotFound);
    }
    let view = shown(tx, pack, &series).await?;
    let etag = Etag::of(&view)?;
    Ok((view, etag))
}

async fn shown(tx: &mut Tx, pack: &Pack, series: &Series) -> Result<SeriesView, Error> {
    let is_running = series.state == SeriesState::Running;
    let next = pack.escalation.step(series.step.saturating_add(1));
    let past = past(tx, series).await?;
    Ok(SeriesView {
        id: series.id,
        case: series.case,
        location: series.location,
        state: series.state.name(),
        step: series.step,
        started_at: series.started_at.to_string(),
        due_at: is_running.then(|| series.due_at.to_string()),
        next_to: next.filter(|_| is_running).map(|step| step.to.name()),
        past: past
            .into_iter()
            .map(|one| PastView {
                at: one.at.to_string(),
                step: one.step,
                why: one.why,
                reason: one.reason.map(|reason| page::harmless(reason.expose())),
            })
            .collect(),
    })
}
