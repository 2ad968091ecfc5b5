//! Mails in the store, and the conversations about them.

use audit::About;
use data_encoding::BASE64;
use egress::{Composed, Cover, Mail, Way};
use identity::{Action, Actor};
use kernel::{Id, Sensitive, Timestamp};
use openpgp::Certificate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{FromRow, Place, Row, Tx, values};

use crate::token::{self, Token};
use crate::{Carriage, Errand, Error, Letter, Sender, own};

/// The kind of the ids of conversations with a mail relay.
pub(crate) enum Sending {}

/// How a conversation ended.
#[derive(Clone, Copy)]
pub(crate) enum End {
    /// The relay took it, and nothing that follows is written yet.
    Taken,
    Accepted,
    Deferred,
    Refused,
    Unreachable,
}

impl End {
    const fn name(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Accepted => "accepted",
            Self::Deferred => "deferred",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
        }
    }
}

/// What is known of a mail without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispatched {
    /// Its Message-ID, without angle brackets.
    pub message_id: String,
    /// How it is kept from others on the way.
    pub carriage: Carriage,
    /// Whether it is signed with the hotline's key.
    pub signed: bool,
    /// Whether whoever it goes to may have it twice, under its one Message-ID.
    pub maybe_twice: bool,
    /// When it was composed.
    pub composed_at: Timestamp,
}

impl FromRow for Dispatched {
    fn from_row(row: &Row) -> store::Result<Self> {
        let carriage: String = row.get("carriage")?;
        Ok(Self {
            message_id: row.get("message_id")?,
            carriage: Carriage::named(&carriage)
                .ok_or(store::Error::Unreadable("dispatch_mail.carriage"))?,
            signed: row.get("signed")?,
            maybe_twice: row.get("maybe_twice")?,
            composed_at: row.get("composed_at")?,
        })
    }
}

/// The mail of a thing, once it is composed.
pub async fn dispatched<K>(
    tx: &mut Tx,
    actor: &Actor,
    of: Id<K>,
) -> Result<Option<Dispatched>, Error> {
    actor.may(Action::ReadTakedown)?;
    Ok(tx.optional(GET, values![of]).await?)
}

/// Whether the mail of a thing may be with whoever it goes to: a relay took it, or never said whether it did.
pub async fn may_have_left<K>(tx: &mut Tx, actor: &Actor, of: Id<K>) -> Result<bool, Error> {
    actor.may(Action::ReadTakedown)?;
    let found: Option<(Id<Sending>,)> = tx.optional(MAY_HAVE_LEFT, values![of]).await?;
    Ok(found.is_some())
}

/// What left of a thing's mail came back: nobody has it. It may go again, made anew for another key, or to somebody else.
/// Whoever says so has the permission to.
pub async fn returned<K>(tx: &mut Tx, actor: &Actor, of: Id<K>) -> Result<(), Error> {
    actor.may(Action::ReadTakedown)?;
    let now = tx.now();
    tx.execute(RETURNED, values![of, now]).await?;
    Ok(())
}

/// A mail as it is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    /// The mail as it travels.
    pub(crate) mail: Composed,
    /// The fingerprint of the certificate that it is sealed to.
    pub(crate) sealed_to: Option<String>,
    /// That certificate, in base64: what answers the mail may be signed by it.
    certificate: Option<String>,
    /// What stands in its addresses, where there is a mailbox.
    token: Option<String>,
    /// To whom it goes.
    pub(crate) to: String,
    /// The domain of that.
    pub(crate) domain: String,
    /// Whether URLs may be in it.
    pub(crate) with_urls: bool,
}

impl Kept {
    /// The certificate that it is sealed to.
    pub(crate) fn certificate(&self) -> Option<Certificate> {
        let bytes = BASE64.decode(self.certificate.as_ref()?.as_bytes()).ok()?;
        Certificate::parse(&bytes).ok()
    }
}

/// A composed mail, sealed.
struct Sealed {
    data_key: Vec<u8>,
    mail: Vec<u8>,
}

impl FromRow for Sealed {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            data_key: row.get("data_key")?,
            mail: row.get("mail")?,
        })
    }
}

