//! Pages of HTML, and whatever else servers give in their place.

use std::io::Write;
use std::time::{Duration, Instant};

use egress::{Config, Egress, FetchError, Forbidden};
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use crate::dns::{Dns, Says};
use crate::web::{Does, Web};
use crate::{config, through, url};

const HEAD_OF_HTML: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n";
const PAGE: &str = "<!doctype html><p>A harmless page.</p>";

async fn dns() -> Dns {
    let loopback = || Says::Addresses(vec!["127.0.0.1".parse().unwrap()]);
    Dns::start(&[
        ("site.test", loopback()),
        ("other.test", loopback()),
        (
            "private.test",
            Says::Addresses(vec!["10.0.0.1".parse().unwrap()]),
        ),
    ])
    .await
}

/// What a server says in full.
fn html(body: &str) -> Does {
    Does::Says(format!("{HEAD_OF_HTML}Connection: close\r\n\r\n{body}"))
}

/// A server whose HEAD says HTML, and whose GET does this.
async fn whose_get(does: impl Fn() -> Does + Send + Sync + 'static) -> Web {
    Web::start(move |line| {
        if line.starts_with("HEAD ") {
            html("")
        } else {
            does()
        }
    })
    .await
}

async fn page_of(web: &Web) -> Result<egress::Page, FetchError> {
    page_at(&through(&dns().await), &web.url("site.test", "/p/17")).await
}

async fn page_at(egress: &Egress, place: &str) -> Result<egress::Page, FetchError> {
    let head = egress.look(&url(place), egress::HOUSE).await;
    egress.page_behind(&head, egress::HOUSE).await.page
}

