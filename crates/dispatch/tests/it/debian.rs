//! Against Debian's Postfix and Dovecot, with GnuPG at the other end: what we send is read there, and what is answered,
//! returned or written by machines comes back. Started by `cargo xtask test mail`, as root, for Postfix wants that.

#[path = "../../../openpgp/tests/it/gnupg.rs"]
#[expect(dead_code, reason = "what only the tests of OpenPGP use")]
mod gnupg;
mod servers;

use std::time::Duration;

use dispatch::{Carriage, Kind, Received, Stuck};
use egress::{Egress, Imap, Smtp, Tls};
use identity::{Actor, Role};
use jobs::{Registry, Worker};
use kernel::{Id, Sensitive, SystemEntropy};
use store::testing::TestDb;

use self::gnupg::{GnuPg, RSA};
use self::servers::Servers;
use crate::world::{SEND, TO, Thing, Things, Told, World, job};

/// A square of four red points, as PNG.
const PICTURE: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x02, 0x08, 0x02, 0x00, 0x00, 0x00, 0xfd, 0xd4, 0x9a,
    0x73, 0x00, 0x00, 0x00, 0x10, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0x00,
    0x42, 0x10, 0x06, 0x00, 0x1f, 0xee, 0x03, 0xfd, 0x8b, 0x39, 0x1f, 0x0c, 0x00, 0x00, 0x00, 0x00,
    0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

struct Rig {
    world: World,
    servers: Servers,
    egress: Egress,
}

impl Rig {
    async fn start(tls: Tls) -> Self {
        let world = World::new(TestDb::sqlite().await);
        let servers = Servers::start();
        let (port, ca_file) = match tls {
            Tls::None => (servers.imap, None),
            Tls::StartTls => (servers.imap, Some(servers.authority())),
            Tls::Implicit => (servers.imaps, Some(servers.authority())),
        };
        let word = |text: &str| Sensitive::new(text.to_owned());
        let egress = Egress::new(egress::Config {
            smtp: Some(Smtp {
                host: "localhost".to_owned(),
                port: servers.smtp,
                tls: Tls::StartTls,
                ca_file: Some(servers.authority()),
                username: None,
                password: None,
                enforces_tls_onward: false,
            }),
            mailbox: Some(Imap {
                host: "localhost".to_owned(),
                port,
                tls,
                ca_file,
                username: word("answer"),
                password: word("canaryword"),
                folder: "INBOX".to_owned(),
                filed: "Filed".to_owned(),
                address: "answer@hotline.test".to_owned(),
            }),
            mail_timeout: Duration::from_secs(10),
            demonstration: true,
            ..egress::Config::default()
        })
        .unwrap();
        Self {
            world,
            servers,
            egress,
        }
    }

    /// Sends a mail, to whom the errand says.
    async fn send(&self, things: &Things, id: Id<Thing>) {
        self.world.queue(id).await;
        let mut registry = Registry::default();
        let (db, egress, things) = (self.world.db.clone(), self.egress.clone(), things.clone());
        registry.bind(SEND, move |run| {
            let (db, egress, things) = (db.clone(), egress.clone(), things.clone());
            async move { dispatch::send(&db, &egress, Some(crate::world::SENDER), things, run).await }
        });
        self.work(registry).await;
    }

