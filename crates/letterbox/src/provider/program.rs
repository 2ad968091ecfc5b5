//! The provider's page for programs: `/api/v1/answers`. JSON in, JSON out, RFC 9457 problems.
//!
//! A program has a key from the desk. It asks with it for its open places, is answered at once with a *visit*, and looks
//! with that until the list is there; then it says something about places of it. Whether the key is one, the letterbox
//! does not know: of what is not to be had there is never a list, and every answer until then is the same.

use std::sync::Arc;

use axum::extract::{Request, State as Extract};
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use page::{FormErrors, Message, Problem};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::words::{Field, Row, word};
use super::{Act, List, PlaceWord};
use crate::api::{JSON, object, optional, unknown};
use crate::state::State;
use crate::{Letterbox, Refused, body, even};

/// The longest reference or name of a place that is sent on, in characters.
const NAME: usize = 40;
/// Seconds until it is worth looking again: the desk looks into the letterbox twice a second.
const AGAIN: &str = "1";

pub(super) fn routes() -> Router<Arc<Letterbox>> {
    Router::new()
        .route("/api/v1/answers", post(ask))
        .route("/api/v1/answers/list", post(look))
        .route("/api/v1/answers/words", post(say))
        .layer(from_fn(even::evenly))
}

#[derive(Serialize)]
struct Begun {
    /// For the other two calls, like a key of its own: until the list ends.
    visit: String,
}

#[derive(Serialize)]
struct Listed<'a> {
    /// RFC 3339.
    until: String,
    places: Vec<Told<'a>>,
    /// Send it as `after` for what follows.
    next: Option<&'a str>,
}

#[derive(Serialize)]
struct Told<'a> {
    place: &'a str,
    letter: &'a str,
    reference: &'a str,
    url: &'a str,
    said: Option<&'a str>,
}

#[derive(Serialize)]
struct Taken {
    /// About how many places something was said.
    places: usize,
}

/// Asks for the open places of whoever has the key.
async fn ask(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    request: Request,
) -> Result<Response, Problem> {
    let key = identity::sent_recipient_key(request.headers());
    let mut fields = object(&body::read(request, JSON).await?)?;
    let mut errors = FormErrors::none();
    let mut name = |field| {
        let text = optional(&mut fields, field, &mut errors)?;
        Some(text.trim().chars().take(NAME).collect::<String>())
    };
    let (of, after) = (name("reference"), name("after"));
    unknown(&fields, &mut errors);
    if !errors.is_empty() {
        return Err(Problem::Invalid(errors));
    }
    // What cannot be a key was mistyped: that much its last letters tell anybody.
    let Some(key) = key else {
        return Ok(([(WWW_AUTHENTICATE, "Bearer")], Problem::SignedOut).into_response());
    };
    let state = letterbox.draw();
    let act = Act::Key {
        key: key.expose().clone(),
        of,
        after,
    };
    sent(letterbox.speak(&state.receipt, act).await)?;
    let begun = Begun {
        visit: letterbox.sealed(&state),
    };
    Ok((StatusCode::ACCEPTED, Json(begun)).into_response())
}

/// The list, once it is there.
async fn look(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    request: Request,
) -> Result<Response, Problem> {
    let mut fields = object(&body::read(request, JSON).await?)?;
    let mut errors = FormErrors::none();
    let visit = optional(&mut fields, "visit", &mut errors);
    unknown(&fields, &mut errors);
    let state = letterbox.visit(visit.as_deref(), &mut errors);
    let (true, Some(state)) = (errors.is_empty(), state) else {
        return Err(Problem::Invalid(errors));
    };
    if let Some(list) = letterbox.list(&state.receipt).await? {
        return Ok(Json(listed(&list)).into_response());
    }
    let later = [(RETRY_AFTER, AGAIN)];
    Ok((StatusCode::ACCEPTED, later, Json(json!({}))).into_response())
}

fn listed(list: &List) -> Listed<'_> {
    let places = list.places.iter().map(|place| Told {
        place: &place.place,
        letter: &place.letter,
        reference: &place.reference,
        url: &place.url,
        said: place.said.as_deref(),
    });
    Listed {
        until: list.until.to_string(),
        places: places.collect(),
        next: list.next.as_deref(),
    }
}

