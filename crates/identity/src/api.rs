//! What every call of the desk's interface under `/api/v1` is made of: who calls, what was sent, under which key, and
//! in which version. The functions behind are those of the pages; their answers are JSON, their failures RFC 9457.

mod trainees;

use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::{FromRequest, FromRequestParts, MatchedPath, Request, State};
use axum::http::header::{CONTENT_TYPE, IF_MATCH, RETRY_AFTER};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use kernel::{Id, Language, Timestamp};
use page::{FormErrors, Message, Problem};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_path_to_error::{Path, Segment};
use sha2::{Digest, Sha256};

use crate::bearer::{Key, unknown};
use crate::idempotency::{Turn, idempotency_key, missing_key};
use crate::signed::MOST;
use crate::staff_key::{Called, PREFIX, StaffKey, call};
use crate::{Action, Actor, Desk, Role};

/// This crate's part of the interface.
pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/v1/me", get(me))
        .route("/api/v1/trainees", get(trainees::list))
        .route("/api/v1/trainees/{staff}/end", post(trainees::end))
}

/// Somebody of the staff, by a key: for the handler of a call. Any request without a key that opens is answered 401,
/// and 429 where its key has made its calls of the minute. There is no cookie here.
#[derive(Clone, Debug)]
pub struct Caller {
    actor: Actor,
    key: Id<StaffKey>,
    roles: Vec<Role>,
    language: Language,
    expires_at: Timestamp,
}

impl Caller {
    /// Who acts: for every function of a module.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The language in which this person reads.
    pub const fn language(&self) -> Language {
        self.language
    }
}

impl FromRequestParts<Desk> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Response> {
        // The handler asked for it already: a call is counted and recorded once.
        if let Some(caller) = parts.extensions.get::<Self>() {
            return Ok(caller.clone());
        }
        let Some(key) = Key::sent(PREFIX, &parts.headers) else {
            return Err(unknown());
        };
        let route = parts.extensions.get::<MatchedPath>();
        let route = route.map_or("none", MatchedPath::as_str);
        let called = call(&desk.db, &key, desk.keys, (parts.method.as_str(), route))
            .await
            .map_err(|error| Problem::from(error).into_response())?;
        let opened = match called {
            Called::Opened(opened) => opened,
            Called::Unknown => return Err(unknown()),
            Called::Wait(wait) => {
                let seconds = wait.as_secs().saturating_add(1).to_string();
                return Err(([(RETRY_AFTER, seconds)], Problem::TooMany).into_response());
            }
        };
        let caller = Self {
            actor: opened.actor,
            key: opened.key,
            roles: opened.roles,
            language: opened.language,
            expires_at: opened.expires_at,
        };
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}

/// Somebody whose key reaches an action, which the handler names: any other is answered 403, before what was sent is
/// looked at. That says nothing of what is there.
#[derive(Debug)]
pub struct By<A>(Caller, PhantomData<A>);

impl<A> Deref for By<A> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl<A: Needs> FromRequestParts<Desk> for By<A> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Response> {
        let caller = Caller::from_request_parts(parts, desk).await?;
        if caller.actor.may(A::ACTION).is_err() {
            return Err(Problem::Denied.into_response());
        }
        Ok(Self(caller, PhantomData))
    }
}

/// An action as a type.
pub trait Needs: Send + Sync {
    /// The action.
    const ACTION: Action;
}

macro_rules! needs {
    ($($action:ident),* $(,)?) => {$(
        #[doc = concat!("[`Action::", stringify!($action), "`]")]
        #[derive(Debug)]
        pub enum $action {}

        impl Needs for $action {
            const ACTION: Action = Action::$action;
        }
    )*};
}

/// The actions that calls ask for: `caller: By<may::Assess>`.
pub mod may {
    use super::Needs;
    use crate::Action;

    needs! {
        ReadCase, ClaimCase, View, Assess, SettleOpinion, ReadAssessment, ChooseWorkingUrl, SettleRoute,
        WriteNote, Disclose, CorrectDecision, ReadLead, HandleLead, Converse, ReadContact, ImportReports,
        ReadTakedown, RecordPoliceWord, Refer, Exchange, Notify, EditLetter, ReleaseLetter, SkipStep, Check, DecideCheck, MarkPage, ReadStakeholders,
        ProposeContact, ApproveContact, ManageProviders, ReadPage, ManageRules, ReadEvidence, Trace, FileReport, ReadTrace, TakeAnswer,
        ReadExposure, LiftLimit, SumExposure, EndTraineeship, ReadTray, SortTray, ReadOverdue, AnswerAlarm,
        ReadPoliceWord, CountPoliceWords, TakePackage, ReadFigures,
    }
}

