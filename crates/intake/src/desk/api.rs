//! Reports from the programs of partners: `/api/v1/reports` on the desk, with a key. JSON in, JSON out, RFC 9457
//! problems. The body is that of the letterbox's own interface, with `reference` and `received_at` beside it.
//!
//! A request carries an `Idempotency-Key`, or its report a `reference`, so that the same sent again is one report.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use identity::{Action, Actor, Desk, Reply, Turn, WithKey, idempotency_key, missing_key};
use kernel::{Id, Language, Sensitive, Timestamp};
use letterbox::ReportJson;
use location::Refusal;
use page::{FormErrors, Message, Problem};
use serde::Serialize;
use serde_json::{Map, Value};
use store::Tx;

use crate::entered::{Telling, enter_telling, entry_id, is_reference};
use crate::report::Report;
use crate::steps::steps_of;
use crate::when::read_instant;
use crate::{Entered, Error, Placed, Source};

#[derive(Serialize)]
struct Taken {
    report: Id<Report>,
    urls: Vec<TakenUrl>,
}

#[derive(Serialize)]
struct TakenUrl {
    /// Its place in the list that was sent, from 0.
    index: i64,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(Serialize)]
struct Steps {
    report: Id<Report>,
    steps: Vec<StepJson>,
}

#[derive(Serialize)]
struct StepJson {
    step: &'static str,
    /// RFC 3339 full-date in the pack's zone.
    day: String,
}

/// What a partner sent, read and checked.
struct Sent {
    telling: Telling,
    reference: Option<String>,
    /// The whole of it, its fields in one order.
    canonical: Sensitive<Vec<u8>>,
}

/// POST /api/v1/reports
pub(super) async fn report(
    State(desk): State<Desk>,
    with_key: WithKey,
    request: Request,
) -> Result<Response, Problem> {
    let key = idempotency_key(request.headers())?;
    let bytes = letterbox::read_body(request, "application/json").await?;
    let mut sent = read(&desk, &bytes)?;
    if key.is_none() && sent.reference.is_none() {
        return Err(missing_key());
    }
    let tx = desk.db.read().await.map_err(Error::from)?;
    sent.telling.id = id_of(&tx, &with_key, &sent, key.as_deref())?;
    drop(tx);
    let actor = &with_key.actor;
    let Some(key) = key else {
        let (tx, reply) = enter(&desk, actor, sent.telling).await?;
        tx.commit().await.map_err(Error::from)?;
        return Ok(reply.into_response());
    };
    let body = sent.canonical.expose();
    let turn = match Turn::take(&desk, actor, &key, "POST /api/v1/reports", body).await {
        Ok(turn) => turn,
        Err(answer) => return Ok(answer),
    };
    turn.run(&desk, actor, enter(&desk, actor, sent.telling))
        .await
}

/// Names the report for ever: by the partner's own reference, or else by the key and all that was sent, for a
/// key that is forgotten may come to name another report.
fn id_of(tx: &Tx, with_key: &WithKey, sent: &Sent, key: Option<&str>) -> Result<[u8; 32], Error> {
    let partner = with_key.partner.as_bytes();
    match (&sent.reference, key) {
        (Some(reference), _) => entry_id(tx, &[b"reference", partner, reference.as_bytes()]),
        (None, key) => {
            let key = key.unwrap_or_default().as_bytes();
            entry_id(tx, &[b"key", partner, key, sent.canonical.expose()])
        }
    }
}

async fn enter(desk: &Desk, actor: &Actor, telling: Telling) -> Result<(Tx, Reply), Problem> {
    actor.may(Action::SubmitReport).map_err(Error::from)?;
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    match enter_telling(&mut tx, actor, telling, &desk.pack).await {
        Ok(entered) => Ok((tx, answer(entered)?)),
        Err(Error::Other) => {
            let message = Message::new("intake-api-reference-other");
            Err(invalid("reference", message))
        }
        Err(error) => Err(error.into()),
    }
}

/// GET /api/v1/reports/{id}: how far the work is, for the partner that sent it. Of any other report not even
/// that it is there.
pub(super) async fn steps(
    State(desk): State<Desk>,
    with_key: WithKey,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let steps = steps_of(&mut tx, &with_key.actor, id).await?;
    let zone = &desk.pack.zone;
    let steps = steps
        .into_iter()
        .filter(|(step, _)| desk.pack.may_tell(step.key()))
        .map(|(step, at)| StepJson {
            step: step.key(),
            day: zone.to_datetime(at.to_jiff()).date().to_string(),
        })
        .collect();
    Ok(Json(Steps { report: id, steps }).into_response())
}

