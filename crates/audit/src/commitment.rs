//! What entries commit to and do not hold: content that stands sealed in a module's own rows.
//!
//! A module writes down, in one fixed form, everything that it stores of a thing, with random bytes that stand sealed
//! beside it; the entry holds the SHA-256 of that. So nobody who has the record alone can try out what the content may
//! be, whoever is given the content can hold it against the record, and a row that was changed is found.

use std::collections::{HashMap, HashSet};

use data_encoding::HEXLOWER;
use kernel::{Entropy, Id};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use store::{FromRow, Row, Tx, values};

use crate::{Entry, Subject};

/// What a thing comes to in the record, in lower-case hexadecimal: SHA-256 (FIPS 180-4) of its form.
pub fn digest(form: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(form))
}

/// Thirty-two random bytes in lower-case hexadecimal, which make a form that nobody can guess.
pub fn salt(entropy: &dyn Entropy) -> String {
    let mut salt = [0; 32];
    entropy.fill(&mut salt);
    HEXLOWER.encode(&salt)
}

/// One thing that an entry commits to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Commitment {
    /// The thing.
    thing: Id<Subject>,
    /// What its form comes to.
    digest: String,
}

/// How the rows of a module agree with what the record commits to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// How many things the record commits to.
    pub committed: usize,
    /// Those of which nothing is stored any more.
    pub missing: Vec<Id<Subject>>,
    /// Those that are not what they were.
    pub changed: Vec<Id<Subject>>,
    /// How many are stored that no entry commits to.
    pub unrecorded: usize,
}

impl Held {
    /// Whether every thing is as it was recorded, and there is no other.
    pub const fn is_whole(&self) -> bool {
        self.missing.is_empty() && self.changed.is_empty() && self.unrecorded == 0
    }

    /// Holds what is stored of some things against what was committed. `stored` has what the form of each comes to, or
    /// nothing where it cannot be made any more.
    fn compare(&mut self, committed: &[Commitment], stored: &HashMap<Id<Subject>, Option<String>>) {
        self.committed += committed.len();
        for commitment in committed {
            match stored.get(&commitment.thing) {
                None => self.missing.push(commitment.thing),
                Some(Some(digest)) if *digest == commitment.digest => {}
                Some(_) => self.changed.push(commitment.thing),
            }
        }
    }

    /// Counts those that are stored beyond what was committed.
    fn count(&mut self, stored: i64) {
        let stored = usize::try_from(stored).unwrap_or_default();
        let found = self.committed.saturating_sub(self.missing.len());
        self.unrecorded = stored.saturating_sub(found);
    }
}

/// Holds everything of one kind against what the entries of an act commit to. `stored` is how much of it there is, and
/// `digests` what the form of each comes to, or nothing where it cannot be made any more.
pub async fn hold<E: From<store::Error>>(
    tx: &mut Tx,
    (action, name): (&'static str, &str),
    stored: i64,
    digests: impl AsyncFn(&mut Tx, &[Id<Subject>]) -> Result<HashMap<Id<Subject>, Option<String>>, E>,
) -> Result<Held, E> {
    let mut held = Held::default();
    let mut behind = 0;
    while let Some((committed, mark)) = commitments(tx, action, name, behind).await? {
        behind = mark;
        let things: Vec<_> = committed.iter().map(|one| one.thing).collect();
        held.compare(&committed, &digests(tx, &things).await?);
    }
    held.count(stored);
    Ok(held)
}

/// What the entries of this act behind a mark commit to, and the mark to go on behind; nothing where there are no more.
/// The facts name each thing under `name`, beside its `digest`.
async fn commitments(
    tx: &mut Tx,
    action: &'static str,
    name: &str,
    behind: i64,
) -> store::Result<Option<(Vec<Commitment>, i64)>> {
    let entries: Vec<Written> = tx.all(OF_ACT, values![action, behind, MOST]).await?;
    let Some(Written(mark, _)) = entries.last() else {
        return Ok(None);
    };
    let mark = *mark;
    let mut found = Vec::new();
    let mut met = HashSet::new();
    for Written(_, entry) in entries {
        let facts: Json = serde_json::from_str(&entry.facts).unwrap_or_default();
        for (thing, digest) in named(&facts, name) {
            if met.insert(thing) {
                found.push(Commitment { thing, digest });
            }
        }
    }
    Ok(Some((found, mark)))
}

/// The digest that an entry has of this thing.
pub fn digest_of<K>(entry: &Entry, name: &str, thing: Id<K>) -> Option<String> {
    let facts: Json = serde_json::from_str(&entry.facts).ok()?;
    let found = named(&facts, name).into_iter();
    let mut found = found.filter(|(named, _)| named.uuid() == thing.uuid());
    found.next().map(|(_, digest)| digest)
}

/// Whatever is named beside a digest, alone or in a list.
fn named(facts: &Json, name: &str) -> Vec<(Id<Subject>, String)> {
    match facts {
        Json::Object(fields) => {
            let text = |name: &str| fields.get(name).and_then(Json::as_str);
            let thing = text(name).and_then(|id| id.parse().ok());
            let one = thing.zip(text("digest").map(str::to_owned));
            let within = fields.values().flat_map(|value| named(value, name));
            one.into_iter().chain(within).collect()
        }
        Json::Array(list) => list.iter().flat_map(|one| named(one, name)).collect(),
        _ => Vec::new(),
    }
}

struct Written(i64, Entry);

impl FromRow for Written {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("written")?, Entry::from_row(row)?))
    }
}

/// Entries that are read at once.
const MOST: i64 = 200;

const OF_ACT: &str = "-- audit.entry.of_act
SELECT written, id, at, actor_kind, actor_id, action, subject_kind, subject_id, facts
FROM audit_entry WHERE action = $1 AND written > $2 ORDER BY written LIMIT $3";

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> Id<Subject> {
        Id::from_uuid(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn a_thing_is_named_alone_or_in_a_list_and_only_beside_a_digest() {
        let one = id(1).to_string();
        let two = id(2).to_string();
        let facts = serde_json::json!({
            "checks": [{ "check": one, "digest": "aa" }, { "check": two, "verdict": "up" }],
            "check": two, "digest": "bb",
        });
        let mut found = named(&facts, "check");
        found.sort();
        assert_eq!(found, [(id(1), "aa".to_owned()), (id(2), "bb".to_owned())]);
        assert!(named(&facts, "trace").is_empty());
    }

    #[test]
    fn what_is_missing_changed_and_not_recorded_is_told_apart() {
        let commitment = |number| Commitment {
            thing: id(number),
            digest: format!("{number}"),
        };
        let mut held = Held::default();
        let stored = HashMap::from([
            (id(1), Some("1".to_owned())),
            (id(2), Some("x".to_owned())),
            (id(3), None),
        ]);
        held.compare(&[1, 2, 3, 4].map(commitment), &stored);
        held.count(4);
        assert_eq!(held.missing, [id(4)]);
        assert_eq!(held.changed, [id(2), id(3)]);
        assert_eq!((held.committed, held.unrecorded), (4, 1));
        assert!(!held.is_whole());
    }
}
