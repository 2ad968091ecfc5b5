//! Every check there is, each with its time. The first that fails ends its row, and the run.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};

use crate::demo::Demo;
use crate::install;
use crate::notice;
use crate::postgres::{self, Server};

/// How a check ended, when it did not fail.
enum Ending {
    Passed,
    /// Not run, and why.
    Skipped(&'static str),
}

type Check = (&'static str, fn(&Server) -> Result<Ending>);

/// One after another: each uses all of the machine.
const FIRST: [Check; 3] = [("format", format), ("lints", lints), ("tests", tests)];

/// Then these, one after another, and beside them the browser, which takes as long as all of them and waits for much.
const SECOND: [Check; 6] = [
    // Its tool builds in a folder of its own, while the browser's demonstration looks whether it is built.
    ("dependencies", dependencies),
    ("documentation", documentation),
    ("fuzz-targets", fuzz_targets),
    ("interface", interface),
    ("mail", mail),
    ("fuzz", fuzz),
];
const BESIDE: [Check; 1] = [("browser", browser)];

/// Run only when it is named: the instrumented build alone takes longer than all other checks together.
const ONLY_BY_NAME: &str = "fuzz";

/// What `--fast` stands for.
const FAST: [&str; 3] = ["format", "lints", "tests"];

/// Installs what is missing, starts PostgreSQL, and runs the named checks: all of them, if none is named.
pub fn run(names: &[&str]) -> Result<()> {
    let names = if names == ["--fast"] { &FAST } else { names };
    let all = || FIRST.iter().chain(&SECOND).chain(&BESIDE);
    if let Some(unknown) = names
        .iter()
        .find(|name| all().all(|(known, _)| known != *name))
    {
        let checks = all().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        bail!("there is no check `{unknown}`; there are {checks}");
    }
    install::debian_packages()?;
    let server = Server::start()?;
    let chosen = |checks: &'static [Check]| match names {
        [] => checks
            .iter()
            .filter(|(name, _)| *name != ONLY_BY_NAME)
            .collect(),
        names => checks
            .iter()
            .filter(|(name, _)| names.contains(name))
            .collect::<Vec<_>>(),
    };
    let (second, beside) = (chosen(&SECOND), chosen(&BESIDE));
    let mut lanes = vec![each(&chosen(&FIRST), &server)];
    if lanes.iter().all(|lane| lane.failed.is_none()) {
        lanes.extend(std::thread::scope(|scope| {
            let beside = scope.spawn(|| each(&beside, &server));
            let second = each(&second, &server);
            let beside = beside.join().unwrap_or_else(|_| Lane {
                failed: Some(anyhow!("a check panicked")),
                ..Lane::default()
            });
            [second, beside]
        }));
    }
    let passed: u32 = lanes.iter().map(|lane| lane.passed).sum();
    let skipped: u32 = lanes.iter().map(|lane| lane.skipped).sum();
    let failed: Vec<_> = lanes.into_iter().filter_map(|lane| lane.failed).collect();
    println!(
        "\n{passed} passed, {} failed, {skipped} skipped",
        failed.len()
    );
    failed.into_iter().next().map_or(Ok(()), Err)
}

/// What a row of checks came to.
#[derive(Default)]
struct Lane {
    passed: u32,
    skipped: u32,
    failed: Option<anyhow::Error>,
}

/// Runs checks one after another, until one fails.
fn each(checks: &[&Check], server: &Server) -> Lane {
    let mut lane = Lane::default();
    for (name, check) in checks {
        println!("\n== {name}");
        let start = Instant::now();
        let ending = check(server);
        let seconds = start.elapsed().as_secs();
        match ending {
            Ok(Ending::Passed) => {
                println!("== {name}: passed in {seconds} s");
                lane.passed += 1;
            }
            Ok(Ending::Skipped(why)) => {
                println!("== {name}: skipped, for {why}");
                lane.skipped += 1;
            }
            Err(error) => {
                println!("== {name}: failed after {seconds} s: {error:#}\n");
                lane.failed = Some(error.context(*name));
                break;
            }
        }
    }
    lane
}

fn format(_: &Server) -> Result<Ending> {
    cargo(&["fmt", "--all", "--check"]).run()
}

fn lints(_: &Server) -> Result<Ending> {
    cargo(&["clippy", "--workspace", "--all-targets", "--all-features"])
        .and(&["--", "-D", "warnings"])
        .run()
}

fn tests(server: &Server) -> Result<Ending> {
    let runner: &[&str] = if install::has_cargo("nextest") {
        &["nextest", "run"]
    } else {
        &["test"]
    };
    cargo(runner)
        .and(&["--workspace", "--all-features"])
        .with(postgres::VARIABLE, &server.address)
        .run()
}

fn documentation(_: &Server) -> Result<Ending> {
    // With all features, as the lints have read the libraries.
    cargo(&["doc", "--workspace", "--all-features", "--no-deps"])
        .and(&["--quiet"])
        .with("RUSTDOCFLAGS", "-D warnings")
        .run()
}

/// The list in NOTICE, then licences, bans and sources. Advisories are not checked here: their database is a repository that not
/// every machine reaches; `cargo deny check advisories` does it where one does.
fn dependencies(_: &Server) -> Result<Ending> {
    notice::check()?;
    let program = install::cargo_tool("cargo-deny", "0.20.2")?;
    Task::new(program, crate::root())
        .and(&["--all-features", "--workspace", "check"])
        .and(&["licenses", "bans", "sources"])
        .run()
}

/// Every fuzz target still fits the parser it is for.
fn fuzz_targets(_: &Server) -> Result<Ending> {
    cargo(&["check", "--manifest-path", "fuzz/Cargo.toml"])
        .and(&["--target-dir", "target", "--quiet"])
        .run()
}

/// Ten seconds for each fuzz target, with a nightly toolchain: `cargo xtask test fuzz`.
fn fuzz(_: &Server) -> Result<Ending> {
    if !install::has_cargo("+nightly") {
        return Ok(Ending::Skipped(
            "fuzzing needs a nightly toolchain: `rustup toolchain install nightly`",
        ));
    }
    let program = install::cargo_tool("cargo-fuzz", "0.13.2")?;
    let targets = crate::root().join("fuzz").join("fuzz_targets");
    for entry in fs::read_dir(&targets).context("the fuzz targets")? {
        let path = entry?.path();
        let Some(target) = path.file_stem().and_then(|name| name.to_str()) else {
            continue;
        };
        Task::new(&program, crate::root())
            .and(&["run", target, "--", "-max_total_time=10"])
            .with("RUSTUP_TOOLCHAIN", "nightly")
            .run()?;
    }
    Ok(Ending::Passed)
}

fn browser(_: &Server) -> Result<Ending> {
    let folder = crate::root().join("e2e");
    Task::new("npm", &folder).and(&["ci"]).run()?;
    let demo = Demo::start()?;
    // Both wait for much that is not the processor.
    Task::new("node", &folder)
        .and(&["--test", "--test-concurrency=2"])
        .and(&["visitors.mjs", "desk.mjs"])
        .with("E2E_ADDRESSES", &demo.addresses)
        .run()
}

/// schemathesis calls the desk's interface in every way that it can think of, and holds the answers to the document.
fn interface(_: &Server) -> Result<Ending> {
    let python = install::python_tool("schemathesis", "4.32.5", &[])?;
    let demo = Demo::start()?;
    Task::new(python, crate::root())
        .and(&["e2e/interface.py"])
        .with("E2E_ADDRESSES", &demo.addresses)
        .run()
}

/// XARF's published validator; Debian's Postfix and Dovecot, and GnuPG at the other end.
fn mail(_: &Server) -> Result<Ending> {
    // Without the packages for formats it takes every text for a URI.
    let validator = install::python_tool("xarf", "1.0.0", &["jsonschema[format-nongpl]"])?;
    cargo(&["test", "--workspace", "--all-features", "--lib"])
        .and(&["--", "--ignored", "the_published_validator"])
        .with("OPENHOTLINE_TEST_XARF", &validator.display().to_string())
        .run()?;
    if !install::is_root() {
        return Ok(Ending::Skipped("only root can start Postfix"));
    }
    // As the tests were built.
    cargo(&["test", "--workspace", "--all-features", "--test", "it"])
        .and(&["--", "--ignored", "debian::"])
        .run()
}

/// A command to be run in a folder.
struct Task(Command);

fn cargo(arguments: &[&str]) -> Task {
    Task::new("cargo", crate::root()).and(arguments)
}

impl Task {
    fn new(program: impl AsRef<OsStr>, folder: &Path) -> Self {
        let mut command = Command::new(program);
        command.current_dir(folder);
        Self(command)
    }

    fn and(mut self, arguments: &[&str]) -> Self {
        self.0.args(arguments);
        self
    }

    fn with(mut self, variable: &str, value: &str) -> Self {
        self.0.env(variable, value);
        self
    }

    fn run(mut self) -> Result<Ending> {
        let program = self.0.get_program().display().to_string();
        let status = self
            .0
            .status()
            .with_context(|| format!("`{program}` did not start"))?;
        if !status.success() {
            bail!("`{program}` ended with {status}");
        }
        Ok(Ending::Passed)
    }
}
