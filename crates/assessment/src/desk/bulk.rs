//! Several cases of the queue at once: claimed, handed to a colleague, or given back. Each is asked for and done by
//! itself, so that what cannot be done to one hinders none of the others; a page tells what became of each. Its address
//! holds that, and so stays short: of [`MOST`] cases, with how many were left.

use std::fmt::Write;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Redirect, Response};
use identity::{Action, Actor, Desk, SignedForm, SignedIn, Staff};
use intake::{Case, Filter};
use kernel::Id;
use page::{Choice, Frame, Problem, Words};

use super::panel::colleagues;
use super::queue::{Colleagues, address};
use super::{Sent, value};
use crate::Error;
use crate::opt_out::opted_out_of;

/// Cases at a time: those of a page, and one's own.
const MOST: usize = 100;

/// The form below the list.
pub(super) struct BulkForm {
    pub(super) hint: String,
    /// The queue, and then each colleague who may claim a case.
    pub(super) colleagues: Vec<Choice>,
}

impl BulkForm {
    /// The form, for whoever may claim cases.
    pub(super) fn of(actor: &Actor, words: &Words, able: &Colleagues) -> Option<Self> {
        actor.may(Action::ClaimCase).ok()?;
        Some(Self {
            hint: words.with("assessment-several-hint", &[("most", MOST)]),
            colleagues: colleagues(actor, words, able),
        })
    }
}

/// What is done.
#[derive(Clone, Copy)]
enum Act {
    Claim,
    /// To a colleague, or to the queue.
    HandOver(Option<Id<Staff>>),
}

/// What became of one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Became {
    Claimed,
    HandedOver,
    Held,
    NotHeld,
    Moved,
    NoCase,
    NoColleague,
    /// Whoever claims opted out of it: it is asked for each by itself.
    OptedOut,
    Refused,
}

impl Became {
    const ALL: [Self; 9] = [
        Self::Claimed,
        Self::HandedOver,
        Self::Held,
        Self::NotHeld,
        Self::Moved,
        Self::NoCase,
        Self::NoColleague,
        Self::OptedOut,
        Self::Refused,
    ];

    /// The name, as in the address of the page.
    const fn name(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::HandedOver => "handed_over",
            Self::Held => "held",
            Self::NotHeld => "not_held",
            Self::Moved => "moved",
            Self::NoCase => "no_case",
            Self::NoColleague => "no_colleague",
            Self::OptedOut => "opted_out",
            Self::Refused => "refused",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Claimed => "assessment-several-claimed",
            Self::HandedOver => "assessment-several-handed-over",
            Self::Held => "assessment-problem-held",
            Self::NotHeld => "assessment-problem-not-held",
            Self::Moved => "assessment-problem-moved",
            Self::NoCase => "assessment-several-no-case",
            Self::NoColleague => "assessment-several-no-colleague",
            Self::OptedOut => "assessment-several-opted-out",
            Self::Refused => "assessment-several-refused",
        }
    }

    const fn is_done(self) -> bool {
        matches!(self, Self::Claimed | Self::HandedOver)
    }
}

/// POST /queue/bulk
pub(super) async fn act(
    State(desk): State<Desk>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    if !signed_in.may(Action::ClaimCase) {
        return Err(Problem::Denied);
    }
    let act = match (value(&sent, "act"), value(&sent, "to")) {
        (Some("claim"), _) => Act::Claim,
        (Some("hand_over"), None | Some("")) => Act::HandOver(None),
        (Some("hand_over"), Some(to)) => {
            Act::HandOver(Some(to.parse().map_err(|_| Problem::Malformed)?))
        }
        _ => return Err(Problem::Malformed),
    };
    let filter = value(&sent, "filter").unwrap_or_default();
    let filter = Filter::of_text(filter).map_err(|_| Problem::Malformed)?;
    let mut cases: Vec<Id<Case>> = Vec::new();
    for (_, id) in sent.iter().filter(|(name, _)| name == "case") {
        let case = id.parse().map_err(|_| Problem::Malformed)?;
        // One's own may stand in both lists.
        if !cases.contains(&case) {
            cases.push(case);
        }
    }
    let mut results = format!("/queue/bulk?{}", filter.text());
    let left = cases.len().saturating_sub(MOST);
    if left > 0 {
        let _ = write!(results, "&left={left}");
    }
    for case in cases.into_iter().take(MOST) {
        let became = do_to(&desk, signed_in.actor(), case, act).await?;
        // Writing to a string does not fail.
        let _ = write!(results, "&became={case}.{}", became.name());
    }
    Ok(Redirect::to(&results))
}

