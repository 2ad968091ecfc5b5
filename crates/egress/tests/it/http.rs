//! HEAD for reported places.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use egress::{Config, Egress, FetchError, Forbidden, NameError};

use crate::certificate;
use crate::dns::{Dns, Says};
use crate::web::{Does, Web};
use crate::{config, through, url};

const FINE: &str =
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/html\r\nServer: small\r\n\r\n";
const FORBIDDEN: FetchError = FetchError::Forbidden(Forbidden);

fn loopback() -> Says {
    Says::Addresses(vec!["127.0.0.1".parse().unwrap()])
}

async fn dns() -> Dns {
    let private = ["10.0.0.1", "192.168.1.1", "fd00::1", "::ffff:127.0.0.1"];
    Dns::start(&[
        ("site.test", loopback()),
        ("safe.test", loopback()),
        ("other.test", loopback()),
        ("gone.test", Says::Alias("nowhere.test")),
        ("fails.test", Says::Fails),
        (
            "private.test",
            Says::Addresses(private.map(|text| text.parse().unwrap()).into()),
        ),
        (
            "mixed.test",
            Says::Addresses(
                ["10.0.0.1", "127.0.0.1", "::ffff:127.0.0.1"]
                    .map(|text| text.parse().unwrap())
                    .into(),
            ),
        ),
    ])
    .await
}

fn redirect(to: &str) -> Does {
    Does::Says(format!(
        "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
    ))
}

#[tokio::test]
async fn an_answer_says_what_matters_and_only_head_is_sent() {
    let web = Web::saying(FINE).await;
    let answer = through(&dns().await)
        .head(&url(&web.url("site.test", "/p/17")))
        .await
        .unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.address, "127.0.0.1".parse::<IpAddr>().unwrap());
    assert_eq!(answer.final_url.expose(), &web.url("site.test", "/p/17"));
    assert!(answer.hops.is_empty());
    assert_eq!(answer.content_length.as_deref(), Some("5"));
    assert_eq!(answer.content_type.as_deref(), Some("text/html"));
    assert_eq!(answer.server.as_deref(), Some("small"));
    assert_eq!(answer.retry_after, None);
    assert_eq!(format!("{answer:?}"), "Answer(200, 0 hops)");
    assert_eq!(web.lines(), ["HEAD /p/17 HTTP/1.1"]);
    let head = web.heads()[0].to_ascii_lowercase();
    for absent in [
        "accept-encoding",
        "cookie",
        "referer",
        "authorization",
        "range",
    ] {
        assert!(!head.contains(absent), "{head}");
    }
}

#[tokio::test]
async fn a_failure_of_the_server_is_an_answer() {
    let web = Web::saying("HTTP/1.1 405 No\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n").await;
    let answer = through(&dns().await)
        .head(&url(&web.url("site.test", "/")))
        .await
        .unwrap();
    assert_eq!(
        (answer.status, answer.retry_after.as_deref()),
        (405, Some("30"))
    );
    assert_eq!(
        web.lines(),
        ["HEAD / HTTP/1.1"],
        "it is not tried again by other means"
    );
}

#[tokio::test]
async fn redirects_are_followed_by_head_without_credentials_and_cookies() {
    let target = Web::saying(FINE).await;
    let to = format!("http://u:p@other.test:{}/c#part", target.port);
    let web = Web::start(move |line| match line {
        "HEAD /a HTTP/1.1" => Does::Says(String::from(
            "HTTP/1.1 303 See\r\nSet-Cookie: a=b\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
        )),
        _ => redirect(&to),
    })
    .await;
    let egress = through(&dns().await);
    let first = format!("http://user:word@site.test:{}/a", web.port);
    let answer = egress.head(&url(&first)).await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.hops.len(), 2);
    assert_eq!(answer.final_url.expose(), &target.url("other.test", "/c"));
    assert_eq!(web.lines(), ["HEAD /a HTTP/1.1", "HEAD /b HTTP/1.1"]);
    assert_eq!(target.lines(), ["HEAD /c HTTP/1.1"]);
    for head in web.heads().iter().chain(&target.heads()) {
        let head = head.to_ascii_lowercase();
        for absent in ["authorization", "cookie", "referer"] {
            assert!(!head.contains(absent), "{head}");
        }
    }
}

#[tokio::test]
async fn five_redirects_are_followed_and_no_sixth() {
    let web = Web::start(|line| match line {
        "HEAD /5 HTTP/1.1" => Does::Says(FINE.to_owned()),
        "HEAD /round HTTP/1.1" => redirect("/round"),
        line => {
            let number: u32 = line["HEAD /".len()..][..1].parse().unwrap();
            redirect(&format!("/{}", number + 1))
        }
    })
    .await;
    let egress = through(&dns().await);
    let answer = egress
        .head(&url(&web.url("site.test", "/0")))
        .await
        .unwrap();
    let hops: Vec<String> = answer.hops.iter().map(|hop| hop.expose().clone()).collect();
    assert_eq!(
        hops,
        ["/1", "/2", "/3", "/4", "/5"].map(|path| web.url("site.test", path))
    );
    assert_eq!(answer.final_url.expose(), &hops[4]);
    assert_eq!(web.lines().len(), 6);

    let round = egress.head(&url(&web.url("site.test", "/round"))).await;
    assert_eq!(round.err(), Some(FetchError::Redirects));
    assert_eq!(web.lines().len(), 12);
}

