//! The figures of quality, with nobody's name; and the ledger of exposure as the welfare lead sees it, person by person,
//! and as managers do, in sums.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::{Action, By, Creating, Desk, Nothing, Reply, Staff, may};
use kernel::Id;
use page::Problem;
use serde::Serialize;

use super::own::{AllowanceView, AmountView, WeekView, date};
use crate::{Agreement, Error, Month, Quality};

#[derive(Serialize)]
struct FiguresView {
    /// Of all analysts together, for whoever may read these.
    all: Option<QualityView>,
    /// The caller's own, where they assess.
    own: Option<QualityView>,
}

#[derive(Serialize)]
struct QualityView {
    /// Agreement of first and second opinions by what was answered.
    fields: Vec<AgreementView>,
    /// Each month in which anything was decided or compared, the newest first.
    months: Vec<MonthView>,
}

#[derive(Serialize)]
struct AgreementView {
    field: String,
    /// Items that both answered it for.
    pairs: i64,
    /// Items of which both said the same.
    agreed: i64,
    /// Cohen's kappa in thousandths; nothing where there was nothing to disagree about.
    kappa: Option<i64>,
}

#[derive(Serialize)]
struct MonthView {
    /// As `2026-01`.
    month: String,
    class: AgreementView,
    decisions: i64,
    median_seconds: Option<u64>,
    ninetieth_seconds: Option<u64>,
    settled: i64,
    overturned: i64,
}

impl From<Agreement> for AgreementView {
    fn from(agreement: Agreement) -> Self {
        Self {
            field: agreement.field,
            pairs: agreement.pairs,
            agreed: agreement.agreed,
            kappa: agreement.kappa,
        }
    }
}

impl From<Month> for MonthView {
    fn from(month: Month) -> Self {
        let (year, number) = month.month;
        Self {
            month: format!("{year:04}-{number:02}"),
            class: month.class.into(),
            decisions: month.decisions,
            median_seconds: month.median.as_ref().map(Duration::as_secs),
            ninetieth_seconds: month.ninetieth.as_ref().map(Duration::as_secs),
            settled: month.settled,
            overturned: month.overturned,
        }
    }
}

impl From<Quality> for QualityView {
    fn from(quality: Quality) -> Self {
        Self {
            fields: quality
                .fields
                .into_iter()
                .map(AgreementView::from)
                .collect(),
            months: quality.months.into_iter().map(MonthView::from).collect(),
        }
    }
}

#[derive(Serialize)]
struct PeopleView {
    people: Vec<PersonView>,
}

#[derive(Serialize)]
struct PersonView {
    staff: Id<Staff>,
    name: String,
    #[serde(flatten)]
    allowance: AllowanceView,
}

#[derive(Serialize)]
struct OneView {
    #[serde(flatten)]
    person: PersonView,
    /// The last weeks, the newest first.
    weeks: Vec<WeekView>,
}

#[derive(Serialize)]
struct SumsView {
    /// The last weeks that are over, the newest first.
    weeks: Vec<SumView>,
}

#[derive(Serialize)]
struct SumView {
    /// Its first day, ISO 8601.
    begins: String,
    /// Nothing where too few people viewed: it would tell of one.
    viewed: Option<AmountView>,
}

#[derive(Serialize)]
struct Lifted {
    staff: Id<Staff>,
}

/// GET /api/v1/quality
pub(super) async fn quality(
    State(desk): State<Desk>,
    caller: By<may::ReadAssessment>,
) -> Result<Response, Problem> {
    let (actor, pack) = (caller.actor(), &*desk.pack);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let mut figures = FiguresView {
        all: None,
        own: None,
    };
    if actor.may(Action::ReadQuality).is_ok() {
        figures.all = Some(crate::quality(&mut tx, actor, pack).await?.into());
    }
    if actor.may(Action::Assess).is_ok() {
        figures.own = Some(crate::own_quality(&mut tx, actor, pack).await?.into());
    }
    Ok(Json(figures).into_response())
}

/// GET /api/v1/welfare: everybody who may view, and how each stands today.
pub(super) async fn people(
    State(desk): State<Desk>,
    caller: By<may::ReadExposure>,
) -> Result<Response, Problem> {
    let (actor, pack) = (caller.actor(), &*desk.pack);
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let all = crate::allowances(&mut tx, actor, pack).await?;
    // What was not recorded is not shown.
    tx.commit().await.map_err(Error::from)?;
    let people = all.into_iter().map(|(staff, name, allowance)| PersonView {
        staff,
        name: name.expose().clone(),
        allowance: AllowanceView::new(pack, &allowance),
    });
    let people = people.collect();
    Ok(Json(PeopleView { people }).into_response())
}

/// GET /api/v1/welfare/{staff}: one person's last weeks. That somebody looked is recorded.
pub(super) async fn person(
    State(desk): State<Desk>,
    caller: By<may::ReadExposure>,
    Path(staff): Path<Id<Staff>>,
) -> Result<Response, Problem> {
    let (actor, pack) = (caller.actor(), &*desk.pack);
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let able = identity::colleagues(&mut tx, actor, Action::View).await?;
    let found = able.into_iter().find(|(one, _)| *one == staff);
    let (_, name) = found.ok_or(Problem::NotFound)?;
    let allowance = crate::allowance_of(&mut tx, actor, pack, staff).await?;
    let weeks = crate::weeks_of(&mut tx, actor, pack, staff).await?;
    // What was not recorded is not shown.
    tx.commit().await.map_err(Error::from)?;
    let person = PersonView {
        staff,
        name: name.expose().clone(),
        allowance: AllowanceView::new(pack, &allowance),
    };
    let weeks = weeks.into_iter().map(WeekView::from).collect();
    Ok(Json(OneView { person, weeks }).into_response())
}

/// POST /api/v1/welfare/{staff}/lift: for the rest of the day, by what the pack says; never the caller's own.
pub(super) async fn lift(
    State(desk): State<Desk>,
    caller: By<may::LiftLimit>,
    Path(staff): Path<Id<Staff>>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        // The key of the call says what is sent twice.
        let form = tx.new_id();
        crate::lift_limit(&mut tx, caller.actor(), &desk.pack, staff, form).await?;
        Ok((tx, Reply::ok(&Lifted { staff })?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// GET /api/v1/welfare/sums: of everybody but the caller together.
pub(super) async fn sums(
    State(desk): State<Desk>,
    caller: By<may::SumExposure>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let sums = crate::week_sums(&mut tx, caller.actor(), &desk.pack).await?;
    let weeks = sums.into_iter().map(|week| SumView {
        begins: date(week.begins),
        viewed: week.exposure.map(AmountView::from),
    });
    let weeks = weeks.collect();
    Ok(Json(SumsView { weeks }).into_response())
}
