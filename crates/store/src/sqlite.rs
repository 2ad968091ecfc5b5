//! SQLite, called on the thread of whoever asks.
//!
//! A statement takes some microseconds; to hand each to a thread of SQLite's own and to wait for it would take longer
//! than the statement. What waits steps aside: for a connection or for SQLite's lock without holding a thread, for the
//! disk with the thread given away, so that others go on meanwhile. So does a statement that took long the last time.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ErrorCode, OpenFlags};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{block_in_place, coop, yield_now};
use tokio::time::{Instant, sleep, timeout};

use crate::db::PATIENCE;
use crate::value::hexadecimal_list;
use crate::{DatabaseError, Error, Result, Row, Value, dialect};

/// What connections are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// They only read, several at once.
    Read,
    /// The one that writes.
    Write,
}

/// What the writing connection keeps of the file: 32 MiB, so that a batch neither reads a page twice nor writes one
/// before its commit. Negative numbers are KiB (<https://www.sqlite.org/pragma.html#pragma_cache_size>).
const WRITER_CACHE: i64 = -32_768;

/// What each reading connection keeps: 4 MiB.
const READER_CACHE: i64 = -4_096;

/// Pages of the log at which a commit carries them over into the file. Small and often: a large one is a long stall for
/// whoever it falls on, and each call of a program waits for a commit.
const CHECKPOINT: i64 = 1_000;

/// A log that grew while somebody read is cut again to 16 MiB: what it holds of the disk is nobody's.
const LOG: i64 = 16 * 1024 * 1024;

/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 256;

/// A statement that takes longer holds up the other tasks of its thread for too long, if it is one of many.
const LONG: Duration = Duration::from_millis(2);

/// After this a transaction that reads lets the other tasks of its thread on. One that writes goes on: others wait for it.
const SLICE: Duration = Duration::from_millis(1);

/// First and longest time between two tries for SQLite's lock, which another process holds.
const TRY_AGAIN: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(50));

/// The connections to one file for one role. The permits are the fair gate in front of them; the writer's is one, because
/// SQLite's own lock is not fair.
pub(crate) struct Pool {
    file: PathBuf,
    role: Role,
    size: u32,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Pool({:?})", self.role)
    }
}

