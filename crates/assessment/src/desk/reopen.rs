//! The page on which a released decision is taken back.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::{Action, Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::{Id, Sensitive};
use page::{FormErrors, Frame, Message, Problem};

use super::{Sent, to_case, value};
use crate::{Error, Unready};

#[derive(Template)]
#[template(path = "reopen.html")]
struct ReopenPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    reason: String,
}

#[derive(Template)]
#[template(path = "lost.html")]
struct LostPage {
    frame: Frame,
    errors: FormErrors,
    case: Id<Case>,
    reason: String,
}

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
    show(&desk, &signed_in, case, String::new(), FormErrors::none())
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
    let mut errors = FormErrors::none();
    errors.push("reason", Message::new(message));
    let page = show(&desk, &signed_in, case, reason, errors)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The page under another title: what was typed for something that somebody else has done meanwhile.
pub(super) fn show_as(
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
    title: &str,
    reason: String,
    errors: FormErrors,
) -> Result<Response, Problem> {
    page::render(&LostPage {
        frame: desk.frame(signed_in, desk.words(signed_in).text(title)),
        errors,
        case,
        reason,
    })
}

fn show(
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
    reason: String,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let title = desk.words(signed_in).text("assessment-reopen");
    page::render(&ReopenPage {
        frame: desk.frame(signed_in, title),
        csrf: signed_in.csrf(),
        errors,
        case,
        reason,
    })
}
