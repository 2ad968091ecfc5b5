//! A reading: one page that somebody has had read within a viewing session, from the wish to what was found.

use std::time::Duration;

use assessment::{Item, Viewing};
use audit::About;
use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Timestamp};
use location::Location;
use pack::Pack;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::{Error, FORGET, Fault, READ};

/// How long a page that was asked for may take before it can be asked for again, unless it waits for its turn.
const PATIENCE: Duration = Duration::from_mins(3);

/// How far a reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Somebody asked for it.
    Asked,
    /// The page was read.
    Read,
    /// It could not be.
    Failed,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Asked, Self::Read, Self::Failed];

    /// The name, as stored and as programs read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Read => "read",
            Self::Failed => "failed",
        }
    }
}

/// For what a page waits that is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitsFor {
    /// For its turn at the host, which others of ours ask.
    Turn,
    /// For the end of the rest that the host asked for.
    Rest,
}

impl WaitsFor {
    /// The name, as stored and as programs read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::Rest => "rest",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Turn, Self::Rest]
            .into_iter()
            .find(|known| known.name() == name)
    }
}

/// A page that somebody has had read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Its id.
    pub id: Id<Reading>,
    /// The session within which.
    pub viewing: Id<Viewing>,
    /// The case.
    pub case: Id<Case>,
    /// The item whose page it is.
    pub item: Id<Item>,
    /// Who asked for it.
    pub staff: Id<Staff>,
    /// How far it is.
    pub state: State,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Until when it waits, and for what.
    pub waits: Option<(Timestamp, WaitsFor)>,
    /// Why it failed.
    pub fault: Option<Fault>,
    /// How many places it leads to.
    pub found: i64,
    /// Whether these are all that it leads to.
    pub is_all: bool,
    /// Whether the whole page was read.
    pub is_whole: bool,
    /// Whether redirects led to another place, whose page was read.
    pub is_elsewhere: bool,
}

impl FromRow for Reading {
    fn from_row(row: &Row) -> store::Result<Self> {
        let state: String = row.get("state")?;
        let fault: Option<String> = row.get("fault")?;
        let waits_for: Option<String> = row.get("waits_for")?;
        let waits_until: Option<Timestamp> = row.get("waits_until")?;
        let unreadable = |column| store::Error::Unreadable(column);
        Ok(Self {
            id: row.get("id")?,
            viewing: row.get("viewing_id")?,
            case: row.get("case_id")?,
            item: row.get("item_id")?,
            staff: row.get("staff_id")?,
            state: State::ALL
                .into_iter()
                .find(|known| known.name() == state)
                .ok_or_else(|| unreadable("inventory_reading.state"))?,
            asked_at: row.get("asked_at")?,
            waits: waits_until
                .zip(waits_for)
                .map(|(until, name)| {
                    let known = WaitsFor::named(&name).map(|known| (until, known));
                    known.ok_or_else(|| unreadable("inventory_reading.waits_for"))
                })
                .transpose()?,
            fault: fault
                .map(|name| Fault::named(&name))
                .map(|known| known.ok_or_else(|| unreadable("inventory_reading.fault")))
                .transpose()?,
            found: row.get::<Option<i64>>("found")?.unwrap_or(0),
            is_all: row.get::<Option<bool>>("is_all")?.unwrap_or(true),
            is_whole: row.get::<Option<bool>>("is_whole")?.unwrap_or(true),
            is_elsewhere: row.get::<Option<bool>>("is_elsewhere")?.unwrap_or(false),
        })
    }
}

/// Has the page of an item read for what it embeds: within one's open viewing session of a case one holds. What was
/// read in the session before is forgotten; asking twice is asking once.
pub async fn ask(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    item: Id<Item>,
) -> Result<Reading, Error> {
    actor.may(Action::ReadPage)?;
    if pack.watch.legal_authority.is_none() {
        return Err(Error::NoAuthority);
    }
    let viewing = open_session(tx, actor, case).await?;
    lock(tx, viewing.id).await?;
    may_be_read(tx, actor, case, viewing.staff).await?;
    let location = assessment::item(tx, actor, case, item).await?.location;
    let location = location.ok_or(Error::NotFound)?;
    if is_silenced(tx, actor, case, location).await? {
        return Err(Error::Silent);
    }
    let now = tx.now();
    if let Some(before) = tx
        .optional::<Reading>(OF_VIEWING, values![viewing.id])
        .await?
    {
        let since = before.waits.map_or(before.asked_at, |(until, _)| until);
        let goes_on = before.state == State::Asked && since.after(PATIENCE) > now;
        if before.item == item && goes_on {
            return Ok(before);
        }
        tx.execute(DELETE, values![viewing.id]).await?;
    }
    let id: Id<Reading> = tx.new_id();
    tx.execute(
        INSERT,
        values![id, viewing.id, case, item, viewing.staff, now],
    )
    .await?;
    jobs::queue(tx, READ, &id).await?;
    let key = format!("{FORGET}:{}", viewing.id);
    jobs::queue_at(tx, FORGET, &viewing.id, viewing.ends_at, Some(&key)).await?;
    audit::record(
        tx,
        actor.who(),
        "inventory.ask",
        About::one("case", case),
        json!({ "viewing": viewing.id, "item": item, "reading": id }),
    )
    .await?;
    Ok(tx.one(OF_VIEWING, values![viewing.id]).await?)
}

