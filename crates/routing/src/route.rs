//! Carrying a decision out. Every function here may run twice for one cause, and acts once.

use assessment::{Decision, Released};
use identity::{Action, Actor};
use intake::{Case, Move};
use kernel::{Country, Id};
use location::Location;
use pack::Pack;
use store::Tx;

use crate::hosts;
use crate::known::{acting, claimed_at, facts, heard, partner_has, plan_of};
use crate::moved::{is_elsewhere, tell_of_contact, tell_of_move};
use crate::record::{Known, Opening, Route, TAKEN_BACK, advance, decide, is_stopped, lock, open};
use crate::task::{self, TaskKind};
use crate::{Error, Party, Plan, Provider, State, plan, urgent};

/// A decision was released: it is routed by the trace that its claim had made, or waits for it.
pub async fn released(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    released: Released,
) -> Result<(), Error> {
    actor.may(Action::Route)?;
    let mut before = lock(tx, released.case).await?;
    // What the decision caused that this one corrects, in whichever order the jobs come.
    let corrections = assessment::corrections(tx, actor, released.case).await?;
    if let Some(correction) = corrections.last() {
        before = stop(tx, actor, before, released.case, correction.decision).await?;
    }
    // It was taken back, and another one decided, before this came to it.
    let counts = assessment::decision(tx, actor, released.case).await?;
    if counts.is_none_or(|decision| decision.id != released.decision) {
        return Ok(());
    }
    if before
        .as_ref()
        .is_some_and(|route| route.decision == released.decision)
        || !acting(tx, actor, released.case).await?
    {
        return Ok(());
    }
    if let Some(mut before) = before {
        supersede(tx, actor, &mut before, "decided-anew").await?;
    }
    let opening = Opening {
        case: released.case,
        decision: released.decision,
        round: 0,
        traced_after: claimed_at(tx, actor, released.case).await?,
        why: "released",
    };
    if let Some(route) = open(tx, actor, &opening).await? {
        go_on(tx, actor, pack, route).await?;
    }
    Ok(())
}

/// A released decision was taken back: what it caused and has not left is stopped, what left is listed for people
/// to correct.
pub async fn taken_back(tx: &mut Tx, actor: &Actor, taken_back: Released) -> Result<(), Error> {
    actor.may(Action::Route)?;
    let route = lock(tx, taken_back.case).await?;
    stop(tx, actor, route, taken_back.case, taken_back.decision).await?;
    task::close_looks(tx, actor, taken_back.case).await?;
    for case in assessment::concerned(tx, actor, taken_back.decision).await? {
        task::open_look(tx, actor, case, taken_back.decision).await?;
    }
    Ok(())
}

/// Stops what a decision caused, once. Where it never had a route it gets one for what is to be corrected: the police
/// may have been told before it was released. `route` is the open one of the case, locked; the one that is open then.
async fn stop(
    tx: &mut Tx,
    actor: &Actor,
    route: Option<Route>,
    case: Id<Case>,
    decision: Id<Decision>,
) -> Result<Option<Route>, Error> {
    let another = route
        .as_ref()
        .is_some_and(|route| route.decision != decision);
    if another || is_stopped(tx, case, decision).await? {
        return Ok(route);
    }
    let opening = Opening {
        case,
        decision,
        round: 0,
        traced_after: None,
        why: TAKEN_BACK,
    };
    let route = match route {
        Some(route) => Some(route),
        None => open(tx, actor, &opening).await?,
    };
    let Some(mut route) = route else {
        return Ok(None);
    };
    // First: what ends with what is stopped finds no route to go on with.
    supersede(tx, actor, &mut route, TAKEN_BACK).await?;
    for referral in referral::stop(tx, actor, case).await? {
        // One that an earlier correction was told of is told of this one as well.
        let kind = TaskKind::CorrectReferral;
        task::open_anew(tx, actor, &route, kind, Id::from_uuid(referral.uuid())).await?;
    }
    for handover in exchange::stop(tx, actor, case).await? {
        let kind = TaskKind::CorrectHandover;
        task::open_anew(tx, actor, &route, kind, Id::from_uuid(handover.uuid())).await?;
    }
    for notice in takedown::stop(tx, actor, case).await? {
        let kind = TaskKind::CorrectNotice;
        task::open_about(tx, actor, &route, kind, Id::from_uuid(notice.uuid())).await?;
    }
    Ok(None)
}

