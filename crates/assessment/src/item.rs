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
pub const LIMIT: i64 = 200;

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
    /// Where it is.
    pub location: Id<Location>,
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

/// The items of a case in their order.
pub async fn items(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Item>, Error> {
    actor.may(Action::ReadAssessment)?;
    Ok(tx.all(OF_CASE, values![case, LIMIT]).await?)
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
    // Both opinions are of the same items.
    if opinion::open(tx, case).await?.is_some() {
        return Err(Error::ItemsStand);
    }
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
    let there = items(tx, actor, case).await?;
    if let Some(item) = there.iter().find(|item| item.location == location) {
        return Ok(item.id);
    }
    let position = there.last().map_or(1, |item| item.position + 1);
    if position > LIMIT {
        return Err(Error::TooMany);
    }
    let id: Id<Item> = tx.new_id();
    let now = tx.now();
    tx.execute(
        INSERT,
        values![id, case, location, kind.name(), position, now],
    )
    .await?;
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
    if let Some(opinion) = opinion::open(tx, case).await? {
        tx.execute(PICK, values![opinion.id, item_id, claim.staff])
            .await?;
        // What the first picked stands, and is not shown.
        if location::working(tx, actor, item.location).await?.is_some() {
            return Ok(());
        }
    }
    location::choose_working(tx, actor, item.location, spelling, confirmed).await?;
    Ok(())
}

/// Whether the working URL of an item is picked; for a second analyst, whether they picked one themselves.
pub(crate) async fn is_picked(tx: &mut Tx, actor: &Actor, item: &Item) -> Result<bool, Error> {
    Ok(match sees(tx, actor, item.case).await? {
        Sees::Whole => location::working(tx, actor, item.location).await?.is_some(),
        Sees::Own(opinion, staff) => {
            let (picked,): (i64,) = tx.one(PICKED, values![opinion, item.id, staff]).await?;
            picked > 0
        }
    })
}

const PICK: &str = "-- assessment.opinion_place.insert
INSERT INTO assessment_opinion_place (opinion_id, item_id, staff_id) VALUES ($1, $2, $3)
ON CONFLICT (opinion_id, item_id, staff_id) DO NOTHING";

const PICKED: &str = "-- assessment.opinion_place.picked
SELECT COUNT(*) AS value FROM assessment_opinion_place
WHERE opinion_id = $1 AND item_id = $2 AND staff_id = $3";

const OF_CASE: &str = "-- assessment.item.of_case
SELECT id, case_id, location_id, kind, position, added_at FROM assessment_item
WHERE case_id = $1 ORDER BY position LIMIT $2";

const GET: &str = "-- assessment.item.get
SELECT id, case_id, location_id, kind, position, added_at FROM assessment_item
WHERE case_id = $1 AND id = $2";

const INSERT: &str = "-- assessment.item.insert
INSERT INTO assessment_item (id, case_id, location_id, kind, position, added_at)
VALUES ($1, $2, $3, $4, $5, $6)";
