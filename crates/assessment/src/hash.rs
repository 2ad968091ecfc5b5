//! The hashes of an item: values that others computed of its bytes and somebody typed in. Nothing here computes
//! one of any content, for none is ever had. They are sealed, and found again by their blind index.

use std::fmt::{self, Write};

use audit::About;
use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Sensitive};
use serde_json::json;
use store::{FromRow, Place, Row, Tx, values};

use crate::claim::{held, person};
use crate::item::{Item, item};
use crate::{Error, opinion};

/// How a hash was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// SHA-256 (FIPS 180-4): the same value is the same content.
    Sha256,
    /// SHA-1: broken, two contents can be made to share a value. Only ever shown.
    Sha1,
    /// MD5: broken as well. Only ever shown.
    Md5,
}

impl Algorithm {
    /// Every algorithm, the strongest first.
    pub const ALL: [Self; 3] = [Self::Sha256, Self::Sha1, Self::Md5];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha1 => "sha1",
            Self::Md5 => "md5",
        }
    }

    /// The name as people write it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha1 => "SHA-1",
            Self::Md5 => "MD5",
        }
    }

    /// The algorithm of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// The bytes of a value.
    const fn length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha1 => 20,
            Self::Md5 => 16,
        }
    }
}

/// A hash. Its value shows in no log.
#[derive(Clone, PartialEq, Eq)]
pub struct Hash {
    /// How it was computed.
    pub algorithm: Algorithm,
    value: Vec<u8>,
}

impl fmt::Debug for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Hash({})", self.algorithm.name())
    }
}

impl Hash {
    /// Reads what was typed: hexadecimal or base64 (RFC 4648), which of the algorithms its length says; a name in
    /// front, as in `sha256:`, has to agree.
    pub fn read(typed: &str) -> Option<Self> {
        let (named, text) = match typed.split_once([':', '=']) {
            Some((name, text)) if Self::is_named(typed) => (Some(name), text),
            _ => (None, typed),
        };
        let value = hexadecimal(text).or_else(|| base64(text))?;
        let algorithm = Algorithm::ALL
            .into_iter()
            .find(|algorithm| algorithm.length() == value.len())?;
        let agrees = named.is_none_or(|name| plain(name) == algorithm.name());
        agrees.then_some(Self { algorithm, value })
    }

    /// Whether somebody meant a hash, even if it is none: the name of an algorithm stands in front.
    pub fn is_named(typed: &str) -> bool {
        let name = typed.split([':', '=']).next().unwrap_or_default();
        name.len() < typed.len() && Algorithm::named(&plain(name)).is_some()
    }

    /// The value in hexadecimal.
    pub fn text(&self) -> Sensitive<String> {
        let text = String::with_capacity(self.value.len() * 2);
        Sensitive::new(self.value.iter().fold(text, |mut text, byte| {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        }))
    }

    /// The blind index by which the same value is found.
    fn index(&self, tx: &Tx) -> store::Result<[u8; 32]> {
        let purpose = match self.algorithm {
            Algorithm::Sha256 => "assessment.hash.sha256",
            Algorithm::Sha1 => "assessment.hash.sha1",
            Algorithm::Md5 => "assessment.hash.md5",
        };
        Ok(tx.keyring()?.blind_index(purpose, &self.value))
    }
}

/// The name of an algorithm as it is stored: `SHA-256` is `sha256`.
fn plain(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace('-', "")
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|digit| {
            digit
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        })
        .collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    digits
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(high << 4 | low),
            _ => None,
        })
        .collect()
}

/// Only with its padding: without, a word could be one.
fn base64(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    let text = text.replace('-', "+").replace('_', "/");
    text.ends_with('=')
        .then(|| base64::engine::general_purpose::STANDARD.decode(text).ok())
        .flatten()
}

struct Stored {
    id: Id<Hash>,
    algorithm: String,
    data_key: Vec<u8>,
    value: Vec<u8>,
    value_index: Vec<u8>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            algorithm: row.get("algorithm")?,
            data_key: row.get("data_key")?,
            value: row.get("value")?,
            value_index: row.get("value_index")?,
        })
    }
}

/// What became of a hash that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is kept.
    New,
    /// It was there.
    Known,
    /// The item has another of this algorithm: one of the two is of something else.
    Differs,
}

/// Adds a typed hash to an item of a case one holds.
pub async fn add_hash(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    item_id: Id<Item>,
    hash: &Hash,
) -> Result<Added, Error> {
    actor.may(Action::Assess)?;
    held(tx, actor, case).await?;
    opinion::items_change(tx, case).await?;
    let item = item(tx, actor, case, item_id).await?;
    let added = keep(tx, actor, &item, hash).await?;
    if added == Added::New {
        audit::record(
            tx,
            actor.who(),
            "assessment.add_hash",
            About::one("case", case),
            json!({ "item": item_id, "algorithm": hash.algorithm.name() }),
        )
        .await?;
    }
    Ok(added)
}

/// What would become of a hash that is added to an item.
pub(crate) async fn compare(tx: &mut Tx, item: Id<Item>, hash: &Hash) -> Result<Added, Error> {
    let index = hash.index(tx)?;
    let there: Option<Stored> = tx
        .optional(OF_ALGORITHM, values![item, hash.algorithm.name()])
        .await?;
    Ok(match there {
        None => Added::New,
        Some(there) if there.value_index == index => Added::Known,
        Some(_) => Added::Differs,
    })
}

