//! What came back by mail about a case, for programs.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Response};
use dispatch::Received;
use identity::{By, Desk, may};
use intake::Case;
use kernel::Id;
use page::Problem;
use serde::Serialize;

use super::is_blind;
use crate::Error;
use crate::answers::mails;

#[derive(Serialize)]
struct MailsView {
    /// Oldest first.
    mails: Vec<MailView>,
}

#[derive(Serialize)]
struct MailView {
    id: Id<Received>,
    at: String,
    kind: &'static str,
    /// What a relay calls the outcome.
    status: Option<String>,
    sender: String,
    subject: String,
    /// As on the page: without what looks like an address, and without lines about other cases.
    text: String,
    /// How many lines speak of other cases.
    other_lines: usize,
    sealed: bool,
    /// Whether it is signed by the key that our mail was sealed to, where both are sealed.
    signed: Option<bool>,
    /// It comes from another domain than the mail went to.
    other_sender: bool,
    /// How many parts that were no text were left out.
    dropped: u64,
}

/// GET /api/v1/cases/{id}/mails
pub(super) async fn list(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTakedown>,
    Path(case): Path<Id<Case>>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    intake::case(&mut tx, actor, case)
        .await
        .map_err(Error::from)?;
    let mut views = Vec::new();
    if !is_blind(&mut tx, actor, case).await? {
        for (mail, quoted) in mails(&mut tx, actor, &desk.pack, case).await? {
            views.push(MailView {
                id: mail.id,
                at: mail.at.to_string(),
                kind: mail.kind.name(),
                sender: page::harmless(mail.sender.expose()),
                subject: referral::hidden(mail.subject.expose()),
                text: quoted.lines.join("\n"),
                other_lines: quoted.others,
                sealed: mail.sealed,
                signed: mail.signed,
                other_sender: mail.other_sender,
                dropped: mail.left_out(),
                status: mail.status,
            });
        }
    }
    Ok(Json(MailsView { mails: views }).into_response())
}
