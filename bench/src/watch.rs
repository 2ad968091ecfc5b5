//! The watch against a small internet in a process of its own: 5,000 hosts of which a few have most of the places,
//! half of them over TLS, each asked with the pack's distance between. Each look is the product's own, with all that the
//! pack has it ask further. What is counted are checks that are committed, and the requests beside. First every look is the first at its place, which is weighed with all that is known; then what was
//! found is looked at again, and is as it was.
//!
//! The floor is a bare client: the same requests in the same order, over kept connections, without names to
//! resolve, distance, evidence or store, in the same run. Then the schedule alone: a day's watches that come due
//! within an hour, by a clock that goes faster, with looks that cost nothing.

mod fill;
mod floor;
mod hosts;
mod late;

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use anyhow::{Context, ensure};
use egress::Egress;
use identity::Actor;
use jobs::{Outcome, Registry, Stop, Worker};
use kernel::{Clock, SystemClock, SystemEntropy};
use pack::Pack;
use serde_json::{Value, json};
use store::{Config, Db, Kind, migrate, values};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::ground::Ground;
use crate::machine;
use hosts::Internet;

/// What has to be reached.
const GOAL: f64 = 2_000.0;
/// What the process may take, in MiB.
const MEMORY: u64 = 200;
/// Before anything is counted, so that connections and caches are as they stay.
const WARM: Duration = Duration::from_secs(3);
/// The job in whose name is looked.
const LOOK: jobs::Kind = "bench.look";

/// What is measured.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// As for `intake`.
    #[arg(long)]
    postgres: Option<String>,
    /// Watched places whose hosts are asked: with fewer the hosts' distances say how many looks there can be, and not the
    /// product.
    #[arg(long, default_value_t = 200_000)]
    places: u32,
    /// Watched places of the schedule.
    #[arg(long, default_value_t = 100_000)]
    due: u32,
    /// Hosts of the small internet.
    #[arg(long, default_value_t = 5_000)]
    hosts: u32,
    /// Seconds of each measurement.
    #[arg(long, default_value_t = 15)]
    seconds: u64,
    /// How much faster than the machine's the clock of the schedule goes. What the machine takes for a look counts for so
    /// many times as long.
    #[arg(long, default_value_t = 10)]
    speed: u32,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let mut ground = Ground::new(arguments.postgres.clone())?;
    let measured = measure(&mut ground, &arguments).await;
    ground.drop_databases().await?;
    Ok(machine::say(&measured?.to_string())?)
}

