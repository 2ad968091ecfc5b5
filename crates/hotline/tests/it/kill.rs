//! The power goes, two hundred times, while reports come in, are filed, become referrals and notices, and
//! places are watched. Afterwards every receipt that was ever shown is exactly one filed report, no mail
//! exists under two Message-IDs, no look at a watched place is lost or doubled, and the record holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use demo::{Browser, PASSWORD, Product, Staff};
use identity::{Actor, Role};
use kernel::{Clock, Entropy, Id, Sensitive, SystemClock, SystemEntropy, Timestamp};
use smallnet::{SmallNet, story};
use store::{Config, Db, Kind, keyring_file};
use tokio::sync::Mutex;

use crate::prepared;

/// How often the power goes.
const KILLS: usize = 200;

/// So many cases are released: at three hosts with their distance each round of looks takes a quarter of a second for each.
const RELEASED: usize = 150;

/// So long at most what was cut off takes to be done after the last kill: leases run out after a minute and a half.
const AFTERWARDS: Duration = Duration::from_mins(4);

/// What was shown to reporters: the URL of each report whose receipt was read.
type Shown = Arc<Mutex<BTreeSet<String>>>;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_or_doubled_by_two_hundred_kills() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let mut product = prepared(&net, false).await;
    product
        .add_staff("dara", "analyst", PASSWORD)
        .await
        .unwrap();
    product
        .add_staff("sophea", "manager", PASSWORD)
        .await
        .unwrap();
    product.start().await.unwrap();
    let mut manager = Staff::sign_in(&product.desk, "sophea").await.unwrap();
    manager
        .add_contact("police", "Unit", "KH", "unit@police.example")
        .await
        .unwrap();

    let shown: Shown = Arc::default();
    let released = Arc::new(AtomicUsize::new(0));
    let port = net.site_port();
    let reporters = tokio::spawn(keep_reporting(
        product.letterbox.clone(),
        port,
        Arc::clone(&shown),
    ));
    let analyst = tokio::spawn(keep_working(product.desk.clone(), Arc::clone(&released)));
    for _ in 0..KILLS {
        tokio::time::sleep(random_pause()).await;
        product.kill().await.unwrap();
        product.start().await.unwrap();
    }
    reporters.abort();
    // Without kills now, what is queued gets done: the letterbox is emptied, and mails go out.
    let began = std::time::Instant::now();
    // A job that was cut off comes due again when its lease is over, a minute and a half after it began.
    while waiting(&product).await > 0 {
        assert!(
            began.elapsed() < AFTERWARDS,
            "the letterbox is never emptied"
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    tokio::time::sleep(Duration::from_secs(5)).await;
    analyst.abort();
    every_place_is_looked_at_again(&product, began).await;
    product.stop().await.unwrap();

    let shown = shown.lock().await.clone();
    assert!(
        shown.len() > 100,
        "only {} receipts were shown in the whole run",
        shown.len()
    );
    assert!(
        released.load(Ordering::SeqCst) > 0,
        "no case was released in the whole run"
    );
    let filed = filed(&product).await;
    for url in &shown {
        assert_eq!(
            filed.get(url).map(Vec::len),
            Some(1),
            "a receipt that was shown is not exactly one filed report"
        );
    }
    let mut ids: BTreeMap<(Vec<String>, String), BTreeSet<String>> = BTreeMap::new();
    for mail in net.mails() {
        let subject = mail.header("Subject").unwrap_or_default();
        let id = mail.header("Message-ID").unwrap_or_default();
        ids.entry((mail.recipients.clone(), subject))
            .or_default()
            .insert(id);
    }
    assert!(!ids.is_empty(), "no mail was sent in the whole run");
    for (what, ids) in ids {
        assert_eq!(ids.len(), 1, "{what:?} has several Message-IDs");
    }
    let looks = looks_of_each(&product).await;
    let pack = pack::load(&pack::Source::Shipped("demo".to_owned()), true).unwrap();
    let mut made = 0;
    for (case, looks) in &looks {
        made += looks.len();
        for pair in looks.windows(2) {
            // The next turn of a place is half of its cadence away at least: two looks nearer to each other than
            // that were one turn.
            let apart = pair[1].since(pair[0]);
            assert!(
                apart >= pack.watch.every / 2,
                "{case} was looked at twice in one turn: {apart:?}"
            );
        }
    }
    assert!(made > looks.len(), "hardly anything was looked at: {made}");
    let leases = count(&product, IN_HAND, store::values![]).await;
    assert_eq!(leases, 0, "a lease stays behind");
    let verified = product.run(&["audit", "verify"], "").await.unwrap();
    assert!(verified.starts_with("The record holds"), "{verified}");
    // The digest of each check is in the record and is that of the row, and there is no row besides.
    let all = count(&product, CHECKS, store::values![]).await;
    let kept = format!("The {all} checks are what was recorded.");
    assert!(verified.contains(&kept), "{verified}");
}

/// Waits until every watched place was looked at since then: none was lost with a worker that had it in hand. How long
/// that takes is a matter of how many there are, and of their hosts' distances: it is over when it does not go on.
async fn every_place_is_looked_at_again(product: &Product, since: std::time::Instant) {
    let began = SystemClock.now().before(since.elapsed());
    let (mut fewest, mut at) = (i64::MAX, std::time::Instant::now());
    loop {
        let left = count(product, NOT_SINCE, store::values![began]).await;
        if left == 0 {
            return;
        }
        if left < fewest {
            (fewest, at) = (left, std::time::Instant::now());
        }
        assert!(
            at.elapsed() < AFTERWARDS,
            "{left} places are never looked at again"
        );
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

const NOT_SINCE: &str =
    "SELECT COUNT(*) AS value FROM takedown_watch w WHERE state IN ('due', 'after')
    AND NOT EXISTS (SELECT 1 FROM takedown_check c WHERE c.case_id = w.case_id AND c.at > $1)";

/// A look by the cadence.
struct Turn {
    case: Id<intake::Case>,
    at: Timestamp,
}

impl store::FromRow for Turn {
    fn from_row(row: &store::Row) -> store::Result<Self> {
        Ok(Self {
            case: row.get("case_id")?,
            at: row.get("at")?,
        })
    }
}

/// When each case was looked at by its turn, in order.
async fn looks_of_each(product: &Product) -> BTreeMap<String, Vec<Timestamp>> {
    let db = open(Kind::Desk, &product.stores.desk, None).await;
    let mut tx = db.read().await.unwrap();
    let turns = "SELECT case_id, at FROM takedown_check WHERE cause = 'watch' ORDER BY case_id, at";
    let turns: Vec<Turn> = tx.all(turns, store::values![]).await.unwrap();
    let mut looks: BTreeMap<String, Vec<Timestamp>> = BTreeMap::new();
    for Turn { case, at } in turns {
        looks.entry(case.to_string()).or_default().push(at);
    }
    looks
}

/// Watches, and hosts, that somebody has in hand.
const IN_HAND: &str = "SELECT (SELECT COUNT(*) FROM takedown_watch WHERE token IS NOT NULL)
    + (SELECT COUNT(*) FROM trace_host WHERE token IS NOT NULL) AS value";

const CHECKS: &str = "SELECT COUNT(*) AS value FROM takedown_check";

async fn count(product: &Product, sql: &'static str, values: Vec<store::Value>) -> i64 {
    let db = open(Kind::Desk, &product.stores.desk, None).await;
    let mut tx = db.read().await.unwrap();
    let (count,): (i64,) = tx.one(sql, values).await.unwrap();
    count
}

fn random_pause() -> Duration {
    let mut byte = [0];
    SystemEntropy.fill(&mut byte);
    Duration::from_millis(50 + 4 * u64::from(byte[0]))
}

/// Sends reports one after another, each of a place of its own, and notes those whose receipt it read.
async fn keep_reporting(letterbox: String, port: u16, shown: Shown) {
    let mut client = Browser::new(&letterbox).unwrap();
    for number in 0.. {
        let host = [story::AT_HOME, story::WITH_PARTNER, story::ELSEWHERE][number % 3];
        let url = format!("http://{host}:{port}/p/{number}");
        let report = serde_json::json!({ "urls": [url] });
        match client.send_json("/api/v1/reports", &report).await {
            Ok(page) if page.status == 201 => {
                shown.lock().await.insert(url);
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            _ => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// Takes case after case as far as its release; every step may fail, for the power goes all the time, and a
/// case that was left half-way is taken up where it stands.
async fn keep_working(desk: String, released: Arc<AtomicUsize>) {
    let mut analyst = loop {
        match Staff::sign_in(&desk, "dara").await {
            Ok(analyst) => break analyst,
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    };
    while released.load(Ordering::SeqCst) < RELEASED {
        let cases = analyst.queue().await.unwrap_or_default();
        for case in cases.iter().take(3) {
            // Each of these fails where an earlier round has done it, or the power is gone.
            analyst.press(case, "/claim", &[]).await.ok();
            analyst.view(case).await.ok();
            analyst.classify(case, demo::BASELINE).await.ok();
            if analyst.release(case).await.is_ok() {
                released.fetch_add(1, Ordering::SeqCst);
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// How many submissions wait in the letterbox.
pub(crate) async fn waiting(product: &Product) -> i64 {
    let db = open(Kind::Letterbox, &product.stores.letterbox, None).await;
    let mut tx = db.read().await.unwrap();
    let count = "SELECT COUNT(*) AS value FROM letterbox_submission";
    let (waiting,): (i64,) = tx.one(count, store::values![]).await.unwrap();
    waiting
}

pub(crate) async fn open(kind: Kind, address: &str, keyring: Option<Arc<store::Keyring>>) -> Db {
    let config = Config::at(address);
    Db::open(
        kind,
        &config,
        Arc::new(SystemClock),
        Arc::new(SystemEntropy),
        keyring,
    )
    .await
    .unwrap()
}

/// Every filed report's URL, and for each report of it the texts that came with it.
pub(crate) async fn filed(product: &Product) -> BTreeMap<String, Vec<Vec<String>>> {
    let folder = product.folder();
    let passphrase = std::fs::read_to_string(folder.join("passphrase")).unwrap();
    let passphrase = Sensitive::new(passphrase.trim_end().to_owned());
    let keyring = keyring_file::open(&folder.join("keyring"), &passphrase).unwrap();
    let db = open(Kind::Desk, &product.stores.desk, Some(Arc::new(keyring))).await;
    let reader = Actor::test_staff(Id::random(&SystemEntropy), &[Role::Analyst]);
    let mut tx = db.read().await.unwrap();
    let mut filed: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    let pack = pack::load(&pack::Source::Shipped("demo".to_owned()), true).unwrap();
    for state in intake::State::ALL {
        let mut after = None;
        loop {
            let of_state = intake::Filter {
                state: Some(state),
                ..intake::Filter::default()
            };
            let page = intake::queue(
                &mut tx,
                &reader,
                &pack,
                &of_state,
                &intake::LeftOut::default(),
                after.as_ref(),
            )
            .await
            .unwrap();
            for case in &page.cases {
                let pages = 1..=(case.reports + intake::REPORTS - 1) / intake::REPORTS;
                let mut all = Vec::new();
                for page in pages {
                    all.extend(
                        intake::told(&mut tx, &reader, case.id, Some(page), None)
                            .await
                            .unwrap(),
                    );
                }
                for told in all {
                    let texts = told.told.iter();
                    let texts: Vec<_> = texts
                        .filter_map(|addition| addition.content.narrative.clone())
                        .collect();
                    for url in told.told.iter().flat_map(|addition| &addition.content.urls) {
                        filed.entry(url.clone()).or_default().push(texts.clone());
                    }
                }
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    filed
}
