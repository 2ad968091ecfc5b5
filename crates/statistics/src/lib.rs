//! Statistics: how long it took from a report to the removal of what it is about.
//!
//! A job follows the chained record by its number, learns which cases changed, and writes the lives of each anew from what
//! the modules hold ([`Life`]). Nothing is added up as things happen: what is followed twice, or by two workers, is the same.
//! No sealed column is read. Definitions stand in `docs/manual/figures.md`, and beside the figures.

mod api;
mod desk;
mod export;
mod figures;
mod filter;
mod follow;
mod life;
mod read;
mod shown;

pub use desk::routes;
pub use export::{COLUMNS, begin_export, parts_of};
pub use figures::{Figures, Group, Share, Shares, Since, Step, Times, figures};
pub use filter::{Filter, MOST_DAYS};
pub use follow::{follow, follow_some, keep_following};
pub use life::{Cause, Life};
pub use read::{Key, lives_after};

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// Follow the record. Queues itself.
pub const FOLLOW: jobs::Kind = "statistics.follow";

/// Why figures could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] identity::Denied),
    /// The table could not be written.
    #[error(transparent)]
    Unwritten(#[from] kernel::Unwritten),
    /// The cases could not be read.
    #[error(transparent)]
    Intake(#[from] intake::Error),
    /// The decisions could not be read.
    #[error(transparent)]
    Assessment(#[from] assessment::Error),
    /// The referrals could not be read.
    #[error(transparent)]
    Referral(#[from] referral::Error),
    /// The notices could not be read.
    #[error(transparent)]
    Takedown(#[from] takedown::Error),
    /// A provider's name could not be read.
    #[error(transparent)]
    Stakeholders(#[from] stakeholders::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}
