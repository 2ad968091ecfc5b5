//! This module's part of the desk's interface for programs: the referrals of a case, and what people do about one. As
//! on the case page, whoever might give the second opinion on a case sees nothing of them.

use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use identity::{Actor, By, Creating, Desk, Etag, IfMatch, Nothing, Reply, Turn, may};
use intake::Case;
use kernel::{Id, Sensitive};
use page::{FormErrors, Message, Problem};
use serde::{Deserialize, Serialize};
use stakeholders::Contact;
use store::Tx;

use crate::act::{Act, act};
use crate::answer;
use crate::hand;
use crate::record::{find, lock, police_reference};
use crate::{Error, Hindrance, Referral, referrals};

/// This module's calls.
pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/v1/cases/{id}/referrals", get(list))
        .route("/api/v1/referrals/{referral}", get(show))
        .route(
            "/api/v1/referrals/{referral}/acknowledge",
            post(acknowledge),
        )
        .route("/api/v1/referrals/{referral}/hold", post(place_hold))
        .route("/api/v1/referrals/{referral}/lift", post(lift))
        .route("/api/v1/referrals/{referral}/conclude", post(conclude))
        .route("/api/v1/referrals/{referral}/retry", post(retry))
        .route("/api/v1/referrals/{referral}/read", post(mark_read))
        .route("/api/v1/referrals/{referral}/came-back", post(came_back))
}

#[derive(Serialize)]
struct ReferralsView {
    /// Oldest first.
    referrals: Vec<ReferralView>,
}

#[derive(Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that is so or not"
)]
struct ReferralView {
    id: Id<Referral>,
    case: Id<Case>,
    state: &'static str,
    hold: &'static str,
    hold_until: Option<String>,
    urgent: bool,
    contact: Option<Id<Contact>>,
    /// The name of the police unit.
    unit: Option<String>,
    prepared_at: String,
    sent_at: Option<String>,
    message_id: Option<String>,
    /// The mail may have left twice.
    maybe_twice: bool,
    /// What they call it, for those with need.
    police_reference: Option<String>,
    /// Why a person has to see to it.
    hindrance: Option<&'static str>,
    /// How many answers came by mail that nobody has read.
    unread_answers: i64,
    /// How many reports came that it could not be delivered, and nobody has seen to.
    unread_failures: i64,
    /// It came back since it was sent: it may be sent again.
    came_back: bool,
    urls_withheld: bool,
    /// When it was handed over by hand.
    handed_over_at: Option<String>,
    /// To whom, and the number of the receipt, for those who may hand one over.
    handed_over_to: Option<String>,
    receipt_number: Option<String>,
    /// Since when it goes by hand.
    by_hand_at: Option<String>,
    /// When the package was made that can be downloaded now, for those who may.
    package_at: Option<String>,
    /// Its documents could not be printed, and went as HTML alone.
    unprinted: bool,
}

/// What the police call it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Acknowledged {
    reference: Sensitive<String>,
    /// They gave their word with it.
    #[serde(default)]
    lift: bool,
}

/// How and how long notices are to wait.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewHold {
    kind: HoldKind,
    /// RFC 3339.
    until: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum HoldKind {
    Open,
    Silent,
}

/// GET /api/v1/cases/{id}/referrals
async fn list(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTakedown>,
    Path(case): Path<Id<Case>>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    intake::case(&mut tx, actor, case)
        .await
        .map_err(Error::from)?;
    let mut views = Vec::new();
    if !is_blind(&mut tx, actor, case).await? {
        for referral in referrals(&mut tx, actor, case).await? {
            views.push(shown(&mut tx, actor, &referral).await?);
        }
    }
    Ok(Json(ReferralsView { referrals: views }).into_response())
}

/// GET /api/v1/referrals/{referral}
async fn show(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTakedown>,
    Path(id): Path<Id<Referral>>,
) -> Result<Reply, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (view, etag) = view(&mut tx, caller.actor(), id).await?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// POST /api/v1/referrals/{referral}/acknowledge
async fn acknowledge(
    Shared(desk): Shared<Desk>,
    caller: By<may::RecordPoliceWord>,
    Path(id): Path<Id<Referral>>,
    version: IfMatch,
    Creating(sent, turn): Creating<Acknowledged>,
) -> Result<Response, Problem> {
    let done = Act::Acknowledge {
        reference: &sent.reference,
        lift: sent.lift,
    };
    go(&desk, caller.actor(), (id, version), turn, Ok(done)).await
}

/// POST /api/v1/referrals/{referral}/hold
async fn place_hold(
    Shared(desk): Shared<Desk>,
    caller: By<may::RecordPoliceWord>,
    Path(id): Path<Id<Referral>>,
    version: IfMatch,
    Creating(sent, turn): Creating<NewHold>,
) -> Result<Response, Problem> {
    let until: Result<jiff::Timestamp, _> = sent.until.trim().parse();
    let done = match until {
        Ok(until) => Ok(Act::Hold {
            silent: matches!(sent.kind, HoldKind::Silent),
            until: until.into(),
        }),
        Err(_) => Err(Error::Until),
    };
    go(&desk, caller.actor(), (id, version), turn, done).await
}

