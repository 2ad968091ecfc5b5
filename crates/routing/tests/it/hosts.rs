//! Who hosts a place really: proxies in front of it, rules of the hotline, moves, and where it leads.

use std::net::Ipv4Addr;
use std::time::Duration;

use identity::Role;
use intake::Case;
use kernel::Id;
use routing::{Kind, State};
use smallnet::{Behaviour, Network, Registrar, Site};
use store::values;
use takedown::Purpose;
use trace::{Change, NewAnswer, NewRule};

use crate::world::{Decided, ELSEWHERE, HOME, PARTNER, World, job, staff, world, world_with};

/// A site behind the content delivery network of the pack.
pub const BEHIND: &str = "shop.behind.test";
const DELIVERY: &str = "abuse@delivery.example";
/// The name of an onion service: its checksum is right, and nobody has the key.
pub const ONION: &str = "5eymki27lo67k266aupy53n7vfu4dmb7smf3ot3s6yydztz5lkuvetid";

pub fn delivery() -> Network {
    Network {
        handle: "SIM-DELIVERY".to_owned(),
        cidr: "127.99.0.0/16".to_owned(),
        holder: "Example Delivery".to_owned(),
        country: "XA".to_owned(),
        autonomous_system: 64_600,
        abuse: DELIVERY.to_owned(),
    }
}

pub async fn behind(world: &World) {
    let registrar = Registrar {
        name: "Some Example Registrar".to_owned(),
        abuse: "abuse@some-registrar.test".to_owned(),
    };
    let site = Site::new(BEHIND, Ipv4Addr::new(127, 99, 0, 10), delivery(), registrar);
    world.net.add(site).await.unwrap();
}

fn answer<'a>(address: &'a str, provider: &'a str, country: &'a str) -> NewAnswer<'a> {
    NewAnswer {
        itself: false,
        address,
        provider,
        mail: "",
        country,
        said_by: "the abuse desk",
        said_on: "2026-01-05",
    }
}

fn rule<'a>(reach: &'a str, key: &'a str, says: &'a str, address: &'a str) -> NewRule<'a> {
    NewRule {
        reach,
        key,
        says,
        address,
        provider: "",
        mail: "",
        country: "",
        reason: "we know them",
    }
}

impl World {
    async fn answered(&self, case: Id<Case>, new: &NewAnswer<'_>) {
        self.clock.advance(Duration::from_secs(1));
        let mut tx = self.db.write().await.unwrap();
        routing::answer(&mut tx, &staff(Role::Analyst), case, new)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.work().await;
    }

    async fn ruled(&self, new: &NewRule<'_>) -> Id<trace::Rule> {
        let mut tx = self.db.write().await.unwrap();
        let id = trace::add_rule(&mut tx, &staff(Role::Manager), new)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.work().await;
        id
    }

    /// The notices of a case, each with what it asks for and where it stands.
    async fn written(&self, case: Id<Case>) -> Vec<(Purpose, takedown::State)> {
        let mut tx = self.read().await;
        let notices = takedown::notices(&mut tx, &job(), case).await.unwrap();
        notices.iter().map(|one| (one.purpose, one.state)).collect()
    }

    async fn changes(&self, case: Id<Case>) -> Vec<Change> {
        let location = self.case(case).await.location;
        let mut tx = self.read().await;
        let changes = trace::newest_changes(&mut tx, &job(), location)
            .await
            .unwrap();
        changes
            .into_iter()
            .flat_map(|changes| changes.kinds)
            .collect()
    }

    /// Has the registries asked again about a case's place.
    async fn trace_again(&self, case: Id<Case>) {
        self.clock.advance(Duration::from_secs(5));
        let location = self.case(case).await.location;
        let mut tx = self.db.write().await.unwrap();
        trace::ask(&mut tx, &job(), location).await.unwrap();
        tx.commit().await.unwrap();
        self.work().await;
    }

    async fn approve_proposed(&self) {
        let manager = staff(Role::Manager);
        let mut tx = self.db.write().await.unwrap();
        for contact in stakeholders::contacts(&mut tx, &manager).await.unwrap() {
            if contact.state == stakeholders::State::Proposed {
                stakeholders::approve(&mut tx, &manager, contact.id)
                    .await
                    .unwrap();
            }
        }
        tx.commit().await.unwrap();
        self.work().await;
    }

