//! Checks: every look at a place, with what it showed, what was made of it, and what follows.

use std::net::IpAddr;

use audit::About;
use identity::{Action, Actor, Staff};
use intake::{Case, Move, Outcome};
use kernel::{Id, Sensitive, Timestamp};
use location::Location;
use pack::Pack;
use serde::Serialize;
use serde_json::json;
use store::{FromRow, Place, Row, Tx, values};

use crate::moved::queue_moved;
use crate::verdict::{Look, Rules, Seen, Verdict, judge};
use crate::watch::{self, WatchState};
use crate::{Error, LOOK};

/// From where we look: there is one place yet, our own network.
const VANTAGE: &str = "house";

/// Checks of one list at most.
pub(crate) const MOST: i64 = 50;

/// Why somebody looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The cadence of the watch.
    Watch,
    /// A person asked for it.
    Asked,
    /// The place was reported again.
    Again,
    /// A person looked.
    Person,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Self; 4] = [Self::Watch, Self::Asked, Self::Again, Self::Person];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Watch => "watch",
            Self::Asked => "asked",
            Self::Again => "again",
            Self::Person => "person",
        }
    }
}

/// A check.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Its id.
    pub id: Id<Check>,
    /// The case.
    pub case: Id<Case>,
    /// When.
    pub at: Timestamp,
    /// Why somebody looked.
    pub cause: Cause,
    /// What the look showed.
    pub seen: Seen,
    /// The HTTP status, where there was one.
    pub status: Option<i64>,
    /// What was made of it.
    pub verdict: Verdict,
    /// What a person made of it: up, gone, or access disabled.
    pub decided: Option<Verdict>,
    /// Who.
    pub decided_by: Option<Id<Staff>>,
    /// Who else confirmed that the case ends with it.
    pub confirmed_by: Option<Id<Staff>>,
}

impl FromRow for Check {
    fn from_row(row: &Row) -> store::Result<Self> {
        let cause: String = row.get("cause")?;
        let seen: String = row.get("seen")?;
        let verdict: String = row.get("verdict")?;
        let decided: Option<String> = row.get("decided")?;
        let unreadable = || store::Error::Unreadable("takedown_check.verdict");
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            at: row.get("at")?,
            cause: Cause::ALL
                .into_iter()
                .find(|known| known.name() == cause)
                .ok_or(store::Error::Unreadable("takedown_check.cause"))?,
            seen: Seen::named(&seen).ok_or(store::Error::Unreadable("takedown_check.seen"))?,
            status: row.get("status")?,
            verdict: Verdict::named(&verdict).ok_or_else(unreadable)?,
            decided: decided
                .map(|name| Verdict::named(&name).ok_or_else(unreadable))
                .transpose()?,
            decided_by: row.get("decided_by")?,
            confirmed_by: row.get("confirmed_by")?,
        })
    }
}

impl Check {
    /// What this look counts as for those after it.
    const fn look(&self) -> Look {
        Look {
            at: self.at,
            seen: match self.decided {
                Some(Verdict::Up) => Seen::Up,
                _ => self.seen,
            },
        }
    }

    /// Whether it waits for a person to say what it means.
    pub const fn asks_a_person(&self) -> bool {
        self.verdict.asks_a_person() && self.decided.is_none()
    }

    /// Whether one person said that this is the end, and another has not confirmed it.
    pub fn asks_another(&self) -> bool {
        self.decided.is_some_and(|decided| decided != Verdict::Up) && self.confirmed_by.is_none()
    }
}

/// What a look brought back.
pub(crate) struct Looked {
    pub(crate) seen: Seen,
    pub(crate) status: Option<u16>,
    /// What would change if the content did, where the server tells it.
    pub(crate) content: Option<Sensitive<Vec<u8>>>,
    pub(crate) detail: Detail,
}

/// What is kept sealed of a look.
#[derive(Serialize)]
pub(crate) struct Detail {
    /// The address that answered.
    pub(crate) address: Option<IpAddr>,
    /// Where redirects led.
    pub(crate) hops: Vec<String>,
}

