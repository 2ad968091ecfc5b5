//! The product, started as its users start it: a configuration file, keys, people, `hotline serve`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use smallnet::{Port, SmallNet};
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};

/// How long the product may take until both faces answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long it may take to end: jobs that are in hand are finished. So long does systemd wait if nobody says otherwise.
const END: Duration = Duration::from_secs(90);

/// Where the two stores are.
#[derive(Clone, Debug)]
pub struct Stores {
    /// The letterbox's.
    pub letterbox: String,
    /// The desk's.
    pub desk: String,
}

/// What differs from one start to another.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Other stores than two SQLite files.
    pub stores: Option<Stores>,
    /// The relay does not promise TLS onward: no URL may travel by mail.
    pub relay_promises_nothing: bool,
    /// Another pack than `demo`.
    pub pack: Option<String>,
}

/// A running product.
#[derive(Debug)]
pub struct Product {
    program: PathBuf,
    folder: tempfile::TempDir,
    child: Option<Child>,
    /// Where the reporting site answers.
    pub letterbox: String,
    /// Where the desk answers.
    pub desk: String,
    /// Its stores.
    pub stores: Stores,
    /// Held over its ends and starts, or another would be given one meanwhile.
    _ports: [Port; 2],
}

impl Product {
    /// Writes the configuration, makes keys and stores; nothing runs yet.
    pub async fn prepare(
        program: &Path,
        net: &SmallNet,
        settings: &Settings,
    ) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("openhotline-").tempdir()?;
        let ports = [Port::hold()?, Port::hold()?];
        let (letterbox, desk) = (ports[0].address()?, ports[1].address()?);
        let path = |name: &str| folder.path().join(name).display().to_string();
        let stores = settings.stores.clone().unwrap_or_else(|| Stores {
            letterbox: format!("sqlite:{}", path("letterbox.sqlite")),
            desk: format!("sqlite:{}", path("desk.sqlite")),
        });
        let configuration = format!(
            r#"pack = "{pack}"
demonstration = true

[store]
letterbox = "{letterbox_store}"
desk = "{desk_store}"

[keys]
keyring = "{keyring}"
passphrase_file = "{passphrase}"
letterbox = "{keys}"

[letterbox]
listen = "{letterbox}"
address = "http://{letterbox}"

[desk]
listen = "{desk}"
key_calls_a_minute = 1000000

[network]
resolver = "{resolver}"
rdap_bootstrap = "{registry}"
whois = "{whois}"
timeout_seconds = 3

[[network.vantage]]
name = "abroad"
country = "NL"
abroad = true
proxy = "socks5://{proxy}"
resolver = "{resolver}"

[mail]
host = "127.0.0.1"
port = {relay}
tls = "none"
enforces_tls_onward = {promises}
sender = "hotline@hotline.example"

[work]
pause_milliseconds = 100
"#,
            pack = settings.pack.as_deref().unwrap_or("demo"),
            letterbox_store = stores.letterbox,
            desk_store = stores.desk,
            keyring = path("keyring"),
            passphrase = path("passphrase"),
            keys = path("letterbox.keys"),
            resolver = net.dns(),
            proxy = net.proxy_abroad(),
            registry = net.rdap_bootstrap(),
            whois = net.whois(),
            relay = net.smtp().port(),
            promises = !settings.relay_promises_nothing,
        );
        std::fs::write(folder.path().join("hotline.toml"), configuration)?;
        std::fs::write(
            folder.path().join("passphrase"),
            "six simulated words of a demonstration\n",
        )?;
        let product = Self {
            program: program.to_owned(),
            folder,
            child: None,
            letterbox: format!("http://{letterbox}"),
            desk: format!("http://{desk}"),
            stores,
            _ports: ports,
        };
        product.run(&["keys", "new"], "").await?;
        product.run(&["migrate"], "").await?;
        Ok(product)
    }

    /// The folder with everything this product keeps.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs one command of the product to its end; an error with its words when it fails.
    pub async fn run(&self, arguments: &[&str], input: &str) -> anyhow::Result<String> {
        let output = self.try_run(arguments, input).await?;
        if !output.status.success() {
            bail!(
                "hotline {} failed: {}{}",
                arguments.join(" "),
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr),
            );
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs one command of the product to its end, however it ends.
    pub async fn try_run(&self, arguments: &[&str], input: &str) -> anyhow::Result<Output> {
        let mut child = self
            .command()
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes()).await?;
        }
        Ok(child.wait_with_output().await?)
    }

    /// Adds a person to the desk.
    pub async fn add_staff(&self, name: &str, role: &str, password: &str) -> anyhow::Result<()> {
        self.add(name, &["--role", role], password).await
    }

    /// Adds an analyst who is still learning.
    pub async fn add_trainee(&self, name: &str, password: &str) -> anyhow::Result<()> {
        let role = ["--role", "analyst", "--trainee"];
        self.add(name, &role, password).await
    }

    async fn add(&self, name: &str, role: &[&str], password: &str) -> anyhow::Result<()> {
        let person = ["staff", "add", name, "--language", "en"];
        self.run(&[&person[..], role].concat(), password).await?;
        Ok(())
    }

    /// Starts `hotline serve` and waits until both faces answer.
    pub async fn start(&mut self) -> anyhow::Result<()> {
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))?;
        let child = self
            .command()
            .arg("serve")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        self.child = Some(child);
        let began = tokio::time::Instant::now();
        for face in [self.letterbox.clone(), self.desk.clone()] {
            let address: SocketAddr = face.trim_start_matches("http://").parse()?;
            while tokio::net::TcpStream::connect(address).await.is_err() {
                if began.elapsed() > PATIENCE {
                    bail!("{face} does not answer; its log:\n{}", self.log());
                }
                if let Some(status) = self.child.as_mut().and_then(|child| child.try_wait().ok()?) {
                    bail!(
                        "hotline serve ended with {status}; its log:\n{}",
                        self.log()
                    );
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Ok(())
    }

    /// The process that serves, while it runs.
    pub fn process(&self) -> Option<u32> {
        self.child.as_ref().and_then(Child::id)
    }

    /// Kills the product as a power cut would: SIGKILL, at once.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill().await?;
        }
        Ok(())
    }

    /// Ends the product as a service manager does: SIGTERM, then its own time.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        if let Some(mut child) = self.child.take() {
            let process = child.id().context("the product has ended already")?;
            Command::new("kill")
                .arg(process.to_string())
                .status()
                .await?;
            tokio::time::timeout(END, child.wait())
                .await
                .context("the product does not end when asked to")??;
        }
        Ok(())
    }

    /// What the product has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("--config")
            .arg(self.folder.path().join("hotline.toml"))
            .kill_on_drop(true);
        command
    }
}
