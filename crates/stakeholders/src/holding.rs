//! Holdings: which networks, autonomous systems and domains a provider has, and since when.
//!
//! A person says so, for a reason, and outranks what registries say. None is ever changed: one that was wrong, or is
//! over, ends, and another begins. Whoever was written to meanwhile was written to.

mod value;

use audit::About;
use identity::{Action, Actor, Staff};
use kernel::{Id, Sensitive, Timestamp};
use serde_json::json;
use store::{DataKey, FromRow, Place, Row, Tx, values};

pub use value::{Held, HeldKind};
pub(crate) use value::{domains_above, networks_around};

use crate::change::queue_changed;
use crate::organisation::{provider, reason};
use crate::{Error, Organisation};

/// Holdings of one list at most.
const LISTED: i64 = 1000;

/// Something that a provider has, or had.
#[derive(Clone, Debug)]
pub struct Holding {
    /// Its id.
    pub id: Id<Holding>,
    /// Whose it is, or was: the one that it is merged into, where whoever was said to have it is.
    pub organisation: Id<Organisation>,
    /// What it is.
    pub held: Held,
    /// Since when.
    pub from: Timestamp,
    /// Until when; nothing while it is.
    pub until: Option<Timestamp>,
    /// Why somebody said so.
    pub why: Sensitive<String>,
    /// Who.
    pub added_by: Id<Staff>,
    /// Who said that it is over, and why.
    pub ended: Option<(Id<Staff>, Sensitive<String>)>,
}

/// A holding that a person says a provider has.
#[derive(Clone, Copy, Debug)]
pub struct NewHolding<'a> {
    /// What it is.
    pub kind: HeldKind,
    /// As it was typed.
    pub value: &'a str,
    /// Since when.
    pub from: Timestamp,
    /// Why.
    pub why: &'a str,
}

/// Says that a provider has something since then. What another has now is corrected instead, by [`correct`].
pub async fn hold(
    tx: &mut Tx,
    actor: &Actor,
    organisation: Id<Organisation>,
    new: &NewHolding<'_>,
) -> Result<Id<Holding>, Error> {
    actor.may(Action::ManageProviders)?;
    let held = Held::read(new.kind, new.value).ok_or(Error::Held)?;
    let why = reason(new.why).ok_or(Error::Reason)?;
    provider(tx, organisation).await?;
    let now = tx.now();
    if new.from > now {
        return Err(Error::Future);
    }
    let index = value_index(tx, &held)?;
    let overlaps: Option<(Id<Holding>,)> = tx.optional(OVERLAPS, values![index, new.from]).await?;
    if overlaps.is_some() {
        return Err(Error::Overlaps);
    }
    let id = insert(tx, actor, organisation, &held, new.from, &why).await?;
    queue_changed(tx, None).await?;
    Ok(id)
}

/// Something is another provider's: what was said of it ends now, and the other has it from now on. Notices that left
/// keep whom they went to.
pub async fn correct(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Holding>,
    organisation: Id<Organisation>,
    why: &str,
) -> Result<Id<Holding>, Error> {
    actor.may(Action::ManageProviders)?;
    let why = reason(why).ok_or(Error::Reason)?;
    provider(tx, organisation).await?;
    let holding = end_now(tx, actor, id, &why).await?;
    if holding.organisation == organisation {
        return Err(Error::SameProvider);
    }
    let now = tx.now();
    let begun = insert(tx, actor, organisation, &holding.held, now, &why).await?;
    queue_changed(tx, Some(holding.organisation)).await?;
    Ok(begun)
}

/// A provider has something no more.
pub async fn end(tx: &mut Tx, actor: &Actor, id: Id<Holding>, why: &str) -> Result<(), Error> {
    actor.may(Action::ManageProviders)?;
    let why = reason(why).ok_or(Error::Reason)?;
    let holding = end_now(tx, actor, id, &why).await?;
    queue_changed(tx, Some(holding.organisation)).await
}

/// What an organisation has and had, and what is merged into it: what it has now at the head, then the newest. At most 1000.
pub async fn holdings(
    tx: &mut Tx,
    actor: &Actor,
    organisation: Id<Organisation>,
) -> Result<Vec<Holding>, Error> {
    actor.may(Action::ReadStakeholders)?;
    let rows: Vec<Stored> = tx.all(OF, values![organisation, LISTED]).await?;
    let opened: store::Result<_> = rows.into_iter().map(|row| row.open(tx)).collect();
    Ok(opened?)
}

/// A holding.
pub async fn holding(tx: &mut Tx, actor: &Actor, id: Id<Holding>) -> Result<Holding, Error> {
    actor.may(Action::ReadStakeholders)?;
    let row: Option<Stored> = tx.optional(GET, values![id]).await?;
    Ok(row.ok_or(Error::NotFound)?.open(tx)?)
}

/// The blind index by which a holding is found.
pub(crate) fn value_index(tx: &Tx, held: &Held) -> store::Result<[u8; 32]> {
    let text = format!("{}\0{}", held.kind().name(), held.text());
    Ok(tx
        .keyring()?
        .blind_index("stakeholders.holding", text.as_bytes()))
}

async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    organisation: Id<Organisation>,
    held: &Held,
    from: Timestamp,
    why: &Sensitive<String>,
) -> Result<Id<Holding>, Error> {
    let by: Id<Staff> = actor.staff_id().ok_or(Error::NotFound)?;
    let id: Id<Holding> = tx.new_id();
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let value = key.seal(place("value", id), held.text().as_bytes(), tx.entropy());
    let why = key.seal(place("why", id), why.expose().as_bytes(), tx.entropy());
    let index = value_index(tx, held)?;
    let now = tx.now();
    let row = values![
        id,
        organisation,
        held.kind().name(),
        index,
        wrapped,
        value,
        why,
        from,
        now,
        by,
    ];
    if tx.execute(INSERT, row).await? == 0 {
        // Somebody has it, as another transaction said meanwhile.
        return Err(Error::Overlaps);
    }
    audit::record(
        tx,
        actor.who(),
        "stakeholders.hold",
        About::one("organisation", organisation),
        json!({ "holding": id, "kind": held.kind().name() }),
    )
    .await?;
    Ok(id)
}

