//! The echo of a conversation in the letterbox: each message sealed to its receipt, the reporter's own too, since
//! the letterbox cannot open what was sent to the desk. And what leaves the letterbox again, where it is withdrawn.

use identity::Actor;
use jobs::{Outcome, Run};
use kernel::{Entropy, Id, Timestamp};
use letterbox::{Reply, Said};
use serde::{Deserialize, Serialize};
use store::{Db, Tx};
use uuid::Uuid;

use crate::answer::reply_id;
use crate::collect::collected_name;
use crate::message::{destroyed, words};
use crate::receipt::{ReceiptOf, receipt_of};
use crate::report::Report;
use crate::withdraw::withdrawn;
use crate::{Error, MESSAGE, WITHDRAWN};

#[derive(Serialize, Deserialize)]
struct Delivery {
    report: Id<Report>,
    number: i64,
}

/// Queues the delivery of one message.
pub(crate) async fn queue(tx: &mut Tx, report: Id<Report>, number: i64) -> Result<(), Error> {
    Ok(jobs::queue(tx, MESSAGE, &Delivery { report, number }).await?)
}

/// Queues the removal of what was withdrawn of a report.
pub(crate) async fn queue_removal(tx: &mut Tx, report: Id<Report>) -> Result<(), Error> {
    Ok(jobs::queue(tx, WITHDRAWN, &report).await?)
}

/// Puts one message into the letterbox. Doing it twice leaves one reply: its id follows from report and number.
pub async fn put_message(desk: &Db, letterbox: &Db, run: Run) -> Outcome {
    match put(desk, letterbox, &run).await {
        Ok(()) => Outcome::nothing(),
        Err(outcome) => outcome,
    }
}

/// Takes what was withdrawn of a report out of the letterbox: its submissions and its messages. What steps were
/// told stays.
pub async fn remove_withdrawn(desk: &Db, letterbox: &Db, run: Run) -> Outcome {
    match remove(desk, letterbox, &run).await {
        Ok(()) => Outcome::nothing(),
        Err(outcome) => outcome,
    }
}

async fn put(desk: &Db, letterbox: &Db, run: &Run) -> Result<(), Outcome> {
    let Delivery { report, number } = run.payload()?;
    let mut tx = desk.read().await?;
    let Some(receipt) = receipt_of(&mut tx, report).await.map_err(unread)? else {
        return Ok(());
    };
    let Some((staff, words)) = words(&mut tx, report, number).await.map_err(unread)? else {
        // The reporter withdrew before it was delivered.
        return Ok(());
    };
    let said = match staff {
        Some(_) => Said::Message,
        None => Said::Yours,
    };
    let sealed = seal(said, words.text, words.at, &receipt, tx.entropy())?;
    let id = message_id(&tx, report, number)?;
    drop(tx);

    let actor = Actor::job(run);
    let mut tx = letterbox.write().await?;
    letterbox::put_reply(&mut tx, &actor, id, &receipt.lookup_id, &sealed)
        .await
        .map_err(|_| Outcome::Retry("the letterbox did not take the message"))?;
    tx.commit().await?;

    // A withdrawal between the look and the putting has perhaps removed what was not there yet.
    let mut tx = desk.read().await?;
    let is_left = self::words(&mut tx, report, number).await.map_err(unread)?;
    drop(tx);
    if is_left.is_none() {
        drop_replies(letterbox, &actor, &[id]).await?;
    }
    Ok(())
}

async fn remove(desk: &Db, letterbox: &Db, run: &Run) -> Result<(), Outcome> {
    let report: Id<Report> = run.payload()?;
    let actor = Actor::job(run);
    let mut last = 0;
    loop {
        let mut tx = desk.read().await?;
        let withdrawn = withdrawn(&mut tx, report, last).await.map_err(unread)?;
        let Some(newest) = withdrawn.last() else {
            break;
        };
        last = newest.number;
        let names = withdrawn.iter().map(|one| collected_name(&tx, &one.id));
        let names: Vec<_> = names.collect::<Result<_, _>>()?;
        drop(tx);
        let mut tx = letterbox.write().await?;
        letterbox::drop_named(&mut tx, &actor, &names)
            .await
            .map_err(|_| Outcome::Retry("the letterbox did not let go of submissions"))?;
        tx.commit().await?;
    }
    let mut tx = desk.read().await?;
    let last = destroyed(&mut tx, report).await.map_err(unread)?;
    let ids = (1..=last).map(|number| message_id(&tx, report, number));
    let ids: Vec<Uuid> = ids.collect::<Result<_, _>>()?;
    drop(tx);
    drop_replies(letterbox, &actor, &ids).await
}

async fn drop_replies(letterbox: &Db, actor: &Actor, ids: &[Uuid]) -> Result<(), Outcome> {
    let mut tx = letterbox.write().await?;
    letterbox::drop_replies(&mut tx, actor, ids)
        .await
        .map_err(|_| Outcome::Retry("the letterbox did not let go of messages"))?;
    tx.commit().await?;
    Ok(())
}

/// Seals a message to its receipt. What a reporter wrote may be a little longer than a reply: then its end is
/// left out of the echo, and only there.
fn seal(
    said: fn(String) -> Said,
    mut text: String,
    at: Timestamp,
    receipt: &ReceiptOf,
    entropy: &dyn Entropy,
) -> Result<Vec<u8>, Outcome> {
    loop {
        if let Ok(sealed) = Reply::new(said(text.clone()), at).seal(receipt.reply_key, entropy) {
            return Ok(sealed);
        }
        let characters = text.chars().count();
        if characters < 8 {
            return Err(Outcome::GiveUp("the reply key of the report is not a key"));
        }
        text = text.chars().take(characters - characters / 8).collect();
        text.push('…');
    }
}

fn message_id(tx: &Tx, report: Id<Report>, number: i64) -> Result<Uuid, Outcome> {
    let name = [&b"message"[..], &number.to_be_bytes()].concat();
    Ok(reply_id(tx, report, &name)?)
}

fn unread(error: Error) -> Outcome {
    match error {
        Error::NotFound => Outcome::GiveUp("there is no such message"),
        _ => Outcome::Retry("the message could not be read"),
    }
}
