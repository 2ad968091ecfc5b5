//! Trace: who hosts a location, in which country, and who can remove it.
//!
//! Nothing is asked of anyone about a location before a person has claimed its case, except its name in the
//! DNS, after a random delay, through the configured resolver: a stranger must not be able to make the
//! hotline announce itself. After a claim the registries are asked by RDAP. Every answer is a finding, dated
//! and with its source; the newest trace counts and none is overwritten. Under a [`silence()`] nobody is asked
//! anything.

mod bootstrap;
mod finding;
mod rdap;
mod silence;
mod timeline;
mod work;

use std::time::Duration;

use identity::{Action, Actor};
use kernel::Id;
use location::Location;
use pack::Pack;
use store::Tx;

pub use bootstrap::{Bootstrap, Registries};
pub use finding::{Detail, Finding, Hosting, Network, Trace, findings, hosting};
pub use rdap::{parse_domain, parse_network};
pub use silence::{Silencer, end_silence, is_silenced, silence};
pub use timeline::timeline;
pub use work::{ask_dns, ask_registries};

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// Ask the DNS for a location's name. Holds the location's id.
pub const NAME: jobs::Kind = "trace.name";

/// Ask the DNS and the registries. Holds the location's id.
pub const FULL: jobs::Kind = "trace.full";

/// A full trace was stored. Holds the location's id.
pub const TRACED: jobs::Kind = "trace.traced";

/// Why a trace could not be asked for or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] identity::Denied),
    /// The location could not be opened.
    #[error(transparent)]
    Location(#[from] location::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Has the DNS asked for a location's name, after a random delay within the pack's limits.
pub async fn ask_name(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
    pack: &Pack,
) -> Result<(), Error> {
    actor.may(Action::Trace)?;
    let at = tx.now().after(random_delay(tx, pack));
    jobs::queue_at(tx, NAME, &location, at, Some(&format!("{NAME}:{location}"))).await?;
    Ok(())
}

/// Has the DNS and the registries asked about a location, now or when its silence ends: only once a person has
/// claimed its case.
pub async fn ask(tx: &mut Tx, actor: &Actor, location: Id<Location>) -> Result<(), Error> {
    actor.may(Action::Trace)?;
    // The look before the claim is contained in this one.
    jobs::cancel(tx, &format!("{NAME}:{location}")).await?;
    silence::lock(tx, location).await?;
    if silence::is_silent(tx, location).await? {
        silence::postpone(tx, location).await?;
    } else {
        queue_full(tx, location).await?;
    }
    Ok(())
}

async fn queue_full(tx: &mut Tx, location: Id<Location>) -> store::Result<()> {
    let now = tx.now();
    let key = format!("{FULL}:{location}");
    jobs::queue_at(tx, FULL, &location, now, Some(&key)).await
}

fn random_delay(tx: &Tx, pack: &Pack) -> Duration {
    let (least, most) = pack.name_delay();
    let mut random = [0; 8];
    tx.entropy().fill(&mut random);
    let span = u64::try_from(most.saturating_sub(least).as_micros()).unwrap_or(u64::MAX);
    let random = u64::from_le_bytes(random);
    least + Duration::from_micros(random.checked_rem(span.saturating_add(1)).unwrap_or(0))
}
