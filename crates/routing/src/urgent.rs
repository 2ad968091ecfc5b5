//! The police hear of an urgent decision before its second opinion, and of one that waits for none whatever the plan of
//! its country: once, and nobody else hears of it by that.

use assessment::{Decision, Released};
use identity::{Action, Actor};
use kernel::Id;
use pack::Pack;
use store::Tx;

use crate::Error;
use crate::record::{is_stopped, lock};

/// One analyst had the police told at once. Nothing else is routed: where the decision is released, that is another job,
/// before or after this. Where the trace
/// names the home country by one source, notices will wait for the police; the time for that begins with this.
pub async fn urgent(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    released: Released,
) -> Result<(), Error> {
    actor.may(Action::Route)?;
    lock(tx, released.case).await?;
    let told = assessment::told_urgently(tx, actor, released.decision).await?;
    let Some(told) = told else {
        return Ok(());
    };
    // It was taken back to be corrected before this came to it.
    if is_stopped(tx, released.case, released.decision).await? {
        return Ok(());
    }
    let location = intake::case(tx, actor, released.case).await?.location;
    let standing = trace::standing(tx, actor, location).await?;
    let at_home = standing.is_some_and(|standing| {
        !standing.hosting.onion && standing.countries().contains(&pack.country)
    });
    let request = referral::Request {
        case: released.case,
        cause: cause(told),
        urgent: true,
        hold: at_home,
    };
    Ok(referral::prepare(tx, actor, pack, &request).await?)
}

/// What causes the referral: the decision that it was released with, so that its route later finds it told.
pub(crate) fn cause(decision: Id<Decision>) -> Id<referral::Cause> {
    Id::from_uuid(decision.uuid())
}
