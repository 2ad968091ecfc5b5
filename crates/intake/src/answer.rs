//! Telling a reporter how far the work is: a step, sealed to the reply key that only the receipt gives.
//!
//! A reporter may be the offender: the pack lists the steps that may be told, and a step says nothing of
//! police or holds. A reply holds the step's key and is put into words when it is read.

use identity::{Action, Actor};
use kernel::{Id, Timestamp};
use letterbox::{Reply, Said};
use pack::Pack;
use serde::{Deserialize, Serialize};
use store::{Db, Tx};
use uuid::Uuid;

use crate::case::Case;
use crate::receipt::receipt_of;
use crate::report::{Report, reports};
use crate::{ANSWER, Error};

/// How far the work on a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// It was filed.
    Received,
    /// An analyst has it.
    InWork,
    /// A case of it was closed.
    Closed,
    /// It is not what the hotline takes: the pack's signpost says where to turn.
    Signpost,
}

impl Step {
    /// The key by which the pack lists it and the letterbox puts it into words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::InWork => "in_work",
            Self::Closed => "closed",
            Self::Signpost => "signpost",
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Answer {
    report: Id<Report>,
    step: Step,
    /// The key of the signpost, where the step is one.
    #[serde(default)]
    signpost: Option<String>,
    at: Timestamp,
}

impl Answer {
    /// What tells it from other answers to the report: another signpost is another answer.
    fn name(&self) -> String {
        let step = self.step.key();
        match &self.signpost {
            Some(signpost) => format!("{step}:{signpost}"),
            None => step.to_owned(),
        }
    }

    fn reply(&self) -> Reply {
        match &self.signpost {
            Some(signpost) => Reply::new(Said::Signpost(signpost.clone()), self.at),
            None => Reply::step(self.step.key(), self.at),
        }
    }
}

/// Queues the answer to one report.
pub(crate) async fn answer(tx: &mut Tx, report: Id<Report>, step: Step) -> Result<(), Error> {
    let at = tx.now();
    let answer = Answer {
        report,
        step,
        signpost: None,
        at,
    };
    Ok(jobs::queue(tx, ANSWER, &answer).await?)
}

/// Queues, for every report of a case, the pack's signpost of this key.
pub async fn signpost(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    signpost: &str,
) -> Result<(), Error> {
    actor.may(Action::MoveCase)?;
    let at = tx.now();
    for report in reports(tx, case).await? {
        let answer = Answer {
            report,
            step: Step::Signpost,
            signpost: Some(signpost.to_owned()),
            at,
        };
        jobs::queue(tx, ANSWER, &answer).await?;
    }
    Ok(())
}

/// Queues the answer to every report of a case.
pub(crate) async fn answer_all(tx: &mut Tx, case: Id<Case>, step: Step) -> Result<(), Error> {
    for report in reports(tx, case).await? {
        answer(tx, report, step).await?;
    }
    Ok(())
}

/// Puts one answer into the letterbox. Doing it twice leaves one reply: its id follows from report and step.
pub async fn put_answer(desk: &Db, letterbox: &Db, pack: &Pack, run: jobs::Run) -> jobs::Outcome {
    match put(desk, letterbox, pack, &run).await {
        Ok(()) => jobs::Outcome::nothing(),
        Err(outcome) => outcome,
    }
}

async fn put(desk: &Db, letterbox: &Db, pack: &Pack, run: &jobs::Run) -> Result<(), jobs::Outcome> {
    let answer: Answer = run.payload()?;
    if !pack.may_tell(answer.step.key()) {
        return Ok(());
    }
    let mut tx = desk.read().await?;
    let receipt = receipt_of(&mut tx, answer.report)
        .await
        .map_err(|error| match error {
            Error::NotFound => jobs::Outcome::GiveUp("there is no such report"),
            _ => jobs::Outcome::Retry("the report could not be read"),
        })?;
    let Some(receipt) = receipt else {
        return Ok(());
    };
    let id = reply_id(&tx, answer.report, answer.name().as_bytes())?;
    let sealed = answer
        .reply()
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
