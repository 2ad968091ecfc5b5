//! A transaction: the only way to reach a store. It carries its instant, its randomness and the keyring,
//! so that whoever holds a `&mut Tx` needs nothing else.

use futures::TryStreamExt;
use kernel::{Entropy, Id, Timestamp};
use sqlx::{AssertSqlSafe, Postgres, SqlSafeStr, SqlStr, Sqlite, Transaction};

use crate::value::hexadecimal_list;
use crate::{Db, FromRow, Keyring, Result, Row, Value, dialect};

pub(crate) enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
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
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Runs a statement that returns nothing. How many rows it touched.
    pub async fn execute(&mut self, sql: &'static str, values: Vec<Value>) -> Result<u64> {
        self.statements += 1;
        Ok(match &mut self.inner {
            Inner::Sqlite(tx) => bind_sqlite(sql, values)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
            Inner::Postgres(tx) => bind_postgres(sql, values)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
        })
    }

    /// The one row of a statement, if it has one.
    pub async fn optional<T: FromRow>(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Option<T>> {
        self.statements += 1;
        let row = match &mut self.inner {
            Inner::Sqlite(tx) => bind_sqlite(sql, values)
                .fetch_optional(&mut **tx)
                .await?
                .map(Row::Sqlite),
            Inner::Postgres(tx) => bind_postgres(sql, values)
                .fetch_optional(&mut **tx)
                .await?
                .map(Row::Postgres),
        };
        row.as_ref().map(T::from_row).transpose()
    }

    /// The one row of a statement that always has one.
    pub async fn one<T: FromRow>(&mut self, sql: &'static str, values: Vec<Value>) -> Result<T> {
        self.optional(sql, values)
            .await?
            .ok_or_else(|| sqlx::Error::RowNotFound.into())
    }

    /// All rows of a statement. The statement sets the limit.
    pub async fn all<T: FromRow>(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<T>> {
        self.statements += 1;
        let mut rows = Vec::new();
        match &mut self.inner {
            Inner::Sqlite(tx) => {
                let mut stream = bind_sqlite(sql, values).fetch(&mut **tx);
                while let Some(row) = stream.try_next().await? {
                    rows.push(T::from_row(&Row::Sqlite(row))?);
                }
            }
            Inner::Postgres(tx) => {
                let mut stream = bind_postgres(sql, values).fetch(&mut **tx);
                while let Some(row) = stream.try_next().await? {
                    rows.push(T::from_row(&Row::Postgres(row))?);
                }
            }
        }
        Ok(rows)
    }

    /// Runs many statements without parameters: for migrations and savepoints.
    pub(crate) async fn script(&mut self, sql: String) -> Result<()> {
        match &mut self.inner {
            Inner::Sqlite(tx) => {
                let text = dialect::sqlite(&sql).into_owned();
                sqlx::raw_sql(AssertSqlSafe(text))
                    .execute(&mut **tx)
                    .await?;
            }
            Inner::Postgres(tx) => {
                let text = dialect::postgres(&sql).into_owned();
                sqlx::raw_sql(AssertSqlSafe(text))
                    .execute(&mut **tx)
                    .await?;
            }
        }
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
        self.script("SAVEPOINT part".to_owned()).await
    }

    /// Keeps what was written since the mark.
    pub async fn release(&mut self) -> Result<()> {
        self.script("RELEASE SAVEPOINT part".to_owned()).await
    }

    /// Takes back what was written since the mark.
    pub async fn roll_back_to_savepoint(&mut self) -> Result<()> {
        self.script("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part".to_owned())
            .await
    }

    /// Asks the database to prepare a statement and forget it: a test holds every SQL text against
    /// both schemas this way.
    #[cfg(feature = "testing")]
    pub async fn prepare(&mut self, sql: &str) -> std::result::Result<(), String> {
        use sqlx::Executor;
        match &mut self.inner {
            Inner::Sqlite(tx) => {
                let text = AssertSqlSafe(dialect::sqlite(sql).into_owned()).into_sql_str();
                (&mut **tx).prepare(text).await.map(drop)
            }
            Inner::Postgres(tx) => {
                let text = AssertSqlSafe(dialect::postgres(sql).into_owned()).into_sql_str();
                (&mut **tx).prepare(text).await.map(drop)
            }
        }
        .map_err(|error| error.to_string())
    }

    /// How SQLite would carry a statement out, step by step; nothing on PostgreSQL, whose plans follow what the tables
    /// hold. For tests.
    #[cfg(feature = "testing")]
    pub async fn plan(&mut self, sql: &str) -> std::result::Result<Vec<String>, String> {
        use sqlx::Row as _;
        let Inner::Sqlite(tx) = &mut self.inner else {
            return Ok(Vec::new());
        };
        let text = format!("EXPLAIN QUERY PLAN {}", dialect::sqlite(sql));
        let rows = sqlx::raw_sql(AssertSqlSafe(text))
            .fetch_all(&mut **tx)
            .await;
        let rows = rows.map_err(|error| error.to_string())?;
        let step = |row: sqlx::sqlite::SqliteRow| row.try_get("detail");
        let steps: std::result::Result<_, _> = rows.into_iter().map(step).collect();
        steps.map_err(|error: sqlx::Error| error.to_string())
    }
}

fn text(sql: &'static str, render: fn(&str) -> std::borrow::Cow<'_, str>) -> SqlStr {
    match render(sql) {
        std::borrow::Cow::Borrowed(_) => sql.into_sql_str(),
        std::borrow::Cow::Owned(text) => AssertSqlSafe(text).into_sql_str(),
    }
}

macro_rules! bind {
    ($name:ident, $database:ty, $render:path, $list:expr) => {
        fn $name(
            sql: &'static str,
            values: Vec<Value>,
        ) -> sqlx::query::Query<'static, $database, <$database as sqlx::Database>::Arguments> {
            let mut query = sqlx::query(text(sql, $render));
            for value in values {
                query = match value {
                    Value::Integer(value) => query.bind(value),
                    Value::Boolean(value) => query.bind(value),
                    Value::Text(value) => query.bind(value),
                    Value::Bytes(value) => query.bind(value),
                    Value::Uuid(value) => query.bind(value),
                    Value::ByteList(list) => query.bind($list(list)),
                };
            }
            query
        }
    };
}

bind!(bind_sqlite, Sqlite, dialect::sqlite, |list: Vec<
    Vec<u8>,
>| {
    hexadecimal_list(&list)
});
bind!(bind_postgres, Postgres, dialect::postgres, |list| list);
