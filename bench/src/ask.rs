//! A load of look-ups of receipts, and how long each answer took.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep_until};

use crate::client::{Client, FORM, JSON};
use crate::machine;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The server.
    #[arg(long)]
    address: SocketAddr,
    /// What is looked up, in this order: one receipt a line, behind `known` or `unknown`.
    #[arg(long)]
    receipts: PathBuf,
    /// Connections that ask at a time.
    #[arg(long)]
    connections: u32,
    /// Look-ups a second over all connections; without it, as many as are answered.
    #[arg(long)]
    rate: Option<u32>,
    /// Ask by the form of the page instead of the API.
    #[arg(long)]
    form: bool,
}

/// What the load saw: the time of every answer with 200 in microseconds.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Seen {
    pub(crate) known: Vec<u32>,
    pub(crate) unknown: Vec<u32>,
    /// Everything else.
    pub(crate) failed: u32,
    /// How long all of it took.
    pub(crate) seconds: f64,
}

struct Lookup {
    known: bool,
    body: String,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(&arguments.receipts)?;
    let form = arguments.form;
    let lookups = text.lines().filter_map(|line| line.split_once(' '));
    let lookups: Arc<Vec<_>> = Arc::new(
        lookups
            .map(|(kind, receipt)| Lookup {
                known: kind == "known",
                body: if form {
                    format!("receipt={receipt}")
                } else {
                    format!(r#"{{"receipt":"{receipt}"}}"#)
                },
            })
            .collect(),
    );
    let next = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let pace = arguments
        .rate
        .map(|rate| Duration::from_secs(1) * arguments.connections / rate);
    let mut senders = Vec::new();
    for number in 0..arguments.connections {
        let mut client = Client::connect(arguments.address).await?;
        let (lookups, next) = (Arc::clone(&lookups), Arc::clone(&next));
        // Spread over one beat of the answers, or over the pace: otherwise all come at once, every time.
        let spread = pace.unwrap_or(Duration::from_millis(100));
        let mut due = began + spread * number / arguments.connections;
        senders.push(tokio::spawn(async move {
            let mut seen = Seen::default();
            sleep_until(due).await;
            while let Some(lookup) = lookups.get(next.fetch_add(1, Relaxed)) {
                let asked = Instant::now();
                let answer = if form {
                    client.post("/en/receipt", FORM, &lookup.body).await?
                } else {
                    client.post("/api/v1/receipts", JSON, &lookup.body).await?
                };
                let time = machine::micros(asked.elapsed());
                match (answer.status, lookup.known) {
                    (200, true) => seen.known.push(time),
                    (200, false) => seen.unknown.push(time),
                    _ => seen.failed += 1,
                }
                if let Some(pace) = pace {
                    due += pace;
                    sleep_until(due).await;
                }
            }
            anyhow::Ok(seen)
        }));
    }
    let mut seen = Seen::default();
    for sender in senders {
        let own = sender.await??;
        seen.known.extend(own.known);
        seen.unknown.extend(own.unknown);
        seen.failed += own.failed;
    }
    seen.seconds = began.elapsed().as_secs_f64();
    Ok(machine::say(&serde_json::to_string(&seen)?)?)
}
