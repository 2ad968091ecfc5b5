//! Migrations: one add-only timeline a store. A migration that has been released is never edited; a test
//! holds each against the checksum recorded beside it.

use sha2::{Digest, Sha256};

use crate::db::Kind;
use crate::{Db, Error, FromRow, Result, Row, Tx, values};

/// One step of a store's timeline.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The file's name without its ending, such as `0002_jobs`.
    pub name: &'static str,
    /// The statements.
    pub sql: &'static str,
}

macro_rules! timeline {
    ($store:literal: $($name:literal),* $(,)?) => {
        &[$(Migration {
            name: $name,
            sql: include_str!(concat!("../migrations/", $store, "/", $name, ".sql")),
        }),*]
    };
}

const LETTERBOX: &[Migration] =
    timeline!("letterbox": "0001_letterbox", "0002_letterbox_functions");

const DESK: &[Migration] = timeline!("desk":
    "0001_audit",
    "0002_jobs",
    "0003_identity",
    "0004_location",
    "0005_trace",
    "0006_intake",
    "0007_assessment",
    "0008_stakeholders",
    "0009_referral",
    "0010_exchange",
    "0011_takedown",
    "0012_routing",
    "0013_dispatch",
    "0014_assessment_opinion",
    "0016_assessment_exposure",
    "0017_inventory",
    "0018_statistics",
);

/// The timeline of this kind of store.
pub const fn timeline(kind: Kind) -> &'static [Migration] {
    match kind {
        Kind::Letterbox => LETTERBOX,
        Kind::Desk => DESK,
    }
}

struct Applied {
    name: String,
    checksum: Vec<u8>,
}

impl FromRow for Applied {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            name: row.get("name")?,
            checksum: row.get("checksum")?,
        })
    }
}

/// Brings the store up to this program's tables. Doing it twice changes nothing.
pub async fn migrate(db: &Db) -> Result<()> {
    let mut tx = db.write().await?;
    // Two programs may start at once.
    tx.lock("store.migrate").await?;
    tx.script(CREATE).await?;
    let applied = applied(&mut tx).await?;
    compare(db, &applied, false)?;
    for (number, migration) in timeline(db.0.kind).iter().enumerate().skip(applied.len()) {
        tx.script(migration.sql).await?;
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let now = tx.now();
        tx.execute(
            RECORD,
            values![number, migration.name, checksum(migration), now],
        )
        .await?;
    }
    tx.commit().await
}

/// An error unless the store's tables are exactly this program's.
pub async fn require_current(db: &Db) -> Result<()> {
    let mut tx = db.read().await?;
    let applied = applied(&mut tx)
        .await
        .map_err(|_| Error::Version("not made yet, or not reachable"))?;
    compare(db, &applied, true)
}

fn compare(db: &Db, applied: &[Applied], complete: bool) -> Result<()> {
    let ours = timeline(db.0.kind);
    if applied.len() > ours.len() {
        return Err(Error::Version("ahead of this program"));
    }
    if complete && applied.len() < ours.len() {
        return Err(Error::Version("behind this program"));
    }
    for (theirs, ours) in applied.iter().zip(ours) {
        if theirs.name != ours.name || theirs.checksum != checksum(ours) {
            return Err(Error::Version("of another timeline"));
        }
    }
    Ok(())
}

async fn applied(tx: &mut Tx) -> Result<Vec<Applied>> {
    tx.all(APPLIED, values![]).await
}

fn checksum(migration: &Migration) -> Vec<u8> {
    Sha256::digest(migration.sql.as_bytes()).to_vec()
}

const CREATE: &str = "CREATE TABLE IF NOT EXISTS store_migration (
    number BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    checksum BYTEA NOT NULL,
    applied_at BIGINT NOT NULL
)";

const APPLIED: &str = "-- store.migration.applied
SELECT name, checksum FROM store_migration ORDER BY number";

const RECORD: &str = "-- store.migration.record
INSERT INTO store_migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)";
