//! What every bench stands on: stores that are made for it and dropped again, and the processes it runs beside itself.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use anyhow::{Context, ensure};
use identity::Actor;
use kernel::{Entropy, SystemEntropy};
use letterbox::{KeyFile, SIZE_CLASSES};
use serde::de::DeserializeOwned;
use sqlx::Connection;
use store::{Keyring, migrate};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::server;

/// Where stores are made, and what must be dropped at the end.
pub(crate) struct Ground {
    pub(crate) folder: tempfile::TempDir,
    postgres: Option<String>,
    databases: Vec<String>,
    pub(crate) keys: PathBuf,
    pub(crate) desk: Arc<Keyring>,
}

impl Ground {
    /// A folder with the keys of a letterbox, and of its desk, which opens what it seals.
    pub(crate) fn new(postgres: Option<String>) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let keys = folder.path().join("letterbox.keys");
        let desk = Keyring::random(&SystemEntropy);
        KeyFile::create(&keys, desk.submission_key(), &SystemEntropy)?;
        Ok(Self {
            folder,
            postgres,
            databases: Vec::new(),
            keys,
            desk: Arc::new(desk),
        })
    }

    /// The database's name, as it stands in the line of JSON.
    pub(crate) const fn database(&self) -> &'static str {
        if self.postgres.is_some() {
            "postgresql"
        } else {
            "sqlite"
        }
    }

    /// Where a store of this name is: on the server its database is made.
    pub(crate) async fn new_address(&mut self, name: &str) -> anyhow::Result<String> {
        let Some(server) = &self.postgres else {
            return Ok(format!(
                "sqlite:{}",
                self.folder.path().join(name).display()
            ));
        };
        let database = format!("bench_{name}_{}", std::process::id());
        let address = format!("{server}/{database}");
        administer(server, format!("CREATE DATABASE {database}")).await?;
        self.databases.push(database);
        Ok(address)
    }

    /// Tells a server what its tables hold, as it does itself now and then. SQLite needs no such thing.
    pub(crate) async fn tidy(&self, address: &str) -> anyhow::Result<()> {
        if self.postgres.is_some() {
            let mut connection = sqlx::PgConnection::connect(address).await?;
            // The second, so that what was filled in is not written out beneath what is measured.
            for statement in ["VACUUM ANALYZE", "CHECKPOINT"] {
                sqlx::raw_sql(statement).execute(&mut connection).await?;
            }
            connection.close().await?;
        }
        Ok(())
    }

    /// A migrated store with this many rows of the smallest class.
    pub(crate) async fn new_store(&mut self, name: &str, rows: u32) -> anyhow::Result<String> {
        let address = self.new_address(name).await?;
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

    /// Drops what was made on the server.
    pub(crate) async fn drop_databases(&self) -> anyhow::Result<()> {
        if let Some(server) = &self.postgres {
            for database in &self.databases {
                administer(server, format!("DROP DATABASE {database}")).await?;
            }
        }
        Ok(())
    }
}

/// A server in its own process. It ends when its input ends, and is killed when dropped before.
pub(crate) struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    pub(crate) address: String,
}

impl Running {
    pub(crate) async fn start(store: &str, keys: &Path, more: &[&str]) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["server", "--store", store, "--keys"])
            .arg(keys)
            .args(more);
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
    pub(crate) async fn end(&mut self) -> anyhow::Result<u64> {
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

/// Runs a load of these arguments in a process of its own. What it saw.
pub(crate) async fn load<T: DeserializeOwned>(arguments: &[&str]) -> anyhow::Result<T> {
    let mut command = Command::new(std::env::current_exe()?);
    let output = command
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .await?;
    ensure!(output.status.success(), "the load failed");
    Ok(serde_json::from_slice(&output.stdout)?)
}

async fn administer(server: &str, statement: String) -> anyhow::Result<()> {
    let mut connection = sqlx::PgConnection::connect(&format!("{server}/postgres")).await?;
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
        .execute(&mut connection)
        .await?;
    Ok(connection.close().await?)
}
