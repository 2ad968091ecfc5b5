//! The job that sees to a letter: from gathering until it is to be sent.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use identity::{Action, Actor};
use jobs::{Outcome, Run};
use kernel::{Id, Timestamp};
use location::Location;
use pack::{Pack, Release};
use stakeholders::{Channel, Contact, Pace};
use store::{Db, Tx, values};

use super::{
    Fit, Letter, LetterMove, LetterState, MOST, TRY_ANEW, advance, fit, is_first, job_key, lock,
    notices_of, queue_job, read_notices_of,
};
use crate::address::write_again;
use crate::link::draw_link;
use crate::notice;
use crate::{Error, LETTER, Move, SEND, State};

/// So often within its patience a letter looks whether its places are traced, beside being told.
const LOOKS: u32 = 10;

/// So long a letter is tried to be handed over before a person sees to it, as every mail is.
const TRIES: Duration = Duration::from_hours(48);

/// A letter is not put back sooner than this, however fresh the pack wants its traces.
const SHORTEST: Duration = Duration::from_mins(1);

/// One about a child in danger waits no longer than this for the traces that it asks for.
const URGENT_PATIENCE: Duration = Duration::from_mins(2);

/// What lies between two letters to whoever wants one a day.
const DAY: Duration = Duration::from_hours(24);

/// Sees to a letter: the job [`LETTER`]. A worker that dies at any step leaves a letter in a state that the next run
/// goes on from.
pub async fn tend(db: &Db, pack: &Arc<Pack>, run: Run) -> Outcome {
    let id: Id<Letter> = match run.payload() {
        Ok(id) => id,
        Err(outcome) => return outcome,
    };
    let actor = Actor::job(&run);
    match step(db, &actor, pack, id).await {
        Ok(None) => Outcome::nothing(),
        Ok(Some(next)) => Outcome::done(move |tx| {
            Box::pin(async move {
                jobs::queue_at(tx, LETTER, &id, next, Some(&job_key(id))).await?;
                Ok(())
            })
        }),
        Err(error) => {
            tracing::warn!(%error, "a letter could not be seen to");
            if !run.is_last() {
                return Outcome::Retry("the letter could not be seen to");
            }
            Outcome::done(move |tx| {
                Box::pin(async move {
                    give_up(tx, &Actor::job(&run), id).await?;
                    Ok(())
                })
            })
        }
    }
}

/// A letter that nothing can be done with is a person's.
async fn give_up(tx: &mut Tx, actor: &Actor, id: Id<Letter>) -> Result<(), Error> {
    let letter = lock(tx, id).await?;
    if !matches!(
        letter.state,
        LetterState::Gathering | LetterState::Tracing | LetterState::Released
    ) {
        return Ok(());
    }
    fail(tx, actor, &letter, "cannot-be-read").await
}

/// A letter does not leave by itself any more, and none of its notices.
pub(crate) async fn fail(
    tx: &mut Tx,
    actor: &Actor,
    letter: &Letter,
    why: &'static str,
) -> Result<(), Error> {
    for notice in notices_of(tx, letter.id).await? {
        // One that was withdrawn meanwhile stays so.
        if notice.state == State::Queued {
            notice::advance(tx, actor, &notice, Move::Fail, why).await?;
        }
    }
    advance(tx, actor, letter, LetterMove::Fail, why).await?;
    Ok(())
}

/// One step, in a transaction of its own.
async fn step(
    db: &Db,
    actor: &Actor,
    pack: &Pack,
    id: Id<Letter>,
) -> Result<Option<Timestamp>, Error> {
    let mut tx = db.write().await?;
    let next = see_to(&mut tx, actor, pack, id).await?;
    tx.commit().await?;
    Ok(next)
}

/// One step of a letter: when to look again, where it waits for something.
pub async fn see_to(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Letter>,
) -> Result<Option<Timestamp>, Error> {
    actor.may(Action::Notify)?;
    let mut letter = lock(tx, id).await?;
    let mut next = None;
    if !matches!(letter.state, LetterState::Gathering | LetterState::Tracing) {
        return Ok(next);
    }
    let contact = stakeholders::contact(tx, actor, letter.contact).await?;
    if letter.state == LetterState::Gathering {
        next = gathered(tx, actor, pack, &mut letter, &contact).await?;
    }
    if letter.state == LetterState::Tracing {
        next = traced(tx, actor, pack, &letter, &contact).await?;
    }
    Ok(next)
}

