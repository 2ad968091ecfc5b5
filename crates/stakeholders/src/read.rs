//! Contacts as they are read: for pages, and for whoever writes to them.

use identity::{Action, Actor};
use kernel::{Country, Id, Sensitive, Timestamp};
use store::{FromRow, Place, Row, Tx, values};

use crate::contact::{
    Contact, Organisation, Source, name_index, plain_name, sealed_address, sealed_key, sealed_name,
};
use crate::holding::value_index;
use crate::manner::sealed_form;
use crate::{Channel, Error, Held, Kind, Manner, Pace, State};

/// Contacts of one list at most.
pub const MOST: i64 = 500;

/// A contact.
pub async fn contact(tx: &mut Tx, actor: &Actor, id: Id<Contact>) -> Result<Contact, Error> {
    actor.may(Action::ReadStakeholders)?;
    let stored = tx
        .optional::<Stored>(GET, values![id])
        .await?
        .ok_or(Error::NotFound)?;
    Ok(stored.open(tx)?)
}

/// The contacts, newest first: those that wait for approval before the others. At most 500.
pub async fn contacts(tx: &mut Tx, actor: &Actor) -> Result<Vec<Contact>, Error> {
    contacts_part(tx, actor, None, MOST).await
}

/// The names of the organisations of a kind, those added last at the head: at most 500, and no address is opened
/// for them.
pub async fn names(
    tx: &mut Tx,
    actor: &Actor,
    kind: Kind,
) -> Result<Vec<(Id<Organisation>, Sensitive<String>)>, Error> {
    actor.may(Action::ReadStakeholders)?;
    let rows: Vec<Named> = tx.all(NAMES, values![kind.name(), MOST]).await?;
    Ok(rows
        .into_iter()
        .map(|row| row.open(tx))
        .collect::<store::Result<_>>()?)
}

/// The name of an organisation, or of the one that it is merged into; nothing where there is none.
pub async fn organisation_name(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Organisation>,
) -> Result<Option<Sensitive<String>>, Error> {
    actor.may(Action::ReadStakeholders)?;
    let row = tx.optional::<Named>(NAME_OF, values![id]).await?;
    let named = row.map(|row| row.open(tx)).transpose()?;
    Ok(named.map(|(_, name)| name))
}

/// The organisations of a kind that have exactly this name, whatever its case, or this alias, each with its country.
pub async fn named(
    tx: &mut Tx,
    actor: &Actor,
    kind: Kind,
    name: &str,
) -> Result<Vec<(Id<Organisation>, Option<Country>)>, Error> {
    actor.may(Action::ReadStakeholders)?;
    let Some(name) = plain_name(name) else {
        return Ok(Vec::new());
    };
    let index = name_index(tx, &name)?;
    let found: Vec<Found> = tx.all(NAMED, values![kind.name(), index]).await?;
    Ok(found.into_iter().map(|Found(found)| found).collect())
}

/// An organisation and its country.
struct Found((Id<Organisation>, Option<Country>));

impl FromRow for Found {
    fn from_row(row: &Row) -> store::Result<Self> {
        let country = parsed(row.get("country")?, "stakeholders_organisation.country")?;
        Ok(Self((row.get("id")?, country)))
    }
}

struct Named {
    id: Id<Organisation>,
    data_key: Vec<u8>,
    name: Vec<u8>,
}

impl Named {
    fn open(self, tx: &Tx) -> store::Result<(Id<Organisation>, Sensitive<String>)> {
        let place = Place::new("stakeholders_organisation", "data_key", self.id);
        let key = tx.keyring()?.data_key(place, &self.data_key)?;
        Ok((self.id, key.open_text(sealed_name(self.id), &self.name)?))
    }
}

impl FromRow for Named {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            data_key: row.get("data_key")?,
            name: row.get("name")?,
        })
    }
}

/// Behind which contact a list goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ContactCursor {
    /// 0 for what waits for approval, 1 for what is approved, 2 for what is retired.
    rank: i64,
    added_at: Timestamp,
    id: Id<Contact>,
}

impl ContactCursor {
    pub(crate) const fn behind(contact: &Contact) -> Self {
        Self {
            rank: match contact.state {
                State::Proposed => 0,
                State::Approved => 1,
                State::Retired => 2,
            },
            added_at: contact.added_at,
            id: contact.id,
        }
    }

    pub(crate) fn text(self) -> String {
        format!("{}.{}.{}", self.rank, self.added_at.micros(), self.id)
    }

    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        Some(Self {
            rank: parts.next()?.parse().ok()?,
            added_at: Timestamp::from_micros(parts.next()?.parse().ok()?),
            id: parts.next()?.parse().ok()?,
        })
    }
}

