//! The alarm: an urgent report, or an urgent letter that is late, rings whoever is on call, day and night, until somebody
//! at the desk says that they have it.
//!
//! ```text
//! ringing → acknowledged        what is filed later rings anew, unless a person said that a flood is on
//! ```
//!
//! One alarm rings at a time, for all reports that came since it began: those of one flood are one alarm. It is told by
//! a reference of its own, and never by anything of a report. When it rang is nearly when somebody reported: rows say
//! the hour, and the exact times stand sealed.

pub(crate) mod api;
pub(crate) mod desk;
mod ring;

use std::time::Duration;

use audit::About;
use identity::{Action, Actor, Staff};
use intake::Report;
use kernel::{Id, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{DataKey, FromRow, Place, Row, Tx, values};

use crate::{Error, RING};

pub use desk::bell;
pub use ring::{OnCall, Person, ring, urgent_filed_job};

/// How long a flood does not ring anew once somebody said that it is one.
pub const QUIET: Duration = Duration::from_mins(30);

/// Rounds that are kept of one alarm.
const MOST_ROUNDS: usize = 500;

/// An alarm.
#[derive(Clone, Debug)]
pub struct Alarm {
    /// Its id.
    pub id: Id<Alarm>,
    /// What it is told by.
    pub reference: String,
    /// In which hour it began.
    pub opened_at: Timestamp,
    /// How often it rang.
    pub rings: i64,
    /// Nobody could be rung when it rang last.
    pub unheard: bool,
    /// For how many reports it rang.
    pub reports: i64,
    /// For how many letters that were late.
    pub letters: i64,
    /// When somebody acknowledged it.
    pub acknowledged_at: Option<Timestamp>,
    /// Who.
    pub acknowledged_by: Option<Id<Staff>>,
    /// Until when what comes is of the flood that it was.
    pub quiet_until: Option<Timestamp>,
    data_key: Vec<u8>,
    log: Vec<u8>,
}

impl Alarm {
    /// Whether it rings still.
    pub const fn is_ringing(&self) -> bool {
        self.acknowledged_at.is_none()
    }
}

/// The times of an alarm: nearly when somebody reported.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Log {
    /// When it began, in microseconds.
    opened: i64,
    /// When it rang.
    pub(crate) rounds: Vec<Round>,
}

/// Once that an alarm rang.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Round {
    /// Seconds after it began.
    pub(crate) after: i64,
    /// How many people were to be rung.
    pub(crate) people: usize,
    /// How many were, by mail or by the command.
    pub(crate) reached: usize,
}

impl FromRow for Alarm {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            reference: row.get("reference")?,
            opened_at: row.get("opened_at")?,
            rings: row.get("rings")?,
            unheard: row.get("unheard")?,
            reports: row.get("reports")?,
            letters: row.get("letters")?,
            acknowledged_at: row.get("acknowledged_at")?,
            acknowledged_by: row.get("acknowledged_by")?,
            quiet_until: row.get("quiet_until")?,
            data_key: row.get("data_key")?,
            log: row.get("log")?,
        })
    }
}

/// A report says that somebody is in danger now: it rings, if it did not before.
pub async fn urgent_filed(tx: &mut Tx, actor: &Actor, report: Id<Report>) -> Result<(), Error> {
    actor.may(Action::Ring)?;
    tx.blur();
    let known: Option<(Id<Alarm>,)> = tx.optional(KNOWN, values![report]).await?;
    if known.is_some() {
        return Ok(());
    }
    let alarm = match standing(tx).await? {
        Some(alarm) => alarm,
        None => open(tx, actor).await?,
    };
    tx.execute(JOIN, values![report, alarm]).await?;
    joined(tx, actor, alarm, json!({ "report": report })).await
}

/// Something joined an alarm: that is written down, and the alarm rings.
async fn joined(tx: &mut Tx, actor: &Actor, alarm: Id<Alarm>, what: Value) -> Result<(), Error> {
    let about = About::one("alarm", alarm);
    audit::record(tx, actor.who(), "referral.alarm_for", about, what).await?;
    Ok(keep_ringing(tx).await?)
}

