//! In what a full trace differs from the one before it: events that others act on. A name that changes its address
//! within its network, or that shows some of many addresses of one holder at a time, has not moved.

use std::collections::BTreeSet;
use std::net::IpAddr;

use identity::{Action, Actor};
use kernel::{Id, Timestamp};
use location::Location;
use store::{FromRow, Row, Tx, values};

use crate::detail::Detail;
use crate::finding::{Finding, Trace};
use crate::{Error, Hosting, Network};

/// What is different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It is at other addresses, and nothing says that these belong to the same holder.
    Address,
    /// It is in another network.
    Network,
    /// It is in another country.
    Country,
    /// Abuse of its network is reported elsewhere.
    Contact,
}

impl Change {
    /// Every change.
    pub const ALL: [Self; 4] = [Self::Address, Self::Network, Self::Country, Self::Contact];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Network => "network",
            Self::Country => "country",
            Self::Contact => "contact",
        }
    }

    /// The change of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.name() == name)
    }
}

/// In what a full trace differed from the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// When that trace was made.
    pub at: Timestamp,
    /// What is different.
    pub kinds: BTreeSet<Change>,
}

impl Changes {
    /// Whether the place moved: it is hosted by another, or in another country.
    pub fn is_move(&self) -> bool {
        self.kinds.contains(&Change::Network) || self.kinds.contains(&Change::Country)
    }
}

/// Stores in what a full trace that was just stored differs from those before it, the newest first: from the newest of
/// them that a registry answered, for what a trace was not told says nothing.
pub(crate) async fn compare(
    tx: &mut Tx,
    location: Id<Location>,
    trace: Id<Trace>,
    before: &[Vec<Finding>],
    found: &[Detail],
) -> Result<(), Error> {
    let has_networks = |trace: &Vec<Finding>| {
        let details = trace.iter().map(|finding| &finding.detail);
        !Hosting::of(Timestamp::default(), details)
            .own_networks()
            .is_empty()
    };
    let answered = before.iter().position(has_networks).unwrap_or_default();
    let Some(before) = Hosting::of_all(before.get(answered..).unwrap_or_default()) else {
        return Ok(());
    };
    let now = tx.now();
    for change in differences(&before, &Hosting::of(now, found)) {
        let row = values![trace, change.name(), location, now];
        tx.execute(INSERT, row).await?;
    }
    Ok(())
}

/// The newest changes of a location, those of one instant together; nothing where it never changed. A trace that shows
/// no change says nothing of those before it: whoever acts on a change may read it after the next trace.
pub async fn newest_changes(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<Option<Changes>, Error> {
    actor.may(Action::ReadTrace)?;
    let rows: Vec<Stored> = tx.all(NEWEST, values![location]).await?;
    let Some(Stored(at, _)) = rows.first() else {
        return Ok(None);
    };
    let kinds = rows.iter().map(|Stored(_, name)| {
        let unreadable = store::Error::Unreadable("trace_change.kind");
        Change::named(name).ok_or(unreadable)
    });
    let kinds = kinds.collect::<store::Result<_>>()?;
    Ok(Some(Changes { at: *at, kinds }))
}

struct Stored(Timestamp, String);

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("at")?, row.get("kind")?))
    }
}

/// In what two traces of one place differ. What either of them did not find says nothing.
pub(crate) fn differences(before: &Hosting, after: &Hosting) -> BTreeSet<Change> {
    let mut changes = BTreeSet::new();
    let (old, new) = (before.own_networks(), after.own_networks());
    let differ = |old: &BTreeSet<String>, new: &BTreeSet<String>| {
        !old.is_empty() && !new.is_empty() && old.is_disjoint(new)
    };
    let addresses =
        |hosting: &Hosting| -> BTreeSet<IpAddr> { hosting.addresses.iter().copied().collect() };
    let (was_at, is_at) = (addresses(before), addresses(after));
    let same_holder = old.iter().any(|old| new.iter().any(|new| is_one(old, new)));
    let is_elsewhere = !was_at.is_empty() && !is_at.is_empty() && was_at.is_disjoint(&is_at);
    if is_elsewhere && !same_holder {
        changes.insert(Change::Address);
    }
    if is_elsewhere && !same_holder && !old.is_empty() && !new.is_empty() {
        changes.insert(Change::Network);
    }
    let each = |networks: &[&Network], read: fn(&Network) -> Option<String>| -> BTreeSet<String> {
        networks
            .iter()
            .filter_map(|network| read(network))
            .collect()
    };
    let country = |network: &Network| network.country.map(String::from);
    // That a table of addresses was built anew moves nothing: its word counts where the addresses are others.
    let by_tables = is_elsewhere && differ(&located(before), &located(after));
    if differ(&each(&old, country), &each(&new, country)) || by_tables {
        changes.insert(Change::Country);
    }
    let abuse = |network: &Network| {
        let abuse = network.abuse.as_ref()?;
        Some(abuse.expose().to_lowercase())
    };
    if differ(&each(&old, abuse), &each(&new, abuse)) {
        changes.insert(Change::Contact);
    }
    changes
}

/// The countries of a place's own addresses, as tables of addresses have them.
fn located(hosting: &Hosting) -> BTreeSet<String> {
    let own = hosting
        .located
        .iter()
        .filter(|one| hosting.is_own(one.address));
    own.filter_map(|one| one.country.map(String::from))
        .collect()
}

/// Whether two networks are one, or of one holder.
fn is_one(one: &Network, other: &Network) -> bool {
    let holder = |network: &Network| {
        let holder = network.holder.as_ref()?;
        Some(holder.expose().to_lowercase())
    };
    let same_system =
        one.autonomous_system.is_some() && one.autonomous_system == other.autonomous_system;
    let same_handle = one.handle.is_some() && one.handle == other.handle;
    let same_holder = holder(one).is_some() && holder(one) == holder(other);
    one.address == other.address || same_system || same_handle || same_holder
}

const INSERT: &str = "-- trace.change.insert
INSERT INTO trace_change (trace_id, kind, location_id, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (trace_id, kind) DO NOTHING";

const NEWEST: &str = "-- trace.change.newest
SELECT DISTINCT at, kind FROM trace_change WHERE location_id = $1
    AND at = (SELECT MAX(at) FROM trace_change WHERE location_id = $1)
ORDER BY kind";

#[cfg(test)]
mod tests;
