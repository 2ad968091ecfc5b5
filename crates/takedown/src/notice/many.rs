//! Many notices moved at once: by a few statements, however many they are.

use audit::About;
use identity::Actor;
use serde_json::json;
use store::{Tx, values};

use super::Notice;
use crate::{Error, Move};

/// Moves notices that are in one state, step by step, each with its history and audit of every step.
pub(crate) async fn advance_all(
    tx: &mut Tx,
    actor: &Actor,
    notices: &[Notice],
    steps: &[Move],
    why: &'static str,
) -> Result<(), Error> {
    let Some(first) = notices.first() else {
        return Ok(());
    };
    let mut ways = Vec::with_capacity(steps.len());
    let mut to = first.state;
    for step in steps {
        let from = to;
        to = from.after(*step)?;
        ways.push((from, to));
    }
    let ids: Vec<_> = notices.iter().map(|notice| notice.id).collect();
    let (now, who) = (tx.now(), actor.who());
    let changed = values![ids.as_slice(), to.name(), first.state.name(), now];
    let changed = tx.execute(SET_STATES, changed).await?;
    if usize::try_from(changed).ok() != Some(ids.len()) {
        return Err(Error::Changed);
    }
    let at = tx.stamp();
    let mut done = Vec::with_capacity(notices.len() * ways.len());
    for (from, to) in ways {
        let (from, to) = (from.name(), to.name());
        let lines = values![ids.as_slice(), at, who.kind, who.id, from, to, why];
        tx.execute(ADD_HISTORIES, lines).await?;
        done.extend(notices.iter().map(|notice| {
            let facts = json!({ "case": notice.case, "from": from, "to": to, "why": why });
            (About::one("notice", notice.id), facts)
        }));
    }
    audit::record_each(tx, who, "takedown.move_notice", &done).await?;
    Ok(())
}

const SET_STATES: &str = "-- takedown.notice.set_states
UPDATE takedown_notice SET state = $2, moved_at = $4 WHERE state = $3 AND id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const ADD_HISTORIES: &str = "-- takedown.notice_history.insert_each
INSERT INTO takedown_notice_history (notice_id, number, at, who_kind, who_id, from_state, to_state, why)
SELECT one.id, (SELECT COALESCE(MAX(number), 0) + 1 FROM takedown_notice_history WHERE notice_id = one.id),
    $2, $3, $4, $5, $6, $7
FROM (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid AS id FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) AS id FROM json_each($1) /*end*/
) AS one";
