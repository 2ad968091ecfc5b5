//! Finding the registry to ask: the bootstrap documents of RFC 9224, kept for a day. Where they cannot be had there is a
//! copy in the program: part of what IANA publishes, which is better than not knowing whom to ask.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use egress::Egress;
use ipnet::IpNet;
use kernel::Timestamp;
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

/// How long a bootstrap document is kept: IANA's own advice is a day.
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// How long it takes until it is tried again where a document cannot be had.
const AGAIN: Duration = Duration::from_mins(10);

/// The copies, by the names of the files.
const SHIPPED: [(&str, &str); 4] = [
    ("asn.json", include_str!("../data/asn.json")),
    ("dns.json", include_str!("../data/dns.json")),
    ("ipv4.json", include_str!("../data/ipv4.json")),
    ("ipv6.json", include_str!("../data/ipv6.json")),
];

/// One bootstrap document.
#[derive(Clone, Debug, Deserialize)]
pub struct Bootstrap {
    services: Vec<(Vec<String>, Vec<String>)>,
}

impl Bootstrap {
    /// Reads a document. Nothing when it is none, or names no registry: to believe that would be to ask nobody for a day.
    pub fn parse(document: &[u8]) -> Option<Self> {
        let read: Self = serde_json::from_slice(document).ok()?;
        (!read.services.is_empty()).then_some(read)
    }

    /// The registry of the longest network that holds this address.
    pub fn for_address(&self, address: IpAddr) -> Option<Url> {
        self.longest(|entry| {
            let network: IpNet = entry.parse().ok()?;
            network
                .contains(&address)
                .then(|| usize::from(network.prefix_len()))
        })
    }

    /// The registry of the longest ending of this name, by whole labels.
    pub fn for_domain(&self, domain: &str) -> Option<Url> {
        self.longest(|entry| {
            let entry = entry.trim_end_matches('.').to_ascii_lowercase();
            let rest = domain.strip_suffix(entry.as_str())?;
            (rest.is_empty() || rest.ends_with('.') || entry.is_empty()).then_some(entry.len())
        })
    }

    /// The registry of the smallest range of numbers that has this autonomous system.
    pub fn for_system(&self, number: u32) -> Option<Url> {
        self.longest(|entry| {
            let (first, last) = entry.split_once('-').unwrap_or((entry, entry));
            let first: u32 = first.trim().parse().ok()?;
            let last: u32 = last.trim().parse().ok()?;
            (first..=last)
                .contains(&number)
                .then(|| usize::MAX - usize::try_from(last - first).unwrap_or(usize::MAX))
        })
    }

    fn longest(&self, length: impl Fn(&str) -> Option<usize>) -> Option<Url> {
        self.services
            .iter()
            .flat_map(|(entries, urls)| entries.iter().map(move |entry| (entry, urls)))
            .filter_map(|(entry, urls)| length(entry).map(|length| (length, urls)))
            .max_by_key(|(length, _)| *length)
            .and_then(|(_, urls)| base(urls))
    }
}

/// The address to ask, HTTPS before HTTP as the RFC advises. A base without a slash at its end loses its last
/// part when joined, so it gets one.
fn base(urls: &[String]) -> Option<Url> {
    let mut urls: Vec<&String> = urls.iter().collect();
    urls.sort_by_key(|url| !url.starts_with("https:"));
    urls.into_iter().find_map(|url| {
        let url = if url.ends_with('/') {
            url.clone()
        } else {
            format!("{url}/")
        };
        Url::parse(&url).ok()
    })
}

/// A document that was fetched, and when that was last tried.
#[derive(Debug, Default)]
struct Kept {
    document: Option<(Timestamp, Arc<Bootstrap>)>,
    failed_at: Option<Timestamp>,
}

/// The bootstrap documents that were fetched, for one process.
#[derive(Debug)]
pub(crate) struct Bootstraps {
    kept: std::sync::Mutex<HashMap<&'static str, Kept>>,
    /// Held while a document is fetched: one of each at a time.
    fetching: [Mutex<()>; SHIPPED.len()],
    /// Whether there is the copy in the program to fall back on. Not in a simulated internet, which is not in it.
    with_copy: bool,
}

