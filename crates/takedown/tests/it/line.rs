//! Looks that redirects lead to another host: they wait there among its own watches, without holding the host that led
//! there, and none of them is lost or forgotten.

use std::time::Duration;

use egress::Egress;
use jobs::{Registry, Worker};
use kernel::{Id, Timestamp};
use smallnet::Behaviour;
use store::values;
use trace::turn::{self, Asked, Lease};

use crate::turns::{GAP, OTHER, polite, tick, watcher};
use crate::world::{HOST, World, job, world_with};

/// Somebody else has a host in hand.
async fn take(world: &World, host: &str) -> (i64, Id<Lease>) {
    let mut tx = world.db.write().await.unwrap();
    let number = location::mark_of(&tx, host).unwrap();
    let token = turn::begin(&mut tx, &job(), number, GAP).await.unwrap();
    tx.commit().await.unwrap();
    (number, token.unwrap())
}

/// One number of each host: its column.
async fn of_host(world: &World, host: &str, sql: &'static str) -> i64 {
    let mut tx = world.db.read().await.unwrap();
    let number = location::mark_of(&tx, host).unwrap();
    let (value,): (i64,) = tx.one(sql, values![number]).await.unwrap();
    value
}

const KEPT: &str = "SELECT kept_until AS value FROM trace_host WHERE host = $1";
const PACE: &str = "SELECT pace AS value FROM trace_host WHERE host = $1";
const HELD: &str = "SELECT COUNT(*) AS value FROM trace_host WHERE host = $1 AND token IS NOT NULL";

fn place(world: &World, host: &str, number: u32) -> String {
    format!("http://{host}:{}/p/{number}", world.net.site_port())
}

