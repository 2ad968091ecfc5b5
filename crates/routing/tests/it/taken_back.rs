//! A released decision is taken back: what has not left is stopped, what left is listed to be corrected.

use assessment::Judgement;
use identity::{Actor, Role};
use intake::{Case, State};
use kernel::{Id, Sensitive, Timestamp};
use referral::Hold;
use takedown::{SeriesState, WatchState};

use crate::letters::approve_providers;
use crate::world::{Decided, ELSEWHERE, HOME, PARTNER, World, staff, world};

const HASH: &str = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// A supervisor takes the decision back, and has the case then; with or without what follows.
async fn take_back(world: &World, case: Id<Case>) -> Actor {
    let mut tx = world.db.write().await.unwrap();
    let reason = Sensitive::new("neutral reason".to_owned());
    let supervisor = staff(Role::Supervisor);
    assessment::reopen(&mut tx, &supervisor, &world.pack, case, &reason)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    supervisor
}

async fn has_route(world: &World, case: Id<Case>) -> bool {
    let mut tx = world.read().await;
    let route = routing::route_of(&mut tx, &staff(Role::Analyst), case).await;
    route.unwrap().is_some()
}

async fn watch(world: &World, case: Id<Case>) -> WatchState {
    let mut tx = world.read().await;
    let watch = takedown::watch_of(&mut tx, &staff(Role::Analyst), case).await;
    watch.unwrap().unwrap().state
}

async fn notices(world: &World, case: Id<Case>) -> Vec<takedown::State> {
    let mut tx = world.read().await;
    let notices = takedown::notices(&mut tx, &staff(Role::Analyst), case).await;
    notices.unwrap().iter().map(|notice| notice.state).collect()
}

/// How many notices count as having asked to remove it.
async fn asked(world: &World, case: Id<Case>) -> usize {
    let mut tx = world.read().await;
    let requests = takedown::requests(&mut tx, &staff(Role::Manager), &[case]).await;
    requests.unwrap().len()
}

