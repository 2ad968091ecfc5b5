//! Idempotency keys (draft-ietf-httpapi-idempotency-key-header): a request that is sent again has the answer of the
//! first, also when the first was cut off.
//!
//! A key is noted before its request is carried out, and completed with the answer in the transaction of what the
//! request changes. While it is noted alone the request is in hand; one that died in hand is taken over after
//! [`IN_HAND`]. Each carrying out is a [`Turn`] of its own, and only the turn that has the key now can complete it or
//! let go of it: one that was slow and comes back finds that it was taken over, and what it did is not committed.

use std::time::Duration;

use axum::Json;
use axum::http::header::{ETAG, LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::{Id, Timestamp};
use page::{FormErrors, Message, Problem};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{FromRow, Place, Row, Tx, values};

use crate::{Action, Actor, Desk, Error};

/// The header, as the draft names it.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Letters of a key at most.
const LENGTH: usize = 200;

/// After this a request that never ended no longer keeps its key.
const IN_HAND: Duration = Duration::from_mins(1);

/// How long a key is remembered at least.
const REMEMBERED: Duration = Duration::from_hours(48);

/// An answer that is given again to the same request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    body: Value,
}

impl Reply {
    /// 201 with what was made, and where it is found from now on.
    pub fn created(location: String, body: &impl Serialize) -> Result<Self, Problem> {
        let mut reply = Self::of(StatusCode::CREATED, body)?;
        reply.location = Some(location);
        Ok(reply)
    }

    /// 200 with what there is now.
    pub fn ok(body: &impl Serialize) -> Result<Self, Problem> {
        Self::of(StatusCode::OK, body)
    }

