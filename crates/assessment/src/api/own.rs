//! What is one's own: how much one has viewed and may view, and what one would rather not see.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use identity::{Actor, By, Desk, Etag, IfMatch, Reply, Sent, may};
use kernel::{Day, Timestamp};
use pack::Pack;
use page::{FormErrors, Message, Problem};
use serde::{Deserialize, Serialize};
use store::Tx;

use crate::claim::person;
use crate::{Allowance, Error, Exposure, Week};

/// Microseconds.
const DAY: i64 = 24 * 60 * 60 * 1_000_000;

#[derive(Serialize)]
struct ExposureView {
    #[serde(flatten)]
    allowance: AllowanceView,
    /// The last weeks, the newest first.
    weeks: Vec<WeekView>,
}

/// What somebody has viewed, and may view at most.
#[derive(Serialize)]
pub(super) struct AllowanceView {
    today: AmountView,
    today_at_most: AmountView,
    week: AmountView,
    week_at_most: AmountView,
    /// Whether a limit is near.
    near: bool,
}

#[derive(Serialize)]
pub(super) struct AmountView {
    seconds: u64,
    items: u64,
}

#[derive(Serialize)]
pub(super) struct WeekView {
    /// Its first day, ISO 8601.
    begins: String,
    #[serde(flatten)]
    viewed: AmountView,
}

impl AllowanceView {
    pub(super) fn new(pack: &Pack, allowance: &Allowance) -> Self {
        Self {
            today: allowance.today.into(),
            today_at_most: allowance.today_at_most.into(),
            week: allowance.week.into(),
            week_at_most: allowance.week_at_most.into(),
            near: allowance.is_near(pack),
        }
    }
}

impl From<Exposure> for AmountView {
    fn from(exposure: Exposure) -> Self {
        Self {
            seconds: exposure.viewed.as_secs(),
            items: exposure.items,
        }
    }
}

impl From<Week> for WeekView {
    fn from(week: Week) -> Self {
        Self {
            begins: date(week.begins),
            viewed: week.exposure.into(),
        }
    }
}

#[derive(Serialize)]
struct CategoriesView {
    /// What one opted out of.
    categories: Vec<String>,
}

/// What one opts out of, and of nothing else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Categories {
    categories: Vec<String>,
}

/// GET /api/v1/exposure: the caller's own, and nobody else's.
pub(super) async fn exposure(
    State(desk): State<Desk>,
    caller: By<may::View>,
) -> Result<Response, Problem> {
    let (actor, pack) = (caller.actor(), &*desk.pack);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let allowance = crate::own_allowance(&mut tx, actor, pack).await?;
    let weeks = crate::own_weeks(&mut tx, actor, pack).await?;
    Ok(Json(ExposureView {
        allowance: AllowanceView::new(pack, &allowance),
        weeks: weeks.into_iter().map(WeekView::from).collect(),
    })
    .into_response())
}

/// A day as ISO 8601 has it.
pub(super) fn date(day: Day) -> String {
    let midnight = Timestamp::from_micros(day.number().saturating_mul(DAY));
    midnight
        .to_string()
        .chars()
        .take("2026-01-05".len())
        .collect()
}

/// GET /api/v1/exposure/categories
pub(super) async fn opted_out(
    State(desk): State<Desk>,
    caller: By<may::View>,
) -> Result<Reply, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (view, etag) = categories(&mut tx, caller.actor()).await?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// PUT /api/v1/exposure/categories
pub(super) async fn opt_out(
    State(desk): State<Desk>,
    caller: By<may::View>,
    version: IfMatch,
    Sent(sent): Sent<Categories>,
) -> Result<Reply, Problem> {
    let mut errors = FormErrors::none();
    for (index, key) in sent.categories.iter().enumerate() {
        if desk.pack.categories.iter().all(|one| one.key != *key) {
            let field = format!("categories/{index}");
            errors.push(field, Message::new("assessment-unknown"));
        }
    }
    if !errors.is_empty() {
        return Err(Problem::Invalid(errors));
    }
    let actor = caller.actor();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::exposure::lock(&mut tx, person(actor)?).await?;
    version.check(&categories(&mut tx, actor).await?.1)?;
    crate::opt_out(&mut tx, actor, &desk.pack, &sent.categories).await?;
    let (view, etag) = categories(&mut tx, actor).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Reply::ok(&view)?.version(&etag))
}

async fn categories(tx: &mut Tx, actor: &Actor) -> Result<(CategoriesView, Etag), Problem> {
    let categories = crate::opted_out(tx, actor).await?;
    let view = CategoriesView { categories };
    let etag = Etag::of(&view)?;
    Ok((view, etag))
}
