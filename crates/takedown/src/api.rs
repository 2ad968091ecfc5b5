//! This module's part of the desk's interface for programs: the notices of a case, letters, its watch and its checks, and what
//! people do about them. As on the case page, whoever might give the second opinion on a case sees nothing of them.

mod checks;
mod letters;
mod mails;
mod notices;
mod page;
mod series;

use ::page::{FormErrors, Message, Problem};
use axum::Router;
use axum::routing::{get, post};
use identity::{Actor, Desk};
use intake::Case;
use kernel::Id;
use store::Tx;

pub(crate) use letters::version as letter_version;

use crate::Error;

/// This module's calls.
pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route(
            "/api/v1/cases/{id}/notices",
            get(notices::list).post(notices::write_again),
        )
        .route("/api/v1/cases/{id}/mails", get(mails::list))
        .route("/api/v1/notices/{notice}", get(notices::show))
        .route("/api/v1/notices/{notice}/words", post(notices::say))
        .route("/api/v1/notices/{notice}/bounced", post(notices::bounced))
        .route(
            "/api/v1/notices/{notice}/handed-over",
            post(notices::handed_over),
        )
        .route("/api/v1/notices/{notice}/retry", post(notices::retry))
        .route("/api/v1/notices/{notice}/withdraw", post(notices::withdraw))
        .route("/api/v1/cases/{id}/series", get(series::list))
        .route("/api/v1/series/{series}", get(series::show))
        .route("/api/v1/series/{series}/skip", post(series::skip))
        .route(
            "/api/v1/providers/{organisation}/answers",
            get(crate::desk::response::read),
        )
        .route("/api/v1/letters", get(letters::list))
        .route("/api/v1/letters/{letter}", get(letters::show))
        .route("/api/v1/letters/{letter}/edit", post(letters::edit))
        .route(
            "/api/v1/letters/{letter}/sent-by-hand",
            post(letters::filled_in),
        )
        .route("/api/v1/letters/{letter}/release", post(letters::release))
        .route("/api/v1/letters/{letter}/retry", post(letters::retry))
        .route("/api/v1/letters/{letter}/withdraw", post(letters::withdraw))
        .route("/api/v1/letters/{letter}/words", post(letters::say))
        .route("/api/v1/cases/{id}/watch", get(checks::watch))
        .route(
            "/api/v1/cases/{id}/checks",
            get(checks::list).post(checks::look),
        )
        .route("/api/v1/cases/{id}/checks/own", post(checks::own_look))
        .route("/api/v1/cases/{id}/page", get(page::show).post(page::mark))
        .route("/api/v1/cases/{id}/page/undo", post(page::unmark))
        .route("/api/v1/checks/{check}", get(checks::show))
        .route("/api/v1/checks/{check}/decide", post(checks::decide_check))
}

/// Whether nothing of a case may be shown to the actor.
async fn is_blind(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    Ok(assessment::is_blind(tx, actor, case).await?)
}

/// A field of the body that is to be mended.
fn wrong(field: &str, key: &'static str) -> Problem {
    let mut errors = FormErrors::none();
    errors.push(field, Message::new(key));
    Problem::Invalid(errors)
}
