//! What happened to a case at the desk: viewing sessions, items, classifications, decisions, and what may leave the
//! house. What they came to stands in the panel; here is who did it and when.

use audit::{Event, EventKind, Past, Span, Stream, before};
use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use page::Words;
use store::{Tx, values};

use crate::Error;
use crate::blind::is_hidden;

const OPENED: (Stream, EventKind) = (30, EventKind::Viewing);
const ADDED: (Stream, EventKind) = (31, EventKind::Assessment);
const CLASSIFIED: (Stream, EventKind) = (32, EventKind::Assessment);
const DECIDED: (Stream, EventKind) = (33, EventKind::Decision);
const DISCLOSED: (Stream, EventKind) = (34, EventKind::Decision);
const WITHDRAWN: (Stream, EventKind) = (35, EventKind::Decision);
const RELEASED: (Stream, EventKind) = (36, EventKind::Decision);
const CLOSED: (Stream, EventKind) = (37, EventKind::Viewing);

/// What the record calls the acts of viewing: whoever reads them all can add up how much somebody has viewed, so each is
/// shown to none but whoever did it.
pub const VIEWING_ACTS: [&str; 8] = [
    "assessment.open_viewing",
    "assessment.reveal",
    "assessment.hand_to_browser",
    "assessment.hide",
    "assessment.close_viewing",
    "assessment.read_reports",
    "assessment.read_messages",
    "assessment.read_contact",
];

/// The events of a case that this module knows of: none for whoever might be asked for a second opinion, and of viewing the
/// reader's own alone.
pub async fn timeline(
    tx: &mut Tx,
    actor: &Actor,
    words: &Words,
    case: Id<Case>,
    span: &Span,
) -> Result<Vec<Event>, Error> {
    actor.may(Action::ReadAssessment)?;
    let mut events = Vec::new();
    if is_hidden(tx, actor, case).await? {
        return Ok(events);
    }
    for (of, statement, key) in [
        (DECIDED, DECISIONS, "assessment-event-decided"),
        (RELEASED, RELEASES, "assessment-event-released"),
        (DISCLOSED, DISCLOSURES, "assessment-event-disclosed"),
        (
            WITHDRAWN,
            WITHDRAWALS,
            "assessment-event-disclosure-withdrawn",
        ),
    ] {
        let found: Vec<Past> = before(tx, statement, case, span, of).await?;
        let event = |past: Past| past.event(of.0, of.1, words.text(key));
        events.extend(found.into_iter().map(event));
    }
    for (of, statement, key) in [
        (OPENED, VIEWINGS, "assessment-event-viewing-opened"),
        (CLOSED, VIEWINGS_CLOSED, "assessment-event-viewing-closed"),
    ] {
        let found = own_before(tx, actor, statement, case, span, of).await?;
        let event = |past: Past| past.event(of.0, of.1, words.text(key));
        events.extend(found.into_iter().map(event));
    }
    // Many at once are one event: a list that was pasted, a selection that was classified alike.
    for (of, statement, key) in [
        (ADDED, ITEMS, "assessment-event-items"),
        (CLASSIFIED, ASSESSMENTS, "assessment-event-classified"),
    ] {
        let found: Vec<Past> = before(tx, statement, case, span, of).await?;
        let event = |past: Past| {
            let count: i64 = past.to.parse().unwrap_or(1);
            past.event(of.0, of.1, words.with(key, &[("count", count)]))
        };
        events.extend(found.into_iter().map(event));
    }
    Ok(events)
}

/// The rows of viewing sessions that a span asks for, of the reader alone.
async fn own_before(
    tx: &mut Tx,
    actor: &Actor,
    statement: &'static str,
    case: Id<Case>,
    span: &Span,
    (stream, kind): (Stream, EventKind),
) -> Result<Vec<Past>, Error> {
    let Some(reader) = actor.staff_id().filter(|_| span.wants(kind)) else {
        return Ok(Vec::new());
    };
    let (at, number, id) = span.bound(stream);
    let asked = values![case, at, number, id, span.most, reader];
    Ok(tx.all(statement, asked).await?)
}

