//! The page on which somebody decides what of a reporter may leave the house. It shows what there is, never what
//! it says: that is read in a viewing session.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::Id;
use page::{Choice, FormErrors, Frame, Message, Problem, Words};

use super::{Sent, value};
use crate::{Consent, Disclosure, Error, Part, Recipient};

#[derive(Template)]
#[template(path = "disclosures.html")]
struct DisclosuresPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    /// Whether the reader holds the case.
    mine: bool,
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
    if let (Ok(report), Some(part)) = (report.parse(), Part::named(part)) {
        let consent = value(&sent, "consent").and_then(Consent::named);
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let decided = crate::disclose(
            &mut tx,
            signed_in.actor(),
            case,
            report,
            part,
            Recipient::Police,
            consent,
        );
        match decided.await {
            Ok(()) => {
                tx.commit().await.map_err(Error::from)?;
                return Ok(Redirect::to(&format!("/cases/{case}/disclosures")).into_response());
            }
            Err(Error::NoConsent) => {
                errors.push("consent", Message::new("assessment-disclosure-no-consent"));
            }
            Err(error) => return Err(error.into()),
        }
    } else {
        errors.push("part", Message::new("assessment-required"));
    }
    let page = show(&desk, &signed_in, case, errors, (report, part)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
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
    let name = |id: Id<intake::Report>| {
        let of = reports.iter().position(|known| known.0 == id);
        let hour = reports
            .iter()
            .find(|known| known.0 == id)
            .map(|known| known.1);
        let number = of
            .and_then(|at| i64::try_from(at + 1).ok())
            .unwrap_or_default();
        words.with(
            "assessment-disclosure-report",
            &[
                ("number", words.number(number)),
                (
                    "at",
                    hour.map(|hour| words.date_time(hour, &desk.pack.zone))
                        .unwrap_or_default(),
                ),
            ],
        )
    };
    let mut standing = Vec::new();
    for decision in crate::disclosures(&mut tx, actor, case).await? {
        let newest = intake::newest_told(&mut tx, actor, case, decision.report).await;
        let newest = newest.map_err(Error::from)?;
        standing.push((decision, newest));
    }
    let standing = standing.iter().map(|(decision, newest)| Standing {
        id: decision.id,
        more: *newest > decision.up_to,
        report: name(decision.report),
        part: part_name(&words, decision.part),
        consent: decision
            .consent
            .map(|consent| consent_name(&words, consent))
            .unwrap_or_default(),
        at: words.date_time(decision.decided_at, &desk.pack.zone),
    });
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
        mine: holder.is_some_and(|claim| Some(claim.staff) == actor.staff_id()),
        standing: standing.collect(),
        reports: reports
            .iter()
            .map(|(id, _)| Choice::new(id.to_string(), name(*id)))
            .collect(),
        parts: Part::ALL
            .map(|one| Choice::new(one.name(), part_name(&words, one)))
            .into(),
        consents: std::iter::once(none).chain(consents).collect(),
        report: report.to_owned(),
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
