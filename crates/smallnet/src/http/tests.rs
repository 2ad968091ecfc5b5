//! The sites, asked by reqwest and, where it would be too polite, over plain TCP.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::asked::What;
use crate::story::{AT_HOME, WITH_PARTNER};
use crate::{Behaviour, Error, Network, Registrar, Site, SmallNet};

use super::*;

fn place(net: &SmallNet, address: [u8; 4]) -> SocketAddr {
    SocketAddr::from((address, net.site_port()))
}

const HOME: [u8; 4] = [127, 40, 0, 10];

/// A request as it stands on the wire, and everything that came back.
async fn exchange(at: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(at).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    // A reset after the answer is as good as an end.
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

async fn ask(net: &SmallNet, method: &str, host: &str) -> String {
    let request = format!("{method} /p/17 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    exchange(place(net, HOME), &request).await
}

fn client(net: &SmallNet) -> reqwest::Client {
    // Another test may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .resolve(AT_HOME, place(net, HOME))
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_site_shows_a_page_that_says_that_it_is_simulated() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let url = format!("http://{AT_HOME}:{}/p/17", net.site_port());
    let answer = client(&net).get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    let text = answer.text().await.unwrap();
    assert!(text.contains("A harmless page of the small internet"));
    assert!(text.contains("simulated"));
    assert_eq!(net.body_bytes(), u64::try_from(text.len()).unwrap());
}

#[tokio::test]
async fn head_takes_no_body() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let answer = ask(&net, "HEAD", AT_HOME).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    assert!(answer.contains(&format!("content-length: {}", UP.len())));
    assert_eq!(net.body_bytes(), 0);
    ask(&net, "GET", AT_HOME).await;
    assert_eq!(net.body_bytes(), u64::try_from(UP.len()).unwrap());
    let asked: Vec<What> = net.asked().into_iter().map(|asked| asked.what).collect();
    let expected = ["HEAD", "GET"].map(|method| What::Http {
        method: method.to_owned(),
        host: AT_HOME.to_owned(),
        path: "/p/17".to_owned(),
    });
    assert_eq!(asked, expected);
}

#[tokio::test]
async fn sites_misbehave_as_they_are_told() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    for (behaviour, head, get) in [
        (Behaviour::Status(404), "HTTP/1.1 404 ", "HTTP/1.1 404 "),
        (Behaviour::Status(410), "HTTP/1.1 410 ", "HTTP/1.1 410 "),
        (Behaviour::Status(451), "HTTP/1.1 451 ", "HTTP/1.1 451 "),
        (Behaviour::RefusesHead, "HTTP/1.1 405 ", "HTTP/1.1 200 "),
        (Behaviour::GetIsTooMuch, "HTTP/1.1 200 ", "HTTP/1.1 503 "),
        (Behaviour::Replaced, "HTTP/1.1 200 ", "HTTP/1.1 200 "),
        (Behaviour::BecomesPicture, "HTTP/1.1 200 ", "HTTP/1.1 200 "),
        (Behaviour::Numbered, "HTTP/1.1 200 ", "HTTP/1.1 200 "),
        (
            Behaviour::SlowPage(Duration::ZERO),
            "HTTP/1.1 200 ",
            "HTTP/1.1 200 ",
        ),
        (Behaviour::NameGone, "HTTP/1.1 200 ", "HTTP/1.1 200 "),
        (Behaviour::Up, "HTTP/1.1 200 ", "HTTP/1.1 200 "),
    ] {
        net.behave(AT_HOME, behaviour.clone()).await.unwrap();
        let answer = ask(&net, "HEAD", AT_HOME).await;
        assert!(answer.starts_with(head), "{behaviour:?}: {answer}");
        let answer = ask(&net, "GET", AT_HOME).await;
        assert!(answer.starts_with(get), "{behaviour:?}: {answer}");
        assert!(answer.contains("simulated"), "{behaviour:?}: {answer}");
    }
    net.behave(
        AT_HOME,
        Behaviour::RedirectsTo("http://b.test/p/18".to_owned()),
    )
    .await
    .unwrap();
    let answer = ask(&net, "HEAD", AT_HOME).await;
    assert!(answer.starts_with("HTTP/1.1 302 "), "{answer}");
    assert!(
        answer.contains("\r\nlocation: http://b.test/p/18\r\n"),
        "{answer}"
    );
    net.behave(AT_HOME, Behaviour::Drops).await.unwrap();
    assert_eq!(ask(&net, "HEAD", AT_HOME).await, "");
}

#[tokio::test]
async fn a_wrong_length_is_noticed_by_a_client() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    net.behave(AT_HOME, Behaviour::WrongLength).await.unwrap();
    let url = format!("http://{AT_HOME}:{}/", net.site_port());
    let answer = client(&net).get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.bytes().await.is_err());
}

