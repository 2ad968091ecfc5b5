//! The tray, for programs.

use axum::extract::{Path, Query, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use dispatch::{Kind, Received, State, assign, hold, in_tray, put_aside, tray};
use identity::{Actor, By, Creating, Desk, Etag, IfMatch, Nothing, Reply, may, parameter};
use kernel::{Id, Sensitive, cursor_of_text, cursor_text};
use page::Problem;
use serde::{Deserialize, Serialize};
use store::Tx;

use super::guess;
use crate::Error;

/// Mails of one list.
const MOST: usize = 100;

/// The calls of the tray.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/v1/tray", get(list))
        .route("/api/v1/tray/{mail}", get(show))
        .route("/api/v1/tray/{mail}/assign", post(assign_mail))
        .route("/api/v1/tray/{mail}/aside", post(put_mail_aside))
}

#[derive(Serialize)]
struct TrayView {
    /// The oldest first.
    mails: Vec<MailView>,
    /// Where the list goes on.
    next: Option<String>,
}

#[derive(Serialize)]
struct MailView {
    id: Id<Received>,
    at: String,
    state: &'static str,
    kind: &'static str,
    sender: String,
    subject: String,
    text: String,
    /// The Message-ID of the mail of ours that it was found to be about, where a person is to say whether it is.
    guess: Option<String>,
    sealed: bool,
    /// How many parts that were no text were left out.
    dropped: u64,
}

impl MailView {
    fn new(mail: &Received, guess: Option<String>) -> Self {
        Self {
            guess,
            id: mail.id,
            at: mail.at.to_string(),
            state: mail.state.name(),
            kind: mail.kind.name(),
            sender: page::harmless(mail.sender.expose()),
            subject: referral::hidden(mail.subject.expose()),
            text: referral::hidden(mail.text.expose()),
            sealed: mail.sealed,
            dropped: mail.left_out(),
        }
    }
}

/// What a mail is about, a Message-ID or a reference, and what it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assigned {
    to: Sensitive<String>,
    kind: Sorted,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Sorted {
    Answer,
    Failed,
    Automatic,
}

impl From<Sorted> for Kind {
    fn from(sorted: Sorted) -> Self {
        match sorted {
            Sorted::Answer => Self::Answer,
            Sorted::Failed => Self::Failed,
            Sorted::Automatic => Self::Automatic,
        }
    }
}

/// GET /api/v1/tray
async fn list(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTray>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let after = parameter(&query, "cursor", cursor_of_text)?;
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let mails = tray(&mut tx, caller.actor(), after, MOST)
        .await
        .map_err(Error::from)?;
    let last = mails.last().filter(|_| mails.len() >= MOST);
    let next = last.map(|last| cursor_text(last.at, last.id));
    let mut views = Vec::new();
    for mail in &mails {
        let guess = guess(&mut tx, caller.actor(), mail).await?;
        views.push(MailView::new(mail, guess));
    }
    Ok(Json(TrayView { mails: views, next }).into_response())
}

/// GET /api/v1/tray/{mail}
async fn show(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTray>,
    Path(id): Path<Id<Received>>,
) -> Result<Reply, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (view, etag) = view(&mut tx, caller.actor(), id).await?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// POST /api/v1/tray/{mail}/assign
async fn assign_mail(
    Shared(desk): Shared<Desk>,
    caller: By<may::SortTray>,
    Path(id): Path<Id<Received>>,
    version: IfMatch,
    Creating(Assigned { to, kind }, turn): Creating<Assigned>,
) -> Result<Response, Problem> {
    let work = async {
        let (mut tx, mut mail) = as_read(&desk, caller.actor(), id, &version).await?;
        assign(&mut tx, caller.actor(), id, &to, kind.into())
            .await
            .map_err(problem)?;
        mail.state = State::Matched.name();
        mail.kind = Kind::from(kind).name();
        let etag = Etag::of(&mail)?;
        Ok((tx, Reply::ok(&mail)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/tray/{mail}/aside
async fn put_mail_aside(
    Shared(desk): Shared<Desk>,
    caller: By<may::SortTray>,
    Path(id): Path<Id<Received>>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let (mut tx, _) = as_read(&desk, caller.actor(), id, &version).await?;
        put_aside(&mut tx, caller.actor(), id)
            .await
            .map_err(Error::from)?;
        let (view, etag) = view(&mut tx, caller.actor(), id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// A transaction that holds a mail, which is as the caller read it.
async fn as_read(
    desk: &Desk,
    actor: &Actor,
    id: Id<Received>,
    version: &IfMatch,
) -> Result<(Tx, MailView), Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    hold(&mut tx, actor, id).await.map_err(Error::from)?;
    let (view, etag) = view(&mut tx, actor, id).await?;
    version.check(&etag)?;
    Ok((tx, view))
}

async fn view(tx: &mut Tx, actor: &Actor, id: Id<Received>) -> Result<(MailView, Etag), Problem> {
    let mail = in_tray(tx, actor, id).await.map_err(Error::from)?;
    let guess = guess(tx, actor, &mail).await?;
    let view = MailView::new(&mail, guess);
    let etag = Etag::of(&view)?;
    Ok((view, etag))
}

/// The problem of an error, with the field of the body that is to be mended where there is one.
fn problem(error: dispatch::Error) -> Problem {
    super::fault(error).map_or_else(Problem::from, Problem::Invalid)
}
