//! The figures: of all together for supervisors and managers, and an analyst's own for that analyst. No name stands
//! on this page.

use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use identity::{Action, Desk, SignedIn};
use page::{Frame, Problem, Words};

use super::standing::field_name;
use crate::{Agreement, Error, Month, Quality};

/// The height of the charts, in their own units.
const HEIGHT: i64 = 100;
/// The width of a bar with the space after it.
const STEP: i64 = 80;

#[derive(Template)]
#[template(path = "quality.html")]
struct QualityPage {
    frame: Frame,
    parts: Vec<Part>,
}

/// The figures of all, or one's own.
struct Part {
    id: &'static str,
    title: String,
    lead: String,
    agreement: Chart,
    time: Chart,
    fields: Vec<FieldRow>,
    months: Vec<MonthRow>,
}

/// A chart of bars, drawn on the server. The table beside it says the same in numbers.
struct Chart {
    title: String,
    width: i64,
    bars: Vec<Bar>,
}

struct Bar {
    x: i64,
    y: i64,
    height: i64,
    /// What stands over it.
    value: String,
    label: String,
    /// What the bar says, for whoever does not see it.
    said: String,
}

struct FieldRow {
    name: String,
    pairs: String,
    agreed: String,
    kappa: String,
}

struct MonthRow {
    month: String,
    decisions: String,
    median: String,
    ninetieth: String,
    pairs: String,
    agreed: String,
    kappa: String,
    settled: String,
    overturned: String,
}

/// GET /quality
pub(super) async fn show(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    if !signed_in.may(Action::ReadAssessment) {
        return Err(Problem::Denied);
    }
    let words = desk.words(&signed_in);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let mut parts = Vec::new();
    if actor.may(Action::ReadQuality).is_ok() {
        let quality = crate::quality(&mut tx, actor, &desk.pack).await?;
        parts.push(part(&desk, &words, "all", &quality));
    }
    if actor.may(Action::Assess).is_ok() {
        let quality = crate::own_quality(&mut tx, actor, &desk.pack).await?;
        parts.push(part(&desk, &words, "own", &quality));
    }
    page::render(&QualityPage {
        frame: desk.frame(&signed_in, words.text("assessment-quality")),
        parts,
    })
}

fn part(desk: &Desk, words: &Words, id: &'static str, quality: &Quality) -> Part {
    let (title, lead) = match id {
        "all" => ("assessment-quality-all", "assessment-quality-all-lead"),
        _ => ("assessment-quality-own", "assessment-quality-own-lead"),
    };
    Part {
        id,
        title: words.text(title),
        lead: words.text(lead),
        agreement: agreement_chart(words, &quality.months),
        time: time_chart(words, &quality.months),
        fields: quality
            .fields
            .iter()
            .map(|field| FieldRow {
                name: field_name(&desk.pack, words, &field.field),
                pairs: words.number(field.pairs),
                agreed: percent(words, field),
                kappa: kappa(words, field),
            })
            .collect(),
        months: quality
            .months
            .iter()
            .map(|month| row(words, month))
            .collect(),
    }
}

fn row(words: &Words, month: &Month) -> MonthRow {
    MonthRow {
        month: name(words, month),
        decisions: words.number(month.decisions),
        median: time(words, month.median),
        ninetieth: time(words, month.ninetieth),
        pairs: words.number(month.class.pairs),
        agreed: percent(words, &month.class),
        kappa: kappa(words, &month.class),
        settled: words.number(month.settled),
        overturned: words.number(month.overturned),
    }
}

/// The share of agreement in each month in which anything was compared, the oldest first.
fn agreement_chart(words: &Words, months: &[Month]) -> Chart {
    let compared = months.iter().rev().filter(|month| month.class.pairs > 0);
    let values = compared.map(|month| {
        let share = hundredths(&month.class);
        (month, share, percent(words, &month.class))
    });
    chart(words, "assessment-quality-agreement", values, HEIGHT)
}

/// The median time from claim to decision in each month, the oldest first.
fn time_chart(words: &Words, months: &[Month]) -> Chart {
    let minutes = |month: &Month| {
        let median = month.median.unwrap_or_default();
        i64::try_from(median.as_secs().div_ceil(60)).unwrap_or(i64::MAX)
    };
    let longest = months.iter().map(minutes).max().unwrap_or(0).max(1);
    let decided = months.iter().rev().filter(|month| month.decisions > 0);
    let values = decided.map(|month| (month, minutes(month), time(words, month.median)));
    chart(words, "assessment-quality-time", values, longest)
}

/// Bars of values between nothing and `full`.
fn chart<'a>(
    words: &Words,
    title: &str,
    values: impl Iterator<Item = (&'a Month, i64, String)>,
    full: i64,
) -> Chart {
    let mut bars = Vec::new();
    let mut x = 0;
    for (month, value, told) in values {
        let height = value.saturating_mul(HEIGHT) / full;
        bars.push(Bar {
            x,
            y: HEIGHT - height,
            height,
            label: words.month_name(month.month.1),
            said: format!("{}: {told}", name(words, month)),
            value: told,
        });
        x += STEP;
    }
    Chart {
        title: words.text(title),
        width: x.max(STEP),
        bars,
    }
}

/// A month and its year.
fn name(words: &Words, month: &Month) -> String {
    words.month(month.month.0, month.month.1)
}

fn hundredths(agreement: &Agreement) -> i64 {
    match agreement.pairs {
        0 => 0,
        pairs => (agreement.agreed * 200 + pairs) / (2 * pairs),
    }
}

fn percent(words: &Words, agreement: &Agreement) -> String {
    if agreement.pairs == 0 {
        return words.text("assessment-quality-none");
    }
    let share = [("share", hundredths(agreement))];
    words.with("assessment-quality-percent", &share)
}

/// Kappa with two places, as it is usually given.
fn kappa(words: &Words, agreement: &Agreement) -> String {
    let Some(thousandths) = agreement.kappa else {
        return words.text("assessment-quality-none");
    };
    let half = if thousandths < 0 { -5 } else { 5 };
    words.hundredths((thousandths + half) / 10)
}

/// Minutes up to two hours, then hours.
fn time(words: &Words, length: Option<Duration>) -> String {
    let Some(length) = length else {
        return words.text("assessment-quality-none");
    };
    let minutes = i64::try_from(length.as_secs().div_ceil(60)).unwrap_or(i64::MAX);
    match minutes {
        ..120 => words.with("assessment-age-minutes", &[("count", minutes)]),
        _ => words.with("assessment-age-hours", &[("count", minutes / 60)]),
    }
}
