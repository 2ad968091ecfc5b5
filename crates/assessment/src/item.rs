//! An item: one piece of content at a location, known by its URL and never by its bytes.

use audit::About;
use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use location::{Location, Spelling};
use pack::Pack;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::Error;
use crate::blind::{Sees, sees};
use crate::claim::held;
use crate::opinion;

/// Items that one case may have.
pub const LIMIT: i64 = 10_000;

/// Items that are read, and shown, at once.
pub const PAGE: i64 = 50;

/// What kind of content an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A picture.
    Image,
    /// A film or a stream.
    Video,
    /// Words.
    Text,
    /// Something that leads elsewhere.
    Link,
    /// Something that holds more: an archive, an album.
    Container,
    /// None of these, or not known.
    Other,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Image,
        Self::Video,
        Self::Text,
        Self::Link,
        Self::Container,
        Self::Other,
    ];

    /// The name, as stored and as forms send it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Text => "text",
            Self::Link => "link",
            Self::Container => "container",
            Self::Other => "other",
        }
    }

    /// The kind that the end of a URL's path speaks of; other where it speaks of none.
    pub fn guessed(url: &str) -> Self {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let file = path.rsplit('/').next().unwrap_or_default();
        // The name of a site ends in no kind of file.
        let is_host = path
            .find("://")
            .is_some_and(|at| !path.split_at(at + 3).1.contains('/'));
        let ending = match file.rsplit_once('.') {
            Some((_, ending)) if !is_host => ending.to_ascii_lowercase(),
            _ => return Self::Other,
        };
        ENDINGS
            .into_iter()
            .find(|(_, endings)| endings.contains(&ending.as_str()))
            .map_or(Self::Other, |(kind, _)| kind)
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// An item of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: Id<Item>,
    /// The case.
    pub case: Id<Case>,
    /// Where it is; nothing where its hash alone is known.
    pub location: Option<Id<Location>>,
    /// What it is.
    pub kind: Kind,
    /// Its number within the case, from 1; the first is the reported place itself.
    pub position: i64,
    /// Since when we know it.
    pub added_at: Timestamp,
}

impl FromRow for Item {
    fn from_row(row: &Row) -> store::Result<Self> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            location: row.get("location_id")?,
            kind: Kind::named(&kind).ok_or(store::Error::Unreadable("assessment_item.kind"))?,
            position: row.get("position")?,
            added_at: row.get("added_at")?,
        })
    }
}

/// The first items of a case in their order: [`PAGE`] of them at most.
pub async fn items(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Item>, Error> {
    items_after(tx, actor, case, 0).await
}

/// The items of a case behind this position, in their order: [`PAGE`] of them at most.
pub async fn items_after(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    after: i64,
) -> Result<Vec<Item>, Error> {
    actor.may(Action::ReadAssessment)?;
    Ok(tx.all(OF_CASE, values![case, after, PAGE]).await?)
}

/// How many items a case has, and how many of them are classified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemCounts {
    /// All of them.
    pub items: i64,
    /// Those with an assessment.
    pub classified: i64,
}

impl FromRow for ItemCounts {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            items: row.get("items")?,
            classified: row.get("classified")?,
        })
    }
}

