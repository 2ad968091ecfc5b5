//! The queue on both databases: once in effect, whatever dies.

#![cfg(test)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jobs::{LEASE, Outcome, Registry, Worker};
use store::{Db, values};

async fn queue(db: &Db, number: i64, unique_key: Option<&str>) {
    let mut tx = db.write().await.unwrap();
    let now = tx.now();
    jobs::queue_at(&mut tx, "test.count", &number, now, unique_key)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn counting(runs: &Arc<AtomicUsize>) -> Registry {
    let mut registry = Registry::default();
    let runs = Arc::clone(runs);
    registry.bind("test.count", move |_| {
        runs.fetch_add(1, Ordering::SeqCst);
        async {
            Outcome::done(|tx| {
                Box::pin(async move {
                    tx.execute("INSERT INTO done VALUES (1)", values![]).await?;
                    Ok(())
                })
            })
        }
    });
    registry
}

async fn make_table(db: &Db) {
    let mut tx = db.write().await.unwrap();
    tx.execute("CREATE TABLE done (one BIGINT)", values![])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn done(db: &Db) -> i64 {
    let mut tx = db.read().await.unwrap();
    let (count,): (i64,) = tx
        .one("SELECT COUNT(*) AS value FROM done", values![])
        .await
        .unwrap();
    count
}

store::on_both! {
    async fn a_run_learns_that_its_worker_is_to_stop(test: TestDb) {
        queue(&test.desk, 1, None).await;
        let mut registry = Registry::default();
        let begun = Arc::new(AtomicUsize::new(0));
        let runs = Arc::clone(&begun);
        registry.bind("test.count", move |run| {
            runs.fetch_add(1, Ordering::SeqCst);
            async move {
                assert!(!run.stop().is_asked());
                // It would go on for as long as its lease.
                run.stop().asked().await;
                assert!(run.stop().is_asked());
                Outcome::nothing()
            }
        });
        let (stop, stopped) = tokio::sync::watch::channel(());
        let worker = Worker::new(test.desk.clone(), registry, 8, Duration::from_millis(5));
        let working = tokio::spawn(worker.run(stopped));
        while begun.load(Ordering::SeqCst) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.send(()).unwrap();
        tokio::time::timeout(Duration::from_secs(20), working).await.expect("it ended early").unwrap();
        let mut tx = test.desk.read().await.unwrap();
        let (left,): (i64,) = tx.one("SELECT COUNT(*) AS value FROM jobs_job", values![]).await.unwrap();
        assert_eq!(left, 0);
        let never = jobs::Stop::never();
        assert!(!never.is_asked());
        assert!(tokio::time::timeout(Duration::from_millis(10), never.asked()).await.is_err());
    }

    async fn four_workers_do_each_job_once(test: TestDb) {
        make_table(&test.desk).await;
        for number in 0..60 {
            queue(&test.desk, number, None).await;
        }
        let runs = Arc::new(AtomicUsize::new(0));
        let (stop, stopped) = tokio::sync::watch::channel(());
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let worker = Worker::new(test.desk.clone(), counting(&runs), 8, Duration::from_millis(5));
                tokio::spawn(worker.run(stopped.clone()))
            })
            .collect();
        for _ in 0..500 {
            if done(&test.desk).await == 60 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.send(()).unwrap();
        for worker in workers {
            worker.await.unwrap();
        }
        assert_eq!(done(&test.desk).await, 60);
        assert_eq!(runs.load(Ordering::SeqCst), 60);
    }

    async fn an_urgent_job_waits_for_none_of_the_others(test: TestDb) {
        make_table(&test.desk).await;
        let mut tx = test.desk.write().await.unwrap();
        let now = tx.now();
        for number in 0..100 {
            jobs::queue_at(&mut tx, "test.slow", &number, now, None).await.unwrap();
        }
        jobs::queue_urgent(&mut tx, "test.count", &1, now, Some("only")).await.unwrap();
        jobs::queue_urgent(&mut tx, "test.count", &2, now, Some("only")).await.unwrap();
        tx.commit().await.unwrap();
        let runs = Arc::new(AtomicUsize::new(0));
        let mut registry = counting(&runs);
        registry.bind("test.slow", |_| std::future::pending::<Outcome>());
        let (stop, stopped) = tokio::sync::watch::channel(());
        let worker = Worker::new(test.desk.clone(), registry, 2, Duration::from_millis(5));
        let working = tokio::spawn(worker.run(stopped));
        for _ in 0..500 {
            if done(&test.desk).await == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!((done(&test.desk).await, runs.load(Ordering::SeqCst)), (1, 1));
        drop(stop);
        working.abort();
    }

    async fn a_job_that_was_rolled_back_never_existed(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        jobs::queue(&mut tx, "test.count", &1).await.unwrap();
        drop(tx);
        let worker = Worker::new(test.desk.clone(), Registry::default(), 8, Duration::ZERO);
        assert_eq!(worker.run_due().await.unwrap(), 0);
    }

    async fn a_unique_job_is_queued_once_and_again_when_done(test: TestDb) {
        make_table(&test.desk).await;
        let runs = Arc::new(AtomicUsize::new(0));
        let worker = Worker::new(test.desk.clone(), counting(&runs), 8, Duration::ZERO);
        queue(&test.desk, 1, Some("only")).await;
        queue(&test.desk, 2, Some("only")).await;
        assert_eq!(worker.run_due().await.unwrap(), 1);
        queue(&test.desk, 3, Some("only")).await;
        assert_eq!(worker.run_due().await.unwrap(), 1);
    }

    async fn a_result_after_its_lease_is_dropped(test: TestDb) {
        make_table(&test.desk).await;
        queue(&test.desk, 1, None).await;
        let runs = Arc::new(AtomicUsize::new(0));
        let other = Arc::new(Worker::new(test.desk.clone(), counting(&runs), 8, Duration::ZERO));
        let mut registry = Registry::default();
        let clock = Arc::clone(&test.clock);
        registry.bind("test.count", move |_| {
            let (clock, other) = (Arc::clone(&clock), Arc::clone(&other));
            async move {
                // The lease runs out while this one still works, and another worker does the job.
                clock.advance(LEASE * 2);
                assert_eq!(other.run_due().await.unwrap(), 1);
                Outcome::done(|tx| {
                    Box::pin(async move {
                        tx.execute("INSERT INTO done VALUES (2)", values![]).await?;
                        Ok(())
                    })
                })
            }
        });
        let slow = Worker::new(test.desk.clone(), registry, 8, Duration::ZERO);
        slow.run_due().await.unwrap();
        assert_eq!(done(&test.desk).await, 1);
    }

    async fn a_job_that_keeps_failing_ends_in_the_dead_letter_list(test: TestDb) {
        queue(&test.desk, 1, None).await;
        let mut registry = Registry::default();
        registry.bind("test.count", |_| async { Outcome::Retry("not yet") });
        let worker = Worker::new(test.desk.clone(), registry, 8, Duration::ZERO);
        let mut attempts = 0;
        for _ in 0..40 {
            attempts += worker.run_due().await.unwrap();
            test.clock.advance(Duration::from_secs(3601));
        }
        assert_eq!(i64::try_from(attempts).unwrap(), jobs::ATTEMPTS);
        let mut tx = test.desk.write().await.unwrap();
        let dead = jobs::dead(&mut tx).await.unwrap();
        assert_eq!(dead.len(), 1);
        assert_eq!(dead[0].reason.as_deref(), Some("not yet"));
        assert!(jobs::retry(&mut tx, dead[0].id).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(worker.run_due().await.unwrap(), 1);
    }

    async fn a_worker_that_is_busy_does_not_pause(test: TestDb) {
        make_table(&test.desk).await;
        for number in 0..40 {
            queue(&test.desk, number, None).await;
        }
        let runs = Arc::new(AtomicUsize::new(0));
        let (stop, stopped) = tokio::sync::watch::channel(());
        // With a pause after each two of them these would take minutes.
        let worker = Worker::new(test.desk.clone(), counting(&runs), 2, Duration::from_secs(20));
        let begun = std::time::Instant::now();
        let working = tokio::spawn(worker.run(stopped));
        while done(&test.desk).await < 40 && begun.elapsed() < Duration::from_secs(60) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.send(()).unwrap();
        working.await.unwrap();
        assert_eq!(done(&test.desk).await, 40);
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    }

    async fn being_put_off_is_no_attempt(test: TestDb) {
        queue(&test.desk, 1, None).await;
        let runs = Arc::new(AtomicUsize::new(0));
        let mut registry = Registry::default();
        let count = Arc::clone(&runs);
        registry.bind("test.count", move |run| {
            assert_eq!(run.attempt, 1);
            let before = count.fetch_add(1, Ordering::SeqCst);
            async move {
                if before < 30 {
                    Outcome::PutOff(Duration::from_secs(5), "not its turn")
                } else {
                    Outcome::nothing()
                }
            }
        });
        let worker = Worker::new(test.desk.clone(), registry, 8, Duration::ZERO);
        for _ in 0..31 {
            assert_eq!(worker.run_due().await.unwrap(), 1);
            assert_eq!(worker.run_due().await.unwrap(), 0, "not before its time");
            test.clock.advance(Duration::from_secs(5));
        }
        assert_eq!(runs.load(Ordering::SeqCst), 31);
        let mut tx = test.desk.read().await.unwrap();
        assert!(jobs::dead(&mut tx).await.unwrap().is_empty());
    }

    async fn a_panic_and_a_failed_record_take_only_themselves_along(test: TestDb) {
        make_table(&test.desk).await;
        for number in 0..3 {
            queue(&test.desk, number, None).await;
        }
        let mut registry = Registry::default();
        registry.bind("test.count", |run| async move {
            match run.payload::<i64>() {
                Ok(0) => panic!("on purpose"),
                Ok(1) => Outcome::done(|tx| {
                    Box::pin(async move {
                        tx.execute("INSERT INTO done VALUES (1)", values![]).await?;
                        Err("on purpose".into())
                    })
                }),
                _ => Outcome::done(|tx| {
                    Box::pin(async move {
                        tx.execute("INSERT INTO done VALUES (2)", values![]).await?;
                        Ok(())
                    })
                }),
            }
        });
        Worker::new(test.desk.clone(), registry, 8, Duration::ZERO).run_due().await.unwrap();
        assert_eq!(done(&test.desk).await, 1);
    }
}
