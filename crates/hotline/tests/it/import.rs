//! A large file of reports, imported at the command line: killed again and again, and nothing is imported twice.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::Stdio;
use std::time::Duration;

use demo::Product;
use smallnet::SmallNet;
use store::Kind;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};

use crate::kill::{filed, open};
use crate::{PROGRAM, prepared};

/// Lines of the file that are reports.
const LINES: usize = 600;

/// References among them.
const GROUPS: usize = 20;

/// How often the run is killed.
const KILLS: usize = 4;

const FILE: &str = "reports.csv";

fn file() -> Vec<u8> {
    let mut text = "\u{FEFF}Url;Narrative;Reference;Danger\r\n".to_owned();
    for number in 0..LINES {
        let reference = match number % 3 {
            0 => String::new(),
            _ => format!("group {}", number % GROUPS),
        };
        let _ = write!(
            text,
            "http://host-{}.test/p/{number};\"words\r\nof {number}\";{reference};no\r\n",
            number % 7
        );
    }
    text.push_str("canary-word;;;\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(b"http://canary-\xE9.test/;;;\r\n\"http://canary.test/;;;\r\n");
    bytes
}

fn command(product: &Product) -> tokio::process::Command {
    let mut command = tokio::process::Command::new(PROGRAM);
    command
        .arg("--config")
        .arg(product.folder().join("hotline.toml"))
        .args(["import", "--sender", "Partner"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

async fn played(postgres: bool) {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let product = prepared(&net, postgres).await;
    let path = product.folder().join(FILE);
    std::fs::write(&path, file()).unwrap();

    let mut told = 0;
    for kill in 0..KILLS {
        let mut child = command(&product).arg(&path).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // Somewhere within the file, and in the middle of a transaction as likely as not.
        for _ in 0..100 * kill + 30 {
            assert!(lines.next_line().await.unwrap().is_some());
            told += 1;
        }
        tokio::time::sleep(Duration::from_millis(7 * u64::try_from(kill).unwrap())).await;
        child.kill().await.unwrap();
    }
    assert!(told > 100);

    let output = command(&product).arg(&path).output().await.unwrap();
    let (results, words) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    assert_eq!(output.status.code(), Some(2), "{words}");
    let mut became: BTreeMap<&str, usize> = BTreeMap::new();
    for line in results.lines().skip(1) {
        let cells: Vec<_> = line.split(',').collect();
        assert_eq!(cells.len(), 5, "{line}");
        *became.entry(cells[1]).or_default() += 1;
        assert_eq!(cells[1] == "refused", cells[4].is_empty(), "{line}");
    }
    assert_eq!(became["refused"], 3);
    assert!(became["already-there"] >= 300, "{became:?}");
    assert_eq!(became.values().sum::<usize>(), LINES + 3);
    let refused: Vec<_> = results.lines().rev().take(3).collect();
    let last = 2 + 2 * LINES;
    assert_eq!(
        refused,
        [
            format!("{},refused,quote,,", last + 2),
            format!("{},refused,not-utf-8,,", last + 1),
            format!("{last},refused,not-a-url,url,"),
        ]
    );
    for text in [&results, &words] {
        assert!(
            !text.contains("canary") && !text.contains("host-"),
            "{text}"
        );
    }

    // By a pipe: all of it is known.
    let mut child = command(&product)
        .arg("-")
        .stdin(Stdio::from(std::fs::File::open(&path).unwrap()))
        .spawn()
        .unwrap();
    let mut again = String::new();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_to_string(&mut again).await.unwrap();
    child.wait().await.unwrap();
    assert_eq!(again.matches(",already-there,").count(), LINES);

    let filed = filed(&product).await;
    assert_eq!(filed.len(), LINES);
    for number in 0..LINES {
        let url = format!("http://host-{}.test/p/{number}", number % 7);
        let words = format!("words\nof {number}");
        assert!(filed[&url].iter().all(|texts| texts.contains(&words)));
    }
    let db = open(Kind::Desk, &product.stores.desk, None).await;
    let mut tx = db.read().await.unwrap();
    for (count, sql) in [
        (LINES, "SELECT COUNT(*) AS value FROM intake_submission"),
        (LINES, "SELECT COUNT(*) AS value FROM intake_case"),
        (
            LINES / 3 + GROUPS,
            "SELECT COUNT(*) AS value FROM intake_report WHERE source = 'file'",
        ),
    ] {
        let (found,): (i64,) = tx.one(sql, store::values![]).await.unwrap();
        assert_eq!(usize::try_from(found).unwrap(), count, "{sql}");
    }
    let verified = product.run(&["audit", "verify"], "").await.unwrap();
    assert!(verified.starts_with("The record holds"), "{verified}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_killed_and_run_again_is_imported_once_sqlite() {
    played(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_killed_and_run_again_is_imported_once_postgres() {
    played(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_table_is_told_and_nothing_of_it_repeated() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let product = prepared(&net, false).await;
    for (file, word) in [
        (
            "http://canary.test/p/1\n",
            "the first line has to name the columns",
        ),
        ("url,http://canary.test/p/1\n", "not known: #2"),
        ("", "the file is empty"),
    ] {
        let arguments = ["import", "--sender", "Partner", "-"];
        let output = product.try_run(&arguments, file).await.unwrap();
        assert_eq!(output.status.code(), Some(1));
        let words = String::from_utf8(output.stderr).unwrap();
        assert!(words.contains(word) && !words.contains("canary"), "{words}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(filed(&product).await.len(), 0);
}
