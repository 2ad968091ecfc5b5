//! Whose turn it is at a host: one connection, one look after another, with the pack's distance between. Whoever asks
//! anything of a reported place takes its turn here: the watch, for many hosts at once; the following of redirects and
//! the reading of a page by a `visit`.

use std::collections::BTreeMap;
use std::time::Duration;

use egress::Step;
use identity::{Action, Actor};
use kernel::{Id, Timestamp};
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::Error;
use crate::manners::NotNow;

mod led;

pub use led::{enter, line_up};

/// The kind of the tokens of whoever has a host in hand.
pub enum Lease {}

/// How long the next turn at a host is kept for somebody who found it occupied and comes again. Watches that come
/// meanwhile are given later turns: they can wait, and a person does.
const KEPT: Duration = Duration::from_secs(2);

/// The longest pause that a slow host causes between two turns at it.
const SLOWEST: Duration = Duration::from_secs(30);

/// The longest that a host is left alone because it asked for it.
const LONGEST_REST: Duration = Duration::from_hours(24);

/// How long a host is left alone that has had too much (429, 503) and does not say for how long; twice as long each
/// time that it has had too much again.
const PAUSE: Duration = Duration::from_mins(1);

/// The longest that it becomes.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// Nothing is kept of a host that nobody has asked for so long.
const FORGOTTEN: Duration = Duration::from_hours(48);

/// What a host that was asked is to be left alone for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Nothing.
    Well,
    /// It has had too much, and does not say for how long.
    TooMuch,
    /// It says for how long.
    Rest(Duration),
}

impl Answer {
    /// What a host asks for with its answer. A date is held against the server's own clock where it says what time it
    /// is.
    pub fn of(step: &Step, now: Timestamp) -> Self {
        if !matches!(step.status, Some(429 | 503)) {
            return Self::Well;
        }
        let headers = &step.headers;
        let its_time = headers.date.as_deref().and_then(egress::http_date);
        let said = headers.retry_after.as_deref();
        match said.and_then(|said| egress::retry_after(said, its_time.unwrap_or(now))) {
            Some(rest) => Self::Rest(rest),
            None => Self::TooMuch,
        }
    }
}

/// A host that was asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Its number: [`location::mark_of`].
    pub host: i64,
    /// Who has it in hand; nothing where a redirect led there.
    pub token: Option<Id<Lease>>,
    /// What it asked for.
    pub answer: Answer,
    /// When it was left: its rest begins with the end of the last request, not with the first.
    pub left_at: Timestamp,
    /// How long it was kept busy.
    pub took: Duration,
}

/// A host of reported places.
#[derive(Clone, Copy, Debug)]
pub struct Host {
    /// The first turn that nobody has been given.
    pub free_at: Timestamp,
    /// When it was last asked.
    pub asked_at: Timestamp,
    /// Until when it is left alone: at the latest, while somebody is at it.
    pub busy_until: Timestamp,
    /// From one turn to the next.
    pub pace: Duration,
    /// Whether somebody is at it.
    pub in_hand: bool,
    /// Until when the next turn is kept for a visit.
    pub kept_until: Timestamp,
}

impl Host {
    /// One that nobody has asked yet.
    pub fn new(gap: Duration) -> Self {
        Self {
            free_at: Timestamp::default(),
            asked_at: Timestamp::default(),
            busy_until: Timestamp::default(),
            pace: gap,
            in_hand: false,
            kept_until: Timestamp::default(),
        }
    }

    /// Gives a watch its turn: now (nothing), or at the instant that is returned. Whoever had been given a turn
    /// does not stand behind those who were given later ones.
    pub fn turn(&mut self, now: Timestamp, gap: Duration, in_turn: bool) -> Option<Timestamp> {
        if self.is_rested(now, gap) && (in_turn || self.free_at <= now) {
            self.take(now);
            return None;
        }
        Some(self.give(now, gap))
    }

    /// Gives a turn that is to come, behind those that were given before.
    fn give(&mut self, now: Timestamp, gap: Duration) -> Timestamp {
        // While somebody is at it the end of the lease says nothing of when it will be free.
        let rest = if self.in_hand { now } else { self.busy_until };
        let turn = self
            .free_at
            .max(self.asked_at.after(self.pace))
            .max(rest)
            .max(self.kept_until)
            .max(now.after(gap));
        self.free_at = turn.after(self.pace);
        turn
    }

