//! What is due and was not done: the page of whoever answers for the whole.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use identity::{Desk, SignedIn};
use page::{Frame, Problem};

use crate::Error;
use crate::overdue::overdue;

#[derive(Template)]
#[template(path = "overdue.html")]
struct OverduePage {
    frame: Frame,
    rows: Vec<OverdueRow>,
}

struct OverdueRow {
    what: String,
    count: i64,
    oldest: Option<String>,
    page: Option<&'static str>,
}

/// GET /overdue
pub(super) async fn show(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let words = desk.words(&signed_in);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let all = overdue(&mut tx, signed_in.actor(), &desk.pack).await?;
    let rows = all
        .iter()
        .map(|one| OverdueRow {
            what: words.text(one.message()),
            count: one.count,
            oldest: one
                .oldest
                .map(|oldest| words.date_time(oldest, &desk.pack.zone)),
            page: one.page.filter(|_| one.count > 0),
        })
        .collect();
    page::render(&OverduePage {
        rows,
        frame: desk.frame(&signed_in, words.text("routing-overdue")),
    })
}
