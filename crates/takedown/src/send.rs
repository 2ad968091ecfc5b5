//! The job that sends a letter.

use std::sync::Arc;

use dispatch::{Draft, Errand, Sender, Stuck};
use egress::Egress;
use identity::Actor;
use jobs::{Outcome, Run};
use kernel::{Id, Language};
use pack::Pack;
use stakeholders::Contact;
use store::{Db, Tx, values};

use crate::compose::{Place, Told};
use crate::letter::{
    self, Fit, Letter, LetterMove, LetterState, detach, fail, find, fit, is_first, keep_text, lock,
    notices_of, put_back, read_notices_of, withhold,
};
use crate::link::link_of;
use crate::notice::{self, Notice};
use crate::{Error, Move, State, series};

/// Sends a letter: the job [`crate::SEND`]. `sender` is the address that mail comes from, `letterbox` the public address
/// of the letterbox: without it no letter has a link to the provider's page.
pub async fn send(
    db: &Db,
    egress: &Egress,
    pack: &Arc<Pack>,
    sender: Option<&str>,
    letterbox: Option<&str>,
    run: Run,
) -> Outcome {
    let errand = Letters {
        pack: Arc::clone(pack),
        letterbox: letterbox.map(str::to_owned),
    };
    dispatch::send(db, egress, sender, errand, run).await
}

/// Letters, as mails that leave once.
struct Letters {
    pack: Arc<Pack>,
    letterbox: Option<String>,
}

impl Errand for Letters {
    type Of = Letter;
    type Error = Error;
    const NAME: &'static str = "letter";
    const AHEAD: bool = true;

    async fn may_leave(&self, tx: &mut Tx, actor: &Actor, id: Id<Letter>) -> Result<bool, Error> {
        let letter = lock(tx, id).await?;
        if letter.state != LetterState::Released {
            return Ok(false);
        }
        let contact = stakeholders::contact(tx, actor, letter.contact).await?;
        if fit(tx, actor, &letter, &contact, true).await? == Fit::Not {
            return Ok(false);
        }
        Ok(!put_back(tx, actor, &self.pack, &letter, &contact).await?)
    }

    async fn key(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Letter>,
    ) -> Result<Option<Vec<u8>>, Error> {
        let letter = find(tx, actor, id).await?;
        Ok(stakeholders::contact(tx, actor, letter.contact).await?.key)
    }

    async fn draft(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Letter>,
        from: Sender<'_>,
    ) -> Result<Option<Draft>, Error> {
        let letter = find(tx, actor, id).await?;
        let notices = read_notices_of(tx, id).await?;
        let is_queued = |notice: &Notice| notice.state == State::Queued;
        if letter.state != LetterState::Released || !notices.iter().all(is_queued) {
            return Ok(None);
        }
        let (nameless, places) = with_urls(tx, actor, id, &notices).await?;
        if places.is_empty() || !nameless.is_empty() {
            return Ok(None);
        }
        let contact = stakeholders::contact(tx, actor, letter.contact).await?;
        let (composed, text) = self.compose(tx, &letter, &contact, places, from).await?;
        Ok(Some(Draft {
            letter: composed,
            of: made_of(&letter, &contact, &notices),
            text,
        }))
    }

    async fn is_still(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Letter>,
        from: Sender<'_>,
        (of, text): (&[u8], &str),
    ) -> Result<bool, Error> {
        let letter = lock(tx, id).await?;
        let contact = stakeholders::contact(tx, actor, letter.contact).await?;
        let notices = notices_of(tx, id).await?;
        if made_of(&letter, &contact, &notices) != of {
            return Ok(false);
        }
        withhold(tx, &letter, !from.with_urls).await?;
        keep_text(tx, &letter, text).await?;
        Ok(true)
    }

    async fn letter(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Letter>,
        from: Sender<'_>,
    ) -> Result<Option<dispatch::Letter>, Error> {
        let letter = lock(tx, id).await?;
        let notices = notices_of(tx, id).await?;
        let (nameless, places) = with_urls(tx, actor, id, &notices).await?;
        for notice in nameless {
            notice::advance(tx, actor, notice, Move::Fail, "no-working-url").await?;
            detach(tx, actor, notice.id).await?;
        }
        if places.is_empty() {
            letter::advance(tx, actor, &letter, LetterMove::Fail, "no-working-url").await?;
            return Ok(None);
        }
        withhold(tx, &letter, !from.with_urls).await?;
        let contact = stakeholders::contact(tx, actor, letter.contact).await?;
        let (composed, text) = self.compose(tx, &letter, &contact, places, from).await?;
        keep_text(tx, &letter, &text).await?;
        Ok(Some(composed))
    }

    /// The relay is not to blame for what the pack's template or the recipient's address is at fault in.
    fn is_hopeless(error: &Error) -> bool {
        matches!(
            error,
            Error::Unsendable | Error::Dispatch(dispatch::Error::Unsendable)
        )
    }

