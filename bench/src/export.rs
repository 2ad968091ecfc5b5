//! The lives of cases as a file, over a real socket as the desk serves it, and the page of the figures over as many.
//!
//! The lives are made by SQL of the bench; their columns are those that following the record writes. The floors are of the
//! same run: the same rows read by the same statement and dropped, and as many bytes over a socket. The peak of memory is
//! set back before the file is asked for, and read when a tenth of it is there, and at its end: it is that of this process,
//! which is the server, the reader, and on SQLite the database.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use identity::Role;
use kernel::{Id, SystemClock, SystemEntropy, Timestamp};
use serde_json::{Value, json};
use statistics::Life;
use store::{Config, Db, Kind, migrate, values};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

use crate::client::Client;
use crate::ground::Ground;
use crate::machine;
use crate::queue::{Reader, desk};

/// Rows of one transaction of filling.
const BATCH: u32 = 50_000;
/// What the file may take.
const LIMIT_SECONDS: f64 = 30.0;
/// How often the page is read.
const PAGES: usize = 3;
/// Commas of a line: what is between the parts in which the file is sent has none.
const COMMAS: u64 = 17;

pub(crate) async fn run(postgres: Option<String>, rows: u32) -> anyhow::Result<()> {
    let mut ground = Ground::new(postgres)?;
    let measured = measure(&mut ground, rows).await;
    ground.drop_databases().await?;
    Ok(machine::say(&measured?.to_string())?)
}

async fn measure(ground: &mut Ground, rows: u32) -> anyhow::Result<Value> {
    let address = ground.new_address("figures").await?;
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let keyring = Some(Arc::clone(&ground.desk));
    let db = Db::open(Kind::Desk, &Config::at(&address), clock, entropy, keyring).await?;
    migrate::migrate(&db).await?;
    let pack = pack::load(&pack::Source::Shipped("kh".to_owned()), false)
        .map_err(|faults| anyhow::anyhow!("the pack has {} faults", faults.len()))?;
    let pack = Arc::new(pack);
    fill(&db, rows).await?;
    ground.tidy(&address).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router = desk(db.clone(), &pack)?;
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let manager = Reader::with_role(&db, address, "manager", Role::Manager, &[]).await?;

    let read_seconds = read(&db, rows).await?;
    reset_peak();
    let before = machine::resident();
    let file = take(address, &manager.bearer, rows).await?;
    let socket_seconds = bytes(file.bytes).await?;
    let mut pages = Vec::new();
    for _ in 0..PAGES {
        pages.push(page(&db, address, &manager.cookie).await?);
    }
    pages.sort_by(f64::total_cmp);
    server.abort();
    db.close().await;
    ensure!(
        file.lines == u64::from(rows) + 1,
        "{} lines are there",
        file.lines
    );
    Ok(json!({
        "bench": "figures",
        "database": ground.database(),
        "unit": "seconds for the file, from the request to its last byte",
        "rows": rows,
        "bytes": file.bytes,
        "seconds": hundredths(file.seconds),
        "limit_seconds": LIMIT_SECONDS,
        "within": file.seconds < LIMIT_SECONDS,
        "floor_read_seconds": hundredths(read_seconds),
        "floor_socket_seconds": hundredths(socket_seconds),
        "ratio": hundredths(file.seconds / (read_seconds + socket_seconds)),
        "resident_before_mb": before,
        "peak_at_a_tenth_mb": file.peak_at_a_tenth,
        "peak_at_the_end_mb": file.peak,
        "page_of_a_year_seconds": pages.get(PAGES / 2).copied().map(hundredths),
    }))
}

/// Makes lives that were received within the last year, one for each case, each asked of one of two hundred providers.
async fn fill(db: &Db, rows: u32) -> anyhow::Result<()> {
    let tx = db.read().await?;
    let apart = i64::try_from(Duration::from_hours(24 * 350).as_micros())? / i64::from(rows);
    let first = tx.now().before(Duration::from_hours(24 * 360));
    drop(tx);
    let mut made = 0;
    while made < rows {
        let last = rows.min(made + BATCH);
        let mut tx = db.write().await?;
        tx.execute(FILL, values![made + 1, last, first, apart])
            .await?;
        tx.commit().await?;
        made = last;
    }
    Ok(())
}

/// All of it by the statement of the file, row by row, and nothing done with it.
async fn read(db: &Db, rows: u32) -> anyhow::Result<f64> {
    let began = Instant::now();
    let mut key = (
        Timestamp::from_micros(0),
        Id::from_uuid(uuid::Uuid::nil()),
        0_i64,
    );
    let mut count = 0;
    loop {
        let mut tx = db.read().await?;
        let lives: Vec<Life> = tx.all(READ, values![key.0, key.1, key.2]).await?;
        drop(tx);
        let Some(last) = lives.last() else { break };
        key = (last.received_at, last.case, last.number);
        count += lives.len();
    }
    ensure!(count == usize::try_from(rows)?, "{count} rows were read");
    Ok(began.elapsed().as_secs_f64())
}

/// What came of the file.
struct Taken {
    seconds: f64,
    bytes: u64,
    lines: u64,
    peak_at_a_tenth: Option<u64>,
    peak: Option<u64>,
}

