//! A desk with a case that somebody holds, and a small internet with the page that it is about.

use std::sync::Arc;
use std::time::Duration;

use assessment::{Item, Viewing};
use egress::Egress;
use identity::{Actor, Role};
use intake::{Case, Filed, Joined};
use inventory::{Offer, Pick, Reading, Taken};
use jobs::{Registry, Worker};
use kernel::testing::ManualClock;
use kernel::{Id, Language, Sensitive, SystemEntropy};
use letterbox::{Content, Receipt, Signals, Submission};
use pack::{Pack, Source};
use smallnet::{Behaviour, SmallNet, What};
use store::Db;
use store::testing::TestDb;

pub(crate) const HOST: &str = smallnet::story::AT_HOME;

/// A page that embeds three pictures, a video and a page, on two hosts of the small internet and one that is nowhere.
/// `PORT` stands for the port of its sites.
const PAGE: &str = "<!doctype html><title>words</title><img src=/m/1.jpg><img src=/m/2.jpg>\
    <img src='data:image/png;base64,AAAA'><video src=http://files.nl-host.test:PORT/m/3.mp4></video>\
    <a href=//nowhere.test/m/4.jpg>words</a><iframe src=/in.html></iframe>";

/// What the page leads to.
pub(crate) const PLACES: i64 = 5;

pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) net: SmallNet,
    pub(crate) pack: Arc<Pack>,
    egress: Egress,
    clock: Arc<ManualClock>,
}

pub(crate) fn job() -> Actor {
    Actor::test_job(Id::random(&SystemEntropy))
}

pub(crate) fn staff(role: Role) -> Actor {
    Actor::test_staff(Id::random(&SystemEntropy), &[role])
}

pub(crate) async fn world(test: &TestDb) -> World {
    world_with(test, |_| {}).await
}

pub(crate) async fn world_with(test: &TestDb, change: impl FnOnce(&mut Pack)) -> World {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let egress = Egress::new(egress::Config {
        resolver: Some(net.dns()),
        rdap_bootstrap: net.rdap_bootstrap(),
        demonstration: true,
        timeout: Duration::from_secs(2),
        ..egress::Config::default()
    })
    .unwrap();
    let mut pack = pack::load(&Source::Shipped("demo".to_owned()), true).unwrap();
    change(&mut pack);
    let world = World {
        db: test.desk.clone(),
        net,
        pack: Arc::new(pack),
        egress,
        clock: Arc::clone(&test.clock),
    };
    let page = PAGE.replace("PORT", &world.net.site_port().to_string());
    world.behave(Behaviour::Page(page)).await;
    world
}

impl World {
    pub(crate) async fn behave(&self, behaviour: Behaviour) {
        self.net.behave(HOST, behaviour).await.unwrap();
    }

    /// A case about the page.
    pub(crate) async fn case(&self) -> Id<Case> {
        self.case_at("/p/17").await
    }

    /// A case about a page at this path.
    pub(crate) async fn case_at(&self, path: &str) -> Id<Case> {
        let url = format!("http://{HOST}:{}{path}", self.net.site_port());
        let keys = Receipt::draw(&SystemEntropy).keys(&Sensitive::new([7; 32]));
        let content = Content {
            urls: vec![url],
            ..Content::default()
        };
        let mut tx = self.db.write().await.unwrap();
        let public = tx.keyring().unwrap().submission_key();
        let (now, signals) = (tx.now(), Signals::default());
        let sealed = Submission::new(&keys, Language::KHMER, now, signals, content)
            .seal(public, &SystemEntropy)
            .unwrap();
        let filed = intake::file(&mut tx, &job(), &sealed, &self.pack).await;
        tx.commit().await.unwrap();
        let Ok(Filed::Report(_, cases)) = filed else {
            panic!("the report was not filed");
        };
        let (Joined::Opened(case) | Joined::Joined(case) | Joined::Again(case)) = cases[0];
        case
    }

    /// A case that somebody holds, and their session in it.
    pub(crate) async fn viewed(&self, actor: &Actor) -> (Id<Case>, Viewing, Id<Item>) {
        let case = self.case().await;
        let (viewing, item) = self.view(actor, case).await;
        (case, viewing, item)
    }

    /// Claims a case and opens a session.
    pub(crate) async fn view(&self, actor: &Actor, case: Id<Case>) -> (Viewing, Id<Item>) {
        let mut tx = self.db.write().await.unwrap();
        assessment::claim(&mut tx, actor, &self.pack, case)
            .await
            .unwrap();
        let viewing = assessment::open_viewing(&mut tx, actor, &self.pack, case)
            .await
            .unwrap();
        let item = assessment::items(&mut tx, actor, case).await.unwrap()[0].id;
        tx.commit().await.unwrap();
        (viewing, item)
    }

