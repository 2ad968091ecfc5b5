//! What a trace comes to, in sentences above the findings; writing down what a proxy answered; and taking up another
//! place that the reported one leads to.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Actor, Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::{Id, Sensitive, Timestamp};
use location::Location;
use pack::Pack;
use page::{FormErrors, Frame, Message, Problem, Words};
use serde::Deserialize;
use store::Tx;
use trace::{NewAnswer, Told, WrongAnswer};

use crate::answer::may_be_traced;
use crate::{Error, answer, take_up_redirect, trace_again};

/// What is known of the host of a place, in sentences; where it leads unless that is hidden from the reader.
pub(super) async fn sentences(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    location: Id<Location>,
    hidden: bool,
) -> Result<Vec<String>, Error> {
    let mut said = Vec::new();
    let at = |instant: Timestamp| words.date_time(instant, &pack.zone);
    if let Some(standing) = trace::standing(tx, actor, location).await? {
        let proxy = standing.hosting.proxy.clone().unwrap_or_default();
        let proxy = page::harmless(&proxy);
        if standing.hidden_by().is_some() {
            said.push(words.with("routing-host-hidden", &[("proxy", proxy)]));
        } else if standing.hosting.proxy.is_some() {
            said.push(words.with("routing-host-in-front", &[("proxy", proxy)]));
        }
        if let Some(real) = &standing.real {
            let key = match real.told {
                _ if real.itself => "routing-host-itself",
                Told::Rule(_) => "routing-host-by-rule",
                Told::Answer => "routing-host-by-answer",
            };
            said.push(words.with(key, &[("at", at(real.at))]));
        }
        for rule in &standing.rules {
            let parts = [
                ("says", words.text(rule.says.message())),
                ("reach", words.text(rule.key.message())),
                ("at", at(rule.added_at)),
                ("reason", page::harmless(rule.reason.expose())),
            ];
            said.push(words.with("routing-host-rule", &parts));
        }
    }
    let elsewhere = trace::leads_elsewhere(tx, actor, location).await?;
    if let Some(elsewhere) = elsewhere.filter(|_| !hidden) {
        let steps = words.number(i64::from(elsewhere.steps));
        let parts = [("steps", steps), ("at", at(elsewhere.at))];
        said.push(words.with("routing-leads-elsewhere", &parts));
        if elsewhere.shortener {
            said.push(words.text("routing-leads-by-shortener"));
        }
    }
    Ok(said)
}

/// Whether a proxy stands in front of a case's place, whose answer can be written down.
pub(super) async fn may_answer(tx: &mut Tx, actor: &Actor, case: &Case) -> Result<bool, Error> {
    let hosting = trace::hosting(tx, actor, case.location).await?;
    let is_behind = hosting.is_some_and(|hosting| hosting.proxy.is_some());
    let is_open = case.state != intake::State::Closed;
    Ok(is_behind && is_open && actor.may(Action::TakeAnswer).is_ok())
}

/// Whether a case's place leads to another that its analyst may take up.
pub(super) async fn may_take_up(tx: &mut Tx, actor: &Actor, case: &Case) -> Result<bool, Error> {
    let leads = trace::leads_elsewhere(tx, actor, case.location).await?;
    let is_held = case.state == intake::State::Assessing;
    Ok(leads.is_some() && is_held && actor.may(Action::Assess).is_ok())
}

/// Whether a case's place may be traced again.
pub(super) fn may_trace(actor: &Actor, case: &Case) -> bool {
    may_be_traced(case.state) && actor.may(Action::Trace).is_ok()
}

/// What the form of an answer sends.
#[derive(Deserialize, Default)]
pub(super) struct AnswerForm {
    itself: Option<String>,
    address: Sensitive<String>,
    provider: Sensitive<String>,
    mail: Sensitive<String>,
    country: String,
    said_by: Sensitive<String>,
    said_on: String,
}

#[derive(Template)]
#[template(path = "answer.html")]
struct AnswerPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    lead: String,
    form: AnswerForm,
}

/// GET /cases/{id}/answer
pub(super) async fn ask(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    show(
        &desk,
        &signed_in,
        case,
        AnswerForm::default(),
        FormErrors::none(),
    )
    .await
}

async fn show(
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
    form: AnswerForm,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let found = intake::case(&mut tx, actor, case)
        .await
        .map_err(Error::from)?;
    if assessment::is_blind(&mut tx, actor, case)
        .await
        .map_err(Error::from)?
        || !may_answer(&mut tx, actor, &found).await?
    {
        return Err(Problem::NotFound);
    }
    let hosting = trace::hosting(&mut tx, actor, found.location).await;
    let hosting = hosting.map_err(Error::from)?;
    drop(tx);
    let proxy = hosting
        .and_then(|hosting| hosting.proxy)
        .unwrap_or_default();
    let words = desk.words(signed_in);
    page::render(&AnswerPage {
        frame: desk
            .frame(signed_in, words.text("routing-answer"))
            .with_errors(&errors),
        csrf: signed_in.csrf(),
        errors,
        case,
        lead: words.with("routing-answer-lead", &[("proxy", page::harmless(&proxy))]),
        form,
    })
}

/// POST /cases/{id}/answer. What was typed is shown again with what is wrong about it.
pub(super) async fn take(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, form): SignedForm<AnswerForm>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let new = NewAnswer {
        itself: form.itself.is_some(),
        address: form.address.expose(),
        provider: form.provider.expose(),
        mail: form.mail.expose(),
        country: &form.country,
        said_by: form.said_by.expose(),
        said_on: &form.said_on,
    };
    match answer(&mut tx, signed_in.actor(), case, &new).await {
        Ok(()) => {
            tx.commit().await.map_err(Error::from)?;
            Ok(Redirect::to(&format!("/cases/{case}")).into_response())
        }
        Err(Error::Trace(trace::Error::Answer(wrong))) => {
            drop(tx);
            let errors = errors_of(wrong);
            let page = show(&desk, &signed_in, case, form, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn errors_of(wrong: WrongAnswer) -> FormErrors {
    let mut errors = FormErrors::none();
    errors.push(wrong.field(), Message::new(wrong.message()));
    errors
}

/// A form with nothing but its token.
#[derive(Deserialize)]
pub(super) struct Press {}

/// POST /cases/{id}/redirect
pub(super) async fn take_up(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, Press {}): SignedForm<Press>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    take_up_redirect(&mut tx, signed_in.actor(), &desk.pack, case).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}")))
}

/// POST /cases/{id}/trace
pub(super) async fn trace(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, Press {}): SignedForm<Press>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    trace_again(&mut tx, signed_in.actor(), case).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}")))
}
