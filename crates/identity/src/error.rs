//! Why something with staff or sessions could not be done.

use page::Problem;

use crate::Denied;

/// Why something with staff or sessions could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The name to sign in with is empty, too long or holds control characters.
    #[error("the sign-in name must have 1 to 64 characters, none of them a control character")]
    SignInName,
    /// The name that colleagues read is empty, too long or holds control characters.
    #[error("the name must have 1 to 100 characters, none of them a control character")]
    Name,
    /// The password is too short or too long.
    #[error("the password must have at least 12 characters, and at most 1024 bytes")]
    Password,
    /// Somebody without a role could do nothing.
    #[error("at least one role must be given")]
    NoRole,
    /// One person is not both a manager and the welfare lead.
    #[error(
        "a manager is not the welfare lead: what each person can bear is no figure of the hotline's"
    )]
    RolesApart,
    /// Somebody signs in with this name already.
    #[error("this sign-in name is taken")]
    Taken,
    /// A password could not be hashed: the machine has no memory left for it.
    #[error("the password could not be hashed")]
    Hash,
    /// There is no such partner, or no such key.
    #[error("there is no such partner or key")]
    NoPartner,
    /// A key may have roles of its member's alone.
    #[error("a key may have roles of its member's alone")]
    NotOwnRole,
    /// A key is not to live so long.
    #[error("a key may not live so long")]
    TooLong,
    /// The member has as many open keys as one may have.
    #[error("there are too many open keys")]
    TooManyKeys,
    /// There is no such key of a member of the staff, or it is another's.
    #[error("there is no such key")]
    NoKey,
    /// Another turn has the idempotency key now: what this one did is not to be kept.
    #[error("the idempotency key was taken over")]
    TakenOver,
    /// There is no such member of staff.
    #[error("there is no such member of staff")]
    NoStaff,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(_) => Self::Denied,
            Error::NoPartner | Error::NoStaff | Error::NoKey => Self::NotFound,
            Error::Store(store::Error::Database(_)) => Self::unavailable(&error),
            _ => Self::internal(&error),
        }
    }
}