/// Stores a look at the place of an acting case, and does what follows from it.
pub(crate) async fn record_look(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    cause: Cause,
    looked: &Looked,
) -> Result<(), Error> {
    actor.may(Action::Check)?;
    let Some(watch) = watch::lock(tx, case).await? else {
        return Ok(());
    };
    let acting = intake::case(tx, actor, case).await?.state == intake::State::Acting;
    if !acting || watch.state == WatchState::Ended {
        return Ok(());
    }
    let now = Look {
        at: tx.now(),
        seen: looked.seen,
    };
    let earlier = earlier(tx, case, watch.started_at).await?;
    let rules = Rules {
        misses: pack.watch.misses,
        gap: pack.watch.miss_gap,
        span: pack.watch.miss_span,
    };
    let verdict = judge(&earlier, now, rules);
    insert(tx, actor, case, watch.location, cause, looked, verdict).await?;
    match verdict {
        Verdict::Gone => {
            return watch::finish(tx, actor, pack, case, Outcome::Gone, "gone-by-rule").await;
        }
        Verdict::Moved => {
            trace::ask(tx, actor, watch.location).await?;
            queue_moved(tx, case).await?;
        }
        _ => {}
    }
    if cause == Cause::Watch {
        watch::look_again(tx, pack, case).await?;
    }
    Ok(())
}

