//! Intake: reports as they come in, and the cases they join.
//!
//! A report joins one case for each place it names. A place has at most one open case; a report within the
//! after-watch of a closed one has the place looked at again; later it opens a new case. A report that names no place
//! is a lead, where it says what there is instead.

mod answer;
mod aside;
mod case;
mod class;
mod collect;
mod collected;
mod contact;
mod course;
mod deliver;
mod desk;
mod entered;
mod flood;
mod import;
mod lead;
mod message;
mod padding;
mod queue;
mod receipt;
mod report;
mod source;
mod state;
mod steps;
mod summary;
mod taken_back;
mod telling;
mod timeline;
mod told;
mod unread;
mod view;
mod when;
mod withdraw;
mod words;

pub use answer::{Step, put_answer, signpost};
pub use aside::set_aside;
pub use case::{
    Case, Joined, Moved, by_reference, case, cases, move_case, move_case_told, moves, open_case,
    reference, states, watch_after,
};
pub use class::{Class, Decided, Reclassed, classes, decided, undecided};
pub use collect::{collect, file};
pub use collected::{DROP_COLLECTED, drop_collected};
pub use contact::{contact, contact_to_send};
pub use course::{Course, CourseStep, courses};
pub use deliver::{put_message, remove_withdrawn};
pub use desk::routes;
pub use entered::{
    Entered, EnteredPlace, FromFile, Placed, Telling, enter_telling, entered, entry_id,
};
pub use import::{
    BATCH, Column, Import, Imported, Line, LineCounts, LineResult, NotATable, Reader, Reason,
    Refused, Results, begin_import, end_import, import_lines, imported_lines,
};
pub use lead::{
    Became, Lead, LeadCursor, LeadImpossible, LeadMove, LeadMoved, LeadOutcome, LeadReason,
    LeadState, LeadTold, Remarks, cases_of_report, close_lead, give_back_lead, hold_lead,
    lapse_lead, lapse_leads, lead, lead_contact, lead_language, lead_moves, lead_outcomes,
    lead_told, leads, refer_lead, say_of_lead, take_lead, takes_leads,
};
pub use message::{Conversation, Counts, Message, Saying, conversations, counts, say};
pub use queue::{
    Cursor, Filter, Holder, HostedBy, LeftOut, Listed, Listing, MOST, MOST_COUNTED, PAGE,
    categories_among, classified, count, hold, hosted, open_at, queue, queue_part, without,
};
pub use receipt::ReceiptOf;
pub use report::{Entry, Filed, Report, enter};
pub use source::Source;
pub use state::{Impossible, Move, Outcome, State};
pub use summary::{Summary, summary};
pub use telling::{ADDRESS, Finding, MAIL, TELEPHONE, findings};
pub use timeline::timeline;
pub use told::{
    Addition, Came, Origin, REPORTS, Told, newest_told, reports_of, told, told_to_send,
};
pub use unread::{
    MOST_WAITS, Waits, count_unread, leave_unanswered, mark_read, unread, unread_among,
    unread_from, unread_in,
};
pub use view::{
    ADD_UP, COUNT_VIEW, MOST_VIEWS, NAME_LIMIT, View, add_up, count_view, remove_view, save_view,
    views,
};
pub use withdraw::withdrawn_up_to;
pub use words::{found_on_key, seen_key, shown_as_key, source_key};

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// Take what is in the letterbox. Queues itself.
pub const COLLECT: jobs::Kind = "intake.collect";

/// Somebody came by the link of a letter and wants or says something. Holds a `letterbox::Spoken`.
pub const BY_LINK: jobs::Kind = "intake.by_link";

/// Put the answer to a report into the letterbox.
pub const ANSWER: jobs::Kind = "intake.answer";

/// Put a message of a conversation into the letterbox.
pub const MESSAGE: jobs::Kind = "intake.message";

/// The reporter withdrew: take what was told and the conversation out of the letterbox. Holds the report's id.
pub const WITHDRAWN: jobs::Kind = "intake.withdrawn";

/// Somebody was said to be in danger now, in a report that is of no flood. Holds the report's id.
pub const URGENT_FILED: jobs::Kind = "intake.urgent_filed";

/// The place of a closed case was reported again within its after-watch. Holds the case's id.
pub const REPORTED_AGAIN: jobs::Kind = "intake.reported_again";

/// The lease of a lead that somebody took ran out, unless it was extended. Holds the lead's id.
pub const LAPSE_LEAD: jobs::Kind = "intake.lapse_lead";

/// Why something could not be done with a report, a case or a lead.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] identity::Denied),
    /// There is no such report, case or lead.
    #[error("there is no such case")]
    NotFound,
    /// The case is not in a state for that.
    #[error(transparent)]
    Impossible(#[from] Impossible),
    /// The lead is not in a state for that.
    #[error(transparent)]
    ImpossibleLead(#[from] LeadImpossible),
    /// Somebody else has the lead.
    #[error("somebody else has the lead")]
    Held,
    /// The one who acts has not taken the lead, or not any more.
    #[error("the lead is not taken by the one who acts")]
    NotHeld,
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
    /// There are as many views as there may be.
    #[error("there are too many views")]
    TooMany,
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
