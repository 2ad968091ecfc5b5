//! A day's notices: how long it takes to group them into letters and to compose these, through the product's own jobs.
//!
//! Contacts are approved for whom notices wait; a gathering later the letters are due, their places were traced recently,
//! and each letter is composed and kept as a mail. Nothing is delivered: where the relay should be, nothing listens, so
//! that each conversation ends where it begins. The floor is measured in the same run: the same URLs read and opened,
//! written as tables, sealed again, and as many bare rows.

mod fill;
mod floor;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::time::Duration;

use anyhow::{Context, ensure};
use egress::{Config as Door, Egress, Smtp, Tls};
use identity::Actor;
use jobs::{Outcome, Registry, Worker};
use kernel::{Clock, Id, SystemClock, SystemEntropy, Timestamp};
use pack::{Pack, Release};
use serde_json::{Value, json};
use stakeholders::Contact;
use store::{Config, Db, Kind, migrate, values};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::ground::Ground;
use crate::machine;

/// As the configuration has it where nothing is said.
const WIDTH: usize = 16;
const PAUSE: Duration = Duration::from_millis(20);
/// How often it is looked whether the jobs are at their end.
const LOOK: Duration = Duration::from_millis(100);
/// What is wanted, in seconds.
const WANTED: f64 = 60.0;
/// Notices to one contact gather for so long.
const GATHER: Duration = Duration::from_mins(30);
/// By so much more memory at the end than after a tenth it is called flat.
const FLAT: f64 = 1.2;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// As for `intake`.
    #[arg(long)]
    postgres: Option<String>,
    /// Open places.
    #[arg(long, default_value_t = 100_000)]
    places: u32,
    /// Providers that they are with: few have many, and most have few.
    #[arg(long, default_value_t = 5_000)]
    providers: u32,
}

/// The machine's clock, which can be put forward.
#[derive(Default)]
struct Later(AtomicI64);

impl Clock for Later {
    fn now(&self) -> Timestamp {
        let ahead = u64::try_from(self.0.load(Relaxed)).unwrap_or_default();
        SystemClock.now().after(Duration::from_micros(ahead))
    }
}

impl Later {
    fn put_forward(&self, time: Duration) -> anyhow::Result<()> {
        self.0.fetch_add(i64::try_from(time.as_micros())?, Relaxed);
        Ok(())
    }
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let mut ground = Ground::new(arguments.postgres.clone())?;
    let measured = measure(&mut ground, &arguments).await;
    ground.drop_databases().await?;
    Ok(machine::say(&measured?.to_string())?)
}

async fn measure(ground: &mut Ground, arguments: &Arguments) -> anyhow::Result<Value> {
    ensure!(
        (1..=arguments.places).contains(&arguments.providers),
        "a place for each provider"
    );
    let address = ground.new_address("notices").await?;
    let clock = Arc::new(Later::default());
    let keyring = Some(Arc::clone(&ground.desk));
    let entropy = Arc::new(SystemEntropy);
    let now: Arc<dyn Clock> = clock.clone();
    let db = Db::open(Kind::Desk, &Config::at(&address), now, entropy, keyring).await?;
    migrate::migrate(&db).await?;
    let pack = pack()?;
    let actor = crate::watch::actor(&db).await?;
    let contacts = fill::fill(&db, &actor, &pack, arguments.places, arguments.providers).await?;
    ground.tidy(&address).await?;
    let day = Day {
        db: db.clone(),
        pack,
        egress: egress()?,
        notices: i64::from(arguments.places),
    };

    machine::forget_peak();
    let used = machine::processor();
    let grouping = day.group(&contacts).await?;
    clock.put_forward(GATHER * 2)?;
    let composed = day.compose().await?;
    let used = machine::processor().zip(used).map(|(now, then)| now - then);
    let memory_end = machine::peak();

    let floor = floor::run(&db, arguments.places).await?;
    let mails = day.count(MAILS).await?;
    db.close().await;

    let seconds = grouping + composed.seconds;
    let flat = composed.memory.zip(memory_end).map(|(early, end)| {
        f64::from(u32::try_from(end).unwrap_or(u32::MAX))
            <= FLAT * f64::from(u32::try_from(early).unwrap_or(u32::MAX))
    });
    Ok(json!({
        "bench": "notices",
        "database": ground.database(),
        "unit": "seconds in which a day's notices are grouped into letters and these composed, traced recently, unsigned",
        "places": arguments.places,
        "providers": arguments.providers,
        "notices": day.notices,
        "letters": composed.letters,
        "mails": mails,
        "at_once": WIDTH,
        "seconds": tenths(seconds),
        "seconds_grouping": tenths(grouping),
        "seconds_composing": tenths(composed.seconds),
        "wanted": WANTED,
        "within": seconds <= WANTED,
        "notices_a_second": tenths(f64::from(arguments.places) / seconds),
        "floor_seconds": tenths(floor),
        "ratio_to_floor": tenths(seconds / floor),
        "processor_seconds": used.map(|ticks| f64::from(u32::try_from(ticks).unwrap_or(u32::MAX)) / 100.0),
        "peak_mb_at_a_tenth": composed.memory,
        "peak_mb_at_the_end": memory_end,
        "memory_flat": flat,
    }))
}

/// What the composing came to.
struct Composed {
    seconds: f64,
    letters: i64,
    /// The peak of the memory when a tenth was composed, in MiB.
    memory: Option<u64>,
}

/// A day's notices.
struct Day {
    db: Db,
    pack: Arc<Pack>,
    egress: Egress,
    notices: i64,
}