async fn measure(ground: &mut Ground, arguments: &Arguments) -> anyhow::Result<Value> {
    let (small, internet) = start(arguments.hosts).await?;
    let net = small.id();
    let pack = pack()?;
    let egress = internet.egress(ground.folder.path())?;
    let (db, address) = open(ground, "watch", Arc::new(SystemClock)).await?;
    let places = fill::fill(&db, arguments.places, |number| internet.url(number)).await?;
    ground.tidy(&address).await?;
    let actor = actor(&db).await?;
    let seconds = Duration::from_secs(arguments.seconds);

    let resting = machine::resident();
    let first = pass(&db, &actor, &pack, &egress, seconds, net).await?;
    // As many as are looked at again, so that none of these runs out of places.
    while count(&db).await? < i64::from(arguments.places).min(KNOWN) {
        pass(&db, &actor, &pack, &egress, seconds, net).await?;
    }
    let mut tx = db.write().await?;
    // Hosts that nobody asks are forgotten within the hour.
    tx.execute(FORGET, values![]).await?;
    let again = tx.execute(AGAIN, values![tx.now()]).await?;
    tx.commit().await?;
    ground.tidy(&address).await?;
    let unchanged = pass(&db, &actor, &pack, &egress, seconds, net).await?;
    let memory = first.peak.max(unchanged.peak);
    let (verdicts, fast): (i64, i64) = {
        let mut tx = db.read().await?;
        let (all,): (i64,) = tx
            .one("SELECT COUNT(*) AS value FROM takedown_check", values![])
            .await?;
        let (up,): (i64,) = tx
            .one(
                "SELECT COUNT(*) AS value FROM takedown_check WHERE verdict = 'up'",
                values![],
            )
            .await?;
        (all, up)
    };
    ensure!(
        verdicts == fast,
        "every place is up: {verdicts} checks, {fast} of them up"
    );
    let order = fill::order(&db, &places).await?;
    let record = audit_holds(&db).await?;
    db.close().await;
    let floor = floor::run(&internet, &order, seconds).await?;
    let late = late::run(ground, arguments, &pack).await?;
    // The first look at a place takes two requests, a second one for what is not there.
    let slower = first.requests.min(unchanged.a_second);
    Ok(json!({
        "bench": "watch",
        "database": ground.database(),
        "unit": "checks a second that are committed, two watchers, small internet on the same machine",
        "places": arguments.places,
        "hosts": arguments.hosts,
        "first_looks": first.a_second.round(),
        "unchanged": unchanged.a_second.round(),
        "requests_a_second": {
            "first_looks": first.requests.round(),
            "unchanged": unchanged.requests.round(),
        },
        "cores": std::thread::available_parallelism().ok().map(std::num::NonZero::get),
        "cores_used": {
            "first_looks": first.cores(|pass| pass.own),
            "unchanged": unchanged.cores(|pass| pass.own),
            "first_looks_of_the_internet": first.cores(|pass| pass.internet),
            "unchanged_of_the_internet": unchanged.cores(|pass| pass.internet),
        },
        "processor_ms_a_check": {
            "first_looks": first.own,
            "unchanged": unchanged.own,
            "first_looks_of_the_internet": first.internet,
            "unchanged_of_the_internet": unchanged.internet,
        },
        "looked_at_again": again,
        "goal": GOAL,
        "reached": slower >= GOAL,
        "floor": floor.round(),
        "ratio_first": hundredths(first.a_second / floor),
        "ratio_unchanged": hundredths(unchanged.a_second / floor),
        "ratio_first_in_requests": hundredths(first.requests / floor),
        "rss_mb_before_looking": resting,
        "peak_rss_mb_while_looking": memory,
        "memory_within": memory.is_some_and(|memory| memory < MEMORY),
        "record_holds": record,
        "schedule": late,
    }))
}

/// What a pass came to.
struct Pass {
    /// Checks that were committed.
    a_second: f64,
    /// Milliseconds of a processor for each: of the product, and of the small internet.
    own: Option<f64>,
    internet: Option<f64>,
    /// Requests that were put meanwhile.
    requests: f64,
    /// The most memory that the process took while it looked, in MiB.
    peak: Option<u64>,
}

impl Pass {
    /// How many processors were at work all the time.
    fn cores(&self, a_check: impl Fn(&Self) -> Option<f64>) -> Option<f64> {
        Some(hundredths(a_check(self)? * self.a_second / 1_000.0))
    }
}

/// Places whose looks are known before they are looked at again.
const KNOWN: i64 = 50_000;

