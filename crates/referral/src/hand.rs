//! By hand: the package of a referral as one OpenPGP message that is sealed to the unit's key, for where the mail cannot
//! go or may not hold an address. Whoever carries it cannot read it. It is downloaded, and audited each time; that it was
//! handed over is written down with what the receipt says: when, to whom, under which number.
//!
//! A unit without a key gets nothing by hand: what lies in clear on a stick is lost with it. A person gets the key first.

pub(crate) mod api;
pub(crate) mod desk;

use std::time::Duration;

use audit::About;
use dispatch::Kind;
use identity::{Action, Actor};
use intake::Case;
use jobs::{Outcome, Run};
use kernel::{Id, Sensitive, Timestamp};
use openpgp::Certificate;
use pack::Pack;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Db, Tx, values};

use crate::answer::see;
use crate::archive::archive;
use crate::facts::Facts;
use crate::package::{self, Sealed};
use crate::record::{Referral, advance, find, hinder, hold_time, lock, place, set_hold};
use crate::send::{disclosed, is_to_approved};
use crate::{Error, Hindrance, Move, PACK, Printing, State};

/// The longest name of whoever took a package, and the longest number of a receipt, in characters.
pub(crate) const LONGEST: usize = 200;

const MINUTE: Duration = Duration::from_secs(60);

/// What the receipt of a package says.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// When it was handed over.
    pub at: Timestamp,
    /// To whom.
    pub to: Sensitive<String>,
    /// The number of the receipt.
    pub number: Sensitive<String>,
}

/// The same as it is kept, sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    to: String,
    number: String,
}

/// What somebody takes with them.
#[derive(Debug)]
pub struct Taken {
    /// The name of the file: our reference, and nothing of what is in it.
    pub name: String,
    /// The message, armoured (RFC 9580). What it opens to is a ZIP archive.
    pub message: Sensitive<Vec<u8>>,
}

/// Whether a package can be handed over by hand in this state.
pub(crate) const fn goes_by_hand(state: State) -> bool {
    matches!(state, State::Released | State::Sent | State::Acknowledged)
}

/// Has a referral handed over by hand: its package is made and sealed, and its mail does not leave any more unless
/// somebody has it sent after all. Again, where the unit has another key by now.
pub async fn take_by_hand(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Referral>,
) -> Result<Id<Case>, Error> {
    actor.may(Action::TakePackage)?;
    let referral = lock(tx, id).await?;
    if !goes_by_hand(referral.state) || referral.handed_over_at.is_some() {
        return Err(Error::Changed);
    }
    let referral = to_approved(tx, actor, pack, referral)
        .await?
        .ok_or(Error::NoKey)?;
    certificate(tx, actor, &referral)
        .await?
        .ok_or(Error::NoKey)?;
    begin(tx, actor, &referral).await?;
    Ok(referral.case)
}

/// Has a package made and sealed, and the mail stay.
pub(crate) async fn begin(tx: &mut Tx, actor: &Actor, referral: &Referral) -> Result<(), Error> {
    let id = referral.id;
    let now = tx.now();
    tx.execute(BY_HAND, values![id, now]).await?;
    let key = format!("{PACK}:{id}");
    // A job of an earlier try that died would stand for this one.
    jobs::cancel(tx, &key).await?;
    jobs::queue_at(tx, PACK, &id, now, Some(&key)).await?;
    audit::record(
        tx,
        actor.who(),
        "referral.by_hand",
        About::one("referral", id),
        json!({ "case": referral.case }),
    )
    .await?;
    Ok(())
}

/// Makes and seals the package of a referral that goes by hand: the job [`PACK`]. `sender` is the address that the unit
/// answers to.
pub async fn pack_by_hand(
    db: &Db,
    pack: &Pack,
    sender: Option<&str>,
    printing: &Printing,
    run: Run,
) -> Outcome {
    let id: Id<Referral> = match run.payload() {
        Ok(id) => id,
        Err(outcome) => return outcome,
    };
    let actor = Actor::job(&run);
    let address = sender.unwrap_or_default();
    let made = async {
        let mut tx = db.write().await?;
        let Some((referral, facts)) = ready(&mut tx, &actor, pack, id).await? else {
            return Ok(tx.commit().await?);
        };
        let catalogue = &printing.catalogue;
        let draft =
            package::draft(&mut tx, &actor, pack, catalogue, &referral, &facts, address).await?;
        tx.commit().await?;
        if let Some(draft) = draft {
            package::make(db, &actor, printing, id, draft).await?;
        }
        let mut tx = db.write().await?;
        if let Some((referral, facts)) = ready(&mut tx, &actor, pack, id).await? {
            seal(&mut tx, &actor, pack, &referral, &facts).await?;
        }
        Ok::<_, Error>(tx.commit().await?)
    };
    match made.await {
        Ok(()) => Outcome::nothing(),
        Err(error) => {
            tracing::warn!(%error, "the package of a referral could not be made");
            Outcome::Retry("the package could not be made")
        }
    }
}

