//! What happened to a case, as each module tells it of its own: the case page puts the events of all of them into one
//! timeline.
//!
//! A timeline is read backwards, a page at a time: each module gives its newest events before a [`Mark`], and the
//! caller keeps the newest of all. Events of one instant have an order too, so that no page leaves one out or shows it
//! twice.
//!
//! This is not the record: it reads what the modules keep themselves, and says it in words.

use std::fmt;

use kernel::{Id, Sensitive, Timestamp};
use store::{FromRow, Row, Tx, values};

use crate::Actor;

/// What an event is about: what a timeline is filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// A report joined the case.
    Report,
    /// The case moved from state to state, or in the queue.
    Case,
    /// A message of the conversation with a reporter.
    Message,
    /// Somebody was asked who hosts the place.
    Trace,
    /// A viewing session.
    Viewing,
    /// Items were added or classified.
    Assessment,
    /// A decision, or what may leave the house by one.
    Decision,
    /// Where the decision goes, and what only a person can settle about it.
    Route,
    /// A referral to the police, or a hold of theirs.
    Police,
    /// A handover to a partner hotline.
    Partner,
    /// A notice to a provider.
    Notice,
    /// A check of the place, or the watch.
    Check,
    /// A note of the staff.
    Note,
}

impl EventKind {
    /// Every kind, in the order in which the filter offers them.
    pub const ALL: [Self; 13] = [
        Self::Report,
        Self::Case,
        Self::Message,
        Self::Trace,
        Self::Viewing,
        Self::Assessment,
        Self::Decision,
        Self::Route,
        Self::Police,
        Self::Partner,
        Self::Notice,
        Self::Check,
        Self::Note,
    ];

    /// The name, as in the addresses of pages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Case => "case",
            Self::Message => "message",
            Self::Trace => "trace",
            Self::Viewing => "viewing",
            Self::Assessment => "assessment",
            Self::Decision => "decision",
            Self::Route => "route",
            Self::Police => "police",
            Self::Partner => "partner",
            Self::Notice => "notice",
            Self::Check => "check",
            Self::Note => "note",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One table's events, by its place among all: where two events have one instant, the one of the lower comes first.
/// The modules have ten each, in their order: intake from 10, trace from 20, and so on to routing.
pub type Stream = i64;

/// Where an event stands in the timeline of its case: nothing else stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// When it happened.
    pub at: Timestamp,
    /// Of which table it is.
    pub stream: Stream,
    /// Its number there, where the table counts; 0 where it does not.
    pub number: i64,
    /// Which one of those with that number.
    pub id: Id<Event>,
}

impl Mark {
    /// The mark that a text of [`Mark`]'s `Display` names.
    pub fn of_text(text: &str) -> Option<Self> {
        let mut parts = text.split('_');
        let mark = Self {
            at: Timestamp::from_micros(parts.next()?.parse().ok()?),
            stream: parts.next()?.parse().ok()?,
            number: parts.next()?.parse().ok()?,
            id: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(mark)
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (at, id) = (self.at.micros(), self.id);
        write!(to, "{at}_{}_{}_{id}", self.stream, self.number)
    }
}

/// Something that happened to a case.
#[derive(Clone, Debug)]
pub struct Event {
    /// When, and its place among others.
    pub mark: Mark,
    /// What it is about.
    pub kind: EventKind,
    /// What kind of actor did it: `staff`, `job`, `operator`, `reporter`, `partner`.
    pub who_kind: String,
    /// Which one, where it is one of the staff.
    pub who_id: Option<Id<Actor>>,
    /// What happened, in the reader's words.
    pub what: String,
    /// Why: the fixed word that the history has for it.
    pub why: Option<String>,
    /// What a person wrote.
    pub text: Option<Sensitive<String>>,
}

/// Which events are asked for: of every kind or of one, before a mark or up to now, the newest first.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Of one kind alone.
    pub only: Option<EventKind>,
    /// Those before this.
    pub before: Option<Mark>,
    /// How many of each table at most.
    pub most: i64,
}

