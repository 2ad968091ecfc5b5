//! Finding the registry to ask: the bootstrap documents of RFC 9224, kept for a day.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use egress::Egress;
use ipnet::IpNet;
use kernel::Timestamp;
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

/// How long a bootstrap document is kept: IANA's own advice is a day.
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// One bootstrap document.
#[derive(Clone, Debug, Deserialize)]
pub struct Bootstrap {
    services: Vec<(Vec<String>, Vec<String>)>,
}

impl Bootstrap {
    /// Reads a document. Nothing when it is none.
    pub fn parse(document: &[u8]) -> Option<Self> {
        serde_json::from_slice(document).ok()
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

/// A document and when it was fetched, by its file's name.
type Kept = HashMap<&'static str, (Timestamp, Arc<Bootstrap>)>;

/// The bootstrap documents that were fetched, for one process.
#[derive(Clone, Debug, Default)]
pub struct Registries(Arc<Mutex<Kept>>);

impl Registries {
    /// The document of this name, fetched when there is none younger than a day. An old one is better than
    /// none.
    pub async fn document(
        &self,
        egress: &Egress,
        file: &'static str,
        now: Timestamp,
    ) -> Option<Arc<Bootstrap>> {
        let mut kept = self.0.lock().await;
        let old = kept.get(file).cloned();
        if let Some((fetched_at, document)) = &old
            && now.since(*fetched_at) < KEPT
        {
            return Some(Arc::clone(document));
        }
        let fetched = egress.rdap_bootstrap(file).await.ok();
        if let Some(document) = fetched.and_then(|bytes| Bootstrap::parse(&bytes)) {
            let document = Arc::new(document);
            kept.insert(file, (now, Arc::clone(&document)));
            return Some(document);
        }
        old.map(|(_, document)| document)
    }
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
}
