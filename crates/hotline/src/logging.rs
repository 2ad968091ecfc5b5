//! Logs: JSON lines on standard error, at `info`. What they never hold stands in `docs/logging.md`.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Libraries that log hosts, addresses and statements: never heard, whatever they have to say.
const NOT_HEARD: [&str; 9] = [
    "hickory_proto",
    "hickory_resolver",
    "hyper",
    "hyper_util",
    "lettre",
    "reqwest",
    "rustls",
    "sqlx",
    "h2",
];

/// Starts logging for this process. There is no way to turn on more, on purpose.
pub(crate) fn start() {
    let heard = NOT_HEARD.iter().fold(
        Targets::new().with_default(LevelFilter::INFO),
        |targets, name| targets.with_target(*name, LevelFilter::OFF),
    );
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_writer(std::io::stderr);
    tracing_subscriber::registry()
        .with(lines)
        .with(heard)
        .init();

    // A panic's text may hold what was typed: its place is enough to find it.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(String::new, ToString::to_string);
        tracing::error!(place, "a panic");
    }));
}