/// A referral that goes by hand, with what it tells of. Nothing where it does not any more, or a person has to see to
/// something first; that is written down.
async fn ready(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Referral>,
) -> Result<Option<(Referral, Facts)>, Error> {
    let referral = lock(tx, id).await?;
    if !goes_by_hand(referral.state) || referral.by_hand_at.is_none() {
        return Ok(None);
    }
    let Some(referral) = to_approved(tx, actor, pack, referral).await? else {
        return Ok(None);
    };
    if certificate(tx, actor, &referral).await?.is_none() {
        hinder(tx, actor, &referral, Hindrance::Key).await?;
        return Ok(None);
    }
    let Some(facts) = Facts::of(tx, actor, pack, &referral).await? else {
        hinder(tx, actor, &referral, Hindrance::NoWorkingUrl).await?;
        return Ok(None);
    };
    Ok(Some((referral, facts)))
}

/// The referral with the contact that it goes to now: of one that has not left, whoever is approved. Nothing where nobody is;
/// that is written down.
async fn to_approved(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    referral: Referral,
) -> Result<Option<Referral>, Error> {
    if referral.state != State::Released {
        return Ok(Some(referral));
    }
    if !is_to_approved(tx, actor, pack, &referral).await? {
        return Ok(None);
    }
    Ok(Some(lock(tx, referral.id).await?))
}

/// Seals the package, unless it is sealed to the key that the unit has now, with what of the reporter's may leave now.
async fn seal(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    referral: &Referral,
    facts: &Facts,
) -> Result<(), Error> {
    let key = facts.contact.key.as_deref().ok_or(Error::NoKey)?;
    let certificate = Certificate::parse(key).map_err(dispatch::Error::from)?;
    let before = package::sealed(tx, referral).await?;
    let told = assessment::disclosed_mark(tx, actor, referral.case).await?;
    if before.is_some_and(|it| {
        it.contact == facts.contact.id && it.to == certificate.fingerprint() && it.told == told
    }) {
        return Ok(());
    }
    let files = package::files(tx, referral, facts.contact.id).await?;
    let mut files = files.ok_or(Error::NotMade)?;
    files.extend(disclosed(tx, actor, pack, &facts.case).await?);
    let whole = archive(&files, facts.at).ok_or(Error::Unsendable)?;
    let message = dispatch::seal(tx, actor, &certificate, &whole).await?;
    let sealed = Sealed {
        at: tx.now(),
        contact: facts.contact.id,
        to: certificate.fingerprint(),
        told: told.to_vec(),
    };
    package::keep_sealed(tx, actor, referral, &message, &sealed).await
}

/// The certificate that a package can be sealed to now: of a contact that is approved.
async fn certificate(
    tx: &mut Tx,
    actor: &Actor,
    referral: &Referral,
) -> Result<Option<Certificate>, Error> {
    let contact = referral.contact.ok_or(Error::NotFound)?;
    let contact = stakeholders::contact(tx, actor, contact).await?;
    if contact.state != stakeholders::State::Approved {
        return Ok(None);
    }
    let certificate = contact.key.as_deref().map(Certificate::parse);
    let certificate = certificate.and_then(Result::ok);
    let now = tx.now();
    Ok(certificate.filter(|certificate| certificate.state(now).is_good()))
}

/// When the package was sealed that can be downloaded now, by those who may; nothing where there is none, the unit has
/// another key, or what may be told is not what it was.
pub(crate) async fn waits_since(
    tx: &mut Tx,
    actor: &Actor,
    referral: &Referral,
) -> Result<Option<Timestamp>, Error> {
    let is_taken = actor.may(Action::TakePackage).is_ok() && referral.by_hand_at.is_some();
    if !is_taken || !goes_by_hand(referral.state) {
        return Ok(None);
    }
    let Some(sealed) = package::sealed(tx, referral).await? else {
        return Ok(None);
    };
    if sealed.told != assessment::disclosed_mark(tx, actor, referral.case).await? {
        return Ok(None);
    }
    let now = certificate(tx, actor, referral).await?;
    let is_to_it = now.is_some_and(|now| sealed.to == now.fingerprint());
    Ok((is_to_it && Some(sealed.contact) == referral.contact).then_some(sealed.at))
}

