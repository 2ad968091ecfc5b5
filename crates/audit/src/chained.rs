//! Where an entry stands in the chain, for whoever holds something against it.

use kernel::Id;
use store::{FromRow, Row, Tx, values};

use crate::Entry;

/// An entry with its place in the chain.
#[derive(Clone, Debug)]
pub struct Chained {
    /// The entry.
    pub entry: Entry,
    /// Its number and its hash on top of the one before it; nothing until it is chained.
    pub place: Option<(i64, Vec<u8>)>,
}

/// What holds a thing: an entry with its place in the chain, and what it commits to of the thing.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The entry's id.
    pub entry: Id<Entry>,
    /// What was done.
    pub action: String,
    /// Its number and its hash on top of the one before it; nothing until it is chained.
    pub place: Option<(i64, Vec<u8>)>,
    /// What it commits to; nothing where it commits to nothing of the thing.
    pub digest: Option<String>,
}

impl Chained {
    /// This entry as what holds a thing of which it has this digest.
    pub fn proof(&self, digest: Option<String>) -> Proof {
        Proof {
            entry: self.entry.id,
            action: self.entry.action.clone(),
            place: self.place.clone(),
            digest,
        }
    }
}

impl FromRow for Chained {
    fn from_row(row: &Row) -> store::Result<Self> {
        let number: Option<i64> = row.get("number")?;
        let hash: Option<Vec<u8>> = row.get("hash")?;
        Ok(Self {
            entry: Entry::from_row(row)?,
            place: number.zip(hash),
        })
    }
}

/// The entries of these acts about one thing, in the order in which they were written, each with its place in the
/// chain that `hotline audit verify` walks.
pub async fn chained_about<K>(
    tx: &mut Tx,
    kind: &'static str,
    id: Id<K>,
    action: &'static str,
) -> store::Result<Vec<Chained>> {
    tx.all(CHAINED_ABOUT, values![kind, id, action]).await
}

/// These entries, in the order in which they were written.
pub async fn chained(tx: &mut Tx, ids: &[Id<Entry>]) -> store::Result<Vec<Chained>> {
    tx.all(CHAINED, values![ids]).await
}

/// The chained entries behind this number, so many at most, in the order of the chain: without a gap, and each committed.
/// Whoever remembers the number of the last one misses none.
pub async fn chained_from(tx: &mut Tx, number: i64, most: i64) -> store::Result<Vec<Chained>> {
    tx.all(CHAINED_FROM, values![number, most]).await
}

const CHAINED_FROM: &str = "-- audit.entry.chained_from
SELECT id, at, actor_kind, actor_id, action, subject_kind, subject_id, facts, number, hash
FROM audit_entry WHERE number > $1 ORDER BY number LIMIT $2";

const CHAINED: &str = "-- audit.entry.chained_these
SELECT id, at, actor_kind, actor_id, action, subject_kind, subject_id, facts, number, hash
FROM audit_entry WHERE id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) ORDER BY written";

const CHAINED_ABOUT: &str = "-- audit.entry.chained_about
SELECT id, at, actor_kind, actor_id, action, subject_kind, subject_id, facts, number, hash
FROM audit_entry WHERE subject_kind = $1 AND subject_id = $2 AND action = $3 ORDER BY written LIMIT 10000";
