//! Taking back what stands: a released decision, or a second opinion that nobody can give or settle.

use axum::extract::{Path, State};
use axum::response::Response;
use identity::{By, Creating, Desk, IfMatch, Reply, may};
use intake::Case;
use kernel::{Id, Sensitive};
use page::{Message, Problem};
use serde::Deserialize;

use super::view::{case_view, held_version};
use super::{problem, wrong};
use crate::Error;
use crate::desk::reason_missing;

/// Why it is taken back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Because {
    reason: Sensitive<String>,
}

/// POST /api/v1/cases/{id}/reopen: a released decision is taken back, and the case claimed.
pub(super) async fn reopen(
    State(desk): State<Desk>,
    caller: By<may::CorrectDecision>,
    Path(case): Path<Id<Case>>,
    version: IfMatch,
    Creating(Because { reason }, turn): Creating<Because>,
) -> Result<Response, Problem> {
    let work = async {
        let (actor, pack) = (caller.actor(), &*desk.pack);
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        version.check(&held_version(&mut tx, actor, case).await?)?;
        let reopened = crate::reopen(&mut tx, actor, pack, case, &reason).await;
        reopened.map_err(|error| match error {
            Error::NoReason => wrong("reason", Message::new("assessment-reopen-no-reason")),
            Error::TooLong => wrong("reason", Message::new("assessment-why-long")),
            error => problem(error),
        })?;
        let (view, etag) = case_view(&mut tx, actor, case).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/cases/{id}/withdraw-opinion: the case goes back to the queue, and nothing of it was released.
pub(super) async fn withdraw_opinion(
    State(desk): State<Desk>,
    caller: By<may::SettleOpinion>,
    Path(case): Path<Id<Case>>,
    version: IfMatch,
    Creating(Because { reason }, turn): Creating<Because>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        version.check(&held_version(&mut tx, actor, case).await?)?;
        let withdrawn = crate::withdraw_opinion(&mut tx, actor, case, &reason).await;
        withdrawn.map_err(|error| match error {
            Error::NoReason => wrong("reason", reason_missing()),
            error => problem(error),
        })?;
        let (view, etag) = case_view(&mut tx, actor, case).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}
