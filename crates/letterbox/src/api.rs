//! The same for programs: `/api/v1/`. JSON in, JSON out, RFC 9457 problems.
//!
//! A report may name a `draw` token. The same report sent again with it is one report with the same receipt;
//! another report sent with it is added under that receipt, which is how a program corrects or completes.
//! Without a token each report has a receipt of its own.
//!
//! With the token comes a challenge, ALTCHA's: its solution, sent as `proof`, lifts a report where many wait, as a
//! browser's does. Nothing is refused for want of it. A report that came without token and proof, or sooner after
//! its token than a person types, is one of the hasty: many of these in an hour are filed behind the others.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use page::{FormErrors, Message, Problem};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::check::{self, Fault, Typed, check};
use crate::cut::Kept;
use crate::reply::{signpost_text, step_text};
use crate::{Letterbox, Receipt, Refused, Said, body, even, proof, receipt_fault};

pub(crate) fn routes() -> Router<Arc<Letterbox>> {
    Router::new()
        .route("/api/v1/draw", post(draw))
        .route("/api/v1/reports", post(report))
        .route(
            "/api/v1/receipts",
            post(account).layer(from_fn(even::evenly)),
        )
}

#[derive(Serialize)]
struct Drawn {
    draw: String,
    challenge: Option<Challenged>,
}

/// A challenge as ALTCHA's libraries read it.
#[derive(Serialize)]
struct Challenged {
    algorithm: &'static str,
    challenge: String,
    salt: String,
    signature: String,
    maxnumber: u32,
}

#[derive(Serialize)]
struct Taken {
    receipt: String,
    /// Where space was short, and only addresses or the name of a lead were taken: how many addresses, from the first on.
    #[serde(skip_serializing_if = "Option::is_none")]
    urls_taken: Option<usize>,
}

#[derive(Serialize)]
struct Account {
    steps: Vec<Step>,
    messages: Vec<Words>,
}

#[derive(Serialize)]
struct Step {
    #[serde(rename = "step")]
    key: String,
    text: String,
    /// RFC 3339 full-date in the pack's zone.
    day: String,
}

#[derive(Serialize)]
struct Words {
    /// `hotline` or `reporter`.
    from: &'static str,
    text: String,
    day: String,
}

/// Draws a token that holds for two days: all that is sent with it stands under one receipt.
async fn draw(State(letterbox): State<Arc<Letterbox>>) -> Json<Drawn> {
    let state = letterbox.draw();
    let challenge = letterbox.challenge(&state).map(|challenge| Challenged {
        algorithm: proof::ALGORITHM,
        challenge: challenge.hash,
        salt: challenge.salt,
        signature: challenge.signature,
        maxnumber: challenge.most,
    });
    Json(Drawn {
        draw: letterbox.sealed(&state),
        challenge,
    })
}

async fn report(
    State(letterbox): State<Arc<Letterbox>>,
    request: Request,
) -> Result<Response, Problem> {
    let accepted = request.headers().get(ACCEPT_LANGUAGE).cloned();
    let (sent, mut errors) = ReportJson::read(&body::read(request, JSON).await?)?;
    let language = letterbox.language(sent.language.as_deref(), accepted.as_ref());
    if language.is_none() {
        errors.push("language", Message::new("letterbox-api-language"));
    }
    // Without a token it came as soon after it as can be.
    let state = match &sent.draw {
        Some(token) => letterbox.drawn(token),
        None => Some(letterbox.draw()),
    };
    if state.is_none() {
        errors.push("draw", Message::new("letterbox-api-draw"));
    }
    let lead = sent.typed.rest.lead.as_deref().unwrap_or_default();
    if sent.typed.urls.is_empty() && lead.trim().is_empty() {
        push(&mut errors, check::no_url());
    }
    let content = match check(sent.typed, &letterbox.pack) {
        Ok(content) => Some(content),
        Err(faults) => {
            for fault in faults {
                push(&mut errors, fault);
            }
            None
        }
    };
    let (true, Some(content), Some(mut state), Some(language)) =
        (errors.is_empty(), content, state, language)
    else {
        return Err(Problem::Invalid(errors));
    };
    letterbox.prove(&mut state, sent.proof.as_deref().unwrap_or_default());
    let signals = letterbox.came(&state);
    let receipt = state.receipt;
    match letterbox.take(&receipt, language, signals, content).await {
        Ok(kept) => {
            let taken = Taken {
                receipt: receipt.text(),
                urls_taken: match kept {
                    Kept::Whole => None,
                    Kept::Cut { urls } => Some(urls),
                },
            };
            Ok((StatusCode::CREATED, Json(taken)).into_response())
        }
        Err(Refused::TooLong) => {
            let mut errors = FormErrors::none();
            push(&mut errors, check::too_long());
            Err(Problem::Invalid(errors))
        }
        Err(Refused::NotTaken(error)) => Err(Problem::unavailable(&error)),
    }
}

