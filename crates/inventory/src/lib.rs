//! Inventory: what a page embeds and links, offered as items of its case.
//!
//! An analyst picks a page within a viewing session. A job reads its HTML, and nothing but HTML, for the media it leads
//! to (`reader`); no medium is ever asked for. What was found is offered without a URL in clear, sealed under the key of
//! the session; what is picked goes the way of a pasted list, and what is not is forgotten with the session.
//!
//! ```text
//! asked → read | failed → forgotten, when the session ends at the latest
//! ```
//!
//! Its host is asked in its turn, as by the watch (`trace::Visit`); while that has not come, the reading waits and says
//! why.
//!
//! A page is asked for by machine, so only where the pack names the authority for that, and never where the police
//! asked for silence.

mod api;
mod desk;
mod error;
mod fault;
mod offer;
mod reader;
mod reading;
mod work;

pub use desk::routes;
pub use error::Error;
pub use fault::Fault;
pub use offer::{HostCount, Offer, Offered, Pick, Taken, show, take};
pub use reader::{Contents, Found, MOST, MOST_WORDS, Stood, read, words};
pub use reading::{Reading, State, WaitsFor, ask, forget, reading};
pub use work::{forget_ended, read_page};

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// What the record calls the acts of this module that are part of somebody's viewing: shown to none but whoever did them.
pub const VIEWING_ACTS: [&str; 4] = [
    "inventory.ask",
    "inventory.show",
    "inventory.take",
    "inventory.forget",
];

/// Read a page. Holds the id of its reading.
pub const READ: jobs::Kind = "inventory.read";

/// A viewing session is over: forget what was read in it. Holds the session's id.
pub const FORGET: jobs::Kind = "inventory.forget";
