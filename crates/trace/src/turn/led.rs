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

/// Gives looks that were led to these hosts their turns there, in this order, behind those that were given before. A host
/// is named as often as looks were led to it.
pub async fn line_up(
    tx: &mut Tx,
    actor: &Actor,
    gap: Duration,
    numbers: &[i64],
) -> Result<Vec<Timestamp>, Error> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    lock(tx).await?;
    let known = hosts(tx, actor, numbers).await?;
    let now = tx.now();
    let mut lines = BTreeMap::new();
    let mut turns = Vec::with_capacity(numbers.len());
    for number in numbers {
        let (host, _) = lines.entry(*number).or_insert_with(|| {
            let known = known.get(number).copied();
            (known.unwrap_or_else(|| Host::new(gap)), false)
        });
        turns.push(host.give(now, gap));
    }
    let token = tx.new_id();
    keep(tx, actor, &lines, token).await?;
    Ok(turns)
}
