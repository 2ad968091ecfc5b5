//! What a later look makes of earlier ones: a name that does not exist and a connection that is refused may be a filter's
//! doing, and were, where the place is there from another vantage point.

use audit::About;
use identity::Actor;
use intake::Case;
use kernel::Id;
use serde_json::json;
use store::{Tx, values};

use crate::Error;
use crate::check::Check;
use crate::said::REREAD;

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

/// Marks those of a case, and has the record of the case say so: what they were taken for at first stays as it was.
pub(crate) async fn mark(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    checks: &[Id<Check>],
) -> Result<(), Error> {
    if checks.is_empty() {
        return Ok(());
    }
    tx.execute(MARK, values![checks]).await?;
    let facts = json!({ "checks": checks, "later": "blocked" });
    let about = About::one("case", case);
    audit::record(tx, actor.who(), REREAD, about, facts).await?;
    Ok(())
}

const MARK: &str = "-- takedown.check.mark_later
UPDATE takedown_check SET later = 'blocked' WHERE id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";