store::on_both! {
    async fn looks_that_are_led_to_a_busy_host_are_put_in_line_there(test: TestDb) {
        let world = world_with(&test, true, |pack| {
            pack.watch.host_gap = GAP;
            pack.watch.every = Duration::from_mins(10);
        })
        .await;
        let mut cases = Vec::new();
        for number in 0..3 {
            let case = world.acting_at(place(&world, OTHER, number)).await;
            cases.push(case);
        }
        for case in &cases {
            world.begin_watch(*case).await;
        }
        let to = Behaviour::RedirectsTo(place(&world, HOST, 99));
        world.net.behave(OTHER, to).await.unwrap();
        let (number, token) = take(&world, HOST).await;
        let time = tick(&test);
        let _watching = watcher(&world);
        let began = tokio::time::Instant::now();
        let put_off = "SELECT ready_at AS value FROM takedown_watch
            WHERE token IS NULL AND in_line_since IS NULL AND ready_at > next_at + 30000000 ORDER BY ready_at";
        let turns = loop {
            let mut tx = world.db.read().await.unwrap();
            let turns: Vec<(Timestamp,)> = tx.all(put_off, values![]).await.unwrap();
            if turns.len() == cases.len() {
                break turns;
            }
            drop(tx);
            assert!(began.elapsed() < Duration::from_secs(40), "{turns:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        assert_eq!(world.net.pressed(OTHER).requests, 3, "each was looked at once");
        assert_eq!(world.net.pressed(HOST).requests, 0);
        assert_eq!(of_host(&world, HOST, KEPT).await, 0, "whoever waits keeps no watch away");
        assert!(turns.is_sorted() && turns[0] < turns[2], "not all at once: {turns:?}");
        let mut tx = world.db.read().await.unwrap();
        let line = turn::line_up(&mut tx, &job(), GAP, &[number; 3]).await.unwrap();
        for pair in line.windows(2) {
            assert!(pair[1].since(pair[0]) >= GAP, "those of one batch come one after the other: {line:?}");
        }
        let again = turn::line_up(&mut tx, &job(), GAP, &[number; 3]).await.unwrap();
        assert_eq!(again, line, "whoever may not come keeps nobody waiting");
        drop(tx);
        assert_eq!(of_host(&world, OTHER, HELD).await, 0, "the host that led there is free");
        // The host is let go, and each has its turn.
        let mut tx = world.db.write().await.unwrap();
        let asked = Asked {
            host: number,
            token: Some(token),
            answer: turn::Answer::Well,
            left_at: tx.now(),
            took: Duration::ZERO,
        };
        turn::let_go(&mut tx, &job(), &world.pack.watch, &[asked]).await.unwrap();
        tx.commit().await.unwrap();
        test.clock.advance(Duration::from_secs(60));
        for case in cases {
            while world.checks(case).await.is_empty() {
                assert!(began.elapsed() < Duration::from_secs(90));
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        drop(time);
    }

    async fn whoever_has_waited_longer_at_a_host_comes_before_a_look_that_is_led_there(test: TestDb) {
        let world = polite(&test).await;
        let here = world.acting_at(place(&world, HOST, 1)).await;
        let led = world.acting_at(place(&world, OTHER, 2)).await;
        let to = Behaviour::RedirectsTo(place(&world, HOST, 99));
        world.net.behave(OTHER, to).await.unwrap();
        world.begin_watch(here).await;
        // It was given a turn that is far away.
        let in_line = "UPDATE takedown_watch SET in_line_since = next_at - 1, ready_at = next_at + 600000000
            WHERE case_id = $1";
        crate::watcher::change(&world.db, in_line, values![here]).await;
        world.begin_watch(led).await;
        let _time = tick(&test);
        let _watching = watcher(&world);
        let began = tokio::time::Instant::now();
        while world.checks(led).await.is_empty() {
            assert!(began.elapsed() < Duration::from_secs(20));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let paths = crate::odd::asked(&world);
        let asked = |path: &str| paths.iter().position(|(_, asked)| asked == path).unwrap();
        assert!(asked("/p/1") < asked("/p/99"), "{paths:?}");
    }

    async fn places_that_lead_to_each_others_hosts_do_not_wait_for_each_other(test: TestDb) {
        let world = polite(&test).await;
        let mut cases = Vec::new();
        for (host, other) in [(HOST, OTHER), (OTHER, HOST)] {
            let case = world.acting_at(place(&world, host, 1)).await;
            world.net.behave(host, Behaviour::RedirectsTo(place(&world, other, 2))).await.unwrap();
            cases.push(case);
        }
        for case in &cases {
            world.begin_watch(*case).await;
        }
        let _time = tick(&test);
        let _watching = watcher(&world);
        let began = tokio::time::Instant::now();
        for case in cases {
            while world.checks(case).await.is_empty() {
                assert!(began.elapsed() < Duration::from_secs(20), "they wait for each other");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        for host in [HOST, OTHER] {
            assert_eq!(world.net.pressed(host).at_once, 1);
        }
    }

    async fn each_host_has_the_pace_of_its_own_answers(test: TestDb) {
        let world = polite(&test).await;
        let case = world.acting_at(place(&world, OTHER, 1)).await;
        let to = Behaviour::RedirectsTo(place(&world, HOST, 99));
        world.net.behave(OTHER, to).await.unwrap();
        world.net.behave(HOST, Behaviour::Slow(Duration::from_secs(1))).await.unwrap();
        world.watch(case).await;
        assert_eq!(world.checks(case).await.len(), 1);
        let (slow, quick) = (of_host(&world, HOST, PACE).await, of_host(&world, OTHER, PACE).await);
        assert!(slow >= 900_000, "{slow}");
        assert!(quick < 500_000, "{quick}");
    }

    async fn a_look_that_is_broken_off_leaves_no_host_in_hand(test: TestDb) {
        let world = polite(&test).await;
        let case = world.acting_at(place(&world, OTHER, 1)).await;
        world.begin_watch(case).await;
        let to = Behaviour::RedirectsTo(place(&world, HOST, 99));
        world.net.behave(OTHER, to).await.unwrap();
        world.net.behave(HOST, Behaviour::Slow(Duration::from_secs(9))).await.unwrap();
        let (send, stop) = tokio::sync::watch::channel(());
        let egress = Egress::new(egress::Config {
            resolver: Some(world.net.dns()),
            demonstration: true,
            timeout: Duration::from_secs(10),
            host_gap: GAP,
            ..egress::Config::default()
        })
        .unwrap();
        let mut registry = Registry::default();
        let (db, pack) = (world.db.clone(), std::sync::Arc::clone(&world.pack));
        registry.bind(takedown::WATCH, move |run| {
            let (db, egress, pack) = (db.clone(), egress.clone(), std::sync::Arc::clone(&pack));
            async move { takedown::watch_due(&db, &egress, &pack, run).await }
        });
        let _time = tick(&test);
        let worker = Worker::new(world.db.clone(), registry, 2, Duration::from_millis(10));
        let stops = async {
            while world.net.pressed(HOST).requests == 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            assert_eq!(of_host(&world, HOST, HELD).await, 1);
            send.send(()).unwrap();
        };
        let began = tokio::time::Instant::now();
        tokio::join!(worker.run(stop), stops);
        assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
        assert!(world.checks(case).await.is_empty());
        for host in [HOST, OTHER] {
            assert_eq!(of_host(&world, host, HELD).await, 0, "{host}");
        }
    }
}
