//! A house with one errand, a mail relay and a mailbox that is only an address.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dispatch::{Dispatched, Errand, Error, Letter, Sender, Stuck};
use egress::{Attachment, Egress, Imap, Smtp, Tls};
use identity::Actor;
use jobs::{Registry, Worker};
use kernel::{Id, Sensitive, SystemEntropy};
use openpgp::Secret;
use smallnet::{Mail, SmallNet};
use store::testing::TestDb;
use store::{Db, Tx};
use tempfile::NamedTempFile;

pub const TO: &str = "abuse@host.test";
pub const SENDER: &str = "Hotline <desk@hotline.test>";
pub const MAILBOX: &str = "answer@hotline.test";
pub const SEND: &str = "test.send";

/// What a mail is of here.
pub enum Thing {}

/// What the module was told of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Sent,
    Late,
    Stuck(Stuck),
}

/// The only errand of the house: it may always leave.
#[derive(Clone)]
pub struct Things {
    pub to: String,
    /// What it goes under.
    pub reference: Arc<Mutex<String>>,
    pub told: Arc<Mutex<Vec<Told>>>,
    pub keys: Arc<Mutex<HashMap<Id<Thing>, Vec<u8>>>>,
}

impl Default for Things {
    fn default() -> Self {
        Self {
            to: TO.to_owned(),
            reference: Arc::new(Mutex::new("HL-17".to_owned())),
            told: Arc::default(),
            keys: Arc::default(),
        }
    }
}

impl Errand for Things {
    type Of = Thing;
    type Error = Error;
    const NAME: &'static str = "thing";

    async fn may_leave(&self, _: &mut Tx, _: &Actor, _: Id<Thing>) -> Result<bool, Error> {
        Ok(true)
    }

    async fn key(&self, _: &mut Tx, _: &Actor, id: Id<Thing>) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.keys.lock().unwrap().get(&id).cloned())
    }

    async fn letter(
        &self,
        _: &mut Tx,
        _: &Actor,
        _: Id<Thing>,
        from: Sender<'_>,
    ) -> Result<Option<Letter>, Error> {
        let urls = if from.with_urls {
            "hxxps://host[.]test/p/17"
        } else {
            "by another way"
        };
        Ok(Some(Letter {
            to: self.to.clone(),
            reference: self.reference.lock().unwrap().clone(),
            subject: "Canarysubject HL-17".to_owned(),
            text: format!("Canarytext: {urls}\n"),
            attachments: vec![Attachment {
                name: "HL-17.csv".to_owned(),
                content_type: "text/csv; charset=utf-8".to_owned(),
                bytes: b"canaryline\r\n".to_vec(),
            }],
        }))
    }

    fn is_hopeless(error: &Error) -> bool {
        matches!(error, Error::Unsendable)
    }

    async fn sent(&self, _: &mut Tx, _: &Actor, _: Id<Thing>) -> Result<(), Error> {
        self.told.lock().unwrap().push(Told::Sent);
        Ok(())
    }

    async fn late(&self, _: &mut Tx, _: &Actor, _: Id<Thing>) -> Result<(), Error> {
        self.told.lock().unwrap().push(Told::Late);
        Ok(())
    }

    async fn stuck(&self, _: &mut Tx, _: &Actor, _: Id<Thing>, why: Stuck) -> Result<(), Error> {
        self.told.lock().unwrap().push(Told::Stuck(why));
        Ok(())
    }
}

pub struct World {
    pub test: TestDb,
    pub db: Db,
    pub net: SmallNet,
    pub egress: Egress,
    pub things: Things,
    _authority: NamedTempFile,
}

impl World {
    pub fn new(test: TestDb) -> Self {
        let net = SmallNet::start().unwrap();
        let mut authority = NamedTempFile::new().unwrap();
        authority.write_all(net.smtp_ca_pem().as_bytes()).unwrap();
        let smtp = Smtp {
            host: "localhost".to_owned(),
            port: net.smtp().port(),
            tls: Tls::StartTls,
            ca_file: Some(authority.path().to_owned()),
            username: None,
            password: None,
            enforces_tls_onward: false,
        };
        let mailbox = Imap {
            host: "127.0.0.1".to_owned(),
            port: 9,
            tls: Tls::None,
            ca_file: None,
            username: Sensitive::new("desk".to_owned()),
            password: Sensitive::new("word".to_owned()),
            folder: "INBOX".to_owned(),
            filed: "Filed".to_owned(),
            address: MAILBOX.to_owned(),
        };
        let egress = Egress::new(egress::Config {
            smtp: Some(smtp),
            mailbox: Some(mailbox),
            mail_timeout: Duration::from_secs(2),
            demonstration: true,
            ..egress::Config::default()
        })
        .unwrap();
        Self {
            db: test.desk.clone(),
            test,
            net,
            egress,
            things: Things::default(),
            _authority: authority,
        }
    }

    /// Queues a mail.
    pub async fn queue(&self, id: Id<Thing>) {
        let mut tx = self.db.write().await.unwrap();
        jobs::queue(&mut tx, SEND, &id).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Runs what is due.
    pub async fn run(&self) {
        let mut registry = Registry::default();
        let (db, egress, things) = (self.db.clone(), self.egress.clone(), self.things.clone());
        registry.bind(SEND, move |run| {
            let (db, egress, things) = (db.clone(), egress.clone(), things.clone());
            async move { dispatch::send(&db, &egress, Some(SENDER), things, run).await }
        });
        Worker::new(self.db.clone(), registry, 1, Duration::from_millis(10))
            .run_due()
            .await
            .unwrap();
    }

    /// Sends a new mail: its id.
    pub async fn send(&self) -> Id<Thing> {
        let id = Id::random(&SystemEntropy);
        self.queue(id).await;
        self.run().await;
        id
    }

    /// Gives the recipient of a mail a key.
    pub fn give_key(&self, id: Id<Thing>, key: &Secret) {
        let bytes = key.certificate().to_bytes().unwrap();
        self.things.keys.lock().unwrap().insert(id, bytes);
    }

    /// A key of somebody's, made an hour ago by the clock of the house.
    pub async fn key(&self, name: &str) -> Secret {
        let tx = self.db.read().await.unwrap();
        let made = tx.now().before(Duration::from_hours(1));
        Secret::generate(name, &format!("{name}@host.test"), made).unwrap()
    }

    /// Gives the hotline a key of its own.
    pub async fn own_key(&self) -> Secret {
        let key = self.key("hotline").await;
        let mut tx = self.db.write().await.unwrap();
        dispatch::add_key(&mut tx, &Actor::operator(), &key)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        key
    }

    pub async fn dispatched(&self, id: Id<Thing>) -> Dispatched {
        let mut tx = self.db.read().await.unwrap();
        let found = dispatch::dispatched(&mut tx, &job(), id).await.unwrap();
        found.unwrap()
    }

    pub fn told(&self) -> Vec<Told> {
        std::mem::take(&mut self.things.told.lock().unwrap())
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.net.mails()
    }
}

pub fn job() -> Actor {
    Actor::test_job(Id::random(&SystemEntropy))
}

/// What a mail that left is, as text.
pub fn text(mail: &Mail) -> String {
    String::from_utf8(mail.raw.clone()).unwrap()
}
