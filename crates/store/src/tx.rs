//! A transaction: the only way to reach a store. It carries its instant, its randomness and the keyring,
//! so that whoever holds a `&mut Tx` needs nothing else.

use futures::TryStreamExt;
use kernel::{Entropy, Id, Timestamp};
use sqlx::{AssertSqlSafe, Postgres, SqlSafeStr, SqlStr, Transaction};

use crate::{DatabaseError, Db, Error, FromRow, Keyring, Result, Row, Value, dialect, sqlite};

pub(crate) enum Inner {
    Sqlite(sqlite::Transaction),
    Postgres(Transaction<'static, Postgres>),
}

/// An open transaction. Dropped without [`Tx::commit`], it leaves no trace.
pub struct Tx {
    db: Db,
    inner: Inner,
    now: Timestamp,
    stamp: Timestamp,
    statements: u64,
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Tx({:?})", self.db)
    }
}

impl Tx {
    pub(crate) fn new(db: Db, inner: Inner) -> Self {
        let now = db.clock().now();
        Self {
            db,
            inner,
            now,
            stamp: now,
            statements: 0,
        }
    }

    /// The instant of this transaction: one for all it writes.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// What the rows of this transaction say of when it was: its instant, unless that is not to be known. What is
    /// reckoned with is [`Tx::now`].
    pub const fn stamp(&self) -> Timestamp {
        self.stamp
    }

    /// From here on rows say the hour alone: for what follows within seconds from what a reporter did.
    pub const fn blur(&mut self) {
        self.stamp = self.now.hour();
    }

    /// How many statements it has run: by this a test holds an act that touches many rows to a few of them.
    pub const fn statements(&self) -> u64 {
        self.statements
    }

    /// The randomness for ids and nonces.
    pub fn entropy(&self) -> &dyn Entropy {
        &*self.db.0.entropy
    }

    /// A new id.
    pub fn new_id<K>(&self) -> Id<K> {
        Id::random(self.entropy())
    }

    /// The keyring of the desk; an error in a store that was opened without it.
    pub fn keyring(&self) -> Result<&Keyring> {
        self.db.keyring()
    }

