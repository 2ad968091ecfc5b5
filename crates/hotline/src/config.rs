//! The configuration file: the only place where the program is told anything. Every key is explained, with
//! its default and its unit, in `docs/configuration.md`; a test holds that page against these structs.

mod alarm;
mod site;
mod work;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use kernel::Sensitive;
use serde::Deserialize;

use crate::door::Door;
use crate::scheme::Scheme;
use crate::secret::{credential, secret};
use crate::vantage::{self, Vantage};

pub use alarm::Alarm;
pub use site::Letterbox;
pub use work::Work;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The shipped pack of this name, or the directory of another.
    pub pack: String,
    /// Allows loopback addresses and cadences of seconds; every page then says so.
    #[serde(default)]
    pub demonstration: bool,
    /// Where the two stores are.
    pub store: Stores,
    /// Where the keys are.
    pub keys: Keys,
    /// The public face.
    #[serde(default)]
    pub letterbox: Letterbox,
    /// The staff's face.
    #[serde(default)]
    pub desk: Desk,
    /// Who is asked about names and networks.
    #[serde(default)]
    pub network: Network,
    /// How mail leaves the house.
    pub mail: Option<Mail>,
    /// Where answers to it arrive.
    pub mailbox: Option<Mailbox>,
    /// Who is rung for an urgent report.
    #[serde(default)]
    pub alarm: Alarm,
    /// The workers.
    #[serde(default)]
    pub work: Work,
}

/// `[store]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stores {
    /// `sqlite:PATH` or `postgres://USER@HOST/DATABASE` of the letterbox.
    pub letterbox: String,
    /// The same of the desk. A machine that runs the letterbox alone has none.
    pub desk: Option<String>,
    /// Connections to each.
    #[serde(default = "connections")]
    pub connections: u32,
}

/// `[keys]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The desk's keyring, encrypted.
    pub keyring: Option<PathBuf>,
    /// The file with the passphrase that opens it; by default the system credential `openhotline-passphrase`.
    pub passphrase_file: Option<PathBuf>,
    /// The letterbox's key file: it seals, and opens nothing.
    pub letterbox: PathBuf,
}

/// `[desk]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Desk {
    /// Where the desk listens: loopback alone.
    pub listen: SocketAddr,
    /// Whether a TLS proxy stands in front: cookies are then for TLS alone.
    pub behind_tls: bool,
    /// The scheme of links that the isolated browser of the analysts' workstations takes, where there is one.
    pub isolated_browser: Option<Scheme>,
    /// Days that a key of the staff lives at most.
    pub key_days: u32,
    /// Calls that a key may make in a minute.
    pub key_calls_a_minute: u32,
}

/// `[network]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Network {
    /// The DNS resolver. Without one no name is ever asked for.
    pub resolver: Option<SocketAddr>,
    /// The folder of the RDAP bootstrap documents (RFC 9224).
    pub rdap_bootstrap: String,
    /// The WHOIS server that says who else to ask; empty for none.
    pub whois: String,
    /// The SOCKS5 of a local Tor.
    pub tor: Option<SocketAddr>,
    /// WHOIS servers of top-level domains, by these.
    pub whois_servers: BTreeMap<String, String>,
    /// The prefixes under which the own network translates to IPv4 (RFC 6052).
    pub nat64: Vec<String>,
    /// Tables of addresses (MMDB): countries, autonomous systems.
    pub address_tables: Vec<PathBuf>,
    /// Seconds before an outside server is given up.
    pub timeout_seconds: u64,
    /// What requests call themselves.
    pub user_agent: String,
    /// A further certificate authority that is trusted, as PEM.
    pub authority_file: Option<PathBuf>,
    /// From where else places are looked at.
    pub vantage: Vec<Vantage>,
}

impl Network {
    fn nat64(&self) -> anyhow::Result<Vec<egress::Nat64>> {
        let read = |prefix: &String| prefix.parse::<egress::Nat64>().map_err(anyhow::Error::msg);
        let read = self.nat64.iter().map(read).collect::<anyhow::Result<_>>();
        read.context("network.nat64")
    }
}

/// `[mail]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The relay's name.
    pub host: String,
    /// The relay's port.
    #[serde(default = "submission_port")]
    pub port: u16,
    /// `starttls`, `implicit`, or `none` (to loopback alone).
    #[serde(default)]
    pub tls: Tls,
    /// The user name at the relay.
    pub user: Option<String>,
    /// The file with the password.
    pub password_file: Option<PathBuf>,
    /// A further certificate authority that is trusted for the relay, as PEM.
    pub authority_file: Option<PathBuf>,
    /// Whether the relay passes mail on only over verified TLS: without that no URL travels by mail.
    #[serde(default)]
    pub enforces_tls_onward: bool,
    /// The address that mail comes from.
    pub sender: String,
}

