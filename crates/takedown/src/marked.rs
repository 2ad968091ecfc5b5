//! Places that somebody marked as pages: of these, and of no others, the HTML is read for the mark of its words. Whoever
//! marks one says that its words show whether the content is there; it is taken back in the same way.

use std::collections::HashMap;

use audit::{About, Line, history};
use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Timestamp};
use location::Location;
use pack::Pack;
use serde_json::{Value as Json, json};
use store::{DataKey, FromRow, Place, Row, Tx, values};

use crate::check::{Check, acting};
use crate::simhash::Mark;
use crate::verdict::Seen;
use crate::{Error, watch};

/// A place that is watched as a page.
#[derive(Clone, Debug)]
pub struct Marked {
    /// Who marked it.
    pub by: Id<Staff>,
    /// When.
    pub at: Timestamp,
    /// Since when its words are compared with those of that day; not before they were read.
    pub compared_since: Option<Timestamp>,
}

impl FromRow for Marked {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            by: row.get("marked_by")?,
            at: row.get("marked_at")?,
            compared_since: row.get("compared_since")?,
        })
    }
}

/// Marks the place of a case that is being acted on as a page: from now on its words are looked at too. Marking twice
/// is marking once.
pub async fn mark_page(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<(), Error> {
    actor.may(Action::MarkPage)?;
    let person = actor.staff_id().ok_or(Error::NotFound)?;
    if pack.watch.legal_authority.is_none() {
        return Err(Error::NoAuthority);
    }
    let location = acting(tx, actor, case).await?;
    let now = tx.now();
    if tx.execute(MARK, values![location, person, now]).await? == 1 {
        watch::forget_sight(tx, case).await?;
        moved(tx, actor, case, "marked").await?;
    }
    Ok(())
}

/// Takes that back: its words are not looked at any more, and their mark is forgotten.
pub async fn unmark_page(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    actor.may(Action::MarkPage)?;
    let location = intake::case(tx, actor, case).await?.location;
    if tx.execute(UNMARK, values![location]).await? == 1 {
        moved(tx, actor, case, "unmarked").await?;
    }
    Ok(())
}

async fn moved(tx: &mut Tx, actor: &Actor, case: Id<Case>, to: &'static str) -> store::Result<()> {
    let line = Line {
        from: None,
        to,
        why: "",
    };
    history(tx, actor.who(), ADD_HISTORY, case, line).await?;
    audit::record(
        tx,
        actor.who(),
        "takedown.mark_page",
        About::one("case", case),
        json!({ "to": to }),
    )
    .await
}

/// Whether, by whom and since when the place of a case is marked as a page.
pub async fn marked(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Option<Marked>, Error> {
    actor.may(Action::ReadTakedown)?;
    let location = intake::case(tx, actor, case).await?.location;
    Ok(tx.optional(GET, values![location]).await?)
}

/// Which of these places are marked as pages, and the sealed marks that their words are compared with.
pub(crate) async fn among(
    tx: &mut Tx,
    locations: &[Id<Location>],
) -> store::Result<HashMap<Id<Location>, Option<Vec<u8>>>> {
    let rows: Vec<Compared> = tx.all(AMONG, values![locations]).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.location, row.mark))
        .collect())
}

/// A page, and the sealed mark that its words are compared with.
struct Compared {
    location: Id<Location>,
    mark: Option<Vec<u8>>,
}

impl FromRow for Compared {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            location: row.get("location_id")?,
            mark: row.get("mark")?,
        })
    }
}

/// The mark that words are compared with.
pub(crate) fn open(key: &DataKey, location: Id<Location>, sealed: &[u8]) -> store::Result<Mark> {
    let plain = key.open(place(location), sealed)?;
    Mark::of_bytes(plain.expose()).ok_or(store::Error::Unreadable("takedown_page.mark"))
}

/// Has words compared with this mark from now on.
pub(crate) async fn compare_with(
    tx: &mut Tx,
    key: &DataKey,
    location: Id<Location>,
    mark: Mark,
) -> store::Result<()> {
    let sealed = key.seal(place(location), &mark.bytes(), tx.entropy());
    let now = tx.now();
    tx.execute(COMPARE, values![location, sealed, now]).await?;
    Ok(())
}

fn place(location: Id<Location>) -> Place {
    Place::new("takedown_page", "mark", location)
}

/// A person says that what a check took for something else is the content: the same again is up, and its words are what
/// others are compared with.
pub(crate) async fn believe(
    tx: &mut Tx,
    check: &Check,
    location: Id<Location>,
    key: &DataKey,
) -> Result<(), Error> {
    if !matches!(
        check.seen,
        Seen::OtherWords | Seen::ErrorWith200 | Seen::Parked
    ) {
        return Ok(());
    }
    let detail = detail(tx, check, key).await?;
    if let Some(same) = bytes(&detail, "/same") {
        watch::know(tx, check.case, &check.vantage, &same).await?;
    }
    if let Some(mark) = bytes(&detail, "/further/page/mark").and_then(|mark| Mark::of_bytes(&mark))
    {
        compare_with(tx, key, location, mark).await?;
    }
    Ok(())
}

/// A person says that the place is gone though a check had an answer of it: the same again says nothing against that
/// word.
pub(crate) async fn disbelieve(tx: &mut Tx, check: &Check, key: &DataKey) -> Result<(), Error> {
    if !check.seen.may_be_all_that_is_left() {
        return Ok(());
    }
    let detail = detail(tx, check, key).await?;
    if let Some(same) = bytes(&detail, "/same") {
        watch::said_gone(tx, check.case, &check.vantage, &same, check.seen).await?;
    }
    Ok(())
}

/// What is kept of a check.
async fn detail(tx: &mut Tx, check: &Check, key: &DataKey) -> Result<Json, Error> {
    let (sealed,): (Vec<u8>,) = tx.one(DETAIL, values![check.id]).await?;
    let plain = key.open(Place::new("takedown_check", "detail", check.id), &sealed);
    let plain = plain.map_err(store::Error::from)?;
    let unreadable = |_| store::Error::Unreadable("takedown_check.detail");
    Ok(serde_json::from_slice(plain.expose()).map_err(unreadable)?)
}

fn bytes(detail: &Json, pointer: &str) -> Option<Vec<u8>> {
    let text = detail.pointer(pointer).and_then(Json::as_str)?;
    data_encoding::HEXLOWER.decode(text.as_bytes()).ok()
}

const MARK: &str = "-- takedown.page.mark
INSERT INTO takedown_page (location_id, marked_by, marked_at) VALUES ($1, $2, $3)
ON CONFLICT (location_id) DO NOTHING";

const UNMARK: &str = "-- takedown.page.unmark
DELETE FROM takedown_page WHERE location_id = $1";

const GET: &str = "-- takedown.page.get
SELECT marked_by, marked_at, compared_since FROM takedown_page WHERE location_id = $1";

const AMONG: &str = "-- takedown.page.among
SELECT location_id, mark FROM takedown_page WHERE location_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const COMPARE: &str = "-- takedown.page.compare
UPDATE takedown_page SET mark = $2, compared_since = $3 WHERE location_id = $1";

const DETAIL: &str = "-- takedown.check.detail
SELECT detail AS value FROM takedown_check WHERE id = $1";

const ADD_HISTORY: &str = "-- takedown.page_history.insert
INSERT INTO takedown_page_history (case_id, number, at, who_kind, who_id, from_state, to_state, why)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM takedown_page_history WHERE case_id = $1),
    $2, $3, $4, $5, $6, $7)";
