//! Trace: who hosts a location, in which country, and who can remove it.
//!
//! Nothing is asked of anyone about a location before a person has claimed its case, except its name in the
//! DNS, after a random delay, through the configured resolver, and a few times an hour for each domain: a stranger
//! must not be able to make the hotline announce itself. After a claim the registries are asked: by RDAP where there
//! is some, else by WHOIS. Every answer is a finding, dated and with its source; the newest trace counts and none is
//! overwritten. Under a [`silence()`] nobody is asked anything.
//!
//! What may be answered from memory: the look before a claim may have what the DNS said a moment ago (its time to live,
//! five minutes at most); a full trace asks the DNS afresh, so that it sees what moved. What registries said of a
//! network, a domain or an autonomous system is used for a day, with the date on which they said it. None of it is ever
//! on a disk in clear.

mod address_table;
mod answer;
mod api;
mod ask;
mod bootstrap;
mod card;
mod change;
mod commitment;
mod contact;
mod desk;
mod detail;
mod dns;
mod evidence;
mod finding;
mod gather;
mod hosting;
mod kept;
mod known;
mod manners;
mod proxy;
mod quiet;
mod rdap;
mod record;
mod redirect;
mod rest;
mod rule;
mod silence;
mod sources;
mod standing;
mod standings;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod timeline;
pub mod turn;
mod visit;
mod whois;
mod work;

use std::time::Duration;

use identity::{Action, Actor};
use kernel::Id;
use location::Location;
use pack::Pack;
use store::Tx;

pub use address_table::{TableError, check_table};
pub use answer::{NewAnswer, WrongAnswer, take_answer};
pub use bootstrap::Bootstrap;
pub use change::{Change, Changes, newest_changes};
pub use commitment::verify_traces;
pub use contact::{AbuseContact, FoundIn, Protocol, Subject};
pub use desk::routes;
pub use detail::{Detail, Lack, Named};
pub use evidence::{MOST as MOST_EVIDENCE, Traced, evidence};
pub use finding::{Finding, Trace, findings};
pub use hosting::{Hosting, Located, Network, Unsaid, hosting};
pub use known::addresses_of;
pub use manners::NotNow;
pub use rdap::{
    DomainAnswer, NetworkAnswer, SystemAnswer, parse_domain, parse_network, parse_system,
};
pub use redirect::{Elsewhere, follow, follow_all, follow_redirects, leads_elsewhere};
pub use rule::{
    Ended, Key, NewRule, Rule, Says, Whom, Wrong, add_rule, apply_rule, end_rule, rule, rules,
};
pub use silence::{Silencer, end_silence, is_silenced, is_silenced_at, silence, silenced_among};
pub use sources::Sources;
pub use standing::{Host, RealHost, Standing, Told, standing};
pub use standings::{standings, traced_at};
pub use timeline::timeline;
pub use visit::{Unasked, Visit};
pub use whois::{WhoisAnswer, parse_whois};
pub use work::{ask_dns, ask_registries};

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

/// Ask the DNS for a location's name. Holds the location's id.
pub const NAME: jobs::Kind = "trace.name";

/// Ask the DNS and the registries. Holds the location's id, and from when on what was said counts, where somebody wants
/// all of it asked afresh.
pub const FULL: jobs::Kind = "trace.full";

/// A full trace was stored. Holds the location's id.
pub const TRACED: jobs::Kind = "trace.traced";

/// Follow where a location redirects to, by HEAD. Holds the location's id.
pub const FOLLOW: jobs::Kind = "trace.follow";

/// A rule of the hotline was added or ended: tell the next places that it speaks of. Holds the rule's id and where it
/// goes on; queues itself.
pub const APPLY_RULE: jobs::Kind = "trace.apply_rule";

/// Why a trace could not be asked for or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] identity::Denied),
    /// There is no such rule.
    #[error("there is no such rule")]
    NotFound,
    /// It was changed meanwhile.
    #[error("it has changed meanwhile")]
    Changed,
    /// What was typed is no rule.
    #[error("what was typed is no rule")]
    Rule(Wrong),
    /// What was typed is no answer.
    #[error("what was typed is no answer")]
    Answer(WrongAnswer),
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

/// The same, with everything asked afresh: what was said before this moment is not taken from memory. Under a silence it
/// is asked when that ends.
pub async fn ask_afresh(tx: &mut Tx, actor: &Actor, location: Id<Location>) -> Result<(), Error> {
    actor.may(Action::Trace)?;
    silence::lock(tx, location).await?;
    if silence::is_silent(tx, location).await? {
        silence::postpone(tx, location).await?;
        return Ok(());
    }
    let since = tx.now();
    // Under a key of its own: a trace that is being made may go by what is in memory.
    let key = format!("{FULL}:afresh:{location}");
    let wanted = work::Wanted::Afresh { location, since };
    Ok(jobs::queue_at(tx, FULL, &wanted, since, Some(&key)).await?)
}

async fn queue_full(tx: &mut Tx, location: Id<Location>) -> store::Result<()> {
    let now = tx.now();
    let key = format!("{FULL}:{location}");
    jobs::queue_at(tx, FULL, &location, now, Some(&key)).await
}

/// Has the registries asked about an address that was just told, under a key of its own: a trace that is being made
/// does not know of it. Whether they are asked now; under a silence they are when it ends.
async fn ask_of_told(tx: &mut Tx, location: Id<Location>) -> store::Result<bool> {
    silence::lock(tx, location).await?;
    if silence::is_silent(tx, location).await? {
        silence::postpone(tx, location).await?;
        return Ok(false);
    }
    let now = tx.now();
    let key = format!("{FULL}:told:{location}");
    jobs::queue_at(tx, FULL, &location, now, Some(&key)).await?;
    Ok(true)
}

/// So long what a report has done waits, at random within the pack's limits: whoever reported is not to see by the
/// time that it was the cause.
pub fn random_delay(tx: &Tx, pack: &Pack) -> Duration {
    let (least, most) = pack.name_delay();
    let mut random = [0; 8];
    tx.entropy().fill(&mut random);
    let span = u64::try_from(most.saturating_sub(least).as_micros()).unwrap_or(u64::MAX);
    let random = u64::from_le_bytes(random);
    least + Duration::from_micros(random.checked_rem(span.saturating_add(1)).unwrap_or(0))
}
