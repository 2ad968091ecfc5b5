//! What people do about a letter, and what a letter's end does to its notices.

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Language, Sensitive};
use pack::Pack;
use store::{Place, Tx, values};

use super::{
    Letter, LetterMove, LetterState, advance, detach, gather, lock, notices_of, queue_job,
};
use crate::compose::{MARK, REFERENCE_MARK, template_of};
use crate::notice::{self, Notice};
use crate::notify::write_anew;
use crate::{Error, Move, unwritten};

/// The longest text of a letter, in characters.
pub(crate) const LONGEST: usize = 20_000;

/// The longest reason that is kept, in characters.
const REASON: usize = 2000;

/// Writes the text of a letter in the place of the template's, for a reason. It has to say
/// where the letter's reference and the list of its places stand, and what the pack requires, and holds no URL: that list
/// has them as they may be written.
pub async fn edit(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Letter>,
    text: &Sensitive<String>,
    reason: &Sensitive<String>,
) -> Result<(), Error> {
    actor.may(Action::EditLetter)?;
    let letter = lock(tx, id).await?;
    let composed = dispatch::dispatched(tx, actor, id).await?.is_some();
    if !letter.state.takes_text() || composed {
        return Err(Error::Changed);
    }
    let reason: String = reason.expose().trim().chars().take(REASON).collect();
    if reason.is_empty() {
        return Err(Error::NoReason);
    }
    let text = text.expose().replace("\r\n", "\n");
    let text = text.trim();
    let is_whole = text.contains(REFERENCE_MARK)
        && text.matches(MARK).count() == 1
        && !page::has_address(text)
        && text.chars().count() <= LONGEST
        && text.chars().all(|sign| sign == '\n' || !sign.is_control());
    if !is_whole {
        return Err(Error::UnfitText);
    }
    is_complete(tx, actor, pack, &letter, text).await?;
    let key = letter.key(tx)?;
    let place = |column| Place::new("takedown_letter", column, id);
    let sealed = key.seal(place("text"), text.as_bytes(), tx.entropy());
    let why = key.seal(place("edit_reason"), reason.as_bytes(), tx.entropy());
    tx.execute(EDIT, values![id, sealed, why, actor.staff_id()])
        .await?;
    audit::record(
        tx,
        actor.who(),
        "takedown.edit_letter",
        audit::About::one("letter", id),
        serde_json::json!({ "length": text.chars().count() }),
    )
    .await?;
    Ok(())
}

/// Whether a text that a person wrote for a letter says all that the pack requires.
async fn is_complete(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    letter: &Letter,
    text: &str,
) -> Result<(), Error> {
    let contact = stakeholders::contact(tx, actor, letter.contact).await?;
    let language = contact.manner.language.unwrap_or(Language::ENGLISH);
    let template = template_of(pack, letter.purpose, letter.step);
    match pack.required.missing(template, language, text) {
        Some(part) => Err(Error::MissingPart(part.name.clone())),
        None => Ok(()),
    }
}

/// Lets a letter leave that waits for a person to say so: once its places are traced, in its hours. A text that a person
/// wrote is looked at once more: what is required may have changed since.
pub async fn release(tx: &mut Tx, actor: &Actor, pack: &Pack, id: Id<Letter>) -> Result<(), Error> {
    actor.may(Action::ReleaseLetter)?;
    let letter = lock(tx, id).await?;
    if letter.state != LetterState::Waiting {
        return Err(Error::Changed);
    }
    if let Some(text) = letter.own_text(tx)? {
        is_complete(tx, actor, pack, &letter, text.expose()).await?;
    }
    advance(tx, actor, &letter, LetterMove::Trace, "by-person").await?;
    tx.execute(RELEASED_BY, values![id, actor.staff_id()])
        .await?;
    queue_job(tx, id).await
}

/// Withdraws a letter that did not leave, and its notices.
pub async fn withdraw_letter(tx: &mut Tx, actor: &Actor, id: Id<Letter>) -> Result<(), Error> {
    actor.may(Action::ReleaseLetter)?;
    let letter = lock(tx, id).await?;
    for notice in notices_of(tx, id).await? {
        if notice.state.after(Move::Withdraw).is_ok() {
            notice::advance(tx, actor, &notice, Move::Withdraw, "by-person").await?;
            unwritten::note(tx, &notice).await?;
        }
    }
    advance(tx, actor, &letter, LetterMove::Withdraw, "by-person").await?;
    Ok(())
}

