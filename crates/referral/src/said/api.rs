//! What the police said, in the desk's interface for programs.

use axum::extract::{Path, Query, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use identity::{Actor, By, Creating, Desk, Nothing, Reply, Staff, may};
use kernel::{Id, Sensitive};
use page::{FormErrors, Message, Problem};
use serde::{Deserialize, Serialize};
use store::Tx;

use super::desk::{Days, day};
use super::{NewSaid, Said, SaidKind, count_said, said, say, strike};
use crate::record::find;
use crate::{Error, Referral};

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/v1/referrals/{referral}/words", get(list).post(write))
        .route(
            "/api/v1/referrals/{referral}/words/{word}/strike",
            post(struck),
        )
        .route("/api/v1/police-words", get(counted))
}

#[derive(Serialize)]
struct SaidList {
    /// By day.
    words: Vec<SaidView>,
}

#[derive(Serialize)]
struct SaidView {
    id: Id<Said>,
    kind: &'static str,
    on: String,
    text: Option<String>,
    written_at: String,
    staff: Id<Staff>,
    struck_at: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    kind: String,
    /// RFC 3339 full-date.
    on: String,
    text: Option<Sensitive<String>>,
}

/// That it is written down: not everybody who may write may read.
#[derive(Serialize)]
struct Written {
    referral: Id<Referral>,
}

#[derive(Serialize)]
struct Counted {
    first: String,
    last: String,
    counts: Vec<Count>,
}

#[derive(Serialize)]
struct Count {
    kind: &'static str,
    words: i64,
    cases: i64,
}

/// GET /api/v1/referrals/{referral}/words
async fn list(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadPoliceWord>,
    Path(id): Path<Id<Referral>>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let referral = seen(&mut tx, actor, id).await?;
    let mut words = Vec::new();
    for one in said(&mut tx, actor, id).await? {
        let text = one.text(&tx, &referral)?;
        words.push(SaidView {
            id: one.id,
            kind: one.kind.name(),
            on: one.on.clone(),
            text: text.map(|text| page::harmless(text.expose())),
            written_at: one.at.to_string(),
            staff: one.staff,
            struck_at: one.struck_at.map(|at| at.to_string()),
        });
    }
    Ok(Json(SaidList { words }).into_response())
}

/// POST /api/v1/referrals/{referral}/words
async fn write(
    Shared(desk): Shared<Desk>,
    caller: By<may::RecordPoliceWord>,
    Path(id): Path<Id<Referral>>,
    Creating(told, turn): Creating<Told>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    let work = async {
        let kind =
            SaidKind::named(&told.kind).ok_or_else(|| wrong("kind", "referral-said-wrong"))?;
        let on = day(&told.on).ok_or_else(|| wrong("on", "referral-day-wrong"))?;
        let new = NewSaid {
            kind,
            on,
            text: told.text.as_ref(),
        };
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        seen(&mut tx, actor, id).await?;
        let written = say(&mut tx, actor, &desk.pack, id, &new).await;
        written.map_err(|error| match error {
            Error::Day => wrong("on", "referral-day-wrong"),
            Error::Said => wrong("text", "referral-said-wrong"),
            error => error.into(),
        })?;
        let location = format!("/api/v1/referrals/{id}/words");
        Ok((tx, Reply::created(location, &Written { referral: id })?))
    };
    turn.run(&desk, actor, work).await
}

/// POST /api/v1/referrals/{referral}/words/{word}/strike
async fn struck(
    Shared(desk): Shared<Desk>,
    caller: By<may::RecordPoliceWord>,
    Path((id, word)): Path<(Id<Referral>, Id<Said>)>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        seen(&mut tx, actor, id).await?;
        strike(&mut tx, actor, id, word).await?;
        Ok((tx, Reply::ok(&Written { referral: id })?))
    };
    turn.run(&desk, actor, work).await
}

/// GET /api/v1/police-words
async fn counted(
    Shared(desk): Shared<Desk>,
    caller: By<may::CountPoliceWords>,
    Query(days): Query<Days>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (first, last) = days
        .read(tx.now(), &desk.pack.zone)
        .ok_or_else(|| wrong("first", "referral-day-wrong"))?;
    let counts = count_said(&mut tx, caller.actor(), first, last).await?;
    let counts = counts.into_iter().map(|count| Count {
        kind: count.kind.name(),
        words: count.words,
        cases: count.cases,
    });
    let view = Counted {
        first: first.to_string(),
        last: last.to_string(),
        counts: counts.collect(),
    };
    Ok(Json(view).into_response())
}

/// A referral; none for whoever might give the second opinion on its case.
async fn seen(tx: &mut Tx, actor: &Actor, id: Id<Referral>) -> Result<Referral, Problem> {
    let referral = find(tx, actor, id).await?;
    let is_blind = assessment::is_blind(tx, actor, referral.case).await;
    if is_blind.map_err(Error::from)? {
        return Err(Problem::NotFound);
    }
    Ok(referral)
}

fn wrong(field: &str, key: &'static str) -> Problem {
    let mut errors = FormErrors::none();
    errors.push(field, Message::new(key));
    Problem::Invalid(errors)
}
