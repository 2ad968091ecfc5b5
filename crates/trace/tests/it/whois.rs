//! WHOIS, where there is no RDAP.

use std::time::Duration;

use smallnet::WhoisBehaviour;
use smallnet::story::AT_HOME;
use store::testing::TestDb;
use trace::{Detail, Named, Protocol};

use crate::{World, answered, sources};

/// A world whose bootstrap documents know neither the names nor the addresses.
async fn without_rdap(test: &TestDb) -> World {
    let world = World::new(test).await;
    world.net.leave_out_of_bootstrap("test");
    world.net.leave_out_of_bootstrap("127.0.0.0/8");
    world
}

store::on_both! {
    async fn who_hosts_is_known_without_rdap(test: TestDb) {
        let world = without_rdap(&test).await;
        let found = world.traced(AT_HOME).await;
        assert_eq!(sources(&found), ["dns", "rdap_system", "whois_domain", "whois_network"]);
        for finding in &found {
            match &finding.detail {
                Detail::Network { protocol, holder, country, autonomous_system, abuse, .. } => {
                    assert_eq!(*protocol, Some(Protocol::Whois));
                    assert_eq!(holder.as_deref(), Some("Mekong Example Hosting"));
                    assert_eq!(country.map(String::from).as_deref(), Some("KH"));
                    assert_eq!(*autonomous_system, Some(64_540));
                    assert_eq!(abuse[0].address, "abuse@mekong-hosting.test");
                    assert_eq!(abuse[0].found_in.protocol, Protocol::Whois);
                }
                Detail::System { named_by, .. } => assert_eq!(*named_by, Named::Route),
                Detail::Domain { registrar, abuse, .. } => {
                    assert_eq!(registrar.as_deref(), Some("Angkor Example Registrar"));
                    assert_eq!(abuse[0].found_in.within, ["registrar abuse contact email"]);
                }
                _ => {}
            }
        }
        assert!(!format!("{found:?}").contains("rivate"), "no private person is kept");
        // Who knows whom to ask hears of the block and of the ending, and of no more.
        let asked = ["127.0.0.0", "127.40.0.10", "test", "kh-host.test"];
        assert_eq!(world.asked_by_whois(), asked);
    }

    async fn the_server_that_the_hotline_names_for_an_ending_is_asked(test: TestDb) {
        let mut world = without_rdap(&test).await;
        let known = world.egress.whois(None, "test").await.unwrap();
        let known = String::from_utf8(known).unwrap();
        let server = known.lines().find_map(|line| line.strip_prefix("whois:")).unwrap().trim();
        let config = |servers: &[(&str, &str)]| egress::Config {
            resolver: Some(world.net.dns()),
            rdap_bootstrap: world.net.rdap_bootstrap(),
            // Nobody knows whom to ask but the hotline itself.
            whois: None,
            whois_servers: servers.iter().map(|(of, host)| ((*of).to_owned(), (*host).to_owned())).collect(),
            demonstration: true,
            ..egress::Config::default()
        };
        let unnamed = egress::Egress::new(config(&[])).unwrap();
        let named = egress::Egress::new(config(&[("test", server)])).unwrap();
        world.egress = unnamed;
        assert_eq!(answered(&world.traced(AT_HOME).await)[0], ("rdap_domain", false));
        world.egress = named;
        test.clock.advance(Duration::from_mins(1));
        let found = world.traced(AT_HOME).await;
        assert!(answered(&found).contains(&("whois_domain", true)), "{found:?}");
    }

    async fn the_server_of_an_ending_is_asked_for_once_a_day(test: TestDb) {
        let world = without_rdap(&test).await;
        world.traced(AT_HOME).await;
        world.traced("files.nl-host.test").await;
        let asked = world.asked_by_whois();
        assert_eq!(asked.iter().filter(|asked| *asked == "test").count(), 1);
        assert_eq!(asked.iter().filter(|asked| *asked == "127.0.0.0").count(), 1);
        test.clock.advance(Duration::from_hours(24));
        world.traced(AT_HOME).await;
        assert_eq!(world.asked_by_whois().iter().filter(|asked| *asked == "test").count(), 2);
    }

    async fn a_server_that_says_too_often_is_left_alone(test: TestDb) {
        let world = without_rdap(&test).await;
        world.net.whois_behaves(WhoisBehaviour::Says(b"%ERROR:201: access denied\r\n".to_vec()));
        let one = world.location(AT_HOME, "/p/17").await;
        let two = world.location("files.nl-host.test", "/p/17").await;
        world.ask(one).await;
        world.ask(two).await;
        world.work().await;
        assert_eq!(world.asked_by_whois(), ["127.0.0.0", "127.40.0.10"]);
        world.net.whois_behaves(WhoisBehaviour::Right);
        test.clock.advance(Duration::from_secs(59));
        world.work().await;
        assert_eq!(world.asked_by_whois().len(), 2);
        test.clock.advance(Duration::from_secs(1));
        world.work().await;
        for location in [one, two] {
            let found = world.findings(location).await;
            assert!(answered(&found).iter().all(|(_, answered)| *answered), "{found:?}");
        }
    }

    async fn a_server_that_knows_nothing_or_speaks_in_tongues_holds_up_nothing(test: TestDb) {
        for says in [&b"%ERROR:101: no entries found\r\n"[..], b"", b"\xff\xfe\x00\x01", b"refer: 127.0.0.1:1\r\n"] {
            let world = without_rdap(&test).await;
            world.net.whois_behaves(WhoisBehaviour::Says(says.to_vec()));
            let location = world.location(AT_HOME, "/p/17").await;
            world.ask(location).await;
            for _ in 0..5 {
                world.work().await;
                test.clock.advance(Duration::from_mins(1));
            }
            let found = world.findings(location).await;
            let expected = [("rdap_domain", false), ("rdap_network", false)];
            assert_eq!(answered(&found), expected, "{says:?}");
        }
    }

    async fn referrals_have_an_end(test: TestDb) {
        let world = without_rdap(&test).await;
        // Each names another that is the same server: three are asked.
        let port = world.net.whois().port();
        let says = format!("country: KH\r\nrefer: 127.0.0.2:{port}\r\n");
        world.net.whois_behaves(WhoisBehaviour::Says(says.into_bytes()));
        let location = world.location(AT_HOME, "/p/17").await;
        world.ask(location).await;
        for _ in 0..5 {
            world.work().await;
            test.clock.advance(Duration::from_mins(1));
        }
        let found = world.findings(location).await;
        assert!(answered(&found).contains(&("whois_network", true)), "{found:?}");
        let asked = world.asked_by_whois();
        assert!(asked.iter().filter(|asked| *asked == "127.40.0.10").count() <= 3, "{asked:?}");
    }
}
