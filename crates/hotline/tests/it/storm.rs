//! Two thousand reports while the letterbox and the workers are killed at random: every receipt that was ever
//! shown is exactly one filed report, with its text intact, and opens its answer.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use demo::{Browser, Product};
use kernel::{Entropy, SystemEntropy};
use smallnet::SmallNet;
use tokio::process::{Child, Command};
use tokio::sync::Mutex;

use crate::kill::{filed, waiting};
use crate::{PROGRAM, prepared};

/// Reports whose receipt is shown.
const REPORTS: usize = 2_000;
/// Reporters at a time.
const REPORTERS: usize = 16;

/// What a reporter was shown: the receipt, by the report's URL.
type Shown = Arc<Mutex<BTreeMap<String, String>>>;

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_reports_survive_a_storm_on_sqlite() {
    storm(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_reports_survive_a_storm_on_postgres() {
    storm(true).await;
}

async fn storm(postgres: bool) {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let product = Arc::new(prepared(&net, postgres).await);
    let ended = Arc::new(AtomicBool::new(false));
    let kills = Arc::new(AtomicUsize::new(0));
    let faces = ["letterbox", "work"].map(|face| {
        let (product, ended, kills) =
            (Arc::clone(&product), Arc::clone(&ended), Arc::clone(&kills));
        tokio::spawn(keep_killing(product, face, ended, kills))
    });
    let shown = Shown::default();
    let next = Arc::new(AtomicUsize::new(0));
    let reporters: Vec<_> = (0..REPORTERS)
        .map(|_| {
            let (base, shown, next) = (
                product.letterbox.clone(),
                Arc::clone(&shown),
                Arc::clone(&next),
            );
            tokio::spawn(keep_reporting(base, next, shown))
        })
        .collect();
    for reporter in reporters {
        reporter.await.unwrap();
    }
    ended.store(true, Ordering::SeqCst);
    for face in faces {
        face.await.unwrap();
    }
    assert!(
        kills.load(Ordering::SeqCst) > 20,
        "hardly anything was killed"
    );

    // Without kills now, all that was sent is filed.
    let _letterbox = start(&product, "letterbox");
    let _work = start(&product, "work");
    let began = Instant::now();
    while waiting(&product).await > 0 {
        assert!(
            began.elapsed() < Duration::from_mins(3),
            "the letterbox is never emptied"
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let shown = shown.lock().await.clone();
    assert_eq!(shown.len(), REPORTS);
    let filed = filed(&product).await;
    for url in shown.keys() {
        let reports = filed.get(url).map(Vec::as_slice);
        let wanted = [vec![text(url)]];
        assert_eq!(
            reports,
            Some(&wanted[..]),
            "not exactly one report with its text"
        );
    }
    let mut client = Browser::new(&product.letterbox).unwrap();
    for receipt in shown.values().step_by(100) {
        let asked = serde_json::json!({ "receipt": receipt });
        loop {
            let answer = client.send_json("/api/v1/receipts", &asked).await;
            if answer.is_ok_and(|page| page.html.contains("\"received\"")) {
                break;
            }
            assert!(
                began.elapsed() < Duration::from_mins(4),
                "a receipt opens no answer"
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// The text that goes with a URL.
fn text(url: &str) -> String {
    format!("words of {url}")
}

/// Sends reports until there are enough; one that is not answered is sent again under the same draw, as a
/// person presses a button again.
async fn keep_reporting(base: String, next: Arc<AtomicUsize>, shown: Shown) {
    let mut client = Browser::new(&base).unwrap();
    loop {
        let number = next.fetch_add(1, Ordering::SeqCst);
        if number >= REPORTS {
            return;
        }
        let url = format!("http://host-{}.test/p/{number}", number % 7);
        let draw = loop {
            let drawn = client
                .send_json("/api/v1/draw", &serde_json::json!({}))
                .await;
            match drawn {
                Ok(page) if page.status == 200 => break json(&page.html, "draw"),
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        };
        let report = serde_json::json!({ "urls": [url], "narrative": text(&url), "draw": draw });
        let receipt = loop {
            match client.send_json("/api/v1/reports", &report).await {
                Ok(page) if page.status == 201 => break json(&page.html, "receipt"),
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        };
        shown.lock().await.insert(url, receipt);
        // However fast the machine is, there is time for a storm.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn json(body: &str, field: &str) -> String {
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    body[field].as_str().unwrap().to_owned()
}

/// Starts one face and kills it at a random instant, over and over.
async fn keep_killing(
    product: Arc<Product>,
    face: &'static str,
    ended: Arc<AtomicBool>,
    kills: Arc<AtomicUsize>,
) {
    while !ended.load(Ordering::SeqCst) {
        let mut process = start(&product, face);
        let mut random = [0];
        SystemEntropy.fill(&mut random);
        tokio::time::sleep(Duration::from_millis(100 + 2 * u64::from(random[0]))).await;
        process.kill().await.unwrap();
        kills.fetch_add(1, Ordering::SeqCst);
    }
}

fn start(product: &Product, face: &str) -> Child {
    let log = std::fs::File::create(product.folder().join(format!("log-{face}"))).unwrap();
    Command::new(PROGRAM)
        .arg("--config")
        .arg(product.folder().join("hotline.toml"))
        .arg(face)
        .stdin(Stdio::null())
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}
