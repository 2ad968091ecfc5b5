//! Organisations as they are read: one, a part of all, and those that a search finds.

use identity::{Action, Actor};
use kernel::{Country, Id, Sensitive, Timestamp};
use store::{FromRow, Place, Row, Tx, values};
use uuid::Uuid;

use crate::address::mail_address;
use crate::contact::{address_index, name_index, plain_name, sealed_name};
use crate::holding::value_index;
use crate::read::Stored as StoredContact;
use crate::{Contact, Error, Held, HeldKind, Kind, MOST, Organisation};

/// The longest reason, in characters.
const REASON: usize = 1000;

/// An organisation, opened.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Its id.
    pub id: Id<Organisation>,
    /// What it is to us.
    pub kind: Kind,
    /// Its country.
    pub country: Option<Country>,
    /// Its name.
    pub name: Sensitive<String>,
    /// The autonomous system that a registry named with it.
    pub system: Option<u32>,
    /// Since when we know it.
    pub added_at: Timestamp,
    /// The one that it is merged into.
    pub merged_into: Option<Id<Organisation>>,
}

/// Behind which organisation a list goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(Timestamp, Id<Organisation>);

impl Cursor {
    /// Behind this one.
    pub const fn behind(one: &Overview) -> Self {
        Self(one.added_at, one.id)
    }

    pub(crate) fn text(self) -> String {
        format!("{}.{}", self.0.micros(), self.1)
    }

    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        let at = Timestamp::from_micros(at.parse().ok()?);
        Some(Self(at, id.parse().ok()?))
    }
}

/// An organisation.
pub async fn organisation(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Organisation>,
) -> Result<Overview, Error> {
    actor.may(Action::ReadStakeholders)?;
    let row: Option<Stored> = tx.optional(GET, values![id]).await?;
    Ok(row.ok_or(Error::NotFound)?.open(tx)?)
}

/// The organisations that are merged into no other, those added last at the head: behind one of them, so many at most.
pub async fn organisations(
    tx: &mut Tx,
    actor: &Actor,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Overview>, Error> {
    actor.may(Action::ReadStakeholders)?;
    let start = Cursor(Timestamp::from_micros(i64::MAX), Id::from_uuid(Uuid::nil()));
    let Cursor(at, id) = after.unwrap_or(start);
    let rows: Vec<Stored> = tx.all(SOME, values![at, id, limit]).await?;
    opened(tx, rows)
}

/// The organisations that have exactly this: for their name or an alias, whatever its case; for an address of a contact; or
/// now for a domain, a range of addresses or the number of an autonomous system. At most 100.
pub async fn search(tx: &mut Tx, actor: &Actor, text: &str) -> Result<Vec<Overview>, Error> {
    actor.may(Action::ReadStakeholders)?;
    let nothing = [0; 32];
    let name = match plain_name(text) {
        Some(name) => name_index(tx, &name)?,
        None => nothing,
    };
    let address = match mail_address(text) {
        Some(address) => address_index(tx, &address)?,
        None => nothing,
    };
    let mut held = Vec::new();
    for kind in HeldKind::ALL {
        if let Some(one) = Held::read(kind, text) {
            held.push(value_index(tx, &one)?.to_vec());
        }
    }
    let system = match Held::read(HeldKind::System, text) {
        Some(Held::System(number)) => Some(i64::from(number)),
        _ => None,
    };
    let rows: Vec<Stored> = tx.all(SEARCH, values![name, address, held, system]).await?;
    opened(tx, rows)
}

/// The contacts of an organisation and of what is merged into it, those that are written to first. At most 500.
pub async fn contacts_of(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Organisation>,
) -> Result<Vec<Contact>, Error> {
    actor.may(Action::ReadStakeholders)?;
    let rows: Vec<StoredContact> = tx.all(CONTACTS, values![id, MOST]).await?;
    let opened: store::Result<_> = rows.into_iter().map(|row| row.open(tx)).collect();
    Ok(opened?)
}

/// What an organisation is to us and where, without its name. Refuses one that is merged into another: what is said of
/// it is said of that one.
pub(crate) async fn identity(
    tx: &mut Tx,
    id: Id<Organisation>,
) -> Result<(Kind, Option<Country>), Error> {
    let row: Option<Stored> = tx.optional(GET, values![id]).await?;
    let row = row.ok_or(Error::NotFound)?;
    if row.merged_into.is_some() {
        return Err(Error::Merged);
    }
    Ok((row.kind()?, row.country()?))
}

/// Refuses an organisation that is no provider, or is merged into another.
pub(crate) async fn provider(tx: &mut Tx, id: Id<Organisation>) -> Result<(), Error> {
    match identity(tx, id).await? {
        (Kind::Provider, _) => Ok(()),
        _ => Err(Error::NoProvider),
    }
}

/// Holds an organisation's row until the transaction ends, so that it is changed as it was read.
pub(crate) async fn keep(tx: &mut Tx, id: Id<Organisation>) -> Result<(), Error> {
    let row: Option<(Id<Organisation>,)> = tx.optional(LOCK, values![id]).await?;
    row.map(|_| ()).ok_or(Error::NotFound)
}

/// A reason in one line of its own words; nothing where it is empty or too long.
pub(crate) fn reason(text: &str) -> Option<Sensitive<String>> {
    let text = text.trim();
    let usable = !text.is_empty() && text.chars().count() <= REASON;
    usable.then(|| Sensitive::new(text.to_owned()))
}

pub(crate) fn opened(tx: &Tx, rows: Vec<Stored>) -> Result<Vec<Overview>, Error> {
    let opened: store::Result<_> = rows.into_iter().map(|row| row.open(tx)).collect();
    Ok(opened?)
}

pub(crate) struct Stored {
    id: Id<Organisation>,
    kind: String,
    country: Option<String>,
    system: Option<i64>,
    data_key: Vec<u8>,
    name: Vec<u8>,
    added_at: Timestamp,
    merged_into: Option<Id<Organisation>>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            country: row.get("country")?,
            system: row.get("autonomous_system")?,
            data_key: row.get("data_key")?,
            name: row.get("name")?,
            added_at: row.get("added_at")?,
            merged_into: row.get("merged_into")?,
        })
    }
}

