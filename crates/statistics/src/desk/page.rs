//! The page of the figures: tables, each with what it counts beside it, and two charts.

use ::page::{Choice, FormErrors, Frame, Message, Problem, Words};
use askama::Template;
use assessment::Class;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::{Action, Desk, SignedIn};
use kernel::Country;

use crate::filter::{Asked, MOST_DAYS, Understood};
use crate::shown::{Shown, ShownGroup, ShownShare, ShownTimes, shown};
use crate::{Error, Shares, Since, Step};

/// The height of the charts, in their own units.
const HEIGHT: i64 = 100;
/// The width of a bar with the space after it.
const BAR: i64 = 80;

#[derive(Template)]
#[template(path = "figures.html")]
struct FiguresPage {
    frame: Frame,
    errors: FormErrors,
    first: String,
    last: String,
    country: String,
    class: String,
    classes: Vec<Choice>,
    /// The id and the name of the one provider whose figures are shown.
    provider: Option<(String, String)>,
    told: Option<Told>,
}

impl FiguresPage {
    /// The heads of the columns of shares.
    fn days(words: &Words) -> Vec<String> {
        let all = Shares::default().0;
        all.iter().map(|share| within(words, share.days)).collect()
    }
}

/// What the figures say.
struct Told {
    query: String,
    lives: String,
    came_back: String,
    steps: Vec<StepRow>,
    shares: Vec<SharesPart>,
    countries: Vec<GroupRow>,
    providers: Vec<GroupRow>,
}

struct StepRow {
    name: String,
    what: String,
    of: String,
    times: TimesCells,
}

struct TimesCells {
    count: String,
    median: String,
    ninetieth: String,
}

struct SharesPart {
    id: &'static str,
    title: String,
    what: String,
    bars: Vec<Bar>,
    rows: Vec<ShareRow>,
}

struct Bar {
    x: i64,
    y: i64,
    height: i64,
    value: String,
    label: String,
}

struct ShareRow {
    days: String,
    old_enough: String,
    within: String,
    share: String,
    too_young: String,
}

struct GroupRow {
    name: String,
    /// Where its own figures are.
    href: Option<String>,
    to_remove: String,
    moved: String,
    times: TimesCells,
    /// Each with the head of its column.
    shares: Vec<(String, String)>,
}

