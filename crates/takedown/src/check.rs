//! Checks: every look at a place, with what it showed and what was made of it.

use std::collections::HashMap;

use audit::{About, Entry};
use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Timestamp};
use location::Location;
use pack::Pack;
use serde_json::{Value as Json, json};
use store::{FromRow, Row, Tx, values};

use crate::commitment::{Kept, digest};
use crate::verdict::{Look, Seen, Verdict};
use crate::{Error, to_do, watch};

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
#[derive(Clone, Debug)]
pub struct Check {
    /// Its id.
    pub id: Id<Check>,
    /// The case.
    pub case: Id<Case>,
    /// When.
    pub at: Timestamp,
    /// Why somebody looked.
    pub cause: Cause,
    /// From where: the name of the vantage point.
    pub vantage: String,
    /// Whether that is abroad.
    pub abroad: bool,
    /// What the look showed.
    pub seen: Seen,
    /// The HTTP status, where there was one.
    pub status: Option<i64>,
    /// What was made of it.
    pub verdict: Verdict,
    /// What a later look from elsewhere made of it: blocked to us, for the place was there.
    pub later: Option<Verdict>,
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
        let later: Option<String> = row.get("later")?;
        let unreadable = || store::Error::Unreadable("takedown_check.verdict");
        let named = |name: String| Verdict::named(&name).ok_or_else(unreadable);
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            at: row.get("at")?,
            cause: Cause::ALL
                .into_iter()
                .find(|known| known.name() == cause)
                .ok_or(store::Error::Unreadable("takedown_check.cause"))?,
            vantage: row.get("vantage")?,
            abroad: row.get("abroad")?,
            seen: Seen::named(&seen).ok_or(store::Error::Unreadable("takedown_check.seen"))?,
            status: row.get("status")?,
            verdict: Verdict::named(&verdict).ok_or_else(unreadable)?,
            later: later.map(named).transpose()?,
            decided: decided.map(named).transpose()?,
            decided_by: row.get("decided_by")?,
            confirmed_by: row.get("confirmed_by")?,
        })
    }
}

impl Check {
    /// What this look counts as for those after it. `vantages` are the names met so far, each with its number.
    fn look(&self, vantages: &mut Vec<String>) -> Look {
        Look {
            at: self.at,
            seen: self.counts_as(),
            vantage: number(vantages, &self.vantage),
            abroad: self.abroad,
        }
    }

    /// What it shows, after a person's word where there is one.
    pub(crate) fn counts_as(&self) -> Seen {
        match self.decided {
            Some(Verdict::Up) => Seen::Up,
            _ => self.seen,
        }
    }

    /// Whether what this shows takes back what an earlier check was said to mean: the place was there since, or
    /// answers the same vantage point otherwise.
    pub(crate) fn takes_back(&self, earlier: &Self) -> bool {
        let seen = self.counts_as();
        let other_side = self.vantage != earlier.vantage;
        seen.takes_back(earlier.seen, other_side)
    }

    /// Whether it waits for a person to say what it means.
    pub const fn asks_a_person(&self) -> bool {
        self.verdict.asks_a_person() && self.decided.is_none() && self.later.is_none()
    }

    /// The end that the rule or one person has found, and nobody has confirmed.
    pub fn unconfirmed(&self) -> Option<Verdict> {
        let said = match self.decided {
            None if self.verdict == Verdict::GoneHere && self.later.is_none() => Verdict::Gone,
            None | Some(Verdict::Up) => return None,
            Some(said) => said,
        };
        self.confirmed_by.is_none().then_some(said)
    }
}

/// The number of a vantage point among those that were met.
pub(crate) fn number(vantages: &mut Vec<String>, name: &str) -> usize {
    let place = vantages.iter().position(|known| known == name);
    place.unwrap_or_else(|| {
        vantages.push(name.to_owned());
        vantages.len() - 1
    })
}

