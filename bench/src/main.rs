//! Measures the house. Each bench measures its own floor in the same run and ends with one line of JSON.

mod client;
mod ground;
mod intake;
mod load;
mod machine;
mod server;

use clap::{Parser, Subcommand};
use zeroizing_alloc::ZeroAlloc;

/// As in the product: what was freed is wiped.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

#[derive(Parser)]
#[command(about = "Measures OpenHotline")]
struct Arguments {
    #[command(subcommand)]
    bench: Bench,
}

#[derive(Subcommand)]
enum Bench {
    /// Durable reports a second through HTTP.
    Intake {
        /// A PostgreSQL server, as `postgres://USER@HOST:PORT`, where databases are made and dropped again;
        /// without it, SQLite in a temporary folder.
        #[arg(long)]
        postgres: Option<String>,
        /// Seconds of each measurement.
        #[arg(long, default_value_t = 8)]
        seconds: u64,
        /// Submissions held in the grown store.
        #[arg(long, default_value_t = 400_000)]
        held: u32,
    },
    /// One server, in a process of its own.
    #[command(hide = true)]
    Server(server::Arguments),
    /// The load, in a process of its own.
    #[command(hide = true)]
    Load(load::Arguments),
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    match Arguments::parse().bench {
        Bench::Intake {
            postgres,
            seconds,
            held,
        } => runtime.block_on(intake::run(postgres, seconds, held)),
        Bench::Server(arguments) => runtime.block_on(server::run(arguments)),
        Bench::Load(arguments) => runtime.block_on(load::run(arguments)),
    }
}