    /// Empties the mailbox.
    async fn collect(&self) {
        let mut tx = self.world.db.write().await.unwrap();
        dispatch::keep_collecting(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        self.world.test.clock.advance(Duration::from_mins(6));
        let mut registry = Registry::default();
        let (db, egress) = (self.world.db.clone(), self.egress.clone());
        registry.bind(dispatch::COLLECT, move |run| {
            let (db, egress) = (db.clone(), egress.clone());
            async move { dispatch::collect(&db, &egress, run).await }
        });
        registry.bind(dispatch::RECEIVED, |_| async { jobs::Outcome::nothing() });
        self.work(registry).await;
    }

    async fn work(&self, registry: Registry) {
        Worker::new(
            self.world.db.clone(),
            registry,
            1,
            Duration::from_millis(10),
        )
        .run_due()
        .await
        .unwrap();
    }

    /// What came back about a mail, once there are so many.
    async fn came(&self, id: Id<Thing>, count: usize) -> Vec<Received> {
        let mut came = Vec::new();
        for _ in 0..60 {
            self.collect().await;
            let mut tx = self.world.db.read().await.unwrap();
            came = dispatch::received(&mut tx, &job(), id).await.unwrap();
            drop(tx);
            if came.len() >= count {
                return came;
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        panic!(
            "{} of {count} came: {:?}\n{}",
            came.len(),
            kinds(&came),
            self.servers.log()
        );
    }

    async fn tray(&self) -> Vec<Received> {
        let supervisor = Actor::test_staff(Id::random(&SystemEntropy), &[Role::Supervisor]);
        let mut tx = self.world.db.read().await.unwrap();
        dispatch::tray(&mut tx, &supervisor, None, 100)
            .await
            .unwrap()
    }

    /// Whether these bytes, or their base64, lie anywhere in the store.
    fn store_holds(&self, bytes: &[u8]) -> bool {
        let path = self
            .world
            .test
            .desk_address
            .strip_prefix("sqlite:")
            .unwrap();
        let mut all = std::fs::read(path).unwrap();
        all.extend(std::fs::read(format!("{path}-wal")).unwrap_or_default());
        let encoded = data_encoding::BASE64.encode(bytes);
        let holds = |part: &[u8]| all.windows(part.len()).any(|window| window == part);
        holds(bytes) || holds(&encoded.as_bytes()[..40])
    }
}

fn kinds(came: &[Received]) -> Vec<Kind> {
    came.iter().map(|one| one.kind).collect()
}

fn header(text: &str, name: &str) -> String {
    let name = format!("{name}: ");
    let line = text.lines().find_map(|line| line.strip_prefix(&name));
    line.unwrap_or_else(|| panic!("{name} in {text}"))
        .trim()
        .to_owned()
}

/// The armoured message within a mail.
fn armoured(text: &str) -> &str {
    let from = text.find("-----BEGIN PGP MESSAGE-----").unwrap();
    let end = "-----END PGP MESSAGE-----";
    &text[from..text.find(end).unwrap() + end.len()]
}

fn pictured(text: &str) -> String {
    format!(
        "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n\
         --b\r\nContent-Type: image/png; name=\"square.png\"\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"square.png\"\r\n\r\n{}\r\n--b--\r\n",
        data_encoding::BASE64.encode(PICTURE)
    )
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postfix and Dovecot: cargo xtask test mail"]
async fn a_sealed_mail_is_read_answered_and_filed() {
    let rig = Rig::start(Tls::StartTls).await;
    let gpg = GnuPg::new();
    gpg.generate(RSA, "police");
    // The clock of the house stands in its own time: the key of the other side is made by that.
    rig.world
        .test
        .clock
        .advance(rig.servers.since_start(&rig.world).await);
    let own = rig.world.own_key().await;
    gpg.import(&own.certificate().armoured().unwrap());
    let id = Id::random(&SystemEntropy);
    let theirs = gpg.certificate("police").to_bytes().unwrap();
    rig.world.things.keys.lock().unwrap().insert(id, theirs);
    rig.send(&rig.world.things, id).await;
    assert_eq!(rig.world.told(), [Told::Sent], "{}", rig.servers.log());
    assert_eq!(rig.world.dispatched(id).await.carriage, Carriage::Sealed);

    let mail = rig.servers.mail_of("abuse").await;
    for word in ["Canary", "canary", "hxxps"] {
        assert!(!mail.contains(word), "{word} in {mail}");
    }
    let read = gpg.run(&["--decrypt"], armoured(&mail).as_bytes());
    assert!(
        read.well && read.told.contains("Good signature"),
        "{}",
        read.told
    );
    let within = String::from_utf8(read.out).unwrap();
    assert!(
        within.contains("Canarytext: hxxps://host[.]test/p/17"),
        "{within}"
    );

    // Answered, sealed and signed, with a picture.
    let (to, about) = (header(&mail, "Reply-To"), header(&mail, "Message-ID"));
    let entity = pictured("Canaryanswer: we look into it.");
    let seal = [
        "--armor",
        "--encrypt",
        "--sign",
        "--local-user",
        "police@police.test",
        "--recipient",
        "hotline@host.test",
    ];
    let sealed = gpg.run(&seal, entity.as_bytes());
    assert!(sealed.well, "{}", sealed.told);
    let sealed = String::from_utf8(sealed.out).unwrap().replace('\n', "\r\n");
    rig.servers.post(TO, &to, &format!(
        "From: Unit <{TO}>\r\nTo: {to}\r\nSubject: Re: HL-17\r\nMessage-ID: <sealed@host.test>\r\nIn-Reply-To: {about}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=\"c\"\r\n\r\n\
         --c\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--c\r\nContent-Type: application/octet-stream\r\n\r\n{sealed}\r\n--c--\r\n"
    ));
    let came = rig.came(id, 2).await;
    let delivered = came.iter().find(|one| one.kind == Kind::Delivered);
    assert!(
        delivered.is_some_and(|one| one.status.as_deref() == Some("2.0.0")),
        "{:?}",
        kinds(&came)
    );
    let answer = came.iter().find(|one| one.kind == Kind::Answer).unwrap();
    assert_eq!(answer.text.expose(), "Canaryanswer: we look into it.");
    assert!(answer.sealed);
    assert_eq!(answer.dropped, [("image".to_owned(), 1)]);
    assert!(!rig.store_holds(PICTURE));
    assert_eq!(rig.servers.lie_in("answer", "INBOX"), 0, "filed once kept");
    assert_eq!(rig.servers.lie_in("answer", "Filed"), 2);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postfix and Dovecot: cargo xtask test mail"]
async fn answers_machines_and_strangers_are_told_apart() {
    let rig = Rig::start(Tls::Implicit).await;
    rig.world.own_key().await;
    let id = Id::random(&SystemEntropy);
    rig.send(&rig.world.things, id).await;
    let mail = rig.servers.mail_of("abuse").await;
    assert!(
        header(&mail, "Content-Type").starts_with("multipart/signed"),
        "{mail}"
    );
    let (to, about) = (header(&mail, "Reply-To"), header(&mail, "Message-ID"));
    let body = pictured("Canaryanswer: removed.");
    rig.servers.post(TO, &to, &format!("From: {TO}\r\nTo: {to}\r\nSubject: Re\r\nMessage-ID: <1@host.test>\r\nMIME-Version: 1.0\r\n{body}"));
    let away = "Subject: Away\r\nAuto-Submitted: auto-replied\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nខ្ញុំនៅក្រៅការិយាល័យ។\r\n";
    rig.servers.post(
        "",
        &to,
        &format!(
            "From: {TO}\r\nTo: {to}\r\nMessage-ID: <2@host.test>\r\nMIME-Version: 1.0\r\n{away}"
        ),
    );
    // By the Message-ID alone, as a desk answers that took the address from the header From.
    let bare = "answer@hotline.test";
    rig.servers.post(TO, bare, &format!("From: other@elsewhere.test\r\nTo: {bare}\r\nMessage-ID: <3@host.test>\r\nReferences: {about}\r\n\r\nPassed on.\r\n"));
    rig.servers.post(TO, bare, "From: stranger@elsewhere.test\r\nTo: answer@hotline.test\r\nMessage-ID: <4@host.test>\r\n\r\nWho are you?\r\n");
    // A picture under the name of a text, inline, and within a mail that is passed on.
    let named = format!(
        "--d\r\nContent-Type: text/plain; name=\"a.txt\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        data_encoding::BASE64.encode(&PICTURE.repeat(9))
    );
    let inline = format!(
        "--d\r\nContent-Type: image/png\r\nContent-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        data_encoding::BASE64.encode(PICTURE)
    );
    let nested = format!(
        "--d\r\nContent-Type: message/rfc822\r\n\r\nFrom: x@y.test\r\nSubject: within\r\nMIME-Version: 1.0\r\n{}\r\n",
        pictured("Nested words.")
    );
    rig.servers.post(TO, &to, &format!(
        "From: {TO}\r\nTo: {to}\r\nMessage-ID: <5@host.test>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"d\"\r\n\r\n{named}{inline}{nested}--d--\r\n"
    ));

    let came = rig.came(id, 5).await;
    let of = |id: &str| {
        let mut answers = came.iter();
        answers
            .find(|one| one.text.expose().contains(id))
            .unwrap_or_else(|| panic!("{id}"))
    };
    let answer = of("Canaryanswer: removed.");
    assert_eq!(
        (answer.kind, answer.sealed, answer.other_sender),
        (Kind::Answer, false, false)
    );
    assert_eq!(answer.dropped, [("image".to_owned(), 1)]);
    assert_eq!(of("ក្រៅការិយាល័យ").kind, Kind::Automatic);
    assert!(of("Passed on.").other_sender);
    let nested = of("Nested words.");
    let mut dropped = nested.dropped.clone();
    dropped.sort();
    assert_eq!(dropped, [("image".to_owned(), 2), ("text".to_owned(), 1)]);
    assert!(!rig.store_holds(PICTURE));
    let tray = rig.tray().await;
    let [stranger] = &tray[..] else {
        panic!("{} in the tray", tray.len())
    };
    assert_eq!(stranger.text.expose(), "Who are you?");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postfix and Dovecot: cargo xtask test mail"]
async fn what_cannot_be_delivered_comes_back_and_says_which() {
    let rig = Rig::start(Tls::None).await;
    let to = |to: &str| Things {
        to: to.to_owned(),
        ..rig.world.things.clone()
    };
    let id = Id::random(&SystemEntropy);
    rig.send(&to("moved@host.test"), id).await;
    assert_eq!(rig.world.told(), [Told::Stuck(Stuck::Refused)]);
    let id = Id::random(&SystemEntropy);
    rig.send(&to("gone@host.test"), id).await;
    assert_eq!(rig.world.told(), [Told::Sent]);
    let came = rig.came(id, 1).await;
    assert_eq!(kinds(&came), [Kind::Failed]);
    assert_eq!(
        came[0].status.as_deref(),
        Some("5.3.0"),
        "{}",
        rig.servers.log()
    );
    assert!(rig.tray().await.is_empty());

    // Killed between keeping a mail and moving it: there again, and known.
    rig.servers.put_back("answer");
    rig.collect().await;
    assert_eq!(rig.came(id, 1).await.len(), 1);
    assert_eq!(rig.servers.lie_in("answer", "INBOX"), 0);
}