#[tokio::test]
async fn a_redirect_to_a_forbidden_place_is_not_followed() {
    let egress = through(&dns().await);
    for (place, error) in [
        ("http://169.254.169.254/latest/", FORBIDDEN),
        ("http://[fd00:ec2::254]/", FORBIDDEN),
        ("http://[::ffff:7f00:1]/", FORBIDDEN),
        ("http://[64:ff9b::7f00:1]/", FORBIDDEN),
        ("http://0x0a000001/", FORBIDDEN),
        ("//private.test/", FORBIDDEN),
        ("//gone.test/", FetchError::Name(NameError::NoSuchName)),
        ("ftp://site.test/", FetchError::Url),
        ("file:///etc/hostname", FetchError::Url),
        ("data:,word", FetchError::Url),
    ] {
        let web = Web::start(move |_| redirect(place)).await;
        let outcome = egress.head(&url(&web.url("site.test", "/"))).await;
        assert_eq!(outcome.err(), Some(error), "{place}");
        assert_eq!(web.lines().len(), 1);
    }
}

#[tokio::test]
async fn outside_a_demonstration_the_loopback_is_forbidden_in_every_spelling() {
    let dns = dns().await;
    let web = Web::saying(FINE).await;
    let egress = Egress::new(Config {
        demonstration: false,
        ..config(Some(dns.address))
    })
    .unwrap();
    for host in [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "017700000001",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "0.0.0.0",
        "localhost",
        "a.localhost",
        "site.test",
        "SITE.test.",
        "１２７.0.0.1",
    ] {
        let outcome = egress.head(&url(&web.url(host, "/"))).await;
        assert_eq!(outcome.err(), Some(FORBIDDEN), "{host}");
    }
    assert_eq!(web.lines().len(), 0);
}

#[tokio::test]
async fn of_several_addresses_only_those_allowed_are_dialled() {
    let web = Web::saying(FINE).await;
    let egress = through(&dns().await);
    let answer = egress
        .head(&url(&web.url("mixed.test", "/")))
        .await
        .unwrap();
    assert_eq!(answer.address, "127.0.0.1".parse::<IpAddr>().unwrap());
    let outcome = egress.head(&url(&web.url("private.test", "/"))).await;
    assert_eq!(outcome.err(), Some(FORBIDDEN));
}

#[tokio::test]
async fn a_name_that_does_not_resolve_says_how() {
    let egress = through(&dns().await);
    for (host, error) in [
        ("gone.test", NameError::NoSuchName),
        ("fails.test", NameError::Failed),
        ("site.onion", NameError::Failed),
    ] {
        let outcome = egress.head(&url(&format!("http://{host}/"))).await;
        assert_eq!(outcome.err(), Some(FetchError::Name(error)), "{host}");
    }
    let without = Egress::new(config(None)).unwrap();
    let outcome = without.head(&url("http://site.test/")).await;
    assert_eq!(outcome.err(), Some(FetchError::Name(NameError::NoResolver)));
}

#[tokio::test]
async fn a_server_that_never_ends_is_left() {
    let dns = dns().await;
    let egress = Egress::new(Config {
        timeout: Duration::from_secs(1),
        ..config(Some(dns.address))
    })
    .unwrap();
    for (does, error) in [
        ("drip", Some(FetchError::TimedOut)),
        ("interim", Some(FetchError::TimedOut)),
        ("headers", Some(FetchError::Broken)),
        ("close", Some(FetchError::Broken)),
        ("nonsense", Some(FetchError::Broken)),
        ("body", None),
    ] {
        let web = Web::start(move |_| match does {
            "drip" => Does::Drips("HTTP/1.1 200 OK\r\nX: "),
            "interim" => Does::Repeats("", "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n"),
            "headers" => Does::Repeats("HTTP/1.1 200 OK\r\n", "X-Word: apple\r\n"),
            "body" => Does::Repeats("HTTP/1.1 200 OK\r\n\r\n", "apple"),
            "close" => Does::Closes,
            _ => Does::Says(String::from("apple\r\n\r\n")),
        })
        .await;
        let begun = Instant::now();
        let outcome = egress.head(&url(&web.url("site.test", "/"))).await;
        assert_eq!(outcome.err(), error, "{does}");
        assert!(begun.elapsed() < Duration::from_secs(3), "{does}");
    }
}

#[tokio::test]
async fn nobody_there_is_said_so() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let outcome = through(&dns().await)
        .head(&url(&format!("http://site.test:{}/", closed.port())))
        .await;
    assert_eq!(outcome.err(), Some(FetchError::Unreachable));
}

#[tokio::test]
async fn https_is_verified() {
    let dns = dns().await;
    let (authority, acceptor) = certificate::make();
    let web = Web::open(Some(acceptor), |_| Does::Says(FINE.to_owned())).await;
    let trusting = Egress::new(Config {
        ca_file: Some(authority.path().to_owned()),
        ..config(Some(dns.address))
    })
    .unwrap();
    let safe = url(&format!("https://safe.test:{}/", web.port));
    assert_eq!(trusting.head(&safe).await.unwrap().status, 200);
    let other = url(&format!("https://other.test:{}/", web.port));
    assert_eq!(
        trusting.head(&other).await.err(),
        Some(FetchError::Untrusted)
    );
    assert_eq!(
        through(&dns).head(&safe).await.err(),
        Some(FetchError::Untrusted)
    );
}

#[tokio::test]
async fn errors_hold_nothing_of_what_was_asked() {
    let egress = through(&dns().await);
    for place in [
        "http://fails.test/canary",
        "http://10.9.8.7/canary",
        "canary",
        "http://site.test:9/canary",
    ] {
        let error = egress.head(&url(place)).await.unwrap_err();
        let shown = format!("{error} {error:?}");
        for word in ["canary", "site", "fails", "10.9", "127."] {
            assert!(!shown.contains(word), "{shown}");
        }
    }
}
