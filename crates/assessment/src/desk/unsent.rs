//! A message to a reporter that was written in a viewing session which ended before it was sent: the page that keeps it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::{Desk, SignedIn};
use intake::Case;
use kernel::Id;
use page::{FormErrors, Frame, Message, Problem};

use super::{Sent, value};

#[derive(Template)]
#[template(path = "unsent.html")]
struct UnsentPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    /// What else the form said: which report it is for, which form it is, the ready answer that was picked.
    fields: Vec<(&'static str, String)>,
    text: String,
}

/// The form once more, without anything of the conversation: that is read in a session. The session is opened in a
/// window of its own, so that what was typed stays where it is.
pub(super) fn show(
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
    sent: &Sent,
) -> Result<Response, Problem> {
    let mut errors = FormErrors::none();
    errors.push("message", Message::new("assessment-problem-viewing-ended"));
    let field = |name| Some((name, value(sent, name)?.to_owned()));
    let page = page::render(&UnsentPage {
        frame: desk.frame(
            signed_in,
            desk.words(signed_in).text("assessment-unsent-title"),
        ),
        csrf: signed_in.csrf(),
        errors,
        case,
        fields: ["report", "form", "answer"]
            .into_iter()
            .filter_map(field)
            .collect(),
        text: value(sent, "message").unwrap_or_default().to_owned(),
    })?;
    Ok((StatusCode::CONFLICT, page).into_response())
}
