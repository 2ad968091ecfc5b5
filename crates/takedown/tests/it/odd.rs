//! Odd and hostile servers against all that a look may do: each with what is true of it, what each look at it shows,
//! and the verdict. The tables are written from the manual. Beside them: what was asked for in doing so.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use identity::Role;
use intake::Case;
use kernel::Id;
use serde_json::Value as Json;
use smallnet::Behaviour::{Certificate, Page, PageAt, RedirectsTo};
use smallnet::{Behaviour, CertificateFault, Hostile, Network, What};
use store::testing::TestDb;
use takedown::{Seen, Verdict};

use crate::truth::{Line, album, lines, missing, sold};
use crate::world::{HOST, World, job, staff, world_with};

/// Every rule of the pack lets it.
pub async fn all_rules(test: &TestDb) -> World {
    world_with(test, true, |pack| {
        pack.watch.ask_first_byte = true;
        pack.watch.ask_unverified = true;
        pack.watch.ask_invented_path = true;
        pack.watch.host_gap = Duration::from_millis(5);
    })
    .await
}

/// Watches a place through its looks.
async fn walk(world: &World, test: &TestDb, line: Line) {
    let Line {
        what,
        url,
        marked,
        looks,
    } = line;
    let mut now = looks[0].0.clone();
    world.net.behave(HOST, now.clone()).await.unwrap();
    let case = world.acting_at(url).await;
    if marked {
        mark(world, case).await;
    }
    for (number, (behaviour, truth, seen, verdict)) in looks.into_iter().enumerate() {
        if number == 0 || behaviour != now {
            world.net.behave(HOST, behaviour.clone()).await.unwrap();
        }
        now = behaviour.clone();
        if number == 0 {
            test.clock.advance(Duration::from_secs(60));
            world.watch(case).await;
        } else {
            world.look_next(test, case).await;
        }
        let check = world.checks(case).await.pop().unwrap();
        assert_eq!(
            (check.seen, check.verdict),
            (seen, verdict),
            "{what}: {behaviour:?}"
        );
        assert!(truth.allows(verdict), "{what}: {behaviour:?}");
    }
    let mut tx = world.db.write().await.unwrap();
    takedown::unwatch(&mut tx, &job(), case, "test")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for step in steps(world, case).await {
        assert_fit(&step, what);
    }
}

