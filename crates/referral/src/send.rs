//! The job that sends a referral.

use std::sync::Arc;

use dispatch::{Errand, Letter, Sender, Stuck};
use egress::{Attachment, Egress};
use identity::Actor;
use intake::Case;
use jobs::{Outcome, Run};
use kernel::Id;
use pack::Pack;
use store::{Db, Tx, values};

use crate::compose;
use crate::facts::Facts;
use crate::package;
use crate::record::{Referral, advance, hinder, hold_time, lock, set_contact, set_hold};
use crate::{Error, Hindrance, Move, Printing, State};

/// Sends a referral: the job [`crate::SEND`]. `sender` is the address that mail comes from.
pub async fn send(
    db: &Db,
    egress: &Egress,
    pack: &Arc<Pack>,
    sender: Option<&str>,
    printing: &Printing,
    run: Run,
) -> Outcome {
    let id: Id<Referral> = match run.payload() {
        Ok(id) => id,
        Err(outcome) => return outcome,
    };
    if let Some(address) = sender {
        let actor = Actor::job(&run);
        let by_relay = egress.relay_enforces_tls();
        match make_package(db, &actor, pack, printing, (address, by_relay), id).await {
            Ok(true) => {}
            Ok(false) => return Outcome::nothing(),
            // Without it the mail is not written, and this is tried again.
            Err(error) => tracing::warn!(%error, "the package of a referral could not be made"),
        }
    }
    let errand = Referrals {
        pack: Arc::clone(pack),
    };
    dispatch::send(db, egress, sender, errand, run).await
}

/// Makes the package that the mail is to carry, before the mail is written: with nothing held while it is printed. Where
/// URLs may not travel there is none, for each of its files says where the content is. Whether the mail may leave.
async fn make_package(
    db: &Db,
    actor: &Actor,
    pack: &Pack,
    printing: &Printing,
    (address, by_relay): (&str, bool),
    id: Id<Referral>,
) -> Result<bool, Error> {
    let mut tx = db.write().await?;
    if !may_leave(&mut tx, actor, pack, id).await? {
        tx.commit().await?;
        return Ok(false);
    }
    let referral = lock(&mut tx, id).await?;
    let facts = Facts::of(&mut tx, actor, pack, &referral).await?;
    let draft = match facts {
        Some(facts) if by_relay || facts.contact.key.is_some() => {
            let catalogue = &printing.catalogue;
            package::draft(&mut tx, actor, pack, catalogue, &referral, &facts, address).await?
        }
        _ => None,
    };
    tx.commit().await?;
    if let Some(draft) = draft {
        package::make(db, actor, printing, id, draft).await?;
    }
    Ok(true)
}

/// Whether a referral may leave by mail now.
async fn may_leave(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Referral>,
) -> Result<bool, Error> {
    let referral = lock(tx, id).await?;
    // A decision that was taken back has a job that withdraws it; what corrects it may be urgent itself.
    let decision = Id::from_uuid(referral.cause.uuid());
    Ok(referral.state == State::Released
        && referral.by_hand_at.is_none()
        && (!assessment::under_correction(tx, actor, referral.case).await?
            || assessment::is_urgent(tx, actor, referral.case, decision).await?)
        && is_to_approved(tx, actor, pack, &referral).await?)
}

/// Referrals, as mails that leave once.
struct Referrals {
    pack: Arc<Pack>,
}

impl Errand for Referrals {
    type Of = Referral;
    type Error = Error;
    const NAME: &'static str = "referral";

    async fn may_leave(&self, tx: &mut Tx, actor: &Actor, id: Id<Referral>) -> Result<bool, Error> {
        may_leave(tx, actor, &self.pack, id).await
    }

    async fn recipient(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Referral>,
    ) -> Result<Option<String>, Error> {
        let referral = lock(tx, id).await?;
        let contact = referral.contact.ok_or(Error::NotFound)?;
        let contact = stakeholders::contact(tx, actor, contact).await?;
        Ok(Some(contact.address.expose().clone()))
    }

    async fn key(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Referral>,
    ) -> Result<Option<Vec<u8>>, Error> {
        let referral = lock(tx, id).await?;
        let contact = referral.contact.ok_or(Error::NotFound)?;
        Ok(stakeholders::contact(tx, actor, contact).await?.key)
    }

