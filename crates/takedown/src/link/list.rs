//! The list of a letter on the provider's page: put into the letterbox sealed to one visit, and taken out at its end.

use identity::Actor;
use jobs::{Outcome, Run};
use kernel::{Id, Sensitive};
use letterbox::{List, ListedPlace, MOST_PIECES};
use store::{Db, Tx};
use uuid::Uuid;

use super::can_be_answered;
use super::code::{Code, visit};
use crate::compose::table;
use crate::letter::{find, read_notices_of};
use crate::send::{reference, with_urls};
use crate::word::words_about;
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
    let id: Id<Code> = run.payload()?;
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
        let id: Id<Code> = run.payload()?;
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
    id: Id<Code>,
) -> Result<Option<([u8; 32], Vec<Vec<u8>>)>, Error> {
    let Some(visit) = visit(tx, id).await? else {
        return Ok(None);
    };
    let letter = find(tx, actor, visit.letter).await?;
    if visit.until <= tx.now() || !can_be_answered(tx, actor, &letter).await? {
        return Ok(None);
    }
    let mut notices = read_notices_of(tx, letter.id).await?;
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
    let named = notices
        .iter()
        .filter(|notice| !nameless.contains(&notice.id));
    let mut listed = Vec::with_capacity(places.len());
    for (notice, place) in named.zip(&places) {
        let said = words_about(tx, notice.id).await?;
        let said = said.iter().rev().map(|word| word.says.name());
        let said = said.filter(|said| letterbox::WORDS.contains(said));
        let url = place.url.as_ref().ok_or(Error::Unsendable)?;
        listed.push(ListedPlace {
            place: notice.id.to_string(),
            reference: place.reference.clone(),
            url: url.expose().clone(),
            said: said.map(str::to_owned).next(),
        });
    }
    let reference = reference(&letter, &places);
    let table = table(&reference, &places)?;
    let table = Sensitive::new(String::from_utf8(table.bytes).map_err(|_| Error::Unsendable)?);
    let list = List {
        reference,
        until: visit.until,
        places: listed,
        table: table.expose().clone(),
    };
    let receipt = visit.receipt(tx, &letter)?;
    let pieces = list
        .seal(receipt.reply_key, tx.entropy())
        .map_err(|_| Error::Unsendable)?;
    Ok(Some((receipt.lookup_id, pieces)))
}

/// The ids that the pieces of a visit's list have, as many as there may be.
fn piece_ids(tx: &Tx, id: Id<Code>) -> store::Result<Vec<Uuid>> {
    let keyring = tx.keyring()?;
    let ids = (0..MOST_PIECES).map(|number| {
        let name = [&id.as_bytes()[..], &number.to_be_bytes()].concat();
        let index = keyring.blind_index("takedown.list", &name);
        let id = index.first_chunk::<16>();
        id.map_or(Uuid::nil(), |bytes| Uuid::from_bytes(*bytes))
    });
    Ok(ids.collect())
}
