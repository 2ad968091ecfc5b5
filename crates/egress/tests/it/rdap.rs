//! Registration data.

use std::time::Duration;

use egress::{Config, Egress, FetchError, Forbidden, HOUSE};
use smallnet::{RegistryBehaviour, SmallNet, story};

use crate::dns::{Dns, Says};
use crate::web::{Does, Web};
use crate::{config, through, url};

const DOCUMENT: usize = 512 * 1024;

async fn dns() -> Dns {
    Dns::start(&[(
        "rdap.test",
        Says::Addresses(vec!["127.0.0.1".parse().unwrap()]),
    )])
    .await
}

fn document(length: usize) -> Does {
    let body = " ".repeat(length);
    Does::Says(format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}"
    ))
}

#[tokio::test]
async fn a_document_has_a_largest_size() {
    let egress = through(&dns().await);
    let web = Web::start(|line| match line {
        "GET /fits HTTP/1.1" => document(DOCUMENT),
        "GET /larger HTTP/1.1" => document(DOCUMENT + 1),
        _ => Does::Repeats("HTTP/1.1 200 OK\r\n\r\n", "apple apple apple"),
    })
    .await;
    let fits = egress.rdap(&url(&web.url("rdap.test", "/fits"))).await;
    assert_eq!(fits.unwrap().len(), DOCUMENT);
    for path in ["/larger", "/endless"] {
        let outcome = egress.rdap(&url(&web.url("rdap.test", path))).await;
        assert_eq!(outcome, Err(FetchError::TooLarge), "{path}");
    }
    assert!(web.heads()[0].contains("accept: application/rdap+json\r\n"));
}

#[tokio::test]
async fn a_body_is_taken_as_it_comes() {
    let web =
        Web::saying("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\napple")
            .await;
    let body = through(&dns().await)
        .rdap(&url(&web.url("rdap.test", "/")))
        .await;
    assert_eq!(body.unwrap(), b"apple");
}

#[tokio::test]
async fn a_body_that_drips_or_breaks_off_is_no_document() {
    let dns = dns().await;
    let egress = Egress::new(Config {
        timeout: Duration::from_secs(1),
        ..config(Some(dns.address))
    })
    .unwrap();
    let web = Web::start(|line| match line {
        "GET /drips HTTP/1.1" => Does::Drips("HTTP/1.1 200 OK\r\n\r\n"),
        _ => Does::Says(String::from(
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\napple",
        )),
    })
    .await;
    let drips = egress.rdap(&url(&web.url("rdap.test", "/drips"))).await;
    assert_eq!(drips, Err(FetchError::TimedOut));
    let broken = egress.rdap(&url(&web.url("rdap.test", "/"))).await;
    assert_eq!(broken, Err(FetchError::Broken));
}

#[tokio::test]
async fn a_refusal_says_its_status_and_how_long_to_wait() {
    let web = Web::start(|line| match line {
        "GET /many HTTP/1.1" => Does::Says(String::from(
            "HTTP/1.1 429 Many\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n",
        )),
        _ => Does::Says(String::from(
            "HTTP/1.1 404 No\r\nRetry-After: later\r\nContent-Length: 0\r\n\r\n",
        )),
    })
    .await;
    let egress = through(&dns().await);
    let many = egress.rdap(&url(&web.url("rdap.test", "/many"))).await;
    let retry_after = Some(Duration::from_secs(30));
    assert_eq!(
        many,
        Err(FetchError::Status {
            status: 429,
            retry_after
        })
    );
    let unknown = egress.rdap(&url(&web.url("rdap.test", "/none"))).await;
    assert_eq!(
        unknown,
        Err(FetchError::Status {
            status: 404,
            retry_after: None
        })
    );
}

#[tokio::test]
async fn the_bootstrap_is_the_operators_word_and_what_it_leads_to_is_not() {
    let dns = dns().await;
    let web = Web::start(|line| match line {
        "GET /rdap/dns.json HTTP/1.1" => document(2),
        _ => Does::Says(String::from(
            "HTTP/1.1 302 No\r\nLocation: /rdap/dns.json\r\nContent-Length: 0\r\n\r\n",
        )),
    })
    .await;
    for host in ["127.0.0.1", "rdap.test"] {
        let base = web.url(host, "/rdap/");
        let egress = Egress::new(Config {
            demonstration: false,
            rdap_bootstrap: base.clone(),
            ..config(Some(dns.address))
        })
        .unwrap();
        assert_eq!(egress.rdap_bootstrap("dns.json").await.unwrap(), b"  ");
        let redirected = egress.rdap_bootstrap("ipv4.json").await;
        assert_eq!(redirected, Err(FetchError::Forbidden(Forbidden)), "{host}");
        let learned = egress.rdap(&url(&format!("{base}dns.json"))).await;
        assert_eq!(learned, Err(FetchError::Forbidden(Forbidden)), "{host}");
        let before = web.lines().len();
        for file in [
            "",
            ".",
            "..",
            "../dns.json",
            "//site.test/dns.json",
            "http:dns.json",
            "a?b",
        ] {
            let outcome = egress.rdap_bootstrap(file).await;
            assert_eq!(outcome, Err(FetchError::Url), "{file}");
        }
        assert_eq!(web.lines().len(), before);
    }
}

#[tokio::test]
async fn the_bootstrap_must_be_a_folder_on_the_web() {
    for base in ["", "ftp://rdap.test/", "http://rdap.test/file", "/rdap/"] {
        let config = Config {
            rdap_bootstrap: base.to_owned(),
            ..config(None)
        };
        assert!(
            matches!(Egress::new(config), Err(egress::Error::Bootstrap)),
            "{base}"
        );
    }
}

#[tokio::test]
async fn a_simulated_internet_is_reached_by_configuration_alone() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let egress = Egress::new(Config {
        resolver: Some(net.dns()),
        rdap_bootstrap: net.rdap_bootstrap(),
        demonstration: true,
        ..Config::default()
    })
    .unwrap();
    egress.probe_dns().await.unwrap();
    let site = format!("http://{}:{}/p/17", story::AT_HOME, net.site_port());
    assert_eq!(egress.look(&url(&site), HOUSE).await.end, Ok(200));
    assert_eq!(net.body_bytes(), 0);
    let bootstrap = egress.rdap_bootstrap("ipv4.json").await.unwrap();
    let bootstrap: serde_json::Value = serde_json::from_slice(&bootstrap).unwrap();
    let service = bootstrap["services"][0][1][0].as_str().unwrap();
    let query = url(&format!("{service}ip/127.40.0.10"));
    let network: serde_json::Value =
        serde_json::from_slice(&egress.rdap(&query).await.unwrap()).unwrap();
    assert_eq!(network["country"], "KH");
    net.registry_behaves(RegistryBehaviour::TooMany(7));
    let retry_after = Some(Duration::from_secs(7));
    assert_eq!(
        egress.rdap(&query).await,
        Err(FetchError::Status {
            status: 429,
            retry_after
        })
    );
}