    fn of(status: StatusCode, body: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self {
            status: status.as_u16(),
            location: None,
            etag: None,
            body: serde_json::to_value(body).map_err(|error| Problem::internal(&error))?,
        })
    }

    /// With the version of what it shows.
    #[must_use]
    pub fn version(mut self, etag: &crate::Etag) -> Self {
        self.etag = Some(etag.header());
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = (status, Json(self.body)).into_response();
        for (name, value) in [(LOCATION, self.location), (ETAG, self.etag)] {
            let value = value.and_then(|value| HeaderValue::try_from(value).ok());
            if let Some(value) = value {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

/// One carrying out of a request under a key.
#[derive(Debug)]
pub struct Turn {
    key: [u8; 32],
    id: Id<Turn>,
}

/// What is known of a key.
pub(crate) enum Known {
    /// Nothing: it is noted now, and the request is to be done.
    New(Turn),
    /// The same request is in hand.
    InHand,
    /// The same request was answered so.
    Done(Reply),
    /// Another request had it.
    Other,
}

/// The key of the header: a string of RFC 9651, or the same without its quotes.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let wrong = || wrong(Message::new("api-idempotency-wrong"));
    let text = value.to_str().map_err(|_| wrong())?.trim();
    let key = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    let plain = |letter: char| letter.is_ascii_graphic() && !matches!(letter, '"' | '\\');
    if key.is_empty() || key.len() > LENGTH || !key.chars().all(plain) {
        return Err(wrong());
    }
    Ok(Some(key.to_owned()))
}

/// A request that is to have a key has none.
pub fn missing_key() -> Problem {
    wrong(Message::new("api-idempotency-missing"))
}

fn wrong(message: Message) -> Problem {
    let mut errors = FormErrors::none();
    errors.push(IDEMPOTENCY_KEY, message);
    Problem::Wrong(errors)
}

impl Turn {
    /// Takes the turn of a request under a key: of this route, with this body. Where the same request was answered
    /// before, that answer.
    ///
    /// # Errors
    /// The answer, or why there is none.
    pub async fn take(
        desk: &Desk,
        actor: &Actor,
        key: &str,
        route: &str,
        body: &[u8],
    ) -> Result<Self, Response> {
        let problem = |error: Error| Problem::from(error).into_response();
        match Self::begin(desk, actor, key, route, body)
            .await
            .map_err(problem)?
        {
            Known::New(turn) => Ok(turn),
            Known::Done(reply) => Err(reply.into_response()),
            Known::InHand => Err(in_hand()),
            Known::Other => {
                let mut errors = FormErrors::none();
                errors.push(IDEMPOTENCY_KEY, Message::new("api-idempotency-other"));
                Err(Problem::Invalid(errors).into_response())
            }
        }
    }

    async fn begin(
        desk: &Desk,
        actor: &Actor,
        key: &str,
        route: &str,
        body: &[u8],
    ) -> Result<Known, Error> {
        let mut tx = desk.db.write().await?;
        let ring = tx.keyring()?;
        let who = actor.who().id.map(|id| *id.as_bytes()).unwrap_or_default();
        let key = ring.blind_index("identity.idempotency", &[&who, key.as_bytes()].concat());
        let request = [route.as_bytes(), b"\n", body].concat();
        let fingerprint = ring.blind_index("identity.fingerprint", &request);
        let known = begin(&mut tx, actor, &key, &fingerprint).await?;
        // Noted before anything is done.
        tx.commit().await?;
        Ok(known)
    }

    /// Carries the request out: what `work` did is committed with the answer, both or neither. Where it fails the
    /// key is let go of, so that the request can be sent again at once.
    pub async fn run(
        self,
        desk: &Desk,
        actor: &Actor,
        work: impl Future<Output = Result<(Tx, Reply), Problem>>,
    ) -> Result<Response, Problem> {
        let failed = match work.await {
            Ok((mut tx, reply)) => match self.complete(&mut tx, actor, &reply).await {
                Ok(()) => {
                    tx.commit().await.map_err(Error::from)?;
                    return Ok(reply.into_response());
                }
                Err(Error::TakenOver) => return Ok(in_hand()),
                Err(error) => error.into(),
            },
            Err(problem) => problem,
        };
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        self.give_up(&mut tx, actor).await?;
        tx.commit().await.map_err(Error::from)?;
        Err(failed)
    }

    async fn complete(&self, tx: &mut Tx, actor: &Actor, reply: &Reply) -> Result<(), Error> {
        actor.may(Action::UseKey)?;
        let answer = serde_json::to_vec(reply)
            .map_err(|_| store::Error::Unreadable("identity_idempotency.answer"))?;
        let (data_key, wrapped) = tx
            .keyring()?
            .new_data_key(place("data_key", self.id), tx.entropy());
        let sealed = data_key.seal(place("answer", self.id), &answer, tx.entropy());
        let done = values![self.key, self.id, wrapped, sealed];
        if tx.execute(COMPLETE, done).await? == 0 {
            return Err(Error::TakenOver);
        }
        Ok(())
    }

    async fn give_up(&self, tx: &mut Tx, actor: &Actor) -> Result<(), Error> {
        actor.may(Action::UseKey)?;
        tx.execute(GIVE_UP, values![self.key, self.id]).await?;
        Ok(())
    }
}

fn in_hand() -> Response {
    let problem = Problem::Conflict(Message::new("api-idempotency-in-hand"));
    ([(RETRY_AFTER, "1")], problem).into_response()
}

/// Notes a key for the request with this fingerprint, or tells what is known of it.
async fn begin(
    tx: &mut Tx,
    actor: &Actor,
    key: &[u8; 32],
    fingerprint: &[u8; 32],
) -> Result<Known, Error> {
    actor.may(Action::UseKey)?;
    let now = tx.now();
    let id: Id<Turn> = tx.new_id();
    let turn = Turn { key: *key, id };
    if tx.execute(NOTE, values![key, fingerprint, id, now]).await? == 1 {
        return Ok(Known::New(turn));
    }
    let noted: Noted = tx.one(FIND, values![key]).await?;
    let same = noted.fingerprint == fingerprint;
    match noted.answer {
        Some(_) if !same => Ok(Known::Other),
        Some((wrapped, answer)) => Ok(Known::Done(open(tx, noted.turn, &wrapped, &answer)?)),
        None if now.since(noted.begun_at) >= IN_HAND => {
            tx.execute(TAKE_OVER, values![key, fingerprint, id, now])
                .await?;
            Ok(Known::New(turn))
        }
        None if same => Ok(Known::InHand),
        None => Ok(Known::Other),
    }
}

fn open(tx: &Tx, turn: Id<Turn>, wrapped: &[u8], answer: &[u8]) -> Result<Reply, Error> {
    let unreadable = store::Error::Unreadable("identity_idempotency.answer");
    let key = tx
        .keyring()?
        .data_key(place("data_key", turn), wrapped)
        .map_err(store::Error::from)?;
    let answer = key
        .open_text(place("answer", turn), answer)
        .map_err(store::Error::from)?;
    Ok(serde_json::from_str(answer.expose()).map_err(|_| unreadable)?)
}

/// Forgets the keys whose time is over.
pub(crate) async fn forget_old(tx: &mut Tx) -> store::Result<()> {
    let before = tx.now().before(REMEMBERED);
    tx.execute(FORGET, values![before]).await?;
    Ok(())
}

const fn place(column: &'static str, turn: Id<Turn>) -> Place {
    Place::new("identity_idempotency", column, turn)
}

struct Noted {
    fingerprint: Vec<u8>,
    turn: Id<Turn>,
    answer: Option<(Vec<u8>, Vec<u8>)>,
    begun_at: Timestamp,
}

impl FromRow for Noted {
    fn from_row(row: &Row) -> store::Result<Self> {
        let (data_key, answer): (Option<_>, Option<_>) = (row.get("data_key")?, row.get("answer")?);
        Ok(Self {
            fingerprint: row.get("fingerprint")?,
            turn: row.get("turn_id")?,
            answer: data_key.zip(answer),
            begun_at: row.get("begun_at")?,
        })
    }
}

const NOTE: &str = "-- identity.idempotency.note
INSERT INTO identity_idempotency (key, fingerprint, turn_id, begun_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (key) DO NOTHING";

const FIND: &str = "-- identity.idempotency.find
SELECT fingerprint, turn_id, data_key, answer, begun_at FROM identity_idempotency
WHERE key = $1 /*for update*/";

const TAKE_OVER: &str = "-- identity.idempotency.take_over
UPDATE identity_idempotency SET fingerprint = $2, turn_id = $3, begun_at = $4
WHERE key = $1 AND answer IS NULL";

const COMPLETE: &str = "-- identity.idempotency.complete
UPDATE identity_idempotency SET data_key = $3, answer = $4
WHERE key = $1 AND turn_id = $2 AND answer IS NULL";

const GIVE_UP: &str = "-- identity.idempotency.give_up
DELETE FROM identity_idempotency WHERE key = $1 AND turn_id = $2 AND answer IS NULL";

const FORGET: &str = "-- identity.idempotency.forget
DELETE FROM identity_idempotency WHERE begun_at < $1";