/// GET /figures
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let (actor, words) = (signed_in.actor(), desk.words(&signed_in));
    actor.may(Action::ReadFigures).map_err(Error::from)?;
    let frame = desk.frame(&signed_in, words.text("statistics-title"));
    let classes = [Choice::new("", words.text("statistics-class-any"))]
        .into_iter()
        // The gravest first.
        .chain(
            Class::ALL
                .into_iter()
                .rev()
                .map(|class| Choice::new(class.name(), class_name(&words, class))),
        )
        .collect();
    let now = desk.db.clock().now();
    let understood = match asked.read(now, &desk.pack.zone, Some(MOST_DAYS)) {
        Ok(understood) => understood,
        Err(name) => {
            let mut errors = FormErrors::none();
            errors.push(name, Message::new("statistics-asked-wrong"));
            let page = ::page::render(&FiguresPage {
                frame: frame.with_errors(&errors),
                errors,
                first: asked.first.unwrap_or_default(),
                last: asked.last.unwrap_or_default(),
                country: asked.country.unwrap_or_default(),
                class: String::new(),
                classes,
                provider: None,
                told: None,
            })?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let figures = crate::figures(&desk.db, actor, &understood.filter).await?;
    let shown = shown(&understood, &figures);
    let told = told(&desk, &signed_in, &words, &understood, &shown).await?;
    let provider = match understood.filter.provider {
        None => None,
        Some(id) => {
            let mut tx = desk.db.read().await.map_err(Error::from)?;
            let name = stakeholders::organisation_name(&mut tx, actor, id).await;
            let name = name.map_err(Error::from)?.ok_or(Problem::NotFound)?;
            Some((id.to_string(), name.expose().clone()))
        }
    };
    ::page::render(&FiguresPage {
        frame,
        errors: FormErrors::none(),
        first: shown.first,
        last: shown.last,
        country: shown.country.unwrap_or_default(),
        class: shown.class.unwrap_or_default().to_owned(),
        classes,
        provider,
        told: Some(told),
    })
}

async fn told(
    desk: &Desk,
    signed_in: &SignedIn,
    words: &Words,
    asked: &Understood,
    shown: &Shown,
) -> Result<Told, Error> {
    let mut tx = desk.db.read().await?;
    let mut providers = Vec::new();
    for row in &shown.providers {
        let name =
            stakeholders::organisation_name(&mut tx, signed_in.actor(), row.provider).await?;
        let (first, last, id) = (&shown.first, &shown.last, row.provider);
        providers.push(GroupRow {
            name: name.map_or_else(|| id.to_string(), |name| name.expose().clone()),
            href: Some(format!("/figures?first={first}&last={last}&provider={id}")),
            moved: number(words, row.moved),
            ..group(words, &row.group)
        });
    }
    let countries = shown.countries.iter().map(|row| {
        let country: Option<Country> = row.country.as_deref().and_then(|code| code.parse().ok());
        GroupRow {
            name: country.map_or_else(
                || words.text("statistics-country-unknown"),
                |country| words.country(country),
            ),
            ..group(words, &row.group)
        }
    });
    let steps = Step::ALL.into_iter().zip(&shown.steps).map(|(step, row)| {
        let (name, what) = step_keys(step);
        StepRow {
            name: words.text(name),
            what: words.text(what),
            of: number(words, row.of),
            times: times(words, &row.times),
        }
    });
    let shares = Since::ALL.map(|since| {
        let rows: Vec<_> = shown
            .shares
            .iter()
            .filter(|row| row.since == since.name())
            .collect();
        let (title, what) = since_keys(since);
        SharesPart {
            id: since.name(),
            title: words.text(title),
            what: words.text(what),
            bars: bars(words, &rows),
            rows: rows.into_iter().map(|row| share_row(words, row)).collect(),
        }
    });
    Ok(Told {
        query: asked.query(),
        lives: number(words, shown.lives),
        came_back: number(words, shown.came_back),
        steps: steps.collect(),
        shares: shares.into(),
        countries: countries.collect(),
        providers,
    })
}

fn group(words: &Words, group: &ShownGroup) -> GroupRow {
    GroupRow {
        name: String::new(),
        href: None,
        to_remove: number(words, group.to_remove),
        moved: String::new(),
        times: times(words, &group.times),
        shares: group
            .shares
            .iter()
            .map(|share| (within(words, share.days), percent(words, share)))
            .collect(),
    }
}

fn share_row(words: &Words, row: &ShownShare) -> ShareRow {
    ShareRow {
        days: days(words, row),
        old_enough: number(words, row.old_enough),
        within: number(words, row.within),
        share: percent(words, row),
        too_young: number(words, row.too_young),
    }
}

fn bars(words: &Words, rows: &[&ShownShare]) -> Vec<Bar> {
    let known = rows.iter().filter_map(|row| Some((row, row.percent()?)));
    known
        .zip(0..)
        .map(|((row, share), place)| {
            let height = whole(share) * HEIGHT / 100;
            Bar {
                x: place * BAR,
                y: HEIGHT - height,
                height,
                value: percent(words, row),
                label: days(words, row),
            }
        })
        .collect()
}

fn days(words: &Words, row: &ShownShare) -> String {
    words.with("statistics-days", &[("count", i64::from(row.days))])
}

fn within(words: &Words, days: u32) -> String {
    words.with("statistics-removed-within", &[("count", i64::from(days))])
}

fn percent(words: &Words, row: &ShownShare) -> String {
    match row.percent() {
        Some(share) => words.with("statistics-percent", &[("share", whole(share))]),
        None if row.old_enough == Some(0) => words.text("statistics-none"),
        None => words.text("statistics-few"),
    }
}

/// A count, or that it is too small to be shown.
fn number(words: &Words, count: Option<u64>) -> String {
    count.map_or_else(
        || words.text("statistics-few"),
        |count| words.number(whole(count)),
    )
}

fn times(words: &Words, times: &ShownTimes) -> TimesCells {
    TimesCells {
        count: number(words, times.count),
        median: time(words, times.median_minutes),
        ninetieth: time(words, times.ninetieth_minutes),
    }
}

/// Minutes up to two hours, hours up to two days, then days and hours; what is begun is not counted.
fn time(words: &Words, minutes: Option<u64>) -> String {
    let Some(minutes) = minutes.map(whole) else {
        return words.text("statistics-none");
    };
    match minutes {
        ..120 => words.with("statistics-minutes", &[("minutes", minutes)]),
        120..2880 => words.with("statistics-hours", &[("hours", minutes / 60)]),
        _ => words.with(
            "statistics-days-hours",
            &[("days", minutes / 1440), ("hours", minutes % 1440 / 60)],
        ),
    }
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn class_name(words: &Words, class: Class) -> String {
    words.text(match class {
        Class::Baseline => "statistics-class-baseline",
        Class::National => "statistics-class-national",
        Class::NotIllegal => "statistics-class-not-illegal",
        Class::Unavailable => "statistics-class-unavailable",
    })
}

/// The keys of a way's name, and of what is counted.
const fn step_keys(step: Step) -> (&'static str, &'static str) {
    match step {
        Step::Assessed => ("statistics-step-assessed", "statistics-step-assessed-what"),
        Step::Police => ("statistics-step-police", "statistics-step-police-what"),
        Step::Notice => ("statistics-step-notice", "statistics-step-notice-what"),
        Step::Answer => ("statistics-step-answer", "statistics-step-answer-what"),
        Step::Removed => ("statistics-step-removed", "statistics-step-removed-what"),
        Step::RemovedAfterNotice => (
            "statistics-step-removed-after-notice",
            "statistics-step-removed-after-notice-what",
        ),
    }
}

const fn since_keys(since: Since) -> (&'static str, &'static str) {
    match since {
        Since::Receipt => ("statistics-since-receipt", "statistics-since-receipt-what"),
        Since::Notice => ("statistics-since-notice", "statistics-since-notice-what"),
    }
}
