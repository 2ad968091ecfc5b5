//! Referral: packages for a police unit, and the hold that a unit may place on notices.
//!
//! A referral is prepared in the transaction that routes a case, waits until a contact of the police is
//! approved, and leaves as one mail under one Message-ID for ever. Where notices wait for the police they
//! wait until the unit gives its word or the pack's time passes; [`HOLD_ENDED`] says so either way.

mod act;
mod alarm;
mod among;
mod answer;
mod api;
mod archive;
mod compose;
mod desk;
mod facts;
mod hand;
mod hindrance;
mod late;
mod package;
mod quoted;
mod record;
mod said;
mod send;
mod state;
mod stop;
mod timeline;
mod to_do;
mod told;
mod word;

pub use alarm::{
    Alarm, LateLetter, OnCall, Person, QUIET, acknowledge as acknowledge_alarm, alarms, bell,
    keep_ringing, letter_late, ring, ringing, urgent_filed, urgent_filed_job,
};
pub use among::{held_since_among, holding_among, silent_among};
pub use answer::{Unread, mark_read, received, say_came_back};
pub use desk::{panel, routes};
pub use hand::{Receipt, Taken, hand_over, pack_by_hand, take, take_by_hand};
pub use hindrance::Hindrance;
pub use late::{AllLate, Late, late};
pub use package::{Print, Printing};
pub use quoted::{Named, Quoted, hidden, named, quoted};
pub use record::{
    Cause, Referral, Request, ask_for_word, contact_approved, holds, is_silent, prepare, referrals,
};
pub use said::{NewSaid, Said, SaidCount, SaidKind, count_said, said, say, strike};
pub use send::send;
pub use state::{Hold, Impossible, Move, State};
pub use stop::stop;
pub use timeline::timeline;
pub use to_do::{ToDo, ToDoKind, all_to_dos, to_dos};
pub use told::police_told;
pub use word::{acknowledge, conclude, hold_deadline, lapse, lift, place_hold, retry};

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// Send a referral. Holds its id.
pub const SEND: jobs::Kind = "referral.send";

/// Make the package of a referral that goes by hand, and seal it. Holds its id.
pub const PACK: jobs::Kind = "referral.pack";

/// Ring whoever is on call; again until somebody acknowledges it. Holds the alarm's id.
pub const RING: jobs::Kind = "referral.ring";

/// The time of a hold may have passed. Holds the referral's id.
pub const DEADLINE: jobs::Kind = "referral.deadline";

/// Notices of a case wait for the police, as the police asked. Holds the case's id.
pub const HOLD_PLACED: jobs::Kind = "referral.hold_placed";

/// Notices of a case need not wait for the police any more. Holds the case's id.
pub const HOLD_ENDED: jobs::Kind = "referral.hold_ended";

/// The police need nothing more of a referral. Holds the case's id.
pub const CONCLUDED: jobs::Kind = "referral.concluded";

/// Why something could not be done with a referral.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] identity::Denied),
    /// There is no such referral.
    #[error("there is no such referral")]
    NotFound,
    /// The referral or its hold is not in a state for that.
    #[error(transparent)]
    Impossible(#[from] Impossible),
    /// It was changed meanwhile.
    #[error("it has changed meanwhile")]
    Changed,
    /// A hold ends in the future, and within a year.
    #[error("a hold needs an end within a year")]
    Until,
    /// What was typed is empty or too long.
    #[error("what was typed is empty or too long")]
    Text,
    /// What the police said was said on a day that is no day, or one to come.
    #[error("what was said was said on a day that is over, or today")]
    Day,
    /// What the police said is missing or too long.
    #[error("what the police said is missing or too long")]
    Said,
    /// A receipt does not say to whom, or at too great a length.
    #[error("to whom it was handed over is missing or too long")]
    ReceiptTo,
    /// A receipt has no number, or too long a one.
    #[error("the number of the receipt is missing or too long")]
    ReceiptNumber,
    /// Something was handed over before it was there, or in the future.
    #[error("a package is handed over after the referral was prepared, and not in the future")]
    ReceiptTime,
    /// The unit's contact has no key that can be sealed to, or is not approved.
    #[error("the unit has no key that can be sealed to")]
    NoKey,
    /// The package is not made yet, or was sealed to another key than the unit has now.
    #[error("the package is not made")]
    NotMade,
    /// A panel could not be made.
    #[error("the panel could not be made")]
    Unshowable,
    /// The mail could not be made: the pack's template is at fault.
    #[error("the mail could not be composed")]
    Unsendable,
    /// The contact could not be read.
    #[error(transparent)]
    Stakeholders(#[from] stakeholders::Error),
    /// A name could not be read.
    #[error(transparent)]
    Identity(#[from] identity::Error),
    /// The case could not be read.
    #[error(transparent)]
    Intake(#[from] intake::Error),
    /// The decision could not be read.
    #[error(transparent)]
    Assessment(#[from] assessment::Error),
    /// The location could not be opened.
    #[error(transparent)]
    Location(#[from] location::Error),
    /// The trace could not be read.
    #[error(transparent)]
    Trace(#[from] trace::Error),
    /// The mail could not be composed, kept or read.
    #[error(transparent)]
    Dispatch(#[from] dispatch::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}
