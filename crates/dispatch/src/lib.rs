//! Dispatch: a mail that leaves once, and what comes back.
//!
//! A module says what a mail is of, when it may leave, what it says and what becomes of it: an [`Errand`]. How
//! it leaves is here. A mail is composed once, and is that mail for ever, byte for byte and under one
//! Message-ID. A conversation with the mail relay is written down before it begins and again when its end is
//! known. One without an end may have delivered: what is sent after it is the same mail, so that whoever has
//! it twice can tell, and it says of itself that it may be there twice.
//!
//! It is signed with the hotline's own OpenPGP key, where there is one, and sealed to whom it goes to, where that is
//! known: [`Carriage`] says how a mail is kept from others on the way, and so whether URLs may be in it. What
//! arrives in the hotline's mailbox is matched to the mail that it is about by a token in the addresses; what matches
//! none waits in a tray for a person.

mod collect;
mod left;
mod lying;
mod mail;
mod own;
mod read;
mod received;
mod send;
mod table;
mod token;

pub use collect::{collect, keep_collecting};
pub use left::mailbox_late;
pub use lying::tray_since;
pub use mail::{Dispatched, dispatched, may_have_left, returned, seal};
pub use own::{OwnKey, Signer, add_key, own_key, signer};
pub use read::{Kind, Read, read};
pub use received::{
    Came, Received, State, Subject, assign, came, hold, in_tray, keep, put_aside, received,
    suggest, tray, unmatched,
};
pub use send::send;
pub use table::{Cell, table};

use std::future::Future;

use egress::Attachment;
use identity::Actor;
use kernel::Id;
use openpgp::State as KeyState;
use store::Tx;

/// Empty the mailbox. Queues itself.
pub const COLLECT: jobs::Kind = "dispatch.collect";

/// A mail arrived about one of ours: the module whose mail it was does what follows. Holds a [`Came`].
pub const RECEIVED: jobs::Kind = "dispatch.received";

/// A mail arrived that is found to be about none of ours: who knows what it may quote says of which it may be. Holds a
/// [`Came`].
pub const UNMATCHED: jobs::Kind = "dispatch.unmatched";

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
    /// Whether it is written before anything is held, by [`Errand::draft`], where a store has one writer whom that would hold up;
    /// its [`Errand::key`] only reads then.
    const AHEAD: bool = false;

    /// Whether it may leave now. Holds its row until the transaction ends; where it may not, the module
    /// writes down why.
    fn may_leave(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Self::Of>,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// The certificate of whom it goes to, where one is known: the mail is then sealed to it.
    fn key(
        &self,
        _tx: &mut Tx,
        _actor: &Actor,
        _id: Id<Self::Of>,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, Self::Error>> + Send {
        async { Ok(None) }
    }

    /// To whom it goes now, where that may be another than when it was composed: what never left is then composed
    /// anew, and what may have left is nobody else's.
    fn recipient(
        &self,
        _tx: &mut Tx,
        _actor: &Actor,
        _id: Id<Self::Of>,
    ) -> impl Future<Output = Result<Option<String>, Self::Error>> + Send {
        async { Ok(None) }
    }

    /// What it says, written, signed and sealed before anything is held, so that nobody waits for that: it only reads.
    /// Nothing where it has to be written with everything held, by [`Errand::letter`].
    fn draft(
        &self,
        _tx: &mut Tx,
        _actor: &Actor,
        _id: Id<Self::Of>,
        _from: Sender<'_>,
    ) -> impl Future<Output = Result<Option<Draft>, Self::Error>> + Send {
        async { Ok(None) }
    }

    /// Whether a draft is what is to be said still, now that it may leave and is held; where it is, the module writes down
    /// what follows from it. Where it is not, it is written anew by [`Errand::letter`].
    fn is_still(
        &self,
        _tx: &mut Tx,
        _actor: &Actor,
        _id: Id<Self::Of>,
        _from: Sender<'_>,
        (_of, _text): (&[u8], &str),
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send {
        async { Ok(false) }
    }

    /// What it says, asked for once. Nothing where it cannot be said; then the module writes down why.
    fn letter(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Self::Of>,
        from: Sender<'_>,
    ) -> impl Future<Output = Result<Option<Letter>, Self::Error>> + Send;

    /// Whether what went wrong goes wrong again however often it is tried: the mail cannot be written.
    fn is_hopeless(_error: &Self::Error) -> bool {
        false
    }

    /// The mail relay took it.
    fn sent(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Self::Of>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// It is a quarter of an hour late, and goes on being tried: a person may have to know.
    fn late(
        &self,
        _tx: &mut Tx,
        _actor: &Actor,
        _id: Id<Self::Of>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send {
        async { Ok(()) }
    }

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
    /// Whether URLs may travel to whom it goes to.
    pub with_urls: bool,
}

/// How a mail is kept from others on the way to its recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carriage {
    /// It is sealed to the recipient.
    Sealed,
    /// The relay passes it on over verified TLS alone.
    Relay,
    /// Not beyond the relay: no URL is in it.
    None,
}

impl Carriage {
    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::Relay => "relay",
            Self::None => "none",
        }
    }

    /// The carriage of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Sealed, Self::Relay, Self::None]
            .into_iter()
            .find(|carriage| carriage.name() == name)
    }

    /// Whether URLs may travel.
    pub const fn with_urls(self) -> bool {
        !matches!(self, Self::None)
    }
}

