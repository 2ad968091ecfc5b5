//! This module's part of the desk's interface for programs. What each call takes and gives stands in
//! `docs/openapi.json`. No answer holds a URL: hosts are defanged, paths are not there.

use assessment::{Item, Kind};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use identity::{By, Creating, Desk, Nothing, Reply, Sent, may, parameter};
use intake::Case;
use kernel::Id;
use page::{FormErrors, Message, Problem};
use serde::{Deserialize, Serialize};

use crate::desk::defanged;
use crate::{Error, HostCount, Offer, Offered, Pick, Reading};

/// This module's calls.
pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/v1/cases/{id}/inventory", get(show).post(ask))
        .route("/api/v1/cases/{id}/inventory/take", post(take))
        .route("/api/v1/cases/{id}/inventory/forget", post(forget))
}

/// Which item's page is to be read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    item: Id<Item>,
}

/// What is picked: exactly one of these.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Take {
    reading: Id<Reading>,
    numbers: Option<Vec<i64>>,
    kind: Option<String>,
    host: Option<usize>,
    #[serde(default)]
    all: bool,
}

impl Take {
    fn pick(self) -> Result<Pick, Problem> {
        let wrong = |field: &str| {
            let mut errors = FormErrors::none();
            errors.push(field, Message::new("inventory-pick-one"));
            Problem::Invalid(errors)
        };
        match (self.numbers, self.kind, self.host, self.all) {
            (Some(numbers), None, None, false) => Ok(Pick::Numbers(numbers)),
            (None, Some(kind), None, false) => Kind::named(&kind)
                .map(Pick::Kind)
                .ok_or_else(|| wrong("kind")),
            (None, None, Some(host), false) => Ok(Pick::Host(host)),
            (None, None, None, true) => Ok(Pick::All),
            _ => Err(wrong("numbers")),
        }
    }
}

#[derive(Serialize)]
struct ReadingView {
    id: Id<Reading>,
    item: Id<Item>,
    state: &'static str,
    asked_at: String,
    /// For what it waits, and until when.
    waits_for: Option<&'static str>,
    waits_until: Option<String>,
    /// Why it failed.
    fault: Option<&'static str>,
    found: i64,
    all: bool,
    whole: bool,
    /// Whether redirects led to another place, whose page was read.
    elsewhere: bool,
}

impl From<&Reading> for ReadingView {
    fn from(reading: &Reading) -> Self {
        Self {
            id: reading.id,
            item: reading.item,
            state: reading.state.name(),
            asked_at: reading.asked_at.to_string(),
            waits_for: reading.waits.map(|(_, why)| why.name()),
            waits_until: reading.waits.map(|(until, _)| until.to_string()),
            fault: reading.fault.map(crate::Fault::name),
            found: reading.found,
            all: reading.is_all,
            whole: reading.is_whole,
            elsewhere: reading.is_elsewhere,
        }
    }
}

#[derive(Serialize)]
struct OfferView {
    reading: ReadingView,
    hosts: Vec<HostView>,
    places: Vec<PlaceView>,
    /// Where the list goes on.
    next: Option<String>,
}

#[derive(Serialize)]
struct HostView {
    number: usize,
    host: String,
    places: usize,
}

impl From<&HostCount> for HostView {
    fn from(count: &HostCount) -> Self {
        Self {
            number: count.number,
            host: defanged(count.host.expose()),
            places: count.places,
        }
    }
}

#[derive(Serialize)]
struct PlaceView {
    number: i64,
    kind: &'static str,
    stood: &'static str,
    host: String,
    /// The position of the item that it is already.
    position: Option<i64>,
    /// What the same place came to in other cases, the newest first.
    known: Vec<&'static str>,
}

impl From<&Offered> for PlaceView {
    fn from(one: &Offered) -> Self {
        let answers = one.met.answers.iter();
        Self {
            number: one.number,
            kind: one.kind.name(),
            stood: one.stood.name(),
            host: defanged(one.host.expose()),
            position: one.met.position,
            known: answers
                .map(|answer| answer.assessment.ruling.inhope_class.name())
                .collect(),
        }
    }
}

impl From<&Offer> for OfferView {
    fn from(offer: &Offer) -> Self {
        Self {
            reading: (&offer.reading).into(),
            hosts: offer.hosts.iter().map(HostView::from).collect(),
            places: offer.places.iter().map(PlaceView::from).collect(),
            next: offer.next.map(|next| next.to_string()),
        }
    }
}

#[derive(Serialize)]
struct TakenView {
    added: usize,
    there: usize,
    left: usize,
}

#[derive(Serialize)]
struct Forgotten {
    forgotten: bool,
}

/// POST /api/v1/cases/{id}/inventory
async fn ask(
    State(desk): State<Desk>,
    caller: By<may::ReadPage>,
    Path(case): Path<Id<Case>>,
    Creating(Ask { item }, turn): Creating<Ask>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let reading = crate::ask(&mut tx, caller.actor(), &desk.pack, case, item).await?;
        let place = format!("/api/v1/cases/{case}/inventory");
        Ok((tx, Reply::created(place, &ReadingView::from(&reading))?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// GET /api/v1/cases/{id}/inventory
async fn show(
    State(desk): State<Desk>,
    caller: By<may::ReadPage>,
    Path(case): Path<Id<Case>>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let after = parameter(&query, "cursor", |text| text.parse().ok())?.unwrap_or(0);
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let offer = crate::show(&mut tx, caller.actor(), &desk.pack, case, after).await?;
    let offer = offer.ok_or(Error::NotFound)?;
    // What was not recorded is not shown.
    tx.commit().await.map_err(Error::from)?;
    Ok(Json(OfferView::from(&offer)).into_response())
}

/// POST /api/v1/cases/{id}/inventory/take
async fn take(
    State(desk): State<Desk>,
    caller: By<may::ReadPage>,
    Path(case): Path<Id<Case>>,
    Creating(sent, turn): Creating<Take>,
) -> Result<Response, Problem> {
    let work = async {
        let reading = sent.reading;
        let pick = sent.pick()?;
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let taken = crate::take(&mut tx, caller.actor(), &desk.pack, case, reading, &pick).await?;
        let view = TakenView {
            added: taken.added,
            there: taken.there,
            left: taken.left,
        };
        Ok((tx, Reply::ok(&view)?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/cases/{id}/inventory/forget. Forgetting what is not there changes nothing.
async fn forget(
    State(desk): State<Desk>,
    caller: By<may::ReadPage>,
    Path(case): Path<Id<Case>>,
    Sent(Nothing {}): Sent<Nothing>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::forget(&mut tx, caller.actor(), case).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Json(Forgotten { forgotten: true }).into_response())
}
