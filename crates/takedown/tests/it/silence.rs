//! Nobody is asked about a place under a silent hold: not by way of another place, and not by a look that had begun.

use std::time::Duration;

use egress::Egress;
use identity::Actor;
use kernel::Sensitive;
use smallnet::Behaviour;
use trace::{Unasked, Visit};

use crate::odd::{all_rules, asked, mark};
use crate::world::{HOST, World, job, world};

/// Another name for the same address: a host of its own.
const OTHER: &str = smallnet::story::ELSEWHERE;

/// Somebody who is led to places and whose own is under no silence.
fn visitor<'a>(world: &'a World, actor: &'a Actor, egress: &'a Egress) -> Visit<'a> {
    Visit {
        db: &world.db,
        actor,
        egress,
        pack: &world.pack,
        about: &[],
    }
}

store::on_both! {
    async fn under_a_silent_hold_no_place_is_asked_by_way_of_another(test: TestDb) {
        let world = world(&test).await;
        let held = world.acting(HOST).await;
        let hold = world.hold(held, true).await;
        let leads = world.acting(OTHER).await;
        let to = Behaviour::RedirectsTo(world.url(HOST));
        world.net.behave(OTHER, to).await.unwrap();
        world.watch(leads).await;
        for _ in 0..3 {
            world.wait(&test, world.pack.watch.every * 2).await;
        }
        assert!(world.net.pressed(OTHER).requests > 0, "the place itself is looked at");
        assert_eq!(world.net.pressed(HOST).requests, 0, "and not where it leads");
        assert!(world.checks(leads).await.is_empty());
        let (actor, door) = (job(), world.another_door());
        let visit = visitor(&world, &actor, &door);
        let url = Sensitive::new(world.url(OTHER));
        test.clock.advance(Duration::from_secs(5));
        assert!(matches!(visit.look(&url).await, Err(Unasked::LedIntoSilence)));
        test.clock.advance(Duration::from_secs(5));
        assert!(matches!(visit.page(&url).await, Err(Unasked::LedIntoSilence)));
        assert_eq!(world.net.pressed(HOST).requests, 0);
        let mut tx = world.db.read().await.unwrap();
        let late = takedown::overdue(&mut tx, &job()).await.unwrap();
        assert_eq!(late.count, 0, "nothing was promised");
        drop(tx);
        world.lift(hold).await;
        for _ in 0..3 {
            world.wait(&test, world.pack.watch.every * 2).await;
        }
        assert!(world.net.pressed(HOST).requests > 0);
        assert!(!world.checks(leads).await.is_empty());
    }

    async fn under_a_silent_hold_no_place_is_asked_by_way_of_another_at_its_host(test: TestDb) {
        let world = world(&test).await;
        let place = |path: &str| format!("http://{HOST}:{}{path}", world.net.site_port());
        let held = world.acting_at(place("/p/18")).await;
        world.hold(held, true).await;
        let leads = world.acting_at(place("/p/17")).await;
        world.net.behave(HOST, Behaviour::RedirectsTo(place("/p/18"))).await.unwrap();
        let before = world.net.pressed(HOST).requests;
        world.watch(leads).await;
        assert_eq!(world.net.pressed(HOST).requests, before + 1, "the place itself, and no further");
        assert!(world.checks(leads).await.is_empty());
        let (actor, door) = (job(), world.another_door());
        let visit = visitor(&world, &actor, &door);
        test.clock.advance(Duration::from_secs(5));
        let url = Sensitive::new(place("/p/17"));
        assert!(matches!(visit.look(&url).await, Err(Unasked::LedIntoSilence)));
        assert_eq!(world.net.pressed(HOST).requests, before + 2);
    }

    async fn a_silent_hold_ends_a_look_that_has_begun(test: TestDb) {
        let world = all_rules(&test).await;
        let case = world.acting(HOST).await;
        mark(&world, case).await;
        world.net.behave(HOST, Behaviour::Slow(Duration::from_secs(1))).await.unwrap();
        let placed = async {
            while world.net.pressed(HOST).requests == 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            world.hold(case, true).await
        };
        let (_, hold) = tokio::join!(world.watch(case), placed);
        assert_eq!(asked(&world).len(), 1, "the page is not got, nor a made-up address asked for");
        assert!(world.checks(case).await.is_empty());
        world.lift(hold).await;
        world.wait(&test, world.pack.watch.every * 2).await;
        assert!(asked(&world).len() > 2);
        assert!(!world.checks(case).await.is_empty());
    }
}
