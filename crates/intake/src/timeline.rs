//! What happened to a case here: the reports that joined it, its moves, its classes, and that there were messages.

use audit::{Event, EventKind, Past, Span, Stream, before};
use identity::{Action, Actor};
use kernel::Id;
use page::Words;
use store::Tx;

use crate::{Case, Class, Error, Source, State, source_key};

const MOVES: (Stream, EventKind) = (10, EventKind::Case);
const CLASSES: (Stream, EventKind) = (11, EventKind::Case);
const REPORTS: (Stream, EventKind) = (12, EventKind::Report);
const MESSAGES: (Stream, EventKind) = (13, EventKind::Message);

/// The events of a case that this module knows of; of its moves, for whoever might give a second opinion (`blind`), those
/// since it was last decided: what came before tells how. Of reports only which way they came, of messages only whose they
/// are: what they say is read in a viewing session.
pub async fn timeline(
    tx: &mut Tx,
    actor: &Actor,
    words: &Words,
    case: Id<Case>,
    span: &Span,
    blind: bool,
) -> Result<Vec<Event>, Error> {
    actor.may(Action::ReadCase)?;
    let mut events = Vec::new();
    let (moved, reclassed) = if blind {
        (MOVED_SINCE, RECLASSED_BY_REPORTS)
    } else {
        (MOVED, RECLASSED)
    };
    for past in before::<_, Past>(tx, moved, case, span, MOVES).await? {
        let what = words.text(state_key(&past.to)?);
        events.push(past.event(MOVES.0, MOVES.1, what));
    }
    for past in before::<_, Past>(tx, reclassed, case, span, CLASSES).await? {
        let what = words.text(class_key(&past.to)?);
        events.push(past.event(CLASSES.0, CLASSES.1, what));
    }
    for past in before::<_, Past>(tx, JOINED, case, span, REPORTS).await? {
        let unreadable = store::Error::Unreadable("intake_report.source");
        let source = Source::named(&past.to).ok_or(unreadable)?;
        let way = words.text(source_key(source));
        let what = words.with("intake-event-report", &[("source", way)]);
        events.push(past.event(REPORTS.0, REPORTS.1, what));
    }
    for past in before::<_, Past>(tx, SAID, case, span, MESSAGES).await? {
        let what = words.text(if past.who_id.is_some() {
            "intake-event-message-sent"
        } else {
            "intake-event-message-came"
        });
        events.push(past.event(MESSAGES.0, MESSAGES.1, what));
    }
    Ok(events)
}

fn state_key(name: &str) -> Result<&'static str, Error> {
    let unreadable = store::Error::Unreadable("intake_case_history.to_state");
    Ok(match State::named(name).ok_or(unreadable)? {
        State::Waiting => "intake-state-waiting",
        State::Assessing => "intake-state-assessing",
        State::SecondOpinion => "intake-state-second-opinion",
        State::Acting => "intake-state-acting",
        State::Closed => "intake-state-closed",
    })
}

fn class_key(number: &str) -> Result<&'static str, Error> {
    let class = number.parse().ok().and_then(Class::numbered);
    let unreadable = store::Error::Unreadable("intake_case_class.to_class");
    Ok(match class.ok_or(unreadable)? {
        Class::Danger => "intake-event-class-danger",
        Class::Police => "intake-event-class-police",
        Class::Severe => "intake-event-class-severe",
        Class::OwnPicture => "intake-event-class-own-picture",
        Class::Raised => "intake-event-class-raised",
        Class::Ordinary => "intake-event-class-ordinary",
        Class::Bulk => "intake-event-class-bulk",
    })
}

const MOVED: &str = "-- intake.timeline.moves
SELECT case_id AS of_id, number, at, who_kind, who_id, to_state, why FROM intake_case_history
WHERE case_id = $1 AND (at, number, case_id) < ($2, $3, $4)
ORDER BY at DESC, number DESC LIMIT $5";

const MOVED_SINCE: &str = "-- intake.timeline.moves_since_decided
SELECT case_id AS of_id, number, at, who_kind, who_id, to_state, why FROM intake_case_history
WHERE case_id = $1 AND (at, number, case_id) < ($2, $3, $4) AND number > (
    SELECT COALESCE(MAX(number), 0) FROM intake_case_history WHERE case_id = $1 AND (from_state IN ('acting', 'closed')
        OR from_state = 'second_opinion' AND to_state IN ('waiting', 'acting', 'closed')))
ORDER BY at DESC, number DESC LIMIT $5";

const RECLASSED: &str = "-- intake.timeline.classes
SELECT case_id AS of_id, number, at, who_kind, who_id, CAST(to_class AS TEXT) AS to_state, why FROM intake_case_class
WHERE case_id = $1 AND (at, number, case_id) < ($2, $3, $4)
ORDER BY at DESC, number DESC LIMIT $5";

const RECLASSED_BY_REPORTS: &str = "-- intake.timeline.classes_by_reports
SELECT case_id AS of_id, number, at, who_kind, who_id, CAST(to_class AS TEXT) AS to_state, why FROM intake_case_class
WHERE case_id = $1 AND (at, number, case_id) < ($2, $3, $4) AND why NOT IN ('decision', 'taken_back')
ORDER BY at DESC, number DESC LIMIT $5";

const JOINED: &str = "-- intake.timeline.reports
SELECT j.report_id AS of_id, j.number, j.joined_at AS at, CASE r.source WHEN 'partner' THEN 'partner'
    ELSE 'reporter' END AS who_kind, CAST(NULL AS UUID) AS who_id, r.source AS to_state, '' AS why
FROM intake_case_report j JOIN intake_report r ON r.id = j.report_id
WHERE j.case_id = $1 AND (j.joined_at, j.number, j.report_id) < ($2, $3, $4)
ORDER BY j.joined_at DESC, j.number DESC LIMIT $5";

const SAID: &str = "-- intake.timeline.messages
SELECT m.id AS of_id, m.number, m.at, CASE WHEN m.staff_id IS NULL THEN 'reporter' ELSE 'staff' END AS who_kind,
    m.staff_id AS who_id, '' AS to_state, '' AS why
FROM intake_case_report j JOIN intake_message m ON m.report_id = j.report_id
WHERE j.case_id = $1 AND (m.at, m.number, m.id) < ($2, $3, $4)
ORDER BY m.at DESC, m.number DESC, m.id DESC LIMIT $5";
