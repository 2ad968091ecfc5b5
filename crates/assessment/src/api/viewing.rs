//! Viewing sessions: the only calls whose answers hold a URL, one item at a time, counted and recorded as on the page.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::{Actor, By, Creating, Desk, Nothing, Reply, Sent, may};
use intake::Case;
use kernel::Id;
use location::Spelling;
use page::Problem;
use serde::{Deserialize, Serialize};
use store::Tx;

use super::problem;
use super::told::unkept;
use crate::viewing::open_despite;
use crate::{Error, Item, Viewing};

/// How a session is opened.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Opening {
    /// Though one opted out of a category of the case.
    #[serde(default)]
    despite: bool,
}

#[derive(Serialize)]
struct ViewingView {
    id: Id<Viewing>,
    opened_at: String,
    ends_at: String,
    reveals: i64,
}

/// Which item is to be shown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reveal {
    item: Id<Item>,
}

#[derive(Serialize)]
struct RevealedView {
    item: Id<Item>,
    spellings: Vec<SpellingView>,
    /// The spelling that checks and notices use, where one was picked.
    working: Option<Id<Spelling>>,
}

#[derive(Serialize)]
struct SpellingView {
    id: Id<Spelling>,
    url: String,
    /// What about it looks as if it named a person.
    personal: Vec<&'static str>,
}

#[derive(Serialize)]
struct Closed {
    open: bool,
}

/// POST /api/v1/cases/{id}/viewing
pub(super) async fn open(
    State(desk): State<Desk>,
    caller: By<may::View>,
    Path(case): Path<Id<Case>>,
    Creating(Opening { despite }, turn): Creating<Opening>,
) -> Result<Response, Problem> {
    let work = async {
        let (actor, pack) = (caller.actor(), &*desk.pack);
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let viewing = if despite {
            open_despite(&mut tx, actor, pack, case).await
        } else {
            crate::open_viewing(&mut tx, actor, pack, case).await
        };
        let viewing = viewing.map_err(problem)?;
        let place = format!("/api/v1/cases/{case}/viewing/{}/reveal", viewing.id);
        let view = ViewingView {
            id: viewing.id,
            opened_at: viewing.opened_at.to_string(),
            ends_at: viewing.ends_at.to_string(),
            reveals: viewing.reveals,
        };
        Ok((tx, Reply::created(place, &view)?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/cases/{id}/viewing/{viewing}/reveal. Sent again it is another look: no answer with a URL is kept.
pub(super) async fn reveal(
    State(desk): State<Desk>,
    caller: By<may::View>,
    Path((case, viewing)): Path<(Id<Case>, Id<Viewing>)>,
    Sent(Reveal { item }): Sent<Reveal>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let actor = caller.actor();
    is_open(&mut tx, actor, case, viewing).await?;
    let revealed = crate::reveal(&mut tx, actor, &desk.pack, viewing, item)
        .await
        .map_err(problem)?;
    // What was not recorded is not shown.
    tx.commit().await.map_err(Error::from)?;
    let spelling = |spelling: location::Spelled| SpellingView {
        id: spelling.id,
        url: spelling.url.expose().clone(),
        personal: spelling.personal,
    };
    let view = RevealedView {
        item,
        working: revealed.working,
        spellings: revealed.spellings.into_iter().map(spelling).collect(),
    };
    Ok(unkept(&view))
}

/// The way of what is shown into the isolated browser.
#[derive(Serialize)]
struct TicketView {
    /// For the helper beside that browser, which gives it back for the URL.
    ticket: String,
    /// What the browser's address begins with.
    scheme: String,
}

/// POST /api/v1/cases/{id}/viewing/{viewing}/ticket: of the item that is shown. Good once, for a short time, while the
/// session is open and its owner at the desk. Where the desk is set up for no isolated browser, there is nothing here.
pub(super) async fn ticket(
    State(desk): State<Desk>,
    caller: By<may::View>,
    Path((case, viewing)): Path<(Id<Case>, Id<Viewing>)>,
    Sent(Nothing {}): Sent<Nothing>,
) -> Result<Response, Problem> {
    let scheme = desk.isolated_browser.clone().ok_or(Problem::NotFound)?;
    // The session is held while it is looked at.
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let actor = caller.actor();
    is_open(&mut tx, actor, case, viewing).await?;
    let ticket = crate::ticket(&mut tx, actor, viewing).await?;
    let ticket = ticket.ok_or(Problem::NotFound)?;
    Ok(unkept(&TicketView { ticket, scheme }))
}

/// Refuses what is asked of a session that is not of this case, or not open any more.
pub(super) async fn is_open(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    viewing: Id<Viewing>,
) -> Result<(), Error> {
    let open = crate::viewing(tx, actor, case).await?;
    if open.is_none_or(|open| open.id != viewing) {
        return Err(Error::ViewingEnded);
    }
    Ok(())
}

#[derive(Serialize)]
struct Hidden {
    shown: bool,
}

/// POST /api/v1/cases/{id}/viewing/hide. Hiding what is not shown changes nothing.
pub(super) async fn hide(
    State(desk): State<Desk>,
    caller: By<may::View>,
    Path(case): Path<Id<Case>>,
    Sent(Nothing {}): Sent<Nothing>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::hide(&mut tx, caller.actor(), case)
        .await
        .map_err(problem)?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Json(Hidden { shown: false }).into_response())
}

/// POST /api/v1/cases/{id}/viewing/close. Closing what is not open changes nothing.
pub(super) async fn close(
    State(desk): State<Desk>,
    caller: By<may::View>,
    Path(case): Path<Id<Case>>,
    Sent(Nothing {}): Sent<Nothing>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::close_viewing(&mut tx, caller.actor(), case)
        .await
        .map_err(problem)?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Json(Closed { open: false }).into_response())
}
