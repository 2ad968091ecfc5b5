//! Answers that a reporter takes back, or gives otherwise: what was told before is destroyed at the desk.

use kernel::Id;
use store::{DataKey, Tx, values};

use crate::report::{ADDITIONS, Entry, REWRITE, Report, StoredAddition, open_addition, seal};
use crate::{Error, contact};

/// Destroys the answers given before that an entry takes back, or replaces by its own.
pub(crate) async fn destroy(
    tx: &mut Tx,
    report: Id<Report>,
    key: &DataKey,
    entry: &Entry,
) -> Result<(), Error> {
    let cleared = &entry.content.cleared;
    if cleared.is_empty() {
        return Ok(());
    }
    if cleared.iter().any(|answer| answer == "contact") {
        contact::destroy(tx, report).await?;
    }
    for row in tx.all::<StoredAddition>(ADDITIONS, values![report]).await? {
        if row.id == entry.id {
            continue;
        }
        let mut kept = open_addition(key, &row)?;
        for answer in cleared {
            kept.content.clear(answer);
        }
        let sealed = seal(tx, key, &row.id, &kept)?;
        tx.execute(REWRITE, values![row.id, sealed]).await?;
    }
    Ok(())
}
