//! Lives: what became of the place of a case, from a report or from the content's coming back to its end, made of what the
//! modules hold of it.

use intake::{Case, Course, CourseStep, Outcome, State};
use kernel::{Id, Timestamp};
use location::Location;
use stakeholders::Organisation;
use store::{FromRow, Row};
use takedown::{Reopened, Request};

/// What a life begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The first report of the place.
    Reported,
    /// The content was seen to be back.
    CameBack,
    /// The place was reported again after its removal, and people look.
    ReportedAgain,
}

impl Cause {
    const ALL: [Self; 3] = [Self::Reported, Self::CameBack, Self::ReportedAgain];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::CameBack => "came_back",
            Self::ReportedAgain => "reported_again",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.name() == name)
    }
}

/// A part of a life: that with one provider, or all of it where nobody was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// The case.
    pub case: Id<Case>,
    /// From 1 within the case.
    pub number: i64,
    /// What people call the case by.
    pub reference: String,
    /// The place.
    pub location: Id<Location>,
    /// Which life of the case, from 1.
    pub life: i64,
    /// Whether it is the life's first part.
    pub first: bool,
    /// Whether it is the life's last part.
    pub last: bool,
    /// What the life began with.
    pub cause: Cause,
    /// The hour in which it began.
    pub received_at: Timestamp,
    /// When its assessment was first released: on the first part.
    pub assessed_at: Option<Timestamp>,
    /// When the police were first told: on the first part.
    pub police_at: Option<Timestamp>,
    /// Who was asked to remove it.
    pub provider: Option<Id<Organisation>>,
    /// When the first notice to them left.
    pub notice_at: Option<Timestamp>,
    /// When they first answered.
    pub answered_at: Option<Timestamp>,
    /// When it was found to be gone or out of reach: on the last part.
    pub removed_at: Option<Timestamp>,
    /// When it was seen to be back: on the last part.
    pub came_back_at: Option<Timestamp>,
    /// How the case ended: on the last part.
    pub outcome: Option<String>,
    /// Whether it was, or is, to be removed.
    pub to_remove: bool,
    /// The country that hosts it, by its code.
    pub country: Option<String>,
    /// The INHOPE class of its decision.
    pub class: Option<String>,
}

impl Life {
    /// This part and the one behind it as one: with one provider, under two ids.
    pub(crate) fn and(self, next: Self) -> Self {
        Self {
            last: next.last,
            notice_at: self.notice_at.or(next.notice_at),
            answered_at: match (self.answered_at, next.answered_at) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            },
            removed_at: next.removed_at,
            came_back_at: next.came_back_at,
            outcome: next.outcome,
            ..self
        }
    }
}

impl FromRow for Life {
    fn from_row(row: &Row) -> store::Result<Self> {
        let cause: String = row.get("cause")?;
        Ok(Self {
            case: row.get("case_id")?,
            number: row.get("number")?,
            reference: row.get("reference")?,
            location: row.get("location_id")?,
            life: row.get("life")?,
            first: row.get("first")?,
            last: row.get("last")?,
            cause: Cause::named(&cause).ok_or(store::Error::Unreadable("statistics_life.cause"))?,
            received_at: row.get("received_at")?,
            assessed_at: row.get("assessed_at")?,
            police_at: row.get("police_at")?,
            provider: row.get("provider_id")?,
            notice_at: row.get("notice_at")?,
            answered_at: row.get("answered_at")?,
            removed_at: row.get("removed_at")?,
            came_back_at: row.get("came_back_at")?,
            outcome: row.get("outcome")?,
            to_remove: row.get("to_remove")?,
            country: row.get("country")?,
            class: row.get("class")?,
        })
    }
}

/// What else is known of a case.
pub(crate) struct Known<'a> {
    /// When the police were told, the first first.
    pub(crate) police: &'a [Timestamp],
    /// The notices that left, the first first.
    pub(crate) requests: &'a [Request],
    /// Whether the police hold it silently: no provider is to be measured by it.
    pub(crate) silent: bool,
    /// The class of its released decision.
    pub(crate) class: Option<&'a str>,
}