fn answer(entered: Entered) -> Result<Reply, Problem> {
    let urls = entered.places.into_iter().map(|place| TakenUrl {
        index: place.number,
        result: match place.placed {
            Placed::Opened => "opened",
            Placed::Joined | Placed::Twice => "joined",
            Placed::Again => "checked again",
            Placed::Refused => "refused",
        },
        reason: place.reason,
    });
    let taken = Taken {
        report: entered.report,
        urls: urls.collect(),
    };
    let place = format!("/api/v1/reports/{}", taken.report);
    Reply::created(place, &taken)
}

/// Reads a partner's report and checks it.
fn read(desk: &Desk, bytes: &[u8]) -> Result<Sent, Problem> {
    let mut fields: Map<String, Value> =
        serde_json::from_slice(bytes).map_err(|_| Problem::Malformed)?;
    let canonical = serde_json::to_vec(&fields).map_err(|_| Problem::Malformed)?;
    let mut errors = FormErrors::none();
    let reference = own(&mut fields, "reference", &mut errors);
    if reference.as_deref().is_some_and(|text| !is_reference(text)) {
        errors.push("reference", Message::new("intake-api-reference-wrong"));
    }
    Ok(Sent {
        telling: telling(desk, fields, Some(Source::Partner), errors)?,
        reference,
        canonical: Sensitive::new(canonical),
    })
}

/// What a program sent of a report, checked; with the errors that were found before. Addresses that are none are told
/// one by one, as long as one is right.
pub(super) fn telling(
    desk: &Desk,
    mut fields: Map<String, Value>,
    source: Option<Source>,
    mut errors: FormErrors,
) -> Result<Telling, Problem> {
    let received = own(&mut fields, "received_at", &mut errors);
    let received_at = received_at(received.as_deref(), desk, &mut errors);
    // These belong to a receipt, and whoever sends another's report has none.
    for name in ["draw", "proof"] {
        if fields.remove(name).is_some() {
            errors.push(name, Message::new("intake-api-draw"));
        }
    }
    let rest = serde_json::to_vec(&fields).map_err(|_| Problem::Malformed)?;
    let (json, more) = ReportJson::read(&rest)?;
    for error in more.iter() {
        errors.push(error.field.clone(), error.message.clone());
    }
    let offered = &desk.pack.languages;
    let language = match json.language.as_deref() {
        None => offered.first().copied(),
        Some(named) => named.parse().ok().filter(|named| offered.contains(named)),
    };
    if language.is_none() {
        errors.push("language", Message::new("intake-api-language"));
    }
    let mut typed = json.typed;
    let refused = refused(&typed.urls, desk);
    let is_refused = |index: usize| refused.iter().any(|(wrong, _)| *wrong == index);
    if refused.len() < typed.urls.len() {
        typed.urls.retain(|(index, _)| !is_refused(*index));
    }
    if typed.urls.is_empty() && errors.of("urls").is_none() {
        letterbox::push_fault(&mut errors, letterbox::no_url());
    }
    let numbers = typed.urls.iter().map(|(index, _)| *index).collect();
    let content = letterbox::check(typed, &desk.pack).unwrap_or_else(|faults| {
        for fault in faults {
            letterbox::push_fault(&mut errors, fault);
        }
        letterbox::Content::default()
    });
    match source {
        Some(source) if errors.is_empty() => Ok(Telling {
            id: [0; 32],
            source,
            language: language.unwrap_or(Language::ENGLISH),
            received_at,
            content,
            numbers,
            refused,
            from_file: None,
        }),
        _ => Err(Problem::Invalid(errors)),
    }
}

fn refused(urls: &[(usize, String)], desk: &Desk) -> Vec<(usize, Refusal)> {
    urls.iter()
        .filter_map(|(index, url)| {
            let refusal = location::recognise(url, &desk.pack.urls).err()?;
            Some((*index, refusal))
        })
        .collect()
}

fn received_at(typed: Option<&str>, desk: &Desk, errors: &mut FormErrors) -> Timestamp {
    let now = desk.db.clock().now();
    let read = typed.map(|typed| read_instant(typed, &desk.pack.zone, now));
    match read {
        None => now,
        Some(Ok(at)) => at,
        Some(Err(wrong)) => {
            errors.push("received_at", wrong.message());
            now
        }
    }
}

/// A text that the letterbox's interface does not have.
pub(super) fn own(
    fields: &mut Map<String, Value>,
    name: &'static str,
    errors: &mut FormErrors,
) -> Option<String> {
    match fields.remove(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text),
        Some(_) => {
            errors.push(name, Message::new("intake-api-text"));
            None
        }
    }
}

fn invalid(field: &str, message: Message) -> Problem {
    let mut errors = FormErrors::none();
    errors.push(field, message);
    Problem::Invalid(errors)
}
