//! What was told in a lead, and the conversation with whoever told it. Each look is recorded.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Desk, SignedForm, SignedIn};
use intake::Lead;
use kernel::Id;
use page::{FormErrors, Frame, Problem};

use super::Sent;
use super::lead::to_lead;
use super::leads::there_are_leads;
use super::leaving::{self, Hide};
use super::told::{ContactPage, Draft, Report, Written, not_said, reason, reports};
use super::unsent::{self, Of};
use crate::Error;

#[derive(Template)]
#[template(path = "lead-told.html")]
struct ToldPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    lead: Id<Lead>,
    hide: Hide,
    reports: Vec<Report>,
}

/// GET /leads/{id}/told
pub(super) async fn told(
    State(desk): State<Desk>,
    Path(id): Path<Id<Lead>>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    match read(&desk, &signed_in, id, FormErrors::none(), None).await {
        Err(Error::Intake(intake::Error::NotHeld)) => Ok(to_lead(id).into_response()),
        page => Ok(page??),
    }
}

/// POST /leads/{id}/message
pub(super) async fn say(
    State(desk): State<Desk>,
    Path(id): Path<Id<Lead>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    there_are_leads(&mut tx, actor, &desk).await?;
    if !signed_in.may(Action::ReadLead) {
        return Err(Problem::NotFound);
    }
    let mut written = Written::read(&desk, &sent)?;
    if let Some(ready) = written.ready() {
        let language = match intake::lead_language(&mut tx, actor, id).await {
            Err(intake::Error::NotHeld) => {
                return unsent::show(&desk, &signed_in, Of::Lead(id), &sent);
            }
            language => language.map_err(Error::from)?,
        };
        written.text = ready.text.in_language(language).to_owned();
    }
    let lead = intake::lead(&mut tx, actor, id).await;
    let report = lead.map_err(Error::from)?.report;
    let said = match written.saying() {
        Some(saying) => intake::say_of_lead(&mut tx, actor, &desk.pack, id, saying)
            .await
            .map_err(Error::from),
        None => Err(Error::TwoAnswers),
    };
    let (errors, findings) = match said {
        Ok(()) => {
            tx.commit().await.map_err(Error::from)?;
            let to = format!("/leads/{id}/told#report-{report}");
            return Ok(Redirect::to(&to).into_response());
        }
        // The time with the lead ran out while it was written.
        Err(Error::Intake(intake::Error::NotHeld)) => {
            return unsent::show(&desk, &signed_in, Of::Lead(id), &sent);
        }
        Err(error) => not_said(report, error)?,
    };
    drop(tx);
    let draft = Draft {
        report,
        text: written.text,
        findings,
    };
    match read(&desk, &signed_in, id, errors, Some(draft)).await {
        Err(Error::Intake(intake::Error::NotHeld)) => {
            unsent::show(&desk, &signed_in, Of::Lead(id), &sent)
        }
        page => Ok((StatusCode::UNPROCESSABLE_ENTITY, page??).into_response()),
    }
}

/// POST /leads/{id}/contact
pub(super) async fn contact(
    State(desk): State<Desk>,
    Path(id): Path<Id<Lead>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let reason = reason(&sent)?;
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    there_are_leads(&mut tx, signed_in.actor(), &desk).await?;
    let contact = intake::lead_contact(&mut tx, signed_in.actor(), id, reason).await;
    let contact = contact.map_err(Error::from)?;
    // What was not recorded is not shown.
    tx.commit().await.map_err(Error::from)?;
    let words = desk.words(&signed_in);
    let page = page::render(&ContactPage {
        frame: desk.frame(&signed_in, words.text("assessment-contact-title")),
        hide: Hide::of_lead(id),
        back: format!("/leads/{id}/told"),
        contact: contact.map(|contact| page::visible(contact.expose())),
    })?;
    Ok(left_in_time(&desk, &signed_in, id, page))
}

/// The page, left as soon as a viewing session would end: what reporters told stands nowhere for longer.
fn left_in_time(desk: &Desk, signed_in: &SignedIn, id: Id<Lead>, mut page: Response) -> Response {
    let (left, ended) = (desk.pack.claims.viewing, format!("/leads/{id}/told/ended"));
    leaving::after(&mut page, left, &ended, signed_in.language());
    page
}

/// What was told, read and recorded.
async fn read(
    desk: &Desk,
    signed_in: &SignedIn,
    id: Id<Lead>,
    errors: FormErrors,
    draft: Option<Draft>,
) -> Result<Result<Response, Problem>, Error> {
    let words = desk.words(signed_in);
    let mut tx = desk.db.write().await?;
    there_are_leads(&mut tx, signed_in.actor(), desk).await?;
    let read = intake::lead_told(&mut tx, signed_in.actor(), id).await?;
    // What was not recorded is not shown.
    tx.commit().await?;
    let title = words.with("assessment-lead-title", &[("lead", read.lead.reference)]);
    let (told, talk) = ([read.told], [read.conversation]);
    let page = page::render(&ToldPage {
        frame: desk.frame(signed_in, title),
        csrf: signed_in.csrf(),
        errors,
        lead: id,
        hide: Hide::of_lead(id),
        reports: reports(desk, &words, &told, &talk, draft.as_ref(), None),
    });
    Ok(page.map(|page| left_in_time(desk, signed_in, id, page)))
}
