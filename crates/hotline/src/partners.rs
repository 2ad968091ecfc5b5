//! What an operator does with the keys of partners.

use identity::Actor;
use store::{Db, migrate};

use crate::config::Config;
use crate::connect;

async fn desk(config: &Config) -> anyhow::Result<Db> {
    let db = connect::desk_store(config, connect::keyring(config)?).await?;
    migrate::require_current(&db).await?;
    Ok(db)
}

/// `hotline partner add`: the key goes to standard output alone, so that it can be handed on by a pipe.
pub(crate) async fn add(config: &Config, name: &str) -> anyhow::Result<()> {
    let db = desk(config).await?;
    let mut tx = db.write().await?;
    let key = identity::add_partner_key(&mut tx, &Actor::operator(), name).await?;
    tx.commit().await?;
    println!("{}", key.text.expose());
    Ok(())
}

/// `hotline partner list`
pub(crate) async fn list(config: &Config) -> anyhow::Result<()> {
    let db = desk(config).await?;
    let mut tx = db.read().await?;
    for key in identity::partner_keys(&mut tx, &Actor::operator()).await? {
        let state = key
            .retired_at
            .map_or_else(|| "open".to_owned(), |at| format!("retired {at}"));
        println!(
            "{}  {}  {state}  {}",
            key.id,
            key.added_at,
            key.name.expose()
        );
    }
    Ok(())
}

/// `hotline partner retire`
pub(crate) async fn retire(config: &Config, name: &str) -> anyhow::Result<()> {
    let db = desk(config).await?;
    let mut tx = db.write().await?;
    let count = identity::retire_partner(&mut tx, &Actor::operator(), name).await?;
    tx.commit().await?;
    println!("Keys retired: {count}.");
    Ok(())
}