/// The mail of a thing as it was composed.
pub(crate) async fn open<K>(tx: &mut Tx, of: Id<K>) -> store::Result<Option<Kept>> {
    let Some(sealed) = tx.optional::<Sealed>(OPEN, values![of]).await? else {
        return Ok(None);
    };
    let key = tx
        .keyring()?
        .data_key(place("data_key", of), &sealed.data_key)?;
    let plain = key.open(place("mail", of), &sealed.mail)?;
    serde_json::from_slice(plain.expose())
        .map(Some)
        .map_err(|_| store::Error::Unreadable("dispatch_mail.mail"))
}

/// Whether the mail of a thing is composed.
pub(crate) async fn is_kept<K>(tx: &mut Tx, of: Id<K>) -> store::Result<bool> {
    let mail: Option<Dispatched> = tx.optional(GET, values![of]).await?;
    Ok(mail.is_some())
}

/// From where a mail goes, to whom, and how it is kept from others on the way.
#[derive(Clone, Copy)]
pub(crate) struct Manner<'a> {
    /// The address that it comes from.
    pub(crate) from: &'a str,
    /// The address of the hotline's mailbox, where there is one.
    pub(crate) mailbox: Option<&'a str>,
    /// The certificate that it is sealed to.
    pub(crate) certificate: Option<&'a Certificate>,
    pub(crate) carriage: Carriage,
}

impl<'a> Manner<'a> {
    /// From whom its mail is.
    pub(crate) const fn sender(&self) -> Sender<'a> {
        Sender {
            address: self.from,
            with_urls: self.carriage.with_urls(),
        }
    }
}

/// A mail of a thing that is composed, and not kept yet.
pub(crate) struct Made {
    pub(crate) kept: Kept,
    sealed: Sealed,
    message_id: String,
    carriage: Carriage,
    signed: bool,
    token_index: Option<[u8; 32]>,
    reference_index: [u8; 32],
    at: Timestamp,
}

/// Composes a letter: text, tables, date and Message-ID are fixed from here on, and where it is sealed, as what it was
/// sealed. It only reads. Made anew it keeps Message-ID and token: who asks may do that with a mail that never left.
pub(crate) async fn compose<E: Errand>(
    tx: &mut Tx,
    of: Id<E::Of>,
    manner: &Manner<'_>,
    letter: Letter,
    before: Option<Kept>,
) -> Result<Made, Error> {
    let domain = domain(manner.from).ok_or(Error::Unsendable)?;
    let token = match (before.and_then(|kept| kept.token), manner.mailbox) {
        (Some(token), _) => Some(Token::kept(token)),
        (None, Some(_)) => Some(Token::random(tx.entropy())),
        (None, None) => None,
    };
    let addresses = token
        .as_ref()
        .zip(manner.mailbox)
        .and_then(|(token, mailbox)| token.addresses(mailbox));
    let now = tx.now();
    let to_domain = self::domain(&letter.to)
        .ok_or(Error::Unsendable)?
        .to_owned();
    let to = letter.to.clone();
    let mail = Mail {
        message_id: format!("{}-{of}@{domain}", E::NAME),
        date: now,
        from: manner.from.to_owned(),
        to: letter.to,
        reply_to: addresses
            .as_ref()
            .map(|addresses| addresses.answers.clone()),
        subject: letter.subject,
        text: letter.text,
        attachments: letter.attachments,
    };
    let way = Way {
        returns_to: addresses.map(|addresses| addresses.returns),
        envelope_id: token.as_ref().map(|token| token.text().to_owned()),
        tls_onward: manner.carriage == Carriage::Relay,
    };
    let signer = own::newest(tx).await?;
    let composed = cover(
        &mail,
        manner.certificate,
        signer.as_ref(),
        &letter.reference,
        way,
        now,
    )?;
    let kept = Kept {
        mail: composed,
        sealed_to: manner.certificate.map(Certificate::fingerprint),
        certificate: manner
            .certificate
            .map(Certificate::to_bytes)
            .transpose()?
            .map(|bytes| BASE64.encode(&bytes)),
        token: token.as_ref().map(|token| token.text().to_owned()),
        to,
        domain: to_domain,
        with_urls: manner.carriage.with_urls(),
    };
    let plain = serde_json::to_vec(&kept)
        .map(Sensitive::new)
        .map_err(|_| store::Error::Unreadable("dispatch_mail.mail"))?;
    let keyring = tx.keyring()?;
    let token_index = token.map(|token| token::index(keyring, token.text()));
    let reference_index = reference_index(tx, &letter.reference)?;
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", of), tx.entropy());
    let sealed = Sealed {
        data_key: wrapped,
        mail: key.seal(place("mail", of), plain.expose(), tx.entropy()),
    };
    Ok(Made {
        kept,
        sealed,
        message_id: mail.message_id,
        carriage: manner.carriage,
        signed: signer.is_some(),
        token_index,
        reference_index,
        at: now,
    })
}

