//! When the store fails, nobody is shown a receipt; when it works again, so does the letterbox.

use std::process::Stdio;
use std::time::Duration;

use demo::Browser;
use smallnet::SmallNet;

use crate::{PROGRAM, prepared};

fn report(number: u32) -> serde_json::Value {
    serde_json::json!({ "urls": [format!("http://host-{number}.test/p/1")] })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_answers_503_and_no_receipt() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let product = prepared(&net, false).await;
    // A limit on the size of files fails a write as a full disk does, and it can be lifted again; without
    // the signal that would come with it.
    let log = std::fs::File::create(product.folder().join("log")).unwrap();
    let letterbox = tokio::process::Command::new("env")
        .args(["--ignore-signal=XFSZ", PROGRAM, "--config"])
        .arg(product.folder().join("hotline.toml"))
        .arg("letterbox")
        .stdin(Stdio::null())
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut client = Browser::new(&product.letterbox).unwrap();
    for _ in 0..200 {
        if client.open("/en/").await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(
        client
            .send_json("/api/v1/reports", &report(1))
            .await
            .unwrap()
            .status,
        201
    );

    let process = letterbox.id().unwrap();
    limit(process, "1024");
    let page = client
        .send_json("/api/v1/reports", &report(2))
        .await
        .unwrap();
    assert_eq!(page.status, 503, "{}", page.html);
    let form = client.open("/en/").await.unwrap();
    let draw = form.field("state").unwrap();
    let sent = client
        .send(
            "/en/report",
            &[("state", &draw), ("urls", "http://host-3.test/p/typed")],
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

    limit(process, "unlimited");
    let page = client
        .send_json("/api/v1/reports", &report(4))
        .await
        .unwrap();
    assert_eq!(page.status, 201, "{}", product.log());
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
