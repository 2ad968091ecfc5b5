//! The hotline's own OpenPGP keys: the newest signs what leaves, each opens what was sealed to it.

use audit::About;
use egress::{Composed, Mail, Way};
use identity::{Action, Actor};
use kernel::{Id, Sensitive, Timestamp};
use openpgp::Secret;
use serde_json::json;
use store::{FromRow, Place, Row, Tx, values};

use crate::Error;
use crate::mail::signed;

/// The kind of the ids of the hotline's own keys.
pub enum OwnKey {}

struct Sealed {
    id: Id<OwnKey>,
    data_key: Vec<u8>,
    secret: Vec<u8>,
}

impl FromRow for Sealed {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            data_key: row.get("data_key")?,
            secret: row.get("secret")?,
        })
    }
}

impl Sealed {
    fn open(&self, tx: &Tx) -> Result<Secret, Error> {
        Ok(Secret::kept(&self.plain(tx)?)?)
    }

    fn plain(&self, tx: &Tx) -> store::Result<Sensitive<Vec<u8>>> {
        let key = tx
            .keyring()?
            .data_key(place("data_key", self.id), &self.data_key)?;
        Ok(key.open(place("secret", self.id), &self.secret)?)
    }
}

/// Adds a key: it signs from now on.
pub async fn add_key(tx: &mut Tx, actor: &Actor, secret: &Secret) -> Result<Id<OwnKey>, Error> {
    actor.may(Action::ManageMailKey)?;
    let id: Id<OwnKey> = tx.new_id();
    let plain = secret.to_bytes()?;
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let sealed = key.seal(place("secret", id), plain.expose(), tx.entropy());
    let fingerprint = secret.certificate().fingerprint();
    let now = tx.now();
    let made = tx
        .execute(INSERT, values![id, &fingerprint, wrapped, sealed, now])
        .await?;
    if made == 0 {
        return Err(Error::Key);
    }
    audit::record(
        tx,
        actor.who(),
        "dispatch.add_key",
        About::one("mail_key", id),
        json!({ "fingerprint": fingerprint }),
    )
    .await?;
    Ok(id)
}

/// The key that signs, where there is one.
pub async fn own_key(tx: &mut Tx, actor: &Actor) -> Result<Option<Secret>, Error> {
    actor.may(Action::ManageMailKey)?;
    newest(tx).await
}

/// What signs a mail that is no errand, and never kept: that of an alarm.
pub struct Signer(Secret);

/// The newest key for such a mail, where there is one.
pub async fn signer(tx: &mut Tx, actor: &Actor) -> Result<Option<Signer>, Error> {
    actor.may(Action::Ring)?;
    Ok(newest(tx).await?.map(Signer))
}

impl Signer {
    /// The mail, signed.
    pub fn compose(&self, mail: &Mail, at: Timestamp) -> Result<Composed, Error> {
        signed(mail, &self.0, Way::default(), at)
    }
}

/// The same for whoever asked for the permission to send.
pub(crate) async fn newest(tx: &mut Tx) -> Result<Option<Secret>, Error> {
    match tx.optional::<Sealed>(NEWEST, values![]).await? {
        Some(sealed) => Ok(Some(sealed.open(tx)?)),
        None => Ok(None),
    }
}

/// Every key, the newest first: what was sealed to an earlier one opens too.
pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<Secret>, Error> {
    let mut keys = Vec::new();
    for sealed in tx.all::<Sealed>(ALL, values![]).await? {
        keys.push(sealed.open(tx)?);
    }
    Ok(keys)
}

const fn place(column: &'static str, id: Id<OwnKey>) -> Place {
    Place::new("dispatch_key", column, id)
}

const INSERT: &str = "-- dispatch.key.insert
INSERT INTO dispatch_key (id, fingerprint, data_key, secret, number, added_at)
VALUES ($1, $2, $3, $4, (SELECT COALESCE(MAX(number), 0) + 1 FROM dispatch_key), $5)
ON CONFLICT (fingerprint) DO NOTHING";

const NEWEST: &str = "-- dispatch.key.newest
SELECT id, data_key, secret FROM dispatch_key ORDER BY number DESC LIMIT 1";

const ALL: &str = "-- dispatch.key.all
SELECT id, data_key, secret FROM dispatch_key ORDER BY number DESC";
