//! A process that is to stop, as for a new version: it does not wait for places that let it wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use egress::Vantage;
use jobs::Stop;
use takedown::{Aim, sit};

use crate::watcher::{answer, by_case, pack, sit_with, watched, works};
use crate::world::job;

store::on_both! {
    async fn a_process_that_is_to_stop_ends_its_sitting_at_once(test: TestDb) {
        let (db, pack) = (test.desk.clone(), pack());
        let cases = watched(&db, 20, 1).await;
        let (send, stop) = tokio::sync::watch::channel(());
        // Ten answer, and ten let us wait for longer than anybody would.
        let looks = Arc::new(AtomicUsize::new(0));
        let look = |_: Aim| {
            let number = looks.fetch_add(1, Ordering::SeqCst);
            if number == 19 {
                send.send(()).unwrap();
            }
            async move {
                tokio::time::sleep(Duration::from_millis(300)).await;
                if number >= 10 {
                    std::future::pending::<()>().await;
                }
                answer(200, None)
            }
        };
        let began = tokio::time::Instant::now();
        sit(&db, &job(), &pack, &[Vantage::house()], look, works, &Stop::from(stop)).await.unwrap();
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        assert_eq!(by_case(&db).await.len(), 10, "what answered is written");
        // What did not is in nobody's hands, and is looked at by whoever sits next: its host has rested by then.
        test.clock.advance(Duration::from_secs(31));
        assert_eq!(sit_with(&db, &pack, answer(200, None)).await, 10);
        let counts = by_case(&db).await;
        assert!(cases.iter().all(|case| counts[&case.as_bytes()[..]] == 1));
    }
}