#[tokio::test]
async fn a_slow_site_takes_its_time() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let time = Duration::from_millis(200);
    net.behave(AT_HOME, Behaviour::Slow(time)).await.unwrap();
    let start = Instant::now();
    let answer = ask(&net, "HEAD", AT_HOME).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(start.elapsed() >= time);
}

#[tokio::test]
async fn a_site_can_refuse_connections_and_come_back() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    for _ in 0..3 {
        net.behave(AT_HOME, Behaviour::RefusesConnections)
            .await
            .unwrap();
        assert!(TcpStream::connect(place(&net, HOME)).await.is_err());
        net.put_up(AT_HOME).await.unwrap();
        assert!(
            ask(&net, "HEAD", AT_HOME)
                .await
                .starts_with("HTTP/1.1 200 ")
        );
    }
}

#[tokio::test]
async fn a_site_that_moves_is_at_its_new_address_only() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    net.move_to(
        AT_HOME,
        Ipv4Addr::new(127, 41, 0, 1),
        network("127.41.0.0/16"),
    )
    .await
    .unwrap();
    assert!(TcpStream::connect(place(&net, HOME)).await.is_err());
    let request = format!("GET / HTTP/1.1\r\nHost: {AT_HOME}\r\nConnection: close\r\n\r\n");
    let answer = exchange(place(&net, [127, 41, 0, 1]), &request).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[tokio::test]
async fn an_address_serves_only_its_own_sites() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let answer = ask(&net, "GET", WITH_PARTNER).await;
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    assert!(answer.contains("No site of that name"), "{answer}");
    let port = net.site_port();
    let answer = ask(&net, "GET", &format!("{}.:{port}", AT_HOME.to_uppercase())).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let long = "a".repeat(HEAD_SIZE * 2);
    let request = format!("GET /{long} HTTP/1.1\r\nHost: {AT_HOME}\r\n\r\n");
    let answer = exchange(place(&net, HOME), &request).await;
    assert!(!answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(net.asked().is_empty());
}

#[tokio::test]
async fn everything_stops_when_it_is_dropped() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let open = [place(&net, HOME), net.dns(), net.smtp()];
    let mut held = TcpStream::connect(net.smtp()).await.unwrap();
    drop(net);
    for at in open {
        let closed = async {
            while TcpStream::connect(at).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(5), closed)
            .await
            .unwrap();
    }
    let mut rest = Vec::new();
    let ended = held.read_to_end(&mut rest);
    let _ = tokio::time::timeout(Duration::from_secs(5), ended)
        .await
        .unwrap();
}

#[tokio::test]
async fn several_small_internets_run_side_by_side() {
    let nets = [
        SmallNet::with_demo_sites().await.unwrap(),
        SmallNet::with_demo_sites().await.unwrap(),
        SmallNet::with_demo_sites().await.unwrap(),
    ];
    nets[1].take_down(AT_HOME).await.unwrap();
    let answers = [
        ask(&nets[0], "HEAD", AT_HOME).await,
        ask(&nets[1], "HEAD", AT_HOME).await,
        ask(&nets[2], "HEAD", AT_HOME).await,
    ];
    assert!(answers[0].starts_with("HTTP/1.1 200 "));
    assert!(answers[1].starts_with("HTTP/1.1 404 "));
    assert!(answers[2].starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn what_is_not_reserved_is_not_taken() {
    let net = SmallNet::start().unwrap();
    let site = |host: &str, address: [u8; 4], cidr: &str| {
        Site::new(host, Ipv4Addr::from(address), network(cidr), registrar())
    };
    for (wrong, at) in [
        ([127, 0, 0, 1], "127.0.0.0/8"),
        ([192, 0, 2, 1], "192.0.2.0/24"),
        ([127, 9, 0, 1], "127.8.0.0/16"),
    ] {
        let outcome = net.add(site("a.test", wrong, at)).await;
        assert!(matches!(outcome, Err(Error::Address)), "{wrong:?}");
    }
    let outcome = net.add(site("a.com", [127, 9, 0, 1], "127.9.0.0/16")).await;
    assert!(matches!(outcome, Err(Error::Host)));
    let outcome = net.add(site("a.test", [127, 9, 0, 1], "127.9/16")).await;
    assert!(matches!(outcome, Err(Error::Network)));
    assert!(matches!(net.put_up("a.test").await, Err(Error::NoSuchSite)));
}

#[test]
fn without_a_runtime_it_does_not_start() {
    assert!(matches!(SmallNet::start(), Err(Error::NoRuntime)));
}

fn network(cidr: &str) -> Network {
    Network {
        handle: "SIM-TEST".to_owned(),
        cidr: cidr.to_owned(),
        holder: "Test Example Hosting".to_owned(),
        country: "KH".to_owned(),
        autonomous_system: 64_599,
        abuse: "abuse@hosting.test".to_owned(),
    }
}

fn registrar() -> Registrar {
    Registrar {
        name: "Test Example Registrar".to_owned(),
        abuse: "abuse@registrar.test".to_owned(),
    }
}