/// What a call sent as JSON. `Sent<T, BYTES>` takes more than most.
#[derive(Debug)]
pub struct Sent<T, const BYTES: usize = MOST>(pub T);

impl<T: DeserializeOwned, const BYTES: usize> FromRequest<Desk> for Sent<T, BYTES> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Desk) -> Result<Self, Problem> {
        let body = read(request, BYTES).await?;
        parse(&body).map(Self)
    }
}

/// What a creating call sent, under its `Idempotency-Key`. The handler runs only for a request that is new: one that
/// was answered before has that answer again. Take [`Caller`] before it.
#[derive(Debug)]
pub struct Creating<T, const BYTES: usize = MOST>(pub T, pub Turn);

impl<T: DeserializeOwned + Send, const BYTES: usize> FromRequest<Desk> for Creating<T, BYTES> {
    type Rejection = Response;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, desk).await?;
        let key = idempotency_key(&parts.headers)
            .and_then(|key| key.ok_or_else(missing_key))
            .map_err(IntoResponse::into_response)?;
        let route = format!("{} {}", parts.method, parts.uri.path());
        let body = read(Request::from_parts(parts, body), BYTES)
            .await
            .map_err(IntoResponse::into_response)?;
        let sent = parse(&body).map_err(IntoResponse::into_response)?;
        let turn = Turn::take(desk, &caller.actor, &key, &route, &body).await?;
        Ok(Self(sent, turn))
    }
}

/// A body with nothing in it: none, or an empty object.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The version of something, as its `ETag` says it (RFC 9110, 8.8.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Etag(String);

impl Etag {
    /// The version of what these parts describe: the same for the same, another for anything else.
    pub fn of(parts: &impl Serialize) -> Result<Self, Problem> {
        let bytes = serde_json::to_vec(parts).map_err(|error| Problem::internal(&error))?;
        let hash: [u8; 32] = Sha256::digest(&bytes).into();
        let text = hash.iter().take(16).map(|byte| format!("{byte:02x}"));
        Ok(Self(text.collect()))
    }

    /// The text for the header.
    pub fn header(&self) -> String {
        format!("\"{}\"", self.0)
    }
}

/// In which version something was read that is to be changed now. A request without one is answered 428: nobody
/// changes what they have not read. So is `*`, which would change whatever is there.
#[derive(Clone, Debug)]
pub struct IfMatch(Vec<String>);

impl IfMatch {
    /// Refuses a change of what is not any more what was read: 412. Asked in the transaction of the change, once the
    /// row is held for which others wait.
    pub fn check(&self, now: &Etag) -> Result<(), Problem> {
        if self.0.contains(&now.header()) {
            Ok(())
        } else {
            Err(Problem::Changed)
        }
    }
}

impl FromRequestParts<Desk> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(IF_MATCH) else {
            return Err(Problem::Unconditional);
        };
        let text = value.to_str().map_err(|_| wrong_version())?;
        if text.trim() == "*" {
            return Err(Problem::Unconditional);
        }
        let tags: Vec<_> = text.split(',').map(|tag| tag.trim().to_owned()).collect();
        let is_tag = |tag: &String| {
            let tag = tag.strip_prefix("W/").unwrap_or(tag);
            tag.len() >= 2 && tag.starts_with('"') && tag.ends_with('"')
        };
        if tags.iter().all(is_tag) {
            Ok(Self(tags))
        } else {
            Err(wrong_version())
        }
    }
}

fn wrong_version() -> Problem {
    let mut errors = FormErrors::none();
    errors.push("if-match", Message::new("api-version-wrong"));
    Problem::Wrong(errors)
}

/// A parameter of the address that cannot be read.
pub fn wrong_parameter(name: &str) -> Problem {
    let mut errors = FormErrors::none();
    errors.push(name, Message::new("api-parameter-wrong"));
    Problem::Wrong(errors)
}

/// What a parameter of the address says, read so; nothing where it is not there. One that cannot be read is the
/// caller's fault ([`wrong_parameter`]).
pub fn parameter<T>(
    query: &[(String, String)],
    name: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    let Some((_, text)) = query.iter().find(|(one, _)| one == name) else {
        return Ok(None);
    };
    read(text).map(Some).ok_or_else(|| wrong_parameter(name))
}

/// How many of a list the parameter `limit` asks for: `most` at most, and where it does not say.
pub fn limit_within(query: &[(String, String)], most: i64) -> Result<i64, Problem> {
    let read = |text: &str| text.parse().ok().filter(|limit| (1..=most).contains(limit));
    Ok(parameter(query, "limit", read)?.unwrap_or(most))
}

