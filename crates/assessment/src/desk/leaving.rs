//! How pages are left that show a URL or the words of a reporter: at once by the key of `hide.js` or its button, and by
//! themselves when their time is over, so that a browser that stays behind shows nothing for longer.

use std::time::Duration;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::{ACCEPT_LANGUAGE, REFRESH};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use identity::{Desk, SignedIn};
use intake::{Case, Lead};
use kernel::{Id, Language};
use page::{Frame, Problem};

/// The form that hides the screen.
pub(super) struct Hide {
    pub(super) method: &'static str,
    pub(super) action: String,
    /// Of a form that does something as well: a session ends the look at what is open.
    pub(super) csrf: Option<String>,
}

impl Hide {
    pub(super) fn of_case(signed_in: &SignedIn, case: Id<Case>) -> Self {
        Self {
            method: "post",
            action: format!("/cases/{case}/viewing/hide"),
            csrf: Some(signed_in.csrf()),
        }
    }

    pub(super) fn of_lead(lead: Id<Lead>) -> Self {
        Self {
            method: "get",
            action: format!("/leads/{lead}/hidden"),
            csrf: None,
        }
    }
}

/// Has the page left after this time. It asks for a page that takes no sign-in, so that it counts for nobody at the desk.
pub(super) fn after(response: &mut Response, left: Duration, to: &str, language: Language) {
    let seconds = left.as_secs().saturating_add(1);
    let address = format!("{seconds}; url={to}?language={language}");
    if let Ok(address) = HeaderValue::from_str(&address) {
        response.headers_mut().insert(REFRESH, address);
    }
}

#[derive(Template)]
#[template(path = "hidden.html")]
struct HiddenPage {
    frame: Frame,
    back: String,
    hint: &'static str,
}

/// GET /cases/{id}/hidden: nothing but the way back.
pub(super) async fn hidden(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let back = format!("/cases/{case}/viewing");
    blank(&desk, &signed_in, back, "assessment-hidden-hint")
}

/// GET /leads/{id}/hidden: the same.
pub(super) async fn lead_hidden(
    State(desk): State<Desk>,
    Path(lead): Path<Id<Lead>>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let back = format!("/leads/{lead}/told");
    blank(&desk, &signed_in, back, "assessment-lead-hidden-hint")
}

fn blank(
    desk: &Desk,
    signed_in: &SignedIn,
    back: String,
    hint: &'static str,
) -> Result<Response, Problem> {
    let title = desk.words(signed_in).text("assessment-hidden-title");
    let mut frame = desk.frame(signed_in, title);
    frame.navigation.clear();
    frame.languages.clear();
    frame.signed_in = None;
    page::render(&HiddenPage { frame, back, hint })
}

#[derive(Template)]
#[template(path = "viewing-ended.html")]
struct EndedPage {
    frame: Frame,
    back: String,
    back_name: &'static str,
}

/// In which language a page is that does not ask who reads it.
#[derive(serde::Deserialize)]
pub(super) struct Reader {
    language: Option<Language>,
}

/// GET /cases/{id}/viewing/ended: where a browser goes by itself when its session ends, whoever sits before it or
/// nobody. It says nothing of the case, not even that there is one, and is no use of the desk.
pub(super) async fn ended(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    Query(reader): Query<Reader>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let frame = nobodys(&desk, reader, &headers, "assessment-viewing-ended-title");
    page::render(&EndedPage {
        frame,
        back: format!("/cases/{case}"),
        back_name: "assessment-back",
    })
}

/// GET /leads/{id}/told/ended: the same, when what was told in a lead has stood there long enough.
pub(super) async fn lead_ended(
    State(desk): State<Desk>,
    Path(lead): Path<Id<Lead>>,
    Query(reader): Query<Reader>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let frame = nobodys(&desk, reader, &headers, "assessment-lead-ended-title");
    page::render(&EndedPage {
        frame,
        back: format!("/leads/{lead}"),
        back_name: "assessment-lead-back",
    })
}

/// The frame of a page that anybody may see.
fn nobodys(desk: &Desk, reader: Reader, headers: &HeaderMap, title: &str) -> Frame {
    let offered = &desk.pack.languages;
    let language = page::choose(reader.language, headers.get(ACCEPT_LANGUAGE), offered);
    let words = desk.catalogue.words(language);
    let title = words.text(title);
    let mut frame = Frame::new(words, title);
    frame.demonstration = desk.demonstration;
    frame
}
