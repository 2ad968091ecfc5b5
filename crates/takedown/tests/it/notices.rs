//! Notices: drafted once, sent once in effect, and only to whom a person approved.

use std::time::Duration;

use identity::Role;
use smallnet::{Mail, Reception};
use store::values;
use takedown::{Error, Notified, State};

use crate::world::{ABUSE, HOST, World, job, staff, world, world_with};

const WAITS: Notified = Notified {
    queued: 0,
    waiting: 1,
    unknown: 0,
    forbidden: 0,
};

/// The mail as one text without soft line breaks: quoted-printable undone as far as these mails have it.
fn text(mail: &Mail) -> String {
    String::from_utf8_lossy(&mail.raw)
        .replace("=\r\n", "")
        .replace("=3D", "=")
}

/// The content of the attachment, decoded.
fn attachment(mail: &Mail) -> String {
    let text = String::from_utf8_lossy(&mail.raw).into_owned();
    let part = text.split("text/csv").nth(1).expect("a table is attached");
    let body = part.split("\r\n\r\n").nth(1).unwrap();
    let body: String = body
        .split("\r\n--")
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    let sextets: Vec<u8> = body
        .bytes()
        .filter(|byte| *byte != b'=')
        .map(|byte| match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            _ => 63,
        })
        .collect();
    let bytes: Vec<u8> = sextets
        .chunks(4)
        .flat_map(|chunk| {
            let mut bits = 0_u32;
            for index in 0..4 {
                bits = bits << 6 | u32::from(chunk.get(index).copied().unwrap_or(0));
            }
            let bytes = bits.to_be_bytes();
            bytes[1..chunk.len()].to_vec()
        })
        .collect();
    String::from_utf8(bytes).unwrap()
}

async fn later(world: &World, test: &store::testing::TestDb, seconds: u64) {
    test.clock.advance(Duration::from_secs(seconds));
    world.work().await;
}