/// The package, for whoever carries it to the unit: the same message each time.
pub async fn take(tx: &mut Tx, actor: &Actor, id: Id<Referral>) -> Result<Taken, Error> {
    actor.may(Action::TakePackage)?;
    let referral = find(tx, actor, id).await?;
    if assessment::is_blind(tx, actor, referral.case).await? {
        return Err(Error::NotFound);
    }
    if waits_since(tx, actor, &referral).await?.is_none() {
        return Err(Error::NotMade);
    }
    let message = package::message(tx, &referral).await?;
    let case = intake::case(tx, actor, referral.case).await?;
    audit::record(
        tx,
        actor.who(),
        "referral.take_package",
        About::one("referral", id),
        json!({ "case": referral.case }),
    )
    .await?;
    Ok(Taken {
        name: format!("{}.zip.asc", case.reference),
        message: message.ok_or(Error::NotMade)?,
    })
}

/// Records that the package was handed over, with what the receipt says. Where its mail had not left, the police are told
/// from then on, and their time to answer begins.
pub async fn hand_over(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Referral>,
    receipt: &Receipt,
) -> Result<Id<Case>, Error> {
    actor.may(Action::TakePackage)?;
    let referral = lock(tx, id).await?;
    let kept = Kept {
        to: plain(&receipt.to).ok_or(Error::ReceiptTo)?,
        number: plain(&receipt.number).ok_or(Error::ReceiptNumber)?,
    };
    // People write minutes.
    if receipt.at > tx.now() || receipt.at.after(MINUTE) <= referral.prepared_at {
        return Err(Error::ReceiptTime);
    }
    if !is_to_hand_over(&referral) {
        return Err(Error::Changed);
    }
    let kept = serde_json::to_vec(&kept).map_err(|_| Error::Unsendable)?;
    let sealed = referral
        .key(tx)?
        .seal(place("receipt", id), &kept, tx.entropy());
    if tx
        .execute(HAND_OVER, values![id, receipt.at, sealed])
        .await?
        == 0
    {
        return Err(Error::Changed);
    }
    audit::record(
        tx,
        actor.who(),
        "referral.hand_over",
        About::one("referral", id),
        json!({ "case": referral.case, "at": receipt.at.to_string() }),
    )
    .await?;
    // Whoever has it by hand does not miss the mail that came back.
    see(tx, id, &[Kind::Failed]).await?;
    if referral.state == State::Released {
        let until = Some(receipt.at.after(hold_time(pack))).max(referral.hold_until);
        if referral.hold.stands() && until != referral.hold_until {
            set_hold(tx, actor, &referral, referral.hold, until, "asked-for-word").await?;
        }
        advance(tx, actor, &referral, Move::Send, "by-hand").await?;
        tx.execute(SENT, values![id, receipt.at]).await?;
    }
    Ok(referral.case)
}

/// Whether a person has something to hand over: the whole package, or the URLs that did not travel.
pub(crate) const fn is_to_hand_over(referral: &Referral) -> bool {
    referral.handed_over_at.is_none()
        && goes_by_hand(referral.state)
        && (referral.by_hand_at.is_some()
            || (referral.urls_withheld && !matches!(referral.state, State::Released)))
}

/// To whom the package was handed over, and the number of the receipt, for those who may hand one over.
pub(crate) fn receipt(
    tx: &Tx,
    actor: &Actor,
    referral: &Referral,
) -> Result<Option<Receipt>, Error> {
    let (Some(at), Some(sealed)) = (referral.handed_over_at, &referral.receipt) else {
        return Ok(None);
    };
    if actor.may(Action::TakePackage).is_err() {
        return Ok(None);
    }
    let plain = referral
        .key(tx)?
        .open(place("receipt", referral.id), sealed);
    let plain = plain.map_err(store::Error::from)?;
    let kept: Kept = serde_json::from_slice(plain.expose())
        .map_err(|_| store::Error::Unreadable("referral_referral.receipt"))?;
    Ok(Some(Receipt {
        at,
        to: Sensitive::new(kept.to),
        number: Sensitive::new(kept.number),
    }))
}

/// A line that somebody typed; nothing where it is empty or too long, or none.
fn plain(text: &Sensitive<String>) -> Option<String> {
    let text = text.expose().trim();
    let length = text.chars().count();
    let is_plain = length > 0 && length <= LONGEST && !text.chars().any(char::is_control);
    is_plain.then(|| text.to_owned())
}

const BY_HAND: &str = "-- referral.referral.by_hand
UPDATE referral_referral SET by_hand_at = COALESCE(by_hand_at, $2), hindrance = NULL WHERE id = $1";

const HAND_OVER: &str = "-- referral.referral.hand_over
UPDATE referral_referral SET handed_over_at = $2, receipt = $3 WHERE id = $1 AND handed_over_at IS NULL";

const SENT: &str = "-- referral.referral.sent_by_hand
UPDATE referral_referral SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL";
