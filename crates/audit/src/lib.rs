//! The chained record of what happened.
//!
//! An entry commits with the change it tells of, so neither exists without the other. Writers do not queue
//! for the chain: one sequencer takes what is not yet chained, numbers it, hashes each entry onto the one
//! before (SHA-256, FIPS 180-4) and signs the end (Ed25519, RFC 8032). Whoever changes, removes or inserts
//! an entry afterwards breaks the chain, and [`verify()`] says where.
//!
//! Entries hold ids, states, counts and commitments; never a URL, host, text, address or name.

mod chained;
mod commitment;
mod event;
mod history;
mod many;
mod sequence;
mod verify;

use kernel::{Id, Timestamp};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use store::{FromRow, Row, Tx, values};

pub use chained::{Chained, Proof, chained, chained_about, chained_from};
pub use commitment::{Held, digest, digest_of, hold, of_act, proofs, salt};
pub use event::{Event, EventKind, Mark, Past, Span, Stream, before};
pub use history::{Line, history};
pub use many::record_each;
pub use sequence::sequence;
pub use verify::{Fault, Verified, verify};

/// One entry of the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id.
    pub id: Id<Entry>,
    /// The instant of its transaction; its hour alone where it follows from what a reporter did just before.
    pub at: Timestamp,
    /// What kind of actor did it: `staff`, `job`, `operator`, `reporter`.
    pub actor_kind: String,
    /// Which one, where it has an id.
    pub actor_id: Option<Id<Actor>>,
    /// What was done, as module and verb: `assessment.decide`.
    pub action: String,
    /// To what kind of thing.
    pub subject_kind: String,
    /// To which one, where it has an id.
    pub subject_id: Option<Id<Subject>>,
    /// What else is to be remembered: a JSON object of ids, states and counts.
    pub facts: String,
}

/// Whoever acted: the kind of the ids in [`Who`].
pub enum Actor {}

/// Whatever was acted on: the kind of the ids in [`About`].
pub enum Subject {}

/// Who did it.
#[derive(Clone, Copy, Debug)]
pub struct Who {
    /// The kind of actor.
    pub kind: &'static str,
    /// Which one, where it has an id.
    pub id: Option<Id<Actor>>,
}

/// What it was done to.
#[derive(Clone, Copy, Debug)]
pub struct About {
    kind: &'static str,
    id: Option<Id<Subject>>,
}

impl About {
    /// This thing.
    pub fn one<K>(kind: &'static str, id: Id<K>) -> Self {
        Self {
            kind,
            id: Some(Id::from_uuid(id.uuid())),
        }
    }

    /// Something without an id of its own, such as a sign-in that failed.
    pub const fn kind(kind: &'static str) -> Self {
        Self { kind, id: None }
    }
}

/// Records what this transaction does. `facts` is a JSON object of ids, states, counts and commitments.
pub async fn record(
    tx: &mut Tx,
    who: Who,
    action: &'static str,
    about: About,
    facts: Json,
) -> store::Result<()> {
    let id: Id<Entry> = tx.new_id();
    record_as(tx, id, who, action, about, facts).await
}

/// The same under this id, by which [`chained`] finds it again: an entry about many things is found by none of them.
pub async fn record_as(
    tx: &mut Tx,
    id: Id<Entry>,
    who: Who,
    action: &'static str,
    about: About,
    facts: Json,
) -> store::Result<()> {
    let at = tx.stamp();
    tx.execute(
        INSERT,
        values![
            id,
            at,
            who.kind,
            who.id,
            action,
            about.kind,
            about.id,
            facts.to_string(),
        ],
    )
    .await?;
    Ok(())
}

/// The entries about one thing, oldest first: in the order of the chain, then what waits for it.
pub async fn about<K>(tx: &mut Tx, kind: &'static str, id: Id<K>) -> store::Result<Vec<Entry>> {
    tx.all(ABOUT, values![kind, id]).await
}

/// The entries about one thing that were written before a mark, this many at most, the newest first: each with its
/// mark.
pub async fn about_before<K>(
    tx: &mut Tx,
    kind: &'static str,
    id: Id<K>,
    before: Option<i64>,
    most: i64,
) -> store::Result<Vec<(i64, Entry)>> {
    let before = before.unwrap_or(i64::MAX);
    let found: Vec<Written> = tx
        .all(ABOUT_BEFORE, values![kind, id, before, most])
        .await?;
    Ok(found.into_iter().map(|Written(found)| found).collect())
}

/// An entry with its place in the order of writing.
struct Written((i64, Entry));

impl FromRow for Written {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self((row.get("written")?, Entry::from_row(row)?)))
    }
}

impl Entry {
    /// The hash of this entry on top of the one before it. Every field is preceded by its length, so that
    /// no two different entries are the same bytes.
    pub(crate) fn hash_onto(&self, number: i64, before: &[u8]) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut field = |bytes: &[u8]| {
            let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            hash.update(length.to_be_bytes());
            hash.update(bytes);
        };
        field(before);
        field(&number.to_be_bytes());
        field(self.id.as_bytes());
        field(&self.at.micros().to_be_bytes());
        field(self.actor_kind.as_bytes());
        field(
            self.actor_id
                .as_ref()
                .map_or(&[][..], |id| &id.as_bytes()[..]),
        );
        field(self.action.as_bytes());
        field(self.subject_kind.as_bytes());
        field(
            self.subject_id
                .as_ref()
                .map_or(&[][..], |id| &id.as_bytes()[..]),
        );
        field(self.facts.as_bytes());
        hash.finalize().into()
    }
}

/// What the hash of the first entry stands on.
pub(crate) const BEGINNING: &[u8] = b"openhotline audit chain v1";

/// What the signature of a head covers.
pub(crate) fn head_message(number: i64, hash: &[u8]) -> Vec<u8> {
    [
        &b"openhotline audit head v1"[..],
        &number.to_be_bytes(),
        hash,
    ]
    .concat()
}

impl FromRow for Entry {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            at: row.get("at")?,
            actor_kind: row.get("actor_kind")?,
            actor_id: row.get("actor_id")?,
            action: row.get("action")?,
            subject_kind: row.get("subject_kind")?,
            subject_id: row.get("subject_id")?,
            facts: row.get("facts")?,
        })
    }
}

const INSERT: &str = "-- audit.entry.insert
INSERT INTO audit_entry (id, at, actor_kind, actor_id, action, subject_kind, subject_id, facts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const ABOUT: &str = "-- audit.entry.about
SELECT id, at, actor_kind, actor_id, action, subject_kind, subject_id, facts
FROM audit_entry WHERE subject_kind = $1 AND subject_id = $2
ORDER BY CASE WHEN number IS NULL THEN 1 ELSE 0 END, number, at, written LIMIT 1000";

const ABOUT_BEFORE: &str = "-- audit.entry.about_before
SELECT written, id, at, actor_kind, actor_id, action, subject_kind, subject_id, facts
FROM audit_entry WHERE subject_kind = $1 AND subject_id = $2 AND written < $3
ORDER BY written DESC LIMIT $4";