store::on_both! {
    async fn what_waits_for_a_contact_never_leaves(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(HOME, Decided::Illegal).await;
        assert_eq!(world.referrals(case).await[0].state, referral::State::Prepared);
        take_back(&world, case).await;
        world.work().await;
        let referral = world.referrals(case).await.remove(0);
        assert_eq!((referral.state, referral.hold), (referral::State::Withdrawn, Hold::Lapsed));
        assert!(!has_route(&world, case).await);
        assert_eq!(watch(&world, case).await, WatchState::Off);
        assert_eq!(world.to_dos(case).await, Vec::<&str>::new());
        // The contact of the police that comes too late has nothing to send.
        world.approve_police().await;
        assert_eq!(world.referrals(case).await[0].state, referral::State::Withdrawn);
        assert_eq!(world.net.mails().len(), 0);
    }

    async fn what_left_is_to_be_corrected_until_somebody_ticks_it_off(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        assert_eq!(world.referrals(case).await[0].state, referral::State::Sent);
        assert_eq!(notices(&world, case).await, [takedown::State::Drafted]);
        take_back(&world, case).await;
        world.work().await;
        assert_eq!(world.referrals(case).await[0].state, referral::State::Sent);
        assert_eq!(notices(&world, case).await, [takedown::State::Withdrawn]);
        let to_dos = world.to_dos(case).await;
        assert_eq!(to_dos, ["routing-to-do-correct-referral"]);
        let mut tx = world.db.write().await.unwrap();
        let analyst = staff(Role::Analyst);
        let all = routing::to_dos(&mut tx, &analyst, &world.pack, case).await.unwrap();
        assert!(all[0].outlives_case);
        routing::finish_task(&mut tx, &analyst, all[0].task.unwrap()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(world.to_dos(case).await.is_empty());
    }

    async fn what_is_released_again_is_asked_of_the_provider_anew_with_all_that_follows(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        approve_providers(&world).await;
        assert_eq!(notices(&world, case).await, [takedown::State::Sent]);
        let told = world.net.mails().len();
        for round in 1..=2 {
            world.clock.advance(std::time::Duration::from_secs(1));
            let supervisor = take_back(&world, case).await;
            // It is traced anew, and later than it was taken back.
            world.clock.advance(std::time::Duration::from_millis(1));
            world.work().await;
            let stopped = notices(&world, case).await;
            assert_eq!(stopped, vec![takedown::State::Settled; round], "whoever has them was to disregard them");
            let corrected = world.to_dos(case).await;
            let corrected = corrected.iter().filter(|one| **one == "routing-to-do-correct-notice").count();
            assert_eq!(corrected, round, "each notice once");
            assert_eq!(asked(&world, case).await, 0, "nobody is asked to remove it now");
            world.assess(&supervisor, case, Decided::Illegal).await;
            let mut tx = world.db.write().await.unwrap();
            assessment::release(&mut tx, &supervisor, &world.pack, case).await.unwrap();
            tx.commit().await.unwrap();
            world.work().await;
            let states = notices(&world, case).await;
            assert_eq!(states.len(), round + 1);
            assert_eq!(states.iter().filter(|state| **state == takedown::State::Sent).count(), 1);
            assert_eq!(world.net.mails().len(), told + round, "the provider is asked again");
            assert_eq!(asked(&world, case).await, 1, "what it was asked first was taken back");
            let mut tx = world.read().await;
            let series = takedown::series_of(&mut tx, &staff(Role::Analyst), case).await.unwrap();
            assert_eq!((series.len(), series[0].state, series[0].step), (1, SeriesState::Running, 0));
        }
    }

    async fn what_was_removed_before_its_decision_was_taken_back_counts_as_asked_of_nobody(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        approve_providers(&world).await;
        assert_eq!(asked(&world, case).await, 1);
        let mut tx = world.db.write().await.unwrap();
        let settled = "UPDATE takedown_notice SET state = 'settled' WHERE case_id = $1";
        tx.execute(settled, store::values![case]).await.unwrap();
        tx.commit().await.unwrap();
        take_back(&world, case).await;
        world.work().await;
        assert_eq!(notices(&world, case).await, [takedown::State::Settled]);
        assert!(world.to_dos(case).await.contains(&"routing-to-do-correct-notice"));
        assert_eq!(asked(&world, case).await, 0);
    }

    async fn the_police_are_told_of_each_correction(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        let analyst = staff(Role::Analyst);
        for round in 1..=2 {
            world.clock.advance(std::time::Duration::from_secs(1));
            let supervisor = take_back(&world, case).await;
            // It is traced anew, and later than it was taken back.
            world.clock.advance(std::time::Duration::from_millis(1));
            world.work().await;
            let sent = world.referrals(case).await;
            let sent = sent.iter().filter(|one| one.state == referral::State::Sent).count();
            let mut tx = world.db.write().await.unwrap();
            let all = routing::to_dos(&mut tx, &analyst, &world.pack, case).await.unwrap();
            let correct: Vec<_> = all.iter().filter(|one| one.message == "routing-to-do-correct-referral").collect();
            assert!(sent > 0);
            assert_eq!(correct.len(), sent, "each that left, in round {round}");
            for one in correct {
                routing::finish_task(&mut tx, &analyst, one.task.unwrap()).await.unwrap();
            }
            tx.commit().await.unwrap();
            world.assess(&supervisor, case, Decided::Illegal).await;
            let mut tx = world.db.write().await.unwrap();
            assessment::release(&mut tx, &supervisor, &world.pack, case).await.unwrap();
            tx.commit().await.unwrap();
            world.work().await;
        }
    }

    async fn a_handover_that_nobody_made_is_withdrawn(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(PARTNER, Decided::Illegal).await;
        take_back(&world, case).await;
        world.work().await;
        assert_eq!(world.handovers(case).await[0].state, exchange::State::Withdrawn);
        assert!(world.to_dos(case).await.is_empty());
        let mut tx = world.read().await;
        let start = (Timestamp::from_micros(0), Id::from_uuid(uuid::Uuid::nil()));
        assert!(exchange::open(&mut tx, &staff(Role::Analyst), start, 10).await.unwrap().is_empty());
    }

    async fn what_took_an_answer_over_is_to_be_looked_at_again(test: TestDb) {
        let world = crate::world::world_with(&test, true, |pack| pack.known.analysts = 1).await;
        let mut cases = Vec::new();
        for (host, is_taker) in [(ELSEWHERE, false), (HOME, true), (PARTNER, true)] {
            let (case, analyst) = world.decided(host, Decided::Illegal, true).await;
            let mut tx = world.db.write().await.unwrap();
            let item = assessment::items(&mut tx, &analyst, case).await.unwrap()[0].id;
            let hash = assessment::Hash::read(HASH).unwrap();
            assessment::add_hash(&mut tx, &analyst, case, item, &hash).await.unwrap();
            if is_taker {
                let why = kernel::Sensitive::new("neutral words".to_owned());
                assessment::take_over(&mut tx, &analyst, &world.pack, case, item, Some(&why)).await.unwrap();
                assessment::decide(&mut tx, &analyst, case, &Judgement::default()).await.unwrap();
            }
            assessment::release(&mut tx, &analyst, &world.pack, case).await.unwrap();
            tx.commit().await.unwrap();
            cases.push(case);
        }
        let [first, second, third] = cases[..] else { panic!("three cases") };
        take_back(&world, first).await;
        world.work().await;
        let looks = async |role: Role, case: Id<Case>| {
            let mut tx = world.read().await;
            let all = routing::to_dos(&mut tx, &staff(role), &world.pack, case).await.unwrap();
            all.into_iter().find(|one| one.message == "routing-to-do-look-again")
        };
        assert!(looks(Role::Supervisor, first).await.is_none());
        // Who cannot take another's decision back has no such task.
        assert!(looks(Role::Analyst, second).await.is_none());
        let task = looks(Role::Supervisor, second).await.unwrap();
        assert!(task.outlives_case);
        let mut tx = world.db.write().await.unwrap();
        let id = task.task.unwrap();
        let refused = routing::finish_task(&mut tx, &staff(Role::Analyst), id).await;
        assert!(matches!(refused, Err(routing::Error::Denied(_))), "{refused:?}");
        routing::finish_task(&mut tx, &staff(Role::Supervisor), id).await.unwrap();
        tx.commit().await.unwrap();
        assert!(looks(Role::Supervisor, second).await.is_none());
        // Taken back itself it is looked at anyway.
        assert!(looks(Role::Supervisor, third).await.is_some());
        take_back(&world, third).await;
        world.work().await;
        assert!(looks(Role::Supervisor, third).await.is_none());
    }

    /// The job of the release comes after the decision was taken back: nothing begins.
    async fn a_release_that_was_taken_back_before_it_began_does_nothing(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        let case = world.untraced(ELSEWHERE, Decided::Illegal, true).await;
        take_back(&world, case).await;
        world.work().await;
        assert!(world.referrals(case).await.is_empty() && notices(&world, case).await.is_empty());
        assert!(!has_route(&world, case).await);
        assert_eq!(world.case(case).await.state, State::Assessing);
    }
}
