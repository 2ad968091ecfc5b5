//! The jobs that no attempt could do, for administrators.

use askama::Template;
use audit::About;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use jobs::{Dead, Job};
use kernel::Id;
use page::{Frame, Problem};
use serde::Deserialize;
use serde_json::json;
use store::Tx;

use crate::{Action, Actor, Desk, Error, SignedForm, SignedIn};

#[derive(Template)]
#[template(path = "jobs.html")]
struct JobsPage {
    frame: Frame,
    jobs: Vec<Line>,
    csrf: String,
}

struct Line {
    job: Dead,
    attempts: String,
    queued: String,
}

/// A form with nothing but its token.
#[derive(Deserialize)]
pub(super) struct Nothing {}

/// GET /jobs
pub(super) async fn list(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let jobs = dead_jobs(&mut tx, signed_in.actor()).await?;
    let words = desk.words(&signed_in);
    let line = |job: Dead| Line {
        attempts: words.number(job.attempts),
        queued: words.date_time(job.queued_at, &desk.pack.zone),
        job,
    };
    page::render(&JobsPage {
        jobs: jobs.into_iter().map(line).collect(),
        frame: desk.frame(&signed_in, words.text("desk-part-jobs")),
        csrf: signed_in.csrf(),
    })
}

/// POST /jobs/{id}/retry
pub(super) async fn retry(
    State(desk): State<Desk>,
    Path(id): Path<Id<Job>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    retry_job(&mut tx, signed_in.actor(), id).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to("/jobs"))
}

async fn dead_jobs(tx: &mut Tx, actor: &Actor) -> Result<Vec<Dead>, Error> {
    actor.may(Action::ManageJobs)?;
    Ok(jobs::dead(tx).await?)
}

/// Gives a dead job its attempts back. One that is no longer dead has been given them by somebody else.
async fn retry_job(tx: &mut Tx, actor: &Actor, id: Id<Job>) -> Result<(), Error> {
    actor.may(Action::ManageJobs)?;
    if jobs::retry(tx, id).await? {
        let about = About::one("job", id);
        audit::record(tx, actor.who(), "jobs.retry", about, json!({})).await?;
    }
    Ok(())
}