    /// Gives a visit its turn: before the watches that wait, since somebody waits for it, and never before the host has
    /// rested.
    fn visit(&mut self, now: Timestamp, gap: Duration) -> Result<(), NotNow> {
        let rested = self.rested(gap);
        if rested <= now {
            self.take(now);
            self.kept_until = Timestamp::default();
            return Ok(());
        }
        // While somebody is at it the end of the lease says nothing of when it will be free.
        if !self.in_hand && self.busy_until > now.after(gap) {
            return Err(NotNow::Rests(self.busy_until.since(now)));
        }
        self.kept_until = now.after(KEPT.max(gap * 2));
        let wait = if self.in_hand { gap } else { rested.since(now) };
        Err(NotNow::Busy(wait))
    }

    /// Whether a watch may ask it.
    pub fn is_rested(&self, now: Timestamp, gap: Duration) -> bool {
        self.rested(gap) <= now && self.kept_until <= now
    }

    /// From when on it may be asked.
    fn rested(&self, gap: Duration) -> Timestamp {
        self.asked_at.after(gap).max(self.busy_until)
    }

    fn take(&mut self, now: Timestamp) {
        self.asked_at = now;
        self.busy_until = now.after(jobs::LEASE);
        self.in_hand = true;
        self.free_at = self.free_at.max(now.after(self.pace));
    }
}

impl FromRow for Host {
    fn from_row(row: &Row) -> store::Result<Self> {
        let pace: i64 = row.get("pace")?;
        Ok(Self {
            free_at: row.get("free_at")?,
            asked_at: row.get("asked_at")?,
            busy_until: row.get("busy_until")?,
            pace: Duration::from_micros(u64::try_from(pace).unwrap_or_default()),
            in_hand: row.get::<Option<Id<Lease>>>("token")?.is_some(),
            kept_until: row.get("kept_until")?,
        })
    }
}

/// Whoever gives or takes turns does it alone, so that each sees what the others have at a host.
pub async fn lock(tx: &mut Tx) -> store::Result<()> {
    tx.lock("trace.turn").await
}

/// Those of these hosts that were asked before.
pub async fn hosts(
    tx: &mut Tx,
    actor: &Actor,
    numbers: &[i64],
) -> Result<BTreeMap<i64, Host>, Error> {
    actor.may(Action::Trace)?;
    let rows: Vec<Numbered> = tx.all(HOSTS, values![json!(numbers).to_string()]).await?;
    Ok(rows
        .into_iter()
        .map(|Numbered(number, host)| (number, host))
        .collect())
}

/// Takes the turn of a visit at a host.
pub async fn begin(
    tx: &mut Tx,
    actor: &Actor,
    number: i64,
    gap: Duration,
) -> Result<Result<Id<Lease>, NotNow>, Error> {
    actor.may(Action::Trace)?;
    lock(tx).await?;
    let known = hosts(tx, actor, &[number]).await?.remove(&number);
    let mut host = known.unwrap_or_else(|| Host::new(gap));
    let now = tx.now();
    let turn = host.visit(now, gap);
    let token: Id<Lease> = tx.new_id();
    keep(
        tx,
        actor,
        &BTreeMap::from([(number, (host, turn.is_ok()))]),
        token,
    )
    .await?;
    tx.execute(KEEP_NEXT, values![number, host.kept_until])
        .await?;
    Ok(turn.map(|()| token))
}

/// Keeps the turns that were given at hosts, and who has each in hand.
pub async fn keep(
    tx: &mut Tx,
    actor: &Actor,
    hosts: &BTreeMap<i64, (Host, bool)>,
    token: Id<Lease>,
) -> Result<(), Error> {
    actor.may(Action::Trace)?;
    let rows: Vec<_> = hosts
        .iter()
        .map(|(number, (host, in_hand))| {
            json!({
                "host": number,
                "free_at": host.free_at.micros(),
                "asked_at": host.asked_at.micros(),
                "busy_until": host.busy_until.micros(),
                "pace": micros(host.pace),
                "token": in_hand.then(|| token.uuid().simple().to_string()),
            })
        })
        .collect();
    if !rows.is_empty() {
        tx.execute(KEEP_HOSTS, values![json!(rows).to_string()])
            .await?;
    }
    Ok(())
}

