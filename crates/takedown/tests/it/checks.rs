//! Checks: by HEAD alone, gone by the rule alone, and people where a look says nothing.

use std::net::Ipv4Addr;
use std::time::Duration;

use identity::Role;
use intake::{Case, Joined, Outcome};
use kernel::{Id, Sensitive};
use smallnet::{Behaviour, Network};
use store::testing::TestDb;
use takedown::{Error, State, Verdict, WatchState, Word};

use crate::world::{ABUSE, HOST, World, staff, world, world_with};

/// As long as a watcher without anything to do waits, and the delay of the pack.
pub const A_WHILE: Duration = Duration::from_secs(11);

pub fn reason() -> Sensitive<String> {
    Sensitive::new("seen by eye".to_owned())
}

pub async fn verdicts(world: &World, case: Id<Case>) -> Vec<Verdict> {
    let checks = world.checks(case).await;
    checks.iter().map(|check| check.verdict).collect()
}

/// A case that is gone by the rule, without a notice.
pub async fn gone(world: &World, test: &TestDb) -> Id<Case> {
    let case = world.acting(HOST).await;
    world.net.take_down(HOST).await.unwrap();
    world.watch(case).await;
    // From the first look to the second it is half a cadence or more, as the case's id has it.
    for _ in 0..4 {
        if world.case(case).await.state == intake::State::Acting {
            world.look_next(test, case).await;
        }
    }
    assert_eq!(world.case(case).await.outcome, Some(Outcome::Gone));
    case
}