/// A trace was stored: a case that waits for it goes on.
pub async fn traced(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    location: Id<Location>,
) -> Result<(), Error> {
    actor.may(Action::Route)?;
    let Some(case) = intake::open_case(tx, actor, location).await? else {
        return Ok(());
    };
    carry_on(tx, actor, pack, case.id).await?;
    if let Some(route) = lock(tx, case.id).await?
        && acting(tx, actor, case.id).await?
    {
        tell_of_contact(tx, actor, &route, location).await?;
    }
    Ok(())
}

/// The content moved: a new round, decided by a newer trace.
pub async fn moved(tx: &mut Tx, actor: &Actor, pack: &Pack, case: Id<Case>) -> Result<(), Error> {
    actor.may(Action::Route)?;
    let Some(mut route) = lock(tx, case).await? else {
        return Ok(());
    };
    // One that waits for a trace will be decided by where the content is now.
    if route.state == State::Tracing
        || !is_elsewhere(tx, actor, &route).await?
        || !acting(tx, actor, case).await?
    {
        return Ok(());
    }
    let opening = Opening {
        case,
        decision: route.decision,
        round: route.round + 1,
        traced_after: route.traced_at,
        why: "moved",
    };
    supersede(tx, actor, &mut route, "moved").await?;
    takedown::stop_asking(tx, actor, case, "moved").await?;
    if let Some(route) = open(tx, actor, &opening).await? {
        tell_of_move(tx, actor, &route).await?;
        go_on(tx, actor, pack, route).await?;
    }
    Ok(())
}

