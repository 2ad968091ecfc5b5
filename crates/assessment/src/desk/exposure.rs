//! One's own viewing: how much it is, what is left, and what one would rather not see. Nothing here measures performance.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::{Day, Id};
use pack::Pack;
use page::{Choice, FormErrors, Frame, Problem, Words};
use store::Tx;

use super::Sent;
use crate::opt_out::opted_out_of;
use crate::{Allowance, Error, Exposure};

#[derive(Template)]
#[template(path = "exposure.html")]
struct OwnPage {
    frame: Frame,
    csrf: String,
    viewed: Viewed,
    weeks: Weeks,
    rest: String,
    categories: Vec<Choice>,
    chosen: Vec<String>,
}

#[derive(Template)]
#[template(path = "opted-out.html")]
struct WarningPage {
    frame: Frame,
    csrf: String,
    case: Id<Case>,
    /// What is done all the same: `claim` or `viewing`.
    act: &'static str,
    /// Whether the reader holds the case, and may give it back.
    mine: bool,
    categories: Vec<String>,
}

/// How much somebody has viewed on the day and in the week, and may at most.
pub(super) struct Viewed {
    pub(super) lines: Vec<ViewedLine>,
    /// A limit is near.
    pub(super) is_near: bool,
}

/// Of a day or a week.
pub(super) struct ViewedLine {
    pub(super) name: String,
    pub(super) minutes: String,
    pub(super) items: String,
}

impl Viewed {
    pub(super) fn of(words: &Words, pack: &Pack, allowance: &Allowance) -> Self {
        let line = |key, is: Exposure, most: Exposure| {
            let of = |is: i64, most: i64| {
                let values = [("is", words.number(is)), ("most", words.number(most))];
                words.with("assessment-exposure-of", &values)
            };
            ViewedLine {
                name: words.text(key),
                minutes: of(minutes(is), minutes(most)),
                items: of(items(is), items(most)),
            }
        };
        let day = line(
            "assessment-exposure-today",
            allowance.today,
            allowance.today_at_most,
        );
        let week = line(
            "assessment-exposure-week",
            allowance.week,
            allowance.week_at_most,
        );
        Self {
            lines: vec![day, week],
            is_near: allowance.is_near(pack),
        }
    }
}

/// Whole minutes of viewing.
pub(super) fn minutes(exposure: Exposure) -> i64 {
    i64::try_from(exposure.viewed.as_secs() / 60).unwrap_or(i64::MAX)
}

/// URLs that were opened.
pub(super) fn items(exposure: Exposure) -> i64 {
    i64::try_from(exposure.items).unwrap_or(i64::MAX)
}

/// Weeks as a chart and, beside it, as a table.
pub(super) struct Weeks {
    pub(super) bars: Vec<Bar>,
    pub(super) lines: Vec<WeekLine>,
}

/// A week as a bar of the chart, in its units.
pub(super) struct Bar {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) height: i64,
    pub(super) minutes: String,
}

/// A week as a line of the table.
pub(super) struct WeekLine {
    pub(super) begins: String,
    /// Minutes and items; nothing where they are not told.
    pub(super) told: Option<(String, String)>,
}

/// Height of the highest bar, and from the left of one bar to that of the next: see `weeks.html`.
const HEIGHT: i64 = 100;
const STEP: i64 = 56;

impl Weeks {
    /// Whether any week is told of.
    pub(super) fn is_told(&self) -> bool {
        self.lines.iter().any(|week| week.told.is_some())
    }

    /// Whether there is a bar to be drawn.
    pub(super) fn is_drawn(&self) -> bool {
        self.bars.iter().any(|bar| bar.height > 0)
    }

    /// Of weeks, the newest first; one without an exposure is not told of.
    pub(super) fn of(words: &Words, weeks: &[(Day, Option<Exposure>)]) -> Self {
        let of_week = |week: &(Day, Option<Exposure>)| week.1.map_or(0, minutes);
        let highest = weeks.iter().map(of_week).max().unwrap_or(0).max(1);
        let bar = |(x, week): (i64, &(Day, Option<Exposure>))| {
            let height = of_week(week).saturating_mul(HEIGHT) / highest;
            Bar {
                x: x * STEP,
                y: HEIGHT - height,
                height,
                minutes: week
                    .1
                    .map_or_else(String::new, |one| words.number(minutes(one))),
            }
        };
        let line = |(begins, exposure): &(Day, Option<Exposure>)| WeekLine {
            begins: words.day(*begins),
            told: exposure.map(|one| (words.number(minutes(one)), words.number(items(one)))),
        };
        Self {
            bars: (0..).zip(weeks.iter().rev()).map(bar).collect(),
            lines: weeks.iter().map(line).collect(),
        }
    }
}