/// A check to be stored.
#[derive(Debug)]
pub(crate) struct NewCheck<'a> {
    pub(crate) id: Id<Check>,
    pub(crate) case: Id<Case>,
    pub(crate) location: Id<Location>,
    pub(crate) at: Timestamp,
    pub(crate) cause: Cause,
    pub(crate) vantage: &'a str,
    pub(crate) abroad: bool,
    pub(crate) seen: Seen,
    pub(crate) status: Option<u16>,
    pub(crate) verdict: Verdict,
    /// The evidence.
    pub(crate) detail: &'a Kept,
}

impl NewCheck<'_> {
    fn row(&self, entry: Id<Entry>) -> Json {
        json!({
            "id": self.id.uuid().simple().to_string(),
            "case_id": self.case.uuid().simple().to_string(),
            "location_id": self.location.uuid().simple().to_string(),
            "at": self.at.micros(),
            "cause": self.cause.name(),
            "vantage": self.vantage,
            "abroad": self.abroad,
            "seen": self.seen.name(),
            "status": self.status,
            "verdict": self.verdict.name(),
            "detail": hexadecimal(&self.detail.sealed),
            "entry_id": entry.uuid().simple().to_string(),
        })
    }
}

/// Stores checks, and one entry of the record that commits to each of them.
pub(crate) async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    checks: &[&NewCheck<'_>],
) -> Result<(), Error> {
    let about = match checks {
        [] => return Ok(()),
        [one] => About::one("case", one.case),
        _ => About::kind("watch"),
    };
    let entry: Id<Entry> = tx.new_id();
    let rows: Vec<_> = checks.iter().map(|check| check.row(entry)).collect();
    tx.execute(INSERT, values![Json::from(rows).to_string()])
        .await?;
    to_do::note(tx, checks).await?;
    let mut committed = Vec::with_capacity(checks.len());
    for check in checks {
        committed.push(json!({
            "check": check.id,
            "verdict": check.verdict.name(),
            "digest": digest(check)?,
        }));
    }
    let facts = json!({ "checks": committed });
    audit::record_as(tx, entry, actor.who(), "takedown.check", about, facts).await?;
    Ok(())
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
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
    watch::ask(tx, case).await?;
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

/// The checks of a case, newest first: at most 50.
pub async fn checks(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Check>, Error> {
    checks_part(tx, actor, case, None, MOST).await
}

/// The same behind one of them, so many at most.
pub(crate) async fn checks_part(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    behind: Option<(Timestamp, Id<Check>)>,
    limit: i64,
) -> Result<Vec<Check>, Error> {
    actor.may(Action::ReadTakedown)?;
    let (at, id) = match behind {
        Some((at, id)) => (at, Some(id)),
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

/// The same of many cases; those whose places were never found up are not among them.
pub(crate) async fn last_seen_up_of(
    tx: &mut Tx,
    cases: &[Id<Case>],
) -> store::Result<HashMap<Id<Case>, Timestamp>> {
    let rows: Vec<Up> = tx.all(LAST_UP_OF, values![cases]).await?;
    let seen = rows
        .into_iter()
        .filter_map(|Up(case, at)| Some((case, at?)));
    Ok(seen.collect())
}

/// A case, and when its place was last found up.
struct Up(Id<Case>, Option<Timestamp>);

impl FromRow for Up {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("case_id")?, row.get("at")?))
    }
}

/// The newest check of each of these cases that has one.
pub(crate) async fn newest_of(tx: &mut Tx, cases: &[Id<Case>]) -> store::Result<Vec<Check>> {
    tx.all(NEWEST_OF, values![cases]).await
}

/// The looks of a watch, oldest first, the names of their vantage points in the order of their numbers, and the checks
/// themselves, newest first. Looks too old to be among the newest 500 do not count.
pub(crate) async fn earlier(
    tx: &mut Tx,
    case: Id<Case>,
    since: Timestamp,
) -> store::Result<(Vec<Look>, Vec<String>, Vec<Check>)> {
    let mut vantages = Vec::new();
    let checks = since_then(tx, case, since).await?;
    let mut looks: Vec<_> = checks
        .iter()
        .map(|check| check.look(&mut vantages))
        .collect();
    looks.reverse();
    Ok((looks, vantages, checks))
}

/// The checks of a case since then, newest first.
pub(crate) async fn since_then(
    tx: &mut Tx,
    case: Id<Case>,
    since: Timestamp,
) -> store::Result<Vec<Check>> {
    tx.all(SINCE, values![case, since]).await
}

const INSERT: &str = "-- takedown.check.insert
INSERT INTO takedown_check (id, case_id, location_id, at, cause, vantage, abroad, seen, status, verdict, detail,
    entry_id)
/*on postgres*/ SELECT CAST(id AS uuid), CAST(case_id AS uuid), CAST(location_id AS uuid), at, cause, vantage,
    abroad, seen, status, verdict, decode(detail, 'hex'), CAST(entry_id AS uuid)
    FROM json_to_recordset(CAST($1 AS json)) AS row (id text, case_id text, location_id text, at bigint,
        cause text, vantage text, abroad boolean, seen text, status bigint, verdict text, detail text,
        entry_id text)
/*on sqlite*/ SELECT unhex(value ->> 'id'), unhex(value ->> 'case_id'), unhex(value ->> 'location_id'),
    value ->> 'at', value ->> 'cause', value ->> 'vantage', value ->> 'abroad', value ->> 'seen',
    value ->> 'status', value ->> 'verdict', unhex(value ->> 'detail'), unhex(value ->> 'entry_id')
    FROM json_each($1) /*end*/";

const NEWEST: &str = "-- takedown.check.newest
SELECT id, case_id, at, cause, vantage, abroad, seen, status, verdict, later, decided, decided_by, confirmed_by
FROM takedown_check WHERE case_id = $1 AND (at < $2 OR at = $2 AND id < $3) ORDER BY at DESC, id DESC LIMIT $4";

const FIND: &str = "-- takedown.check.find
SELECT id, case_id, at, cause, vantage, abroad, seen, status, verdict, later, decided, decided_by, confirmed_by
FROM takedown_check WHERE id = $1";

const GET: &str = "-- takedown.check.get
SELECT id, case_id, at, cause, vantage, abroad, seen, status, verdict, later, decided, decided_by, confirmed_by
FROM takedown_check WHERE id = $1 /*for update*/";

const SINCE: &str = "-- takedown.check.since
SELECT id, case_id, at, cause, vantage, abroad, seen, status, verdict, later, decided, decided_by, confirmed_by
FROM takedown_check WHERE case_id = $1 AND at >= $2 ORDER BY at DESC, id DESC LIMIT 500";

const LAST_UP: &str = "-- takedown.check.last_up
SELECT at AS value FROM takedown_check WHERE case_id = $1 AND (verdict = 'up' OR decided = 'up')
ORDER BY at DESC, id DESC LIMIT 1";

const LAST_UP_OF: &str = "-- takedown.check.last_up_of
SELECT one.id AS case_id, (SELECT at FROM takedown_check c WHERE c.case_id = one.id
    AND (c.verdict = 'up' OR c.decided = 'up') ORDER BY c.at DESC, c.id DESC LIMIT 1) AS at
FROM (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid AS id FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) AS id FROM json_each($1) /*end*/
) AS one";

const NEWEST_OF: &str = "-- takedown.check.newest_of
SELECT c.id, c.case_id, c.at, c.cause, c.vantage, c.abroad, c.seen, c.status, c.verdict, c.later, c.decided,
    c.decided_by, c.confirmed_by
FROM (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid AS id FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) AS id FROM json_each($1) /*end*/
) AS one
JOIN takedown_check c ON c.id = (SELECT d.id FROM takedown_check d WHERE d.case_id = one.id
    ORDER BY d.at DESC, d.id DESC LIMIT 1)";