/// Has a letter that failed or came back tried again, under the Message-ID that it has; and one that is to be filled in by
/// hand looked at again, for what is in it may have moved meanwhile.
pub async fn try_again(tx: &mut Tx, actor: &Actor, id: Id<Letter>) -> Result<(), Error> {
    actor.may(Action::Notify)?;
    let letter = lock(tx, id).await?;
    letter.state.after(LetterMove::Trace)?;
    if letter.state == LetterState::Prepared {
        advance(tx, actor, &letter, LetterMove::Trace, "by-person").await?;
        return queue_job(tx, id).await;
    }
    let notices = notices_of(tx, id).await?;
    let stuck = notices.iter().find(|one| one.state.is_stuck());
    let first = stuck.ok_or(Error::Changed)?;
    retry_notice(tx, actor, first.id).await?;
    Ok(())
}

/// Has a notice tried again, and with it all of its letter that did not arrive. They go as that mail where it tells of
/// nothing else, in another letter where it does, and to whoever is to be written to now where the contact is not
/// approved any more.
pub(crate) async fn retry_notice(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Notice>,
) -> Result<Id<Case>, Error> {
    let (letter, notice) = notice::lock_in_letter(tx, actor, id).await?;
    notice.state.after(Move::Retry)?;
    let all = match &letter {
        Some(letter) => notices_of(tx, letter.id).await?,
        None => vec![notice.clone()],
    };
    let stuck: Vec<_> = all.iter().filter(|one| one.state.is_stuck()).collect();
    let contact = stakeholders::contact(tx, actor, notice.contact).await?;
    if contact.state != stakeholders::State::Approved {
        for one in stuck {
            notice::advance(tx, actor, one, Move::Withdraw, "other-contact").await?;
            write_anew(tx, actor, one).await?;
        }
        return Ok(notice.case);
    }
    for one in &stuck {
        notice::advance(tx, actor, one, Move::Retry, "by-person").await?;
    }
    if let Some(letter) = letter
        && letter.state.is_stuck()
    {
        let is_composed = dispatch::dispatched(tx, actor, letter.id).await?.is_some();
        if stuck.len() == all.len() || !is_composed {
            advance(tx, actor, &letter, LetterMove::Trace, "by-person").await?;
            tx.execute(TRY_ANEW, values![letter.id]).await?;
            queue_job(tx, letter.id).await?;
            return Ok(notice.case);
        }
    }
    // Its mail tells of others too, which do not go again.
    for one in stuck {
        detach(tx, actor, one.id).await?;
        gather(tx, actor, one).await?;
    }
    Ok(notice.case)
}

/// A letter came back, and with it every notice in it that nobody answered: nobody has them, and when they arrive is
/// counted from when they leave again. Its mail may be made anew then, for another key.
pub(crate) async fn came_back(tx: &mut Tx, actor: &Actor, id: Id<Letter>) -> Result<(), Error> {
    let letter = lock(tx, id).await?;
    for notice in notices_of(tx, id).await? {
        if notice.state.after(Move::Bounce).is_ok() {
            notice::advance(tx, actor, &notice, Move::Bounce, "came-back").await?;
        }
    }
    advance(tx, actor, &letter, LetterMove::Bounce, "came-back").await?;
    tx.execute(NOT_SENT, values![id]).await?;
    tx.execute(NOTICES_NOT_SENT, values![id]).await?;
    dispatch::returned(tx, actor, id).await?;
    Ok(())
}

const EDIT: &str = "-- takedown.letter.edit
UPDATE takedown_letter SET text = $2, edit_reason = $3, edited_by = $4 WHERE id = $1";

pub(super) const TRY_ANEW: &str = "-- takedown.letter.try_anew
UPDATE takedown_letter SET tried_since = NULL WHERE id = $1";

const NOT_SENT: &str = "-- takedown.letter.not_sent
UPDATE takedown_letter SET sent_at = NULL WHERE id = $1";

const NOTICES_NOT_SENT: &str = "-- takedown.notice.not_sent
UPDATE takedown_notice SET sent_at = NULL WHERE letter_id = $1 AND state IN ('bounced', 'settled')
    AND NOT EXISTS (SELECT 1 FROM takedown_word w WHERE w.notice_id = takedown_notice.id)";

const RELEASED_BY: &str = "-- takedown.letter.released_by
UPDATE takedown_letter SET released_by = $2 WHERE id = $1";
