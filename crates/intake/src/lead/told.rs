//! What was told in a lead, the conversation with whoever told it, and how to reach them: for whoever has the lead, and
//! once it is done with for whoever may read leads. Each look is recorded.

use audit::About;
use identity::{Action, Actor};
use kernel::{Id, Language, Sensitive};
use pack::Pack;
use serde_json::json;
use store::Tx;

use super::taking::is_held;
use super::{Lead, for_update, lead};
use crate::told::told_of;
use crate::{Conversation, Error, Saying, Told, contact, message, unread};

/// What was told in a lead.
#[derive(Clone, Debug)]
pub struct LeadTold {
    /// The lead.
    pub lead: Lead,
    /// What was told under the receipt.
    pub told: Told,
    /// What the reporter and the staff said to one another.
    pub conversation: Conversation,
}

/// What was told in a lead, recorded; messages count as read from now on.
pub async fn lead_told(tx: &mut Tx, actor: &Actor, id: Id<Lead>) -> Result<LeadTold, Error> {
    actor.may(Action::ReadLead)?;
    let lead = readable(tx, actor, id).await?;
    let mut told = told_of(tx, lead.report).await?;
    // An address that was told later is read in a viewing session of its case, and nowhere else.
    for addition in &mut told.told {
        addition.content.urls.clear();
    }
    let conversation = message::conversation_of(tx, lead.report).await?;
    let (shown, talk) = (
        std::slice::from_ref(&told),
        std::slice::from_ref(&conversation),
    );
    let new = unread::mark_shown(tx, actor, shown, talk).await?;
    audit::record(
        tx,
        actor.who(),
        "intake.read_lead",
        About::one("lead", id),
        json!({
            "told": told.told.len(),
            "messages": conversation.messages.len(),
            "new": new,
        }),
    )
    .await?;
    Ok(LeadTold {
        lead,
        told,
        conversation,
    })
}

/// The language a lead was told in.
pub async fn lead_language(tx: &mut Tx, actor: &Actor, id: Id<Lead>) -> Result<Language, Error> {
    actor.may(Action::ReadLead)?;
    let lead = readable(tx, actor, id).await?;
    Ok(message::conversation_of(tx, lead.report).await?.language)
}

/// Says something to whoever told a lead: see [`crate::say`].
pub async fn say_of_lead(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Lead>,
    saying: Saying<'_>,
) -> Result<(), Error> {
    actor.may(Action::Converse)?;
    let report = lead(tx, actor, id).await?.report;
    // The report's row before the lead's, as filing does.
    message::hold(tx, report).await?;
    readable(tx, actor, id).await?;
    message::say_to(tx, actor, pack, report, About::one("lead", id), saying).await
}

/// How to reach whoever told a lead, and why somebody has to know: recorded. Nothing where no way was left or it was
/// withdrawn.
pub async fn lead_contact(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Lead>,
    reason: &'static str,
) -> Result<Option<Sensitive<String>>, Error> {
    actor.may(Action::ReadContact)?;
    let lead = readable(tx, actor, id).await?;
    let contact = contact::of_report(tx, lead.report).await?;
    audit::record(
        tx,
        actor.who(),
        "intake.read_contact",
        About::one("lead", id),
        json!({ "report": lead.report, "reason": reason, "found": contact.is_some() }),
    )
    .await?;
    Ok(contact)
}

/// The lead, where its words may be read: by whoever has it, and once it is done with by everyone who may at all. One
/// that waits is taken first, so that two people do not work on it.
async fn readable(tx: &mut Tx, actor: &Actor, id: Id<Lead>) -> Result<Lead, Error> {
    let lead = for_update(tx, id).await?;
    if lead.state.is_done() || is_held(&lead, actor, tx.now()) {
        Ok(lead)
    } else {
        Err(Error::NotHeld)
    }
}
