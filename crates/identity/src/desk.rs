//! The desk: what the pages of all modules work with, and this crate's own.

mod dead_jobs;
mod key_page;
mod language;
mod partner_page;
mod shortcuts;
pub(crate) mod sign_in;
mod staff_page;
mod trainee_page;

use std::sync::Arc;

use axum::response::Redirect;
use axum::routing::{get, post};
use axum::{Extension, Router};
use kernel::Language;
use pack::Pack;
use page::{Catalogue, Frame, NavigationLink, Words};
use store::Db;

use crate::password::Verifier;
use crate::{Action, KeyRules, SignedIn, api};

/// What the pages of the desk work with: the state of every route of it.
#[derive(Clone)]
pub struct Desk {
    /// The desk's store.
    pub db: Db,
    /// What differs by country.
    pub pack: Arc<Pack>,
    /// The words of every language.
    pub catalogue: Catalogue,
    /// Whether simulated partners and short cadences are allowed; every page then says so.
    pub demonstration: bool,
    /// How long the staff's keys may live, and how often they may be used.
    pub keys: KeyRules,
    /// Whether the desk is reached over TLS alone: the session's cookie then travels over nothing else.
    pub behind_tls: bool,
    /// The scheme of links that the isolated browser of the analysts' workstations takes, where there is one.
    pub isolated_browser: Option<String>,
}

/// A part of the desk: where it is, the key of its name, and what one must be allowed to do to see it.
type Part = (&'static str, &'static str, Action);

/// The parts of the desk, in the order of a day's work.
const PARTS: [Part; 22] = [
    ("/queue", "desk-part-queue", Action::ReadCase),
    (LEADS, "desk-part-leads", Action::ReadCase),
    ("/reports", "desk-part-reports", Action::FileReport),
    ("/tasks", "desk-part-tasks", Action::ReadCase),
    ("/alarms", "desk-part-alarms", Action::AnswerAlarm),
    ("/letters", "desk-part-letters", Action::ReadTakedown),
    ("/tray", "desk-part-tray", Action::ReadTray),
    ("/overdue", "desk-part-overdue", Action::ReadOverdue),
    ("/figures", "desk-part-figures", Action::ReadFigures),
    ("/contacts", "desk-part-contacts", Action::ReadStakeholders),
    (
        "/providers",
        "desk-part-providers",
        Action::ReadStakeholders,
    ),
    ("/rules", "desk-part-rules", Action::ManageRules),
    ("/exposure", "desk-part-exposure", Action::View),
    ("/welfare", "desk-part-welfare", Action::ReadExposure),
    (
        "/welfare-sums",
        "desk-part-welfare-sums",
        Action::SumExposure,
    ),
    ("/quality", "desk-part-quality", Action::ReadAssessment),
    (
        "/police-words",
        "desk-part-police-words",
        Action::CountPoliceWords,
    ),
    ("/trainees", "desk-part-trainees", Action::EndTraineeship),
    ("/staff", "desk-part-staff", Action::ManageStaff),
    ("/partners", "desk-part-partners", Action::ManagePartners),
    ("/jobs", "desk-part-jobs", Action::ManageJobs),
    ("/keys", "desk-part-keys", Action::UseDesk),
];

/// Only where the pack takes leads.
const LEADS: &str = "/leads";

/// This crate's pages.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/", get(start))
        .route("/sign-in", get(sign_in::form).post(sign_in::enter))
        .route("/sign-out", post(sign_in::leave))
        .route("/language", get(language::form).post(language::change))
        .route("/shortcuts", get(shortcuts::form).post(shortcuts::change))
        .route("/staff", get(staff_page::list))
        .route("/trainees", get(trainee_page::list))
        .route("/trainees/{id}/end", post(trainee_page::end))
        .route("/partners", get(partner_page::list))
        .route("/partners/{id}/retire", post(partner_page::retire))
        .route("/keys", get(key_page::list).post(key_page::make))
        .route("/keys/{id}/retire", post(key_page::retire))
        .route("/jobs", get(dead_jobs::list))
        .route("/jobs/{id}/retry", post(dead_jobs::retry))
        .layer(Extension(Verifier::new()))
        .merge(api::routes())
}

impl Desk {
    /// The words that this person reads.
    pub fn words(&self, signed_in: &SignedIn) -> Words {
        self.catalogue.words(signed_in.language())
    }

    /// The frame of a page for this person; the title is in words already.
    pub fn frame(&self, signed_in: &SignedIn, title: impl Into<String>) -> Frame {
        let mut frame = self.bare_frame(signed_in.language(), title);
        frame.offer(&self.catalogue, &self.pack.languages, |_| {
            "/language".to_owned()
        });
        frame.navigation = parts(signed_in)
            .filter(|(href, ..)| *href != LEADS || self.pack.accepts_leads)
            .map(|(href, name, _)| NavigationLink {
                href: href.to_owned(),
                name: frame.words.text(name),
                current: is_within(signed_in.path(), href),
            })
            .collect();
        frame.signed_in = Some(signed_in.name().to_owned());
        frame.has_shortcuts = signed_in.has_shortcuts();
        frame.ringing = signed_in.ringing();
        frame
    }

    /// The frame of a page for whoever has not signed in.
    pub(crate) fn bare_frame(&self, language: Language, title: impl Into<String>) -> Frame {
        let mut frame = Frame::new(self.catalogue.words(language), title);
        frame.demonstration = self.demonstration;
        frame
    }
}

/// Leads to the first part that this person may see.
async fn start(signed_in: SignedIn) -> Redirect {
    let first = parts(&signed_in).map(|(href, _, _)| href).next();
    Redirect::to(first.unwrap_or("/language"))
}

fn parts(signed_in: &SignedIn) -> impl Iterator<Item = Part> {
    PARTS
        .into_iter()
        .filter(|(_, _, action)| signed_in.may(*action))
}

/// Whether a page belongs to the part at `href`. Cases and what reporters wait for are reached from the queue.
fn is_within(path: &str, href: &str) -> bool {
    let at = |part: &str| {
        path.strip_prefix(part)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    at(href) || (href == "/queue" && (at("/cases") || at("/reporters")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_belongs_to_its_part() {
        assert!(is_within("/queue", "/queue"));
        assert!(is_within("/cases/17", "/queue"));
        assert!(is_within("/reporters", "/queue"));
        assert!(is_within("/jobs/17/retry", "/jobs"));
        assert!(!is_within("/jobsworth", "/jobs"));
        assert!(!is_within("/contacts", "/queue"));
    }
}
