//! Programs that come with a key of their contact: what is open of that contact's letters, and which of it they may speak of.

use identity::{Action, Actor, RecipientKey};
use intake::Case;
use kernel::Id;
use letterbox::Spoken;
use serde_json::json;
use stakeholders::Contact;
use store::{Tx, values};
use uuid::Uuid;

use super::can_be_answered;
use super::visit::{self, Whose};
use crate::Error;
use crate::letter::{Letter, lock};
use crate::notice::Notice;

/// Places of one list at most: the program asks for those behind them.
pub(super) const LISTED: usize = 200;

/// What a program sent that came with a key.
pub(super) struct Asked<'a> {
    pub(super) key: &'a str,
    /// The reference of a letter or a case.
    pub(super) of: Option<&'a str>,
    pub(super) after: Option<&'a str>,
}

/// Opens the list of a contact for the visit of a program, whose key holds.
pub(super) async fn open(
    tx: &mut Tx,
    actor: &Actor,
    spoken: &Spoken,
    asked: &Asked<'_>,
) -> Result<(), Error> {
    if visit::of_spoken(tx, spoken).await?.is_some() {
        return Ok(());
    }
    let Some((program, key, recipient)) = identity::open_recipient_key(tx, asked.key).await? else {
        return Ok(());
    };
    program.may(Action::AnswerLetters)?;
    let contact = stakeholders::contact_of(recipient);
    if !is_written_to(tx, actor, contact).await? {
        return Ok(());
    }
    let mut whose = Whose {
        contact,
        letter: None,
        key: Some(key),
        case: None,
        after: None,
    };
    if let Some(after) = asked.after {
        let Ok(after) = after.parse() else {
            return Ok(());
        };
        whose.after = Some(after);
    }
    if let Some(reference) = asked.of {
        let of = values![contact, reference];
        let letter: Option<(Id<Letter>,)> = tx.optional(OF_REFERENCE, of).await?;
        whose.letter = letter.map(|(letter,)| letter);
        if whose.letter.is_none() {
            // What is no case of ours has an empty list, as a case that is none of theirs.
            let case = case_of(tx, actor, reference).await?;
            whose.case = Some(case.unwrap_or_else(|| tx.new_id()));
        }
    }
    let visit = visit::begin(tx, spoken, &whose).await?;
    let about = audit::About::one("contact", contact);
    let facts = json!({ "key": key, "visit": visit });
    audit::record(tx, program.who(), "takedown.open_list", about, facts).await?;
    Ok(())
}

/// Who acts in a visit that a program began, while its key holds and its contact is somebody we write to.
pub(super) async fn acting(
    tx: &mut Tx,
    actor: &Actor,
    whose: &Whose,
    key: Id<RecipientKey>,
) -> Result<Option<Actor>, Error> {
    let Some(program) = identity::with_recipient_key(tx, key).await? else {
        return Ok(None);
    };
    program.may(Action::AnswerLetters)?;
    let is_written_to = is_written_to(tx, actor, whose.contact).await?;
    Ok(is_written_to.then_some(program))
}

/// The notices that a program may see in its visit, and one more where there is one.
pub(super) async fn answerable(tx: &mut Tx, whose: &Whose) -> Result<Vec<Notice>, Error> {
    let most = i64::try_from(LISTED).unwrap_or(i64::MAX).saturating_add(1);
    let after = whose.after.unwrap_or_else(|| Id::from_uuid(Uuid::nil()));
    Ok(match (whose.letter, whose.case) {
        (Some(letter), _) => {
            let of = values![whose.contact, after, most, letter];
            tx.all(ANSWERABLE_OF_LETTER, of).await?
        }
        (None, Some(case)) => {
            let of = values![whose.contact, after, most, case];
            tx.all(ANSWERABLE_OF_CASE, of).await?
        }
        (None, None) => {
            let of = values![whose.contact, after, most];
            tx.all(ANSWERABLE, of).await?
        }
    })
}

