//! A viewing session: the only time URLs are shown. While a case is assessed it belongs to whoever holds the
//! case; while it is acted on, to whoever hands its URLs over; once it is closed, to whoever reads what a reporter told
//! since, or answers. It ends by itself, and every look in it is
//! counted and audited: exposure is a hazard of this work, and is limited.

use audit::About;
use identity::{Action, Actor, Staff};
use intake::{Case, Report, State, Told};
use kernel::{Id, Timestamp};
use location::Revealed;
use pack::Pack;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::Error;
use crate::claim::{held, person};
use crate::item::{Item, item};

/// A viewing session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewing {
    /// Its id.
    pub id: Id<Viewing>,
    /// The case it is about.
    pub case: Id<Case>,
    /// Whose it is.
    pub staff: Id<Staff>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it ends by itself.
    pub ends_at: Timestamp,
    /// When it was ended before.
    pub closed_at: Option<Timestamp>,
    /// How often a URL was opened in it.
    pub reveals: i64,
}

impl Viewing {
    /// Whether URLs may be shown in it at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.closed_at.is_none() && self.ends_at > now
    }
}

impl FromRow for Viewing {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            staff: row.get("staff_id")?,
            opened_at: row.get("opened_at")?,
            ends_at: row.get("ends_at")?,
            closed_at: row.get("closed_at")?,
            reveals: row.get("reveals")?,
        })
    }
}

/// Opens a viewing session for the pack's time: of a case one holds, of one that is acted on and whose URLs a person
/// hands over, or of one that is closed and whose reporters wait for something. One's own that is open is given back.
pub async fn open_viewing(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<Viewing, Error> {
    actor.may(Action::View)?;
    let staff = person(actor)?;
    may_look(tx, actor, case).await?;
    may_open(tx, actor, case).await?;
    let now = tx.now();
    // Nobody holds a case that is acted on: two requests of one person follow one another here.
    tx.lock(&format!("assessment.viewing:{case}")).await?;
    for viewing in tx.all::<Viewing>(UNCLOSED, values![case]).await? {
        if !viewing.is_open(now) {
            end(tx, actor, &viewing).await?;
        } else if viewing.staff == staff {
            return Ok(viewing);
        }
    }
    let viewing = Viewing {
        id: tx.new_id(),
        case,
        staff,
        opened_at: now,
        ends_at: now.after(pack.claims.viewing),
        closed_at: None,
        reveals: 0,
    };
    tx.execute(
        INSERT,
        values![viewing.id, case, staff, now, viewing.ends_at],
    )
    .await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.open_viewing",
        About::one("case", case),
        json!({ "viewing": viewing.id, "ends_at": viewing.ends_at.to_string() }),
    )
    .await?;
    Ok(viewing)
}

/// The actor's open viewing session of a case, if there is one.
pub async fn viewing(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Option<Viewing>, Error> {
    actor.may(Action::View)?;
    let now = tx.now();
    let unclosed = tx.all::<Viewing>(UNCLOSED, values![case]).await?;
    Ok(unclosed
        .into_iter()
        .find(|viewing| viewing.is_open(now) && Some(viewing.staff) == actor.staff_id()))
}

/// Opens the URLs of an item for one person's eyes: counted, audited, and only in an open session of theirs,
/// of a case that they hold or that is acted on.
pub async fn reveal(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Viewing>,
    item_id: Id<Item>,
) -> Result<Revealed, Error> {
    actor.may(Action::View)?;
    let viewing = open_session(tx, actor, id).await?;
    if intake::case(tx, actor, viewing.case).await?.state == State::Closed {
        // It was opened for the reporters: nothing is to be done about a URL any more.
        return Err(Error::NotHeld);
    }
    let item = item(tx, actor, viewing.case, item_id).await?;
    let location = item.location.ok_or(Error::NotFound)?;
    let revealed = location::reveal(tx, actor, location).await?;
    tx.execute(COUNT, values![id]).await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.reveal",
        About::one("case", viewing.case),
        json!({ "viewing": id, "item": item_id }),
    )
    .await?;
    Ok(revealed)
}

