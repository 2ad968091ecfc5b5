//! The country that counts, where a person has to say.

use std::collections::BTreeSet;

use audit::About;
use identity::{Action, Actor};
use intake::Case;
use kernel::{Country, Id, Sensitive};
use serde_json::json;
use store::Tx;

use crate::record::{choose, lock};
use crate::{CHOSEN, Error, Kind, State, route, task};

/// The longest reason, in characters.
const REASON: usize = 2000;

/// Chooses the country of a case whose sources differ, or whose host became known, with a reason; the case
/// goes on by it.
pub async fn choose_country(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    country: Country,
    reason: &Sensitive<String>,
) -> Result<(), Error> {
    actor.may(Action::SettleRoute)?;
    let reason = Sensitive::new(reason.expose().trim().to_owned());
    let length = reason.expose().chars().count();
    if length == 0 || length > REASON {
        return Err(Error::NoReason);
    }
    let found = lock(tx, case).await?.ok_or(Error::NotFound)?;
    let chosen = match (found.state, found.country, found.kind) {
        (State::Choosing, None, _) => {
            // Sources differ: one of them is right, and no third country is.
            if !traced_countries(tx, actor, case).await?.contains(&country) {
                return Err(Error::NoCountry);
            }
            found
        }
        // Whoever looks into it may know who hosts it before the proxy answers.
        (State::Asking, None, _) => found,
        (State::CarriedOut, None, Some(Kind::Unknown)) => route::found(tx, actor, found).await?,
        _ => return Err(Error::Changed),
    };
    choose(tx, &chosen, country, &reason).await?;
    task::close_all(tx, actor, chosen.id).await?;
    audit::record(
        tx,
        actor.who(),
        "routing.choose_country",
        About::one("case", case),
        json!({ "route": chosen.id, "country": country }),
    )
    .await?;
    jobs::queue(tx, CHOSEN, &case).await?;
    Ok(())
}

/// The countries that the newest trace of a case's place names.
async fn traced_countries(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<BTreeSet<Country>, Error> {
    let location = intake::case(tx, actor, case).await?.location;
    let standing = trace::standing(tx, actor, location).await?;
    Ok(standing
        .map(|standing| standing.countries())
        .unwrap_or_default())
}
