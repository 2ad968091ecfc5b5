//! Many reporters at once: nobody is refused, nothing is lost, nothing is doubled.

use std::collections::BTreeSet;
use std::time::Duration;

use demo::Reporter;
use smallnet::SmallNet;
use store::{Config, Kind};

use crate::running;

const REPORTERS: usize = 64;

async fn all_at_once(postgres: bool) {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let product = running(&net, postgres).await;
    let tasks: Vec<_> = (0..REPORTERS)
        .map(|number| {
            let letterbox = product.letterbox.clone();
            tokio::spawn(async move {
                let mut reporter =
                    Reporter::new(&letterbox, if number % 2 == 0 { "km" } else { "en" }).unwrap();
                let url = format!("http://host-{number}.test/p/17");
                let receipt = reporter.report(&[&url], "neutral words").await.unwrap();
                (reporter, receipt)
            })
        })
        .collect();
    let mut receipts = BTreeSet::new();
    for task in tasks {
        let (mut reporter, receipt) = task.await.unwrap();
        let began = std::time::Instant::now();
        while reporter.steps(&receipt).await.unwrap() < 1 {
            assert!(
                began.elapsed() < Duration::from_secs(30),
                "a report was never filed\n{}",
                product.log()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        receipts.insert(receipt);
    }
    assert_eq!(receipts.len(), REPORTERS);
    let config = std::fs::read_to_string(product.folder().join("hotline.toml")).unwrap();
    let address = config
        .lines()
        .find_map(|line| line.strip_prefix("desk = \""))
        .unwrap();
    let db = store::Db::open(
        Kind::Desk,
        &Config::at(address.trim_end_matches('"')),
        std::sync::Arc::new(kernel::SystemClock),
        std::sync::Arc::new(kernel::SystemEntropy),
        None,
    )
    .await
    .unwrap();
    let mut tx = db.read().await.unwrap();
    let (reports,): (i64,) = tx
        .one(
            "SELECT COUNT(*) AS value FROM intake_report",
            store::values![],
        )
        .await
        .unwrap();
    assert_eq!(usize::try_from(reports).unwrap(), REPORTERS);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_reporters_get_sixty_four_receipts_on_sqlite() {
    all_at_once(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_reporters_get_sixty_four_receipts_on_postgres() {
    all_at_once(true).await;
}
