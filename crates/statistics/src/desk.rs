//! The figures: how long it took, for whoever answers for the whole.
//!
//! | path | fields |
//! |---|---|
//! | `GET /figures` | `first`, `last`: days; `country`: two letters; `provider`: id of an organisation; `class`: an INHOPE class |
//! | `GET /figures.csv` | the same |

mod page;

use ::page::Problem;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use identity::{Desk, SignedIn};

use crate::filter::Asked;
use crate::{Error, begin_export, export};

/// This crate's pages.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/figures", get(page::show))
        .route("/figures.csv", get(take))
        .merge(crate::api::routes())
}

/// GET /figures.csv
async fn take(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let asked = asked
        .read(tx.now(), &desk.pack.zone, None)
        .map_err(|_| Problem::Malformed)?;
    begin_export(&mut tx, actor, &asked.filter).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(export::file(desk.db.clone(), actor.clone(), asked.filter))
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(_) => Self::NotFound,
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