/// What is known of a document without asking for it.
enum Known {
    /// This, and nobody is asked for another.
    Enough(Option<Arc<Bootstrap>>),
    /// A new one is wanted. This has to do until then.
    Wanted(Option<Arc<Bootstrap>>),
}

impl Bootstraps {
    pub(crate) fn new(with_copy: bool) -> Self {
        Self {
            kept: std::sync::Mutex::default(),
            fetching: Default::default(),
            with_copy,
        }
    }

    /// The document of this name, fetched when there is none younger than a day. An old one is better than the copy,
    /// and the copy is better than none. While one fetches it the others make do with what there is.
    pub(crate) async fn document(
        &self,
        egress: &Egress,
        file: &'static str,
        now: Timestamp,
    ) -> Option<Arc<Bootstrap>> {
        let fallback = match self.known(file, now) {
            Known::Enough(document) => return document,
            Known::Wanted(fallback) => fallback,
        };
        let number = SHIPPED.iter().position(|(name, _)| *name == file)?;
        let fetching = self.fetching.get(number)?;
        let turn = match (fetching.try_lock(), fallback) {
            (Ok(turn), _) => turn,
            (Err(_), Some(document)) => return Some(document),
            (Err(_), None) => fetching.lock().await,
        };
        // It may have come while we waited.
        let fallback = match self.known(file, now) {
            Known::Enough(document) => return document,
            Known::Wanted(fallback) => fallback,
        };
        let fetched = egress.rdap_bootstrap(file).await.ok();
        let fetched = fetched.and_then(|bytes| Bootstrap::parse(&bytes));
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.entry(file).or_default();
        drop(turn);
        if let Some(document) = fetched.map(Arc::new) {
            kept.document = Some((now, Arc::clone(&document)));
            kept.failed_at = None;
            return Some(document);
        }
        kept.failed_at = Some(now);
        fallback
    }

    fn known(&self, file: &'static str, now: Timestamp) -> Known {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.entry(file).or_default();
        let is_new =
            |since: Option<Timestamp>, time| since.is_some_and(|since| now.since(since) < time);
        let fetched_at = kept.document.as_ref().map(|(at, _)| *at);
        let document = kept
            .document
            .as_ref()
            .map(|(_, document)| Arc::clone(document));
        if is_new(fetched_at, KEPT) {
            return Known::Enough(document);
        }
        let fallback = document.or_else(|| self.with_copy.then(|| copy(file))?.map(Arc::new));
        if is_new(kept.failed_at, AGAIN) {
            Known::Enough(fallback)
        } else {
            Known::Wanted(fallback)
        }
    }
}

