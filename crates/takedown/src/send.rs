//! The job that sends a letter.

use std::sync::Arc;

use assessment::Ruling;
use dispatch::{Errand, Sender, Stuck};
use egress::Egress;
use identity::Actor;
use intake::Case;
use jobs::{Outcome, Run};
use kernel::{Id, Language, Timestamp};
use location::Location;
use pack::Pack;
use store::{Db, Tx, values};

use crate::compose::{Before, Place, Told};
use crate::letter::{
    self, Fit, Letter, LetterMove, LetterState, detach, fail, fit, is_first, lock, notices_of,
    withhold,
};
use crate::link::link_of;
use crate::notice::{self, Notice};
use crate::word::words_about;
use crate::{Error, Move, State, check, series};

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

    async fn may_leave(&self, tx: &mut Tx, actor: &Actor, id: Id<Letter>) -> Result<bool, Error> {
        let letter = lock(tx, id).await?;
        if letter.state != LetterState::Released {
            return Ok(false);
        }
        Ok(fit(tx, actor, &letter, false, false).await? != Fit::Not)
    }

    async fn key(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Letter>,
    ) -> Result<Option<Vec<u8>>, Error> {
        let letter = lock(tx, id).await?;
        Ok(stakeholders::contact(tx, actor, letter.contact).await?.key)
    }

    async fn letter(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Letter>,
        from: Sender<'_>,
    ) -> Result<Option<dispatch::Letter>, Error> {
        let letter = lock(tx, id).await?;
        let mut places = Vec::new();
        for notice in notices_of(tx, id).await? {
            let Some(working) = location::working(tx, actor, notice.location).await? else {
                notice::advance(tx, actor, &notice, Move::Fail, "no-working-url").await?;
                detach(tx, actor, notice.id).await?;
                continue;
            };
            let mut place = place(tx, actor, &notice).await?;
            place.url = Some(working.url);
            places.push(place);
        }
        if places.is_empty() {
            letter::advance(tx, actor, &letter, LetterMove::Fail, "no-working-url").await?;
            return Ok(None);
        }
        let contact = stakeholders::contact(tx, actor, letter.contact).await?;
        let reference = reference(&letter, &places);
        let link = match &self.letterbox {
            Some(letterbox) => {
                let link = link_of(tx, &self.pack, &letter).await?;
                let language = contact.language.unwrap_or(Language::ENGLISH);
                let address = link.address(letterbox, language, &self.pack);
                Some((address, self.pack.local_time(link.until)))
            }
            None => None,
        };
        let told = Told {
            link,
            pack: &self.pack,
            reference: &reference,
            date: tx.now(),
            contact: &contact,
            purpose: letter.purpose,
            step: letter.step,
            urgent: letter.urgent,
            first: is_first(tx, letter.contact).await?,
            text: letter.own_text(tx)?,
            places,
        };
        withhold(tx, &letter, !from.with_urls).await?;
        told.letter(from).map(Some)
    }

    /// What was withdrawn meanwhile has left all the same.
    async fn sent(&self, tx: &mut Tx, actor: &Actor, id: Id<Letter>) -> Result<(), Error> {
        let letter = lock(tx, id).await?;
        let now = tx.now();
        tx.execute(SENT, values![id, now]).await?;
        tx.execute(NOTICES_SENT, values![id, now]).await?;
        for notice in notices_of(tx, id).await? {
            if notice.state.after(Move::Send).is_ok() {
                let sent =
                    notice::advance(tx, actor, &notice, Move::Send, "mail-server-took-it").await?;
                if sent == State::Sent {
                    series::left(tx, actor, &self.pack, &notice).await?;
                }
            }
        }
        letter::advance(tx, actor, &letter, LetterMove::Send, "mail-server-took-it").await?;
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

/// The place of a notice, without its URL.
pub(crate) async fn place(tx: &mut Tx, actor: &Actor, notice: &Notice) -> Result<Place, Error> {
    let case = intake::case(tx, actor, notice.case).await?;
    Ok(Place {
        id: notice.id.to_string(),
        ruling: ruling(tx, actor, notice).await?,
        url: None,
        standing: trace::standing(tx, actor, notice.location).await?,
        last_seen: last_seen(tx, actor, &case, notice.location).await?,
        before: before(tx, actor, notice).await?,
        reference: case.reference,
    })
}

/// When a place was last seen: by whoever assessed it, or by a check, which looks at the reported place alone.
async fn last_seen(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    location: Id<Location>,
) -> Result<Option<Timestamp>, Error> {
    let by_person = assessment::last_seen(tx, actor, case.id, location).await?;
    let by_check = if location == case.location {
        check::last_seen_up(tx, case.id).await?
    } else {
        None
    };
    Ok(by_person.max(by_check))
}

/// What was written about the place of a notice before, and what came back; nothing of a first one.
async fn before(tx: &mut Tx, actor: &Actor, notice: &Notice) -> Result<Vec<Before>, Error> {
    let mut before = Vec::new();
    if notice.step == 0 {
        return Ok(before);
    }
    let mut earlier = notice::of_place(tx, notice.case, notice.location, notice.purpose).await?;
    earlier.retain(|one| {
        one.step < notice.step && matches!(one.state, State::Sent | State::Acknowledged)
    });
    earlier.sort_by_key(|one| one.sent_at);
    for one in earlier {
        let (Some(at), Some(letter)) = (one.sent_at, one.letter) else {
            continue;
        };
        let Some(mail) = dispatch::dispatched(tx, actor, letter).await? else {
            continue;
        };
        let contact = stakeholders::contact(tx, actor, one.contact).await?;
        let said = words_about(tx, one.id).await?;
        before.push(Before {
            at,
            contact: contact.name.expose().clone(),
            message_id: mail.message_id,
            said: said.last().map(|word| word.says),
        });
    }
    Ok(before)
}

/// What was found of a place: of its own items, where they call for action; else of the whole case, as of a page that
/// leads to it.
async fn ruling(tx: &mut Tx, actor: &Actor, notice: &Notice) -> Result<Option<Ruling>, Error> {
    let own = assessment::rulings_at(tx, actor, notice.case, notice.location).await?;
    if let Some(own) = Ruling::of_case(own.iter().filter(|one| one.calls_for_action())) {
        return Ok(Some(own));
    }
    let decision = assessment::decision(tx, actor, notice.case).await?;
    Ok(decision.map(|decision| decision.ruling))
}

const SENT: &str = "-- takedown.letter.sent
UPDATE takedown_letter SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL";

const NOTICES_SENT: &str = "-- takedown.notice.sent
UPDATE takedown_notice SET sent_at = $2 WHERE letter_id = $1 AND sent_at IS NULL";
