//! Partners whose programs send reports, and their keys.
//!
//! A key is [`crate::bearer`]'s, and the store holds its SHA-256 alone. A partner may have several keys, so that a
//! new one can come before the old one goes.

use audit::About;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use kernel::{Day, Id, Sensitive, Timestamp};
use page::Problem;
use serde_json::json;
use store::{Db, FromRow, Place, Row, Tx, values};

use crate::bearer::{Key, unknown};
use crate::staff::{folded, is_line};
use crate::{Action, Actor, Desk, Error, Partner};

/// What every key of a partner begins with.
const PREFIX: &str = "ohpk_";

/// A key just made. Its text is shown once and kept nowhere.
#[derive(Debug)]
pub struct NewKey {
    /// The key, as requests carry it: `Authorization: Bearer …`.
    pub text: Sensitive<String>,
    /// Whose it is.
    pub partner: Id<Partner>,
}

/// A key as administrators see it.
#[derive(Clone, Debug)]
pub struct PartnerKey {
    /// Which one.
    pub id: Id<PartnerKey>,
    /// Whose it is.
    pub partner: Id<Partner>,
    /// The partner's name.
    pub name: Sensitive<String>,
    /// Since when.
    pub added_at: Timestamp,
    /// The UTC day on which it was last used.
    pub used: Option<Day>,
    /// Since when it opens nothing.
    pub retired_at: Option<Timestamp>,
}

/// Gives a partner a key; a name that has keys already is the same partner.
pub async fn add_partner_key(tx: &mut Tx, actor: &Actor, name: &str) -> Result<NewKey, Error> {
    actor.may(Action::ManagePartners)?;
    let name = name.trim();
    if !is_line(name, 100) {
        return Err(Error::Name);
    }
    // Two first keys of one name at once would be two partners.
    tx.lock("identity.partner").await?;
    let index = name_index(tx, name)?;
    let known: Option<(Id<Partner>,)> = tx.optional(OF_NAME, values![index]).await?;
    let partner = known.map_or_else(|| tx.new_id(), |(partner,)| partner);
    let id: Id<PartnerKey> = tx.new_id();
    let (data_key, wrapped) = tx.keyring()?.new_data_key(key_place(id), tx.entropy());
    let sealed = data_key.seal(name_place(id), name.as_bytes(), tx.entropy());
    let key = Key::random(PREFIX, tx.entropy());
    let now = tx.now();
    tx.execute(
        INSERT,
        values![
            id,
            partner,
            index,
            wrapped,
            sealed,
            key.hash(),
            now,
            actor.staff_id(),
        ],
    )
    .await?;
    audit::record(
        tx,
        actor.who(),
        "identity.add_partner_key",
        About::one("partner_key", id),
        json!({ "partner": partner }),
    )
    .await?;
    Ok(NewKey {
        text: key.text(),
        partner,
    })
}

/// Every key, those added first at the head; at most a thousand.
pub async fn partner_keys(tx: &mut Tx, actor: &Actor) -> Result<Vec<PartnerKey>, Error> {
    actor.may(Action::ManagePartners)?;
    let records: Vec<Record> = tx.all(LIST, values![]).await?;
    records
        .into_iter()
        .map(|record| record.open(tx))
        .collect::<Result<_, _>>()
}

/// Retires a key: it opens nothing any more. What was sent with it stays.
pub async fn retire_partner_key(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<PartnerKey>,
) -> Result<(), Error> {
    actor.may(Action::ManagePartners)?;
    let now = tx.now();
    if tx.execute(RETIRE, values![id, now]).await? == 0 {
        let known: Option<(Id<PartnerKey>,)> = tx.optional(KNOWN, values![id]).await?;
        return known.map(|_| ()).ok_or(Error::NoPartner);
    }
    let about = About::one("partner_key", id);
    let action = "identity.retire_partner_key";
    audit::record(tx, actor.who(), action, about, json!({})).await?;
    Ok(())
}

/// Retires every key of the partner of this name. How many there were.
pub async fn retire_partner(tx: &mut Tx, actor: &Actor, name: &str) -> Result<usize, Error> {
    actor.may(Action::ManagePartners)?;
    let index = name_index(tx, name)?;
    let open: Vec<(Id<PartnerKey>,)> = tx.all(OPEN_OF_NAME, values![index]).await?;
    for (id,) in &open {
        retire_partner_key(tx, actor, *id).await?;
    }
    if open.is_empty() {
        return Err(Error::NoPartner);
    }
    Ok(open.len())
}

