//! A PostgreSQL server of the tests' own: made empty, on a free port of the loopback, gone afterwards.

use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::install::is_root;

/// What the tests read the server's address from.
pub const VARIABLE: &str = "OPENHOTLINE_TEST_POSTGRES";

/// How the folders of these servers begin; the number of our process follows.
const FOLDER: &str = "openhotline-postgres-";

/// A running server. Dropping it stops the server and removes its folder.
pub struct Server {
    process: Child,
    folder: PathBuf,
    /// Where it answers, as the tests want it.
    pub address: String,
}

/// Where `initdb` and `postgres` are: Debian keeps them out of the path.
pub fn programs() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| {
            let folder = entry.ok()?.path();
            let version = folder.file_name()?.to_str()?.parse().ok()?;
            Some((version, folder.join("bin")))
        })
        .filter(|(_, folder)| folder.join("initdb").is_file() && folder.join("postgres").is_file())
        .collect();
    versions.sort();
    versions.pop().map(|(_, folder)| folder)
}

impl Server {
    /// Makes a cluster and waits until it answers.
    pub fn start() -> Result<Self> {
        let programs = programs().context("PostgreSQL is not installed")?;
        remove_left_over();
        // Not below `target`: as root the server runs as another user, who may not enter our home.
        let folder = std::env::temp_dir().join(format!("{FOLDER}{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        if is_root() {
            run(Command::new("chown").arg("postgres:").arg(&folder))?;
        }
        let data = folder.join("data");
        run(as_its_user(&programs.join("initdb"))
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8"])
            .args(["--locale=C", "--pgdata"])
            .arg(&data))?;
        let port = free_port()?;
        let process = as_its_user(&programs.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args(["-c", "listen_addresses=127.0.0.1"])
            .args(["-c", &format!("port={port}")])
            .args(["-c", "unix_socket_directories="])
            // Tests run side by side, each with databases of its own.
            .args(["-c", "max_connections=300"])
            // Nothing of it is kept: a machine that stops ends the tests as well.
            .args(["-c", "fsync=off", "-c", "full_page_writes=off"])
            .args(["-c", "autovacuum=off"])
            .args(["-c", "log_min_messages=panic"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("the server of PostgreSQL did not start")?;
        let mut server = Self {
            process,
            folder,
            address: format!("postgres://postgres@127.0.0.1:{port}"),
        };
        server.wait_until_ready(&programs, port)?;
        Ok(server)
    }

    fn wait_until_ready(&mut self, programs: &Path, port: u16) -> Result<()> {
        for _ in 0..300 {
            if let Some(status) = self.process.try_wait()? {
                bail!("the server of PostgreSQL ended at once: {status}");
            }
            let ready = Command::new(programs.join("pg_isready"))
                .args(["--quiet", "--host=127.0.0.1", &format!("--port={port}")])
                .status()?;
            if ready.success() {
                return Ok(());
            }
            sleep(Duration::from_millis(100));
        }
        bail!("the server of PostgreSQL does not answer after 30 seconds");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGQUIT: at once. Nothing in it is needed again.
        let asked = Command::new("kill")
            .arg("-QUIT")
            .arg(self.process.id().to_string())
            .status();
        if !asked.is_ok_and(|status| status.success()) {
            self.process.kill().ok();
        }
        self.process.wait().ok();
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// Keeps a server running for a developer, until Ctrl-C or the end of the input.
pub fn hold() -> Result<()> {
    crate::install::debian_packages()?;
    let server = Server::start()?;
    println!("export {VARIABLE}={}", server.address);
    println!("# Ctrl-C ends it.");
    // Ctrl-C reaches the server itself too, and its folder goes with the next start.
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// A command that runs as a user whom PostgreSQL accepts (it refuses root), and ends when we do.
fn as_its_user(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if is_root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
    }
    command
        .args(["--pdeathsig", "INT", "--"])
        .arg(program)
        .current_dir(std::env::temp_dir());
    command
}

fn run(command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .with_context(|| format!("{} did not start", command.get_program().display()))?;
    if !output.status.success() {
        bail!(
            "{} failed: {}",
            command.get_program().display(),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Removes the folders of servers whose starter was killed.
fn remove_left_over() {
    let Ok(entries) = fs::read_dir(std::env::temp_dir()) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(process) = name.to_str().and_then(|name| name.strip_prefix(FOLDER)) else {
            continue;
        };
        if !Path::new("/proc").join(process).exists() {
            fs::remove_dir_all(entry.path()).ok();
        }
    }
}
