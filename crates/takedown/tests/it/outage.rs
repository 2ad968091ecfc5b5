//! What cannot be looked at or written stops no other, and a network of ours that is down says nothing of any place.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use egress::Vantage;
use intake::Case;
use jobs::Stop;
use kernel::{Id, SystemEntropy};
use store::{Db, Place, values};
use takedown::{Aim, sit};

use crate::watcher::{answer, by_case, change, is_down, no_answer, pack, sit_with, watched};
use crate::world::job;

/// Has the working URL of a case's place be this.
async fn leads_to(db: &Db, case: Id<Case>, url: &str) {
    let mut tx = db.write().await.unwrap();
    let location = intake::case(&mut tx, &job(), case).await.unwrap().location;
    let key = location::data_key(&mut tx, &job(), location).await.unwrap();
    let (working,): (Id<location::Spelling>,) = tx
        .one(
            "SELECT working_id AS value FROM location_location WHERE id = $1",
            values![location],
        )
        .await
        .unwrap();
    let place = Place::new("location_spelling", "url", working);
    let sealed = key.seal(place, url.as_bytes(), tx.entropy());
    let sql = "UPDATE location_spelling SET url = $2 WHERE id = $1";
    tx.execute(sql, values![working, sealed]).await.unwrap();
    tx.commit().await.unwrap();
}

