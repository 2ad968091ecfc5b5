//! Many notices released at once: by a few statements, however many they are.

use audit::About;
use identity::Actor;
use serde_json::json;
use store::{Tx, values};

use super::Notice;
use crate::{Error, Move, State, letter};

/// Releases drafted notices, which are in no letter yet, and puts them into letters, each with its history of both steps and one
/// entry of the record.
pub(crate) async fn release_all(
    tx: &mut Tx,
    actor: &Actor,
    notices: &[Notice],
    why: &'static str,
) -> Result<(), Error> {
    if notices.is_empty() {
        return Ok(());
    }
    let from = State::Drafted;
    let released = from.after(Move::Release)?;
    let queued = released.after(Move::Queue)?;
    letter::gather_all(tx, actor, notices, from).await?;
    let ids: Vec<_> = notices.iter().map(|notice| notice.id).collect();
    let (at, who) = (tx.stamp(), actor.who());
    let (from, through, to) = (from.name(), released.name(), queued.name());
    let lines = values![ids.as_slice(), at, who.kind, who.id, from, through, to, why];
    tx.execute(ADD_HISTORIES, lines).await?;
    let done = notices.iter().map(|notice| {
        let facts =
            json!({ "case": notice.case, "from": from, "through": through, "to": to, "why": why });
        (About::one("notice", notice.id), facts)
    });
    let done: Vec<_> = done.collect();
    audit::record_each(tx, who, "takedown.move_notice", &done).await?;
    Ok(())
}

const ADD_HISTORIES: &str = "-- takedown.notice_history.insert_each
INSERT INTO takedown_notice_history (notice_id, number, at, who_kind, who_id, from_state, to_state, why)
SELECT one.id,
    (SELECT COALESCE(MAX(number), 0) FROM takedown_notice_history WHERE notice_id = one.id) + way.step,
    $2, $3, $4, way.from_state, way.to_state, $8
FROM (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid AS id FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) AS id FROM json_each($1) /*end*/
) AS one CROSS JOIN (
    SELECT 1 AS step, CAST($5 AS TEXT) AS from_state, CAST($6 AS TEXT) AS to_state
    UNION ALL SELECT 2, CAST($6 AS TEXT), CAST($7 AS TEXT)
) AS way";
