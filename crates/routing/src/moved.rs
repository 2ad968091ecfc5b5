//! A place that moved since its case was routed, and whoever was told where it was.

use identity::Actor;
use kernel::Id;
use location::Location;
use store::Tx;
use takedown::{Purpose, Verdict};
use trace::Change;

use crate::record::Route;
use crate::task::{self, TaskKind};
use crate::{Error, State, Subject};

/// Whether the place is elsewhere than where the route was decided by: a look found it there after the route was
/// opened, or a trace newer than the route's own shows another host or country.
pub(crate) async fn is_elsewhere(tx: &mut Tx, actor: &Actor, route: &Route) -> Result<bool, Error> {
    let checks = takedown::checks(tx, actor, route.case).await?;
    if checks
        .iter()
        .any(|check| check.verdict == Verdict::Moved && check.at > route.opened_at)
    {
        return Ok(true);
    }
    let location = intake::case(tx, actor, route.case).await?.location;
    let changes = trace::newest_changes(tx, actor, location).await?;
    Ok(changes.is_some_and(|changes| {
        changes.is_move() && route.traced_at.is_none_or(|traced| traced < changes.at)
    }))
}

/// Has people tell those who were told where the place was, and still have it in hand: providers with a notice, and
/// partners with a handover. The new round tells those who have it in hand now.
pub(crate) async fn tell_of_move(tx: &mut Tx, actor: &Actor, route: &Route) -> Result<(), Error> {
    for notice in open_notices(tx, actor, route).await? {
        task::open_anew(tx, actor, route, TaskKind::MovedNotice, notice).await?;
    }
    for handover in exchange::handovers(tx, actor, route.case).await? {
        if handover.handed_over_at.is_some() && !handover.state.is_over() {
            let subject = Id::from_uuid(handover.id.uuid());
            task::open_anew(tx, actor, route, TaskKind::MovedHandover, subject).await?;
        }
    }
    Ok(())
}

/// Abuse of the host is reported elsewhere than before, and a notice went to the old address: a person looks whether
/// it arrived.
pub(crate) async fn tell_of_contact(
    tx: &mut Tx,
    actor: &Actor,
    route: &Route,
    location: Id<Location>,
) -> Result<(), Error> {
    let changes = trace::newest_changes(tx, actor, location).await?;
    let is_contact_alone = changes
        .is_some_and(|changes| changes.kinds.contains(&Change::Contact) && !changes.is_move());
    if !is_contact_alone || route.state == State::Superseded {
        return Ok(());
    }
    for notice in open_notices(tx, actor, route).await? {
        task::open_about(tx, actor, route, TaskKind::ContactChanged, notice).await?;
    }
    Ok(())
}

/// The notices that left and are not settled.
async fn open_notices(
    tx: &mut Tx,
    actor: &Actor,
    route: &Route,
) -> Result<Vec<Id<Subject>>, Error> {
    let notices = takedown::notices(tx, actor, route.case).await?;
    Ok(notices
        .into_iter()
        .filter(|notice| {
            notice.purpose == Purpose::Remove && notice.sent_at.is_some() && notice.state.is_open()
        })
        .map(|notice| Id::from_uuid(notice.id.uuid()))
        .collect())
}
