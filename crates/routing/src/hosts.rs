//! Where a case goes by what is known of its host: at once, after a proxy was asked, or after a person chose.

use identity::Actor;
use intake::Case;
use kernel::{Country, Id};
use pack::Pack;
use store::Tx;
use trace::{Standing, Told};

use crate::known::facts;
use crate::record::{Known, Route, advance, note_trace};
use crate::route::{carry_out, found, refer};
use crate::task::{self, TaskKind};
use crate::{Error, Kind, State, ToDo};

/// Goes by what a trace comes to: one country or none is a route; several are a person's to choose among; behind a
/// proxy nobody knows, and it is asked, unless a rule of the hotline forbids that.
pub(crate) async fn by_standing(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    mut route: Route,
    standing: &Standing,
) -> Result<(), Error> {
    if waits_for_trace(tx, actor, &route, standing).await? {
        return Ok(());
    }
    let countries = countries(standing);
    let asks = standing.hidden_by().is_some() && standing.may_ask_proxy();
    if !asks && countries.len() <= 1 {
        return carry_out(tx, actor, pack, route, known(standing)).await;
    }
    note_trace(tx, &mut route, Some(standing.hosting.at)).await?;
    if asks {
        advance(tx, actor, &mut route, State::Asking, "behind-proxy").await?;
        task::open(tx, actor, &route, TaskKind::AskHost).await?;
        takedown::ask_host(tx, actor, route.case).await?;
    } else {
        advance(tx, actor, &mut route, State::Choosing, "sources-differ").await?;
        task::open(tx, actor, &route, TaskKind::ChooseCountry).await?;
    }
    if facts(tx, actor, &route, None).await?.concern_police() {
        // What the police hear of whatever the country waits for nobody; what is at home by one source waits for them.
        let hold = countries.contains(&pack.country);
        refer(tx, actor, pack, &route, hold).await?;
    }
    Ok(())
}

/// A proxy was asked who hosts the place: goes on once it answered, a rule of the hotline says so, the place left the
/// proxy, or a person says that no answer will come.
pub(crate) async fn answered(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    mut route: Route,
) -> Result<(), Error> {
    let Some(standing) = standing_of(tx, actor, &route).await? else {
        return Ok(());
    };
    if waits_for_trace(tx, actor, &route, &standing).await? {
        return Ok(());
    }
    let is_hidden = standing.hidden_by().is_some();
    if is_hidden && standing.may_ask_proxy() && task::is_open(tx, &route, TaskKind::AskHost).await?
    {
        return Ok(());
    }
    let why = if is_hidden { "no-answer" } else { "host-found" };
    task::close_all(tx, actor, route.id).await?;
    takedown::stop_asking(tx, actor, route.case, why).await?;
    if countries(&standing).len() <= 1 {
        return carry_out(tx, actor, pack, route, known(&standing)).await;
    }
    note_trace(tx, &mut route, Some(standing.hosting.at)).await?;
    advance(tx, actor, &mut route, State::Choosing, "sources-differ").await?;
    task::open(tx, actor, &route, TaskKind::ChooseCountry).await
}

/// A person is to choose the country: a rule of the hotline, or a proxy's answer, outranks what the sources say.
pub(crate) async fn told(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    route: Route,
) -> Result<(), Error> {
    let Some(standing) = standing_of(tx, actor, &route).await? else {
        return Ok(());
    };
    let waits = waits_for_trace(tx, actor, &route, &standing).await?;
    if waits || standing.real.is_none() || countries(&standing).len() != 1 {
        return Ok(());
    }
    task::close_all(tx, actor, route.id).await?;
    carry_out(tx, actor, pack, route, known(&standing)).await
}

/// Everybody was told who was to be told. Where nobody knew the host, and a rule or an answer says now who it is,
/// another round goes by that. Where whoever hosts it could not be written to, it is tried again.
pub(crate) async fn later(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    route: Route,
) -> Result<(), Error> {
    if takedown::is_unaddressed(tx, actor, route.case).await? {
        takedown::notify(tx, actor, route.case).await?;
    }
    if route.kind != Some(Kind::Unknown) {
        return Ok(());
    }
    let Some(standing) = standing_of(tx, actor, &route).await? else {
        return Ok(());
    };
    let waits = waits_for_trace(tx, actor, &route, &standing).await?;
    if waits || standing.real.is_none() || countries(&standing).len() != 1 {
        return Ok(());
    }
    let route = found(tx, actor, route).await?;
    carry_out(tx, actor, pack, route, known(&standing)).await
}

/// Whether an address was told that no registry was asked about yet: it is, and the route goes on with what is said of
/// it. Under a silent hold nobody is asked, and what was told has to do.
async fn waits_for_trace(
    tx: &mut Tx,
    actor: &Actor,
    route: &Route,
    standing: &Standing,
) -> Result<bool, Error> {
    if !standing.awaits_trace() || referral::is_silent(tx, actor, route.case).await? {
        return Ok(false);
    }
    let location = intake::case(tx, actor, route.case).await?.location;
    trace::ask(tx, actor, location).await?;
    Ok(true)
}

async fn standing_of(tx: &mut Tx, actor: &Actor, route: &Route) -> Result<Option<Standing>, Error> {
    let location = intake::case(tx, actor, route.case).await?.location;
    Ok(trace::standing(tx, actor, location).await?)
}

/// The countries that count: an onion service has none.
fn countries(standing: &Standing) -> Vec<Country> {
    if standing.hosting.onion {
        Vec::new()
    } else {
        standing.countries().into_iter().collect()
    }
}

fn known(standing: &Standing) -> Known {
    let told = standing.real.as_ref().map(|real| real.told);
    Known {
        country: countries(standing).first().copied(),
        traced_at: Some(standing.hosting.at),
        rule: match told {
            Some(Told::Rule(rule)) => Some(rule),
            Some(Told::Answer) | None => None,
        },
    }
}

/// Where a question to a proxy has not left, that is what is to be done first.
pub(crate) async fn say_what_is_asked(
    tx: &mut Tx,
    actor: &Actor,
    to_dos: &mut [ToDo],
) -> Result<(), Error> {
    for to_do in to_dos {
        if to_do.message == TaskKind::AskHost.message() && !is_asked(tx, actor, to_do.case).await? {
            to_do.message = "routing-to-do-ask-host-first";
        }
    }
    Ok(())
}

/// Whether the question to a proxy is on its way, or there.
async fn is_asked(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    let notices = takedown::notices(tx, actor, case).await?;
    Ok(notices.iter().any(|notice| {
        notice.purpose == takedown::Purpose::AskHost
            && matches!(
                notice.state,
                takedown::State::Queued | takedown::State::Sent | takedown::State::Acknowledged
            )
    }))
}
