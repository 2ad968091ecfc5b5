//! The list of a letter on the provider's page, or of a contact's letters for a program: put into the letterbox sealed to
//! one visit, and taken out at its end.

use std::collections::{BTreeMap, HashMap};

use identity::{Actor, RecipientKey};
use jobs::{Outcome, Run};
use kernel::{Id, Sensitive};
use letterbox::{List, ListedPlace, MOST_PIECES};
use store::{Db, Tx};
use uuid::Uuid;

use super::can_be_answered;
use super::program::{self, LISTED};
use super::visit::{self, Visit};
use crate::compose::table;
use crate::letter::{Letter, find, read_notices_of};
use crate::notice::Notice;
use crate::send::{reference, with_urls};
use crate::word::said_about;
use crate::{Error, State};

/// Puts the list into the letterbox: the job [`super::LIST`]. Where the letter cannot be answered any more, or nothing
/// of it stands, nothing is put. Done twice the later list stands.
pub async fn put_list(desk: &Db, letterbox: &Db, run: Run) -> Outcome {
    match put(desk, letterbox, &run).await {
        Ok(()) => Outcome::nothing(),
        Err(outcome) => outcome,
    }
}

async fn put(desk: &Db, letterbox: &Db, run: &Run) -> Result<(), Outcome> {
    let id: Id<Visit> = run.payload()?;
    let actor = Actor::job(run);
    let mut tx = desk.read().await?;
    let sealed = sealed(&mut tx, &actor, id).await.map_err(|error| {
        tracing::warn!(%error, "a list could not be made");
        Outcome::Retry("the list could not be made")
    })?;
    let Some((lookup_id, pieces)) = sealed else {
        return Ok(());
    };
    let ids = piece_ids(&tx, id)?;
    drop(tx);
    let mut tx = letterbox.write().await?;
    let refused = |_| Outcome::Retry("the letterbox did not take the list");
    // Pieces of two lists are none.
    letterbox::drop_replies(&mut tx, &actor, &ids)
        .await
        .map_err(refused)?;
    for (piece, id) in pieces.iter().zip(ids) {
        letterbox::put_reply(&mut tx, &actor, id, &lookup_id, piece)
            .await
            .map_err(refused)?;
    }
    tx.commit().await?;
    Ok(())
}

/// Takes the list out of the letterbox: the job [`super::END_LIST`].
pub async fn end_list(desk: &Db, letterbox: &Db, run: Run) -> Outcome {
    let ended = async {
        let id: Id<Visit> = run.payload()?;
        let tx = desk.read().await?;
        let ids = piece_ids(&tx, id)?;
        drop(tx);
        let mut tx = letterbox.write().await?;
        letterbox::drop_replies(&mut tx, &Actor::job(&run), &ids)
            .await
            .map_err(|_| Outcome::Retry("the letterbox did not let go of a list"))?;
        tx.commit().await?;
        Ok(())
    };
    match ended.await {
        Ok(()) => Outcome::nothing(),
        Err(outcome) => outcome,
    }
}

/// The list of a visit, sealed to it, and where it is put.
async fn sealed(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Visit>,
) -> Result<Option<([u8; 32], Vec<Vec<u8>>)>, Error> {
    let Some(visit) = visit::find(tx, id).await? else {
        return Ok(None);
    };
    if visit.until <= tx.now() {
        return Ok(None);
    }
    let list = match (visit.whose.key, visit.whose.letter) {
        (Some(key), _) => of_program(tx, actor, &visit, key).await?,
        (None, Some(letter)) => of_letter(tx, actor, &visit, letter).await?,
        (None, None) => None,
    };
    let Some(list) = list else {
        return Ok(None);
    };
    let receipt = visit.receipt(tx)?;
    let pieces = list
        .seal(receipt.reply_key, tx.entropy())
        .map_err(|_| Error::Unsendable)?;
    Ok(Some((receipt.lookup_id, pieces)))
}

/// The list of a letter; nothing where nothing of it stands.
async fn of_letter(
    tx: &mut Tx,
    actor: &Actor,
    visit: &Visit,
    letter: Id<Letter>,
) -> Result<Option<List>, Error> {
    let letter = find(tx, actor, letter).await?;
    let notices = read_notices_of(tx, letter.id).await?;
    let listed = listed(tx, actor, &letter, notices).await?;
    let Some((reference, places, table)) = listed else {
        return Ok(None);
    };
    Ok(Some(List {
        reference,
        until: visit.until,
        places,
        table: table.expose().clone(),
        next: None,
    }))
}

