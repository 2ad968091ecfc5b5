//! When the store fails, nobody is shown a receipt; when it works again, so does the letterbox.

use demo::Browser;
use smallnet::SmallNet;

use crate::running;

fn report(number: u32) -> serde_json::Value {
    serde_json::json!({ "urls": [format!("http://host-{number}.test/p/1")] })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_answers_503_and_no_receipt() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let product = running(&net, false).await;
    let mut client = Browser::new(&product.letterbox).unwrap();
    assert_eq!(
        client
            .send_json("/api/v1/reports", &report(1))
            .await
            .unwrap()
            .status,
        201
    );

    // A limit on the size of files is what a full disk looks like to SQLite, and it can be lifted again.
    let letterbox = child_of(product.process().unwrap());
    limit(letterbox, "1024");
    let page = client
        .send_json("/api/v1/reports", &report(2))
        .await
        .unwrap();
    assert_eq!(page.status, 503, "{}", page.html);
    assert!(!page.html.contains("receipt\""), "{}", page.html);
    let form = client.open("/en/").await.unwrap();
    let draw = form.field("draw").unwrap();
    let sent = client
        .send(
            "/en/report",
            &[("draw", &draw), ("urls", "http://host-3.test/p/typed")],
        )
        .await
        .unwrap();
    assert_eq!(sent.status, 503);
    assert!(
        sent.html.contains("host-3.test/p/typed"),
        "what was typed is gone: {}",
        sent.text()
    );
    assert_eq!(sent.text_of_class("receipt"), None);

    limit(letterbox, "unlimited");
    assert_eq!(
        client
            .send_json("/api/v1/reports", &report(4))
            .await
            .unwrap()
            .status,
        201
    );
}

fn child_of(process: u32) -> u32 {
    let children = std::fs::read_to_string(format!("/proc/{process}/task/{process}/children"))
        .unwrap_or_default();
    let all = std::process::Command::new("pgrep")
        .args(["-P", &process.to_string()])
        .output()
        .unwrap();
    let listed = format!("{children} {}", String::from_utf8_lossy(&all.stdout));
    listed
        .split_whitespace()
        .find_map(|id| id.parse().ok())
        .expect("the letterbox is a process of its own")
}

fn limit(process: u32, size: &str) {
    let status = std::process::Command::new("prlimit")
        .args([
            "--pid",
            &process.to_string(),
            &format!("--fsize={size}:unlimited"),
        ])
        .status()
        .unwrap();
    assert!(status.success());
}
