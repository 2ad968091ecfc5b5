//! What arrives, matched to the mail that it is about.

use dispatch::{Kind, Received, State};
use egress::{Arrived, Dropped, Part, PartKind};
use identity::{Actor, Role};
use kernel::{Id, Sensitive, SystemEntropy};
use smallnet::Mail;

use crate::world::*;

fn arrived(header: &str, text: &str) -> Arrived {
    Arrived {
        header: header.replace('\n', "\r\n").into_bytes(),
        parts: vec![Part {
            kind: PartKind::Text,
            message: format!("Content-Type: text/plain; charset=utf-8\r\n\r\n{text}").into_bytes(),
        }],
        dropped: vec![Dropped {
            kind: "image",
            octets: 4711,
        }],
    }
}

fn answer(to: &str, more: &str) -> Arrived {
    let id: Id<Thing> = Id::random(&SystemEntropy);
    arrived(
        &format!(
            "From: {TO}\nTo: {to}\nSubject: Canaryreply\nMessage-ID: <{id}@host.test>\n{more}\n"
        ),
        "Canaryanswer: removed.",
    )
}

fn token(mail: &Mail) -> String {
    let reply_to = mail.header("Reply-To").unwrap();
    let local = reply_to.split('@').next().unwrap();
    local.strip_prefix("answer+").unwrap().to_owned()
}

impl World {
    async fn keep(&self, mail: &Arrived) -> Option<Id<Received>> {
        let mut tx = self.db.write().await.unwrap();
        let kept = dispatch::keep(&mut tx, &job(), mail).await.unwrap();
        tx.commit().await.unwrap();
        kept
    }

    async fn about(&self, id: Id<Thing>) -> Vec<Received> {
        let mut tx = self.db.read().await.unwrap();
        dispatch::received(&mut tx, &job(), id).await.unwrap()
    }

    async fn tray(&self) -> Vec<Received> {
        let mut tx = self.db.read().await.unwrap();
        dispatch::tray(&mut tx, &supervisor(), None, 100)
            .await
            .unwrap()
    }

    async fn assign(&self, id: Id<Received>, to: &str) -> Result<(), dispatch::Error> {
        self.assign_as(id, to, Kind::Answer).await
    }