    /// Claims, classifies, decides and releases a case.
    pub(crate) async fn decide(&self, actor: &Actor, case: Id<Case>) {
        self.view(actor, case).await;
        let mut tx = self.db.write().await.unwrap();
        let answers = [
            ("classification", "not_illegal"),
            ("reason", "adult"),
            ("site_type", "website"),
        ];
        let answers = answers
            .map(|(field, option)| (field.to_owned(), vec![option.to_owned()]))
            .into();
        let law = self.pack.laws.iter().next().unwrap();
        let law = law.elements.iter();
        let law = law
            .map(|element| (element.key.to_string(), "no".to_owned()))
            .collect();
        for item in assessment::items(&mut tx, actor, case).await.unwrap() {
            assessment::classify(&mut tx, actor, &self.pack, &item, &answers, &law)
                .await
                .unwrap();
        }
        let judgement = assessment::Judgement::default();
        assessment::decide(&mut tx, actor, case, &judgement)
            .await
            .unwrap();
        assessment::release(&mut tx, actor, &self.pack, case)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn ask(
        &self,
        actor: &Actor,
        case: Id<Case>,
        item: Id<Item>,
    ) -> Result<Reading, inventory::Error> {
        let mut tx = self.db.write().await?;
        let reading = inventory::ask(&mut tx, actor, &self.pack, case, item).await?;
        tx.commit().await?;
        Ok(reading)
    }

    /// Has a page read, from the wish to the end of the job.
    pub(crate) async fn read(&self, actor: &Actor, case: Id<Case>, item: Id<Item>) -> Offer {
        self.ask(actor, case, item).await.unwrap();
        self.work().await;
        self.show(actor, case, 0).await.unwrap().unwrap()
    }

    pub(crate) async fn show(
        &self,
        actor: &Actor,
        case: Id<Case>,
        after: i64,
    ) -> Result<Option<Offer>, inventory::Error> {
        let mut tx = self.db.write().await?;
        let offer = inventory::show(&mut tx, actor, &self.pack, case, after).await?;
        tx.commit().await?;
        Ok(offer)
    }

    pub(crate) async fn take(
        &self,
        actor: &Actor,
        case: Id<Case>,
        reading: Id<Reading>,
        pick: Pick,
    ) -> Result<Taken, inventory::Error> {
        let mut tx = self.db.write().await?;
        let taken = inventory::take(&mut tx, actor, &self.pack, case, reading, &pick).await?;
        tx.commit().await?;
        Ok(taken)
    }

    /// Runs the jobs of this module that are due, and the ends of sessions.
    pub(crate) async fn work(&self) {
        // Whoever was asked before has had its rest.
        self.clock.advance(self.pack.watch.host_gap * 2);
        let mut registry = Registry::default();
        let (db, egress, pack) = (self.db.clone(), self.egress.clone(), Arc::clone(&self.pack));
        registry.bind(inventory::READ, move |run| {
            let (db, egress, pack) = (db.clone(), egress.clone(), Arc::clone(&pack));
            async move { inventory::read_page(&db, &egress, &pack, run).await }
        });
        registry.bind(inventory::FORGET, inventory::forget_ended);
        registry.bind(assessment::END_VIEWING, assessment::end_expired_viewing);
        Worker::new(self.db.clone(), registry, 4, Duration::from_millis(10))
            .run_due()
            .await
            .unwrap();
    }

    /// What the sites were asked, as method, host and path.
    pub(crate) fn asked(&self) -> Vec<String> {
        let asked = self.net.asked().into_iter();
        asked
            .filter_map(|asked| match asked.what {
                What::Http { method, host, path } => Some(format!("{method} {host} {path}")),
                _ => None,
            })
            .collect()
    }

    /// The entries of the record about a case whose action begins so, with what they say.
    pub(crate) async fn recorded(&self, case: Id<Case>, start: &str) -> Vec<(String, String)> {
        let mut tx = self.db.read().await.unwrap();
        let entries = audit::about(&mut tx, "case", case).await.unwrap();
        entries
            .into_iter()
            .filter(|entry| entry.action.starts_with(start))
            .map(|entry| (entry.action.clone(), format!("{entry:?}")))
            .collect()
    }

    /// How many readings there are.
    pub(crate) async fn readings(&self) -> i64 {
        let mut tx = self.db.read().await.unwrap();
        let sql = "SELECT COUNT(*) AS value FROM inventory_reading";
        let (count,): (i64,) = tx.one(sql, Vec::new()).await.unwrap();
        count
    }
}