async fn end_now(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Holding>,
    why: &Sensitive<String>,
) -> Result<Holding, Error> {
    let by: Id<Staff> = actor.staff_id().ok_or(Error::NotFound)?;
    let row: Option<Stored> = tx.optional(LOCK, values![id]).await?;
    let row = row.ok_or(Error::NotFound)?;
    let sealed = row.key(tx)?.seal(
        place("ended_why", id),
        why.expose().as_bytes(),
        tx.entropy(),
    );
    let holding = row.open(tx)?;
    let now = tx.now();
    if holding.until.is_some() || tx.execute(END, values![id, now, by, sealed]).await? == 0 {
        return Err(Error::Changed);
    }
    audit::record(
        tx,
        actor.who(),
        "stakeholders.end_holding",
        About::one("organisation", holding.organisation),
        json!({ "holding": id, "kind": holding.held.kind().name() }),
    )
    .await?;
    Ok(holding)
}

struct Stored {
    id: Id<Holding>,
    organisation: Id<Organisation>,
    kind: String,
    data_key: Vec<u8>,
    value: Vec<u8>,
    why: Vec<u8>,
    from: Timestamp,
    until: Option<Timestamp>,
    added_by: Id<Staff>,
    ended_by: Option<Id<Staff>>,
    ended_why: Option<Vec<u8>>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            organisation: row.get("organisation_id")?,
            kind: row.get("kind")?,
            data_key: row.get("data_key")?,
            value: row.get("value")?,
            why: row.get("why")?,
            from: row.get("from_at")?,
            until: row.get("until_at")?,
            added_by: row.get("added_by")?,
            ended_by: row.get("ended_by")?,
            ended_why: row.get("ended_why")?,
        })
    }
}

impl Stored {
    fn key(&self, tx: &Tx) -> store::Result<DataKey> {
        let place = place("data_key", self.id);
        Ok(tx.keyring()?.data_key(place, &self.data_key)?)
    }

    fn open(self, tx: &Tx) -> store::Result<Holding> {
        let unreadable = store::Error::Unreadable;
        let key = self.key(tx)?;
        let kind = HeldKind::named(&self.kind).ok_or(unreadable("stakeholders_holding.kind"))?;
        let value = key.open_text(place("value", self.id), &self.value)?;
        let ended = match (self.ended_by, &self.ended_why) {
            (Some(by), Some(why)) => Some((by, key.open_text(place("ended_why", self.id), why)?)),
            _ => None,
        };
        Ok(Holding {
            id: self.id,
            organisation: self.organisation,
            held: Held::read(kind, value.expose())
                .ok_or(unreadable("stakeholders_holding.value"))?,
            from: self.from,
            until: self.until,
            why: key.open_text(place("why", self.id), &self.why)?,
            added_by: self.added_by,
            ended,
        })
    }
}

const fn place(column: &'static str, id: Id<Holding>) -> Place {
    Place::new("stakeholders_holding", column, id)
}

const OVERLAPS: &str = "-- stakeholders.holding.overlaps
SELECT id AS value FROM stakeholders_holding
WHERE value_index = $1 AND (until_at IS NULL OR until_at > $2) LIMIT 1";

const INSERT: &str = "-- stakeholders.holding.insert
INSERT INTO stakeholders_holding (id, organisation_id, kind, value_index, data_key, value, why, from_at, added_at,
    added_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT DO NOTHING";

const LOCK: &str = "-- stakeholders.holding.lock
SELECT h.id, (SELECT COALESCE(o.merged_into, o.id) FROM stakeholders_organisation o WHERE o.id = h.organisation_id)
        AS organisation_id, h.kind, h.data_key, h.value, h.why, h.from_at, h.until_at, h.added_by, h.ended_by, h.ended_why
FROM stakeholders_holding h WHERE id = $1 /*for update*/";

const GET: &str = "-- stakeholders.holding.get
SELECT h.id, (SELECT COALESCE(o.merged_into, o.id) FROM stakeholders_organisation o WHERE o.id = h.organisation_id)
        AS organisation_id, h.kind, h.data_key, h.value, h.why, h.from_at, h.until_at, h.added_by, h.ended_by, h.ended_why
FROM stakeholders_holding h WHERE id = $1";

const END: &str = "-- stakeholders.holding.end
UPDATE stakeholders_holding SET until_at = CASE WHEN from_at > $2 THEN from_at ELSE $2 END, ended_by = $3,
    ended_why = $4
WHERE id = $1 AND until_at IS NULL";

const OF: &str = "-- stakeholders.holding.of_organisation
SELECT h.id, (SELECT COALESCE(o.merged_into, o.id) FROM stakeholders_organisation o WHERE o.id = h.organisation_id)
        AS organisation_id, h.kind, h.data_key, h.value, h.why, h.from_at, h.until_at, h.added_by, h.ended_by, h.ended_why
FROM stakeholders_holding h WHERE h.organisation_id IN (
    SELECT id FROM stakeholders_organisation WHERE id = $1 OR merged_into = $1)
ORDER BY CASE WHEN until_at IS NULL THEN 0 ELSE 1 END, from_at DESC, id LIMIT $2";