    async fn assign_as(
        &self,
        id: Id<Received>,
        to: &str,
        kind: Kind,
    ) -> Result<(), dispatch::Error> {
        let mut tx = self.db.write().await.unwrap();
        let to = Sensitive::new(to.to_owned());
        dispatch::assign(&mut tx, &supervisor(), id, &to, kind).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn supervisor() -> Actor {
    Actor::test_staff(Id::random(&SystemEntropy), &[Role::Supervisor])
}

store::on_both! {
    async fn whoever_sorts_a_mail_says_what_it_is(test: TestDb) {
        let world = World::new(test);
        let id = world.send().await;
        // A relay that reports in prose: who it is about is found, what it is is not.
        let prose = answer(&format!("answer+b-{}@hotline.test", token(&world.mails()[0])), "");
        let mail = world.keep(&prose).await.unwrap();
        let waiting = world.tray().await.remove(0);
        assert_eq!(waiting.about.map(Id::uuid), Some(id.uuid()), "the match that was guessed");
        let message_id = world.dispatched(id).await.message_id;
        let odd = world.assign_as(mail, &message_id, Kind::Delivered).await;
        assert!(matches!(odd, Err(dispatch::Error::Kind)), "{odd:?}");
        world.assign_as(mail, &message_id, Kind::Failed).await.unwrap();
        assert_eq!(world.about(id).await[0].kind, Kind::Failed);
    }

    async fn an_answer_is_found_by_token_references_and_envelope(test: TestDb) {
        let world = World::new(test);
        let (first, second) = (world.send().await, world.send().await);
        let mails = world.mails();
        let tokens: Vec<_> = mails.iter().map(token).collect();
        world.keep(&answer(&format!("answer+{}@hotline.test", tokens[0]), "")).await;
        let id = world.dispatched(second).await.message_id;
        world.keep(&answer(MAILBOX, &format!("References: <x@y.test> <{id}>\n"))).await;
        world.test.clock.advance(std::time::Duration::from_secs(1));
        let mut report = answer(MAILBOX, "");
        report.parts = vec![Part {
            kind: PartKind::Delivery,
            message: format!("Content-Type: text/plain\r\n\r\nOriginal-Envelope-Id: {}\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n", tokens[1]).into_bytes(),
        }];
        world.keep(&report).await;
        let [answer] = &world.about(first).await[..] else { panic!("one answer") };
        assert_eq!(answer.kind, Kind::Answer);
        assert_eq!(answer.text.expose(), "Canaryanswer: removed.");
        assert_eq!(answer.sender.expose(), TO);
        assert!(!answer.other_sender);
        assert_eq!(answer.dropped, [("image".to_owned(), 1)]);
        let kinds: Vec<_> = world.about(second).await.iter().map(|one| (one.kind, one.status.clone())).collect();
        assert_eq!(kinds, [(Kind::Answer, None), (Kind::Failed, Some("5.1.1".to_owned()))]);
        assert!(world.tray().await.is_empty());
    }

    async fn a_mail_comes_once(test: TestDb) {
        let world = World::new(test);
        let id = world.send().await;
        let mail = answer(&format!("answer+{}@hotline.test", token(&world.mails()[0])), "");
        assert!(world.keep(&mail).await.is_some());
        assert!(world.keep(&mail).await.is_none(), "killed between keeping and moving it");
        assert_eq!(world.about(id).await.len(), 1);
    }

    async fn one_composed_anew_is_found_under_what_it_goes_under_then(test: TestDb) {
        let world = World::new(test);
        world.net.receive(TO, smallnet::Reception::Defer);
        let id = Id::random(&SystemEntropy);
        world.queue(id).await;
        world.run().await;
        *world.things.reference.lock().unwrap() = "HL-18".to_owned();
        let key = world.key("theirs").await;
        world.give_key(id, &key);
        world.net.receive(TO, smallnet::Reception::Accept);
        world.test.clock.advance(std::time::Duration::from_mins(2));
        world.run().await;
        assert_eq!(world.mails().len(), 1);
        let mail = world.keep(&answer(MAILBOX, "")).await.unwrap();
        let old = world.assign(mail, "HL-17").await;
        assert!(matches!(old, Err(dispatch::Error::Unknown)), "{old:?}");
        world.assign(mail, "HL-18").await.unwrap();
        assert_eq!(world.about(id).await.len(), 1);
    }

    async fn one_that_answers_several_of_ours_is_heard_by_each_and_once(test: TestDb) {
        let world = World::new(test);
        let sent = [world.send().await, world.send().await];
        let to: Vec<_> = world.mails().iter().map(|mail| format!("answer+{}@hotline.test", token(mail))).collect();
        let mail = answer(&to.join(", "), "");
        assert!(world.keep(&mail).await.is_some());
        assert!(world.keep(&mail).await.is_none(), "the copy that came to the other address");
        for id in sent {
            assert_eq!(world.about(id).await.len(), 1);
        }
    }

    async fn a_system_that_uses_one_message_id_for_a_whole_ticket_is_read_each_time(test: TestDb) {
        let world = World::new(test);
        let id = world.send().await;
        let to = format!("answer+{}@hotline.test", token(&world.mails()[0]));
        for date in ["Fri, 27 Nov 2026 08:00:00 +0700", "Fri, 27 Nov 2026 09:00:00 +0700"] {
            let header = format!("From: {TO}\nTo: {to}\nDate: {date}\nMessage-ID: <17@host.test>\n\n");
            assert!(world.keep(&arrived(&header, "Ticket 17.")).await.is_some());
        }
        assert_eq!(world.about(id).await.len(), 2);
    }

    async fn one_from_elsewhere_is_kept_and_marked(test: TestDb) {
        let world = World::new(test);
        let id = world.send().await;
        let to = format!("answer+{}@hotline.test", token(&world.mails()[0]));
        let header = format!("From: other@elsewhere.test\nTo: {to}\nMessage-ID: <9@elsewhere.test>\n\n");
        world.keep(&arrived(&header, "Passed on to us.")).await;
        assert!(world.about(id).await[0].other_sender);
    }

    async fn what_matches_nothing_waits_in_the_tray_for_a_person(test: TestDb) {
        let world = World::new(test);
        let id = world.send().await;
        let stranger = world.keep(&answer("answer+00000000000000000000@hotline.test", "")).await.unwrap();
        let junk = world.keep(&answer(MAILBOX, "")).await.unwrap();
        assert_eq!(world.tray().await.len(), 2);
        assert!(world.about(id).await.is_empty());

        let wrong = world.assign(stranger, "HL-18").await;
        assert!(matches!(wrong, Err(dispatch::Error::Unknown)), "{wrong:?}");
        world.assign(stranger, " hl-17 ").await.unwrap();
        assert_eq!(world.about(id).await[0].id, stranger);
        let again = world.assign(stranger, "HL-17").await;
        assert!(matches!(again, Err(dispatch::Error::Changed)), "{again:?}");

        let mut tx = world.db.write().await.unwrap();
        dispatch::put_aside(&mut tx, &supervisor(), junk).await.unwrap();
        tx.commit().await.unwrap();
        assert!(world.tray().await.is_empty());
        // Who put it aside may have erred.
        let message_id = world.dispatched(id).await.message_id;
        world.assign(junk, &format!("<{message_id}>")).await.unwrap();
        assert_eq!(world.about(id).await.len(), 2);
    }

    async fn a_reference_of_several_mails_says_nothing(test: TestDb) {
        let world = World::new(test);
        world.send().await;
        world.send().await;
        let id = world.keep(&answer(MAILBOX, "")).await.unwrap();
        let several = world.assign(id, "HL-17").await;
        assert!(matches!(several, Err(dispatch::Error::Several)), "{several:?}");
    }

    async fn what_is_returned_in_prose_is_for_a_person_to_read(test: TestDb) {
        let world = World::new(test);
        world.send().await;
        let to = format!("answer+b-{}@hotline.test", token(&world.mails()[0]));
        world.keep(&answer(&to, "Return-Path: <>\n")).await;
        assert_eq!(world.tray().await[0].state, State::Tray);
    }

    async fn no_word_of_a_mail_lies_open_in_the_store(test: TestDb) {
        let world = World::new(test);
        world.own_key().await;
        let id = world.send().await;
        let mail = answer(&format!("answer+{}@hotline.test", token(&world.mails()[0])), "");
        world.keep(&mail).await;
        assert_eq!(world.about(id).await.len(), 1);
        if let Some(path) = world.test.desk_address.strip_prefix("sqlite:") {
            let mut bytes = std::fs::read(path).unwrap();
            bytes.extend(std::fs::read(format!("{path}-wal")).unwrap_or_default());
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            for word in ["canary", "host.test", "hl-17", "begin pgp", &token(&world.mails()[0])] {
                assert!(!text.contains(word), "{word}");
            }
        }
    }

    async fn only_who_sorts_the_tray_reads_it(test: TestDb) {
        let world = World::new(test);
        let id = world.keep(&answer(MAILBOX, "")).await.unwrap();
        let analyst = Actor::test_staff(Id::random(&SystemEntropy), &[Role::Analyst]);
        let mut tx = world.db.write().await.unwrap();
        for actor in [&analyst, &job(), &Actor::operator()] {
            assert!(dispatch::tray(&mut tx, actor, None, 9).await.is_err());
            assert!(dispatch::in_tray(&mut tx, actor, id).await.is_err());
            assert!(dispatch::put_aside(&mut tx, actor, id).await.is_err());
        }
    }
}