/// `[mailbox]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    /// The address whose mail arrives there.
    pub address: String,
    /// The IMAP server's name.
    pub host: String,
    /// Its port.
    #[serde(default = "imap_port")]
    pub port: u16,
    /// `implicit`, `starttls`, or `none` (to loopback alone).
    #[serde(default = "implicit")]
    pub tls: Tls,
    /// The user name there.
    pub user: String,
    /// The file with the password.
    pub password_file: PathBuf,
    /// A further certificate authority that is trusted for it, as PEM.
    pub authority_file: Option<PathBuf>,
    /// The folder in which answers arrive.
    #[serde(default = "inbox")]
    pub folder: String,
    /// The folder to which they are moved.
    #[serde(default = "filed")]
    pub filed: String,
}

/// How the connection to the relay or the mailbox is protected.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// Upgraded by STARTTLS, verified.
    #[default]
    Starttls,
    /// TLS from the first byte, verified.
    Implicit,
    /// Not at all: to loopback alone.
    None,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8081)),
            behind_tls: false,
            isolated_browser: None,
            key_days: 90,
            key_calls_a_minute: 600,
        }
    }
}

impl Default for Network {
    fn default() -> Self {
        Self {
            resolver: None,
            rdap_bootstrap: "https://data.iana.org/rdap/".to_owned(),
            whois: "whois.iana.org".to_owned(),
            whois_servers: BTreeMap::new(),
            nat64: Vec::new(),
            tor: None,
            address_tables: Vec::new(),
            timeout_seconds: 10,
            // Says nothing about who asks: a stranger must not be able to make the hotline announce itself.
            user_agent: "Mozilla/5.0 (compatible)".to_owned(),
            authority_file: None,
            vantage: Vec::new(),
        }
    }
}

const fn connections() -> u32 {
    8
}

const fn submission_port() -> u16 {
    587
}

const fn imap_port() -> u16 {
    993
}

const fn implicit() -> Tls {
    Tls::Implicit
}

fn inbox() -> String {
    "INBOX".to_owned()
}

fn filed() -> String {
    "Filed".to_owned()
}

