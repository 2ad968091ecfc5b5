//! Where a place leads, step by step; the way to onion services; and what is asked again.

use std::net::Ipv4Addr;
use std::time::Duration;

use identity::Role;
use kernel::Id;
use routing::Kind;
use smallnet::{Behaviour, Network, Registrar, Site};
use store::values;
use trace::NewAnswer;

use crate::hosts::{BEHIND, ONION, behind, delivery};
use crate::world::{Decided, ELSEWHERE, HOME, PARTNER, job, world, world_by_tor};

store::on_both! {
    async fn an_onion_service_is_watched_by_tor_where_there_is_one(test: TestDb) {
        let world = world_by_tor(&test).await;
        world.approve_police().await;
        let host = format!("{ONION}.onion");
        world.net.onion(&host, ELSEWHERE).unwrap();
        let case = world.released(&host, Decided::Illegal).await;
        let route = world.route(case).await;
        assert_eq!((route.kind, route.country), (Some(Kind::Onion), None));
        let mut tx = world.read().await;
        let watch = takedown::watch_of(&mut tx, &job(), case).await.unwrap();
        assert!(watch.is_some());
        drop(tx);
        world.look(case).await;
        let mut tx = world.read().await;
        let checks = takedown::checks(&mut tx, &job(), case).await.unwrap();
        assert!(checks.iter().all(|check| check.status.is_some()), "{checks:?}");
        assert!(!checks.is_empty());
        assert!(checks.iter().all(|check| check.vantage == egress::TOR && !check.abroad), "{checks:?}");
        let asked: Vec<_> = world.net.asked().into_iter().map(|asked| format!("{:?}", asked.what)).collect();
        assert!(asked.iter().any(|asked| asked.starts_with("Onion") && asked.contains(&host)));
        assert!(asked.iter().all(|asked| !asked.starts_with("Dns") || !asked.contains("onion")), "{asked:?}");
    }

    async fn of_many_steps_the_last_counts_and_of_many_looks_the_newest(test: TestDb) {
        let world = world(&test).await;
        let at = |host: &str| format!("http://{host}:{}/p/18", world.net.site_port());
        // By way of two others to the last.
        let registrar = Registrar { name: "R".to_owned(), abuse: "abuse@r.test".to_owned() };
        for (host, address) in [("one.steps.test", 21), ("two.steps.test", 22)] {
            let network = Network { cidr: "127.99.0.0/16".to_owned(), ..delivery() };
            let site = Site::new(host, Ipv4Addr::new(127, 99, 0, address), network, registrar.clone());
            world.net.add(site).await.unwrap();
        }
        world.net.behave(HOME, Behaviour::RedirectsTo(at("one.steps.test"))).await.unwrap();
        world.net.behave("one.steps.test", Behaviour::RedirectsTo(at("two.steps.test"))).await.unwrap();
        world.net.behave("two.steps.test", Behaviour::RedirectsTo(at(PARTNER))).await.unwrap();
        let (case, analyst) = world.decided(HOME, Decided::Illegal, true).await;
        let location = world.case(case).await.location;
        world.work().await;
        // Ids are random: what is in order by chance once is not ten times.
        for _ in 0..10 {
            let mut tx = world.read().await;
            let leads = trace::leads_elsewhere(&mut tx, &analyst, location).await.unwrap().unwrap();
            assert_eq!(leads.steps, 3);
            assert!(leads.url.expose().contains(PARTNER));
            let steps = trace::findings(&mut tx, &analyst, location).await.unwrap();
            let newest = steps.iter().find(|one| one.source == "redirect").unwrap().trace;
            let numbers: Vec<_> = steps
                .iter()
                .filter(|one| one.trace == newest)
                .filter_map(|one| match &one.detail {
                    trace::Detail::Redirect { number, step, .. } => {
                        assert!(step["status"].is_number() && step["headers"].is_object(), "{step}");
                        Some(*number)
                    }
                    _ => None,
                })
                .collect();
            assert_eq!(numbers, [1, 2, 3]);
            drop(tx);
            world.clock.advance(Duration::from_mins(1));
            let mut tx = world.db.write().await.unwrap();
            trace::follow(&mut tx, &analyst, location).await.unwrap();
            tx.commit().await.unwrap();
            world.work().await;
        }
        // A way that ends with a fault is kept as far as it went.
        world.net.behave("two.steps.test", Behaviour::RedirectsTo("http://10.0.0.1/p/1".to_owned())).await.unwrap();
        let again = async || {
            world.clock.advance(Duration::from_mins(1));
            let mut tx = world.db.write().await.unwrap();
            trace::follow(&mut tx, &analyst, location).await.unwrap();
            tx.commit().await.unwrap();
            world.work().await;
            let mut tx = world.read().await;
            let leads = trace::leads_elsewhere(&mut tx, &analyst, location).await.unwrap();
            let found = trace::findings(&mut tx, &analyst, location).await.unwrap();
            let newest = found.iter().find(|one| one.source == "look").unwrap().trace;
            let newest: Vec<_> = found.into_iter().filter(|one| one.trace == newest).map(|one| one.detail).collect();
            (leads, newest)
        };
        let (leads, found) = again().await;
        assert!(leads.is_none(), "where our own rules forbid to go");
        let trace::Detail::Look { fault: Some(fault), redirects: 3, .. } = &found[0] else {
            panic!("{found:?}");
        };
        assert!(!fault.is_empty());
        assert_eq!(found.len(), 4);
        // And one that leads nowhere any more counts, whatever was there before.
        world.net.put_up(HOME).await.unwrap();
        let (leads, found) = again().await;
        assert!(leads.is_none());
        assert!(matches!(found[..], [trace::Detail::Look { redirects: 0, fault: None, .. }]), "{found:?}");
    }

    async fn a_place_is_traced_again_when_somebody_who_works_on_it_asks(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let desk = crate::pages::desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let page = analyst.get(&format!("/cases/{case}")).await.body;
        assert!(page.contains(&format!("/cases/{case}/trace\"")), "{page}");
        let full = async || {
            let mut tx = world.read().await;
            let sql = "SELECT COUNT(*) AS value FROM trace_trace WHERE extent = 'full'";
            let (count,): (i64,) = tx.one(sql, values![]).await.unwrap();
            count
        };
        let before = full().await;
        world.clock.advance(Duration::from_mins(1));
        let answer = analyst.post(&format!("/cases/{case}/trace"), &[]).await;
        assert_eq!(answer.status.as_u16(), 303);
        world.work().await;
        // Each run of a job is delivered twice here.
        assert_eq!(full().await, before + 2);
        let manager = desk.sign_in(&[Role::Manager]).await;
        let answer = manager.post(&format!("/cases/{case}/trace"), &[]).await;
        assert_eq!(answer.status.as_u16(), 404);
        // While nobody has the case nobody is asked.
        let mut tx = world.db.write().await.unwrap();
        tx.execute("UPDATE intake_case SET state = 'waiting' WHERE id = $1", values![case]).await.unwrap();
        tx.commit().await.unwrap();
        let page = analyst.get(&format!("/cases/{case}")).await.body;
        assert!(!page.contains("/trace\""));
        let answer = analyst.post(&format!("/cases/{case}/trace"), &[]).await;
        assert_eq!(answer.status.as_u16(), 409);
    }

    async fn an_answer_under_a_silence_is_asked_about_when_that_ends(test: TestDb) {
        let world = world(&test).await;
        behind(&world).await;
        let (case, analyst) = world.decided(BEHIND, Decided::Illegal, true).await;
        let location = world.case(case).await.location;
        world.work().await;
        let cause = Id::random(&kernel::SystemEntropy);
        let mut tx = world.db.write().await.unwrap();
        trace::silence(&mut tx, &analyst, location, cause).await.unwrap();
        let new = NewAnswer {
            itself: false,
            address: "127.40.0.10",
            provider: "",
            mail: "",
            country: "",
            said_by: "Delivery",
            said_on: "2026-01-01",
        };
        trace::take_answer(&mut tx, &analyst, location, &new).await.unwrap();
        tx.commit().await.unwrap();
        let asked = || world.net.asked().iter().filter(|asked| format!("{asked:?}").contains("127.40.0.10")).count();
        let before = asked();
        world.work().await;
        assert_eq!(asked(), before);
        world.clock.advance(Duration::from_mins(1));
        let mut tx = world.db.write().await.unwrap();
        trace::end_silence(&mut tx, &analyst, location, cause).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert!(asked() > before);
        let mut tx = world.read().await;
        let standing = trace::standing(&mut tx, &analyst, location).await.unwrap().unwrap();
        assert_eq!(standing.countries().into_iter().map(String::from).collect::<Vec<_>>(), ["KH"]);
    }

    async fn an_answer_is_asked_about_while_a_trace_is_being_made(test: TestDb) {
        let world = world(&test).await;
        behind(&world).await;
        let (case, analyst) = world.decided(BEHIND, Decided::Illegal, true).await;
        let location = world.case(case).await.location;
        world.work().await;
        // A trace is on its way that knows nothing of the answer.
        let mut tx = world.db.write().await.unwrap();
        trace::ask(&mut tx, &analyst, location).await.unwrap();
        let new = NewAnswer {
            itself: false,
            address: "127.40.0.10",
            provider: "",
            mail: "",
            country: "",
            said_by: "Delivery",
            said_on: "2026-01-01",
        };
        trace::take_answer(&mut tx, &analyst, location, &new).await.unwrap();
        let sql = "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'trace.full'";
        let (count,): (i64,) = tx.one(sql, values![]).await.unwrap();
        assert_eq!(count, 2, "each has a key of its own");
        let standing = trace::standing(&mut tx, &analyst, location).await.unwrap().unwrap();
        assert!(standing.awaits_trace());
    }
}
