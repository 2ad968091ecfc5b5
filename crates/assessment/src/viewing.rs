//! A viewing session: the only time URLs are shown, one at a time. While a case is assessed it belongs to whoever holds
//! the case; while it is acted on, to whoever hands its URLs over; once it is closed, to whoever reads what a reporter
//! told since, or answers. It ends by itself, and every look in it is counted and audited: exposure is a hazard of this
//! work, and is limited (`limit`).
//!
//! One person has one session at a time, which lies within one day of the pack's calendar and ends where a limit would
//! be passed. So whatever is open in how many windows, time is counted once, and no limit is passed.

use std::time::Duration;

use audit::About;
use identity::{Action, Actor, Staff};
use intake::{Case, Report, State, Told};
use jobs::{Outcome, Run};
use kernel::{Day, Id, Timestamp};
use location::Revealed;
use pack::Pack;
use serde_json::json;
use store::{DataKey, FromRow, Place, Row, Tx, values};

use crate::claim::{despite, held, is_despite, person};
use crate::item::{Item, item, seen_working};
use crate::opt_out::opted_out_of;
use crate::{END_VIEWING, Error, exposure, limit};

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
    /// The day of the pack's calendar that it lies within.
    pub day: Day,
    /// How often a URL was opened in it.
    pub reveals: i64,
    /// The item whose URL is open now, and since when.
    pub shown: Option<(Id<Item>, Timestamp)>,
}

impl Viewing {
    /// Whether URLs may be shown in it at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.closed_at.is_none() && self.ends_at > now
    }
}

impl FromRow for Viewing {
    fn from_row(row: &Row) -> store::Result<Self> {
        let item: Option<Id<Item>> = row.get("shown_item_id")?;
        let shown_at: Option<Timestamp> = row.get("shown_at")?;
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            staff: row.get("staff_id")?,
            opened_at: row.get("opened_at")?,
            ends_at: row.get("ends_at")?,
            closed_at: row.get("closed_at")?,
            day: Day::numbered(row.get("day")?),
            reveals: row.get("reveals")?,
            shown: item.zip(shown_at),
        })
    }
}