store::on_both! {
    async fn a_place_is_watched_until_it_is_gone_by_the_rule(test: TestDb) {
        use Verdict::{Gone, Missing, Up};
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        world.approve(ABUSE).await;
        assert_eq!(world.watch(case).await, WatchState::Due);
        assert_eq!(world.watch(case).await, WatchState::Due, "begun twice, it is one watch");
        world.look_next(&test, case).await;
        assert_eq!(verdicts(&world, case).await, [Up, Up]);
        world.net.take_down(HOST).await.unwrap();
        world.look_next(&test, case).await;
        assert_eq!(world.case(case).await.state, intake::State::Acting, "never on one miss");
        world.look_next(&test, case).await;
        world.look_next(&test, case).await;
        assert_eq!(verdicts(&world, case).await, [Up, Up, Missing, Missing, Gone]);
        let closed = world.case(case).await;
        assert_eq!(closed.outcome, Some(Outcome::Gone));
        let until = test.desk.clock().now().after(world.pack.watch.after_watch);
        assert_eq!(closed.after_watch_until, Some(until));
        assert_eq!(world.notices(case).await[0].state, State::Settled);
        assert!(world.next_look(case).await.is_some(), "and it is looked at still");
        assert!(world.methods().iter().all(|method| method == "HEAD"));
        assert_eq!(world.net.body_bytes(), 0);
    }

    async fn coming_back_between_misses_starts_the_count_anew(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.net.take_down(HOST).await.unwrap();
        world.watch(case).await;
        world.look_next(&test, case).await;
        world.net.put_up(HOST).await.unwrap();
        world.look_next(&test, case).await;
        world.net.take_down(HOST).await.unwrap();
        world.look_next(&test, case).await;
        world.look_next(&test, case).await;
        assert_eq!(world.case(case).await.state, intake::State::Acting);
        world.look_next(&test, case).await;
        assert_eq!(world.case(case).await.outcome, Some(Outcome::Gone));
    }

    async fn a_name_that_is_gone_is_a_miss_and_a_silent_server_is_not(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.net.behave(HOST, Behaviour::RefusesConnections).await.unwrap();
        world.watch(case).await;
        for _ in 0..6 {
            world.look_next(&test, case).await;
        }
        let all = verdicts(&world, case).await;
        assert!(all[..2].iter().all(|verdict| *verdict == Verdict::Unsure));
        assert_eq!(all.last(), Some(&Verdict::GoneHere), "refused from everywhere for long: for a person");
        assert_eq!(world.case(case).await.state, intake::State::Acting);
        world.net.behave(HOST, Behaviour::Status(503)).await.unwrap();
        world.look_next(&test, case).await;
        assert_eq!(verdicts(&world, case).await.last(), Some(&Verdict::ErrorPage));
        world.net.behave(HOST, Behaviour::NameGone).await.unwrap();
        for _ in 0..3 {
            world.look_next(&test, case).await;
        }
        assert_eq!(world.case(case).await.outcome, Some(Outcome::Gone));
    }

    async fn a_place_served_from_another_network_is_traced_and_routed_again(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        let network = Network {
            handle: "SIM-POLDER".to_owned(),
            cidr: "127.31.0.0/16".to_owned(),
            holder: "Polder Example Hosting".to_owned(),
            country: "NL".to_owned(),
            autonomous_system: 64_531,
            abuse: "abuse@polder-hosting.test".to_owned(),
        };
        world.net.move_to(HOST, Ipv4Addr::new(127, 31, 0, 77), network).await.unwrap();
        test.clock.advance(Duration::from_secs(60));
        world.watch(case).await;
        assert_eq!(verdicts(&world, case).await, [Verdict::Moved]);
        let mut tx = world.db.read().await.unwrap();
        let location = world.location(&mut tx, case).await;
        let standing = trace::standing(&mut tx, &staff(Role::Analyst), location).await.unwrap().unwrap();
        assert_eq!(standing.countries().into_iter().next(), "NL".parse().ok());
        drop(tx);
        world.look_next(&test, case).await;
        assert_eq!(verdicts(&world, case).await, [Verdict::Moved, Verdict::Up]);
    }

    async fn another_page_or_a_refusal_is_for_a_person(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        let elsewhere = world.url(smallnet::story::ELSEWHERE);
        world.net.behave(HOST, Behaviour::RedirectsTo(elsewhere)).await.unwrap();
        world.watch(case).await;
        world.net.behave(HOST, Behaviour::Status(403)).await.unwrap();
        world.look_next(&test, case).await;
        assert_eq!(verdicts(&world, case).await, [Verdict::Changed, Verdict::Blocked]);
        assert!(world.checks(case).await.iter().all(takedown::Check::asks_a_person));
    }

    async fn where_head_is_refused_two_persons_end_the_case(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.net.behave(HOST, Behaviour::RefusesHead).await.unwrap();
        world.watch(case).await;
        let check = world.checks(case).await.remove(0);
        assert_eq!(check.verdict, Verdict::Unsure);
        assert!(world.methods().iter().all(|method| method == "HEAD"));

        let (first, second) = (staff(Role::Analyst), staff(Role::Supervisor));
        let mut tx = world.db.write().await.unwrap();
        let none = Sensitive::new("  ".to_owned());
        let without = takedown::decide(&mut tx, &first, &world.pack, check.id, Word::Gone, &none).await;
        assert!(matches!(without, Err(Error::NoReason)));
        let robot = crate::world::job();
        let by_job = takedown::decide(&mut tx, &robot, &world.pack, check.id, Word::Gone, &reason()).await;
        assert!(matches!(by_job, Err(Error::Denied(_))));
        takedown::decide(&mut tx, &first, &world.pack, check.id, Word::Gone, &reason()).await.unwrap();
        let same = takedown::decide(&mut tx, &first, &world.pack, check.id, Word::Gone, &reason()).await;
        assert!(matches!(same, Err(Error::SamePerson)));
        tx.commit().await.unwrap();
        assert_eq!(world.case(case).await.state, intake::State::Acting, "one word does not end it");
        let mut tx = world.db.write().await.unwrap();
        takedown::decide(&mut tx, &second, &world.pack, check.id, Word::Gone, &reason()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.case(case).await.outcome, Some(Outcome::Gone));
    }

    async fn a_word_of_gone_is_worth_nothing_once_it_was_seen_up(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.net.behave(HOST, Behaviour::RefusesHead).await.unwrap();
        world.watch(case).await;
        let check = world.checks(case).await.remove(0);
        let mut tx = world.db.write().await.unwrap();
        let first = staff(Role::Analyst);
        takedown::decide(&mut tx, &first, &world.pack, check.id, Word::Gone, &reason()).await.unwrap();
        tx.commit().await.unwrap();
        world.net.put_up(HOST).await.unwrap();
        world.look_next(&test, case).await;
        let mut tx = world.db.write().await.unwrap();
        let second = staff(Role::Analyst);
        let late = takedown::decide(&mut tx, &second, &world.pack, check.id, Word::Gone, &reason()).await;
        assert!(matches!(late, Err(Error::Changed)));
    }

    async fn without_a_legal_authority_nobody_is_asked_and_people_look(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.watch.legal_authority = None).await;
        let case = world.acting(HOST).await;
        assert_eq!(world.watch(case).await, WatchState::Off);
        let (first, second) = (staff(Role::Analyst), staff(Role::Analyst));
        let mut tx = world.db.write().await.unwrap();
        let asked = takedown::look_now(&mut tx, &first, &world.pack, case).await;
        assert!(matches!(asked, Err(Error::NoAuthority)));
        takedown::note_own_look(&mut tx, &first, case, Word::AccessDisabled, &reason()).await.unwrap();
        tx.commit().await.unwrap();
        let check = world.checks(case).await.remove(0);
        assert_eq!(check.unconfirmed(), Some(Verdict::AccessDisabled));
        let mut tx = world.db.write().await.unwrap();
        takedown::decide(&mut tx, &second, &world.pack, check.id, Word::AccessDisabled, &reason())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.case(case).await.outcome, Some(Outcome::AccessDisabled));
        assert_eq!(world.report(HOST).await, Joined::Again(case));
        world.work().await;
        assert_eq!(world.case(case).await.state, intake::State::Waiting, "a person looks");
        assert!(world.methods().is_empty());
    }

    async fn a_person_can_have_it_looked_at_now_without_moving_the_cadence(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.watch(case).await;
        let promised = world.next_look(case).await;
        let mut tx = world.db.write().await.unwrap();
        takedown::look_now(&mut tx, &staff(Role::Analyst), &world.pack, case).await.unwrap();
        tx.commit().await.unwrap();
        // The host was asked just now: its distance is kept, whoever asks.
        world.work().await;
        test.clock.advance(world.pack.watch.host_gap);
        world.work().await;
        assert_eq!(verdicts(&world, case).await.len(), 2);
        assert_eq!(world.next_look(case).await, promised);
        let mut tx = world.db.write().await.unwrap();
        takedown::unwatch(&mut tx, &staff(Role::Analyst), case, "test").await.unwrap();
        tx.commit().await.unwrap();
        test.clock.advance(Duration::from_secs(2));
        world.work().await;
        assert_eq!(verdicts(&world, case).await.len(), 2, "an unwatched place is left alone");
        let mut tx = world.db.write().await.unwrap();
        let wish = takedown::look_now(&mut tx, &staff(Role::Analyst), &world.pack, case).await;
        assert!(matches!(wish, Err(Error::Changed)), "whoever asks");
    }

    async fn an_end_can_be_confirmed_as_long_as_nothing_takes_it_back(test: TestDb) {
        let mut world = world(&test).await;
        world.stay_at_home();
        let case = world.acting(HOST).await;
        world.net.take_down(HOST).await.unwrap();
        world.watch(case).await;
        for _ in 0..3 {
            world.look_next(&test, case).await;
        }
        let found = world.checks(case).await.pop().unwrap();
        assert_eq!(found.verdict, Verdict::GoneHere);
        let none = Sensitive::new(String::new());
        let person = staff(Role::Analyst);
        world.net.behave(HOST, Behaviour::RedirectsTo(world.url(smallnet::story::ELSEWHERE))).await.unwrap();
        world.look_next(&test, case).await;
        let mut tx = world.db.write().await.unwrap();
        let late = takedown::decide(&mut tx, &person, &world.pack, found.id, Word::Gone, &none).await;
        assert!(matches!(late, Err(Error::Changed)), "it answers otherwise since");
        drop(tx);
        world.net.take_down(HOST).await.unwrap();
        for _ in 0..4 {
            world.look_next(&test, case).await;
        }
        let found = world.checks(case).await.pop().unwrap();
        assert_eq!(found.verdict, Verdict::GoneHere);
        let mut tx = world.db.write().await.unwrap();
        takedown::unwatch(&mut tx, &person, case, "test").await.unwrap();
        tx.commit().await.unwrap();
        test.clock.advance(Duration::from_secs(1));
        world.net.behave(HOST, Behaviour::Status(503)).await.unwrap();
        world.watch(case).await;
        let mut tx = world.db.write().await.unwrap();
        let old = takedown::decide(&mut tx, &person, &world.pack, found.id, Word::Gone, &none).await;
        assert!(matches!(old, Err(Error::Changed)), "the watch has begun anew since");
    }

    async fn other_addresses_have_a_place_traced_and_no_more(test: TestDb) {
        use Verdict::{Moved, Up};
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        let at = |address: [u8; 4]| {
            let url = Sensitive::new(world.url(HOST));
            move |_: takedown::Aim| {
                let step = egress::Step {
                    asked: egress::Asked::Head,
                    url: url.clone(),
                    resolved: Vec::new(),
                    dialled: Some(address.into()),
                    certificate: None,
                    status: Some(200),
                    headers: egress::Headers::default(),
                };
                async move { egress::Sighting { end: Ok(200), steps: vec![step] } }
            }
        };
        let sit = async |address| {
            let works = async |_: String| true;
            let vantages = [egress::Vantage::house()];
            takedown::sit(&world.db, &crate::world::job(), &world.pack, &vantages, at(address), works, &jobs::Stop::never())
                .await
                .unwrap();
        };
        let mut tx = world.db.write().await.unwrap();
        takedown::watch(&mut tx, &crate::world::job(), &world.pack, case).await.unwrap();
        tx.commit().await.unwrap();
        // Within the network that the registry named, of which the trace saw one address.
        sit([127, 40, 200, 9]).await;
        assert_eq!(verdicts(&world, case).await, [Up]);
        let queued = async |kind: &str| {
            let mut tx = world.db.read().await.unwrap();
            let sql = "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = $1 AND state <> 'dead'";
            let (count,): (i64,) = tx.one(sql, store::values![kind]).await.unwrap();
            count
        };
        let elsewhere = async || {
            let next = world.next_look(case).await.unwrap();
            test.clock.advance(next.since(test.desk.clock().now()));
            sit([127, 99, 0, 9]).await;
        };
        elsewhere().await;
        assert_eq!(verdicts(&world, case).await, [Up, Moved]);
        assert_eq!((queued(trace::FULL).await, queued(takedown::MOVED).await), (1, 0));
        world.work().await;
        assert_eq!(queued(takedown::MOVED).await, 0, "the trace finds it where it was");
        // A pool, or a name that has other addresses for others: the trace went by.
        for _ in 0..3 {
            elsewhere().await;
        }
        assert_eq!(verdicts(&world, case).await, [Up, Moved, Up, Up, Up]);
        assert_eq!(queued(trace::FULL).await, 0);
    }

    async fn watches_go_on_once_the_pack_names_its_authority(test: TestDb) {
        let mut world = world_with(&test, true, |pack| pack.watch.legal_authority = None).await;
        let case = world.acting(HOST).await;
        assert_eq!(world.watch(case).await, WatchState::Off);
        let stopped = world.acting(smallnet::story::ELSEWHERE).await;
        let authority = pack::load(&pack::Source::Shipped("demo".to_owned()), true).unwrap();
        world.pack = std::sync::Arc::new(authority);
        world.watch(stopped).await;
        let mut tx = world.db.write().await.unwrap();
        takedown::unwatch(&mut tx, &staff(Role::Analyst), stopped, "by-person").await.unwrap();
        takedown::keep_watching(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        let looked = world.checks(stopped).await.len();
        world.wait(&test, world.pack.watch.every * 2).await;
        assert!(!world.checks(case).await.is_empty(), "it is watched");
        assert_eq!(world.checks(stopped).await.len(), looked, "what a person stopped stays so");
    }

    async fn a_silent_hold_on_a_closed_case_does_not_end_its_after_watch(test: TestDb) {
        let world = world(&test).await;
        let case = gone(&world, &test).await;
        let hold = world.hold(case, true).await;
        let asked = world.methods().len();
        for _ in 0..4 {
            world.wait(&test, world.pack.watch.after_every).await;
        }
        assert_eq!(world.methods().len(), asked, "the host hears nothing");
        world.lift(hold).await;
        world.net.put_up(HOST).await.unwrap();
        for _ in 0..4 {
            world.wait(&test, world.pack.watch.after_every).await;
        }
        assert_eq!(world.case(case).await.state, intake::State::Waiting, "what came back is seen");
    }

    async fn after_a_short_downtime_of_an_idle_house_nothing_waits_for_long(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.watch.every = Duration::from_hours(4)).await;
        let case = world.acting(HOST).await;
        world.watch(case).await;
        let mut tx = world.db.write().await.unwrap();
        // Late within whatever it is spread over.
        tx.execute("UPDATE takedown_watch SET phase = 900000", store::values![]).await.unwrap();
        tx.commit().await.unwrap();
        let next = world.next_look(case).await.unwrap();
        test.clock.advance(next.before(Duration::from_mins(1)).since(test.desk.clock().now()));
        world.work().await;
        // Seven minutes in which no watcher sits.
        world.wait(&test, Duration::from_mins(7)).await;
        assert_eq!(world.checks(case).await.len(), 1, "it is spread");
        world.wait(&test, Duration::from_mins(7)).await;
        assert_eq!(world.checks(case).await.len(), 2, "over as long as the downtime was");
    }

    async fn hosts_that_nobody_asks_any_more_are_forgotten(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        let mut tx = world.db.write().await.unwrap();
        let old = "INSERT INTO trace_host (host, free_at, asked_at, busy_until, pace) VALUES ($1, 1, 1, 1, 1)";
        for part in -16_i64..16 {
            for number in [part << 59, (part << 59) + ((1 << 59) - 1)] {
                tx.execute(old, store::values![number]).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
        let old = async || {
            let mut tx = world.db.read().await.unwrap();
            let hosts = "SELECT COUNT(*) AS value FROM trace_host WHERE asked_at = 1";
            let (count,): (i64,) = tx.one(hosts, store::values![]).await.unwrap();
            count
        };
        world.watch(case).await;
        assert_eq!(old().await, 62, "one part in an hour");
        for _ in 1..32 {
            world.wait(&test, Duration::from_hours(1)).await;
        }
        assert_eq!(old().await, 0);
        let mut tx = world.db.read().await.unwrap();
        let hosts = "SELECT host AS value FROM trace_host";
        let hosts: Vec<(i64,)> = tx.all(hosts, store::values![]).await.unwrap();
        assert_eq!(hosts.len(), 1, "whom the watch asks stays");
    }

    async fn from_the_placing_of_a_silent_hold_on_no_look_goes_out(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.watch(case).await;
        let asked = world.methods().len();
        let mut tx = world.db.write().await.unwrap();
        takedown::look_now(&mut tx, &staff(Role::Analyst), &world.pack, case).await.unwrap();
        tx.commit().await.unwrap();
        // Nobody has told the watch yet: the job that does so changes nothing in this world.
        let hold = world.hold(case, true).await;
        for _ in 0..3 {
            world.wait(&test, Duration::from_secs(2)).await;
        }
        assert_eq!(world.methods().len(), asked, "the host hears nothing");
        let mut tx = world.db.read().await.unwrap();
        let watch = takedown::watch_of(&mut tx, &staff(Role::Analyst), case).await.unwrap().unwrap();
        assert_eq!(watch.state, WatchState::Due, "and the watch waits");
        let late = takedown::overdue(&mut tx, &staff(Role::Analyst)).await.unwrap();
        assert_eq!(late.count, 0, "nothing was promised");
        drop(tx);
        world.lift(hold).await;
        world.wait(&test, Duration::from_secs(2)).await;
        assert!(world.methods().len() > asked);
    }

    async fn under_a_silent_hold_a_closed_case_is_opened_and_nobody_is_asked(test: TestDb) {
        let world = world(&test).await;
        let case = gone(&world, &test).await;
        world.hold(case, true).await;
        let (checks, asked) = (world.checks(case).await.len(), world.methods().len());
        assert_eq!(world.report(HOST).await, Joined::Again(case));
        world.work().await;
        assert_eq!(world.case(case).await.state, intake::State::Waiting, "a person looks");
        assert_eq!(world.checks(case).await.len(), checks);
        assert_eq!(world.methods().len(), asked, "the host hears nothing");
    }
}
