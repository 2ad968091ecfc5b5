//! The letters that did not leave yet, or did not reach whom they were to.

use identity::{Action, Actor};
use kernel::{Id, Timestamp};
use store::{Tx, values};

use super::{Letter, LetterState};
use crate::Error;

/// Letters that somebody may have to see to, in one state or any: those longest in their state first, behind one of them by
/// since when it is in its state and its id.
pub(crate) async fn letters_part(
    tx: &mut Tx,
    actor: &Actor,
    state: Option<LetterState>,
    after: Option<(Timestamp, Id<Letter>)>,
    limit: i64,
) -> Result<Vec<Letter>, Error> {
    actor.may(Action::ReadTakedown)?;
    let state = state.map(LetterState::name);
    let rows = match after {
        None => tx.all(FIRST, values![state, limit]).await?,
        Some((moved_at, id)) => tx.all(BEHIND, values![state, moved_at, id, limit]).await?,
    };
    Ok(rows)
}

/// How many letters wait for a person to let them leave, and since when the longest does.
pub async fn letters_waiting(
    tx: &mut Tx,
    actor: &Actor,
) -> Result<(i64, Option<Timestamp>), Error> {
    count(tx, actor, LetterState::Waiting, COUNT_WAITING).await
}

/// How many letters wait for a person to fill in the provider's form, and since when the longest does.
pub async fn letters_prepared(
    tx: &mut Tx,
    actor: &Actor,
) -> Result<(i64, Option<Timestamp>), Error> {
    count(tx, actor, LetterState::Prepared, COUNT_PREPARED).await
}

async fn count(
    tx: &mut Tx,
    actor: &Actor,
    state: LetterState,
    statement: &'static str,
) -> Result<(i64, Option<Timestamp>), Error> {
    actor.may(Action::ReadTakedown)?;
    let (count,): (i64,) = tx.one(statement, values![]).await?;
    let first = letters_part(tx, actor, Some(state), None, 1).await?;
    Ok((count, first.first().map(|letter| letter.moved_at)))
}

/// Why a letter came into the state that it is in: a word of its history.
pub(crate) async fn why(tx: &mut Tx, letter: Id<Letter>) -> store::Result<String> {
    let (why,): (String,) = tx.one(WHY, values![letter]).await?;
    Ok(why)
}

const FIRST: &str = "-- takedown.letter.first_open
SELECT id, reference, contact_id, purpose, step, urgent, state, moved_at, places, opened_at, due_at, asked_at,
    released_by, edited_by, sent_at, sent_text, ticket, text, edit_reason, data_key
FROM takedown_letter l
WHERE state NOT IN ('sent', 'withdrawn') AND (CAST($1 AS TEXT) IS NULL OR state = $1)
    AND EXISTS (SELECT 1 FROM takedown_notice n
        WHERE n.letter_id = l.id AND n.state IN ('drafted', 'queued', 'failed', 'bounced'))
ORDER BY moved_at, id LIMIT $2";

const BEHIND: &str = "-- takedown.letter.next_open
SELECT id, reference, contact_id, purpose, step, urgent, state, moved_at, places, opened_at, due_at, asked_at,
    released_by, edited_by, sent_at, sent_text, ticket, text, edit_reason, data_key
FROM takedown_letter l
WHERE state NOT IN ('sent', 'withdrawn') AND (CAST($1 AS TEXT) IS NULL OR state = $1) AND (moved_at, id) > ($2, $3)
    AND EXISTS (SELECT 1 FROM takedown_notice n
        WHERE n.letter_id = l.id AND n.state IN ('drafted', 'queued', 'failed', 'bounced'))
ORDER BY moved_at, id LIMIT $4";

const COUNT_WAITING: &str = "-- takedown.letter.count_waiting
SELECT COUNT(*) AS value FROM takedown_letter l WHERE state = 'waiting'
    AND EXISTS (SELECT 1 FROM takedown_notice n WHERE n.letter_id = l.id AND n.state = 'queued')";

const COUNT_PREPARED: &str = "-- takedown.letter.count_prepared
SELECT COUNT(*) AS value FROM takedown_letter l WHERE state = 'prepared'
    AND EXISTS (SELECT 1 FROM takedown_notice n WHERE n.letter_id = l.id AND n.state = 'queued')";

const WHY: &str = "-- takedown.letter_history.last_why
SELECT why AS value FROM takedown_letter_history WHERE letter_id = $1 ORDER BY number DESC LIMIT 1";
