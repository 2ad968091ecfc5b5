//! Letters to whoever takes reports in a form alone: a person fills it in, and says when they did.

use std::time::Duration;

use audit::About;
use identity::{Action, Actor};
use kernel::{Id, Sensitive};
use pack::Pack;
use serde_json::json;
use store::{Place, Tx, values};

use super::{Letter, LetterMove, LetterState, advance, lock, notices_of, preview};
use crate::notice;
use crate::{Error, Move, State, series};

/// The longest word of theirs for what was filled in, in characters.
const TICKET: usize = 200;

/// That a form was filled in.
#[derive(Clone, Debug)]
pub struct ByHand<'a> {
    /// On which day, as `2026-04-14` by the hotline's clock.
    pub day: &'a str,
    /// What they call it, where they said so.
    pub ticket: &'a Sensitive<String>,
}

/// A person filled in the provider's form with a letter, on a day that is not to come: it left then. Deadlines and what
/// follows run from the end of that day, or from now where it is today.
pub async fn sent_by_hand(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Letter>,
    sent: &ByHand<'_>,
) -> Result<(), Error> {
    actor.may(Action::Notify)?;
    let letter = lock(tx, id).await?;
    if letter.state != LetterState::Prepared {
        return Err(Error::Changed);
    }
    let now = tx.now();
    let end = pack.end_of_date(sent.day).ok_or(Error::Day)?;
    if end.before(Duration::from_hours(24)) > now || end <= letter.opened_at {
        return Err(Error::Day);
    }
    let at = end.min(now);
    let ticket = sent.ticket.expose().trim();
    if ticket.chars().count() > TICKET || ticket.chars().any(char::is_control) {
        return Err(Error::Ticket);
    }
    let text = preview::as_it_reads(tx, actor, pack, &letter).await?;
    let key = letter.key(tx)?;
    let place = |column| Place::new("takedown_letter", column, id);
    let sealed = key.seal(place("ticket"), ticket.as_bytes(), tx.entropy());
    let ticket = (!ticket.is_empty()).then_some(sealed);
    keep_text(tx, &letter, &text).await?;
    tx.execute(SENT, values![id, at, ticket]).await?;
    let mut places = 0;
    tx.execute(NOTICES_SENT, values![id, at]).await?;
    let mut notices = notices_of(tx, id).await?;
    // As where a mail leaves: whoever writes holds the series in one order.
    notices.sort_by_key(|notice| (notice.case, notice.location));
    for notice in notices {
        if notice.state == State::Queued {
            places += 1;
            notice::advance(tx, actor, &notice, Move::Send, "by-hand").await?;
            series::left(tx, actor, pack, &notice, at).await?;
        }
    }
    if places == 0 {
        return Err(Error::Changed);
    }
    advance(tx, actor, &letter, LetterMove::Send, "by-hand").await?;
    audit::record(
        tx,
        actor.who(),
        "takedown.send_by_hand",
        About::one("letter", id),
        json!({ "places": places, "at": at.to_string() }),
    )
    .await?;
    Ok(())
}

/// Keeps how a letter reads that leaves, with a sign for each URL: to be read later by whoever may.
pub(crate) async fn keep_text(tx: &mut Tx, letter: &Letter, text: &str) -> Result<(), Error> {
    let place = Place::new("takedown_letter", "sent_text", letter.id);
    let sealed = letter.key(tx)?.seal(place, text.as_bytes(), tx.entropy());
    tx.execute(KEEP_TEXT, values![letter.id, sealed]).await?;
    Ok(())
}

const SENT: &str = "-- takedown.letter.sent_by_hand
UPDATE takedown_letter SET sent_at = $2, ticket = $3 WHERE id = $1";

const NOTICES_SENT: &str = "-- takedown.notice.sent_by_hand
UPDATE takedown_notice SET sent_at = $2, urls_withheld = FALSE WHERE letter_id = $1 AND state = 'queued'";

const KEEP_TEXT: &str = "-- takedown.letter.keep_text
UPDATE takedown_letter SET sent_text = $2 WHERE id = $1";