/// Makes sure that the alarm which rings is in the queue, and alive: with each report or letter that joins it, and at each
/// start. It would swallow whatever comes later otherwise.
pub async fn keep_ringing(tx: &mut Tx) -> store::Result<()> {
    let rings: Option<(Id<Alarm>,)> = tx.optional(RINGS, values![]).await?;
    if let Some((id,)) = rings {
        jobs::keep_urgent(tx, RING, &id, &ring_key(id)).await?;
    }
    Ok(())
}

/// The kind of the ids of letters that are late: they are of a later module.
pub enum LateLetter {}

/// A letter about a child in danger has not left in its time: it rings once for it. What somebody said is a flood is one of
/// reports, and no reason not to.
pub async fn letter_late(tx: &mut Tx, actor: &Actor, letter: Id<LateLetter>) -> Result<(), Error> {
    actor.may(Action::Ring)?;
    let known: Option<(Id<Alarm>,)> = tx.optional(KNOWN_LETTER, values![letter]).await?;
    if known.is_some() {
        return Ok(());
    }
    let rings: Option<(Id<Alarm>,)> = tx.optional(RINGING_NOW, values![]).await?;
    let alarm = match rings {
        Some((alarm,)) => alarm,
        None => open(tx, actor).await?,
    };
    tx.execute(JOIN_LETTER, values![letter, alarm]).await?;
    joined(tx, actor, alarm, json!({ "letter": letter })).await
}

/// The alarm that a report joins: the one that rings, or the flood that somebody acknowledged as one. It is held until
/// the transaction ends, so that nobody acknowledges it meanwhile without what joins it.
async fn standing(tx: &mut Tx) -> Result<Option<Id<Alarm>>, Error> {
    let now = tx.now();
    let found: Option<(Id<Alarm>,)> = tx.optional(STANDING, values![now]).await?;
    Ok(found.map(|(alarm,)| alarm))
}

/// Begins an alarm.
async fn open(tx: &mut Tx, actor: &Actor) -> Result<Id<Alarm>, Error> {
    let id: Id<Alarm> = tx.new_id();
    let reference = intake::reference(tx);
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let log = Log {
        opened: tx.now().micros(),
        rounds: Vec::new(),
    };
    let sealed = seal(tx, &key, id, &log)?;
    let opened_at = tx.stamp();
    let made = tx
        .execute(OPEN, values![id, &reference, opened_at, wrapped, sealed])
        .await?;
    if made == 0 {
        // Somebody else began one meanwhile.
        return standing(tx).await?.ok_or(Error::Changed);
    }
    audit::record(
        tx,
        actor.who(),
        "referral.alarm",
        About::one("alarm", id),
        json!({}),
    )
    .await?;
    Ok(id)
}

/// Somebody has it: it rings no more. With `flood`, what comes within [`QUIET`] is taken for more of the same.
pub async fn acknowledge(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Alarm>,
    flood: bool,
) -> Result<(), Error> {
    actor.may(Action::AnswerAlarm)?;
    let staff = actor.staff_id();
    let now = tx.now();
    let quiet = flood.then(|| now.after(QUIET));
    let done = tx
        .execute(ACKNOWLEDGE, values![id, now, staff, quiet])
        .await?;
    if done == 0 {
        let known = alarm(tx, actor, id).await?;
        return Err(known.map_or(Error::NotFound, |_| Error::Changed));
    }
    jobs::cancel(tx, &ring_key(id)).await?;
    audit::record(
        tx,
        actor.who(),
        "referral.acknowledge_alarm",
        About::one("alarm", id),
        json!({ "flood": flood }),
    )
    .await?;
    Ok(())
}

/// The alarm that rings, if one does.
pub async fn ringing(tx: &mut Tx, actor: &Actor) -> Result<Option<Alarm>, Error> {
    actor.may(Action::AnswerAlarm)?;
    Ok(tx.optional(RINGING, values![]).await?)
}