/// Opens a viewing session for the pack's time, or what the limits leave of it: of a case one holds, of one that is
/// acted on and whose URLs a person hands over, or of one that is closed and whose reporters wait for something. One's own
/// that is open is given back; one's own of another case ends. Refused where the actor opted out of a category of it and
/// was not asked when they took it: it was handed to them, or nobody holds it.
pub async fn open_viewing(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<Viewing, Error> {
    actor.may(Action::View)?;
    let asked = is_despite(tx, case, person(actor)?).await?;
    if !asked && !opted_out_of(tx, actor, case).await?.is_empty() {
        return Err(Error::OptedOut);
    }
    open_despite(tx, actor, pack, case).await
}

/// The same, for whoever said that they open it whatever they opted out of.
pub(crate) async fn open_despite(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<Viewing, Error> {
    actor.may(Action::View)?;
    let staff = person(actor)?;
    may_look(tx, actor, case).await?;
    may_open(tx, actor, case).await?;
    despite(tx, case, staff).await?;
    exposure::lock(tx, staff).await?;
    let now = tx.now();
    for viewing in tx.all::<Viewing>(OF_STAFF, values![staff]).await? {
        if viewing.is_open(now) && viewing.case == case {
            return Ok(viewing);
        }
        end(tx, actor, &viewing).await?;
    }
    let room = limit::room(tx, actor, pack, staff, case).await?;
    let viewing = Viewing {
        id: tx.new_id(),
        case,
        staff,
        opened_at: now,
        ends_at: room.ends_at,
        closed_at: None,
        day: room.day,
        reveals: 0,
        shown: None,
    };
    let run_before = exposure::micros(room.run_before);
    let (_, key) = tx.keyring()?.new_data_key(sealed(viewing.id), tx.entropy());
    tx.execute(
        INSERT,
        values![
            viewing.id,
            case,
            staff,
            now,
            viewing.ends_at,
            viewing.day,
            run_before,
            key
        ],
    )
    .await?;
    let key = end_key(viewing.id);
    jobs::queue_at(tx, END_VIEWING, &viewing.id, viewing.ends_at, Some(&key)).await?;
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

/// The key that seals what later modules learn within a session, for them or for the jobs that they queue: it is gone
/// when the session ends, and with it all that was learned.
pub async fn viewing_key(tx: &mut Tx, actor: &Actor, id: Id<Viewing>) -> Result<DataKey, Error> {
    actor.may(Action::RevealLocation)?;
    let now = tx.now();
    let viewing = tx.optional::<Viewing>(GET, values![id]).await?;
    let viewing = viewing.filter(|viewing| viewing.is_open(now));
    let viewing = viewing.ok_or(Error::ViewingEnded)?;
    if actor.staff_id().is_some_and(|staff| staff != viewing.staff) {
        return Err(Error::ViewingEnded);
    }
    let (key,): (Option<Vec<u8>>,) = tx.one(KEY, values![id]).await?;
    let key = key.ok_or(Error::ViewingEnded)?;
    let key = tx.keyring()?.data_key(sealed(id), &key);
    Ok(key.map_err(store::Error::from)?)
}

const fn sealed(id: Id<Viewing>) -> Place {
    Place::new("assessment_viewing", "data_key", id)
}

/// Opens the URL of an item for one person's eyes: counted, audited, and only in an open session of theirs, of a case
/// that they hold or that is acted on. What was open before is not any more. Opening again what is open is the same look.
pub async fn reveal(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Viewing>,
    item_id: Id<Item>,
) -> Result<Revealed, Error> {
    actor.may(Action::View)?;
    let staff = person(actor)?;
    open_session(tx, actor, id).await?;
    exposure::lock(tx, staff).await?;
    // Again, behind the lock: another request may have opened something meanwhile.
    let viewing = open_session(tx, actor, id).await?;
    let item = item(tx, actor, viewing.case, item_id).await?;
    if viewing.shown.is_none_or(|(shown, _)| shown != item_id) {
        item.location.ok_or(Error::NotFound)?;
        if !is_named(tx, actor, &item).await? {
            return Err(Error::NotFound);
        }
        limit::one_more(tx, pack, staff, viewing.day).await?;
        limit::not_alone(tx, actor, pack, viewing.case).await?;
        let now = tx.now();
        if tx.execute(SHOW, values![id, item_id, now]).await? == 0 {
            return Err(Error::ViewingEnded);
        }
        // Whoever opens it later hands it over, or looks whether it is gone.
        let case = intake::case(tx, actor, viewing.case).await?;
        if !matches!(case.state, State::Acting | State::Closed) {
            tx.execute(SEE, values![item_id, now]).await?;
        }
        exposure::add(tx, staff, viewing.day, Duration::ZERO, 1).await?;
        audit::record(
            tx,
            actor.who(),
            "assessment.reveal",
            About::one("case", viewing.case),
            json!({ "viewing": id, "item": item_id }),
        )
        .await?;
    }
    opened(tx, actor, &viewing, &item).await
}

/// Whether an item may be looked at as far as its case has come: once that is acted on, no more than what it is acted on
/// for, the reported place and what calls for action itself.
async fn is_named(tx: &mut Tx, actor: &Actor, item: &Item) -> Result<bool, Error> {
    let case = intake::case(tx, actor, item.case).await?;
    if !matches!(case.state, State::Acting | State::Closed) || item.location == Some(case.location)
    {
        return Ok(true);
    }
    let assessment = crate::assessment(tx, actor, item.id).await?;
    Ok(assessment.is_some_and(|one| one.ruling.calls_for_action()))
}

/// The item that is open in a session, with its URL, as its page shows it again.
pub async fn shown(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Viewing>,
) -> Result<Option<(Item, Revealed)>, Error> {
    actor.may(Action::View)?;
    let viewing = open_session(tx, actor, id).await?;
    let Some((item_id, _)) = viewing.shown else {
        return Ok(None);
    };
    let item = item(tx, actor, viewing.case, item_id).await?;
    let revealed = opened(tx, actor, &viewing, &item).await?;
    Ok(Some((item, revealed)))
}

/// Opens the location of an item that is shown in a session.
pub(crate) async fn opened(
    tx: &mut Tx,
    actor: &Actor,
    viewing: &Viewing,
    item: &Item,
) -> Result<Revealed, Error> {
    if intake::case(tx, actor, viewing.case).await?.state == State::Closed {
        // It was opened for the reporters: nothing is to be done about a URL any more.
        return Err(Error::NotHeld);
    }
    let location = item.location.ok_or(Error::NotFound)?;
    let mut revealed = location::reveal(tx, actor, location).await?;
    // Which spelling the first analyst picked tells a second that they want to act.
    revealed.working = seen_working(tx, actor, item).await?;
    Ok(revealed)
}

/// Hides the URL that is open in the actor's session of a case.
pub async fn hide(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    if let Some(viewing) = viewing(tx, actor, case).await?
        && viewing.shown.is_some()
    {
        tx.execute(HIDE, values![viewing.id]).await?;
        audit::record(
            tx,
            actor.who(),
            "assessment.hide",
            About::one("case", case),
            json!({ "viewing": viewing.id }),
        )
        .await?;
    }
    Ok(())
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

/// Ends the session whose time ran out: the job that each one queues.
pub async fn end_expired_viewing(run: Run) -> Outcome {
    let id: Id<Viewing> = match run.payload() {
        Ok(id) => id,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            let actor = Actor::job(&run);
            actor.may(Action::MoveCase)?;
            let found = tx.optional::<Viewing>(GET, values![id]).await?;
            let now = tx.now();
            if let Some(viewing) = found.filter(|viewing| viewing.ends_at <= now) {
                end(tx, &actor, &viewing).await?;
            }
            Ok(())
        })
    })
}

/// Ends a session and counts its time, once; one whose time ran out ended then, not now.
async fn end(tx: &mut Tx, actor: &Actor, viewing: &Viewing) -> Result<(), Error> {
    let closed_at = tx.now().min(viewing.ends_at).max(viewing.opened_at);
    if tx.execute(CLOSE, values![viewing.id, closed_at]).await? == 0 {
        return Ok(());
    }
    let lasted = closed_at.since(viewing.opened_at);
    exposure::add(tx, viewing.staff, viewing.day, lasted, 0).await?;
    jobs::cancel(tx, &end_key(viewing.id)).await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.close_viewing",
        About::one("case", viewing.case),
        json!({
            "viewing": viewing.id,
            "reveals": viewing.reveals,
            "seconds": lasted.as_secs(),
        }),
    )
    .await?;
    Ok(())
}

