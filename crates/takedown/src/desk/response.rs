//! The page of how a provider answered, and the same for programs.

use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response as Page};
use identity::{By, Desk, SignedIn, may};
use kernel::Id;
use page::{Frame, Problem, Words};
use serde::Serialize;
use stakeholders::Organisation;
use std::time::Duration;

use crate::Error;
use crate::response::{Response, response};

#[derive(Template)]
#[template(path = "response.html")]
struct ResponsePage {
    frame: Frame,
    id: String,
    sent: String,
    answered: String,
    removed: String,
    first_answer: String,
    removal: String,
}

/// GET /providers/{id}/answers
pub(crate) async fn show(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<Id<Organisation>>,
) -> Result<Page, Problem> {
    let words = desk.words(&signed_in);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let provider = stakeholders::organisation(&mut tx, signed_in.actor(), id)
        .await
        .map_err(Error::from)?;
    let Response {
        sent,
        answered,
        removed,
        first_answer,
        removal,
    } = response(&mut tx, signed_in.actor(), id).await?;
    drop(tx);
    let name = provider.name.expose().as_str();
    page::render(&ResponsePage {
        id: id.to_string(),
        sent: words.number(sent),
        answered: words.number(answered),
        removed: words.number(removed),
        first_answer: hours(&words, first_answer),
        removal: hours(&words, removal),
        frame: desk.frame(
            &signed_in,
            words.with("takedown-response", &[("name", name)]),
        ),
    })
}

fn hours(words: &Words, span: Option<Duration>) -> String {
    let Some(span) = span else {
        return words.text("takedown-response-none");
    };
    let hours = i64::try_from(span.as_secs() / 3600).unwrap_or(i64::MAX);
    words.with("takedown-response-hours", &[("hours", hours)])
}

#[derive(Serialize)]
struct ResponseView {
    sent: i64,
    answered: i64,
    removed: i64,
    /// Seconds.
    first_answer: Option<u64>,
    removal: Option<u64>,
}

/// GET /api/v1/providers/{organisation}/answers
pub(crate) async fn read(
    State(desk): State<Desk>,
    caller: By<may::ReadTakedown>,
    Path(id): Path<Id<Organisation>>,
) -> Result<Page, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    stakeholders::organisation(&mut tx, caller.actor(), id)
        .await
        .map_err(Error::from)?;
    let found = response(&mut tx, caller.actor(), id).await?;
    let seconds = |span: Option<Duration>| span.map(|span| span.as_secs());
    Ok(Json(ResponseView {
        sent: found.sent,
        answered: found.answered,
        removed: found.removed,
        first_answer: seconds(found.first_answer),
        removal: seconds(found.removal),
    })
    .into_response())
}
