//! A desk whose decisions are released, on a simulated internet; every job is delivered twice.

mod acts;
mod decided;
mod printing;
mod seen;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use assessment::{Answers, Judgement, LawAnswers};
use egress::{Egress, Proxy, Smtp, Tls, Vantage};
use identity::{Actor, Role};
use intake::{Case, Filed, Joined};
use jobs::{Kind, Outcome, Registry, Run, Worker};
use kernel::testing::ManualClock;
use kernel::{Id, Language, Sensitive, SystemEntropy};
use letterbox::{Content, Receipt, Signals, Submission};
use pack::{Pack, Source};
use smallnet::SmallNet;
use stakeholders::Contact;
use store::Db;
use store::testing::TestDb;
use trace::Sources;

pub use self::decided::Decided;
use self::printing::printing;

pub const SENDER: &str = "hotline@hotline.test";
pub const POLICE: &str = "unit@police.example";
pub const HOME: &str = smallnet::story::AT_HOME;
pub const PARTNER: &str = smallnet::story::WITH_PARTNER;
pub const ELSEWHERE: &str = smallnet::story::ELSEWHERE;

#[derive(Clone)]
pub struct World {
    pub db: Db,
    pub net: Arc<SmallNet>,
    pub pack: Arc<Pack>,
    pub clock: Arc<ManualClock>,
    egress: Egress,
    /// What packages are made with.
    pub printing: referral::Printing,
    /// How many sendings lose their result, as when the process is killed before it is written.
    lost: Arc<AtomicUsize>,
    _folder: Arc<tempfile::TempDir>,
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
    world_of(test, enforces_tls_onward, Beside::Nothing, change).await
}

/// A world with a way to onion services.
pub async fn world_by_tor(test: &TestDb) -> World {
    world_of(test, true, Beside::Tor, |_| {}).await
}

/// A world that looks at places from abroad as well.
pub async fn world_from_abroad(test: &TestDb, change: impl FnOnce(&mut Pack)) -> World {
    world_of(test, true, Beside::Abroad, change).await
}

/// By what way places are asked beside the house's own.
enum Beside {
    Nothing,
    Tor,
    Abroad,
}

async fn world_of(
    test: &TestDb,
    enforces_tls_onward: bool,
    beside: Beside,
    change: impl FnOnce(&mut Pack),
) -> World {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let authority = folder.path().join("authority.pem");
    std::fs::write(&authority, net.smtp_ca_pem()).unwrap();
    let egress = Egress::new(egress::Config {
        resolver: Some(net.dns()),
        rdap_bootstrap: net.rdap_bootstrap(),
        smtp: Some(Smtp {
            host: "localhost".to_owned(),
            port: net.smtp().port(),
            tls: Tls::StartTls,
            ca_file: Some(authority),
            username: None,
            password: None,
            enforces_tls_onward,
        }),
        tor: matches!(beside, Beside::Tor).then(|| net.tor()),
        vantages: match beside {
            Beside::Abroad => vec![abroad(&net)],
            Beside::Nothing | Beside::Tor => Vec::new(),
        },
        demonstration: true,
        timeout: Duration::from_secs(2),
        mail_timeout: Duration::from_secs(5),
        ..egress::Config::default()
    })
    .unwrap();
    let mut pack = pack::load(&Source::Shipped("demo".to_owned()), true).unwrap();
    change(&mut pack);
    World {
        db: test.desk.clone(),
        net: Arc::new(net),
        pack: Arc::new(pack),
        clock: Arc::clone(&test.clock),
        egress,
        printing: printing(),
        lost: Arc::default(),
        _folder: Arc::new(folder),
    }
}

/// A vantage point in another country.
fn abroad(net: &SmallNet) -> Vantage {
    Vantage {
        name: "abroad".to_owned(),
        country: "NL".parse().ok(),
        abroad: true,
        proxy: Some(Proxy::Socks5(net.proxy_abroad())),
        resolver: Some(net.dns()),
    }
}

