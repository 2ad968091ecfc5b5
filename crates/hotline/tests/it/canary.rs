//! Canary words go in wherever a person or a server can put words, and come out nowhere: not in the database
//! files, not in a dump, not in the logs.

use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;

use demo::{Browser, PASSWORD, Product, Staff};
use smallnet::{Behaviour, Network, Registrar, Site, SmallNet};

use crate::apart::Apart;
use crate::running;

/// Where each word goes in.
const WORDS: [&str; 10] = [
    "canaryhost",
    "canarypath",
    "canarynarrative",
    "canarycontact",
    "canarynote",
    "canarypolice",
    "canaryhop",
    "canaryholder",
    "canaryabuse",
    "canaryuser",
];

fn site() -> Site {
    Site::new(
        "canaryhost.test",
        Ipv4Addr::new(127, 40, 0, 77),
        Network {
            handle: "SIM-77".to_owned(),
            cidr: "127.40.0.77/32".to_owned(),
            holder: "Canaryholder Hosting".to_owned(),
            country: "KH".to_owned(),
            autonomous_system: 64_577,
            abuse: "canaryabuse@hosting.test".to_owned(),
        },
        Registrar {
            name: "Registrar".to_owned(),
            abuse: "abuse@registrar.test".to_owned(),
        },
    )
}

