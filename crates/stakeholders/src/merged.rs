//! Which organisations are merged into which: whoever holds the id of one asks here for the one that is meant.

use std::collections::HashMap;

use identity::{Action, Actor};
use kernel::Id;
use store::{FromRow, Row, Tx, values};

use crate::{Error, Organisation};

/// Every organisation that is merged into another. They are few: each is a person's word.
#[derive(Clone, Debug, Default)]
pub struct Merged(HashMap<Id<Organisation>, Id<Organisation>>);

impl Merged {
    /// The organisation that is meant by this id: the one that it is merged into, or itself.
    pub fn root(&self, id: Id<Organisation>) -> Id<Organisation> {
        self.0.get(&id).copied().unwrap_or(id)
    }

    /// The ids that mean the same organisation as this one, that organisation's own first.
    pub fn members(&self, id: Id<Organisation>) -> Vec<Id<Organisation>> {
        let root = self.root(id);
        let mut merged: Vec<_> = self
            .0
            .iter()
            .filter(|(_, into)| **into == root)
            .map(|(one, _)| *one)
            .collect();
        merged.sort();
        std::iter::once(root).chain(merged).collect()
    }
}

/// Every organisation that is merged into another.
pub async fn merged(tx: &mut Tx, actor: &Actor) -> Result<Merged, Error> {
    actor.may(Action::ReadStakeholders)?;
    let pairs: Vec<Pair> = tx.all(ALL, values![]).await?;
    Ok(Merged(
        pairs
            .into_iter()
            .map(|Pair(one, into)| (one, into))
            .collect(),
    ))
}

/// The ids that mean the same organisation as this one, that organisation's own first.
pub async fn members(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Organisation>,
) -> Result<Vec<Id<Organisation>>, Error> {
    Ok(merged(tx, actor).await?.members(id))
}

struct Pair(Id<Organisation>, Id<Organisation>);

impl FromRow for Pair {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("id")?, row.get("merged_into")?))
    }
}

const ALL: &str = "-- stakeholders.organisation.merged
SELECT id, merged_into FROM stakeholders_organisation WHERE merged_into IS NOT NULL";
