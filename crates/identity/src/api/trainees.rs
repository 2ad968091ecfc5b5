//! The trainees, for managers: who they are, and ending a traineeship.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::Id;
use page::Problem;
use serde::Serialize;

use super::{By, Creating, Nothing, may};
use crate::{Desk, Error, Member, Reply, Staff, trainee};

#[derive(Serialize)]
struct TraineesView {
    /// Those added first at the head.
    trainees: Vec<TraineeView>,
}

#[derive(Serialize)]
struct TraineeView {
    staff: Id<Staff>,
    name: String,
    added_at: String,
}

impl From<Member> for TraineeView {
    fn from(member: Member) -> Self {
        Self {
            staff: member.id,
            name: member.name.expose().clone(),
            added_at: member.added_at.to_string(),
        }
    }
}

#[derive(Serialize)]
struct Ended {
    staff: Id<Staff>,
}

/// GET /api/v1/trainees
pub(super) async fn list(
    State(desk): State<Desk>,
    caller: By<may::EndTraineeship>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let trainees = trainee::trainees(&mut tx, caller.actor()).await?;
    let trainees = trainees.into_iter().map(TraineeView::from).collect();
    Ok(Json(TraineesView { trainees }).into_response())
}

/// POST /api/v1/trainees/{staff}/end. Ending it twice changes nothing.
pub(super) async fn end(
    State(desk): State<Desk>,
    caller: By<may::EndTraineeship>,
    Path(staff): Path<Id<Staff>>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        trainee::end_traineeship(&mut tx, caller.actor(), staff).await?;
        Ok((tx, Reply::ok(&Ended { staff })?))
    };
    turn.run(&desk, caller.actor(), work).await
}