#[tokio::test]
async fn a_page_is_read_after_its_head() {
    let web = whose_get(|| html(PAGE)).await;
    let page = page_of(&web).await.unwrap();
    assert_eq!(page.html.expose(), PAGE.as_bytes());
    assert!(page.is_whole);
    assert_eq!(page.final_url.expose(), &web.url("site.test", "/p/17"));
    assert_eq!(
        page.content_type.as_deref(),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(format!("{page:?}"), format!("Page({} bytes)", PAGE.len()));
    assert_eq!(web.lines(), ["HEAD /p/17 HTTP/1.1", "GET /p/17 HTTP/1.1"]);
    let head = web.heads()[1].to_ascii_lowercase();
    assert!(head.contains("accept-encoding: identity\r\n"), "{head}");
    for absent in ["cookie", "referer", "authorization", "range"] {
        assert!(!head.contains(absent), "{head}");
    }
}

#[tokio::test]
async fn what_head_does_not_call_html_is_not_asked_for() {
    for (answer, error) in [
        (
            "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 9\r\n\r\n",
            FetchError::NotHtml,
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
            FetchError::NotHtml,
        ),
        (
            "HTTP/1.1 405 No\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n",
            FetchError::Status {
                status: 405,
                retry_after: None,
            },
        ),
        (
            "HTTP/1.1 404 No\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n",
            FetchError::Status {
                status: 404,
                retry_after: None,
            },
        ),
    ] {
        let web = Web::saying(answer).await;
        assert_eq!(page_of(&web).await.err(), Some(error), "{answer}");
        assert_eq!(web.lines(), ["HEAD /p/17 HTTP/1.1"], "{answer}");
    }
}

#[tokio::test]
async fn a_server_that_changes_its_type_is_left_at_the_headers() {
    let begun = Instant::now();
    for head in [
        "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 99999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
    ] {
        // It would go on for ever: nobody waits for it.
        let web = whose_get(move || Does::Repeats(head, "apple")).await;
        assert_eq!(
            page_of(&web).await.err(),
            Some(FetchError::NotHtml),
            "{head}"
        );
    }
    let web =
        whose_get(|| Does::Repeats("HTTP/1.1 404 No\r\nContent-Type: text/html\r\n\r\n", "x"));
    let outcome = page_of(&web.await).await.err();
    assert!(matches!(
        outcome,
        Some(FetchError::Status { status: 404, .. })
    ));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn first_bytes_that_are_not_html_end_it() {
    for first in ["GIF89a", "\u{89}PNG", "<svg><p>", "{\"a\":", "words "] {
        let said = format!("{HEAD_OF_HTML}\r\n{first}");
        let said: &'static str = Box::leak(said.into_boxed_str());
        let web = whose_get(move || Does::Repeats(said, "<p>apple</p>")).await;
        assert_eq!(
            page_of(&web).await.err(),
            Some(FetchError::NotHtml),
            "{first}"
        );
    }
}

#[tokio::test]
async fn an_endless_page_is_cut_and_a_slow_one_is_left() {
    let web = whose_get(|| {
        Does::Repeats(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>",
            "<p>apple</p>",
        )
    })
    .await;
    let page = page_of(&web).await.unwrap();
    assert_eq!(page.html.expose().len(), 2 * 1024 * 1024);
    assert!(!page.is_whole);

    let egress = Egress::new(Config {
        timeout: Duration::from_millis(300),
        ..config(Some(dns().await.address))
    })
    .unwrap();
    let web =
        whose_get(|| Does::Drips("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>")).await;
    let begun = Instant::now();
    let outcome = page_at(&egress, &web.url("site.test", "/")).await;
    assert_eq!(outcome.err(), Some(FetchError::TimedOut));
    assert!(begun.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn what_is_asked_stands_in_the_steps_however_it_is_cut() {
    let egress = through(&dns().await);
    let soon = || tokio::time::Instant::now() + Duration::from_millis(300);
    let drips = || Does::Drips("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>");
    let waits = || Does::Waits(Duration::from_secs(9), String::new());
    let cases: [(fn() -> Does, _); 2] = [(drips, Some(200)), (waits, None)];
    for (does, status) in cases {
        let web = whose_get(does).await;
        let place = url(&web.url("site.test", "/p/17"));
        let head = egress.look_at_one(&place, egress::HOUSE).await;
        let begun = Instant::now();
        let paged = egress.page_at_one_until(&head, egress::HOUSE, soon()).await;
        assert!(begun.elapsed() < Duration::from_secs(3));
        assert_eq!(paged.page.err(), Some(FetchError::TimedOut));
        let [step] = &paged.steps[..] else {
            panic!("{} steps", paged.steps.len());
        };
        assert_eq!(step.asked, egress::Asked::Page);
        assert_eq!(
            (step.status, step.dialled),
            (status, "127.0.0.1".parse().ok())
        );
    }
    // A redirect is given back to whoever asked, and not gone after.
    let web = Web::start(|line| match line {
        line if line.starts_with("HEAD ") => html(""),
        _ => Does::Says(String::from(
            "HTTP/1.1 302 Found\r\nLocation: /slow\r\n\r\n",
        )),
    })
    .await;
    let place = url(&web.url("site.test", "/p/17"));
    let head = egress.look_at_one(&place, egress::HOUSE).await;
    let until = tokio::time::Instant::now() + Duration::from_secs(1);
    let paged = egress.page_at_one_until(&head, egress::HOUSE, until).await;
    let asked: Vec<_> = paged.steps.iter().map(|step| step.asked).collect();
    assert_eq!(asked, [egress::Asked::Page]);
    let on = web.url("site.test", "/slow");
    assert_eq!(paged.leads_to().unwrap().expose(), &on);
    // Nobody is asked once the time is over.
    let before = web.lines().len();
    let over = egress.page_at_one_until(&head, egress::HOUSE, tokio::time::Instant::now());
    assert_eq!(over.await.page.err(), Some(FetchError::TimedOut));
    assert_eq!(web.lines().len(), before);
}

/// An answer of HTML that is packed.
fn packed(coding: &str, bytes: &[u8]) -> Does {
    let mut answer = format!("{HEAD_OF_HTML}Content-Encoding: {coding}\r\n\r\n").into_bytes();
    answer.extend_from_slice(bytes);
    Does::Sends(answer)
}

#[tokio::test]
async fn what_is_packed_unasked_is_inflated_as_far_as_it_may_be() {
    let gzip = |bytes: &[u8]| {
        let mut packing = GzEncoder::new(Vec::new(), Compression::best());
        packing.write_all(bytes).unwrap();
        packing.finish().unwrap()
    };
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    zlib.write_all(PAGE.as_bytes()).unwrap();
    let zlib = zlib.finish().unwrap();
    let bomb = gzip(format!("<p>{}", " ".repeat(64 * 1024 * 1024)).as_bytes());
    assert!(bomb.len() < 100_000);
    let broken = gzip(PAGE.as_bytes());
    for (coding, bytes, outcome) in [
        ("gzip", gzip(PAGE.as_bytes()), Ok(PAGE.len())),
        ("deflate", zlib, Ok(PAGE.len())),
        ("identity", PAGE.as_bytes().to_vec(), Ok(PAGE.len())),
        ("gzip", bomb, Err(FetchError::TooLarge)),
        (
            "gzip",
            b"<p>not packed at all</p>".to_vec(),
            Err(FetchError::Broken),
        ),
        ("gzip", gzip(b"GIF89a"), Err(FetchError::NotHtml)),
        ("br", broken, Err(FetchError::NotHtml)),
    ] {
        let web = whose_get(move || packed(coding, &bytes)).await;
        let found = page_of(&web).await.map(|page| page.html.expose().len());
        assert_eq!(found, outcome, "{coding}");
    }
}

#[tokio::test]
async fn each_redirect_of_a_page_is_checked_like_the_first() {
    let to = |place: String| {
        Does::Says(format!(
            "HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n"
        ))
    };
    let target = whose_get(|| html(PAGE)).await;
    let place = format!("http://user:word@other.test:{}/c", target.port);
    let web = Web::start(move |_| to(place.clone())).await;
    let page = page_of(&web).await.unwrap();
    assert_eq!(page.final_url.expose(), &target.url("other.test", "/c"));
    assert_eq!(target.lines(), ["HEAD /c HTTP/1.1", "GET /c HTTP/1.1"]);
    for head in target.heads() {
        assert!(
            !head.to_ascii_lowercase().contains("authorization"),
            "{head}"
        );
    }
    // The second request is led elsewhere than the first.
    for place in [
        "http://169.254.169.254/latest/",
        "//private.test/",
        "http://[::ffff:7f00:1]/",
    ] {
        let web = whose_get(move || to(place.to_owned())).await;
        let outcome = page_of(&web).await.err();
        assert_eq!(outcome, Some(FetchError::Forbidden(Forbidden)), "{place}");
    }
}

#[tokio::test]
async fn where_a_get_is_led_head_goes_first() {
    let film = Web::start(|_| {
        Does::Repeats(
            "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n",
            "apple",
        )
    })
    .await;
    let place = film.url("other.test", "/film.mp4");
    let to = move || {
        Does::Says(format!(
            "HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n"
        ))
    };
    let web = whose_get(to).await;
    assert_eq!(page_of(&web).await.err(), Some(FetchError::NotHtml));
    assert_eq!(film.lines(), ["HEAD /film.mp4 HTTP/1.1"]);
    // And one that leads GET round in circles is left.
    let web = Web::start(|line| {
        if line.starts_with("HEAD ") {
            html("")
        } else {
            Does::Says(String::from(
                "HTTP/1.1 302 Found\r\nLocation: /p/17\r\n\r\n",
            ))
        }
    })
    .await;
    assert_eq!(page_of(&web).await.err(), Some(FetchError::Redirects));
    assert!(web.lines().len() <= 13, "{:?}", web.lines());
}

#[tokio::test]
async fn whoever_asks_one_host_is_told_where_another_goes_on_and_that_is_not_asked() {
    let to = |place: String| {
        Does::Says(format!(
            "HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n"
        ))
    };
    let other = whose_get(|| html(PAGE)).await;
    let place = other.url("other.test", "/c");
    let there = place.clone();
    let web = Web::start(move |line| match line {
        line if line.contains(" /a ") => to("/b".to_owned()),
        line if line.starts_with("HEAD /page ") => html(""),
        _ => to(there.clone()),
    })
    .await;
    let egress = through(&dns().await);
    let seen = egress
        .look_at_one(&url(&web.url("site.test", "/a")), egress::HOUSE)
        .await;
    // It is for whoever asks to say whether it goes on, be it at the same host.
    assert_eq!((seen.steps.len(), seen.end), (1, Ok(302)));
    let on = seen.leads_to().unwrap();
    assert_eq!(on.expose(), &web.url("site.test", "/b"));
    let seen = egress.look_at_one(&on, egress::HOUSE).await;
    assert_eq!(seen.leads_to().unwrap().expose(), &place);
    // So with a page whose GET is led away.
    let head = egress
        .look_at_one(&url(&web.url("site.test", "/page")), egress::HOUSE)
        .await;
    assert!(head.leads_to().is_none());
    let paged = egress.page_at_one(&head, egress::HOUSE).await;
    assert_eq!(paged.leads_to().unwrap().expose(), &place);
    assert_eq!(other.lines(), [""; 0]);
    let head = egress.look_at_one(&url(&place), egress::HOUSE).await;
    let paged = egress.page_at_one(&head, egress::HOUSE).await;
    assert!(paged.leads_to().is_none());
    assert_eq!(paged.page.unwrap().html.expose(), PAGE.as_bytes());
}
