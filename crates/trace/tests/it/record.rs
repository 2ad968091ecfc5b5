//! What a trace leaves: what the record commits to, what an outage does not take away, and what a silence keeps back.

use std::time::Duration;

use egress::Egress;
use identity::{Actor, Role};
use kernel::{Id, SystemEntropy};
use smallnet::story::{AT_HOME, ELSEWHERE};
use smallnet::{Network, RegistryBehaviour};
use store::{Db, Value, values};
use tokio::net::UdpSocket;
use trace::{Change, Detail};

use crate::{World, analyst, answered, job, outcome};

/// How the traces agree with the record.
async fn held(db: &Db) -> audit::Held {
    let mut tx = db.read().await.unwrap();
    trace::verify_traces(&mut tx, &identity::Actor::operator())
        .await
        .unwrap()
}

async fn run(db: &Db, sql: &'static str, values: Vec<Value>) {
    let mut tx = db.write().await.unwrap();
    assert!(tx.execute(sql, values).await.unwrap() > 0);
    tx.commit().await.unwrap();
}

fn network(country: &str) -> Network {
    Network {
        handle: format!("SIM-{country}"),
        cidr: "127.41.0.0/16".to_owned(),
        holder: format!("Other Example Hosting of {country}"),
        country: country.to_owned(),
        autonomous_system: 64_541,
        abuse: "abuse@other-hosting.test".to_owned(),
    }
}

