//! Two organisations that are one: a person says so, and can take it back.
//!
//! Nothing is moved and nothing lost: each contact, name, network, notice and word stays with the organisation that it was
//! written down of, and whoever reads one has both. So taking it back leaves the two as they would be without it. One that
//! is merged into another is merged into no further one, so that nobody follows a chain, and none can lead back.

use audit::About;
use identity::{Action, Actor, Staff};
use kernel::{Id, Sensitive, Timestamp};
use serde_json::json;
use store::{DataKey, FromRow, Place, Row, Tx, values};

use crate::change::queue_changed;
use crate::contact::APPROVED;
use crate::organisation::{Stored as StoredOrganisation, opened, reason};
use crate::{Contact, Error, Organisation, Overview};

/// That an organisation is the same as another.
#[derive(Clone, Debug)]
pub struct Merge {
    /// Its id.
    pub id: Id<Merge>,
    /// The organisation that is merged.
    pub organisation: Id<Organisation>,
    /// Into which one.
    pub into: Id<Organisation>,
    /// Since when.
    pub at: Timestamp,
    /// Who said so.
    pub by: Id<Staff>,
    /// Why.
    pub why: Sensitive<String>,
    /// When it was taken back, by whom and why.
    pub undone: Option<(Timestamp, Id<Staff>, Sensitive<String>)>,
}

/// Says that `other` is the same organisation as `into`: from now on `into` has what both have. Open cases of `other` and
/// whatever waits for somebody to write to ask anew.
pub async fn merge(
    tx: &mut Tx,
    actor: &Actor,
    other: Id<Organisation>,
    into: Id<Organisation>,
    why: &str,
) -> Result<(), Error> {
    actor.may(Action::ManageProviders)?;
    let by: Id<Staff> = actor.staff_id().ok_or(Error::NotFound)?;
    let why = reason(why).ok_or(Error::Reason)?;
    if other == into {
        return Err(Error::SameOrganisation);
    }
    // In the order of their ids, so that two who merge at once wait for each other, and never both.
    let both: Vec<Standing> = tx.all(LOCK_BOTH, values![other, into]).await?;
    let of = |id: Id<Organisation>| both.iter().find(|one| one.id == id).ok_or(Error::NotFound);
    let (other_is, into_is) = (of(other)?, of(into)?);
    if other_is.merged_into.is_some() || into_is.merged_into.is_some() {
        return Err(Error::Merged);
    }
    if other_is.kind != into_is.kind {
        return Err(Error::OtherKind);
    }
    let has: Option<(Id<Organisation>,)> = tx.optional(HAS_MERGED, values![other]).await?;
    if has.is_some() {
        return Err(Error::HasMerged);
    }
    let id: Id<Merge> = tx.new_id();
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let sealed = key.seal(place("why", id), why.expose().as_bytes(), tx.entropy());
    let now = tx.now();
    tx.execute(SET_MERGED, values![other, into]).await?;
    let row = values![id, other, into, wrapped, sealed, now, by];
    tx.execute(INSERT, row).await?;
    audit::record(
        tx,
        actor.who(),
        "stakeholders.merge",
        About::one("organisation", other),
        json!({ "into": into }),
    )
    .await?;
    queue_changed(tx, Some(other)).await?;
    // What waits for a contact of the one may go to one of the other.
    let approved: Option<(Id<Contact>,)> = tx.optional(AN_APPROVED, values![into]).await?;
    if let Some((contact,)) = approved {
        jobs::queue(tx, APPROVED, &contact).await?;
    }
    Ok(())
}

/// Takes it back: `other` is an organisation of its own again, with what was always its own. Open cases of `into` ask anew.
pub async fn unmerge(
    tx: &mut Tx,
    actor: &Actor,
    other: Id<Organisation>,
    into: Id<Organisation>,
    why: &str,
) -> Result<(), Error> {
    actor.may(Action::ManageProviders)?;
    let by: Id<Staff> = actor.staff_id().ok_or(Error::NotFound)?;
    let why = reason(why).ok_or(Error::Reason)?;
    let both: Vec<Standing> = tx.all(LOCK_BOTH, values![other, into]).await?;
    let is_merged = both
        .iter()
        .any(|one| one.id == other && one.merged_into == Some(into));
    if !is_merged {
        return Err(Error::NotMerged);
    }
    let merge: Stored = tx.one(NOW, values![other]).await?;
    let sealed = merge.key(tx)?.seal(
        place("undone_why", merge.id),
        why.expose().as_bytes(),
        tx.entropy(),
    );
    let now = tx.now();
    tx.execute(CLEAR_MERGED, values![other]).await?;
    tx.execute(UNDO, values![merge.id, now, by, sealed]).await?;
    audit::record(
        tx,
        actor.who(),
        "stakeholders.unmerge",
        About::one("organisation", other),
        json!({ "from": into }),
    )
    .await?;
    queue_changed(tx, Some(into)).await
}