const VIEWINGS: &str = "-- assessment.timeline.viewings
SELECT id AS of_id, CAST(0 AS BIGINT) AS number, opened_at AS at, 'staff' AS who_kind, staff_id AS who_id,
    '' AS to_state, '' AS why
FROM assessment_viewing WHERE case_id = $1 AND staff_id = $6 AND (opened_at, CAST(0 AS BIGINT), id) < ($2, $3, $4)
ORDER BY opened_at DESC, id DESC LIMIT $5";

const VIEWINGS_CLOSED: &str = "-- assessment.timeline.viewings_closed
SELECT id AS of_id, CAST(0 AS BIGINT) AS number, closed_at AS at, 'staff' AS who_kind, staff_id AS who_id,
    '' AS to_state, '' AS why
FROM assessment_viewing WHERE case_id = $1 AND staff_id = $6 AND closed_at IS NOT NULL
    AND (closed_at, CAST(0 AS BIGINT), id) < ($2, $3, $4)
ORDER BY closed_at DESC, id DESC LIMIT $5";

const ITEMS: &str = "-- assessment.timeline.items
SELECT COALESCE(added_by, case_id) AS of_id, CAST(0 AS BIGINT) AS number, added_at AS at,
    CASE WHEN added_by IS NULL THEN 'job' ELSE 'staff' END AS who_kind, added_by AS who_id,
    CAST(COUNT(*) AS TEXT) AS to_state, '' AS why
FROM assessment_item WHERE case_id = $1 AND (added_at, CAST(0 AS BIGINT), COALESCE(added_by, case_id)) < ($2, $3, $4)
GROUP BY case_id, added_at, added_by ORDER BY added_at DESC, COALESCE(added_by, case_id) DESC LIMIT $5";

const ASSESSMENTS: &str = "-- assessment.timeline.assessments
SELECT staff_id AS of_id, CAST(0 AS BIGINT) AS number, at, 'staff' AS who_kind, staff_id AS who_id,
    CAST(COUNT(*) AS TEXT) AS to_state, '' AS why
FROM assessment_assessment WHERE case_id = $1 AND (at, CAST(0 AS BIGINT), staff_id) < ($2, $3, $4)
GROUP BY staff_id, at ORDER BY at DESC, staff_id DESC LIMIT $5";

const DECISIONS: &str = "-- assessment.timeline.decisions
SELECT id AS of_id, CAST(0 AS BIGINT) AS number, at, 'staff' AS who_kind, staff_id AS who_id, '' AS to_state, '' AS why
FROM assessment_decision WHERE case_id = $1 AND (at, CAST(0 AS BIGINT), id) < ($2, $3, $4)
ORDER BY at DESC, id DESC LIMIT $5";

const RELEASES: &str = "-- assessment.timeline.releases
SELECT id AS of_id, CAST(0 AS BIGINT) AS number, released_at AS at, 'staff' AS who_kind, released_by AS who_id,
    '' AS to_state, '' AS why
FROM assessment_decision WHERE case_id = $1 AND released_at IS NOT NULL AND (released_at, CAST(0 AS BIGINT), id) < ($2, $3, $4)
ORDER BY released_at DESC, id DESC LIMIT $5";

const DISCLOSURES: &str = "-- assessment.timeline.disclosures
SELECT id AS of_id, CAST(0 AS BIGINT) AS number, decided_at AS at, 'staff' AS who_kind, staff_id AS who_id,
    '' AS to_state, '' AS why
FROM assessment_disclosure WHERE case_id = $1 AND (decided_at, CAST(0 AS BIGINT), id) < ($2, $3, $4)
ORDER BY decided_at DESC, id DESC LIMIT $5";

const WITHDRAWALS: &str = "-- assessment.timeline.withdrawals
SELECT id AS of_id, CAST(0 AS BIGINT) AS number, withdrawn_at AS at, 'staff' AS who_kind, withdrawn_by AS who_id,
    '' AS to_state, '' AS why
FROM assessment_disclosure WHERE case_id = $1 AND withdrawn_at IS NOT NULL AND (withdrawn_at, CAST(0 AS BIGINT), id) < ($2, $3, $4)
ORDER BY withdrawn_at DESC, id DESC LIMIT $5";
