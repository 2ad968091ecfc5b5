//! What a referral tells of, as it is at an instant.

use assessment::Decision;
use identity::Actor;
use intake::Case;
use kernel::Timestamp;
use pack::Pack;
use stakeholders::Contact;
use store::Tx;

use crate::Error;
use crate::compose::{Place, Told};
use crate::record::{Referral, hold_time};

/// What a referral tells of.
pub(crate) struct Facts {
    pub(crate) case: Case,
    pub(crate) contact: Contact,
    pub(crate) decision: Option<Decision>,
    pub(crate) at: Timestamp,
    /// Until when notices wait for the police, where they do.
    pub(crate) hold_until: Option<Timestamp>,
    pub(crate) places: Vec<Place>,
    urgent: bool,
}

impl Facts {
    /// Nothing where one of its places has no working URL.
    pub(crate) async fn of(
        tx: &mut Tx,
        actor: &Actor,
        pack: &Pack,
        referral: &Referral,
    ) -> Result<Option<Self>, Error> {
        let case = intake::case(tx, actor, referral.case).await?;
        let Some(places) = places(tx, actor, &case).await? else {
            return Ok(None);
        };
        let contact = referral.contact.ok_or(Error::NotFound)?;
        let contact = stakeholders::contact(tx, actor, contact).await?;
        let at = tx.now();
        // The least time of a new hold; what the police themselves asked for stays.
        let hold_until = referral
            .hold
            .stands()
            .then(|| at.after(hold_time(pack)))
            .max(referral.hold_until);
        Ok(Some(Self {
            decision: assessment::decision(tx, actor, case.id).await?,
            case,
            contact,
            at,
            hold_until,
            places,
            urgent: referral.urgent,
        }))
    }

    /// The same, as mails and documents tell it.
    pub(crate) fn told<'a>(&'a self, pack: &'a Pack) -> Told<'a> {
        Told {
            pack,
            reference: &self.case.reference,
            date: self.at,
            contact: &self.contact,
            ruling: self.decision.as_ref().map(|decision| &decision.ruling),
            urgent: self.urgent,
            hold_until: self.hold_until,
            places: &self.places,
        }
    }
}

/// The reported place, and each place of an item that calls for action; nothing where one of them has no
/// working URL.
async fn places(tx: &mut Tx, actor: &Actor, case: &Case) -> Result<Option<Vec<Place>>, Error> {
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
