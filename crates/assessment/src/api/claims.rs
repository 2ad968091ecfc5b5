//! Holding a case.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::{Action, Actor, By, Creating, Desk, Nothing, Reply, Sent, Staff, may};
use intake::Case;
use kernel::Id;
use page::{FormErrors, Message, Problem};
use serde::{Deserialize, Serialize};
use store::Tx;

use super::view::ClaimView;
use super::{problem, wrong};
use crate::lapse::LAPSES;
use crate::opt_out::opted_out_of;
use crate::{Error, Handed, Lapsed};

#[derive(Serialize)]
struct ColleaguesView {
    colleagues: Vec<ColleagueView>,
}

#[derive(Serialize)]
struct ColleagueView {
    staff: Id<Staff>,
    name: String,
}

#[derive(Serialize)]
struct LapsedView {
    /// The newest first.
    lapsed: Vec<LapseView>,
}

#[derive(Serialize)]
struct LapseView {
    case: Id<Case>,
    /// When it ended.
    at: String,
    /// `lapsed`, `opinion_withdrawn`, or `taken_back`.
    why: &'static str,
    /// What is sent back by whoever has seen this one: it lapses again under another.
    seen: String,
}

/// Which of the claims one has seen: of each what its line says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeenLapsed {
    seen: Vec<String>,
}

#[derive(Serialize)]
struct HandedView {
    /// The oldest first.
    handed: Vec<HandedLine>,
}

#[derive(Serialize)]
struct HandedLine {
    case: Id<Case>,
    at: String,
}

/// To whom a case is handed; to the queue where nobody is named.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HandOver {
    to: Option<Id<Staff>>,
}

#[derive(Serialize)]
struct HandedOver {
    claim: Option<ClaimView>,
}

/// GET /api/v1/colleagues: whom a case can be handed to.
pub(super) async fn colleagues(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let able = identity::colleagues(&mut tx, caller.actor(), Action::ClaimCase).await?;
    let view = able.into_iter().map(|(staff, name)| ColleagueView {
        staff,
        name: name.expose().clone(),
    });
    let colleagues = view.collect();
    Ok(Json(ColleaguesView { colleagues }).into_response())
}

/// How a case is claimed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Claiming {
    /// Though one opted out of its category.
    #[serde(default)]
    despite: bool,
}

/// POST /api/v1/cases/{id}/claim
pub(super) async fn claim(
    State(desk): State<Desk>,
    caller: By<may::ClaimCase>,
    Path(id): Path<Id<Case>>,
    Creating(Claiming { despite }, turn): Creating<Claiming>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let out = opted_out_of(&mut tx, caller.actor(), id).await?;
        if !despite && !out.is_empty() {
            return Err(Problem::Conflict(Message::new("assessment-opted-out-api")));
        }
        let claim = crate::claim(&mut tx, caller.actor(), &desk.pack, id)
            .await
            .map_err(problem)?;
        let place = format!("/api/v1/cases/{id}");
        Ok((tx, Reply::created(place, &ClaimView::from(claim))?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/cases/{id}/extend
pub(super) async fn extend(
    State(desk): State<Desk>,
    caller: By<may::ClaimCase>,
    Path(id): Path<Id<Case>>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let claim = crate::extend(&mut tx, caller.actor(), &desk.pack, id)
            .await
            .map_err(problem)?;
        Ok((tx, Reply::ok(&ClaimView::from(claim))?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/cases/{id}/hand-over
pub(super) async fn hand_over(
    State(desk): State<Desk>,
    caller: By<may::ClaimCase>,
    Path(id): Path<Id<Case>>,
    Creating(HandOver { to }, turn): Creating<HandOver>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let actor = caller.actor();
        let claim = match to {
            None => {
                crate::hand_over(&mut tx, actor, id)
                    .await
                    .map_err(problem)?;
                None
            }
            Some(to) => {
                let claim = crate::hand_over_to(&mut tx, actor, &desk.pack, id, to).await;
                claim.map_err(problem)?.map(ClaimView::from)
            }
        };
        Ok((tx, Reply::ok(&HandedOver { claim })?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// GET /api/v1/lapsed: the caller's claims that ran out, until they say that they have seen it.
pub(super) async fn lapsed(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    Ok(Json(lapses(&mut tx, caller.actor()).await?).into_response())
}

/// POST /api/v1/lapsed/seen: those that were listed; what lapsed since, or again, nobody has seen. Seeing what was seen
/// changes nothing.
pub(super) async fn seen_lapsed(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
    Sent(SeenLapsed { seen }): Sent<SeenLapsed>,
) -> Result<Response, Problem> {
    if seen.len() > LAPSES {
        let most = i64::try_from(LAPSES).unwrap_or(i64::MAX);
        let message = Message::new("assessment-lapsed-too-many").with("most", most);
        return Err(wrong("seen", message));
    }
    let mut errors = FormErrors::none();
    let mut listed = Vec::new();
    for (index, text) in seen.iter().enumerate() {
        match Lapsed::of_text(text) {
            Some(one) => listed.push(one),
            None => errors.push(format!("seen/{index}"), Message::new("assessment-unknown")),
        }
    }
    if !errors.is_empty() {
        return Err(Problem::Invalid(errors));
    }
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::seen_lapsed(&mut tx, caller.actor(), &listed).await?;
    let left = lapses(&mut tx, caller.actor()).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Json(left).into_response())
}

async fn lapses(tx: &mut Tx, actor: &Actor) -> Result<LapsedView, Error> {
    let lapsed = crate::lapsed(tx, actor).await?;
    let lapsed = lapsed.into_iter().map(|lapsed| LapseView {
        case: lapsed.case,
        at: lapsed.at.to_string(),
        why: lapsed.why.name(),
        seen: lapsed.text(),
    });
    let lapsed = lapsed.collect();
    Ok(LapsedView { lapsed })
}

/// GET /api/v1/handed: the second opinions that colleagues handed to the caller, who may give them.
pub(super) async fn handed(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let handed = crate::handed(&mut tx, caller.actor()).await?;
    let line = |handed: Handed| HandedLine {
        case: handed.case,
        at: handed.at.to_string(),
    };
    let handed = handed.into_iter().map(line).collect();
    Ok(Json(HandedView { handed }).into_response())
}
