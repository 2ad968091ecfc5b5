//! The one way in which a request fails.
//!
//! A handler returns a [`Problem`], which does not know who reads it. [`with_problems`] does: it turns the
//! problem into a page in the reader's language, or for a path under `/api/` into
//! `application/problem+json` (RFC 9457). Failures that no handler made (an unknown route, a form that is
//! none, a body over the limit, a panic) pass the same way, so no framework's sentence reaches a reader.

use std::error::Error;
use std::fmt::Write;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use kernel::{Entropy, Language, Timestamp};
use serde::Serialize;

use crate::{Aside, Catalogue, FieldError, FormErrors, Frame, HelpLine, Message, Words, choose};

/// Why a request fails, as far as the one who asked may know.
#[derive(Clone, Debug)]
pub enum Problem {
    /// 404. Also for what the actor may not even know to exist.
    NotFound,
    /// 401: nobody is signed in, or the key is not known.
    SignedOut,
    /// 403: the actor may know of it but not do this.
    Denied,
    /// 405.
    MethodNotAllowed,
    /// 422: the fields that are wrong. A form shows them itself; this is for the API.
    Invalid(FormErrors),
    /// 400: a header or a parameter that is missing or wrong, by its name.
    Wrong(FormErrors),
    /// 409: the state changed meanwhile; the message says what to do.
    Conflict(Message),
    /// 409: a rule says no for a time.
    Limited(Limited),
    /// 412: what was to be changed is not what it was when it was read.
    Changed,
    /// 428: this is changed only as it was read; the request does not say how that was.
    Unconditional,
    /// 413.
    TooLarge,
    /// 415: no form, no JSON, or a file.
    UnsupportedMedia,
    /// 429.
    TooMany,
    /// 400: a request no form of ours sends.
    Malformed,
    /// 503: something we need is down; trying again later may help.
    Unavailable(Cause),
    /// 500.
    Internal(Cause),
}

/// A rule that says no for a time.
#[derive(Clone, Debug)]
pub struct Limited {
    /// What to do.
    pub message: Message,
    /// The rule, by its name.
    pub rule: &'static str,
    /// When it ends; nothing where no time ends it.
    pub ends_at: Option<Timestamp>,
}

impl Limited {
    /// When it ends, as the header has it: an HTTP-date (RFC 9110, 10.2.3).
    fn retry_after(&self) -> Option<HeaderValue> {
        // In whole seconds, and never before.
        let ends_at = self.ends_at?.after(Duration::from_millis(999)).to_jiff();
        let text = ends_at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        HeaderValue::try_from(text).ok()
    }
}

/// What went wrong inside: for the log alone.
#[derive(Clone, Debug)]
pub struct Cause(String);

impl Problem {
    /// Our own failure. The chain of sources is logged with the incident number when the answer is made.
    ///
    /// The messages of the chain must hold nothing sensitive, as those of every error of the house.
    pub fn internal(error: &(dyn Error + 'static)) -> Self {
        Self::Internal(Cause::of(error))
    }

    /// Something we need is down: the disk is full, the database stopped.
    pub fn unavailable(error: &(dyn Error + 'static)) -> Self {
        Self::Unavailable(Cause::of(error))
    }

    /// The HTTP status.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::Denied => StatusCode::FORBIDDEN,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) | Self::Limited(_) => StatusCode::CONFLICT,
            Self::Changed => StatusCode::PRECONDITION_FAILED,
            Self::Unconditional => StatusCode::PRECONDITION_REQUIRED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Malformed | Self::Wrong(_) => StatusCode::BAD_REQUEST,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The problem that a bare status stands for: of an answer that no handler of ours made.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::UNAUTHORIZED => Self::SignedOut,
            StatusCode::FORBIDDEN => Self::Denied,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::UNPROCESSABLE_ENTITY => Self::Invalid(FormErrors::none()),
            StatusCode::PRECONDITION_FAILED => Self::Changed,
            StatusCode::PRECONDITION_REQUIRED => Self::Unconditional,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMedia,
            StatusCode::TOO_MANY_REQUESTS => Self::TooMany,
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => {
                Self::Unavailable(Cause(format!("answered {status}")))
            }
            other if other.is_client_error() => Self::Malformed,
            other => Self::Internal(Cause(format!("answered {other}"))),
        }
    }

