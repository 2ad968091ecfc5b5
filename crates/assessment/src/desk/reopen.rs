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
use super::{Sent, to_case, value};
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
    if crate::correctable(&mut tx, actor, case).await?.is_none() {
        return Err(Error::Unready(Unready::Uncorrectable).into());
    }
    let takers = takers(&mut tx, &desk, &signed_in, case).await?;
    ASK.show(&desk, &signed_in, case, takers)
}

/// POST /cases/{id}/reopen
pub(super) async fn send(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let reason = value(&sent, "reason").unwrap_or_default().to_owned();
    let sealed = Sensitive::new(reason.clone());
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let message = match crate::reopen(&mut tx, signed_in.actor(), &desk.pack, case, &sealed).await {
        Ok(_) => {
            tx.commit().await.map_err(Error::from)?;
            return Ok(to_case(case).into_response());
        }
        Err(Error::NoReason) => "assessment-reopen-no-reason",
        Err(Error::TooLong) => "assessment-why-long",
        // Somebody was faster: what was typed stands there still.
        Err(Error::Held) => "assessment-problem-held",
        Err(Error::Unready(Unready::Uncorrectable)) => "assessment-unready-uncorrectable",
        Err(Error::Intake(intake::Error::Impossible(_) | intake::Error::Superseded)) => {
            "assessment-problem-moved"
        }
        Err(error) => return Err(error.into()),
    };
    drop(tx);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let takers = takers(&mut tx, &desk, &signed_in, case).await?;
    ASK.again(
        &desk,
        &signed_in,
        case,
        takers,
        reason,
        Message::new(message),
    )
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
