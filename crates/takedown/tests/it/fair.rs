//! A host that has more places than it can be asked about: each of them is looked at as often as the others.

use std::sync::Arc;
use std::time::Duration;

use kernel::{Id, SystemEntropy};
use pack::Pack;
use store::values;

use crate::watcher::{answer, by_case, change, pack, sit_with, watched};

const GAP: Duration = Duration::from_secs(1);

/// Each of the places is due every four turns at their host.
fn too_often() -> Arc<Pack> {
    let mut pack = Pack::clone(&pack());
    pack.watch.host_gap = GAP;
    pack.watch.every = GAP * 4;
    pack.watch.older.clear();
    Arc::new(pack)
}

store::on_both! {
    async fn whoever_missed_turns_is_looked_at_before_those_who_wait_for_less_long(test: TestDb) {
        let (db, pack) = (&test.desk, too_often());
        watched(db, 1, 12).await;
        let mut looks = 0;
        // Now one turn passes, now several: of those all but one are missed.
        let tenths = [7, 9, 24, 10, 31, 12, 15].into_iter().cycle();
        for passes in tenths.take(150) {
            looks += sit_with(db, &pack, answer(200, None)).await;
            test.clock.advance(GAP * passes / 10);
        }
        assert!(looks > 100, "{looks}");
        let counts = by_case(db).await;
        let (fewest, most) = (counts.values().min().unwrap(), counts.values().max().unwrap());
        assert!(counts.len() == 12 && most - fewest <= 3, "{counts:?}");
    }

    async fn whom_a_dead_worker_had_in_hand_waits_no_longer_than_the_others(test: TestDb) {
        let (db, pack) = (&test.desk, too_often());
        let cases = watched(db, 1, 12).await;
        // Its lease is over, and no lease of its host's is.
        let dead = "UPDATE takedown_watch SET token = $1 WHERE case_id = $2";
        change(db, dead, values![Id::<()>::random(&SystemEntropy), cases[11]]).await;
        assert_eq!(sit_with(db, &pack, answer(200, None)).await, 1);
        let mut tx = db.read().await.unwrap();
        let (held,): (i64,) = tx
            .one("SELECT COUNT(*) AS value FROM takedown_watch WHERE token IS NOT NULL", values![])
            .await
            .unwrap();
        assert_eq!(held, 0, "nobody has what was only given a turn");
        drop(tx);
        for _ in 0..36 {
            test.clock.advance(GAP);
            sit_with(db, &pack, answer(200, None)).await;
        }
        let counts = by_case(db).await;
        assert!(counts.values().all(|count| (2..=4).contains(count)), "{counts:?}");
        assert_eq!(counts.len(), 12);
    }
}