/// The newest alarms, at most fifty; the one that rings among them.
pub async fn alarms(tx: &mut Tx, actor: &Actor) -> Result<Vec<Alarm>, Error> {
    actor.may(Action::AnswerAlarm)?;
    Ok(tx.all(NEWEST, values![]).await?)
}

/// An alarm.
pub(crate) async fn alarm(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Alarm>,
) -> Result<Option<Alarm>, Error> {
    actor
        .may(Action::AnswerAlarm)
        .or_else(|_| actor.may(Action::Ring))?;
    Ok(tx.optional(GET, values![id]).await?)
}

/// The same, held until the transaction ends.
pub(crate) async fn hold(tx: &mut Tx, id: Id<Alarm>) -> Result<(), Error> {
    let held: Option<(Id<Alarm>,)> = tx.optional(HOLD, values![id]).await?;
    held.map(|_| ()).ok_or(Error::NotFound)
}

/// The first reports that an alarm rang for, at most fifty.
pub(crate) async fn reports(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Alarm>,
) -> Result<Vec<Id<Report>>, Error> {
    actor.may(Action::AnswerAlarm)?;
    let rows: Vec<(Id<Report>,)> = tx.all(REPORTS, values![id]).await?;
    Ok(rows.into_iter().map(|(report,)| report).collect())
}

/// When it rang, and how many heard it.
pub(crate) fn log(tx: &Tx, alarm: &Alarm) -> Result<Log, Error> {
    let key = key(tx, alarm)?;
    let plain = key
        .open(place("log", alarm.id), &alarm.log)
        .map_err(store::Error::from)?;
    serde_json::from_slice(plain.expose())
        .map_err(|_| store::Error::Unreadable("referral_alarm.log").into())
}

/// Writes down that it rang, if nobody acknowledged it meanwhile. Whether it is to ring again.
async fn note_round(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Alarm>,
    people: usize,
    reached: usize,
) -> Result<bool, Error> {
    tx.blur();
    let Some(alarm) = tx.optional::<Alarm>(RINGING_ONE, values![id]).await? else {
        return Ok(false);
    };
    let mut log = log(tx, &alarm)?;
    let after = (tx.now().micros() - log.opened) / 1_000_000;
    if log.rounds.len() < MOST_ROUNDS {
        log.rounds.push(Round {
            after,
            people,
            reached,
        });
    }
    let key = key(tx, &alarm)?;
    let sealed = seal(tx, &key, id, &log)?;
    tx.execute(NOTE_ROUND, values![id, reached == 0, sealed])
        .await?;
    audit::record(
        tx,
        actor.who(),
        "referral.ring",
        About::one("alarm", id),
        json!({ "round": alarm.rings + 1, "people": people, "reached": reached }),
    )
    .await?;
    Ok(true)
}

fn key(tx: &Tx, alarm: &Alarm) -> Result<DataKey, Error> {
    let key = tx
        .keyring()?
        .data_key(place("data_key", alarm.id), &alarm.data_key);
    Ok(key.map_err(store::Error::from)?)
}

fn seal(tx: &Tx, key: &DataKey, id: Id<Alarm>, log: &Log) -> Result<Vec<u8>, Error> {
    let plain =
        serde_json::to_vec(log).map_err(|_| store::Error::Unreadable("referral_alarm.log"))?;
    Ok(key.seal(place("log", id), &plain, tx.entropy()))
}

fn ring_key(id: Id<Alarm>) -> String {
    format!("{RING}:{id}")
}

const fn place(column: &'static str, id: Id<Alarm>) -> Place {
    Place::new("referral_alarm", column, id)
}

const KNOWN: &str = "-- referral.alarm_report.known
SELECT alarm_id AS value FROM referral_alarm_report WHERE report_id = $1";

const KNOWN_LETTER: &str = "-- referral.alarm_letter.known
SELECT alarm_id AS value FROM referral_alarm_letter WHERE letter_id = $1";

const RINGING_NOW: &str = "-- referral.alarm.ringing_now
SELECT id AS value FROM referral_alarm WHERE ringing /*for update*/";