impl Stored {
    fn kind(&self) -> store::Result<Kind> {
        let unreadable = store::Error::Unreadable("stakeholders_organisation.kind");
        Kind::named(&self.kind).ok_or(unreadable)
    }

    fn country(&self) -> store::Result<Option<Country>> {
        let unreadable = |_| store::Error::Unreadable("stakeholders_organisation.country");
        let country = self.country.as_ref();
        country
            .map(|text| text.parse().map_err(unreadable))
            .transpose()
    }

    fn open(self, tx: &Tx) -> store::Result<Overview> {
        let place = Place::new("stakeholders_organisation", "data_key", self.id);
        let key = tx.keyring()?.data_key(place, &self.data_key)?;
        Ok(Overview {
            id: self.id,
            kind: self.kind()?,
            country: self.country()?,
            name: key.open_text(sealed_name(self.id), &self.name)?,
            system: self.system.and_then(|number| u32::try_from(number).ok()),
            added_at: self.added_at,
            merged_into: self.merged_into,
        })
    }
}

const GET: &str = "-- stakeholders.organisation.get
SELECT id, kind, country, autonomous_system, data_key, name, added_at, merged_into
FROM stakeholders_organisation WHERE id = $1";

const LOCK: &str = "-- stakeholders.organisation.lock
SELECT id AS value FROM stakeholders_organisation WHERE id = $1 /*for update*/";

const SOME: &str = "-- stakeholders.organisation.some
SELECT id, kind, country, autonomous_system, data_key, name, added_at, merged_into
FROM stakeholders_organisation
WHERE merged_into IS NULL AND (added_at, id) < ($1, $2)
ORDER BY added_at DESC, id DESC LIMIT $3";

const SEARCH: &str = "-- stakeholders.organisation.search
SELECT id, kind, country, autonomous_system, data_key, name, added_at, merged_into
FROM stakeholders_organisation
WHERE id IN (SELECT COALESCE(merged_into, id) FROM stakeholders_organisation WHERE id IN (
    SELECT id FROM stakeholders_organisation WHERE name_index = $1
    UNION SELECT organisation_id FROM stakeholders_alias WHERE name_index = $1
    UNION SELECT organisation_id FROM stakeholders_contact WHERE address_index = $2
    UNION SELECT organisation_id FROM stakeholders_holding WHERE until_at IS NULL AND value_index IN (
        /*on postgres*/ SELECT value FROM unnest($3::bytea[]) AS value
        /*on sqlite*/ SELECT unhex(value) FROM json_each($3) /*end*/
    )
    UNION SELECT id FROM stakeholders_organisation WHERE autonomous_system = $4
))
ORDER BY added_at DESC, id DESC LIMIT 100";

const CONTACTS: &str = "-- stakeholders.contact.of_organisation
SELECT c.id, own.id AS own_id, o.id AS organisation_id, o.kind, o.country, o.data_key AS name_key, o.name,
    c.data_key AS address_key, c.address, c.key, c.key_until, c.channel, c.form, c.language, c.csv, c.xarf, c.pace,
    c.state, c.source, c.added_at
FROM stakeholders_contact c JOIN stakeholders_organisation own ON own.id = c.organisation_id
    JOIN stakeholders_organisation o ON o.id = COALESCE(own.merged_into, own.id)
WHERE c.organisation_id IN (SELECT id FROM stakeholders_organisation WHERE id = $1 OR merged_into = $1)
ORDER BY CASE c.state WHEN 'approved' THEN 0 WHEN 'proposed' THEN 1 ELSE 2 END, c.added_at DESC, c.id LIMIT $2";