/// Keeps a hash of an item. The caller holds the case and records it.
pub(crate) async fn keep(
    tx: &mut Tx,
    actor: &Actor,
    item: &Item,
    hash: &Hash,
) -> Result<Added, Error> {
    let staff = person(actor)?;
    let added = compare(tx, item.id, hash).await?;
    if added != Added::New {
        return Ok(added);
    }
    let index = hash.index(tx)?;
    let id: Id<Hash> = tx.new_id();
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let value = key.seal(place("value", id), &hash.value, tx.entropy());
    let now = tx.now();
    tx.execute(
        INSERT,
        values![
            id,
            item.id,
            item.case,
            hash.algorithm.name(),
            index,
            wrapped,
            value,
            staff,
            now,
        ],
    )
    .await?;
    Ok(Added::New)
}

/// Takes a hash away that was typed wrongly: what is known by it is not known any more.
pub async fn remove_hash(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    item_id: Id<Item>,
    algorithm: Algorithm,
) -> Result<(), Error> {
    actor.may(Action::Assess)?;
    held(tx, actor, case).await?;
    opinion::items_change(tx, case).await?;
    let item = item(tx, actor, case, item_id).await?;
    if tx
        .execute(REMOVE, values![item.id, algorithm.name()])
        .await?
        == 0
    {
        return Err(Error::NotFound);
    }
    audit::record(
        tx,
        actor.who(),
        "assessment.remove_hash",
        About::one("case", case),
        json!({ "item": item_id, "algorithm": algorithm.name() }),
    )
    .await?;
    Ok(())
}

/// The hashes of an item, the strongest first.
pub async fn hashes(tx: &mut Tx, actor: &Actor, item: Id<Item>) -> Result<Vec<Hash>, Error> {
    actor.may(Action::ReadAssessment)?;
    let mut hashes = Vec::new();
    for stored in tx.all::<Stored>(OF_ITEM, values![item]).await? {
        let key = tx
            .keyring()?
            .data_key(place("data_key", stored.id), &stored.data_key)
            .map_err(store::Error::from)?;
        let value = key
            .open(place("value", stored.id), &stored.value)
            .map_err(store::Error::from)?;
        hashes.push(Hash {
            algorithm: Algorithm::named(&stored.algorithm)
                .ok_or(store::Error::Unreadable("assessment_hash.algorithm"))?,
            value: value.expose().clone(),
        });
    }
    hashes.sort_by_key(|hash| hash.algorithm);
    Ok(hashes)
}

/// The item of a case that has this hash.
pub(crate) async fn item_with(
    tx: &mut Tx,
    case: Id<Case>,
    hash: &Hash,
) -> Result<Option<Item>, Error> {
    let index = hash.index(tx)?;
    let found = values![case, hash.algorithm.name(), index];
    Ok(tx.optional(ITEM_WITH, found).await?)
}

const fn place(column: &'static str, id: Id<Hash>) -> Place {
    Place::new("assessment_hash", column, id)
}

const INSERT: &str = "-- assessment.hash.insert
INSERT INTO assessment_hash (id, item_id, case_id, algorithm, value_index, data_key, value, staff_id, added_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const REMOVE: &str = "-- assessment.hash.remove
DELETE FROM assessment_hash WHERE item_id = $1 AND algorithm = $2";

const OF_ITEM: &str = "-- assessment.hash.of_item
SELECT id, algorithm, data_key, value, value_index FROM assessment_hash WHERE item_id = $1";

const OF_ALGORITHM: &str = "-- assessment.hash.of_algorithm
SELECT id, algorithm, data_key, value, value_index FROM assessment_hash
WHERE item_id = $1 AND algorithm = $2";

const ITEM_WITH: &str = "-- assessment.hash.item_with
SELECT i.id, i.case_id, i.location_id, i.kind, i.position, i.added_at
FROM assessment_hash h JOIN assessment_item i ON i.id = h.item_id
WHERE h.case_id = $1 AND h.algorithm = $2 AND h.value_index = $3 ORDER BY i.position LIMIT 1";

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use proptest::prelude::*;

    proptest! {
        /// However a value is written, it is the same hash.
        #[test]
        fn a_hash_reads_alike_in_every_spelling(
            bytes in proptest::collection::vec(any::<u8>(), 32),
            which in 0..3_usize,
            capitals in any::<bool>(),
        ) {
            let algorithm = Algorithm::ALL[which];
            let value = &bytes[..algorithm.length()];
            let mut hexadecimal = String::new();
            for byte in value {
                write!(hexadecimal, "{byte:02x}").unwrap();
            }
            if capitals {
                hexadecimal.make_ascii_uppercase();
            }
            let standard = base64::engine::general_purpose::STANDARD.encode(value);
            let of_urls = base64::engine::general_purpose::URL_SAFE.encode(value);
            let named = format!("{}:{hexadecimal}", algorithm.label());
            for text in [&hexadecimal, &standard, &of_urls, &named] {
                let read = Hash::read(text).unwrap();
                prop_assert_eq!(read.algorithm, algorithm);
                let written = read.text().expose().clone();
                prop_assert_eq!(written, hexadecimal.to_ascii_lowercase());
            }
        }

        #[test]
        fn nothing_typed_panics(text in ".{0,80}") {
            let _ = Hash::read(&text);
            let _ = Hash::is_named(&text);
        }
    }

    #[test]
    fn what_is_no_hash_is_not_read_as_one() {
        let short = "ab".repeat(15);
        let named_wrongly = format!("sha1:{}", "ab".repeat(32));
        for text in [
            "",
            "word",
            "http://host-a.test/",
            &short,
            &named_wrongly,
            "sha256:",
            "0x00",
        ] {
            assert_eq!(Hash::read(text), None, "{text}");
        }
        assert!(Hash::is_named("SHA-256:word") && Hash::is_named("md5=word"));
        assert!(!Hash::is_named("http://host-a.test/") && !Hash::is_named("sha256"));
    }
}
