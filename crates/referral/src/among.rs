//! With which of many cases the police ask to wait: by one statement, however many they are.

use std::collections::HashSet;

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use store::{Tx, values};

use crate::Error;

/// Of which of these cases the police asked that nobody be asked anything about their place.
pub async fn silent_among(
    tx: &mut Tx,
    actor: &Actor,
    cases: &[Id<Case>],
) -> Result<HashSet<Id<Case>>, Error> {
    actor.may(Action::ReadTakedown)?;
    let rows: Vec<(Id<Case>,)> = tx.all(SILENT_AMONG, values![cases]).await?;
    Ok(rows.into_iter().map(|(case,)| case).collect())
}

/// Of which of these cases notices wait for the police.
pub async fn holding_among(
    tx: &mut Tx,
    actor: &Actor,
    cases: &[Id<Case>],
) -> Result<HashSet<Id<Case>>, Error> {
    actor.may(Action::ReadTakedown)?;
    let rows: Vec<(Id<Case>,)> = tx.all(HOLDING_AMONG, values![cases]).await?;
    Ok(rows.into_iter().map(|(case,)| case).collect())
}

/// In which of these cases a hold stands, or ended after this instant.
pub async fn held_since_among(
    tx: &mut Tx,
    actor: &Actor,
    cases: &[Id<Case>],
    since: Timestamp,
) -> Result<HashSet<Id<Case>>, Error> {
    let mut held = holding_among(tx, actor, cases).await?;
    let rows: Vec<(Id<Case>,)> = tx.all(HELD_SINCE_AMONG, values![cases, since]).await?;
    held.extend(rows.into_iter().map(|(case,)| case));
    Ok(held)
}

const SILENT_AMONG: &str = "-- referral.referral.silent_among
SELECT DISTINCT case_id AS value FROM referral_referral WHERE hold = 'silent' AND case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const HOLDING_AMONG: &str = "-- referral.referral.holding_among
SELECT DISTINCT case_id AS value FROM referral_referral WHERE hold IN ('open', 'silent') AND case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const HELD_SINCE_AMONG: &str = "-- referral.referral.held_since_among
SELECT DISTINCT r.case_id AS value
FROM referral_referral r JOIN referral_referral_history h ON h.referral_id = r.id
WHERE h.about = 'hold' AND h.at > $2 AND r.case_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";
