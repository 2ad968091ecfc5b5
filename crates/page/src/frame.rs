//! What every page needs around its content.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use kernel::Language;

use crate::{Catalogue, FormErrors, Problem, Words};

/// The frame of a page: language, title, banner, navigation. Templates reach it as `frame`.
#[derive(Clone)]
pub struct Frame {
    /// The reader's words.
    pub words: Words,
    /// The page's title, and at the desk its heading. A public one is neutral: it stays in the browser's history and
    /// task list.
    pub title: String,
    /// Whether answers on the page have to be corrected.
    pub has_errors: bool,
    /// The name of the service in the header; by default the message `service-name`.
    pub service: String,
    /// Where the service's name leads.
    pub home: String,
    /// True where simulated partners and short cadences are allowed: every page then says so.
    pub demonstration: bool,
    /// This page in the languages there are.
    pub languages: Vec<LanguageLink>,
    /// The parts of the service.
    pub navigation: Vec<NavigationLink>,
    /// The name of the member of staff who is signed in.
    pub signed_in: Option<String>,
    /// A harmless place to leave to at once.
    pub quick_exit: Option<String>,
    /// Whether the reader has the shortcuts of the desk.
    pub has_shortcuts: bool,
    /// What rings at the desk.
    pub ringing: Option<Ringing>,
}

/// An alarm that rings: every page of the desk says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ringing {
    /// For how many reports.
    pub reports: i64,
    /// For how many letters that are late.
    pub letters: i64,
    /// Nobody could be rung.
    pub unheard: bool,
    /// Where it is acknowledged.
    pub href: &'static str,
}

/// The keys of `assets/keys.js`, and the keys of the words for what they do.
const SHORTCUTS: &[(&[&str], &str)] = &[
    (&["j"], "shortcuts-next"),
    (&["k"], "shortcuts-before"),
    (&["o"], "shortcuts-open"),
    (&["x"], "shortcuts-tick"),
    (&["c"], "shortcuts-claim"),
    (&["h"], "shortcuts-hand-over"),
    (&["v"], "shortcuts-viewing"),
    (&["n"], "shortcuts-note"),
    (&["g", "q"], "shortcuts-queue"),
    (&["g", "t"], "shortcuts-tasks"),
    (&["?"], "shortcuts-help"),
];

/// The page in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageLink {
    /// The language's code.
    pub code: Language,
    /// Its name in itself.
    pub name: String,
    /// The page in that language.
    pub href: String,
}

/// A part of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavigationLink {
    /// Where it leads.
    pub href: String,
    /// Its name in the reader's words.
    pub name: String,
    /// True on the part that is open.
    pub current: bool,
}

impl Frame {
    /// A bare frame; the caller sets what else the page has.
    pub fn new(words: Words, title: impl Into<String>) -> Self {
        Self {
            service: words.text("service-name"),
            home: "/".to_owned(),
            title: title.into(),
            has_errors: false,
            demonstration: false,
            languages: Vec::new(),
            navigation: Vec::new(),
            signed_in: None,
            quick_exit: None,
            has_shortcuts: false,
            ringing: None,
            words,
        }
    }

    /// Offers the page in each of these languages, under the address that `href` gives.
    pub fn offer(
        &mut self,
        catalogue: &Catalogue,
        languages: &[Language],
        href: impl Fn(Language) -> String,
    ) {
        self.languages = languages
            .iter()
            .map(|code| LanguageLink {
                code: *code,
                name: catalogue.words(*code).text("language-name"),
                href: href(*code),
            })
            .collect();
    }

    /// Says in the window's title that answers have to be corrected, where some have: it is what is read out first.
    #[must_use]
    pub fn with_errors(mut self, errors: &FormErrors) -> Self {
        self.has_errors = !errors.is_empty();
        self
    }

    /// What stands in the window's title. The heading is the bare title: what it names is not wrong.
    pub fn window_title(&self) -> String {
        if self.has_errors {
            self.words
                .with("title-wrong", &[("title", self.title.as_str())])
        } else {
            self.title.clone()
        }
    }

    /// The page's language.
    pub fn language(&self) -> Language {
        self.words.language()
    }

    /// The shortcuts of the desk: their keys, one after the other, and what they do, in the reader's words.
    pub fn shortcuts(&self) -> Vec<(&'static [&'static str], String)> {
        SHORTCUTS
            .iter()
            .map(|(keys, what)| (*keys, self.words.text(what)))
            .collect()
    }

    /// The address of one of this crate's assets.
    pub fn asset(&self, name: &str) -> String {
        crate::asset(name)
    }
}

/// The answer that a page makes.
///
/// # Errors
/// `Problem::Internal` when the template fails, which only a formatter of a value can cause.
pub fn render(page: &impl Template) -> Result<Response, Problem> {
    match page.render() {
        Ok(html) => Ok(Html(html).into_response()),
        Err(error) => Err(Problem::internal(&error)),
    }
}
