//! Full traces through the real queue, registries known, the DNS asked afresh for each. The floors are measured in the
//! same run with as many at a time: the bare questions of the DNS, bare questions of a registry, and jobs that do
//! nothing. What a stored trace causes further (contacts proposed, routes) is not in it: that job does nothing here.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use anyhow::{Context, ensure};
use egress::Egress;
use identity::Actor;
use jobs::{Kind, Outcome, Registry, Worker};
use kernel::{Id, Sensitive, SystemClock, SystemEntropy};
use location::Location;
use pack::{Pack, UrlRules};
use serde_json::{Value, json};
use store::{Config, Db, Kind as Store, migrate};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep};
use trace::Sources;

use crate::ground::Ground;
use crate::internet::{NETWORKS, address, host};
use crate::machine;

/// As the configuration has it where nothing is said.
const WIDTH: usize = 16;
const PAUSE: Duration = Duration::from_millis(500);
/// What is wanted: full traces a second.
const WANTED: f64 = 300.0;
/// Questions of a registry that are measured.
const QUESTIONS: u32 = 1_000;
/// The job in whose name places are made, and one that does nothing.
const MAKE: Kind = "bench.make";
const NOTHING: Kind = "bench.nothing";

pub(crate) async fn run(postgres: Option<String>, places: u32) -> anyhow::Result<()> {
    let mut ground = Ground::new(postgres)?;
    let measured = measure(&mut ground, places).await;
    ground.drop_databases().await?;
    Ok(machine::say(&measured?.to_string())?)
}

async fn measure(ground: &mut Ground, places: u32) -> anyhow::Result<Value> {
    ensure!(places > NETWORKS, "more than {NETWORKS} places");
    let (internet, egress, registry) = internet(places).await?;
    let address = ground.new_address("trace").await?;
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let keyring = Some(Arc::clone(&ground.desk));
    let db = Db::open(Store::Desk, &Config::at(&address), clock, entropy, keyring).await?;
    migrate::migrate(&db).await?;
    let locations = make(&db, places).await?;
    ground.tidy(&address).await?;
    let sources = Sources::default();

    // One place of each network and domain, so that the registries are known.
    let (known, more) = locations.split_at(usize::try_from(NETWORKS)?);
    let work = Work {
        db: db.clone(),
        egress: egress.clone(),
        sources,
        pack: crate::watch::pack()?,
    };
    work.trace(known).await?;
    let used = machine::processor();
    let seconds = work.trace(more).await?;
    let used = machine::processor().zip(used).map(|(now, then)| now - then);
    let traces = float(more.len());

    let dns = questions(&egress, places, Asked::Dns).await?;
    let rdap = questions(&egress, QUESTIONS, Asked::Registry(registry)).await?;
    let nothing = work.nothing(more.len()).await?;
    db.close().await;
    drop(internet);

    let a_second = traces / seconds;
    Ok(json!({
        "bench": "trace",
        "database": ground.database(),
        "unit": "full traces a second through the queue, registries known",
        "places": more.len(),
        "at_once": WIDTH,
        "traces_a_second": tenths(a_second),
        "wanted": WANTED,
        "within": a_second >= WANTED,
        "floor_dns_a_second": tenths(dns),
        "floor_rdap_questions_a_second": tenths(rdap),
        "floor_empty_jobs_a_second": tenths(nothing),
        "ratio_to_dns": hundredths(a_second / dns),
        "ratio_to_rdap_questions": hundredths(a_second / rdap),
        "ratio_to_empty_jobs": hundredths(a_second / nothing),
        "processor_ms_a_trace": used.map(|used| hundredths(ticks_ms(used) / traces)),
        "rss_mb": machine::resident(),
    }))
}

/// The internet, the door to it, and the URL of its registry.
async fn internet(places: u32) -> anyhow::Result<(Child, Egress, String)> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["internet", "--places", &places.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let out = child.stdout.take().context("the internet's output")?;
    let line = BufReader::new(out).lines().next_line().await?;
    let line = line.context("where the internet is")?;
    let (dns, registry) = line.split_once(' ').context("two addresses")?;
    let egress = Egress::new(egress::Config {
        resolver: Some(dns.parse()?),
        rdap_bootstrap: registry.to_owned(),
        whois: None,
        demonstration: true,
        ..egress::Config::default()
    })?;
    Ok((child, egress, registry.to_owned()))
}

/// Makes a location for each place.
async fn make(db: &Db, places: u32) -> anyhow::Result<Vec<Id<Location>>> {
    let actor = actor(db).await?;
    let mut locations = Vec::new();
    let mut tx = db.write().await?;
    for number in 0..places {
        let place = location::recognise(
            &format!("http://{}/p/17", host(number)),
            &UrlRules::default(),
        )
        .map_err(|_| anyhow::anyhow!("a place is no place"))?;
        locations.push(location::find_or_make(&mut tx, &actor, &place).await?);
    }
    tx.commit().await?;
    Ok(locations)
}

