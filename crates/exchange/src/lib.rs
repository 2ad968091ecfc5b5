//! Exchange: handing reports over to the partner hotlines of the network, and the tray of mails that arrived and match
//! none of ours.
//!
//! A handover is a task for a person: the report is handed over by hand, and what the partner calls it is
//! recorded. The partner has as long as the pack says, or until it says that it does not act; then [`DEADLINE`] has the
//! provider written to directly, whether or not anybody handed anything over.
//!
//! ```text
//! due → handed over → lapsed
//!  └─────────────────────▲
//! ```

mod api;
mod desk;
mod handover;
mod late;
mod timeline;
mod tray;

use identity::Actor;
use jobs::{Outcome, Run};
use kernel::Id;

pub use desk::{panel, routes};
pub use handover::{
    Cause, Handover, PartnerAnswer, State, answered, hand_over, handovers, lapse, open, record,
    stop,
};
pub use late::{AllLate, Late, late, mailbox_late, tray, tray_late, with_partner_among};
pub use timeline::timeline;

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// The time of a handover may have passed. Holds the handover's id.
pub const LAPSE: jobs::Kind = "exchange.lapse";

/// The time of a partner hotline has passed: the provider is written to directly. Holds the case's id.
pub const DEADLINE: jobs::Kind = "exchange.deadline";

/// Why something could not be done with a handover.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] identity::Denied),
    /// There is no such handover.
    #[error("there is no such handover")]
    NotFound,
    /// It is recorded already, or was changed meanwhile.
    #[error("it has changed meanwhile")]
    Changed,
    /// What was typed is empty or too long.
    #[error("what was typed is empty or too long")]
    Text,
    /// A panel could not be made.
    #[error("the panel could not be made")]
    Unshowable,
    /// The case could not be read.
    #[error(transparent)]
    Intake(#[from] intake::Error),
    /// Who sees what of the case could not be read.
    #[error(transparent)]
    Assessment(#[from] assessment::Error),
    /// A mail that arrived could not be read or sorted.
    #[error(transparent)]
    Dispatch(#[from] dispatch::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Lets a handover lapse whose time passed: the job [`LAPSE`].
#[expect(clippy::unused_async, reason = "a handler of jobs is a future")]
pub async fn handover_deadline(run: Run) -> Outcome {
    let id: Id<Handover> = match run.payload() {
        Ok(id) => id,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            lapse(tx, &Actor::job(&run), id).await?;
            Ok(())
        })
    })
}