/// Checks that were committed, with as many watchers as the product has.
async fn pass(
    db: &Db,
    actor: &Actor,
    pack: &Arc<Pack>,
    egress: &Egress,
    seconds: Duration,
    net: Option<u32>,
) -> anyhow::Result<Pass> {
    let mut watchers = tokio::task::JoinSet::new();
    let requests = Arc::new(AtomicU32::new(0));
    machine::forget_peak();
    for _ in 0..takedown::WATCHERS {
        let (db, actor, pack, egress) =
            (db.clone(), actor.clone(), Arc::clone(pack), egress.clone());
        let requests = Arc::clone(&requests);
        watchers.spawn(async move {
            loop {
                let look = |aim: takedown::Aim| {
                    let (db, actor, pack, egress) =
                        (db.clone(), actor.clone(), Arc::clone(&pack), egress.clone());
                    let requests = Arc::clone(&requests);
                    async move {
                        let looked =
                            takedown::look_as_the_watch(&db, &actor, &egress, &pack, &aim).await;
                        let count = u32::try_from(looked.requests()).unwrap_or(u32::MAX);
                        requests.fetch_add(count, Relaxed);
                        looked
                    }
                };
                let works = |vantage: String| {
                    let egress = egress.clone();
                    async move { egress.probe(&vantage).await }
                };
                let vantages = egress.vantages();
                takedown::sit(&db, &actor, &pack, vantages, look, works, &Stop::never())
                    .await
                    .ok();
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
    }
    tokio::time::sleep(WARM).await;
    let used = || {
        let of_net = net.and_then(|net| machine::processor_of(&net.to_string()));
        [machine::processor(), of_net]
    };
    let (before, used_before, began) = (count(db).await?, used(), Instant::now());
    let asked_before = requests.load(Relaxed);
    tokio::time::sleep(seconds).await;
    let (after, used_after, took) = (count(db).await?, used(), began.elapsed());
    let asked = requests.load(Relaxed) - asked_before;
    // Before anything is hung up on.
    let peak = machine::peak();
    watchers.shutdown().await;
    egress.rest();
    let checks = f64::from(u32::try_from(after - before)?);
    let [own, internet] = [0, 1].map(|which| {
        let (before, after) = (used_before.get(which)?, used_after.get(which)?);
        let used = u32::try_from((*after)?.saturating_sub((*before)?)).ok()?;
        Some(hundredths(f64::from(used) * 10.0 / checks))
    });
    Ok(Pass {
        a_second: checks / took.as_secs_f64(),
        own,
        internet,
        requests: f64::from(asked) / took.as_secs_f64(),
        peak,
    })
}

async fn count(db: &Db) -> anyhow::Result<i64> {
    let mut tx = db.read().await?;
    let (count,) = tx
        .one("SELECT COUNT(*) AS value FROM takedown_check", values![])
        .await?;
    Ok(count)
}

async fn audit_holds(db: &Db) -> anyhow::Result<bool> {
    while audit::sequence(db).await? > 0 {}
    let verified = audit::verify(db, None).await;
    Ok(verified.is_ok_and(|verified| verified.waiting == 0))
}

/// A store of this name, migrated.
async fn open(
    ground: &mut Ground,
    name: &str,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<(Db, String)> {
    let address = ground.new_address(name).await?;
    let keyring = Some(Arc::clone(&ground.desk));
    let entropy = Arc::new(SystemEntropy);
    let db = Db::open(Kind::Desk, &Config::at(&address), clock, entropy, keyring).await?;
    migrate::migrate(&db).await?;
    Ok((db, address))
}

pub(crate) fn pack() -> anyhow::Result<Arc<Pack>> {
    let source = pack::Source::Shipped("kh".to_owned());
    let mut pack = pack::load(&source, false)
        .map_err(|faults| anyhow::anyhow!("the pack has {} faults", faults.len()))?;
    pack.watch.legal_authority = Some("A bench on simulated servers".to_owned());
    Ok(Arc::new(pack))
}

/// Whoever looks: a job may.
pub(crate) async fn actor(db: &Db) -> anyhow::Result<Actor> {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let mut registry = Registry::default();
    registry.bind(LOOK, move |run| {
        sender.send(Actor::job(&run)).ok();
        async { Outcome::nothing() }
    });
    let mut tx = db.write().await?;
    jobs::queue(&mut tx, LOOK, &()).await?;
    tx.commit().await?;
    let pause = Duration::from_millis(10);
    Worker::new(db.clone(), registry, 1, pause)
        .run_due()
        .await?;
    receiver.recv().await.context("the job ran")
}

/// The small internet in a process of its own: it ends with this one.
async fn start(hosts: u32) -> anyhow::Result<(Child, Internet)> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["small-net", "--hosts", &hosts.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let out = child.stdout.take().context("its output")?;
    let line = BufReader::new(out).lines().next_line().await?;
    let internet = serde_json::from_str(&line.context("where it is")?)?;
    Ok((child, internet))
}

/// The authority of the simulated sites, as a file.
fn authority(folder: &Path, pem: &str) -> anyhow::Result<std::path::PathBuf> {
    let file = folder.join("authority.pem");
    std::fs::write(&file, pem)?;
    Ok(file)
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

pub(crate) use hosts::{Arguments as NetArguments, serve};

/// What was looked at is due again; what was not, in a year.
const FORGET: &str = "DELETE FROM trace_host";

const AGAIN: &str = "UPDATE takedown_watch SET in_line_since = NULL, token = NULL,
    next_at = CASE WHEN same IS NULL THEN $1 + 31536000000000 ELSE $1 END,
    ready_at = CASE WHEN same IS NULL THEN $1 + 31536000000000 ELSE $1 END";