/// The same behind one of them, so many at most.
pub(crate) async fn contacts_part(
    tx: &mut Tx,
    actor: &Actor,
    after: Option<ContactCursor>,
    limit: i64,
) -> Result<Vec<Contact>, Error> {
    actor.may(Action::ReadStakeholders)?;
    let (rank, added_at, id) = match after {
        Some(after) => (after.rank, after.added_at, Some(after.id)),
        None => (-1, Timestamp::from_micros(0), None),
    };
    let rows = tx
        .all::<Stored>(ALL, values![rank, added_at, id, limit])
        .await?;
    let opened: store::Result<_> = rows.into_iter().map(|stored| stored.open(tx)).collect();
    Ok(opened?)
}

/// The approved contact of a country's police; the newest where there are several.
pub async fn police(
    tx: &mut Tx,
    actor: &Actor,
    country: Country,
) -> Result<Option<Contact>, Error> {
    authority(tx, actor, Kind::Police, country).await
}

/// The approved contact of an organisation of this kind that a country has one of: its police, its partner hotline, its
/// regulator; the newest where there are several.
pub async fn authority(
    tx: &mut Tx,
    actor: &Actor,
    kind: Kind,
    country: Country,
) -> Result<Option<Contact>, Error> {
    actor.may(Action::ReadStakeholders)?;
    let row = tx
        .optional::<Stored>(AUTHORITY, values![country.code(), kind.name()])
        .await?;
    Ok(row.map(|stored| stored.open(tx)).transpose()?)
}

/// The approved contacts of whoever runs an autonomous system, the newest first, some: of the provider of which a person
/// said that it has it; else of those that a registry named with it.
pub async fn in_system(tx: &mut Tx, actor: &Actor, number: u32) -> Result<Vec<Contact>, Error> {
    actor.may(Action::ReadStakeholders)?;
    let index = value_index(tx, &Held::System(number))?;
    let of = values![i64::from(number), index];
    let rows: Vec<Stored> = tx.all(IN_SYSTEM, of).await?;
    let opened: store::Result<_> = rows.into_iter().map(|stored| stored.open(tx)).collect();
    Ok(opened?)
}

pub(crate) struct Stored {
    id: Id<Contact>,
    own: Id<Organisation>,
    organisation: Id<Organisation>,
    kind: String,
    country: Option<String>,
    name_key: Vec<u8>,
    name: Vec<u8>,
    address_key: Vec<u8>,
    address: Vec<u8>,
    key: Option<Vec<u8>>,
    key_until: Option<Timestamp>,
    channel: String,
    form: Option<Vec<u8>>,
    language: Option<String>,
    csv: bool,
    xarf: bool,
    pace: String,
    state: String,
    source: String,
    added_at: Timestamp,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            own: row.get("own_id")?,
            organisation: row.get("organisation_id")?,
            kind: row.get("kind")?,
            country: row.get("country")?,
            name_key: row.get("name_key")?,
            name: row.get("name")?,
            address_key: row.get("address_key")?,
            address: row.get("address")?,
            key: row.get("key")?,
            key_until: row.get("key_until")?,
            channel: row.get("channel")?,
            form: row.get("form")?,
            language: row.get("language")?,
            csv: row.get("csv")?,
            xarf: row.get("xarf")?,
            pace: row.get("pace")?,
            state: row.get("state")?,
            source: row.get("source")?,
            added_at: row.get("added_at")?,
        })
    }
}

impl Stored {
    pub(crate) fn open(self, tx: &Tx) -> store::Result<Contact> {
        let unreadable = store::Error::Unreadable;
        let keyring = tx.keyring()?;
        let place = Place::new("stakeholders_organisation", "data_key", self.organisation);
        let name = keyring
            .data_key(place, &self.name_key)?
            .open_text(sealed_name(self.organisation), &self.name)?;
        let place = Place::new("stakeholders_contact", "data_key", self.id);
        let data_key = keyring.data_key(place, &self.address_key)?;
        let address = data_key.open_text(sealed_address(self.id), &self.address)?;
        let key = match &self.key {
            Some(sealed) => Some(data_key.open(sealed_key(self.id), sealed)?.expose().clone()),
            None => None,
        };
        let form = match &self.form {
            Some(sealed) => Some(data_key.open_text(sealed_form(self.id), sealed)?),
            None => None,
        };
        let manner = Manner {
            channel: Channel::named(&self.channel)
                .ok_or(unreadable("stakeholders_contact.channel"))?,
            form,
            language: parsed(self.language, "stakeholders_contact.language")?,
            csv: self.csv,
            xarf: self.xarf,
            pace: Pace::named(&self.pace).ok_or(unreadable("stakeholders_contact.pace"))?,
        };
        Ok(Contact {
            id: self.id,
            organisation: self.organisation,
            own: self.own,
            kind: Kind::named(&self.kind).ok_or(unreadable("stakeholders_organisation.kind"))?,
            name,
            country: parsed(self.country, "stakeholders_organisation.country")?,
            address,
            key,
            key_until: self.key_until,
            manner,
            state: State::named(&self.state).ok_or(unreadable("stakeholders_contact.state"))?,
            source: match self.source.as_str() {
                "trace" => Source::Trace,
                "staff" => Source::Staff,
                _ => return Err(unreadable("stakeholders_contact.source")),
            },
            added_at: self.added_at,
        })
    }
}