/// What is open in the letters of the contact whose program came with this key. It may be nothing: that is a list too.
async fn of_program(
    tx: &mut Tx,
    actor: &Actor,
    visit: &Visit,
    key: Id<RecipientKey>,
) -> Result<Option<List>, Error> {
    if program::acting(tx, actor, &visit.whose, key)
        .await?
        .is_none()
    {
        return Ok(None);
    }
    let mut notices = program::answerable(tx, &visit.whose).await?;
    let is_cut = notices.len() > LISTED;
    notices.truncate(LISTED);
    let next = notices.last().filter(|_| is_cut);
    let next = next.map(|last| last.id.to_string());
    let mut of_letters: BTreeMap<Id<Letter>, Vec<Notice>> = BTreeMap::new();
    for notice in notices {
        if let Some(letter) = notice.letter {
            of_letters.entry(letter).or_default().push(notice);
        }
    }
    let mut places = Vec::new();
    for (letter, notices) in of_letters {
        let letter = find(tx, actor, letter).await?;
        let Some((reference, of_letter, _)) = listed(tx, actor, &letter, notices).await? else {
            continue;
        };
        places.extend(of_letter.into_iter().map(|mut place| {
            place.letter.clone_from(&reference);
            place
        }));
    }
    Ok(Some(List {
        reference: String::new(),
        until: visit.until,
        places,
        table: String::new(),
        next,
    }))
}

/// What a letter goes under, those of its places that stand among these, and the same as a table; nothing where there
/// are none, or the letter cannot be answered.
async fn listed(
    tx: &mut Tx,
    actor: &Actor,
    letter: &Letter,
    mut notices: Vec<Notice>,
) -> Result<Option<(String, Vec<ListedPlace>, Sensitive<String>)>, Error> {
    if !can_be_answered(tx, actor, letter).await? {
        return Ok(None);
    }
    // One that failed may have arrived: else nobody would have come.
    notices.retain(|notice| {
        matches!(
            notice.state,
            State::Queued | State::Sent | State::Acknowledged | State::Failed
        )
    });
    let (nameless, places) = with_urls(tx, actor, letter.id, &notices).await?;
    if places.is_empty() {
        return Ok(None);
    }
    let nameless: Vec<_> = nameless.iter().map(|notice| notice.id).collect();
    let named: Vec<_> = notices
        .iter()
        .map(|notice| notice.id)
        .filter(|notice| !nameless.contains(notice))
        .collect();
    let said = said_about(tx, &named).await?;
    // What was said last stands: the newest comes last.
    let said: HashMap<_, _> = said
        .into_iter()
        .map(|(notice, says)| (notice, says.name()))
        .filter(|(_, says)| letterbox::WORDS.contains(says))
        .collect();
    let mut listed = Vec::with_capacity(places.len());
    for (notice, place) in named.iter().zip(&places) {
        let url = place.url.as_ref().ok_or(Error::Unsendable)?;
        listed.push(ListedPlace {
            place: notice.to_string(),
            letter: String::new(),
            reference: place.reference.clone(),
            url: url.expose().clone(),
            said: said.get(notice).map(|says| (*says).to_owned()),
        });
    }
    let reference = reference(letter, &places);
    let table = table(&reference, &places)?;
    let table = String::from_utf8(table.bytes).map_err(|_| Error::Unsendable)?;
    Ok(Some((reference, listed, Sensitive::new(table))))
}

/// The ids that the pieces of a visit's list have, as many as there may be.
fn piece_ids(tx: &Tx, id: Id<Visit>) -> store::Result<Vec<Uuid>> {
    let keyring = tx.keyring()?;
    let ids = (0..MOST_PIECES).map(|number| {
        let name = [&id.as_bytes()[..], &number.to_be_bytes()].concat();
        let index = keyring.blind_index("takedown.list", &name);
        let id = index.first_chunk::<16>();
        id.map_or(Uuid::nil(), |bytes| Uuid::from_bytes(*bytes))
    });
    Ok(ids.collect())
}
