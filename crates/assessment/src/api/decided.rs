//! What stands of a case: its decision with the note, and where its second opinion stands. As on the page of the case,
//! whoever might give that opinion sees nothing of the first.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::{Action, Actor, By, Desk, Reply, Staff, may};
use intake::Case;
use kernel::Id;
use page::{Problem, harmless};
use serde::Serialize;
use store::Tx;

use super::view::{DecisionView, case_view, text};
use crate::urgent::urged;
use crate::{Error, Opinion, Standing};

#[derive(Serialize)]
struct DecidedView {
    decision: Option<DecisionView>,
    /// What colleagues should know.
    note: Option<String>,
    /// That the police were told at once, where it waited for no second opinion.
    urgent: Option<UrgedView>,
}

#[derive(Serialize)]
struct UrgedView {
    ground: &'static str,
    /// Who had them told.
    staff: Id<Staff>,
    at: String,
    reason: String,
}

#[derive(Serialize)]
struct StandingView {
    opinion: Option<OpinionView>,
}

#[derive(Serialize)]
struct OpinionView {
    id: Id<Opinion>,
    /// Why it is asked for.
    why: &'static str,
    state: &'static str,
    asked_at: String,
    given_at: Option<String>,
    /// What the two see differently; nothing before it is settled, but for whoever settles it.
    differences: Vec<String>,
    urgent: Option<UrgentView>,
    settled: Option<SettledView>,
}

/// That the police were to hear of it at once.
#[derive(Serialize)]
struct UrgentView {
    ground: &'static str,
    staff: Option<Id<Staff>>,
    at: Option<String>,
    reason: Option<String>,
}

#[derive(Serialize)]
struct SettledView {
    /// Which of the two counts.
    side: &'static str,
    staff: Id<Staff>,
    at: String,
    reason: String,
}

/// GET /api/v1/cases/{id}/decision. The version is the case's, as where it is changed.
pub(super) async fn decision(
    State(desk): State<Desk>,
    caller: By<may::ReadAssessment>,
    Path(case): Path<Id<Case>>,
) -> Result<Reply, Problem> {
    let actor = caller.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (_, etag) = case_view(&mut tx, actor, case).await?;
    let decision = crate::decision(&mut tx, actor, case).await?;
    let note = match &decision {
        Some(decision) => crate::note(&mut tx, actor, decision).await?,
        None => None,
    };
    let urged = match &decision {
        Some(decision) => urged(&mut tx, actor, decision).await?,
        None => None,
    };
    let urgent = match urged {
        Some(urged) => Some(UrgedView {
            ground: urged.ground.name(),
            staff: urged.staff,
            at: urged.at.to_string(),
            reason: harmless(urged.reason(&tx).map_err(Error::from)?.expose()),
        }),
        None => None,
    };
    let view = DecidedView {
        urgent,
        decision: decision.map(DecisionView::from),
        note: note.map(|note| harmless(note.expose())),
    };
    Ok(Reply::ok(&view)?.version(&etag))
}

/// GET /api/v1/cases/{id}/opinion: where the second opinion stands, for whoever may know of the first.
pub(super) async fn opinion(
    State(desk): State<Desk>,
    caller: By<may::ReadAssessment>,
    Path(case): Path<Id<Case>>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let case = intake::case(&mut tx, actor, case).await;
    let case = case.map_err(Error::from)?.id;
    let opinion = match crate::opinion(&mut tx, actor, case).await? {
        Some(opinion) => Some(shown(&mut tx, actor, opinion).await?),
        None => None,
    };
    Ok(Json(StandingView { opinion }).into_response())
}

async fn shown(tx: &mut Tx, actor: &Actor, opinion: Opinion) -> Result<OpinionView, Error> {
    let urgent = match opinion.urgent {
        None => None,
        Some(ground) => {
            let reason = crate::urgent_reason(tx, actor, &opinion).await?;
            Some(UrgentView {
                ground: ground.name(),
                staff: opinion.urgent_by,
                at: text(opinion.urgent_at),
                reason: reason.map(|reason| harmless(reason.expose())),
            })
        }
    };
    let settled = crate::settled(tx, actor, &opinion).await?;
    let settled = settled.map(|settled| SettledView {
        side: settled.side.name(),
        staff: settled.by,
        at: settled.at.to_string(),
        reason: harmless(settled.reason.expose()),
    });
    let is_open = matches!(opinion.standing, Standing::Asked | Standing::Differs);
    let may_know = !is_open || actor.may(Action::SettleOpinion).is_ok();
    Ok(OpinionView {
        id: opinion.id,
        why: opinion.why.name(),
        state: opinion.standing.name(),
        asked_at: opinion.asked_at.to_string(),
        given_at: text(opinion.given_at),
        differences: if may_know {
            opinion.differences
        } else {
            Vec::new()
        },
        urgent,
        settled,
    })
}