fn parsed<T: std::str::FromStr>(
    text: Option<String>,
    column: &'static str,
) -> store::Result<Option<T>> {
    text.map(|text| text.parse().map_err(|_| store::Error::Unreadable(column)))
        .transpose()
}

const GET: &str = "-- stakeholders.contact.get
SELECT c.id, own.id AS own_id, o.id AS organisation_id, o.kind, o.country, o.data_key AS name_key, o.name,
    c.data_key AS address_key, c.address, c.key, c.key_until, c.channel, c.form, c.language, c.csv, c.xarf, c.pace,
    c.state, c.source, c.added_at
FROM stakeholders_contact c JOIN stakeholders_organisation own ON own.id = c.organisation_id
    JOIN stakeholders_organisation o ON o.id = COALESCE(own.merged_into, own.id)
WHERE c.id = $1";

const ALL: &str = "-- stakeholders.contact.all
SELECT c.id, own.id AS own_id, o.id AS organisation_id, o.kind, o.country, o.data_key AS name_key, o.name,
    c.data_key AS address_key, c.address, c.key, c.key_until, c.channel, c.form, c.language, c.csv, c.xarf, c.pace,
    c.state, c.source, c.added_at
FROM stakeholders_contact c JOIN stakeholders_organisation own ON own.id = c.organisation_id
    JOIN stakeholders_organisation o ON o.id = COALESCE(own.merged_into, own.id)
WHERE CASE c.state WHEN 'proposed' THEN 0 WHEN 'approved' THEN 1 ELSE 2 END > $1
    OR CASE c.state WHEN 'proposed' THEN 0 WHEN 'approved' THEN 1 ELSE 2 END = $1
        AND (c.added_at < $2 OR c.added_at = $2 AND c.id > $3)
ORDER BY CASE c.state WHEN 'proposed' THEN 0 WHEN 'approved' THEN 1 ELSE 2 END, c.added_at DESC, c.id
LIMIT $4";

const NAMES: &str = "-- stakeholders.organisation.names
SELECT id, data_key, name FROM stakeholders_organisation WHERE kind = $1 AND merged_into IS NULL
ORDER BY added_at DESC, id LIMIT $2";

const NAME_OF: &str = "-- stakeholders.organisation.name_of
SELECT id, data_key, name FROM stakeholders_organisation
WHERE id = (SELECT COALESCE(merged_into, id) FROM stakeholders_organisation WHERE id = $1)";

const NAMED: &str = "-- stakeholders.organisation.named
SELECT id, country FROM stakeholders_organisation WHERE kind = $1 AND id IN (
    SELECT COALESCE(merged_into, id) FROM stakeholders_organisation WHERE id IN (
        SELECT id FROM stakeholders_organisation WHERE name_index = $2
        UNION SELECT organisation_id FROM stakeholders_alias WHERE name_index = $2))
ORDER BY country, id LIMIT 300";

const AUTHORITY: &str = "-- stakeholders.contact.authority
SELECT c.id, own.id AS own_id, o.id AS organisation_id, o.kind, o.country, o.data_key AS name_key, o.name,
    c.data_key AS address_key, c.address, c.key, c.key_until, c.channel, c.form, c.language, c.csv, c.xarf, c.pace,
    c.state, c.source, c.added_at
FROM stakeholders_contact c JOIN stakeholders_organisation own ON own.id = c.organisation_id
    JOIN stakeholders_organisation o ON o.id = COALESCE(own.merged_into, own.id)
WHERE o.kind = $2 AND o.country = $1 AND c.state = 'approved'
ORDER BY c.added_at DESC, c.id LIMIT 1";

const IN_SYSTEM: &str = "-- stakeholders.contact.in_system
WITH holders AS (
    SELECT COALESCE(merged_into, id) AS id FROM stakeholders_organisation WHERE id IN (
        SELECT organisation_id FROM stakeholders_holding WHERE value_index = $2 AND until_at IS NULL
        UNION SELECT id FROM stakeholders_organisation WHERE autonomous_system = $1 AND NOT EXISTS (
            SELECT 1 FROM stakeholders_holding WHERE value_index = $2 AND until_at IS NULL))
)
SELECT c.id, own.id AS own_id, o.id AS organisation_id, o.kind, o.country, o.data_key AS name_key, o.name,
    c.data_key AS address_key, c.address, c.key, c.key_until, c.channel, c.form, c.language, c.csv, c.xarf, c.pace,
    c.state, c.source, c.added_at
FROM stakeholders_contact c JOIN stakeholders_organisation own ON own.id = c.organisation_id
    JOIN stakeholders_organisation o ON o.id = COALESCE(own.merged_into, own.id)
WHERE c.organisation_id IN (
    SELECT id FROM holders
    UNION SELECT m.id FROM stakeholders_organisation m JOIN holders h ON h.id = m.merged_into
) AND o.kind = 'provider' AND c.state = 'approved'
ORDER BY c.added_at DESC, c.id LIMIT 20";
