//! Where a released decision goes, and what people do about it: the country that counts, what a proxy answered, and
//! another place that the reported one leads to.

use axum::extract::{Path, State};
use axum::response::Response;
use identity::{Actor, By, Creating, Desk, Etag, IfMatch, Nothing, Reply, may};
use intake::Case;
use kernel::{Country, Id, Sensitive};
use page::{FormErrors, Message, Problem};
use serde::{Deserialize, Serialize};
use store::Tx;
use trace::NewAnswer;

use super::Done;
use crate::desk::{awaits_country, errors_of};
use crate::record::lock;
use crate::{Error, Kind, Party, Route, answer, choose_country, route_of, take_up_redirect};

#[derive(Serialize)]
struct RouteView {
    route: Option<RoundView>,
    /// What each source says of the country: what outranks the others first.
    countries: Vec<SaidView>,
}

#[derive(Serialize)]
struct RoundView {
    id: Id<Route>,
    /// From 0; one more each time the content moved or its host became known.
    round: i64,
    state: &'static str,
    /// Which way it goes, once that is decided.
    kind: Option<&'static str>,
    /// The country that counts.
    country: Option<Country>,
    /// Why a person chose it.
    reason: Option<String>,
    /// Whether a person is to choose it, or may.
    awaits_country: bool,
    waits_for: Option<&'static str>,
    opened_at: String,
    traced_at: Option<String>,
}

#[derive(Serialize)]
struct SaidView {
    source: &'static str,
    country: Country,
}

/// Which country counts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    country: Country,
    reason: Sensitive<String>,
}

/// What a proxy answered that was asked who hosts the place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answered {
    /// It hosts the content itself.
    #[serde(default)]
    itself: bool,
    #[serde(default)]
    address: Sensitive<String>,
    #[serde(default)]
    provider: Sensitive<String>,
    /// Where abuse of the provider is reported.
    #[serde(default)]
    mail: Sensitive<String>,
    #[serde(default)]
    country: String,
    said_by: Sensitive<String>,
    /// ISO 8601.
    said_on: String,
}

#[derive(Serialize)]
struct TakenUp {
    id: Id<assessment::Item>,
    position: i64,
}

/// GET /api/v1/cases/{id}/route
pub(super) async fn show(
    State(desk): State<Desk>,
    caller: By<may::ReadTrace>,
    Path(case): Path<Id<Case>>,
) -> Result<Reply, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (view, etag) = view(&mut tx, caller.actor(), case).await?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// POST /api/v1/cases/{id}/route/country
pub(super) async fn choose(
    State(desk): State<Desk>,
    caller: By<may::SettleRoute>,
    Path(case): Path<Id<Case>>,
    version: IfMatch,
    Creating(Chosen { country, reason }, turn): Creating<Chosen>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        lock(&mut tx, case).await?;
        let (before, etag) = view(&mut tx, actor, case).await?;
        version.check(&etag)?;
        // Whoever might give the second opinion sees no route, and does nothing about one.
        before.route.ok_or(Problem::NotFound)?;
        choose_country(&mut tx, actor, case, country, &reason)
            .await
            .map_err(|error| match error {
                Error::NoCountry => wrong("country", "routing-no-country"),
                Error::NoReason => wrong("reason", "routing-no-reason"),
                error => error.into(),
            })?;
        let (view, etag) = view(&mut tx, actor, case).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/cases/{id}/answer
pub(super) async fn take_answer(
    State(desk): State<Desk>,
    caller: By<may::TakeAnswer>,
    Path(case): Path<Id<Case>>,
    Creating(sent, turn): Creating<Answered>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let new = NewAnswer {
            itself: sent.itself,
            address: sent.address.expose(),
            provider: sent.provider.expose(),
            mail: sent.mail.expose(),
            country: &sent.country,
            said_by: sent.said_by.expose(),
            said_on: &sent.said_on,
        };
        match answer(&mut tx, caller.actor(), case, &new).await {
            Ok(()) => Ok((tx, Reply::ok(&Done { case })?)),
            Err(Error::Trace(trace::Error::Answer(wrong))) => {
                Err(Problem::Invalid(errors_of(wrong)))
            }
            Err(error) => Err(error.into()),
        }
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/cases/{id}/redirect: makes the place that it leads to an item of the case.
pub(super) async fn take_up(
    State(desk): State<Desk>,
    caller: By<may::Assess>,
    Path(case): Path<Id<Case>>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let id = take_up_redirect(&mut tx, actor, &desk.pack, case).await?;
        let item = assessment::item(&mut tx, actor, case, id).await;
        let position = item.map_err(Error::from)?.position;
        let place = format!("/api/v1/cases/{case}/items/{id}");
        Ok((tx, Reply::created(place, &TakenUp { id, position })?))
    };
    turn.run(&desk, caller.actor(), work).await
}

fn wrong(field: &str, key: &'static str) -> Problem {
    let mut errors = FormErrors::none();
    errors.push(field, Message::new(key));
    Problem::Invalid(errors)
}

/// The route of a case and its version; nothing of it for whoever might give the second opinion.
async fn view(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(RouteView, Etag), Problem> {
    let case = intake::case(tx, actor, case).await.map_err(Error::from)?;
    let blind = assessment::is_blind(tx, actor, case.id).await;
    let route = if blind.map_err(Error::from)? {
        None
    } else {
        route_of(tx, actor, case.id).await?
    };
    let standing = trace::standing(tx, actor, case.location).await;
    let countries = standing
        .map_err(Error::from)?
        .map(|standing| standing.countries_by_source())
        .unwrap_or_default();
    let said = |(key, country): (&'static str, Country)| SaidView {
        // The key of its message begins with what it is one of.
        source: key.strip_prefix("trace-source-").unwrap_or(key),
        country,
    };
    let view = RouteView {
        route: route.map(|route| round(tx, &case, &route)).transpose()?,
        countries: countries.into_iter().map(said).collect(),
    };
    let etag = Etag::of(&view)?;
    Ok((view, etag))
}

fn round(tx: &Tx, case: &Case, route: &Route) -> Result<RoundView, Error> {
    let reason = route.reason(tx)?;
    Ok(RoundView {
        id: route.id,
        round: route.round,
        state: route.state.name(),
        kind: route.kind.map(Kind::name),
        country: route.country,
        reason: reason.map(|reason| page::harmless(reason.expose())),
        awaits_country: case.state == intake::State::Acting && awaits_country(route),
        waits_for: route.waits_for.map(Party::name),
        opened_at: route.opened_at.to_string(),
        traced_at: route.traced_at.map(|at| at.to_string()),
    })
}
