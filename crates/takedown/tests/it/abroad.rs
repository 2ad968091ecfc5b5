//! What is kept from us at home, and what from everybody: looks from two vantage points, and a notice between.

use std::time::Duration;

use identity::Role;
use intake::Outcome;
use kernel::Sensitive;
use smallnet::Behaviour;
use takedown::{Verdict, Word};

use crate::checks::{A_WHILE, gone, verdicts};
use crate::world::{ABUSE, HOST, staff, world, world_with};

store::on_both! {
    async fn what_is_kept_from_home_alone_is_seen_from_abroad(test: TestDb) {
        use Verdict::{Blocked, Missing, Up};
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        for home in [Behaviour::Status(451), Behaviour::NameGone] {
            let home = Behaviour::AtHome(Box::new(home));
            world.net.behave(HOST, home).await.unwrap();
            test.clock.advance(world.pack.watch.host_gap);
            world.watch(case).await;
            world.look_next(&test, case).await;
            world.look_next(&test, case).await;
            let mut tx = world.db.write().await.unwrap();
            takedown::unwatch(&mut tx, &staff(Role::Analyst), case, "test").await.unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(verdicts(&world, case).await, [Blocked, Up, Up, Missing, Up, Up]);
        let later: Vec<_> = world.checks(case).await.into_iter().map(|check| check.later).collect();
        assert_eq!(later, [None, None, None, Some(Blocked), None, None], "a filter, as seen from abroad");
        let from: Vec<_> = world.checks(case).await.into_iter().map(|check| check.vantage).collect();
        assert_eq!(from, ["house", "abroad", "abroad", "house", "abroad", "abroad"]);
    }

    async fn a_refusal_at_home_is_a_filter_where_the_place_is_up_abroad(test: TestDb) {
        use Verdict::{Blocked, Unsure, Up};
        let mut world = world(&test).await;
        let case = world.acting(HOST).await;
        world.net.behave(HOST, Behaviour::RefusesConnections).await.unwrap();
        world.watch(case).await;
        world.net.put_up(HOST).await.unwrap();
        world.look_next(&test, case).await;
        assert_eq!(verdicts(&world, case).await, [Unsure, Up]);
        let first = world.checks(case).await.remove(0);
        assert_eq!(first.later, Some(Blocked));
        assert!(!first.asks_a_person(), "it is known what it meant");
        world.stay_at_home();
        world.look_next(&test, case).await;
        assert_eq!(world.checks(case).await.remove(1).later, None);
    }

    async fn what_the_house_says_of_a_name_is_no_view_from_abroad(test: TestDb) {
        let mut world = world(&test).await;
        world.ask_the_house_for_names();
        let case = world.acting(HOST).await;
        let filter = Behaviour::AtHome(Box::new(Behaviour::NameGone));
        world.net.behave(HOST, filter).await.unwrap();
        world.watch(case).await;
        for _ in 0..6 {
            world.look_next(&test, case).await;
        }
        assert_eq!(world.case(case).await.state, intake::State::Acting, "it is up abroad");
        let checks = world.checks(case).await;
        assert_eq!(checks.last().unwrap().verdict, Verdict::GoneHere);
        assert!(checks.iter().all(|check| !check.abroad && check.vantage == egress::HOUSE));
    }

    async fn what_is_kept_from_everybody_after_a_notice_is_disabled(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.watch(case).await;
        world.notify(case).await;
        world.approve(ABUSE).await;
        test.clock.advance(Duration::from_millis(1));
        world.net.behave(HOST, Behaviour::Status(403)).await.unwrap();
        for _ in 0..6 {
            if world.case(case).await.state == intake::State::Acting {
                world.look_next(&test, case).await;
            }
        }
        let all = verdicts(&world, case).await;
        assert!(all.len() >= 4, "{all:?}");
        assert_eq!(all.last(), Some(&Verdict::AccessDisabled));
        assert_eq!(world.case(case).await.outcome, Some(Outcome::AccessDisabled));
    }

    async fn what_was_kept_from_us_before_anybody_was_asked_is_not_disabled(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.net.behave(HOST, Behaviour::Status(403)).await.unwrap();
        world.watch(case).await;
        for _ in 0..4 {
            world.look_next(&test, case).await;
        }
        world.notify(case).await;
        world.approve(ABUSE).await;
        for _ in 0..6 {
            world.look_next(&test, case).await;
        }
        assert!(verdicts(&world, case).await.iter().all(|verdict| *verdict == Verdict::Blocked));
        assert_eq!(world.case(case).await.state, intake::State::Acting, "a wall for programs, as before");
    }

    async fn a_mail_that_asks_who_hosts_it_is_no_notice(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.watch(case).await;
        world.notify(case).await;
        world.approve(ABUSE).await;
        let mut tx = world.db.write().await.unwrap();
        tx.execute("UPDATE takedown_notice SET purpose = 'ask_host'", store::values![]).await.unwrap();
        tx.commit().await.unwrap();
        test.clock.advance(Duration::from_millis(1));
        world.net.behave(HOST, Behaviour::Status(403)).await.unwrap();
        for _ in 0..6 {
            world.look_next(&test, case).await;
        }
        assert_eq!(verdicts(&world, case).await.last(), Some(&Verdict::Blocked));
    }

    async fn reported_again_and_filtered_at_home_it_is_seen_from_abroad(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.watch.after_every = Duration::from_hours(1)).await;
        let case = gone(&world, &test).await;
        let filter = Behaviour::AtHome(Box::new(Behaviour::NameGone));
        world.net.behave(HOST, filter).await.unwrap();
        world.report(HOST).await;
        world.work().await;
        world.wait(&test, A_WHILE).await;
        assert_eq!(world.case(case).await.state, intake::State::Closed);
        world.wait(&test, world.pack.watch.miss_gap).await;
        assert_eq!(world.case(case).await.state, intake::State::Waiting, "it is up abroad");
    }

    async fn from_one_vantage_point_a_person_confirms_what_the_rule_found(test: TestDb) {
        let mut world = world(&test).await;
        world.stay_at_home();
        let case = world.acting(HOST).await;
        world.net.take_down(HOST).await.unwrap();
        world.watch(case).await;
        for _ in 0..3 {
            world.look_next(&test, case).await;
        }
        let check = world.checks(case).await.pop().unwrap();
        assert_eq!(check.verdict, Verdict::GoneHere);
        assert_eq!(check.unconfirmed(), Some(Verdict::Gone));
        assert_eq!(world.case(case).await.state, intake::State::Acting);
        let mut tx = world.db.write().await.unwrap();
        let person = staff(Role::Analyst);
        let none = Sensitive::new(String::new());
        takedown::decide(&mut tx, &person, &world.pack, check.id, Word::Gone, &none).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.case(case).await.outcome, Some(Outcome::Gone));
    }
}
