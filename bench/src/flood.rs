//! A flood against a letterbox with little room, and honest reporters beside it: none is refused, how long
//! they wait, and what room is left. The floor is the same reporters without the flood.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::process::Command;
use tokio::time::{Instant, sleep};

use crate::client::{Client, JSON};
use crate::ground::{Ground, Running, load};
use crate::spread::Spread;
use crate::{machine, quiet, server};

/// Honest reporters, and the pause in milliseconds that each makes between two reports.
const HONEST: &str = "4";
const PAUSE: &str = "1000";
/// The flood begins so long before them: it is through with the room in which nothing is slowed down.
const AHEAD: Duration = Duration::from_secs(15);

/// The flood's own process.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The server.
    #[arg(long)]
    address: SocketAddr,
    /// Connections: half of them send long reports, half bare URLs.
    #[arg(long)]
    connections: u32,
}

/// What the flood saw.
#[derive(Serialize, Deserialize)]
struct Poured {
    taken: u32,
    refused: u32,
    seconds: f64,
}

/// Pours until its input ends.
pub(crate) async fn pour(arguments: Arguments) -> anyhow::Result<()> {
    let (taken, refused) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let began = Instant::now();
    for number in 0..arguments.connections {
        let (taken, refused) = (Arc::clone(&taken), Arc::clone(&refused));
        let address = arguments.address;
        tokio::spawn(async move {
            loop {
                // A connection has a lifetime: the next one takes over.
                pour_one(address, number, &taken, &refused).await.ok();
                sleep(Duration::from_millis(20)).await;
            }
        });
    }
    tokio::io::stdin().read_to_end(&mut Vec::new()).await?;
    let poured = Poured {
        taken: taken.load(Relaxed),
        refused: refused.load(Relaxed),
        seconds: began.elapsed().as_secs_f64(),
    };
    Ok(machine::say(&serde_json::to_string(&poured)?)?)
}

async fn pour_one(
    address: SocketAddr,
    number: u32,
    taken: &AtomicU32,
    refused: &AtomicU32,
) -> anyhow::Result<()> {
    let mut client = Client::connect(address).await?;
    let words = "word ".repeat(1_500);
    for turn in 0_u64.. {
        let url = format!("http://host-a.test/p/{number}/{turn}");
        let body = if number.is_multiple_of(2) {
            format!(r#"{{"urls":["{url}"],"narrative":"{words}"}}"#)
        } else {
            format!(r#"{{"urls":["{url}"]}}"#)
        };
        let answer = client.post("/api/v1/reports", JSON, &body).await?;
        let count = if answer.status == 201 { taken } else { refused };
        count.fetch_add(1, Relaxed);
    }
    Ok(())
}

/// One store under honest reporters, and perhaps a flood.
struct Figures {
    honest: quiet::Seen,
    poured: Option<Poured>,
    used: u64,
    resident: u64,
}

pub(crate) async fn run(seconds: u64, room: u64, connections: u32) -> anyhow::Result<()> {
    let began = Instant::now();
    let mut ground = Ground::new(None)?;
    let store = ground.new_store("floor", 0).await?;
    // A minute tells the floor, however long the flood is.
    let floor = figures(&store, &ground.keys, seconds.min(60), room, None).await?;
    let store = ground.new_store("flood", 0).await?;
    let flood = figures(&store, &ground.keys, seconds, room, Some(connections)).await?;
    let poured = flood.poured.context("a flood was poured")?;
    let (refused, flood_refused) = (flood.honest.refused, poured.refused);
    let [waited, floor_waited] = [flood.honest.reports, floor.honest.reports].map(Spread::new);
    let line = json!({
        "bench": "flood",
        "database": ground.database(),
        "unit": "seconds that an honest reporter waits",
        "honest_taken": waited.count(),
        "honest_refused": refused,
        "p50_s": thousandths(waited.at_ms(50)),
        "p99_s": thousandths(waited.at_ms(99)),
        "floor_taken": floor_waited.count(),
        "floor_refused": floor.honest.refused,
        "floor_p50_s": thousandths(floor_waited.at_ms(50)),
        "floor_p99_s": thousandths(floor_waited.at_ms(99)),
        "room": room,
        "used": flood.used,
        "left": room.saturating_sub(flood.used),
        "flood_connections": connections,
        "flood_seconds": poured.seconds.round(),
        "flood_taken": poured.taken,
        "flood_refused": flood_refused,
        "flood_taken_per_second": (f64::from(poured.taken) / poured.seconds).round(),
        "rss_mb": flood.resident,
        "seconds": began.elapsed().as_secs_f64().round(),
    });
    machine::say(&line.to_string())?;
    ensure!(refused == 0, "{refused} honest reports were refused");
    ensure!(flood.used < room, "the room came to an end");
    Ok(())
}

async fn figures(
    store: &str,
    keys: &Path,
    seconds: u64,
    room: u64,
    connections: Option<u32>,
) -> anyhow::Result<Figures> {
    let mut server = Running::start(store, keys, &["--space", &room.to_string()]).await?;
    let flood = match connections {
        None => None,
        Some(connections) => {
            let flood = Command::new(std::env::current_exe()?)
                .args(["pour", "--address", &server.address])
                .args(["--connections", &connections.to_string()])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .kill_on_drop(true)
                .spawn()?;
            sleep(AHEAD).await;
            Some(flood)
        }
    };
    let seconds = seconds.to_string();
    let to = ["quiet", "--address", &server.address, "--seconds", &seconds];
    let honest = load(&[&to[..], &["--people", HONEST, "--pause", PAUSE]].concat()).await?;
    // The flood goes on until the last honest reporter has an answer.
    let poured = match flood {
        None => None,
        Some(flood) => Some(serde_json::from_slice(
            &flood.wait_with_output().await?.stdout,
        )?),
    };
    let db = server::open(store).await?;
    let used = db.room().await?.used;
    db.close().await;
    Ok(Figures {
        honest,
        poured,
        used,
        resident: server.end().await?,
    })
}

/// Bytes, as `67108864`, `64MiB` or `1GiB`.
pub(crate) fn bytes(text: &str) -> Result<u64, String> {
    let (number, unit) = text
        .strip_suffix("MiB")
        .map(|number| (number, 1 << 20))
        .or_else(|| text.strip_suffix("GiB").map(|number| (number, 1 << 30)))
        .unwrap_or((text, 1));
    let number: u64 = number.parse().map_err(|_| "no number of bytes")?;
    number
        .checked_mul(unit)
        .ok_or_else(|| "too many bytes".to_owned())
}

fn thousandths(milliseconds: f64) -> f64 {
    milliseconds.round() / 1_000.0
}
