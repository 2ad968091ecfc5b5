//! Durable reports a second through HTTP: into an empty store and into one that holds many, each beside its
//! floor. Product, floor and load are processes of their own.

use anyhow::{Context, ensure};
use serde_json::json;
use tokio::time::Instant;

use crate::ground::{Ground, Running, load};
use crate::load::Seen;
use crate::machine;

/// The steady load of the latency figures, in requests a second.
const STEADY: u32 = 1_000;

/// The figures of one server on one store.
struct Figures {
    full: Seen,
    steady: Option<Seen>,
    resident: u64,
}

pub(crate) async fn run(postgres: Option<String>, seconds: u64, held: u32) -> anyhow::Result<()> {
    let begun = Instant::now();
    let mut ground = Ground::new(postgres)?;
    let measured = measure(&mut ground, seconds, held).await;
    ground.drop_databases().await?;
    let [product, floor, product_held, floor_held] = measured?;

    let steady = product
        .steady
        .as_ref()
        .context("a steady load was measured")?;
    let steady_held = product_held
        .steady
        .as_ref()
        .context("a steady load was measured")?;
    let failed =
        product.full.failed + product_held.full.failed + steady.failed + steady_held.failed;
    ensure!(failed == 0, "{failed} reports were not taken");
    let client = [&product, &floor, &product_held, &floor_held]
        .map(|figures| hundredths(seconds_of(figures.full.client_processor)));
    let line = json!({
        "bench": "intake",
        "database": ground.database(),
        "unit": "durable reports/s",
        "value": rounded(product.full.per_second),
        "floor": rounded(floor.full.per_second),
        "ratio": ratio(&product.full, &floor.full),
        "value_held": rounded(product_held.full.per_second),
        "floor_held": rounded(floor_held.full.per_second),
        "ratio_held": ratio(&product_held.full, &floor_held.full),
        "held": held,
        "offered": STEADY,
        "p50_ms": hundredths(steady.p50_ms),
        "p99_ms": hundredths(steady.p99_ms),
        "p50_held_ms": hundredths(steady_held.p50_ms),
        "p99_held_ms": hundredths(steady_held.p99_ms),
        "rss_mb": product.resident,
        "rss_held_mb": product_held.resident,
        "client_cpu_seconds": client,
        "seconds": rounded(begun.elapsed().as_secs_f64()),
    });
    Ok(machine::say(&line.to_string())?)
}

/// Product and floor, first each on an empty store, then each on one that holds as many rows.
async fn measure(ground: &mut Ground, seconds: u64, held: u32) -> anyhow::Result<[Figures; 4]> {
    let empty = ground.new_store("product", 0).await?;
    let product = figures(ground, &empty, false, seconds).await?;
    let empty = ground.new_store("floor", 0).await?;
    let floor = figures(ground, &empty, true, seconds).await?;
    let grown = ground.new_store("product_held", held).await?;
    let product_held = figures(ground, &grown, false, seconds).await?;
    let grown = ground.new_store("floor_held", held).await?;
    let floor_held = figures(ground, &grown, true, seconds).await?;
    Ok([product, floor, product_held, floor_held])
}

/// Measures a server on this store: all it takes, and the product under a steady load before.
async fn figures(
    ground: &Ground,
    store: &str,
    floor: bool,
    seconds: u64,
) -> anyhow::Result<Figures> {
    let more: &[&str] = if floor { &["--floor"] } else { &[] };
    let mut server = Running::start(store, &ground.keys, more).await?;
    let seconds = seconds.to_string();
    let reports = ["load", "--address", &server.address, "--seconds", &seconds];
    let steady = if floor {
        None
    } else {
        let rate = STEADY.to_string();
        Some(load(&[&reports[..], &["--rate", &rate]].concat()).await?)
    };
    let full = load(&reports).await?;
    Ok(Figures {
        full,
        steady,
        resident: server.end().await?,
    })
}

fn ratio(product: &Seen, floor: &Seen) -> f64 {
    hundredths(product.per_second / floor.per_second)
}

fn seconds_of(hundredths: u64) -> f64 {
    f64::from(u32::try_from(hundredths).unwrap_or(u32::MAX)) / 100.0
}

fn rounded(value: f64) -> f64 {
    value.round()
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
