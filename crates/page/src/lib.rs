//! What every page is made of: words in the reader's language, the frame, forms, headers, assets, and
//! the one way in which a request fails.
//!
//! A crate with pages brings its own English words (`i18n/en.ftl`, embedded as `MESSAGES`) and its own
//! templates, which extend [`Frame`]'s `public.html` or `desk.html`. Its `askama.toml` names both folders:
//! `dirs = ["templates", "../page/templates"]`. A page is a struct with a `frame: Frame` and derives
//! `askama::Template`; [`render`] makes the answer of it. No page needs a script.
//!
//! The binary wraps each face's router once, in this order: [`with_problems`] inside, then
//! [`with_secure_headers`], and merges [`assets_router`] in before both.

mod aside;
mod assets;
mod catalogue;
mod document;
mod form;
mod frame;
mod harmless;
mod language;
mod local;
mod panel;
mod problem;
mod secure;
mod visible;
mod words;

/// Compares the words a crate's sources ask for with those it brings: for tests alone.
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use aside::{Aside, HelpLine};
pub use assets::{asset, assets_router};
pub use catalogue::Catalogue;
pub use document::{Document, DocumentFile, DocumentPart};
pub use form::{Choice, FieldError, FormErrors};
pub use frame::{Frame, LanguageLink, NavigationLink, Ringing, render};
pub use harmless::{harmless, has_address};
pub use language::choose;
pub use panel::Panel;
pub use problem::{Cause, Limited, Problem, Problems, with_problems};
pub use secure::{Face, with_secure_headers};
pub use visible::{is_plain, visible};
pub use words::{Message, Value, Words};

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// The names of countries in English. A pack brings those in its languages.
pub const COUNTRIES: &str = include_str!("../i18n/countries.ftl");

#[cfg(test)]
mod tests;