    fn mails_to(&self, address: &str) -> Vec<String> {
        let mails = self.net.mails().into_iter();
        mails
            .filter(|mail| mail.recipients == [address.to_owned()])
            .map(|mail| String::from_utf8_lossy(&mail.raw).replace("=\r\n", ""))
            .collect()
    }
}

store::on_both! {
    async fn a_proxy_is_asked_and_its_answer_counts(test: TestDb) {
        use takedown::State::{Drafted, Settled, Sent};
        let world = world(&test).await;
        world.approve_police().await;
        behind(&world).await;
        let case = world.released(BEHIND, Decided::Illegal).await;
        let route = world.route(case).await;
        assert_eq!((route.state, route.kind, route.country), (State::Asking, None, None));
        // Its country does not count: nobody is told of a country that is the proxy's.
        assert_eq!(world.referrals(case).await.len(), 0);
        // Only an approved contact is asked, and the task says so.
        assert_eq!(world.to_dos(case).await, ["routing-to-do-ask-host-first"]);
        assert_eq!(world.written(case).await, [(Purpose::AskHost, Drafted)]);
        assert_eq!(world.mails_to(DELIVERY).len(), 0);
        world.approve_proposed().await;
        assert_eq!(world.to_dos(case).await, ["routing-to-do-ask-host"]);
        assert_eq!(world.written(case).await, [(Purpose::AskHost, Sent)]);
        let asked = world.mails_to(DELIVERY).remove(0);
        assert!(asked.contains("Request for the real host of a place behind Example"), "{asked}");

        world.answered(case, &answer("127.69.0.10", "", "")).await;
        let route = world.route(case).await;
        assert_eq!((route.kind, route.country), (Some(Kind::Elsewhere), "MH".parse().ok()));
        assert_eq!(route.state, State::CarriedOut);
        // What the registry knows of the address that was named: its holder is written to, the proxy is not.
        assert_eq!(world.written(case).await, [(Purpose::AskHost, Settled), (Purpose::Remove, Drafted)]);
        world.approve_proposed().await;
        assert_eq!(world.mails_to("abuse@atoll-hosting.test").len(), 1);
        assert_eq!(world.mails_to(DELIVERY).len(), 1);
        assert_eq!(world.to_dos(case).await, <[&str; 0]>::default());
    }

    async fn each_answer_has_its_way(test: TestDb) {
        let world = world(&test).await;
        behind(&world).await;
        let itself = NewAnswer { itself: true, ..answer("", "", "") };
        // The answer: kind, country.
        let lines = [
            (itself, Kind::Elsewhere, "XA"),
            (answer("", "Some Provider", "NL"), Kind::Partner, "NL"),
            (answer("127.40.0.10", "", ""), Kind::Home, "KH"),
            // The country that was told outranks the registry's.
            (answer("127.40.0.10", "", "NL"), Kind::Partner, "NL"),
        ];
        for (said, kind, country) in lines {
            let case = world.released(BEHIND, Decided::Illegal).await;
            assert_eq!(world.route(case).await.state, State::Asking);
            world.answered(case, &said).await;
            let route = world.route(case).await;
            assert_eq!((route.kind, route.country), (Some(kind), country.parse().ok()), "{said:?}");
            // Without this the answer would count for the next case of the place as well.
            let mut tx = world.db.write().await.unwrap();
            tx.execute("DELETE FROM trace_finding WHERE source = 'cdn_answer'", values![]).await.unwrap();
            let end = intake::Move::Close(intake::Outcome::Gone);
            intake::move_case(&mut tx, &staff(Role::Analyst), case, end, "gone-by-rule").await.unwrap();
            tx.commit().await.unwrap();
            test.clock.advance(Duration::from_secs(1));
        }
    }

    async fn where_no_answer_comes_the_case_goes_on_without(test: TestDb) {
        let world = world(&test).await;
        behind(&world).await;
        let case = world.released(BEHIND, Decided::IllegalInDanger).await;
        assert_eq!(world.route(case).await.state, State::Asking);
        assert_eq!(world.referrals(case).await.len(), 1, "a child in danger waits for nobody");
        let mut tx = world.db.write().await.unwrap();
        let analyst = staff(Role::Analyst);
        let to_dos = routing::to_dos(&mut tx, &analyst, &world.pack, case).await.unwrap();
        let task = to_dos.iter().find_map(|one| one.task).unwrap();
        routing::finish_task(&mut tx, &analyst, task).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        let route = world.route(case).await;
        assert_eq!((route.state, route.kind), (State::CarriedOut, Some(Kind::Unknown)));
        assert_eq!(world.referrals(case).await.len(), 1);
        assert_eq!(world.written(case).await, [(Purpose::AskHost, takedown::State::Withdrawn)]);
        assert!(world.to_dos(case).await.contains(&"routing-to-do-find-host"));
        // An answer that comes late counts.
        world.answered(case, &answer("127.69.0.10", "", "")).await;
        assert_eq!(world.route(case).await.country, "MH".parse().ok());
    }

    async fn what_is_no_answer_is_refused(test: TestDb) {
        let world = world(&test).await;
        behind(&world).await;
        let case = world.released(BEHIND, Decided::Illegal).await;
        let good = answer("127.40.0.10", "", "");
        let lines = [
            (answer("", "", "NL"), "address"),
            (answer("", "Provider", ""), "country"),
            (answer("nowhere", "", ""), "address"),
            (NewAnswer { said_by: " ", ..good }, "said_by"),
            (NewAnswer { said_on: "yesterday", ..good }, "said_on"),
            (NewAnswer { said_on: "2199-01-01", ..good }, "said_on"),
            (NewAnswer { mail: "nobody", ..good }, "mail"),
        ];
        let mut tx = world.db.write().await.unwrap();
        for (said, field) in lines {
            match routing::answer(&mut tx, &staff(Role::Analyst), case, &said).await {
                Err(routing::Error::Trace(trace::Error::Answer(wrong))) => assert_eq!(wrong.field(), field),
                other => panic!("{said:?}: {other:?}"),
            }
        }
        let by_job = routing::answer(&mut tx, &job(), case, &good).await;
        assert!(matches!(by_job, Err(routing::Error::Denied(_))));
        drop(tx);
        let open = world.released(HOME, Decided::Illegal).await;
        let mut tx = world.db.write().await.unwrap();
        let without = routing::answer(&mut tx, &staff(Role::Analyst), open, &good).await;
        assert!(matches!(without, Err(routing::Error::Trace(trace::Error::Answer(_)))));
    }

    async fn a_rule_says_who_the_real_host_is(test: TestDb) {
        let world = world(&test).await;
        behind(&world).await;
        let id = world.ruled(&rule("suffix", "behind.test", "real_host", "127.31.0.10")).await;
        let case = world.released(BEHIND, Decided::Illegal).await;
        let route = world.route(case).await;
        assert_eq!((route.kind, route.country), (Some(Kind::Partner), "NL".parse().ok()));
        assert_eq!(route.rule, Some(id), "which rule was used stands in the route");
        assert_eq!(world.mails_to(DELIVERY).len(), 0);
    }

    async fn a_rule_added_later_reaches_cases_that_are_open(test: TestDb) {
        let world = world(&test).await;
        behind(&world).await;
        let case = world.released(BEHIND, Decided::Illegal).await;
        let other = world.released(ELSEWHERE, Decided::Illegal).await;
        assert_eq!(world.route(case).await.state, State::Asking);
        test.clock.advance(Duration::from_secs(1));
        world.ruled(&rule("network", "127.99.0.0/24", "real_host", "127.69.0.10")).await;
        // The registries are asked about the address that it names, and the route goes on with what they say.
        assert_eq!(world.route(case).await.country, "MH".parse().ok());
        assert_eq!(world.route(other).await.round, 0, "it speaks of no other place");
    }

    async fn whom_a_rule_leaves_alone_is_neither_asked_nor_written_to(test: TestDb) {
        let world = world(&test).await;
        behind(&world).await;
        let id = world.ruled(&rule("host", BEHIND, "do_not_contact", "")).await;
        let case = world.released(BEHIND, Decided::Illegal).await;
        let route = world.route(case).await;
        assert_eq!((route.state, route.kind), (State::CarriedOut, Some(Kind::Unknown)));
        assert_eq!(world.written(case).await, []);

        // A notice that waits for its contact is not sent once a rule forbids it.
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        assert_eq!(world.written(case).await, [(Purpose::Remove, takedown::State::Drafted)]);
        let forbids = world.ruled(&rule("network", "127.69.0.0/16", "do_not_contact", "")).await;
        world.approve_proposed().await;
        assert_eq!(world.written(case).await, [(Purpose::Remove, takedown::State::Withdrawn)]);
        assert_eq!(world.mails_to("abuse@atoll-hosting.test").len(), 0);
        for id in [id, forbids] {
            let mut tx = world.db.write().await.unwrap();
            trace::end_rule(&mut tx, &staff(Role::Manager), id, "it was a mistake").await.unwrap();
            tx.commit().await.unwrap();
        }
        world.work().await;
        assert_eq!(world.mails_to("abuse@atoll-hosting.test").len(), 1, "the end of the rule reaches what it had taken out");
    }

    async fn rules_are_ended_not_deleted_and_their_hosts_are_sealed(test: TestDb) {
        let world = world(&test).await;
        let id = world.ruled(&rule("host", "canary.behind.test", "do_not_contact", "")).await;
        let manager = staff(Role::Manager);
        let mut tx = world.db.write().await.unwrap();
        for role in [Role::Analyst, Role::Supervisor, Role::Administrator, Role::WelfareLead] {
            let other = staff(role);
            let new = rule("host", "files.example", "do_not_contact", "");
            assert!(matches!(trace::add_rule(&mut tx, &other, &new).await, Err(trace::Error::Denied(_))));
            assert!(matches!(trace::rules(&mut tx, &other, true).await, Err(trace::Error::Denied(_))));
            assert!(matches!(trace::end_rule(&mut tx, &other, id, "why").await, Err(trace::Error::Denied(_))));
        }
        let none = trace::end_rule(&mut tx, &manager, id, " ").await;
        assert!(matches!(none, Err(trace::Error::Rule(_))));
        trace::end_rule(&mut tx, &manager, id, "it was a mistake").await.unwrap();
        let again = trace::end_rule(&mut tx, &manager, id, "it was a mistake").await;
        assert!(matches!(again, Err(trace::Error::Changed)));
        assert_eq!(trace::rules(&mut tx, &manager, false).await.unwrap().len(), 0);
        let ended = trace::rules(&mut tx, &manager, true).await.unwrap().remove(0);
        assert_eq!(ended.key.text(), "canary.behind.test");
        assert_eq!(ended.ended.unwrap().reason.expose(), "it was a mistake");
        let sealed: (Vec<u8>,) = tx.one("SELECT detail AS value FROM trace_rule WHERE id = $1", values![id]).await.unwrap();
        assert!(!sealed.0.windows(6).any(|part| part == b"canary"));
        let told: Vec<(String,)> = tx.all("SELECT facts AS value FROM audit_entry WHERE action LIKE 'trace.%rule'", values![]).await.unwrap();
        assert_eq!(told.len(), 2);
        assert!(told.iter().all(|(facts,)| !facts.contains("canary")));
        tx.commit().await.unwrap();
    }

    async fn a_trace_that_differs_from_the_last_is_an_event(test: TestDb) {
        use Change::{Address, Contact, Country, Network as Net};
        let world = world(&test).await;
        world.approve_police().await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        world.approve_proposed().await;
        assert_eq!(world.changes(case).await, []);
        // Nothing, and another address within the network: no alarm.
        world.trace_again(case).await;
        assert_eq!(world.changes(case).await, []);
        let atoll = |last, abuse: &str| (Ipv4Addr::new(127, 69, 0, last), Network {
            handle: "SIM-ATOLL".to_owned(),
            cidr: "127.69.0.0/16".to_owned(),
            holder: "Atoll Example Hosting".to_owned(),
            country: "MH".to_owned(),
            autonomous_system: 64_569,
            abuse: abuse.to_owned(),
        });
        let (address, network) = atoll(77, "abuse@atoll-hosting.test");
        world.net.move_to(ELSEWHERE, address, network).await.unwrap();
        world.trace_again(case).await;
        assert_eq!(world.changes(case).await, []);
        assert_eq!((world.route(case).await.round, world.to_dos(case).await.len()), (0, 0));
        // The contact: a person sees that the notice arrives.
        let (address, network) = atoll(78, "csam@atoll-hosting.test");
        world.net.move_to(ELSEWHERE, address, network).await.unwrap();
        world.trace_again(case).await;
        assert_eq!(world.changes(case).await, [Contact]);
        assert_eq!(world.to_dos(case).await, ["routing-to-do-contact-changed"]);
        assert_eq!(world.route(case).await.round, 0);
        // Another host in another country: a new round, and whoever has a notice is to be told.
        world.move_site(ELSEWHERE, "NL", Ipv4Addr::new(127, 33, 0, 9)).await;
        world.trace_again(case).await;
        assert_eq!(world.changes(case).await, [Address, Net, Country, Contact]);
        let route = world.route(case).await;
        assert_eq!((route.round, route.kind), (1, Some(Kind::Partner)));
        assert!(world.to_dos(case).await.contains(&"routing-to-do-moved-notice"));
        // Once: the next trace, and a look that sees the same, are no moves.
        world.trace_again(case).await;
        world.look(case).await;
        assert_eq!(world.route(case).await.round, 1);
    }

    async fn a_move_is_told_in_the_history_without_words_of_where(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        world.move_site(ELSEWHERE, "NL", Ipv4Addr::new(127, 33, 0, 9)).await;
        world.trace_again(case).await;
        let analyst = crate::pages::desk(&test).sign_in(&[Role::Analyst]).await;
        let page = analyst.get(&format!("/cases/{case}")).await.body;
        for said in ["Moved to another network", "Moved to another country"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let mut tx = world.read().await;
        let told: Vec<(String,)> = tx.all("SELECT facts AS value FROM audit_entry", values![]).await.unwrap();
        assert!(told.iter().all(|(facts,)| !facts.contains("127.33") && !facts.contains("far-host")));
    }

    async fn where_a_place_leads_is_evidence(test: TestDb) {
        let world = world(&test).await;
        let to = format!("http://{PARTNER}:{}/p/18", world.net.site_port());
        world.net.behave(HOME, Behaviour::RedirectsTo(to)).await.unwrap();
        let (case, analyst) = world.decided(HOME, Decided::Illegal, true).await;
        let location = world.case(case).await.location;
        // Nobody but the registries was asked before somebody chose the working URL.
        world.work().await;
        let mut tx = world.db.write().await.unwrap();
        let leads = trace::leads_elsewhere(&mut tx, &analyst, location).await.unwrap().unwrap();
        assert_eq!(leads.steps, 1);
        let step = trace::findings(&mut tx, &analyst, location).await.unwrap();
        let step = step.into_iter().find(|one| one.source == "redirect").unwrap();
        let trace::Detail::Redirect { holder, country, number, .. } = step.detail else {
            panic!("no redirect");
        };
        assert_eq!((number, holder.as_deref(), country), (1, Some("Polder Example Hosting"), "NL".parse().ok()));
        // One press makes it an item with a working URL.
        let item = routing::take_up_redirect(&mut tx, &analyst, &world.pack, case).await.unwrap();
        let items = assessment::items(&mut tx, &analyst, case).await.unwrap();
        assert!(items.len() == 2 && items[1].id == item);
        let taken = items[1].location.unwrap();
        let working = location::working(&mut tx, &job(), taken).await.unwrap().unwrap();
        assert!(working.url.expose().ends_with("/p/18"));
        let again = routing::take_up_redirect(&mut tx, &analyst, &world.pack, case).await.unwrap();
        assert_eq!(again, item);
        let other = routing::take_up_redirect(&mut tx, &staff(Role::Analyst), &world.pack, case).await;
        assert!(other.is_err(), "only of a case that one holds");
        tx.commit().await.unwrap();
        assert!(world.net.asked().iter().all(|asked| !format!("{asked:?}").contains("GET /p")));
    }

    async fn nothing_is_followed_without_an_authority(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.watch.legal_authority = None).await;
        let to = format!("http://{PARTNER}:{}/p/18", world.net.site_port());
        world.net.behave(HOME, Behaviour::RedirectsTo(to)).await.unwrap();
        let (case, analyst) = world.decided(HOME, Decided::Illegal, true).await;
        world.work().await;
        let location = world.case(case).await.location;
        let mut tx = world.read().await;
        assert!(trace::leads_elsewhere(&mut tx, &analyst, location).await.unwrap().is_none());
        assert!(world.net.asked().iter().all(|asked| !format!("{asked:?}").contains("HEAD")));
    }

    async fn an_onion_service_has_a_way_of_its_own(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        let host = format!("{ONION}.onion");
        let case = world.released(&host, Decided::Illegal).await;
        let route = world.route(case).await;
        assert_eq!((route.state, route.kind, route.country), (State::CarriedOut, Some(Kind::Onion), None));
        assert_eq!(world.referrals(case).await.len(), 1);
        assert_eq!((world.handovers(case).await.len(), world.written(case).await), (0, vec![]));
        assert_eq!(world.to_dos(case).await, ["routing-to-do-tell-by-hand"]);
        // Nobody looks at what the DNS never has: it would seem gone.
        let mut tx = world.read().await;
        assert!(takedown::watch_of(&mut tx, &job(), case).await.unwrap().is_none());
        let asked = world.net.asked();
        assert!(asked.iter().all(|asked| !format!("{asked:?}").contains("onion")), "{asked:?}");
    }

    async fn under_a_silence_nothing_is_followed(test: TestDb) {
        let world = world(&test).await;
        let (case, analyst) = world.decided(HOME, Decided::Illegal, true).await;
        world.work().await;
        let location = world.case(case).await.location;
        let heads = || world.net.asked().iter().filter(|asked| format!("{asked:?}").contains("HEAD")).count();
        let before = heads();
        assert!(before > 0);
        let cause = Id::random(&kernel::SystemEntropy);
        let mut tx = world.db.write().await.unwrap();
        trace::silence(&mut tx, &analyst, location, cause).await.unwrap();
        trace::follow(&mut tx, &analyst, location).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(heads(), before);
        let mut tx = world.db.write().await.unwrap();
        trace::end_silence(&mut tx, &analyst, location, cause).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert!(heads() > before, "what was to be asked meanwhile is asked when it ends");
    }

    async fn the_pages_say_what_stands_in_front(test: TestDb) {
        let world = world(&test).await;
        behind(&world).await;
        let case = world.released(BEHIND, Decided::Illegal).await;
        let desk = crate::pages::desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let page = analyst.get(&format!("/cases/{case}")).await.body;
        assert!(page.contains("Real host unknown: the place is behind"), "{page}");
        let path = format!("/cases/{case}/answer");
        assert!(page.contains(&path) && !page.contains("behind.test"), "{page}");
        let form = analyst.get(&path).await;
        assert_eq!(form.status.as_u16(), 200);
        let fields = [("address", ""), ("provider", "Kept Provider"), ("mail", ""), ("country", "KHM"),
            ("said_by", "the abuse desk"), ("said_on", "2026-01-05")];
        let wrong = analyst.post(&path, &fields).await;
        assert_eq!(wrong.status.as_u16(), 422);
        assert!(wrong.body.contains("Kept Provider") && wrong.body.contains("id=\"country-error\""), "{}", wrong.body);
        let fields = [("itself", "1"), ("address", ""), ("provider", ""), ("mail", ""), ("country", ""),
            ("said_by", "the abuse desk"), ("said_on", "2026-01-05")];
        let done = analyst.post(&path, &fields).await;
        assert_eq!(done.status.as_u16(), 303);
        world.work().await;
        assert_eq!(world.route(case).await.country, "XA".parse().ok());
        let page = analyst.get(&format!("/cases/{case}")).await.body;
        assert!(page.contains("it hosts the content itself"), "{page}");
    }
}