/// What was last read in the actor's open session of a case, or is being read.
pub async fn reading(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Option<Reading>, Error> {
    actor.may(Action::ReadPage)?;
    let viewing = open_session(tx, actor, case).await?;
    Ok(tx.optional(OF_VIEWING, values![viewing.id]).await?)
}

/// Forgets what was read in the actor's open session of a case.
pub async fn forget(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    actor.may(Action::ReadPage)?;
    let viewing = open_session(tx, actor, case).await?;
    if tx.execute(DELETE, values![viewing.id]).await? > 0 {
        audit::record(
            tx,
            actor.who(),
            "inventory.forget",
            About::one("case", case),
            json!({ "viewing": viewing.id }),
        )
        .await?;
    }
    Ok(())
}

/// Forgets what was read in a session that is over.
pub(crate) async fn forget_session(
    tx: &mut Tx,
    actor: &Actor,
    viewing: Id<Viewing>,
) -> Result<(), Error> {
    actor.may(Action::ReadPage)?;
    tx.execute(DELETE, values![viewing]).await?;
    Ok(())
}

/// A reading by its id.
pub(crate) async fn get(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Reading>,
) -> Result<Option<Reading>, Error> {
    actor.may(Action::ReadPage)?;
    Ok(tx.optional(GET, values![id]).await?)
}

/// Keeps in mind that a reading waits, for whoever waits with it.
pub(crate) async fn wait(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Reading>,
    (until, why): (Timestamp, WaitsFor),
) -> Result<(), Error> {
    actor.may(Action::ReadPage)?;
    tx.execute(WAIT, values![id, until, why.name()]).await?;
    Ok(())
}

/// The actor's open session of a case: nothing is read or shown outside of one.
pub(crate) async fn open_session(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<Viewing, Error> {
    let viewing = assessment::viewing(tx, actor, case).await?;
    Ok(viewing.ok_or(assessment::Error::ViewingEnded)?)
}

/// Whether pages of a case may be read for somebody: while they hold it, and its items may change.
pub(crate) async fn may_be_read(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    staff: Id<Staff>,
) -> Result<(), Error> {
    let holder = assessment::holder(tx, actor, case).await?;
    if holder.is_none_or(|claim| claim.staff != staff) {
        return Err(assessment::Error::NotHeld.into());
    }
    if intake::case(tx, actor, case).await?.state != intake::State::Assessing {
        return Err(assessment::Error::ItemsStand.into());
    }
    Ok(())
}

/// Whether nobody may be asked anything about the case's place, or about this one.
pub(crate) async fn is_silenced(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    location: Id<Location>,
) -> Result<bool, Error> {
    let of_case = intake::case(tx, actor, case).await?.location;
    Ok(trace::is_silenced(tx, actor, of_case).await?
        || trace::is_silenced(tx, actor, location).await?)
}

/// One after another, whoever asks within a session.
async fn lock(tx: &mut Tx, viewing: Id<Viewing>) -> Result<(), Error> {
    Ok(tx.lock(&format!("inventory:{viewing}")).await?)
}

const OF_VIEWING: &str = "-- inventory.reading.of_viewing
SELECT id, viewing_id, case_id, item_id, staff_id, state, asked_at, waits_until, waits_for, fault,
    found, is_all, is_whole, is_elsewhere
FROM inventory_reading WHERE viewing_id = $1";

const GET: &str = "-- inventory.reading.get
SELECT id, viewing_id, case_id, item_id, staff_id, state, asked_at, waits_until, waits_for, fault,
    found, is_all, is_whole, is_elsewhere
FROM inventory_reading WHERE id = $1";

const INSERT: &str = "-- inventory.reading.insert
INSERT INTO inventory_reading (id, viewing_id, case_id, item_id, staff_id, state, asked_at)
VALUES ($1, $2, $3, $4, $5, 'asked', $6)";

const WAIT: &str = "-- inventory.reading.wait
UPDATE inventory_reading SET waits_until = $2, waits_for = $3 WHERE id = $1 AND state = 'asked'";

const DELETE: &str = "-- inventory.reading.delete
DELETE FROM inventory_reading WHERE viewing_id = $1";
