//! By what somebody who is not known is found once they are: places for which nobody is known to write to are kept under
//! it, so that a contact that is approved meets those alone that it may be for.

use identity::{Action, Actor};
use kernel::Id;
use store::{Tx, values};

use crate::address::mail_address;
use crate::contact::{address_index, identity_index, plain_name};
use crate::{Contact, Error, Holder, members};

/// Blind indexes: of the name in its country, and of the address.
pub type Sought = Vec<Vec<u8>>;

/// By what a holder is found that registries name: nothing where they say neither a name nor an address.
pub fn sought(tx: &Tx, actor: &Actor, holder: &Holder<'_>) -> Result<Sought, Error> {
    actor.may(Action::ReadStakeholders)?;
    let mut sought = Vec::new();
    if let Some(name) = holder.name.and_then(plain_name) {
        sought.push(identity_index(tx, holder.kind, holder.country, &name)?.to_vec());
    }
    if let Some(address) = holder.abuse.and_then(mail_address) {
        sought.push(address_index(tx, &address)?.to_vec());
    }
    Ok(sought)
}

/// By what a contact is found: its address, and each name of its organisation. Nothing where the organisation has a
/// network or a domain: then it may be found by any place's.
pub async fn found_by(
    tx: &mut Tx,
    actor: &Actor,
    contact: Id<Contact>,
) -> Result<Option<Sought>, Error> {
    actor.may(Action::ReadStakeholders)?;
    let organisation = crate::contact(tx, actor, contact).await?.organisation;
    // Those that are merged are one.
    let ids = members(tx, actor, organisation).await?;
    let has: Option<(i64,)> = tx.optional(HAS, values![ids.as_slice()]).await?;
    if has.is_some() {
        return Ok(None);
    }
    let of = values![contact, ids.as_slice()];
    let found: Vec<(Vec<u8>,)> = tx.all(FOUND_BY, of).await?;
    Ok(Some(found.into_iter().map(|(index,)| index).collect()))
}

const HAS: &str = "-- stakeholders.contact.has
SELECT CAST(1 AS BIGINT) AS value FROM stakeholders_holding WHERE until_at IS NULL AND organisation_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) LIMIT 1";

const FOUND_BY: &str = "-- stakeholders.contact.found_by
SELECT address_index AS value FROM stakeholders_contact WHERE id = $1
UNION SELECT identity_index AS value FROM stakeholders_organisation WHERE id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($2::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($2) /*end*/
)
UNION SELECT identity_index AS value FROM stakeholders_alias WHERE organisation_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($2::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($2) /*end*/
)";
