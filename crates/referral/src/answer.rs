//! What came back by mail about a referral. The police's word is recorded by a person who has read it; a machine only
//! says that there is something to read.

use audit::About;
use dispatch::{Kind, Received};
use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use serde_json::json;
use store::{Tx, values};

use crate::record::{Referral, hinder, lock};
use crate::{Error, Hindrance, State};

/// A mail arrived about a referral: a person reads an answer, and sees to one that came back.
pub async fn received(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Referral>,
    mail: &Received,
) -> Result<(), Error> {
    actor.may(Action::Refer)?;
    let referral = lock(tx, id).await?;
    let hindrance = match mail.kind {
        Kind::Answer => Hindrance::Answered,
        Kind::Failed if referral.state == State::Sent => Hindrance::CameBack,
        _ => return Ok(()),
    };
    hinder(tx, actor, &referral, hindrance).await
}

/// A person has read what the police answered, or seen to what came back.
pub async fn mark_read(tx: &mut Tx, actor: &Actor, id: Id<Referral>) -> Result<Id<Case>, Error> {
    actor.may(Action::RecordPoliceWord)?;
    let referral = lock(tx, id).await?;
    if !is_to_be_read(&referral) {
        return Err(Error::Changed);
    }
    tx.execute(CLEAR, values![id]).await?;
    audit::record(
        tx,
        actor.who(),
        "referral.mark_read",
        About::one("referral", id),
        json!({ "case": referral.case }),
    )
    .await?;
    Ok(referral.case)
}

/// Whether something came back that nobody has read yet.
pub(crate) fn is_to_be_read(referral: &Referral) -> bool {
    matches!(
        referral.hindrance,
        Some(Hindrance::Answered | Hindrance::CameBack)
    )
}

const CLEAR: &str = "-- referral.referral.mark_read
UPDATE referral_referral SET hindrance = NULL WHERE id = $1 AND hindrance IN ('answered', 'came_back')";
