//! What an operator does with the hotline's own OpenPGP key.

use std::io::Read;

use anyhow::{Context, bail};
use identity::Actor;
use kernel::{Clock, Sensitive, SystemClock};
use openpgp::{LARGEST, Secret};
use store::{Db, migrate};

use crate::config::Config;
use crate::connect;

async fn desk(config: &Config) -> anyhow::Result<Db> {
    let db = connect::desk_store(config, connect::keyring(config)?).await?;
    migrate::require_current(&db).await?;
    Ok(db)
}

/// `hotline mail-key new`
pub(crate) async fn new(config: &Config, name: &str) -> anyhow::Result<()> {
    let mail = config.mail.as_ref().context("there is no section [mail]")?;
    let bare = mail.sender.trim_end_matches('>');
    let address = bare.rsplit_once('<').map_or(bare, |(_, address)| address);
    let name = name.trim();
    if name.is_empty() || name.contains(['<', '>', '\n']) {
        bail!("this is no name that a key can have");
    }
    let secret = Secret::generate(name, address, SystemClock.now())?;
    keep(config, &secret).await
}

/// `hotline mail-key import`
pub(crate) async fn import(config: &Config) -> anyhow::Result<()> {
    let mut bytes = Vec::new();
    let most = u64::try_from(LARGEST)?.saturating_add(1);
    std::io::stdin().take(most).read_to_end(&mut bytes)?;
    let secret = Secret::parse(&Sensitive::new(bytes), SystemClock.now())?;
    keep(config, &secret).await
}

async fn keep(config: &Config, secret: &Secret) -> anyhow::Result<()> {
    let db = desk(config).await?;
    let mut tx = db.write().await?;
    dispatch::add_key(&mut tx, &Actor::operator(), secret).await?;
    tx.commit().await?;
    println!("{}", secret.certificate().fingerprint());
    Ok(())
}

/// `hotline mail-key export`
pub(crate) async fn export(config: &Config) -> anyhow::Result<()> {
    let db = desk(config).await?;
    let mut tx = db.read().await?;
    let secret = dispatch::own_key(&mut tx, &Actor::operator()).await?;
    let secret = secret.context("the hotline has no key for mail: hotline mail-key new NAME")?;
    print!("{}", secret.certificate().armoured()?);
    Ok(())
}
