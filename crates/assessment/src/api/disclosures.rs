//! What of a reporter may leave the house, and taking a decision about it back. What a reporter told is in no answer.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::{Actor, By, Creating, Desk, Nothing, Reply, Staff, may};
use intake::{Came, Case, Report};
use kernel::Id;
use page::{Message, Problem};
use serde::{Deserialize, Serialize};
use store::Tx;

use super::{problem, wrong};
use crate::{Consent, Disclosure, Error, Part, Recipient, ToDisclose};

#[derive(Serialize)]
struct DisclosuresView {
    /// The decisions that stand.
    disclosures: Vec<DisclosureView>,
    /// The reports that there are to decide about.
    reports: Vec<ReportView>,
}

#[derive(Serialize)]
struct DisclosureView {
    id: Id<Disclosure>,
    report: Id<Report>,
    part: &'static str,
    consent: Option<&'static str>,
    /// Up to which submission of the report.
    up_to: i64,
    /// The reporter told more since, which does not leave by it.
    more: bool,
    staff: Id<Staff>,
    at: String,
}

#[derive(Serialize)]
struct ReportView {
    id: Id<Report>,
    /// The hour in which it came.
    at: String,
    /// The number of its newest submission: a decision names it.
    up_to: i64,
}

/// A part of a report that may leave.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDisclosure {
    report: Id<Report>,
    /// Up to which submission the caller knows of it.
    up_to: i64,
    part: String,
    /// How the reporter consented: for a contact always.
    consent: Option<String>,
}

/// GET /api/v1/cases/{id}/disclosures
pub(super) async fn list(
    State(desk): State<Desk>,
    caller: By<may::ReadAssessment>,
    Path(case): Path<Id<Case>>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let view = view(&mut tx, caller.actor(), case).await?;
    Ok(Json(view).into_response())
}

/// POST /api/v1/cases/{id}/disclosures
pub(super) async fn decide(
    State(desk): State<Desk>,
    caller: By<may::Disclose>,
    Path(case): Path<Id<Case>>,
    Creating(new, turn): Creating<NewDisclosure>,
) -> Result<Response, Problem> {
    let work = async {
        let part = Part::named(&new.part)
            .ok_or_else(|| wrong("part", Message::new("assessment-required")))?;
        let consent = match &new.consent {
            None => None,
            Some(name) => {
                let unknown = || wrong("consent", Message::new("assessment-unknown"));
                Some(Consent::named(name).ok_or_else(unknown)?)
            }
        };
        let actor = caller.actor();
        let what = ToDisclose {
            report: new.report,
            seen: new.up_to,
            part,
            recipient: Recipient::Police,
            consent,
        };
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        crate::disclose(&mut tx, actor, case, &what)
            .await
            .map_err(|error| match error {
                Error::NoConsent => {
                    wrong("consent", Message::new("assessment-disclosure-no-consent"))
                }
                error => problem(error),
            })?;
        let view = view(&mut tx, actor, case).await?;
        Ok((tx, Reply::ok(&view)?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/cases/{id}/disclosures/{disclosure}/withdraw. What has left has left.
pub(super) async fn withdraw(
    State(desk): State<Desk>,
    caller: By<may::Disclose>,
    Path((case, disclosure)): Path<(Id<Case>, Id<Disclosure>)>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        crate::withdraw_disclosure(&mut tx, actor, case, disclosure)
            .await
            .map_err(problem)?;
        let view = view(&mut tx, actor, case).await?;
        Ok((tx, Reply::ok(&view)?))
    };
    turn.run(&desk, caller.actor(), work).await
}

async fn view(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<DisclosuresView, Error> {
    intake::case(tx, actor, case).await?;
    let standing = crate::disclosures(tx, actor, case).await?;
    let reports = intake::reports_of(tx, actor, case).await?;
    let newest = |report| {
        let of = reports.iter().find(|came: &&Came| came.report == report);
        of.map_or(0, |came| came.newest)
    };
    let disclosure = |one: Disclosure| DisclosureView {
        up_to: one.up_to,
        more: newest(one.report) > one.up_to,
        id: one.id,
        report: one.report,
        part: one.part.name(),
        consent: one.consent.map(Consent::name),
        staff: one.staff,
        at: one.decided_at.to_string(),
    };
    let report = |came: &Came| ReportView {
        id: came.report,
        at: came.hour.to_string(),
        up_to: came.newest,
    };
    Ok(DisclosuresView {
        disclosures: standing.into_iter().map(disclosure).collect(),
        reports: reports.iter().map(report).collect(),
    })
}
