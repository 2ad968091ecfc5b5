//! The job that sends a referral.

use std::sync::Arc;

use dispatch::{Errand, Letter, Sender, Stuck};
use egress::Egress;
use identity::Actor;
use jobs::{Outcome, Run};
use kernel::Id;
use pack::Pack;
use store::{Db, Tx, values};

use crate::compose::{self, Place, Told};
use crate::package::{self, Content};
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
    let errand = Referrals {
        pack: Arc::clone(pack),
        printing: printing.clone(),
    };
    dispatch::send(db, egress, sender, errand, run).await
}

/// Referrals, as mails that leave once.
struct Referrals {
    pack: Arc<Pack>,
    printing: Printing,
}

impl Errand for Referrals {
    type Of = Referral;
    type Error = Error;
    const NAME: &'static str = "referral";

    async fn may_leave(&self, tx: &mut Tx, actor: &Actor, id: Id<Referral>) -> Result<bool, Error> {
        let referral = lock(tx, id).await?;
        // A decision that was taken back has a job that withdraws it; what corrects it may be urgent itself.
        let decision = Id::from_uuid(referral.cause.uuid());
        Ok(referral.state == State::Released
            && (!assessment::under_correction(tx, actor, referral.case).await?
                || assessment::is_urgent(tx, actor, referral.case, decision).await?)
            && is_to_approved(tx, actor, &self.pack, &referral).await?)
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
        let case = intake::case(tx, actor, referral.case).await?;
        let Some(places) = places(tx, actor, &case).await? else {
            hinder(tx, actor, &referral, Hindrance::NoWorkingUrl).await?;
            return Ok(None);
        };
        let contact = referral.contact.ok_or(Error::NotFound)?;
        let contact = stakeholders::contact(tx, actor, contact).await?;
        let decision = assessment::decision(tx, actor, case.id).await?;
        let now = tx.now();
        // The least time of a new hold; what the police themselves asked for stays.
        let hold = referral.hold;
        let hold_until = hold
            .stands()
            .then(|| now.after(hold_time(&self.pack)))
            .max(referral.hold_until);
        let told = Told {
            pack: &self.pack,
            reference: &case.reference,
            date: now,
            contact: &contact,
            ruling: decision.as_ref().map(|decision| &decision.ruling),
            urgent: referral.urgent,
            hold_until,
            places,
            // Nothing of the reporter leaves but by somebody's decision, and none without the URLs.
            disclosed: if from.with_urls {
                assessment::disclosed(tx, actor, &self.pack, case.id).await?
            } else {
                Vec::new()
            },
        };
        let mut letter = compose::letter(&told, from)?;
        let content = Content {
            case: &case,
            told: &told,
            decision: decision.as_ref(),
            table: letter.attachments.first(),
        };
        let package = package::files(tx, actor, &self.printing, &content, from).await?;
        letter.attachments.extend(package);
        if hold.stands() {
            set_hold(tx, actor, &referral, hold, hold_until, "asked-for-word").await?;
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
async fn is_to_approved(
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

/// The reported place, and each place of an item that calls for action; nothing where one of them has no
/// working URL.
async fn places(
    tx: &mut Tx,
    actor: &Actor,
    case: &intake::Case,
) -> Result<Option<Vec<Place>>, Error> {
    let mut locations = assessment::acted_on(tx, actor, case.id).await?;
    if !locations.contains(&case.location) {
        locations.insert(0, case.location);
    }
    let mut places = Vec::with_capacity(locations.len());
    for location in locations {
        let Some(working) = location::working(tx, actor, location).await? else {
            return Ok(None);
        };
        places.push(Place {
            url: working.url,
            standing: trace::standing(tx, actor, location).await?,
        });
    }
    Ok(Some(places))
}

const WITHHOLD: &str = "-- referral.referral.withhold
UPDATE referral_referral SET urls_withheld = $2 WHERE id = $1";

const SENT: &str = "-- referral.referral.sent
UPDATE referral_referral SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL";
