//! Both databases, for real: what a transaction promises, and what a migration refuses.

#![cfg(test)]

use std::time::Duration;

use kernel::Id;
use store::{Error, migrate, values};

enum Thing {}

store::on_both! {
    async fn what_is_committed_is_there_and_the_rest_is_not(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        make_table(&mut tx).await;
        let id: Id<Thing> = tx.new_id();
        tx.execute("INSERT INTO thing VALUES ($1, $2, $3, $4)", values![id, "word", vec![1u8, 2], true])
            .await
            .unwrap();
        tx.commit().await.unwrap();

        let mut dropped = test.desk.write().await.unwrap();
        dropped.execute("DELETE FROM thing", values![]).await.unwrap();
        drop(dropped);

        let mut tx = test.desk.read().await.unwrap();
        let (name,): (String,) = tx
            .one("SELECT name AS value FROM thing WHERE id = $1 AND flag = $2", values![id, true])
            .await
            .unwrap();
        assert_eq!(name, "word");
    }

    async fn a_savepoint_takes_back_its_own_part_alone(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        make_table(&mut tx).await;
        let insert = "INSERT INTO thing VALUES ($1, $2, NULL, NULL)";
        let id: Id<Thing> = tx.new_id();
        tx.execute(insert, values![id, "kept"]).await.unwrap();
        tx.savepoint().await.unwrap();
        let refused = tx.execute(insert, values![id, "twice"]).await.unwrap_err();
        assert!(refused.is_duplicate(), "{refused:?}");
        tx.roll_back_to_savepoint().await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        let (count,): (i64,) = tx.one("SELECT count(*) AS value FROM thing", values![]).await.unwrap();
        assert_eq!(count, 1);
    }

    async fn a_reading_transaction_cannot_write(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        make_table(&mut tx).await;
        tx.commit().await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        assert!(tx.execute("DELETE FROM thing", values![]).await.is_err());
    }

    async fn writers_wait_their_turn_and_none_is_refused(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        make_table(&mut tx).await;
        tx.commit().await.unwrap();
        let tasks: Vec<_> = (0..32)
            .map(|_| {
                let db = test.desk.clone();
                tokio::spawn(async move {
                    let mut tx = db.write().await?;
                    let id: Id<Thing> = tx.new_id();
                    tx.execute("INSERT INTO thing VALUES ($1, 'word', NULL, NULL)", values![id]).await?;
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    tx.commit().await
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let mut tx = test.desk.read().await.unwrap();
        let (count,): (i64,) = tx.one("SELECT count(*) AS value FROM thing", values![]).await.unwrap();
        assert_eq!(count, 32);
    }

    async fn migrating_twice_changes_nothing_and_another_timeline_is_refused(test: TestDb) {
        migrate::migrate(&test.desk).await.unwrap();
        migrate::require_current(&test.desk).await.unwrap();
        let mut tx = test.desk.write().await.unwrap();
        tx.execute("UPDATE store_migration SET name = 'other' WHERE number = 0", values![]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(migrate::migrate(&test.desk).await, Err(Error::Version(_))));
        assert!(matches!(migrate::require_current(&test.desk).await, Err(Error::Version(_))));
    }
}

async fn make_table(tx: &mut store::Tx) {
    tx.execute(
        "CREATE TABLE thing (id UUID PRIMARY KEY, name TEXT NOT NULL, bytes BYTEA, flag BOOLEAN)",
        values![],
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn what_postgres_acknowledges_is_on_its_disk() {
    let test = store::testing::TestDb::postgres().await;
    for db in [&test.desk, &test.letterbox] {
        let mut tx = db.write().await.unwrap();
        let (setting,): (String,) = tx
            .one(
                "SELECT current_setting('synchronous_commit') AS value",
                values![],
            )
            .await
            .unwrap();
        assert_eq!(setting, "on");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn files_of_sqlite_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let test = store::testing::TestDb::sqlite().await;
    let path = test.desk_address.strip_prefix("sqlite:").unwrap();
    for ending in ["", "-wal", "-shm"] {
        let mode = std::fs::metadata(format!("{path}{ending}"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{ending}");
    }
}

#[test]
fn a_keyring_opens_with_its_passphrase_alone() {
    use kernel::{Sensitive, SystemEntropy};
    use store::{Keyring, keyring_file};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring");
    let keyring = Keyring::random(&SystemEntropy);
    let passphrase = Sensitive::new("a long enough sentence".to_owned());
    keyring_file::create(&path, &keyring, &passphrase, &SystemEntropy).unwrap();
    let again = keyring_file::open(&path, &passphrase).unwrap();
    assert_eq!(again.blind_index("p", b"v"), keyring.blind_index("p", b"v"));
    assert!(matches!(
        keyring_file::open(&path, &Sensitive::new("another".to_owned())),
        Err(keyring_file::Error::Passphrase)
    ));
    assert!(
        keyring_file::create(&path, &keyring, &passphrase, &SystemEntropy).is_err(),
        "an existing keyring is never overwritten"
    );
}
