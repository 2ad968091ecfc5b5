//! Floods, slow ones, and little room: nobody is refused.

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::client::{Site, field};

const MEGABYTE: u64 = 1024 * 1024;

fn report(path: &str) -> serde_json::Value {
    json!({ "urls": [format!("http://host-a.test/p/{path}")] })
}

/// Lets this process hold this many connections and both their ends.
fn allow_connections(count: usize) {
    let own = std::process::id().to_string();
    let files = format!("--nofile={}:", 6 * count + 500);
    let set = Command::new("prlimit")
        .args(["--pid", &own, &files])
        .status();
    assert!(set.unwrap().success());
}

/// Opens a letterbox whose store has so many bytes left, and waits until it knows.
async fn with_room(test: store::testing::TestDb, left: u64) -> (Site, u64) {
    let limit = test.letterbox.room().await.unwrap().used + left;
    let site = Site::open_within(test, Some(limit)).await;
    sleep(Duration::from_millis(500)).await;
    (site, limit)
}

store::on_both! {
    async fn a_thousand_reports_from_one_address_within_a_minute_are_all_taken(test: TestDb) {
        let site = Arc::new(Site::open(test).await);
        let began = Instant::now();
        let mut senders = tokio::task::JoinSet::new();
        for sender in 0..40 {
            let site = Arc::clone(&site);
            senders.spawn(async move {
                for turn in 0..25 {
                    let answer = site.json("/api/v1/reports", report(&format!("{sender}/{turn}"))).await;
                    assert_eq!(answer.status, 201);
                }
            });
        }
        while let Some(sent) = senders.join_next().await {
            sent.unwrap();
        }
        assert!(began.elapsed() < Duration::from_mins(1));
        assert_eq!(site.rows().await.len(), 1_000);
    }

    // The room is 12 MiB: 2 are kept back, and below a little more than half of the whole it is paced. What
    // is left then, some 8 MiB, is given out at 1/3600 a second, or 2.3 KB: one or two reports. Unpaced,
    // the flood would fill it within seconds, since each of its reports takes 12 KB of disk. The flood here
    // is 20 seconds; an hour of it takes no more than two thirds of what is left, as a test of the pace
    // alone shows.
    async fn a_flood_against_little_room_fills_it_not_and_refuses_nobody(test: TestDb) {
        let (site, limit) = with_room(test, 12 * MEGABYTE).await;
        let site = Arc::new(site);
        let began = Instant::now();
        let end = began + Duration::from_secs(20);
        let mut flood = tokio::task::JoinSet::new();
        for sender in 0..8 {
            let site = Arc::clone(&site);
            flood.spawn(async move {
                let mut body = report(&format!("flood/{sender}"));
                body["narrative"] = "word ".repeat(1_500).into();
                let mut taken = 0;
                while Instant::now() < end {
                    let answer = timeout(Duration::from_secs(120), site.json("/api/v1/reports", body.clone())).await;
                    assert_eq!(answer.unwrap().status, 201);
                    taken += 1;
                }
                taken
            });
        }
        let mut honest = 0;
        while Instant::now() < end {
            let answer = timeout(Duration::from_secs(20), site.json("/api/v1/reports", report(&format!("own/{honest}")))).await;
            assert_eq!(answer.expect("an honest reporter waited too long").status, 201);
            honest += 1;
        }
        assert!(honest >= 2);
        let mut taken = 0;
        while let Some(sender) = flood.join_next().await {
            taken += sender.unwrap();
        }
        let used = site.test.letterbox.room().await.unwrap().used;
        assert!(used < limit, "{used} of {limit}");
        assert_eq!(site.rows().await.len(), honest + taken);
    }

    async fn short_of_space_the_addresses_are_kept_and_the_page_says_so(test: TestDb) {
        // 3 MiB, of which 2 are kept back: less than a quarter of the whole.
        let (site, _) = with_room(test, 3 * MEGABYTE).await;
        let answer = site.json("/api/v1/reports", json!({
            "urls": ["http://host-a.test/p/1"], "narrative": "word ".repeat(500)
        })).await;
        assert_eq!((answer.status, answer.json()["urls_taken"].clone()), (201, json!(1)));
        let kept = &site.opened().await[0];
        assert!(kept.signals.cut && kept.content.narrative.is_none());
        assert_eq!(kept.content.urls, ["http://host-a.test/p/1"]);
        assert_eq!(site.rows().await[0].len(), letterbox::SIZE_CLASSES[0]);

        // So many that not all of them fit: those that were not taken are in the form, and only those.
        let many: Vec<_> = (0..40).map(|n| format!("http://host-{n}.test/p/17")).collect();
        let many = many.join("\n");
        let draw = site.draw().await;
        let page = site.form("/en/report", &[("state", &draw), ("urls", &many)]).await;
        assert_eq!(page.status, 200);
        let taken = site.opened().await[1].content.urls.len();
        assert!((1..40).contains(&taken));
        assert!(page.body.contains(&format!("and {} were not", 40 - taken)), "{}", page.body);
        let state = field(&page.body, "state");
        let form = site.form("/en/correct", &[("state", &state)]).await;
        let (_, left) = form.body.split_once("http://host-").expect("what was not taken");
        assert!(left.starts_with(&format!("{taken}.test")) && left.contains("http://host-39.test/p/17"));

        // Of an answer the beginning stays, and the page says so and shows all of it.
        let narrative = "word ".repeat(500);
        let told = [("state", state.as_str()), ("question", "words"), ("narrative", narrative.as_str())];
        let page = site.form("/en/more", &told).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("only the beginning") && page.body.contains(narrative.trim()));
        let told = site.opened().await[2].clone();
        assert!(told.signals.cut && narrative.starts_with(told.content.narrative.as_deref().unwrap()));

        // Pressed again, what was cut is tried again in place of its beginning; whoever was told may go on, and
        // the last page does not say that all of it has arrived.
        site.test.clock.advance(Duration::from_secs(1));
        let state = field(&page.body, "state");
        let told = [("state", state.as_str()), ("question", "words"), ("narrative", narrative.as_str()), ("go", "done")];
        let page = site.form("/en/more", &told).await;
        assert_eq!(site.opened().await[3].content.cleared, ["narrative"]);
        assert!(page.body.contains("A part of what you told us has arrived"), "{}", page.body);
        assert!(page.body.contains("only the beginning"));
        let state = field(&page.body, "state");
        let page = site.form("/km/taken", &[("state", &state), ("done", "1")]).await;
        assert!(page.body.contains("មួយផ្នែក"), "{}", page.body);

        // What fits is taken whole.
        let body = json!({"urls": ["http://host-a.test/p/2"], "narrative": "word"});
        let answer = site.json("/api/v1/reports", body).await;
        assert!(answer.status == 201 && answer.json().get("urls_taken").is_none());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_room_nothing_is_taken_and_the_text_is_given_back() {
    let (site, _) = with_room(store::testing::TestDb::sqlite().await, MEGABYTE).await;
    let draw = site.draw().await;
    let typed = [
        ("state", draw.as_str()),
        ("urls", "http://host-a.test/p/17"),
    ];
    let page = site.form("/en/report", &typed).await;
    assert_eq!(page.status, 503);
    assert!(page.body.contains("was not taken") && page.body.contains("http://host-a.test/p/17"));
    assert!(site.rows().await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_never_end_their_head_keep_nobody_waiting() {
    const SLOW: usize = 1_200;
    allow_connections(SLOW);
    let site = Site::open(store::testing::TestDb::sqlite().await).await;
    let address = site.address;
    let mut slow = tokio::task::JoinSet::new();
    for number in 0..SLOW {
        slow.spawn(async move {
            // Half of them stop in the head, half in the body, and each comes again when it is cut off.
            let begun: &[u8] = if number % 2 == 0 {
                b"GET /en/ HTTP/1.1\r\nhost: x\r\n"
            } else {
                b"POST /api/v1/reports HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                  content-length: 1000\r\n\r\n{"
            };
            loop {
                if let Ok(mut stream) = TcpStream::connect(address).await {
                    stream.write_all(begun).await.ok();
                    stream.read_to_end(&mut Vec::new()).await.ok();
                }
            }
        });
    }
    sleep(Duration::from_secs(2)).await;
    for turn in 0..4 {
        let asked = Instant::now();
        let sent = site.json("/api/v1/reports", report(&format!("{turn}")));
        let answer = timeout(Duration::from_secs(12), sent).await;
        assert_eq!(answer.expect("the slow ones hold all places").status, 201);
        println!("an honest reporter waited {:?}", asked.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_kept_busy_keep_nobody_waiting() {
    const BUSY: usize = 1_200;
    allow_connections(BUSY);
    let site = Site::open(store::testing::TestDb::sqlite().await).await;
    let address = site.address;
    let mut busy = tokio::task::JoinSet::new();
    for _ in 0..BUSY {
        busy.spawn(async move {
            let asked = b"GET /en/receipt HTTP/1.1\r\nhost: x\r\n\r\n";
            let mut answer = vec![0; 64 * 1024];
            loop {
                let Ok(mut stream) = TcpStream::connect(address).await else {
                    continue;
                };
                // The next request follows each answer at once, for as long as the connection lives.
                while stream.write_all(asked).await.is_ok()
                    && stream.read(&mut answer).await.is_ok_and(|read| read > 0)
                {}
            }
        });
    }
    sleep(Duration::from_secs(2)).await;
    for turn in 0..4 {
        let sent = site.json("/api/v1/reports", report(&format!("{turn}")));
        let answer = timeout(Duration::from_secs(20), sent).await;
        assert_eq!(answer.expect("the busy ones hold all places").status, 201);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_waits_when_the_process_ends_is_taken_in_at_once() {
    let test = store::testing::TestDb::sqlite().await;
    let limit = test.letterbox.room().await.unwrap().used + 3 * MEGABYTE;
    let (end, ended) = tokio::sync::watch::channel(());
    let site = Arc::new(Site::open_until(test, "kh", Some(limit), ended).await);
    sleep(Duration::from_millis(500)).await;
    // At this pace so many reports would take minutes.
    let mut senders = tokio::task::JoinSet::new();
    for sender in 0..100 {
        let site = Arc::clone(&site);
        senders.spawn(async move {
            site.json("/api/v1/reports", report(&format!("{sender}")))
                .await
        });
    }
    sleep(Duration::from_secs(3)).await;
    let waiting = 100 - site.rows().await.len();
    assert!(waiting > 20, "{waiting}");
    end.send(()).unwrap();
    while let Some(sent) = senders.join_next().await {
        assert_eq!(sent.unwrap().status, 201);
    }
    assert_eq!(site.rows().await.len(), 100);
}