    /// Makes everything written durable, then returns.
    pub async fn commit(self) -> Result<()> {
        match self.inner {
            Inner::Sqlite(tx) => tx.commit()?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Runs a statement that returns nothing. How many rows it touched.
    pub async fn execute(&mut self, sql: &'static str, values: Vec<Value>) -> Result<u64> {
        self.statements += 1;
        match &mut self.inner {
            Inner::Sqlite(tx) => tx.execute(sql, &values).await,
            Inner::Postgres(tx) => {
                let done = bind(sql, values).execute(&mut **tx).await?;
                Ok(done.rows_affected())
            }
        }
    }

    /// The one row of a statement, if it has one.
    pub async fn optional<T: FromRow>(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Option<T>> {
        self.statements += 1;
        match &mut self.inner {
            Inner::Sqlite(tx) => {
                let rows = tx.rows(sql, &values, T::from_row).await?;
                Ok(rows.into_iter().next())
            }
            Inner::Postgres(tx) => {
                let row = bind(sql, values).fetch_optional(&mut **tx).await?;
                let row = row.as_ref().map(|row| T::from_row(&Row::Postgres(row)));
                row.transpose()
            }
        }
    }

    /// The one row of a statement that always has one.
    pub async fn one<T: FromRow>(&mut self, sql: &'static str, values: Vec<Value>) -> Result<T> {
        self.optional(sql, values)
            .await?
            .ok_or(Error::Database(DatabaseError::ROW))
    }

    /// All rows of a statement. The statement sets the limit.
    pub async fn all<T: FromRow>(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<T>> {
        self.statements += 1;
        let tx = match &mut self.inner {
            Inner::Sqlite(tx) => return tx.rows(sql, &values, T::from_row).await,
            Inner::Postgres(tx) => tx,
        };
        let mut rows = Vec::new();
        let mut stream = bind(sql, values).fetch(&mut **tx);
        while let Some(row) = stream.try_next().await? {
            rows.push(T::from_row(&Row::Postgres(&row))?);
        }
        Ok(rows)
    }

    /// Runs many statements without parameters: for migrations and savepoints.
    pub(crate) async fn script(&mut self, sql: &str) -> Result<()> {
        let tx = match &mut self.inner {
            Inner::Sqlite(tx) => return tx.script(sql),
            Inner::Postgres(tx) => tx,
        };
        let text = dialect::postgres(sql).into_owned();
        let text = sqlx::raw_sql(AssertSqlSafe(text));
        text.execute(&mut **tx).await?;
        Ok(())
    }

    /// Waits until no other transaction holds the lock of this name, then holds it to the end of this one.
    /// On SQLite a write transaction already holds the whole database.
    pub async fn lock(&mut self, name: &str) -> Result<()> {
        if let Inner::Postgres(tx) = &mut self.inner {
            sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1, 5195852))")
                .bind(name)
                .execute(&mut **tx)
                .await?;
        }
        Ok(())
    }

    /// Waits until no other transaction holds the lock of this name alone, then holds it beside others to the
    /// end of this one.
    pub async fn lock_shared(&mut self, name: &str) -> Result<()> {
        if let Inner::Postgres(tx) = &mut self.inner {
            sqlx::query("SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 5195852))")
                .bind(name)
                .execute(&mut **tx)
                .await?;
        }
        Ok(())
    }

    /// Sets a mark to come back to: what follows can fail without taking along what came before.
    pub async fn savepoint(&mut self) -> Result<()> {
        self.script("SAVEPOINT part").await
    }

    /// Keeps what was written since the mark.
    pub async fn release(&mut self) -> Result<()> {
        self.script("RELEASE SAVEPOINT part").await
    }

    /// Takes back what was written since the mark.
    pub async fn roll_back_to_savepoint(&mut self) -> Result<()> {
        self.script("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part")
            .await
    }

    /// Asks the database to prepare a statement and forget it: a test holds every SQL text against
    /// both schemas this way.
    #[cfg(feature = "testing")]
    pub async fn prepare(&mut self, sql: &str) -> std::result::Result<(), String> {
        use sqlx::Executor;
        let tx = match &mut self.inner {
            Inner::Sqlite(tx) => return tx.prepare(sql),
            Inner::Postgres(tx) => tx,
        };
        let text = AssertSqlSafe(dialect::postgres(sql).into_owned()).into_sql_str();
        let prepared = (&mut **tx).prepare(text).await;
        prepared.map(drop).map_err(|error| error.to_string())
    }

    /// How SQLite would carry a statement out, step by step; nothing on PostgreSQL, whose plans follow what the tables
    /// hold. For tests.
    #[cfg(feature = "testing")]
    pub fn plan(&mut self, sql: &str) -> std::result::Result<Vec<String>, String> {
        match &mut self.inner {
            Inner::Sqlite(tx) => tx.plan(sql),
            Inner::Postgres(_) => Ok(Vec::new()),
        }
    }
}

fn bind(
    sql: &'static str,
    values: Vec<Value>,
) -> sqlx::query::Query<'static, Postgres, <Postgres as sqlx::Database>::Arguments> {
    let text: SqlStr = match dialect::postgres(sql) {
        std::borrow::Cow::Borrowed(_) => sql.into_sql_str(),
        std::borrow::Cow::Owned(text) => AssertSqlSafe(text).into_sql_str(),
    };
    let mut query = sqlx::query(text);
    for value in values {
        query = match value {
            Value::Integer(value) => query.bind(value),
            Value::Boolean(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::Bytes(value) => query.bind(value),
            Value::Uuid(value) => query.bind(value),
            Value::ByteList(list) => query.bind(list),
        };
    }
    query
}
