//! Durability is shown by the kernel's own record: no answer with a receipt is written before the sync that
//! covers its submission.

use std::process::Stdio;
use std::time::Duration;

use demo::Browser;
use smallnet::SmallNet;

use crate::{PROGRAM, prepared};

/// Reports sent one after another.
const REPORTS: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn no_receipt_is_answered_before_its_sync() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let product = prepared(&net, false).await;
    let trace = product.folder().join("trace");
    let mut traced = tokio::process::Command::new("strace")
        .args([
            "-f",
            "-s",
            "64",
            "-e",
            "trace=fdatasync,fsync,recvfrom,read,sendto,write,writev",
            "-o",
        ])
        .arg(&trace)
        .arg(PROGRAM)
        .arg("--config")
        .arg(product.folder().join("hotline.toml"))
        .arg("letterbox")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("strace is installed by `cargo xtask test`");
    let mut client = Browser::new(&product.letterbox).unwrap();
    for _ in 0..200 {
        if client.open("/en/").await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for number in 0..REPORTS {
        let report = serde_json::json!({ "urls": [format!("http://host-{number}.test/p/1")] });
        assert_eq!(
            client
                .send_json("/api/v1/reports", &report)
                .await
                .unwrap()
                .status,
            201
        );
    }
    traced.start_kill().unwrap();
    traced.wait().await.unwrap();

    let trace = std::fs::read_to_string(trace).unwrap();
    let (mut asked, mut synced, mut answered) = (false, false, 0);
    for line in trace.lines() {
        let synced_now = (line.contains("fdatasync") || line.contains("fsync"))
            && line.trim_end().ends_with("= 0");
        if line.contains("\"POST /api/v1/reports") {
            (asked, synced) = (true, false);
        } else if synced_now {
            synced = true;
        } else if line.contains("\"HTTP/1.1 201") {
            assert!(asked && synced, "answered before the sync: {line}");
            (asked, synced) = (false, false);
            answered += 1;
        }
    }
    assert_eq!(
        answered, REPORTS,
        "the trace shows other answers than were given"
    );
}