pub async fn mark(world: &World, case: Id<Case>) {
    let mut tx = world.db.write().await.unwrap();
    takedown::mark_page(&mut tx, &staff(Role::Analyst), &world.pack, case)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// The evidence of each check of a case, oldest first.
pub async fn details(world: &World, case: Id<Case>) -> Vec<Json> {
    let mut tx = world.db.read().await.unwrap();
    let checks = takedown::evidence(&mut tx, &job(), case).await.unwrap();
    checks.into_iter().map(|check| check.detail).collect()
}

/// Every request that the evidence of a case has.
async fn steps(world: &World, case: Id<Case>) -> Vec<Json> {
    let mut steps = Vec::new();
    for detail in details(world, case).await {
        for pointer in ["/steps", "/further/page/steps", "/further/invented/steps"] {
            let found = detail.pointer(pointer).and_then(Json::as_array);
            steps.extend(found.into_iter().flatten().cloned());
        }
    }
    steps
}

/// Nobody was dialled but the small internet, and GET was for HTML or one byte.
fn assert_fit(step: &Json, what: &str) {
    if let Some(address) = step["dialled"].as_str() {
        let address: IpAddr = address.parse().unwrap();
        assert!(address.is_loopback(), "{what}: {address}");
    }
    let method = step["method"].as_str().unwrap();
    assert!(
        ["HEAD", "HEAD, unverified", "GET", "GET, bytes=0-0"].contains(&method),
        "{what}: {method}"
    );
}

/// The requests that came, in order: method and path.
pub fn asked(world: &World) -> Vec<(String, String)> {
    let asked = world.net.asked().into_iter();
    asked
        .filter_map(|asked| match asked.what {
            What::Http { method, path, .. } => Some((method, path)),
            _ => None,
        })
        .collect()
}

store::on_both! {
    async fn each_verdict_holds_against_the_truth(test: TestDb) {
        let world = all_rules(&test).await;
        for number in 0..40 {
            let target = match number {
                39 => HOST.to_owned(),
                _ => format!("a{}.chain.test", number + 1),
            };
            world.net.alias(&format!("a{number}.chain.test"), &target).unwrap();
        }
        for line in lines(&world) {
            walk(&world, &test, line).await;
        }
        // Before each GET its path was asked for by HEAD.
        let asked = asked(&world);
        for (place, (method, path)) in asked.iter().enumerate() {
            if method == "GET" {
                let before = &asked[..place];
                assert!(before.iter().any(|(method, other)| method == "HEAD" && other == path), "{path}");
            }
        }
        assert!(asked.iter().all(|(method, _)| ["HEAD", "GET"].contains(&method.as_str())));
    }

    async fn without_rules_of_the_pack_a_look_is_head_alone(test: TestDb) {
        let world = world_with(&test, true, |_| {}).await;
        let case = world.acting_at(world.url(HOST)).await;
        world.net.behave(HOST, Behaviour::Hostile(Hostile::Pushes)).await.unwrap();
        world.watch(case).await;
        world.net.behave(HOST, Page(missing())).await.unwrap();
        world.look_next(&test, case).await;
        let seen: Vec<_> = world.checks(case).await.iter().map(|check| check.seen).collect();
        assert_eq!(seen, [Seen::HeadRefused, Seen::Up]);
        assert!(asked(&world).iter().all(|asked| *asked == ("HEAD".to_owned(), "/p/17".to_owned())));
    }

    async fn the_evidence_says_how_it_was_asked(test: TestDb) {
        let world = all_rules(&test).await;
        let url = format!("https://{HOST}:{}/p/17", world.net.tls_port());
        let case = world.acting_at(url).await;
        world.net.behave(HOST, Certificate(CertificateFault::Expired)).await.unwrap();
        world.watch(case).await;
        let detail = details(&world, case).await.remove(0);
        let [head, again] = detail["steps"].as_array().unwrap().as_slice() else { panic!("{detail}") };
        assert_eq!((&head["method"], &head["status"]), (&"HEAD".into(), &Json::Null));
        assert_eq!((&again["method"], &again["status"]), (&"HEAD, unverified".into(), &200.into()));
        assert_eq!(head["certificate"], again["certificate"]);
        assert_eq!(again["certificate"]["fault"], "expired");
        assert_eq!(again["certificate"]["sha256"].as_str().unwrap().len(), 64);
        assert!(detail["fault"].is_string());
    }

    async fn the_evidence_says_from_when_to_when_was_looked(test: TestDb) {
        let world = all_rules(&test).await;
        let case = world.acting(HOST).await;
        let mut tx = world.db.write().await.unwrap();
        takedown::watch(&mut tx, &job(), &world.pack, case).await.unwrap();
        tx.commit().await.unwrap();
        let began = test.desk.clock().now();
        let look = |_: takedown::Aim| {
            let clock = test.clock.clone();
            async move {
                clock.advance(Duration::from_secs(40));
                egress::Sighting { steps: Vec::new(), end: Err(egress::Fault::TimedOut) }
            }
        };
        let (house, works) = ([egress::Vantage::house()], async |_: String| true);
        takedown::sit(&world.db, &job(), &world.pack, &house, look, works, &jobs::Stop::never()).await.unwrap();
        let detail = details(&world, case).await.remove(0);
        let ended = began.after(Duration::from_secs(40));
        for (name, at) in [("began_at", began), ("ended_at", ended)] {
            assert_eq!(detail[name], at.micros(), "{detail}");
        }
    }

    async fn parking_is_known_by_address_host_and_name_server(test: TestDb) {
        let world = all_rules(&test).await;
        let network = |handle: &str, cidr: &str| Network {
            handle: handle.to_owned(),
            cidr: cidr.to_owned(),
            holder: "Example Parking".to_owned(),
            country: "NL".to_owned(),
            autonomous_system: 64_598,
            abuse: "abuse@parking.example".to_owned(),
        };
        let registrar = smallnet::Registrar {
            name: "Lagoon Example Registrar".to_owned(),
            abuse: "abuse@lagoon-registrar.test".to_owned(),
        };
        let sale = smallnet::Site::new("sale.parking.example", Ipv4Addr::new(127, 97, 0, 10), network("SIM-SALE", "127.97.0.0/16"), registrar);
        world.net.add(sale).await.unwrap();
        let case = world.acting_at(world.url(HOST)).await;
        world.net.behave(HOST, PageAt("/p/17".to_owned(), album())).await.unwrap();
        world.watch(case).await;
        let to = format!("http://sale.parking.example:{}/", world.net.site_port());
        world.net.behave(HOST, RedirectsTo(to)).await.unwrap();
        world.look_next(&test, case).await;
        world.net.behave(HOST, PageAt("/p/17".to_owned(), sold())).await.unwrap();
        world.net.delegate("kh-host.test", &["ns.parking.example"]);
        world.look_next(&test, case).await;
        world.net.delegate("kh-host.test", &["ns1.small-internet.test"]);
        let parked = network("SIM-PARKING", "127.98.0.0/16");
        world.net.move_to(HOST, Ipv4Addr::new(127, 98, 0, 11), parked).await.unwrap();
        world.look_next(&test, case).await;
        let checks = world.checks(case).await;
        let verdicts: Vec<_> = checks.iter().map(|check| (check.seen, check.verdict)).collect();
        let parked = (Seen::Parked, Verdict::ErrorPage);
        assert_eq!(verdicts, [(Seen::Up, Verdict::Up), parked, parked, parked]);
        assert!(checks[1..].iter().all(takedown::Check::asks_a_person));
        let by: Vec<_> = details(&world, case).await.into_iter().map(|detail| detail["further"]["parked"].clone()).collect();
        for (parked, by) in by[1..].iter().zip(["host", "name_server", "network"]) {
            assert_eq!((&parked["by"], &parked["name"]), (&by.into(), &"Example Parking".into()));
        }
        assert!(asked(&world).iter().all(|(method, _)| method == "HEAD"));
    }
}