    fn title(&self, words: &Words) -> String {
        match self {
            Self::NotFound => words.text("problem-not-found"),
            Self::SignedOut => words.text("problem-signed-out"),
            Self::Denied => words.text("problem-denied"),
            Self::MethodNotAllowed | Self::Malformed | Self::Wrong(_) => {
                words.text("problem-malformed")
            }
            Self::Invalid(_) => words.text("problem-invalid"),
            Self::Conflict(_) | Self::Limited(_) => words.text("problem-conflict"),
            Self::Changed => words.text("problem-changed"),
            Self::Unconditional => words.text("problem-unconditional"),
            Self::TooLarge => words.text("problem-too-large"),
            Self::UnsupportedMedia => words.text("problem-unsupported-media"),
            Self::TooMany => words.text("problem-too-many"),
            Self::Unavailable(_) => words.text("problem-unavailable"),
            Self::Internal(_) => words.text("problem-internal"),
        }
    }

    /// What to do now.
    fn advice(&self, words: &Words) -> String {
        match self {
            Self::NotFound => words.text("problem-not-found-advice"),
            Self::SignedOut => words.text("problem-signed-out-advice"),
            Self::Denied => words.text("problem-denied-advice"),
            Self::MethodNotAllowed | Self::Malformed => words.text("problem-malformed-advice"),
            Self::Invalid(_) | Self::Wrong(_) => words.text("problem-invalid-advice"),
            Self::Conflict(message) | Self::Limited(Limited { message, .. }) => words.say(message),
            Self::Changed => words.text("problem-changed-advice"),
            Self::Unconditional => words.text("problem-unconditional-advice"),
            Self::TooLarge => words.text("problem-too-large-advice"),
            Self::UnsupportedMedia => words.text("problem-unsupported-media-advice"),
            Self::TooMany => words.text("problem-too-many-advice"),
            Self::Unavailable(_) => words.text("problem-unavailable-advice"),
            Self::Internal(_) => words.text("problem-internal-advice"),
        }
    }
}

impl Cause {
    fn of(error: &(dyn Error + 'static)) -> Self {
        let mut chain = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            let _ = write!(chain, ": {error}");
            source = error.source();
        }
        Self(chain)
    }
}

/// A bare status that carries the problem to [`with_problems`].
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Self::Limited(limited) = &self
            && let Some(end) = limited.retry_after()
        {
            response.headers_mut().insert(RETRY_AFTER, end);
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// What is needed to answer a problem.
#[derive(Clone)]
pub struct Problems {
    /// The words of every language.
    pub catalogue: Catalogue,
    /// The languages offered, the first being the one to fall back on.
    pub offered: Arc<[Language]>,
    /// Whether pages say that this is a demonstration.
    pub demonstration: bool,
    /// What stands beside a problem, on the public's side.
    pub aside: Option<Arc<Aside>>,
    /// Where incident numbers come from.
    pub entropy: Arc<dyn Entropy>,
}

/// Wraps a router so that every failure of it becomes a page or a JSON problem, and no panic ends a
/// connection.
///
/// The language is the one in the path (`/km/…`), or a [`Language`] that an inner layer put into the
/// answer's extensions, or the browser's.
pub fn with_problems<S: Clone + Send + Sync + 'static>(
    router: Router<S>,
    problems: Problems,
) -> Router<S> {
    router.layer(from_fn_with_state(problems, answer))
}

async fn answer(State(problems): State<Problems>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let accept = request.headers().get(ACCEPT_LANGUAGE).cloned();
    let first = request.uri().path().split('/').nth(1).unwrap_or_default();
    let (api, path) = (first == "api", first.parse().ok());

    // What the panic said is not looked at: it may hold what was typed.
    let mut response = AssertUnwindSafe(next.run(request))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Problem::Internal(Cause("a panic".to_owned())).into_response());

    let Some(problem) = problem_in(&mut response) else {
        return response;
    };
    let language = response.extensions().get().copied().or(path);
    let words = problems
        .catalogue
        .words(choose(language, accept.as_ref(), &problems.offered));
    let incident = problems.note(&problem, route.as_ref());
    let (content_type, body) = if api {
        ("application/problem+json", json(&problem, &words, incident))
    } else {
        (
            "text/html; charset=utf-8",
            problems.html(&problem, words, incident),
        )
    };
    // The headers stay: a handler's `Retry-After`, the router's `Allow`.
    let (mut parts, _) = response.into_parts();
    parts.status = problem.status();
    parts.headers.remove(CONTENT_LENGTH);
    parts
        .headers
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    Response::from_parts(parts, body.into())
}