/// A partner's program, for the handler of a route that takes a key: `Authorization: Bearer …` (RFC 6750). Any
/// other request is answered 401, whatever was wrong with it.
#[derive(Clone, Debug)]
pub struct WithKey {
    /// Who acts: for every function of a module.
    pub actor: Actor,
    /// Which partner.
    pub partner: Id<Partner>,
}

impl FromRequestParts<Desk> for WithKey {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Response> {
        let partner = match Key::sent(PREFIX, &parts.headers) {
            Some(key) => opened(&desk.db, &key)
                .await
                .map_err(|error| Problem::from(error).into_response())?,
            None => None,
        };
        match partner {
            Some(partner) => Ok(Self {
                actor: Actor::partner(partner),
                partner,
            }),
            None => Err(unknown()),
        }
    }
}

/// Whose key this is, while it is not retired. Its day of use is noted, once a day.
async fn opened(db: &Db, key: &Key) -> Result<Option<Id<Partner>>, Error> {
    let mut tx = db.read().await?;
    let found: Option<Found> = tx.optional(FIND, values![key.hash()]).await?;
    drop(tx);
    let Some(found) = found else {
        return Ok(None);
    };
    let today = db.clock().now().day();
    if found.used != Some(today) {
        let mut tx = db.write().await?;
        tx.execute(USE, values![found.id, today]).await?;
        tx.commit().await?;
    }
    Ok(Some(found.partner))
}

struct Found {
    id: Id<PartnerKey>,
    partner: Id<Partner>,
    used: Option<Day>,
}

impl FromRow for Found {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            partner: row.get("partner_id")?,
            used: row.get("used_day")?,
        })
    }
}

struct Record {
    id: Id<PartnerKey>,
    partner: Id<Partner>,
    data_key: Vec<u8>,
    name: Vec<u8>,
    added_at: Timestamp,
    used: Option<Day>,
    retired_at: Option<Timestamp>,
}

impl FromRow for Record {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            partner: row.get("partner_id")?,
            data_key: row.get("data_key")?,
            name: row.get("name")?,
            added_at: row.get("added_at")?,
            used: row.get("used_day")?,
            retired_at: row.get("retired_at")?,
        })
    }
}

impl Record {
    fn open(self, tx: &Tx) -> Result<PartnerKey, Error> {
        let key = tx
            .keyring()?
            .data_key(key_place(self.id), &self.data_key)
            .map_err(store::Error::from)?;
        Ok(PartnerKey {
            id: self.id,
            partner: self.partner,
            name: key
                .open_text(name_place(self.id), &self.name)
                .map_err(store::Error::from)?,
            added_at: self.added_at,
            used: self.used,
            retired_at: self.retired_at,
        })
    }
}

fn name_index(tx: &Tx, name: &str) -> Result<[u8; 32], Error> {
    Ok(tx
        .keyring()?
        .blind_index("identity.partner", folded(name).as_bytes()))
}

const fn key_place(id: Id<PartnerKey>) -> Place {
    Place::new("identity_partner_key", "data_key", id)
}

const fn name_place(id: Id<PartnerKey>) -> Place {
    Place::new("identity_partner_key", "name", id)
}

const OF_NAME: &str = "-- identity.partner.of_name
SELECT partner_id AS value FROM identity_partner_key WHERE name_index = $1 ORDER BY added_at LIMIT 1";

const INSERT: &str = "-- identity.partner_key.insert
INSERT INTO identity_partner_key
    (id, partner_id, name_index, data_key, name, key_hash, added_at, added_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const LIST: &str = "-- identity.partner_key.list
SELECT id, partner_id, data_key, name, added_at, used_day, retired_at FROM identity_partner_key
ORDER BY added_at, id LIMIT 1000";

const RETIRE: &str = "-- identity.partner_key.retire
UPDATE identity_partner_key SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL";

const KNOWN: &str = "-- identity.partner_key.known
SELECT id AS value FROM identity_partner_key WHERE id = $1";

const OPEN_OF_NAME: &str = "-- identity.partner_key.open_of_name
SELECT id AS value FROM identity_partner_key
WHERE name_index = $1 AND retired_at IS NULL ORDER BY added_at, id LIMIT 1000";

const FIND: &str = "-- identity.partner_key.find
SELECT id, partner_id, used_day FROM identity_partner_key WHERE key_hash = $1 AND retired_at IS NULL";

const USE: &str = "-- identity.partner_key.use
UPDATE identity_partner_key SET used_day = $2 WHERE id = $1";
