//! The page on which a supervisor ends a second opinion that nobody can give or settle.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::{Action, Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::{Id, Sensitive};
use page::{Message, Problem};

use super::reason::{self, Ask};
use super::takers::Takers;
use super::{Sent, is_stale, to_case, value};
use crate::Error;
use crate::claim::lock_free;

/// Why it is done is asked for.
const ASK: Ask = Ask {
    title: "assessment-withdraw-opinion",
    hint: "assessment-withdraw-opinion-hint",
    label: "assessment-reason",
    to: "withdraw-opinion",
};

/// GET /cases/{id}/withdraw-opinion
pub(super) async fn form(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    actor.may(Action::SettleOpinion).map_err(Error::from)?;
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let open = crate::opinion::open(&mut tx, case).await?;
    let open = open.ok_or(Problem::NotFound)?.id.to_string();
    ASK.show(&desk, &signed_in, (case, open), Takers::default())
}

/// POST /cases/{id}/withdraw-opinion
pub(super) async fn send(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let reason = value(&sent, "reason").unwrap_or_default().to_owned();
    let sealed = Sensitive::new(reason.clone());
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let actor = signed_in.actor();
    lock_free(&mut tx, case).await?;
    let open = crate::opinion::open(&mut tx, case).await?;
    let version = open.as_ref().map(|one| one.id.to_string());
    let version = version.unwrap_or_default();
    // The reason is about the one that the page showed, and about none that was asked for since.
    let result = if open.is_some() && is_stale(&sent, &version) {
        None
    } else {
        Some(crate::withdraw_opinion(&mut tx, actor, case, &sealed).await)
    };
    let message = match result {
        None => Message::new("assessment-stale-withdrawing"),
        Some(Ok(())) => {
            tx.commit().await.map_err(Error::from)?;
            return Ok(to_case(case).into_response());
        }
        Some(Err(Error::NoReason)) => reason::missing(),
        // Somebody was faster: what was typed stands there still.
        Some(Err(Error::NotFound)) => Message::new("assessment-problem-moved"),
        Some(Err(error)) => return Err(error.into()),
    };
    let takers = Takers::default();
    ASK.again(&desk, &signed_in, (case, version), takers, reason, message)
}
