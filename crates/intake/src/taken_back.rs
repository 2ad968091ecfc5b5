//! Answers that a reporter takes back, or gives otherwise: what was told before is destroyed at the desk.

use kernel::Id;
use store::{DataKey, Tx};

use crate::report::{Entry, Report};
use crate::withdraw::rewrite;
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
    rewrite(tx, report, key, |id, mut content| {
        if id != entry.id {
            for answer in cleared {
                content.clear(answer);
            }
        }
        content
    })
    .await?;
    Ok(())
}
