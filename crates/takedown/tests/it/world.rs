//! A desk with an acting case, on a simulated internet.

mod doors;
mod told;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use egress::Egress;
use identity::{Actor, Role};
use intake::{Case, Filed, Joined, Move};
use jobs::{Outcome, Registry, Worker};
use kernel::{Id, Language, Sensitive, SystemEntropy, Timestamp};
use letterbox::{Content, Receipt, Signals, Submission};
use location::Location;
use pack::{Pack, Source};
use smallnet::{SmallNet, What};
use stakeholders::Contact;
use store::testing::TestDb;
use store::{Db, Tx};
use trace::Sources;

use self::doors::{AUTHORITY, SITES, door};

pub const SENDER: &str = "hotline@hotline.test";
pub const HOST: &str = smallnet::story::AT_HOME;
pub const ABUSE: &str = "abuse@mekong-hosting.test";
/// Where letters say that the letterbox is.
pub const ANSWERS_AT: &str = "https://report.example";

pub struct World {
    pub db: Db,
    pub net: SmallNet,
    pub pack: Arc<Pack>,
    /// The letterbox's store.
    letterbox: Db,
    /// Where letters say that the letterbox is.
    pub answers_at: Option<String>,
    egress: Egress,
    /// How many sendings lose their result, as when the process is killed before it is written.
    lost: Arc<AtomicUsize>,
    /// The step of a letter whose result is lost, counted from now on.
    dies_at: Arc<Mutex<Option<usize>>>,
    /// Traces that are asked for are not made.
    untraced: Arc<AtomicBool>,
    /// How often whoever is on call was to be rung.
    pub rings: Arc<AtomicUsize>,
    /// What people were wanted for.
    wants: Arc<Mutex<Vec<takedown::Wants>>>,
    /// The next sending finds its notices withdrawn when it comes back from the mail server.
    withdraws: Arc<Mutex<Option<Id<Case>>>>,
    folder: tempfile::TempDir,
}

pub fn job() -> Actor {
    Actor::test_job(Id::random(&SystemEntropy))
}

pub fn staff(role: Role) -> Actor {
    Actor::test_staff(Id::random(&SystemEntropy), &[role])
}

/// A world whose relay is configured as one that enforces TLS onward.
pub async fn world(test: &TestDb) -> World {
    world_with(test, true, |_| {}).await
}

pub async fn world_with(
    test: &TestDb,
    enforces_tls_onward: bool,
    change: impl FnOnce(&mut Pack),
) -> World {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(AUTHORITY), net.smtp_ca_pem()).unwrap();
    std::fs::write(folder.path().join(SITES), net.site_ca_pem()).unwrap();
    let egress = door(&net, folder.path(), enforces_tls_onward);
    let mut pack = pack::load(&Source::Shipped("demo".to_owned()), true).unwrap();
    change(&mut pack);
    World {
        db: test.desk.clone(),
        net,
        pack: Arc::new(pack),
        letterbox: test.letterbox.clone(),
        answers_at: Some(ANSWERS_AT.to_owned()),
        egress,
        lost: Arc::default(),
        dies_at: Arc::default(),
        untraced: Arc::default(),
        rings: Arc::default(),
        wants: Arc::default(),
        withdraws: Arc::default(),
        folder,
    }
}

/// What a worker leaves that dies before it wrote its result.
const KILLED: Outcome = Outcome::Retry("killed before the result was written");

/// Whether this result is one of those that are lost.
fn is_lost(lost: &AtomicUsize) -> bool {
    let one_less = |count: usize| count.checked_sub(1);
    lost.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less)
        .is_ok()
}

/// Whether this step is the one whose result is lost.
fn dies(at: &Mutex<Option<usize>>) -> bool {
    let mut at = at.lock().unwrap();
    let left = at.take();
    *at = left.and_then(|steps| steps.checked_sub(1));
    left == Some(0)
}

impl World {
    /// A case about a place on this host that is being acted on: claimed, traced, with its working URL.
    pub async fn acting(&self, host: &str) -> Id<Case> {
        self.acting_at(self.url(host)).await
    }

