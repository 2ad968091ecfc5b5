//! Places about which nobody is asked any more, because a person withdrew what was written: a person has somebody
//! written to again.

use audit::About;
use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use location::Location;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::late::Late;
use crate::notice::{Matter, Notice, Purpose, is_last};
use crate::notify::{Notified, matter, write_about};
use crate::{Error, ask_host};

/// Places that are looked at for the count of what is overdue; nobody has so many.
const MOST: i64 = 1000;

/// A place about which nobody is asked any more.
struct Unwritten {
    case: Id<Case>,
    location: Id<Location>,
    purpose: Purpose,
    since: Timestamp,
}

impl FromRow for Unwritten {
    fn from_row(row: &Row) -> store::Result<Self> {
        let purpose: String = row.get("purpose")?;
        let unreadable = store::Error::Unreadable("takedown_unwritten.purpose");
        Ok(Self {
            case: row.get("case_id")?,
            location: row.get("location_id")?,
            purpose: Purpose::named(&purpose).ok_or(unreadable)?,
            since: row.get("since")?,
        })
    }
}

/// A person withdrew a notice: where no other about its place stands, nobody is asked until a person says so.
pub(crate) async fn note(tx: &mut Tx, notice: &Notice) -> store::Result<()> {
    if is_last(tx, notice).await? {
        let now = tx.now();
        let purpose = notice.purpose.name();
        let row = values![notice.case, notice.location, purpose, notice.id, now];
        tx.execute(NOTE, row).await?;
    }
    Ok(())
}

/// Somebody is asked about a place, or waits to be known.
pub(crate) async fn forget(tx: &mut Tx, matter: &Matter) -> store::Result<()> {
    let of = values![matter.case, matter.location, matter.purpose.name()];
    tx.execute(FORGET, of).await?;
    Ok(())
}

/// Nobody is to be asked for this about a case any more.
pub(crate) async fn forget_purpose(
    tx: &mut Tx,
    case: Id<Case>,
    purpose: Purpose,
) -> store::Result<()> {
    tx.execute(FORGET_PURPOSE, values![case, purpose.name()])
        .await?;
    Ok(())
}

/// Nothing is to be asked of a case any more.
pub(crate) async fn forget_all(tx: &mut Tx, case: Id<Case>) -> store::Result<()> {
    tx.execute(FORGET_ALL, values![case]).await?;
    Ok(())
}

/// A person has somebody written to again about the places of a case about which what was written was withdrawn: whoever
/// hosts them by now, or stands in front.
pub async fn write(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Notified, Error> {
    actor.may(Action::Notify)?;
    let places: Vec<Unwritten> = tx.all(LOCK_OF_CASE, values![case]).await?;
    let is_acting = intake::case(tx, actor, case).await?.state == intake::State::Acting;
    if places.is_empty() || !is_acting {
        return Err(Error::Changed);
    }
    let mut notified = Notified::default();
    for place in &places {
        let about = Matter {
            location: place.location,
            ..matter(tx, actor, case, place.purpose).await?
        };
        notified = notified.and(match place.purpose {
            Purpose::Remove => write_about(tx, actor, about).await?,
            Purpose::AskHost => ask_host(tx, actor, case).await?,
        });
    }
    let facts = json!({ "places": places.len() });
    let about = About::one("case", case);
    audit::record(tx, actor.who(), "takedown.write_again", about, facts).await?;
    Ok(notified)
}

/// Whether nobody is asked about a place of a case that is acted on, until a person says so.
pub(crate) async fn is_unwritten(tx: &mut Tx, case: Id<Case>) -> store::Result<bool> {
    let found: Option<Unwritten> = tx.optional(OF_CASE, values![case]).await?;
    Ok(found.is_some())
}

/// Places of cases that are acted on about which nobody is asked, and since when the first is not.
pub(crate) async fn late(tx: &mut Tx, actor: &Actor) -> Result<Late, Error> {
    let places: Vec<Unwritten> = tx.all(OLDEST, values![MOST]).await?;
    let cases: Vec<_> = places.iter().map(|place| place.case).collect();
    let states = intake::states(tx, actor, &cases).await?;
    let is_acting = |place: &&Unwritten| states.get(&place.case) == Some(&intake::State::Acting);
    let mut since = places.iter().filter(is_acting).map(|place| place.since);
    let oldest = since.next();
    let more = i64::try_from(since.count()).unwrap_or(MOST);
    Ok((i64::from(oldest.is_some()).saturating_add(more), oldest))
}

const NOTE: &str = "-- takedown.unwritten.insert
INSERT INTO takedown_unwritten (case_id, location_id, purpose, notice_id, since) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (case_id, location_id, purpose) DO NOTHING";

const FORGET: &str = "-- takedown.unwritten.delete
DELETE FROM takedown_unwritten WHERE case_id = $1 AND location_id = $2 AND purpose = $3";

const FORGET_PURPOSE: &str = "-- takedown.unwritten.delete_purpose
DELETE FROM takedown_unwritten WHERE case_id = $1 AND purpose = $2";

const FORGET_ALL: &str = "-- takedown.unwritten.delete_all
DELETE FROM takedown_unwritten WHERE case_id = $1";

const LOCK_OF_CASE: &str = "-- takedown.unwritten.lock_of_case
SELECT case_id, location_id, purpose, since FROM takedown_unwritten WHERE case_id = $1
ORDER BY location_id, purpose /*for update*/";

const OF_CASE: &str = "-- takedown.unwritten.of_case
SELECT case_id, location_id, purpose, since FROM takedown_unwritten WHERE case_id = $1 LIMIT 1";

const OLDEST: &str = "-- takedown.unwritten.oldest
SELECT case_id, location_id, purpose, since FROM takedown_unwritten ORDER BY since, notice_id LIMIT $1";