/// Those of these notices that are the contact's, in letters that can be answered, held until the transaction ends. Letters
/// are held before their notices, as everywhere.
pub(super) async fn hold(
    tx: &mut Tx,
    actor: &Actor,
    contact: Id<Contact>,
    notices: &[Id<Notice>],
) -> Result<Vec<Notice>, Error> {
    let letters: Vec<(Id<Letter>,)> = tx.all(LETTERS_OF, values![contact, notices]).await?;
    let mut answered = Vec::with_capacity(letters.len());
    for (letter,) in letters {
        let letter = lock(tx, letter).await?;
        if can_be_answered(tx, actor, &letter).await? {
            answered.push(letter.id);
        }
    }
    let mut held: Vec<Notice> = tx.all(LOCK, values![contact, notices]).await?;
    held.retain(|notice| {
        notice
            .letter
            .is_some_and(|letter| answered.contains(&letter))
    });
    Ok(held)
}

async fn is_written_to(tx: &mut Tx, actor: &Actor, id: Id<Contact>) -> Result<bool, Error> {
    let contact = stakeholders::contact(tx, actor, id).await?;
    Ok(contact.state == stakeholders::State::Approved)
}

async fn case_of(tx: &mut Tx, actor: &Actor, reference: &str) -> Result<Option<Id<Case>>, Error> {
    match intake::by_reference(tx, actor, reference).await {
        Ok(case) => Ok(Some(case.id)),
        Err(intake::Error::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

const OF_REFERENCE: &str = "-- takedown.letter.of_reference
SELECT id AS value FROM takedown_letter WHERE contact_id = $1 AND reference = $2";

const ANSWERABLE: &str = "-- takedown.notice.answerable
SELECT id, case_id, location_id, contact_id, organisation_id, purpose, step, state, moved_at, urgent, letter_id,
    data_key, urls_withheld, handed_over_at, drafted_at, sent_at
FROM takedown_notice
WHERE contact_id = $1 AND state IN ('queued', 'sent', 'acknowledged') AND letter_id IS NOT NULL AND id > $2
ORDER BY id LIMIT $3";

const ANSWERABLE_OF_LETTER: &str = "-- takedown.notice.answerable_of_letter
SELECT id, case_id, location_id, contact_id, organisation_id, purpose, step, state, moved_at, urgent, letter_id,
    data_key, urls_withheld, handed_over_at, drafted_at, sent_at
FROM takedown_notice
WHERE contact_id = $1 AND state IN ('queued', 'sent', 'acknowledged') AND letter_id IS NOT NULL AND id > $2
    AND letter_id = $4
ORDER BY id LIMIT $3";

const ANSWERABLE_OF_CASE: &str = "-- takedown.notice.answerable_of_case
SELECT id, case_id, location_id, contact_id, organisation_id, purpose, step, state, moved_at, urgent, letter_id,
    data_key, urls_withheld, handed_over_at, drafted_at, sent_at
FROM takedown_notice
WHERE contact_id = $1 AND state IN ('queued', 'sent', 'acknowledged') AND letter_id IS NOT NULL AND id > $2
    AND case_id = $4
ORDER BY id LIMIT $3";

const LETTERS_OF: &str = "-- takedown.notice.letters_of
SELECT DISTINCT letter_id AS value FROM takedown_notice WHERE contact_id = $1 AND letter_id IS NOT NULL AND id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($2::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($2) /*end*/
) ORDER BY 1";

const LOCK: &str = "-- takedown.notice.lock_of_contact
SELECT id, case_id, location_id, contact_id, organisation_id, purpose, step, state, moved_at, urgent, letter_id,
    data_key, urls_withheld, handed_over_at, drafted_at, sent_at
FROM takedown_notice WHERE contact_id = $1 AND id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($2::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($2) /*end*/
) ORDER BY drafted_at, id /*for update*/";
