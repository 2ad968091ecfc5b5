//! A message to a reporter that could not be sent, for the viewing session, the claim or the lead in which it was written
//! had run out by then: the page that keeps it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::{Desk, SignedIn};
use intake::{Case, Lead};
use kernel::Id;
use page::{FormErrors, Frame, Message, Problem};

use super::{Sent, value};

/// In what a message was written.
#[derive(Clone, Copy)]
pub(super) enum Of {
    Case(Id<Case>),
    Lead(Id<Lead>),
}

#[derive(Template)]
#[template(path = "unsent.html")]
struct UnsentPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    /// The path of the case or lead, and what it is called by.
    back: String,
    back_name: &'static str,
    explained: &'static str,
    /// The path that has it opened or taken again, and what that is called by.
    again: String,
    again_name: &'static str,
    /// What else the form said: which report it is for, which form it is, the ready answer that was picked.
    fields: Vec<(&'static str, String)>,
    text: String,
}

/// The form once more, without anything of the conversation: that is read in a session. The session is opened, or the
/// lead taken, in a window of its own, so that what was typed stays where it is.
pub(super) fn show(
    desk: &Desk,
    signed_in: &SignedIn,
    of: Of,
    sent: &Sent,
) -> Result<Response, Problem> {
    let field = |name| Some((name, value(sent, name)?.to_owned()));
    let fields = ["report", "form", "answer"].into_iter();
    let mut page = UnsentPage {
        frame: desk.frame(
            signed_in,
            desk.words(signed_in).text("assessment-unsent-title"),
        ),
        csrf: signed_in.csrf(),
        errors: FormErrors::none(),
        back: String::new(),
        back_name: "assessment-back",
        explained: "assessment-unsent-explained",
        again: String::new(),
        again_name: "assessment-viewing-open",
        fields: fields.filter_map(field).collect(),
        text: value(sent, "message").unwrap_or_default().to_owned(),
    };
    let wrong = match of {
        Of::Case(case) => {
            page.back = format!("/cases/{case}");
            page.again = format!("/cases/{case}/viewing");
            "assessment-problem-viewing-ended"
        }
        Of::Lead(lead) => {
            page.back = format!("/leads/{lead}");
            page.back_name = "assessment-lead-back";
            page.explained = "assessment-unsent-of-lead";
            page.again = format!("/leads/{lead}/take");
            page.again_name = "assessment-lead-take";
            "assessment-problem-lead-not-held"
        }
    };
    page.errors.push("message", Message::new(wrong));
    Ok((StatusCode::CONFLICT, page::render(&page)?).into_response())
}
