//! The keys of a contact's programs by calls. One is made on the page alone, where a person sees it once: an answer that
//! can be had again under its idempotency key would keep it.

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use identity::{Actor, By, Creating, Desk, Nothing, Reply, may};
use kernel::{Day, Id, Timestamp};
use page::Problem;
use serde::Serialize;
use store::Tx;

use crate::{Contact, Error, ProgramKey, program_keys, retire_program_key};

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/v1/contacts/{contact}/programs", get(list))
        .route(
            "/api/v1/contacts/{contact}/programs/{program}/retire",
            post(retire),
        )
}

#[derive(Serialize)]
struct ProgramKeysView {
    keys: Vec<ProgramKeyView>,
}

#[derive(Serialize)]
struct ProgramKeyView {
    id: Id<ProgramKey>,
    added_at: String,
    expires_at: String,
    /// The UTC day of its last use.
    used_on: Option<String>,
    retired_at: Option<String>,
}

impl From<ProgramKey> for ProgramKeyView {
    fn from(key: ProgramKey) -> Self {
        Self {
            id: key.id,
            added_at: key.added_at.to_string(),
            expires_at: key.expires_at.to_string(),
            used_on: key.used.map(written),
            retired_at: key.retired_at.map(|at| at.to_string()),
        }
    }
}

/// A day as RFC 3339 writes it.
fn written(day: Day) -> String {
    let micros = day.number().saturating_mul(86_400_000_000);
    let midnight = Timestamp::from_micros(micros).to_jiff();
    midnight.strftime("%F").to_string()
}

async fn view(tx: &mut Tx, actor: &Actor, id: Id<Contact>) -> Result<ProgramKeysView, Error> {
    let keys = program_keys(tx, actor, id).await?;
    Ok(ProgramKeysView {
        keys: keys.into_iter().map(ProgramKeyView::from).collect(),
    })
}

/// GET /api/v1/contacts/{contact}/programs
async fn list(
    Shared(desk): Shared<Desk>,
    caller: By<may::ApproveContact>,
    Path(id): Path<Id<Contact>>,
) -> Result<Json<impl Serialize>, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    Ok(Json(view(&mut tx, caller.actor(), id).await?))
}

/// POST /api/v1/contacts/{contact}/programs/{program}/retire
async fn retire(
    Shared(desk): Shared<Desk>,
    caller: By<may::ApproveContact>,
    Path((id, key)): Path<(Id<Contact>, Id<ProgramKey>)>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        retire_program_key(&mut tx, caller.actor(), id, key).await?;
        let view = view(&mut tx, caller.actor(), id).await?;
        Ok((tx, Reply::ok(&view)?))
    };
    turn.run(&desk, caller.actor(), work).await
}