    /// Files a report: what becomes of its first place.
    async fn file(&self, tx: &mut Tx, content: Content) -> Joined {
        let keys = Receipt::draw(&SystemEntropy).keys(&Sensitive::new([7; 32]));
        let public = tx.keyring().unwrap().submission_key();
        let sealed = Submission::new(
            &keys,
            Language::KHMER,
            tx.now(),
            Signals::default(),
            content,
        )
        .seal(public, &SystemEntropy)
        .unwrap();
        let filed = intake::file(tx, &job(), &sealed, &self.pack).await;
        let Ok(Filed::Report(_, cases)) = filed else {
            panic!("the report was not filed");
        };
        cases[0]
    }

    /// The same of a place at this URL.
    pub async fn acting_at(&self, url: String) -> Id<Case> {
        let content = Content {
            urls: vec![url],
            narrative: Some("neutralwords".to_owned()),
            ..Content::default()
        };
        let mut tx = self.db.write().await.unwrap();
        let filed = self.file(&mut tx, content).await;
        let (Joined::Opened(case) | Joined::Joined(case) | Joined::Again(case)) = filed;
        let analyst = staff(Role::Analyst);
        let location = self.location(&mut tx, case).await;
        let seen = location::reveal(&mut tx, &analyst, location).await.unwrap();
        let spelling = seen.spellings[0].id;
        location::choose_working(&mut tx, &analyst, location, spelling, true)
            .await
            .unwrap();
        intake::move_case(&mut tx, &analyst, case, Move::Claim, "test")
            .await
            .unwrap();
        trace::ask(&mut tx, &analyst, location).await.unwrap();
        intake::move_case(&mut tx, &analyst, case, Move::Act, "test")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.work().await;
        case
    }

    pub fn url(&self, host: &str) -> String {
        format!("http://{host}:{}/p/17", self.net.site_port())
    }

    pub async fn location(&self, tx: &mut Tx, case: Id<Case>) -> Id<Location> {
        intake::case(tx, &job(), case).await.unwrap().location
    }

