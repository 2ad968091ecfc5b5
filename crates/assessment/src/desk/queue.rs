//! The queue: cases by state, the most pressing class first and in each the oldest. No URL is shown here.

use std::time::Duration;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use identity::{Action, Desk, SignedIn};
use intake::{Case, Cursor, PAGE};
use kernel::{Id, Timestamp};
use page::{Frame, Problem, Words};
use serde::Deserialize;

use crate::Error;

/// Which cases, and from where on.
#[derive(Deserialize)]
pub(super) struct Asked {
    state: Option<String>,
    /// Of the last case of the page before: the number of its class, when it was opened in microseconds, and
    /// its id, with full stops between.
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    frame: Frame,
    mine: Vec<Line>,
    states: Vec<Tab>,
    lines: Vec<Line>,
    next: Option<String>,
}

struct Tab {
    name: String,
    href: String,
    current: bool,
}

struct Line {
    case: Id<Case>,
    reference: String,
    age: String,
    reports: String,
    state: String,
    class: String,
    /// The style of the class's badge.
    tone: &'static str,
    /// Until when the reader holds it.
    until: String,
    /// A reporter said something that nobody has read.
    unread: bool,
}

/// GET /queue
pub(super) async fn list(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if !signed_in.may(Action::ReadCase) {
        return Err(Problem::Denied);
    }
    let words = desk.words(&signed_in);
    let asked_state = match &asked.state {
        None => intake::State::Waiting,
        Some(name) => intake::State::named(name).ok_or(Problem::NotFound)?,
    };
    let after = match &asked.after {
        None => None,
        Some(text) => Some(cursor(text).ok_or(Problem::NotFound)?),
    };
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let now = tx.now();
    let unread = intake::unread(&mut tx, signed_in.actor()).await;
    let unread: Vec<_> = unread
        .map_err(Error::from)?
        .iter()
        .map(|one| one.case)
        .collect();
    let line = |case: Case, until: String| Line {
        unread: unread.contains(&case.id),
        case: case.id,
        age: age(&words, now.since(case.opened_at)),
        reports: words.number(case.reports),
        state: words.text(state_key(case.state)),
        class: words.text(class_key(case.class)),
        tone: tone(case.class),
        reference: case.reference,
        until,
    };
    let mut mine = Vec::new();
    for claim in crate::mine(&mut tx, signed_in.actor()).await? {
        let case = intake::case(&mut tx, signed_in.actor(), claim.case)
            .await
            .map_err(Error::from)?;
        mine.push(line(
            case,
            words.date_time(claim.lease_until, &desk.pack.zone),
        ));
    }
    let cases = intake::cases(&mut tx, signed_in.actor(), asked_state, after)
        .await
        .map_err(Error::from)?;
    let mut offered = Vec::new();
    for case in &cases {
        let is_open = asked_state != intake::State::SecondOpinion;
        // A second opinion is not offered to whoever had a part in the first.
        if is_open || !crate::is_anothers(&mut tx, signed_in.actor(), case.id).await? {
            offered.push(case.id);
        }
    }
    let full = i64::try_from(cases.len()).is_ok_and(|count| count >= PAGE);
    let next = cases.last().filter(|_| full).map(|last| {
        format!(
            "/queue?state={}&after={}.{}.{}",
            asked_state.name(),
            last.class.number(),
            last.opened_at.micros(),
            last.id
        )
    });
    let states = intake::State::ALL.map(|state| Tab {
        name: words.text(state_key(state)),
        href: format!("/queue?state={}", state.name()),
        current: state == asked_state,
    });
    page::render(&QueuePage {
        frame: desk.frame(&signed_in, words.text("assessment-queue")),
        mine,
        states: states.into(),
        lines: cases
            .into_iter()
            .filter(|case| offered.contains(&case.id))
            .map(|case| line(case, String::new()))
            .collect(),
        next,
    })
}

fn cursor(text: &str) -> Option<Cursor> {
    let (class, rest) = text.split_once('.')?;
    let (opened_at, id) = rest.split_once('.')?;
    Some(Cursor {
        class: class.parse().ok()?,
        opened_at: Timestamp::from_micros(opened_at.parse().ok()?),
        id: id.parse().ok()?,
    })
}

const fn state_key(state: intake::State) -> &'static str {
    match state {
        intake::State::Waiting => "assessment-state-waiting",
        intake::State::Assessing => "assessment-state-assessing",
        intake::State::SecondOpinion => "assessment-state-second-opinion",
        intake::State::Acting => "assessment-state-acting",
        intake::State::Closed => "assessment-state-closed",
    }
}

const fn class_key(class: intake::Class) -> &'static str {
    match class {
        intake::Class::Danger => "assessment-pressing-danger",
        intake::Class::OwnPicture => "assessment-pressing-own-picture",
        intake::Class::Raised => "assessment-pressing-raised",
        intake::Class::Ordinary => "assessment-pressing-ordinary",
        intake::Class::Bulk => "assessment-pressing-bulk",
    }
}

const fn tone(class: intake::Class) -> &'static str {
    match class {
        intake::Class::Danger | intake::Class::OwnPicture => " alarm",
        intake::Class::Raised => " caution",
        intake::Class::Ordinary | intake::Class::Bulk => "",
    }
}

/// How long a case has been there: minutes to an hour, hours to two days, days from then on.
fn age(words: &Words, age: Duration) -> String {
    let minutes = i64::try_from(age.as_secs() / 60).unwrap_or(i64::MAX);
    match minutes {
        ..60 => words.with("assessment-age-minutes", &[("count", minutes)]),
        60..2880 => words.with("assessment-age-hours", &[("count", minutes / 60)]),
        _ => words.with("assessment-age-days", &[("count", minutes / 1440)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_nothing_else_does() {
        let id = Id::<Case>::random(&kernel::SystemEntropy);
        let read = cursor(&format!("50.17.{id}")).unwrap();
        assert_eq!((read.class, read.opened_at.micros(), read.id), (50, 17, id));
        let wrong = [
            format!("17.{id}"),
            format!("50.{id}.17"),
            format!("x.17.{id}"),
        ];
        let short = ["", "17", "17.", ".", "..", "x.y.z", "50.17."].map(str::to_owned);
        for wrong in wrong.iter().chain(&short) {
            assert_eq!(cursor(wrong), None, "{wrong}");
        }
    }
}
