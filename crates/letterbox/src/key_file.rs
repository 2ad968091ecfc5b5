//! The letterbox's key file: all it knows of secrets, and nothing that opens a submission.
//!
//! It lies outside every store: whoever can write the store must not be able to choose to whom submissions
//! are sealed, and whoever steals the store must not be able to test receipts against it.

use std::fmt;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use hkdf::Hkdf;
use kernel::{Entropy, Sensitive};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use store::DataKey;
use store::envelope::PublicKey;

const FORMAT: &str = "openhotline letterbox keys 1";
/// What the key that signs challenges of work is derived for (RFC 5869).
const PROOF: &[u8] = b"openhotline proof v1";

/// The keys of one letterbox.
#[derive(Clone)]
pub struct KeyFile {
    desk: PublicKey,
    receipt_secret: Sensitive<[u8; 32]>,
    form_key: DataKey,
    /// Signs challenges of work: follows from the form key.
    proof_secret: Sensitive<[u8; 32]>,
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("KeyFile")
    }
}

/// Why a key file could not be written or read. Never holds a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file is not there, cannot be read, or stands where a new one should go.
    #[error("the letterbox's key file cannot be used")]
    File(#[from] std::io::Error),
    /// The file is not one of ours.
    #[error("the letterbox's key file is not one; `hotline keys new` writes it")]
    Format,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    desk_public_key: String,
    receipt_secret: String,
    form_key: String,
}

impl KeyFile {
    /// Writes a key file that did not exist before, readable by its owner alone. `desk` is the key to which
    /// submissions are sealed; the other two secrets are drawn here.
    pub fn create(
        path: &Path,
        desk: PublicKey,
        entropy: &dyn Entropy,
    ) -> Result<Self, KeyFileError> {
        let [mut receipt_secret, mut form_key] = [[0; 32]; 2];
        entropy.fill(&mut receipt_secret);
        entropy.fill(&mut form_key);
        let file = File {
            format: FORMAT.to_owned(),
            desk_public_key: BASE64.encode(desk.0),
            receipt_secret: BASE64.encode(receipt_secret),
            form_key: BASE64.encode(form_key),
        };
        let text = serde_json::to_vec_pretty(&file).map_err(|_| KeyFileError::Format)?;
        store::keyring_file::write_new_private(path, &text)?;
        Self::read(&file)
    }

    /// Reads the key file at `path`.
    pub fn open(path: &Path) -> Result<Self, KeyFileError> {
        let text = Sensitive::new(std::fs::read(path)?);
        let file = serde_json::from_slice(text.expose()).map_err(|_| KeyFileError::Format)?;
        Self::read(&file)
    }

    fn read(file: &File) -> Result<Self, KeyFileError> {
        if file.format != FORMAT {
            return Err(KeyFileError::Format);
        }
        let key = |text: &str| -> Result<[u8; 32], KeyFileError> {
            let bytes = BASE64.decode(text).map_err(|_| KeyFileError::Format)?;
            bytes.try_into().map_err(|_| KeyFileError::Format)
        };
        let form_key = Sensitive::new(key(&file.form_key)?);
        let mut proof_secret = [0; 32];
        Hkdf::<Sha256>::new(None, form_key.expose())
            .expand(PROOF, &mut proof_secret)
            .map_err(|_| KeyFileError::Format)?;
        Ok(Self {
            desk: PublicKey(key(&file.desk_public_key)?),
            receipt_secret: Sensitive::new(key(&file.receipt_secret)?),
            form_key: DataKey::from_bytes(*form_key.expose()),
            proof_secret: Sensitive::new(proof_secret),
        })
    }

    /// The key to which submissions are sealed; the desk alone opens them.
    pub const fn desk(&self) -> PublicKey {
        self.desk
    }

    pub(crate) const fn receipt_secret(&self) -> &Sensitive<[u8; 32]> {
        &self.receipt_secret
    }

    pub(crate) const fn form_key(&self) -> &DataKey {
        &self.form_key
    }

    pub(crate) const fn proof_secret(&self) -> &Sensitive<[u8; 32]> {
        &self.proof_secret
    }
}

#[cfg(test)]
mod tests {
    use kernel::SystemEntropy;

    use super::*;
    use crate::Receipt;

    #[test]
    fn a_key_file_is_written_once_for_its_owner_alone_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("letterbox.keys");
        let desk = PublicKey([7; 32]);
        let written = KeyFile::create(&path, desk, &SystemEntropy).unwrap();
        assert!(KeyFile::create(&path, desk, &SystemEntropy).is_err());
        let read = KeyFile::open(&path).unwrap();
        assert_eq!(read.desk(), desk);
        let receipt = Receipt::draw(&SystemEntropy);
        assert_eq!(
            receipt.keys(read.receipt_secret()).lookup_id(),
            receipt.keys(written.receipt_secret()).lookup_id()
        );
        let mode = std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_is_none_is_refused_without_showing_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("letterbox.keys");
        for text in [
            "",
            "{}",
            r#"{"format":"openhotline letterbox keys 1","desk_public_key":"canary","receipt_secret":"","form_key":""}"#,
        ] {
            std::fs::write(&path, text).unwrap();
            let error = KeyFile::open(&path).unwrap_err();
            assert!(!format!("{error:?} {error}").contains("canary"));
        }
    }
}
