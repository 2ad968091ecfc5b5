//! What a route is decided by: what is known of its case.

use assessment::National;
use identity::Actor;
use intake::{Case, Move};
use kernel::{Country, Id, Timestamp};
use pack::Pack;
use store::Tx;

use crate::record::Route;
use crate::{Error, Facts, Plan, plan};

/// Whether a case is still being acted on: what comes after its end changes nothing.
pub(crate) async fn acting(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    Ok(intake::case(tx, actor, case).await?.state == intake::State::Acting)
}

/// When the case was last claimed from the queue, which asks for a trace: that is to be newer. Whoever takes a case
/// over, or takes an act on it back, asks for none.
pub(crate) async fn claimed_at(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<Option<Timestamp>, Error> {
    let moves = intake::moves(tx, actor, case).await?;
    let claimed = intake::State::Waiting.after(Move::Claim).ok();
    Ok(moves
        .iter()
        .rev()
        .find(|line| Some(line.to) == claimed && line.why == "claimed")
        .map(|line| line.at))
}

pub(crate) async fn facts(
    tx: &mut Tx,
    actor: &Actor,
    route: &Route,
    country: Option<Country>,
) -> Result<Facts, Error> {
    let decision = assessment::decision(tx, actor, route.case)
        .await?
        .filter(|decision| decision.id == route.decision)
        .ok_or(Error::NotFound)?;
    let location = intake::case(tx, actor, route.case).await?.location;
    let hosting = trace::hosting(tx, actor, location).await?;
    let ruling = &decision.ruling;
    Ok(Facts {
        country,
        onion: hosting.as_ref().is_some_and(|hosting| hosting.onion),
        unreached: hosting.is_some_and(|hosting| hosting.unreached),
        illegal: ruling.inhope_class.is_illegal() || ruling.national_result == National::Illegal,
        harmful: ruling.national_result == National::Harmful,
        danger: decision.danger,
        at_home: decision.at_home.anybody(),
    })
}

/// The plan that a route was decided by; nothing where another decision was released meanwhile, which has a
/// job of its own.
pub(crate) async fn plan_of(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    route: &Route,
) -> Result<Option<Plan>, Error> {
    match facts(tx, actor, route, route.country).await {
        Ok(facts) => Ok(Some(plan(pack, &facts))),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Where the newest handover of a case to the partner of a country stands.
pub(crate) async fn partner_has(
    tx: &mut Tx,
    actor: &Actor,
    route: &Route,
    country: Option<Country>,
) -> Result<Option<exchange::State>, Error> {
    Ok(exchange::handovers(tx, actor, route.case)
        .await?
        .into_iter()
        .rev()
        .find(|handover| {
            Some(handover.country) == country && handover.state != exchange::State::Withdrawn
        })
        .map(|handover| handover.state))
}

/// Whether the police were asked for their word in an earlier round: content that moves on is not left up for
/// another time of waiting.
pub(crate) async fn heard(tx: &mut Tx, actor: &Actor, route: &Route) -> Result<bool, Error> {
    Ok(route.round > 0
        && referral::referrals(tx, actor, route.case)
            .await?
            .iter()
            .any(|referral| {
                referral.hold != referral::Hold::None
                    && referral.state != referral::State::Withdrawn
            }))
}
