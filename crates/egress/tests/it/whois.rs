//! WHOIS, asked of servers that behave and of servers that do not.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use egress::{Config, Egress, FetchError, Forbidden, NameError};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::config;
use crate::dns::{Dns, Says};
use crate::url as server_named;

/// A WHOIS server: it says this, and closes unless it is to hold the line.
async fn server(says: Vec<u8>, holds: bool) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (log, says) = (Arc::clone(&log), says.clone());
            tokio::spawn(async move {
                let (read, mut write) = stream.split();
                let mut line = String::new();
                BufReader::new(read).read_line(&mut line).await.unwrap();
                log.lock().unwrap().push(line);
                // The client may have had enough.
                let _ = write.write_all(&says).await;
                if holds {
                    tokio::time::sleep(Duration::from_secs(60)).await;
                }
            });
        }
    });
    (port, asked)
}

fn egress(dns: &Dns, first: Option<String>, demonstration: bool) -> Egress {
    Egress::new(Config {
        whois: first,
        demonstration,
        timeout: Duration::from_secs(1),
        ..config(Some(dns.address))
    })
    .unwrap()
}

async fn dns() -> Dns {
    let loopback = || Says::Addresses(vec!["127.0.0.1".parse().unwrap()]);
    let inside = Says::Addresses(vec!["10.0.0.1".parse().unwrap()]);
    Dns::start(&[("whois.test", loopback()), ("inside.test", inside)]).await
}

#[tokio::test]
async fn one_line_is_asked_and_all_that_comes_is_the_answer() {
    let (port, asked) = server(b"country: KH\r\n\xff\r\n".to_vec(), false).await;
    let egress = egress(&dns().await, Some(format!("whois.test:{port}")), true);
    let answer = egress.whois(None, "192.0.2.7").await.unwrap();
    assert_eq!(answer, b"country: KH\r\n\xff\r\n");
    let named = server_named(&format!("whois.test:{port}"));
    egress.whois(Some(&named), "2001:db8::7").await.unwrap();
    assert_eq!(*asked.lock().unwrap(), ["192.0.2.7\r\n", "2001:db8::7\r\n"]);
}

#[tokio::test]
async fn an_answer_has_a_largest_size_and_a_longest_time() {
    let (port, _) = server(vec![b'a'; 1024 * 1024], false).await;
    let (held, _) = server(b"country: KH\r\n".to_vec(), true).await;
    let (silent, _) = server(Vec::new(), true).await;
    let egress = egress(&dns().await, None, true);
    let at = |port| server_named(&format!("127.0.0.1:{port}"));
    let answer = egress.whois(Some(&at(port)), "a.test").await.unwrap();
    assert_eq!(answer.len(), 64 * 1024);
    let begun = Instant::now();
    let answer = egress.whois(Some(&at(held)), "a.test").await;
    assert_eq!(answer.unwrap(), b"country: KH\r\n");
    let answer = egress.whois(Some(&at(silent)), "a.test").await;
    assert_eq!(answer, Err(FetchError::TimedOut));
    assert!(begun.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn a_server_that_another_named_is_dialled_in_the_public_internet_alone() {
    let (port, asked) = server(b"country: KH".to_vec(), false).await;
    let dns = dns().await;
    let careful = egress(&dns, Some(format!("127.0.0.1:{port}")), false);
    // The operator's word is taken.
    assert!(careful.whois(None, "a.test").await.is_ok());
    for named in [
        "127.0.0.1",
        "whois.test",
        "inside.test",
        "[::1]",
        "10.0.0.1",
    ] {
        let outcome = careful.whois(Some(&server_named(named)), "a.test").await;
        assert_eq!(outcome, Err(FetchError::Forbidden(Forbidden)), "{named}");
    }
    // Nor at a port that a stranger chooses.
    let elsewhere = server_named("1.1.1.1:25");
    let outcome = careful.whois(Some(&elsewhere), "a.test").await;
    assert_eq!(outcome, Err(FetchError::Url));
    let demonstration = egress(&dns, None, true);
    let inside = server_named("inside.test");
    let outcome = demonstration.whois(Some(&inside), "a.test").await;
    assert_eq!(outcome, Err(FetchError::Forbidden(Forbidden)));
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_question_is_one_word_and_no_option() {
    let (port, asked) = server(Vec::new(), false).await;
    let egress = egress(&dns().await, Some(format!("127.0.0.1:{port}")), true);
    for question in [
        "",
        "-i admin-c",
        "-q",
        "a b",
        "a\r\nb",
        "a.test\n",
        "ខ.test",
    ] {
        let outcome = egress.whois(None, question).await;
        assert_eq!(outcome, Err(FetchError::Url), "{question:?}");
    }
    assert_eq!(asked.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn without_a_server_or_a_resolver_nobody_is_asked() {
    let dns = dns().await;
    let none = egress(&dns, None, true);
    assert!(!none.asks_whois());
    assert_eq!(none.whois(None, "a.test").await, Err(FetchError::Url));
    let unresolved = Egress::new(Config {
        whois: Some("whois.test".to_owned()),
        ..config(None)
    })
    .unwrap();
    assert_eq!(
        unresolved.whois(None, "a.test").await,
        Err(FetchError::Name(NameError::NoResolver))
    );
    let wrong = Config {
        whois: Some("whois.test/a".to_owned()),
        ..config(None)
    };
    assert!(matches!(Egress::new(wrong), Err(egress::Error::Whois)));
}
