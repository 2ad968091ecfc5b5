//! Assessment: the queue, who holds a case, when its URLs may be seen, what its items are, and what that
//! comes to.
//!
//! An analyst claims a case under a lease, opens a viewing session (the only time URLs are shown), picks
//! the working URL, classifies each item under the pack's schema and law, decides, and releases. Whoever
//! carries a decision out waits for [`RELEASED`]; nothing here sends anything.

mod asks;
mod assess;
mod blind;
mod claim;
mod conversation;
mod decision;
mod desk;
mod item;
mod kappa;
mod opinion;
mod pair;
mod quality;
mod ruling;
mod settle;
mod undo;
mod urgent;
mod viewing;

pub use asks::known_answers;
pub use assess::{Assessment, LawAnswers, assessment, assessments, classify};
pub use blind::{is_anothers, is_blind};
pub use claim::{Claim, claim, extend, hand_over, holder, lapse, lapse_expired, mine};
pub use conversation::{CONTACT_REASONS, contact, conversations, say};
pub use decision::{Decision, Judgement, NOTE_LIMIT, Released, decide, decision, note, release};
pub use desk::{panel, routes};
pub use item::{Item, Kind, LIMIT, add_item, choose_working, item, items};
pub use opinion::{Opinion, Standing, Why, opinion, to_settle};
pub use pack::Answers;
pub use pair::Pair;
pub use quality::{Agreement, Month, Quality, own_quality, quality};
pub use ruling::{Class, National, Ruling};
pub use settle::{REASON_LIMIT, Settled, Side, both, settle, settled};
pub use undo::{Act, Undoable, undo, undoable};
pub use urgent::{Ground, Urgent, release_urgent, told_urgently, urgent_reason};
pub use viewing::{Viewing, close_viewing, open_viewing, reveal, told, viewing};

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// The lease of a claim ran out, unless it was extended. Holds the case's id.
pub const LAPSE: jobs::Kind = "assessment.lapse";

/// A decision was released and something is to be done. Holds a [`Released`].
pub const RELEASED: jobs::Kind = "assessment.released";

/// The police are to hear of a decision at once, before its second opinion. Holds a [`Released`].
pub const URGENT: jobs::Kind = "assessment.urgent";

/// What a decision or its release still waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unready {
    /// An item has no assessment.
    Unclassified,
    /// Nobody decided since the case was claimed.
    Undecided,
    /// The items were assessed anew after the decision, and come to something else now.
    Outdated,
    /// Something is to be sent about a place whose working URL nobody chose.
    NoWorkingUrl,
    /// What calls for action is not out of the hotline's remit.
    InRemit,
    /// Nothing is urgent about it: no child is in danger, or nothing is to be done.
    NotUrgent,
}

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] identity::Denied),
    /// There is no such case, item or viewing session.
    #[error("there is no such case")]
    NotFound,
    /// Another analyst holds the case.
    #[error("another analyst holds the case")]
    Held,
    /// The actor does not hold the case, or not any more.
    #[error("the case is not held by the one who acts")]
    NotHeld,
    /// Whoever had a part in a decision does not give the second opinion on it.
    #[error("the second opinion is another analyst's")]
    OwnDecision,
    /// The two opinions differ, and a supervisor has not settled it.
    #[error("a supervisor has not settled it")]
    Unsettled,
    /// It was released already.
    #[error("the decision was released already")]
    AlreadyReleased,
    /// It cannot be taken back any more.
    #[error("it is too late to take it back")]
    TooLate,
    /// Items are not added to what a second analyst assesses.
    #[error("no item is added during a second opinion")]
    ItemsStand,
    /// A reason is needed, and not too long a one.
    #[error("a reason is needed")]
    NoReason,
    /// The viewing session has ended.
    #[error("the viewing session has ended")]
    ViewingEnded,
    /// What was typed is no place.
    #[error("what was typed is no place")]
    Refused(location::Refusal),
    /// The rules of the schema exclude these answers.
    #[error("the rules exclude these answers")]
    Excluded(Vec<pack::Refused>),
    /// These questions of the law are still to be answered, with yes or no.
    #[error("the law's questions are not all answered")]
    Incomplete(Vec<String>),
    /// The case has as many items as it may have.
    #[error("the case has too many items")]
    TooMany,
    /// The note is too long.
    #[error("the note is too long")]
    TooLong,
    /// Something is still to be done first.
    #[error("something is still to be done first")]
    Unready(Unready),
    /// The location could not be opened.
    #[error(transparent)]
    Location(#[from] location::Error),
    /// The case could not be moved or read.
    #[error(transparent)]
    Intake(#[from] intake::Error),
    /// A colleague could not be read.
    #[error(transparent)]
    Identity(#[from] identity::Error),
    /// The trace could not be asked for.
    #[error(transparent)]
    Trace(#[from] trace::Error),
    /// The page could not be made.
    #[error("the page could not be made")]
    Page(#[source] askama::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}
