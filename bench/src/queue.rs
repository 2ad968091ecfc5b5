//! Pages of the queue, each as the desk makes it: a transaction that reads, and `intake::queue` in it. Under
//! filters that have much, little and nothing, first pages and those behind them, four readers at a time.
//!
//! The cases are made by SQL of the bench, not by filing a million reports; their columns are those that filing
//! sets. Beside them stands what a desk has at work ([`busy`]). The floor is the least that a page can be: the same
//! number of keys from the same index, in a transaction of its own, in the same run. The memory is that of this
//! process, which on SQLite is the database's as well.
//!
//! The same is then read as the desk serves it ([`served`]), as pages and as lists for programs.

mod busy;
mod fill;
mod filters;
mod reader;
mod served;

pub(crate) use reader::Reader;
pub(crate) use served::desk;

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, ensure};
use filters::Asked;
use identity::Actor;
use intake::{Cursor, PAGE};
use jobs::{Outcome, Registry, Worker};
use kernel::{Id, SystemClock, SystemEntropy};
use pack::Pack;
use serde_json::{Value, json};
use store::{Config, Db, Kind, migrate, values};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::ground::Ground;
use crate::machine;
use crate::spread::{Spread, shuffle};

/// Readers at a time.
const READERS: usize = 4;
/// Pages that one reader reads of one filter, where there are so many.
const PAGES: usize = 12;
/// Reads of the floor.
const FLOORS: usize = 2_000;
/// What pages that are made may take beside what there was before, in MiB.
const IN_HAND_MB: u64 = 32;
/// What a page may take at the 99th percentile.
const LIMIT_MS: f64 = 20.0;
/// The job in whose name the queue is read.
const READ: jobs::Kind = "bench.read";

pub(crate) async fn run(postgres: Option<String>, cases: u32, rounds: u32) -> anyhow::Result<()> {
    let mut ground = Ground::new(postgres)?;
    let measured = measure(&mut ground, cases, rounds).await;
    ground.drop_databases().await?;
    Ok(machine::say(&measured?.to_string())?)
}

/// What reading takes: by filter, in microseconds.
type Times = BTreeMap<&'static str, Vec<u32>>;

async fn measure(ground: &mut Ground, cases: u32, rounds: u32) -> anyhow::Result<Value> {
    let began = Instant::now();
    let address = ground.new_address("queue").await?;
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let keyring = Some(Arc::clone(&ground.desk));
    let db = Db::open(Kind::Desk, &Config::at(&address), clock, entropy, keyring).await?;
    migrate::migrate(&db).await?;
    let pack = pack::load(&pack::Source::Shipped("kh".to_owned()), false)
        .map_err(|faults| anyhow::anyhow!("the pack has {} faults", faults.len()))?;
    let pack = Arc::new(pack);
    let actor = actor(&db).await?;
    fill::fill(&db, &pack, cases).await?;
    busy::fill(&db).await?;
    ground.tidy(&address).await?;
    let filled = began.elapsed().as_secs_f64();

    let filters = Arc::new(filters::all(&pack));
    // Once, so that the first of those who are measured finds what the last one finds.
    read(&db, &actor, &pack, &filters, 1).await?;
    machine::forget_peak();
    let before = machine::resident();
    let used = machine::processor();
    let reading = Instant::now();
    let mut readers = Vec::new();
    for _ in 0..READERS {
        let (db, actor) = (db.clone(), actor.clone());
        let (pack, filters) = (Arc::clone(&pack), Arc::clone(&filters));
        readers.push(tokio::spawn(async move {
            read(&db, &actor, &pack, &filters, rounds).await
        }));
    }
    let mut times = Times::new();
    let mut pages = 0;
    for reader in readers {
        let (own, its_pages) = reader.await??;
        for (name, own) in own {
            times.entry(name).or_default().extend(own);
        }
        pages += its_pages;
    }
    let read_seconds = reading.elapsed().as_secs_f64();
    let after = machine::resident();
    let flat = is_flat(before, machine::peak());
    let used = machine::processor().zip(used).map(|(now, then)| now - then);
    let page = floor(&db, FLOOR_PAGE).await?;
    let row = floor(&db, FLOOR_ROW).await?;
    let counts = Spread::new(counted(&db, &actor, &filters).await?);
    let (served, served_within) = served::measure(&db, &actor, &pack, &filters, rounds).await?;
    db.close().await;

    let all = Spread::new(times.values().flatten().copied().collect());
    let by_filter: BTreeMap<_, _> = times
        .into_iter()
        .map(|(name, times)| {
            let times = Spread::new(times);
            (
                name,
                [50, 99].map(|percent| hundredths(times.at_ms(percent))),
            )
        })
        .collect();
    let worst = by_filter.values().map(|[_, p99]| *p99).fold(0.0, f64::max);
    let [page, row] = [page, row].map(Spread::new);
    let mut told = json!({
        "bench": "queue",
        "database": ground.database(),
        "unit": "milliseconds a page on the server, of four readers at a time",
        "cases": cases,
        "pages": all.count(),
        "p50_ms": hundredths(all.at_ms(50)),
        "p99_ms": hundredths(all.at_ms(99)),
        "worst_filter_p99_ms": worst,
        "limit_ms": LIMIT_MS,
        "within": worst <= LIMIT_MS && served_within && flat != Some(false),
        "memory_flat": flat,
        "floor_page_p50_ms": hundredths(page.at_ms(50)),
        "floor_page_p99_ms": hundredths(page.at_ms(99)),
        "floor_row_p50_ms": hundredths(row.at_ms(50)),
        "ratio_p50": hundredths(all.at_ms(50) / page.at_ms(50)),
        "ratio_p99": hundredths(all.at_ms(99) / page.at_ms(99)),
        "filter_p50_p99_ms": by_filter,
        "count_p50_ms": hundredths(counts.at_ms(50)),
        "count_max_ms": hundredths(counts.at_ms(99)),
        "processor_ms_a_page": used.map(|used| hundredths(milliseconds_of(used) / float(pages))),
        "rss_before_mb": before,
        "rss_after_mb": after,
        "fill_seconds": filled.round(),
        "read_seconds": read_seconds.round(),
    });
    if let (Some(told), Value::Object(served)) = (told.as_object_mut(), served) {
        told.extend(served);
    }
    Ok(told)
}