/// POST /api/v1/referrals/{referral}/lift
async fn lift(
    Shared(desk): Shared<Desk>,
    caller: By<may::RecordPoliceWord>,
    Path(id): Path<Id<Referral>>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    go(&desk, caller.actor(), (id, version), turn, Ok(Act::Lift)).await
}

/// POST /api/v1/referrals/{referral}/conclude
async fn conclude(
    Shared(desk): Shared<Desk>,
    caller: By<may::RecordPoliceWord>,
    Path(id): Path<Id<Referral>>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let done = Ok(Act::Conclude);
    go(&desk, caller.actor(), (id, version), turn, done).await
}

/// POST /api/v1/referrals/{referral}/retry
async fn retry(
    Shared(desk): Shared<Desk>,
    caller: By<may::Refer>,
    Path(id): Path<Id<Referral>>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    go(&desk, caller.actor(), (id, version), turn, Ok(Act::Retry)).await
}

/// POST /api/v1/referrals/{referral}/read
async fn mark_read(
    Shared(desk): Shared<Desk>,
    caller: By<may::RecordPoliceWord>,
    Path(id): Path<Id<Referral>>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    go(&desk, caller.actor(), (id, version), turn, Ok(Act::Read)).await
}

/// POST /api/v1/referrals/{referral}/came-back
async fn came_back(
    Shared(desk): Shared<Desk>,
    caller: By<may::RecordPoliceWord>,
    Path(id): Path<Id<Referral>>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let done = Ok(Act::CameBack);
    go(&desk, caller.actor(), (id, version), turn, done).await
}

/// Does something about a referral that is as the caller read it, and answers with what it is now.
pub(crate) async fn go(
    desk: &Desk,
    actor: &Actor,
    (id, version): (Id<Referral>, IfMatch),
    turn: Turn,
    done: Result<Act<'_>, Error>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        lock(&mut tx, id).await?;
        version.check(&view(&mut tx, actor, id).await?.1)?;
        let done = done.map_err(problem)?;
        let acted = act(&mut tx, actor, &desk.pack, id, done).await;
        acted.map_err(problem)?;
        let (view, etag) = view(&mut tx, actor, id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(desk, actor, work).await
}

/// The problem of an error, with the field of the body that is to be mended where there is one.
fn problem(error: Error) -> Problem {
    let (field, key) = match error {
        Error::Until => ("until", "referral-until-wrong"),
        Error::Text => ("reference", "referral-reference-wrong"),
        error => match hand::desk::fault(error) {
            Ok(fault) => fault,
            Err(error) => return error.into(),
        },
    };
    let mut errors = FormErrors::none();
    errors.push(field, Message::new(key));
    Problem::Invalid(errors)
}

/// A referral and its version; nothing of it for whoever might give the second opinion on its case.
async fn view(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Referral>,
) -> Result<(ReferralView, Etag), Problem> {
    let referral = find(tx, actor, id).await?;
    if is_blind(tx, actor, referral.case).await? {
        return Err(Problem::NotFound);
    }
    let view = shown(tx, actor, &referral).await?;
    let etag = Etag::of(&view)?;
    Ok((view, etag))
}

async fn is_blind(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    Ok(assessment::is_blind(tx, actor, case).await?)
}

async fn shown(tx: &mut Tx, actor: &Actor, referral: &Referral) -> Result<ReferralView, Error> {
    let unit = match referral.contact {
        Some(contact) => Some(stakeholders::contact(tx, actor, contact).await?.name),
        None => None,
    };
    let mail = dispatch::dispatched(tx, actor, referral.id).await?;
    let reference = police_reference(tx, actor, referral)?;
    let unread = answer::unread(tx, referral).await?;
    let receipt = hand::receipt(tx, actor, referral)?;
    let plain = |text: &Sensitive<String>| page::harmless(text.expose());
    let waits_since = hand::waits_since(tx, actor, referral).await?;
    Ok(ReferralView {
        id: referral.id,
        case: referral.case,
        state: referral.state.name(),
        hold: referral.hold.name(),
        hold_until: referral.hold_until.map(|until| until.to_string()),
        urgent: referral.urgent,
        contact: referral.contact,
        unit: unit.map(|name| name.expose().clone()),
        prepared_at: referral.prepared_at.to_string(),
        sent_at: referral.sent_at.map(|at| at.to_string()),
        maybe_twice: mail.as_ref().is_some_and(|mail| mail.maybe_twice),
        message_id: mail.map(|mail| mail.message_id),
        police_reference: reference.map(|reference| page::harmless(reference.expose())),
        hindrance: referral.hindrance.map(Hindrance::name),
        unread_answers: unread.answers,
        unread_failures: unread.failures,
        came_back: answer::came_back(tx, referral).await?,
        urls_withheld: referral.urls_withheld,
        handed_over_at: referral.handed_over_at.map(|at| at.to_string()),
        handed_over_to: receipt.as_ref().map(|receipt| plain(&receipt.to)),
        receipt_number: receipt.as_ref().map(|receipt| plain(&receipt.number)),
        by_hand_at: referral.by_hand_at.map(|at| at.to_string()),
        package_at: waits_since.map(|at| at.to_string()),
        unprinted: referral.unprinted_at.is_some(),
    })
}
