//! What happened to the notices of a case, to its watch, and what each check came to.

use audit::{Event, EventKind, Past, Span, Stream, before};
use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use page::Words;
use store::Tx;

use crate::panel::{says_key, series_key, state_key, verdict_key};
use crate::verdict::Verdict;
use crate::watch::WatchState;
use crate::{Error, Says, State};

const NOTICES: (Stream, EventKind) = (60, EventKind::Notice);
const WATCH: (Stream, EventKind) = (61, EventKind::Check);
const CHECKS: (Stream, EventKind) = (62, EventKind::Check);
const WORDS: (Stream, EventKind) = (63, EventKind::Check);
const CONFIRMED: (Stream, EventKind) = (64, EventKind::Check);
const PAGES: (Stream, EventKind) = (65, EventKind::Check);
const SAID: (Stream, EventKind) = (66, EventKind::Notice);
const SERIES: (Stream, EventKind) = (67, EventKind::Notice);

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
    for past in before::<_, Past>(tx, NOTICES_MOVED, case, span, NOTICES).await? {
        let unreadable = store::Error::Unreadable("takedown_notice_history.to_state");
        let state = words.text(state_key(State::named(&past.to).ok_or(unreadable)?));
        let what = words.with("takedown-event-notice", &[("state", state)]);
        events.push(past.event(NOTICES.0, NOTICES.1, what));
    }
    for past in before::<_, Past>(tx, PROVIDERS_SAID, case, span, SAID).await? {
        let unreadable = store::Error::Unreadable("takedown_word.kind");
        let says = words.text(says_key(Says::named(&past.to).ok_or(unreadable)?));
        let what = words.with("takedown-event-said", &[("says", says)]);
        events.push(past.event(SAID.0, SAID.1, what));
    }
    for past in before::<_, Past>(tx, SERIES_MOVED, case, span, SERIES).await? {
        let what = words.text(series_key(&past.why));
        events.push(past.event(SERIES.0, SERIES.1, what));
    }
    for past in before::<_, Past>(tx, WATCH_MOVED, case, span, WATCH).await? {
        let unreadable = store::Error::Unreadable("takedown_watch_history.to_state");
        let what = words.text(match WatchState::named(&past.to).ok_or(unreadable)? {
            WatchState::Due => "takedown-event-watch-due",
            WatchState::After => "takedown-event-watch-after",
            WatchState::Off => "takedown-event-watch-off",
            WatchState::Ended => "takedown-event-watch-ended",
        });
        events.push(past.event(WATCH.0, WATCH.1, what));
    }
    for past in before::<_, Past>(tx, PAGES_MARKED, case, span, PAGES).await? {
        let what = words.text(match past.to.as_str() {
            "marked" => "takedown-event-page-marked",
            _ => "takedown-event-page-unmarked",
        });
        events.push(past.event(PAGES.0, PAGES.1, what));
    }
    for (of, statement, key) in [
        (CHECKS, CHECKED, "takedown-event-check"),
        (WORDS, DECIDED, "takedown-event-decided"),
        (CONFIRMED, CONFIRMATIONS, "takedown-event-confirmed"),
    ] {
        for past in before::<_, Past>(tx, statement, case, span, of).await? {
            let unreadable = store::Error::Unreadable("takedown_check.verdict");
            let verdict = verdict_key(Verdict::named(&past.to).ok_or(unreadable)?);
            let what = words.with(key, &[("verdict", words.text(verdict))]);
            events.push(past.event(of.0, of.1, what));
        }
    }
    Ok(events)
}

const NOTICES_MOVED: &str = "-- takedown.timeline.notices
SELECT h.notice_id AS of_id, h.number, h.at, h.who_kind, h.who_id, h.to_state, h.why
FROM takedown_notice n JOIN takedown_notice_history h ON h.notice_id = n.id
WHERE n.case_id = $1 AND (h.at, h.number, h.notice_id) < ($2, $3, $4)
ORDER BY h.at DESC, h.number DESC, h.notice_id DESC LIMIT $5";

const PROVIDERS_SAID: &str = "-- takedown.timeline.words
SELECT w.id AS of_id, CAST(0 AS BIGINT) AS number, w.at, CASE w.via WHEN 'staff' THEN 'staff' ELSE 'job' END AS who_kind,
    w.told_by AS who_id, w.kind AS to_state, '' AS why
FROM takedown_notice n JOIN takedown_word w ON w.notice_id = n.id
WHERE n.case_id = $1 AND (w.at, CAST(0 AS BIGINT), w.id) < ($2, $3, $4)
ORDER BY w.at DESC, w.id DESC LIMIT $5";

const SERIES_MOVED: &str = "-- takedown.timeline.series
SELECT h.series_id AS of_id, h.number, h.at, h.who_kind, h.who_id, h.to_state, h.why
FROM takedown_series s JOIN takedown_series_history h ON h.series_id = s.id
WHERE s.case_id = $1 AND (h.at, h.number, h.series_id) < ($2, $3, $4)
ORDER BY h.at DESC, h.number DESC, h.series_id DESC LIMIT $5";

const WATCH_MOVED: &str = "-- takedown.timeline.watch
SELECT case_id AS of_id, number, at, who_kind, who_id, to_state, why FROM takedown_watch_history
WHERE case_id = $1 AND (at, number, case_id) < ($2, $3, $4)
ORDER BY at DESC, number DESC LIMIT $5";

const PAGES_MARKED: &str = "-- takedown.timeline.pages
SELECT case_id AS of_id, number, at, who_kind, who_id, to_state, why FROM takedown_page_history
WHERE case_id = $1 AND (at, number, case_id) < ($2, $3, $4)
ORDER BY at DESC, number DESC LIMIT $5";

const CHECKED: &str = "-- takedown.timeline.checks
SELECT id AS of_id, CAST(0 AS BIGINT) AS number, at, CASE cause WHEN 'person' THEN 'staff' ELSE 'job' END AS who_kind,
    CASE cause WHEN 'person' THEN decided_by END AS who_id, verdict AS to_state, '' AS why
FROM takedown_check WHERE case_id = $1 AND (at, CAST(0 AS BIGINT), id) < ($2, $3, $4)
ORDER BY at DESC, id DESC LIMIT $5";

const DECIDED: &str = "-- takedown.timeline.decided
SELECT id AS of_id, CAST(0 AS BIGINT) AS number, decided_at AS at, 'staff' AS who_kind, decided_by AS who_id,
    decided AS to_state, '' AS why
FROM takedown_check WHERE case_id = $1 AND cause <> 'person' AND decided_at IS NOT NULL
    AND (decided_at, CAST(0 AS BIGINT), id) < ($2, $3, $4)
ORDER BY decided_at DESC, id DESC LIMIT $5";

const CONFIRMATIONS: &str = "-- takedown.timeline.confirmed
SELECT id AS of_id, CAST(0 AS BIGINT) AS number, confirmed_at AS at, 'staff' AS who_kind, confirmed_by AS who_id,
    decided AS to_state, '' AS why
FROM takedown_check WHERE case_id = $1 AND confirmed_at IS NOT NULL AND (confirmed_at, CAST(0 AS BIGINT), id) < ($2, $3, $4)
ORDER BY confirmed_at DESC, id DESC LIMIT $5";
