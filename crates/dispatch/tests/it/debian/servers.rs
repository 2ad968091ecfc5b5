//! Postfix and Dovecot in a folder that vanishes, on loopback, on ports of their own.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use kernel::{Clock, SystemClock};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use smallnet::Port;
use tempfile::TempDir;

use crate::world::World;

pub struct Servers {
    folder: TempDir,
    pub smtp: u16,
    pub imap: u16,
    pub imaps: u16,
    dovecot: Child,
    _ports: [Port; 3],
}

/// The number of a user of the system.
fn id_of(user: &str) -> String {
    let output = Command::new("id").args(["-u", user]).output().unwrap();
    assert!(
        output.status.success(),
        "there is no user {user}: is its package installed?"
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

impl Servers {
    pub fn start() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("mail")
            .tempdir_in("/tmp")
            .unwrap();
        let root = folder.path();
        fs::set_permissions(root, fs::Permissions::from_mode(0o755)).unwrap();
        let ports = [(); 3].map(|()| Port::hold().unwrap());
        let [smtp, imap, imaps] = [0, 1, 2].map(|of| ports[of].address().unwrap().port());
        certificates(root);
        mailboxes(root);
        postfix(root, smtp);
        let dovecot = dovecot(root, imap, imaps);
        let servers = Self {
            folder,
            smtp,
            imap,
            imaps,
            dovecot,
            _ports: ports,
        };
        for port in [smtp, imap, imaps] {
            servers.wait_for(port);
        }
        servers
    }

    fn wait_for(&self, port: u16) {
        for _ in 0..100 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("port {port} stays closed:\n{}", self.log());
    }

    /// The certificate authority that signed for both.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// What the servers wrote.
    pub fn log(&self) -> String {
        ["postfix.log", "dovecot.log"]
            .map(|name| fs::read_to_string(self.folder.path().join(name)).unwrap_or_default())
            .concat()
    }

    /// How long after the beginning of the house's clock we are.
    pub async fn since_start(&self, world: &World) -> Duration {
        let start = world.db.read().await.unwrap().now();
        SystemClock.now().since(start) + Duration::from_secs(5)
    }

    fn maildir(&self, user: &str, folder: &str) -> PathBuf {
        let root = self.folder.path().join("mail").join(user);
        if folder == "INBOX" {
            root
        } else {
            root.join(format!(".{folder}"))
        }
    }

    /// The first mail of somebody, once it is there.
    pub async fn mail_of(&self, user: &str) -> String {
        let new = self.maildir(user, "INBOX").join("new");
        for _ in 0..100 {
            if let Some(Ok(file)) = fs::read_dir(&new).ok().and_then(|mut files| files.next()) {
                return fs::read_to_string(file.path()).unwrap();
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no mail for {user}:\n{}", self.log());
    }

    /// How many mails lie in a folder of somebody.
    pub fn lie_in(&self, user: &str, folder: &str) -> usize {
        ["new", "cur"]
            .map(|part| self.maildir(user, folder).join(part))
            .iter()
            .map(|part| fs::read_dir(part).map_or(0, Iterator::count))
            .sum()
    }

    /// Puts what was filed back to where it arrived.
    pub fn put_back(&self, user: &str) {
        let to = self.maildir(user, "INBOX").join("cur");
        for file in fs::read_dir(self.maildir(user, "Filed").join("cur")).unwrap() {
            let file = file.unwrap();
            fs::rename(file.path(), to.join(file.file_name())).unwrap();
        }
    }

    /// Hands a mail in, as somebody else's program does.
    pub fn post(&self, from: &str, to: &str, mail: &str) {
        let stream = TcpStream::connect(("127.0.0.1", self.smtp)).unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap());
        let mut wire = stream;
        let mut hear = |code: &str| {
            let mut line = String::new();
            loop {
                line.clear();
                lines.read_line(&mut line).unwrap();
                if line.as_bytes().get(3) == Some(&b' ') {
                    break;
                }
            }
            assert!(line.starts_with(code), "{line}");
        };
        hear("220");
        for (say, code) in [
            ("EHLO host.test".to_owned(), "250"),
            (format!("MAIL FROM:<{from}>"), "250"),
            (format!("RCPT TO:<{to}>"), "250"),
            ("DATA".to_owned(), "354"),
        ] {
            write!(wire, "{say}\r\n").unwrap();
            hear(code);
        }
        write!(wire, "{mail}\r\n.\r\n").unwrap();
        hear("250");
        write!(wire, "QUIT\r\n").unwrap();
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        let config = self.folder.path().join("postfix");
        Command::new("/usr/sbin/postfix")
            .arg("-c")
            .arg(config)
            .arg("stop")
            .stderr(Stdio::null())
            .status()
            .ok();
        self.dovecot.kill().ok();
        self.dovecot.wait().ok();
    }
}

fn certificates(root: &Path) {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = authority.self_signed(&authority_key).unwrap();
    fs::write(root.join("authority.pem"), certificate.pem()).unwrap();
    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let certificate = server.signed_by(&key, &issuer).unwrap();
    fs::write(root.join("server.pem"), certificate.pem()).unwrap();
    let path = root.join("server.key");
    fs::write(&path, key.serialize_pem()).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

fn mailboxes(root: &Path) {
    let owner = format!("{}:{}", id_of("nobody"), "nogroup");
    for user in ["answer", "abuse"] {
        for part in [
            "new",
            "cur",
            "tmp",
            ".Filed/new",
            ".Filed/cur",
            ".Filed/tmp",
        ] {
            fs::create_dir_all(root.join("mail").join(user).join(part)).unwrap();
        }
    }
    let done = Command::new("chown")
        .arg("-R")
        .arg(owner)
        .arg(root.join("mail"))
        .status();
    assert!(done.unwrap().success());
}

fn postfix(root: &Path, port: u16) {
    let config = root.join("postfix");
    for name in ["postfix", "queue", "data"] {
        fs::create_dir(root.join(name)).unwrap();
    }
    let chown = Command::new("chown")
        .arg("postfix")
        .arg(root.join("data"))
        .status();
    assert!(chown.unwrap().success());
    let (at, user) = (root.display(), id_of("nobody"));
    fs::write(
        config.join("boxes"),
        "answer@hotline.test answer/\nabuse@host.test abuse/\ngone@host.test gone/\nmoved@host.test moved/\n",
    )
    .unwrap();
    fs::write(
        config.join("transports"),
        "gone@host.test refuse:\nmoved@host.test error:5.1.6 that box has moved\n",
    )
    .unwrap();
    let main = format!(
        "compatibility_level = 3.6
queue_directory = {at}/queue
data_directory = {at}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = {at}/postfix.log
maillog_file_prefixes = /tmp
myhostname = mail.hotline.test
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
local_recipient_maps =
alias_maps =
recipient_delimiter = +
virtual_mailbox_domains = hotline.test, host.test
virtual_mailbox_base = {at}/mail
virtual_mailbox_maps = texthash:{at}/postfix/boxes
virtual_minimum_uid = 1
virtual_uid_maps = static:{user}
virtual_gid_maps = static:65534
transport_maps = texthash:{at}/postfix/transports
smtpd_tls_cert_file = {at}/server.pem
smtpd_tls_key_file = {at}/server.key
smtpd_tls_security_level = may
smtpd_recipient_restrictions = permit_mynetworks, reject
default_database_type = texthash
smtpd_peername_lookup = no
"
    );
    fs::write(config.join("main.cf"), main).unwrap();
    let master = format!(
        "127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
refuse unix - n n - - pipe user=nobody argv=/bin/false
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"
    );
    fs::write(config.join("master.cf"), master).unwrap();
    let started = Command::new("/usr/sbin/postfix")
        .arg("-c")
        .arg(&config)
        .arg("start")
        .output()
        .expect("postfix has to be installed");
    assert!(
        started.status.success(),
        "postfix: {}",
        String::from_utf8_lossy(&started.stderr)
    );
}

fn dovecot(root: &Path, imap: u16, imaps: u16) -> Child {
    let at = root.display();
    let config = format!(
        "base_dir = {at}/dovecot
log_path = {at}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{at}/server.pem
ssl_key = <{at}/server.key
disable_plaintext_auth = no
mail_location = maildir:{at}/mail/%n
first_valid_uid = 1
mail_uid = nobody
mail_gid = nogroup
passdb {{
  driver = static
  args = password=canaryword
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={at}/mail/%n
}}
namespace inbox {{
  inbox = yes
  separator = .
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
"
    );
    let path = root.join("dovecot.conf");
    fs::write(&path, config).unwrap();
    Command::new("/usr/sbin/dovecot")
        .args(["-F", "-c"])
        .arg(path)
        .stdin(Stdio::null())
        .spawn()
        .expect("dovecot has to be installed")
}