impl Pool {
    /// Opens the first connection, so that what cannot be opened is known at once.
    pub(crate) fn open(file: &Path, role: Role, size: u32) -> Result<Arc<Self>> {
        let pool = Self {
            file: file.to_path_buf(),
            role,
            size,
            permits: Arc::new(Semaphore::new(
                usize::try_from(size).map_err(|_| Error::Address)?,
            )),
            idle: Mutex::default(),
        };
        pool.give_back(Connection::open(file, role)?);
        Ok(Arc::new(pool))
    }

    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// Begins a transaction: one that only reads sees one state of the store, one that writes waits its turn.
    pub(crate) async fn begin(self: &Arc<Self>) -> Result<Transaction> {
        let permit = timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned())
            .await
            .map_err(|_| other("no connection came free in time"))?
            .map_err(|_| other("the connections are closed"))?;
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => apart(|| Connection::open(&self.file, self.role))?,
        };
        let mut transaction = Transaction {
            connection: Some(Mutex::new(connection)),
            pool: Arc::clone(self),
            went_on: Instant::now(),
            _permit: permit,
        };
        match self.role {
            Role::Read => transaction.connection()?.run("BEGIN")?,
            Role::Write => transaction.begin_immediate().await?,
        }
        Ok(transaction)
    }

    /// Closes the connections, after the transactions in hand.
    pub(crate) async fn close(&self) {
        if let Ok(all) = self.permits.acquire_many(self.size).await {
            self.permits.close();
            drop(all);
            let idle = std::mem::take(&mut *self.idle());
            // The last one carries the log over.
            apart(|| drop(idle));
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give_back(&self, connection: Connection) {
        self.idle().push(connection);
    }
}

/// A transaction. Dropped without [`Transaction::commit`], it is rolled back.
pub(crate) struct Transaction {
    /// There until the end. Nobody ever waits at the mutex: it only lets a transaction be shared between threads, of
    /// which one at a time can use it.
    connection: Option<Mutex<Connection>>,
    pool: Arc<Pool>,
    /// Since when the other tasks of its thread have waited for it.
    went_on: Instant,
    _permit: OwnedSemaphorePermit,
}

impl Transaction {
    fn connection(&mut self) -> Result<&mut Connection> {
        let connection = self.connection.as_mut();
        let connection = connection.ok_or_else(|| other("the transaction is at its end"))?;
        Ok(connection.get_mut().unwrap_or_else(PoisonError::into_inner))
    }

    /// The connection within its transaction: a full disk makes SQLite roll back by itself, and what came after would
    /// stay.
    fn within(&mut self) -> Result<&mut Connection> {
        let connection = self.connection()?;
        if connection.sqlite.is_autocommit() {
            return Err(other("the transaction was rolled back"));
        }
        Ok(connection)
    }

    async fn begin_immediate(&mut self) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        let (mut pause, longest) = TRY_AGAIN;
        loop {
            match self.connection()?.run("BEGIN IMMEDIATE") {
                Err(error) if is_busy(&error) && Instant::now() < until => {
                    sleep(pause).await;
                    pause = longest.min(pause * 2);
                }
                done => return Ok(done?),
            }
        }
    }

    pub(crate) fn commit(mut self) -> Result<()> {
        let role = self.pool.role;
        let connection = self.within()?;
        match role {
            Role::Read => connection.run("COMMIT")?,
            Role::Write => apart(|| connection.run("COMMIT"))?,
        }
        Ok(())
    }

    /// Between two statements.
    async fn give_way(&mut self) {
        if self.pool.role == Role::Read && self.went_on.elapsed() > SLICE {
            yield_now().await;
            self.went_on = Instant::now();
        } else {
            coop::consume_budget().await;
        }
    }

    /// Runs a statement. How many rows it touched.
    pub(crate) async fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64> {
        self.give_way().await;
        let connection = self.within()?;
        let before = connection.sqlite.total_changes();
        connection.rows(sql, values, |_| Ok(()))?;
        // Of a statement that changed nothing SQLite would tell what the one before it changed.
        let changed = connection.sqlite.total_changes() != before;
        Ok(if changed {
            connection.sqlite.changes()
        } else {
            0
        })
    }

    /// Runs a statement and takes its rows.
    pub(crate) async fn rows<T>(
        &mut self,
        sql: &'static str,
        values: &[Value],
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.give_way().await;
        self.within()?.rows(sql, values, read)
    }

    /// Runs many statements without parameters.
    pub(crate) fn script(&mut self, sql: &str) -> Result<()> {
        let connection = self.within()?;
        Ok(connection.sqlite.execute_batch(&dialect::sqlite(sql))?)
    }

    #[cfg(feature = "testing")]
    pub(crate) fn prepare(&mut self, sql: &str) -> std::result::Result<(), String> {
        let connection = self.within().map_err(|error| error.to_string())?;
        let prepared = connection.sqlite.prepare(&dialect::sqlite(sql));
        prepared.map(drop).map_err(|error| error.to_string())
    }

    #[cfg(feature = "testing")]
    pub(crate) fn plan(&mut self, sql: &str) -> std::result::Result<Vec<String>, String> {
        let connection = self.within().map_err(|error| error.to_string())?;
        let text = format!("EXPLAIN QUERY PLAN {}", dialect::sqlite(sql));
        let steps = || {
            let mut statement = connection.sqlite.prepare(&text)?;
            let mut rows = statement.raw_query();
            let mut steps = Vec::new();
            while let Some(row) = rows.next()? {
                steps.push(row.get("detail")?);
            }
            Ok(steps)
        };
        steps().map_err(|error: rusqlite::Error| error.to_string())
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        let connection = connection
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        if !connection.sqlite.is_autocommit() {
            connection.run("ROLLBACK").ok();
        }
        // One that cannot leave its transaction is closed, and another opened in its place.
        if connection.sqlite.is_autocommit() {
            self.pool.give_back(connection);
        }
    }
}

/// A connection, and what it learned of the statements that it ran.
struct Connection {
    sqlite: rusqlite::Connection,
    statements: HashMap<(usize, usize), Statement>,
}

/// What a statement's text says, read once. The prepared statement itself is kept by the library.
struct Statement {
    sql: Cow<'static, str>,
    /// For each of SQLite's parameters, which value it takes: `$3` is its own first one where it stands first.
    order: Vec<usize>,
    columns: Vec<Box<str>>,
    /// Whether it took so long the last time that others are let on meanwhile.
    took_long: bool,
}

