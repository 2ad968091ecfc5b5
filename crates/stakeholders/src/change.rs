//! What follows when it is corrected whose something is: whoever kept a provider asks again.

use kernel::Id;
use store::Tx;

use crate::{Error, Organisation};

/// It was corrected what a provider has. Holds the provider of whose places it is asked again who hosts them, where
/// there was one; whatever waits for somebody to write to looks again.
pub const CHANGED: jobs::Kind = "stakeholders.changed";

pub(crate) async fn queue_changed(
    tx: &mut Tx,
    before: Option<Id<Organisation>>,
) -> Result<(), Error> {
    jobs::queue(tx, CHANGED, &before).await?;
    Ok(())
}