async fn account(
    State(letterbox): State<Arc<Letterbox>>,
    request: Request,
) -> Result<Json<Account>, Problem> {
    let accepted = request.headers().get(ACCEPT_LANGUAGE).cloned();
    let mut fields = object(&body::read(request, JSON).await?)?;
    let mut errors = FormErrors::none();
    let typed = optional(&mut fields, "receipt", &mut errors).unwrap_or_default();
    let named = optional(&mut fields, "language", &mut errors);
    unknown(&fields, &mut errors);
    let language = letterbox.language(named.as_deref(), accepted.as_ref());
    let receipt = Receipt::parse(&typed);
    if let Err(fault) = receipt
        && errors.of("receipt").is_none()
    {
        errors.push("receipt", receipt_fault(fault));
    }
    if language.is_none() {
        errors.push("language", Message::new("letterbox-api-language"));
    }
    let (true, Ok(receipt), Some(language)) = (errors.is_empty(), receipt, language) else {
        return Err(Problem::Invalid(errors));
    };
    let replies = letterbox
        .replies(&receipt)
        .await
        .map_err(|error| Problem::unavailable(&error))?;
    let words = letterbox.catalogue.words(language);
    let mut account = Account {
        steps: Vec::new(),
        messages: Vec::new(),
    };
    for reply in &replies {
        let at = letterbox.zone.to_datetime(reply.at().to_jiff());
        let day = at.date().to_string();
        let said = |from, text: &String, day| Words {
            from,
            text: text.clone(),
            day,
        };
        match reply.said() {
            Said::Step(step) => account
                .steps
                .extend(step_text(step, &words).map(|text| Step {
                    key: step.clone(),
                    text,
                    day,
                })),
            Said::Signpost(signpost) => {
                let text = signpost_text(signpost, &letterbox.pack, &words);
                account.steps.extend(text.map(|text| Step {
                    key: "signpost".to_owned(),
                    text,
                    day,
                }));
            }
            Said::Message(text) => account.messages.push(said("hotline", text, day)),
            Said::Yours(text) => account.messages.push(said("reporter", text, day)),
        }
    }
    Ok(Json(account))
}

pub(crate) const JSON: &str = "application/json";

/// A report as a client of the API sends it, before it is checked.
pub struct ReportJson {
    /// What it tells; addresses by their index in the list.
    pub typed: Typed,
    /// The language it is told in, where that is said.
    pub language: Option<String>,
    draw: Option<String>,
    proof: Option<String>,
}

impl ReportJson {
    /// Reads a report and notes every field that is not as it must be.
    ///
    /// # Errors
    /// `Problem::Malformed` where it is no JSON object.
    pub fn read(bytes: &[u8]) -> Result<(Self, FormErrors), Problem> {
        let mut fields = object(bytes)?;
        let mut errors = FormErrors::none();
        let mut typed = Typed {
            urls: texts(&mut fields, "urls", &mut errors),
            ..Typed::default()
        };
        let shown_as = texts(&mut fields, "shown_as", &mut errors);
        let rest = &mut typed.rest;
        rest.shown_as = shown_as.into_iter().map(|(_, text)| text).collect();
        rest.danger = truth(&mut fields, "danger", &mut errors);
        rest.own_picture = truth(&mut fields, "own_picture", &mut errors);
        rest.feedback = truth(&mut fields, "feedback", &mut errors).then_some(true);
        let mut text = |name| optional(&mut fields, name, &mut errors);
        rest.lead = text("lead");
        rest.category = text("category");
        rest.found_on = text("found_on");
        rest.seen = text("seen");
        rest.reach = text("reach");
        rest.narrative = text("narrative");
        rest.contact = text("contact");
        let (language, draw, proof) = (text("language"), text("draw"), text("proof"));
        unknown(&fields, &mut errors);
        let report = Self {
            typed,
            language,
            draw,
            proof,
        };
        Ok((report, errors))
    }
}

pub(crate) fn object(bytes: &[u8]) -> Result<Map<String, Value>, Problem> {
    serde_json::from_slice(bytes).map_err(|_| Problem::Malformed)
}

pub(crate) fn optional(
    fields: &mut Map<String, Value>,
    name: &'static str,
    errors: &mut FormErrors,
) -> Option<String> {
    match fields.remove(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text),
        Some(_) => {
            errors.push(name, Message::new("letterbox-api-text"));
            None
        }
    }
}

/// The texts of a list, each with its place in it.
fn texts(
    fields: &mut Map<String, Value>,
    name: &'static str,
    errors: &mut FormErrors,
) -> Vec<(usize, String)> {
    let values = match fields.remove(name) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) => values,
        Some(_) => {
            errors.push(name, Message::new("letterbox-api-list"));
            Vec::new()
        }
    };
    let mut texts = Vec::new();
    for (index, value) in values.into_iter().enumerate() {
        if let Value::String(text) = value {
            texts.push((index, text));
        } else {
            errors.push(
                format!("{name}/{index}"),
                Message::new("letterbox-api-text"),
            );
        }
    }
    texts
}

fn truth(fields: &mut Map<String, Value>, name: &'static str, errors: &mut FormErrors) -> bool {
    match fields.remove(name) {
        None | Some(Value::Null) => false,
        Some(Value::Bool(truth)) => truth,
        Some(_) => {
            errors.push(name, Message::new("letterbox-api-truth"));
            false
        }
    }
}

/// A field that nobody reads would be a part of the report that is lost.
pub(crate) fn unknown(fields: &Map<String, Value>, errors: &mut FormErrors) {
    for name in fields.keys() {
        errors.push(name, Message::new("letterbox-api-unknown"));
    }
}

/// Notes a fault under the field's name in JSON: of a list with the index behind it.
pub fn push(errors: &mut FormErrors, fault: Fault) {
    let field = fault.line.map_or_else(
        || fault.field.to_owned(),
        |index| format!("{}/{index}", fault.field),
    );
    // Where the field is not even of the right type, that is what is wrong with it.
    if errors.of(&field).is_none() {
        errors.push(field, fault.message);
    }
}
