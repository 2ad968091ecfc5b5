//! Telling a reporter how far the work is: a step, sealed to the reply key that only the receipt gives.
//!
//! A reporter may be the offender: the pack lists the steps that may be told, and a step says nothing of
//! police or holds. A reply holds the step's key and is put into words when it is read.

use identity::{Action, Actor};
use kernel::{Id, Timestamp};
use letterbox::{Reply, Said};
use pack::Pack;
use serde::{Deserialize, Serialize};
use store::{Db, Tx, values};
use uuid::Uuid;

use crate::case::Case;
use crate::receipt::receipt_of;
use crate::report::{Report, reports};
use crate::{ANSWER, Error, unread};

/// How far the work on a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// It was filed.
    Received,
    /// An analyst has it.
    InWork,
    /// Every case of it is closed.
    Closed,
}

/// The step of being sent elsewhere: it is not what the hotline takes.
const SIGNPOST: &str = "signpost";

impl Step {
    /// The key by which the pack lists it and the letterbox puts it into words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::InWork => "in_work",
            Self::Closed => "closed",
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    /// To one report.
    Step {
        report: Id<Report>,
        step: Step,
        at: Timestamp,
    },
    /// That a case is closed: to its reports that have no other one open.
    Finished {
        case: Id<Case>,
        at: Timestamp,
        /// The pack's signpost for every report of it, where the hotline does not take it.
        #[serde(default)]
        signpost: Option<String>,
    },
}

/// What one report is told.
enum Told {
    Step(Step),
    /// The key of a signpost of the pack.
    Signpost(String),
}

impl Told {
    const fn step(&self) -> &'static str {
        match self {
            Self::Step(step) => step.key(),
            Self::Signpost(_) => SIGNPOST,
        }
    }

    /// What tells it from other answers to the report: another signpost is another answer.
    fn name(&self) -> String {
        match self {
            Self::Step(step) => step.key().to_owned(),
            Self::Signpost(signpost) => format!("{SIGNPOST}:{signpost}"),
        }
    }

    fn reply(&self, at: Timestamp) -> Reply {
        match self {
            Self::Step(step) => Reply::step(step.key(), at),
            Self::Signpost(signpost) => Reply::new(Said::Signpost(signpost.clone()), at),
        }
    }
}

/// Queues the answer to one report.
pub(crate) async fn answer(tx: &mut Tx, report: Id<Report>, step: Step) -> Result<(), Error> {
    let at = tx.now();
    Ok(jobs::queue(tx, ANSWER, &Answer::Step { report, step, at }).await?)
}

/// Queues the answer to every report of a case.
pub(crate) async fn answer_all(tx: &mut Tx, case: Id<Case>, step: Step) -> Result<(), Error> {
    for report in reports(tx, case).await? {
        answer(tx, report, step).await?;
    }
    Ok(())
}

/// Queues the last answer to the reports of a case that was just closed, for this instant: to those that have no other
/// case open then, so that nobody is told of an end while the work goes on.
pub(crate) async fn answer_finished(
    tx: &mut Tx,
    case: Id<Case>,
    at: Timestamp,
) -> Result<(), Error> {
    let answer = Answer::Finished {
        case,
        at,
        signpost: None,
    };
    Ok(jobs::queue_at(tx, ANSWER, &answer, at, Some(&finished_key(case))).await?)
}

/// Has the reports of a case that was just closed told at this instant, with the end, the pack's signpost of this key.
pub async fn signpost(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    signpost: &str,
    at: Timestamp,
) -> Result<(), Error> {
    actor.may(Action::MoveCase)?;
    jobs::cancel(tx, &finished_key(case)).await?;
    let answer = Answer::Finished {
        case,
        at,
        signpost: Some(signpost.to_owned()),
    };
    Ok(jobs::queue_at(tx, ANSWER, &answer, at, Some(&finished_key(case))).await?)
}

/// Takes back that a case is closed, for its reporters. Whether none of them had been told.
pub(crate) async fn take_back_finished(tx: &mut Tx, case: Id<Case>) -> Result<bool, Error> {
    Ok(jobs::cancel(tx, &finished_key(case)).await?)
}

fn finished_key(case: Id<Case>) -> String {
    format!("{ANSWER}:{case}")
}