store::on_both! {
    async fn a_place_that_does_not_open_stops_no_other(test: TestDb) {
        let (db, pack) = (&test.desk, pack());
        let cases = watched(db, 5, 1).await;
        let damaged = "UPDATE location_location SET data_key = $1 WHERE id =
            (SELECT location_id FROM takedown_watch WHERE case_id = $2)";
        change(db, damaged, values![vec![1_u8, 2, 3], cases[2]]).await;
        assert_eq!(sit_with(db, &pack, answer(200, None)).await, 4);
        assert!(!by_case(db).await.contains_key(&cases[2].as_bytes()[..]));
        assert_eq!(sit_with(db, &pack, answer(200, None)).await, 0);
        test.clock.advance(Duration::from_mins(6));
        let mut tx = db.read().await.unwrap();
        let late = takedown::overdue(&mut tx, &job()).await.unwrap();
        assert_eq!(late.count, 1, "and it shows as overdue");
    }

    async fn a_place_that_does_not_open_says_nothing_of_its_host(test: TestDb) {
        let (db, pack) = (&test.desk, pack());
        let cases = watched(db, 1, 2).await;
        // It is to come after the other.
        change(db, "UPDATE takedown_watch SET ready_at = ready_at + 1 WHERE case_id = $1", values![cases[1]]).await;
        let damaged = "UPDATE location_location SET data_key = $1 WHERE id =
            (SELECT location_id FROM takedown_watch WHERE case_id = $2)";
        change(db, damaged, values![vec![1_u8, 2, 3], cases[1]]).await;
        assert_eq!(sit_with(db, &pack, answer(429, None)).await, 1);
        for _ in 0..70 {
            test.clock.advance(Duration::from_secs(1));
            assert_eq!(sit_with(db, &pack, answer(429, None)).await, 0);
        }
        let mut tx = db.read().await.unwrap();
        let (late,): (i64,) = tx
            .one("SELECT COUNT(*) AS value FROM takedown_watch WHERE ready_at > next_at AND token IS NULL", values![])
            .await
            .unwrap();
        assert_eq!(late, 1, "it was chosen and put off");
        let (pause,): (i64,) = tx.one("SELECT pause AS value FROM trace_host", values![]).await.unwrap();
        assert_eq!(pause, 60_000_000, "its host has had too much all the same");
        let (held,): (i64,) = tx
            .one("SELECT COUNT(*) AS value FROM trace_host WHERE token IS NOT NULL", values![])
            .await
            .unwrap();
        assert_eq!(held, 0, "and may be asked again");
    }

    async fn a_look_that_cannot_be_written_is_not_made_again_at_once(test: TestDb) {
        let (db, pack) = (&test.desk, pack());
        let cases = watched(db, 3, 1).await;
        // An earlier check that nobody can read.
        let broken = "INSERT INTO takedown_check (id, case_id, location_id, at, cause, vantage, abroad, seen, verdict,
            detail, entry_id) SELECT $1, case_id, location_id, started_at, 'watch', 'house', FALSE, 'nonsense', 'up',
            $2, $1 FROM takedown_watch WHERE case_id = $3";
        let id = Id::<()>::random(&SystemEntropy);
        change(db, broken, values![id, Vec::<u8>::new(), cases[1]]).await;
        assert_eq!(sit_with(db, &pack, answer(404, None)).await, 3);
        assert_eq!(by_case(db).await.len(), 3, "the others are written");
        for _ in 0..4 {
            test.clock.advance(jobs::LEASE);
            assert_eq!(sit_with(db, &pack, answer(404, None)).await, 0, "its host is left alone");
        }
        test.clock.advance(pack.watch.every * 2);
        change(db, "DELETE FROM takedown_check WHERE id = $1", values![id]).await;
        let mut looks = 0;
        for _ in 0..150 {
            looks += sit_with(db, &pack, answer(404, None)).await;
            test.clock.advance(Duration::from_mins(1));
        }
        assert!(looks >= 3, "in its time it is looked at again");
        assert!(by_case(db).await.contains_key(&cases[1].as_bytes()[..]));
    }

    async fn without_a_network_nothing_is_said_of_any_place(test: TestDb) {
        let (db, pack) = (&test.desk, pack());
        watched(db, 40, 1).await;
        let looks = Arc::new(AtomicUsize::new(0));
        for minute in 0..20 {
            let fault = match minute {
                0..6 => egress::Fault::TimedOut,
                _ => egress::Fault::Name(egress::NameError::Failed),
            };
            let look = |_: Aim| {
                looks.fetch_add(1, Ordering::SeqCst);
                async move { no_answer(fault) }
            };
            sit(db, &job(), &pack, &[Vantage::house()], look, is_down, &Stop::never()).await.unwrap();
            test.clock.advance(Duration::from_mins(1));
        }
        assert!(looks.load(Ordering::SeqCst) >= 80);
        assert!(by_case(db).await.is_empty(), "nothing is written");
        let mut tx = db.read().await.unwrap();
        let late = takedown::overdue(&mut tx, &job()).await.unwrap();
        assert_eq!(late.count, 40, "it shows as overdue");
        drop(tx);
        for _ in 0..40 {
            sit_with(db, &pack, answer(200, None)).await;
            test.clock.advance(Duration::from_secs(30));
        }
        assert_eq!(by_case(db).await.len(), 40);
    }

    async fn without_tor_nothing_is_said_of_onion_services(test: TestDb) {
        let (db, pack) = (&test.desk, pack());
        let cases = watched(db, 4, 1).await;
        let service = format!("http://{}.onion/p/17", "a".repeat(56));
        for case in &cases[..3] {
            leads_to(db, *case, &service).await;
        }
        // The house's network works, and Tor does not.
        let tor_is_down = |name: String| async move { name != egress::TOR };
        let look = |_: Aim| async { no_answer(egress::Fault::Vantage) };
        sit(db, &job(), &pack, &[Vantage::house()], look, tor_is_down, &Stop::never()).await.unwrap();
        let written = by_case(db).await;
        assert_eq!(written.len(), 1, "the place that is none is written");
        assert!(written.contains_key(&cases[3].as_bytes()[..]));
        // Where none is configured, people look.
        let look = |_: Aim| async { no_answer(egress::Fault::NoTor) };
        for _ in 0..30 {
            test.clock.advance(Duration::from_mins(1));
            sit(db, &job(), &pack, &[Vantage::house()], look, tor_is_down, &Stop::never()).await.unwrap();
        }
        assert_eq!(by_case(db).await.len(), 4);
    }

    async fn silent_places_are_written_where_the_network_works(test: TestDb) {
        let (db, pack) = (&test.desk, pack());
        watched(db, 5, 1).await;
        assert_eq!(sit_with(db, &pack, no_answer(egress::Fault::TimedOut)).await, 5);
        assert_eq!(by_case(db).await.len(), 5);
    }
}
