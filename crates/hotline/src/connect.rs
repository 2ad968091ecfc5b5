//! Opening what a command needs: stores, keyring, key file.

use std::sync::Arc;

use anyhow::Context;
use kernel::{SystemClock, SystemEntropy};
use letterbox::KeyFile;
use store::{Db, Keyring, Kind, keyring_file};

use crate::config::Config;

/// The letterbox's store.
pub(crate) async fn letterbox_store(config: &Config) -> anyhow::Result<Db> {
    open(config, Kind::Letterbox, &config.store.letterbox, None)
        .await
        .context("the letterbox's store cannot be opened")
}

/// The desk's store, with the keyring.
pub(crate) async fn desk_store(config: &Config, keyring: Arc<Keyring>) -> anyhow::Result<Db> {
    open(config, Kind::Desk, config.desk_store()?, Some(keyring))
        .await
        .context("the desk's store cannot be opened")
}

/// The desk's store without the keyring: for migrations, which open nothing.
pub(crate) async fn sealed_desk_store(config: &Config) -> anyhow::Result<Db> {
    open(config, Kind::Desk, config.desk_store()?, None)
        .await
        .context("the desk's store cannot be opened")
}

async fn open(
    config: &Config,
    kind: Kind,
    address: &str,
    keyring: Option<Arc<Keyring>>,
) -> store::Result<Db> {
    let store = store::Config {
        address: address.to_owned(),
        connections: config.store.connections,
    };
    Db::open(
        kind,
        &store,
        Arc::new(SystemClock),
        Arc::new(SystemEntropy),
        keyring,
    )
    .await
}

/// The keyring, opened with the passphrase.
pub(crate) fn keyring(config: &Config) -> anyhow::Result<Arc<Keyring>> {
    let path = config.keyring()?;
    let passphrase = config.passphrase()?;
    let keyring = keyring_file::open(path, &passphrase)
        .with_context(|| format!("the keyring {} cannot be opened", path.display()))?;
    Ok(Arc::new(keyring))
}

/// The letterbox's key file.
pub(crate) fn key_file(config: &Config) -> anyhow::Result<KeyFile> {
    let path = &config.keys.letterbox;
    KeyFile::open(path).with_context(|| {
        format!(
            "the letterbox's key file {} cannot be opened",
            path.display()
        )
    })
}
