//! The page on which a released decision is taken back.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::{Action, Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::{Id, Sensitive};
use page::{Message, Problem};
use store::Tx;

use super::reason::Ask;
use super::takers::Takers;
use super::{Sent, WITH_NOTE, is_stale, to_case, value};
use crate::claim::lock_free;
use crate::{Error, Unready};

/// Why it is done is asked for.
const ASK: Ask = Ask {
    title: "assessment-reopen",
    hint: "assessment-reopen-hint",
    label: "assessment-correction-reason",
    to: "reopen",
};

/// GET /cases/{id}/reopen
pub(super) async fn form(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    actor.may(Action::CorrectDecision).map_err(Error::from)?;
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let stands = crate::correctable(&mut tx, actor, case).await?;
    let stands = stands.ok_or(Error::Unready(Unready::Uncorrectable))?;
    let takers = takers(&mut tx, &desk, &signed_in, case).await?;
    ASK.show(&desk, &signed_in, (case, stands.to_string()), takers)
}

/// POST /cases/{id}/reopen
pub(super) async fn send(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent, WITH_NOTE>,
) -> Result<Response, Problem> {
    let reason = value(&sent, "reason").unwrap_or_default().to_owned();
    let sealed = Sensitive::new(reason.clone());
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let actor = signed_in.actor();
    lock_free(&mut tx, case).await?;
    let stands = crate::correctable(&mut tx, actor, case).await?;
    let version = stands.map(|id| id.to_string()).unwrap_or_default();
    // The reason is about what the page showed, and about nothing that was decided since.
    let result = if stands.is_some() && is_stale(&sent, &version) {
        None
    } else {
        Some(crate::reopen(&mut tx, actor, &desk.pack, case, &sealed).await)
    };
    let message = match result {
        None => "assessment-stale-reopen",
        Some(Ok(_)) => {
            tx.commit().await.map_err(Error::from)?;
            return Ok(to_case(case).into_response());
        }
        Some(Err(Error::NoReason)) => "assessment-reopen-no-reason",
        Some(Err(Error::TooLong)) => "assessment-why-long",
        // Somebody was faster: what was typed stands there still.
        Some(Err(Error::Held)) => "assessment-problem-held",
        Some(Err(Error::Unready(Unready::Uncorrectable))) => "assessment-unready-uncorrectable",
        Some(Err(Error::Intake(intake::Error::Impossible(_) | intake::Error::Superseded))) => {
            "assessment-problem-moved"
        }
        Some(Err(error)) => return Err(error.into()),
    };
    drop(tx);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let takers = takers(&mut tx, &desk, &signed_in, case).await?;
    let message = Message::new(message);
    ASK.again(&desk, &signed_in, (case, version), takers, reason, message)
}

/// Where else an answer of the case counts.
async fn takers(
    tx: &mut Tx,
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
) -> Result<Takers, Error> {
    let actor = signed_in.actor();
    let all = crate::takers(tx, actor, case).await?;
    Takers::of(tx, actor, &desk.words(signed_in), &all).await
}
