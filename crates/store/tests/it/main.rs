//! Both databases, for real: what a transaction promises, and what a migration refuses.

#![cfg(test)]

use std::sync::Arc;
use std::time::Duration;

use kernel::Id;
use store::{Db, Error, Kind, migrate, values};

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

    async fn a_parameter_is_the_value_of_its_number(test: TestDb) {
        let mut tx = test.desk.read().await.unwrap();
        let text = "SELECT $2 || $1 || $3 || $2 AS value";
        let (value,): (String,) = tx.one(text, values!["a", "b", "c"]).await.unwrap();
        assert_eq!(value, "bacb");
        assert!(tx.one::<(String,)>(text, values!["a", "b"]).await.is_err());
    }

    async fn it_is_counted_how_many_rows_were_touched(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        make_table(&mut tx).await;
        for name in ["one", "two", "two"] {
            let row = values![tx.new_id::<Thing>(), name];
            assert_eq!(tx.execute("INSERT INTO thing VALUES ($1, $2, NULL, NULL)", row).await.unwrap(), 1);
        }
        let update = "UPDATE thing SET flag = true WHERE name = $1";
        assert_eq!(tx.execute(update, values!["two"]).await.unwrap(), 2);
        assert_eq!(tx.execute(update, values!["three"]).await.unwrap(), 0);
    }

    async fn a_column_is_read_as_what_it_is(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        make_table(&mut tx).await;
        let row = values![tx.new_id::<Thing>(), "word", vec![1u8, 2], true];
        tx.execute("INSERT INTO thing VALUES ($1, $2, $3, $4)", row).await.unwrap();
        let wrong = "SELECT name AS value FROM thing";
        assert!(tx.one::<(i64,)>(wrong, values![]).await.is_err());
        assert!(tx.one::<(Vec<u8>,)>(wrong, values![]).await.is_err());
        assert!(tx.one::<(String,)>("SELECT name AS other FROM thing", values![]).await.is_err());
        let none = "SELECT CAST(NULL AS TEXT) AS value FROM thing";
        assert!(tx.one::<(String,)>(none, values![]).await.is_err());
        assert_eq!(tx.one::<(Option<String>,)>(none, values![]).await.unwrap(), (None,));
        assert_eq!(tx.one::<(bool,)>("SELECT flag AS value FROM thing", values![]).await.unwrap(), (true,));
        assert_eq!(tx.one::<(Vec<u8>,)>("SELECT bytes AS value FROM thing", values![]).await.unwrap(), (vec![1, 2],));
    }

    async fn a_reading_transaction_cannot_write(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        make_table(&mut tx).await;
        tx.commit().await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        assert!(tx.execute("DELETE FROM thing", values![]).await.is_err());
    }

    async fn whoever_goes_away_as_a_transaction_begins_leaves_nothing_of_it(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        make_table(&mut tx).await;
        tx.commit().await.unwrap();
        for number in 0..400_u64 {
            let going_away = async {
                for _ in 0..number % 50 {
                    tokio::task::yield_now().await;
                    std::thread::sleep(Duration::from_micros(20));
                }
            };
            // It may have begun in time, or not.
            tokio::select! {
                biased;
                begun = test.desk.read() => drop(begun.unwrap()),
                () = going_away => {}
            }
            if number % 4 == 0 {
                let mut tx = test.desk.write().await.unwrap();
                let id: Id<Thing> = tx.new_id();
                tx.execute("INSERT INTO thing VALUES ($1, 'word', NULL, NULL)", values![id]).await.unwrap();
                tx.commit().await.unwrap();
            }
        }
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

#[tokio::test]
async fn what_sqlite_rolled_back_by_itself_takes_no_more() {
    let test = store::testing::TestDb::sqlite().await;
    let mut tx = test.desk.write().await.unwrap();
    make_table(&mut tx).await;
    tx.commit().await.unwrap();

    // As a full disk does it.
    let mut tx = test.desk.write().await.unwrap();
    tx.execute("ROLLBACK", values![]).await.unwrap();
    let row = values![tx.new_id::<Thing>(), "late"];
    let late = tx
        .execute("INSERT INTO thing VALUES ($1, $2, NULL, NULL)", row)
        .await;
    assert!(late.is_err());
    assert!(tx.commit().await.is_err());

    let mut tx = test.desk.write().await.unwrap();
    let (count,): (i64,) = tx
        .one("SELECT count(*) AS value FROM thing", values![])
        .await
        .unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn what_another_process_holds_of_sqlite_is_waited_for() {
    let test = store::testing::TestDb::sqlite().await;
    let mut held = test.desk.write().await.unwrap();
    make_table(&mut held).await;
    let row = values![held.new_id::<Thing>(), "a"];
    held.execute("INSERT INTO thing VALUES ($1, $2, NULL, NULL)", row)
        .await
        .unwrap();
    // Connections of its own, as another process has them.
    let config = store::Config::at(&test.desk_address);
    let entropy = Arc::new(kernel::SystemEntropy);
    let other = Db::open(Kind::Desk, &config, test.clock.clone(), entropy, None)
        .await
        .unwrap();
    let waiting = tokio::spawn(async move {
        let mut tx = other.write().await.unwrap();
        tx.execute("UPDATE thing SET name = 'b'", values![])
            .await
            .unwrap()
    });
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert!(!waiting.is_finished());
    held.commit().await.unwrap();
    assert_eq!(waiting.await.unwrap(), 1);
}

#[tokio::test]
async fn a_store_that_is_closed_begins_nothing_more() {
    let test = store::testing::TestDb::sqlite().await;
    let hand = test.desk.read().await.unwrap();
    let closing = tokio::spawn({
        let desk = test.desk.clone();
        async move { desk.close().await }
    });
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(!closing.is_finished(), "a transaction is in hand");
    drop(hand);
    closing.await.unwrap();
    assert!(test.desk.read().await.is_err());
    assert!(test.desk.write().await.is_err());
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
