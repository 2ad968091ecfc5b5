//! Registries by RDAP: what they say, what is remembered of it, and how they are left alone.

use std::time::Duration;

use kernel::{Clock, SystemClock};
use smallnet::RegistryBehaviour;
use smallnet::story::{AT_HOME, ELSEWHERE};
use trace::{Detail, Lack, Named, Protocol, Subject};

use crate::{World, answered, job, outcome, sources};

store::on_both! {
    async fn a_full_trace_says_who_hosts_and_whom_to_write_to(test: TestDb) {
        let world = World::new(&test).await;
        world.net.alias("www.kh-host.test", "edge.kh-host.test").unwrap();
        world.net.alias("edge.kh-host.test", AT_HOME).unwrap();
        let found = world.traced("www.kh-host.test").await;
        assert_eq!(sources(&found), ["dns", "rdap_domain", "rdap_network", "rdap_system"]);
        for finding in &found {
            match &finding.detail {
                Detail::Names { addresses, chain, domain, name_servers, .. } => {
                    assert_eq!(domain.as_deref(), Some("kh-host.test"));
                    assert_eq!(addresses, &["127.40.0.10".parse::<std::net::IpAddr>().unwrap()]);
                    assert_eq!(chain, &["edge.kh-host.test", AT_HOME]);
                    assert_eq!(name_servers, &["ns1.small-internet.test", "ns2.small-internet.test"]);
                }
                Detail::Network { protocol, range, holder, country, autonomous_system, abuse, .. } => {
                    assert_eq!(*protocol, Some(Protocol::Rdap));
                    assert_eq!(range.map(|(first, _)| first.to_string()).as_deref(), Some("127.40.0.0"));
                    assert_eq!(holder.as_deref(), Some("Mekong Example Hosting"));
                    assert_eq!(country.map(String::from).as_deref(), Some("KH"));
                    assert_eq!(*autonomous_system, Some(64_540));
                    assert_eq!(abuse[0].address, "abuse@mekong-hosting.test");
                    assert_eq!(abuse[0].found_in.within, ["abuse"]);
                }
                Detail::System { number, named_by, holder, abuse, .. } => {
                    assert_eq!((*number, *named_by), (64_540, Named::Registration));
                    assert_eq!(holder.as_deref(), Some("Mekong Example Hosting"));
                    assert_eq!(abuse[0].found_in.subject, Subject::System);
                }
                Detail::Domain { registrar, abuse, .. } => {
                    assert_eq!(registrar.as_deref(), Some("Angkor Example Registrar"));
                    assert_eq!(abuse[0].address, "abuse@angkor-registrar.test");
                    assert_eq!(abuse[0].found_in.within, ["registrar", "abuse"]);
                }
                _ => panic!("there is no table, and no proxy"),
            }
        }
        let asked = ["/ip/127.40.0.10", "/autnum/64540", "/domain/kh-host.test"];
        assert_eq!(world.asked_of_registry(), asked);
        assert_eq!(world.asked_by_whois(), [""; 0]);
    }

    async fn what_was_said_is_known_for_a_day_and_dated(test: TestDb) {
        let world = World::new(&test).await;
        world.traced(AT_HOME).await;
        // Another place in the network, of the same domain: nobody but the DNS is asked.
        let said = world.asked_of_registry().len();
        test.clock.advance(Duration::from_hours(5));
        let place = smallnet::Site::new(
            "other.kh-host.test",
            "127.40.7.7".parse().unwrap(),
            smallnet::Network {
                handle: "SIM-MEKONG".to_owned(),
                cidr: "127.40.0.0/16".to_owned(),
                holder: "Mekong Example Hosting".to_owned(),
                country: "KH".to_owned(),
                autonomous_system: 64_540,
                abuse: "abuse@mekong-hosting.test".to_owned(),
            },
            smallnet::Registrar { name: "A Registrar".to_owned(), abuse: "abuse@a.test".to_owned() },
        );
        world.net.add(place).await.unwrap();
        let found = world.traced("other.kh-host.test").await;
        assert_eq!(world.asked_of_registry().len(), said);
        let network = found.iter().find(|finding| finding.source == "rdap_network").unwrap();
        let Detail::Network { address, said_at, holder, .. } = &network.detail else {
            panic!("{network:?}");
        };
        assert_eq!(address.to_string(), "127.40.7.7");
        assert_eq!(holder.as_deref(), Some("Mekong Example Hosting"));
        assert_eq!(network.at.since(*said_at), Duration::from_hours(5));
        test.clock.advance(Duration::from_hours(20));
        world.traced("other.kh-host.test").await;
        assert_eq!(world.asked_of_registry().len(), said + 3);
    }

    async fn a_registry_that_asks_for_rest_is_left_alone_by_all_and_the_job_comes_again(test: TestDb) {
        let world = World::new(&test).await;
        // The bootstrap documents are there already.
        world.traced(ELSEWHERE).await;
        world.net.registry_behaves(RegistryBehaviour::TooMany(120));
        let before = world.asked_of_registry().len();
        let one = world.location(AT_HOME, "/p/17").await;
        let two = world.location("files.nl-host.test", "/p/17").await;
        world.ask(one).await;
        world.ask(two).await;
        world.work().await;
        assert_eq!(world.asked_of_registry().len(), before + 1, "the second did not ask");
        test.clock.advance(Duration::from_secs(119));
        assert_eq!(world.work().await, 0);
        assert_eq!(world.asked_of_registry().len(), before + 1);
        world.net.registry_behaves(RegistryBehaviour::Right);
        test.clock.advance(Duration::from_secs(1));
        world.work().await;
        for location in [one, two] {
            let found = world.findings(location).await;
            assert!(answered(&found).iter().all(|(_, answered)| *answered), "{found:?}");
        }
    }

    async fn a_long_rest_by_a_date_does_not_hold_up_the_case(test: TestDb) {
        let world = World::new(&test).await;
        // Held against the server's own clock, which is the machine's.
        let until = SystemClock.now().after(Duration::from_hours(2)).to_jiff();
        let until = until.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        world.net.registry_behaves(RegistryBehaviour::Unavailable(until));
        let found = world.traced(AT_HOME).await;
        assert_eq!(answered(&found), [("rdap_domain", false), ("rdap_network", false)]);
        assert_eq!(world.asked_of_registry().len(), 1, "nothing more was asked of a registry that rests");
        test.clock.advance(Duration::from_mins(100));
        let other = world.traced("files.nl-host.test").await;
        assert_eq!(answered(&other), [("rdap_domain", false), ("rdap_network", false)]);
        assert_eq!(world.asked_of_registry().len(), 1);
        world.net.registry_behaves(RegistryBehaviour::Right);
        test.clock.advance(Duration::from_mins(21));
        world.work().await;
        let location = world.location(AT_HOME, "/p/17").await;
        let found = world.findings(location).await;
        assert!(answered(&found).iter().all(|(_, answered)| *answered), "{found:?}");
    }

    async fn what_is_asked_meanwhile_does_not_wait_for_a_rest(test: TestDb) {
        let world = World::new(&test).await;
        world.net.registry_behaves(RegistryBehaviour::TooMany(7_200));
        let location = world.location(AT_HOME, "/p/17").await;
        world.ask(location).await;
        world.work().await;
        test.clock.advance(Duration::from_mins(1));
        world.ask(location).await;
        world.work().await;
        let all = world.all_findings(location).await;
        assert_eq!(all.iter().filter(|finding| finding.source == "dns").count(), 2);
        assert_eq!(world.asked_of_registry().len(), 1);
    }

    async fn the_registrars_own_data_is_asked_for_where_the_registry_leads_there(test: TestDb) {
        let world = World::new(&test).await;
        world.net.registry_behaves(RegistryBehaviour::Thin);
        let found = world.traced(AT_HOME).await;
        let domain = found.iter().find(|finding| finding.source == "rdap_domain").unwrap();
        let Detail::Domain { registrar, abuse, .. } = &domain.detail else {
            panic!("{domain:?}");
        };
        assert_eq!(registrar.as_deref(), Some("Angkor Example Registrar"));
        assert_eq!(abuse[0].address, "abuse@angkor-registrar.test");
        assert_eq!(abuse[0].found_in.subject, Subject::Registrar);
        assert_eq!(world.asked_of_registry().last().unwrap(), "/registrar/domain/kh-host.test");
    }

    async fn a_registrar_that_gives_no_answer_is_asked_again_soon(test: TestDb) {
        let world = World::new(&test).await;
        world.net.registry_behaves(RegistryBehaviour::ThinAndAlone);
        let found = world.traced(AT_HOME).await;
        let of_domain = |found: &[trace::Finding]| {
            let mut found = found.iter();
            found
                .find_map(|finding| match &finding.detail {
                    Detail::Domain { registrar, abuse, lacks, .. } => {
                        Some((registrar.clone(), abuse.len(), *lacks))
                    }
                    _ => None,
                })
                .unwrap()
        };
        let registrar = Some("Angkor Example Registrar".to_owned());
        assert_eq!(of_domain(&found), (registrar.clone(), 0, Some(Lack::Part)));
        // A trace an hour later does not go by that half of an answer, and neither does another place.
        world.net.registry_behaves(RegistryBehaviour::Thin);
        test.clock.advance(Duration::from_hours(1));
        assert!(world.work().await > 0, "it is made again by itself");
        let location = world.location(AT_HOME, "/p/17").await;
        assert_eq!(of_domain(&world.findings(location).await), (registrar.clone(), 1, None));
        // Nor is it asked for ever where the registrar stays away.
        world.net.registry_behaves(RegistryBehaviour::ThinAndAlone);
        test.clock.advance(Duration::from_hours(30));
        world.traced(AT_HOME).await;
        let mut again = 0;
        for _ in 0..24 * 7 {
            test.clock.advance(Duration::from_hours(1));
            again += world.work().await;
        }
        assert!((5..40).contains(&again), "{again}");
        // What an earlier trace was told stands in.
        let mut tx = world.db.read().await.unwrap();
        let hosting = trace::hosting(&mut tx, &crate::analyst(), location).await.unwrap().unwrap();
        assert_eq!(hosting.registrar_abuse.unwrap().expose(), "abuse@angkor-registrar.test");
    }

    async fn asked_afresh_nobody_goes_by_what_was_said_before(test: TestDb) {
        let world = World::new(&test).await;
        world.traced(AT_HOME).await;
        let asked = world.asked_of_registry();
        assert_eq!(asked.len(), 3);
        let location = world.location(AT_HOME, "/p/17").await;
        world.ask(location).await;
        world.work().await;
        assert_eq!(world.asked_of_registry().len(), 3, "it was said within the day");
        test.clock.advance(Duration::from_hours(1));
        let mut tx = world.db.write().await.unwrap();
        trace::ask_afresh(&mut tx, &job(), location).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(world.asked_of_registry()[3..], asked);
        let said = world.findings(location).await.into_iter().find_map(|finding| match finding.detail {
            Detail::Network { said_at, .. } => Some(finding.at.since(said_at)),
            _ => None,
        });
        assert_eq!(said, Some(Duration::ZERO));
        // What was said now is what others go by.
        world.traced(AT_HOME).await;
        assert_eq!(world.asked_of_registry().len(), 6);
    }

    async fn redirects_between_registries_are_followed_and_have_an_end(test: TestDb) {
        let world = World::new(&test).await;
        let right = World::new(&test).await;
        let there = format!("{}ip/127.40.0.10", right.net.rdap_bootstrap());
        world.net.registry_behaves(RegistryBehaviour::RedirectsTo(there));
        let location = world.location(AT_HOME, "/p/17").await;
        world.ask(location).await;
        for _ in 0..5 {
            world.work().await;
            test.clock.advance(Duration::from_mins(1));
        }
        let found = world.findings(location).await;
        // What is sent for a domain or a number says something about a network, and so nothing.
        let expected = [("rdap_domain", false), ("rdap_network", true), ("rdap_system", false)];
        assert_eq!(answered(&found), expected);

        let round = format!("{}ip/127.69.0.10", world.net.rdap_bootstrap());
        world.net.registry_behaves(RegistryBehaviour::RedirectsTo(round));
        let before = world.asked_of_registry().len();
        let location = world.location(ELSEWHERE, "/p/17").await;
        world.ask(location).await;
        world.work().await;
        assert_eq!(world.asked_of_registry().len(), before + 6);
    }

    async fn an_address_needs_no_name(test: TestDb) {
        let world = World::new(&test).await;
        let found = world.traced("9.9.9.9").await;
        assert_eq!((sources(&found), outcome(&found)), (vec!["dns", "rdap_network"], "address"));
        assert_eq!(world.asked_of_dns(), [""; 0]);
        // The small internet has no RDAP for it, and WHOIS knows no such network.
        assert_eq!(world.asked_by_whois(), ["9.0.0.0", "9.9.9.9"]);
        assert_eq!(answered(&found), [("rdap_network", false)]);
    }
}
