//! Assessment: the queue, who holds a case, when its URLs may be seen, what its items are, and what that
//! comes to.
//!
//! An analyst claims a case under a lease, opens a viewing session (the only time URLs are shown), picks
//! the working URL, classifies each item under the pack's schema and law, decides, and releases. Whoever
//! carries a decision out waits for [`RELEASED`]; nothing here sends anything.

mod assess;
mod claim;
mod conversation;
mod correction;
mod decision;
mod desk;
mod item;
mod ruling;
mod viewing;

pub use assess::{
    Assessment, Beside, Classification, LawAnswers, assess, assessment, assessments, classify, why,
};
pub use claim::{Claim, claim, extend, hand_over, holder, lapse, lapse_expired, mine};
pub use conversation::{CONTACT_REASONS, contact, conversations, say};
pub use correction::{
    Correction, correctable, correction_reason, corrections, reopen, under_correction,
};
pub use decision::{Decision, Judgement, NOTE_LIMIT, Released, decide, decision, note, release};
pub use desk::{panel, routes};
pub use item::{Item, Kind, LIMIT, add_item, choose_working, item, items};
pub use pack::Answers;
pub use ruling::{Class, National, Ruling, Under, Youngest};
pub use viewing::{Viewing, close_viewing, open_viewing, reveal, told, viewing};

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// The lease of a claim ran out, unless it was extended. Holds the case's id.
pub const LAPSE: jobs::Kind = "assessment.lapse";

/// A decision was released and something is to be done. Holds a [`Released`].
pub const RELEASED: jobs::Kind = "assessment.released";

/// A released decision was taken back to be made anew. Holds a [`Released`]: the case, and the decision taken
/// back.
pub const SUPERSEDED: jobs::Kind = "assessment.superseded";

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
    /// Reporters are sent elsewhere only with what is out of the hotline's remit.
    Signpost,
    /// The law changed between the assessments of the items: they are to be made under one.
    TwoLaws,
    /// The case has no released decision that the actor may take back.
    Uncorrectable,
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
    /// No law of the pack is in force today.
    #[error("no law of the pack is in force today")]
    NoLaw,
    /// Why is to be said.
    #[error("a reason is needed")]
    NoReason,
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
