//! The turns of looks that redirects lead to a host: they stand in one line with the watches there, and nobody waits
//! behind them but whoever came later.

use std::collections::BTreeMap;
use std::time::Duration;

use identity::Actor;
use kernel::{Id, Timestamp};
use store::Tx;

use super::{Host, Lease, hosts, keep, lock};
use crate::Error;
use crate::manners::NotNow;

impl Host {
    /// Whether a look that a redirect leads there may ask it, among the watches that wait: before nobody who was given a
    /// turn, unless it has waited for one itself (`in_turn`).
    pub fn may_be_entered(
        &self,
        now: Timestamp,
        gap: Duration,
        in_turn: bool,
    ) -> Result<(), NotNow> {
        let first = if in_turn { now } else { self.free_at };
        let rested = self.rested(gap).max(self.kept_until).max(first);
        if rested <= now {
            return Ok(());
        }
        // While somebody is at it the end of the lease says nothing of when it will be free.
        if self.in_hand && self.busy_until > now {
            return Err(NotNow::Busy(gap.max(first.since(now))));
        }
        Err(NotNow::Busy(rested.since(now)))
    }
}

/// Takes the turn of a look that a redirect leads to a host, if it may be asked by it: [`Host::may_be_entered`]. Where not,
/// nothing is written.
pub async fn enter(
    tx: &mut Tx,
    actor: &Actor,
    number: i64,
    gap: Duration,
    in_turn: bool,
) -> Result<Result<Id<Lease>, NotNow>, Error> {
    lock(tx).await?;
    let known = hosts(tx, actor, &[number]).await?.remove(&number);
    let mut host = known.unwrap_or_else(|| Host::new(gap));
    let now = tx.now();
    if let Err(not_now) = host.may_be_entered(now, gap, in_turn) {
        return Ok(Err(not_now));
    }
    host.take(now);
    let token: Id<Lease> = tx.new_id();
    keep(tx, actor, &BTreeMap::from([(number, (host, true))]), token).await?;
    Ok(Ok(token))
}

/// When looks that were led to these hosts may come there, in this order, each a pace behind the one before and all behind
/// the turns that were given. A host is named as often as looks were led to it. Nothing is kept of it: whoever does not
/// come then keeps nobody waiting.
pub async fn line_up(
    tx: &mut Tx,
    actor: &Actor,
    gap: Duration,
    numbers: &[i64],
) -> Result<Vec<Timestamp>, Error> {
    let mut lines = hosts(tx, actor, numbers).await?;
    let now = tx.now();
    let turns = numbers.iter().map(|number| {
        let host = lines.entry(*number).or_insert_with(|| Host::new(gap));
        host.give(now, gap)
    });
    Ok(turns.collect())
}
