//! Letters about a child in danger that do not leave in their time: whoever is on call is rung, and they stand with what is
//! overdue.

use std::sync::atomic::Ordering;
use std::time::Duration;

use identity::Role;
use intake::Case;
use kernel::Id;
use smallnet::Reception;
use takedown::State;

use crate::letters::waiting;
use crate::world::{ABUSE, World, job, staff, world_with};

/// A case in danger whose notice waits for its contact.
async fn urgent(world: &World) -> Id<Case> {
    let case = waiting(world, 1).await.remove(0);
    let notice = world.notices(case).await.remove(0).id;
    let mut tx = world.db.write().await.unwrap();
    let sql = "UPDATE takedown_notice SET urgent = TRUE WHERE id = $1";
    tx.execute(sql, store::values![notice]).await.unwrap();
    tx.commit().await.unwrap();
    case
}

async fn late(world: &World) -> i64 {
    let mut tx = world.db.read().await.unwrap();
    let late = takedown::late(&mut tx, &job(), &world.pack).await.unwrap();
    assert_eq!(late.urgent.0 > 0, late.urgent.1.is_some());
    late.urgent.0
}

async fn ringing(world: &World) -> Option<(i64, i64)> {
    let mut tx = world.db.read().await.unwrap();
    let alarm = referral::ringing(&mut tx, &staff(Role::Analyst)).await;
    alarm.unwrap().map(|alarm| (alarm.reports, alarm.letters))
}

async fn acknowledge(world: &World) {
    let analyst = staff(Role::Analyst);
    let mut tx = world.db.write().await.unwrap();
    let alarm = referral::ringing(&mut tx, &analyst).await.unwrap().unwrap();
    // Also what is said to be a flood is none of letters.
    referral::acknowledge_alarm(&mut tx, &analyst, alarm.id, true)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn state(world: &World, case: Id<Case>) -> State {
    world.notices(case).await[0].state
}

store::on_both! {
    async fn an_urgent_letter_that_waits_rings_once_and_is_overdue_until_it_leaves(test: TestDb) {
        let world = world_with(&test, true, |_| {}).await;
        let case = urgent(&world).await;
        world.net.receive(ABUSE, Reception::Defer);
        world.approve(ABUSE).await;
        assert_eq!((state(&world, case).await, ringing(&world).await, late(&world).await), (State::Queued, None, 0));
        world.wait(&test, Duration::from_mins(14)).await;
        assert_eq!((ringing(&world).await, late(&world).await), (None, 0));
        world.wait(&test, Duration::from_mins(1)).await;
        assert_eq!((ringing(&world).await, late(&world).await), (Some((0, 1)), 1));
        assert_eq!(world.rings.load(Ordering::SeqCst), 1, "whoever is on call is rung");
        acknowledge(&world).await;
        world.wait(&test, Duration::from_mins(30)).await;
        assert_eq!((ringing(&world).await, late(&world).await), (None, 1), "it rings once, and stands there still");
        world.net.receive(ABUSE, Reception::Accept);
        world.wait(&test, Duration::from_hours(2)).await;
        assert_eq!((state(&world, case).await, late(&world).await), (State::Sent, 0));
    }

    async fn one_that_cannot_be_delivered_rings_at_once_and_one_that_leaves_rings_nobody(test: TestDb) {
        let world = world_with(&test, true, |_| {}).await;
        let case = urgent(&world).await;
        world.net.receive(ABUSE, Reception::Refuse);
        world.approve(ABUSE).await;
        assert_eq!((state(&world, case).await, ringing(&world).await), (State::Failed, Some((0, 1))));
        acknowledge(&world).await;
        assert_eq!(late(&world).await, 0, "its time is not over yet");
        world.wait(&test, Duration::from_mins(15)).await;
        assert_eq!((ringing(&world).await, late(&world).await), (None, 1));
        world.net.receive(ABUSE, Reception::Accept);
        let mut tx = world.db.write().await.unwrap();
        let notice = world.notices(case).await[0].id;
        takedown::retry(&mut tx, &staff(Role::Analyst), notice).await.unwrap();
        tx.commit().await.unwrap();
        world.wait(&test, Duration::from_secs(61)).await;
        assert_eq!((state(&world, case).await, ringing(&world).await, late(&world).await), (State::Sent, None, 0));
        world.wait(&test, Duration::from_mins(16)).await;
        assert_eq!(ringing(&world).await, None);
    }

    async fn nobody_is_rung_for_a_letter_that_the_police_hold_or_that_is_not_urgent(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.notices.patience = Duration::from_hours(2)).await;
        let calm = waiting(&world, 1).await.remove(0);
        world.without_traces();
        test.clock.advance(world.pack.notices.fresh + Duration::from_secs(1));
        world.approve(ABUSE).await;
        world.wait(&test, Duration::from_mins(30)).await;
        assert_eq!((state(&world, calm).await, ringing(&world).await, late(&world).await), (State::Queued, None, 0));
    }

    async fn nobody_is_rung_for_what_the_police_ask_to_wait_with(test: TestDb) {
        let world = world_with(&test, true, |_| {}).await;
        let case = urgent(&world).await;
        let hold = world.hold(case, false).await;
        world.net.receive(ABUSE, Reception::Defer);
        world.approve(ABUSE).await;
        world.wait(&test, Duration::from_hours(1)).await;
        assert_eq!((ringing(&world).await, late(&world).await), (None, 0));
        world.lift(hold).await;
        assert_eq!(ringing(&world).await, None);
        world.wait(&test, Duration::from_mins(16)).await;
        assert_eq!((ringing(&world).await, late(&world).await), (Some((0, 1)), 1), "now it is late");
    }

    async fn one_that_the_police_held_has_its_time_anew_and_rings_then(test: TestDb) {
        let world = world_with(&test, true, |_| {}).await;
        let case = urgent(&world).await;
        world.net.receive(ABUSE, Reception::Defer);
        world.approve(ABUSE).await;
        // It is composed and waits for the relay when they ask to wait.
        let hold = world.hold(case, false).await;
        world.wait(&test, Duration::from_mins(5)).await;
        world.wait(&test, Duration::from_hours(1)).await;
        assert_eq!((ringing(&world).await, late(&world).await), (None, 0));
        world.lift(hold).await;
        world.wait(&test, Duration::from_mins(16)).await;
        assert_eq!((ringing(&world).await, late(&world).await), (Some((0, 1)), 1));
    }
}
