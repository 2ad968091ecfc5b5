//! The alarms in the desk's interface for programs.

use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use identity::{Actor, By, Creating, Desk, Etag, IfMatch, Reply, Staff, may};
use intake::Case;
use kernel::Id;
use page::Problem;
use serde::{Deserialize, Serialize};
use store::Tx;

use super::desk::cases;
use super::{Alarm, acknowledge, alarm, alarms, hold, log};
use crate::Error;

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/v1/alarms", get(list))
        .route("/api/v1/alarms/{alarm}", get(show))
        .route("/api/v1/alarms/{alarm}/acknowledge", post(acknowledged))
}

#[derive(Serialize)]
struct AlarmsView {
    /// The newest first.
    alarms: Vec<AlarmView>,
}

#[derive(Serialize)]
struct AlarmView {
    id: Id<Alarm>,
    reference: String,
    ringing: bool,
    /// In which hour it began.
    opened_at: String,
    reports: i64,
    letters: i64,
    rings: i64,
    /// Seconds from its beginning to the first ring.
    first_after_seconds: Option<i64>,
    /// Nobody could be rung when it rang last.
    unheard: bool,
    acknowledged_at: Option<String>,
    acknowledged_by: Option<Id<Staff>>,
    /// Until when what comes is of the flood that somebody said it is.
    quiet_until: Option<String>,
}

/// An alarm, and the cases that its first reports have joined.
#[derive(Serialize)]
struct WithCases {
    #[serde(flatten)]
    alarm: AlarmView,
    cases: Vec<CaseView>,
}

#[derive(Serialize)]
struct CaseView {
    id: Id<Case>,
    reference: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Acknowledged {
    /// What comes next is more of the same.
    #[serde(default)]
    flood: bool,
}

/// GET /api/v1/alarms
async fn list(
    Shared(desk): Shared<Desk>,
    caller: By<may::AnswerAlarm>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let mut views = Vec::new();
    for alarm in alarms(&mut tx, caller.actor()).await? {
        views.push(view(&tx, alarm)?);
    }
    Ok(Json(AlarmsView { alarms: views }).into_response())
}

/// GET /api/v1/alarms/{alarm}
async fn show(
    Shared(desk): Shared<Desk>,
    caller: By<may::AnswerAlarm>,
    Path(id): Path<Id<Alarm>>,
) -> Result<Reply, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (view, etag) = whole(&mut tx, caller.actor(), id).await?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// POST /api/v1/alarms/{alarm}/acknowledge
async fn acknowledged(
    Shared(desk): Shared<Desk>,
    caller: By<may::AnswerAlarm>,
    Path(id): Path<Id<Alarm>>,
    version: IfMatch,
    Creating(sent, turn): Creating<Acknowledged>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        hold(&mut tx, id).await?;
        version.check(&whole(&mut tx, actor, id).await?.1)?;
        acknowledge(&mut tx, actor, id, sent.flood).await?;
        let (view, etag) = whole(&mut tx, actor, id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, actor, work).await
}

/// An alarm and its version: that changes when it is acknowledged, and not with each report that joins it, or nobody
/// could acknowledge a flood.
async fn whole(tx: &mut Tx, actor: &Actor, id: Id<Alarm>) -> Result<(WithCases, Etag), Problem> {
    let alarm = alarm(tx, actor, id).await?.ok_or(Error::NotFound)?;
    let etag = Etag::of(&(id, alarm.is_ringing()))?;
    let cases = cases(tx, actor, id).await?;
    let cases = cases.into_iter();
    let view = WithCases {
        alarm: view(tx, alarm)?,
        cases: cases
            .map(|(id, reference)| CaseView { id, reference })
            .collect(),
    };
    Ok((view, etag))
}

fn view(tx: &Tx, alarm: Alarm) -> Result<AlarmView, Error> {
    Ok(AlarmView {
        first_after_seconds: log(tx, &alarm)?.rounds.first().map(|round| round.after),
        id: alarm.id,
        ringing: alarm.is_ringing(),
        opened_at: alarm.opened_at.to_string(),
        reports: alarm.reports,
        letters: alarm.letters,
        rings: alarm.rings,
        unheard: alarm.unheard,
        acknowledged_at: alarm.acknowledged_at.map(|at| at.to_string()),
        acknowledged_by: alarm.acknowledged_by,
        quiet_until: alarm.quiet_until.map(|until| until.to_string()),
        reference: alarm.reference,
    })
}
