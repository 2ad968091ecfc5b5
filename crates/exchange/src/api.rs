//! This module's part of the desk's interface for programs: the handovers of a case, and recording one. As on the case
//! page, whoever might give the second opinion on a case sees nothing of them.

use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use identity::{Actor, By, Creating, Desk, Etag, IfMatch, Reply, may};
use intake::Case;
use kernel::{Country, Id, Sensitive};
use pack::Pack;
use page::{FormErrors, Message, Problem};
use serde::{Deserialize, Serialize};
use store::Tx;

use crate::desk::partner;
use crate::handover::{find, lock};
use crate::{Error, Handover, PartnerAnswer, answered, handovers, record};

/// This module's calls.
pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/v1/cases/{id}/handovers", get(list))
        .route("/api/v1/handovers/{handover}", get(show))
        .route("/api/v1/handovers/{handover}/record", post(record_handover))
        .route("/api/v1/handovers/{handover}/answer", post(answer_handover))
}

#[derive(Serialize)]
struct HandoversView {
    /// Oldest first.
    handovers: Vec<HandoverView>,
}

#[derive(Serialize)]
struct HandoverView {
    id: Id<Handover>,
    case: Id<Case>,
    country: Country,
    /// The name of the partner hotline, where the pack has one.
    partner: Option<String>,
    state: &'static str,
    due_at: String,
    deadline: String,
    handed_over_at: Option<String>,
    reference: Option<String>,
    /// What the partner said of it.
    answer: Option<&'static str>,
    answered_at: Option<String>,
}

/// What the partner says of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answered {
    answer: Says,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Says {
    Acts,
    Declines,
}

/// What the partner or the network calls it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    reference: Sensitive<String>,
}

/// GET /api/v1/cases/{id}/handovers
async fn list(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTakedown>,
    Path(case): Path<Id<Case>>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    intake::case(&mut tx, actor, case)
        .await
        .map_err(Error::from)?;
    let mut views = Vec::new();
    if !is_blind(&mut tx, actor, case).await? {
        for handover in handovers(&mut tx, actor, case).await? {
            views.push(shown(&tx, &desk.pack, &handover)?);
        }
    }
    Ok(Json(HandoversView { handovers: views }).into_response())
}

/// GET /api/v1/handovers/{handover}
async fn show(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTakedown>,
    Path(id): Path<Id<Handover>>,
) -> Result<Reply, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (view, etag) = view(&mut tx, caller.actor(), &desk.pack, id).await?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// POST /api/v1/handovers/{handover}/record
async fn record_handover(
    Shared(desk): Shared<Desk>,
    caller: By<may::Exchange>,
    Path(id): Path<Id<Handover>>,
    version: IfMatch,
    Creating(Recorded { reference }, turn): Creating<Recorded>,
) -> Result<Response, Problem> {
    let work = async {
        let (actor, pack) = (caller.actor(), &*desk.pack);
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        lock(&mut tx, id).await?;
        version.check(&view(&mut tx, actor, pack, id).await?.1)?;
        record(&mut tx, actor, pack, id, &reference)
            .await
            .map_err(problem)?;
        let (view, etag) = view(&mut tx, actor, pack, id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/handovers/{handover}/answer
async fn answer_handover(
    Shared(desk): Shared<Desk>,
    caller: By<may::Exchange>,
    Path(id): Path<Id<Handover>>,
    version: IfMatch,
    Creating(Answered { answer }, turn): Creating<Answered>,
) -> Result<Response, Problem> {
    let answer = match answer {
        Says::Acts => PartnerAnswer::Acts,
        Says::Declines => PartnerAnswer::Declines,
    };
    let work = async {
        let (actor, pack) = (caller.actor(), &*desk.pack);
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        lock(&mut tx, id).await?;
        version.check(&view(&mut tx, actor, pack, id).await?.1)?;
        answered(&mut tx, actor, id, answer).await?;
        let (view, etag) = view(&mut tx, actor, pack, id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// The problem of an error, with the field of the body that is to be mended where there is one.
fn problem(error: Error) -> Problem {
    match error {
        Error::Text => {
            let mut errors = FormErrors::none();
            errors.push("reference", Message::new("exchange-reference-wrong"));
            Problem::Invalid(errors)
        }
        error => error.into(),
    }
}

/// A handover and its version; nothing of it for whoever might give the second opinion on its case.
async fn view(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Handover>,
) -> Result<(HandoverView, Etag), Problem> {
    let handover = find(tx, actor, id).await?;
    if is_blind(tx, actor, handover.case).await? {
        return Err(Problem::NotFound);
    }
    let view = shown(tx, pack, &handover)?;
    let etag = Etag::of(&view)?;
    Ok((view, etag))
}

async fn is_blind(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    Ok(assessment::is_blind(tx, actor, case).await?)
}

fn shown(tx: &Tx, pack: &Pack, handover: &Handover) -> Result<HandoverView, Error> {
    let reference = handover.reference(tx)?;
    Ok(HandoverView {
        id: handover.id,
        case: handover.case,
        country: handover.country,
        partner: partner(pack, handover.country),
        state: handover.state.name(),
        due_at: handover.due_at.to_string(),
        deadline: handover.deadline.to_string(),
        handed_over_at: handover.handed_over_at.map(|at| at.to_string()),
        reference: reference.map(|reference| page::harmless(reference.expose())),
        answer: handover.answer.map(PartnerAnswer::name),
        answered_at: handover.answered_at.map(|at| at.to_string()),
    })
}
