//! What happened to the referrals of a case and to their holds.

use audit::{Event, EventKind, Past, Span, Stream, before};
use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use page::Words;
use store::Tx;

use crate::{Error, Hold, State};

const STATES: (Stream, EventKind) = (40, EventKind::Police);
const HOLDS: (Stream, EventKind) = (41, EventKind::Police);

/// The events of a case that this module knows of.
pub async fn timeline(
    tx: &mut Tx,
    actor: &Actor,
    words: &Words,
    case: Id<Case>,
    span: &Span,
) -> Result<Vec<Event>, Error> {
    actor.may(Action::ReadTakedown)?;
    let mut events = Vec::new();
    for past in before::<_, Past>(tx, MOVED, case, span, STATES).await? {
        let what = words.text(state_key(&past.to)?);
        events.push(past.event(STATES.0, STATES.1, what));
    }
    for past in before::<_, Past>(tx, HELD, case, span, HOLDS).await? {
        let what = words.text(hold_key(&past.to)?);
        events.push(past.event(HOLDS.0, HOLDS.1, what));
    }
    Ok(events)
}

fn state_key(name: &str) -> Result<&'static str, Error> {
    let state = State::ALL.into_iter().find(|state| state.name() == name);
    let unreadable = store::Error::Unreadable("referral_referral_history.to_state");
    Ok(match state.ok_or(unreadable)? {
        State::Prepared => "referral-event-prepared",
        State::Released => "referral-event-released",
        State::Sent => "referral-event-sent",
        State::Acknowledged => "referral-event-acknowledged",
        State::Withdrawn => "referral-event-withdrawn",
        State::Concluded => "referral-event-concluded",
    })
}

fn hold_key(name: &str) -> Result<&'static str, Error> {
    let hold = Hold::ALL.into_iter().find(|hold| hold.name() == name);
    let unreadable = store::Error::Unreadable("referral_referral_history.to_state");
    Ok(match hold.ok_or(unreadable)? {
        Hold::None => "referral-event-hold-none",
        Hold::Open => "referral-event-hold-open",
        Hold::Silent => "referral-event-hold-silent",
        Hold::Lifted => "referral-event-hold-lifted",
        Hold::Lapsed => "referral-event-hold-lapsed",
    })
}

const MOVED: &str = "-- referral.timeline.states
SELECT h.referral_id AS of_id, h.number, h.at, h.who_kind, h.who_id, h.to_state, h.why
FROM referral_referral r JOIN referral_referral_history h ON h.referral_id = r.id
WHERE r.case_id = $1 AND h.about = 'state' AND (h.at, h.number, h.referral_id) < ($2, $3, $4)
ORDER BY h.at DESC, h.number DESC, h.referral_id DESC LIMIT $5";

const HELD: &str = "-- referral.timeline.holds
SELECT h.referral_id AS of_id, h.number, h.at, h.who_kind, h.who_id, h.to_state, h.why
FROM referral_referral r JOIN referral_referral_history h ON h.referral_id = r.id
WHERE r.case_id = $1 AND h.about = 'hold' AND (h.at, h.number, h.referral_id) < ($2, $3, $4)
ORDER BY h.at DESC, h.number DESC, h.referral_id DESC LIMIT $5";
