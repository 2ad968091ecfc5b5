//! By hand, from the case page.
//!
//! | | fields |
//! |---|---|
//! | POST `/referrals/{id}/by-hand` | none |
//! | GET `/referrals/{id}/package` | the package, sealed |
//! | POST `/referrals/{id}/handed-over` | `at`: `2026-11-23T15:00` in the pack's zone; `to`; `number` |

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identity::{Action, Actor, Desk, SignedForm, SignedIn};
use jiff::tz::TimeZone;
use kernel::{Id, Sensitive};
use page::{FormErrors, Frame, Message, Problem, Words};
use serde::Deserialize;
use store::Tx;

use super::{Receipt, goes_by_hand, is_to_hand_over, receipt, take, waits_since};
use crate::act::{Act, act};
use crate::desk::{Nothing, go, instant};
use crate::{Error, Referral};

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/referrals/{id}/by-hand", post(by_hand))
        .route("/referrals/{id}/package", get(package))
        .route("/referrals/{id}/handed-over", post(handed_over))
}

#[derive(Deserialize)]
struct ReceiptForm {
    at: String,
    to: Sensitive<String>,
    number: Sensitive<String>,
}

async fn by_hand(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Referral>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    go(&desk, signed_in.actor(), id, Act::TakeByHand).await
}

async fn package(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Referral>>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    file(&desk, signed_in.actor(), id).await
}

async fn handed_over(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Referral>>,
    SignedForm(signed_in, form): SignedForm<ReceiptForm>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let done = match instant(&form.at, &desk.pack.zone) {
        Some(at) => {
            let receipt = Receipt {
                at,
                to: form.to.clone(),
                number: form.number.clone(),
            };
            act(&mut tx, actor, &desk.pack, id, Act::HandedOver(receipt)).await
        }
        None => actor
            .may(Action::TakePackage)
            .map_err(Error::from)
            .and(Err(Error::ReceiptTime)),
    };
    let case = match done {
        Ok(case) => case,
        Err(error) => {
            drop(tx);
            let (field, key) = fault(error)?;
            let mut errors = FormErrors::none();
            errors.push(field, Message::new(key));
            let words = desk.words(&signed_in);
            return page::render(&ReceiptPage {
                csrf: signed_in.csrf(),
                frame: desk.frame(&signed_in, words.text("referral-handed-over")),
                id,
                form,
                errors,
            });
        }
    };
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}")).into_response())
}

/// The field of a receipt that is wrong, and what is said of it; another error as it is.
pub(crate) fn fault(error: Error) -> Result<(&'static str, &'static str), Error> {
    match error {
        Error::ReceiptTime => Ok(("at", "referral-receipt-time-wrong")),
        Error::ReceiptTo => Ok(("to", "referral-receipt-wrong")),
        Error::ReceiptNumber => Ok(("number", "referral-receipt-wrong")),
        error => Err(error),
    }
}

/// The receipt once more, with what was typed and what is wrong with it.
#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    frame: Frame,
    csrf: String,
    id: Id<Referral>,
    form: ReceiptForm,
    errors: FormErrors,
}

/// The package as a file, for whoever carries it: nothing of it is kept on the way.
pub(super) async fn file(
    desk: &Desk,
    actor: &Actor,
    id: Id<Referral>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let taken = take(&mut tx, actor, id).await?;
    tx.commit().await.map_err(Error::from)?;
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}\"", taken.name),
        ),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, taken.message.expose().clone()).into_response())
}

/// What the panel shows of it.
pub(crate) struct Part {
    /// What the receipt says: when, to whom, the number.
    pub(crate) receipt: Option<(String, String, String)>,
    /// When it was handed over, for those who may not read the receipt.
    pub(crate) handed_over_at: Option<String>,
    /// It goes by hand, and is being made.
    pub(crate) being_made: bool,
    /// When the package that waits was made.
    pub(crate) waits_since: Option<String>,
    pub(crate) may_take: bool,
    pub(crate) may_hand_over: bool,
    /// This minute, as a field of a form has it.
    pub(crate) now: String,
}

/// What the panel shows of it.
pub(crate) async fn part(
    tx: &mut Tx,
    actor: &Actor,
    words: &Words,
    zone: &TimeZone,
    referral: &Referral,
) -> Result<Part, Error> {
    let may = actor.may(Action::TakePackage).is_ok();
    let waits_since = waits_since(tx, actor, referral).await?;
    let at = |instant| words.date_time(instant, zone);
    let receipt = receipt(tx, actor, referral)?.map(|receipt| {
        (
            at(receipt.at),
            page::harmless(receipt.to.expose()),
            page::harmless(receipt.number.expose()),
        )
    });
    let is_open = may && goes_by_hand(referral.state) && referral.handed_over_at.is_none();
    let now = zone.to_datetime(tx.now().to_jiff());
    Ok(Part {
        handed_over_at: referral.handed_over_at.map(at),
        being_made: is_open
            && referral.by_hand_at.is_some()
            && waits_since.is_none()
            && referral.hindrance.is_none(),
        may_take: is_open && waits_since.is_none(),
        may_hand_over: may && is_to_hand_over(referral),
        waits_since: waits_since.map(at),
        now: now.strftime("%Y-%m-%dT%H:%M").to_string(),
        receipt,
    })
}