/// Puts answers into the letterbox. Doing it twice leaves one reply: its id follows from report and step.
pub async fn put_answer(desk: &Db, letterbox: &Db, pack: &Pack, run: jobs::Run) -> jobs::Outcome {
    let answer: Answer = match run.payload() {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    match answer {
        Answer::Step { report, step, at } => {
            match put(desk, letterbox, pack, &run, report, &Told::Step(step), at).await {
                Ok(()) => jobs::Outcome::nothing(),
                Err(outcome) => outcome,
            }
        }
        Answer::Finished { case, at, signpost } => {
            let finished = put_finished(desk, letterbox, pack, &run, case, signpost, at).await;
            let finished = match finished {
                Ok(finished) => finished,
                Err(outcome) => return outcome,
            };
            jobs::Outcome::done(move |tx| {
                Box::pin(async move {
                    for report in finished {
                        unread::note_wish(tx, report).await?;
                    }
                    Ok(())
                })
            })
        }
    }
}

/// Tells the reports of a closed case that have no other case open. Those reports.
async fn put_finished(
    desk: &Db,
    letterbox: &Db,
    pack: &Pack,
    run: &jobs::Run,
    case: Id<Case>,
    signpost: Option<String>,
    at: Timestamp,
) -> Result<Vec<Id<Report>>, jobs::Outcome> {
    let mut tx = desk.read().await?;
    let (closed,): (i64,) = tx.one(IS_CLOSED, values![case]).await?;
    if closed == 0 {
        return Ok(Vec::new());
    }
    let all = reports(&mut tx, case)
        .await
        .map_err(|_| jobs::Outcome::Retry("the reports could not be read"))?;
    let finished: Vec<(Id<Report>,)> = tx.all(FINISHED, values![case]).await?;
    drop(tx);
    let finished: Vec<_> = finished.into_iter().map(|(report,)| report).collect();
    if let Some(signpost) = signpost {
        let told = Told::Signpost(signpost);
        for report in all {
            put(desk, letterbox, pack, run, report, &told, at).await?;
        }
    }
    let told = Told::Step(Step::Closed);
    for report in &finished {
        put(desk, letterbox, pack, run, *report, &told, at).await?;
    }
    Ok(finished)
}

async fn put(
    desk: &Db,
    letterbox: &Db,
    pack: &Pack,
    run: &jobs::Run,
    report: Id<Report>,
    told: &Told,
    at: Timestamp,
) -> Result<(), jobs::Outcome> {
    if !pack.may_tell(told.step()) {
        return Ok(());
    }
    let mut tx = desk.read().await?;
    let receipt = receipt_of(&mut tx, report)
        .await
        .map_err(|error| match error {
            Error::NotFound => jobs::Outcome::GiveUp("there is no such report"),
            _ => jobs::Outcome::Retry("the report could not be read"),
        })?;
    let Some(receipt) = receipt else {
        return Ok(());
    };
    let id = reply_id(&tx, report, told.name().as_bytes())?;
    let sealed = told
        .reply(at)
        .seal(receipt.reply_key, tx.entropy())
        .map_err(|_| jobs::Outcome::GiveUp("the reply key of the report is not a key"))?;
    drop(tx);

    let mut tx = letterbox.write().await?;
    letterbox::put_reply(&mut tx, &Actor::job(run), id, &receipt.lookup_id, &sealed)
        .await
        .map_err(|_| jobs::Outcome::Retry("the letterbox did not take the reply"))?;
    tx.commit().await?;
    Ok(())
}

/// The id of a reply to a report: always the same for the same name, so that delivering twice is once.
pub(crate) fn reply_id(tx: &Tx, report: Id<Report>, name: &[u8]) -> store::Result<Uuid> {
    let name = [&report.as_bytes()[..], name].concat();
    let id = tx.keyring()?.blind_index("intake.reply", &name);
    let id = id.first_chunk::<16>();
    Ok(id.map_or(Uuid::nil(), |bytes| Uuid::from_bytes(*bytes)))
}

const IS_CLOSED: &str = "-- intake.case.is_closed
SELECT COUNT(*) AS value FROM intake_case WHERE id = $1 AND state = 'closed'";

const FINISHED: &str = "-- intake.case_report.finished
SELECT j.report_id AS value FROM intake_case_report j WHERE j.case_id = $1 AND NOT EXISTS (
    SELECT 1 FROM intake_case_report o JOIN intake_case c ON c.id = o.case_id
    WHERE o.report_id = j.report_id AND c.state <> 'closed')
ORDER BY j.number";