/// What was merged into an organisation, or is, and it into others: the newest first. At most 100.
pub async fn merges(tx: &mut Tx, actor: &Actor, id: Id<Organisation>) -> Result<Vec<Merge>, Error> {
    actor.may(Action::ReadStakeholders)?;
    let rows: Vec<Stored> = tx.all(OF, values![id]).await?;
    let opened: store::Result<_> = rows.into_iter().map(|row| row.open(tx)).collect();
    Ok(opened?)
}

/// By what two organisations are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// Both have a contact with one address.
    Address,
    /// Both are known by one name, in whatever countries.
    Name,
    /// Registries named one autonomous system with both.
    System,
}

impl Likeness {
    /// The name, for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Name => "name",
            Self::System => "system",
        }
    }

    const fn ranked(rank: i64) -> Self {
        match rank {
            0 => Self::Address,
            1 => Self::Name,
            _ => Self::System,
        }
    }
}

/// An organisation that may be the same as another.
#[derive(Clone, Debug)]
pub struct Likely {
    /// Which.
    pub organisation: Overview,
    /// By what they are most alike.
    pub by: Likeness,
}

/// The organisations that may be the same as this one, the most alike first: of its kind, and merged into no other. At
/// most 20. Nobody but a person says that they are.
pub async fn likely(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Organisation>,
) -> Result<Vec<Likely>, Error> {
    actor.may(Action::ReadStakeholders)?;
    let ranked: Vec<Ranked> = tx.all(LIKELY, values![id]).await?;
    let mut likely = Vec::new();
    for Ranked(id, rank) in ranked {
        let row: StoredOrganisation = tx.one(GET, values![id]).await?;
        let by = Likeness::ranked(rank);
        let organisation = opened(tx, vec![row])?.pop();
        likely.extend(organisation.map(|organisation| Likely { organisation, by }));
    }
    Ok(likely)
}

struct Ranked(Id<Organisation>, i64);

impl FromRow for Ranked {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("id")?, row.get("rank")?))
    }
}

/// What an organisation is to us, and into which one it is merged.
struct Standing {
    id: Id<Organisation>,
    kind: String,
    merged_into: Option<Id<Organisation>>,
}

impl FromRow for Standing {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            merged_into: row.get("merged_into")?,
        })
    }
}

struct Stored {
    id: Id<Merge>,
    organisation: Id<Organisation>,
    into: Id<Organisation>,
    data_key: Vec<u8>,
    why: Vec<u8>,
    at: Timestamp,
    by: Id<Staff>,
    undone_at: Option<Timestamp>,
    undone_by: Option<Id<Staff>>,
    undone_why: Option<Vec<u8>>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            organisation: row.get("organisation_id")?,
            into: row.get("into_id")?,
            data_key: row.get("data_key")?,
            why: row.get("why")?,
            at: row.get("at")?,
            by: row.get("by_id")?,
            undone_at: row.get("undone_at")?,
            undone_by: row.get("undone_by")?,
            undone_why: row.get("undone_why")?,
        })
    }
}

impl Stored {
    fn key(&self, tx: &Tx) -> store::Result<DataKey> {
        let place = place("data_key", self.id);
        Ok(tx.keyring()?.data_key(place, &self.data_key)?)
    }

    fn open(self, tx: &Tx) -> store::Result<Merge> {
        let key = self.key(tx)?;
        let undone = match (self.undone_at, self.undone_by, &self.undone_why) {
            (Some(at), Some(by), Some(why)) => {
                let why = key.open_text(place("undone_why", self.id), why)?;
                Some((at, by, why))
            }
            _ => None,
        };
        Ok(Merge {
            id: self.id,
            organisation: self.organisation,
            into: self.into,
            at: self.at,
            by: self.by,
            why: key.open_text(place("why", self.id), &self.why)?,
            undone,
        })
    }
}

