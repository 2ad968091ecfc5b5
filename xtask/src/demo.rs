//! The demonstration, held open for the browser tests.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// How the demonstration announces where it is; a JSON object follows.
const ANNOUNCEMENT: &str = "ADDRESSES ";

/// How long the demonstration may take to stand, its build not counted.
const PATIENCE: Duration = Duration::from_mins(2);

/// A running demonstration. Dropping it ends it.
pub struct Demo {
    process: Child,
    /// The announced JSON: where the pages are, and a sign-in.
    pub addresses: String,
}

impl Demo {
    /// Builds it, starts it, and waits for its announcement.
    pub fn start() -> Result<Self> {
        // The program that the tests run: where they were, nothing is left to build.
        let built = Command::new("cargo")
            .args(["test", "--quiet", "--workspace", "--all-features"])
            .arg("--no-run")
            .current_dir(crate::root())
            .status()?;
        if !built.success() {
            bail!("the demonstration does not build");
        }
        let mut process = Command::new(crate::root().join("target/debug/hotline"))
            .args(["demo", "--hold"])
            .current_dir(crate::root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("the demonstration did not start")?;
        let output = process.stdout.take().context("it has no output")?;
        let mut demo = Self {
            process,
            addresses: String::new(),
        };
        let (found, announced) = mpsc::channel();
        // Reads on to the end: a program whose output is not taken stands still.
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(addresses) = line.strip_prefix(ANNOUNCEMENT) {
                    found.send(addresses.to_owned()).ok();
                }
            }
        });
        demo.addresses = announced
            .recv_timeout(PATIENCE)
            .context("the demonstration did not say where it is")?;
        Ok(demo)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // SIGINT, so that it ends its own children.
        let asked = Command::new("kill")
            .arg("-INT")
            .arg(self.process.id().to_string())
            .status();
        if !asked.is_ok_and(|status| status.success()) {
            self.process.kill().ok();
        }
        self.process.wait().ok();
    }
}
