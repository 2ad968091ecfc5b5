//! One host hears of us one request at a time, whoever asks: watchers, the following of redirects, the reading of a page,
//! each in a process of its own.

use std::sync::Arc;
use std::time::Duration;

use egress::Egress;
use jobs::{Registry, Worker};
use kernel::Sensitive;
use smallnet::Behaviour;
use store::testing::TestDb;
use trace::{NotNow, Unasked, Visit};

use crate::odd::{asked, mark};
use crate::world::{HOST, World, job, world_with};

/// The pack's distance.
pub const GAP: Duration = Duration::from_millis(200);

/// What a request may be late on its way, so that the one behind it comes nearer.
const JITTER: Duration = Duration::from_millis(60);

/// Another name for the same address: a host of its own.
pub const OTHER: &str = smallnet::story::ELSEWHERE;

pub async fn polite(test: &TestDb) -> World {
    world_with(test, true, |pack| pack.watch.host_gap = GAP).await
}

/// Lets the clock of the stores go as the machine's does, until it is dropped.
pub struct Ticking(tokio::task::JoinHandle<()>);

impl Drop for Ticking {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub fn tick(test: &TestDb) -> Ticking {
    let clock = Arc::clone(&test.clock);
    Ticking(tokio::spawn(async move {
        let mut last = tokio::time::Instant::now();
        loop {
            tokio::time::sleep(Duration::from_millis(2)).await;
            let now = tokio::time::Instant::now();
            clock.advance(now - last);
            last = now;
        }
    }))
}

/// A watcher's process works on what is due until it is dropped.
pub fn watcher(world: &World) -> Ticking {
    let (db, egress, pack) = (
        world.db.clone(),
        world.another_door(),
        Arc::clone(&world.pack),
    );
    Ticking(tokio::spawn(async move {
        loop {
            let mut registry = Registry::default();
            let (db, egress, pack) = (db.clone(), egress.clone(), Arc::clone(&pack));
            let sits = db.clone();
            registry.bind(takedown::WATCH, move |run| {
                let (db, egress, pack) = (db.clone(), egress.clone(), Arc::clone(&pack));
                async move { takedown::watch_due(&db, &egress, &pack, run).await }
            });
            let worker = Worker::new(sits, registry, 2, Duration::from_millis(10));
            worker.run_due().await.unwrap();
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }))
}

async fn look(world: &World, egress: &Egress, url: &str) -> Result<egress::Sighting, Unasked> {
    let visit = Visit {
        db: &world.db,
        actor: &job(),
        egress,
        pack: &world.pack,
        about: &[],
    };
    visit.look(&Sensitive::new(url.to_owned())).await
}

store::on_both! {
    async fn a_host_is_asked_one_thing_at_a_time_whoever_asks(test: TestDb) {
        let world = polite(&test).await;
        let port = world.net.site_port();
        let place = |host: &str, number: u32| format!("http://{host}:{port}/p/{number}");
        let mut cases = Vec::new();
        for number in 0..6 {
            cases.push(world.acting_at(place(HOST, number)).await);
        }
        // Long enough that two at once would meet.
        world.net.behave(HOST, Behaviour::Slow(Duration::from_millis(60))).await.unwrap();
        world.net.behave(OTHER, Behaviour::RedirectsTo(place(HOST, 99))).await.unwrap();
        for case in &cases {
            world.begin_watch(*case).await;
        }
        let _time = tick(&test);
        let _watchers = [watcher(&world), watcher(&world)];
        let (follows, reads) = (world.another_door(), world.another_door());
        let began = tokio::time::Instant::now();
        let follow = async {
            for _ in 0..3 {
                // By way of another host, that leads here.
                let seen = look(&world, &follows, &place(OTHER, 17)).await.unwrap();
                assert_eq!((seen.steps.len(), seen.end), (2, Ok(200)));
            }
        };
        let read = async {
            for _ in 0..3 {
                let visit = Visit {
                    db: &world.db,
                    actor: &job(),
                    egress: &reads,
                    pack: &world.pack,
                    about: &[],
                };
                visit.page(&Sensitive::new(place(HOST, 98))).await.unwrap().unwrap();
            }
        };
        tokio::join!(follow, read);
        // Twelve requests at two hosts that are asked five times a second: whoever waits for them waits seconds.
        let took = began.elapsed();
        assert!(took < Duration::from_secs(25), "{took:?}");
        while world.net.pressed(HOST).requests < 20 {
            assert!(began.elapsed() < Duration::from_secs(60), "the watch does not go on");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        for host in [HOST, OTHER] {
            let pressed = world.net.pressed(host);
            assert_eq!(pressed.at_once, 1, "{host}: {pressed:?}");
            assert!(pressed.gap.unwrap() + JITTER >= GAP, "{host}: {pressed:?}");
        }
    }

    async fn a_host_that_watched_places_lead_to_is_asked_in_its_turn(test: TestDb) {
        let world = polite(&test).await;
        let port = world.net.site_port();
        let place = |host: &str, number: u32| format!("http://{host}:{port}/p/{number}");
        for number in 0..4 {
            for host in [HOST, OTHER] {
                let case = world.acting_at(place(host, number)).await;
                world.begin_watch(case).await;
            }
        }
        world.net.behave(HOST, Behaviour::Slow(Duration::from_millis(60))).await.unwrap();
        // Each look at one of these asks the other host too.
        world.net.behave(OTHER, Behaviour::RedirectsTo(place(HOST, 99))).await.unwrap();
        let _time = tick(&test);
        let _watchers = [watcher(&world), watcher(&world)];
        let began = tokio::time::Instant::now();
        while world.net.pressed(HOST).requests < 16 || world.net.pressed(OTHER).requests < 4 {
            assert!(began.elapsed() < Duration::from_secs(60), "{:?}", world.net.pressed(HOST));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        for host in [HOST, OTHER] {
            let pressed = world.net.pressed(host);
            assert_eq!(pressed.at_once, 1, "{host}: {pressed:?}");
            assert!(pressed.gap.unwrap() + JITTER >= GAP, "{host}: {pressed:?}");
        }
    }

    async fn a_place_that_leads_to_a_host_that_wants_to_rest_is_looked_at_later(test: TestDb) {
        let world = polite(&test).await;
        let port = world.net.site_port();
        let case = world.acting_at(format!("http://{OTHER}:{port}/p/17")).await;
        let to = format!("http://{HOST}:{port}/p/18");
        world.net.behave(OTHER, Behaviour::RedirectsTo(to.clone())).await.unwrap();
        world.net.behave(HOST, Behaviour::Status(503)).await.unwrap();
        look(&world, &world.another_door(), &to).await.unwrap();
        let asked = world.net.pressed(HOST).requests;
        world.watch(case).await;
        assert_eq!(world.net.pressed(OTHER).requests, 1);
        assert_eq!(world.net.pressed(HOST).requests, asked, "it is left alone");
        assert!(world.checks(case).await.is_empty(), "and nothing is said of the place");
        world.net.put_up(HOST).await.unwrap();
        for _ in 0..10 {
            world.wait(&test, Duration::from_secs(30)).await;
        }
        assert!(world.net.pressed(HOST).requests > asked);
        assert!(!world.checks(case).await.is_empty());
    }

    async fn who_asks_a_host_that_wants_to_rest_is_told_so_and_for_how_long(test: TestDb) {
        let world = polite(&test).await;
        let place = world.url(HOST);
        let door = world.another_door();
        world.net.behave(HOST, Behaviour::Status(503)).await.unwrap();
        look(&world, &door, &place).await.unwrap();
        let asked = world.net.pressed(HOST).requests;
        match look(&world, &door, &place).await {
            Err(Unasked::NotNow(NotNow::Rests(rest))) => {
                assert!(rest > GAP && rest <= world.pack.watch.every, "{rest:?}");
            }
            other => panic!("{:?}", other.map(|seen| seen.end)),
        }
        // The watch leaves it alone too.
        let case = world.acting(HOST).await;
        world.watch(case).await;
        assert_eq!(world.net.pressed(HOST).requests, asked);
        world.wait(&test, world.pack.watch.every * 2).await;
        assert_eq!(world.net.pressed(HOST).requests, asked + 1);
    }

    async fn a_host_that_has_too_much_of_a_get_is_left_alone(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.watch.every = Duration::from_mins(10)).await;
        world.net.behave(HOST, Behaviour::GetIsTooMuch).await.unwrap();
        let place = |number| format!("http://{HOST}:{}/p/{number}", world.net.site_port());
        let page = world.acting_at(place(1)).await;
        mark(&world, page).await;
        world.watch(page).await;
        let methods: Vec<_> = asked(&world).into_iter().map(|(method, _)| method).collect();
        assert_eq!(methods, ["HEAD", "GET"]);
        let other = world.acting_at(place(2)).await;
        test.clock.advance(Duration::from_secs(2));
        world.watch(other).await;
        world.wait(&test, Duration::from_secs(30)).await;
        assert_eq!(asked(&world).len(), 2, "another place there waits for as long");
        world.wait(&test, Duration::from_secs(60)).await;
        assert!(asked(&world).len() > 2);
    }
}
