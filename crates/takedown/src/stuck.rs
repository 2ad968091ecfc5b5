//! Notices that only a person can see to: those that could not be delivered, and those that came back.

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use store::{FromRow, Row, Tx, values};

use crate::{Error, Notice, State};

/// A notice that did not reach whom it was to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// The notice.
    pub notice: Id<Notice>,
    /// The case.
    pub case: Id<Case>,
    /// Since when that is known.
    pub since: Timestamp,
    came_back: bool,
}

impl Stuck {
    /// The key of the message that says what is to be done.
    pub const fn message(&self) -> &'static str {
        if self.came_back {
            "takedown-to-do-bounced"
        } else {
            "takedown-to-do-failed"
        }
    }
}

impl FromRow for Stuck {
    fn from_row(row: &Row) -> store::Result<Self> {
        let state: String = row.get("state")?;
        Ok(Self {
            notice: row.get("id")?,
            case: row.get("case_id")?,
            since: row.get("moved_at")?,
            came_back: state == State::Bounced.name(),
        })
    }
}

/// What people have to do about the notices of a case, oldest first.
pub async fn stuck(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Stuck>, Error> {
    actor.may(Action::ReadTakedown)?;
    Ok(tx.all(OF_CASE, values![case]).await?)
}

/// The same of all cases: `most` of them, from one on, by since when and the notice.
pub async fn all_stuck(
    tx: &mut Tx,
    actor: &Actor,
    from: (Timestamp, Id<Notice>),
    most: usize,
) -> Result<Vec<Stuck>, Error> {
    actor.may(Action::ReadTakedown)?;
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(tx.all(ALL, values![from.0, from.1, limit]).await?)
}

const OF_CASE: &str = "-- takedown.notice.stuck_of_case
SELECT id, case_id, state, moved_at FROM takedown_notice WHERE case_id = $1 AND state IN ('failed', 'bounced')
ORDER BY moved_at, id";

const ALL: &str = "-- takedown.notice.stuck
SELECT id, case_id, state, moved_at FROM takedown_notice
WHERE state IN ('failed', 'bounced') AND (moved_at, id) >= ($1, $2)
ORDER BY moved_at, id LIMIT $3";
