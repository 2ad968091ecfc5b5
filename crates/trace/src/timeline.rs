//! When it was asked who hosts a place.

use audit::{Event, EventKind, Past, Span, Stream, before};
use identity::{Action, Actor};
use kernel::Id;
use location::Location;
use page::Words;
use store::Tx;

use crate::Error;

const TRACES: (Stream, EventKind) = (20, EventKind::Trace);

/// The traces of a place. What each found stands with the findings.
pub async fn timeline(
    tx: &mut Tx,
    actor: &Actor,
    words: &Words,
    location: Id<Location>,
    span: &Span,
) -> Result<Vec<Event>, Error> {
    actor.may(Action::ReadTrace)?;
    let traces: Vec<Past> = before(tx, TRACED, location, span, TRACES).await?;
    let event = |past: Past| {
        let what = words.text(if past.to == "full" {
            "trace-event-full"
        } else {
            "trace-event-name"
        });
        past.event(TRACES.0, TRACES.1, what)
    };
    Ok(traces.into_iter().map(event).collect())
}

const TRACED: &str = "-- trace.timeline.traces
SELECT id AS of_id, CAST(0 AS BIGINT) AS number, at, 'job' AS who_kind, CAST(NULL AS UUID) AS who_id,
    extent AS to_state, '' AS why
FROM trace_trace WHERE location_id = $1 AND (at, CAST(0 AS BIGINT), id) < ($2, $3, $4)
ORDER BY at DESC, id DESC LIMIT $5";
