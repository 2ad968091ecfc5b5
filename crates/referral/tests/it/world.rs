//! A desk whose urgent reports ring: a relay on a simulated internet, and a command that writes down what it is told.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use egress::{Egress, Smtp, Tls};
use identity::{Actor, Role};
use intake::{Filed, Report, Source};
use jobs::{Registry, Worker};
use kernel::testing::ManualClock;
use kernel::{Id, Language, SystemEntropy};
use letterbox::{Content, Signals};
use pack::Pack;
use page::Catalogue;
use referral::{OnCall, Person};
use smallnet::SmallNet;
use store::Db;
use store::testing::TestDb;

pub const FIRST: &str = "first@hotline.test";
pub const SECOND: &str = "second@hotline.test";

#[derive(Clone)]
pub struct World {
    pub db: Db,
    pub net: Arc<SmallNet>,
    pub clock: Arc<ManualClock>,
    pub pack: Arc<Pack>,
    egress: Egress,
    call: OnCall,
    heard: PathBuf,
    _folder: Arc<tempfile::TempDir>,
}

pub fn staff(role: Role) -> Actor {
    Actor::test_staff(Id::random(&SystemEntropy), &[role])
}

fn words() -> Catalogue {
    let english = [
        ("page.ftl", page::MESSAGES),
        ("referral.ftl", referral::MESSAGES),
    ];
    Catalogue::new(&english, std::iter::empty()).unwrap()
}

/// A command that writes down what it is told.
fn writing_down(heard: &Path) -> Vec<String> {
    let script = format!("/bin/cat >> {}", heard.display());
    ["/bin/sh", "-c", &script].map(str::to_owned).to_vec()
}

/// Two people on call: the first has a mail and a number, the second a mail.
pub async fn world(test: &TestDb) -> World {
    world_with(test, writing_down).await
}

/// The same with another command.
pub async fn world_with(test: &TestDb, command: impl FnOnce(&Path) -> Vec<String>) -> World {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let heard = folder.path().join("heard");
    let egress = Egress::new(egress::Config {
        smtp: Some(Smtp {
            host: "localhost".to_owned(),
            port: net.smtp().port(),
            tls: Tls::None,
            ca_file: None,
            username: None,
            password: None,
            enforces_tls_onward: true,
        }),
        bell: command(&heard),
        demonstration: true,
        mail_timeout: Duration::from_secs(2),
        ..egress::Config::default()
    })
    .unwrap();
    let person = |mail: &str, number: Option<&str>| Person {
        mail: Some(mail.to_owned()),
        number: number.map(str::to_owned),
        language: Language::ENGLISH,
    };
    World {
        db: test.desk.clone(),
        net: Arc::new(net),
        clock: Arc::clone(&test.clock),
        pack: Arc::new(pack::load(&pack::Source::Shipped("demo".to_owned()), true).unwrap()),
        egress,
        call: OnCall {
            people: vec![person(FIRST, Some("+85517")), person(SECOND, None)],
            again: Duration::from_mins(5),
            next_after: 3,
            sender: Some("hotline@hotline.test".to_owned()),
            catalogue: words(),
        },
        heard,
        _folder: Arc::new(folder),
    }
}

impl World {
    /// The same with nobody on call.
    pub fn nobody(mut self) -> Self {
        self.call.people.clear();
        self
    }

    /// Files a report that tells this.
    pub async fn tell(&self, number: u64, content: Content) -> Id<Report> {
        let mut tx = self.db.write().await.unwrap();
        let report = self.tell_in(&mut tx, number, content, None).await;
        tx.commit().await.unwrap();
        report
    }

    pub async fn tell_in(
        &self,
        tx: &mut store::Tx,
        number: u64,
        content: Content,
        reference: Option<[u8; 32]>,
    ) -> Id<Report> {
        let mut id = [0; 32];
        id[..8].copy_from_slice(&number.to_be_bytes());
        tx.blur();
        let entry = intake::Entry {
            id,
            source: Source::Letterbox,
            receipt: None,
            reference,
            origin: None,
            language: Language::ENGLISH,
            received_at: tx.now(),
            signals: Signals::default(),
            content,
        };
        let robot = Actor::test_job(Id::random(&SystemEntropy));
        match intake::enter(tx, &robot, entry, &self.pack).await.unwrap() {
            Filed::Report(report, _) => report,
            other => panic!("{other:?}"),
        }
    }

    /// Files a report of this number that says that a child is in danger.
    pub async fn urgent(&self, number: u64) -> Id<Report> {
        self.tell(number, danger(number)).await
    }

    /// The jobs of the alarm; the others are left alone.
    pub fn registry(&self) -> Registry {
        let mut registry = Registry::default();
        registry.bind(intake::URGENT_FILED, |run| async move {
            referral::urgent_filed_job(run)
        });
        let world = self.clone();
        registry.bind(referral::RING, move |run| {
            let world = world.clone();
            async move { referral::ring(&world.db, &world.egress, &world.call, run).await }
        });
        for kind in [intake::ANSWER, trace::NAME] {
            registry.bind(kind, |_| async { jobs::Outcome::nothing() });
        }
        registry
    }

    /// Runs every job that is due.
    pub async fn work(&self) {
        let worker = Worker::new(
            self.db.clone(),
            self.registry(),
            4,
            Duration::from_millis(10),
        );
        worker.run_due().await.unwrap();
    }

    /// So much later.
    pub async fn later(&self, minutes: u64) {
        self.clock.advance(Duration::from_secs(60 * minutes));
        self.work().await;
    }

    /// What the command was told.
    pub fn heard(&self) -> String {
        std::fs::read_to_string(&self.heard).unwrap_or_default()
    }

    /// How many mails went to somebody.
    pub fn mails_to(&self, address: &str) -> usize {
        let mails = self.net.mails().into_iter();
        mails
            .filter(|mail| mail.recipients == [address.to_owned()])
            .count()
    }

    pub async fn ringing(&self) -> Option<referral::Alarm> {
        let mut tx = self.db.read().await.unwrap();
        referral::ringing(&mut tx, &staff(Role::Analyst))
            .await
            .unwrap()
    }

    pub async fn acknowledge(&self, alarm: &referral::Alarm, flood: bool) {
        let mut tx = self.db.write().await.unwrap();
        let analyst = staff(Role::Analyst);
        referral::acknowledge_alarm(&mut tx, &analyst, alarm.id, flood)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

/// What a report tells that says that a child is in danger.
pub fn danger(number: u64) -> Content {
    Content {
        urls: vec![format!("http://canaryhost.test/p/{number}")],
        narrative: Some(format!("canarywords of report {number}")),
        danger: true,
        ..Content::default()
    }
}
