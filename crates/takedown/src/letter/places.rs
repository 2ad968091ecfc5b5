//! What a letter tells of each of its places: read together, by a few statements, however many they are.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use assessment::PlaceOf;
use identity::Actor;
use kernel::Id;
use stakeholders::Contact;
use store::Tx;

use super::facts::{distinct, earlier, opened};
use super::{Letter, LetterState, find};
use crate::compose::{Before, Place};
use crate::notice::Notice;
use crate::word::said_about;
use crate::{Error, State, check};

/// The places of notices of a letter, in their order, without their URLs.
pub(crate) async fn places(
    tx: &mut Tx,
    actor: &Actor,
    letter: Id<Letter>,
    notices: &[Notice],
) -> Result<Vec<Place>, Error> {
    let cases = distinct(notices.iter().map(|notice| notice.case));
    let locations = distinct(notices.iter().map(|notice| notice.location));
    let found = intake::cases(tx, actor, &cases).await?;
    let known: HashMap<_, _> = found.into_iter().map(|case| (case.id, case)).collect();
    let of: Vec<PlaceOf> = notices.iter().map(place_of).collect();
    let found = assessment::found_at(tx, actor, &of).await?;
    let standings = trace::standings(tx, actor, &locations).await?;
    let seen_up = check::last_seen_up_of(tx, &cases).await?;
    let mut before = before(tx, actor, letter, notices).await?;
    let mut places = Vec::with_capacity(notices.len());
    for notice in notices {
        let case = known.get(&notice.case).ok_or(Error::NotFound)?;
        let by_person = found.last_seen(place_of(notice));
        // A check looks at the reported place alone.
        let by_check = seen_up
            .get(&case.id)
            .filter(|_| notice.location == case.location);
        places.push(Place {
            id: notice.id.to_string(),
            reference: case.reference.clone(),
            url: None,
            ruling: found.ruling(place_of(notice)),
            standing: opened(&standings, notice.location)?.cloned(),
            last_seen: by_person.max(by_check.copied()),
            before: before.remove(&notice.id).unwrap_or_default(),
        });
    }
    Ok(places)
}

const fn place_of(notice: &Notice) -> PlaceOf {
    (notice.case, notice.location)
}

/// What was written about the places of notices before, and what came back; nothing of first ones.
async fn before(
    tx: &mut Tx,
    actor: &Actor,
    letter: Id<Letter>,
    notices: &[Notice],
) -> Result<HashMap<Id<Notice>, Vec<Before>>, Error> {
    let mut told = HashMap::new();
    if notices.iter().all(|notice| notice.step == 0) {
        return Ok(told);
    }
    let earlier = earlier(tx, letter).await?;
    let left = |one: &Notice| matches!(one.state, State::Sent | State::Acknowledged);
    let all = earlier.values().flatten().filter(|one| left(one));
    let words = said_about(tx, &distinct(all.map(|one| one.id))).await?;
    // The newest of a notice comes last, and stays.
    let words: HashMap<_, _> = words.into_iter().collect();
    let mut mails: HashMap<Id<Letter>, Option<String>> = HashMap::new();
    let mut names: HashMap<Id<Contact>, String> = HashMap::new();
    for notice in notices {
        let of_place = earlier.get(&place_of(notice)).into_iter().flatten();
        let mut of_place: Vec<_> = of_place
            .filter(|one| one.step < notice.step && left(one))
            .collect();
        of_place.sort_by_key(|one| one.sent_at);
        let mut before = Vec::new();
        for one in of_place {
            let (Some(at), Some(letter)) = (one.sent_at, one.letter) else {
                continue;
            };
            if let Entry::Vacant(unread) = mails.entry(letter) {
                unread.insert(known_by(tx, actor, letter).await?);
            }
            let Some(Some(known_by)) = mails.get(&letter) else {
                continue;
            };
            if let Entry::Vacant(unread) = names.entry(one.contact) {
                let contact = stakeholders::contact(tx, actor, one.contact).await?;
                unread.insert(contact.name.expose().clone());
            }
            let name = names.get(&one.contact).cloned();
            before.push(Before {
                at,
                contact: name.unwrap_or_default(),
                message_id: known_by.clone(),
                said: words.get(&one.id).copied(),
            });
        }
        told.insert(notice.id, before);
    }
    Ok(told)
}

/// By what whoever has a letter knows it: its Message-ID; or, of one that was filled in by hand, what they call it, else
/// what we do.
async fn known_by(tx: &mut Tx, actor: &Actor, id: Id<Letter>) -> Result<Option<String>, Error> {
    if let Some(mail) = dispatch::dispatched(tx, actor, id).await? {
        return Ok(Some(mail.message_id));
    }
    let letter = find(tx, actor, id).await?;
    if letter.state != LetterState::Sent {
        return Ok(None);
    }
    let ticket = letter.ticket(tx)?.map(|ticket| ticket.expose().clone());
    Ok(Some(ticket.unwrap_or(letter.reference)))
}
