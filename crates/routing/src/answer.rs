//! What people do about what a trace shows: they write down what a proxy answered, and take up another place that the
//! reported one leads to.

use assessment::Item;
use audit::About;
use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use pack::Pack;
use serde_json::json;
use store::Tx;
use trace::NewAnswer;

use crate::Error;
use crate::known::acting;

/// Writes down what the proxy in front of a case's place answered. The questions that were on their way are settled,
/// and the route goes on by what was said.
pub async fn answer(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    new: &NewAnswer<'_>,
) -> Result<(), Error> {
    actor.may(Action::TakeAnswer)?;
    let found = intake::case(tx, actor, case).await?;
    // Whoever might give the second opinion reads nothing of what is done about the case.
    if assessment::is_blind(tx, actor, case).await? {
        return Err(Error::NotFound);
    }
    if found.state == intake::State::Closed {
        return Err(Error::Changed);
    }
    trace::take_answer(tx, actor, found.location, new).await?;
    if acting(tx, actor, case).await? {
        takedown::stop_asking(tx, actor, case, "host-found").await?;
    }
    Ok(())
}

/// Has the DNS and the registries asked afresh about a case's place, and its redirects followed: while somebody works on
/// the case, for before a claim nobody is asked. Under a silence it is kept in mind.
pub async fn trace_again(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    actor.may(Action::Trace)?;
    let found = intake::case(tx, actor, case).await?;
    if !may_be_traced(found.state) {
        return Err(Error::Changed);
    }
    trace::ask_afresh(tx, actor, found.location).await?;
    audit::record(
        tx,
        actor.who(),
        "routing.trace_again",
        About::one("case", case),
        json!({}),
    )
    .await?;
    Ok(())
}

/// Whether somebody has claimed a case in this state, and nobody closed it.
pub(crate) const fn may_be_traced(state: intake::State) -> bool {
    !matches!(state, intake::State::Waiting | intake::State::Closed)
}

/// Makes the place that a case's place leads to an item of the case, with the URL it led to as its working URL where
/// that does not look personal. The case is one that the actor holds.
pub async fn take_up_redirect(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<Id<Item>, Error> {
    actor.may(Action::Assess)?;
    let location = intake::case(tx, actor, case).await?.location;
    // Whether it leads anywhere is known once somebody picked a working URL: that there is something to take up tells it too.
    if assessment::is_hidden(tx, actor, case).await? {
        return Err(Error::NotFound);
    }
    let elsewhere = trace::leads_elsewhere(tx, actor, location).await?;
    let elsewhere = elsewhere.ok_or(Error::NotFound)?;
    let url = elsewhere.url.expose();
    let kind = assessment::Kind::guessed(url);
    let item = assessment::add_item(tx, actor, pack, case, kind, url).await?;
    assessment::choose_plain(tx, actor, case, item).await?;
    Ok(item)
}