fn answers(decided: Decided) -> (Answers, LawAnswers, Judgement) {
    let chosen: &[(&str, &str)] = if decided.is_illegal() {
        &[
            ("classification", "baseline"),
            ("age", "pre_pubescent"),
            ("gender", "not_determined"),
            ("virtual_content", "no"),
            ("site_type", "website"),
        ]
    } else {
        &[
            ("classification", "not_illegal"),
            ("reason", "other"),
            ("site_type", "website"),
        ]
    };
    let chosen = chosen
        .iter()
        .map(|(field, option)| ((*field).to_owned(), vec![(*option).to_owned()]))
        .collect();
    let pack = pack::load(&Source::Shipped("demo".to_owned()), true).unwrap();
    let answer = |key: &str| match decided {
        decided if decided.is_illegal() => "yes",
        Decided::Harmful if key == "approach" => "yes",
        _ => "no",
    };
    let law = pack.laws.iter().next().unwrap();
    let law = law
        .elements
        .iter()
        .map(|element| {
            let key = element.key.to_string();
            let answer = answer(&key).to_owned();
            (key, answer)
        })
        .collect();
    let judgement = Judgement {
        danger: matches!(decided, Decided::IllegalInDanger | Decided::DangerAlone),
        at_home: assessment::AtHome {
            victim: decided == Decided::IllegalVictimAtHome,
            suspect: matches!(
                decided,
                Decided::SuspectAtHome | Decided::IllegalSuspectAtHome
            ),
        },
        ..Judgement::default()
    };
    (chosen, law, judgement)
}

impl World {
    /// A case about a place on this host whose decision was released, and all that follows at once.
    pub async fn released(&self, host: &str, decided: Decided) -> Id<Case> {
        let case = self.untraced(host, decided, true).await;
        self.work().await;
        case
    }

    /// The same, without what follows; traced before the release or not.
    pub async fn untraced(&self, host: &str, decided: Decided, traced: bool) -> Id<Case> {
        self.telling(host, decided, traced, Content::default(), &[])
            .await
    }

    /// The same of a report that tells this beside the place, of which these parts may leave the house.
    pub async fn telling(
        &self,
        host: &str,
        decided: Decided,
        traced: bool,
        told: Content,
        disclosed: &[assessment::Part],
    ) -> Id<Case> {
        let (case, analyst) = self.held(host, decided, traced, told, disclosed).await;
        let mut tx = self.db.write().await.unwrap();
        assessment::release(&mut tx, &analyst, &self.pack, case)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        case
    }

    /// A case about a place on this host that an analyst holds and decided; traced before or not.
    pub async fn decided(&self, host: &str, decided: Decided, traced: bool) -> (Id<Case>, Actor) {
        self.held(host, decided, traced, Content::default(), &[])
            .await
    }