/// The problem an answer carries, or stands for: a failure without a body of a handler's own making.
fn problem_in(response: &mut Response) -> Option<Problem> {
    if let Some(problem) = response.extensions_mut().remove() {
        return Some(problem);
    }
    let status = response.status();
    let bare = response.headers().get(CONTENT_TYPE).is_none_or(|kind| {
        let kind = kind.as_bytes();
        kind.starts_with(b"text/plain")
    });
    (bare && (status.is_client_error() || status.is_server_error()))
        .then(|| Problem::of_status(status))
}

impl Problems {
    /// Logs our own failures once, and gives the number under which they are found.
    fn note(&self, problem: &Problem, route: Option<&MatchedPath>) -> Option<String> {
        let (Problem::Unavailable(cause) | Problem::Internal(cause)) = problem else {
            return None;
        };
        let incident = incident_number(&*self.entropy);
        // The route's pattern, never the path: a path may hold what nobody else should read.
        let route = route.map_or("none", MatchedPath::as_str);
        let status = problem.status().as_u16();
        tracing::error!(incident, status, route, cause = cause.0, "a request failed");
        Some(incident)
    }

    fn html(&self, problem: &Problem, words: Words, incident: Option<String>) -> String {
        let title = problem.title(&words);
        let advice = problem.advice(&words);
        let errors = match problem {
            Problem::Invalid(errors) | Problem::Wrong(errors) => errors.clone(),
            _ => FormErrors::none(),
        };
        let language = words.language();
        let mut frame = Frame::new(words, title);
        frame.demonstration = self.demonstration;
        let mut help = &[][..];
        if let Some(aside) = &self.aside {
            frame.quick_exit = Some(aside.quick_exit.clone());
            if let Some(service) = aside.service(language) {
                service.clone_into(&mut frame.service);
            }
            frame.home = format!("/{language}/");
            // What failed cannot be had again by a link: the languages lead to where one begins.
            frame.offer(&self.catalogue, &self.offered, |one| format!("/{one}/"));
            help = aside.help(language);
        }
        let page = ProblemPage {
            frame,
            help,
            advice,
            errors,
            incident,
        };
        page.render().unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    frame: Frame,
    help: &'a [HelpLine],
    advice: String,
    errors: FormErrors,
    incident: Option<String>,
}

/// RFC 9457, 3.1. The type is left `about:blank`: the status says it all.
#[derive(Serialize)]
struct ProblemJson {
    r#type: &'static str,
    title: String,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldJson>,
    /// The rule that says no.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    /// When it ends, where a time ends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_at: Option<String>,
}

#[derive(Serialize)]
struct FieldJson {
    field: String,
    /// Where in the body it stands (RFC 6901); nothing for what stands in a header or the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    detail: String,
}

impl FieldJson {
    fn new(error: &FieldError, words: &Words, in_body: bool) -> Self {
        Self {
            field: error.field.clone(),
            pointer: in_body.then(|| pointer(&error.field)),
            detail: words.say(&error.message),
        }
    }
}

/// The pointer to a field by its name, in which `/` parts what stands within what: `#/urls/0`.
fn pointer(field: &str) -> String {
    format!("#/{}", field.replace('~', "~0"))
}

fn json(problem: &Problem, words: &Words, incident: Option<String>) -> String {
    let in_body = matches!(problem, Problem::Invalid(_));
    let errors = match problem {
        Problem::Invalid(errors) | Problem::Wrong(errors) => errors
            .iter()
            .map(|error| FieldJson::new(error, words, in_body))
            .collect(),
        _ => Vec::new(),
    };
    let limited = match problem {
        Problem::Limited(limited) => Some(limited),
        _ => None,
    };
    let document = ProblemJson {
        r#type: "about:blank",
        title: problem.title(words),
        status: problem.status().as_u16(),
        detail: problem.advice(words),
        incident,
        errors,
        rule: limited.map(|limited| limited.rule),
        ends_at: limited
            .and_then(|limited| limited.ends_at)
            .map(|at| at.to_string()),
    };
    serde_json::to_string(&document).unwrap_or_default()
}

/// Eight symbols of Crockford's base32: 40 random bits, easy to read out on the telephone.
fn incident_number(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes);
    let symbol = |byte: u8| CROCKFORD.get(usize::from(byte & 31)).copied();
    bytes
        .into_iter()
        .filter_map(symbol)
        .map(char::from)
        .collect()
}

const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#[cfg(test)]
mod tests;
