//! The sequencer: gives each committed entry its number and its hash, and signs the end of the chain.

use kernel::Id;
use store::{Db, FromRow, Row, values};

use crate::{BEGINNING, Entry, head_message};

/// Entries chained in one transaction at most: small enough that writers hardly notice.
const BATCH: i64 = 500;

pub(crate) struct Head {
    pub(crate) number: i64,
    pub(crate) hash: Vec<u8>,
}

impl FromRow for Head {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            number: row.get("number")?,
            hash: row.get("hash")?,
        })
    }
}

/// Chains one batch of what is not yet chained. How many entries it chained: call again while it is
/// not zero.
///
/// What is *not yet chained* is taken, never what is *newer than the last*: on PostgreSQL transactions
/// commit in another order than they began.
pub async fn sequence(db: &Db) -> store::Result<usize> {
    let mut looking = db.read().await?;
    if looking
        .optional::<(Id<Entry>,)>(ANY_UNCHAINED, values![])
        .await?
        .is_none()
    {
        return Ok(0);
    }
    drop(looking);

    let mut tx = db.write().await?;
    tx.lock("audit.sequence").await?;
    let mut head = tx
        .optional::<Head>(LAST, values![])
        .await?
        .unwrap_or_else(|| Head {
            number: 0,
            hash: BEGINNING.to_vec(),
        });
    let entries = tx.all::<Entry>(UNCHAINED, values![BATCH]).await?;
    for entry in &entries {
        head.number += 1;
        head.hash = entry.hash_onto(head.number, &head.hash).to_vec();
        tx.execute(CHAIN, values![entry.id, head.number, &head.hash])
            .await?;
    }
    if !entries.is_empty() {
        let signature = tx
            .keyring()?
            .sign_audit(&head_message(head.number, &head.hash));
        // No finer: the entries between two signatures would have their time by it, whatever they say themselves.
        let hour = tx.now().hour();
        tx.execute(SIGN, values![head.number, &head.hash, hour, signature])
            .await?;
    }
    tx.commit().await?;
    Ok(entries.len())
}

const ANY_UNCHAINED: &str = "-- audit.entry.any_unchained
SELECT id AS value FROM audit_entry WHERE number IS NULL ORDER BY at, written LIMIT 1";

const LAST: &str = "-- audit.head.last
SELECT number, hash FROM audit_head ORDER BY number DESC LIMIT 1";

const UNCHAINED: &str = "-- audit.entry.unchained
SELECT id, at, actor_kind, actor_id, action, subject_kind, subject_id, facts
FROM audit_entry WHERE number IS NULL ORDER BY at, written LIMIT $1";

const CHAIN: &str = "-- audit.entry.chain
UPDATE audit_entry SET number = $2, hash = $3 WHERE id = $1 AND number IS NULL";

const SIGN: &str = "-- audit.head.insert
INSERT INTO audit_head (number, hash, signed_at, signature) VALUES ($1, $2, $3, $4)";
