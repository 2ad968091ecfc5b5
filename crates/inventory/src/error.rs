//! Why something could not be done about a page.

use page::{Message, Problem};

/// Why something could not be done about a page.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] identity::Denied),
    /// No such page was read in the session.
    #[error("no such page was read")]
    NotFound,
    /// The pack names no authority for requests by machine.
    #[error("the pack names no authority for requests by machine")]
    NoAuthority,
    /// Nobody may be asked anything about the place now.
    #[error("nobody may be asked anything about the place now")]
    Silent,
    /// The session, the claim or the items do not allow it.
    #[error(transparent)]
    Assessment(#[from] assessment::Error),
    /// The case could not be read.
    #[error(transparent)]
    Intake(#[from] intake::Error),
    /// The location could not be opened.
    #[error(transparent)]
    Location(#[from] location::Error),
    /// What the police asked for could not be read.
    #[error(transparent)]
    Trace(#[from] trace::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let conflict = |key| Self::Conflict(Message::new(key));
        match error {
            Error::Denied(_) | Error::NotFound => Self::NotFound,
            Error::NoAuthority => conflict("inventory-problem-no-authority"),
            Error::Silent => conflict("inventory-problem-silent"),
            Error::Assessment(error) => error.into(),
            Error::Intake(error) => assessment::Error::from(error).into(),
            Error::Location(error) => assessment::Error::from(error).into(),
            Error::Trace(error) => assessment::Error::from(error).into(),
            Error::Store(error) => Self::unavailable(&error),
        }
    }
}
