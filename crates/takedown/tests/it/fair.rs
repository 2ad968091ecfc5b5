//! A host that has more places than it can be asked about: each of them is looked at as often as the others.

use std::sync::Arc;
use std::time::Duration;

use pack::Pack;

use crate::watcher::{answer, by_case, pack, sit_with, watched};

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
}
