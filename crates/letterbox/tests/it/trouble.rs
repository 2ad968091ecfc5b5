//! A store that does not answer, clients that do not finish, and what may never be found in a file.

use std::fmt::Write;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::client::{Site, field};

store::on_both! {
    async fn a_stopped_store_answers_503_and_keeps_what_was_typed(test: TestDb) {
        let site = Site::open(test).await;
        let draw = site.draw().await;
        site.test.letterbox.close().await;
        let typed = [("state", draw.as_str()), ("urls", "http://host-a.test/p/1")];
        let page = site.form("/en/report", &typed).await;
        assert_eq!(page.status, 503);
        assert!(page.body.contains("was not taken"));
        assert!(page.body.contains("http://host-a.test/p/1"));
        assert!(!page.body.contains("class=\"receipt\""));
        assert!(!field(&page.body, "state").is_empty());
        let words = [("state", draw.as_str()), ("question", "words"), ("narrative", "still-here")];
        let page = site.form("/en/more", &words).await;
        assert_eq!(page.status, 503);
        assert!(page.body.contains("This was not taken") && page.body.contains("still-here"));
        let message = [("state", draw.as_str()), ("do", "message"), ("message", "still-here")];
        let page = site.form("/en/account", &message).await;
        assert_eq!(page.status, 503);
        assert!(page.body.contains("This was not taken") && page.body.contains("still-here"));
        let problem = site.json("/api/v1/reports", json!({"urls": ["http://host-a.test/p/1"]})).await;
        assert_eq!(problem.status, 503);
        assert!(problem.head.contains("application/problem+json"));
        assert!(!problem.body.contains("host-a"));
        let receipt = letterbox::Receipt::draw(&kernel::SystemEntropy).text();
        assert_eq!(site.form("/en/receipt", &[("receipt", &receipt)]).await.status, 503);
    }

    async fn canary_words_are_found_nowhere(test: TestDb) {
        let site = Site::open(test).await;
        let draw = site.draw().await;
        let url = "http://canary-host.test/canary-path?canary-query";
        let taken = site.form("/en/report", &[("state", &draw), ("urls", url)]).await;
        assert_eq!(taken.status, 200);
        let receipt = taken.receipt();
        let state = field(&taken.body, "state");
        for (question, name) in [("words", "narrative"), ("contact", "contact"), ("when", "reach")] {
            let told = [("state", state.as_str()), ("question", question), (name, "canary-word")];
            assert_eq!(site.form("/en/more", &told).await.status, 200);
        }
        let message = [("state", state.as_str()), ("do", "message"), ("message", "canary-message")];
        assert_eq!(site.form("/en/account", &message).await.status, 200);
        let rows = site.rows().await;
        assert_eq!(rows.len(), 5);
        let mut found = rows.concat();
        if let Some(path) = site.test.letterbox_address.strip_prefix("sqlite:") {
            for ending in ["", "-wal"] {
                found.extend(std::fs::read(format!("{path}{ending}")).unwrap());
            }
        }
        for canary in ["canary", receipt.as_str(), draw.as_str(), state.as_str()] {
            let bytes = canary.as_bytes();
            assert!(!found.windows(bytes.len()).any(|window| window == bytes), "{canary}");
        }
    }

    async fn who_sends_a_head_too_large_or_never_ends_it_is_cut_off(test: TestDb) {
        let site = Site::open(test).await;
        let mut many = "GET /en/ HTTP/1.1\r\n".to_owned();
        for number in 0..80 {
            write!(many, "x-{number}: y\r\n").unwrap();
        }
        assert_eq!(site.send(&format!("{many}\r\n")).await.status, 431);

        let mut slow = tokio::net::TcpStream::connect(site.address).await.unwrap();
        slow.write_all(b"GET /en/ HTTP/1.1\r\n").await.unwrap();
        let mut rest = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(30), slow.read_to_end(&mut rest));
        assert!(ended.await.is_ok(), "the connection is still open");
    }
}

#[tokio::test]
async fn a_server_that_ends_finishes_what_it_has_in_hand() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (begun, mut begins) = tokio::sync::mpsc::channel(1);
    let slow = move || async move {
        begun.send(()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
        "done"
    };
    let router = axum::Router::new().route("/", axum::routing::get(slow));
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(letterbox::serve(listener, router, async move {
        ended.await.ok();
    }));
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    begins.recv().await.unwrap();
    end.send(()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("done"), "{answer}");
    drop(stream);
    server.await.unwrap();
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
