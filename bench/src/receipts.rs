//! What the time of an answer tells of a receipt: known ones, with replies, and unknown ones in an order that
//! is drawn. The floor is the same figure between two halves of the unknown ones. Then what a quiet reporter
//! notices while somebody tries receipts out.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use anyhow::{Context, ensure};
use identity::Actor;
use jobs::{Outcome, Registry, Run, Worker};
use kernel::{Id, SystemClock, SystemEntropy};
use letterbox::{Receipt, Reply, Said, Submission};
use serde_json::{Value, json};
use store::{Config, Db, Keyring, Kind, migrate};
use tokio::time::Instant;

use crate::client::Client;
use crate::ground::{Ground, Running, load};
use crate::spread::{Spread, shuffle};
use crate::{ask, machine, quiet, server};

/// Receipts of each kind.
const RECEIPTS: usize = 10_000;
/// Connections that look up at a time.
const CONNECTIONS: u32 = 256;
/// Wrong receipts a second, and the connections they come on: each has time for a second beat.
const WRONG_RATE: u32 = 1_667;
const WRONG_CONNECTIONS: u32 = 512;
/// Seconds of the quiet reporter before, and the pause between two turns in milliseconds.
const BEFORE: &str = "20";
const PAUSE: &str = "20";
/// The job that answers, as the desk answers.
const ANSWER: jobs::Kind = "bench.answer";

pub(crate) async fn run(
    postgres: Option<String>,
    samples: usize,
    wrong: usize,
) -> anyhow::Result<()> {
    let mut ground = Ground::new(postgres)?;
    let measured = measure(&mut ground, samples, wrong).await;
    ground.drop_databases().await?;
    Ok(machine::say(&measured?.to_string())?)
}

async fn measure(ground: &mut Ground, samples: usize, wrong: usize) -> anyhow::Result<Value> {
    let began = Instant::now();
    let store = ground.new_store("receipts", 0).await?;
    let mut server = Running::start(&store, &ground.keys, &[]).await?;
    let known = reported(&server.address).await?;
    answered(ground, &store).await?;
    let unknown = drawn(RECEIPTS);

    let file = ground.folder.path().join("lookups");
    write_lookups(&file, &known, &unknown, samples)?;
    let path = file.to_str().context("the folder has a name in UTF-8")?;
    let before: quiet::Seen = load(&reporter(&server.address, BEFORE)).await?;
    let (connections, address) = (CONNECTIONS.to_string(), server.address.clone());
    let lookups = |connections| {
        let to = ["ask", "--address", &address, "--receipts", path];
        [&to[..], &["--connections", connections]].concat()
    };
    let api: ask::Seen = load(&lookups(&connections)).await?;
    let form: ask::Seen = load(&[&lookups(&connections)[..], &["--form"]].concat()).await?;

    write_lookups(&file, &[], &drawn(wrong), 2 * wrong)?;
    let (rate, connections) = (WRONG_RATE.to_string(), WRONG_CONNECTIONS.to_string());
    let seconds = (wrong / usize::try_from(WRONG_RATE)?).max(1).to_string();
    let wrong = [&lookups(&connections)[..], &["--rate", &rate]].concat();
    let beside = reporter(&address, &seconds);
    let (tried, during) =
        tokio::try_join!(load::<ask::Seen>(&wrong), load::<quiet::Seen>(&beside))?;
    let resident = server.end().await?;

    let failed = api.failed + form.failed + tried.failed + before.refused + during.refused;
    ensure!(failed == 0, "{failed} requests were refused");
    let tried_per_second = f64::from(u32::try_from(tried.unknown.len())?) / tried.seconds;
    let [api, form] = [api, form].map(told_apart);
    let others = json!({
        "wrong": tried.unknown.len(),
        "wrong_per_second": tried_per_second.round(),
        "report": noticed(before.reports, during.reports),
        "lookup": noticed(before.lookups, during.lookups),
    });
    Ok(json!({
        "bench": "receipts",
        "database": ground.database(),
        "unit": "area under the curve: known against unknown by the time of the answer",
        "samples": samples,
        "connections": CONNECTIONS,
        "api": api,
        "form": form,
        "others": others,
        "rss_mb": resident,
        "seconds": began.elapsed().as_secs_f64().round(),
    }))
}

/// Sends as many reports as there are to be known receipts. Their receipts.
async fn reported(address: &str) -> anyhow::Result<Vec<String>> {
    let mut senders = Vec::new();
    for sender in 0..64 {
        let mut client = Client::connect(address.parse()?).await?;
        senders.push(tokio::spawn(async move {
            let mut receipts = Vec::new();
            for turn in 0..RECEIPTS.div_ceil(64) {
                receipts.push(quiet::report(&mut client, &format!("{sender}/{turn}")).await?);
            }
            anyhow::Ok(receipts)
        }));
    }
    let mut receipts = Vec::new();
    for sender in senders {
        receipts.extend(sender.await??);
    }
    Ok(receipts)
}

