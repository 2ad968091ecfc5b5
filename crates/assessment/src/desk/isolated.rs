//! The way into the isolated browser: see `ticket`.

use axum::Form;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use identity::Desk;
use page::Problem;

use super::{Sent, value};
use crate::{Error, Ticket};

/// POST /isolated-browser: gives a ticket back for its URL, as plain text. No cookie is asked for: the ticket says who.
pub(super) async fn redeem(
    State(desk): State<Desk>,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    if desk.isolated_browser.is_none() {
        return Err(Problem::NotFound);
    }
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let ticket = Ticket::read(&tx, value(&sent, "ticket").unwrap_or_default())?;
    let ticket = ticket.ok_or(Problem::NotFound)?;
    let actor = identity::at_the_desk(&mut tx, ticket.staff).await;
    let actor = actor.map_err(Error::from)?.ok_or(Problem::NotFound)?;
    let url = match crate::redeem(&mut tx, &actor, &ticket).await {
        // Why it is not good any more is nobody's business.
        Err(Error::ViewingEnded | Error::NotHeld) => return Err(Problem::NotFound),
        url => url?,
    };
    // What was not recorded is not handed out.
    tx.commit().await.map_err(Error::from)?;
    let plain = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
    Ok((plain, url.expose().clone()).into_response())
}
