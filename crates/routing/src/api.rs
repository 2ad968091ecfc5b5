//! This module's part of the desk's interface for programs: what people have to do, and ticking it off; who hosts a
//! case's place, and where its decision goes; the history and the notes of a case.

mod findings;
mod route;
mod told;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use identity::{Action, By, Creating, Desk, Nothing, Reply, may, wrong_parameter};
use intake::Case;
use kernel::Id;
use page::Problem;
use serde::Serialize;

use crate::to_do::{Cursor, open_part};
use crate::{Error, Task, ToDo, finish_task, trace_again};

/// Tasks of one answer at most.
const MOST: usize = 100;

/// This module's calls.
pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/v1/overdue", get(overdue))
        .route("/api/v1/tasks", get(list))
        .route("/api/v1/tasks/{id}/done", post(done))
        .route("/api/v1/cases/{id}/history", get(told::history))
        .route("/api/v1/cases/{id}/record", get(told::record))
        .route("/api/v1/cases/{id}/findings", get(findings::list))
        .route("/api/v1/cases/{id}/route", get(route::show))
        .route("/api/v1/cases/{id}/route/country", post(route::choose))
        .route("/api/v1/cases/{id}/answer", post(route::take_answer))
        .route("/api/v1/cases/{id}/redirect", post(route::take_up))
        .route("/api/v1/cases/{id}/evidence", get(evidence))
        .route("/api/v1/cases/{id}/traces", post(trace))
        .route(
            "/api/v1/cases/{id}/notes",
            get(told::list).post(told::write),
        )
        .route("/api/v1/cases/{id}/notes/read", post(told::read))
        .route("/api/v1/notes/{id}/withdraw", post(told::withdraw))
}

#[derive(Serialize)]
struct TasksView {
    tasks: Vec<TaskView>,
    /// Mails that wait in the tray, for whoever reads it.
    tray: Option<TrayView>,
    /// Where the list goes on.
    next: Option<String>,
}

#[derive(Serialize)]
struct TrayView {
    count: i64,
    oldest: String,
}

#[derive(Serialize)]
struct TaskView {
    case: Id<Case>,
    since: String,
    /// What is to be done: the key of a message.
    kind: &'static str,
    /// The task, where it can be ticked off.
    task: Option<Id<Task>>,
}

impl From<ToDo> for TaskView {
    fn from(to_do: ToDo) -> Self {
        Self {
            case: to_do.case,
            since: to_do.since.to_string(),
            kind: to_do.kind(),
            task: to_do.task,
        }
    }
}

/// What a list is asked for.
struct Asked {
    case: Option<Id<Case>>,
    after: Option<Cursor>,
    limit: usize,
}

fn read(query: &[(String, String)]) -> Result<Asked, Problem> {
    let mut asked = Asked {
        case: None,
        after: None,
        limit: MOST,
    };
    for (name, text) in query {
        match name.as_str() {
            "case" => asked.case = Some(text.parse().map_err(|_| wrong_parameter("case"))?),
            "cursor" => {
                let cursor = Cursor::of_text(text).ok_or_else(|| wrong_parameter("cursor"))?;
                asked.after = Some(cursor);
            }
            "limit" => {
                let limit = text.parse().ok().filter(|limit| (1..=MOST).contains(limit));
                asked.limit = limit.ok_or_else(|| wrong_parameter("limit"))?;
            }
            _ => {}
        }
    }
    Ok(asked)
}

#[derive(Serialize)]
struct Done {
    case: Id<Case>,
}

/// GET /api/v1/tasks: of one case where `case` names it.
async fn list(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let asked: Asked = read(&query)?;
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let after = asked.after.as_ref().map(Cursor::place);
    // One more than is shown: whether the list goes on.
    let most = asked.limit.saturating_add(1);
    let (actor, pack) = (caller.actor(), &*desk.pack);
    let mut to_dos = open_part(&mut tx, actor, pack, asked.case, after, most).await?;
    let more = to_dos.len() > asked.limit;
    to_dos.truncate(asked.limit);
    let last = to_dos.last().filter(|_| more);
    let next = last.map(|(to_do, _)| Cursor::text(to_do));
    let tasks = to_dos.into_iter().map(|(to_do, _)| to_do.into()).collect();
    let (count, oldest) = if actor.may(Action::ReadTray).is_ok() {
        exchange::tray(&mut tx, actor).await.map_err(Error::from)?
    } else {
        (0, None)
    };
    let tray = oldest.map(|oldest| TrayView {
        count,
        oldest: oldest.to_string(),
    });
    Ok(Json(TasksView { tasks, tray, next }).into_response())
}

#[derive(Serialize)]
struct OverdueView {
    /// In the order of a case's way.
    overdue: Vec<OverdueLine>,
}

#[derive(Serialize)]
struct OverdueLine {
    what: &'static str,
    count: i64,
    /// Since when the oldest is due, or waits.
    oldest: Option<String>,
}

/// GET /api/v1/overdue
async fn overdue(
    State(desk): State<Desk>,
    caller: By<may::ReadOverdue>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let all = crate::overdue(&mut tx, caller.actor(), &desk.pack).await?;
    let overdue = all
        .into_iter()
        .map(|one| OverdueLine {
            what: one.what,
            count: one.count,
            oldest: one.oldest.map(|oldest| oldest.to_string()),
        })
        .collect();
    Ok(Json(OverdueView { overdue }).into_response())
}

/// GET /api/v1/cases/{id}/evidence
async fn evidence(
    State(desk): State<Desk>,
    caller: By<may::ReadEvidence>,
    Path(case): Path<Id<Case>>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let evidence = crate::evidence(&mut tx, caller.actor(), case).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Json(evidence).into_response())
}

/// POST /api/v1/cases/{id}/traces
async fn trace(
    State(desk): State<Desk>,
    caller: By<may::Trace>,
    Path(case): Path<Id<Case>>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        trace_again(&mut tx, caller.actor(), case).await?;
        Ok((tx, Reply::ok(&Done { case })?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/tasks/{id}/done
async fn done(
    State(desk): State<Desk>,
    caller: By<may::SettleRoute>,
    Path(id): Path<Id<Task>>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let case = finish_task(&mut tx, caller.actor(), id).await?;
        Ok((tx, Reply::ok(&Done { case })?))
    };
    turn.run(&desk, caller.actor(), work).await
}
