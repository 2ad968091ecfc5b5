//! What the traces of one process share: whom to ask, what was answered, and how often each is asked. It is in memory
//! alone, and of each process that works its own. Who wants to be left alone stands in the store.

use std::path::PathBuf;
use std::sync::Arc;

use kernel::Timestamp;

use crate::address_table::{AddressTables, Located};
use crate::bootstrap::Bootstraps;
use crate::contact::Protocol;
use crate::kept::{Kept, Networks};
use crate::manners::Manners;
use crate::rdap::{DomainAnswer, NetworkAnswer, SystemAnswer};

/// The sources of a trace. Cheap to clone; all clones share what they know.
#[derive(Clone, Debug)]
pub struct Sources(Arc<Shared>);

/// What a registry said, how it was asked, and when it said so.
#[derive(Clone, Debug)]
pub(crate) struct Said<T> {
    pub(crate) answer: T,
    pub(crate) protocol: Protocol,
    pub(crate) at: Timestamp,
    /// The servers that were asked for it, one after another.
    pub(crate) asked: Vec<String>,
    /// Whether everybody answered whom it took. What is not whole is not kept.
    pub(crate) is_whole: bool,
}

impl<T> Said<T> {
    /// What was said at that instant or since.
    pub(crate) fn since(self, since: Timestamp) -> Option<Self> {
        (self.at >= since).then_some(self)
    }
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) bootstraps: Bootstraps,
    pub(crate) manners: Manners,
    pub(crate) networks: Networks<Said<NetworkAnswer>>,
    pub(crate) systems: Kept<u32, Said<SystemAnswer>>,
    pub(crate) domains: Kept<String, Said<DomainAnswer>>,
    /// Which WHOIS server knows what: by top-level domain, or by the block of an address.
    pub(crate) whois_servers: Kept<String, String>,
    pub(crate) tables: AddressTables,
}

impl Default for Sources {
    /// Without tables of addresses, and without the copy of the bootstrap documents: for tests, and a simulated
    /// internet, which is not in that copy.
    fn default() -> Self {
        Self::new(Vec::new(), false)
    }
}

impl Sources {
    /// With these tables of addresses, and with the copy of the bootstrap documents that is in the program, or without.
    pub fn new(address_tables: Vec<PathBuf>, with_copy: bool) -> Self {
        Self(Arc::new(Shared {
            bootstraps: Bootstraps::new(with_copy),
            manners: Manners::default(),
            networks: Networks::default(),
            systems: Kept::default(),
            domains: Kept::default(),
            whois_servers: Kept::default(),
            tables: AddressTables::new(address_tables),
        }))
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.0
    }

    /// What the tables say of addresses. Where a file has changed it is read first, beside the work of others.
    pub(crate) async fn located(
        &self,
        addresses: &[std::net::IpAddr],
        now: Timestamp,
    ) -> Vec<(std::net::IpAddr, Located)> {
        if self.0.tables.is_empty() {
            return Vec::new();
        }
        if self.0.tables.is_stale(now) {
            let shared = Arc::clone(&self.0);
            let reading = tokio::task::spawn_blocking(move || shared.tables.refresh(now));
            if reading.await.is_err() {
                tracing::error!("a table of addresses could not be read");
            }
        }
        let located = |address: &std::net::IpAddr| {
            let address = *address;
            let found = self.0.tables.look_up(address).into_iter();
            found
                .map(move |located| (address, located))
                .collect::<Vec<_>>()
        };
        addresses.iter().flat_map(located).collect()
    }
}
