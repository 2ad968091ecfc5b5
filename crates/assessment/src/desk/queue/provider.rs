//! The cases of a provider that does not stand in the list of the filter, for there are too many: it is found by its name,
//! which no address holds.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Actor, Desk, SignedForm};
use kernel::{Country, Id};
use page::{FormErrors, Message, Problem};
use stakeholders::{Kind, Organisation};
use store::Tx;

use super::{Typed, Wanted, address, sent_filter, show};
use crate::Error;
use crate::desk::{Sent, value};

/// POST /queue/provider
pub(in crate::desk) async fn find(
    State(desk): State<Desk>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    if !signed_in.may(Action::ReadCase) {
        return Err(Problem::Denied);
    }
    let mut filter = sent_filter(&sent)?;
    let provider = value(&sent, "provider_name").unwrap_or_default();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let found = named(&mut tx, signed_in.actor(), provider).await?;
    drop(tx);
    let wrong = match found.as_slice() {
        [(id, _)] => {
            filter.provider = Some(*id);
            return Ok(Redirect::to(&address(&filter)).into_response());
        }
        [] => Message::new("assessment-filter-no-provider"),
        several => {
            let countries = several.iter().filter_map(|(_, country)| *country);
            let countries: Vec<_> = countries.map(String::from).collect();
            Message::new("assessment-filter-several-providers")
                .with("countries", countries.join(", "))
        }
    };
    let typed = Typed {
        provider: provider.to_owned(),
        ..Typed::default()
    };
    let mut errors = FormErrors::none();
    errors.push("provider_name", wrong);
    show(&desk, &signed_in, Wanted::of(filter), typed, errors).await
}

/// The providers of this name; where there is none, those of the name before its last comma in the country behind that.
async fn named(
    tx: &mut Tx,
    actor: &Actor,
    text: &str,
) -> Result<Vec<(Id<Organisation>, Option<Country>)>, Error> {
    let found = stakeholders::named(tx, actor, Kind::Provider, text).await?;
    let Some((name, country)) = text.rsplit_once(',').filter(|_| found.is_empty()) else {
        return Ok(found);
    };
    let country = country.trim().to_uppercase().parse::<Country>().ok();
    let mut found = stakeholders::named(tx, actor, Kind::Provider, name).await?;
    found.retain(|(_, one)| country.is_some() && *one == country);
    Ok(found)
}
