//! Stakeholders: the organisations we write to, and at which address.
//!
//! Only an approved contact is ever written to. One that a registry named is a proposal until a person
//! answers for it: a false abuse address would send the worst list there is to a stranger.

mod address;
mod alias;
mod api;
mod change;
mod contact;
mod desk;
mod holding;
mod key;
mod manner;
mod merge;
mod merged;
mod organisation;
mod program;
mod read;
mod resolve;
mod sought;
mod state;

pub use address::is_mail_address;
pub use alias::{Alias, add_alias, aliases, remove_alias};
pub use change::CHANGED;
pub use contact::{APPROVED, Contact, Organisation, Proposal, Source, approve, propose, retire};
pub use desk::routes;
pub use holding::{Held, HeldKind, Holding, NewHolding, correct, end, hold, holding, holdings};
pub use key::{keys_ending, set_key};
pub use manner::{Channel, Manner, Pace, set_manner};
pub use merge::{Likely, Likeness, Merge, likely, merge, merges, unmerge};
pub use merged::{Merged, members, merged};
pub use organisation::{Cursor, Overview, contacts_of, organisation, organisations, search};
pub use program::{ProgramKey, add_program_key, contact_of, program_keys, retire_program_key};
pub use read::{
    MOST, authority, contact, contacts, in_system, named, names, organisation_name, police,
};
pub use resolve::{Had, Holder, Provider, had, provider_for};
pub use sought::{Sought, found_by, sought};
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
    /// The address is none of a form of the web.
    #[error("the address of the form cannot be used")]
    Form,
    /// Police and partners are written to by mail alone.
    #[error("this contact is written to by mail alone")]
    MailOnly,
    /// A reason is missing, or too long.
    #[error("a reason is wanted")]
    Reason,
    /// It is no range of addresses, no autonomous system or no domain.
    #[error("what is held cannot be read")]
    Held,
    /// It would begin later than now.
    #[error("a holding begins now or before")]
    Future,
    /// Another has it within that time.
    #[error("another holds it within that time")]
    Overlaps,
    /// It is that provider's already.
    #[error("it is that provider's already")]
    SameProvider,
    /// Only a provider holds anything.
    #[error("the organisation is no provider")]
    NoProvider,
    /// Another organisation has that name in the country.
    #[error("another organisation of the country has that name")]
    Taken,
    /// It is merged into another: that one is meant.
    #[error("the organisation is merged into another")]
    Merged,
    /// Others are merged into it: it is merged into none itself.
    #[error("others are merged into the organisation")]
    HasMerged,
    /// It is the same organisation.
    #[error("an organisation is not merged into itself")]
    SameOrganisation,
    /// The two are not of one kind.
    #[error("the organisations are not of one kind")]
    OtherKind,
    /// It is merged into none, or into another.
    #[error("the organisation is not merged into this one")]
    NotMerged,
    /// Somebody else was faster.
    #[error("it has changed in the meantime")]
    Changed,
    /// The OpenPGP certificate cannot be used.
    #[error(transparent)]
    Key(#[from] openpgp::Error),
    /// Only an approved contact's program answers letters.
    #[error("the contact is not approved")]
    NotApproved,
    /// The key for a program cannot be made, or is not there.
    #[error(transparent)]
    Program(#[from] identity::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}
