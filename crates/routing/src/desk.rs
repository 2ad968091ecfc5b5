//! The case page, the tasks of all cases, and what staff do about a route.
//!
//! | path | fields |
//! |---|---|
//! | `GET /cases/{id}` | of the history: `kind`, of which kind alone; `before`, a mark of an event; `record`, a mark of an entry of the record |
//! | `POST /cases/{id}/notes` | `form`: the id of the form; `note_text`; `names`: id of a colleague |
//! | `POST /notes/{id}/withdraw` | none |
//! | `GET /overdue` | |
//! | `GET /tasks` | `after`: a mark of a task, behind which the page begins |
//! | `POST /cases/{id}/country` | `country`: two letters; `reason` |
//! | `GET /cases/{id}/answer` | |
//! | `POST /cases/{id}/answer` | of what a proxy answered: `itself`, `address`, `provider`, `mail`, `country`, `said_by`, `said_on` |
//! | `POST /cases/{id}/redirect` | none |
//! | `POST /cases/{id}/trace` | none |
//! | `GET /cases/{id}/evidence` | |
//! | `POST /tasks/{id}/done` | none |

mod case_page;
mod country;
mod evidence;
mod findings;
mod history;
mod notes;
mod overdue;
mod parts;
mod shown;
mod standing;
mod tasks_page;
mod words;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::{get, post};
use identity::{Desk, SignedForm};
use kernel::Id;
use page::{Message, Problem};
use serde::Deserialize;

use crate::{Error, Task, finish_task};

pub(crate) use findings::{Own, follows};
pub(crate) use parts::{awaits_country, recorded};
pub(crate) use standing::errors_of;
pub(crate) use words::why;

/// This crate's pages.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/cases/{id}", get(case_page::show))
        .route("/cases/{id}/country", post(country::choose))
        .route(
            "/cases/{id}/answer",
            get(standing::ask).post(standing::take),
        )
        .route("/cases/{id}/evidence", get(evidence::show))
        .route("/cases/{id}/redirect", post(standing::take_up))
        .route("/cases/{id}/trace", post(standing::trace))
        .route("/cases/{id}/notes", post(notes::write))
        .route("/notes/{id}/withdraw", post(notes::withdraw))
        .route("/overdue", get(overdue::show))
        .route("/tasks", get(tasks_page::list))
        .route("/tasks/{id}/done", post(done))
        .merge(crate::api::routes())
}

/// A form with nothing but its token.
#[derive(Deserialize)]
struct Nothing {}

async fn done(
    State(desk): State<Desk>,
    Path(id): Path<Id<Task>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let case = finish_task(&mut tx, signed_in.actor(), id).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}")))
}

/// That there is a case is not for everybody to know: who may not see it is told that there is none.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(_)
            | Error::NotFound
            | Error::Trace(trace::Error::Denied(_))
            | Error::Intake(intake::Error::NotFound | intake::Error::Denied(_)) => Self::NotFound,
            Error::Impossible(_) | Error::Changed => {
                Self::Conflict(Message::new("routing-changed"))
            }
            Error::Assessment(error) => error.into(),
            Error::TooLate => Self::Conflict(Message::new("routing-note-too-late")),
            Error::NoReason => Self::Conflict(Message::new("routing-no-reason")),
            Error::NoCountry => Self::Conflict(Message::new("routing-no-country")),
            Error::Store(store::Error::Database(_)) => Self::unavailable(&error),
            _ => Self::internal(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn this_crate_brings_the_words_it_asks_for() {
        let found = page::testing::unused_and_missing_keys(env!("CARGO_MANIFEST_DIR")).unwrap();
        assert_eq!(found, page::testing::Keys::default());
    }
}
