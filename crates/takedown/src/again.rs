//! A closed case that is reported again: its watch looks at the place before its time, from every vantage point in
//! turn, and opens the case unless the place is missing.
//!
//! Nobody is asked at once, nor for each report: whoever reports a place of their own must neither see by the time
//! that we heard of it, nor have us ask as often as they like.

use std::sync::Arc;

use identity::{Action, Actor};
use intake::{Case, Move, State};
use jobs::{Outcome, Run};
use kernel::{Id, Timestamp};
use pack::Pack;
use store::{Tx, values};

use crate::Error;
use crate::check::{NewCheck, checks_part, since_then};
use crate::verdict::Seen;
use crate::watch::{self, Watch, WatchState};

/// Why a closed case was opened again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reopened {
    /// The content was seen to be back.
    CameBack,
    /// Its place was reported again, and people look.
    ReportedAgain,
}

impl Reopened {
    /// What the words of a case's history say; nothing where it was opened for another reason.
    pub fn of(why: &str) -> Option<Self> {
        match why {
            CAME_BACK | CAME_BACK_CHANGED => Some(Self::CameBack),
            REPORTED_AGAIN | REPORTED_UNCHECKED => Some(Self::ReportedAgain),
            _ => None,
        }
    }
}

/// The words of the history: it is plainly back.
pub(crate) const CAME_BACK: &str = "came-back";
/// It answers again, though not plainly.
pub(crate) const CAME_BACK_CHANGED: &str = "came-back-changed";
/// It was reported again, and looking did not settle it.
pub(crate) const REPORTED_AGAIN: &str = "reported-again";
/// It was reported again, and nothing may look.
pub(crate) const REPORTED_UNCHECKED: &str = "reported-again-unchecked";

/// Has the watch look before its time, or opens the case where nobody may be asked: the job `intake::REPORTED_AGAIN`.
pub fn reported_again(pack: &Arc<Pack>, run: Run) -> Outcome {
    let case: Id<Case> = match run.payload() {
        Ok(case) => case,
        Err(outcome) => return outcome,
    };
    let pack = Arc::clone(pack);
    Outcome::done(move |tx| {
        Box::pin(async move {
            look_or_open(tx, &Actor::job(&run), &pack, case).await?;
            Ok(())
        })
    })
}

async fn look_or_open(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<(), Error> {
    actor.may(Action::Check)?;
    let closed = intake::case(tx, actor, case).await?;
    if closed.state != State::Closed {
        return Ok(());
    }
    let silent = referral::is_silent(tx, actor, case).await?
        || trace::is_silenced(tx, actor, closed.location).await?;
    let watch = watch::watch_of_case(tx, case).await?;
    let watch = watch.filter(|watch| {
        watch.state == WatchState::After && !silent && pack.watch.legal_authority.is_some()
    });
    let Some(watch) = watch else {
        return open(tx, actor, case, REPORTED_UNCHECKED).await;
    };
    if watch.asked {
        // An earlier report has it looked at.
        return Ok(());
    }
    let at = when(tx, actor, pack, case).await?;
    if at > watch.started_at.after(pack.watch.after_watch) {
        return open(tx, actor, case, REPORTED_UNCHECKED).await;
    }
    // A watcher sits within seconds of that instant in any case.
    tx.execute(ASK, values![case, at]).await?;
    Ok(())
}

/// When it is looked at: after the pack's delay, and not so soon after the last look.
async fn when(tx: &mut Tx, actor: &Actor, pack: &Pack, case: Id<Case>) -> Result<Timestamp, Error> {
    let at = tx.now().after(trace::random_delay(tx, pack));
    let last = checks_part(tx, actor, case, None, 1).await?;
    let rested = last.first().map(|check| check.at.after(pack.watch.every));
    Ok(rested.map_or(at, |rested| rested.max(at)))
}

/// When it is looked at from the next vantage point: soon, until each was asked, unless it is there. A filter at home
/// must not hide from us that it is back.
pub(crate) fn next_side(
    now: Timestamp,
    pack: &pack::Watch,
    watch: &Watch,
    vantage: usize,
    vantages: usize,
    seen: Seen,
) -> Option<Timestamp> {
    let goes_on = watch.state == WatchState::After
        && watch.asked
        && !seen.is_there()
        && vantage + 1 < vantages;
    goes_on.then(|| now.after(pack.miss_gap))
}

/// Whether the last vantage point was asked about a place that was reported again, and it did not show that the place
/// is missing: a person is to look.
pub(crate) const fn is_unsettled(sides: usize, vantage: usize, seen: Seen) -> bool {
    vantage + 1 >= sides && !seen.is_miss()
}

/// Whether a place that was missing answers again, though not plainly: with other words than it had; or, as a filter or
/// a wall may do by itself, from two sides one after the other.
pub(crate) async fn is_back_changed(
    tx: &mut Tx,
    sides: usize,
    watch: &Watch,
    check: &NewCheck<'_>,
) -> Result<bool, Error> {
    let tells = |seen: Seen| !seen.is_miss() && !seen.says_nothing();
    if !tells(check.seen) {
        return Ok(false);
    }
    let all = since_then(tx, watch.case, Timestamp::from_micros(0)).await?;
    let (after, before): (Vec<_>, Vec<_>) = all
        .iter()
        .filter(|earlier| earlier.id != check.id)
        .partition(|earlier| earlier.at > watch.started_at);
    // What people or the rule ended otherwise answered then as well.
    let end = before.iter().find(|look| !look.seen.says_nothing());
    if !end.is_some_and(|look| look.seen.is_miss()) {
        return Ok(false);
    }
    let stands = after
        .first()
        .is_some_and(|last| tells(last.seen) && (sides < 2 || last.vantage != check.vantage));
    Ok(check.seen == Seen::OtherWords || stands)
}

/// Opens a closed case again: a person is to look.
pub(crate) async fn open(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    why: &'static str,
) -> Result<(), Error> {
    watch::set_state(tx, actor, case, WatchState::Ended, why).await?;
    match intake::move_case(tx, actor, case, Move::Reopen, why).await {
        // Another case of the place has the work.
        Ok(_) | Err(intake::Error::Superseded) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

const ASK: &str = "-- takedown.watch.ask_after
UPDATE takedown_watch SET asked = TRUE, vantage = NULL, in_line_since = NULL,
    ready_at = CASE WHEN token IS NULL AND ready_at > $2 THEN $2 ELSE ready_at END
WHERE case_id = $1 AND state = 'after'";
