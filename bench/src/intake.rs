//! Durable reports a second through HTTP: into an empty store and into one that holds many, each beside its
//! floor. Product, floor and load are processes of their own.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, ensure};
use identity::Actor;
use kernel::{Entropy, SystemEntropy};
use letterbox::{KeyFile, SIZE_CLASSES};
use serde_json::json;
use sqlx::Connection;
use store::{Keyring, migrate};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::Instant;

use crate::load::Seen;
use crate::{machine, server};

/// The steady load of the latency figures, in requests a second.
const STEADY: u32 = 1_000;

/// Where stores are made, and what must be dropped at the end.
struct Ground {
    folder: tempfile::TempDir,
    postgres: Option<String>,
    databases: Vec<String>,
    keys: PathBuf,
    seconds: u64,
}

/// The figures of one server on one store.
struct Figures {
    full: Seen,
    steady: Option<Seen>,
    resident: u64,
}

pub(crate) async fn run(postgres: Option<String>, seconds: u64, held: u32) -> anyhow::Result<()> {
    let begun = Instant::now();
    let folder = tempfile::tempdir()?;
    let keys = folder.path().join("letterbox.keys");
    let desk = Keyring::random(&SystemEntropy).submission_key();
    KeyFile::create(&keys, desk, &SystemEntropy)?;
    let mut ground = Ground {
        folder,
        postgres,
        databases: Vec::new(),
        keys,
        seconds,
    };
    let measured = measure(&mut ground, held).await;
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
        "database": if ground.postgres.is_some() { "postgresql" } else { "sqlite" },
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
async fn measure(ground: &mut Ground, held: u32) -> anyhow::Result<[Figures; 4]> {
    let empty = ground.new_store("product", 0).await?;
    let product = ground.figures(&empty, false).await?;
    let empty = ground.new_store("floor", 0).await?;
    let floor = ground.figures(&empty, true).await?;
    let grown = ground.new_store("product_held", held).await?;
    let product_held = ground.figures(&grown, false).await?;
    let grown = ground.new_store("floor_held", held).await?;
    let floor_held = ground.figures(&grown, true).await?;
    Ok([product, floor, product_held, floor_held])
}

impl Ground {
    /// A migrated store with this many rows of the smallest class.
    async fn new_store(&mut self, name: &str, rows: u32) -> anyhow::Result<String> {
        let address = match &self.postgres {
            None => format!("sqlite:{}", self.folder.path().join(name).display()),
            Some(server) => {
                let database = format!("bench_{name}_{}", std::process::id());
                let address = format!("{server}/{database}");
                administer(server, format!("CREATE DATABASE {database}")).await?;
                self.databases.push(database);
                address
            }
        };
        let db = server::open(&address).await?;
        migrate::migrate(&db).await?;
        let [smallest, ..] = SIZE_CLASSES;
        let mut left = rows;
        while left > 0 {
            let count = left.min(2_000);
            let mut batch = vec![vec![0; smallest]; usize::try_from(count)?];
            for row in &mut batch {
                SystemEntropy.fill(row);
            }
            let mut tx = db.write().await?;
            letterbox::submit(&mut tx, &Actor::reporter(), batch).await?;
            tx.commit().await?;
            left -= count;
        }
        db.close().await;
        Ok(address)
    }

    /// Measures a server on this store: all it takes, and the product under a steady load before.
    async fn figures(&self, store: &str, floor: bool) -> anyhow::Result<Figures> {
        let mut server = Running::start(store, &self.keys, floor).await?;
        let steady = if floor {
            None
        } else {
            Some(self.load(&server.address, Some(STEADY)).await?)
        };
        let full = self.load(&server.address, None).await?;
        Ok(Figures {
            full,
            steady,
            resident: server.end().await?,
        })
    }

    async fn load(&self, address: &str, rate: Option<u32>) -> anyhow::Result<Seen> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["load", "--address", address]);
        command.args(["--seconds", &self.seconds.to_string()]);
        if let Some(rate) = rate {
            command.args(["--rate", &rate.to_string()]);
        }
        let output = command.stderr(Stdio::inherit()).output().await?;
        ensure!(output.status.success(), "the load failed");
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    async fn drop_databases(&self) -> anyhow::Result<()> {
        if let Some(server) = &self.postgres {
            for database in &self.databases {
                administer(server, format!("DROP DATABASE {database}")).await?;
            }
        }
        Ok(())
    }
}

/// A server in its own process. It ends when its input ends, and is killed when dropped before.
struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    address: String,
}

impl Running {
    async fn start(store: &str, keys: &Path, floor: bool) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["server", "--store", store, "--keys"])
            .arg(keys);
        if floor {
            command.arg("--floor");
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let out = child.stdout.take().context("the server's output")?;
        let mut lines = BufReader::new(out).lines();
        let address = lines.next_line().await?.context("the server's address")?;
        Ok(Self {
            child,
            lines,
            address,
        })
    }

    /// Ends the server. Its resident memory in MiB.
    async fn end(&mut self) -> anyhow::Result<u64> {
        drop(self.child.stdin.take());
        let resident = self
            .lines
            .next_line()
            .await?
            .context("the server's memory")?;
        self.child.wait().await?;
        Ok(resident.parse()?)
    }
}

async fn administer(server: &str, statement: String) -> anyhow::Result<()> {
    let mut connection = sqlx::PgConnection::connect(&format!("{server}/postgres")).await?;
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
        .execute(&mut connection)
        .await?;
    Ok(connection.close().await?)
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
