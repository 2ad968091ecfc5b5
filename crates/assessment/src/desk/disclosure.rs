//! The page on which somebody decides what of a reporter may leave the house. It shows what there is, never what
//! it says: that is read in a viewing session.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Desk, SignedForm, SignedIn};
use intake::{Came, Case, Report, State as CaseState};
use kernel::Id;
use page::{Choice, FormErrors, Frame, Message, Problem, Words};

use super::{Sent, value};
use crate::{Consent, Disclosure, Error, Part, Recipient, ToDisclose};

#[derive(Template)]
#[template(path = "disclosures.html")]
struct DisclosuresPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    /// Whether the reader may decide, and take back what was decided.
    decides: bool,
    withdraws: bool,
    /// A second opinion is asked for: nothing is decided here until it was given.
    waits: bool,
    standing: Vec<Standing>,
    reports: Vec<Choice>,
    parts: Vec<Choice>,
    consents: Vec<Choice>,
    report: String,
    part: String,
}

struct Standing {
    id: Id<Disclosure>,
    report: String,
    part: String,
    consent: String,
    at: String,
    /// The reporter told more since, which does not leave by it.
    more: bool,
}

/// GET /cases/{id}/disclosures
pub(super) async fn list(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    show(&desk, &signed_in, case, FormErrors::none(), ("", "")).await
}

/// POST /cases/{id}/disclosures
pub(super) async fn decide(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let report = value(&sent, "report").unwrap_or_default();
    let part = value(&sent, "part").unwrap_or_default();
    let mut errors = FormErrors::none();
    if let (Some((report, seen)), Some(part)) = (as_seen(report), Part::named(part)) {
        let what = ToDisclose {
            report,
            seen,
            part,
            recipient: Recipient::Police,
            consent: value(&sent, "consent").and_then(Consent::named),
        };
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        match crate::disclose(&mut tx, signed_in.actor(), case, &what).await {
            Ok(()) => {
                tx.commit().await.map_err(Error::from)?;
                return Ok(Redirect::to(&format!("/cases/{case}/disclosures")).into_response());
            }
            Err(Error::NoConsent) => {
                errors.push("consent", Message::new("assessment-disclosure-no-consent"));
            }
            Err(Error::SecondOpinion) => {
                errors.push("report", Message::new("assessment-disclosure-waits"));
            }
            Err(Error::ToldMore) => {
                errors.push("report", Message::new("assessment-disclosure-told-more"));
            }
            Err(error) => return Err(error.into()),
        }
    } else {
        errors.push("part", Message::new("assessment-required"));
    }
    let page = show(&desk, &signed_in, case, errors, (report, part)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// A report as the form names it: with the number up to which the page knew of it.
fn as_seen(text: &str) -> Option<(Id<Report>, i64)> {
    let (report, seen) = text.split_once('.')?;
    Some((report.parse().ok()?, seen.parse().ok()?))
}

/// POST /cases/{id}/disclosures/{disclosure}/withdraw
pub(super) async fn withdraw(
    State(desk): State<Desk>,
    Path((case, disclosure)): Path<(Id<Case>, Id<Disclosure>)>,
    SignedForm(signed_in, _): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::withdraw_disclosure(&mut tx, signed_in.actor(), case, disclosure).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}/disclosures")))
}

async fn show(
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
    errors: FormErrors,
    (report, part): (&str, &str),
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let words = desk.words(signed_in);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let found = intake::case(&mut tx, actor, case)
        .await
        .map_err(Error::from)?;
    let holder = crate::holder(&mut tx, actor, case).await?;
    let reports = intake::reports_of(&mut tx, actor, case)
        .await
        .map_err(Error::from)?;
    let name = |number: usize, came: &Came| {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let at = words.date_time(came.hour, &desk.pack.zone);
        let of = [("number", words.number(number)), ("at", at)];
        words.with("assessment-disclosure-report", &of)
    };
    let named: Vec<_> = (1..).zip(&reports).collect();
    let standing = crate::disclosures(&mut tx, actor, case).await?;
    let standing = standing.iter().filter_map(|decision| {
        let (number, came) = named
            .iter()
            .find(|(_, came)| came.report == decision.report)?;
        Some(Standing {
            id: decision.id,
            more: came.newest > decision.up_to,
            report: name(*number, came),
            part: part_name(&words, decision.part),
            consent: decision
                .consent
                .map(|consent| consent_name(&words, consent))
                .unwrap_or_default(),
            at: words.date_time(decision.decided_at, &desk.pack.zone),
        })
    });
    let choices: Vec<_> = named
        .iter()
        .map(|(number, came)| {
            let value = format!("{}.{}", came.report, came.newest);
            Choice::new(value, name(*number, came))
        })
        .collect();
    // What was picked, as the page knows of it now.
    let picked = as_seen(report)
        .and_then(|(report, _)| reports.iter().find(|came| came.report == report))
        .map(|came| format!("{}.{}", came.report, came.newest));
    let may = actor.may(Action::Disclose).is_ok();
    let mine = holder.is_some_and(|claim| Some(claim.staff) == actor.staff_id());
    let waits = crate::opinion::open(&mut tx, case).await?.is_some();
    let none = Choice::new("", words.text("assessment-disclosure-consent-none"));
    let consents = Consent::ALL.map(|one| Choice::new(one.name(), consent_name(&words, one)));
    page::render(&DisclosuresPage {
        frame: desk.frame(
            signed_in,
            words.with("assessment-disclosures-title", &[("case", found.reference)]),
        ),
        csrf: signed_in.csrf(),
        errors,
        case,
        decides: may && !waits && (mine || found.state == CaseState::Acting),
        waits,
        withdraws: may && (mine || !waits),
        standing: standing.collect(),
        reports: choices,
        parts: Part::ALL
            .map(|one| Choice::new(one.name(), part_name(&words, one)))
            .into(),
        consents: std::iter::once(none).chain(consents).collect(),
        report: picked.unwrap_or_default(),
        part: part.to_owned(),
    })
}

fn part_name(words: &Words, part: Part) -> String {
    words.text(match part {
        Part::Narrative => "assessment-disclosure-narrative",
        Part::Contact => "assessment-disclosure-contact",
        Part::Credentials => "assessment-disclosure-credentials",
        Part::Spelling => "assessment-disclosure-spelling",
    })
}

fn consent_name(words: &Words, consent: Consent) -> String {
    words.text(match consent {
        Consent::Message => "assessment-disclosure-consent-message",
        Consent::Report => "assessment-disclosure-consent-report",
        Consent::Spoken => "assessment-disclosure-consent-spoken",
    })
}
