//! A store: its connections, its clock and randomness, and (the desk's alone) its keyring.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use kernel::{Clock, Entropy};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgPool, Postgres, Transaction};

use crate::sqlite::{Pool, Role};
use crate::tx::Inner;
use crate::{Error, Keyring, Result, Tx};

/// Which of the two stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Sealed submissions and replies; holds no key that opens anything.
    Letterbox,
    /// Everything the staff work with; sealed columns open with the keyring.
    Desk,
}

/// Where a store is and how many connections it may hold.
#[derive(Clone, Debug)]
pub struct Config {
    /// `sqlite:PATH` or `postgres://USER@HOST/DATABASE`.
    pub address: String,
    /// Connections for reading on SQLite, for everything on PostgreSQL.
    pub connections: u32,
}

impl Config {
    /// The store at this address with the usual number of connections.
    pub fn at(address: impl Into<String>) -> Self {
        Self {
            address: address.into(),
            connections: 8,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Pools {
    /// Many readers, one writer.
    Sqlite {
        read: Arc<Pool>,
        write: Arc<Pool>,
    },
    Postgres(PgPool),
}

/// One store. Cheap to clone.
#[derive(Clone)]
pub struct Db(pub(crate) Arc<Parts>);

pub(crate) struct Parts {
    pub(crate) kind: Kind,
    pub(crate) pools: Pools,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) keyring: Option<Arc<Keyring>>,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Db({:?})", self.0.kind)
    }
}

impl Db {
    /// Connects to the store. SQLite's file is made when it is not there; tables are not: see
    /// [`crate::migrate`].
    pub async fn open(
        kind: Kind,
        config: &Config,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        keyring: Option<Arc<Keyring>>,
    ) -> Result<Self> {
        let pools = if let Some(path) = config.address.strip_prefix("sqlite:") {
            sqlite(Path::new(path), config.connections)?
        } else if config.address.starts_with("postgres:")
            || config.address.starts_with("postgresql:")
        {
            postgres(config).await?
        } else {
            return Err(Error::Address);
        };
        Ok(Self(Arc::new(Parts {
            kind,
            pools,
            clock,
            entropy,
            keyring,
        })))
    }

    /// A transaction that only reads, and sees one state of the store throughout.
    pub async fn read(&self) -> Result<Tx> {
        let inner = match &self.0.pools {
            Pools::Sqlite { read, .. } => Inner::Sqlite(read.begin().await?),
            Pools::Postgres(pool) => Inner::Postgres(
                begin(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?,
            ),
        };
        Ok(Tx::new(self.clone(), inner))
    }

    /// A transaction that may write. On SQLite it begins IMMEDIATE and waits its turn at the gate.
    pub async fn write(&self) -> Result<Tx> {
        let inner = match &self.0.pools {
            Pools::Sqlite { write, .. } => Inner::Sqlite(write.begin().await?),
            Pools::Postgres(pool) => Inner::Postgres(begin(pool, "BEGIN").await?),
        };
        Ok(Tx::new(self.clone(), inner))
    }

    /// Whether this store is on PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self.0.pools, Pools::Postgres(_))
    }

    /// The clock that the store's transactions are stamped by.
    pub fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    /// The randomness that ids and nonces of this store come from.
    pub fn entropy(&self) -> &dyn Entropy {
        &*self.0.entropy
    }

    /// The keyring of the desk; an error in a store that was opened without it.
    pub fn keyring(&self) -> Result<&Keyring> {
        self.0.keyring.as_deref().ok_or(Error::Unreadable(
            "sealed columns, for there is no keyring here,",
        ))
    }

    /// Closes every connection, after the transactions in hand.
    pub async fn close(&self) {
        match &self.0.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// How long to wait for a connection or a lock before the answer is "not now".
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// So long a connection to PostgreSQL that has come back is taken for alive.
const TRUSTED: Duration = Duration::from_secs(1);

/// Statements that a connection to PostgreSQL keeps prepared: more than a page, or the work of a job, has.
const STATEMENTS: usize = 256;

/// Makes the file when it is not there, readable by its owner alone; SQLite gives its logs the same rights.
fn make_private(path: &Path) -> Result<()> {
    let mut file = std::fs::OpenOptions::new();
    file.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    match file.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(Error::Address),
        _ => Ok(()),
    }
}

fn sqlite(file: &Path, readers: u32) -> Result<Pools> {
    make_private(file)?;
    // The writer first: it makes the log, without which nobody reads.
    let write = Pool::open(file, Role::Write, 1)?;
    let read = Pool::open(file, Role::Read, readers)?;
    Ok(Pools::Sqlite { read, write })
}

/// Begins a transaction, to its end, though whoever asked goes away meanwhile: one that is broken off as it begins would
/// leave its connection within it, and whoever is given that next would write into what only reads.
async fn begin(pool: &PgPool, how: &'static str) -> Result<Transaction<'static, Postgres>> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(how).await });
    Ok(begun.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))?)
}

async fn postgres(config: &Config) -> Result<Pools> {
    let options = PgConnectOptions::from_str(&config.address)
        .map_err(|_| Error::Address)?
        .application_name("openhotline")
        .statement_cache_capacity(STATEMENTS)
        .options([
            // What was acknowledged is on the disk, whatever the server's own default says.
            ("synchronous_commit", "on"),
            // Statements here are short and many: helpers and compiled code cost more to call up than they save,
            // and nobody's list takes the processors of all others.
            ("max_parallel_workers_per_gather", "0"),
            ("jit", "off"),
        ]);
    let pool = PgPoolOptions::new()
        .max_connections(config.connections)
        .acquire_timeout(PATIENCE)
        // Each comes back to the pool with a round trip that shows it alive: right after that another shows nothing.
        .test_before_acquire(false)
        .before_acquire(|connection, known| {
            Box::pin(async move { Ok(known.idle_for < TRUSTED || connection.ping().await.is_ok()) })
        })
        .connect_with(options)
        .await?;
    Ok(Pools::Postgres(pool))
}