/// Does it to one case, in a transaction of its own.
async fn do_to(desk: &Desk, actor: &Actor, case: Id<Case>, act: Act) -> Result<Became, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let (done, became) = match act {
        Act::Claim => {
            match opted_out_of(&mut tx, actor, case).await {
                Ok(none) if none.is_empty() => {}
                Ok(_) => return Ok(Became::OptedOut),
                Err(Error::Intake(intake::Error::NotFound)) => return Ok(Became::NoCase),
                Err(error) => return Err(error.into()),
            }
            let claimed = crate::claim(&mut tx, actor, &desk.pack, case).await;
            (claimed.map(drop), Became::Claimed)
        }
        Act::HandOver(None) => {
            let given = crate::hand_over(&mut tx, actor, case).await;
            (given, Became::HandedOver)
        }
        Act::HandOver(Some(to)) => {
            let handed = crate::hand_over_to(&mut tx, actor, &desk.pack, case, to).await;
            (handed.map(drop), Became::HandedOver)
        }
    };
    match done {
        Ok(()) => {
            tx.commit().await.map_err(Error::from)?;
            Ok(became)
        }
        Err(Error::Held) => Ok(Became::Held),
        Err(Error::NotHeld) => Ok(Became::NotHeld),
        Err(Error::Intake(intake::Error::NotFound)) => Ok(Became::NoCase),
        Err(Error::NotFound) => Ok(match act {
            Act::HandOver(Some(_)) => Became::NoColleague,
            Act::Claim | Act::HandOver(None) => Became::NoCase,
        }),
        Err(Error::Intake(intake::Error::Impossible(_) | intake::Error::Superseded)) => {
            Ok(Became::Moved)
        }
        Err(error @ (Error::Denied(_) | Error::Store(_))) => Err(error.into()),
        Err(_) => Ok(Became::Refused),
    }
}

#[derive(Template)]
#[template(path = "bulk.html")]
struct ResultsPage {
    frame: Frame,
    summary: String,
    results: Vec<Line>,
    /// How many were too many at once.
    left: Option<String>,
    back: String,
}

struct Line {
    case: Id<Case>,
    /// Nothing where there is no such case.
    reference: Option<String>,
    text: String,
    done: bool,
}

/// GET /queue/bulk: what became of each case, as its address tells it.
pub(super) async fn results(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Query(fields): Query<Sent>,
) -> Result<Response, Problem> {
    if !signed_in.may(Action::ReadCase) {
        return Err(Problem::Denied);
    }
    let (became, filter): (Vec<_>, Vec<_>) = fields.iter().partition(|(name, _)| name == "became");
    let filter = filter
        .into_iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    let filter = Filter::read(filter).map_err(|_| Problem::NotFound)?;
    let words = desk.words(&signed_in);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let mut results = Vec::new();
    for (_, told) in became {
        let (case, became) = read(told).ok_or(Problem::NotFound)?;
        let reference = match intake::case(&mut tx, signed_in.actor(), case).await {
            Ok(case) => Some(case.reference),
            Err(intake::Error::NotFound) => None,
            Err(error) => return Err(Error::from(error).into()),
        };
        results.push(Line {
            case,
            reference,
            text: words.text(became.key()),
            done: became.is_done(),
        });
    }
    let done = results.iter().filter(|result| result.done).count();
    let left: usize =
        value(&fields, "left").map_or(Ok(0), |text| text.parse().map_err(|_| Problem::NotFound))?;
    let counts = [("done", done), ("all", results.len().saturating_add(left))];
    page::render(&ResultsPage {
        frame: desk.frame(&signed_in, words.text("assessment-several-results")),
        summary: words.with("assessment-several-summary", &counts),
        left: (left > 0).then(|| words.with("assessment-several-left", &[("count", left)])),
        results,
        back: address(&filter),
    })
}

fn read(told: &str) -> Option<(Id<Case>, Became)> {
    let (case, name) = told.split_once('.')?;
    let became = Became::ALL.into_iter().find(|one| one.name() == name)?;
    Some((case.parse().ok()?, became))
}