/// Whether reading took no more memory than there was, and some for what is in hand; where the kernel tells.
fn is_flat(before: Option<u64>, peak: Option<u64>) -> Option<bool> {
    let (before, peak) = before.zip(peak)?;
    Some(peak <= before.saturating_mul(6) / 5 + IN_HAND_MB)
}

/// Whoever reads the queue: a job may.
async fn actor(db: &Db) -> anyhow::Result<Actor> {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let mut registry = Registry::default();
    registry.bind(READ, move |run| {
        sender.send(Actor::job(&run)).ok();
        async { Outcome::nothing() }
    });
    let mut tx = db.write().await?;
    jobs::queue(&mut tx, READ, &()).await?;
    tx.commit().await?;
    Worker::new(
        db.clone(),
        registry,
        1,
        std::time::Duration::from_millis(10),
    )
    .run_due()
    .await?;
    receiver.recv().await.context("the job ran")
}

/// Reads pages of every filter, in an order that is drawn. How many, with those that are not measured.
async fn read(
    db: &Db,
    actor: &Actor,
    pack: &Pack,
    filters: &[Asked],
    rounds: u32,
) -> anyhow::Result<(Times, usize)> {
    let mut times = Times::new();
    let mut pages = 0;
    for _ in 0..rounds {
        let mut order: Vec<_> = filters.iter().collect();
        shuffle(&mut order);
        for asked in order {
            let (filter, without) = (&asked.filter, &asked.without);
            let mut after: Option<Cursor> = None;
            for page in 0..asked.before + PAGES {
                let began = Instant::now();
                let mut tx = db.read().await?;
                let listed =
                    intake::queue(&mut tx, actor, pack, filter, without, after.as_ref()).await?;
                drop(tx);
                pages += 1;
                if page >= asked.before {
                    let time = machine::micros(began.elapsed());
                    times.entry(asked.name).or_default().push(time);
                }
                after = listed.next;
                if after.is_none() {
                    break;
                }
            }
        }
    }
    Ok((times, pages))
}

/// What a read takes that only does what cannot be left out, with as many readers.
async fn floor(db: &Db, sql: &'static str) -> anyhow::Result<Vec<u32>> {
    let mut readers = Vec::new();
    for _ in 0..READERS {
        let db = db.clone();
        readers.push(tokio::spawn(async move {
            let mut times = Vec::with_capacity(FLOORS);
            for _ in 0..FLOORS {
                let began = Instant::now();
                let mut tx = db.read().await?;
                let rows: Vec<(Id<intake::Case>,)> = tx.all(sql, values![PAGE]).await?;
                drop(tx);
                times.push(machine::micros(began.elapsed()));
                ensure!(!rows.is_empty(), "the floor reads something");
            }
            Ok(times)
        }));
    }
    let mut times = Vec::new();
    for reader in readers {
        times.extend(reader.await??);
    }
    Ok(times)
}

/// How long counts take, which are asked for apart: in microseconds.
async fn counted(db: &Db, actor: &Actor, filters: &[Asked]) -> anyhow::Result<Vec<u32>> {
    let mut times = Vec::with_capacity(filters.len());
    for asked in filters {
        let began = Instant::now();
        let mut tx = db.read().await?;
        intake::count(&mut tx, actor, &asked.filter, &asked.without).await?;
        drop(tx);
        times.push(machine::micros(began.elapsed()));
    }
    Ok(times)
}

/// Of hundredths of a second.
fn milliseconds_of(hundredths: u64) -> f64 {
    f64::from(u32::try_from(hundredths).unwrap_or(u32::MAX)) * 10.0
}

fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

const FLOOR_PAGE: &str =
    "SELECT id AS value FROM intake_case WHERE state = 'waiting' AND class = 50
ORDER BY opened_at, id LIMIT $1";

const FLOOR_ROW: &str = "SELECT id AS value FROM intake_case WHERE reference = 'B0000017' LIMIT $1";
