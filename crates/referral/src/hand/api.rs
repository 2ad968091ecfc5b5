//! By hand, for programs.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use axum::routing::{get, post};
use identity::{By, Creating, Desk, IfMatch, Nothing, may};
use kernel::{Id, Sensitive};
use page::Problem;
use serde::Deserialize;

use super::{Receipt, desk};
use crate::act::Act;
use crate::api::go;
use crate::{Error, Referral};

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/v1/referrals/{referral}/by-hand", post(by_hand))
        .route("/api/v1/referrals/{referral}/package", get(package))
        .route(
            "/api/v1/referrals/{referral}/handed-over",
            post(handed_over),
        )
}

/// What the receipt says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HandedOver {
    /// RFC 3339.
    at: String,
    to: Sensitive<String>,
    number: Sensitive<String>,
}

/// POST /api/v1/referrals/{referral}/by-hand
async fn by_hand(
    Shared(desk): Shared<Desk>,
    caller: By<may::TakePackage>,
    Path(id): Path<Id<Referral>>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let done = Ok(Act::TakeByHand);
    go(&desk, caller.actor(), (id, version), turn, done).await
}

/// GET /api/v1/referrals/{referral}/package
async fn package(
    Shared(desk): Shared<Desk>,
    caller: By<may::TakePackage>,
    Path(id): Path<Id<Referral>>,
) -> Result<Response, Problem> {
    desk::file(&desk, caller.actor(), id).await
}

/// POST /api/v1/referrals/{referral}/handed-over
async fn handed_over(
    Shared(desk): Shared<Desk>,
    caller: By<may::TakePackage>,
    Path(id): Path<Id<Referral>>,
    version: IfMatch,
    Creating(sent, turn): Creating<HandedOver>,
) -> Result<Response, Problem> {
    let at: Result<jiff::Timestamp, _> = sent.at.trim().parse();
    let done = match at {
        Ok(at) => Ok(Act::HandedOver(Receipt {
            at: at.into(),
            to: sent.to,
            number: sent.number,
        })),
        Err(_) => Err(Error::ReceiptTime),
    };
    go(&desk, caller.actor(), (id, version), turn, done).await
}
