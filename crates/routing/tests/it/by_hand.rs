//! The package of a referral: the same by mail and by hand, sealed to the unit's key, and there also where it cannot be
//! printed.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use identity::Role;
use kernel::{Clock, Id, Sensitive};
use openpgp::Secret;
use referral::{Error, Hindrance, Hold, Receipt, Referral, State, Taken};
use smallnet::Reception;
use stakeholders::Contact;
use store::values;

use crate::pages::desk;
use crate::world::{Decided, ELSEWHERE, HOME, POLICE, World, staff, world, world_with};

/// The largest message that is opened here.
const MOST: usize = 1 << 24;

impl World {
    /// What a receipt of now says.
    pub fn receipt(&self, to: &str, number: &str) -> Receipt {
        Receipt {
            at: self.clock.now(),
            to: Sensitive::new(to.to_owned()),
            number: Sensitive::new(number.to_owned()),
        }
    }

    /// A new key of the unit at this contact.
    async fn give_key(&self, contact: Id<Contact>) -> Secret {
        let key = Secret::generate("Unit", POLICE, self.clock.now()).unwrap();
        let armoured = Sensitive::new(key.certificate().armoured().unwrap());
        let mut tx = self.db.write().await.unwrap();
        let manager = staff(Role::Manager);
        stakeholders::set_key(&mut tx, &manager, contact, &armoured)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        key
    }

    async fn by_hand(&self, id: Id<Referral>) -> Result<(), Error> {
        let mut tx = self.db.write().await.unwrap();
        referral::take_by_hand(&mut tx, &staff(Role::Supervisor), &self.pack, id).await?;
        tx.commit().await?;
        self.work().await;
        Ok(())
    }

    async fn take(&self, id: Id<Referral>) -> Result<Taken, Error> {
        let mut tx = self.db.write().await.unwrap();
        let taken = referral::take(&mut tx, &staff(Role::Manager), id).await?;
        tx.commit().await?;
        Ok(taken)
    }

    async fn hand_over(&self, id: Id<Referral>, receipt: &Receipt) -> Result<(), Error> {
        let mut tx = self.db.write().await.unwrap();
        let manager = staff(Role::Manager);
        referral::hand_over(&mut tx, &manager, &self.pack, id, receipt).await?;
        Ok(tx.commit().await?)
    }

    async fn recorded(&self, action: &str) -> i64 {
        let count = "SELECT COUNT(*) AS value FROM audit_entry WHERE action = $1";
        let (count,): (i64,) = self.read().await.one(count, values![action]).await.unwrap();
        count
    }

    /// What a message to the unit says.
    fn open(&self, key: &Secret, message: &[u8]) -> Vec<u8> {
        let opened = openpgp::open(message, key, &[], self.clock.now(), MOST).unwrap();
        opened.text.expose().clone()
    }

    /// The files of what was taken, with their names.
    fn files(&self, key: &Secret, taken: &Taken) -> Vec<(String, Vec<u8>)> {
        let whole = self.open(key, taken.message.expose());
        let number = |at: usize, length: usize| {
            let digits = whole[at..at + length].iter().rev();
            digits.fold(0, |sum, byte| sum * 256 + usize::from(*byte))
        };
        let (mut files, mut at) = (Vec::new(), 0);
        while whole[at..].starts_with(b"PK\x03\x04") {
            let name = at + 30;
            let begins = name + number(at + 26, 2);
            let ends = begins + number(at + 22, 4);
            let named = String::from_utf8(whole[name..begins].to_vec()).unwrap();
            files.push((named, whole[begins..ends].to_vec()));
            at = ends;
        }
        files
    }
}

/// A world that prints, without a compiler of PDFs.
fn printing(mut world: World) -> World {
    world.printing.print = Some(Arc::new(|document| {
        assert!(document.files.len() == 2 && !document.sections.is_empty());
        Some(format!("%PDF {}", document.language).into_bytes())
    }));
    world
}