store::on_both! {
    async fn a_notice_waits_for_its_contact_and_then_goes_once(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        assert_eq!(world.notify(case).await, WAITS);
        assert_eq!(world.notify(case).await, WAITS);
        world.work().await;
        assert!(world.net.mails().is_empty(), "nothing goes to a proposed contact");
        assert_eq!(world.notices(case).await.len(), 1);

        world.approve(ABUSE).await;
        let mails = world.net.mails();
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].recipients, [ABUSE]);
        assert!(mails[0].tls);
        let notice = &world.notices(case).await[0];
        assert_eq!(notice.state, State::Sent);
        let dispatched = world.dispatched(notice).await;
        assert!(!dispatched.maybe_twice && !notice.urls_withheld);
        let message_id = format!("<{}>", dispatched.message_id);
        assert_eq!(mails[0].header("Message-ID"), Some(message_id));

        // Asked for again, it is not written again.
        assert_eq!(world.notify(case).await, Notified::default());
        world.work().await;
        assert_eq!(world.net.mails().len(), 1);
    }

    async fn the_text_is_defanged_and_the_table_exact(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        world.approve(ABUSE).await;
        let mail = &world.net.mails()[0];
        let (text, url) = (text(mail), world.url(HOST));
        let reference = world.case(case).await.reference;
        assert!(text.contains(&location::defang(&url)), "{text}");
        assert!(!text.contains(&url) && !text.contains("neutralwords"));
        assert!(mail.header("Subject").unwrap().contains(&reference));
        for asked in ["remove", "disable access", "preserve the evidence"] {
            assert!(text.contains(asked), "{asked}");
        }
        let table = attachment(mail);
        let mut lines = table.split("\r\n");
        assert_eq!(lines.next(), Some("reference,url,class,last_seen,addresses,traced_at"));
        let line = lines.next().unwrap();
        assert!(line.starts_with(&format!("{reference},{url},,,127.40.0.10,")), "{line}");
        assert_eq!(lines.next(), Some(""));
        assert_eq!(lines.next(), None);
    }

    async fn when_somebody_saw_the_place_stands_in_the_letter_though_nothing_looks(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        let mut tx = world.db.write().await.unwrap();
        let (id, now) = (tx.new_id::<assessment::Item>(), tx.now());
        let row = values![id, case, world.location(&mut tx, case).await, now];
        let seen = "INSERT INTO assessment_item (id, case_id, location_id, kind, position, added_at, seen_at)
            VALUES ($1, $2, $3, 'image', 1, $4, $4)";
        assert_eq!(tx.execute(seen, row).await.unwrap(), 1);
        tx.commit().await.unwrap();
        test.clock.advance(Duration::from_hours(2));
        world.notify(case).await;
        world.approve(ABUSE).await;
        let mail = &world.net.mails()[0];
        assert!(text(mail).contains(&format!("last seen {}", world.pack.local_time(now))), "{}", text(mail));
        assert!(attachment(mail).contains(&now.to_string()));
    }

    async fn without_tls_onward_a_reference_goes_and_the_urls_are_handed_over(test: TestDb) {
        let world = world_with(&test, false, |_| {}).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        world.approve(ABUSE).await;
        let mail = &world.net.mails()[0];
        let text = text(mail);
        assert!(text.contains(&world.case(case).await.reference));
        assert!(!text.contains("kh-host") && !text.contains("/p/17") && !text.contains("csv"));
        let notice = world.notices(case).await.remove(0);
        assert!(notice.urls_withheld && notice.handed_over_at.is_none());
        let mut tx = world.db.write().await.unwrap();
        let analyst = staff(Role::Analyst);
        let start = (kernel::Timestamp::from_micros(0), notice.id);
        let of_case = takedown::stuck(&mut tx, &analyst, case).await.unwrap();
        let of_all = takedown::all_stuck(&mut tx, &analyst, start, 10).await.unwrap();
        for to_do in [of_case, of_all] {
            let told: Vec<_> = to_do.iter().map(|one| (one.notice, one.message())).collect();
            assert_eq!(told, [(notice.id, "takedown-to-do-withheld")]);
        }
        takedown::handed_over(&mut tx, &analyst, notice.id).await.unwrap();
        assert!(takedown::stuck(&mut tx, &analyst, case).await.unwrap().is_empty());
        assert!(takedown::all_stuck(&mut tx, &analyst, start, 10).await.unwrap().is_empty());
        assert!(matches!(
            takedown::handed_over(&mut tx, &analyst, notice.id).await,
            Err(Error::Changed)
        ));
    }

    async fn killed_before_the_result_was_written_it_does_not_leave_again(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        world.lose_a_result();
        world.approve(ABUSE).await;
        assert_eq!(world.net.mails().len(), 1);
        assert_eq!(world.notices(case).await[0].state, State::Queued);
        later(&world, &test, 10).await;
        let notice = &world.notices(case).await[0];
        assert_eq!(notice.state, State::Sent);
        assert!(!world.dispatched(notice).await.maybe_twice);
        later(&world, &test, 4000).await;
        assert_eq!(world.net.mails().len(), 1, "it was known that the relay had it");
    }

    async fn a_relay_that_does_not_answer_may_have_it_and_one_that_defers_has_not(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        world.net.receive(ABUSE, Reception::Defer);
        world.approve(ABUSE).await;
        assert!(world.net.mails().is_empty());
        world.net.receive(ABUSE, Reception::DropAfterData);
        later(&world, &test, 61).await;
        let notice = world.notices(case).await.remove(0);
        assert!(!world.dispatched(&notice).await.maybe_twice, "what was deferred was not sent");
        world.net.receive(ABUSE, Reception::Accept);
        later(&world, &test, 300).await;
        let mails = world.net.mails();
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[0].raw, mails[1].raw);
        let notice = &world.notices(case).await[0];
        assert_eq!(notice.state, State::Sent);
        assert!(world.dispatched(notice).await.maybe_twice);
    }

    async fn a_refused_notice_fails_and_a_person_tries_again_under_its_id(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        world.net.receive(ABUSE, Reception::Refuse);
        world.approve(ABUSE).await;
        let failed = world.notices(case).await.remove(0);
        assert_eq!(failed.state, State::Failed);
        let composed = world.dispatched(&failed).await;
        later(&world, &test, 4000).await;
        assert!(world.net.mails().is_empty(), "nobody tries again by itself");

        world.net.receive(ABUSE, Reception::Accept);
        let mut tx = world.db.write().await.unwrap();
        takedown::retry(&mut tx, &staff(Role::Analyst), failed.id).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        let sent = world.notices(case).await.remove(0);
        assert_eq!(sent.state, State::Sent);
        assert_eq!(world.dispatched(&sent).await, composed);
        assert!(!composed.maybe_twice);
        assert_eq!(world.net.mails().len(), 1);
    }

    async fn a_relay_that_defers_for_ever_ends_in_a_failed_notice(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        world.net.receive(ABUSE, Reception::Defer);
        world.approve(ABUSE).await;
        // It is tried for two days.
        for _ in 0..60 {
            assert_eq!(world.notices(case).await[0].state, State::Queued);
            later(&world, &test, 3601).await;
            if world.notices(case).await[0].state == State::Failed {
                break;
            }
        }
        assert_eq!(world.notices(case).await[0].state, State::Failed);
        let mut tx = world.db.read().await.unwrap();
        assert!(jobs::dead(&mut tx).await.unwrap().is_empty(), "a person sees it at the case");
    }

    async fn a_notice_whose_place_does_not_open_fails_where_a_person_sees_it_and_the_rest_goes(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        let other = world.acting_at(format!("http://{HOST}:{}/q", world.net.site_port())).await;
        world.notify(case).await;
        world.notify(other).await;
        let mut tx = world.db.write().await.unwrap();
        let location = world.location(&mut tx, case).await;
        let unreadable = values![location, vec![0_u8; 8]];
        tx.execute("UPDATE location_location SET data_key = $2 WHERE id = $1", unreadable).await.unwrap();
        tx.commit().await.unwrap();
        world.approve(ABUSE).await;
        assert_eq!(world.notices(case).await[0].state, State::Failed);
        assert_eq!(world.notices(other).await[0].state, State::Sent);
        assert_eq!(world.net.mails().len(), 1);
        let mut tx = world.db.read().await.unwrap();
        assert!(jobs::dead(&mut tx).await.unwrap().is_empty(), "the case says so, not a dead job");
    }

    async fn withdrawn_while_the_mail_server_took_it_the_record_says_that_it_left(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        world.withdraw_while_sending(case);
        world.approve(ABUSE).await;
        assert_eq!(world.net.mails().len(), 1);
        let notice = world.notices(case).await.remove(0);
        assert_eq!(notice.state, State::Settled);
        assert!(notice.sent_at.is_some());
        let mut tx = world.db.read().await.unwrap();
        let record = audit::about(&mut tx, "notice", notice.id).await.unwrap();
        assert!(record.iter().any(|entry| entry.facts.contains("mail-server-took-it")));
        drop(tx);
        later(&world, &test, 4000).await;
        assert_eq!(world.net.mails().len(), 1);
    }

    async fn under_a_police_hold_an_approved_contact_gets_nothing_until_it_ends(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        let (first, second) = (world.hold(case, false).await, world.hold(case, false).await);
        world.approve(ABUSE).await;
        assert_eq!(world.notify(case).await, WAITS, "asked for again, it waits too");
        later(&world, &test, 4000).await;
        assert!(world.net.mails().is_empty());
        assert_eq!(world.notices(case).await[0].state, State::Drafted);

        world.lift(first).await;
        assert!(world.net.mails().is_empty(), "another hold stands");
        world.lift(second).await;
        assert_eq!(world.notices(case).await[0].state, State::Sent);
        world.notify(case).await;
        later(&world, &test, 4000).await;
        assert_eq!(world.net.mails().len(), 1);
    }

    async fn a_hold_placed_while_a_notice_is_being_sent_takes_it_back(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        world.net.receive(ABUSE, Reception::Defer);
        world.approve(ABUSE).await;
        let queued = world.notices(case).await.remove(0);
        assert_eq!(queued.state, State::Queued);
        let composed = world.dispatched(&queued).await;
        let hold = world.hold(case, false).await;
        world.net.receive(ABUSE, Reception::Accept);
        for _ in 0..=jobs::ATTEMPTS {
            later(&world, &test, 3601).await;
        }
        assert!(world.net.mails().is_empty());
        assert_eq!(world.notices(case).await[0].state, State::Drafted);
        world.lift(hold).await;
        let sent = world.notices(case).await.remove(0);
        assert_eq!((sent.id, sent.state), (queued.id, State::Sent));
        assert_eq!(world.dispatched(&sent).await, composed);
        assert_eq!(world.net.mails().len(), 1);
    }

    async fn when_a_hold_ends_a_contact_that_nobody_approved_still_gets_nothing(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        let hold = world.hold(case, false).await;
        world.lift(hold).await;
        assert!(world.net.mails().is_empty());
        world.approve(ABUSE).await;
        assert_eq!(world.net.mails().len(), 1);
    }

    async fn a_retired_contact_and_a_withdrawn_notice_get_nothing(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        world.net.receive(ABUSE, Reception::Defer);
        let contact = world.approve(ABUSE).await;
        let mut tx = world.db.write().await.unwrap();
        stakeholders::retire(&mut tx, &staff(Role::Manager), contact).await.unwrap();
        tx.commit().await.unwrap();
        world.net.receive(ABUSE, Reception::Accept);
        later(&world, &test, 60).await;
        assert!(world.net.mails().is_empty());
        let notice = world.notices(case).await.remove(0);
        assert_eq!(notice.state, State::Failed);
        let mut tx = world.db.write().await.unwrap();
        takedown::withdraw(&mut tx, &staff(Role::Analyst), notice.id).await.unwrap();
        tx.commit().await.unwrap();
        world.approve(ABUSE).await;
        assert!(world.net.mails().is_empty());
    }

    async fn a_case_without_a_known_contact_finds_it_when_a_person_adds_one(test: TestDb) {
        let world = world(&test).await;
        world.net.registry_behaves(smallnet::RegistryBehaviour::Right);
        let mut network = smallnet::Network {
            handle: "SIM-SILENT".to_owned(),
            cidr: "127.50.0.0/16".to_owned(),
            holder: "Silent Example Hosting".to_owned(),
            country: "KH".to_owned(),
            autonomous_system: 64_550,
            abuse: "not an address".to_owned(),
        };
        let registrar = smallnet::Registrar { name: "R".to_owned(), abuse: "r@r.test".to_owned() };
        let address = std::net::Ipv4Addr::new(127, 50, 0, 9);
        network.abuse = "not an address".to_owned();
        let site = smallnet::Site::new("quiet.silent-host.test", address, network, registrar);
        world.net.add(site).await.unwrap();
        let case = world.acting("quiet.silent-host.test").await;
        assert_eq!(world.notify(case).await.unknown, 1);
        assert!(world.notices(case).await.is_empty());
        let mut tx = world.db.write().await.unwrap();
        let known = stakeholders::Proposal {
            kind: stakeholders::Kind::Provider,
            name: "Silent Example Hosting",
            country: "KH".parse().ok(),
            autonomous_system: None,
            address: "desk@silent-host.test",
            language: None,
            source: stakeholders::Source::Staff,
        };
        stakeholders::propose(&mut tx, &staff(Role::Analyst), &known).await.unwrap();
        tx.commit().await.unwrap();
        world.approve("desk@silent-host.test").await;
        assert_eq!(world.net.mails()[0].recipients, ["desk@silent-host.test"]);
    }

    async fn another_contact_of_the_organisation_gets_what_waited(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        let mut tx = world.db.write().await.unwrap();
        let better = stakeholders::Proposal {
            kind: stakeholders::Kind::Provider,
            name: "Mekong Example Hosting",
            country: "KH".parse().ok(),
            autonomous_system: None,
            address: "trust@mekong-hosting.test",
            language: None,
            source: stakeholders::Source::Staff,
        };
        stakeholders::propose(&mut tx, &staff(Role::Analyst), &better).await.unwrap();
        tx.commit().await.unwrap();
        world.approve("trust@mekong-hosting.test").await;
        let mails = world.net.mails();
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].recipients, ["trust@mekong-hosting.test"]);
        let states: Vec<_> = world.notices(case).await.iter().map(|notice| notice.state).collect();
        assert_eq!(states.iter().filter(|state| state.is_open()).count(), 1);
        // The traced one approved later gets no second notice.
        world.approve(ABUSE).await;
        assert_eq!(world.net.mails().len(), 1);
    }

    async fn an_answer_is_recorded_sealed_and_nothing_of_it_is_in_the_record(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        world.approve(ABUSE).await;
        let notice = world.notices(case).await.remove(0);
        world.say(notice.id, takedown::Says::Seen, None).await.unwrap();
        let mut tx = world.db.write().await.unwrap();
        takedown::stop(&mut tx, &job(), case).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.notices(case).await[0].state, State::Settled);
        let mut tx = world.db.read().await.unwrap();
        let record = audit::about(&mut tx, "notice", notice.id).await.unwrap();
        assert!(record.len() > 5);
        let words = ["canaryanswer", "kh-host", "mekong", "/p/17"];
        assert!(record.iter().all(|entry| words.iter().all(|word| !entry.facts.contains(word))));
    }
}