/// Collects what was reported and puts three replies under each receipt, by a job, as the desk does.
async fn answered(ground: &Ground, letterbox: &str) -> anyhow::Result<()> {
    let folder = ground.folder.path();
    let address = format!("sqlite:{}", folder.join("desk").display());
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let keyring = Some(Arc::clone(&ground.desk));
    let desk = Db::open(Kind::Desk, &Config::at(&address), clock, entropy, keyring).await?;
    migrate::migrate(&desk).await?;
    let letterbox = server::open(letterbox).await?;
    let done = Arc::new(AtomicBool::new(false));
    let mut registry = Registry::default();
    let means = (
        letterbox.clone(),
        Arc::clone(&ground.desk),
        Arc::clone(&done),
    );
    registry.bind(ANSWER, move |run: Run| {
        let (store, keyring, done) = means.clone();
        async move {
            let answered = answer_all(&store, &keyring, &Actor::job(&run)).await;
            done.store(answered.is_ok(), Relaxed);
            Outcome::nothing()
        }
    });
    let mut tx = desk.write().await?;
    jobs::queue(&mut tx, ANSWER, &()).await?;
    tx.commit().await?;
    Worker::new(desk.clone(), registry, 1, Duration::ZERO)
        .run_due()
        .await?;
    ensure!(done.load(Relaxed), "the replies could not be put there");
    desk.close().await;
    letterbox.close().await;
    Ok(())
}

async fn answer_all(letterbox: &Db, keyring: &Keyring, actor: &Actor) -> anyhow::Result<()> {
    loop {
        let mut tx = letterbox.write().await?;
        let fresh = letterbox::fresh(&mut tx, actor, 500).await?;
        if fresh.is_empty() {
            return Ok(());
        }
        let mut collected = Vec::new();
        for (number, sealed) in fresh {
            let submission = Submission::open(keyring, &sealed)?;
            let now = tx.now();
            for said in [
                Said::Step("received".to_owned()),
                Said::Step("in_work".to_owned()),
                Said::Message("A few words of thanks.".to_owned()),
            ] {
                let sealed = Reply::new(said, now).seal(submission.reply_key, &SystemEntropy)?;
                let id = Id::<Reply>::random(&SystemEntropy).uuid();
                letterbox::put_reply(&mut tx, actor, id, &submission.lookup_id, &sealed).await?;
            }
            collected.push(letterbox::Collected {
                number,
                name: Some(submission.id),
                withdrawn: false,
            });
        }
        letterbox::mark_collected(&mut tx, actor, &collected).await?;
        tx.commit().await?;
    }
}

fn drawn(count: usize) -> Vec<String> {
    (0..count)
        .map(|_| Receipt::draw(&SystemEntropy).text())
        .collect()
}

/// Half of the look-ups are of known receipts, half of unknown ones.
fn write_lookups(
    file: &Path,
    known: &[String],
    unknown: &[String],
    samples: usize,
) -> anyhow::Result<()> {
    let half = |kind: &'static str, receipts: &[String]| -> Vec<_> {
        let of_kind = receipts.iter().cycle().take(samples / 2);
        of_kind.map(|receipt| (kind, receipt.clone())).collect()
    };
    let mut lookups = [half("known", known), half("unknown", unknown)].concat();
    shuffle(&mut lookups);
    let mut text = String::new();
    for (kind, receipt) in lookups {
        writeln!(text, "{kind} {receipt}")?;
    }
    Ok(std::fs::write(file, text)?)
}

fn reporter<'text>(address: &'text str, seconds: &'text str) -> Vec<&'text str> {
    let to = ["quiet", "--address", address, "--seconds", seconds];
    [&to[..], &["--pause", PAUSE, "--look"]].concat()
}

/// How well known and unknown receipts are told apart, beside two halves of the unknown ones.
fn told_apart(seen: ask::Seen) -> Value {
    let rate = f64::from(u32::try_from(seen.known.len() + seen.unknown.len()).unwrap_or(u32::MAX))
        / seen.seconds;
    let [known, unknown] = [seen.known, seen.unknown].map(Spread::new);
    let (one, other) = unknown.halves();
    json!({
        "auc": exact(known.auc(&unknown)),
        "floor_auc": exact(one.auc(&other)),
        "ks": exact(known.distance(&unknown)),
        "floor_ks": exact(one.distance(&other)),
        "known": known.count(),
        "unknown": unknown.count(),
        "known_p50_ms": hundredths(known.at_ms(50)),
        "unknown_p50_ms": hundredths(unknown.at_ms(50)),
        "known_p99_ms": hundredths(known.at_ms(99)),
        "unknown_p99_ms": hundredths(unknown.at_ms(99)),
        "per_second": rate.round(),
    })
}

/// The middle of what somebody quiet waited, before and during.
fn noticed(before: Vec<u32>, during: Vec<u32>) -> Value {
    let [before, during] = [before, during].map(Spread::new);
    json!({
        "before_ms": hundredths(before.at_ms(50)),
        "during_ms": hundredths(during.at_ms(50)),
        "ratio": hundredths(during.at_ms(50) / before.at_ms(50)),
        "during_p99_ms": hundredths(during.at_ms(99)),
        "during": during.count(),
    })
}

fn exact(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
