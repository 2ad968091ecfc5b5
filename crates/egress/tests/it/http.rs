//! HEAD for reported places.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use egress::{CertificateFault, Config, Egress, Fault, Forbidden, HOUSE, NameError, Sighting};
use kernel::Sensitive;

use crate::certificate;
use crate::dns::{Dns, Says};
use crate::web::{Does, Web};
use crate::{config, through, url};

const FINE: &str =
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/html\r\nServer: small\r\n\r\n";
const FORBIDDEN: Fault = Fault::Forbidden(Forbidden);

/// What a look brings back that has an answer.
struct Seen {
    status: u16,
    sighting: Sighting,
}

impl Seen {
    fn last(&self) -> &egress::Step {
        self.sighting.last().unwrap()
    }

    /// Where redirects led.
    fn hops(&self) -> Vec<String> {
        let steps = self.sighting.steps.iter().skip(1);
        steps.map(|step| step.url.expose().clone()).collect()
    }
}

async fn look(egress: &Egress, url: &Sensitive<String>) -> Result<Seen, Fault> {
    let sighting = egress.look(url, HOUSE).await;
    let status = sighting.end?;
    Ok(Seen { status, sighting })
}

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
    let answer = look(&through(&dns().await), &url(&web.url("site.test", "/p/17")))
        .await
        .unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.last().dialled, "127.0.0.1".parse::<IpAddr>().ok());
    assert_eq!(answer.last().url.expose(), &web.url("site.test", "/p/17"));
    assert!(answer.hops().is_empty());
    assert_eq!(answer.last().headers.content_length.as_deref(), Some("5"));
    assert_eq!(
        answer.last().headers.content_type.as_deref(),
        Some("text/html")
    );
    assert_eq!(answer.last().headers.server.as_deref(), Some("small"));
    assert_eq!(answer.last().headers.retry_after, None);
    assert_eq!(
        format!("{:?}", answer.sighting),
        "Sighting(Ok(200), 1 steps)"
    );
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
    let answer = look(&through(&dns().await), &url(&web.url("site.test", "/")))
        .await
        .unwrap();
    assert_eq!(
        (answer.status, answer.last().headers.retry_after.as_deref()),
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
    let answer = look(&egress, &url(&first)).await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.hops().len(), 2);
    assert_eq!(answer.last().url.expose(), &target.url("other.test", "/c"));
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
    let answer = look(&egress, &url(&web.url("site.test", "/0")))
        .await
        .unwrap();
    let hops = answer.hops();
    assert_eq!(
        hops,
        ["/1", "/2", "/3", "/4", "/5"].map(|path| web.url("site.test", path))
    );
    assert_eq!(answer.last().url.expose(), &hops[4]);
    assert_eq!(web.lines().len(), 6);

    let round = look(&egress, &url(&web.url("site.test", "/round"))).await;
    assert_eq!(round.err(), Some(Fault::Redirects));
    assert_eq!(web.lines().len(), 12);
}

#[tokio::test]
async fn two_steps_at_one_host_keep_the_distance() {
    let there = Web::saying(FINE).await;
    let other = there.url("other.test", "/there");
    let web = Web::start(move |line| match line.split(' ').nth(1) {
        Some("/0") => redirect("/1"),
        Some("/other") => redirect(&other),
        _ => Does::Says(FINE.to_owned()),
    })
    .await;
    let egress = Egress::new(Config {
        host_gap: Duration::from_millis(300),
        ..config(Some(dns().await.address))
    })
    .unwrap();
    let began = Instant::now();
    look(&egress, &url(&web.url("site.test", "/0")))
        .await
        .unwrap();
    assert!(began.elapsed() >= Duration::from_millis(300));
    let began = Instant::now();
    look(&egress, &url(&web.url("site.test", "/other")))
        .await
        .unwrap();
    assert!(
        began.elapsed() < Duration::from_millis(250),
        "another host is free"
    );
}