/// The copy of a document.
fn copy(file: &str) -> Option<Bootstrap> {
    let (_, text) = SHIPPED.iter().find(|(name, _)| *name == file)?;
    Bootstrap::parse(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bootstrap(services: serde_json::Value) -> Bootstrap {
        Bootstrap::parse(
            serde_json::json!({ "services": services })
                .to_string()
                .as_bytes(),
        )
        .unwrap()
    }

    #[test]
    fn the_longest_network_wins_and_https_before_http() {
        let document = bootstrap(serde_json::json!([
            [["192.0.0.0/8"], ["http://wide.test/"]],
            [
                ["192.0.2.0/24"],
                ["http://narrow.test/rdap", "https://narrow.test/rdap"]
            ],
        ]));
        let ask = |address: &str| {
            document
                .for_address(address.parse().unwrap())
                .map(String::from)
        };
        assert_eq!(
            ask("192.0.2.7").as_deref(),
            Some("https://narrow.test/rdap/")
        );
        assert_eq!(ask("192.9.2.7").as_deref(), Some("http://wide.test/"));
        assert_eq!(ask("198.51.100.1"), None);
    }

    #[test]
    fn a_document_that_names_no_registry_is_none() {
        assert!(Bootstrap::parse(br#"{"services": []}"#).is_none());
        assert!(Bootstrap::parse(b"[]").is_none());
    }

    #[test]
    fn a_domain_is_matched_by_whole_labels() {
        let document = bootstrap(serde_json::json!([
            [["kh"], ["https://kh.test/"]],
            [["com.kh"], ["https://com-kh.test/"]],
        ]));
        let ask = |domain: &str| document.for_domain(domain).map(String::from);
        assert_eq!(ask("x.com.kh").as_deref(), Some("https://com-kh.test/"));
        assert_eq!(ask("xcom.kh").as_deref(), Some("https://kh.test/"));
        assert_eq!(ask("x.ykh"), None);
    }

    #[test]
    fn an_autonomous_system_is_in_a_range_or_alone() {
        let document = bootstrap(serde_json::json!([
            [["64496-64511"], ["https://wide.test/"]],
            [["64500", "65536-65551"], ["https://narrow.test/"]],
            [["9-1", "x-y", ""], ["https://odd.test/"]],
        ]));
        let ask = |number| document.for_system(number).map(String::from);
        assert_eq!(ask(64_500).as_deref(), Some("https://narrow.test/"));
        assert_eq!(ask(64_511).as_deref(), Some("https://wide.test/"));
        assert_eq!(ask(65_551).as_deref(), Some("https://narrow.test/"));
        assert_eq!(ask(5), None);
    }

    #[test]
    fn every_copy_reads_well_and_names_registries_by_https() {
        for (file, _) in SHIPPED {
            let copy = copy(file).unwrap();
            for (entries, urls) in &copy.services {
                assert!(!entries.is_empty(), "{file}");
                assert!(
                    urls.iter()
                        .all(|url| url.starts_with("https://") && url.ends_with('/')),
                    "{file}"
                );
            }
            for entry in copy.services.iter().flat_map(|(entries, _)| entries) {
                let reads = match file {
                    "asn.json" => entry.split('-').all(|number| number.parse::<u32>().is_ok()),
                    "dns.json" => entry.bytes().all(|byte| byte.is_ascii_lowercase()),
                    _ => entry
                        .parse::<IpNet>()
                        .is_ok_and(|network| network == network.trunc()),
                };
                assert!(reads, "{file}: {entry}");
            }
        }
    }

    #[test]
    fn no_part_of_the_address_space_has_two_registries_in_the_copy() {
        for file in ["ipv4.json", "ipv6.json"] {
            let copy = copy(file).unwrap();
            let networks: Vec<IpNet> = copy
                .services
                .iter()
                .flat_map(|(entries, _)| entries.iter().map(|entry| entry.parse().unwrap()))
                .collect();
            for (number, one) in networks.iter().enumerate() {
                for other in networks.iter().skip(number + 1) {
                    assert!(
                        !one.contains(other) && !other.contains(one),
                        "{one} and {other}"
                    );
                }
            }
        }
    }

    #[tokio::test]
    async fn a_document_that_cannot_be_had_is_tried_again_in_ten_minutes_and_the_copy_stands_in() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                drop(stream);
            }
        });
        let egress = Egress::new(egress::Config {
            rdap_bootstrap: format!("http://{address}/"),
            demonstration: true,
            ..egress::Config::default()
        })
        .unwrap();
        let now = Timestamp::from_micros(1_767_582_000_000_000);
        let with = Bootstraps::new(true);
        let found = with.document(&egress, "ipv4.json", now).await.unwrap();
        let registry = found.for_address("1.1.1.1".parse().unwrap());
        assert_eq!(
            registry.map(String::from).as_deref(),
            Some("https://rdap.apnic.net/")
        );
        let so_far = asked.load(std::sync::atomic::Ordering::SeqCst);
        assert!(so_far > 0);
        let soon = now.after(Duration::from_secs(599));
        assert!(with.document(&egress, "ipv4.json", soon).await.is_some());
        assert_eq!(asked.load(std::sync::atomic::Ordering::SeqCst), so_far);
        let later = now.after(AGAIN);
        assert!(with.document(&egress, "ipv4.json", later).await.is_some());
        assert!(asked.load(std::sync::atomic::Ordering::SeqCst) > so_far);
        let without = Bootstraps::new(false);
        assert!(without.document(&egress, "ipv4.json", now).await.is_none());
    }
}
