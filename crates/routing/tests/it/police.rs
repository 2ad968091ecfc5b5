//! Referrals: one Message-ID for ever, holds, and what is left to people.

use std::time::Duration;

use identity::Role;
use kernel::{Id, Sensitive};
use location::Location;
use referral::{Error, Hindrance, Hold, State};
use sha2::Digest;
use smallnet::{Mail, Reception};
use store::values;

use crate::world::{Decided, ELSEWHERE, HOME, POLICE, World, job, staff, world, world_with};

/// Gives the newest trace of a location a second network, in the Marshall Islands: as when one of its
/// addresses is served from there.
pub(crate) async fn two_countries(world: &World, location: Id<Location>) {
    let mut tx = world.db.write().await.unwrap();
    let key = location::data_key(&mut tx, &job(), location).await.unwrap();
    let trace: Id<()> = tx.new_id();
    let at = tx.now().after(Duration::from_millis(1));
    tx.execute(
        "INSERT INTO trace_trace (id, location_id, at, extent, salt, entry_id) VALUES ($1, $2, $3, 'full', $4, $1)",
        values![trace, location, at, &[0][..]],
    )
    .await
    .unwrap();
    for (position, (country, address)) in [("KH", "127.40.0.10"), ("MH", "127.69.0.10")]
        .into_iter()
        .enumerate()
    {
        let id: Id<()> = tx.new_id();
        let detail = format!(
            r#"{{"kind":"network","address":"{address}","said_at":0,"country":"{country}","abuse":[],"asked":[],"answered":true}}"#
        );
        let place = store::Place::new("trace_finding", "detail", id);
        let sealed = key.seal(place, detail.as_bytes(), tx.entropy());
        tx.execute(
            "INSERT INTO trace_finding (id, trace_id, location_id, at, source, country, detail, position)
             VALUES ($1, $2, $3, $4, 'rdap_network', $5, $6, $7)",
            values![id, trace, location, at, country, sealed, i64::try_from(position).unwrap()],
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
}

impl World {
    fn mails(&self) -> Vec<Mail> {
        let mails = self.net.mails().into_iter();
        mails
            .filter(|mail| mail.recipients == [POLICE.to_owned()])
            .collect()
    }
}

/// The mail as one text without soft line breaks.
fn text(mail: &Mail) -> String {
    String::from_utf8_lossy(&mail.raw)
        .replace("=\r\n", "")
        .replace("=3D", "=")
}

/// The mail with all its parts in clear, whatever their transfer encoding.
pub fn opened(mail: &Mail) -> String {
    use base64::Engine;
    let said = text(mail);
    // As it came: what is done to the text takes the end of a block away.
    let raw = String::from_utf8_lossy(&mail.raw);
    let blocks = raw
        .split("\r\n\r\n")
        .map(|block| block.split("\r\n--").next().unwrap_or(block));
    let decoded: Vec<_> = blocks
        .filter_map(|block| {
            let joined: String = block.split_whitespace().collect();
            let bytes = base64::engine::general_purpose::STANDARD
                .decode(joined)
                .ok()?;
            String::from_utf8(bytes).ok()
        })
        .collect();
    format!("{said}\n{}", decoded.join("\n"))
}

store::on_both! {
    async fn nothing_of_a_reporter_is_in_a_mail_but_what_was_decided(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        let told = || letterbox::Content {
            narrative: Some("canarynarrative".to_owned()),
            contact: Some("canarycontact".to_owned()),
            reach: Some("canaryreach".to_owned()),
            ..letterbox::Content::default()
        };
        world.telling(HOME, Decided::IllegalInDanger, true, told(), &[]).await;
        world.work().await;
        assert!(!world.mails().is_empty());
        for mail in world.net.mails() {
            assert!(!opened(&mail).contains("canary"), "{}", opened(&mail));
        }
        let parts = [assessment::Part::Narrative];
        world.telling(ELSEWHERE, Decided::IllegalInDanger, true, told(), &parts).await;
        world.work().await;
        let mails = world.mails();
        let said = opened(mails.last().unwrap());
        assert!(said.contains("canarynarrative"), "{said}");
        for other in ["canarycontact", "canaryreach", "canaryuser"] {
            assert!(!said.contains(other), "{said}");
        }
    }

    async fn a_referral_waits_for_a_contact_and_leaves_once(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(HOME, Decided::IllegalInDanger).await;
        let waiting = world.referrals(case).await.remove(0);
        assert_eq!((waiting.state, waiting.hindrance), (State::Prepared, Some(Hindrance::NoContact)));
        assert_eq!(world.to_dos(case).await, ["referral-to-do-no-contact"]);
        test.clock.advance(Duration::from_secs(60));
        world.approve_police().await;
        let sent = world.referrals(case).await.remove(0);
        assert_eq!((sent.state, sent.hindrance), (State::Sent, None));
        let dispatched = world.dispatched(sent.id).await;
        assert!(!dispatched.maybe_twice && !sent.urls_withheld);
        let until = sent.hold_until.unwrap();
        assert_eq!(until, test.desk.clock().now().after(world.pack.deadlines.police_hold));
        let mails = world.mails();
        assert_eq!(mails.len(), 1);
        let message_id = format!("<{}>", dispatched.message_id);
        assert_eq!(mails[0].header("Message-ID"), Some(message_id));
        let said = text(&mails[0]);
        assert!(said.contains("hxxp://album[.]kh-host[.]test") && said.contains("text/csv"), "{said}");
        assert!(said.contains("URGENT") && said.contains(&world.pack.local_time(until)), "{said}");
        // The package: the data, and its twin in each language, which names the digest of the data.
        let opened = opened(&mails[0]);
        let named = opened.find("openhotline-referral-1").expect("the data is attached");
        let begins = opened[..named].rfind("{\n  \"").unwrap();
        let ends = named + opened[named..].find("\n}").unwrap() + 2;
        let data = &opened[begins..ends];
        let known: serde_json::Value = serde_json::from_str(data).unwrap();
        assert_eq!((&known["schema"], &known["decision"]["danger"]), (&serde_json::json!("openhotline-referral-1"), &serde_json::json!(true)));
        assert!(known["record"].as_array().is_some_and(|record| !record.is_empty()), "{data}");
        assert!(known["places"][0]["networks"][0]["address"].is_string(), "{data}");
        let digest = data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(data.as_bytes()));
        for words in ["<h2>Chain of evidence</h2>", "<h2>What happened</h2>", "ខ្សែច្រវាក់ភស្តុតាង"] {
            assert!(opened.contains(words), "{words}");
        }
        assert_eq!(opened.matches(&digest).count(), world.pack.languages.len(), "{digest}");
        assert!(!said.contains("http://album.kh-host.test"));
        world.work().await;
        assert_eq!(world.mails().len(), 1);
        test.clock.advance(world.pack.deadlines.police_acknowledgement);
        assert!(world.to_dos(case).await.contains(&"referral-to-do-call"));
    }

    async fn a_lost_result_is_written_and_nothing_sent_again(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        world.lose_a_result();
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        test.clock.advance(Duration::from_secs(3600));
        world.work().await;
        let referral = world.referrals(case).await.remove(0);
        assert_eq!(referral.state, State::Sent);
        assert!(!world.dispatched(referral.id).await.maybe_twice);
        assert_eq!(world.mails().len(), 1);
    }

    async fn deferred_is_tried_again_and_refused_is_for_a_person(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        world.net.receive(POLICE, Reception::Defer);
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        let referral = world.referrals(case).await.remove(0);
        assert_eq!((referral.state, referral.hindrance), (State::Released, None));
        world.net.receive(POLICE, Reception::Refuse);
        test.clock.advance(Duration::from_secs(3600));
        world.work().await;
        let refused = world.referrals(case).await.remove(0);
        assert_eq!(refused.hindrance, Some(Hindrance::Refused));
        let composed = world.dispatched(refused.id).await;
        assert!(world.to_dos(case).await.contains(&"referral-to-do-refused"));
        world.net.receive(POLICE, Reception::Accept);
        let mut tx = world.db.write().await.unwrap();
        referral::retry(&mut tx, &staff(Role::Analyst), &world.pack, refused.id).await.unwrap();
        let twice = referral::retry(&mut tx, &staff(Role::Analyst), &world.pack, refused.id).await;
        assert!(matches!(twice, Err(Error::Changed)));
        tx.commit().await.unwrap();
        world.work().await;
        let sent = world.referrals(case).await.remove(0);
        assert_eq!(sent.state, State::Sent);
        assert_eq!((sent.id, world.dispatched(sent.id).await), (refused.id, composed.clone()));
        assert!(!composed.maybe_twice, "every conversation before had an end");
    }

    async fn one_that_never_gets_through_is_for_a_person(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        world.net.receive(POLICE, Reception::Defer);
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        for _ in 0..jobs::ATTEMPTS {
            test.clock.advance(Duration::from_secs(86_400));
            world.work().await;
        }
        let referral = world.referrals(case).await.remove(0);
        assert_eq!(referral.hindrance, Some(Hindrance::NotDelivered));
    }

    async fn without_tls_to_the_end_only_a_reference_travels(test: TestDb) {
        let world = world_with(&test, false, |_| {}).await;
        world.approve_police().await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        let referral = world.referrals(case).await.remove(0);
        assert!(referral.urls_withheld);
        let said = text(&world.mails()[0]);
        assert!(!said.contains("far-host") && !said.contains("text/csv"), "{said}");
        assert!(world.to_dos(case).await.contains(&"referral-to-do-hand-over-urls"));
        let receipt = world.receipt("Sok", "R 17");
        let mut tx = world.db.write().await.unwrap();
        referral::hand_over(&mut tx, &staff(Role::Manager), &world.pack, referral.id, &receipt).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!world.to_dos(case).await.contains(&"referral-to-do-hand-over-urls"));
    }

    async fn one_that_cannot_be_written_is_told_as_that_at_once(test: TestDb) {
        let world = crate::world::world_with(&test, true, |pack| pack.templates = pack::Templates::default()).await;
        world.approve_police().await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        let referral = world.referrals(case).await.remove(0);
        assert_eq!((referral.state, referral.hindrance), (State::Released, Some(Hindrance::Unsendable)));
        assert!(world.to_dos(case).await.contains(&"referral-to-do-unsendable"));
    }

    async fn a_hold_ends_though_the_police_never_got_it_and_not_at_once(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let hold = world.pack.deadlines.police_hold;
        test.clock.advance(hold + Duration::from_secs(60));
        world.work().await;
        let waiting = world.referrals(case).await.remove(0);
        assert_eq!((waiting.state, waiting.hold), (State::Prepared, Hold::Open));
        assert_eq!(world.notices(case).await, 0);
        test.clock.advance(hold);
        world.work().await;
        let passed = world.referrals(case).await.remove(0);
        assert_eq!((passed.state, passed.hold), (State::Prepared, Hold::Lapsed));
        assert_eq!(world.notices(case).await, 1, "the provider is told");
        assert!(world.to_dos(case).await.contains(&"referral-to-do-no-contact"), "and the police are to be, still");
        world.approve_police().await;
        assert_eq!(world.referrals(case).await.remove(0).hold, Hold::Lapsed, "nothing waits anew");
    }

    async fn a_hold_is_placed_lifted_and_ends_once(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        let case = world.released(HOME, Decided::Illegal).await;
        let referral = world.referrals(case).await.remove(0);
        let manager = staff(Role::Manager);
        let now = test.desk.clock().now();
        let until = now.after(Duration::from_secs(86_400));
        let mut tx = world.db.write().await.unwrap();
        let past = referral::place_hold(&mut tx, &manager, referral.id, true, now).await;
        assert!(matches!(past, Err(Error::Until)));
        let robot = referral::place_hold(&mut tx, &job(), referral.id, true, until).await;
        assert!(matches!(robot, Err(Error::Denied(_))));
        referral::place_hold(&mut tx, &manager, referral.id, true, until).await.unwrap();
        let reference = Sensitive::new("A 17".to_owned());
        referral::acknowledge(&mut tx, &manager, &world.pack, referral.id, &reference).await.unwrap();
        tx.commit().await.unwrap();
        test.clock.advance(world.pack.deadlines.police_hold);
        world.work().await;
        let held = world.referrals(case).await.remove(0);
        assert_eq!((held.state, held.hold), (State::Acknowledged, Hold::Silent));
        let mut tx = world.read().await;
        let watch = takedown::watch_of(&mut tx, &manager, case).await.unwrap().unwrap();
        assert_eq!(watch.state, takedown::WatchState::Off, "nobody is asked anything");
        assert!(referral::is_silent(&mut tx, &manager, case).await.unwrap());
        drop(tx);
        assert_eq!(world.notices(case).await, 0, "the police's own end counts");
        let mut tx = world.db.write().await.unwrap();
        referral::conclude(&mut tx, &manager, referral.id).await.unwrap();
        assert!(referral::lift(&mut tx, &manager, referral.id).await.is_err());
        tx.commit().await.unwrap();
        world.work().await;
        let concluded = world.referrals(case).await.remove(0);
        assert_eq!((concluded.state, concluded.hold), (State::Concluded, Hold::Lifted));
        assert_eq!(world.notices(case).await, 1);
        let mut tx = world.read().await;
        let watch = takedown::watch_of(&mut tx, &manager, case).await.unwrap().unwrap();
        assert_eq!(watch.state, takedown::WatchState::Due);
    }

    async fn under_a_silent_hold_a_claim_asks_nobody_until_it_ends(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        let case = world.released(HOME, Decided::Illegal).await;
        let referral = world.referrals(case).await.remove(0).id;
        let manager = staff(Role::Manager);
        let mut tx = world.db.write().await.unwrap();
        let until = tx.now().after(Duration::from_secs(86_400));
        referral::place_hold(&mut tx, &manager, referral, true, until).await.unwrap();
        let gone = intake::Move::Close(intake::Outcome::Gone);
        for step in [gone, intake::Move::Reopen] {
            intake::move_case(&mut tx, &job(), case, step, "test").await.unwrap();
        }
        tx.commit().await.unwrap();
        world.work().await;
        let hosts = || {
            let asked = world.net.asked().into_iter();
            asked.filter(|asked| !matches!(asked.what, smallnet::What::Smtp(_))).count()
        };
        let heard = hosts();

        test.clock.advance(Duration::from_secs(60));
        let analyst = staff(Role::Analyst);
        let mut tx = world.db.write().await.unwrap();
        assessment::claim(&mut tx, &analyst, &world.pack, case).await.unwrap();
        tx.commit().await.unwrap();
        let questions = "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'trace.full'";
        let mut tx = world.read().await;
        let (queued,): (i64,) = tx.one(questions, values![]).await.unwrap();
        assert_eq!(queued, 0, "nothing is asked under a silent hold");
        drop(tx);

        // The decision goes its way by what was known before.
        let mut tx = world.db.write().await.unwrap();
        assessment::decide(&mut tx, &analyst, case, &assessment::Judgement::default()).await.unwrap();
        assessment::release(&mut tx, &analyst, &world.pack, case).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(world.route(case).await.state, routing::State::Waiting);
        assert_eq!(hosts(), heard, "nobody but the police hears anything");

        let mut tx = world.db.write().await.unwrap();
        referral::lift(&mut tx, &manager, referral).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert!(hosts() > heard, "what was put off is asked now");
    }
}