/// GET /exposure
pub(super) async fn show(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let words = desk.words(&signed_in);
    let actor = signed_in.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let allowance = crate::own_allowance(&mut tx, actor, &desk.pack).await?;
    let weeks = crate::own_weeks(&mut tx, actor, &desk.pack).await?;
    let weeks: Vec<_> = weeks
        .into_iter()
        .map(|week| (week.begins, Some(week.exposure)))
        .collect();
    let rest = desk.pack.welfare.rest;
    let in_minutes = |length: std::time::Duration| {
        i64::try_from(length.as_secs().div_ceil(60)).unwrap_or(i64::MAX)
    };
    let rest = [
        ("after", in_minutes(rest.after)),
        ("length", in_minutes(rest.length)),
    ];
    let categories = desk.pack.categories.iter();
    let categories =
        categories.map(|one| Choice::new(&one.key, one.label.in_language(words.language())));
    page::render(&OwnPage {
        csrf: signed_in.csrf(),
        viewed: Viewed::of(&words, &desk.pack, &allowance),
        weeks: Weeks::of(&words, &weeks),
        rest: words.with("assessment-exposure-rest", &rest),
        categories: categories.collect(),
        chosen: crate::opted_out(&mut tx, actor).await?,
        frame: desk.frame(&signed_in, words.text("assessment-exposure-title")),
    })
}

/// POST /exposure/categories
pub(super) async fn opt_out(
    State(desk): State<Desk>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let chosen = sent.iter().filter(|(name, _)| name == "category");
    let chosen: Vec<_> = chosen.map(|(_, key)| key.clone()).collect();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::opt_out(&mut tx, signed_in.actor(), &desk.pack, &chosen).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to("/exposure"))
}

/// A word before somebody claims, or looks at, what they opted out of; nothing where they did not. `act` is the last part of
/// the address that does it all the same.
pub(super) async fn warning(
    tx: &mut Tx,
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
    act: &'static str,
) -> Result<Option<Response>, Problem> {
    let actor = signed_in.actor();
    let found = opted_out_of(tx, actor, case).await?;
    if found.is_empty() {
        return Ok(None);
    }
    let words = desk.words(signed_in);
    let known = desk.pack.categories.iter();
    let labels = known
        .filter(|one| found.contains(&one.key))
        .map(|one| one.label.in_language(words.language()).to_owned());
    let held = crate::holder(tx, actor, case).await?;
    let page = WarningPage {
        csrf: signed_in.csrf(),
        case,
        act,
        mine: held.is_some_and(|claim| Some(claim.staff) == actor.staff_id()),
        categories: labels.collect(),
        frame: desk.frame(signed_in, words.text("assessment-opted-out-title")),
    };
    Ok(Some(
        (StatusCode::CONFLICT, page::render(&page)?).into_response(),
    ))
}

impl OwnPage {
    const fn errors() -> FormErrors {
        FormErrors::none()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use kernel::Language;

    use super::*;

    #[test]
    fn the_oldest_week_stands_left_and_the_highest_bar_is_whole() {
        let words = [("page.ftl", page::MESSAGES)];
        let words = page::Catalogue::new(&words, std::iter::empty())
            .unwrap()
            .words(Language::ENGLISH);
        let week = |day, minutes| {
            let viewed = Duration::from_mins(minutes);
            (Day::numbered(day), Some(Exposure { viewed, items: 3 }))
        };
        let weeks = Weeks::of(
            &words,
            &[
                week(20_458, 30),
                (Day::numbered(20_451), None),
                week(20_444, 120),
            ],
        );
        let bars: Vec<_> = weeks
            .bars
            .iter()
            .map(|bar| (bar.x, bar.y, bar.height))
            .collect();
        assert_eq!(bars, [(0, 0, 100), (56, 100, 0), (112, 75, 25)]);
        assert_eq!(weeks.lines[0].told, Some(("30".to_owned(), "3".to_owned())));
        assert_eq!(weeks.lines[1].told, None);
        assert!(Weeks::of(&words, &[]).bars.is_empty());
    }
}