/// Keeps what was composed as the mail of a thing.
pub(crate) async fn put<E: Errand>(tx: &mut Tx, of: Id<E::Of>, made: Made) -> store::Result<Kept> {
    tx.execute(
        PUT,
        values![
            of,
            E::NAME,
            made.message_id,
            made.sealed.data_key,
            made.sealed.mail,
            made.carriage.name(),
            made.signed,
            made.token_index,
            made.reference_index,
            made.at,
        ],
    )
    .await?;
    Ok(made.kept)
}

/// The mail as it travels: sealed to a certificate, or signed, or neither.
fn cover(
    mail: &Mail,
    certificate: Option<&Certificate>,
    signer: Option<&openpgp::Secret>,
    reference: &str,
    way: Way,
    at: Timestamp,
) -> Result<Composed, Error> {
    let unsendable = |_| Error::Unsendable;
    if let Some(certificate) = certificate {
        let entity = mail.entity().map_err(unsendable)?;
        let message = sealed(&entity, certificate, signer, at)?;
        let cover = Cover::Sealed {
            message: &message,
            subject: reference,
        };
        return mail.composed(cover, way).map_err(unsendable);
    }
    let Some(signer) = signer else {
        return mail.composed(Cover::Open, way).map_err(unsendable);
    };
    signed(mail, signer, way, at)
}

/// The mail signed.
pub(crate) fn signed(
    mail: &Mail,
    signer: &openpgp::Secret,
    way: Way,
    at: Timestamp,
) -> Result<Composed, Error> {
    let entity = mail.entity().map_err(|_| Error::Unsendable)?;
    let signed = signer.sign(&entity, at)?;
    let cover = Cover::Signed {
        entity: &entity,
        signature: &signed.signature,
        micalg: signed.micalg,
    };
    mail.composed(cover, way).map_err(|_| Error::Unsendable)
}

/// Something sealed to a certificate, and signed where there is a key.
fn sealed(
    plain: &[u8],
    certificate: &Certificate,
    signer: Option<&openpgp::Secret>,
    at: Timestamp,
) -> Result<String, Error> {
    // To ourselves too, for what was said must be there to be read by us; where ours cannot be sealed to any more
    // the other's is not to blame, and the mail is kept sealed in any case.
    let own = signer.map(openpgp::Secret::certificate);
    let own = own.filter(|own| own.state(at).is_good());
    let to: Vec<_> = std::iter::once(certificate).chain(&own).collect();
    Ok(openpgp::seal(plain, &to, signer, at)?)
}

/// Seals what goes by hand as a mail would be: to a certificate and to ourselves, signed where there is a key. The message
/// is armoured.
pub async fn seal(
    tx: &mut Tx,
    actor: &Actor,
    certificate: &Certificate,
    plain: &[u8],
) -> Result<String, Error> {
    actor.may(Action::Refer)?;
    let signer = own::newest(tx).await?;
    sealed(plain, certificate, signer.as_ref(), tx.now())
}

/// The domain of an address, with or without a name before it.
pub(crate) fn domain(address: &str) -> Option<&str> {
    let (_, domain) = address.trim_end_matches('>').rsplit_once('@')?;
    Some(domain)
}