/// Takes the file, and keeps nothing of it.
async fn take(address: SocketAddr, bearer: &str, rows: u32) -> anyhow::Result<Taken> {
    let began = Instant::now();
    let mut stream = TcpStream::connect(address).await?;
    let head = format!(
        "GET /api/v1/figures.csv?first=2000-01-01 HTTP/1.1\r\nhost: bench\r\nauthorization: {bearer}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    let mut buffer = vec![0; 64 * 1024];
    let (mut bytes, mut commas, mut peak_at_a_tenth) = (0, 0, None);
    let mut body_began = false;
    loop {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            break;
        }
        let mut part = buffer.get(..read).unwrap_or_default();
        if !body_began {
            ensure!(part.starts_with(b"HTTP/1.1 200"), "the file was refused");
            let end = part.windows(4).position(|four| four == b"\r\n\r\n");
            part = part
                .get(end.context("a head in two parts")? + 4..)
                .unwrap_or_default();
            body_began = true;
        }
        bytes += u64::try_from(part.len())?;
        let found = part.split(|byte| *byte == b',').count().saturating_sub(1);
        commas += u64::try_from(found)?;
        if peak_at_a_tenth.is_none() && commas / COMMAS >= u64::from(rows) / 10 {
            peak_at_a_tenth = peak();
        }
    }
    Ok(Taken {
        seconds: began.elapsed().as_secs_f64(),
        bytes,
        lines: commas / COMMAS,
        peak_at_a_tenth,
        peak: peak(),
    })
}

/// As many bytes over a socket, with nothing else done.
async fn bytes(count: u64) -> anyhow::Result<f64> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let sender = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await?;
        let part = vec![b'a'; 64 * 1024];
        let mut left = count;
        while left > 0 {
            let next = usize::try_from(left).unwrap_or(usize::MAX).min(part.len());
            stream
                .write_all(part.get(..next).unwrap_or_default())
                .await?;
            left -= u64::try_from(next).unwrap_or(left);
        }
        Ok::<_, std::io::Error>(())
    });
    let began = Instant::now();
    let mut stream = TcpStream::connect(address).await?;
    let mut buffer = vec![0; 64 * 1024];
    while stream.read(&mut buffer).await? > 0 {}
    sender.await??;
    Ok(began.elapsed().as_secs_f64())
}

/// The page of the figures of the last year.
async fn page(db: &Db, address: SocketAddr, cookie: &str) -> anyhow::Result<f64> {
    let mut client = Client::connect(address).await?;
    // Timestamps begin with their day.
    let now = db.clock().now();
    let first = now.before(Duration::from_hours(24 * 362)).to_string();
    let (first, last) = (first.get(..10).unwrap_or_default(), now.to_string());
    let path = format!(
        "/figures?first={first}&last={}",
        last.get(..10).unwrap_or_default()
    );
    let began = Instant::now();
    let answer = client.send("GET", &path, &[("cookie", cookie)], "").await?;
    ensure!(answer.status == 200, "the page was refused");
    Ok(began.elapsed().as_secs_f64())
}

/// The most that this process had in memory since it was set back, in MiB.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024)
}

fn reset_peak() {
    std::fs::write("/proc/self/clear_refs", "5").ok();
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

const READ: &str = "SELECT case_id, number, reference, location_id, life, first, last, cause, received_at, assessed_at, police_at,
    provider_id, notice_at, answered_at, removed_at, came_back_at, outcome, to_remove, country, class
FROM statistics_life WHERE (received_at, case_id, number) > ($1, $2, $3)
ORDER BY received_at, case_id, number LIMIT 2000";

/// `h` is drawn from the number. Times are minutes: most are removed within days, some within months, some not.
const FILL: &str = "WITH RECURSIVE
numbers(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM numbers WHERE i < $2),
drawn AS (SELECT i, $3 + i * $4 AS at, (i * 48271 + (i / 7) * 69621 + (i / 1009) * 31) % 2147483647 AS h FROM numbers)
INSERT INTO statistics_life (case_id, number, reference, location_id, life, first, last, cause, received_at, assessed_at,
    police_at, provider_id, notice_at, answered_at, removed_at, outcome, to_remove, country, class)
SELECT
    /*on postgres*/ gen_random_uuid() /*on sqlite*/ randomblob(16) /*end*/, 1,
    /*on postgres*/ 'B' || lpad(CAST(i AS TEXT), 7, '0') /*on sqlite*/ printf('B%07d', i) /*end*/,
    /*on postgres*/ gen_random_uuid() /*on sqlite*/ randomblob(16) /*end*/, 1, TRUE, TRUE, 'reported',
    at - at % 3600000000, at + h % 400 * 60000000, CASE WHEN h % 3 = 0 THEN at + (400 + h % 50) * 60000000 END,
    /*on postgres*/ CAST(lpad(to_hex(1 + h % 200), 32, '0') AS UUID)
    /*on sqlite*/ unhex(printf('%032x', 1 + h % 200)) /*end*/,
    at + (450 + h % 90) * 60000000, CASE WHEN h % 4 > 0 THEN at + (600 + h % 3000) * 60000000 END,
    CASE WHEN h % 10 < 9 THEN at + (1000 + h % (10 + h % 60000)) * 60000000 END,
    CASE WHEN h % 10 < 9 THEN 'gone' END, TRUE,
    CASE WHEN h % 10 < 3 THEN NULL WHEN h % 10 < 7 THEN 'US' WHEN h % 10 < 9 THEN 'NL' ELSE 'KH' END, 'baseline'
FROM drawn";
