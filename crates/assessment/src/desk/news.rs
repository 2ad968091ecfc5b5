//! What reporters wait for, in whichever state their cases are: that something is read, or that they are told what came
//! of it. No URL and no word of theirs is shown here.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use identity::{Action, Desk, SignedIn};
use intake::Case;
use kernel::Id;
use page::{Frame, Problem};

use super::queue::state_key;
use crate::Error;

#[derive(Template)]
#[template(path = "news.html")]
struct NewsPage {
    frame: Frame,
    lines: Vec<Line>,
}

struct Line {
    case: Id<Case>,
    reference: String,
    state: String,
    since: String,
    /// What is waited for, in words.
    waits: Vec<String>,
}

/// GET /reporters
pub(super) async fn list(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    if !signed_in.may(Action::ReadCase) {
        return Err(Problem::Denied);
    }
    let words = desk.words(&signed_in);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let waits = intake::unread(&mut tx, signed_in.actor()).await;
    let lines = waits.map_err(Error::from)?.into_iter().map(|one| Line {
        case: one.case,
        state: words.text(state_key(one.state)),
        since: words.date_time(one.since, &desk.pack.zone),
        waits: super::panel::waits(&words, one.unread, one.unanswered),
        reference: one.reference,
    });
    page::render(&NewsPage {
        lines: lines.collect(),
        frame: desk.frame(&signed_in, words.text("assessment-news")),
    })
}
