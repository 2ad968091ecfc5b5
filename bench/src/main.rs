//! Measures the house. Each bench measures its own floor in the same run and ends with one line of JSON.

mod ask;
mod client;
mod export;
mod flood;
mod ground;
mod intake;
mod internet;
mod load;
mod machine;
mod notices;
mod queue;
mod quiet;
mod receipts;
mod server;
mod spread;
mod trace;
mod watch;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;
use zeroizing_alloc::ZeroAlloc;

/// As in the product: what was freed is wiped.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<MiMalloc> = ZeroAlloc(MiMalloc);

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
    /// What the time of an answer tells of a receipt, and what others notice of wrong ones.
    Receipts {
        /// As for `intake`.
        #[arg(long)]
        postgres: Option<String>,
        /// Look-ups by the API, and as many by the page: half of them of known receipts.
        #[arg(long, default_value_t = 100_000)]
        samples: usize,
        /// Wrong receipts beside a quiet reporter.
        #[arg(long, default_value_t = 100_000)]
        wrong: usize,
    },
    /// Pages of the queue under every filter, four readers at a time.
    Queue {
        /// As for `intake`.
        #[arg(long)]
        postgres: Option<String>,
        /// Cases in the store.
        #[arg(long, default_value_t = 1_000_000)]
        cases: u32,
        /// How often each reader goes through every filter.
        #[arg(long, default_value_t = 12)]
        rounds: u32,
    },
    /// The lives of cases as a file, and the page of the figures, as the desk serves them.
    Figures {
        /// As for `intake`.
        #[arg(long)]
        postgres: Option<String>,
        /// Lines of the file.
        #[arg(long, default_value_t = 1_000_000)]
        rows: u32,
    },
    /// A flood against a letterbox with little room, on SQLite.
    Flood {
        /// Seconds in which honest reporters send.
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        /// What the store may hold: bytes, or a number with `MiB` or `GiB` behind it.
        #[arg(long, default_value = "256MiB", value_parser = flood::bytes)]
        room: u64,
        /// Connections of the flood.
        #[arg(long, default_value_t = 256)]
        connections: u32,
    },
    /// Full traces a second through the queue, against a simulated internet.
    Trace {
        /// As for `intake`.
        #[arg(long)]
        postgres: Option<String>,
        /// Places that are traced.
        #[arg(long, default_value_t = 3_000)]
        places: u32,
    },
    /// A day's notices: grouped into letters, and these composed.
    Notices(notices::Arguments),
    /// The watch: checks a second, and how late they are.
    Watch(watch::Arguments),
    /// The small internet of the watch, in a process of its own.
    #[command(hide = true)]
    SmallNet(watch::NetArguments),
    /// One server, in a process of its own.
    #[command(hide = true)]
    Server(server::Arguments),
    /// The load, in a process of its own.
    #[command(hide = true)]
    Load(load::Arguments),
    /// Look-ups of receipts, in a process of their own.
    #[command(hide = true)]
    Ask(ask::Arguments),
    /// Quiet people, in a process of their own.
    #[command(hide = true)]
    Quiet(quiet::Arguments),
    /// A simulated internet, in a process of its own.
    #[command(hide = true)]
    Internet(internet::Arguments),
    /// A flood, in a process of its own.
    #[command(hide = true)]
    Pour(flood::Arguments),
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    match Arguments::parse().bench {
        Bench::Intake {
            postgres,
            seconds,
            held,
        } => runtime.block_on(intake::run(postgres, seconds, held)),
        Bench::Receipts {
            postgres,
            samples,
            wrong,
        } => runtime.block_on(receipts::run(postgres, samples, wrong)),
        Bench::Queue {
            postgres,
            cases,
            rounds,
        } => runtime.block_on(queue::run(postgres, cases, rounds)),
        Bench::Flood {
            seconds,
            room,
            connections,
        } => runtime.block_on(flood::run(seconds, room, connections)),
        Bench::Figures { postgres, rows } => runtime.block_on(export::run(postgres, rows)),
        Bench::Trace { postgres, places } => runtime.block_on(trace::run(postgres, places)),
        Bench::Internet(arguments) => runtime.block_on(internet::run(arguments)),
        Bench::Notices(arguments) => runtime.block_on(notices::run(arguments)),
        Bench::Watch(arguments) => runtime.block_on(watch::run(arguments)),
        Bench::SmallNet(arguments) => runtime.block_on(watch::serve(arguments)),
        Bench::Server(arguments) => runtime.block_on(server::run(arguments)),
        Bench::Load(arguments) => runtime.block_on(load::run(arguments)),
        Bench::Ask(arguments) => runtime.block_on(ask::run(arguments)),
        Bench::Quiet(arguments) => runtime.block_on(quiet::run(arguments)),
        Bench::Pour(arguments) => runtime.block_on(flood::pour(arguments)),
    }
}
