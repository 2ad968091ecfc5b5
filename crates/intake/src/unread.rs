//! What reporters wait for: that what they told is read, though the case went on, and that whoever wished it is told
//! what came of it. Both stand by case and report until it is done, whatever the state of the case.

use audit::About;
use identity::{Action, Actor};
use kernel::{Id, Timestamp};
use serde_json::json;
use store::{FromRow, Row, Tx, values};
use uuid::Uuid;

use crate::message::Conversation;
use crate::report::Report;
use crate::told::Told;
use crate::{Case, Error, State};

/// A case in which reporters wait for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waits {
    /// The case.
    pub case: Id<Case>,
    /// What people call it by.
    pub reference: String,
    /// Where it stands.
    pub state: State,
    /// How many of its reports have something that nobody has read.
    pub unread: i64,
    /// How many reporters wish to be told what came of it.
    pub unanswered: i64,
    /// The hour since which the first of them waits.
    pub since: Timestamp,
}

impl FromRow for Waits {
    fn from_row(row: &Row) -> store::Result<Self> {
        let state: String = row.get("state")?;
        Ok(Self {
            case: row.get("case_id")?,
            reference: row.get("reference")?,
            state: State::named(&state).ok_or(store::Error::Unreadable("intake_case.state"))?,
            unread: row.get("unread")?,
            unanswered: row.get("unanswered")?,
            since: row.get("since")?,
        })
    }
}

/// Notes that a report has something new in its cases: a message in any, anything else where an analyst has begun.
/// Before that everything is new. `number` is the submission's.
pub(crate) async fn note(
    tx: &mut Tx,
    report: Id<Report>,
    number: i64,
    received_hour: Timestamp,
    is_message: bool,
) -> Result<(), Error> {
    tx.execute(NOTE, values![report, received_hour, number, is_message])
        .await?;
    Ok(())
}

/// Notes that a reporter wished to be told what came of it, where the work is finished and no answer was written
/// since.
pub(crate) async fn note_wish(tx: &mut Tx, report: Id<Report>) -> Result<(), Error> {
    let hour = tx.now().hour();
    tx.execute(WISH, values![report, hour]).await?;
    Ok(())
}

/// The reporter was answered.
pub(crate) async fn forget_wish(tx: &mut Tx, report: Id<Report>) -> Result<u64, Error> {
    Ok(tx.execute(ANSWERED, values![report]).await?)
}

/// Notes that nothing is to be written to a reporter who wished to be told what came of it.
pub async fn leave_unanswered(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    report: Id<Report>,
) -> Result<(), Error> {
    actor.may(Action::Converse)?;
    let joined: Option<(Id<Report>,)> = tx.optional(JOINED, values![case, report]).await?;
    joined.ok_or(Error::NotFound)?;
    if forget_wish(tx, report).await? > 0 {
        audit::record(
            tx,
            actor.who(),
            "intake.leave_unanswered",
            About::one("case", case),
            json!({ "report": report }),
        )
        .await?;
    }
    Ok(())
}

/// Cases in which reporters wait that are counted.
pub const MOST_WAITS: i64 = 100;

/// The cases in which reporters wait for something, the longest wait first: `most` of them, from one on where that is
/// given, by since when and its id.
pub async fn unread(
    tx: &mut Tx,
    actor: &Actor,
    from: Option<(Timestamp, Id<Case>)>,
    most: usize,
) -> Result<Vec<Waits>, Error> {
    let first = (Timestamp::from_micros(0), Id::from_uuid(Uuid::nil()));
    unread_from(tx, actor, from.unwrap_or(first), most).await
}

/// The same, `most` of them from one on, by since when and its id.
pub async fn unread_from(
    tx: &mut Tx,
    actor: &Actor,
    from: (Timestamp, Id<Case>),
    most: usize,
) -> Result<Vec<Waits>, Error> {
    actor.may(Action::ReadCase)?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(tx.all(WAITS, values![from.0, from.1, most]).await?)
}

/// In how many cases reporters wait for something: exact below [`MOST_WAITS`].
pub async fn count_unread(tx: &mut Tx, actor: &Actor) -> Result<i64, Error> {
    actor.may(Action::ReadCase)?;
    let (count,): (i64,) = tx.one(COUNT, values![MOST_WAITS]).await?;
    Ok(count.min(MOST_WAITS))
}

/// Those of some cases in which reporters wait for something.
pub async fn unread_among(
    tx: &mut Tx,
    actor: &Actor,
    cases: &[Id<Case>],
) -> Result<Vec<Id<Case>>, Error> {
    actor.may(Action::ReadCase)?;
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let found: Vec<(Id<Case>,)> = tx.all(AMONG, values![cases]).await?;
    Ok(found.into_iter().map(|(case,)| case).collect())
}

