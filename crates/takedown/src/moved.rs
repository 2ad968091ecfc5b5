//! A trace that shows a place elsewhere: the same event as a look that does.

use identity::{Action, Actor};
use kernel::Id;
use location::Location;
use store::Tx;

use crate::{Error, MOVED};

/// A full trace was stored. Where it shows another host or another country than the one before it, the open case of
/// the place is routed anew, as after a look that found it elsewhere. Not where a rule of the hotline says who the
/// real host is: that has not moved with what stands in front of it.
pub async fn traced_elsewhere(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<(), Error> {
    actor.may(Action::Check)?;
    let changes = trace::newest_changes(tx, actor, location).await?;
    if !changes.is_some_and(|changes| changes.is_move()) {
        return Ok(());
    }
    let standing = trace::standing(tx, actor, location).await?;
    let real = standing.and_then(|standing| standing.real);
    if real.is_some_and(|real| matches!(real.told, trace::Told::Rule(_))) {
        return Ok(());
    }
    if let Some(case) = intake::open_case(tx, actor, location).await? {
        queue_moved(tx, case.id).await?;
    }
    Ok(())
}

/// A case's place is served from elsewhere.
pub(crate) async fn queue_moved(tx: &mut Tx, case: Id<intake::Case>) -> store::Result<()> {
    let now = tx.now();
    jobs::queue_at(tx, MOVED, &case, now, Some(&format!("{MOVED}:{case}"))).await
}
