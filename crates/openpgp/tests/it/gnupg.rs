//! A GnuPG of its own, in a folder that vanishes.

use std::io::Write;
use std::process::{Command, Stdio};

use openpgp::Certificate;
use tempfile::TempDir;

/// GnuPG with keys of its own.
pub struct GnuPg {
    home: TempDir,
}

/// What a run of GnuPG gave.
pub struct Ran {
    pub out: Vec<u8>,
    pub told: String,
    pub well: bool,
}

impl GnuPg {
    pub fn new() -> Self {
        // The agent's socket lies in it, and its path may have 107 bytes.
        let home = tempfile::Builder::new()
            .prefix("gpg")
            .tempdir_in("/tmp")
            .unwrap();
        Self { home }
    }

    pub fn run(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut child = Command::new("gpg")
            .arg("--homedir")
            .arg(self.home.path())
            .args(["--batch", "--no-tty", "--trust-model", "always"])
            .args(["--pinentry-mode", "loopback", "--passphrase", ""])
            .args(arguments)
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("gpg has to be installed");
        child.stdin.take().unwrap().write_all(input).ok();
        let output = child.wait_with_output().unwrap();
        Ran {
            out: output.stdout,
            told: String::from_utf8_lossy(&output.stderr).into_owned(),
            well: output.status.success(),
        }
    }

    fn must(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let ran = self.run(arguments, input);
        assert!(ran.well, "gpg {arguments:?}: {}", ran.told);
        ran
    }

    /// Makes a key as a parameter file of GnuPG says.
    pub fn generate(&self, parameters: &str, name: &str) {
        let text = format!(
            "%no-protection\n{parameters}\nName-Real: {name}\nName-Email: {name}@police.test\n%commit\n"
        );
        self.must(&["--generate-key"], text.as_bytes());
    }

    pub fn export(&self, name: &str) -> Vec<u8> {
        self.must(
            &["--armor", "--export", &format!("<{name}@police.test>")],
            b"",
        )
        .out
    }

    pub fn certificate(&self, name: &str) -> Certificate {
        Certificate::parse(&self.export(name)).unwrap()
    }

    pub fn import(&self, armoured: &str) {
        self.must(&["--import"], armoured.as_bytes());
    }

    /// Revokes a key with the certificate that GnuPG made for it.
    pub fn revoke(&self, name: &str) {
        let listed = self.must(
            &[
                "--with-colons",
                "--list-keys",
                &format!("<{name}@police.test>"),
            ],
            b"",
        );
        let text = String::from_utf8(listed.out).unwrap();
        let fingerprint = text
            .lines()
            .find_map(|line| line.strip_prefix("fpr:::::::::"))
            .unwrap()
            .trim_end_matches(':')
            .to_owned();
        let file = self
            .home
            .path()
            .join("openpgp-revocs.d")
            .join(format!("{fingerprint}.rev"));
        let text = std::fs::read_to_string(file).unwrap();
        // Kept from use by mistake by a colon before the armour.
        self.import(&text.replace(":-----BEGIN", "-----BEGIN"));
    }
}

impl Drop for GnuPg {
    fn drop(&mut self) {
        Command::new("gpgconf")
            .arg("--homedir")
            .arg(self.home.path())
            .args(["--kill", "all"])
            .status()
            .ok();
    }
}

/// A key that signs and opens, on the curve that GnuPG makes by itself.
pub const CURVE: &str =
    "Key-Type: EDDSA\nKey-Curve: ed25519\nSubkey-Type: ECDH\nSubkey-Curve: cv25519";
/// The same on RSA.
pub const RSA: &str = "Key-Type: RSA\nKey-Length: 3072\nSubkey-Type: RSA\nSubkey-Length: 3072";