/// What reporters wait for in one case; nothing where nobody does.
pub async fn unread_in(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Option<Waits>, Error> {
    actor.may(Action::ReadCase)?;
    Ok(tx.optional(WAITS_IN, values![case]).await?)
}

/// Notes that what was shown has been read, and nothing else. How much of it was new.
pub async fn mark_read(
    tx: &mut Tx,
    actor: &Actor,
    told: &[Told],
    conversations: &[Conversation],
) -> Result<u64, Error> {
    actor.may(Action::View)?;
    mark_shown(tx, actor, told, conversations).await
}

/// The same, for a caller who asked for the permission.
pub(crate) async fn mark_shown(
    tx: &mut Tx,
    actor: &Actor,
    told: &[Told],
    conversations: &[Conversation],
) -> Result<u64, Error> {
    let now = tx.now();
    let mut read = 0;
    for conversation in conversations {
        if let Some(last) = conversation.messages.iter().rfind(|one| one.is_new) {
            let values = values![conversation.report, last.number, now, actor.staff_id()];
            read += tx.execute(READ_MESSAGES, values).await?;
        }
    }
    for report in told {
        if let Some(last) = report.told.iter().rfind(|one| one.is_new) {
            let values = values![report.id, last.number, now, actor.staff_id()];
            read += tx.execute(READ_ADDITIONS, values).await?;
        }
        let talk = conversations.iter().find(|one| one.report == report.id);
        if report.is_whole && talk.is_some_and(|talk| talk.is_whole) {
            // What came after the reading has a higher number, and stays new.
            tx.execute(CLEAR, values![report.id, report.last]).await?;
        }
    }
    Ok(read)
}

const NOTE: &str = "-- intake.unread.note
INSERT INTO intake_unread (case_id, report_id, since, last)
SELECT j.case_id, j.report_id, CAST($2 AS BIGINT), CAST($3 AS BIGINT)
FROM intake_case_report j JOIN intake_case c ON c.id = j.case_id JOIN intake_report r ON r.id = j.report_id
WHERE j.report_id = $1 AND ($4 OR (c.state <> 'waiting' AND r.bulk = FALSE))
ON CONFLICT (case_id, report_id) DO UPDATE SET last = EXCLUDED.last";

const WISH: &str = "-- intake.unanswered.note
INSERT INTO intake_unanswered (case_id, report_id, since)
SELECT j.case_id, j.report_id, CAST($2 AS BIGINT)
FROM intake_case_report j JOIN intake_report r ON r.id = j.report_id
WHERE j.report_id = $1 AND r.feedback = TRUE AND r.receipt IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM intake_case_report o JOIN intake_case c ON c.id = o.case_id
    WHERE o.report_id = $1 AND c.state <> 'closed')
ON CONFLICT (case_id, report_id) DO NOTHING";

const ANSWERED: &str = "-- intake.unanswered.delete
DELETE FROM intake_unanswered WHERE report_id = $1";

const JOINED: &str = "-- intake.case_report.joined
SELECT report_id AS value FROM intake_case_report WHERE case_id = $1 AND report_id = $2";

const WAITS: &str = "-- intake.unread.all
SELECT w.case_id, c.reference, c.state, SUM(w.unread) AS unread, SUM(w.unanswered) AS unanswered, MIN(w.since) AS since
FROM (
    SELECT case_id, CAST(1 AS INT) AS unread, CAST(0 AS INT) AS unanswered, since FROM intake_unread
    UNION ALL SELECT case_id, CAST(0 AS INT), CAST(1 AS INT), since FROM intake_unanswered
) AS w JOIN intake_case c ON c.id = w.case_id
GROUP BY w.case_id, c.reference, c.state
HAVING MIN(w.since) > $1 OR (MIN(w.since) = $1 AND w.case_id >= $2) ORDER BY MIN(w.since), w.case_id LIMIT $3";

const COUNT: &str = "-- intake.unread.count
SELECT COUNT(*) AS value FROM (
    SELECT case_id FROM (SELECT DISTINCT case_id FROM intake_unread ORDER BY case_id LIMIT $1) AS u
    UNION SELECT case_id FROM (SELECT DISTINCT case_id FROM intake_unanswered ORDER BY case_id LIMIT $1) AS a
) AS w";

const AMONG: &str = "-- intake.unread.among
SELECT id AS value FROM intake_case c WHERE id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) AND (EXISTS (SELECT 1 FROM intake_unread u WHERE u.case_id = c.id)
    OR EXISTS (SELECT 1 FROM intake_unanswered a WHERE a.case_id = c.id))";

const WAITS_IN: &str = "-- intake.unread.of_case
SELECT w.case_id, c.reference, c.state, SUM(w.unread) AS unread, SUM(w.unanswered) AS unanswered, MIN(w.since) AS since
FROM (
    SELECT case_id, CAST(1 AS INT) AS unread, CAST(0 AS INT) AS unanswered, since FROM intake_unread WHERE case_id = $1
    UNION ALL SELECT case_id, CAST(0 AS INT), CAST(1 AS INT), since FROM intake_unanswered WHERE case_id = $1
) AS w JOIN intake_case c ON c.id = w.case_id
GROUP BY w.case_id, c.reference, c.state";

const READ_MESSAGES: &str = "-- intake.message.mark_read
UPDATE intake_message SET read_at = $3, read_by = $4 WHERE report_id = $1 AND number <= $2 AND read_at IS NULL";

const READ_ADDITIONS: &str = "-- intake.submission.mark_read
UPDATE intake_submission SET read_at = $3, read_by = $4 WHERE report_id = $1 AND number <= $2 AND read_at IS NULL";

const CLEAR: &str = "-- intake.unread.clear
DELETE FROM intake_unread WHERE report_id = $1 AND last <= $2";