    /// Runs every job that is due.
    pub async fn work(&self) {
        let mut registry = Registry::default();
        for kind in [
            intake::ANSWER,
            trace::NAME,
            trace::FOLLOW,
            takedown::MOVED,
            referral::DEADLINE,
            referral::HOLD_PLACED,
        ] {
            registry.bind(kind, |_| async { Outcome::nothing() });
        }
        let rings = Arc::clone(&self.rings);
        registry.bind(referral::RING, move |_| {
            rings.fetch_add(1, Ordering::SeqCst);
            async { Outcome::nothing() }
        });
        registry.bind(trace::TRACED, |run| async move {
            let location: Id<Location> = run.payload().unwrap();
            Outcome::done(move |tx| {
                Box::pin(async move {
                    takedown::letter_traced(tx, &Actor::job(&run), location).await?;
                    Ok(())
                })
            })
        });
        registry.bind(referral::HOLD_ENDED, |run| async move {
            let case: Id<Case> = run.payload().unwrap();
            Outcome::done(move |tx| {
                Box::pin(async move {
                    takedown::hold_ended(tx, &Actor::job(&run), case).await?;
                    Ok(())
                })
            })
        });
        let (db, egress, sources) = self.parts();
        let (pack, untraced) = (Arc::clone(&self.pack), Arc::clone(&self.untraced));
        registry.bind(trace::FULL, move |run| {
            let (db, egress, sources) = (db.clone(), egress.clone(), sources.clone());
            let pack = Arc::clone(&pack);
            let untraced = untraced.load(Ordering::SeqCst);
            async move {
                if untraced {
                    return Outcome::nothing();
                }
                trace::ask_registries(&db, &egress, &sources, &pack, run).await
            }
        });
        let (db, pack) = (self.db.clone(), Arc::clone(&self.pack));
        let dies_at = Arc::clone(&self.dies_at);
        registry.bind(takedown::LETTER, move |run| {
            let (db, pack, dies_at) = (db.clone(), Arc::clone(&pack), Arc::clone(&dies_at));
            async move {
                let outcome = takedown::tend(&db, &pack, run).await;
                if dies(&dies_at) { KILLED } else { outcome }
            }
        });
        let pack = Arc::clone(&self.pack);
        registry.bind(takedown::URGENT_LATE, move |run| {
            let pack = Arc::clone(&pack);
            async move { takedown::urgent_late(pack, run) }
        });
        registry.bind(takedown::ADDRESS, |run| async move {
            takedown::go_on_addressing(run)
        });
        let (db, egress, _) = self.parts();
        let (pack, lost) = (Arc::clone(&self.pack), Arc::clone(&self.lost));
        let dies_at = Arc::clone(&self.dies_at);
        let withdraws = Arc::clone(&self.withdraws);
        let answers_at = self.answers_at.clone();
        registry.bind(takedown::SEND, move |run| {
            let (db, egress, pack) = (db.clone(), egress.clone(), Arc::clone(&pack));
            let (lost, withdraws) = (Arc::clone(&lost), Arc::clone(&withdraws));
            let dies_at = Arc::clone(&dies_at);
            let answers_at = answers_at.clone();
            async move {
                let at = answers_at.as_deref();
                let outcome = takedown::send(&db, &egress, &pack, Some(SENDER), at, run).await;
                let withdrawn = withdraws.lock().unwrap().take();
                if let Some(case) = withdrawn {
                    let mut tx = db.write().await.unwrap();
                    takedown::stop(&mut tx, &job(), case).await.unwrap();
                    tx.commit().await.unwrap();
                }
                if is_lost(&lost) || dies(&dies_at) {
                    KILLED
                } else {
                    outcome
                }
            }
        });
        registry.bind(stakeholders::APPROVED, |run| async move {
            let contact: Id<Contact> = run.payload().unwrap();
            Outcome::done(move |tx| {
                Box::pin(async move {
                    takedown::contact_approved(tx, &Actor::job(&run), contact).await?;
                    Ok(())
                })
            })
        });
        crate::providers::bind(&mut registry);
        let (db, egress, _) = self.parts();
        let pack = Arc::clone(&self.pack);
        registry.bind(takedown::WATCH, move |run| {
            let (db, egress, pack) = (db.clone(), egress.clone(), Arc::clone(&pack));
            async move { takedown::watch_due(&db, &egress, &pack, run).await }
        });
        let (db, pack) = (self.db.clone(), Arc::clone(&self.pack));
        let lost = Arc::clone(&self.lost);
        registry.bind(takedown::SERIES, move |run| {
            let (db, pack, lost) = (db.clone(), Arc::clone(&pack), Arc::clone(&lost));
            async move {
                let outcome = takedown::follow_up(&db, &pack, run).await;
                if is_lost(&lost) { KILLED } else { outcome }
            }
        });
        let wants = Arc::clone(&self.wants);
        registry.bind(takedown::WANTED, move |run| {
            wants.lock().unwrap().push(run.payload().unwrap());
            async { Outcome::nothing() }
        });
        self.bind_links(&mut registry);
        let pack = Arc::clone(&self.pack);
        registry.bind(intake::REPORTED_AGAIN, move |run| {
            let pack = Arc::clone(&pack);
            async move { takedown::reported_again(&pack, run) }
        });
        Worker::new(self.db.clone(), registry, 4, Duration::from_millis(10))
            .run_due()
            .await
            .unwrap();
    }

    fn parts(&self) -> (Db, Egress, Sources) {
        (self.db.clone(), self.egress.clone(), Sources::default())
    }

    /// No trace that is asked for is made from now on.
    pub fn without_traces(&self) {
        self.untraced.store(true, Ordering::SeqCst);
    }

    /// The next result of a sending, or of the taking of steps, is lost.
    pub fn lose_a_result(&self) {
        self.lost.fetch_add(1, Ordering::SeqCst);
    }