    /// What was withdrawn meanwhile has left all the same.
    async fn sent(&self, tx: &mut Tx, actor: &Actor, id: Id<Letter>) -> Result<(), Error> {
        let letter = lock(tx, id).await?;
        let mut notices = notices_of(tx, id).await?;
        let now = tx.now();
        tx.execute(SENT, values![id, now]).await?;
        tx.execute(NOTICES_SENT, values![id, now]).await?;
        // Letters to a host and an owner tell of the same places: whoever writes holds their series in one order.
        notices.sort_by_key(|notice| (notice.case, notice.location));
        for notice in notices {
            if notice.state.after(Move::Send).is_ok() {
                let sent =
                    notice::advance(tx, actor, &notice, Move::Send, "mail-server-took-it").await?;
                if sent == State::Sent {
                    series::left(tx, actor, &self.pack, &notice, now).await?;
                }
            }
        }
        if letter.state.after(LetterMove::Send).is_ok() {
            letter::advance(tx, actor, &letter, LetterMove::Send, "mail-server-took-it").await?;
        }
        Ok(())
    }

    async fn stuck(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Letter>,
        why: Stuck,
    ) -> Result<(), Error> {
        let letter = lock(tx, id).await?;
        if letter.state == LetterState::Released {
            fail(tx, actor, &letter, why.why()).await?;
        }
        Ok(())
    }
}

impl Letters {
    /// What it says of these places, and how that reads with a sign for each URL.
    async fn compose(
        &self,
        tx: &mut Tx,
        letter: &Letter,
        contact: &Contact,
        places: Vec<Place>,
        from: Sender<'_>,
    ) -> Result<(dispatch::Letter, String), Error> {
        let reference = reference(letter, &places);
        let link = match &self.letterbox {
            Some(letterbox) => link_of(tx, letter).await?.map(|link| {
                let language = contact.manner.language.unwrap_or(Language::ENGLISH);
                let address = link.address(letterbox, language, &self.pack);
                (address, self.pack.local_time(link.until))
            }),
            None => None,
        };
        let told = Told {
            link,
            pack: &self.pack,
            reference: &reference,
            date: tx.now(),
            contact,
            purpose: letter.purpose,
            step: letter.step,
            urgent: letter.urgent,
            first: is_first(tx, letter.contact).await?,
            text: letter.own_text(tx)?,
            places,
            by_form: false,
        };
        Ok((told.letter(from)?, told.shown(from)?))
    }
}

/// The notices of a letter whose places have no working URL; and the places of the others, each with its own, in the order
/// of those.
pub(crate) async fn with_urls<'a>(
    tx: &mut Tx,
    actor: &Actor,
    letter: Id<Letter>,
    notices: &'a [Notice],
) -> Result<(Vec<&'a Notice>, Vec<Place>), Error> {
    let locations: Vec<_> = notices.iter().map(|notice| notice.location).collect();
    let working = location::working_of(tx, actor, &locations).await?;
    let has_url = |notice: &&Notice| working.contains_key(&notice.location);
    let (named, nameless): (Vec<_>, _) = notices.iter().partition(has_url);
    let named: Vec<_> = named.into_iter().cloned().collect();
    let mut places = letter::places(tx, actor, letter, &named).await?;
    for (notice, place) in named.iter().zip(&mut places) {
        let opened = working.get(&notice.location).and_then(Option::as_ref);
        let opened = opened.ok_or(store::Error::Unreadable("location_spelling.url"))?;
        place.url = Some(opened.url.clone());
    }
    Ok((nameless, places))
}

/// Of what a letter is made that may change before it is kept: to whom it goes and what is attached for them, its notices,
/// and the text that a person wrote.
fn made_of(letter: &Letter, contact: &Contact, notices: &[Notice]) -> Vec<u8> {
    let mut of = contact.address.expose().as_bytes().to_vec();
    of.extend([contact.manner.csv, contact.manner.xarf].map(u8::from));
    of.extend_from_slice(letter.sealed_text());
    for notice in notices {
        of.extend_from_slice(notice.id.as_bytes());
    }
    of
}

/// What a letter goes under: the reference of the case where all of it is of one.
pub(crate) fn reference(letter: &Letter, places: &[Place]) -> String {
    let first = places.first().map(|place| place.reference.as_str());
    match first {
        Some(first) if places.iter().all(|place| place.reference == first) => first.to_owned(),
        _ => letter.reference.clone(),
    }
}

/// The same of one that has left.
pub(crate) async fn reference_of(
    tx: &mut Tx,
    actor: &Actor,
    letter: &Letter,
) -> Result<String, Error> {
    let notices = letter::read_notices_of(tx, letter.id).await?;
    Ok(match notices.first() {
        Some(first) if notices.iter().all(|notice| notice.case == first.case) => {
            intake::case(tx, actor, first.case).await?.reference
        }
        _ => letter.reference.clone(),
    })
}

const SENT: &str = "-- takedown.letter.sent
UPDATE takedown_letter SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL";

const NOTICES_SENT: &str = "-- takedown.notice.sent
UPDATE takedown_notice SET sent_at = $2 WHERE letter_id = $1 AND sent_at IS NULL";