/// Closes a letter that is due, or full.
async fn gathered(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    letter: &mut Letter,
    contact: &Contact,
) -> Result<Option<Timestamp>, Error> {
    let now = tx.now();
    let due = match letter.due_at {
        Some(due) => due,
        None if letter.urgent => now,
        None => {
            let gathered = gathers_until(tx, pack, letter, contact, now).await?;
            open_from(pack, letter, contact, gathered)
        }
    };
    if letter.due_at.is_none() {
        tx.execute(SET_DUE, values![letter.id, due]).await?;
    }
    if now < due && letter.places < MOST {
        return Ok(Some(due));
    }
    let (step, why) = if is_by_person(tx, pack, letter).await? {
        (LetterMove::Wait, "to-be-released")
    } else {
        (LetterMove::Trace, "due")
    };
    letter.state = advance(tx, actor, letter, step, why).await?;
    letter.asked_at = None;
    Ok(None)
}

/// Until when a letter gathers, as whom it is to wants it.
async fn gathers_until(
    tx: &mut Tx,
    pack: &Pack,
    letter: &Letter,
    contact: &Contact,
    now: Timestamp,
) -> Result<Timestamp, Error> {
    let gathered = now.after(pack.notices.gather);
    Ok(match contact.manner.pace {
        Pace::Each => now,
        Pace::Gathered => gathered,
        Pace::Daily => {
            let of = values![
                letter.contact,
                letter.purpose.name(),
                letter.step,
                letter.id
            ];
            let (last,): (Option<Timestamp>,) = tx.one(LAST, of).await?;
            last.map_or(gathered, |last| gathered.max(last.after(DAY)))
        }
    })
}

/// Whether a person has to let a letter leave.
async fn is_by_person(tx: &mut Tx, pack: &Pack, letter: &Letter) -> Result<bool, Error> {
    Ok(match pack.notices.release {
        Release::Automatic => false,
        Release::Person => !letter.urgent,
        Release::FirstByPerson => !letter.urgent && is_first(tx, letter.contact).await?,
    })
}

/// Has the places of a letter traced, and lets it go once they are. What of it may leave, without what is elsewhere, is said
/// by whoever sends it, right before; of what a person fills in, here.
async fn traced(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    letter: &Letter,
    contact: &Contact,
) -> Result<Option<Timestamp>, Error> {
    let now = tx.now();
    // It may have come here by a way that nobody who releases letters knows of: failed before, and tried again.
    let is_composed = dispatch::dispatched(tx, actor, letter.id).await?.is_some();
    if !is_composed && letter.released_by.is_none() && is_by_person(tx, pack, letter).await? {
        advance(tx, actor, letter, LetterMove::Wait, "to-be-released").await?;
        return Ok(None);
    }
    let open = open_from(pack, letter, contact, now);
    if now < open {
        return Ok(Some(open));
    }
    let mut waited_for = stale(tx, actor, pack, letter, now).await?;
    if !waited_for.is_empty() {
        // Nobody is asked about a place that nobody is to be told of now.
        if fit(tx, actor, letter, contact, false).await? == Fit::Not {
            return Ok(None);
        }
        let asked_at = letter.asked_at.unwrap_or(now);
        if letter.asked_at.is_none() {
            waited_for = stale(tx, actor, pack, letter, now).await?;
            for location in &waited_for {
                trace::ask(tx, actor, *location).await?;
            }
        }
        let untraced = i64::try_from(waited_for.len()).unwrap_or(MOST);
        tx.execute(SET_ASKED, values![letter.id, asked_at, untraced])
            .await?;
        let patience = if letter.urgent {
            pack.notices.patience.min(URGENT_PATIENCE)
        } else {
            pack.notices.patience
        };
        let end = asked_at.after(patience);
        if now < end {
            let pause = (patience / LOOKS).max(Duration::from_secs(1));
            return Ok(Some(now.after(pause).min(end)));
        }
    }
    if !is_composed && contact.manner.channel == Channel::Form {
        if fit(tx, actor, letter, contact, true).await? == Fit::Not {
            return Ok(None);
        }
        advance(tx, actor, letter, LetterMove::Prepare, "by-form").await?;
        return Ok(None);
    }
    advance(tx, actor, letter, LetterMove::Release, "traced").await?;
    tx.execute(TRY_FROM, values![letter.id, now]).await?;
    draw_link(tx, actor, pack, letter).await?;
    let key = format!("{SEND}:{}", letter.id);
    // A job of an earlier try that died would stand for this one.
    jobs::cancel(tx, &key).await?;
    jobs::queue_at(tx, SEND, &letter.id, now, Some(&key)).await?;
    Ok(None)
}

