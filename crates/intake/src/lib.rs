//! Intake: reports as they come in, and the cases they join.
//!
//! A report joins one case for each place it names. A place has at most one open case; a report within the
//! after-watch of a closed one has the place looked at again; later it opens a new case.

mod answer;
mod case;
mod class;
mod collect;
mod flood;
mod lead;
mod report;
mod source;
mod state;

pub use answer::{Step, put_answer};
pub use case::{
    Case, Cursor, Joined, Moved, PAGE, by_reference, case, cases, move_case, moves, open_case,
    watch_after,
};
pub use class::{Class, Reclassed, classes};
pub use collect::collect;
pub use report::{Addition, Entry, Filed, ReceiptOf, Report, Told, enter, file, hours, told};
pub use source::Source;
pub use state::{Impossible, Move, Outcome, State};

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// Take what is in the letterbox. Queues itself.
pub const COLLECT: jobs::Kind = "intake.collect";

/// Put the answer to a report into the letterbox.
pub const ANSWER: jobs::Kind = "intake.answer";

/// The place of a closed case was reported again within its after-watch. Holds the case's id.
pub const REPORTED_AGAIN: jobs::Kind = "intake.reported_again";

/// Why something could not be done with a report or a case.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] identity::Denied),
    /// There is no such report or case.
    #[error("there is no such case")]
    NotFound,
    /// The case is not in a state for that.
    #[error(transparent)]
    Impossible(#[from] Impossible),
    /// Another case of the place is open.
    #[error("another case of the place is open")]
    Superseded,
    /// The place could not be filed.
    #[error(transparent)]
    Location(#[from] location::Error),
    /// The trace could not be asked for.
    #[error(transparent)]
    Trace(#[from] trace::Error),
    /// The letterbox could not be emptied.
    #[error(transparent)]
    Letterbox(#[from] letterbox::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}
