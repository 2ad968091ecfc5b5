//! The load: a client that costs little beside the server on the same machine.

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep_until};

use crate::client::{Client, JSON};
use crate::machine;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The server.
    #[arg(long)]
    address: SocketAddr,
    /// Seconds to measure, after one that is not counted.
    #[arg(long)]
    seconds: u64,
    /// Connections that send at a time.
    #[arg(long, default_value_t = 256)]
    connections: u32,
    /// Requests a second over all connections; without it, as many as are answered.
    #[arg(long)]
    rate: Option<u32>,
}

/// What the load saw.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// Answers with 201 in the measured time.
    pub(crate) answered: u64,
    /// Everything else.
    pub(crate) failed: u64,
    /// Answers a second.
    pub(crate) per_second: f64,
    /// Half of the answers came within this, in milliseconds.
    pub(crate) p50_ms: f64,
    /// Of a hundred answers 99 came within this, in milliseconds.
    pub(crate) p99_ms: f64,
    /// Processor time of the client, in hundredths of a second.
    pub(crate) client_processor: u64,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let start = Instant::now();
    let counted_from = start + Duration::from_secs(1);
    let end = counted_from + Duration::from_secs(arguments.seconds);
    let pace = arguments
        .rate
        .map(|rate| Duration::from_secs(1) * arguments.connections / rate);
    let mut senders = Vec::new();
    for number in 0..arguments.connections {
        let offset = pace.unwrap_or_default() * number / arguments.connections;
        let sender = Sender {
            client: Client::connect(arguments.address).await?,
            number,
        };
        senders.push(tokio::spawn(sender.send(Times {
            first: start + offset,
            counted_from,
            end,
            pace,
        })));
    }
    let (mut times, mut failed) = (Vec::new(), 0);
    for sender in senders {
        let (own, own_failed) = sender.await??;
        times.extend(own);
        failed += own_failed;
    }
    times.sort_unstable();
    let at = |percent: usize| {
        let time = times.get(times.len() * percent / 100);
        time.copied().unwrap_or_default().as_secs_f64() * 1_000.0
    };
    let answered = u64::try_from(times.len())?;
    let seen = Seen {
        answered,
        failed,
        per_second: f64::from(u32::try_from(answered)?)
            / f64::from(u32::try_from(arguments.seconds)?),
        p50_ms: at(50),
        p99_ms: at(99),
        client_processor: machine::processor().unwrap_or(0),
    };
    Ok(machine::say(&serde_json::to_string(&seen)?)?)
}

struct Times {
    first: Instant,
    counted_from: Instant,
    end: Instant,
    pace: Option<Duration>,
}

struct Sender {
    client: Client,
    number: u32,
}

impl Sender {
    /// Sends until the end. With a pace, a request's time counts from when it was due, so that a server
    /// which stalls is not spared the requests that had to wait.
    async fn send(mut self, times: Times) -> anyhow::Result<(Vec<Duration>, u64)> {
        let (mut seen, mut failed) = (Vec::new(), 0);
        let mut due = times.first;
        for turn in 0_u64.. {
            match times.pace {
                Some(_) => sleep_until(due).await,
                None => due = Instant::now(),
            }
            if due >= times.end {
                break;
            }
            let created = self.request(turn).await?;
            let now = Instant::now();
            if now >= times.counted_from && now < times.end {
                if created {
                    seen.push(now - due);
                } else {
                    failed += 1;
                }
            }
            due += times.pace.unwrap_or_default();
        }
        Ok((seen, failed))
    }

    async fn request(&mut self, turn: u64) -> anyhow::Result<bool> {
        let body = format!(
            r#"{{"urls":["http://host-a.test/p/{}/{turn}"]}}"#,
            self.number
        );
        let answer = self.client.post("/api/v1/reports", JSON, &body).await?;
        Ok(answer.status == 201)
    }
}