store::on_both! {
    async fn a_trace_that_was_changed_or_removed_is_found(test: TestDb) {
        let world = World::new(&test).await;
        for host in [AT_HOME, ELSEWHERE, "files.nl-host.test"] {
            world.traced(host).await;
        }
        assert_eq!(held(&world.db).await, audit::Held { committed: 3, ..audit::Held::default() });
        let one = world.location(AT_HOME, "/p/17").await;
        let evidence = async || {
            let mut tx = world.db.read().await.unwrap();
            trace::evidence(&mut tx, &analyst(), one).await.unwrap().remove(0)
        };
        let before = evidence().await;
        assert!(before.is_as_recorded);
        // Whoever is given the bytes finds them in the entry.
        let digest = audit::digest(before.form.unwrap().expose());
        assert!(before.record.unwrap().entry.facts.contains(&digest));
        // The country of a finding, in clear beside it.
        run(
            &world.db,
            "UPDATE trace_finding SET country = 'NL' WHERE location_id = $1 AND source = 'rdap_network'",
            values![one],
        )
        .await;
        let found = held(&world.db).await;
        assert_eq!((found.committed, found.changed.len(), found.missing.len()), (3, 1, 0));
        assert_eq!(found.changed[0].uuid(), before.id.uuid());
        assert!(!evidence().await.is_as_recorded);
        // A finding that is left out.
        let two = world.location(ELSEWHERE, "/p/17").await;
        run(&world.db, "DELETE FROM trace_finding WHERE location_id = $1 AND position = 1", values![two]).await;
        assert_eq!(held(&world.db).await.changed.len(), 2);
        // A trace that is, with all its findings.
        let three = world.location("files.nl-host.test", "/p/17").await;
        run(&world.db, "DELETE FROM trace_finding WHERE location_id = $1", values![three]).await;
        run(&world.db, "DELETE FROM trace_trace WHERE location_id = $1", values![three]).await;
        assert_eq!(held(&world.db).await.missing.len(), 1);
    }

    async fn a_finding_that_was_written_anew_with_the_key_is_found(test: TestDb) {
        let world = World::new(&test).await;
        world.traced(AT_HOME).await;
        let location = world.location(AT_HOME, "/p/17").await;
        let mut tx = world.db.write().await.unwrap();
        let (id,): (Id<()>,) = tx
            .one("SELECT id AS value FROM trace_finding WHERE source = 'rdap_network'", values![])
            .await
            .unwrap();
        let key = location::data_key(&mut tx, &analyst(), location).await.unwrap();
        let place = store::Place::new("trace_finding", "detail", id);
        let forged = br#"{"kind":"proxy","proxy":"Somebody","by":"name","addresses":[]}"#;
        let sealed = key.seal(place, forged, tx.entropy());
        tx.execute("UPDATE trace_finding SET detail = $2 WHERE id = $1", values![id, sealed]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(held(&world.db).await.changed.len(), 1);
    }

    async fn a_registry_that_is_down_takes_nothing_away_and_is_asked_again(test: TestDb) {
        let world = World::new(&test).await;
        world.traced(AT_HOME).await;
        let location = world.location(AT_HOME, "/p/17").await;
        // What was said is forgotten after a day.
        test.clock.advance(Duration::from_hours(25));
        world.net.registry_behaves(RegistryBehaviour::Malformed);
        world.ask(location).await;
        for _ in 0..4 {
            world.work().await;
            test.clock.advance(Duration::from_secs(31));
        }
        let found = world.findings(location).await;
        assert_eq!(answered(&found), [("rdap_domain", false), ("rdap_network", false)]);
        let hosting = async || {
            let mut tx = world.db.read().await.unwrap();
            trace::hosting(&mut tx, &analyst(), location).await.unwrap().unwrap()
        };
        let known = hosting().await;
        assert_eq!(known.networks[0].country.map(String::from).as_deref(), Some("KH"));
        assert!(known.registrar.is_some());
        assert!(known.at.since(known.networks[0].said_at) >= Duration::from_hours(25), "with its date");
        // An hour later the registry is there again, and is asked.
        world.net.registry_behaves(RegistryBehaviour::Right);
        test.clock.advance(Duration::from_hours(1));
        world.work().await;
        let found = world.findings(location).await;
        assert!(answered(&found).iter().all(|(_, answered)| *answered), "{found:?}");
        let known = hosting().await;
        assert!(known.at.since(known.networks[0].said_at) < Duration::from_mins(1));
    }

    async fn a_move_that_a_trace_without_answers_stands_before_is_not_lost(test: TestDb) {
        let world = World::new(&test).await;
        world.traced(AT_HOME).await;
        let location = world.location(AT_HOME, "/p/17").await;
        let address = |last| std::net::Ipv4Addr::new(127, 41, 0, last);
        world.net.move_to(AT_HOME, address(10), network("LA")).await.unwrap();
        world.net.registry_behaves(RegistryBehaviour::Status(500));
        test.clock.advance(Duration::from_hours(25));
        world.ask(location).await;
        for _ in 0..4 {
            world.work().await;
            test.clock.advance(Duration::from_secs(31));
        }
        world.net.registry_behaves(RegistryBehaviour::Right);
        test.clock.advance(Duration::from_hours(1));
        world.work().await;
        let mut tx = world.db.read().await.unwrap();
        let changes = trace::newest_changes(&mut tx, &analyst(), location).await.unwrap().unwrap();
        assert!(changes.is_move(), "{changes:?}");
        assert!(changes.kinds.contains(&Change::Country));
    }

    async fn a_silence_that_begins_while_a_name_is_asked_for_keeps_back_its_name_servers(test: TestDb) {
        let mut world = World::new(&test).await;
        let location = world.location(AT_HOME, "/p/17").await;
        // Before the resolver stands somebody with whose first question the silence begins.
        let before = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        world.egress = Egress::new(egress::Config {
            resolver: before.local_addr().ok(),
            rdap_bootstrap: world.net.rdap_bootstrap(),
            whois: None,
            demonstration: true,
            timeout: Duration::from_secs(5),
            ..egress::Config::default()
        })
        .unwrap();
        let (db, resolver) = (world.db.clone(), world.net.dns());
        let relaying = tokio::spawn(async move {
            let (mut question, mut answer) = ([0; 4_096], [0; 4_096]);
            for number in 0_u32.. {
                let (length, from) = before.recv_from(&mut question).await.unwrap();
                if number == 0 {
                    let mut tx = db.write().await.unwrap();
                    trace::silence(&mut tx, &job(), location, Id::random(&SystemEntropy)).await.unwrap();
                    tx.commit().await.unwrap();
                }
                let there = UdpSocket::bind("127.0.0.1:0").await.unwrap();
                there.send_to(&question[..length], resolver).await.unwrap();
                let length = there.recv(&mut answer).await.unwrap();
                before.send_to(&answer[..length], from).await.unwrap();
            }
        });
        world.ask(location).await;
        world.work().await;
        relaying.abort();
        let asked = world.asked_of_dns();
        assert!(asked.iter().any(|asked| asked.starts_with("A ")), "{asked:?}");
        assert!(!asked.iter().any(|asked| asked.starts_with("NS ")), "{asked:?}");
        assert!(world.asked_of_registry().is_empty());
        assert!(world.findings(location).await.is_empty(), "it is made when the silence ends");
    }

    async fn a_silence_that_begins_while_the_registries_are_asked_keeps_back_the_next_question(test: TestDb) {
        let world = World::new(&test).await;
        let location = world.location(AT_HOME, "/p/17").await;
        // The first attempt ends with the network: it is patient with the registry.
        world.net.registry_behaves(RegistryBehaviour::Malformed);
        world.ask(location).await;
        world.work().await;
        let asked = world.asked_of_registry().len();
        let cause = Id::random(&kernel::SystemEntropy);
        let mut tx = world.db.write().await.unwrap();
        trace::silence(&mut tx, &job(), location, cause).await.unwrap();
        tx.commit().await.unwrap();
        test.clock.advance(Duration::from_mins(1));
        let dns = world.asked_of_dns().len();
        world.work().await;
        assert_eq!((world.asked_of_registry().len(), world.asked_of_dns().len()), (asked, dns));
        world.net.registry_behaves(RegistryBehaviour::Right);
        let mut tx = world.db.write().await.unwrap();
        trace::end_silence(&mut tx, &job(), location, cause).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert!(answered(&world.findings(location).await).iter().all(|(_, answered)| *answered));
    }

    async fn a_rest_is_kept_by_another_process_and_over_a_restart(test: TestDb) {
        let mut world = World::new(&test).await;
        world.traced(ELSEWHERE).await;
        world.net.registry_behaves(RegistryBehaviour::TooMany(7_200));
        world.traced(AT_HOME).await;
        let asked = world.asked_of_registry().len();
        world.net.registry_behaves(RegistryBehaviour::Right);
        // Nothing of the process that was told is left.
        world.sources = trace::Sources::default();
        world.traced("files.nl-host.test").await;
        assert_eq!(world.asked_of_registry().len(), asked);
        test.clock.advance(Duration::from_hours(2));
        world.traced("files.nl-host.test").await;
        assert!(world.asked_of_registry().len() > asked);
    }

    async fn a_server_that_lets_one_wait_in_vain_is_not_asked_by_the_next(test: TestDb) {
        let world = World::new(&test).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let there = listener.local_addr().unwrap();
        let waiting = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let all = std::sync::Arc::clone(&waiting);
        tokio::spawn(async move {
            // Takes every connection, and says nothing.
            while let Ok((stream, _)) = listener.accept().await {
                all.lock().unwrap().push(stream);
            }
        });
        world.net.registry_behaves(RegistryBehaviour::RedirectsTo(format!("http://{there}/ip/1")));
        for host in [AT_HOME, ELSEWHERE] {
            let location = world.location(host, "/p/17").await;
            world.ask(location).await;
        }
        world.work().await;
        assert_eq!(waiting.lock().unwrap().len(), 1);
    }

    async fn a_place_with_an_address_of_version_six_alone_is_traced(test: TestDb) {
        let world = World::new(&test).await;
        let site = smallnet::Site::new(
            "six.six-host.test",
            "127.42.0.10".parse().unwrap(),
            Network { cidr: "127.42.0.0/16".to_owned(), ..network("SG") },
            smallnet::Registrar { name: "A Registrar".to_owned(), abuse: "abuse@a.test".to_owned() },
        )
        .ipv6("::1".parse().unwrap(), Network { cidr: "::1/128".to_owned(), ..network("SG") });
        world.net.add(site).await.unwrap();
        world.net.behave("six.six-host.test", smallnet::Behaviour::OnlyIpv6(Box::new(smallnet::Behaviour::Up))).await.unwrap();
        let found = world.traced("six.six-host.test").await;
        assert_eq!(outcome(&found), "found");
        let Detail::Names { addresses, .. } = &found[0].detail else {
            panic!("{found:?}");
        };
        assert_eq!(addresses, &["::1".parse::<std::net::IpAddr>().unwrap()]);
        let location = world.location("six.six-host.test", "/p/17").await;
        let mut tx = world.db.read().await.unwrap();
        let standing = trace::standing(&mut tx, &analyst(), location).await.unwrap().unwrap();
        let countries: Vec<_> = standing.countries().into_iter().map(String::from).collect();
        assert_eq!(countries, ["SG"]);
        assert_eq!(world.asked_of_registry()[0], "/ip/::1");
    }

    async fn a_told_host_is_asked_about_while_the_names_do_not_answer(test: TestDb) {
        let world = World::new(&test).await;
        let location = world.location(AT_HOME, "/p/17").await;
        world.ask(location).await;
        world.work().await;
        let rule = trace::NewRule {
            reach: "network",
            key: "127.40.0.0/16",
            says: "real_host",
            address: "127.69.0.10",
            provider: "",
            mail: "",
            country: "",
            reason: "we know them",
        };
        let mut tx = world.db.write().await.unwrap();
        let manager = Actor::test_staff(Id::random(&SystemEntropy), &[Role::Manager]);
        trace::add_rule(&mut tx, &manager, &rule).await.unwrap();
        tx.commit().await.unwrap();
        world.net.behave(AT_HOME, smallnet::Behaviour::NameFails).await.unwrap();
        test.clock.advance(Duration::from_secs(60));
        world.ask(location).await;
        // What names do not answer is asked again before the trace is written.
        for _ in 0..6 {
            world.work().await;
            test.clock.advance(Duration::from_mins(10));
        }
        let mut tx = world.db.read().await.unwrap();
        let standing = trace::standing(&mut tx, &analyst(), location).await.unwrap().unwrap();
        let told = standing.real.as_ref().and_then(|real| real.address);
        assert_eq!(told, Some([127, 69, 0, 10].into()));
        assert!(!standing.awaits_trace(), "else it would be traced again without end");
    }

    async fn names_that_lead_in_a_circle_end_with_a_clear_answer(test: TestDb) {
        let world = World::new(&test).await;
        world.net.alias("a.circle.test", "b.circle.test").unwrap();
        world.net.alias("b.circle.test", "a.circle.test").unwrap();
        world.net.alias("self.circle.test", "self.circle.test").unwrap();
        for host in ["a.circle.test", "self.circle.test"] {
            let found = world.traced(host).await;
            assert_eq!(outcome(&found), "aliases", "{host}");
        }
        // Of forty names the registries are told nothing either: there is no address to ask about.
        let networks = world.asked_of_registry().into_iter().filter(|path| path.contains("/ip/"));
        assert_eq!(networks.count(), 0);
    }

    async fn who_was_asked_stands_in_each_finding(test: TestDb) {
        let world = World::new(&test).await;
        let registry = world.net.rdap_bootstrap();
        let registry = registry.trim_start_matches("http://").trim_end_matches('/');
        for finding in world.traced(AT_HOME).await {
            match finding.detail {
                Detail::Names { asked, .. } => assert_eq!(asked, Some(world.net.dns().to_string())),
                Detail::Network { asked, .. } | Detail::System { asked, .. } | Detail::Domain { asked, .. } => {
                    assert_eq!(asked, [registry]);
                }
                _ => panic!("nothing else was found"),
            }
        }
    }
}
