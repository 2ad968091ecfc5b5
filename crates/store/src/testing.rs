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
        let desk = new_database("desk").await;
        let letterbox = new_database("letterbox").await;
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
    use sqlx::Connection;
    #[expect(
        clippy::disallowed_methods,
        reason = "the test command names the server"
    )]
    let server = std::env::var(SERVER)
        .unwrap_or_else(|_| panic!("{SERVER} is not set: run the tests with `cargo xtask test`"));
    let mut random = [0; 8];
    SystemEntropy.fill(&mut random);
    let name = format!("test_{kind}_{:016x}", u64::from_le_bytes(random));
    let mut connection = sqlx::PgConnection::connect(&format!("{server}/postgres"))
        .await
        .expect("the test server of PostgreSQL answers");
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&mut connection)
        .await
        .expect("the test server makes a database");
    connection.close().await.ok();
    format!("{server}/{name}")
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