async fn read(request: Request, most: usize) -> Result<Vec<u8>, Problem> {
    let sent_type = request.headers().get(CONTENT_TYPE);
    let is_json = sent_type.is_some_and(|value| {
        let value = value.to_str().unwrap_or_default();
        let essence = value.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json")
    });
    let named = sent_type.is_some();
    // The only other reason is a connection that broke, and that one reads no answer.
    let bytes = axum::body::to_bytes(request.into_body(), most)
        .await
        .map_err(|_| Problem::TooLarge)?;
    if is_json || (bytes.is_empty() && !named) {
        Ok(bytes.to_vec())
    } else {
        Err(Problem::UnsupportedMedia)
    }
}

/// Reads a body; an empty one is an empty object. What is wrong is named by where it stands, and never said again.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let body = if body.is_empty() { b"{}" } else { body };
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        if !error.inner().is_data() {
            return Problem::Malformed;
        }
        // Which field is missing is a word of ours, and stands in nothing but the sentence.
        let inner = error.inner().to_string();
        let missing = inner
            .strip_prefix("missing field `")
            .and_then(|rest| rest.split('`').next());
        let message = Message::new(match missing {
            Some(_) => "api-field-missing",
            None => "api-field-wrong",
        });
        let mut field = pointed(error.path());
        if let Some(missing) = missing {
            if !field.is_empty() {
                field.push('/');
            }
            field.push_str(missing);
        }
        let mut errors = FormErrors::none();
        errors.push(field, message);
        Problem::Invalid(errors)
    })?;
    reader.end().map_err(|_| Problem::Malformed)?;
    Ok(value)
}

/// The place of a value, its parts divided by `/`. A name that is none of ours is not repeated.
fn pointed(path: &Path) -> String {
    let parts = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => is_name(key).then(|| key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

fn is_name(key: &str) -> bool {
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    key.len() <= 64 && key.chars().all(plain)
}

/// Who calls.
#[derive(Serialize)]
struct Me {
    staff: Option<Id<crate::Staff>>,
    key: Id<StaffKey>,
    roles: Vec<&'static str>,
    language: String,
    expires_at: String,
}

/// GET /api/v1/me
async fn me(State(_): State<Desk>, caller: Caller) -> Json<Me> {
    Json(Me {
        staff: caller.actor.staff_id(),
        key: caller.key,
        roles: caller.roles.iter().map(|role| role.name()).collect(),
        language: caller.language.code().to_owned(),
        expires_at: caller.expires_at.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "read by no test")]
    struct Told {
        name: String,
        numbers: Vec<u8>,
    }

    fn wrong(body: &str) -> (u16, String) {
        let problem = parse::<Told>(body.as_bytes()).unwrap_err();
        let field = match &problem {
            Problem::Invalid(errors) => errors.iter().next().map(|error| error.field.clone()),
            _ => None,
        };
        (problem.status().as_u16(), field.unwrap_or_default())
    }

    #[test]
    fn what_is_wrong_in_a_body_is_named_by_its_place() {
        assert_eq!(
            wrong("{\"name\": \"a\", \"numbers\": [1, 2, -3]}"),
            (422, "numbers/2".to_owned())
        );
        assert_eq!(wrong("{\"numbers\": []}"), (422, "name".to_owned()));
        assert_eq!(wrong(""), (422, "name".to_owned()));
        assert_eq!(wrong("{\"name\": 1}"), (422, "name".to_owned()));
        assert_eq!(wrong("{\"Typed Words\": 1}"), (422, String::new()));
        assert_eq!(wrong("[]"), (422, String::new()));
        for broken in ["{", "{} {}", "word", "\u{0}", "{\"name\": \"\\ud800\"}"] {
            assert_eq!(
                wrong(broken).0,
                if broken == "{} {}" { 422 } else { 400 },
                "{broken}"
            );
        }
    }

    #[test]
    fn a_version_is_of_what_it_was_made_from() {
        let one = Etag::of(&("word", 17)).unwrap();
        assert_eq!(one, Etag::of(&("word", 17)).unwrap());
        assert_ne!(one, Etag::of(&("word", 18)).unwrap());
        assert_eq!(one.header().len(), 34);
        assert!(IfMatch(vec![one.header()]).check(&one).is_ok());
        assert!(
            IfMatch(vec![format!("W/{}", one.header())])
                .check(&one)
                .is_err()
        );
    }
}
