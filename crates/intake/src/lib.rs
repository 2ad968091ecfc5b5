//! Intake: reports as they come in, and the cases they join.
//!
//! A report joins one case for each place it names. A place has at most one open case; a report within the
//! after-watch of a closed one has the place looked at again; later it opens a new case.

mod answer;
mod case;
mod class;
mod collect;
mod contact;
mod deliver;
mod desk;
mod entered;
mod flood;
mod idempotency;
mod message;
mod receipt;
mod report;
mod source;
mod state;
mod steps;
mod telling;
mod when;
mod words;

pub use answer::{Step, put_answer, signpost};
pub use case::{
    Case, Cursor, Joined, Moved, PAGE, by_reference, case, cases, move_case, moves, open_case,
    watch_after,
};
pub use class::{Class, Reclassed, classes};
pub use collect::collect;
pub use contact::contact;
pub use deliver::{put_message, remove_messages};
pub use desk::routes;
pub use entered::{Entered, EnteredPlace, Placed, Telling, enter_telling, entered, entry_id};
pub use idempotency::{FORGET_KEYS, forget_keys};
pub use message::{
    Conversation, Counts, Message, Unread, conversations, counts, mark_read, say, unread,
};
pub use receipt::ReceiptOf;
pub use report::{Addition, Entry, Filed, Report, Told, enter, file, hours, told};
pub use source::Source;
pub use state::{Impossible, Move, Outcome, State};
pub use telling::{ADDRESS, Finding, MAIL, TELEPHONE, findings};
pub use words::{found_on_key, seen_key, shown_as_key, source_key};

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// Take what is in the letterbox. Queues itself.
pub const COLLECT: jobs::Kind = "intake.collect";

/// Put the answer to a report into the letterbox.
pub const ANSWER: jobs::Kind = "intake.answer";

/// Put a message of a conversation into the letterbox.
pub const MESSAGE: jobs::Kind = "intake.message";

/// The reporter withdrew: take the conversation out of the letterbox.
pub const WITHDRAWN: jobs::Kind = "intake.withdrawn";

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
    /// The report came without a receipt: nobody could read an answer.
    #[error("the report has no receipt")]
    NoReceipt,
    /// The message says nothing.
    #[error("the message says nothing")]
    NothingSaid,
    /// The message is longer than a reply may be.
    #[error("the message is too long")]
    TooLong,
    /// The message would tell more than a reporter may know.
    #[error("the message would tell more than a reporter may know")]
    TellsMore(Vec<Finding>),
    /// Something else was told under the same id before.
    #[error("something else was told under the same id")]
    Other,
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
