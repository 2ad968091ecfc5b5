//! Notices that only a person can see to: those that could not be delivered, those that came back, those whose URLs
//! did not travel with them, those that a person withdrew, without anybody being asked since, and those with which somebody
//! fills in a provider's form.

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use store::{FromRow, Row, Tx, values};

use crate::{Error, Notice, State};

/// A notice that did not reach whom it was to, or not with its URLs, or was withdrawn, or is to be filled in by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// The notice.
    pub notice: Id<Notice>,
    /// The case.
    pub case: Id<Case>,
    /// Since when that is known.
    pub since: Timestamp,
    state: State,
}

impl Stuck {
    /// The key of the message that says what is to be done.
    pub const fn message(&self) -> &'static str {
        match self.state {
            State::Bounced => "takedown-to-do-bounced",
            State::Failed => "takedown-to-do-failed",
            State::Withdrawn => "takedown-to-do-withdrawn",
            State::Queued => "takedown-to-do-by-hand",
            _ => "takedown-to-do-withheld",
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
            state: State::named(&state).ok_or(store::Error::Unreadable("takedown_notice.state"))?,
        })
    }
}

/// What people have to do about the notices of a case, oldest first.
pub async fn stuck(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Stuck>, Error> {
    actor.may(Action::ReadTakedown)?;
    let mut stuck: Vec<Stuck> = tx.all(OF_CASE, values![case]).await?;
    stuck.extend(tx.all::<Stuck>(WITHHELD_OF_CASE, values![case]).await?);
    stuck.extend(tx.all::<Stuck>(UNWRITTEN_OF_CASE, values![case]).await?);
    stuck.extend(tx.all::<Stuck>(BY_HAND_OF_CASE, values![case]).await?);
    stuck.sort_by_key(|one| (one.since, one.notice));
    Ok(stuck)
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
    let mut stuck: Vec<Stuck> = tx.all(ALL, values![from.0, from.1, limit]).await?;
    let withheld = values![from.0, from.1, limit];
    stuck.extend(tx.all::<Stuck>(ALL_WITHHELD, withheld).await?);
    let unwritten = values![from.0, from.1, limit];
    stuck.extend(tx.all::<Stuck>(ALL_UNWRITTEN, unwritten).await?);
    let by_hand = values![from.0, from.1, limit];
    stuck.extend(tx.all::<Stuck>(ALL_BY_HAND, by_hand).await?);
    stuck.sort_by_key(|one| (one.since, one.notice));
    stuck.truncate(most);
    Ok(stuck)
}

const OF_CASE: &str = "-- takedown.notice.stuck_of_case
SELECT id, case_id, state, moved_at FROM takedown_notice WHERE case_id = $1 AND state IN ('failed', 'bounced')
ORDER BY moved_at, id";

const ALL: &str = "-- takedown.notice.stuck
SELECT id, case_id, state, moved_at FROM takedown_notice
WHERE state IN ('failed', 'bounced') AND (moved_at, id) >= ($1, $2)
ORDER BY moved_at, id LIMIT $3";

const WITHHELD_OF_CASE: &str = "-- takedown.notice.withheld_of_case
SELECT id, case_id, state, moved_at FROM takedown_notice
WHERE case_id = $1 AND state IN ('sent', 'acknowledged') AND urls_withheld AND handed_over_at IS NULL
ORDER BY moved_at, id";

const ALL_WITHHELD: &str = "-- takedown.notice.withheld
SELECT id, case_id, state, moved_at FROM takedown_notice
WHERE state IN ('sent', 'acknowledged') AND urls_withheld AND handed_over_at IS NULL AND (moved_at, id) >= ($1, $2)
ORDER BY moved_at, id LIMIT $3";

const UNWRITTEN_OF_CASE: &str = "-- takedown.unwritten.stuck_of_case
SELECT notice_id AS id, case_id, 'withdrawn' AS state, since AS moved_at FROM takedown_unwritten WHERE case_id = $1
ORDER BY since, notice_id";

const ALL_UNWRITTEN: &str = "-- takedown.unwritten.stuck
SELECT notice_id AS id, case_id, 'withdrawn' AS state, since AS moved_at FROM takedown_unwritten
WHERE (since, notice_id) >= ($1, $2)
ORDER BY since, notice_id LIMIT $3";
const BY_HAND_OF_CASE: &str = "-- takedown.notice.by_hand_of_case
SELECT n.id, n.case_id, n.state, n.moved_at FROM takedown_notice n JOIN takedown_letter l ON l.id = n.letter_id
WHERE n.case_id = $1 AND n.state = 'queued' AND l.state = 'prepared'
ORDER BY n.moved_at, n.id";

const ALL_BY_HAND: &str = "-- takedown.notice.by_hand
SELECT n.id, n.case_id, n.state, n.moved_at FROM takedown_letter l JOIN takedown_notice n ON n.letter_id = l.id
WHERE l.state = 'prepared' AND n.state = 'queued' AND (n.moved_at, n.id) >= ($1, $2)
ORDER BY n.moved_at, n.id LIMIT $3";
