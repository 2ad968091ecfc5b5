//! Walks the whole chain and says where it is broken.

use kernel::Timestamp;
use store::{Db, FromRow, Row, values};

use crate::{BEGINNING, Entry, head_message};

/// Entries read at once.
const PAGE: i64 = 1000;

/// A chain that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many entries are chained.
    pub entries: i64,
    /// How many signatures were checked.
    pub signatures: i64,
    /// The hash of the last entry. Kept elsewhere, it shows later that no end was cut off.
    pub hash: Vec<u8>,
    /// Entries that wait for the sequencer.
    pub waiting: i64,
    /// Since when the oldest of them waits.
    pub waiting_since: Option<Timestamp>,
}

/// Where a chain is broken.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The store could not be read.
    #[error("the record could not be read")]
    Store(#[from] store::Error),
    /// A number is missing: an entry was removed, or another put in its place.
    #[error("entry {0} is missing")]
    Missing(i64),
    /// An entry is not what it was when it was chained.
    #[error("entry {0} was changed after it was chained")]
    Changed(i64),
    /// A signed end is not the chain's, or not signed by this keyring.
    #[error("the signature at entry {0} does not hold")]
    Signature(i64),
    /// The end that was kept elsewhere is not in the chain any more.
    #[error("the end that was expected is not in the chain: entries were cut off or replaced")]
    Lost,
    /// The chain goes on behind its last signature.
    #[error("the entries after {0} are not signed")]
    Unsigned(i64),
}

struct Chained {
    number: i64,
    hash: Vec<u8>,
    signature: Option<Vec<u8>>,
    signed_hash: Option<Vec<u8>>,
    entry: Entry,
}

impl FromRow for Chained {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            number: row.get("number")?,
            hash: row.get("hash")?,
            signature: row.get("signature")?,
            signed_hash: row.get("signed_hash")?,
            entry: Entry::from_row(row)?,
        })
    }
}

struct Waiting {
    count: i64,
    since: Option<Timestamp>,
}

impl FromRow for Waiting {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            count: row.get("count")?,
            since: row.get("since")?,
        })
    }
}

/// Checks every entry and every signature, page by page. With the end of an earlier walk that was kept
/// elsewhere, the chain must still hold it: so it is seen when an end was cut off together with its signatures.
pub async fn verify(db: &Db, expected: Option<&[u8]>) -> Result<Verified, Fault> {
    let mut tx = db.read().await?;
    let key = tx.keyring()?.audit_key();
    let mut hash = BEGINNING.to_vec();
    let mut number = 0;
    let mut signatures = 0;
    let mut signed = 0;
    let mut met = expected.is_none();
    loop {
        let page = tx.all::<Chained>(CHAINED, values![number, PAGE]).await?;
        if page.is_empty() {
            break;
        }
        for chained in page {
            number += 1;
            if chained.number != number {
                return Err(Fault::Missing(number));
            }
            hash = chained.entry.hash_onto(number, &hash).to_vec();
            if chained.hash != hash {
                return Err(Fault::Changed(number));
            }
            met |= expected == Some(&hash[..]);
            if let Some(signature) = chained.signature {
                if chained.signed_hash.as_ref() != Some(&hash)
                    || !key.verifies(&head_message(number, &hash), &signature)
                {
                    return Err(Fault::Signature(number));
                }
                signatures += 1;
                signed = number;
            }
        }
    }
    if signed != number {
        return Err(Fault::Unsigned(signed));
    }
    if !met {
        return Err(Fault::Lost);
    }
    // A signature whose entry is gone: the end was cut off.
    let heads: (i64,) = tx.one(LAST_SIGNED, values![]).await?;
    if heads.0 > number {
        return Err(Fault::Missing(number + 1));
    }
    let waiting = tx.one::<Waiting>(WAITING, values![]).await?;
    Ok(Verified {
        entries: number,
        signatures,
        hash,
        waiting: waiting.count,
        waiting_since: waiting.since,
    })
}

const CHAINED: &str = "-- audit.entry.chained
SELECT e.id, e.at, e.actor_kind, e.actor_id, e.action, e.subject_kind, e.subject_id, e.facts,
       e.number, e.hash, h.signature, h.hash AS signed_hash
FROM audit_entry e LEFT JOIN audit_head h ON h.number = e.number
WHERE e.number > $1 ORDER BY e.number LIMIT $2";

const LAST_SIGNED: &str = "-- audit.head.last_signed
SELECT COALESCE(MAX(number), 0) AS value FROM audit_head";

const WAITING: &str = "-- audit.entry.waiting
SELECT COUNT(*) AS count, MIN(at) AS since FROM audit_entry WHERE number IS NULL";
