//! A pasted list of items: one a line, a URL, its hashes, or both. Every line has a result, and nothing of the list
//! is lost: what was not added can be shown again.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use audit::About;
use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use location::{Place, Refusal};
use pack::Pack;
use serde_json::json;
use store::Tx;

use crate::claim::held;
use crate::hash::{self, Added, Hash};
use crate::item::{self, Item, Kind};
use crate::{Error, LIMIT, opinion};

/// Lines that one list may have: more are pasted in parts, so that nobody waits for a transaction of minutes.
pub const LINES: usize = 1_000;

/// Bytes of a list at most, as it is sent: there is room for [`LINES`] of long ones.
pub(crate) const BYTES: usize = 1024 * 1024;

/// Ids that one entry of the record names at most.
pub(crate) const IDS_AN_ENTRY: usize = 500;

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// It is an item now.
    Added,
    /// The case had the item at this position; hashes that were new for it are kept.
    There(i64),
    /// It says the same as this earlier line.
    Duplicate(usize),
    /// It is no place.
    Refused(Refusal),
    /// What stands there as a hash is none, or there are two of one algorithm.
    NoHash,
    /// The item has another hash of this algorithm: nothing of the line was kept.
    Differs,
    /// The case has as many items as it may have.
    Full,
}

impl Pasted {
    /// Whether the line is to be mended and pasted again.
    pub const fn is_left(self) -> bool {
        matches!(
            self,
            Self::Refused(_) | Self::NoHash | Self::Differs | Self::Full
        )
    }
}

/// A line of the list and what became of it. Lines without anything have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in what was pasted, from 1.
    pub number: usize,
    /// What became of it.
    pub result: Pasted,
}

/// What a line says.
struct Read {
    kind: Option<Kind>,
    place: Option<Place>,
    hashes: Vec<Hash>,
}

impl Read {
    /// Reads one line: a kind in front and hashes behind may be there, blanks part them.
    fn of(line: &str, pack: &Pack) -> Result<Self, Pasted> {
        let mut kind = None;
        let mut hashes: Vec<Hash> = Vec::new();
        let mut typed = Vec::new();
        for (number, word) in line.split_whitespace().enumerate() {
            if let Some(hash) = Hash::read(word) {
                if hashes.iter().any(|known| known.algorithm == hash.algorithm) {
                    return Err(Pasted::NoHash);
                }
                hashes.push(hash);
            } else if Hash::is_named(word) {
                return Err(Pasted::NoHash);
            } else if let Some(named) = Kind::named(word).filter(|_| number == 0) {
                kind = Some(named);
            } else {
                typed.push(word);
            }
        }
        let place = if typed.is_empty() && !hashes.is_empty() {
            None
        } else {
            let place = location::recognise(&typed.join(" "), &pack.urls);
            Some(place.map_err(Pasted::Refused)?)
        };
        Ok(Self {
            kind,
            place,
            hashes,
        })
    }

    /// The kind that was named, or that the URL speaks of.
    fn kind(&self) -> Kind {
        self.kind.unwrap_or_else(|| {
            let place = self.place.as_ref();
            place.map_or(Kind::Other, |place| Kind::guessed(place.working().expose()))
        })
    }

    /// By what a later line is known to say the same.
    fn key(&self) -> String {
        if let Some(place) = &self.place {
            return place.canonical().expose().clone();
        }
        let mut hashes: Vec<_> = self.hashes.iter().collect();
        hashes.sort_by_key(|hash| hash.algorithm);
        let hashes = hashes.iter().map(|hash| hash.text().expose().clone());
        hashes.collect::<Vec<_>>().join(" ")
    }
}

/// Adds the items of a pasted list to a case one holds. Refused as a whole only where it is too long.
pub async fn add_items(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    list: &str,
) -> Result<Vec<Line>, Error> {
    actor.may(Action::Assess)?;
    held(tx, actor, case).await?;
    opinion::items_change(tx, case).await?;
    let lines: Vec<_> = list
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .collect();
    if lines.len() > LINES {
        return Err(Error::TooLong);
    }
    let mut next = item::next_position(tx, case).await?;
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    let mut results = Vec::with_capacity(lines.len());
    let mut added = Vec::new();
    for (index, line) in lines {
        let number = index + 1;
        let result = match Read::of(line, pack) {
            Err(refused) => refused,
            Ok(read) => match said.entry(read.key()) {
                Entry::Occupied(earlier) if read.hashes.is_empty() || read.place.is_none() => {
                    Pasted::Duplicate(*earlier.get())
                }
                entry => {
                    entry.or_insert(number);
                    let (result, new) = add(tx, actor, case, &read, next).await?;
                    if let Some(new) = new {
                        added.push(new);
                        next += 1;
                    }
                    result
                }
            },
        };
        results.push(Line { number, result });
    }
    for part in added.chunks(IDS_AN_ENTRY) {
        audit::record(
            tx,
            actor.who(),
            "assessment.add_items",
            About::one("case", case),
            json!({ "items": part }),
        )
        .await?;
    }
    Ok(results)
}

/// Adds one line: what became of it, and the item where it is new.
async fn add(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    read: &Read,
    next: i64,
) -> Result<(Pasted, Option<Id<Item>>), Error> {
    // A full case has what it has, and makes no place for what it does not take.
    if next > LIMIT && !is_there(tx, actor, case, read).await? {
        return Ok((Pasted::Full, None));
    }
    let location = match &read.place {
        Some(place) => Some(location::find_or_make(tx, actor, place).await?),
        None => None,
    };
    let there = match location {
        Some(location) => item::at_location(tx, case, location).await?,
        None => with_any(tx, case, &read.hashes).await?,
    };
    if let Some(item) = there {
        for hash in &read.hashes {
            if hash::compare(tx, item.id, hash).await? == Added::Differs {
                return Ok((Pasted::Differs, None));
            }
        }
        for hash in &read.hashes {
            hash::keep(tx, actor, &item, hash).await?;
        }
        return Ok((Pasted::There(item.position), None));
    }
    let kind = read.kind();
    let id = item::put(tx, actor, case, location, kind, next).await?;
    let item = Item {
        id,
        case,
        location,
        kind,
        position: next,
        added_at: tx.now(),
    };
    for hash in &read.hashes {
        hash::keep(tx, actor, &item, hash).await?;
    }
    Ok((Pasted::Added, Some(id)))
}

/// Whether what a line says is an item of the case already.
async fn is_there(tx: &mut Tx, actor: &Actor, case: Id<Case>, read: &Read) -> Result<bool, Error> {
    let Some(place) = &read.place else {
        return Ok(with_any(tx, case, &read.hashes).await?.is_some());
    };
    Ok(match location::find(tx, actor, place).await? {
        Some(location) => item::at_location(tx, case, location).await?.is_some(),
        None => false,
    })
}

/// The item of the case that has one of these hashes.
async fn with_any(tx: &mut Tx, case: Id<Case>, hashes: &[Hash]) -> Result<Option<Item>, Error> {
    for hash in hashes {
        if let Some(item) = hash::item_with(tx, case, hash).await? {
            return Ok(Some(item));
        }
    }
    Ok(None)
}
