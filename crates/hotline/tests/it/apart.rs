//! The letterbox on a machine of its own: its configuration has neither keyring nor desk, and on PostgreSQL it
//! connects as a role that may submit and read the replies of one receipt.

use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use demo::{Product, Reporter, Stores};
use kernel::{SystemClock, SystemEntropy};
use smallnet::{SmallNet, story};
use store::{Config, DatabaseError, Db, Error, Kind, values};
use tokio::process::{Child, Command};

use crate::{PROGRAM, prepared_at};

/// A prepared product, and beside it the folder of another machine: a configuration and the key file.
pub(crate) struct Apart {
    pub(crate) product: Product,
    pub(crate) stores: Stores,
    /// The letterbox's store as the other machine reaches it.
    pub(crate) address: String,
    folder: tempfile::TempDir,
}

impl Apart {
    /// Both stores on PostgreSQL, and the role made as an operator makes it.
    pub(crate) async fn on_postgres(net: &SmallNet) -> Self {
        let stores = Stores {
            letterbox: store::testing::new_database("letterbox").await,
            desk: store::testing::new_database("desk").await,
        };
        let product = prepared_at(net, Some(stores.clone())).await;
        let role = stores.letterbox.replace("/test_letterbox_", "/test_role_");
        let role = role.rsplit('/').next().unwrap();
        let sql = product.run(&["store", "roles", "--role", role], "").await;
        psql(&stores.letterbox, &sql.unwrap());
        let (_, place) = stores.letterbox.split_once('@').unwrap();
        let address = format!("postgres://{role}@{place}");
        Self::new(product, stores, address)
    }

    /// Both stores on SQLite: the other machine has the letterbox's file alone.
    pub(crate) async fn on_sqlite(net: &SmallNet) -> Self {
        let product = prepared_at(net, None).await;
        let file = |name| format!("sqlite:{}", product.folder().join(name).display());
        let stores = Stores {
            letterbox: file("letterbox.sqlite"),
            desk: file("desk.sqlite"),
        };
        let address = stores.letterbox.clone();
        Self::new(product, stores, address)
    }

    fn new(product: Product, stores: Stores, address: String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("letterbox.keys");
        std::fs::copy(product.folder().join("letterbox.keys"), &keys).unwrap();
        let apart = Self {
            product,
            stores,
            address,
            folder,
        };
        apart.configure(&apart.address);
        apart
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("hotline.toml")
    }

    /// Writes the other machine's configuration: no keyring, no passphrase, no desk.
    fn configure(&self, letterbox: &str) {
        let text = format!(
            "pack = \"demo\"\ndemonstration = true\n[store]\nletterbox = \"{letterbox}\"\n\
             [keys]\nletterbox = \"{}\"\n[letterbox]\nlisten = \"{}\"\n",
            self.folder.path().join("letterbox.keys").display(),
            self.product.letterbox.trim_start_matches("http://"),
        );
        std::fs::write(self.config(), text).unwrap();
    }

