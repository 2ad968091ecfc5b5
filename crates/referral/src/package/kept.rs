//! Packages in the store: their files, and the message that one of them is sealed into to be handed over by hand.

use audit::About;
use data_encoding::BASE64;
use egress::Attachment;
use identity::Actor;
use kernel::{Id, Sensitive, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use stakeholders::Contact;
use store::{FromRow, Place, Row, Tx, values};

use super::Package;
use crate::Error;
use crate::record::Referral;

/// A file as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    name: String,
    media: String,
    /// In base64.
    bytes: String,
}

/// A package that is sealed into one message.
pub(crate) struct Sealed {
    /// When it was.
    pub(crate) at: Timestamp,
    /// For whom.
    pub(crate) contact: Id<Contact>,
    /// The fingerprint of the certificate that it is sealed to.
    pub(crate) to: String,
    /// The mark of what of the reporter's may leave, of which it was made.
    pub(crate) told: Vec<u8>,
}

impl FromRow for Sealed {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            at: row.get("sealed_at")?,
            contact: row.get("contact_id")?,
            to: row.get("sealed_to")?,
            told: row.get("told")?,
        })
    }
}

/// Keeps a package, unless there is one for this unit.
pub(super) async fn keep(
    tx: &mut Tx,
    actor: &Actor,
    referral: &Referral,
    package: &Package,
) -> Result<(), Error> {
    let files = package.files.iter().map(|file| Kept {
        name: file.name.clone(),
        media: file.content_type.clone(),
        bytes: BASE64.encode(&file.bytes),
    });
    let files = serde_json::to_vec(&files.collect::<Vec<_>>()).map_err(|_| Error::Unsendable)?;
    let files = referral
        .key(tx)?
        .seal(place("files", referral.id), &files, tx.entropy());
    let now = tx.now();
    let of = referral.id;
    let made = tx
        .execute(KEEP, values![of, package.contact, now, files])
        .await?;
    if made == 0 {
        return Ok(());
    }
    let unprinted_at = package.unprinted.then_some(now);
    tx.execute(SET_UNPRINTED, values![of, unprinted_at]).await?;
    audit::record(
        tx,
        actor.who(),
        "referral.make_package",
        About::one("referral", of),
        json!({ "case": referral.case, "contact": package.contact, "printed": !package.unprinted }),
    )
    .await?;
    Ok(())
}

/// The files of the package for a unit, in order; none where it is not made.
pub(crate) async fn files(
    tx: &mut Tx,
    referral: &Referral,
    contact: Id<Contact>,
) -> Result<Option<Vec<Attachment>>, Error> {
    let found: Option<(Vec<u8>,)> = tx.optional(FILES, values![referral.id, contact]).await?;
    let Some((sealed,)) = found else {
        return Ok(None);
    };
    let key = referral.key(tx)?;
    let plain = key.open(place("files", referral.id), &sealed);
    let plain = plain.map_err(store::Error::from)?;
    let unreadable = || store::Error::Unreadable("referral_package.files");
    let kept: Vec<Kept> = serde_json::from_slice(plain.expose()).map_err(|_| unreadable())?;
    let file = |file: Kept| {
        Ok(Attachment {
            bytes: BASE64
                .decode(file.bytes.as_bytes())
                .map_err(|_| unreadable())?,
            name: file.name,
            content_type: file.media,
        })
    };
    kept.into_iter()
        .map(file)
        .collect::<Result<_, _>>()
        .map(Some)
}

/// Keeps the message that the package was sealed into.
pub(crate) async fn keep_sealed(
    tx: &mut Tx,
    actor: &Actor,
    referral: &Referral,
    message: &str,
    of: &Sealed,
) -> Result<(), Error> {
    let sealed = referral.key(tx)?.seal(
        place("message", referral.id),
        message.as_bytes(),
        tx.entropy(),
    );
    let kept = values![referral.id, sealed, &of.to, of.at, &of.told];
    tx.execute(KEEP_SEALED, kept).await?;
    audit::record(
        tx,
        actor.who(),
        "referral.seal_package",
        About::one("referral", referral.id),
        json!({ "case": referral.case, "to": of.to }),
    )
    .await?;
    Ok(())
}

/// Whether and for whom a package is sealed to be handed over by hand.
pub(crate) async fn sealed(tx: &mut Tx, referral: &Referral) -> Result<Option<Sealed>, Error> {
    Ok(tx.optional(SEALED, values![referral.id]).await?)
}

/// The message that it is sealed into: armoured, and the same for ever.
pub(crate) async fn message(
    tx: &mut Tx,
    referral: &Referral,
) -> Result<Option<Sensitive<Vec<u8>>>, Error> {
    let found: Option<(Vec<u8>,)> = tx.optional(MESSAGE, values![referral.id]).await?;
    let Some((sealed,)) = found else {
        return Ok(None);
    };
    let key = referral.key(tx)?;
    let message = key.open(place("message", referral.id), &sealed);
    Ok(Some(message.map_err(store::Error::from)?))
}

const fn place(column: &'static str, of: Id<Referral>) -> Place {
    Place::new("referral_package", column, of)
}

const KEEP: &str = "-- referral.package.keep
INSERT INTO referral_package (referral_id, contact_id, made_at, files) VALUES ($1, $2, $3, $4)
ON CONFLICT (referral_id) DO UPDATE SET contact_id = excluded.contact_id, made_at = excluded.made_at,
    files = excluded.files, message = NULL, sealed_to = NULL, sealed_at = NULL,
    told = NULL
WHERE referral_package.contact_id <> excluded.contact_id";

const SET_UNPRINTED: &str = "-- referral.referral.set_unprinted
UPDATE referral_referral SET unprinted_at = $2 WHERE id = $1";

const FILES: &str = "-- referral.package.files
SELECT files AS value FROM referral_package WHERE referral_id = $1 AND contact_id = $2";

const KEEP_SEALED: &str = "-- referral.package.keep_sealed
UPDATE referral_package SET message = $2, sealed_to = $3, sealed_at = $4, told = $5 WHERE referral_id = $1";

const SEALED: &str = "-- referral.package.sealed
SELECT contact_id, sealed_to, sealed_at, told FROM referral_package WHERE referral_id = $1 AND message IS NOT NULL";

const MESSAGE: &str = "-- referral.package.message
SELECT message AS value FROM referral_package WHERE referral_id = $1 AND message IS NOT NULL";