/// Takes what is said about places of the list.
async fn say(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    request: Request,
) -> Result<Response, Problem> {
    let once = idempotency_key(request.headers());
    let body = body::read(request, JSON).await?;
    let once = once?;
    let (sent_words, mut errors) = WordsJson::read(&body)?;
    let state = letterbox.visit(sent_words.visit.as_deref(), &mut errors);
    let (true, Some(state)) = (errors.is_empty(), state) else {
        return Err(Problem::Invalid(errors));
    };
    // Whyever there is none: it has not come yet, its time is over, or it is not to be had.
    let Some(list) = letterbox.list(&state.receipt).await? else {
        return Err(Problem::Conflict(Message::new("letterbox-api-no-list")));
    };
    let words = sent_words.of(&list, &letterbox).map_err(Problem::Invalid)?;
    let places = words.len();
    let act = Act::Words { words, once };
    sent(letterbox.speak(&state.receipt, act).await)?;
    Ok((StatusCode::ACCEPTED, Json(Taken { places })).into_response())
}

fn idempotency_key(headers: &HeaderMap) -> Result<String, Problem> {
    identity::idempotency_key(headers)?.ok_or_else(identity::missing_key)
}

fn sent(taken: Result<(), Refused>) -> Result<(), Problem> {
    taken.map_err(|refused| match refused {
        Refused::TooLong => {
            let mut errors = FormErrors::none();
            errors.push("words", Message::new("letterbox-list-too-long"));
            Problem::Invalid(errors)
        }
        Refused::NotTaken(error) => Problem::unavailable(&error),
    })
}

impl Letterbox {
    /// The visit in a sealed text, if it still holds.
    fn visit(&self, sealed: Option<&str>, errors: &mut FormErrors) -> Option<State> {
        let state = self.drawn(sealed.unwrap_or_default());
        if state.is_none() && errors.of("visit").is_none() {
            errors.push("visit", Message::new("letterbox-api-visit"));
        }
        state
    }
}

/// What a program says about places, before it is checked.
pub struct WordsJson {
    visit: Option<String>,
    /// Of places by their names.
    words: Vec<(String, Row)>,
    /// Of all others of the list.
    all: Option<Row>,
}

impl WordsJson {
    /// Reads what was sent and notes every field that is not as it must be.
    ///
    /// # Errors
    /// `Problem::Malformed` where it is no JSON object.
    pub fn read(bytes: &[u8]) -> Result<(Self, FormErrors), Problem> {
        let mut fields = object(bytes)?;
        let mut errors = FormErrors::none();
        let visit = optional(&mut fields, "visit", &mut errors);
        let mut words = Vec::new();
        match fields.remove("words") {
            None | Some(Value::Null) => {}
            Some(Value::Array(values)) => {
                for (value, number) in values.into_iter().zip(0_usize..) {
                    let at = format!("words/{number}");
                    if let Some((place, row)) = said(value, &at, true, &mut errors) {
                        words.push((place, row));
                    }
                }
            }
            Some(_) => errors.push("words", Message::new("letterbox-api-words")),
        }
        let all = fields.remove("all").filter(|value| !value.is_null());
        let all = all.and_then(|value| said(value, "all", false, &mut errors));
        unknown(&fields, &mut errors);
        let read = Self {
            visit,
            words,
            all: all.map(|(_, row)| row),
        };
        Ok((read, errors))
    }

