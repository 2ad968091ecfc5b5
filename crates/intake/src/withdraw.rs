//! Withdrawing: what a reporter told of himself is destroyed, at the desk and in the letterbox.

use audit::About;
use identity::{Action, Actor};
use kernel::Id;
use letterbox::Content;
use serde_json::json;
use store::{DataKey, FromRow, Row, Tx, values};

use crate::report::{Entry, Report};
use crate::told::{StoredAddition, open_addition, seal};
use crate::{Error, contact, deliver, lead, message};

/// Destroys what the reporter told of himself: the contact with its key, the conversation, and every free text,
/// however much there is. The addresses and what was chosen from a list stay. What the letterbox still holds of it
/// goes by a job.
pub(crate) async fn withdraw(
    tx: &mut Tx,
    actor: &Actor,
    report: Id<Report>,
    key: &DataKey,
) -> Result<(), Error> {
    contact::destroy(tx, report).await?;
    message::destroy(tx, report).await?;
    let last = rewrite(tx, report, key, |_, content| stays(content)).await?;
    tx.execute(NOTE, values![report, last]).await?;
    deliver::queue_removal(tx, report).await?;
    lead::withdrawn(tx, actor, report).await?;
    audit::record(
        tx,
        actor.who(),
        "intake.withdraw",
        About::one("report", report),
        json!({}),
    )
    .await?;
    Ok(())
}

/// Up to which of its submissions a report is withdrawn; 0: it is not.
pub async fn withdrawn_up_to(tx: &mut Tx, actor: &Actor, report: Id<Report>) -> Result<i64, Error> {
    actor.may(Action::ReadCase)?;
    let (number,): (i64,) = tx.one(UP_TO, values![report]).await?;
    Ok(number)
}

/// Rewrites what every submission of a report holds, some at a time. The number of the last one.
pub(crate) async fn rewrite(
    tx: &mut Tx,
    report: Id<Report>,
    key: &DataKey,
    change: impl Fn(&[u8], Content) -> Content,
) -> Result<i64, Error> {
    let mut last = 0;
    loop {
        let rows: Vec<StoredAddition> = tx.all(NEXT, values![report, last]).await?;
        let Some(row) = rows.last() else {
            return Ok(last);
        };
        last = row.number;
        for row in rows {
            let mut kept = open_addition(key, &row)?;
            kept.content = change(&row.id, kept.content);
            let sealed = seal(tx, key, &row.id, &kept)?;
            tx.execute(REWRITE, values![row.id, sealed]).await?;
        }
    }
}

/// What of a submission stays. Everything else goes, whatever a submission comes to hold one day.
fn stays(content: Content) -> Content {
    Content {
        urls: content.urls.clone(),
        category: content.category.clone(),
        found_on: content.found_on.clone(),
        shown_as: content.shown_as.clone(),
        seen: content.seen.clone(),
        danger: content.danger,
        no_danger: content.no_danger,
        own_picture: content.own_picture,
        feedback: content.feedback,
        withdraw: content.withdraw,
        page: content.page,
        ..Content::default()
    }
}

/// What is left of a submission that was sent before its report was withdrawn and is filed only after that, as one
/// that was set aside is.
pub(crate) async fn unless_withdrawn(
    tx: &mut Tx,
    report: Id<Report>,
    key: &DataKey,
    mut entry: Entry,
) -> Result<Entry, Error> {
    let found: Option<StoredAddition> = tx.optional(WITHDRAWAL, values![report]).await?;
    if let Some(row) = found
        && entry.received_at < open_addition(key, &row)?.received_at
    {
        entry.content = stays(entry.content);
    }
    Ok(entry)
}

/// Whether this submission was taken and its report withdrawn since, or by it.
pub(crate) async fn is_withdrawn(tx: &mut Tx, id: &[u8; 32]) -> Result<bool, Error> {
    let found: Option<(i64,)> = tx.optional(IS_WITHDRAWN, values![id]).await?;
    Ok(found.is_some())
}

/// The submissions of a report that were withdrawn, some at a time, by number from behind `last` on.
pub(crate) async fn withdrawn(
    tx: &mut Tx,
    report: Id<Report>,
    last: i64,
) -> Result<Vec<Withdrawn>, Error> {
    Ok(tx.all(WITHDRAWN, values![report, last]).await?)
}

/// A submission that was withdrawn.
pub(crate) struct Withdrawn {
    pub(crate) id: Vec<u8>,
    pub(crate) number: i64,
}

impl FromRow for Withdrawn {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            number: row.get("number")?,
        })
    }
}

const NEXT: &str = "-- intake.submission.next_of_report
SELECT id, number, received_hour, language, content, read_at FROM intake_submission
WHERE report_id = $1 AND number > $2 ORDER BY number LIMIT 200";

const REWRITE: &str = "-- intake.submission.rewrite
UPDATE intake_submission SET content = $2 WHERE id = $1";

const NOTE: &str = "-- intake.report.withdraw
UPDATE intake_report SET withdrawn = $2 WHERE id = $1";

const UP_TO: &str = "-- intake.report.withdrawn_up_to
SELECT withdrawn AS value FROM intake_report WHERE id = $1";

const WITHDRAWAL: &str = "-- intake.submission.withdrawal
SELECT s.id, s.number, s.received_hour, s.language, s.content, s.read_at
FROM intake_submission s JOIN intake_report r ON r.id = s.report_id
WHERE s.report_id = $1 AND s.number = r.withdrawn";

const IS_WITHDRAWN: &str = "-- intake.submission.is_withdrawn
SELECT s.number AS value FROM intake_submission s JOIN intake_report r ON r.id = s.report_id
WHERE s.id = $1 AND s.number <= r.withdrawn";

const WITHDRAWN: &str = "-- intake.submission.withdrawn
SELECT s.id, s.number FROM intake_submission s JOIN intake_report r ON r.id = s.report_id
WHERE s.report_id = $1 AND s.number > $2 AND s.number <= r.withdrawn ORDER BY s.number LIMIT 200";
