//! What is asked of whom before a person has claimed the case: little, and nothing of a registry.

use std::time::Duration;

use kernel::Id;
use smallnet::story::AT_HOME;

use crate::{World, job, outcome, sources};

const ONION: &str = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion";

store::on_both! {
    async fn only_the_name_is_asked_for(test: TestDb) {
        let world = World::new(&test).await;
        let location = world.location(AT_HOME, "/p/17").await;
        world.ask_name(location).await;
        assert_eq!(world.work().await, 1);
        let found = world.findings(location).await;
        assert_eq!(sources(&found), ["dns"]);
        assert_eq!(outcome(&found), "found");
        assert_eq!(world.asked_of_dns(), [format!("A {AT_HOME}"), format!("AAAA {AT_HOME}")]);
        assert_eq!(world.net.asked().len(), 2, "nobody else was asked");
    }

    async fn many_reports_of_one_domain_do_not_announce_us(test: TestDb) {
        let world = World::new(&test).await;
        let mut locations = Vec::new();
        for number in 0..40 {
            let location = world.location(&format!("h{number}.kh-host.test"), "/p/17").await;
            world.ask_name(location).await;
            locations.push(location);
        }
        let other = world.location("h1.nl-host.test", "/p/17").await;
        world.ask_name(other).await;
        // Each is done at once: none waits in the queue for an hour to pass.
        assert_eq!(world.work().await, 41);
        let asked = |domain: &str| {
            let asked = world.asked_of_dns();
            asked.iter().filter(|asked| asked.starts_with("A ") && asked.ends_with(domain)).count()
        };
        assert_eq!((asked("kh-host.test"), asked("nl-host.test")), (6, 1));
        let mut unasked = 0;
        for location in &locations {
            let found = world.findings(*location).await;
            unasked += usize::from(outcome(&found) == "unasked");
        }
        assert_eq!(unasked, 34);
        // After a claim it is asked, whatever was asked before.
        world.ask(locations[39]).await;
        world.work().await;
        assert_eq!(asked("kh-host.test"), 7);
        test.clock.advance(Duration::from_hours(1));
        world.ask_name(locations[39]).await;
        world.work().await;
        assert_eq!(asked("kh-host.test"), 8);
    }

    async fn what_the_dns_said_a_moment_ago_is_not_asked_again(test: TestDb) {
        let world = World::new(&test).await;
        world.net.keep_names_for(60);
        for number in 0..20 {
            let location = world.location(AT_HOME, &format!("/p/{number}")).await;
            world.ask_name(location).await;
            world.work().await;
            assert_eq!(outcome(&world.findings(location).await), "found");
        }
        assert_eq!(world.asked_of_dns().len(), 2);
    }

    async fn a_claim_sees_what_moved_whatever_is_kept(test: TestDb) {
        let world = World::new(&test).await;
        world.net.keep_names_for(60);
        let location = world.location(AT_HOME, "/p/17").await;
        world.ask_name(location).await;
        world.work().await;
        let network = smallnet::Network {
            handle: "SIM-OTHER".to_owned(),
            cidr: "127.41.0.0/16".to_owned(),
            holder: "Other Example Hosting".to_owned(),
            country: "LA".to_owned(),
            autonomous_system: 64_541,
            abuse: "abuse@other-hosting.test".to_owned(),
        };
        world.net.move_to(AT_HOME, "127.41.0.10".parse().unwrap(), network).await.unwrap();
        world.ask(location).await;
        world.work().await;
        let mut tx = world.db.read().await.unwrap();
        let hosting = trace::hosting(&mut tx, &crate::analyst(), location).await.unwrap().unwrap();
        assert_eq!(hosting.addresses, ["127.41.0.10".parse::<std::net::IpAddr>().unwrap()]);
        assert_eq!(hosting.networks[0].handle.as_deref(), Some("SIM-OTHER"));
        drop(tx);
        let all = world.all_findings(location).await;
        assert_eq!(all.iter().filter(|finding| finding.source == "dns").count(), 2, "none is overwritten");
    }

    async fn an_onion_service_is_asked_of_nobody_and_has_no_country(test: TestDb) {
        let world = World::new(&test).await;
        let location = world.location(ONION, "/p/17").await;
        world.ask_name(location).await;
        world.ask(location).await;
        world.work().await;
        let found = world.findings(location).await;
        assert_eq!((sources(&found), outcome(&found)), (vec!["dns"], "onion_unreached"));
        assert_eq!(world.net.asked(), []);
    }

    async fn under_silence_nobody_is_asked_and_afterwards_everybody(test: TestDb) {
        let world = World::new(&test).await;
        let location = world.location(AT_HOME, "/p/17").await;
        let cause = Id::random(&kernel::SystemEntropy);
        let mut tx = world.db.write().await.unwrap();
        trace::silence(&mut tx, &job(), location, cause).await.unwrap();
        tx.commit().await.unwrap();
        world.ask_name(location).await;
        world.ask(location).await;
        world.work().await;
        assert_eq!(world.net.asked(), []);
        let mut tx = world.db.write().await.unwrap();
        trace::end_silence(&mut tx, &job(), location, cause).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert!(sources(&world.findings(location).await).contains(&"rdap_network"));
    }

    async fn a_chain_of_forty_names_ends_with_a_clear_answer(test: TestDb) {
        let world = World::new(&test).await;
        for number in 0..40 {
            let target = match number {
                39 => AT_HOME.to_owned(),
                _ => format!("n{}.chain.test", number + 1),
            };
            world.net.alias(&format!("n{number}.chain.test"), &target).unwrap();
        }
        let found = world.traced("n0.chain.test").await;
        assert_eq!(outcome(&found), "aliases");
        let short = world.traced("n30.chain.test").await;
        assert_eq!(outcome(&short), "found");
        let chain = short.iter().find_map(|finding| match &finding.detail {
            trace::Detail::Names { chain, .. } => Some(chain.len()),
            _ => None,
        });
        assert_eq!(chain, Some(10));
    }
}

#[test]
fn a_domain_ends_where_the_public_suffix_begins() {
    for (host, domain) in [
        ("a.x.com.kh", Some("x.com.kh")),
        ("x.com.kh", Some("x.com.kh")),
        ("com.kh", None),
        ("a.b.host.test", Some("host.test")),
        (ONION, None),
    ] {
        assert_eq!(location::registrable_domain(host), domain, "{host}");
    }
}
