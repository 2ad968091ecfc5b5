//! Traces through the real queue, against real servers of a simulated internet, on both databases.

#![cfg(test)]

mod before_claim;
mod documents;
mod odd;
mod record;
mod registries;
mod tables;
mod whois;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use egress::Egress;
use identity::{Actor, Role};
use jobs::{Registry, Worker};
use kernel::{Id, SystemEntropy};
use location::Location;
use pack::UrlRules;
use smallnet::{SmallNet, What};
use store::Db;
use store::testing::TestDb;
use trace::{Detail, Finding, Sources};

/// A store, an internet, and what traces share.
struct World {
    db: Db,
    net: SmallNet,
    egress: Egress,
    sources: Sources,
}

impl World {
    async fn new(test: &TestDb) -> Self {
        Self::with_tables(test, Vec::new()).await
    }

    async fn with_tables(test: &TestDb, tables: Vec<PathBuf>) -> Self {
        let net = SmallNet::with_demo_sites().await.unwrap();
        let egress = Egress::new(egress::Config {
            resolver: Some(net.dns()),
            rdap_bootstrap: net.rdap_bootstrap(),
            whois: Some(net.whois().to_string()),
            demonstration: true,
            timeout: Duration::from_secs(5),
            ..egress::Config::default()
        })
        .unwrap();
        Self {
            db: test.desk.clone(),
            net,
            egress,
            sources: Sources::new(tables, false),
        }
    }

    /// A location on this host.
    async fn location(&self, host: &str, path: &str) -> Id<Location> {
        let place =
            location::recognise(&format!("http://{host}{path}"), &UrlRules::default()).unwrap();
        let mut tx = self.db.write().await.unwrap();
        let location = location::find_or_make(&mut tx, &job(), &place).await;
        tx.commit().await.unwrap();
        location.unwrap()
    }

    /// Queues the look before a claim, as it comes after its random delay.
    async fn ask_name(&self, location: Id<Location>) {
        let mut tx = self.db.write().await.unwrap();
        jobs::queue(&mut tx, trace::NAME, &location).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Queues a full trace.
    async fn ask(&self, location: Id<Location>) {
        let mut tx = self.db.write().await.unwrap();
        trace::ask(&mut tx, &job(), location).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Runs every job that is due. How many runs there were.
    async fn work(&self) -> usize {
        let mut registry = Registry::default();
        let (db, egress, _) = self.parts();
        registry.bind(trace::NAME, move |run| {
            let (db, egress) = (db.clone(), egress.clone());
            async move { trace::ask_dns(&db, &egress, run).await }
        });
        let (db, egress, sources) = self.parts();
        let pack = pack::load(&pack::Source::Shipped("demo".to_owned()), true).unwrap();
        let pack = Arc::new(pack);
        registry.bind(trace::FULL, move |run| {
            let (db, egress, sources) = (db.clone(), egress.clone(), sources.clone());
            let pack = Arc::clone(&pack);
            async move { trace::ask_registries(&db, &egress, &sources, &pack, run).await }
        });
        registry.bind(trace::FOLLOW, |_| async { jobs::Outcome::nothing() });
        registry.bind(trace::TRACED, |_| async { jobs::Outcome::nothing() });
        let worker = Worker::new(self.db.clone(), registry, 4, Duration::from_millis(10));
        worker.run_due().await.unwrap()
    }

    fn parts(&self) -> (Db, Egress, Sources) {
        (self.db.clone(), self.egress.clone(), self.sources.clone())
    }

    /// A full trace of a location, as its findings.
    async fn traced(&self, host: &str) -> Vec<Finding> {
        let location = self.location(host, "/p/17").await;
        self.ask(location).await;
        self.work().await;
        self.findings(location).await
    }

    /// The findings of the newest trace.
    async fn findings(&self, location: Id<Location>) -> Vec<Finding> {
        let mut found = self.all_findings(location).await;
        let newest = found.first().map(|finding| finding.trace);
        found.retain(|finding| Some(finding.trace) == newest);
        found
    }

    async fn all_findings(&self, location: Id<Location>) -> Vec<Finding> {
        let mut tx = self.db.read().await.unwrap();
        trace::findings(&mut tx, &analyst(), location)
            .await
            .unwrap()
    }

    /// The paths that the registry was asked for since the small internet was there, without the bootstrap.
    fn asked_of_registry(&self) -> Vec<String> {
        let asked = self.net.asked().into_iter();
        asked
            .filter_map(|asked| match asked.what {
                // The bootstrap documents stand at the root.
                What::Rdap(path) if path.matches('/').count() > 1 => Some(path),
                _ => None,
            })
            .collect()
    }

    /// The names that the DNS was asked for, as `A name`.
    fn asked_of_dns(&self) -> Vec<String> {
        let asked = self.net.asked().into_iter();
        let mut asked: Vec<String> = asked
            .filter_map(|asked| match asked.what {
                What::Dns { name, kind } => Some(format!("{kind} {name}")),
                _ => None,
            })
            .collect();
        asked.sort();
        asked
    }

    fn asked_by_whois(&self) -> Vec<String> {
        let asked = self.net.asked().into_iter();
        asked
            .filter_map(|asked| match asked.what {
                What::Whois(question) => Some(question),
                _ => None,
            })
            .collect()
    }
}

fn job() -> Actor {
    Actor::test_job(Id::random(&SystemEntropy))
}

fn analyst() -> Actor {
    Actor::test_staff(Id::random(&SystemEntropy), &[Role::Analyst])
}

/// What the DNS came to.
fn outcome(findings: &[Finding]) -> &str {
    findings
        .iter()
        .find_map(|finding| match &finding.detail {
            Detail::Names { outcome, .. } => Some(outcome.as_str()),
            _ => None,
        })
        .unwrap()
}

/// The sources of findings, in alphabetical order.
fn sources(findings: &[Finding]) -> Vec<&str> {
    let mut sources: Vec<&str> = findings
        .iter()
        .map(|finding| finding.source.as_str())
        .collect();
    sources.sort_unstable();
    sources
}

/// Whether each registry answered, by source.
fn answered(findings: &[Finding]) -> Vec<(&str, bool)> {
    let mut answered: Vec<(&str, bool)> = findings
        .iter()
        .filter_map(|finding| match finding.detail {
            Detail::Network { answered, .. }
            | Detail::System { answered, .. }
            | Detail::Domain { answered, .. } => Some((finding.source.as_str(), answered)),
            _ => None,
        })
        .collect();
    answered.sort_unstable();
    answered
}
