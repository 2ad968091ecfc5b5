//! What a later look makes of earlier ones: a name that does not exist and a connection that is refused may be a filter's
//! doing, and were, where the place is there from another vantage point.

use audit::About;
use identity::Actor;
use kernel::Id;
use serde_json::json;
use store::{Tx, values};

use crate::Error;
use crate::check::Check;

/// Of the checks of a watch, newest first, those that were kept from a place which is there as seen from `vantage`:
/// since it was last there.
pub(crate) fn filtered(checks: &[Check], vantage: &str) -> Vec<Id<Check>> {
    checks
        .iter()
        .take_while(|check| !check.counts_as().is_there())
        .filter(|check| check.vantage != vantage)
        .filter(|check| check.seen.may_be_filtered() && check.later.is_none())
        .map(|check| check.id)
        .collect()
}

/// Marks them, and has the record say so: what they were taken for at first stays as it was.
pub(crate) async fn mark(tx: &mut Tx, actor: &Actor, checks: &[Id<Check>]) -> Result<(), Error> {
    if checks.is_empty() {
        return Ok(());
    }
    tx.execute(MARK, values![checks]).await?;
    let facts = json!({ "checks": checks, "later": "blocked" });
    audit::record(
        tx,
        actor.who(),
        "takedown.reread_check",
        About::kind("watch"),
        facts,
    )
    .await?;
    Ok(())
}

const MARK: &str = "-- takedown.check.mark_later
UPDATE takedown_check SET later = 'blocked' WHERE id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";