/// Stores a look at the place of a closed case that was reported again: unless it is missing, the case is
/// opened again, for a person to look.
pub(crate) async fn record_look_again(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    looked: Option<&Looked>,
) -> Result<(), Error> {
    actor.may(Action::Check)?;
    let closed = intake::case(tx, actor, case).await?;
    if closed.state != intake::State::Closed {
        return Ok(());
    }
    let why = match looked {
        None => "reported-again-unchecked",
        Some(looked) => {
            let now = Look {
                at: tx.now(),
                seen: looked.seen,
            };
            // With no look before it, no look of its own can say gone.
            let rules = Rules {
                misses: 2,
                gap: std::time::Duration::ZERO,
                span: std::time::Duration::ZERO,
            };
            let verdict = judge(&[], now, rules);
            insert(
                tx,
                actor,
                case,
                closed.location,
                Cause::Again,
                looked,
                verdict,
            )
            .await?;
            if verdict == Verdict::Missing {
                return Ok(());
            }
            "reported-again"
        }
    };
    match intake::move_case(tx, actor, case, Move::Reopen, why).await {
        // Another case of the place has the work.
        Ok(_) | Err(intake::Error::Superseded) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Has a case's place looked at now.
pub async fn look_now(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<(), Error> {
    actor.may(Action::Check)?;
    if pack.watch.legal_authority.is_none() {
        return Err(Error::NoAuthority);
    }
    acting(tx, actor, case).await?;
    // Where the watch was stopped, as under a silent hold of the police, a person's wish asks nobody either.
    if !watch::is_due(tx, case).await? {
        return Err(Error::Changed);
    }
    let now = tx.now();
    jobs::queue_at(tx, LOOK, &case, now, Some(&format!("{LOOK}:{case}"))).await?;
    Ok(())
}

/// The place of a case that is being acted on.
pub(crate) async fn acting(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<Id<Location>, Error> {
    let found = intake::case(tx, actor, case).await?;
    if found.state != intake::State::Acting {
        return Err(Error::Changed);
    }
    Ok(found.location)
}

/// The checks of a case, newest first: at most [`MOST`].
pub async fn checks(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Check>, Error> {
    checks_part(tx, actor, case, None, MOST).await
}

/// Behind which check a list goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CheckCursor {
    at: Timestamp,
    id: Id<Check>,
}

impl CheckCursor {
    pub(crate) const fn behind(check: &Check) -> Self {
        Self {
            at: check.at,
            id: check.id,
        }
    }

    pub(crate) fn text(self) -> String {
        format!("{}.{}", self.at.micros(), self.id)
    }

    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        Some(Self {
            at: Timestamp::from_micros(at.parse().ok()?),
            id: id.parse().ok()?,
        })
    }
}

/// The same behind one of them, so many at most.
pub(crate) async fn checks_part(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    behind: Option<CheckCursor>,
    limit: i64,
) -> Result<Vec<Check>, Error> {
    actor.may(Action::ReadTakedown)?;
    let (at, id) = match behind {
        Some(CheckCursor { at, id }) => (at, Some(id)),
        None => (Timestamp::from_micros(i64::MAX), None),
    };
    Ok(tx.all(NEWEST, values![case, at, id, limit]).await?)
}

/// A check.
pub(crate) async fn find(tx: &mut Tx, actor: &Actor, id: Id<Check>) -> Result<Check, Error> {
    actor.may(Action::ReadTakedown)?;
    tx.optional(FIND, values![id]).await?.ok_or(Error::NotFound)
}

/// A check, held until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, id: Id<Check>) -> Result<Check, Error> {
    tx.optional(GET, values![id]).await?.ok_or(Error::NotFound)
}

/// When a check or a person last found the place of a case up.
pub(crate) async fn last_seen_up(tx: &mut Tx, case: Id<Case>) -> store::Result<Option<Timestamp>> {
    let row: Option<(Timestamp,)> = tx.optional(LAST_UP, values![case]).await?;
    Ok(row.map(|(at,)| at))
}

/// The looks of a watch, oldest first. Those too old to be among the newest 500 do not count.
async fn earlier(tx: &mut Tx, case: Id<Case>, since: Timestamp) -> store::Result<Vec<Look>> {
    let mut looks: Vec<_> = tx
        .all::<Check>(SINCE, values![case, since])
        .await?
        .iter()
        .map(Check::look)
        .collect();
    looks.reverse();
    Ok(looks)
}

pub(crate) async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    location: Id<Location>,
    cause: Cause,
    looked: &Looked,
    verdict: Verdict,
) -> Result<Id<Check>, Error> {
    let id: Id<Check> = tx.new_id();
    let key = location::data_key(tx, actor, location).await?;
    let detail = serde_json::to_vec(&looked.detail)
        .map(Sensitive::new)
        .map_err(|_| store::Error::Unreadable("takedown_check.detail"))?;
    let place = Place::new("takedown_check", "detail", id);
    let sealed = key.seal(place, detail.expose(), tx.entropy());
    let now = tx.now();
    tx.execute(
        INSERT,
        values![
            id,
            case,
            location,
            now,
            cause.name(),
            VANTAGE,
            looked.seen.name(),
            looked.status.map(i32::from),
            verdict.name(),
            sealed,
        ],
    )
    .await?;
    // An answer that is known by the URL alone rests on the place having been seen unchanged.
    let unchanged = looked.content.as_ref().filter(|_| verdict == Verdict::Up);
    let unchanged = unchanged.map(|content| content.expose().as_slice());
    assessment::seen(tx, actor, location, unchanged).await?;
    audit::record(
        tx,
        actor.who(),
        "takedown.check",
        About::one("case", case),
        json!({
            "check": id,
            "cause": cause.name(),
            "seen": looked.seen.name(),
            "verdict": verdict.name(),
        }),
    )
    .await?;
    Ok(id)
}

const INSERT: &str = "-- takedown.check.insert
INSERT INTO takedown_check (id, case_id, location_id, at, cause, vantage, seen, status, verdict, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

const NEWEST: &str = "-- takedown.check.newest
SELECT id, case_id, at, cause, seen, status, verdict, decided, decided_by, confirmed_by
FROM takedown_check WHERE case_id = $1 AND (at < $2 OR at = $2 AND id < $3) ORDER BY at DESC, id DESC LIMIT $4";

const FIND: &str = "-- takedown.check.find
SELECT id, case_id, at, cause, seen, status, verdict, decided, decided_by, confirmed_by
FROM takedown_check WHERE id = $1";

const GET: &str = "-- takedown.check.get
SELECT id, case_id, at, cause, seen, status, verdict, decided, decided_by, confirmed_by
FROM takedown_check WHERE id = $1 /*for update*/";

const SINCE: &str = "-- takedown.check.since
SELECT id, case_id, at, cause, seen, status, verdict, decided, decided_by, confirmed_by
FROM takedown_check WHERE case_id = $1 AND at >= $2 ORDER BY at DESC, id DESC LIMIT 500";

const LAST_UP: &str = "-- takedown.check.last_up
SELECT at AS value FROM takedown_check WHERE case_id = $1 AND (verdict = 'up' OR decided = 'up')
ORDER BY at DESC, id DESC LIMIT 1";