impl Day {
    /// Has every contact's notices go: each joins a letter, and each letter learns when it is due. How many seconds that
    /// took.
    async fn group(&self, contacts: &[Id<Contact>]) -> anyhow::Result<f64> {
        let mut tx = self.db.write().await?;
        for contact in contacts {
            jobs::queue(&mut tx, stakeholders::APPROVED, contact).await?;
        }
        tx.commit().await?;
        let mut registry = Registry::default();
        registry.bind(stakeholders::APPROVED, |run| async move {
            let contact: Id<Contact> = match run.payload() {
                Ok(contact) => contact,
                Err(outcome) => return outcome,
            };
            Outcome::done(move |tx| {
                Box::pin(async move {
                    takedown::contact_approved(tx, &Actor::job(&run), contact).await?;
                    Ok(())
                })
            })
        });
        registry.bind(takedown::ADDRESS, |run| async move {
            takedown::go_on_addressing(run)
        });
        self.bind_letters(&mut registry);
        let began = Instant::now();
        let (stop, working) = self.start(registry);
        while self.left_to_group().await? > 0 {
            ensure!(
                began.elapsed() < Duration::from_mins(30),
                "the jobs do not end"
            );
            sleep(LOOK).await;
        }
        let seconds = began.elapsed().as_secs_f64();
        stop.send(()).ok();
        working.await?;
        let queued = self.count(QUEUED).await?;
        ensure!(queued == self.notices, "{queued} notices are in letters");
        Ok(seconds)
    }

    /// Has every letter that is due composed, to where it would be handed over.
    async fn compose(&self) -> anyhow::Result<Composed> {
        let mut registry = Registry::default();
        self.bind_letters(&mut registry);
        let began = Instant::now();
        let letters = self.count(LETTERS).await?;
        let (stop, working) = self.start(registry);
        let mut memory = None;
        loop {
            let tried = self.count(TRIED).await?;
            if memory.is_none() && tried >= letters / 10 {
                memory = machine::peak();
            }
            if tried >= letters {
                break;
            }
            ensure!(
                began.elapsed() < Duration::from_mins(30),
                "the jobs do not end"
            );
            sleep(LOOK).await;
        }
        let seconds = began.elapsed().as_secs_f64();
        stop.send(()).ok();
        working.await?;
        Ok(Composed {
            seconds,
            letters,
            memory,
        })
    }

    fn bind_letters(&self, registry: &mut Registry) {
        let (db, pack) = (self.db.clone(), Arc::clone(&self.pack));
        registry.bind(takedown::LETTER, move |run| {
            let (db, pack) = (db.clone(), Arc::clone(&pack));
            async move { takedown::tend(&db, &pack, run).await }
        });
        // A letter that is full leaves before the others are due.
        let (db, egress, pack) = (self.db.clone(), self.egress.clone(), Arc::clone(&self.pack));
        registry.bind(takedown::SEND, move |run| {
            let (db, egress, pack) = (db.clone(), egress.clone(), Arc::clone(&pack));
            async move {
                takedown::send(
                    &db,
                    &egress,
                    &pack,
                    Some(fill::SENDER),
                    Some("https://report.example"),
                    run,
                )
                .await
            }
        });
    }

    fn start(&self, registry: Registry) -> (watch::Sender<()>, tokio::task::JoinHandle<()>) {
        let (stop, stopped) = watch::channel(());
        let worker = Worker::new(self.db.clone(), registry, WIDTH, PAUSE);
        (stop, tokio::spawn(worker.run(stopped)))
    }

    async fn count(&self, statement: &'static str) -> anyhow::Result<i64> {
        let mut tx = self.db.read().await?;
        let (count,): (i64,) = tx.one(statement, values![]).await?;
        Ok(count)
    }

    async fn left_to_group(&self) -> anyhow::Result<i64> {
        let mut tx = self.db.read().await?;
        let now = tx.now();
        let (count,): (i64,) = tx.one(LEFT_TO_GROUP, values![now]).await?;
        Ok(count)
    }
}

/// The pack of the hotline, with letters that leave by themselves and places that count as traced.
fn pack() -> anyhow::Result<Arc<Pack>> {
    let mut pack = Pack::clone(&*crate::watch::pack()?);
    pack.notices.gather = GATHER;
    pack.notices.release = Release::Automatic;
    pack.notices.fresh = Duration::from_hours(24);
    Ok(Arc::new(pack))
}

/// A door with a relay that is not there: a port that was free a moment ago.
fn egress() -> anyhow::Result<Egress> {
    let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    Egress::new(Door {
        smtp: Some(Smtp {
            host: free.ip().to_string(),
            port: free.port(),
            tls: Tls::None,
            ca_file: None,
            username: None,
            password: None,
            enforces_tls_onward: true,
        }),
        demonstration: true,
        ..Door::default()
    })
    .context("a door")
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// What of the grouping is left: a letter that looked at the hours waits until it is due.
const LEFT_TO_GROUP: &str = "SELECT COUNT(*) AS value FROM jobs_job
WHERE kind IN ('stakeholders.approved', 'takedown.address') OR kind = 'takedown.letter' AND run_at <= $1";

const QUEUED: &str = "SELECT COUNT(*) AS value FROM takedown_notice WHERE state = 'queued' AND letter_id IS NOT NULL";

const LETTERS: &str = "SELECT COUNT(*) AS value FROM takedown_letter";

const MAILS: &str = "SELECT COUNT(*) AS value FROM dispatch_mail";

const TRIED: &str =
    "SELECT COUNT(DISTINCT mail_id) AS value FROM dispatch_sending WHERE ended_at IS NOT NULL";
