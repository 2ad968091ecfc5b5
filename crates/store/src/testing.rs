//! Both stores on both databases, on files: for tests alone.
//!
//! ```ignore
//! store::on_both! {
//!     async fn a_case_is_claimed_once(test: TestDb) { ... }
//! }
//! ```

#![expect(
    clippy::expect_used,
    reason = "a test that cannot have its database cannot go on"
)]

use std::sync::Arc;

use kernel::testing::{ManualClock, SeededEntropy};
use kernel::{Entropy, SystemEntropy, Timestamp};

use sha2::{Digest, Sha256};
use sqlx::{Connection, PgConnection};

use crate::{Config, Db, Keyring, Kind, migrate};

/// Where the test server of PostgreSQL answers; `cargo xtask test` starts one and sets it.
const SERVER: &str = "OPENHOTLINE_TEST_POSTGRES";

/// 2026-01-05T03:00:00Z: Monday, ten in the morning in Phnom Penh.
const START: Timestamp = Timestamp::from_micros(1_767_582_000_000_000);

/// A migrated desk and letterbox that vanish when dropped.
#[derive(Debug)]
pub struct TestDb {
    /// The desk's store, with a keyring.
    pub desk: Db,
    /// The letterbox's store, without.
    pub letterbox: Db,
    /// The clock of both: it stands until moved.
    pub clock: Arc<ManualClock>,
    /// The address of the desk's store, for a second connection.
    pub desk_address: String,
    /// The address of the letterbox's store.
    pub letterbox_address: String,
    /// The keyring of the desk.
    pub keyring: Arc<Keyring>,
    _folder: tempfile::TempDir,
}

impl TestDb {
    /// Two new SQLite files.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let at = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
        Self::open(at("desk.sqlite"), at("letterbox.sqlite"), folder).await
    }

    /// Two new PostgreSQL databases on the test server.
    pub async fn postgres() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let desk = migrated_database(Kind::Desk, "desk").await;
        let letterbox = migrated_database(Kind::Letterbox, "letterbox").await;
        Self::open(desk, letterbox, folder).await
    }

    async fn open(
        desk_address: String,
        letterbox_address: String,
        folder: tempfile::TempDir,
    ) -> Self {
        let clock = Arc::new(ManualClock::at(START));
        let keyring = Arc::new(Keyring::random(&SeededEntropy::new(1)));
        let open = |kind, address: &str, keyring| {
            let config = Config::at(address);
            let clock = Arc::clone(&clock);
            async move {
                let db = Db::open(kind, &config, clock, Arc::new(SystemEntropy), keyring)
                    .await
                    .expect("the test store opens");
                migrate::migrate(&db)
                    .await
                    .expect("the test store migrates");
                db
            }
        };
        Self {
            desk: open(Kind::Desk, &desk_address, Some(Arc::clone(&keyring))).await,
            letterbox: open(Kind::Letterbox, &letterbox_address, None).await,
            clock: Arc::clone(&clock),
            keyring,
            desk_address,
            letterbox_address,
            _folder: folder,
        }
    }
}

/// Makes an empty database on the test server, with a name of its own. Its address.
pub async fn new_database(kind: &str) -> String {
    let name = new_name(kind);
    let mut server = server().await;
    run(&mut server, format!("CREATE DATABASE {name}")).await;
    server.close().await.ok();
    format!("{}/{name}", address())
}

/// The same with its tables: a copy of one that the first test made for all, for copying takes a third of the time.
async fn migrated_database(kind: Kind, word: &str) -> String {
    let timeline = migrate::timeline(kind).iter();
    let texts: Vec<_> = timeline.map(|migration| migration.sql).collect();
    let digest = Sha256::digest(texts.concat());
    let digest = data_encoding::HEXLOWER.encode(&digest);
    let (digest, _) = digest.split_at(16);
    let original = format!("original_{word}_{digest}");
    let mut server = server().await;
    lock(
        &mut server,
        "SELECT pg_advisory_lock(hashtextextended($1, 0))",
        &original,
    )
    .await;
    if !is_whole(&mut server, &original).await {
        // What a test left that was ended over it.
        run(&mut server, format!("DROP DATABASE IF EXISTS {original}")).await;
        run(&mut server, format!("CREATE DATABASE {original}")).await;
        let clock = Arc::new(ManualClock::at(START));
        let config = Config::at(format!("{}/{original}", address()));
        let db = Db::open(kind, &config, clock, Arc::new(SystemEntropy), None)
            .await
            .expect("the original opens");
        migrate::migrate(&db).await.expect("the original migrates");
        db.close().await;
        run(
            &mut server,
            format!("ALTER DATABASE {original} IS_TEMPLATE true"),
        )
        .await;
    }
    lock(
        &mut server,
        "SELECT pg_advisory_unlock(hashtextextended($1, 0))",
        &original,
    )
    .await;
    let name = new_name(word);
    run(
        &mut server,
        format!("CREATE DATABASE {name} TEMPLATE {original}"),
    )
    .await;
    server.close().await.ok();
    format!("{}/{name}", address())
}

async fn is_whole(server: &mut PgConnection, original: &str) -> bool {
    sqlx::query_scalar("SELECT datistemplate FROM pg_database WHERE datname = $1")
        .bind(original)
        .fetch_optional(server)
        .await
        .expect("the test server knows its databases")
        .unwrap_or(false)
}

async fn lock(server: &mut PgConnection, sql: &'static str, name: &str) {
    let done = sqlx::query(sql).bind(name).execute(server).await;
    done.expect("the test server lets one test at a time make an original");
}

async fn run(server: &mut PgConnection, sql: String) {
    let done = sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
        .execute(server)
        .await;
    done.expect("the test server makes a database");
}

async fn server() -> PgConnection {
    PgConnection::connect(&format!("{}/postgres", address()))
        .await
        .expect("the test server of PostgreSQL answers")
}

fn address() -> String {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test command names the server"
    )]
    let server = std::env::var(SERVER);
    server.unwrap_or_else(|_| panic!("{SERVER} is not set: run the tests with `cargo xtask test`"))
}

fn new_name(kind: &str) -> String {
    let mut random = [0; 8];
    SystemEntropy.fill(&mut random);
    format!("test_{kind}_{:016x}", u64::from_le_bytes(random))
}

/// Writes each test out twice: once on SQLite, once on PostgreSQL.
#[macro_export]
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $name:ident($test:ident: TestDb) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "not every test uses every name")]
            use super::*;

            $(#[$attribute])*
            async fn body($test: $crate::testing::TestDb) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                body($crate::testing::TestDb::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                body($crate::testing::TestDb::postgres().await).await;
            }
        }
    )*};
}
