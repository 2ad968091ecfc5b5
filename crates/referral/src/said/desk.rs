//! What the police said, on the pages: written down and struck on the case page, counted on a page of its own.
//!
//! | POST | fields |
//! |---|---|
//! | `/referrals/{id}/words` | `kind`; `on`: `2026-11-23`; `text` |
//! | `/referrals/{id}/words/{word}/strike` | none |

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State as Shared};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use identity::{Action, Actor, Desk, SignedForm, SignedIn};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::{Id, Sensitive, Timestamp};
use page::{Choice, FormErrors, Frame, Problem, Words};
use serde::Deserialize;
use store::Tx;

use super::{NewSaid, Said, SaidKind, count_said, said, say, strike};
use crate::{Error, Referral, State};

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/referrals/{id}/words", post(write))
        .route("/referrals/{id}/words/{word}/strike", post(struck))
        .route("/police-words", get(counted))
}

#[derive(Deserialize)]
struct SaidForm {
    kind: String,
    on: String,
    text: Option<Sensitive<String>>,
}

#[derive(Deserialize)]
struct Nothing {}

/// POST /referrals/{id}/words
async fn write(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Referral>>,
    SignedForm(signed_in, form): SignedForm<SaidForm>,
) -> Result<Redirect, Problem> {
    let kind = SaidKind::named(&form.kind).ok_or(Problem::Malformed)?;
    let on = day(&form.on).ok_or(Error::Day)?;
    let new = NewSaid {
        kind,
        on,
        text: form.text.as_ref(),
    };
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let case = say(&mut tx, signed_in.actor(), &desk.pack, id, &new).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}")))
}

/// POST /referrals/{id}/words/{word}/strike
async fn struck(
    Shared(desk): Shared<Desk>,
    Path((id, word)): Path<(Id<Referral>, Id<Said>)>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let case = strike(&mut tx, signed_in.actor(), id, word).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}")))
}

/// A day as a field of type `date` sends it.
pub(super) fn day(text: &str) -> Option<Date> {
    text.trim().parse().ok()
}

/// A word of the police, on the case page.
pub(crate) struct Line {
    pub(crate) id: Id<Said>,
    pub(crate) kind: String,
    pub(crate) on: String,
    pub(crate) text: String,
    pub(crate) struck: bool,
    pub(crate) may_strike: bool,
}

/// What the case page says of the police's words about a referral, and what may be written down.
pub(crate) struct Part {
    /// Nothing for those without need.
    pub(crate) lines: Vec<Line>,
    /// The kinds that may be written down; none for who may not.
    pub(crate) kinds: Vec<Choice>,
    pub(crate) today: String,
}

pub(crate) async fn part(
    tx: &mut Tx,
    actor: &Actor,
    words: &Words,
    zone: &TimeZone,
    referral: &Referral,
) -> Result<Part, Error> {
    let records = actor.may(Action::RecordPoliceWord).is_ok();
    let mut lines = Vec::new();
    if actor.may(Action::ReadPoliceWord).is_ok() {
        for one in said(tx, actor, referral.id).await? {
            let text = one.text(tx, referral)?;
            lines.push(Line {
                id: one.id,
                kind: words.text(one.kind.message()),
                on: words.written_day(&one.on),
                text: text.map_or_else(String::new, |text| page::harmless(text.expose())),
                struck: one.struck_at.is_some(),
                may_strike: records && one.struck_at.is_none(),
            });
        }
    }
    let kinds = if records && referral.state != State::Withdrawn {
        SaidKind::ALL
            .map(|kind| Choice::new(kind.name(), words.text(kind.message())))
            .into()
    } else {
        Vec::new()
    };
    Ok(Part {
        lines,
        kinds,
        today: today(tx.now(), zone).to_string(),
    })
}

pub(super) fn today(now: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(now.to_jiff()).date()
}

#[derive(Deserialize)]
pub(super) struct Days {
    pub(super) first: Option<String>,
    pub(super) last: Option<String>,
}

impl Days {
    /// From which day to which: the year so far where nothing is said. Nothing where one is no day.
    pub(super) fn read(&self, now: Timestamp, zone: &TimeZone) -> Option<(Date, Date)> {
        let today = today(now, zone);
        let read = |text: &Option<String>, otherwise| match text {
            Some(text) => day(text),
            None => Some(otherwise),
        };
        Some((
            read(&self.first, today.first_of_year())?,
            read(&self.last, today)?,
        ))
    }
}

#[derive(Template)]
#[template(path = "police-words.html")]
struct CountsPage {
    frame: Frame,
    errors: FormErrors,
    first: String,
    last: String,
    rows: Vec<(String, i64, i64)>,
}

/// GET /police-words
async fn counted(
    Shared(desk): Shared<Desk>,
    signed_in: SignedIn,
    Query(days): Query<Days>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (first, last) = days
        .read(tx.now(), &desk.pack.zone)
        .ok_or(Problem::Malformed)?;
    let counts = count_said(&mut tx, signed_in.actor(), first, last).await?;
    let words = desk.words(&signed_in);
    let rows = counts
        .into_iter()
        .map(|count| (words.text(count.kind.message()), count.words, count.cases));
    page::render(&CountsPage {
        rows: rows.collect(),
        frame: desk.frame(&signed_in, words.text("referral-said")),
        errors: FormErrors::none(),
        first: first.to_string(),
        last: last.to_string(),
    })
}
