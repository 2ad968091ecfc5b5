//! What reporters wait for, in whichever state their cases are: that something is read, or that they are told what came
//! of it. No URL and no word of theirs is shown here.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use identity::{Action, Desk, SignedIn};
use intake::Case;
use kernel::{Id, cursor_of_text, cursor_text};
use page::{Frame, Problem};

use super::queue::state_key;
use super::{Sent, value};
use crate::Error;

#[derive(Template)]
#[template(path = "news.html")]
struct NewsPage {
    frame: Frame,
    lines: Vec<Line>,
    /// Whether others stand before these.
    is_later: bool,
    next: Option<String>,
}

struct Line {
    case: Id<Case>,
    reference: String,
    state: String,
    since: String,
    /// What is waited for, in words.
    waits: Vec<String>,
}

/// Cases of a page.
const PAGE: usize = 50;

/// GET /reporters: `from`: with which case it begins, by since when it waits and its id.
pub(super) async fn list(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Query(fields): Query<Sent>,
) -> Result<Response, Problem> {
    if !signed_in.may(Action::ReadCase) {
        return Err(Problem::Denied);
    }
    let words = desk.words(&signed_in);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let from = match value(&fields, "from") {
        None => None,
        Some(text) => Some(cursor_of_text(text).ok_or(Problem::NotFound)?),
    };
    // One more is the first of the next page.
    let (actor, most) = (signed_in.actor(), PAGE + 1);
    let waits = intake::unread(&mut tx, actor, from, most).await;
    let mut waits = waits.map_err(Error::from)?;
    let next = waits.get(PAGE);
    let next = next.map(|one| format!("/reporters?from={}", cursor_text(one.since, one.case)));
    waits.truncate(PAGE);
    let lines = waits.into_iter().map(|one| Line {
        case: one.case,
        state: words.text(state_key(one.state)),
        since: words.date_time(one.since, &desk.pack.zone),
        waits: super::panel::waits(&words, one.unread, one.unanswered),
        reference: one.reference,
    });
    page::render(&NewsPage {
        lines: lines.collect(),
        is_later: from.is_some(),
        next,
        frame: desk.frame(&signed_in, words.text("assessment-news")),
    })
}
