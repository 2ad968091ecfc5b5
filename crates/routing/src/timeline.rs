//! The history of a case as one timeline: what every module knows of it, a page at a time.

use audit::{Actor as Who, Event, EventKind, Mark, Past, Span, Stream, before};
use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use page::Words;
use store::{FromRow, Row, Tx};

use crate::note::opened;
use crate::{Error, Note, State, TaskKind};

const ROUTES: (Stream, EventKind) = (70, EventKind::Route);
const OPENED: (Stream, EventKind) = (71, EventKind::Route);
const DONE: (Stream, EventKind) = (72, EventKind::Route);
const NOTES: (Stream, EventKind) = (73, EventKind::Note);

/// Events on a page.
const PAGE: usize = 40;

/// A page of the timeline of a case.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// Its events, the newest last.
    pub events: Vec<Event>,
    /// Where there are earlier ones: those before this.
    pub earlier: Option<Mark>,
}

/// The newest events of a case, before a mark where one is given, of one kind or of all. Whoever might give the second
/// opinion reads nothing of what was made of the case, or done about it.
pub async fn timeline(
    tx: &mut Tx,
    actor: &Actor,
    words: &Words,
    case: &Case,
    only: Option<EventKind>,
    before: Option<Mark>,
) -> Result<Timeline, Error> {
    actor.may(Action::ReadCase)?;
    let span = Span {
        only,
        before,
        // One more than is shown: whether there are earlier ones.
        most: i64::try_from(PAGE).unwrap_or(i64::MAX).saturating_add(1),
    };
    let span = &span;
    let id = case.id;
    let blind = assessment::is_blind(tx, actor, id).await?;
    let mut events = intake::timeline(tx, actor, words, id, span, blind).await?;
    let hidden = assessment::is_hidden(tx, actor, id).await?;
    events.extend(trace::timeline(tx, actor, words, case.location, span, hidden).await?);
    if blind {
        return Ok(newest(events));
    }
    events.extend(assessment::timeline(tx, actor, words, id, span).await?);
    events.extend(referral::timeline(tx, actor, words, id, span).await?);
    events.extend(exchange::timeline(tx, actor, words, id, span).await?);
    events.extend(takedown::timeline(tx, actor, words, id, span).await?);
    events.extend(own(tx, words, id, span).await?);
    Ok(newest(events))
}

/// The newest of all, in the order in which they happened.
fn newest(mut events: Vec<Event>) -> Timeline {
    events.sort_by_key(|event| std::cmp::Reverse(event.mark));
    let more = events.len() > PAGE;
    events.truncate(PAGE);
    events.reverse();
    let earlier = events.first().filter(|_| more).map(|event| event.mark);
    Timeline { events, earlier }
}

/// The events that this module knows of: routes, their tasks, and notes.
async fn own(tx: &mut Tx, words: &Words, case: Id<Case>, span: &Span) -> Result<Vec<Event>, Error> {
    let mut events = Vec::new();
    for past in before::<_, Past>(tx, MOVED, case, span, ROUTES).await? {
        let unreadable = store::Error::Unreadable("routing_route_history.to_state");
        let what = words.text(match State::named(&past.to).ok_or(unreadable)? {
            State::Tracing => "routing-event-tracing",
            State::Asking => "routing-event-asking",
            State::Choosing => "routing-event-choosing",
            State::Waiting => "routing-event-waiting",
            State::CarriedOut => "routing-event-carried-out",
            State::Superseded => "routing-event-superseded",
        });
        events.push(past.event(ROUTES.0, ROUTES.1, what));
    }
    for (of, statement, is_done) in [(OPENED, TASKS, false), (DONE, TASKS_DONE, true)] {
        for past in before::<_, Past>(tx, statement, case, span, of).await? {
            let unreadable = store::Error::Unreadable("routing_task.kind");
            let kind = TaskKind::named(&past.to).ok_or(unreadable)?;
            let what = words.text(match (kind, is_done) {
                (TaskKind::ChooseCountry, false) => "routing-event-choose-country",
                (TaskKind::FindHost, false) => "routing-event-find-host",
                (TaskKind::LookAgain, false) => "routing-event-look-again",
                (TaskKind::LookAgain, true) => "routing-event-look-again-done",
                (
                    TaskKind::CorrectReferral | TaskKind::CorrectHandover | TaskKind::CorrectNotice,
                    false,
                ) => "routing-event-correct",
                (
                    TaskKind::CorrectReferral | TaskKind::CorrectHandover | TaskKind::CorrectNotice,
                    true,
                ) => "routing-event-correct-done",
                (TaskKind::TellByHand, false) => "routing-event-tell-by-hand",
                (TaskKind::TellByHand, true) => "routing-event-tell-by-hand-done",
                (TaskKind::AskHost, false) => "routing-event-ask-host",
                (TaskKind::AskHost, true) => "routing-event-ask-host-done",
                (
                    TaskKind::MovedHandover | TaskKind::MovedNotice | TaskKind::ContactChanged,
                    false,
                ) => "routing-event-tell-moved",
                (
                    TaskKind::MovedHandover | TaskKind::MovedNotice | TaskKind::ContactChanged,
                    true,
                ) => "routing-event-tell-moved-done",
                (
                    TaskKind::AnswerProvider
                    | TaskKind::ReadAnswer
                    | TaskKind::NotTheirs
                    | TaskKind::SeeWhetherGone,
                    false,
                ) => "routing-event-provider-said",
                (
                    TaskKind::AnswerProvider
                    | TaskKind::ReadAnswer
                    | TaskKind::NotTheirs
                    | TaskKind::SeeWhetherGone,
                    true,
                ) => "routing-event-provider-said-done",
                (TaskKind::WhichProvider, false) => "routing-event-which-provider",
                (TaskKind::WhichProvider, true) => "routing-event-which-provider-done",
                (TaskKind::TellOthers | TaskKind::NothingMore, false) => {
                    "routing-event-nothing-happens"
                }
                (TaskKind::TellOthers | TaskKind::NothingMore, true) => {
                    "routing-event-nothing-happens-done"
                }
                (TaskKind::ChooseCountry, true) => "routing-event-choose-country-done",
                (TaskKind::FindHost, true) => "routing-event-find-host-done",
            });
            events.push(past.event(of.0, of.1, what));
        }
    }
    for written in before::<_, Written>(tx, WRITTEN, case, span, NOTES).await? {
        events.push(written.event(tx, words)?);
    }
    Ok(events)
}

