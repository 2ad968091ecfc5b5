//! A place that moved since its case was routed, and whoever was told where it was.

use std::collections::BTreeSet;

use identity::Actor;
use kernel::{Id, Timestamp};
use location::Location;
use store::Tx;
use takedown::Purpose;
use trace::Change;

use crate::record::Route;
use crate::task::{self, TaskKind};
use crate::{Error, State, Subject};

/// Whether the place is elsewhere than where the route was decided by: a trace newer than the route's own shows another
/// host or country. That a look was answered from another address says no more than that it is to be traced.
pub(crate) async fn is_elsewhere(tx: &mut Tx, actor: &Actor, route: &Route) -> Result<bool, Error> {
    let location = intake::case(tx, actor, route.case).await?.location;
    let changes = trace::newest_changes(tx, actor, location).await?;
    Ok(changes.is_some_and(|changes| {
        changes.is_move() && route.traced_at.is_none_or(|traced| traced < changes.at)
    }))
}

/// Has people tell those who were told where the place was, and still have it in hand: providers with a notice, and
/// partners with a handover. The new round tells those who have it in hand now.
pub(crate) async fn tell_of_move(tx: &mut Tx, actor: &Actor, route: &Route) -> Result<(), Error> {
    for (notice, _) in open_notices(tx, actor, route).await? {
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
    let changes =
        changes.filter(|changes| changes.kinds.contains(&Change::Contact) && !changes.is_move());
    let Some(changes) = changes.filter(|_| route.state != State::Superseded) else {
        return Ok(());
    };
    for (notice, sent_at) in open_notices(tx, actor, route).await? {
        // One that was sent since went to the new address.
        if sent_at < changes.at {
            task::open_about(tx, actor, route, TaskKind::ContactChanged, notice).await?;
        }
    }
    Ok(())
}

/// The notices that left and are not settled, and when they left.
async fn open_notices(
    tx: &mut Tx,
    actor: &Actor,
    route: &Route,
) -> Result<Vec<(Id<Subject>, Timestamp)>, Error> {
    let notices = takedown::notices(tx, actor, route.case).await?;
    let mut told = BTreeSet::new();
    Ok(notices
        .into_iter()
        .filter(|notice| notice.purpose == Purpose::Remove && notice.state.is_open())
        // Whoever has a first notice is told of the move once, and so is whoever was told beside them.
        .filter(|notice| told.insert(notice.contact.uuid()))
        .filter_map(|notice| Some((Id::from_uuid(notice.id.uuid()), notice.sent_at?)))
        .collect())
}
