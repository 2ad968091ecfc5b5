//! What happened to the handovers of a case.

use audit::{Event, EventKind, Past, Span, Stream, before};
use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use page::Words;
use store::Tx;

use crate::Error;
use crate::handover::State;

const HANDOVERS: (Stream, EventKind) = (50, EventKind::Partner);

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
    for past in before::<_, Past>(tx, MOVED, case, span, HANDOVERS).await? {
        let unreadable = store::Error::Unreadable("exchange_handover_history.to_state");
        let state = State::named(&past.to).ok_or(unreadable)?;
        let what = words.text(match (state, past.why.as_str()) {
            (State::HandedOver, "partner-acts") => "exchange-event-acts",
            (State::Lapsed, "partner-declines") => "exchange-event-declines",
            (State::Due, _) => "exchange-event-due",
            (State::HandedOver, _) => "exchange-event-handed-over",
            (State::Withdrawn, _) => "exchange-event-withdrawn",
            (State::Lapsed, _) => "exchange-event-lapsed",
        });
        events.push(past.event(HANDOVERS.0, HANDOVERS.1, what));
    }
    Ok(events)
}

const MOVED: &str = "-- exchange.timeline.handovers
SELECT h.handover_id AS of_id, h.number, h.at, h.who_kind, h.who_id, h.to_state, h.why
FROM exchange_handover o JOIN exchange_handover_history h ON h.handover_id = o.id
WHERE o.case_id = $1 AND (h.at, h.number, h.handover_id) < ($2, $3, $4)
ORDER BY h.at DESC, h.number DESC, h.handover_id DESC LIMIT $5";
