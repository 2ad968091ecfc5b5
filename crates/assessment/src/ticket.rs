//! A ticket: how the URL that is open in a viewing session gets into the isolated browser of the analyst's workstation.
//!
//! The page has a link of a scheme that only that browser takes, and in it a ticket instead of the URL; a helper beside
//! the browser gives it back to the desk and gets the URL in the answer. So the URL stands in no link, no query and no
//! history. A ticket is good once, for a short time, while the session is open and its owner at the desk. Nothing of it is
//! stored: it is computed from the session under the keyring.

use std::time::Duration;

use audit::About;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use identity::{Action, Actor, Staff};
use kernel::{Id, Sensitive, Timestamp};
use serde_json::json;
use store::{Tx, values};
use uuid::Uuid;

use crate::item::item;
use crate::viewing::{open_session, opened};
use crate::{Error, Viewing};

/// How long after an item was opened its ticket is good.
const LIFE: Duration = Duration::from_mins(2);

/// What a ticket says: whose session, and which of its looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Whose it is.
    pub staff: Id<Staff>,
    viewing: Id<Viewing>,
    look: i64,
}

/// The bytes of a ticket without and with what proves it.
const SAID: usize = 16 + 16 + 8;
const WHOLE: usize = SAID + 32;

impl Ticket {
    fn said(&self) -> [u8; SAID] {
        let mut said = [0; SAID];
        let parts = self.staff.uuid().into_bytes().into_iter();
        let parts = parts.chain(self.viewing.uuid().into_bytes());
        let parts = parts.chain(self.look.to_be_bytes());
        said.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        said
    }

    /// Reads the text of a ticket that was given out here; nothing for any other.
    pub fn read(tx: &Tx, text: &str) -> Result<Option<Self>, Error> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.trim()).ok();
        let Some(bytes): Option<[u8; WHOLE]> = bytes.and_then(|bytes| bytes.try_into().ok()) else {
            return Ok(None);
        };
        let (said, proof) = bytes.split_at(SAID);
        let expected = tx.keyring()?.blind_index(PURPOSE, said);
        // Every byte is compared, so that the time taken tells nothing.
        let differs = expected
            .iter()
            .zip(proof)
            .fold(0, |all, (a, b)| all | (a ^ b));
        let mut parts = said.chunks(16);
        let mut id = || parts.next().and_then(|part| Uuid::from_slice(part).ok());
        let (staff, viewing) = (id(), id());
        let look = parts.next().and_then(|part| part.try_into().ok());
        Ok(match (staff, viewing, look) {
            (Some(staff), Some(viewing), Some(look)) if differs == 0 => Some(Self {
                staff: Id::from_uuid(staff),
                viewing: Id::from_uuid(viewing),
                look: i64::from_be_bytes(look),
            }),
            _ => None,
        })
    }
}

const PURPOSE: &str = "assessment.ticket";

/// The text of the ticket for what is open in a session; nothing where nothing is.
pub async fn ticket(tx: &mut Tx, actor: &Actor, id: Id<Viewing>) -> Result<Option<String>, Error> {
    actor.may(Action::View)?;
    let viewing = open_session(tx, actor, id).await?;
    if viewing.shown.is_none() {
        return Ok(None);
    }
    let said = Ticket {
        staff: viewing.staff,
        viewing: id,
        look: viewing.reveals,
    }
    .said();
    let proof = tx.keyring()?.blind_index(PURPOSE, &said);
    Ok(Some(
        BASE64_URL_SAFE_NO_PAD.encode([&said[..], &proof[..]].concat()),
    ))
}

/// Gives a ticket back for the exact URL that it stands for: the working one, or the first spelling. Once.
pub async fn redeem(
    tx: &mut Tx,
    actor: &Actor,
    ticket: &Ticket,
) -> Result<Sensitive<String>, Error> {
    actor.may(Action::View)?;
    let viewing = open_session(tx, actor, ticket.viewing).await?;
    let (item_id, _) = viewing.shown.ok_or(Error::NotFound)?;
    let now: Timestamp = tx.now();
    let since = now.before(LIFE);
    let taken = tx
        .execute(FETCH, values![ticket.viewing, ticket.look, now, since])
        .await?;
    if taken == 0 {
        return Err(Error::NotFound);
    }
    audit::record(
        tx,
        actor.who(),
        "assessment.hand_to_browser",
        About::one("case", viewing.case),
        json!({ "viewing": viewing.id, "item": item_id }),
    )
    .await?;
    let item = item(tx, actor, viewing.case, item_id).await?;
    let revealed = opened(tx, actor, &viewing, &item).await?;
    let working = revealed.working;
    let mut spellings = revealed.spellings;
    spellings.sort_by_key(|spelling| Some(spelling.id) != working);
    let first = spellings.into_iter().next();
    first.map(|spelling| spelling.url).ok_or(Error::NotFound)
}

const FETCH: &str = "-- assessment.viewing.fetch
UPDATE assessment_viewing SET fetched_at = $3
WHERE id = $1 AND reveals = $2 AND fetched_at IS NULL AND shown_item_id IS NOT NULL AND closed_at IS NULL
    AND shown_at > $4";