async fn put_words_everywhere(net: &SmallNet, product: &Product) {
    net.add(site()).await.unwrap();
    let port = net.site_port();
    net.behave(
        "canaryhost.test",
        Behaviour::RedirectsTo(format!("http://canaryhost.test:{port}/canaryhop")),
    )
    .await
    .unwrap();
    product
        .add_staff("dara", "analyst", PASSWORD)
        .await
        .unwrap();
    product
        .add_staff("sophea", "manager", PASSWORD)
        .await
        .unwrap();
    let mut manager = Staff::sign_in(&product.desk, "sophea").await.unwrap();
    manager
        .add_contact("police", "Unit", "KH", "canarypolice@police.example")
        .await
        .unwrap();

    let mut client = Browser::new(&product.letterbox).unwrap();
    let report = serde_json::json!({
        "urls": [format!("http://canaryuser:secret@canaryhost.test:{port}/canarypath")],
        "narrative": "canarynarrative",
        "contact": "canarycontact@person.example",
    });
    assert_eq!(
        client
            .send_json("/api/v1/reports", &report)
            .await
            .unwrap()
            .status,
        201
    );
    // What is refused must not stay anywhere either.
    let refused = serde_json::json!({ "urls": ["data:image/png;base64,canarypath"], "narrative": "canarynarrative" });
    assert!(
        client
            .send_json("/api/v1/reports", &refused)
            .await
            .unwrap()
            .status
            >= 400
    );

    let mut analyst = Staff::sign_in(&product.desk, "dara").await.unwrap();
    let case = loop {
        if let Some(case) = analyst.queue().await.unwrap().into_iter().next() {
            break case;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    analyst.press(&case, "/claim", &[]).await.unwrap();
    analyst.view(&case).await.unwrap();
    let page = analyst.classify(&case, demo::BASELINE).await.unwrap();
    assert_eq!(page.status, 200, "{}", page.text());
    analyst
        .press(&case, "/decision", &[("note", "canarynote")])
        .await
        .unwrap();
    analyst.press(&case, "/release", &[]).await.unwrap();
    let mails = net.wait_for_mails(1, Duration::from_secs(15)).await;
    assert_eq!(mails.len(), 1, "{}", product.log());
    // The checks have met the redirect by now.
    tokio::time::sleep(Duration::from_secs(3)).await;
}

fn search(what: &str, bytes: &[u8]) {
    let text = bytes.to_ascii_lowercase();
    for word in WORDS {
        let found = text
            .windows(word.len())
            .position(|window| window == word.as_bytes());
        if let Some(at) = found {
            let from = at.saturating_sub(80);
            let around =
                String::from_utf8_lossy(&text[from..(at + 80).min(text.len())]).into_owned();
            panic!("{word} stands in {what}: …{around}…");
        }
    }
}

fn search_folder(folder: &Path) {
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match std::fs::read(&path) {
            Ok(bytes) => search(&path.display().to_string(), &bytes),
            // A journal that SQLite removed between the two looks holds nothing any more.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => panic!("{}: {error}", path.display()),
        }
        files += 1;
    }
    assert!(files >= 3, "there was little to search");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_word_is_found_in_the_files_of_sqlite_or_the_log() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let mut product = running(&net, false).await;
    put_words_everywhere(&net, &product).await;
    // While it runs, for the write-ahead logs; and after a power cut.
    search_folder(product.folder());
    product.kill().await.unwrap();
    search_folder(product.folder());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_word_is_found_in_a_dump_of_postgres_or_the_log() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let product = running(&net, true).await;
    put_words_everywhere(&net, &product).await;
    search_folder(product.folder());
    let config = std::fs::read_to_string(product.folder().join("hotline.toml")).unwrap();
    for address in config
        .lines()
        .filter_map(|line| line.split_once("= \"postgres").map(|(_, rest)| rest))
    {
        let address = format!("postgres{}", address.trim_end_matches('"'));
        search_dump(&address);
    }
}

fn search_dump(address: &str) {
    // Binary columns as text, too: a word in a BYTEA is hexadecimal in a dump.
    let dump = std::process::Command::new("pg_dump")
        .args(["--inserts", address])
        .env("PGOPTIONS", "-c bytea_output=escape")
        .output()
        .unwrap();
    assert!(
        dump.status.success(),
        "{}",
        String::from_utf8_lossy(&dump.stderr)
    );
    assert!(dump.stdout.len() > 1_000);
    search("the dump", &dump.stdout);
}

/// Where a reporter's words go in, by every door that takes them or refuses them.
async fn report_through_every_door(letterbox: &str) {
    let mut browser = Browser::new(letterbox).unwrap();
    let urls = "http://canaryuser:secret@canaryhost.test/canarypath";
    let report = serde_json::json!({
        "urls": [urls],
        "narrative": "canarynarrative",
        "contact": "canarycontact@person.example",
    });
    let taken = browser.send_json("/api/v1/reports", &report).await.unwrap();
    assert_eq!(taken.status, 201);
    let form = browser.open("/en/").await.unwrap();
    let state = form.field("state").unwrap();
    let fields = [("state", &*state), ("urls", urls)];
    let taken = browser.send("/en/report", &fields).await.unwrap();
    assert_eq!(taken.status, 200);
    let state = taken.field("state").unwrap();
    for (question, name, word) in [
        ("words", "narrative", "canarynarrative"),
        ("contact", "contact", "canarycontact@person.example"),
    ] {
        let told = [("state", &*state), ("question", question), (name, word)];
        let page = browser.send("/en/more", &told).await.unwrap();
        assert_eq!(page.status, 200);
    }
    let said = [
        ("state", &*state),
        ("do", "message"),
        ("message", "canarynarrative"),
    ];
    assert_eq!(
        browser.send("/en/account", &said).await.unwrap().status,
        200
    );
    let fields = [("state", &*state), ("urls", "canaryhost canarypath")];
    let refused = browser.send("/en/report", &fields).await.unwrap();
    assert_eq!(refused.status, 422);
    assert!(refused.html.contains("canaryhost canarypath"));
}

/// Every readable map of a process.
fn search_memory(process: u32) {
    use std::os::unix::fs::FileExt;
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let memory = std::fs::File::open(format!("/proc/{process}/mem")).unwrap();
    let mut read = 0;
    for line in maps.lines() {
        let mut parts = line.split_whitespace();
        let (range, rights) = (parts.next().unwrap(), parts.next().unwrap());
        // The kernel's own page cannot be read by anyone.
        if !rights.starts_with('r')
            || line.ends_with("[vvar]")
            || line.ends_with("[vsyscall]")
            || line.ends_with("[vvar_vclock]")
        {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let [from, to] = [from, to].map(|address| u64::from_str_radix(address, 16).unwrap());
        let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
        let count = memory.read_at(&mut bytes, from).unwrap();
        read += count;
        search_encoded(line, &bytes[..count]);
    }
    assert!(read > 1_000_000, "there was little to search");
}

/// Searches for the words, and for what base64 makes of them at each of three places.
fn search_encoded(what: &str, bytes: &[u8]) {
    use std::fmt::Write;
    let lower = bytes.to_ascii_lowercase();
    // All words begin alike; in base64 these are the whole symbols of `canary` behind none, one, two bytes.
    let needles: [&[u8]; 4] = [b"canary", b"Y2FuYXJ5", b"NhbmFye", b"jYW5hcn"];
    for (needle, text) in needles.into_iter().zip([&*lower, bytes, bytes, bytes]) {
        let mut rest = 0;
        while let Some(at) = text[rest..].iter().position(|byte| *byte == needle[0]) {
            rest += at + 1;
            let found = &text[rest - 1..];
            let whole = || WORDS.iter().any(|word| found.starts_with(word.as_bytes()));
            // `Atlantic/Canary` is a time zone, and no word of ours.
            if found.starts_with(needle) && (needle != b"canary" || whole()) {
                let mut around = String::new();
                for byte in &bytes[rest.saturating_sub(48)..(rest + 80).min(bytes.len())] {
                    write!(around, "{}", byte.escape_ascii()).unwrap();
                }
                panic!("a word stands in {what}: …{around}…");
            }
        }
    }
}

async fn nothing_stays(apart: &Apart) {
    let letterbox = apart.letterbox().await;
    report_through_every_door(&apart.product.letterbox).await;
    // The browser is gone; its connections end within the time that a closing one lingers.
    tokio::time::sleep(Duration::from_secs(4)).await;
    search_memory(letterbox.id().unwrap());
    search_folder(apart.product.folder());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_word_stays_in_the_memory_of_a_letterbox_over_sqlite() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    nothing_stays(&Apart::on_sqlite(&net).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_word_stays_in_the_memory_or_the_database_of_a_letterbox_over_postgres() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let apart = Apart::on_postgres(&net).await;
    nothing_stays(&apart).await;
    search_dump(&apart.stores.letterbox);
}