    /// The result of the letters' step after so many more is lost; whether one before was.
    pub fn die_after(&self, steps: usize) -> bool {
        self.dies_at.lock().unwrap().replace(steps).is_none()
    }

    /// The notices of a case are withdrawn while its next sending is with the mail server.
    pub fn withdraw_while_sending(&self, case: Id<Case>) {
        *self.withdraws.lock().unwrap() = Some(case);
    }

    pub async fn notify(&self, case: Id<Case>) -> takedown::Notified {
        let mut tx = self.db.write().await.unwrap();
        let notified = takedown::notify(&mut tx, &job(), case).await.unwrap();
        tx.commit().await.unwrap();
        notified
    }

    /// Approves the contact of this address, and does what waited for it.
    pub async fn approve(&self, address: &str) -> Id<Contact> {
        let manager = staff(Role::Manager);
        let mut tx = self.db.write().await.unwrap();
        let contact = stakeholders::contacts(&mut tx, &manager)
            .await
            .unwrap()
            .into_iter()
            .find(|contact| contact.address.expose() == address)
            .expect("the contact was proposed");
        stakeholders::approve(&mut tx, &manager, contact.id)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.work().await;
        contact.id
    }

    /// The mail of the letter that a notice is in.
    pub async fn dispatched(&self, notice: &takedown::Notice) -> dispatch::Dispatched {
        let letter = notice.letter.expect("it is in a letter");
        let mut tx = self.db.read().await.unwrap();
        let found = dispatch::dispatched(&mut tx, &job(), letter).await.unwrap();
        found.expect("its mail is composed")
    }

    pub async fn notices(&self, case: Id<Case>) -> Vec<takedown::Notice> {
        let mut tx = self.db.read().await.unwrap();
        takedown::notices(&mut tx, &job(), case).await.unwrap()
    }

    /// The checks of a case, oldest first.
    pub async fn checks(&self, case: Id<Case>) -> Vec<takedown::Check> {
        let mut tx = self.db.read().await.unwrap();
        let mut checks = takedown::checks(&mut tx, &job(), case).await.unwrap();
        checks.reverse();
        checks
    }

    pub async fn case(&self, case: Id<Case>) -> Case {
        let mut tx = self.db.read().await.unwrap();
        intake::case(&mut tx, &job(), case).await.unwrap()
    }

    /// Lets time pass, and does what is due then.
    pub async fn wait(&self, test: &TestDb, time: Duration) {
        test.clock.advance(time);
        self.work().await;
    }

    /// Lets time pass until the place of a case is looked at next: each watch has its own place in the cadence.
    pub async fn look_next(&self, test: &TestDb, case: Id<Case>) {
        let looked = self.checks(case).await.len();
        let next = self.next_look(case).await.expect("the place is watched");
        test.clock.advance(next.since(test.desk.clock().now()));
        self.work().await;
        for _ in 0..10 {
            if self.checks(case).await.len() > looked {
                break;
            }
            // Its host has had too much, or was slow, and is left alone for a while.
            self.wait(test, self.pack.watch.every).await;
        }
    }

    /// When the place of a case is looked at next.
    pub async fn next_look(&self, case: Id<Case>) -> Option<Timestamp> {
        let mut tx = self.db.read().await.unwrap();
        let watch = takedown::watch_of(&mut tx, &job(), case).await.unwrap();
        watch.and_then(|watch| watch.next_at)
    }

    pub async fn watch(&self, case: Id<Case>) -> takedown::WatchState {
        let state = self.begin_watch(case).await;
        self.work().await;
        state
    }

    /// Begins to watch; nobody looks yet.
    pub async fn begin_watch(&self, case: Id<Case>) -> takedown::WatchState {
        let mut tx = self.db.write().await.unwrap();
        let state = takedown::watch(&mut tx, &job(), &self.pack, case)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        state
    }

    /// Methods of the requests that sites got.
    pub fn methods(&self) -> Vec<String> {
        self.net
            .asked()
            .into_iter()
            .filter_map(|asked| match asked.what {
                What::Http { method, .. } => Some(method),
                _ => None,
            })
            .collect()
    }
}
