//! Whom to write to about a place: whose it is, and at which contact.
//!
//! What a person said a provider has goes before what registries say: a domain before a range, the longest of each,
//! before an autonomous system. Then comes whoever has the abuse address, then whoever has the name, its own or an
//! alias, in the country. Each is found by its blind index, in the same few statements however many there are.

use std::net::IpAddr;

use identity::{Action, Actor};
use kernel::{Country, Id, Timestamp};
use store::{FromRow, Row, Tx, values};

use crate::address::mail_address;
use crate::contact::{address_index, identity_index, plain_name};
use crate::holding::{domains_above, networks_around, value_index};
use crate::read::Stored;
use crate::{Contact, Error, Held, HeldKind, Kind, Organisation, State};

/// Who holds a place, as far as registries and rules say.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// What it is to us.
    pub kind: Kind,
    /// Its name.
    pub name: Option<&'a str>,
    /// Its country.
    pub country: Option<Country>,
    /// Where abuse of it is reported.
    pub abuse: Option<&'a str>,
    /// The place's address.
    pub address: Option<IpAddr>,
    /// Its autonomous system.
    pub system: Option<u32>,
    /// The place's name, and the domain of it that stands at a registry. Nothing where somebody else than whoever has
    /// the domain is sought.
    pub domain: Option<(&'a str, &'a str)>,
}

/// Whom to write to.
#[derive(Clone, Debug)]
pub enum Provider {
    /// This approved contact.
    Approved(Contact),
    /// This contact, once a person approves it.
    Proposed(Contact),
    /// One of several: a person says whose it is.
    Ambiguous,
    /// Nobody whom we know.
    Unknown,
}

/// Whom to write to about a place, as it was known whose it is at an instant. An approved contact before a proposed
/// one, the registry's own address before others, the newest before older ones.
pub async fn provider_for(
    tx: &mut Tx,
    actor: &Actor,
    holder: &Holder<'_>,
    at: Timestamp,
) -> Result<Provider, Error> {
    actor.may(Action::ReadStakeholders)?;
    let address = match holder.abuse.and_then(mail_address) {
        Some(address) => Some(address_index(tx, &address)?),
        None => None,
    };
    let organisation = match held_by(tx, holder, at).await? {
        Some(organisation) => Some(organisation),
        None => match registered(tx, holder, address).await? {
            Whose::One(organisation) => Some(organisation),
            Whose::Several => return Ok(Provider::Ambiguous),
            Whose::Nobody => None,
        },
    };
    let Some(organisation) = organisation else {
        return Ok(Provider::Unknown);
    };
    let of = values![organisation, address.unwrap_or_default()];
    let row: Option<Stored> = tx.optional(BEST, of).await?;
    Ok(match row.map(|stored| stored.open(tx)).transpose()? {
        Some(contact) if contact.state == State::Approved => Provider::Approved(contact),
        Some(contact) => Provider::Proposed(contact),
        None => Provider::Unknown,
    })
}

/// What any organisation was ever said to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Had {
    /// A domain.
    pub domains: bool,
    /// A network.
    pub networks: bool,
}

/// What any organisation was ever said to have: of what none has, nothing need be looked up.
pub async fn had(tx: &mut Tx, actor: &Actor) -> Result<Had, Error> {
    actor.may(Action::ReadStakeholders)?;
    let kinds: Vec<(String,)> = tx.all(KINDS, values![]).await?;
    let is_among = |kind: HeldKind| kinds.iter().any(|(name,)| name == kind.name());
    Ok(Had {
        domains: is_among(HeldKind::Domain),
        networks: is_among(HeldKind::Network),
    })
}

/// Whose it is by what a person said.
async fn held_by(
    tx: &mut Tx,
    holder: &Holder<'_>,
    at: Timestamp,
) -> Result<Option<Id<Organisation>>, Error> {
    if holder.kind != Kind::Provider {
        return Ok(None);
    }
    let domains = holder
        .domain
        .into_iter()
        .flat_map(|(name, lowest)| domains_above(name, lowest));
    let networks = holder.address.into_iter().flat_map(networks_around);
    let system = holder.system.map(Held::System);
    let mut sought = Vec::new();
    for held in domains.chain(networks).chain(system) {
        sought.push(value_index(tx, &held)?.to_vec());
    }
    if sought.is_empty() {
        return Ok(None);
    }
    let found: Vec<AtIndex> = tx.all(HELD, values![sought.clone(), at]).await?;
    let place = |index: &[u8]| sought.iter().position(|one| one.as_slice() == index);
    let nearest = found.into_iter().min_by_key(|had| place(&had.index));
    Ok(nearest.map(|had| had.organisation))
}

/// Whose it is by what registries say.
enum Whose {
    One(Id<Organisation>),
    Several,
    Nobody,
}

