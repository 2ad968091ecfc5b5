//! Odd and hostile servers against all that a look may do: each with what is true of it, what each look at it shows,
//! and the verdict. The tables are written from the manual. Beside them: what was asked for in doing so.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use identity::Role;
use intake::Case;
use kernel::{Id, Sensitive};
use serde_json::Value as Json;
use smallnet::Behaviour::{
    AtHome, BecomesPicture, Certificate, OnlyIpv6, Page, PageAt, Rebinds, RedirectsTo, RefusesHead,
    Status, Up, WrongLength,
};
use smallnet::{Behaviour, CertificateFault, Hostile, Network, What};
use store::testing::TestDb;
use takedown::{Seen, Verdict, Word};

use crate::world::{HOST, World, job, staff, world_with};

/// What is true of the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Truth {
    There,
    /// It is not, whatever the status says.
    NotThere,
    /// Nobody can tell from what the server says.
    Unknown,
}

use Truth::{NotThere, There, Unknown};

impl Truth {
    /// Whether a verdict does not contradict it: what is there is never gone, and what is not is never up.
    fn allows(self, verdict: Verdict) -> bool {
        match self {
            There => !matches!(verdict, Verdict::Gone | Verdict::GoneHere),
            NotThere => verdict != Verdict::Up,
            Unknown => verdict != Verdict::Gone,
        }
    }
}

/// Looks at one place, one after another.
struct Line {
    what: &'static str,
    url: String,
    marked: bool,
    looks: Vec<(Behaviour, Truth, Seen, Verdict)>,
}

fn words(text: &str) -> String {
    format!("<!doctype html><title>Simulated</title><p>{text}</p>")
}

fn album() -> String {
    words(
        "The harmless album of the small internet. Seventeen invented flowers in a row, each with its name, \
         where it grows and when it blooms: rose, lotus, jasmine, marigold and others. Seen 12 times.",
    )
}

fn album_later() -> String {
    words(
        "The harmless album of the small internet. Seventeen invented flowers in a row, each with its name, \
         where it grows and when it blooms: rose, lotus, jasmine, marigold and others. Seen 4711 times.",
    )
}

fn sold() -> String {
    words(
        "This address is for sale. Write to whoever sells it, with your offer, and expect an answer within some \
         days; until then there is nothing to be seen here, whatever the links that led to it promise.",
    )
}

fn missing() -> String {
    words("We are sorry: what you look for is not here, or not any more. Go back to the beginning.")
}

/// Every rule of the pack lets it.
async fn all_rules(test: &TestDb) -> World {
    world_with(test, true, |pack| {
        pack.watch.ask_first_byte = true;
        pack.watch.ask_unverified = true;
        pack.watch.ask_invented_path = true;
        pack.watch.host_gap = Duration::from_millis(5);
    })
    .await
}

