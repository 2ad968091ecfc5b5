//! Routing: where a released decision goes, and in which order.
//!
//! The country that hosts the content decides, by the pack: at home the police first and the provider after
//! their word or its time; with a partner hotline the partner first; elsewhere the police where the pack
//! says so, and the provider at once. Where nobody knows, or sources differ, a person does. A child in danger
//! reaches the police whatever the country. Nothing here writes a mail: referral, exchange and takedown do.

mod answer;
mod api;
mod country;
mod desk;
mod evidence;
mod hosts;
mod known;
mod late;
mod moved;
mod note;
mod overdue;
mod plan;
mod record;
mod route;
mod state;
mod task;
mod timeline;
mod to_do;
mod urgent;
mod work;

pub use answer::{answer, take_up_redirect, trace_again};
pub use country::choose_country;
pub use desk::routes;
pub use evidence::{Evidence, Recorded, evidence};
pub use note::{
    Mention, NOTE_LIMIT, NewNote, Note, WITHDRAWN_WITHIN, mentions, notes, read_mentions,
    withdraw_note, write_note,
};
pub use overdue::{Overdue, overdue};
pub use plan::{Facts, Kind, Plan, Provider, plan};
pub use record::{Route, route_of};
pub use route::{
    carry_on, concluded, hold_ended, hold_placed, moved, partner_time_passed, released, taken_back,
    traced,
};
pub use state::{Impossible, Party, State};
pub use task::{Task, TaskKind, finish_task};
pub use timeline::{Timeline, timeline};
pub use to_do::{Subject, ToDo, to_dos};
pub use urgent::urgent;
pub use work::{
    on_chosen, on_concluded, on_hold_ended, on_hold_placed, on_moved, on_partner_deadline,
    on_released, on_taken_back, on_urgent, on_wanted,
};

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// A person chose the country of a case. Holds the case's id.
pub const CHOSEN: jobs::Kind = "routing.chosen";

/// Why a decision could not be routed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] identity::Denied),
    /// There is no such case, route or task.
    #[error("there is no such route or task")]
    NotFound,
    /// The route is not in a state for that.
    #[error(transparent)]
    Impossible(#[from] Impossible),
    /// It was changed meanwhile.
    #[error("it has changed meanwhile")]
    Changed,
    /// A choice needs its reason.
    #[error("a reason is needed")]
    NoReason,
    /// The note says nothing.
    #[error("the note says nothing")]
    NothingSaid,
    /// The colleague whom the note is to name may not read cases, or not any more.
    #[error("the colleague may not read cases")]
    NoReader,
    /// The note is too long.
    #[error("the note is too long")]
    TooLong,
    /// The note cannot be withdrawn any more.
    #[error("the note cannot be withdrawn any more")]
    TooLate,
    /// What was typed is no country.
    #[error("what was typed is no country")]
    NoCountry,
    /// A panel could not be made.
    #[error("the panel could not be made")]
    Unshowable,
    /// The case could not be read.
    #[error(transparent)]
    Intake(#[from] intake::Error),
    /// The decision could not be read.
    #[error(transparent)]
    Assessment(#[from] assessment::Error),
    /// The trace could not be read.
    #[error(transparent)]
    Trace(#[from] trace::Error),
    /// The police could not be told.
    #[error(transparent)]
    Referral(#[from] referral::Error),
    /// The partner could not be told.
    #[error(transparent)]
    Exchange(#[from] exchange::Error),
    /// The provider could not be told.
    #[error(transparent)]
    Takedown(#[from] takedown::Error),
    /// The contacts could not be read.
    #[error(transparent)]
    Stakeholders(#[from] stakeholders::Error),
    /// A colleague's name could not be read.
    #[error(transparent)]
    Identity(#[from] identity::Error),
    /// The location could not be opened.
    #[error(transparent)]
    Location(#[from] location::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}