async fn registered(
    tx: &mut Tx,
    holder: &Holder<'_>,
    address: Option<[u8; 32]>,
) -> Result<Whose, Error> {
    let named: Vec<(Id<Organisation>,)> = match holder.name.and_then(plain_name) {
        Some(name) => {
            let index = identity_index(tx, holder.kind, holder.country, &name)?;
            tx.all(NAMED, values![index]).await?
        }
        None => Vec::new(),
    };
    let named: Vec<_> = named.into_iter().map(|(id,)| id).collect();
    let by_name = match *named.as_slice() {
        [] => Whose::Nobody,
        [one] => Whose::One(one),
        _ => Whose::Several,
    };
    let Some(address) = address else {
        return Ok(by_name);
    };
    let own = named.first().copied();
    let with_address: Vec<AtAddress> = tx
        .all(AT_ADDRESS, values![address, holder.kind.name(), own])
        .await?;
    // The statement puts whoever is nearest at the head: two that are as near leave it open.
    Ok(match with_address.as_slice() {
        [] => by_name,
        [one] => Whose::One(one.organisation),
        [first, second, ..] if first.rank < second.rank => Whose::One(first.organisation),
        _ => Whose::Several,
    })
}

struct AtIndex {
    index: Vec<u8>,
    organisation: Id<Organisation>,
}

impl FromRow for AtIndex {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            index: row.get("value_index")?,
            organisation: row.get("organisation_id")?,
        })
    }
}

/// An organisation that has an address.
struct AtAddress {
    organisation: Id<Organisation>,
    /// How near it is: 0 has the name too and a contact that a person answers for, 1 has the address approved, 2 has
    /// the name, 3 nothing but the address.
    rank: i64,
}

impl FromRow for AtAddress {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            organisation: row.get("organisation_id")?,
            rank: row.get("rank")?,
        })
    }
}

const HELD: &str = "-- stakeholders.holding.at
SELECT h.value_index, COALESCE(o.merged_into, o.id) AS organisation_id
FROM stakeholders_holding h JOIN stakeholders_organisation o ON o.id = h.organisation_id
WHERE h.value_index IN (
    /*on postgres*/ SELECT value FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) AND h.from_at <= $2 AND (h.until_at IS NULL OR h.until_at > $2)";

const KINDS: &str = "-- stakeholders.holding.kinds
SELECT 'domain' AS value WHERE EXISTS (SELECT 1 FROM stakeholders_holding WHERE kind = 'domain')
UNION ALL SELECT 'network' AS value WHERE EXISTS (SELECT 1 FROM stakeholders_holding WHERE kind = 'network')";

const NAMED: &str = "-- stakeholders.organisation.of_identity
SELECT DISTINCT COALESCE(merged_into, id) AS value FROM stakeholders_organisation WHERE id IN (
    SELECT id FROM stakeholders_organisation WHERE identity_index = $1
    UNION SELECT organisation_id FROM stakeholders_alias WHERE identity_index = $1)";

const AT_ADDRESS: &str = "-- stakeholders.contact.at_address
SELECT o.id AS organisation_id, CAST(MIN(CASE
    WHEN o.id = $3 AND EXISTS (SELECT 1 FROM stakeholders_contact mine WHERE mine.state = 'approved'
        AND mine.organisation_id IN (SELECT id FROM stakeholders_organisation WHERE id = $3 OR merged_into = $3)) THEN 0
    WHEN c.state = 'approved' THEN 1
    WHEN o.id = $3 THEN 2
    ELSE 3 END) AS BIGINT) AS rank
FROM stakeholders_contact c JOIN stakeholders_organisation own ON own.id = c.organisation_id
    JOIN stakeholders_organisation o ON o.id = COALESCE(own.merged_into, own.id)
WHERE c.address_index = $1 AND c.state <> 'retired' AND o.kind = $2
GROUP BY o.id ORDER BY 2, 1 LIMIT 2";

const BEST: &str = "-- stakeholders.contact.best
SELECT c.id, own.id AS own_id, o.id AS organisation_id, o.kind, o.country, o.data_key AS name_key, o.name,
    c.data_key AS address_key, c.address, c.key, c.key_until, c.channel, c.form, c.language, c.csv, c.xarf, c.pace,
    c.state, c.source, c.added_at
FROM stakeholders_contact c JOIN stakeholders_organisation own ON own.id = c.organisation_id
    JOIN stakeholders_organisation o ON o.id = COALESCE(own.merged_into, own.id)
WHERE c.organisation_id IN (SELECT id FROM stakeholders_organisation WHERE id = $1 OR merged_into = $1)
    AND c.state <> 'retired'
ORDER BY CASE c.state WHEN 'approved' THEN 0 ELSE 1 END, CASE WHEN c.address_index = $2 THEN 0 ELSE 1 END,
    c.added_at DESC, c.id
LIMIT 1";