    /// What is said about places of this list, each once; or what is wrong with it.
    fn of(&self, list: &List, letterbox: &Letterbox) -> Result<Vec<PlaceWord>, FormErrors> {
        let (pack, now) = (&letterbox.pack, letterbox.db.clock().now());
        let mut errors = FormErrors::none();
        let mut said: Vec<PlaceWord> = Vec::new();
        for ((place, row), number) in self.words.iter().zip(0_usize..) {
            let is_listed = list.places.iter().any(|listed| listed.place == *place);
            if !is_listed || said.iter().any(|word| word.place == *place) {
                let message = Message::new("letterbox-api-place");
                errors.push(format!("words/{number}/place"), message);
                continue;
            }
            match word(row, pack, now, &mut errors) {
                Some(mut word) => {
                    word.place.clone_from(place);
                    said.push(word);
                }
                // A place that is named is named to say something about it.
                None if errors.of(&row.says.name).is_none() => {
                    let message = Message::new("letterbox-list-says-missing");
                    errors.push(row.says.name.clone(), message);
                }
                None => {}
            }
        }
        if let Some(all) = &self.all
            && let Some(all) = word(all, pack, now, &mut errors)
        {
            for listed in &list.places {
                if self.words.iter().all(|(place, _)| *place != listed.place) {
                    let mut word = all.clone();
                    word.place.clone_from(&listed.place);
                    said.push(word);
                }
            }
        }
        if said.is_empty() && errors.is_empty() {
            errors.push("words", Message::new("letterbox-list-nothing-said"));
        }
        if errors.is_empty() {
            Ok(said)
        } else {
            Err(errors)
        }
    }
}

/// The fields of what is said about one place, or about all.
fn said(value: Value, at: &str, of_place: bool, errors: &mut FormErrors) -> Option<(String, Row)> {
    let Value::Object(mut fields) = value else {
        errors.push(at, Message::new("letterbox-api-words"));
        return None;
    };
    let mut place = String::new();
    if of_place {
        place = text(&mut fields, at, "place", errors);
    }
    let row = Row::saying(|name| Field {
        name: format!("{at}/{name}"),
        value: text(&mut fields, at, name, errors),
    });
    for name in fields.keys() {
        errors.push(
            format!("{at}/{name}"),
            Message::new("letterbox-api-unknown"),
        );
    }
    Some((place, row))
}

fn text(fields: &mut Map<String, Value>, at: &str, name: &str, errors: &mut FormErrors) -> String {
    match fields.remove(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text,
        Some(_) => {
            errors.push(format!("{at}/{name}"), Message::new("letterbox-api-text"));
            String::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn faults(sent: &str) -> Vec<String> {
        let (_, errors) = WordsJson::read(sent.as_bytes()).unwrap_or_else(|_| panic!("an object"));
        errors.iter().map(|error| error.field.clone()).collect()
    }

    #[test]
    fn each_field_that_is_not_as_it_must_be_is_named() {
        let right = r#"{"visit": "v", "words": [{"place": "p", "says": "seen"}], "all": {"says": "removed"}}"#;
        assert!(faults(right).is_empty());
        for (sent, fault) in [
            (r#"{"visit": 1}"#, "visit"),
            (r#"{"words": {}}"#, "words"),
            (r#"{"words": ["seen"]}"#, "words/0"),
            (r#"{"words": [{}, {"says": 1}]}"#, "words/1/says"),
            (r#"{"words": [{"word": "seen"}]}"#, "words/0/word"),
            (r#"{"all": {"place": "p"}}"#, "all/place"),
            (r#"{"all": {"until": 7}}"#, "all/until"),
            (r#"{"word": 1}"#, "word"),
        ] {
            assert_eq!(faults(sent), [fault], "{sent}");
        }
        assert!(WordsJson::read(b"[]").is_err() && WordsJson::read(b"").is_err());
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,12}".prop_map(Value::from),
        ];
        let name = prop_oneof![
            "visit",
            "words",
            "all",
            "place",
            "says",
            "until",
            "[a-z/~]{0,5}"
        ];
        leaf.prop_recursive(3, 24, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((name.clone(), inner), 0..5)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_read_or_named(sent in value()) {
            let bytes = sent.to_string();
            match WordsJson::read(bytes.as_bytes()) {
                Ok((read, errors)) => {
                    prop_assert!(sent.is_object());
                    // Nothing is lost without a word.
                    let count = sent["words"].as_array().map_or(0, Vec::len);
                    prop_assert!(read.words.len() == count || !errors.is_empty());
                }
                Err(_) => prop_assert!(!sent.is_object()),
            }
        }

        #[test]
        fn no_bytes_break_it(sent in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = WordsJson::read(&sent);
        }
    }
}