/// Has the places of a letter traced once more, and its hours looked at, that waited for the mail server for longer than a
/// trace is fresh, or beyond the hours; whether it was. What may be there already goes again as it is. One that is
/// tried for too long, however often it was put back, is a person's.
pub(crate) async fn put_back(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    letter: &Letter,
    contact: &Contact,
) -> Result<bool, Error> {
    let now = tx.now();
    let fresh = pack.notices.fresh.max(SHORTEST);
    let is_fresh = now <= letter.moved_at.after(fresh);
    let waits_for_hours = open_from(pack, letter, contact, now) > now;
    if is_fresh && !waits_for_hours || dispatch::may_have_left(tx, actor, letter.id).await? {
        return Ok(false);
    }
    let since: (Option<Timestamp>,) = tx.one(TRIED_SINCE, values![letter.id]).await?;
    if since.0.is_some_and(|since| now >= since.after(TRIES)) {
        fail(tx, actor, letter, dispatch::Stuck::NotDelivered.why()).await?;
        return Ok(true);
    }
    if waits_for_hours {
        // What it waits for then is no relay.
        tx.execute(TRY_ANEW, values![letter.id]).await?;
    }
    advance(tx, actor, letter, LetterMove::Trace, "waited-for-relay").await?;
    queue_job(tx, letter.id).await?;
    Ok(true)
}

/// The places of a letter whose newest trace is not one from right before it leaves.
async fn stale(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    letter: &Letter,
    now: Timestamp,
) -> Result<BTreeSet<Id<Location>>, Error> {
    let fresh = now.before(pack.notices.fresh);
    let fresh = letter.asked_at.map_or(fresh, |asked| asked.min(fresh));
    let notices = read_notices_of(tx, letter.id).await?;
    let mut stale: BTreeSet<_> = notices.iter().map(|notice| notice.location).collect();
    let places: Vec<_> = stale.iter().copied().collect();
    for (place, at) in trace::traced_at(tx, actor, &places).await? {
        if at >= fresh {
            stale.remove(&place);
        }
    }
    Ok(stale)
}

/// The first instant from this one on at which a letter may leave: providers at home are written to in their hours,
/// others and what is urgent at any.
fn open_from(pack: &Pack, letter: &Letter, contact: &Contact, at: Timestamp) -> Timestamp {
    let step = pack.escalation.step(letter.step);
    if letter.urgent || step.is_some_and(|step| step.any_hour) {
        return at;
    }
    if contact.country == Some(pack.country) {
        pack.calendar.open_from(&pack.zone, at)
    } else {
        at
    }
}

/// A full trace of a place was stored: letters that wait for no other place look again, and where nobody was known to
/// write to about the place, somebody may be now.
pub async fn letter_traced(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<(), Error> {
    actor.may(Action::Notify)?;
    let now = tx.now();
    for (letter,) in tx.all::<(Id<Letter>,)>(WAIT_FOR, values![location]).await? {
        tx.execute(ONE_LESS, values![letter]).await?;
        if tx
            .optional::<(Id<Letter>,)>(IS_TRACED, values![letter])
            .await?
            .is_some()
        {
            jobs::hasten(tx, &job_key(letter), now).await?;
        }
    }
    write_again(tx, actor, location).await
}

// One that is on its way counts by when it was to leave.
const LAST: &str = "-- takedown.letter.last
SELECT MAX(COALESCE(sent_at, due_at)) AS value FROM takedown_letter WHERE contact_id = $1 AND state IN ('gathering',
    'waiting', 'tracing', 'prepared', 'released', 'held', 'sent') AND purpose = $2 AND step = $3 AND id <> $4";

const WAIT_FOR: &str = "-- takedown.letter.wait_for_trace
SELECT DISTINCT l.id AS value FROM takedown_notice n JOIN takedown_letter l ON l.id = n.letter_id
WHERE n.location_id = $1 AND n.state = 'queued' AND l.state = 'tracing' ORDER BY l.id";

const ONE_LESS: &str = "-- takedown.letter.one_less_untraced
UPDATE takedown_letter SET untraced = untraced - 1 WHERE id = $1 AND untraced > 0";

const IS_TRACED: &str = "-- takedown.letter.is_traced
SELECT id AS value FROM takedown_letter WHERE id = $1 AND untraced = 0";

const TRIED_SINCE: &str = "-- takedown.letter.tried_since
SELECT tried_since AS value FROM takedown_letter WHERE id = $1";

const TRY_FROM: &str = "-- takedown.letter.try_from
UPDATE takedown_letter SET tried_since = COALESCE(tried_since, $2) WHERE id = $1";

const SET_DUE: &str = "-- takedown.letter.set_due
UPDATE takedown_letter SET due_at = $2 WHERE id = $1 AND state = 'gathering'";

const SET_ASKED: &str = "-- takedown.letter.set_asked
UPDATE takedown_letter SET asked_at = $2, untraced = $3 WHERE id = $1 AND state = 'tracing'";
