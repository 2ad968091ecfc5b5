//! This crate's pages for staff, and its interface for the programs of partners.

mod api;
mod entries;
mod entry;
mod import;
mod imports;

use axum::Router;
use axum::routing::{get, post};
use identity::Desk;
use page::Problem;

use crate::Error;

/// This crate's routes at the desk.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/reports", get(entry::start))
        .route("/reports/new", get(entry::form).post(entry::enter))
        .route("/reports/import", get(import::form).post(import::enter))
        .route("/reports/imports/{id}", get(import::show))
        .route("/reports/{id}", get(entry::show))
        .route("/api/v1/reports", post(api::report))
        .route("/api/v1/reports/{id}", get(api::steps))
        .route("/api/v1/entries", post(entries::enter))
        .route("/api/v1/entries/{report}", get(entries::show))
        .route("/api/v1/imports", post(imports::enter))
        .route("/api/v1/imports/{import}", get(imports::show))
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(_) => Self::Denied,
            Error::NotFound => Self::NotFound,
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
        assert_eq!(found.missing, Vec::<String>::new());
    }
}