/// Whoever makes the locations: a job may.
async fn actor(db: &Db) -> anyhow::Result<Actor> {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let mut registry = Registry::default();
    registry.bind(MAKE, move |run| {
        sender.send(Actor::job(&run)).ok();
        async { Outcome::nothing() }
    });
    let mut tx = db.write().await?;
    jobs::queue(&mut tx, MAKE, &()).await?;
    tx.commit().await?;
    let worker = Worker::new(db.clone(), registry, 1, PAUSE);
    worker.run_due().await?;
    receiver.recv().await.context("the job ran")
}

/// What the jobs work with.
#[derive(Clone)]
struct Work {
    db: Db,
    egress: Egress,
    sources: Sources,
    pack: Arc<Pack>,
}

impl Work {
    /// Queues full traces of all, then lets a worker do them. How many seconds it was at work.
    async fn trace(&self, locations: &[Id<Location>]) -> anyhow::Result<f64> {
        let mut tx = self.db.write().await?;
        for location in locations {
            jobs::queue(&mut tx, trace::FULL, location).await?;
        }
        tx.commit().await?;
        let mut registry = Registry::default();
        let work = self.clone();
        registry.bind(trace::FULL, move |run| {
            let work = work.clone();
            async move {
                trace::ask_registries(&work.db, &work.egress, &work.sources, &work.pack, run).await
            }
        });
        self.run(registry, trace::TRACED, locations.len()).await
    }

    /// The same with jobs that do nothing.
    async fn nothing(&self, count: usize) -> anyhow::Result<f64> {
        let mut tx = self.db.write().await?;
        for number in 0..count {
            jobs::queue(&mut tx, NOTHING, &number).await?;
        }
        tx.commit().await?;
        let seconds = self.run(Registry::default(), NOTHING, count).await?;
        Ok(float(count) / seconds)
    }

    /// Runs a worker until so many jobs of the kind that ends it were run.
    async fn run(&self, mut registry: Registry, ends: Kind, count: usize) -> anyhow::Result<f64> {
        let done = Arc::new(AtomicU32::new(0));
        let counting = Arc::clone(&done);
        registry.bind(ends, move |_| {
            counting.fetch_add(1, Relaxed);
            async { Outcome::nothing() }
        });
        let (stop, stopped) = watch::channel(());
        let began = Instant::now();
        let worker = Worker::new(self.db.clone(), registry, WIDTH, PAUSE);
        let working = tokio::spawn(worker.run(stopped));
        while usize::try_from(done.load(Relaxed))? < count {
            ensure!(
                began.elapsed() < Duration::from_mins(10),
                "the jobs do not end"
            );
            sleep(Duration::from_millis(5)).await;
        }
        let seconds = began.elapsed().as_secs_f64();
        stop.send(()).ok();
        working.await?;
        Ok(seconds)
    }
}

/// What is asked bare.
#[derive(Clone)]
enum Asked {
    /// What a trace asks of the DNS: both kinds of address, and the name servers.
    Dns,
    /// A network, of the registry at this URL.
    Registry(String),
}

/// How many a second, with as many at once as there are jobs.
async fn questions(egress: &Egress, count: u32, asked: Asked) -> anyhow::Result<f64> {
    let next = Arc::new(AtomicU32::new(0));
    let began = Instant::now();
    let mut askers = Vec::new();
    for _ in 0..WIDTH {
        let (egress, asked, next) = (egress.clone(), asked.clone(), Arc::clone(&next));
        askers.push(tokio::spawn(async move {
            loop {
                let number = next.fetch_add(1, Relaxed);
                if number >= count {
                    return anyhow::Ok(());
                }
                match &asked {
                    Asked::Dns => {
                        let name = host(number);
                        egress.names(&name).await?;
                        let domain = location::registrable_domain(&name).context("a domain")?;
                        egress.name_servers(domain).await?;
                    }
                    Asked::Registry(registry) => {
                        let url = format!("{registry}ip/{}", address(number));
                        let now = kernel::Clock::now(&SystemClock);
                        egress.rdap(&Sensitive::new(url), now).await?;
                    }
                }
            }
        }));
    }
    for asker in askers {
        asker.await??;
    }
    Ok(f64::from(count) / began.elapsed().as_secs_f64())
}

/// Of hundredths of a second.
fn ticks_ms(hundredths: u64) -> f64 {
    f64::from(u32::try_from(hundredths).unwrap_or(u32::MAX)) * 10.0
}

fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