#[tokio::test]
async fn a_redirect_to_what_is_no_place_of_the_web_leads_astray() {
    for nowhere in ["http://[bad", "app://open", "mailto:a@site.test"] {
        let web = Web::start(move |_| redirect(nowhere)).await;
        let outcome = look(&through(&dns().await), &url(&web.url("site.test", "/"))).await;
        assert_eq!(outcome.err(), Some(Fault::Astray), "{nowhere}");
    }
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
        ("//gone.test/", Fault::Name(NameError::NoSuchName)),
        ("ftp://site.test/", Fault::Astray),
        ("file:///etc/hostname", Fault::Astray),
        ("data:,word", Fault::Astray),
    ] {
        let web = Web::start(move |_| redirect(place)).await;
        let outcome = look(&egress, &url(&web.url("site.test", "/"))).await;
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
        let outcome = look(&egress, &url(&web.url(host, "/"))).await;
        assert_eq!(outcome.err(), Some(FORBIDDEN), "{host}");
    }
    assert_eq!(web.lines().len(), 0);
}

#[tokio::test]
async fn of_several_addresses_only_those_allowed_are_dialled() {
    let web = Web::saying(FINE).await;
    let egress = through(&dns().await);
    let answer = look(&egress, &url(&web.url("mixed.test", "/")))
        .await
        .unwrap();
    assert_eq!(answer.last().dialled, "127.0.0.1".parse::<IpAddr>().ok());
    let outcome = look(&egress, &url(&web.url("private.test", "/"))).await;
    assert_eq!(outcome.err(), Some(FORBIDDEN));
}

#[tokio::test]
async fn a_name_that_does_not_resolve_says_how() {
    let egress = through(&dns().await);
    for (host, error) in [
        ("gone.test", NameError::NoSuchName),
        ("fails.test", NameError::Failed),
    ] {
        let outcome = look(&egress, &url(&format!("http://{host}/"))).await;
        assert_eq!(outcome.err(), Some(Fault::Name(error)), "{host}");
    }
    // Of an onion service no resolver is asked; there is no Tor here.
    let outcome = look(&egress, &url("http://site.onion/")).await;
    assert_eq!(outcome.err(), Some(Fault::NoTor));
    let without = Egress::new(config(None)).unwrap();
    let outcome = look(&without, &url("http://site.test/")).await;
    assert_eq!(outcome.err(), Some(Fault::Name(NameError::NoResolver)));
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
        ("drip", Some(Fault::TimedOut)),
        ("interim", Some(Fault::TimedOut)),
        ("headers", Some(Fault::Broken)),
        ("close", Some(Fault::Broken)),
        ("nonsense", Some(Fault::Broken)),
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
        let outcome = look(&egress, &url(&web.url("site.test", "/"))).await;
        assert_eq!(outcome.err(), error, "{does}");
        assert!(begun.elapsed() < Duration::from_secs(3), "{does}");
    }
}

#[tokio::test]
async fn nobody_there_is_said_so() {
    let closed = smallnet::Port::hold().unwrap();
    let outcome = look(
        &through(&dns().await),
        &url(&format!(
            "http://site.test:{}/",
            closed.address().unwrap().port()
        )),
    )
    .await;
    assert_eq!(outcome.err(), Some(Fault::Unreachable));
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
    assert_eq!(look(&trusting, &safe).await.unwrap().status, 200);
    let other = url(&format!("https://other.test:{}/", web.port));
    assert_eq!(
        look(&trusting, &other).await.err(),
        Some(Fault::Certificate(CertificateFault::WrongName))
    );
    assert_eq!(
        look(&through(&dns), &safe).await.err(),
        Some(Fault::Certificate(CertificateFault::UnknownIssuer))
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
        let error = look(&egress, &url(place)).await.err().unwrap();
        let shown = format!("{error} {error:?}");
        for word in ["canary", "site", "fails", "10.9", "127."] {
            assert!(!shown.contains(word), "{shown}");
        }
    }
}