/// Goes on with a case's route where it waits for a trace or for a choice that was made.
pub async fn carry_on(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<(), Error> {
    actor.may(Action::Route)?;
    match lock(tx, case).await? {
        Some(route) if acting(tx, actor, case).await? => go_on(tx, actor, pack, route).await,
        _ => Ok(()),
    }
}

/// Notices of a case need not wait for the police any more, unless another referral has them wait.
pub async fn hold_ended(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<(), Error> {
    actor.may(Action::Route)?;
    takedown::hold_ended(tx, actor, case).await?;
    let Some(mut route) = lock(tx, case).await? else {
        return Ok(());
    };
    if !acting(tx, actor, case).await? {
        return Ok(());
    }
    if route.kind.is_some()
        && let Some(plan) = plan_of(tx, actor, pack, &route).await?
    {
        keep_watch(tx, actor, pack, case, &plan).await?;
    }
    if route.state == State::Waiting
        && route.waits_for == Some(Party::Police)
        && !referral::holds(tx, actor, case).await?
    {
        tell_provider(tx, actor, &mut route, "police-hold-ended").await?;
    }
    Ok(())
}

/// The police ask to wait. Under a silent hold nobody is asked anything about the place.
pub async fn hold_placed(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    actor.may(Action::Route)?;
    if referral::is_silent(tx, actor, case).await?
        && takedown::watch_of(tx, actor, case)
            .await?
            .is_some_and(|watch| watch.state == takedown::WatchState::Due)
    {
        takedown::unwatch(tx, actor, case, "silent-hold").await?;
    }
    Ok(())
}

/// The police need nothing more: a case that nobody else has in hand ends with that.
pub async fn concluded(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<(), Error> {
    actor.may(Action::Route)?;
    let Some(route) = lock(tx, case).await? else {
        return Ok(());
    };
    if route.state != State::CarriedOut || !acting(tx, actor, case).await? {
        return Ok(());
    }
    let Some(plan) = plan_of(tx, actor, pack, &route).await? else {
        return Ok(());
    };
    // A silent hold that ended with the referral may have stopped the watch; its own job comes in any order.
    keep_watch(tx, actor, pack, case, &plan).await?;
    end_with_police(tx, actor, &route, &plan).await
}

/// A partner hotline had its time: the provider is told, unless the police ask to wait.
pub async fn partner_time_passed(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    actor.may(Action::Route)?;
    let Some(mut route) = lock(tx, case).await? else {
        return Ok(());
    };
    if route.state != State::Waiting
        || route.waits_for != Some(Party::Partner)
        || !acting(tx, actor, case).await?
    {
        return Ok(());
    }
    // The time of an earlier partner says nothing of the one that has it now.
    let current = partner_has(tx, actor, &route, route.country).await?;
    if current != Some(exchange::State::Lapsed) {
        return Ok(());
    }
    if referral::holds(tx, actor, case).await? {
        let kind = route.kind.ok_or(Error::Changed)?;
        let known = Known::of(&route);
        return decide(tx, &mut route, kind, known, Some(Party::Police)).await;
    }
    tell_provider(tx, actor, &mut route, "partner-time-passed").await
}

async fn go_on(tx: &mut Tx, actor: &Actor, pack: &Pack, route: Route) -> Result<(), Error> {
    match (route.state, route.country) {
        (State::Tracing, None) => by_trace(tx, actor, pack, route).await,
        (State::Asking | State::Choosing, Some(_)) => {
            takedown::stop_asking(tx, actor, route.case, "host-found").await?;
            let known = Known::of(&route);
            carry_out(tx, actor, pack, route, known).await
        }
        (State::Asking, None) => hosts::answered(tx, actor, pack, route).await,
        (State::Choosing, None) => hosts::told(tx, actor, pack, route).await,
        (State::CarriedOut, _) => hosts::later(tx, actor, pack, route).await,
        _ => Ok(()),
    }
}

/// Routes by the newest trace, if it is new enough.
async fn by_trace(tx: &mut Tx, actor: &Actor, pack: &Pack, route: Route) -> Result<(), Error> {
    let location = intake::case(tx, actor, route.case).await?.location;
    let Some(standing) = trace::standing(tx, actor, location).await? else {
        return Ok(());
    };
    let traced_at = standing.hosting.at;
    let is_old = route.traced_at.is_some_and(|after| traced_at <= after);
    // Nobody is asked anew under a silent hold: what was known before has to do, but not of what moved since.
    if is_old && (route.round > 0 || !referral::is_silent(tx, actor, route.case).await?) {
        return Ok(());
    }
    hosts::by_standing(tx, actor, pack, route, &standing).await
}

/// Tells everybody who is to be told, in the order of the plan.
pub(crate) async fn carry_out(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    mut route: Route,
    known: Known,
) -> Result<(), Error> {
    let facts = facts(tx, actor, &route, known.country).await?;
    let plan = plan(pack, &facts);
    if plan.police {
        let hold = plan.holds() && !heard(tx, actor, &route).await?;
        refer(tx, actor, pack, &route, hold).await?;
    }
    let with_partner = match plan.partner {
        Some(country) => with_partner(tx, actor, pack, &route, country).await?,
        None => false,
    };
    if plan.find_host {
        task::open(tx, actor, &route, TaskKind::FindHost).await?;
    }
    if plan.by_hand {
        task::open(tx, actor, &route, TaskKind::TellByHand).await?;
    }
    keep_watch(tx, actor, pack, route.case, &plan).await?;
    let waits_for = waits_for(tx, actor, &route, &plan, with_partner).await?;
    decide(tx, &mut route, plan.kind, known, waits_for).await?;
    if waits_for.is_some() {
        return advance(tx, actor, &mut route, State::Waiting, "routed").await;
    }
    if plan.provider == Provider::Never {
        advance(tx, actor, &mut route, State::CarriedOut, "routed").await?;
        // Where a child is in danger the police may have concluded before the country was chosen.
        return end_with_police(tx, actor, &route, &plan).await;
    }
    tell_provider(tx, actor, &mut route, "routed").await
}

/// Has the place watched if the content is to go, unless the police ask that nobody look.
async fn keep_watch(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    plan: &Plan,
) -> Result<(), Error> {
    if plan.watch && !referral::is_silent(tx, actor, case).await? {
        takedown::watch(tx, actor, pack, case).await?;
    }
    Ok(())
}

/// Ends a case that is in the hands of the police alone, once they need nothing more: no partner and no
/// provider of any round has it open, and no watch will see the end of it.
async fn end_with_police(
    tx: &mut Tx,
    actor: &Actor,
    route: &Route,
    plan: &Plan,
) -> Result<(), Error> {
    let case = route.case;
    let mut told = referral::referrals(tx, actor, case).await?;
    told.retain(|referral| referral.state != referral::State::Withdrawn);
    let concluded = |referral: &referral::Referral| referral.state == referral::State::Concluded;
    let is_watched = takedown::watch_of(tx, actor, case)
        .await?
        .is_some_and(|watch| watch.state == takedown::WatchState::Due);
    if !plan.is_for_police_alone() || told.is_empty() || !told.iter().all(concluded) || is_watched {
        return Ok(());
    }
    let notices = takedown::notices(tx, actor, case).await?;
    let handovers = exchange::handovers(tx, actor, case).await?;
    if notices.iter().any(|notice| notice.state.is_open())
        || handovers.iter().any(|handover| !handover.state.is_over())
    {
        return Ok(());
    }
    task::close_all(tx, actor, route.id).await?;
    let end = Move::Close(intake::Outcome::HandedOver);
    intake::move_case(tx, actor, case, end, "police-concluded").await?;
    Ok(())
}

/// Whose word the provider's notice waits for. Whatever the plan says, it waits while the police ask for it.
async fn waits_for(
    tx: &mut Tx,
    actor: &Actor,
    route: &Route,
    plan: &Plan,
    with_partner: bool,
) -> Result<Option<Party>, Error> {
    let held = referral::holds(tx, actor, route.case).await?;
    Ok(match plan.provider {
        Provider::Never => None,
        Provider::After(Party::Partner) if with_partner => Some(Party::Partner),
        _ => held.then_some(Party::Police),
    })
}

/// Has the partner told, and whether the provider waits for it. Content that moves on within the partner's
/// country is with that partner already, and its time does not begin anew.
async fn with_partner(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    route: &Route,
    country: Country,
) -> Result<bool, Error> {
    if route.round > 0
        && let Some(state) = partner_has(tx, actor, route, Some(country)).await?
    {
        return Ok(state != exchange::State::Lapsed);
    }
    let cause = Id::from_uuid(route.id.uuid());
    exchange::hand_over(tx, actor, pack, route.case, cause, country).await?;
    Ok(true)
}

pub(crate) async fn refer(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    route: &Route,
    hold: bool,
) -> Result<(), Error> {
    // What the police were told before the second opinion is not told again: the same cause is one referral.
    let told = match route.round {
        0 => assessment::told_urgently(tx, actor, route.decision).await?,
        _ => None,
    };
    let facts = facts(tx, actor, route, None).await?;
    let request = referral::Request {
        case: route.case,
        cause: told.map_or_else(|| Id::from_uuid(route.id.uuid()), urgent::cause),
        urgent: facts.danger || told.is_some(),
        hold,
    };
    referral::prepare(tx, actor, pack, &request).await?;
    if hold && told.is_some() {
        referral::ask_for_word(tx, actor, pack, request.cause).await?;
    }
    Ok(())
}

async fn tell_provider(
    tx: &mut Tx,
    actor: &Actor,
    route: &mut Route,
    why: &'static str,
) -> Result<(), Error> {
    takedown::notify(tx, actor, route.case).await?;
    advance(tx, actor, route, State::CarriedOut, why).await
}

async fn supersede(
    tx: &mut Tx,
    actor: &Actor,
    route: &mut Route,
    why: &'static str,
) -> Result<(), Error> {
    task::close_all(tx, actor, route.id).await?;
    advance(tx, actor, route, State::Superseded, why).await
}

/// Opens the round that begins with a person's choice: the host of a case became known.
pub(crate) async fn found(tx: &mut Tx, actor: &Actor, mut route: Route) -> Result<Route, Error> {
    let opening = Opening {
        case: route.case,
        decision: route.decision,
        round: route.round + 1,
        traced_after: route.traced_at,
        why: "host-found",
    };
    supersede(tx, actor, &mut route, "host-found").await?;
    let mut route = open(tx, actor, &opening).await?.ok_or(Error::Changed)?;
    advance(tx, actor, &mut route, State::Choosing, "host-found").await?;
    Ok(route)
}