/// Of the reference that a mail goes under.
pub(crate) fn reference_index(tx: &Tx, reference: &str) -> store::Result<[u8; 32]> {
    let folded = reference.trim().to_lowercase();
    Ok(tx
        .keyring()?
        .blind_index("dispatch.reference", folded.as_bytes()))
}

/// Writes down that a conversation about a mail begins; where an earlier one has no known end, that whoever
/// gets it may have it twice.
pub(crate) async fn begin<E: Errand>(
    tx: &mut Tx,
    actor: &Actor,
    of: Id<E::Of>,
) -> store::Result<Id<Sending>> {
    if tx.execute(MAYBE_TWICE, values![of]).await? == 1 {
        let about = About::one(E::NAME, of);
        audit::record(tx, actor.who(), "dispatch.maybe_twice", about, json!({})).await?;
    }
    let sending: Id<Sending> = tx.new_id();
    let now = tx.now();
    tx.execute(BEGIN, values![sending, of, now]).await?;
    audit::record(
        tx,
        actor.who(),
        "dispatch.begin",
        About::one(E::NAME, of),
        json!({ "sending": sending }),
    )
    .await?;
    Ok(sending)
}

/// The conversation in which a relay took the mail of a thing, where what follows from that is not written yet.
pub(crate) async fn taken<K>(tx: &mut Tx, of: Id<K>) -> store::Result<Option<Id<Sending>>> {
    let found: Option<(Id<Sending>,)> = tx.optional(TAKEN, values![of]).await?;
    Ok(found.map(|(sending,)| sending))
}

/// Writes down how a conversation ended.
pub(crate) async fn end(tx: &mut Tx, sending: Id<Sending>, how: End) -> store::Result<()> {
    let now = tx.now();
    tx.execute(END, values![sending, now, how.name()]).await?;
    Ok(())
}

const fn place<K>(column: &'static str, of: Id<K>) -> Place {
    Place::new("dispatch_mail", column, of)
}

const GET: &str = "-- dispatch.mail.get
SELECT message_id, carriage, signed, maybe_twice, composed_at FROM dispatch_mail WHERE id = $1";

const MAY_HAVE_LEFT: &str = "-- dispatch.sending.may_have_left
SELECT id AS value FROM dispatch_sending
WHERE mail_id = $1 AND (ended_at IS NULL OR result IN ('taken', 'accepted')) LIMIT 1";

const TAKEN: &str = "-- dispatch.sending.taken
SELECT id AS value FROM dispatch_sending WHERE mail_id = $1 AND result = 'taken' ORDER BY begun_at, id LIMIT 1";

const OPEN: &str = "-- dispatch.mail.open
SELECT data_key, mail FROM dispatch_mail WHERE id = $1";

const PUT: &str = "-- dispatch.mail.put
INSERT INTO dispatch_mail (id, errand, message_id, data_key, mail, carriage, signed, token_index,
    reference_index, maybe_twice, composed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, FALSE, $10)
ON CONFLICT (id) DO UPDATE SET message_id = excluded.message_id, data_key = excluded.data_key,
    mail = excluded.mail, carriage = excluded.carriage, signed = excluded.signed,
    token_index = excluded.token_index, reference_index = excluded.reference_index,
    composed_at = excluded.composed_at";

const MAYBE_TWICE: &str = "-- dispatch.mail.maybe_twice
UPDATE dispatch_mail SET maybe_twice = TRUE
WHERE id = $1 AND NOT maybe_twice
    AND EXISTS (SELECT id FROM dispatch_sending WHERE mail_id = $1 AND ended_at IS NULL)";

const BEGIN: &str = "-- dispatch.sending.begin
INSERT INTO dispatch_sending (id, mail_id, begun_at) VALUES ($1, $2, $3)";

const END: &str = "-- dispatch.sending.end
UPDATE dispatch_sending SET ended_at = COALESCE(ended_at, $2), result = $3
WHERE id = $1 AND (ended_at IS NULL OR result = 'taken')";

const RETURNED: &str = "-- dispatch.sending.returned
UPDATE dispatch_sending SET ended_at = COALESCE(ended_at, $2), result = 'returned'
WHERE mail_id = $1 AND (ended_at IS NULL OR result IN ('taken', 'accepted'))";
