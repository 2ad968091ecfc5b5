//! This module's part of the desk's interface for programs: the functions of its pages, as JSON. What each call takes
//! and gives stands in `docs/openapi.json`; how to use it in `docs/manual/api.md`.
//!
//! A URL is in no answer but that of a reveal, in a viewing session. What reporters wrote is in those that read it, in a
//! session or of a lead that one has; it stands in the body alone, and no answer with it is kept.

mod alike;
mod bulk;
mod cases;
mod claims;
mod correcting;
mod decided;
mod disclosures;
mod figures;
mod items;
mod judging;
mod leads;
mod own;
mod reading;
mod rules;
mod saying;
mod told;
mod view;
mod viewing;
mod views;

use axum::Router;
use axum::routing::{get, post, put};
use identity::Desk;
use page::{FormErrors, Message, Problem};

use crate::Error;
use crate::desk::{only_shown_key, refused};

/// This module's calls.
pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/v1/cases", get(cases::list))
        .route("/api/v1/cases/count", get(cases::count))
        .route("/api/v1/cases/search", post(cases::search))
        .route("/api/v1/opinions/count", get(cases::count_opinions))
        .route("/api/v1/cases/several", post(bulk::act))
        .route("/api/v1/cases/{id}", get(cases::show))
        .route("/api/v1/colleagues", get(claims::colleagues))
        .route("/api/v1/cases/{id}/claim", post(claims::claim))
        .route("/api/v1/cases/{id}/extend", post(claims::extend))
        .route("/api/v1/cases/{id}/hand-over", post(claims::hand_over))
        .route(
            "/api/v1/cases/{id}/items",
            get(items::list).post(items::add),
        )
        .route("/api/v1/cases/{id}/items/list", post(items::add_many))
        .route("/api/v1/cases/{id}/items/{item}", get(items::show))
        .route(
            "/api/v1/cases/{id}/items/{item}/hashes",
            get(reading::hashes).post(items::add_hash),
        )
        .route(
            "/api/v1/cases/{id}/items/{item}/hashes/remove",
            post(alike::remove_hash),
        )
        .route("/api/v1/cases/{id}/items/{item}/known", get(reading::known))
        .route("/api/v1/cases/{id}/items/several", post(alike::several))
        .route(
            "/api/v1/cases/{id}/items/{item}/working-url",
            put(items::choose_working),
        )
        .route("/api/v1/classification", get(rules::show))
        .route(
            "/api/v1/classification/suggestions",
            post(rules::suggestions),
        )
        .route(
            "/api/v1/cases/{id}/items/{item}/assessment",
            put(judging::classify),
        )
        .route(
            "/api/v1/cases/{id}/items/{item}/take-over",
            post(judging::take_over),
        )
        .route(
            "/api/v1/cases/{id}/items/{item}/assessments",
            get(reading::assessments),
        )
        .route(
            "/api/v1/cases/{id}/decision",
            get(decided::decision).put(judging::decide),
        )
        .route("/api/v1/cases/{id}/opinion", get(decided::opinion))
        .route("/api/v1/cases/{id}/release", post(judging::release))
        .route(
            "/api/v1/cases/{id}/undo",
            get(reading::undoable).post(judging::undo),
        )
        .route("/api/v1/cases/{id}/opinions", get(reading::opinions))
        .route("/api/v1/cases/{id}/settle", post(judging::settle))
        .route(
            "/api/v1/cases/{id}/withdraw-opinion",
            post(correcting::withdraw_opinion),
        )
        .route("/api/v1/cases/{id}/reopen", post(correcting::reopen))
        .route("/api/v1/cases/{id}/corrections", get(reading::corrections))
        .route(
            "/api/v1/cases/{id}/disclosures",
            get(disclosures::list).post(disclosures::decide),
        )
        .route(
            "/api/v1/cases/{id}/disclosures/{disclosure}/withdraw",
            post(disclosures::withdraw),
        )
        .route("/api/v1/lapsed", get(claims::lapsed))
        .route("/api/v1/lapsed/seen", post(claims::seen_lapsed))
        .route("/api/v1/handed", get(claims::handed))
        .route("/api/v1/views", get(views::list).post(views::save))
        .route("/api/v1/views/{id}/remove", post(views::remove))
        .route("/api/v1/exposure", get(own::exposure))
        .route(
            "/api/v1/exposure/categories",
            get(own::opted_out).put(own::opt_out),
        )
        .route("/api/v1/quality", get(figures::quality))
        .route("/api/v1/welfare", get(figures::people))
        .route("/api/v1/welfare/sums", get(figures::sums))
        .route("/api/v1/welfare/{staff}", get(figures::person))
        .route("/api/v1/welfare/{staff}/lift", post(figures::lift))
        .route("/api/v1/cases/{id}/viewing", post(viewing::open))
        .route("/api/v1/cases/{id}/viewing/hide", post(viewing::hide))
        .route("/api/v1/cases/{id}/viewing/close", post(viewing::close))
        .route(
            "/api/v1/cases/{id}/viewing/{viewing}/reveal",
            post(viewing::reveal),
        )
        .route(
            "/api/v1/cases/{id}/viewing/{viewing}/ticket",
            post(viewing::ticket),
        )
        .route(
            "/api/v1/cases/{id}/viewing/{viewing}/told",
            post(told::read),
        )
        .route(
            "/api/v1/cases/{id}/viewing/{viewing}/contact",
            post(told::contact),
        )
        .route(
            "/api/v1/cases/{id}/viewing/{viewing}/messages",
            post(saying::say),
        )
        .route(
            "/api/v1/cases/{id}/viewing/{viewing}/unanswered",
            post(saying::leave_unanswered),
        )
        .route("/api/v1/cases/{id}/messages", get(saying::messages))
        .route("/api/v1/messages/findings", post(saying::findings))
        .route("/api/v1/ready-answers", get(saying::ready_answers))
        .route("/api/v1/reporters", get(saying::waiting))
        .route("/api/v1/leads", get(leads::list))
        .route("/api/v1/leads/{lead}", get(leads::show))
        .route("/api/v1/leads/{lead}/take", post(leads::take))
        .route("/api/v1/leads/{lead}/give-back", post(leads::give_back))
        .route("/api/v1/leads/{lead}/refer", post(leads::refer))
        .route("/api/v1/leads/{lead}/close", post(leads::close))
        .route("/api/v1/leads/{lead}/told", post(leads::told))
        .route("/api/v1/leads/{lead}/contact", post(leads::contact))
        .route("/api/v1/leads/{lead}/messages", post(leads::say))
}

/// The problem of an error, with the field of the body that is to be mended where there is one.
fn problem(error: Error) -> Problem {
    match error {
        Error::Refused(refusal) => wrong("url", Message::new(refused(refusal))),
        Error::OnlyShown(why) => Problem::Conflict(Message::new(only_shown_key(why))),
        error => error.into(),
    }
}

/// A field of the body that is to be mended.
fn wrong(field: &str, message: Message) -> Problem {
    let mut errors = FormErrors::none();
    errors.push(field, message);
    Problem::Invalid(errors)
}
