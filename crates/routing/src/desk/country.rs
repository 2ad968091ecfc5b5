//! A person chooses the country that counts, where the sources differ or name none.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Desk, SignedForm};
use intake::Case;
use kernel::{Country, Id, Sensitive};
use page::{FormErrors, Frame, Message, Problem};
use serde::Deserialize;

use crate::{Error, choose_country};

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct CountryForm {
    country: String,
    reason: Sensitive<String>,
}

#[derive(Template)]
#[template(path = "country.html")]
struct CountryPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    country: String,
    reason: String,
}

/// POST /cases/{id}/country. What was typed is shown again with what is wrong about it.
pub(super) async fn choose(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, form): SignedForm<CountryForm>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let chosen = match form.country.trim().parse::<Country>() {
        Ok(country) => {
            choose_country(&mut tx, signed_in.actor(), case, country, &form.reason).await
        }
        Err(_) => Err(Error::NoCountry),
    };
    let (field, key) = match chosen {
        Ok(()) => {
            tx.commit().await.map_err(Error::from)?;
            return Ok(Redirect::to(&format!("/cases/{case}")).into_response());
        }
        Err(Error::NoCountry) => ("country", "routing-no-country"),
        Err(Error::NoReason) => ("reason", "routing-no-reason"),
        // Somebody was faster: what was typed stands there still.
        Err(Error::Changed) => ("reason", "routing-changed"),
        Err(error) => return Err(error.into()),
    };
    drop(tx);
    let mut errors = FormErrors::none();
    errors.push(field, Message::new(key));
    let words = desk.words(&signed_in);
    let page = page::render(&CountryPage {
        frame: desk
            .frame(&signed_in, words.text("routing-choose"))
            .with_errors(&errors),
        csrf: signed_in.csrf(),
        errors,
        case,
        country: form.country,
        reason: form.reason.expose().clone(),
    })?;
    Ok((StatusCode::CONFLICT, page).into_response())
}