const JOIN_LETTER: &str = "-- referral.alarm_letter.insert
INSERT INTO referral_alarm_letter (letter_id, alarm_id) VALUES ($1, $2) ON CONFLICT (letter_id) DO NOTHING";

const STANDING: &str = "-- referral.alarm.standing
SELECT id AS value FROM referral_alarm WHERE acknowledged_at IS NULL OR quiet_until > $1
ORDER BY number DESC LIMIT 1 /*for update*/";

const OPEN: &str = "-- referral.alarm.open
INSERT INTO referral_alarm (id, number, reference, ringing, opened_at, rings, unheard, data_key, log)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM referral_alarm), $2, TRUE, $3, 0, FALSE, $4, $5)
ON CONFLICT DO NOTHING";

const JOIN: &str = "-- referral.alarm_report.insert
INSERT INTO referral_alarm_report (report_id, alarm_id, number)
VALUES ($1, $2, (SELECT COALESCE(MAX(number), 0) + 1 FROM referral_alarm_report WHERE alarm_id = $2))
ON CONFLICT (report_id) DO NOTHING";

const ACKNOWLEDGE: &str = "-- referral.alarm.acknowledge
UPDATE referral_alarm SET ringing = NULL, acknowledged_at = $2, acknowledged_by = $3, quiet_until = $4
WHERE id = $1 AND acknowledged_at IS NULL";

const HOLD: &str = "-- referral.alarm.hold
SELECT id AS value FROM referral_alarm WHERE id = $1 /*for update*/";

const GET: &str = "-- referral.alarm.get
SELECT id, reference, opened_at, rings, unheard, acknowledged_at, acknowledged_by, quiet_until, data_key, log,
    (SELECT COALESCE(MAX(r.number), 0) FROM referral_alarm_report r WHERE r.alarm_id = a.id) AS reports,
    (SELECT COUNT(*) FROM referral_alarm_letter l WHERE l.alarm_id = a.id) AS letters
FROM referral_alarm a WHERE id = $1";

const RINGS: &str = "-- referral.alarm.rings
SELECT id AS value FROM referral_alarm WHERE ringing";

const RINGING: &str = "-- referral.alarm.ringing
SELECT id, reference, opened_at, rings, unheard, acknowledged_at, acknowledged_by, quiet_until, data_key, log,
    (SELECT COALESCE(MAX(r.number), 0) FROM referral_alarm_report r WHERE r.alarm_id = a.id) AS reports,
    (SELECT COUNT(*) FROM referral_alarm_letter l WHERE l.alarm_id = a.id) AS letters
FROM referral_alarm a WHERE ringing";

const RINGING_ONE: &str = "-- referral.alarm.ringing_one
SELECT id, reference, opened_at, rings, unheard, acknowledged_at, acknowledged_by, quiet_until, data_key, log,
    (SELECT COALESCE(MAX(r.number), 0) FROM referral_alarm_report r WHERE r.alarm_id = a.id) AS reports,
    (SELECT COUNT(*) FROM referral_alarm_letter l WHERE l.alarm_id = a.id) AS letters
FROM referral_alarm a WHERE id = $1 AND ringing /*for update*/";

const NEWEST: &str = "-- referral.alarm.newest
SELECT id, reference, opened_at, rings, unheard, acknowledged_at, acknowledged_by, quiet_until, data_key, log,
    (SELECT COALESCE(MAX(r.number), 0) FROM referral_alarm_report r WHERE r.alarm_id = a.id) AS reports,
    (SELECT COUNT(*) FROM referral_alarm_letter l WHERE l.alarm_id = a.id) AS letters
FROM referral_alarm a ORDER BY number DESC LIMIT 50";

const REPORTS: &str = "-- referral.alarm_report.first
SELECT report_id AS value FROM referral_alarm_report WHERE alarm_id = $1 ORDER BY number LIMIT 50";

const NOTE_ROUND: &str = "-- referral.alarm.note_round
UPDATE referral_alarm SET rings = rings + 1, unheard = $2, log = $3 WHERE id = $1 AND ringing";