/// The lives of a case, part by part.
pub(crate) fn lives(course: &Course, known: &Known<'_>) -> Vec<Life> {
    let spans = spans(course);
    let mut lives: Vec<Life> = Vec::new();
    for (place, span) in spans.iter().enumerate() {
        let next = spans.get(place + 1);
        // The first life has all that was before as well: nothing can be.
        let from = if place == 0 {
            Timestamp::from_micros(0)
        } else {
            span.began_at
        };
        let until = next.map_or(Timestamp::from_micros(i64::MAX), |next| next.began_at);
        let within = |at: Timestamp| from <= at && at < until;
        let silent = known.silent && next.is_none();
        let mut parts = parts(course, known.requests, within);
        if parts.is_empty() {
            parts.push(Part::default());
        }
        let count = parts.len();
        for (index, part) in parts.into_iter().enumerate() {
            let (first, last) = (index == 0, index + 1 == count);
            let to_remove = span.is_to_remove();
            lives.push(Life {
                case: course.case,
                number: number(lives.len()),
                reference: course.reference.clone(),
                location: course.location,
                life: number(place),
                first,
                last,
                cause: span.cause,
                received_at: span.began_at.hour(),
                assessed_at: span.assessed_at.filter(|_| first),
                police_at: known
                    .police
                    .iter()
                    .copied()
                    .find(|at| within(*at))
                    .filter(|_| first),
                provider: part.provider.filter(|_| !silent),
                notice_at: part.notice_at,
                answered_at: part.answered_at,
                removed_at: span.removed_at.filter(|_| last && to_remove),
                came_back_at: next
                    .filter(|next| last && next.cause == Cause::CameBack)
                    .map(|next| next.began_at),
                outcome: span
                    .outcome
                    .filter(|_| last)
                    .map(|outcome| outcome.name().to_owned()),
                to_remove,
                country: course.country.clone(),
                class: known.class.map(str::to_owned),
            });
        }
    }
    lives
}

/// A place in a list as a number from 1.
fn number(place: usize) -> i64 {
    i64::try_from(place).map_or(i64::MAX, |place| place + 1)
}

/// A life, by the moves of its case.
#[derive(Clone, Copy, Debug)]
struct Span {
    cause: Cause,
    began_at: Timestamp,
    assessed_at: Option<Timestamp>,
    acted: bool,
    removed_at: Option<Timestamp>,
    outcome: Option<Outcome>,
}

impl Span {
    const fn new(cause: Cause, began_at: Timestamp) -> Self {
        Self {
            cause,
            began_at,
            assessed_at: None,
            acted: false,
            removed_at: None,
            outcome: None,
        }
    }

    /// Whether something was, or is, to be removed: it was acted on, and did not end in another way.
    const fn is_to_remove(&self) -> bool {
        self.acted
            && matches!(
                self.outcome,
                None | Some(Outcome::Gone | Outcome::AccessDisabled)
            )
    }

    /// What a move makes of it.
    fn after(mut self, step: &CourseStep) -> Self {
        let is_release = matches!(step.from, State::Assessing | State::SecondOpinion)
            && matches!(step.to, State::Acting | State::Closed);
        if is_release {
            self.assessed_at = self.assessed_at.or(Some(step.at));
            self.acted |= step.to == State::Acting;
        }
        self.outcome = step.outcome;
        if matches!(step.outcome, Some(Outcome::Gone | Outcome::AccessDisabled)) {
            self.removed_at = self.removed_at.or(Some(step.at));
        }
        self
    }
}

/// The lives of a case, by its moves alone.
fn spans(course: &Course) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut span = Span::new(Cause::Reported, course.opened_at);
    // As it was before the last release: whoever takes that back has it so again.
    let mut before = span;
    for step in &course.steps {
        let reopened = (step.from == State::Closed && step.to == State::Waiting)
            .then(|| Reopened::of(&step.why))
            .flatten();
        let taken_back = matches!(step.from, State::Acting | State::Closed)
            && matches!(step.to, State::Assessing | State::SecondOpinion);
        if let Some(reopened) = reopened {
            spans.push(span);
            let cause = match reopened {
                Reopened::CameBack => Cause::CameBack,
                Reopened::ReportedAgain => Cause::ReportedAgain,
            };
            span = Span::new(cause, step.at);
            before = span;
        } else if taken_back {
            span = before;
        } else {
            if matches!(step.from, State::Assessing | State::SecondOpinion) {
                before = span;
            }
            span = span.after(step);
        }
    }
    spans.push(span);
    spans
}

/// What went on with one provider.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    provider: Option<Id<Organisation>>,
    notice_at: Option<Timestamp>,
    answered_at: Option<Timestamp>,
}

/// The providers that were asked about the reported place within a life, one after the other, by the first notice to each;
/// what a series writes to them or to others later is no other asking, but whatever they answer to counts.
fn parts(course: &Course, requests: &[Request], within: impl Fn(Timestamp) -> bool) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let here = requests
        .iter()
        .filter(|request| request.location == course.location && within(request.sent_at));
    for request in here {
        let asked = Some(request.organisation);
        if request.step == 0 && parts.last().is_none_or(|part| part.provider != asked) {
            parts.push(Part {
                provider: asked,
                notice_at: Some(request.sent_at),
                answered_at: None,
            });
        }
        let part = parts.iter_mut().rev().find(|part| part.provider == asked);
        if let Some(part) = part {
            part.answered_at = match (part.answered_at, request.answered_at) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
    }
    parts
}