fn end_key(id: Id<Viewing>) -> String {
    format!("{END_VIEWING}:{id}")
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
SELECT id, case_id, staff_id, opened_at, ends_at, closed_at, day, reveals, shown_item_id, shown_at
FROM assessment_viewing WHERE case_id = $1 AND closed_at IS NULL ORDER BY opened_at, id";

const OF_STAFF: &str = "-- assessment.viewing.of_staff
SELECT id, case_id, staff_id, opened_at, ends_at, closed_at, day, reveals, shown_item_id, shown_at
FROM assessment_viewing WHERE staff_id = $1 AND closed_at IS NULL";

const GET: &str = "-- assessment.viewing.get
SELECT id, case_id, staff_id, opened_at, ends_at, closed_at, day, reveals, shown_item_id, shown_at
FROM assessment_viewing WHERE id = $1";

const INSERT: &str = "-- assessment.viewing.insert
INSERT INTO assessment_viewing (id, case_id, staff_id, opened_at, ends_at, day, run_before, data_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const KEY: &str = "-- assessment.viewing.key
SELECT data_key AS value FROM assessment_viewing WHERE id = $1";

const SEE: &str = "-- assessment.item.see
UPDATE assessment_item SET seen_at = $2 WHERE id = $1";

const SHOW: &str = "-- assessment.viewing.show
UPDATE assessment_viewing SET reveals = reveals + 1, shown_item_id = $2, shown_at = $3, fetched_at = NULL
WHERE id = $1 AND closed_at IS NULL";

const HIDE: &str = "-- assessment.viewing.hide
UPDATE assessment_viewing SET shown_item_id = NULL, shown_at = NULL WHERE id = $1";

const CLOSE: &str = "-- assessment.viewing.close
UPDATE assessment_viewing SET closed_at = $2, shown_item_id = NULL, shown_at = NULL, data_key = NULL
WHERE id = $1 AND closed_at IS NULL";
