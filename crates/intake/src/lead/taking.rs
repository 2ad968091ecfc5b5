//! Taking a lead, for as long as the lease runs, and giving it back: as a claim of a case.

use identity::{Action, Actor};
use jobs::{Outcome, Run};
use kernel::{Id, Timestamp};
use pack::Pack;
use store::{Tx, values};

use super::address::{has_case, leave_to_case};
use super::{Lead, LeadMove, LeadState, for_update, step};
use crate::answer::{Step, answer};
use crate::{Error, LAPSE_LEAD};

/// Takes a lead under the pack's lease for claims; for whoever has it already the lease starts anew. The reporter is
/// told that it is in work.
pub async fn take_lead(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Lead>,
) -> Result<Lead, Error> {
    actor.may(Action::HandleLead)?;
    let staff = actor.staff_id().ok_or(Error::NotHeld)?;
    let mut lead = for_update(tx, id).await?;
    let until = tx.now().after(pack.claims.lease);
    if lead.state == LeadState::Taken && lead.staff != Some(staff) {
        if lead.lease_until.is_some_and(|until| until > tx.now()) {
            return Err(Error::Held);
        }
        lead = give_up(tx, actor, &lead, LeadMove::Lapse).await?;
    }
    if lead.state == LeadState::Taken {
        jobs::cancel(tx, &lapse_key(id)).await?;
        tx.execute(EXTEND, values![id, until]).await?;
    } else {
        step(tx, actor, &lead, LeadMove::Take, Some((staff, until))).await?;
        answer(tx, lead.report, Step::InWork).await?;
    }
    jobs::queue_at(tx, LAPSE_LEAD, &id, until, Some(&lapse_key(id))).await?;
    for_update(tx, id).await
}

/// Gives a lead back that one has. No reason is asked for.
pub async fn give_back_lead(tx: &mut Tx, actor: &Actor, id: Id<Lead>) -> Result<(), Error> {
    actor.may(Action::HandleLead)?;
    let lead = held(tx, actor, id).await?;
    give_up(tx, actor, &lead, LeadMove::GiveBack).await?;
    Ok(())
}

/// Gives a lead back whose lease ran out: the job that each taking queues.
pub async fn lapse_leads(run: Run) -> Outcome {
    let id: Id<Lead> = match run.payload() {
        Ok(id) => id,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            lapse_lead(tx, &Actor::job(&run), id).await?;
            Ok(())
        })
    })
}

/// Gives one lead back if its lease ran out.
pub async fn lapse_lead(tx: &mut Tx, actor: &Actor, id: Id<Lead>) -> Result<(), Error> {
    actor.may(Action::LapseLead)?;
    let lead = for_update(tx, id).await?;
    if lead.lease_until.is_some_and(|until| until <= tx.now()) {
        give_up(tx, actor, &lead, LeadMove::Lapse).await?;
    }
    Ok(())
}

/// Ends what somebody has of a lead. Where the reporter told an address meanwhile, its case has the work.
async fn give_up(tx: &mut Tx, actor: &Actor, lead: &Lead, by: LeadMove) -> Result<Lead, Error> {
    step(tx, actor, lead, by, None).await?;
    jobs::cancel(tx, &lapse_key(lead.id)).await?;
    let lead = for_update(tx, lead.id).await?;
    if has_case(tx, lead.report).await? {
        leave_to_case(tx, actor, &lead).await?;
    }
    for_update(tx, lead.id).await
}

/// The lead, where the actor has it and its lease runs; its row is held until the transaction ends.
pub(super) async fn held(tx: &mut Tx, actor: &Actor, id: Id<Lead>) -> Result<Lead, Error> {
    let lead = for_update(tx, id).await?;
    if is_held(&lead, actor, tx.now()) {
        Ok(lead)
    } else {
        Err(Error::NotHeld)
    }
}

pub(super) fn is_held(lead: &Lead, actor: &Actor, now: Timestamp) -> bool {
    lead.staff.is_some()
        && lead.staff == actor.staff_id()
        && lead.lease_until.is_some_and(|until| until > now)
}

/// Names the job that gives a lead back.
pub(super) fn lapse_key(id: Id<Lead>) -> String {
    format!("{LAPSE_LEAD}:{id}")
}

const EXTEND: &str = "-- intake.lead.extend
UPDATE intake_lead SET lease_until = $2 WHERE id = $1 AND state = 'taken'";
