//! The conversation with the reporters of a case, and how to reach them: within a viewing session alone, since
//! messages may name places and persons.

use audit::About;
use identity::{Action, Actor};
use intake::{Conversation, Report, Saying, Told};
use kernel::{Id, Sensitive};
use pack::Pack;
use serde_json::json;
use store::Tx;

use crate::viewing::open_session;
use crate::{Error, Viewing};

/// Why somebody has to know how to reach a reporter: the record names one of these.
pub const CONTACT_REASONS: [&str; 3] = ["danger", "asked", "question"];

/// What these reporters of the case and the staff said to one another, audited; that and what they told count as read
/// from now on.
pub async fn conversations(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Viewing>,
    told: &[Told],
) -> Result<Vec<Conversation>, Error> {
    actor.may(Action::View)?;
    let viewing = open_session(tx, actor, id).await?;
    let reports: Vec<_> = told.iter().map(|one| one.id).collect();
    let conversations = intake::conversations(tx, actor, viewing.case, &reports).await?;
    let read = intake::mark_read(tx, actor, told, &conversations).await?;
    let said: usize = conversations.iter().map(|one| one.messages.len()).sum();
    if said > 0 {
        audit::record(
            tx,
            actor.who(),
            "assessment.read_messages",
            About::one("case", viewing.case),
            json!({ "viewing": id, "messages": said, "new": read }),
        )
        .await?;
    }
    Ok(conversations)
}

/// Says something to the reporter of one of the case's reports: see [`intake::say`].
pub async fn say(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Viewing>,
    report: Id<Report>,
    saying: Saying<'_>,
) -> Result<(), Error> {
    actor.may(Action::Converse)?;
    let viewing = open_session(tx, actor, id).await?;
    let report = (viewing.case, report);
    Ok(intake::say(tx, actor, pack, report, saying).await?)
}

/// Notes that nothing is to be written to a reporter who wished to be told what came of it.
pub async fn leave_unanswered(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Viewing>,
    report: Id<Report>,
) -> Result<(), Error> {
    actor.may(Action::Converse)?;
    let viewing = open_session(tx, actor, id).await?;
    Ok(intake::leave_unanswered(tx, actor, viewing.case, report).await?)
}

/// How to reach the reporter of one of the case's reports, for one of [`CONTACT_REASONS`]; nothing where none
/// was left or it was withdrawn.
pub async fn contact(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Viewing>,
    report: Id<Report>,
    reason: &'static str,
) -> Result<Option<Sensitive<String>>, Error> {
    actor.may(Action::ReadContact)?;
    let viewing = open_session(tx, actor, id).await?;
    let contact = intake::contact(tx, actor, viewing.case, report).await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.read_contact",
        About::one("case", viewing.case),
        json!({ "viewing": id, "report": report, "reason": reason, "found": contact.is_some() }),
    )
    .await?;
    Ok(contact)
}
