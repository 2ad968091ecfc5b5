//! The watch of a case and its checks: what they found, and what people say of it.

use axum::Json;
use axum::extract::{Path, Query, State as Shared};
use axum::response::{IntoResponse, Response};
use identity::{
    Action, Actor, By, Creating, Desk, Etag, IfMatch, Nothing, Reply, Staff, limit_within, may,
    parameter,
};
use intake::Case;
use kernel::{Id, Sensitive, cursor_of_text, cursor_text};
use page::Problem;
use serde::{Deserialize, Serialize};
use store::Tx;

use super::{is_blind, wrong};
use crate::came::{Came, of_check};
use crate::check::{MOST, checks_part, find, lock, look_now};
use crate::decide::{Word, decide, note_own_look};
use crate::{Check, Error, Verdict, WatchState, watch_of};

#[derive(Serialize)]
struct WatchView {
    /// `none` where the place is not watched.
    state: &'static str,
    /// When the next look is due.
    next_at: Option<String>,
}

#[derive(Serialize)]
struct ChecksView {
    /// The newest first.
    checks: Vec<CheckView>,
    /// Where the list goes on.
    next: Option<String>,
}

#[derive(Serialize)]
struct CheckView {
    id: Id<Check>,
    case: Id<Case>,
    at: String,
    cause: &'static str,
    /// From where: the name of the vantage point.
    vantage: String,
    /// Whether that is abroad.
    abroad: bool,
    seen: &'static str,
    /// The HTTP status, where there was one.
    status: Option<i64>,
    verdict: &'static str,
    /// What a later look from elsewhere made of it: `blocked`.
    later: Option<&'static str>,
    /// What a person made of it.
    decided: Option<&'static str>,
    decided_by: Option<Id<Staff>>,
    confirmed_by: Option<Id<Staff>>,
    /// It waits for a person to say what it means.
    asks_a_person: bool,
    /// It waits for a person to confirm the end that another, or the rule, has found.
    asks_another: bool,
}

/// A check with what its verdict rests on.
#[derive(Serialize)]
struct WholeCheckView {
    #[serde(flatten)]
    check: CheckView,
    /// What came back, without URL and host; nothing for whoever may not say what a check means.
    rests_on: Option<Came>,
}

impl From<Check> for CheckView {
    fn from(check: Check) -> Self {
        let (asks_a_person, asks_another) = (check.asks_a_person(), check.unconfirmed().is_some());
        Self {
            id: check.id,
            case: check.case,
            at: check.at.to_string(),
            cause: check.cause.name(),
            vantage: check.vantage,
            abroad: check.abroad,
            seen: check.seen.name(),
            status: check.status,
            verdict: check.verdict.name(),
            later: check.later.map(Verdict::name),
            decided: check.decided.map(Verdict::name),
            decided_by: check.decided_by,
            confirmed_by: check.confirmed_by,
            asks_a_person,
            asks_another,
        }
    }
}

/// What a person says of a place, and how they know. Whoever confirms what was said gives no reason.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    word: Word,
    #[serde(default)]
    reason: Sensitive<String>,
}

/// GET /api/v1/cases/{id}/watch
pub(super) async fn watch(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTakedown>,
    Path(case): Path<Id<Case>>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let view = watched(&mut tx, caller.actor(), case).await?;
    Ok(Json(view).into_response())
}

/// GET /api/v1/cases/{id}/checks
pub(super) async fn list(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTakedown>,
    Path(case): Path<Id<Case>>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let before = parameter(&query, "cursor", cursor_of_text)?;
    let limit = limit_within(&query, MOST)?;
    let actor = caller.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    intake::case(&mut tx, actor, case)
        .await
        .map_err(Error::from)?;
    let checks = if is_blind(&mut tx, actor, case).await? {
        Vec::new()
    } else {
        checks_part(&mut tx, actor, case, before, limit).await?
    };
    let is_full = i64::try_from(checks.len()).is_ok_and(|count| count >= limit);
    let last = checks.last().filter(|_| is_full);
    let next = last.map(|last| cursor_text(last.at, last.id));
    let checks = checks.into_iter().map(CheckView::from).collect();
    Ok(Json(ChecksView { checks, next }).into_response())
}

/// POST /api/v1/cases/{id}/checks: somebody is to look as soon as a worker comes to it.
pub(super) async fn look(
    Shared(desk): Shared<Desk>,
    caller: By<may::Check>,
    Path(case): Path<Id<Case>>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        look_now(&mut tx, actor, &desk.pack, case).await?;
        let view = watched(&mut tx, actor, case).await?;
        Ok((tx, Reply::ok(&view)?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/cases/{id}/checks/own: what the caller's member saw with their own eyes.
pub(super) async fn own_look(
    Shared(desk): Shared<Desk>,
    caller: By<may::DecideCheck>,
    Path(case): Path<Id<Case>>,
    Creating(said, turn): Creating<Said>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let id = note_own_look(&mut tx, actor, case, said.word, &said.reason)
            .await
            .map_err(problem)?;
        let (view, etag) = view(&mut tx, actor, id).await?;
        let place = format!("/api/v1/checks/{id}");
        Ok((tx, Reply::created(place, &view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// GET /api/v1/checks/{check}
pub(super) async fn show(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTakedown>,
    Path(id): Path<Id<Check>>,
) -> Result<Reply, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (view, etag) = view(&mut tx, caller.actor(), id).await?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// POST /api/v1/checks/{check}/decide: says what it means, or confirms what another person said.
pub(super) async fn decide_check(
    Shared(desk): Shared<Desk>,
    caller: By<may::DecideCheck>,
    Path(id): Path<Id<Check>>,
    version: IfMatch,
    Creating(said, turn): Creating<Said>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        lock(&mut tx, id).await?;
        version.check(&view(&mut tx, actor, id).await?.1)?;
        decide(&mut tx, actor, &desk.pack, id, said.word, &said.reason)
            .await
            .map_err(problem)?;
        let (view, etag) = view(&mut tx, actor, id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// The problem of an error, with the field of the body that is to be mended where there is one.
fn problem(error: Error) -> Problem {
    match error {
        Error::NoReason => wrong("reason", "takedown-no-reason"),
        error => error.into(),
    }
}

/// The watch of a case, as far as the actor may see it.
async fn watched(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<WatchView, Error> {
    intake::case(tx, actor, case).await?;
    let watch = if is_blind(tx, actor, case).await? {
        None
    } else {
        watch_of(tx, actor, case).await?
    };
    Ok(WatchView {
        state: watch
            .as_ref()
            .map_or("none", |watch| WatchState::name(watch.state)),
        next_at: watch
            .and_then(|watch| watch.next_at)
            .map(|at| at.to_string()),
    })
}

/// A check and its version; nothing of it for whoever might give the second opinion on its case.
async fn view(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Check>,
) -> Result<(WholeCheckView, Etag), Problem> {
    let check = find(tx, actor, id).await?;
    if is_blind(tx, actor, check.case).await? {
        return Err(Problem::NotFound);
    }
    let rests_on = if actor.may(Action::DecideCheck).is_ok() {
        Some(of_check(tx, actor, &check).await?)
    } else {
        None
    };
    let check = CheckView::from(check);
    let etag = Etag::of(&check)?;
    Ok((WholeCheckView { check, rests_on }, etag))
}
