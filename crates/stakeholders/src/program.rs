//! Keys with which the programs of a contact answer letters, without a person: of an approved contact alone.

use std::time::Duration;

use identity::{Action, Actor, Recipient, RecipientKey};
use kernel::{Id, Sensitive};
use store::Tx;

use crate::contact::hold;
use crate::{Contact, Error, Kind, State, contact};

/// A key of a contact's program.
pub type ProgramKey = RecipientKey;

/// Makes a key for an approved contact's program. Its text is shown once and kept nowhere.
pub async fn add_program_key(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Contact>,
    life: Duration,
) -> Result<Sensitive<String>, Error> {
    actor.may(Action::ApproveContact)?;
    hold(tx, id).await?;
    if answering(tx, actor, id).await?.state != State::Approved {
        return Err(Error::NotApproved);
    }
    Ok(identity::add_recipient_key(tx, actor, recipient(id), life).await?)
}

/// A contact that answers letters: what the police get is no letter, and has answers of its own.
async fn answering(tx: &mut Tx, actor: &Actor, id: Id<Contact>) -> Result<Contact, Error> {
    let contact = contact(tx, actor, id).await?;
    if contact.kind == Kind::Police {
        return Err(Error::NotFound);
    }
    Ok(contact)
}

/// The keys of a contact's programs, the newest first.
pub async fn program_keys(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Contact>,
) -> Result<Vec<ProgramKey>, Error> {
    actor.may(Action::ApproveContact)?;
    answering(tx, actor, id).await?;
    Ok(identity::recipient_keys(tx, actor, recipient(id)).await?)
}

/// Retires a key of a contact's program: it opens nothing any more.
pub async fn retire_program_key(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Contact>,
    key: Id<ProgramKey>,
) -> Result<(), Error> {
    actor.may(Action::ApproveContact)?;
    identity::retire_recipient_key(tx, actor, recipient(id), key)
        .await
        .map_err(|error| match error {
            identity::Error::NoKey => Error::NotFound,
            error => error.into(),
        })
}

/// Retires all of them: the contact is not written to any more.
pub(crate) async fn end_all(tx: &mut Tx, actor: &Actor, id: Id<Contact>) -> Result<(), Error> {
    Ok(identity::retire_recipient_keys(tx, actor, recipient(id)).await?)
}

/// The contact whose program it is.
pub fn contact_of(recipient: Id<Recipient>) -> Id<Contact> {
    Id::from_uuid(recipient.uuid())
}

fn recipient(contact: Id<Contact>) -> Id<Recipient> {
    Id::from_uuid(contact.uuid())
}
