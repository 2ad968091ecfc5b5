//! Dispatch: a mail that leaves once.
//!
//! A module says what a mail is of, when it may leave, what it says and what becomes of it: an [`Errand`]. How
//! it leaves is here. A mail is composed once, and is that mail for ever, byte for byte and under one
//! Message-ID. A conversation with the mail relay is written down before it begins and again when its end is
//! known. One without an end may have delivered: what is sent after it is the same mail, so that whoever has
//! it twice can tell, and it says of itself that it may be there twice.

mod mail;
mod send;
mod table;

pub use mail::{Dispatched, dispatched, may_have_left};
pub use send::send;
pub use table::{Cell, table};

use std::future::Future;

use egress::Attachment;
use identity::Actor;
use kernel::Id;
use store::Tx;

/// What a module has to say to somebody in one mail, and what becomes of it there.
///
/// Each function runs in a transaction that is committed whatever it answers, unless that is an error.
pub trait Errand: Send + Sync + 'static {
    /// What the mail is of: a notice, a referral. The mail has its id.
    type Of: 'static;
    /// Why the module could not.
    type Error: std::error::Error + From<Error> + From<store::Error> + Send + Sync + 'static;
    /// What it is called, in the record and before the id in the Message-ID.
    const NAME: &'static str;

    /// Whether it may leave now. Holds its row until the transaction ends; where it may not, the module
    /// writes down why.
    fn may_leave(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Self::Of>,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// What it says, asked for once. Nothing where it cannot be said; then the module writes down why.
    fn letter(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Self::Of>,
        from: Sender<'_>,
    ) -> impl Future<Output = Result<Option<Letter>, Self::Error>> + Send;

    /// The mail relay took it.
    fn sent(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Self::Of>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// It does not leave by itself any more: a person sees to it.
    fn stuck(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Self::Of>,
        why: Stuck,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// From whom a mail is.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// The address that it comes from, and that is answered to.
    pub address: &'a str,
    /// Whether URLs may travel: the relay passes mail on over verified TLS alone.
    pub with_urls: bool,
}

/// What a mail says, and to whom.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The address that it goes to.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// What is attached.
    pub attachments: Vec<Attachment>,
}

/// Why a mail does not leave by itself any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stuck {
    /// The relay refused it for good, or it is no mail that can be sent.
    Refused,
    /// It could not be handed over, or not even be composed, for too long.
    NotDelivered,
}

/// Why a mail could not be composed, kept or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] identity::Denied),
    /// The sender's address has no domain, or a table could not be written.
    #[error("the mail could not be composed")]
    Unsendable,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}