/// How many items a case has.
pub async fn item_counts(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<ItemCounts, Error> {
    actor.may(Action::ReadAssessment)?;
    let (opinion, staff) = sees(tx, actor, case).await?.beside();
    Ok(tx.one(COUNTS, values![case, opinion, staff]).await?)
}

/// One item of a case.
pub async fn item(tx: &mut Tx, actor: &Actor, case: Id<Case>, id: Id<Item>) -> Result<Item, Error> {
    actor.may(Action::ReadAssessment)?;
    tx.optional(GET, values![case, id])
        .await?
        .ok_or(Error::NotFound)
}

/// Adds the content at a typed URL to a case one holds. Adding it again gives the item that is there.
pub async fn add_item(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    kind: Kind,
    typed: &str,
) -> Result<Id<Item>, Error> {
    actor.may(Action::Assess)?;
    held(tx, actor, case).await?;
    opinion::items_change(tx, case).await?;
    let place = location::recognise(typed, &pack.urls).map_err(Error::Refused)?;
    let location = location::find_or_make(tx, actor, &place).await?;
    insert(tx, actor, case, location, kind).await
}

/// The reported place, as the first item of its case.
pub(crate) async fn first(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    location: Id<Location>,
) -> Result<Id<Item>, Error> {
    insert(tx, actor, case, location, Kind::Other).await
}

/// The caller holds the claim's row, so that two additions to one case follow one another.
async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    location: Id<Location>,
    kind: Kind,
) -> Result<Id<Item>, Error> {
    if let Some(item) = at_location(tx, case, location).await? {
        return Ok(item.id);
    }
    let position = next_position(tx, case).await?;
    let id = put(tx, actor, case, Some(location), kind, position).await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.add_item",
        About::one("case", case),
        json!({ "item": id, "location": location, "kind": kind.name() }),
    )
    .await?;
    Ok(id)
}

/// The item of a case at this location.
pub(crate) async fn at_location(
    tx: &mut Tx,
    case: Id<Case>,
    location: Id<Location>,
) -> Result<Option<Item>, Error> {
    Ok(tx.optional(AT_LOCATION, values![case, location]).await?)
}

/// The position of the next item of a case.
pub(crate) async fn next_position(tx: &mut Tx, case: Id<Case>) -> Result<i64, Error> {
    let (last,): (i64,) = tx.one(LAST, values![case]).await?;
    Ok(last + 1)
}

/// Puts an item at the end of a case. The caller records it.
pub(crate) async fn put(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    location: Option<Id<Location>>,
    kind: Kind,
    position: i64,
) -> Result<Id<Item>, Error> {
    if position > LIMIT {
        return Err(Error::TooMany);
    }
    let id: Id<Item> = tx.new_id();
    let now = tx.now();
    let by = actor.staff_id();
    let item = values![id, case, location, kind.name(), position, now, by];
    tx.execute(INSERT, item).await?;
    Ok(id)
}

/// Picks the spelling of an item that checks and notices use. One that looks as if it named a person needs
/// `confirmed`.
pub async fn choose_working(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    item_id: Id<Item>,
    spelling: Id<Spelling>,
    confirmed: bool,
) -> Result<(), Error> {
    actor.may(Action::ChooseWorkingUrl)?;
    let claim = held(tx, actor, case).await?;
    let item = item(tx, actor, case, item_id).await?;
    let location = item.location.ok_or(Error::NotFound)?;
    if let Some(opinion) = opinion::open(tx, case).await? {
        location::check_choice(tx, actor, location, spelling, confirmed).await?;
        tx.execute(PICK, values![opinion.id, item_id, claim.staff, spelling])
            .await?;
        audit::record(
            tx,
            actor.who(),
            "assessment.pick_working_url",
            About::one("case", case),
            json!({ "opinion": opinion.id, "item": item_id, "spelling": spelling }),
        )
        .await?;
        // What the first picked stands until the second's opinion counts, and is not shown.
        if location::working(tx, actor, location).await?.is_some() {
            return Ok(());
        }
    }
    location::choose_working(tx, actor, location, spelling, confirmed).await?;
    trace::follow(tx, actor, location).await?;
    Ok(())
}

/// Picks the only spelling of an item, unless it looks as if it named a person: then somebody looks first.
pub async fn choose_plain(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    item_id: Id<Item>,
) -> Result<(), Error> {
    actor.may(Action::ChooseWorkingUrl)?;
    held(tx, actor, case).await?;
    let location = item(tx, actor, case, item_id).await?.location;
    if let Some(location) = location {
        let chosen = location::choose_only(tx, actor, &[location], false).await?;
        trace::follow_all(tx, actor, &chosen).await?;
    }
    Ok(())
}

