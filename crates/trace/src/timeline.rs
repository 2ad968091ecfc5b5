//! When it was asked who hosts a place.

use audit::{Event, EventKind, Past, Span, Stream, before};
use identity::{Action, Actor};
use kernel::Id;
use location::Location;
use page::Words;
use store::Tx;

use crate::{Change, Error};

const TRACES: (Stream, EventKind) = (20, EventKind::Trace);
const CHANGES: (Stream, EventKind) = (21, EventKind::Trace);

/// The traces of a place. What each found stands with the findings. Redirects are followed once somebody chose a working
/// URL, which is only where something is to be done: `without_redirects` they are left out, for whoever is not to know that.
pub async fn timeline(
    tx: &mut Tx,
    actor: &Actor,
    words: &Words,
    location: Id<Location>,
    span: &Span,
    without_redirects: bool,
) -> Result<Vec<Event>, Error> {
    actor.may(Action::ReadTrace)?;
    let traced = if without_redirects {
        TRACED_ITSELF
    } else {
        TRACED
    };
    let traces: Vec<Past> = before(tx, traced, location, span, TRACES).await?;
    let event = |past: Past| {
        let what = words.text(match past.to.as_str() {
            "full" => "trace-event-full",
            "redirects" => "trace-event-redirects",
            "answer" => "trace-event-answer",
            _ => "trace-event-name",
        });
        past.event(TRACES.0, TRACES.1, what)
    };
    let mut events: Vec<_> = traces.into_iter().map(event).collect();
    for past in before::<_, Past>(tx, CHANGED, location, span, CHANGES).await? {
        let unreadable = store::Error::Unreadable("trace_change.kind");
        let what = words.text(match Change::named(&past.to).ok_or(unreadable)? {
            Change::Address => "trace-event-changed-address",
            Change::Network => "trace-event-changed-network",
            Change::Country => "trace-event-changed-country",
            Change::Contact => "trace-event-changed-contact",
        });
        events.push(past.event(CHANGES.0, CHANGES.1, what));
    }
    Ok(events)
}

const TRACED: &str = "-- trace.timeline.traces
SELECT id AS of_id, CAST(0 AS BIGINT) AS number, at,
    CASE WHEN staff_id IS NULL THEN 'job' ELSE 'staff' END AS who_kind, staff_id AS who_id, extent AS to_state, '' AS why
FROM trace_trace WHERE location_id = $1 AND (at, CAST(0 AS BIGINT), id) < ($2, $3, $4)
ORDER BY at DESC, id DESC LIMIT $5";

const TRACED_ITSELF: &str = "-- trace.timeline.traces_itself
SELECT id AS of_id, CAST(0 AS BIGINT) AS number, at,
    CASE WHEN staff_id IS NULL THEN 'job' ELSE 'staff' END AS who_kind, staff_id AS who_id, extent AS to_state, '' AS why
FROM trace_trace WHERE location_id = $1 AND (at, CAST(0 AS BIGINT), id) < ($2, $3, $4) AND extent <> 'redirects'
ORDER BY at DESC, id DESC LIMIT $5";

// The kinds of one trace in an order of their own, so that each has its place.
const CHANGED: &str = "-- trace.timeline.changes
SELECT of_id, number, at, 'job' AS who_kind, CAST(NULL AS UUID) AS who_id, to_state, '' AS why
FROM (SELECT trace_id AS of_id, at, kind AS to_state,
        CAST(CASE kind WHEN 'address' THEN 0 WHEN 'network' THEN 1 WHEN 'country' THEN 2 ELSE 3 END AS BIGINT) AS number
    FROM trace_change WHERE location_id = $1) AS changed
WHERE (at, number, of_id) < ($2, $3, $4)
ORDER BY at DESC, number DESC, of_id DESC LIMIT $5";