impl Connection {
    fn open(file: &Path, role: Role) -> Result<Self> {
        // As a path, not as an address with parameters of its own; one thread at a time uses it.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let sqlite = rusqlite::Connection::open_with_flags(file, flags)?;
        sqlite.set_prepared_statement_cache_capacity(STATEMENTS);
        sqlite.busy_timeout(PATIENCE)?;
        // A statement is prepared once. Where a value is compared with the one that a partial index is for, it would else be
        // prepared again for each value that it is given, which takes longer than most statements
        // (<https://www.sqlite.org/queryplanner-ng.html#qpstab>).
        sqlite.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        sqlite.pragma_update(None, "journal_mode", "WAL")?;
        sqlite.pragma_update(None, "synchronous", "FULL")?;
        sqlite.pragma_update(None, "foreign_keys", true)?;
        sqlite.pragma_update(None, "secure_delete", true)?;
        sqlite.pragma_update(None, "temp_store", "MEMORY")?;
        sqlite.pragma_update(None, "trusted_schema", false)?;
        sqlite.pragma_update(None, "wal_autocheckpoint", CHECKPOINT)?;
        sqlite.pragma_update(None, "journal_size_limit", LOG)?;
        match role {
            Role::Read => {
                sqlite.pragma_update(None, "cache_size", READER_CACHE)?;
                sqlite.pragma_update(None, "query_only", true)?;
            }
            Role::Write => {
                sqlite.pragma_update(None, "cache_size", WRITER_CACHE)?;
                // On a disk that can only be read just now SQLite opens the file for reading without a word, and such a
                // connection would stay when the disk can be written again. This fails on it.
                sqlite.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
                // Whoever begins waits by itself; once the lock is held nothing is busy.
                sqlite.busy_timeout(Duration::ZERO)?;
            }
        }
        Ok(Self {
            sqlite,
            statements: HashMap::new(),
        })
    }

    /// A statement of the transaction itself.
    fn run(&self, sql: &str) -> rusqlite::Result<()> {
        self.sqlite.prepare_cached(sql)?.raw_execute()?;
        Ok(())
    }

    fn rows<T>(
        &mut self,
        sql: &'static str,
        values: &[Value],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let Self { sqlite, statements } = self;
        // A text that is there for ever is known by where it is.
        let known = match statements.entry((sql.as_ptr().addr(), sql.len())) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(new) => {
                new.insert(Statement::read(sqlite, sql)?)
            }
        };
        let mut statement = sqlite.prepare_cached(&known.sql)?;
        for (parameter, value) in known.order.iter().enumerate() {
            let value = values
                .get(*value)
                .ok_or_else(|| other("a statement has more parameters than values"))?;
            statement.raw_bind_parameter(parameter + 1, Bound(value))?;
        }
        let columns = &known.columns;
        let mut take = || {
            let mut taken = Vec::new();
            let mut rows = statement.raw_query();
            while let Some(row) = rows.next()? {
                taken.push(read(&Row::Sqlite { row, columns })?);
            }
            Ok(taken)
        };
        let began = Instant::now();
        let taken = if known.took_long { apart(take) } else { take() };
        known.took_long = began.elapsed() > LONG;
        taken
    }
}

impl Statement {
    fn read(sqlite: &rusqlite::Connection, sql: &'static str) -> Result<Self> {
        let sql = dialect::sqlite(sql);
        let statement = sqlite.prepare_cached(&sql)?;
        let mut order = Vec::new();
        for parameter in 1..=statement.parameter_count() {
            let number = statement.parameter_name(parameter).and_then(|name| {
                name.strip_prefix('$')?
                    .parse::<usize>()
                    .ok()?
                    .checked_sub(1)
            });
            order.push(number.ok_or_else(|| other("a parameter is not a number"))?);
        }
        let columns = statement.column_names().into_iter().map(Box::from);
        let columns = columns.collect();
        drop(statement);
        Ok(Self {
            sql,
            order,
            columns,
            took_long: false,
        })
    }
}

/// A value as SQLite takes it.
struct Bound<'a>(&'a Value);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self.0 {
            Value::Integer(value) => value.map(ValueRef::Integer),
            Value::Boolean(value) => value.map(|value| ValueRef::Integer(value.into())),
            Value::Text(value) => value.as_ref().map(|value| ValueRef::Text(value.as_bytes())),
            Value::Bytes(value) => value.as_deref().map(ValueRef::Blob),
            Value::Uuid(value) => value.as_ref().map(|value| ValueRef::Blob(value.as_bytes())),
            Value::ByteList(list) => {
                return Ok(ToSqlOutput::Owned(hexadecimal_list(list).into()));
            }
        };
        Ok(ToSqlOutput::Borrowed(value.unwrap_or(ValueRef::Null)))
    }
}

/// Does what waits for the disk, without holding up the other tasks of this thread.
fn apart<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => block_in_place(work),
        // One thread for all, or none: nobody could go on meanwhile.
        _ => work(),
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

fn other(what: &'static str) -> Error {
    Error::Database(DatabaseError::Other(what))
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error() {
            Some(code) => Self::Database(DatabaseError::Code {
                code: code.extended_code.to_string(),
                constraint: "none".to_owned(),
            }),
            None => other("the driver failed"),
        }
    }
}