impl Span {
    /// Whether events of this kind are asked for.
    pub fn wants(&self, kind: EventKind) -> bool {
        self.only.is_none_or(|only| only == kind)
    }

    /// Before which instant, number and id the events of a table stand that are asked for: what a statement compares
    /// with, all three at once.
    pub fn bound(&self, stream: Stream) -> (Timestamp, i64, Id<Event>) {
        let id = |value| Id::from_uuid(value);
        let all = (i64::MAX, id(uuid::Uuid::max()));
        let none = (-1, id(uuid::Uuid::nil()));
        match self.before {
            None => (Timestamp::from_micros(i64::MAX), all.0, all.1),
            Some(mark) if stream < mark.stream => (mark.at, all.0, all.1),
            Some(mark) if stream > mark.stream => (mark.at, none.0, none.1),
            Some(mark) => (mark.at, mark.number, mark.id),
        }
    }
}

/// A line of a history, read back: one of [`crate::history`]'s, or a row that tells as much.
#[derive(Clone, Debug)]
pub struct Past {
    /// When.
    pub at: Timestamp,
    /// Its number within the thing.
    pub number: i64,
    /// The thing.
    pub of: Id<Event>,
    /// What kind of actor it was.
    pub who_kind: String,
    /// Which one.
    pub who_id: Option<Id<Actor>>,
    /// The state from then on, or what else there is to say.
    pub to: String,
    /// Why; empty where there is nothing to say.
    pub why: String,
}

impl FromRow for Past {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            at: row.get("at")?,
            number: row.get("number")?,
            of: row.get("of_id")?,
            who_kind: row.get("who_kind")?,
            who_id: row.get("who_id")?,
            to: row.get("to_state")?,
            why: row.get("why")?,
        })
    }
}

impl Past {
    /// The event that this line tells of.
    pub fn event(self, stream: Stream, kind: EventKind, what: String) -> Event {
        Event {
            mark: Mark {
                at: self.at,
                stream,
                number: self.number,
                id: self.of,
            },
            kind,
            who_kind: self.who_kind,
            who_id: self.who_id,
            what,
            why: Some(self.why).filter(|why| !why.is_empty()),
            text: None,
        }
    }
}

/// The rows of a table that a span asks for, by the module's own statement: `$1` is the case, or what else the table
/// goes by; `$2`, `$3` and `$4` the bound's instant, number and id; `$5` how many. Nothing where the span wants none of
/// this kind.
pub async fn before<K, T: FromRow>(
    tx: &mut Tx,
    statement: &'static str,
    of: Id<K>,
    span: &Span,
    (stream, kind): (Stream, EventKind),
) -> store::Result<Vec<T>> {
    if !span.wants(kind) {
        return Ok(Vec::new());
    }
    let (at, number, id) = span.bound(stream);
    tx.all(statement, values![of, at, number, id, span.most])
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mark() -> impl Strategy<Value = Mark> {
        (0..4_i64, 0..4_i64, 0..3_i64, 0..3_u128).prop_map(|(at, stream, number, id)| Mark {
            at: Timestamp::from_micros(at),
            stream,
            number,
            id: Id::from_uuid(uuid::Uuid::from_u128(id)),
        })
    }

    #[test]
    fn kinds_read_back() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::named(kind.name()), Some(kind));
        }
    }

    #[test]
    fn what_is_no_mark_is_none() {
        for text in [
            "",
            "1",
            "1_2_3",
            "1_2_3_4",
            "a_2_3_00000000-0000-0000-0000-000000000001",
        ] {
            assert_eq!(Mark::of_text(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_mark_reads_back(mark in mark()) {
            prop_assert_eq!(Mark::of_text(&mark.to_string()), Some(mark));
        }

        /// What a statement takes by its bound is what stands before the mark, of whichever table.
        #[test]
        fn bounds_part_events_as_marks_do(one in mark(), before in mark()) {
            let span = Span { only: None, before: Some(before), most: 1 };
            let (at, number, id) = span.bound(one.stream);
            prop_assert_eq!((one.at, one.number, one.id) < (at, number, id), one < before);
        }
    }
}
