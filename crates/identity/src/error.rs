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
    /// Somebody signs in with this name already.
    #[error("this sign-in name is taken")]
    Taken,
    /// A password could not be hashed: the machine has no memory left for it.
    #[error("the password could not be hashed")]
    Hash,
    /// There is no such partner, or no such key.
    #[error("there is no such partner or key")]
    NoPartner,
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
            Error::NoPartner | Error::NoStaff => Self::NotFound,
            Error::Store(store::Error::Database(_)) => Self::unavailable(&error),
            _ => Self::internal(&error),
        }
    }
}
