//! What becomes of notices whose decision was taken back.

use audit::{Line, history};
use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use store::{Tx, values};

use super::{ADD_HISTORY, DROP_ALL_UNADDRESSED, Notice, end, of_case};
use crate::{Error, State, series, unwritten, watch};

/// Why what a decision had caused ends that was taken back.
pub(crate) const TAKEN_BACK: &str = "decision-taken-back";

/// Stops what a decision that was taken back had caused: notices that did not leave are withdrawn, those that did are
/// settled, so that a decision made anew begins anew, and nobody looks at the place by itself. The notices that left, or
/// may have: people are to correct them. What an earlier correction had stopped already is not among them.
pub async fn stop(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Id<Notice>>, Error> {
    actor.may(Action::Notify)?;
    // The watch before the notices, as whoever writes looks.
    watch::lock(tx, case).await?;
    let corrected: Vec<(Id<Notice>,)> = tx.all(STOPPED_BEFORE, values![case, TAKEN_BACK]).await?;
    let mut left = Vec::new();
    for notice in of_case(tx, case).await? {
        if corrected.contains(&(notice.id,)) {
            continue;
        }
        let may_have_left = match notice.letter {
            // What is composed and queued may be with the mail server already.
            Some(letter) if notice.state == State::Queued => {
                dispatch::dispatched(tx, actor, letter).await?.is_some()
            }
            Some(letter) => dispatch::may_have_left(tx, actor, letter).await?,
            None => false,
        };
        if notice.sent_at.is_some() || may_have_left {
            left.push(notice.id);
        }
        if notice.state == State::Settled {
            // It stays as it is, and says nothing any more: whoever got it is told to disregard it.
            let line = Line::step(notice.state.name(), notice.state.name(), TAKEN_BACK);
            history(tx, actor.who(), ADD_HISTORY, notice.id, line).await?;
        } else {
            end(tx, actor, &notice, TAKEN_BACK).await?;
        }
    }
    tx.execute(DROP_ALL_UNADDRESSED, values![case]).await?;
    unwritten::forget_all(tx, case).await?;
    series::stop_all(tx, actor, case, TAKEN_BACK).await?;
    if watch::is_due(tx, case).await? {
        watch::unwatch(tx, actor, case, TAKEN_BACK).await?;
    }
    Ok(left)
}

const STOPPED_BEFORE: &str = "-- takedown.notice.stopped_before
SELECT n.id AS value FROM takedown_notice n WHERE n.case_id = $1 AND EXISTS (
    SELECT 1 FROM takedown_notice_history h WHERE h.notice_id = n.id AND h.why = $2)";
