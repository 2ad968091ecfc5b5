//! Disks that fill up or can only be read, and a database that stops: the report is not taken, the page says
//! so, and all is well again without a restart.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use kernel::SystemEntropy;
use store::testing::TestDb;
use store::{Config, Db, Kind, migrate};
use tokio::time::sleep;

use crate::client::Site;

const URL: &str = "http://host-a.test/p/typed";

/// A form that is sent now is not taken, and comes back as it was.
async fn is_refused(site: &Site) {
    let draw = site.draw().await;
    let typed = [("state", draw.as_str()), ("urls", URL)];
    let page = site.form("/en/report", &typed).await;
    assert_eq!(page.status, 503);
    assert!(page.body.contains("was not taken") && !page.body.contains("class=\"receipt\""));
    assert!(page.body.contains(URL));
}

/// A form that is sent is taken, at the latest when the room was measured anew.
async fn is_taken(site: &Site) {
    let draw = site.draw().await;
    for _ in 0..20 {
        let page = site
            .form("/en/report", &[("state", &draw), ("urls", URL)])
            .await;
        if page.status == 200 {
            return page.receipt().truncate(0);
        }
        sleep(Duration::from_millis(500)).await;
    }
    panic!("nothing is taken any more");
}

fn run(program: &str, arguments: &[&str]) -> bool {
    let ran = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    ran.is_ok_and(|status| status.success())
}

async fn letterbox_at(address: &str) -> TestDb {
    let mut test = TestDb::sqlite().await;
    let clock = Arc::clone(&test.clock);
    test.letterbox = Db::open(
        Kind::Letterbox,
        &Config::at(address),
        clock,
        Arc::new(SystemEntropy),
        None,
    )
    .await
    .unwrap();
    migrate::migrate(&test.letterbox).await.unwrap();
    test
}

/// A file system of a size of its own, which ends with the test.
struct Disk(tempfile::TempDir);

impl Disk {
    /// None where we may not mount.
    fn new(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let size = format!("size={size}");
        run("mount", &["-t", "tmpfs", "-o", &size, "tmpfs", path]).then_some(Self(folder))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        run("umount", &["--lazy", self.0.path().to_str().unwrap()]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_something_else_fills_takes_nothing_until_it_is_emptied() {
    let Some(disk) = Disk::new("64m") else {
        eprintln!("not tried: a file system can be mounted by root alone");
        return;
    };
    let file = disk.0.path().join("letterbox.sqlite");
    let site = Site::open(letterbox_at(&format!("sqlite:{}", file.display())).await).await;
    is_taken(&site).await;
    let ballast = disk.0.path().join("ballast");
    let full = std::fs::write(&ballast, vec![1; 64 * 1024 * 1024]);
    assert!(full.is_err(), "the disk is not full");
    is_refused(&site).await;
    sleep(Duration::from_secs(3)).await;
    is_refused(&site).await;
    std::fs::remove_file(&ballast).unwrap();
    is_taken(&site).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_can_only_be_read_takes_nothing_until_it_can_be_written() {
    let site = Site::open(TestDb::sqlite().await).await;
    is_taken(&site).await;
    let file = site
        .test
        .letterbox_address
        .strip_prefix("sqlite:")
        .unwrap()
        .to_owned();
    let files = [file.clone(), format!("{file}-wal")];
    // A file that may not be changed fails a write as a file system does that became read-only.
    let set = |change: &str| files.iter().all(|file| run("chattr", &[change, file]));
    if !set("+i") {
        set("-i");
        eprintln!("not tried: this file system has no attributes, or we are not root");
        return;
    }
    is_refused(&site).await;
    is_refused(&site).await;
    assert!(set("-i"));
    is_taken(&site).await;
}

/// A server of PostgreSQL that can be stopped.
struct Server {
    programs: PathBuf,
    folder: tempfile::TempDir,
    port: smallnet::Port,
    process: Option<Child>,
}

impl Server {
    fn new() -> Self {
        let programs = std::fs::read_dir("/usr/lib/postgresql")
            .unwrap()
            .map(|entry| entry.unwrap().path().join("bin"))
            .find(|folder| folder.join("initdb").is_file())
            .expect("PostgreSQL is installed");
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        run("chown", &["postgres:", folder.path().to_str().unwrap()]);
        let made = as_its_user(&programs.join("initdb"))
            .args([
                "--auth=trust",
                "--username=postgres",
                "--locale=C",
                "--encoding=UTF8",
            ])
            .arg("--pgdata")
            .arg(&data)
            .stdout(Stdio::null())
            .status();
        assert!(made.unwrap().success());
        let port = smallnet::Port::hold().unwrap();
        Self {
            programs,
            folder,
            port,
            process: None,
        }
    }

    async fn start(&mut self) {
        let port = format!("port={}", self.port_number());
        let server = as_its_user(&self.programs.join("postgres"))
            .arg("-D")
            .arg(self.folder.path().join("data"))
            .args(["-c", "listen_addresses=127.0.0.1", "-c", &port])
            .args([
                "-c",
                "unix_socket_directories=",
                "-c",
                "log_min_messages=panic",
            ])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.process = Some(server.unwrap());
        let ready = self.programs.join("pg_isready").display().to_string();
        let port = format!("--port={}", self.port_number());
        for _ in 0..300 {
            if run(&ready, &["--quiet", "--host=127.0.0.1", &port]) {
                return;
            }
            sleep(Duration::from_millis(100)).await;
        }
        panic!("the server does not answer");
    }

    fn port_number(&self) -> u16 {
        self.port.address().unwrap().port()
    }

    fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            run("kill", &["-INT", &process.id().to_string()]);
            process.wait().unwrap();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// PostgreSQL refuses root.
fn as_its_user(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    // Who owns a folder made by us is who we are.
    if std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").unwrap()) == 0 {
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
    }
    command
        .args(["--pdeathsig", "INT", "--"])
        .arg(program)
        .current_dir(std::env::temp_dir());
    command
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_stops_takes_nothing_until_it_runs_again() {
    let mut server = Server::new();
    server.start().await;
    let address = format!(
        "postgres://postgres@127.0.0.1:{}/postgres",
        server.port_number()
    );
    let site = Site::open(letterbox_at(&address).await).await;
    is_taken(&site).await;
    server.stop();
    is_refused(&site).await;
    server.start().await;
    is_taken(&site).await;
    assert_eq!(site.rows().await.len(), 2);
}
