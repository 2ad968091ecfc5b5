//! How much a store holds and how much more fits, in bytes.

use std::path::{Path, PathBuf};

use sqlx::AssertSqlSafe;

use crate::db::Pools;
use crate::{DatabaseError, Db, Error, FromRow, Result, Row, values};

/// What SQLite's log comes to before it begins again, in bytes: counted from the start, for it will be there.
const LOG: u64 = 4 * 1024 * 1024;

/// What a store holds and may still take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Bytes that cannot be written anew: of SQLite the pages in use and the log, of PostgreSQL all files of
    /// the database.
    pub used: u64,
    /// Bytes that the file system has left for it; unknown of a server of PostgreSQL.
    pub free: Option<u64>,
}

impl Db {
    /// Measures the store. Of SQLite room inside the file counts as free; on PostgreSQL what a vacuum made
    /// free inside the files of the tables counts as used.
    pub async fn room(&self) -> Result<Room> {
        match &self.0.pools {
            Pools::Sqlite { read, .. } => self.sqlite_room(read.file().to_path_buf()).await,
            Pools::Postgres(pool) => {
                let used: i64 = sqlx::query_scalar(SIZE).fetch_one(pool).await?;
                let used = u64::try_from(used).unwrap_or(0);
                Ok(Room { used, free: None })
            }
        }
    }

    async fn sqlite_room(&self, file: PathBuf) -> Result<Room> {
        let mut tx = self.read().await?;
        let pages: Pages = tx.one(PAGES, values![]).await?;
        drop(tx);
        let bytes = |number: i64| u64::try_from(number.saturating_mul(pages.size)).unwrap_or(0);
        let (held, spare) = (bytes(pages.all), bytes(pages.spare));
        // A file system may be slow to answer.
        let (on_disk, log, free) = tokio::task::spawn_blocking(move || on_disk(&file))
            .await
            .map_err(|_| Error::Database(DatabaseError::Other("the disk was not measured")))?
            .map_err(|_| Error::Database(DatabaseError::Other("the disk was not measured")))?;
        // Pages that stand in the log alone will yet make the file longer.
        let owed = held.saturating_sub(on_disk);
        Ok(Room {
            used: held.saturating_sub(spare).saturating_add(log.max(LOG)),
            free: Some(
                free.saturating_add(spare)
                    .saturating_sub(owed)
                    .saturating_sub(LOG.saturating_sub(log)),
            ),
        })
    }

    /// Makes the room of a table's removed rows free for new ones. SQLite has done so when they went. On PostgreSQL
    /// they are cleared away; where more room is empty than full, the table is written anew without it, which locks it
    /// for so long: no table that the public waits for is ever left so, since it is emptied all the time and its end
    /// is cut off.
    pub async fn give_back(&self, table: &'static str) -> Result<()> {
        let Pools::Postgres(pool) = &self.0.pools else {
            return Ok(());
        };
        let run = async |sql: String| sqlx::raw_sql(AssertSqlSafe(sql)).execute(pool).await;
        run(format!("VACUUM (ANALYZE) {table}")).await?;
        let (held, full): (i64, i64) = sqlx::query_as(HELD).bind(table).fetch_one(pool).await?;
        if held > SMALL && held / 2 > full {
            run(format!("VACUUM (FULL, ANALYZE) {table}")).await?;
        }
        Ok(())
    }
}

struct Pages {
    all: i64,
    spare: i64,
    size: i64,
}

impl FromRow for Pages {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            all: row.get("page_count")?,
            spare: row.get("freelist_count")?,
            size: row.get("page_size")?,
        })
    }
}

/// The lengths of the file and of its log, and what the file system has free for us.
fn on_disk(file: &Path) -> std::io::Result<(u64, u64, u64)> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    let log = std::fs::metadata(PathBuf::from(log)).map_or(0, |log| log.len());
    let system = rustix::fs::statvfs(folder)?;
    let free = system.f_bavail.saturating_mul(system.f_frsize);
    Ok((std::fs::metadata(file)?.len(), log, free))
}

const PAGES: &str = "SELECT page_count, freelist_count, page_size \
    FROM pragma_page_count, pragma_freelist_count, pragma_page_size";

/// Below this a table is never written anew, in bytes.
const SMALL: i64 = 1024 * 1024;

/// What a table's file holds, and what its rows come to, in bytes.
///
/// Of long values the statistics know the pointer alone; their pieces are counted in the table behind.
const HELD: &str = "SELECT pg_table_size(held.oid), (
        GREATEST(held.reltuples, 0) * (28 + COALESCE((
            SELECT SUM(avg_width) FROM pg_stats
            WHERE schemaname = own.nspname AND tablename = held.relname), 0))
        + GREATEST(COALESCE(behind.reltuples, 0), 0) * 2036)::BIGINT
    FROM pg_class AS held JOIN pg_namespace AS own ON own.oid = held.relnamespace
    LEFT JOIN pg_class AS behind ON behind.oid = held.reltoastrelid
    WHERE held.oid = to_regclass($1)";

const SIZE: &str = "SELECT pg_database_size(current_database())";
