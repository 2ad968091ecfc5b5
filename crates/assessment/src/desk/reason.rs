//! A page that asks why: a released decision is taken back, or a second opinion withdrawn.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::{Desk, SignedIn};
use intake::Case;
use kernel::Id;
use page::{FormErrors, Frame, Message, Problem};

use super::deciding::limit;
use super::takers::Takers;
use crate::REASON_LIMIT;

/// What is asked for, and where the answer goes.
pub(super) struct Ask {
    /// The key of what is done: the title, and the button.
    pub(super) title: &'static str,
    /// The key of what comes of it.
    pub(super) hint: &'static str,
    /// The key of what the reason is called.
    pub(super) label: &'static str,
    /// Where below the case the form is sent.
    pub(super) to: &'static str,
}

#[derive(Template)]
#[template(path = "reason.html")]
struct ReasonPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    ask: &'static Ask,
    /// Which other cases it concerns.
    takers: Takers,
    reason: String,
    /// What the page knew that there is to take back.
    version: String,
}

#[derive(Template)]
#[template(path = "lost.html")]
struct LostPage {
    frame: Frame,
    errors: FormErrors,
    case: Id<Case>,
    reason: String,
}

impl Ask {
    /// The page, with nothing typed yet.
    pub(super) fn show(
        &'static self,
        desk: &Desk,
        signed_in: &SignedIn,
        (case, version): (Id<Case>, String),
        takers: Takers,
    ) -> Result<Response, Problem> {
        let nothing = (String::new(), FormErrors::none());
        self.page(desk, signed_in, (case, version), takers, nothing)
    }

    /// The page once more, with what was typed and what is wrong.
    pub(super) fn again(
        &'static self,
        desk: &Desk,
        signed_in: &SignedIn,
        (case, version): (Id<Case>, String),
        takers: Takers,
        reason: String,
        wrong: Message,
    ) -> Result<Response, Problem> {
        let typed = (reason, about_reason(wrong));
        let page = self.page(desk, signed_in, (case, version), takers, typed)?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    }

    fn page(
        &'static self,
        desk: &Desk,
        signed_in: &SignedIn,
        (case, version): (Id<Case>, String),
        takers: Takers,
        (reason, errors): (String, FormErrors),
    ) -> Result<Response, Problem> {
        page::render(&ReasonPage {
            frame: desk.frame(signed_in, desk.words(signed_in).text(self.title)),
            csrf: signed_in.csrf(),
            errors,
            case,
            ask: self,
            takers,
            reason,
            version,
        })
    }
}

/// What was typed for something that somebody else has done meanwhile, to be copied.
pub(super) fn lost(
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
    title: &str,
    reason: String,
) -> Result<Response, Problem> {
    let page = page::render(&LostPage {
        frame: desk.frame(signed_in, desk.words(signed_in).text(title)),
        errors: about_reason(Message::new("assessment-problem-moved")),
        case,
        reason,
    })?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// That a reason is missing, or longer than [`REASON_LIMIT`].
pub(crate) fn missing() -> Message {
    Message::new("assessment-reason-missing").with("limit", limit(REASON_LIMIT))
}

fn about_reason(wrong: Message) -> FormErrors {
    let mut errors = FormErrors::none();
    errors.push("reason", wrong);
    errors
}