/// Lets go of hosts that were asked, and leaves those alone that asked for it or had too much.
pub async fn let_go(
    tx: &mut Tx,
    actor: &Actor,
    pack: &pack::Watch,
    asked: &[Asked],
) -> Result<(), Error> {
    actor.may(Action::Trace)?;
    let (now, gap) = (tx.now(), pack.host_gap);
    // Where a demonstration looks every second it need not wait for minutes.
    let least = PAUSE.min(pack.every);
    let tired = pauses(tx, asked).await?;
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for one in asked {
        let pause = match one.answer {
            Answer::TooMuch => tired
                .get(&one.host)
                .map_or(least, |last| longer(*last, least)),
            Answer::Well | Answer::Rest(_) => Duration::ZERO,
        };
        let rest = match one.answer {
            Answer::Rest(rest) => rest.min(LONGEST_REST),
            Answer::Well | Answer::TooMuch => pause,
        };
        let pace = one.took.clamp(gap, SLOWEST.max(gap));
        let rested = one.left_at.after(rest.max(gap));
        let row = json!({
            "host": one.host,
            "token": one.token.map(|token| token.uuid().simple().to_string()),
            "asked_at": one.left_at.micros(),
            "busy_until": rested.max(now).micros(),
            "pace": micros(pace),
            "pause": micros(pause),
        });
        match one.token {
            Some(_) => own.push(row),
            None => others.push(row),
        }
    }
    for (statement, rows) in [(LET_GO, own), (CHARGE, others)] {
        if !rows.is_empty() {
            tx.execute(statement, values![json!(rows).to_string()])
                .await?;
        }
    }
    Ok(())
}

/// Gives back hosts that were taken under this token and not asked after all: what is known of them stays.
pub async fn give_back(
    tx: &mut Tx,
    actor: &Actor,
    token: Id<Lease>,
    hosts: &[i64],
) -> Result<(), Error> {
    actor.may(Action::Trace)?;
    let now = tx.now();
    if !hosts.is_empty() {
        tx.execute(GIVE_BACK, values![token, now, json!(hosts).to_string()])
            .await?;
    }
    Ok(())
}

/// How long hosts that had too much were left alone for the last time.
async fn pauses(tx: &mut Tx, asked: &[Asked]) -> store::Result<BTreeMap<i64, Duration>> {
    let tired: Vec<_> = asked
        .iter()
        .filter(|one| one.answer == Answer::TooMuch)
        .map(|one| one.host)
        .collect();
    if tired.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<Paused> = tx.all(PAUSES, values![json!(tired).to_string()]).await?;
    let pause = |pause| Duration::from_micros(u64::try_from(pause).unwrap_or_default());
    Ok(rows
        .into_iter()
        .map(|Paused(host, last)| (host, pause(last)))
        .collect())
}

/// How long a host is left alone that had too much again.
fn longer(last: Duration, least: Duration) -> Duration {
    last.saturating_mul(2).clamp(least, LONGEST_PAUSE)
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// Forgets hosts that nobody has asked for long: nothing of them is left to be kept to. They are many, and others wait
/// meanwhile: each hour one part of 32 is gone through.
pub async fn forget(tx: &mut Tx, actor: &Actor) -> Result<(), Error> {
    actor.may(Action::Trace)?;
    let before = tx.now().before(FORGOTTEN);
    let hour = tx.now().micros() / 3_600_000_000;
    // Their numbers are spread evenly over all that there are.
    let first = (hour.rem_euclid(32) - 16) << 59;
    let last = first + ((1 << 59) - 1);
    tx.execute(FORGET, values![before, first, last]).await?;
    Ok(())
}

/// After a downtime turns that were given do not count, except at those hosts where somebody still has one.
pub async fn free(tx: &mut Tx, actor: &Actor, except: &[i64]) -> Result<(), Error> {
    actor.may(Action::Trace)?;
    let now = tx.now();
    tx.execute(FREE, values![now, json!(except).to_string()])
        .await?;
    Ok(())
}

struct Numbered(i64, Host);

impl FromRow for Numbered {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("host")?, Host::from_row(row)?))
    }
}

struct Paused(i64, i64);

impl FromRow for Paused {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("host")?, row.get("pause")?))
    }
}

const HOSTS: &str = "-- trace.host.get
SELECT host, free_at, asked_at, busy_until, pace, token, kept_until FROM trace_host WHERE host IN (
    /*on postgres*/ SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST($1 AS json)) AS value
    /*on sqlite*/ SELECT value FROM json_each($1) /*end*/
)";

