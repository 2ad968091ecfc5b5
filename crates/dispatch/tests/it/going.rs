//! Signed, sealed, and tried until it is taken.

use std::time::Duration;

use dispatch::{Carriage, Stuck};
use identity::Actor;
use kernel::{Id, SystemEntropy};
use openpgp::{Secret, State};
use smallnet::Reception;
use store::testing::TestDb;

use crate::world::*;

/// The armoured block of this kind in a mail.
fn armour(text: &str, kind: &str) -> String {
    let from = text.find(&format!("-----BEGIN PGP {kind}-----")).unwrap();
    let end = format!("-----END PGP {kind}-----");
    let to = text[from..].find(&end).unwrap() + from + end.len();
    text[from..to].replace("\r\n", "\n") + "\n"
}

store::on_both! {
    async fn without_keys_a_mail_is_open_and_without_urls(test: TestDb) {
        let world = World::new(test);
        let id = world.send().await;
        assert_eq!(world.told(), [Told::Sent]);
        let mail = world.dispatched(id).await;
        assert_eq!((mail.carriage, mail.signed), (Carriage::None, false));
        let mails = world.mails();
        assert!(text(&mails[0]).contains("Canarytext: by another way"));
    }

    async fn what_comes_back_has_a_token_in_its_address(test: TestDb) {
        let world = World::new(test);
        world.send().await;
        world.send().await;
        let mails = world.mails();
        let answers: Vec<_> = mails.iter().map(|mail| mail.header("Reply-To").unwrap()).collect();
        for (mail, answer) in mails.iter().zip(&answers) {
            let token = answer.strip_prefix("answer+").unwrap().strip_suffix("@hotline.test").unwrap();
            assert_eq!(mail.sender, format!("answer+b-{token}@hotline.test"));
            assert_eq!(token.len(), 20);
        }
        assert_ne!(answers[0], answers[1]);
    }

    async fn a_mail_is_sealed_to_whom_it_goes_to_and_signed(test: TestDb) {
        let world = World::new(test);
        let (own, theirs) = (world.own_key().await, world.key("theirs").await);
        let id = Id::random(&SystemEntropy);
        world.give_key(id, &theirs);
        world.queue(id).await;
        world.run().await;
        assert_eq!(world.told(), [Told::Sent]);
        let mail = world.dispatched(id).await;
        assert_eq!((mail.carriage, mail.signed), (Carriage::Sealed, true));
        let sent = world.mails().remove(0);
        let outside = text(&sent);
        assert_eq!(sent.header("Subject").as_deref(), Some("HL-17"));
        assert!(sent.header("Content-Type").unwrap().starts_with("multipart/encrypted"));
        for word in ["Canary", "canary", "hxxps", "csv"] {
            assert!(!outside.contains(word), "{word}: {outside}");
        }
        let message = armour(&outside, "MESSAGE");
        let now = world.db.read().await.unwrap().now();
        let opened = openpgp::open(message.as_bytes(), &theirs, &[own.certificate()], now, 1 << 20).unwrap();
        let within = String::from_utf8(opened.text.expose().clone()).unwrap();
        assert!(within.starts_with("Subject: Canarysubject HL-17\r\n"), "{within}");
        assert!(within.contains("Canarytext: hxxps://host[.]test/p/17"), "{within}");
        assert_eq!(opened.signed_by, Some(own.certificate().fingerprint()));
        // The hotline can read what it said.
        assert!(openpgp::open(message.as_bytes(), &own, &[], now, 1 << 20).is_ok());
    }

    async fn sealed_and_tried_again_it_is_the_same_mail(test: TestDb) {
        let world = World::new(test);
        let theirs = world.key("theirs").await;
        world.own_key().await;
        world.net.receive(TO, Reception::DropAfterData);
        let id = Id::random(&SystemEntropy);
        world.give_key(id, &theirs);
        world.queue(id).await;
        world.run().await;
        // A new key of theirs changes nothing of what they may have already.
        world.give_key(id, &world.key("other").await);
        world.net.receive(TO, Reception::Accept);
        world.test.clock.advance(Duration::from_mins(2));
        world.run().await;
        assert_eq!(world.told(), [Told::Sent]);
        let mails = world.mails();
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[0].raw, mails[1].raw);
        assert!(world.dispatched(id).await.maybe_twice);
    }

    async fn what_never_left_is_made_anew_for_a_new_key(test: TestDb) {
        let world = World::new(test);
        let (old, new) = (world.key("old").await, world.key("new").await);
        world.net.receive(TO, Reception::Defer);
        let id = Id::random(&SystemEntropy);
        world.give_key(id, &old);
        world.queue(id).await;
        world.run().await;
        let before = world.dispatched(id).await;
        world.give_key(id, &new);
        world.net.receive(TO, Reception::Accept);
        world.test.clock.advance(Duration::from_mins(2));
        world.run().await;
        let sent = world.mails().remove(0);
        let now = world.db.read().await.unwrap().now();
        let message = armour(&text(&sent), "MESSAGE");
        assert!(openpgp::open(message.as_bytes(), &new, &[], now, 1 << 20).is_ok());
        assert!(openpgp::open(message.as_bytes(), &old, &[], now, 1 << 20).is_err());
        assert_eq!(world.dispatched(id).await.message_id, before.message_id);
    }

    async fn a_key_that_cannot_be_used_stops_the_mail(test: TestDb) {
        let world = World::new(test);
        let tomorrow = world.db.read().await.unwrap().now().after(Duration::from_hours(24));
        let key = openpgp::Secret::generate("theirs", TO, tomorrow).unwrap();
        let id = Id::random(&SystemEntropy);
        world.give_key(id, &key);
        world.queue(id).await;
        world.run().await;
        assert_eq!(world.told(), [Told::Stuck(Stuck::Key(State::NotYet))]);
        assert!(world.mails().is_empty());
        // A person has it tried again once the key is good.
        world.test.clock.advance(Duration::from_hours(25));
        world.queue(id).await;
        world.run().await;
        assert_eq!(world.told(), [Told::Sent]);
    }

    async fn signed_alone_it_holds_what_was_signed(test: TestDb) {
        let world = World::new(test);
        world.own_key().await;
        let id = world.send().await;
        let mail = world.dispatched(id).await;
        assert_eq!((mail.carriage, mail.signed), (Carriage::None, true));
        let sent = world.mails().remove(0);
        assert!(sent.header("Content-Type").unwrap().contains("application/pgp-signature"));
        assert!(text(&sent).contains("Canarytext: by another way"));
    }

    async fn what_cannot_be_written_is_a_persons_at_once(test: TestDb) {
        let mut world = World::new(test);
        world.things.to = "nowhere".to_owned();
        world.send().await;
        assert_eq!(world.told(), [Told::Stuck(Stuck::Unsendable)]);
        world.test.clock.advance(Duration::from_hours(50));
        world.run().await;
        assert_eq!(world.told(), [], "and is not tried again");
    }

    async fn a_relay_that_is_down_is_tried_for_two_days(test: TestDb) {
        let world = World::new(test);
        world.net.receive(TO, Reception::Defer);
        let id = world.send().await;
        let mut told = Vec::new();
        let mut hours = 0;
        while !told.contains(&Told::Stuck(Stuck::NotDelivered)) {
            world.test.clock.advance(Duration::from_mins(15));
            hours += 1;
            world.run().await;
            told.extend(world.told());
            assert!(hours <= 4 * 49, "it was given up after two days: {told:?}");
        }
        assert!(hours >= 4 * 48, "not before: {hours} quarters");
        assert_eq!(told[0], Told::Late);
        // It went out not once, and had one Message-ID all the time.
        assert!(world.mails().is_empty());
        assert!(world.dispatched(id).await.message_id.starts_with("thing-"));
    }
}

#[tokio::test]
async fn nothing_leaves_unsigned_when_our_own_key_does_not_sign() {
    let world = World::new(TestDb::sqlite().await);
    let made = {
        let tx = world.db.read().await.unwrap();
        tx.now().after(Duration::from_hours(1))
    };
    let own = Secret::generate("hotline", "hotline@hotline.test", made).unwrap();
    let mut tx = world.db.write().await.unwrap();
    dispatch::add_key(&mut tx, &Actor::operator(), &own)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let theirs = world.key("provider").await;
    for sealed in [false, true] {
        let id = Id::random(&SystemEntropy);
        if sealed {
            world.give_key(id, &theirs);
        }
        world.queue(id).await;
        world.run().await;
        assert_eq!(world.told(), [Told::Stuck(Stuck::OwnKey)]);
    }
    assert!(world.mails().is_empty());
}
