//! Stakeholders: the organisations we write to, and at which address.
//!
//! Only an approved contact is ever written to. One that a registry named is a proposal until a person
//! answers for it: a false abuse address would send the worst list there is to a stranger.

mod address;
mod api;
mod contact;
mod desk;
mod key;
mod read;
mod state;

pub use address::is_mail_address;
pub use contact::{APPROVED, Contact, Organisation, Proposal, Source, approve, propose, retire};
pub use desk::routes;
pub use key::set_key;
pub use read::{
    Holder, MOST, Provider, authority, contact, contacts, in_system, named, names,
    organisation_name, police, provider_for,
};
pub use state::{Impossible, Kind, State};

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// Why something could not be done with an organisation or a contact.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] identity::Denied),
    /// There is no such contact.
    #[error("there is no such contact")]
    NotFound,
    /// The contact is not in a state for that.
    #[error(transparent)]
    Impossible(#[from] Impossible),
    /// The name is empty or too long.
    #[error("the name of the organisation cannot be used")]
    Name,
    /// The address is not one that mail can be sent to.
    #[error("the address cannot be used")]
    Address,
    /// The OpenPGP certificate cannot be used.
    #[error(transparent)]
    Key(#[from] openpgp::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}
