//! The keyring on disk: always encrypted, from its first day.
//!
//! A JSON object with the parameters of Argon2id (RFC 9106) and the root secret sealed under the key that
//! follows from the passphrase. Whoever steals the file still has to guess the passphrase, at 64 MiB and
//! three passes a guess.

use std::io::Write;
use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use kernel::{Entropy, Sensitive};
use serde::{Deserialize, Serialize};

use crate::{DataKey, Keyring};

const ASSOCIATED: &[u8] = b"openhotline keyring v1";
/// 64 MiB, three passes, four lanes: the second recommended option of RFC 9106.
const MEMORY_KIB: u32 = 65_536;
const PASSES: u32 = 3;
const LANES: u32 = 4;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: Vec<u8>,
    sealed: Vec<u8>,
}

/// Why a keyring file could not be written or opened. Never holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is not there, cannot be read, or stands where a new one should go.
    #[error("the keyring file cannot be used")]
    File(#[from] std::io::Error),
    /// The file is not a keyring of ours.
    #[error("the keyring file is not a keyring")]
    Format,
    /// The passphrase does not open it.
    #[error("the passphrase does not open the keyring")]
    Passphrase,
}

/// Writes a keyring that did not exist before, readable by its owner alone.
pub fn create(
    path: &Path,
    keyring: &Keyring,
    passphrase: &Sensitive<String>,
    entropy: &dyn Entropy,
) -> Result<(), Error> {
    let mut salt = vec![0; 16];
    entropy.fill(&mut salt);
    let key = stretch(passphrase, &salt, MEMORY_KIB, PASSES, LANES)?;
    let file = File {
        format: "openhotline keyring 1".to_owned(),
        memory_kib: MEMORY_KIB,
        passes: PASSES,
        lanes: LANES,
        sealed: key.seal_with(ASSOCIATED, keyring.root().expose(), entropy),
        salt,
    };
    let text = serde_json::to_vec(&file).map_err(|_| Error::Format)?;
    write_new_private(path, &text)?;
    Ok(())
}

/// Opens the keyring at `path`.
pub fn open(path: &Path, passphrase: &Sensitive<String>) -> Result<Keyring, Error> {
    let file: File = serde_json::from_slice(&std::fs::read(path)?).map_err(|_| Error::Format)?;
    // A file with absurd parameters must not exhaust the machine before the passphrase is even tried.
    if file.memory_kib > 16 * MEMORY_KIB || file.passes > 64 || file.lanes > 64 {
        return Err(Error::Format);
    }
    let key = stretch(
        passphrase,
        &file.salt,
        file.memory_kib,
        file.passes,
        file.lanes,
    )?;
    let root = key
        .open_with(ASSOCIATED, &file.sealed)
        .map_err(|_| Error::Passphrase)?;
    let root = <[u8; 32]>::try_from(root.expose().as_slice()).map_err(|_| Error::Format)?;
    Ok(Keyring::from_root(root))
}

fn stretch(
    passphrase: &Sensitive<String>,
    salt: &[u8],
    memory_kib: u32,
    passes: u32,
    lanes: u32,
) -> Result<DataKey, Error> {
    let parameters = Params::new(memory_kib, passes, lanes, Some(32)).map_err(|_| Error::Format)?;
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
        .hash_password_into(passphrase.expose().as_bytes(), salt, &mut key)
        .map_err(|_| Error::Format)?;
    Ok(DataKey::from_bytes(key))
}

/// Writes a file that did not exist before, readable by its owner alone, and syncs it.
pub fn write_new_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