/// Which spelling the actor sees as the working URL of an item: of a second opinion their own pick alone, for what the
/// first picked is not shown.
pub(crate) async fn seen_working(
    tx: &mut Tx,
    actor: &Actor,
    item: &Item,
) -> Result<Option<Id<Spelling>>, Error> {
    actor.may(Action::ReadAssessment)?;
    let Some(location) = item.location else {
        return Ok(None);
    };
    match sees(tx, actor, item.case).await? {
        Sees::Whole => Ok(location::working_spelling(tx, actor, location).await?),
        Sees::Own(opinion, staff) => {
            let picked: Option<(Id<Spelling>,)> = tx
                .optional(PICKED, values![opinion, item.id, staff])
                .await?;
            Ok(picked.map(|(spelling,)| spelling))
        }
    }
}

/// What files of each kind are called.
const ENDINGS: [(Kind, &[&str]); 5] = [
    (
        Kind::Image,
        &[
            "avif", "bmp", "gif", "heic", "jfif", "jpeg", "jpg", "png", "svg", "tif", "tiff",
            "webp",
        ],
    ),
    (
        Kind::Video,
        &[
            "3gp", "avi", "flv", "m3u8", "m4v", "mkv", "mov", "mp4", "mpeg", "mpg", "ts", "webm",
            "wmv",
        ],
    ),
    (
        Kind::Text,
        &["csv", "doc", "docx", "md", "odt", "pdf", "rtf", "txt"],
    ),
    (Kind::Link, &["lnk", "magnet", "torrent", "url", "webloc"]),
    (
        Kind::Container,
        &["7z", "bz2", "gz", "iso", "rar", "tar", "tgz", "xz", "zip"],
    ),
];

const PICK: &str = "-- assessment.opinion_place.insert
INSERT INTO assessment_opinion_place (opinion_id, item_id, staff_id, spelling_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (opinion_id, item_id, staff_id) DO UPDATE SET spelling_id = excluded.spelling_id";

const PICKED: &str = "-- assessment.opinion_place.picked
SELECT spelling_id AS value FROM assessment_opinion_place
WHERE opinion_id = $1 AND item_id = $2 AND staff_id = $3";

const OF_CASE: &str = "-- assessment.item.of_case
SELECT id, case_id, location_id, kind, position, added_at FROM assessment_item
WHERE case_id = $1 AND position > $2 ORDER BY position LIMIT $3";

const AT_LOCATION: &str = "-- assessment.item.at_location
SELECT id, case_id, location_id, kind, position, added_at FROM assessment_item
WHERE case_id = $1 AND location_id = $2";

const LAST: &str = "-- assessment.item.last_position
SELECT COALESCE(MAX(position), 0) AS value FROM assessment_item WHERE case_id = $1";

const COUNTS: &str = "-- assessment.item.counts
SELECT COUNT(*) AS items, COUNT(a.id) AS classified FROM assessment_item i
LEFT JOIN assessment_assessment a ON a.item_id = i.id AND a.superseded_by IS NULL
    AND (a.opinion_id = $2 AND a.staff_id = $3 OR a.opinion_id IS NULL AND $2 IS NULL)
WHERE i.case_id = $1";

const GET: &str = "-- assessment.item.get
SELECT id, case_id, location_id, kind, position, added_at FROM assessment_item
WHERE case_id = $1 AND id = $2";

const INSERT: &str = "-- assessment.item.insert
INSERT INTO assessment_item (id, case_id, location_id, kind, position, added_at, added_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_guessed_by_the_end_of_the_path_alone() {
        for (url, kind) in [
            ("http://host-a.test/p/17.JPG?x=1.mp4#a.zip", Kind::Image),
            ("http://host-a.test/p/17.mp4", Kind::Video),
            ("http://host-a.test/a.tar.gz", Kind::Container),
            ("http://host-a.test/p.zip/17", Kind::Other),
            ("http://host-a.test/", Kind::Other),
            ("http://host-a.zip", Kind::Other),
            ("http://host-a.test/p/17", Kind::Other),
            ("", Kind::Other),
        ] {
            assert_eq!(Kind::guessed(url), kind, "{url}");
        }
    }
}
