//! Trainees: members of staff who are still learning. A manager ends that.

use audit::About;
use kernel::Id;
use serde_json::json;
use store::{Tx, values};

use crate::staff::Record;
use crate::{Action, Actor, Error, Member, Staff};

/// Whether a member of staff is a trainee.
pub async fn is_trainee(tx: &mut Tx, actor: &Actor, id: Id<Staff>) -> Result<bool, Error> {
    actor.may(Action::ReadCase)?;
    let found: Option<(bool,)> = tx.optional(IS_TRAINEE, values![id]).await?;
    Ok(found.is_some_and(|(trainee,)| trainee))
}

/// The trainees, those added first at the head; at most a thousand.
pub async fn trainees(tx: &mut Tx, actor: &Actor) -> Result<Vec<Member>, Error> {
    actor.may(Action::EndTraineeship)?;
    let records: Vec<Record> = tx.all(TRAINEES, values![]).await?;
    records
        .into_iter()
        .map(|record| record.open(tx))
        .collect::<Result<_, _>>()
}

/// Ends somebody's traineeship. Ending it twice changes nothing.
pub async fn end_traineeship(tx: &mut Tx, actor: &Actor, id: Id<Staff>) -> Result<(), Error> {
    actor.may(Action::EndTraineeship)?;
    let known: Option<(bool,)> = tx.optional(IS_TRAINEE, values![id]).await?;
    if known.is_none() {
        return Err(Error::NoStaff);
    }
    if tx.execute(END, values![id]).await? == 0 {
        return Ok(());
    }
    audit::record(
        tx,
        actor.who(),
        "identity.end_traineeship",
        About::one("staff", id),
        json!({}),
    )
    .await?;
    Ok(())
}

const IS_TRAINEE: &str = "-- identity.staff.is_trainee
SELECT trainee AS value FROM identity_staff WHERE id = $1";

const TRAINEES: &str = "-- identity.staff.trainees
SELECT id, data_key, name, roles, language, trainee, added_at FROM identity_staff
WHERE trainee ORDER BY added_at, id LIMIT 1000";

const END: &str = "-- identity.staff.end_traineeship
UPDATE identity_staff SET trainee = FALSE WHERE id = $1 AND trainee";
