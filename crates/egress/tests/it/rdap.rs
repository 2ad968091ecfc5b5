//! Registration data.

use std::time::Duration;

use egress::{Config, Egress, FetchError, Forbidden, HOUSE, Registration};
use kernel::Timestamp;
use smallnet::{RegistryBehaviour, SmallNet, story};

use crate::dns::{Dns, Says};
use crate::web::{Does, Web};
use crate::{config, through, url};

const DOCUMENT: usize = 512 * 1024;

/// 2026-01-05T03:00:00Z.
const NOW: Timestamp = Timestamp::from_micros(1_767_582_000_000_000);

/// What a registry says at a URL.
async fn ask(egress: &Egress, address: &str) -> Result<Vec<u8>, FetchError> {
    match egress.rdap(&url(address), NOW).await? {
        Registration::Document(document) => Ok(document),
        Registration::Elsewhere(_) => panic!("a redirect"),
    }
}

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
    let fits = ask(&egress, &web.url("rdap.test", "/fits")).await;
    assert_eq!(fits.unwrap().len(), DOCUMENT);
    for path in ["/larger", "/endless"] {
        let outcome = ask(&egress, &web.url("rdap.test", path)).await;
        assert_eq!(outcome, Err(FetchError::TooLarge), "{path}");
    }
    assert!(web.heads()[0].contains("accept: application/rdap+json\r\n"));
}

#[tokio::test]
async fn a_body_is_taken_as_it_comes() {
    let web =
        Web::saying("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\napple")
            .await;
    let body = ask(&through(&dns().await), &web.url("rdap.test", "/")).await;
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
    let drips = ask(&egress, &web.url("rdap.test", "/drips")).await;
    assert_eq!(drips, Err(FetchError::TimedOut));
    let broken = ask(&egress, &web.url("rdap.test", "/")).await;
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
    let many = ask(&egress, &web.url("rdap.test", "/many")).await;
    let retry_after = Some(Duration::from_secs(30));
    assert_eq!(
        many,
        Err(FetchError::Status {
            status: 429,
            retry_after
        })
    );
    let unknown = ask(&egress, &web.url("rdap.test", "/none")).await;
    assert_eq!(
        unknown,
        Err(FetchError::Status {
            status: 404,
            retry_after: None
        })
    );
}

#[tokio::test]
async fn every_form_of_a_time_to_wait_is_read() {
    let says = |value: &str| {
        Does::Says(format!(
            "HTTP/1.1 429 Many\r\nDate: Mon, 05 Jan 2026 03:09:00 GMT\r\nRetry-After: {value}\r\nContent-Length: 0\r\n\r\n"
        ))
    };
    let web = Web::start(move |line| match line {
        "GET /many HTTP/1.1" => says("99999999999999999999"),
        "GET /850 HTTP/1.1" => says("Monday, 05-Jan-26 03:10:00 GMT"),
        "GET /asctime HTTP/1.1" => says("Mon Jan  5 03:10:00 2026"),
        _ => says("soon"),
    })
    .await;
    let egress = through(&dns().await);
    for (path, retry_after) in [
        ("/many", Some(Duration::from_secs(u64::MAX))),
        ("/850", Some(Duration::from_secs(60))),
        ("/asctime", Some(Duration::from_secs(60))),
        ("/none", None),
    ] {
        let outcome = ask(&egress, &web.url("rdap.test", path)).await;
        let status = 429;
        assert_eq!(
            outcome,
            Err(FetchError::Status {
                status,
                retry_after
            }),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_date_to_wait_for_is_held_against_the_registrys_own_clock() {
    let says = |lines: &str| {
        Does::Says(format!(
            "HTTP/1.1 503 Later\r\nRetry-After: Mon, 05 Jan 2026 03:10:00 GMT\r\n{lines}Content-Length: 0\r\n\r\n"
        ))
    };
    let web = Web::start(move |line| match line {
        "GET /own HTTP/1.1" => says("Date: Mon, 05 Jan 2026 03:09:00 GMT\r\n"),
        "GET /past HTTP/1.1" => says("Date: Tue, 06 Jan 2026 03:09:00 GMT\r\n"),
        _ => says(""),
    })
    .await;
    let egress = through(&dns().await);
    for (path, seconds) in [("/own", 60), ("/past", 0), ("/none", 600)] {
        let outcome = ask(&egress, &web.url("rdap.test", path)).await;
        let retry_after = Some(Duration::from_secs(seconds));
        let status = 503;
        assert_eq!(
            outcome,
            Err(FetchError::Status {
                status,
                retry_after
            }),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_nobody_goes_there() {
    let web = Web::start(|line| match line {
        "GET /there HTTP/1.1" => Does::Says(String::from(
            "HTTP/1.1 302 No\r\nLocation: /elsewhere#part\r\nContent-Length: 0\r\n\r\n",
        )),
        _ => Does::Closes,
    })
    .await;
    let egress = through(&dns().await);
    let answer = egress
        .rdap(&url(&web.url("rdap.test", "/there")), NOW)
        .await;
    let Ok(Registration::Elsewhere(there)) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(there.expose(), &web.url("rdap.test", "/elsewhere"));
    assert_eq!(web.lines(), ["GET /there HTTP/1.1"]);
}

#[tokio::test]
async fn the_name_of_a_registry_is_asked_for_once_and_of_a_place_each_time() {
    let dns = dns().await;
    let web = Web::saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let egress = through(&dns);
    for _ in 0..3 {
        ask(&egress, &web.url("rdap.test", "/")).await.unwrap();
    }
    assert_eq!(dns.asked().len(), 2);
    for _ in 0..3 {
        let place = url(&web.url("rdap.test", "/"));
        assert_eq!(egress.look(&place, HOUSE).await.end, Ok(200));
        // Between two rounds of looks nothing is remembered.
        egress.rest();
    }
    assert_eq!(dns.asked().len(), 8);
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
        let learned = ask(&egress, &format!("{base}dns.json")).await;
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
    let query = format!("{service}ip/127.40.0.10");
    let network: serde_json::Value =
        serde_json::from_slice(&ask(&egress, &query).await.unwrap()).unwrap();
    assert_eq!(network["country"], "KH");
    net.registry_behaves(RegistryBehaviour::TooMany(7));
    let retry_after = Some(Duration::from_secs(7));
    assert_eq!(
        ask(&egress, &query).await,
        Err(FetchError::Status {
            status: 429,
            retry_after
        })
    );
}