// The watch, which writes many hosts at once, leaves this as it is.
const KEEP_NEXT: &str = "-- trace.host.keep_next
UPDATE trace_host SET kept_until = $2 WHERE host = $1";

const KEEP_HOSTS: &str = "-- trace.host.keep
INSERT INTO trace_host (host, free_at, asked_at, busy_until, pace, token)
/*on postgres*/ SELECT host, free_at, asked_at, busy_until, pace, CAST(token AS uuid)
    FROM json_to_recordset(CAST($1 AS json)) AS row (host bigint, free_at bigint, asked_at bigint,
        busy_until bigint, pace bigint, token text)
/*on sqlite*/ SELECT value ->> 'host', value ->> 'free_at', value ->> 'asked_at', value ->> 'busy_until',
    value ->> 'pace', unhex(value ->> 'token') FROM json_each($1) /*end*/
WHERE TRUE
ON CONFLICT (host) DO UPDATE SET free_at = excluded.free_at, asked_at = excluded.asked_at,
    busy_until = excluded.busy_until, pace = excluded.pace,
    token = COALESCE(excluded.token, trace_host.token)";

const LET_GO: &str = "-- trace.host.let_go
UPDATE trace_host SET pace = asked.pace, pause = asked.pause, token = NULL,
    busy_until = CASE WHEN asked.busy_until > rest_until THEN asked.busy_until ELSE rest_until END
FROM (
    /*on postgres*/ SELECT host, CAST(token AS uuid) AS token, busy_until, pace, pause
        FROM json_to_recordset(CAST($1 AS json)) AS row (host bigint, token text, busy_until bigint, pace bigint,
            pause bigint)
    /*on sqlite*/ SELECT value ->> 'host' AS host, unhex(value ->> 'token') AS token,
        value ->> 'busy_until' AS busy_until, value ->> 'pace' AS pace, value ->> 'pause' AS pause
        FROM json_each($1) /*end*/
) AS asked
WHERE trace_host.host = asked.host AND trace_host.token = asked.token";

const GIVE_BACK: &str = "-- trace.host.give_back
UPDATE trace_host SET token = NULL, busy_until = CASE WHEN $2 > rest_until THEN $2 ELSE rest_until END
WHERE token = $1 AND host IN (
    /*on postgres*/ SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST($3 AS json)) AS value
    /*on sqlite*/ SELECT value FROM json_each($3) /*end*/
)";

const CHARGE: &str = "-- trace.host.charge
INSERT INTO trace_host (host, free_at, asked_at, busy_until, pace, pause, rest_until)
/*on postgres*/ SELECT host, asked_at, asked_at, busy_until, pace, pause, busy_until
    FROM json_to_recordset(CAST($1 AS json)) AS row (host bigint, asked_at bigint, busy_until bigint, pace bigint,
        pause bigint)
/*on sqlite*/ SELECT value ->> 'host', value ->> 'asked_at', value ->> 'asked_at', value ->> 'busy_until',
    value ->> 'pace', value ->> 'pause', value ->> 'busy_until' FROM json_each($1) /*end*/
WHERE TRUE
ON CONFLICT (host) DO UPDATE SET pause = excluded.pause,
    asked_at = CASE WHEN excluded.asked_at > trace_host.asked_at THEN excluded.asked_at
        ELSE trace_host.asked_at END,
    rest_until = CASE WHEN excluded.rest_until > trace_host.rest_until THEN excluded.rest_until
        ELSE trace_host.rest_until END,
    busy_until = CASE WHEN excluded.busy_until > trace_host.busy_until THEN excluded.busy_until
        ELSE trace_host.busy_until END";

const PAUSES: &str = "-- trace.host.pauses
SELECT host, pause FROM trace_host WHERE host IN (
    /*on postgres*/ SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST($1 AS json)) AS value
    /*on sqlite*/ SELECT value FROM json_each($1) /*end*/
)";

const FORGET: &str = "-- trace.host.forget
DELETE FROM trace_host WHERE host BETWEEN $2 AND $3 AND asked_at < $1 AND busy_until < $1 AND free_at < $1";

const FREE: &str = "-- trace.host.free
UPDATE trace_host SET free_at = $1
WHERE free_at > $1 AND host NOT IN (
    /*on postgres*/ SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST($2 AS json)) AS value
    /*on sqlite*/ SELECT value FROM json_each($2) /*end*/
)";

#[cfg(test)]
mod tests;