store::on_both! {
    async fn a_referral_that_no_mail_takes_is_handed_over_with_a_receipt(test: TestDb) {
        let world = printing(world(&test).await);
        let unit = world.approve_unit(POLICE).await;
        let key = world.give_key(unit).await;
        world.net.receive(POLICE, Reception::Refuse);
        let case = world.released(HOME, Decided::Illegal).await;
        let refused = world.referrals(case).await.remove(0);
        assert_eq!(refused.hindrance, Some(Hindrance::Refused));
        assert!(matches!(world.take(refused.id).await, Err(Error::NotMade)), "nobody took it");
        assert!(matches!(world.hand_over(refused.id, &world.receipt("Sok", "R 17")).await, Err(Error::Changed)));
        let mut tx = world.db.write().await.unwrap();
        let analyst = staff(Role::Analyst);
        for denied in [
            referral::take_by_hand(&mut tx, &analyst, &world.pack, refused.id).await.err(),
            referral::take(&mut tx, &analyst, refused.id).await.err(),
            referral::hand_over(&mut tx, &analyst, &world.pack, refused.id, &world.receipt("Sok", "1")).await.err(),
        ] {
            assert!(matches!(denied, Some(Error::Denied(_))));
        }
        drop(tx);

        world.by_hand(refused.id).await.unwrap();
        assert_eq!(world.to_dos(case).await, ["referral-to-do-hand-over"]);
        let taken = world.take(refused.id).await.unwrap();
        let reference = world.case(case).await.reference;
        assert_eq!(taken.name, format!("{reference}.zip.asc"));
        let files = world.files(&key, &taken);
        let mut names = vec![format!("{reference}.csv"), format!("{reference}.json")];
        for language in &world.pack.languages {
            names.extend(["pdf", "html"].map(|ending| format!("{reference}.{language}.{ending}")));
        }
        assert_eq!(files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>(), names);
        let text = |at: usize| String::from_utf8(files[at].1.clone()).unwrap();
        assert!(text(0).contains(&format!("http://{HOME}")) && text(1).contains("openhotline-referral-1"), "{}", text(0));
        assert!(text(2).starts_with("%PDF") && text(3).contains("<ol>") && text(3).contains("hotline@hotline.test"), "{}", text(3));
        let other = Secret::generate("Other", "o@other.example", world.clock.now()).unwrap();
        assert!(openpgp::open(taken.message.expose(), &other, &[], world.clock.now(), MOST).is_err());

        // The same again, however much later, and each time it is written down.
        world.clock.advance(Duration::from_mins(15));
        assert_eq!(world.take(refused.id).await.unwrap().message.expose(), taken.message.expose());
        assert_eq!(world.recorded("referral.take_package").await, 2);

        // The relay takes mails again: what goes by hand does not leave by mail too.
        world.net.receive(POLICE, Reception::Accept);
        world.work().await;
        assert_eq!(world.referrals(case).await.remove(0).state, State::Released);
        let now = world.clock.now();
        for (wrong, receipt) in [
            (Error::ReceiptTo, world.receipt(" ", "R 17")),
            (Error::ReceiptNumber, world.receipt("Sok", "")),
            (Error::ReceiptTo, world.receipt(&"S".repeat(201), "R 17")),
            (Error::ReceiptTime, Receipt { at: now.after(Duration::from_secs(1)), ..world.receipt("Sok", "R 17") }),
            (Error::ReceiptTime, Receipt { at: refused.prepared_at.before(Duration::from_secs(60)), ..world.receipt("Sok", "R 17") }),
        ] {
            let refused = world.hand_over(refused.id, &receipt).await.unwrap_err();
            assert_eq!(refused.to_string(), wrong.to_string());
        }
        assert_eq!(world.referrals(case).await.remove(0).handed_over_at, None, "nothing without a receipt");
        world.hand_over(refused.id, &world.receipt("Sok", "R 17")).await.unwrap();
        let handed = world.referrals(case).await.remove(0);
        assert_eq!((handed.state, handed.sent_at, handed.handed_over_at), (State::Sent, Some(now), Some(now)));
        assert_eq!((handed.hold, handed.hold_until), (Hold::Open, Some(now.after(world.pack.deadlines.police_hold))));
        assert!(matches!(world.hand_over(refused.id, &world.receipt("Sok", "R 18")).await, Err(Error::Changed)));
        assert!(world.to_dos(case).await.is_empty());
        world.work().await;
        assert!(world.net.mails().is_empty());
        assert_eq!((world.recorded("referral.by_hand").await, world.recorded("referral.hand_over").await), (1, 1));
    }

    async fn by_mail_and_by_hand_it_is_the_same_package(test: TestDb) {
        let world = printing(world(&test).await);
        let unit = world.approve_unit(POLICE).await;
        let key = world.give_key(unit).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let sent = world.referrals(case).await.remove(0);
        assert_eq!(sent.state, State::Sent);
        let raw = String::from_utf8(world.net.mails().remove(0).raw).unwrap();
        let begins = raw.find("-----BEGIN PGP MESSAGE-----").unwrap();
        let ends = raw.find("-----END PGP MESSAGE-----").unwrap() + 25;
        let mail = world.open(&key, &raw.as_bytes()[begins..ends]);
        let mail: String = String::from_utf8(mail).unwrap().split_whitespace().collect();

        // The unit lost it, and gets it by hand, with another key first and then with the one it has then.
        world.clock.advance(Duration::from_secs(3600));
        world.by_hand(sent.id).await.unwrap();
        let first = world.files(&key, &world.take(sent.id).await.unwrap());
        let other = world.give_key(unit).await;
        assert!(matches!(world.take(sent.id).await, Err(Error::NotMade)), "sealed to a key that is theirs no more");
        world.by_hand(sent.id).await.unwrap();
        let second = world.files(&other, &world.take(sent.id).await.unwrap());
        assert_eq!(first, second);
        assert_eq!(world.recorded("referral.make_package").await, 1);
        for (name, bytes) in first.iter().filter(|(name, _)| !name.ends_with("csv")) {
            let bytes = base64::engine::general_purpose::STANDARD.encode(bytes);
            assert!(mail.contains(&bytes), "{name}");
        }
        world.hand_over(sent.id, &world.receipt("Sok", "R 17")).await.unwrap();
        let handed = world.referrals(case).await.remove(0);
        assert_eq!((handed.state, handed.sent_at), (State::Sent, sent.sent_at), "the police were told by the mail");
        // They cannot read that either: it goes anew, and is handed over anew.
        world.net.receive(POLICE, Reception::Refuse);
        let mut tx = world.db.write().await.unwrap();
        referral::say_came_back(&mut tx, &staff(Role::Manager), sent.id).await.unwrap();
        tx.commit().await.unwrap();
        world.clock.advance(Duration::from_secs(1));
        let mut tx = world.db.write().await.unwrap();
        referral::retry(&mut tx, &staff(Role::Analyst), &world.pack, sent.id).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        world.by_hand(sent.id).await.unwrap();
        assert_eq!(world.to_dos(case).await, ["referral-to-do-hand-over"]);
        world.hand_over(sent.id, &world.receipt("Sok", "R 18")).await.unwrap();
        assert_eq!(world.referrals(case).await.remove(0).state, State::Sent);
    }

    async fn without_a_key_nothing_is_made_to_be_carried(test: TestDb) {
        let world = printing(world_with(&test, false, |_| {}).await);
        let unit = world.approve_unit(POLICE).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let sent = world.referrals(case).await.remove(0);
        assert!(sent.urls_withheld && world.to_dos(case).await.contains(&"referral-to-do-hand-over-urls"));
        assert_eq!(world.recorded("referral.make_package").await, 0, "no URL may travel");
        assert!(matches!(world.by_hand(sent.id).await, Err(Error::NoKey)));
        // They give one.
        let key = world.give_key(unit).await;
        world.by_hand(sent.id).await.unwrap();
        let files = world.files(&key, &world.take(sent.id).await.unwrap());
        assert!(files.iter().any(|(name, _)| Path::new(name).extension().is_some_and(|kind| kind == "pdf")));
        assert!(world.to_dos(case).await.contains(&"referral-to-do-hand-over"));
        world.hand_over(sent.id, &world.receipt("Sok", "R 17")).await.unwrap();
        assert!(!world.to_dos(case).await.iter().any(|to_do| to_do.contains("hand-over")));
        // A contact that is retired has no key that counts.
        let mut tx = world.db.write().await.unwrap();
        stakeholders::retire(&mut tx, &staff(Role::Manager), unit).await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(world.take(sent.id).await, Err(Error::NotMade)));
    }

    async fn what_goes_by_hand_can_go_by_mail_after_all(test: TestDb) {
        let world = printing(world(&test).await);
        let unit = world.approve_unit(POLICE).await;
        world.give_key(unit).await;
        world.net.receive(POLICE, Reception::Defer);
        let case = world.released(HOME, Decided::Illegal).await;
        let waiting = world.referrals(case).await.remove(0);
        world.by_hand(waiting.id).await.unwrap();
        world.net.receive(POLICE, Reception::Accept);
        world.clock.advance(Duration::from_secs(3600));
        world.work().await;
        assert!(world.net.mails().is_empty());
        let mut tx = world.db.write().await.unwrap();
        referral::retry(&mut tx, &staff(Role::Analyst), &world.pack, waiting.id).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        let sent = world.referrals(case).await.remove(0);
        assert_eq!((sent.state, sent.by_hand_at), (State::Sent, None));
        assert_eq!(world.net.mails().len(), 1);
    }

    async fn where_the_police_take_no_mail_each_referral_waits_for_a_person(test: TestDb) {
        let world = printing(world_with(&test, true, |pack| pack.routing.police_by_hand = true).await);
        let unit = world.approve_unit(POLICE).await;
        let case = world.released(HOME, Decided::IllegalInDanger).await;
        let keyless = world.referrals(case).await.remove(0);
        assert_eq!((keyless.state, keyless.hindrance), (State::Released, Some(Hindrance::Key)));
        let key = world.give_key(unit).await;
        world.by_hand(keyless.id).await.unwrap();
        assert_eq!(world.to_dos(case).await, ["referral-to-do-hand-over"]);
        assert!(!world.files(&key, &world.take(keyless.id).await.unwrap()).is_empty());
        assert!(world.net.mails().is_empty());
        world.hand_over(keyless.id, &world.receipt("Sok", "R 17")).await.unwrap();
        assert_eq!(world.referrals(case).await.remove(0).state, State::Sent);
    }

    async fn what_cannot_be_printed_goes_as_its_twin_and_somebody_is_told(test: TestDb) {
        let mut world = world(&test).await;
        world.approve_police().await;
        let none: referral::Print = Arc::new(|_| None);
        let panics: referral::Print = Arc::new(|_| panic!("a bug"));
        for (host, fails) in [(HOME, none), (ELSEWHERE, panics)] {
            world.printing.print = Some(fails);
            let case = world.released(host, Decided::Illegal).await;
            let sent = world.referrals(case).await.remove(0);
            assert!(sent.state == State::Sent && sent.unprinted_at.is_some());
            let mails = world.net.mails();
            let mut mails = mails.iter().filter(|mail| mail.recipients == [POLICE.to_owned()]);
            let raw = String::from_utf8_lossy(&mails.next_back().unwrap().raw).into_owned();
            assert!(raw.contains("text/html") && raw.contains("application/json") && !raw.contains("application/pdf"));
            assert!(world.to_dos(case).await.contains(&"referral-to-do-unprinted"));
            let reference = Sensitive::new("A 17".to_owned());
            let mut tx = world.db.write().await.unwrap();
            let manager = staff(Role::Manager);
            referral::acknowledge(&mut tx, &manager, &world.pack, sent.id, &reference).await.unwrap();
            tx.commit().await.unwrap();
            assert!(!world.to_dos(case).await.contains(&"referral-to-do-unprinted"));
        }
    }

    async fn the_case_page_leads_to_the_package_and_takes_the_receipt(test: TestDb) {
        let world = printing(world(&test).await);
        let unit = world.approve_unit(POLICE).await;
        let key = world.give_key(unit).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let sent = world.referrals(case).await.remove(0).id;
        let desk = desk(&test);
        let manager = desk.sign_in(&[Role::Manager]).await;
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let (page, package) = (format!("/cases/{case}"), format!("/referrals/{sent}/package"));
        assert_eq!(manager.get(&package).await.status, 409);
        assert!(!analyst.get(&page).await.body.contains("/by-hand"));
        assert!(manager.get(&page).await.body.contains(&format!("/referrals/{sent}/by-hand")));
        assert_eq!(manager.post(&format!("/referrals/{sent}/by-hand"), &[]).await.location(), page);
        assert!(manager.get(&page).await.body.contains("The package is being made"));
        world.work().await;
        assert!(manager.get(&page).await.body.contains(&package));
        assert!(!analyst.get(&page).await.body.contains(&package));
        assert_eq!(analyst.get(&package).await.status, 403);
        let file = manager.get(&package).await;
        let reference = world.case(case).await.reference;
        for (name, value) in [
            ("content-type", "application/octet-stream".to_owned()),
            ("content-disposition", format!("attachment; filename=\"{reference}.zip.asc\"")),
            ("cache-control", "no-store".to_owned()),
        ] {
            assert_eq!(file.headers[name], value.as_str());
        }
        assert!(!world.open(&key, file.body.as_bytes()).is_empty());

        let handed = format!("/referrals/{sent}/handed-over");
        let now = jiff::tz::TimeZone::to_datetime(&world.pack.zone, world.clock.now().to_jiff());
        let now = now.strftime("%Y-%m-%dT%H:%M").to_string();
        for (at, to, number) in [("soon", "Sok", "R 17"), (&now, "", "R 17"), (&now, "Sok", " ")] {
            let refused = manager.post(&handed, &[("at", at), ("to", to), ("number", number)]).await;
            assert_eq!(refused.status, 200, "{at} {to} {number}");
            let kept = [to, number].map(str::trim).into_iter().filter(|typed| !typed.is_empty());
            assert!(refused.body.contains("error-summary") && kept.clone().all(|typed| refused.body.contains(&format!("value=\"{typed}\""))), "{}", refused.body);
        }
        let receipt = [("at", now.as_str()), ("to", "Sok of a.test"), ("number", "R 17")];
        assert_eq!(analyst.post(&handed, &receipt).await.status, 403);
        assert_eq!(manager.post(&handed, &receipt).await.location(), page);
        let shown = manager.get(&page).await.body;
        assert!(shown.contains("Sok of a[.]test") && shown.contains("R 17"), "{shown}");
        let shown = analyst.get(&page).await.body;
        assert!(shown.contains("Handed over") && !shown.contains("Sok") && !shown.contains("R 17"), "{shown}");
    }
}