/// What the reporters of the case told, a page of it: audited, and only in an open session. See [`intake::told`].
pub async fn told(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Viewing>,
    page: Option<i64>,
    asked: Option<Id<Report>>,
) -> Result<Vec<Told>, Error> {
    actor.may(Action::View)?;
    let viewing = open_session(tx, actor, id).await?;
    let told = intake::told(tx, actor, viewing.case, page, asked).await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.read_reports",
        About::one("case", viewing.case),
        json!({ "viewing": id, "reports": told.len() }),
    )
    .await?;
    Ok(told)
}

/// Ends the actor's viewing session of a case, if one is open.
pub async fn close_viewing(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    if let Some(viewing) = viewing(tx, actor, case).await? {
        end(tx, actor, &viewing).await?;
    }
    Ok(())
}

/// Ends what is open of a case's sessions: with its claim.
pub(crate) async fn end_all(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    for viewing in tx.all::<Viewing>(UNCLOSED, values![case]).await? {
        end(tx, actor, &viewing).await?;
    }
    Ok(())
}

/// Ends a session; one whose time ran out ended then, not now.
async fn end(tx: &mut Tx, actor: &Actor, viewing: &Viewing) -> Result<(), Error> {
    let closed_at = tx.now().min(viewing.ends_at);
    tx.execute(CLOSE, values![viewing.id, closed_at]).await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.close_viewing",
        About::one("case", viewing.case),
        json!({
            "viewing": viewing.id,
            "reveals": viewing.reveals,
            "seconds": closed_at.since(viewing.opened_at).as_secs(),
        }),
    )
    .await?;
    Ok(())
}

pub(crate) async fn open_session(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Viewing>,
) -> Result<Viewing, Error> {
    let viewing = tx
        .optional::<Viewing>(GET, values![id])
        .await?
        .ok_or(Error::NotFound)?;
    may_look(tx, actor, viewing.case).await?;
    if Some(viewing.staff) == actor.staff_id() && viewing.is_open(tx.now()) {
        Ok(viewing)
    } else {
        Err(Error::ViewingEnded)
    }
}

/// Whether a case may be looked at: by whoever holds it; while it is acted on by whoever may view, since reports are
/// handed over by hand; once it is closed in a session that was opened for its reporters.
async fn may_look(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    let state = intake::case(tx, actor, case).await?.state;
    if !matches!(state, State::Acting | State::Closed) {
        held(tx, actor, case).await?;
    }
    Ok(())
}

/// Whether a session may begin: of a closed case only while its reporters wait for something.
async fn may_open(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    if intake::case(tx, actor, case).await?.state == State::Closed
        && intake::unread_in(tx, actor, case).await?.is_none()
    {
        return Err(Error::NotHeld);
    }
    Ok(())
}

const UNCLOSED: &str = "-- assessment.viewing.unclosed
SELECT id, case_id, staff_id, opened_at, ends_at, closed_at, reveals FROM assessment_viewing
WHERE case_id = $1 AND closed_at IS NULL ORDER BY opened_at, id";

const GET: &str = "-- assessment.viewing.get
SELECT id, case_id, staff_id, opened_at, ends_at, closed_at, reveals FROM assessment_viewing
WHERE id = $1";

const INSERT: &str = "-- assessment.viewing.insert
INSERT INTO assessment_viewing (id, case_id, staff_id, opened_at, ends_at) VALUES ($1, $2, $3, $4, $5)";

const COUNT: &str = "-- assessment.viewing.count
UPDATE assessment_viewing SET reveals = reveals + 1 WHERE id = $1";

const CLOSE: &str = "-- assessment.viewing.close
UPDATE assessment_viewing SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL";