/// What a mail says, and to whom.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The address that it goes to.
    pub to: String,
    /// What it goes under: the reference of the case. It stands outside where the mail is sealed.
    pub reference: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// What is attached.
    pub attachments: Vec<Attachment>,
}

/// A letter that was written before anything was held.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What it says.
    pub letter: Letter,
    /// Of what it was made, as its module compares that.
    pub of: Vec<u8>,
    /// How it reads, as its module keeps that.
    pub text: String,
}

/// Why a mail does not leave by itself any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stuck {
    /// The relay refused it for good, or it is no mail that can be sent.
    Refused,
    /// It could not be handed over, or not even be composed, for too long.
    NotDelivered,
    /// The certificate of whom it goes to cannot be sealed to.
    Key(KeyState),
    /// It cannot be written: a template or an address is at fault, and no later try would end otherwise.
    Unsendable,
    /// The hotline's own key has expired or was revoked: what it should sign does not leave unsigned.
    OwnKey,
}

impl Stuck {
    /// A word for it, for histories.
    pub const fn why(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::NotDelivered => "not-delivered",
            Self::Unsendable => "unsendable",
            Self::OwnKey => "own-key",
            Self::Key(KeyState::Expired) => "key-expired",
            Self::Key(KeyState::Revoked) => "key-revoked",
            Self::Key(KeyState::Weak) => "key-weak",
            Self::Key(KeyState::NotYet) => "key-not-yet",
            Self::Key(KeyState::CannotEncrypt | KeyState::Good { .. }) => "key-cannot-encrypt",
        }
    }
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
    /// There is no such mail.
    #[error("there is no such mail")]
    NotFound,
    /// It was changed meanwhile, or is not in a state for that.
    #[error("it has changed meanwhile")]
    Changed,
    /// No mail of ours is called so.
    #[error("no mail of ours has this Message-ID or reference")]
    Unknown,
    /// Several mails of ours go under this reference.
    #[error("several mails of ours go under this reference")]
    Several,
    /// A person does not say that a mail is this.
    #[error("a person does not say that a mail is this")]
    Kind,
    /// The key is none of ours that signs and opens, or is known already.
    #[error("this is no key that the hotline can use, or it is known already")]
    Key,
    /// OpenPGP refused.
    #[error(transparent)]
    OpenPgp(#[from] openpgp::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}