const fn place(column: &'static str, id: Id<Merge>) -> Place {
    Place::new("stakeholders_merge", column, id)
}

const LOCK_BOTH: &str = "-- stakeholders.organisation.lock_both
SELECT id, kind, merged_into FROM stakeholders_organisation WHERE id IN ($1, $2) ORDER BY id /*for update*/";

const HAS_MERGED: &str = "-- stakeholders.organisation.has_merged
SELECT id AS value FROM stakeholders_organisation WHERE merged_into = $1 LIMIT 1";

const SET_MERGED: &str = "-- stakeholders.organisation.set_merged
UPDATE stakeholders_organisation SET merged_into = $2 WHERE id = $1";

const CLEAR_MERGED: &str = "-- stakeholders.organisation.clear_merged
UPDATE stakeholders_organisation SET merged_into = NULL WHERE id = $1";

const GET: &str = "-- stakeholders.organisation.get_likely
SELECT id, kind, country, autonomous_system, data_key, name, added_at, merged_into
FROM stakeholders_organisation WHERE id = $1";

const AN_APPROVED: &str = "-- stakeholders.contact.an_approved
SELECT id AS value FROM stakeholders_contact WHERE state = 'approved' AND organisation_id IN (
    SELECT id FROM stakeholders_organisation WHERE id = $1 OR merged_into = $1)
ORDER BY added_at DESC, id LIMIT 1";

const INSERT: &str = "-- stakeholders.merge.insert
INSERT INTO stakeholders_merge (id, organisation_id, into_id, data_key, why, at, by_id)
VALUES ($1, $2, $3, $4, $5, $6, $7)";

const NOW: &str = "-- stakeholders.merge.now
SELECT id, organisation_id, into_id, data_key, why, at, by_id, undone_at, undone_by, undone_why
FROM stakeholders_merge WHERE organisation_id = $1 AND undone_at IS NULL";

const UNDO: &str = "-- stakeholders.merge.undo
UPDATE stakeholders_merge SET undone_at = $2, undone_by = $3, undone_why = $4 WHERE id = $1";

const OF: &str = "-- stakeholders.merge.of_organisation
SELECT id, organisation_id, into_id, data_key, why, at, by_id, undone_at, undone_by, undone_why
FROM stakeholders_merge WHERE into_id = $1 OR organisation_id = $1 ORDER BY at DESC, id DESC LIMIT 100";

// The organisations that mean the same as this one are no likely ones.
const LIKELY: &str = "-- stakeholders.organisation.likely
WITH own AS (SELECT id FROM stakeholders_organisation WHERE id = $1 OR merged_into = $1),
names AS (
    SELECT name_index FROM stakeholders_organisation WHERE id IN (SELECT id FROM own)
    UNION SELECT name_index FROM stakeholders_alias WHERE organisation_id IN (SELECT id FROM own)
),
alike AS (
    SELECT organisation_id AS id, 0 AS rank FROM stakeholders_contact WHERE address_index IN (
        SELECT address_index FROM stakeholders_contact WHERE organisation_id IN (SELECT id FROM own))
    UNION ALL SELECT id, 1 AS rank FROM stakeholders_organisation WHERE name_index IN (SELECT name_index FROM names)
    UNION ALL SELECT organisation_id AS id, 1 AS rank FROM stakeholders_alias
        WHERE name_index IN (SELECT name_index FROM names)
    UNION ALL SELECT id, 2 AS rank FROM stakeholders_organisation WHERE autonomous_system IN (
        SELECT autonomous_system FROM stakeholders_organisation WHERE id IN (SELECT id FROM own))
)
SELECT COALESCE(o.merged_into, o.id) AS id, CAST(MIN(a.rank) AS BIGINT) AS rank
FROM alike a JOIN stakeholders_organisation o ON o.id = a.id
WHERE COALESCE(o.merged_into, o.id) <> $1
    AND o.kind = (SELECT kind FROM stakeholders_organisation WHERE id = $1)
GROUP BY COALESCE(o.merged_into, o.id) ORDER BY 2, 1 LIMIT 20";
