//! Assessment: the queue, who holds a case, when its URLs may be seen, what its items are, and what that
//! comes to.
//!
//! Items are known by URL or hash. What was classified before needs no second look (`known`), many are handled at
//! once (`paste`, `alike`, `take_over`), and of what a reporter told nothing leaves but by decision (`disclosure`).
//!
//! How much each person views is counted (`exposure`) and limited (`limit`).
//!
//! An analyst claims a case under a lease, opens a viewing session (the only time URLs are shown, one at a time), picks
//! the working URL, classifies each item under the pack's schema and law, decides, and releases. Whoever
//! carries a decision out waits for [`RELEASED`]; nothing here sends anything. Leads have their pages here too.

mod alike;
mod api;
mod asks;
mod assess;
mod blind;
mod claim;
mod conversation;
mod correction;
mod decision;
mod desk;
mod disclosure;
mod exposure;
mod found;
mod handed;
mod hash;
mod item;
mod kappa;
mod known;
mod lapse;
mod limit;
mod line;
mod opinion;
mod opt_out;
mod pair;
mod paste;
mod quality;
mod reader;
mod release;
mod released;
mod ruling;
mod settle;
mod sight;
mod take_over;
mod taker;
mod ticket;
mod timeline;
mod undo;
mod urgent;
mod version;
mod viewing;
mod withdraw;

pub use alike::{Selection, call_kind, choose_only, classify_alike};
pub use assess::{
    Assessment, Beside, Classification, LawAnswers, assess, assessment, assessments, classify, why,
};
pub use blind::{is_anothers, is_blind, is_hidden};
pub use claim::{
    Claim, claim, extend, hand_over, hand_over_to, holder, lapse, lapse_expired, mine,
};
pub use conversation::{CONTACT_REASONS, contact, conversations, leave_unanswered, say};
pub use correction::{
    Correction, correctable, correction_reason, corrections, reopen, under_correction,
};
pub use decision::{
    AtHome, Decision, Judgement, NOTE_LIMIT, Released, decide, decision, note, rulings_at,
};
pub use desk::{class_key, panel, routes, tone};
pub use disclosure::{
    Consent, Disclosed, Disclosure, Part, Recipient, ToDisclose, disclose, disclosed,
    disclosed_mark, disclosures, withdraw_disclosure,
};
pub use exposure::{
    Allowance, Exposure, LEAST_PEOPLE, Lift, WEEKS, Week, WeekSum, allowance_of, allowances,
    lift_limit, own_allowance, own_weeks, week_sums, weeks_of,
};
pub use found::{Found, PlaceOf, corrected_among, found_at};
pub use handed::{Handed, handed};
pub use hash::{Added, Algorithm, Hash, add_hash, hashes, remove_hash};
pub use item::{
    Item, ItemCounts, Kind, LIMIT, PAGE, add_item, choose_plain, choose_working, item, item_counts,
    items, items_after,
};
pub use known::{Known, KnownAnswer, KnownBy, Met, OnlyShown, known, met};
pub use lapse::{Ended, Lapsed, lapsed, seen_lapsed};
pub use limit::{Limit, Rule};
pub use line::{ItemLine, item_lines};
pub use opinion::{Opinion, Standing, Why, all_to_settle, opinion, to_settle};
pub use opt_out::{opt_out, opted_out};
pub use pack::Answers;
pub use pair::Pair;
pub use paste::{LINES, Line, Pasted, add_items};
pub use quality::{Agreement, Month, Quality, own_quality, quality};
pub use release::{acted_on, release};
pub use released::released_classes;
pub use ruling::{Class, National, Ruling, Under, Youngest};
pub use settle::{REASON_LIMIT, Settled, Side, both, pairs_after, settle, settled, settles};
pub use sight::{Sight, seen, seen_again, seen_all, sight};
pub use take_over::{take_over, take_over_several, taken_over_from};
pub use taker::{MOST_TAKERS, concerned, takers};
pub use ticket::{Ticket, redeem, ticket};
pub use timeline::{VIEWING_ACTS, timeline};
pub use undo::{Act, Undoable, undo, undoable};
pub use urgent::{Ground, Urgent, is_urgent, release_urgent, told_urgently, urgent_reason};
pub use viewing::{
    Viewing, close_viewing, end_expired_viewing, hide, open_viewing, reveal, shown, told, viewing,
    viewing_key,
};
pub use withdraw::withdraw_opinion;

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// The lease of a claim ran out, unless it was extended. Holds the case's id.
pub const LAPSE: jobs::Kind = "assessment.lapse";

/// The time of a viewing session is up. Holds its id.
pub const END_VIEWING: jobs::Kind = "assessment.end_viewing";

/// A decision was released and something is to be done. Holds a [`Released`].
pub const RELEASED: jobs::Kind = "assessment.released";

/// The police are to hear of a decision at once: before its second opinion, or whatever its country's plan. Holds a [`Released`].
pub const URGENT: jobs::Kind = "assessment.urgent";
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
    /// A working URL was picked before more came to count as personal: somebody is to look at it again.
    LooksPersonal,
    /// What calls for action is not out of the hotline's remit.
    InRemit,
    /// Nothing is urgent about it: what would make it so does not stand in the decision, or nothing is to be done.
    NotUrgent,
    /// Of a second opinion nobody is told at once: that is the word of whoever decided first.
    NotTheFirst,
    /// The pack lets nobody who is still learning have the police told at once.
    StillLearning,
    /// Reporters are sent elsewhere only with what is out of the hotline's remit.
    Signpost,
    /// The law changed between the assessments of the items: they are to be made under one.
    TwoLaws,
    /// It was decided under a law that is not in force any more.
    LawChanged,
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
    /// Whoever is still learning gives no second opinion.
    #[error("whoever is still learning gives no second opinion")]
    Trainee,
    /// A reason is needed, and not too long a one.
    #[error("a reason is needed")]
    NoReason,
    /// The actor opted out of a category of the case, and was not asked yet whether to look at it.
    #[error("the actor opted out of a category of the case")]
    OptedOut,
    /// The viewing session has ended.
    #[error("the viewing session has ended")]
    ViewingEnded,
    /// A rule of the pack says that this is not the time to look.
    #[error("a rule of the pack says that this is not the time to look")]
    Limited(Limit),
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
    /// The case has as many items as it may have.
    #[error("the case has too many items")]
    TooMany,
    /// A message was written and a ready answer picked: which of them is meant?
    #[error("a message and a ready answer")]
    TwoAnswers,
    /// No item is selected.
    #[error("no item is selected")]
    NothingSelected,
    /// The item that others are to be classified like is not classified, or not under the rules of today.
    #[error("there is no classification of today to follow")]
    NoModel,
    /// What is known of the item is shown, and may not be taken over.
    #[error("the known answer may not be taken over")]
    OnlyShown(OnlyShown),
    /// Of the selected items nothing is known that may be taken over.
    #[error("nothing is known of the selected items that may be taken over")]
    NothingKnown,
    /// A reporter's contact leaves the house only with the reporter's consent.
    #[error("the reporter has not consented")]
    NoConsent,
    /// A second opinion is asked for, and this waits for it.
    #[error("this waits for the second opinion")]
    SecondOpinion,
    /// The reporter told more than whoever decides has seen.
    #[error("the reporter told more since")]
    ToldMore,
    /// The note, the reason or the list is too long.
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
    /// The organisations could not be read.
    #[error(transparent)]
    Stakeholders(#[from] stakeholders::Error),
    /// The page could not be made.
    #[error("the page could not be made")]
    Page(#[source] askama::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}