    /// Starts `hotline letterbox` on the other machine, and waits until it answers.
    pub(crate) async fn letterbox(&self) -> Child {
        let log = std::fs::File::create(self.folder.path().join("log")).unwrap();
        let child = start(self.config(), "letterbox", log);
        let address = self.product.letterbox.trim_start_matches("http://");
        for _ in 0..400 {
            if tokio::net::TcpStream::connect(address).await.is_ok() {
                return child;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the letterbox does not open: {}", self.log());
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// Runs a command of the other machine to its end.
    fn run(&self, command: &str) -> Output {
        std::process::Command::new(PROGRAM)
            .arg("--config")
            .arg(self.config())
            .arg(command)
            .output()
            .unwrap()
    }

    /// What `hotline check` says on the other machine, which connects to this address.
    fn check(&self, letterbox: &str) -> (bool, String) {
        self.configure(letterbox);
        let output = self.run("check");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.success(), said)
    }
}

fn start(config: PathBuf, command: &str, log: std::fs::File) -> Child {
    Command::new(PROGRAM)
        .arg("--config")
        .arg(config)
        .arg(command)
        .stdin(Stdio::null())
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Runs SQL as an operator does.
fn psql(address: &str, sql: &str) {
    let output = std::process::Command::new("psql")
        .args(["--no-psqlrc", "-v", "ON_ERROR_STOP=1", address, "-c", sql])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

async fn open(kind: Kind, address: &str) -> store::Result<Db> {
    let config = Config::at(address);
    Db::open(
        kind,
        &config,
        Arc::new(SystemClock),
        Arc::new(SystemEntropy),
        None,
    )
    .await
}

async fn count(kind: Kind, address: &str, sql: &'static str) -> i64 {
    let db = open(kind, address).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let (count,): (i64,) = tx.one(sql, values![]).await.unwrap();
    count
}

/// The SQLSTATE of "insufficient privilege".
fn is_refused(error: &Error) -> bool {
    matches!(error, Error::Database(DatabaseError::Code { code, .. }) if code == "42501")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_goes_through_the_role_and_its_answer_comes_back() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let apart = Apart::on_postgres(&net).await;
    let _letterbox = apart.letterbox().await;
    let log = std::fs::File::create(apart.product.folder().join("log")).unwrap();
    let _work = start(apart.product.folder().join("hotline.toml"), "work", log);
    let mut reporter = Reporter::new(&apart.product.letterbox, "en").unwrap();
    let url = format!("http://{}:{}/p/17", story::AT_HOME, net.site_port());
    let receipt = reporter.report(&[&url], "").await.unwrap();
    let began = std::time::Instant::now();
    while reporter.steps(&receipt).await.unwrap() == 0 {
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "{}{}",
            apart.log(),
            apart.product.log()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let filed = "SELECT count(*) AS value FROM intake_report";
    assert_eq!(count(Kind::Desk, &apart.stores.desk, filed).await, 1);
    let collected = "SELECT count(*) AS value FROM letterbox_collected";
    assert_eq!(
        count(Kind::Letterbox, &apart.stores.letterbox, collected).await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letterbox_runs_without_keyring_and_desk_and_nothing_else_does() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let apart = Apart::on_sqlite(&net).await;
    let _letterbox = apart.letterbox().await;
    let mut reporter = Reporter::new(&apart.product.letterbox, "en").unwrap();
    reporter
        .report(&["http://host-a.test/p/17"], "")
        .await
        .unwrap();
    for command in ["desk", "work", "serve"] {
        let output = apart.run(command);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{command}");
        assert!(
            said.contains("this machine has no desk"),
            "{command}: {said}"
        );
    }
    let (well, said) = apart.check(&apart.address);
    assert!(well, "{said}");
    assert!(
        said.contains("no keyring: this machine runs the letterbox alone"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_the_role_what_the_letterbox_does_not_need() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let apart = Apart::on_postgres(&net).await;
    let db = open(Kind::Letterbox, &apart.address).await.unwrap();
    for statement in REFUSED {
        let mut tx = db.write().await.unwrap();
        let error = tx.execute(statement, values![]).await.expect_err(statement);
        assert!(is_refused(&error), "{statement}: {error:?}");
    }
    let desk = apart.address.rsplit_once('/').unwrap().0.to_owned()
        + "/"
        + apart.stores.desk.rsplit('/').next().unwrap();
    let error = open(Kind::Desk, &desk).await.unwrap_err();
    assert!(is_refused(&error), "{error:?}");

    // What it may: put in, and read the replies of a lookup id that it knows, and of no other.
    let owner = open(Kind::Letterbox, &apart.stores.letterbox)
        .await
        .unwrap();
    let mut tx = owner.write().await.unwrap();
    for lookup in [1_u8, 2] {
        let id: kernel::Id<()> = tx.new_id();
        let reply =
            "INSERT INTO letterbox_reply (id, lookup_id, day, sealed) VALUES ($1, $2, 1, $3)";
        tx.execute(reply, values![id, [lookup; 32], vec![lookup]])
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let mut tx = db.write().await.unwrap();
    letterbox::submit(
        &mut tx,
        &identity::Actor::reporter(),
        vec![vec![1], vec![2, 3], vec![]],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let too_long = vec![vec![1; letterbox::SIZE_CLASSES[5] + 1]];
    letterbox::submit(&mut tx, &identity::Actor::reporter(), too_long)
        .await
        .expect_err("a row that no size class has");
    drop(tx);
    let mut tx = db.read().await.unwrap();
    let replies = letterbox::replies(&mut tx, &identity::Actor::reporter(), &[2; 32])
        .await
        .unwrap();
    assert_eq!(replies, [[2]]);
    let submitted = "SELECT count(*) AS value FROM letterbox_submission";
    assert_eq!(
        count(Kind::Letterbox, &apart.stores.letterbox, submitted).await,
        3
    );
}

/// What an intruder would try first. Every one is refused by the database itself.
const REFUSED: &[&str] = &[
    "SELECT seq FROM letterbox_submission",
    "SELECT count(*) FROM letterbox_submission",
    "DELETE FROM letterbox_submission",
    "UPDATE letterbox_submission SET day = 0",
    "INSERT INTO letterbox_submission (day, sealed) VALUES (1, '')",
    "TRUNCATE letterbox_submission",
    "DROP TABLE letterbox_submission",
    "ALTER TABLE letterbox_submission ADD COLUMN more BIGINT",
    "LOCK TABLE letterbox_submission IN ACCESS EXCLUSIVE MODE",
    "COPY letterbox_submission TO STDOUT",
    "SELECT sealed FROM letterbox_collected",
    "DELETE FROM letterbox_collected",
    "UPDATE letterbox_collected SET collected_day = 0",
    "SELECT sealed FROM letterbox_reply",
    "SELECT lookup_id FROM letterbox_reply",
    "DELETE FROM letterbox_reply",
    "UPDATE letterbox_reply SET sealed = ''",
    "INSERT INTO letterbox_reply (id, lookup_id, day, sealed) VALUES (gen_random_uuid(), '', 1, '')",
    "SELECT last_value FROM letterbox_submission_seq_seq",
    "SELECT setval('letterbox_submission_seq_seq', 1)",
    "DELETE FROM store_migration",
    "UPDATE store_migration SET name = ''",
    "CREATE TABLE mine (word TEXT)",
    "CREATE TEMPORARY TABLE letterbox_reply (word TEXT)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION public.mine() RETURNS BIGINT LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION public.letterbox_replies(lookup_id BYTEA) RETURNS SETOF BYTEA LANGUAGE sql \
     AS 'SELECT sealed FROM letterbox_reply'",
    "ALTER FUNCTION public.letterbox_replies(BYTEA) SECURITY INVOKER",
    "DROP FUNCTION public.letterbox_replies(BYTEA)",
    "UPDATE pg_catalog.pg_proc SET prosrc = 'SELECT sealed FROM letterbox_reply' WHERE proname = 'letterbox_replies'",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "SELECT pg_read_file('postgresql.conf')",
    "CREATE ROLE mine",
    "SET ROLE postgres",
];

#[tokio::test(flavor = "multi_thread")]
async fn check_says_where_the_role_may_too_much_or_too_little() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let apart = Apart::on_postgres(&net).await;
    let (well, said) = apart.check(&apart.address);
    assert!(well, "{said}");
    let nothing_else = "well   the letterbox's role may submit and read the replies of one receipt, and nothing else";
    assert!(said.contains(nothing_else), "{said}");

    let (well, said) = apart.check(&apart.stores.letterbox);
    assert!(!well, "{said}");
    assert!(said.contains("may do more than submit"), "{said}");
    let role = apart.address.split(['/', '@']).nth(2).unwrap();
    let owner = &apart.stores.letterbox;
    psql(
        owner,
        &format!("GRANT SELECT (sealed) ON letterbox_submission TO {role}"),
    );
    let (well, said) = apart.check(&apart.address);
    assert!(!well, "{said}");
    assert!(
        said.contains("of one receipt: select on letterbox_submission\n"),
        "{said}"
    );

    psql(
        owner,
        &format!("REVOKE ALL (sealed) ON letterbox_submission FROM {role}"),
    );
    psql(
        owner,
        &format!("REVOKE EXECUTE ON FUNCTION letterbox_replies(BYTEA) FROM {role}"),
    );
    let (well, said) = apart.check(&apart.address);
    assert!(!well, "{said}");
    assert!(
        said.contains("may not: execute letterbox_replies\n"),
        "{said}"
    );

    // Where the workers are, the same role is too little.
    let file = apart.product.folder().join("hotline.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace(&**owner, &apart.address)).unwrap();
    let output = apart.product.try_run(&["check"], "").await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        said.contains("the workers collect and answer, and their role"),
        "{said}"
    );
    assert!(!output.status.success());
}
