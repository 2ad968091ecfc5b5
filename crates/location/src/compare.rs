//! The host of a place, for rules that are held against it.

use identity::{Action, Actor};
use kernel::{Id, Sensitive};
use store::Tx;

use crate::record::{get, key_of, open};
use crate::{Error, Location};

/// The host of a location, for whoever holds rules against it and shows it to nobody.
pub async fn host_to_compare(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Location>,
) -> Result<Sensitive<String>, Error> {
    actor.may(Action::ReadTrace)?;
    let stored = get(tx, id).await?;
    let key = key_of(tx, &stored)?;
    Ok(open(&key, "host", id, &stored.host)?)
}
