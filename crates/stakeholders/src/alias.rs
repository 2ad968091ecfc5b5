//! Aliases: other names of an organisation, in its own country alone.

use audit::About;
use identity::{Action, Actor};
use kernel::{Id, Sensitive};
use serde_json::json;
use store::{FromRow, Place, Row, Tx, values};

use crate::change::queue_changed;
use crate::contact::{identity_index, name_index, plain_name};
use crate::organisation::identity;
use crate::{Error, Organisation};

/// Aliases of one list at most.
const LISTED: i64 = 500;

/// Another name of an organisation.
#[derive(Clone, Debug)]
pub struct Alias {
    /// Its id.
    pub id: Id<Alias>,
    /// Whose it was said to be.
    pub organisation: Id<Organisation>,
    /// The name.
    pub name: Sensitive<String>,
}

/// Gives an organisation another name. In its country that is nobody else's of its kind; in others it says nothing.
pub async fn add_alias(
    tx: &mut Tx,
    actor: &Actor,
    organisation: Id<Organisation>,
    name: &str,
) -> Result<Id<Alias>, Error> {
    actor.may(Action::ManageProviders)?;
    let name = plain_name(name).ok_or(Error::Name)?;
    let (kind, country) = identity(tx, organisation).await?;
    let index = identity_index(tx, kind, country, &name)?;
    let own: Option<(Id<Organisation>,)> = tx.optional(OWN, values![index]).await?;
    if own.is_some() {
        return Err(Error::Taken);
    }
    let id: Id<Alias> = tx.new_id();
    let place = Place::new("stakeholders_alias", "data_key", id);
    let (key, wrapped) = tx.keyring()?.new_data_key(place, tx.entropy());
    let sealed = key.seal(sealed(id), name.as_bytes(), tx.entropy());
    let (searched, now) = (name_index(tx, &name)?, tx.now());
    let row = values![id, organisation, index, searched, wrapped, sealed, now];
    if tx.execute(INSERT, row).await? == 0 {
        let (id, owner): (Id<Alias>, Id<Organisation>) = tx
            .optional(FIND, values![index])
            .await?
            .map(|Found(id, owner)| (id, owner))
            .ok_or(Error::Changed)?;
        return if owner == organisation {
            Ok(id)
        } else {
            Err(Error::Taken)
        };
    }
    audit::record(
        tx,
        actor.who(),
        "stakeholders.add_alias",
        About::one("organisation", organisation),
        json!({ "alias": id }),
    )
    .await?;
    queue_changed(tx, None).await?;
    Ok(id)
}

/// Takes a name away again that was wrong.
pub async fn remove_alias(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Alias>,
) -> Result<Id<Organisation>, Error> {
    actor.may(Action::ManageProviders)?;
    let (organisation,): (Id<Organisation>,) = tx
        .optional(OWNER, values![id])
        .await?
        .ok_or(Error::NotFound)?;
    tx.execute(DELETE, values![id]).await?;
    audit::record(
        tx,
        actor.who(),
        "stakeholders.remove_alias",
        About::one("organisation", organisation),
        json!({ "alias": id }),
    )
    .await?;
    queue_changed(tx, Some(organisation)).await?;
    Ok(organisation)
}

/// The aliases of an organisation and of what is merged into it, the oldest first.
pub async fn aliases(
    tx: &mut Tx,
    actor: &Actor,
    organisation: Id<Organisation>,
) -> Result<Vec<Alias>, Error> {
    actor.may(Action::ReadStakeholders)?;
    let rows: Vec<Stored> = tx.all(OF, values![organisation, LISTED]).await?;
    let opened: store::Result<_> = rows.into_iter().map(|row| row.open(tx)).collect();
    Ok(opened?)
}

/// The organisation that has a name for its alias.
pub(crate) async fn known_as(
    tx: &mut Tx,
    identity_index: [u8; 32],
) -> store::Result<Option<Id<Organisation>>> {
    let found: Option<Found> = tx.optional(FIND, values![identity_index]).await?;
    Ok(found.map(|Found(_, owner)| owner))
}

struct Found(Id<Alias>, Id<Organisation>);

impl FromRow for Found {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("id")?, row.get("organisation_id")?))
    }
}

struct Stored {
    id: Id<Alias>,
    organisation: Id<Organisation>,
    data_key: Vec<u8>,
    name: Vec<u8>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            organisation: row.get("organisation_id")?,
            data_key: row.get("data_key")?,
            name: row.get("name")?,
        })
    }
}

impl Stored {
    fn open(self, tx: &Tx) -> store::Result<Alias> {
        let place = Place::new("stakeholders_alias", "data_key", self.id);
        let key = tx.keyring()?.data_key(place, &self.data_key)?;
        Ok(Alias {
            id: self.id,
            organisation: self.organisation,
            name: key.open_text(sealed(self.id), &self.name)?,
        })
    }
}

const fn sealed(id: Id<Alias>) -> Place {
    Place::new("stakeholders_alias", "name", id)
}

const OWN: &str = "-- stakeholders.alias.own_name
SELECT id AS value FROM stakeholders_organisation WHERE identity_index = $1";

const INSERT: &str = "-- stakeholders.alias.insert
INSERT INTO stakeholders_alias (id, organisation_id, identity_index, name_index, data_key, name, added_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (identity_index) DO NOTHING";

const FIND: &str = "-- stakeholders.alias.find
SELECT id, organisation_id FROM stakeholders_alias WHERE identity_index = $1";

const OWNER: &str = "-- stakeholders.alias.owner
SELECT (SELECT COALESCE(o.merged_into, o.id) FROM stakeholders_organisation o WHERE o.id = a.organisation_id) AS value
FROM stakeholders_alias a WHERE id = $1 /*for update*/";

const DELETE: &str = "-- stakeholders.alias.delete
DELETE FROM stakeholders_alias WHERE id = $1";

const OF: &str = "-- stakeholders.alias.of_organisation
SELECT id, organisation_id, data_key, name FROM stakeholders_alias
WHERE organisation_id IN (SELECT id FROM stakeholders_organisation WHERE id = $1 OR merged_into = $1)
ORDER BY added_at, id LIMIT $2";