    async fn held(
        &self,
        host: &str,
        decided: Decided,
        traced: bool,
        told: Content,
        disclosed: &[assessment::Part],
    ) -> (Id<Case>, Actor) {
        let keys = Receipt::draw(&SystemEntropy).keys(&Sensitive::new([7; 32]));
        let content = Content {
            urls: vec![format!(
                "http://canaryuser:word@{host}:{}/p/17",
                self.net.site_port()
            )],
            ..told
        };
        let mut tx = self.db.write().await.unwrap();
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
        let filed = intake::file(&mut tx, &job(), &sealed, &self.pack).await;
        let Ok(Filed::Report(report, cases)) = filed else {
            panic!("the report was not filed");
        };
        let (Joined::Opened(case) | Joined::Joined(case) | Joined::Again(case)) = cases[0];
        let analyst = staff(Role::Analyst);
        assessment::claim(&mut tx, &analyst, &self.pack, case)
            .await
            .unwrap();
        for part in disclosed {
            let what = assessment::ToDisclose {
                report,
                seen: 1,
                part: *part,
                recipient: assessment::Recipient::Police,
                consent: Some(assessment::Consent::Message),
            };
            assessment::disclose(&mut tx, &analyst, case, &what)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        self.clock.advance(Duration::from_millis(1));
        if traced {
            self.work().await;
        }
        self.assess(&analyst, case, decided).await;
        (case, analyst)
    }

    /// Somebody who holds a case picks its working URL, classifies its items and decides.
    pub async fn assess(&self, analyst: &Actor, case: Id<Case>, decided: Decided) {
        let mut tx = self.db.write().await.unwrap();
        let location = intake::case(&mut tx, analyst, case).await.unwrap().location;
        let seen = location::reveal(&mut tx, analyst, location).await.unwrap();
        let spelling = seen.spellings[0].id;
        let first = assessment::items(&mut tx, analyst, case).await.unwrap()[0].id;
        assessment::choose_working(&mut tx, analyst, case, first, spelling, true)
            .await
            .unwrap();
        let (chosen, law, judgement) = answers(decided);
        for item in assessment::items(&mut tx, analyst, case).await.unwrap() {
            let said = assessment::Classification {
                answers: chosen.clone(),
                law_answers: law.clone(),
                why: Some(Sensitive::new("neutral words".to_owned())),
                ..assessment::Classification::default()
            };
            assessment::assess(&mut tx, analyst, &self.pack, &item, &said)
                .await
                .unwrap();
        }
        assessment::decide(&mut tx, analyst, case, &judgement)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// Binds a job so that each run of it is delivered twice: its record is written once before the other.
    fn twice<F, O>(&self, registry: &mut Registry, kind: Kind, handler: F)
    where
        F: Fn(World, Run) -> O + Clone + Send + Sync + 'static,
        O: Future<Output = Outcome> + Send + 'static,
    {
        let world = self.clone();
        registry.bind(kind, move |run: Run| {
            let (world, handler) = (world.clone(), handler.clone());
            async move {
                if let Outcome::Done(record) = handler(world.clone(), run.clone()).await {
                    let mut tx = world.db.write().await.unwrap();
                    record(&mut tx).await.unwrap();
                    tx.commit().await.unwrap();
                }
                handler(world, run).await
            }
        });
    }

    /// Asks the DNS for a place's name, as before a claim: it does nothing else of what is due.
    pub async fn name(&self) {
        let mut registry = Registry::default();
        let world = self.clone();
        registry.bind(trace::NAME, move |run| {
            let world = world.clone();
            async move { trace::ask_dns(&world.db, &world.egress, run).await }
        });
        let later = Duration::from_hours(1);
        for kind in [trace::FULL, trace::FOLLOW, trace::TRACED, takedown::WATCH] {
            registry.bind(
                kind,
                move |_| async move { Outcome::PutOff(later, "not now") },
            );
        }
        let worker = Worker::new(self.db.clone(), registry, 8, Duration::ZERO);
        worker.run_due().await.unwrap();
    }

    /// Runs every job that is due.
    pub async fn work(&self) {
        let mut registry = Registry::default();
        for kind in [intake::ANSWER, trace::NAME] {
            registry.bind(kind, |_| async { Outcome::nothing() });
        }
        registry.bind(assessment::LAPSE, |_| async { Outcome::nothing() });
        let r = &mut registry;
        self.twice(r, trace::FULL, |w, run| async move {
            trace::ask_registries(&w.db, &w.egress, &Sources::default(), &w.pack, run).await
        });
        self.twice(r, takedown::WATCH, |w, run| async move {
            takedown::watch_due(&w.db, &w.egress, &w.pack, run).await
        });
        self.twice(r, trace::FOLLOW, |w, run| async move {
            // Whoever was asked before has had its rest.
            w.clock.advance(w.pack.watch.host_gap * 2);
            trace::follow_redirects(&w.db, &w.egress, &Sources::default(), &w.pack, run).await
        });
        self.twice(r, trace::APPLY_RULE, |_, run| trace::apply_rule(run));
        self.twice(r, trace::TRACED, |w, run| async move {
            Outcome::done(move |tx| {
                Box::pin(async move {
                    let location = run.payload().map_err(|_| "unreadable")?;
                    let actor = Actor::job(&run);
                    takedown::propose_traced(tx, &actor, location).await?;
                    takedown::traced_elsewhere(tx, &actor, location).await?;
                    takedown::letter_traced(tx, &actor, location).await?;
                    routing::traced(tx, &actor, &w.pack, location).await?;
                    Ok(())
                })
            })
        });
        self.twice(r, assessment::RELEASED, |w, run| {
            routing::on_released(w.pack, run)
        });
        self.twice(r, assessment::URGENT, |w, run| {
            routing::on_urgent(w.pack, run)
        });
        self.twice(r, assessment::SUPERSEDED, |_, run| {
            routing::on_taken_back(run)
        });
        self.twice(r, takedown::MOVED, |w, run| routing::on_moved(w.pack, run));
        self.twice(r, routing::CHOSEN, |w, run| routing::on_chosen(w.pack, run));
        self.twice(r, referral::HOLD_ENDED, |w, run| {
            routing::on_hold_ended(w.pack, run)
        });
        self.twice(r, referral::HOLD_PLACED, |_, run| {
            routing::on_hold_placed(run)
        });
        self.twice(r, referral::CONCLUDED, |w, run| {
            routing::on_concluded(w.pack, run)
        });
        self.twice(r, exchange::DEADLINE, |_, run| {
            routing::on_partner_deadline(run)
        });
        self.twice(r, referral::DEADLINE, |w, run| {
            referral::hold_deadline(w.pack, run)
        });
        self.twice(r, exchange::LAPSE, |_, run| {
            exchange::handover_deadline(run)
        });
        self.twice(r, stakeholders::APPROVED, |w, run| async move {
            Outcome::done(move |tx| {
                Box::pin(async move {
                    let contact: Id<Contact> = run.payload().map_err(|_| "unreadable")?;
                    let actor = Actor::job(&run);
                    referral::contact_approved(tx, &actor, &w.pack, contact).await?;
                    takedown::contact_approved(tx, &actor, contact).await?;
                    Ok(())
                })
            })
        });
        self.twice(r, takedown::LETTER, |w, run| async move {
            takedown::tend(&w.db, &w.pack, run).await
        });
        self.twice(r, takedown::URGENT_LATE, |w, run| async move {
            takedown::urgent_late(w.pack, run)
        });
        self.twice(r, referral::RING, |_, _| async { Outcome::nothing() });
        self.twice(r, dispatch::RECEIVED, crate::police_mail::received);
        self.twice(r, dispatch::UNMATCHED, |w, run| async move {
            takedown::unmatched(w.pack, run)
        });
        self.twice(r, takedown::SERIES, |w, run| async move {
            takedown::follow_up(&w.db, &w.pack, run).await
        });
        self.twice(r, takedown::WANTED, |_, run| routing::on_wanted(run));
        self.twice(r, takedown::ADDRESS, |_, run| async move {
            takedown::go_on_addressing(run)
        });
        self.twice(r, takedown::SEND, |w, run| async move {
            takedown::send(&w.db, &w.egress, &w.pack, Some(SENDER), None, run).await
        });
        self.twice(r, referral::PACK, |w, run| async move {
            referral::pack_by_hand(&w.db, &w.pack, Some(SENDER), &w.printing, run).await
        });
        let world = self.clone();
        registry.bind(referral::SEND, move |run| {
            let w = world.clone();
            async move {
                let outcome =
                    referral::send(&w.db, &w.egress, &w.pack, Some(SENDER), &w.printing, run).await;
                let one_less = |count: usize| count.checked_sub(1);
                let order = Ordering::SeqCst;
                if w.lost.fetch_update(order, order, one_less).is_ok() {
                    return Outcome::Retry("killed before the result was written");
                }
                outcome
            }
        });
        Worker::new(self.db.clone(), registry, 4, Duration::from_millis(10))
            .run_due()
            .await
            .unwrap();
    }

    /// The next result of sending a referral is lost.
    pub fn lose_a_result(&self) {
        self.lost.fetch_add(1, Ordering::SeqCst);
    }
}
