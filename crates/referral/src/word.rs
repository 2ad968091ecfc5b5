//! The word of the police, and what people do about a referral.

use std::sync::Arc;
use std::time::Duration;

use audit::About;
use dispatch::Kind;
use identity::{Action, Actor};
use intake::Case;
use jobs::{Outcome, Run};
use kernel::{Id, Sensitive, Timestamp};
use pack::Pack;
use serde_json::json;
use store::{Tx, values};

use crate::answer::{came_back, see, unread};
use crate::record::{
    Referral, advance, hold_time, lock, queue_deadline, queue_sending, release, set_hold,
};
use crate::said::{REFERENCE, SaidKind, set_reference, write};
use crate::{CONCLUDED, Error, HOLD_PLACED, Move, State};

/// The farthest end of a hold.
const FARTHEST: Duration = Duration::from_secs(366 * 86_400);

/// Records that the police confirmed a referral, and what they call it. Confirming does not lift a hold.
pub async fn acknowledge(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Referral>,
    reference: &Sensitive<String>,
) -> Result<Id<Case>, Error> {
    actor.may(Action::RecordPoliceWord)?;
    let reference = Sensitive::new(reference.expose().trim().to_owned());
    let length = reference.expose().chars().count();
    if length == 0 || length > REFERENCE || reference.expose().chars().any(char::is_control) {
        return Err(Error::Text);
    }
    let referral = lock(tx, id).await?;
    advance(tx, actor, &referral, Move::Acknowledge, "police-confirmed").await?;
    set_reference(tx, &referral, &reference).await?;
    let today = pack.zone.to_datetime(tx.now().to_jiff()).date();
    let (kind, text) = (SaidKind::Acknowledged, Some(&reference));
    write(tx, actor, &referral, kind, today, text).await?;
    Ok(referral.case)
}

/// Records that the police ask notices to wait until then; under a silent hold nobody is asked anything.
pub async fn place_hold(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Referral>,
    silent: bool,
    until: Timestamp,
) -> Result<Id<Case>, Error> {
    actor.may(Action::RecordPoliceWord)?;
    let now = tx.now();
    if until <= now || until > now.after(FARTHEST) {
        return Err(Error::Until);
    }
    let referral = lock(tx, id).await?;
    if referral.state.is_over() {
        return Err(Error::Changed);
    }
    let hold = referral.hold.place(silent);
    set_hold(tx, actor, &referral, hold, Some(until), "police-asked").await?;
    jobs::queue(tx, HOLD_PLACED, &referral.case).await?;
    Ok(referral.case)
}

/// Records that the police gave their word: notices need not wait any more.
pub async fn lift(tx: &mut Tx, actor: &Actor, id: Id<Referral>) -> Result<Id<Case>, Error> {
    actor.may(Action::RecordPoliceWord)?;
    let referral = lock(tx, id).await?;
    let hold = referral.hold.lift()?;
    set_hold(tx, actor, &referral, hold, None, "police-gave-word").await?;
    Ok(referral.case)
}

/// Records that the police need nothing more. A hold that stands is lifted with it.
pub async fn conclude(tx: &mut Tx, actor: &Actor, id: Id<Referral>) -> Result<Id<Case>, Error> {
    actor.may(Action::RecordPoliceWord)?;
    let referral = lock(tx, id).await?;
    advance(tx, actor, &referral, Move::Conclude, "police-concluded").await?;
    if referral.hold.stands() {
        let concluded = lock(tx, id).await?;
        let hold = concluded.hold.lift()?;
        set_hold(tx, actor, &concluded, hold, None, "police-concluded").await?;
    }
    jobs::queue(tx, CONCLUDED, &referral.case).await?;
    Ok(referral.case)
}

/// Has a referral that was left to a person, or was to go by hand, sent by mail after all, under the Message-ID it has. One
/// that came back goes to the unit that is approved now, the same or another.
pub async fn retry(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Referral>,
) -> Result<Id<Case>, Error> {
    actor.may(Action::Refer)?;
    let referral = lock(tx, id).await?;
    let waits = referral.hindrance.is_some() || referral.by_hand_at.is_some();
    if referral.state == State::Released && waits {
        tx.execute(CLEAR_HINDRANCE, values![id]).await?;
        queue_sending(tx, id).await?;
    } else if came_back(tx, &referral).await? {
        dispatch::returned(tx, actor, id).await?;
        see(tx, id, &[Kind::Failed]).await?;
        advance(tx, actor, &referral, Move::Return, "came-back").await?;
        tx.execute(NOT_SENT, values![id]).await?;
        let prepared = lock(tx, id).await?;
        release(tx, actor, pack, &prepared).await?;
    } else {
        return Err(Error::Changed);
    }
    audit::record(
        tx,
        actor.who(),
        "referral.retry",
        About::one("referral", id),
        json!({ "case": referral.case }),
    )
    .await?;
    Ok(referral.case)
}

/// Lets a hold lapse whose time passed: the job [`crate::DEADLINE`].
pub async fn hold_deadline(pack: Arc<Pack>, run: Run) -> Outcome {
    let id: Id<Referral> = match run.payload() {
        Ok(id) => id,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            lapse(tx, &Actor::job(&run), &pack, id).await?;
            Ok(())
        })
    })
}

/// Lets a hold lapse if its time passed. Where it was lifted or its end moved, nothing happens: a later end
/// has a job of its own.
pub async fn lapse(tx: &mut Tx, actor: &Actor, pack: &Pack, id: Id<Referral>) -> Result<(), Error> {
    actor.may(Action::Refer)?;
    let referral = lock(tx, id).await?;
    let now = tx.now();
    let until = referral.hold_until.filter(|until| *until <= now);
    let (true, Some(until)) = (referral.hold.stands(), until) else {
        return Ok(());
    };
    // The police come first: what they have not got waits for them once more as long. Then it ends all the same, for the
    // content is up, and the task of the unsent referral stays. Whoever sees that may lift the hold before.
    let unsent = match referral.state {
        State::Prepared | State::Released => true,
        State::Sent => unread(tx, &referral).await?.failures > 0,
        _ => false,
    };
    let unheard = unsent && referral.handed_over_at.is_none();
    let end = until.after(hold_time(pack));
    if unheard && now < end {
        queue_deadline(tx, id, now.after(LOOK_AGAIN).min(end)).await?;
        return Ok(());
    }
    let why = if unheard {
        "time-passed-unheard"
    } else {
        "time-passed"
    };
    let hold = referral.hold.lapse()?;
    set_hold(tx, actor, &referral, hold, None, why).await
}

/// Between two looks whether a referral whose time passed has left at last.
const LOOK_AGAIN: Duration = Duration::from_secs(600);

const CLEAR_HINDRANCE: &str = "-- referral.referral.clear_hindrance
UPDATE referral_referral SET hindrance = NULL, by_hand_at = NULL WHERE id = $1";

const NOT_SENT: &str = "-- referral.referral.not_sent
UPDATE referral_referral SET sent_at = NULL, by_hand_at = NULL, handed_over_at = NULL, receipt = NULL WHERE id = $1";
