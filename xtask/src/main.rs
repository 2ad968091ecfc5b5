//! The project's own commands.
//!
//! ```text
//! cargo xtask test          install what is missing, then run every check there is
//! cargo xtask test --fast   format, lints and tests alone
//! cargo xtask test browser  these checks alone
//! cargo xtask test fuzz     ten seconds of each fuzz target: by name alone, for its build takes long
//! cargo xtask notice        write the list of libraries in NOTICE anew
//! cargo xtask postgres      keep a test server of PostgreSQL running until Ctrl-C
//! ```

#![expect(clippy::print_stdout, reason = "its user reads along at a terminal")]

mod checks;
mod demo;
mod install;
mod notice;
mod postgres;

use std::path::Path;
use std::process::ExitCode;

/// The project's root: this crate's parent.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["test", names @ ..] => checks::run(names),
        ["notice"] => notice::write(),
        ["postgres"] => postgres::hold(),
        _ => {
            println!("usage: cargo xtask test [--fast | CHECK…] | notice | postgres");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
