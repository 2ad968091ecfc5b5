//! The page on which a supervisor ends a second opinion that nobody can give or settle.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::{Action, Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::{Id, Sensitive};
use page::{Message, Problem};

use super::reason::{self, Ask};
use super::takers::Takers;
use super::{Sent, to_case, value};
use crate::Error;

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
    if crate::opinion::open(&mut tx, case).await?.is_none() {
        return Err(Problem::NotFound);
    }
    ASK.show(&desk, &signed_in, case, Takers::default())
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
    let message = match crate::withdraw_opinion(&mut tx, actor, case, &sealed).await {
        Ok(()) => {
            tx.commit().await.map_err(Error::from)?;
            return Ok(to_case(case).into_response());
        }
        Err(Error::NoReason) => reason::missing(),
        // Somebody was faster: what was typed stands there still.
        Err(Error::NotFound) => Message::new("assessment-problem-moved"),
        Err(error) => return Err(error.into()),
    };
    let takers = Takers::default();
    ASK.again(&desk, &signed_in, case, takers, reason, message)
}