/// A note, as the timeline reads it.
struct Written {
    id: Id<Note>,
    at: Timestamp,
    staff: Id<Who>,
    data_key: Option<Vec<u8>>,
    text: Option<Vec<u8>>,
}

impl FromRow for Written {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            at: row.get("at")?,
            staff: row.get("staff_id")?,
            data_key: row.get("data_key")?,
            text: row.get("text")?,
        })
    }
}

impl Written {
    fn event(self, tx: &Tx, words: &Words) -> Result<Event, Error> {
        let text = match self.data_key.as_ref().zip(self.text.as_ref()) {
            None => None,
            Some((key, text)) => Some(opened(tx, self.id, key, text)?),
        };
        Ok(Event {
            mark: Mark {
                at: self.at,
                stream: NOTES.0,
                number: 0,
                id: Id::from_uuid(self.id.uuid()),
            },
            kind: NOTES.1,
            who_kind: "staff".to_owned(),
            who_id: Some(self.staff),
            what: words.text(if text.is_some() {
                "routing-event-note"
            } else {
                "routing-event-note-withdrawn"
            }),
            why: None,
            text,
        })
    }
}

const MOVED: &str = "-- routing.timeline.routes
SELECT h.route_id AS of_id, h.number, h.at, h.who_kind, h.who_id, h.to_state, h.why
FROM routing_route r JOIN routing_route_history h ON h.route_id = r.id
WHERE r.case_id = $1 AND (h.at, h.number, h.route_id) < ($2, $3, $4)
ORDER BY h.at DESC, h.number DESC, h.route_id DESC LIMIT $5";

const TASKS: &str = "-- routing.timeline.tasks
SELECT id AS of_id, CAST(0 AS BIGINT) AS number, opened_at AS at, 'job' AS who_kind, CAST(NULL AS UUID) AS who_id,
    kind AS to_state, '' AS why
FROM routing_task WHERE case_id = $1 AND (opened_at, CAST(0 AS BIGINT), id) < ($2, $3, $4)
ORDER BY opened_at DESC, id DESC LIMIT $5";

const TASKS_DONE: &str = "-- routing.timeline.tasks_done
SELECT id AS of_id, CAST(0 AS BIGINT) AS number, done_at AS at,
    CASE WHEN done_by IS NULL THEN 'job' ELSE 'staff' END AS who_kind, done_by AS who_id, kind AS to_state, '' AS why
FROM routing_task WHERE case_id = $1 AND done_at IS NOT NULL AND (done_at, CAST(0 AS BIGINT), id) < ($2, $3, $4)
ORDER BY done_at DESC, id DESC LIMIT $5";

const WRITTEN: &str = "-- routing.timeline.notes
SELECT id, at, staff_id, data_key, text FROM routing_note
WHERE case_id = $1 AND (at, CAST(0 AS BIGINT), id) < ($2, $3, $4)
ORDER BY at DESC, id DESC LIMIT $5";
