//! Quiet people: each sends a report, waits for its answer, looks it up where asked to, and pauses.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep};

use crate::client::{Client, JSON};
use crate::machine;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The server.
    #[arg(long)]
    address: SocketAddr,
    /// Seconds in which they begin something. What they wait for then, they wait for.
    #[arg(long)]
    seconds: u64,
    /// How many they are.
    #[arg(long, default_value_t = 1)]
    people: u32,
    /// The pause in milliseconds.
    #[arg(long)]
    pause: u64,
    /// Look each report up under its receipt.
    #[arg(long)]
    look: bool,
}

/// What they saw: how long each answer took, in microseconds.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Seen {
    pub(crate) reports: Vec<u32>,
    pub(crate) lookups: Vec<u32>,
    /// Reports and look-ups that had another answer, or none.
    pub(crate) refused: u32,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let end = Instant::now() + Duration::from_secs(arguments.seconds);
    let pause = Duration::from_millis(arguments.pause);
    let mut people = Vec::new();
    for number in 0..arguments.people {
        let (address, look) = (arguments.address, arguments.look);
        people.push(tokio::spawn(async move {
            let mut seen = Seen::default();
            let mut turn = 0_u32;
            while Instant::now() < end {
                turn += 1;
                let path = format!("quiet/{number}/{turn}");
                if once(address, &path, look, &mut seen).await.is_err() {
                    seen.refused += 1;
                }
                sleep(pause).await;
            }
            anyhow::Ok(seen)
        }));
    }
    let mut seen = Seen::default();
    for one in people {
        let own = one.await??;
        seen.reports.extend(own.reports);
        seen.lookups.extend(own.lookups);
        seen.refused += own.refused;
    }
    Ok(machine::say(&serde_json::to_string(&seen)?)?)
}

/// Each request on a connection of its own, as a person's is: what waiting for a place takes is part of the wait.
async fn once(address: SocketAddr, path: &str, look: bool, seen: &mut Seen) -> anyhow::Result<()> {
    let began = Instant::now();
    let receipt = report(&mut Client::connect(address).await?, path).await?;
    seen.reports.push(machine::micros(began.elapsed()));
    if look {
        let body = format!(r#"{{"receipt":"{receipt}"}}"#);
        let began = Instant::now();
        let mut client = Client::connect(address).await?;
        let answer = client.post("/api/v1/receipts", JSON, &body).await?;
        anyhow::ensure!(answer.status == 200, "the look-up was refused");
        seen.lookups.push(machine::micros(began.elapsed()));
    }
    Ok(())
}

/// Sends a report of one address. Its receipt.
pub(crate) async fn report(client: &mut Client, path: &str) -> anyhow::Result<String> {
    #[derive(Deserialize)]
    struct Taken {
        receipt: String,
    }
    let body = format!(r#"{{"urls":["http://host-a.test/p/{path}"]}}"#);
    let answer = client.post("/api/v1/reports", JSON, &body).await?;
    anyhow::ensure!(answer.status == 201, "the report was refused");
    let taken: Taken =
        serde_json::from_slice(answer.body).context("an answer without a receipt")?;
    Ok(taken.receipt)
}
