//! An urgent report rings, through the whole product: by mail and by the command, signed, and again until somebody has it.

use std::time::{Duration, Instant};

use demo::{Browser, PASSWORD, Product, Staff};
use smallnet::{Mail, SmallNet};

use crate::prepared;

const ON_CALL: &str = "oncall@hotline.example";
const NUMBER: &str = "+85517";

/// A product with somebody on call, whose command writes down what it is told.
async fn on_call(net: &SmallNet, postgres: bool) -> Product {
    let mut product = prepared(net, postgres).await;
    let file = product.folder().join("hotline.toml");
    let heard = product.folder().join("heard");
    let configuration = std::fs::read_to_string(&file).unwrap();
    let alarm = format!(
        r#"
[alarm]
command = ["/bin/sh", "-c", "/bin/cat >> {}"]
again_minutes = 1

[[alarm.person]]
mail = "{ON_CALL}"
number = "{NUMBER}"
language = "en"
"#,
        heard.display()
    );
    std::fs::write(&file, configuration + &alarm).unwrap();
    product
        .run(&["mail-key", "new", "Neutral Hotline"], "")
        .await
        .unwrap();
    product
        .add_staff("dara", "analyst", PASSWORD)
        .await
        .unwrap();
    product.start().await.unwrap();
    product
}

/// The mails to whoever is on call, and how often the command rang them.
fn rung(product: &Product, net: &SmallNet) -> (Vec<Mail>, usize) {
    let heard = std::fs::read_to_string(product.folder().join("heard")).unwrap_or_default();
    let mut mails = net.mails();
    mails.retain(|mail| mail.recipients == [ON_CALL]);
    (mails, heard.lines().filter(|line| *line == NUMBER).count())
}

/// Waits until it rang so often both ways; how long that was.
async fn until_rung(product: &Product, net: &SmallNet, times: usize, within: u64) -> Vec<Mail> {
    let began = Instant::now();
    loop {
        let (mails, calls) = rung(product, net);
        if mails.len() >= times && calls >= times {
            assert_eq!((mails.len(), calls), (times, times));
            return mails;
        }
        assert!(
            began.elapsed() < Duration::from_secs(within),
            "{} mails and {calls} calls within {within} seconds; {}",
            mails.len(),
            product.log()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn rings(postgres: bool) {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let mut product = on_call(&net, postgres).await;
    let mut reporter = Browser::new(&product.letterbox).unwrap();
    let calm = serde_json::json!({ "urls": ["http://canaryhost.test/p/9"] });
    let sent = reporter.send_json("/api/v1/reports", &calm).await.unwrap();
    assert_eq!(sent.status, 201, "{}", sent.html);
    let urgent = serde_json::json!({
        "urls": ["http://canaryhost.test/p/17"], "narrative": "canarywords", "danger": true,
    });
    let sent = reporter
        .send_json("/api/v1/reports", &urgent)
        .await
        .unwrap();
    assert_eq!(sent.status, 201, "{}", sent.html);
    let mails = until_rung(&product, &net, 1, 60).await;
    let raw = String::from_utf8_lossy(&mails[0].raw).into_owned();
    let kind = mails[0].header("Content-Type").unwrap();
    assert!(kind.starts_with("multipart/signed"), "{kind}");
    assert!(
        raw.contains("-----BEGIN PGP SIGNATURE-----") && raw.contains("An urgent report waits"),
        "{raw}"
    );
    let heard = std::fs::read_to_string(product.folder().join("heard")).unwrap();
    for word in ["canary", "http", "://"] {
        assert!(!raw.contains(word) && !heard.contains(word), "{word}");
    }
    // Nobody has it: it rings again after a minute.
    until_rung(&product, &net, 2, 90).await;
    let mut analyst = Staff::sign_in(&product.desk, "dara").await.unwrap();
    let page = analyst.open("/alarms").await.unwrap();
    let acknowledge = page.action("/acknowledge").unwrap();
    analyst.send(&page, &acknowledge, &[]).await.unwrap();
    let page = analyst.open("/queue").await.unwrap();
    assert_eq!(page.text_of_class("ringing"), None);
    assert!(
        page.actions()
            .iter()
            .all(|one| !one.ends_with("/acknowledge"))
    );
    // Asked for before it was acknowledged, one round may still have been under way; none begins.
    let (before, _) = rung(&product, &net);
    tokio::time::sleep(Duration::from_secs(3)).await;
    let (after, _) = rung(&product, &net);
    assert_eq!(before.len(), after.len());
    product.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_urgent_report_rings_within_a_minute_and_again_on_sqlite() {
    rings(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_urgent_report_rings_within_a_minute_and_again_on_postgres() {
    rings(true).await;
}