impl Config {
    /// Reads and checks the file.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("the configuration {} cannot be read", path.display()))?;
        let config: Self = toml::from_str(&text)
            .with_context(|| format!("the configuration {} is not right", path.display()))?;
        config.check()?;
        Ok(config)
    }

    /// What no run of the program may be told, whatever the command.
    fn check(&self) -> anyhow::Result<()> {
        if !(1..=365).contains(&self.desk.key_days) {
            bail!("desk.key_days: a key lives a day at least and 365 days at most");
        }
        if self.desk.key_calls_a_minute == 0 {
            bail!("desk.key_calls_a_minute: with no call a minute a key opens nothing");
        }
        if !self.desk.listen.ip().is_loopback() {
            bail!("desk.listen: the desk listens on loopback only; put a TLS proxy in front of it");
        }
        if self
            .letterbox
            .space
            .is_some_and(|space| space < letterbox::LEAST_ROOM)
        {
            bail!("letterbox.space: below 268435456 bytes (256 MiB) there is no room to work in");
        }
        self.letterbox.onion()?;
        if let Some(address) = self.letterbox.address()?
            && !self.demonstration
            && !address.starts_with("https://")
        {
            bail!("letterbox.address: without demonstration = true this is an https address");
        }
        if self.letterbox.onion_listen == Some(Door::Address(self.letterbox.listen)) {
            bail!(
                "letterbox.onion_listen: this is a listener of its own, apart from letterbox.listen"
            );
        }
        if !self.demonstration {
            if let Some(resolver) = self.network.resolver
                && resolver.ip().is_loopback()
                && resolver.port() != 53
            {
                bail!(
                    "network.resolver: a loopback resolver on a port of its own needs demonstration = true"
                );
            }
            if !self.network.rdap_bootstrap.starts_with("https://") {
                bail!(
                    "network.rdap_bootstrap: without demonstration = true this is an https address"
                );
            }
        }
        if !(1..=15).contains(&self.network.timeout_seconds) {
            // What is asked within a lease of a job has to end within it.
            bail!("network.timeout_seconds: a question takes a second at least and 15 at most");
        }
        self.network.nat64()?;
        if let Some(fault) = vantage::fault(&self.network.vantage) {
            bail!("network.vantage: {fault}");
        }
        if let Some(mailbox) = &self.mailbox {
            if mailbox.tls == Tls::None && !is_loopback(&mailbox.host) {
                bail!("mailbox.tls: a mailbox that is not on this machine is reached over TLS");
            }
            if !mailbox.address.contains('@') || mailbox.address.contains(['<', '+', ' ']) {
                bail!("mailbox.address: this is no bare mail address without a +");
            }
            if mailbox.folder == mailbox.filed {
                bail!("mailbox.filed: what was filed goes to another folder");
            }
        }
        self.alarm.check(self.mail.is_some())?;
        if let Some(mail) = &self.mail {
            if mail.tls == Tls::None && !is_loopback(&mail.host) {
                bail!("mail.tls: a relay that is not on this machine is reached over TLS");
            }
            if !mail.sender.contains('@') {
                bail!("mail.sender: this is no mail address");
            }
        }
        Ok(())
    }

    /// The passphrase of the keyring, without its line end.
    pub fn passphrase(&self) -> anyhow::Result<Sensitive<String>> {
        let path = match (
            &self.keys.passphrase_file,
            credential("openhotline-passphrase"),
        ) {
            (Some(path), _) => path.clone(),
            (None, Some(path)) => path,
            (None, None) => bail!(
                "keys.passphrase_file is not set, and there is no system credential openhotline-passphrase"
            ),
        };
        secret(&path)
    }

    /// Where the keyring is; an error on a machine that is not to have one.
    pub fn keyring(&self) -> anyhow::Result<&Path> {
        self.keys
            .keyring
            .as_deref()
            .context("keys.keyring is not set: this machine has no desk")
    }

    /// Where the desk's store is; an error on a machine that is not to have one.
    pub fn desk_store(&self) -> anyhow::Result<&str> {
        self.store
            .desk
            .as_deref()
            .context("store.desk is not set: this machine has no desk")
    }

    /// How to reach the outside.
    pub fn egress(&self) -> anyhow::Result<egress::Config> {
        let mail = self.mail.as_ref().map(Mail::to_egress).transpose()?;
        let mailbox = self.mailbox.as_ref().map(Mailbox::to_egress).transpose()?;
        Ok(egress::Config {
            resolver: self.network.resolver,
            rdap_bootstrap: self.network.rdap_bootstrap.clone(),
            whois: Some(self.network.whois.clone()).filter(|whois| !whois.is_empty()),
            whois_servers: self.network.whois_servers.clone(),
            nat64: self.network.nat64()?,
            tor: self.network.tor,
            smtp: mail,
            mailbox,
            bell: self.alarm.command.clone(),
            demonstration: self.demonstration,
            user_agent: self.network.user_agent.clone(),
            timeout: Duration::from_secs(self.network.timeout_seconds),
            ca_file: self.network.authority_file.clone(),
            vantages: self
                .network
                .vantage
                .iter()
                .map(Vantage::to_egress)
                .collect(),
            ..egress::Config::default()
        })
    }
}

impl Config {
    /// Who and what a trace asks.
    pub fn sources(&self) -> trace::Sources {
        // A simulated internet is in no copy of IANA's documents, and real registries are nobody to ask about it.
        trace::Sources::new(self.network.address_tables.clone(), !self.demonstration)
    }
}

impl Mail {
    fn to_egress(&self) -> anyhow::Result<egress::Smtp> {
        Ok(egress::Smtp {
            host: self.host.clone(),
            port: self.port,
            tls: self.tls.to_egress(),
            ca_file: self.authority_file.clone(),
            username: self.user.clone().map(Sensitive::new),
            password: self.password_file.as_deref().map(secret).transpose()?,
            enforces_tls_onward: self.enforces_tls_onward,
        })
    }
}

impl Mailbox {
    fn to_egress(&self) -> anyhow::Result<egress::Imap> {
        Ok(egress::Imap {
            host: self.host.clone(),
            port: self.port,
            tls: self.tls.to_egress(),
            ca_file: self.authority_file.clone(),
            username: Sensitive::new(self.user.clone()),
            password: secret(&self.password_file)?,
            folder: self.folder.clone(),
            filed: self.filed.clone(),
            address: self.address.clone(),
        })
    }
}

impl Tls {
    const fn to_egress(self) -> egress::Tls {
        match self {
            Self::Starttls => egress::Tls::StartTls,
            Self::Implicit => egress::Tls::Implicit,
            Self::None => egress::Tls::None,
        }
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests;