fn lines(world: &World) -> Vec<Line> {
    let (plain, tls) = (world.net.site_port(), world.net.tls_port());
    let at = |path: &str| format!("http://{HOST}:{plain}{path}");
    let page = |path: &str, text: String| PageAt(path.to_owned(), text);
    let hostile = Behaviour::Hostile;
    let line = |what, url, marked, looks| Line {
        what,
        url,
        marked,
        looks,
    };
    let metadata = Ipv4Addr::new(169, 254, 169, 254);
    let mut lines = vec![
        line(
            "a page whose counter goes on, and whose words go",
            at("/w/1"),
            true,
            vec![
                (page("/w/1", album()), There, Seen::Up, Verdict::Up),
                (page("/w/1", album_later()), There, Seen::Up, Verdict::Up),
                (
                    page("/w/1", sold()),
                    NotThere,
                    Seen::OtherWords,
                    Verdict::Changed,
                ),
                (page("/w/1", album()), There, Seen::Up, Verdict::Up),
            ],
        ),
        line(
            "a page that becomes an error page with 200",
            at("/w/2"),
            true,
            vec![
                (page("/w/2", album()), There, Seen::Up, Verdict::Up),
                (
                    Page(missing()),
                    NotThere,
                    Seen::ErrorWith200,
                    Verdict::ErrorPage,
                ),
                (Status(404), NotThere, Seen::NotFound, Verdict::Missing),
            ],
        ),
        line(
            "an error page with 200 from the beginning",
            at("/w/3"),
            true,
            vec![(
                Page(missing()),
                NotThere,
                Seen::ErrorWith200,
                Verdict::ErrorPage,
            )],
        ),
        line(
            "the same of a place that nobody marked",
            at("/w/4"),
            false,
            vec![
                (page("/w/4", album()), There, Seen::Up, Verdict::Up),
                // Its length has changed: that is looked into the next time.
                (Page(missing()), Unknown, Seen::Up, Verdict::Up),
                (
                    Page(missing()),
                    NotThere,
                    Seen::ErrorWith200,
                    Verdict::ErrorPage,
                ),
            ],
        ),
        line(
            "a server that ignores the range and pushes",
            at("/w/5"),
            false,
            vec![(hostile(Hostile::Pushes), There, Seen::Up, Verdict::Up)],
        ),
        line(
            "HEAD refused, and GET not",
            at("/w/6"),
            true,
            vec![
                (RefusesHead, There, Seen::Up, Verdict::Up),
                (Status(501), Unknown, Seen::HeadRefused, Verdict::Unsure),
                (Status(405), Unknown, Seen::HeadRefused, Verdict::Unsure),
            ],
        ),
        line(
            "a bomb, whatever is asked for",
            at("/w/7"),
            true,
            vec![(
                hostile(Hostile::Bomb),
                Unknown,
                Seen::ErrorWith200,
                Verdict::ErrorPage,
            )],
        ),
        line(
            "a body without end, whatever is asked for",
            at("/w/8"),
            true,
            vec![(
                hostile(Hostile::EndlessBody),
                Unknown,
                Seen::ErrorWith200,
                Verdict::ErrorPage,
            )],
        ),
        line(
            "HEAD says HTML, and GET a picture",
            at("/w/9"),
            true,
            vec![(
                BecomesPicture,
                Unknown,
                Seen::ErrorWith200,
                Verdict::ErrorPage,
            )],
        ),
        line(
            "a length that is wrong",
            at("/w/10"),
            true,
            vec![(WrongLength, Unknown, Seen::ErrorWith200, Verdict::ErrorPage)],
        ),
        line(
            "a page that leads round in circles",
            at("/w/11"),
            true,
            vec![(
                RedirectsTo(at("/w/11")),
                Unknown,
                Seen::Odd,
                Verdict::Unsure,
            )],
        ),
        line(
            "a page that leads to what no address may",
            at("/w/12"),
            true,
            vec![(
                RedirectsTo(format!("http://{metadata}/latest/")),
                Unknown,
                Seen::NotAsked,
                Verdict::Unsure,
            )],
        ),
        line(
            "a name that changes between two looks to what no address may",
            at("/w/13"),
            false,
            vec![
                (
                    Rebinds(metadata),
                    Unknown,
                    Seen::ErrorWith200,
                    Verdict::ErrorPage,
                ),
                (Rebinds(metadata), Unknown, Seen::NotAsked, Verdict::Unsure),
            ],
        ),
        line(
            "drips, floods and noise",
            at("/w/14"),
            true,
            vec![
                (
                    hostile(Hostile::Drips),
                    Unknown,
                    Seen::Silent,
                    Verdict::Unsure,
                ),
                (
                    hostile(Hostile::HeaderFlood),
                    Unknown,
                    Seen::Silent,
                    Verdict::Unsure,
                ),
                (
                    hostile(Hostile::Garbage),
                    Unknown,
                    Seen::Silent,
                    Verdict::Unsure,
                ),
            ],
        ),
        line(
            "an error of the server that passes",
            at("/w/15"),
            true,
            vec![
                (page("/w/15", album()), There, Seen::Up, Verdict::Up),
                (Status(503), Unknown, Seen::ServerError, Verdict::ErrorPage),
                (page("/w/15", album()), There, Seen::Up, Verdict::Up),
            ],
        ),
        line(
            "kept from home alone",
            at("/w/16"),
            false,
            vec![
                (
                    AtHome(Box::new(Status(451))),
                    There,
                    Seen::Forbidden,
                    Verdict::Blocked,
                ),
                (
                    AtHome(Box::new(Status(451))),
                    There,
                    Seen::ErrorWith200,
                    Verdict::ErrorPage,
                ),
            ],
        ),
        line(
            "a certificate at fault",
            format!("https://{HOST}:{tls}/w/17"),
            true,
            vec![
                (
                    Certificate(CertificateFault::Expired),
                    Unknown,
                    Seen::Untrusted,
                    Verdict::Unsure,
                ),
                (
                    Certificate(CertificateFault::WrongName),
                    Unknown,
                    Seen::Untrusted,
                    Verdict::Unsure,
                ),
                (
                    Certificate(CertificateFault::SelfSigned),
                    Unknown,
                    Seen::Untrusted,
                    Verdict::Unsure,
                ),
            ],
        ),
        line(
            "forty names one behind another",
            format!("http://a0.chain.test:{plain}/w/18"),
            true,
            vec![(Up, Unknown, Seen::Odd, Verdict::Unsure)],
        ),
    ];
    if world.net.serves_ipv6() {
        lines.push(line(
            "an address of version 6 alone",
            at("/w/19"),
            false,
            vec![(OnlyIpv6, There, Seen::ErrorWith200, Verdict::ErrorPage)],
        ));
    }
    lines
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

async fn mark(world: &World, case: Id<Case>) {
    let mut tx = world.db.write().await.unwrap();
    takedown::mark_page(&mut tx, &staff(Role::Analyst), &world.pack, case)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// The evidence of each check of a case, oldest first.
async fn details(world: &World, case: Id<Case>) -> Vec<Json> {
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
fn asked(world: &World) -> Vec<(String, String)> {
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

    async fn what_a_person_says_is_up_is_not_asked_about_again(test: TestDb) {
        let world = all_rules(&test).await;
        let person = staff(Role::Analyst);
        for (marked, path) in [(true, "/a/1"), (false, "/a/2")] {
            let url = format!("http://{HOST}:{}{path}", world.net.site_port());
            // Its server has the same page for whatever is asked for, and that is the content.
            world.net.behave(HOST, Page(album())).await.unwrap();
            let case = world.acting_at(url).await;
            if marked {
                mark(&world, case).await;
            }
            test.clock.advance(Duration::from_secs(60));
            world.watch(case).await;
            let check = world.checks(case).await.pop().unwrap();
            assert_eq!(check.seen, Seen::ErrorWith200);
            let mut tx = world.db.write().await.unwrap();
            let reason = Sensitive::new("seen by eye".to_owned());
            takedown::decide(&mut tx, &person, &world.pack, check.id, Word::Up, &reason).await.unwrap();
            tx.commit().await.unwrap();
            for _ in 0..2 {
                world.look_next(&test, case).await;
                let check = world.checks(case).await.pop().unwrap();
                assert_eq!((check.seen, check.verdict), (Seen::Up, Verdict::Up), "{path}");
            }
            world.net.behave(HOST, Page(missing())).await.unwrap();
            world.look_next(&test, case).await;
            world.look_next(&test, case).await;
            let check = world.checks(case).await.pop().unwrap();
            assert_eq!(check.seen, Seen::ErrorWith200, "{path}");
            let mut tx = world.db.write().await.unwrap();
            takedown::unwatch(&mut tx, &job(), case, "test").await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    async fn an_error_page_is_never_gone_by_itself(test: TestDb) {
        let world = all_rules(&test).await;
        let case = world.acting_at(world.url(HOST)).await;
        mark(&world, case).await;
        world.net.behave(HOST, Page(missing())).await.unwrap();
        world.watch(case).await;
        for _ in 0..5 {
            world.look_next(&test, case).await;
        }
        assert_eq!(world.case(case).await.state, intake::State::Acting);
        let check = world.checks(case).await.pop().unwrap();
        for (who, state) in [(Role::Analyst, intake::State::Acting), (Role::Supervisor, intake::State::Closed)] {
            let mut tx = world.db.write().await.unwrap();
            let reason = Sensitive::new("read the checks".to_owned());
            takedown::decide(&mut tx, &staff(who), &world.pack, check.id, Word::Gone, &reason).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(world.case(case).await.state, state);
        }
    }

    async fn of_a_page_the_number_alone_is_kept_and_that_sealed(test: TestDb) {
        let world = all_rules(&test).await;
        let case = world.acting_at(world.url(HOST)).await;
        mark(&world, case).await;
        world.net.behave(HOST, PageAt("/p/17".to_owned(), album())).await.unwrap();
        world.watch(case).await;
        let detail = details(&world, case).await.remove(0);
        assert_eq!(detail["further"]["page"]["compared"], "first");
        assert_eq!(detail["further"]["page"]["mark"].as_str().unwrap().len(), 16);
        assert!(!detail.to_string().contains("flowers"));
        let mut tx = world.db.read().await.unwrap();
        let (sealed,): (Vec<u8>,) = tx
            .one("SELECT mark AS value FROM takedown_page", store::values![])
            .await
            .unwrap();
        let number = data_encoding::HEXLOWER.decode(detail["further"]["page"]["mark"].as_str().unwrap().as_bytes()).unwrap();
        assert!(sealed.len() > 8 && !sealed.windows(8).any(|part| part == number));
        let marked = takedown::marked(&mut tx, &staff(Role::Analyst), case).await.unwrap().unwrap();
        assert!(marked.compared_since.is_some());
    }

    async fn only_what_was_marked_is_read_and_only_until_that_is_taken_back(test: TestDb) {
        let world = all_rules(&test).await;
        let case = world.acting_at(world.url(HOST)).await;
        world.net.behave(HOST, PageAt("/p/17".to_owned(), album())).await.unwrap();
        world.watch(case).await;
        let gets = || asked(&world).iter().filter(|(method, _)| method == "GET").count();
        assert_eq!(gets(), 0);
        let person = staff(Role::Analyst);
        for _ in 0..2 {
            mark(&world, case).await;
        }
        world.look_next(&test, case).await;
        assert_eq!(gets(), 1);
        let mut tx = world.db.write().await.unwrap();
        let robot = takedown::mark_page(&mut tx, &job(), &world.pack, case).await;
        assert!(matches!(robot, Err(takedown::Error::Denied(_))));
        takedown::unmark_page(&mut tx, &person, case).await.unwrap();
        takedown::unmark_page(&mut tx, &person, case).await.unwrap();
        assert!(takedown::marked(&mut tx, &person, case).await.unwrap().is_none());
        let (lines,): (i64,) = tx
            .one("SELECT COUNT(*) AS value FROM takedown_page_history", store::values![])
            .await
            .unwrap();
        assert_eq!(lines, 2);
        tx.commit().await.unwrap();
        world.look_next(&test, case).await;
        assert_eq!(gets(), 1);
        let other = crate::world::world_with(&test, true, |pack| pack.watch.legal_authority = None).await;
        let mut tx = other.db.write().await.unwrap();
        let without = takedown::mark_page(&mut tx, &person, &other.pack, case).await;
        assert!(matches!(without, Err(takedown::Error::NoAuthority)));
    }
}