    /// Where it asks for the police's word, the time for that begins now.
    async fn letter(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Referral>,
        from: Sender<'_>,
    ) -> Result<Option<Letter>, Error> {
        let referral = lock(tx, id).await?;
        let Some(facts) = Facts::of(tx, actor, &self.pack, &referral).await? else {
            hinder(tx, actor, &referral, Hindrance::NoWorkingUrl).await?;
            return Ok(None);
        };
        let mut letter = compose::letter(&facts.told(&self.pack), from)?;
        if from.with_urls {
            let files = package::files(tx, &referral, facts.contact.id).await?;
            letter.attachments = files.ok_or(Error::NotMade)?;
            let told = disclosed(tx, actor, &self.pack, &facts.case).await?;
            letter.attachments.extend(told);
        }
        let hold = referral.hold;
        if hold.stands() {
            set_hold(
                tx,
                actor,
                &referral,
                hold,
                facts.hold_until,
                "asked-for-word",
            )
            .await?;
        }
        tx.execute(WITHHOLD, values![id, !from.with_urls]).await?;
        Ok(Some(letter))
    }

    /// The relay is not to blame for what the pack's template or the unit's address is at fault in.
    fn is_hopeless(error: &Error) -> bool {
        matches!(
            error,
            Error::Unsendable | Error::Dispatch(dispatch::Error::Unsendable)
        )
    }

    /// The police may have answered before this was written: then it stays answered. Their time to answer
    /// begins now.
    async fn sent(&self, tx: &mut Tx, actor: &Actor, id: Id<Referral>) -> Result<(), Error> {
        let referral = lock(tx, id).await?;
        let now = tx.now();
        tx.execute(SENT, values![id, now]).await?;
        let time = hold_time(&self.pack);
        let until = referral.hold_until.max(Some(now.after(time)));
        if referral.hold.stands() && until != referral.hold_until {
            set_hold(tx, actor, &referral, referral.hold, until, "asked-for-word").await?;
        }
        if referral.state == State::Released {
            advance(tx, actor, &referral, Move::Send, "mail-server-took-it").await?;
        }
        Ok(())
    }

    /// The police are not left unaware because a relay is silent: a person can call them meanwhile.
    async fn late(&self, tx: &mut Tx, actor: &Actor, id: Id<Referral>) -> Result<(), Error> {
        let referral = lock(tx, id).await?;
        if referral.state == State::Released && referral.hindrance.is_none() {
            hinder(tx, actor, &referral, Hindrance::Late).await?;
        }
        Ok(())
    }

    async fn stuck(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Referral>,
        why: Stuck,
    ) -> Result<(), Error> {
        let referral = lock(tx, id).await?;
        let hindrance = match why {
            Stuck::Refused => Hindrance::Refused,
            Stuck::NotDelivered | Stuck::OwnKey => Hindrance::NotDelivered,
            Stuck::Unsendable => Hindrance::Unsendable,
            Stuck::Key(_) => Hindrance::Key,
        };
        if referral.state == State::Released {
            hinder(tx, actor, &referral, hindrance).await?;
        }
        Ok(())
    }
}

/// Whether the contact that a referral goes to is approved still. Where it is not, and nothing may have left, it goes to
/// the one that is; else a person sees to it.
pub(crate) async fn is_to_approved(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    referral: &Referral,
) -> Result<bool, Error> {
    let contact = referral.contact.ok_or(Error::NotFound)?;
    let contact = stakeholders::contact(tx, actor, contact).await?;
    if contact.state == stakeholders::State::Approved {
        return Ok(true);
    }
    if dispatch::may_have_left(tx, actor, referral.id).await? {
        hinder(tx, actor, referral, Hindrance::ContactRetired).await?;
        return Ok(false);
    }
    let Some(other) = stakeholders::police(tx, actor, pack.country).await? else {
        hinder(tx, actor, referral, Hindrance::NoContact).await?;
        return Ok(false);
    };
    set_contact(tx, actor, referral, other.id).await?;
    Ok(true)
}

/// What reporters told and may leave by somebody's decision, read when it leaves: what was withdrawn is not in it.
pub(crate) async fn disclosed(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: &Case,
) -> Result<Option<Attachment>, Error> {
    let disclosed = assessment::disclosed(tx, actor, pack, case.id).await?;
    if disclosed.is_empty() {
        return Ok(None);
    }
    Ok(Some(compose::reporter_table(&case.reference, &disclosed)?))
}

const WITHHOLD: &str = "-- referral.referral.withhold
UPDATE referral_referral SET urls_withheld = $2 WHERE id = $1";

const SENT: &str = "-- referral.referral.sent
UPDATE referral_referral SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL";
