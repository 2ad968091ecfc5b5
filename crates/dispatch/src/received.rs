//! Mails that arrived, in the store: matched to a mail of ours, or in the tray until a person has sorted them.

mod keep;

use audit::{About, Line, history};
use identity::{Action, Actor};
use kernel::{Id, Sensitive, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{FromRow, Place, Row, Tx, values};
use uuid::Uuid;

use self::keep::{by_message_id, is_other_sender};
pub use self::keep::{keep, suggest, unmatched};
use crate::mail::reference_index;
use crate::read::Kind;
use crate::{Error, RECEIVED};

/// The kind of the ids of what a mail of ours is of, whichever module knows it.
pub enum Subject {}

/// Where a mail that arrived stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It is about a mail of ours.
    Matched,
    /// A person has to say what it is about.
    Tray,
    /// It is about nothing.
    Junk,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Matched, Self::Tray, Self::Junk];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Tray => "tray",
            Self::Junk => "junk",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The state after a person said what it is about, or that it is about nothing: who said so may err, and says it
    /// again. What was matched has had its effect.
    pub const fn sorted(self, to: Self) -> Result<Self, Error> {
        match (self, to) {
            (Self::Tray, Self::Matched | Self::Junk) | (Self::Junk, Self::Matched) => Ok(to),
            _ => Err(Error::Changed),
        }
    }
}

/// A mail that arrived, opened. It prints without its words.
#[derive(Clone, Debug)]
pub struct Received {
    /// Its id.
    pub id: Id<Received>,
    /// When it was taken out of the mailbox.
    pub at: Timestamp,
    /// What its mail of ours is of, where it is about one.
    pub about: Option<Id<Subject>>,
    /// What it is.
    pub kind: Kind,
    /// What a relay calls the outcome (RFC 3463).
    pub status: Option<String>,
    /// Where it stands.
    pub state: State,
    /// It was sealed to the hotline.
    pub sealed: bool,
    /// Whether what it says is signed by the key that our mail was sealed to; nothing where it is not sealed, or ours was
    /// not.
    pub signed: Option<bool>,
    /// It comes from another domain than the mail went to.
    pub other_sender: bool,
    /// How much of what was left out, in kinds of media.
    pub dropped: Vec<(String, u64)>,
    /// From whom it says it is.
    pub sender: Sensitive<String>,
    /// What it is about.
    pub subject: Sensitive<String>,
    /// Its text.
    pub text: Sensitive<String>,
}

impl Received {
    /// How many parts that were no text were left out.
    pub fn left_out(&self) -> u64 {
        self.dropped.iter().map(|(_, count)| count).sum()
    }
}

struct Kept {
    id: Id<Received>,
    at: Timestamp,
    about: Option<Id<Subject>>,
    kind: Kind,
    status: Option<String>,
    state: State,
    sealed: bool,
    signed: Option<bool>,
    other_sender: bool,
    dropped: Vec<(String, u64)>,
    data_key: Vec<u8>,
    sender: Vec<u8>,
    subject: Vec<u8>,
    text: Vec<u8>,
}

impl FromRow for Kept {
    fn from_row(row: &Row) -> store::Result<Self> {
        let unreadable = store::Error::Unreadable;
        let kind: String = row.get("kind")?;
        let state: String = row.get("state")?;
        let dropped: String = row.get("dropped")?;
        Ok(Self {
            id: row.get("id")?,
            at: row.get("at")?,
            about: row.get("mail_id")?,
            kind: Kind::named(&kind).ok_or(unreadable("dispatch_received.kind"))?,
            status: row.get("status")?,
            state: State::named(&state).ok_or(unreadable("dispatch_received.state"))?,
            sealed: row.get("sealed")?,
            signed: row.get("signed")?,
            other_sender: row.get("other_sender")?,
            dropped: serde_json::from_str(&dropped)
                .map_err(|_| unreadable("dispatch_received.dropped"))?,
            data_key: row.get("data_key")?,
            sender: row.get("sender")?,
            subject: row.get("subject")?,
            text: row.get("text")?,
        })
    }
}

impl Kept {
    fn open(self, tx: &Tx) -> store::Result<Received> {
        let key = tx
            .keyring()?
            .data_key(place("data_key", self.id), &self.data_key)?;
        let text = |column, sealed: &[u8]| key.open_text(place(column, self.id), sealed);
        Ok(Received {
            sender: text("sender", &self.sender)?,
            subject: text("subject", &self.subject)?,
            text: text("text", &self.text)?,
            id: self.id,
            at: self.at,
            about: self.about,
            kind: self.kind,
            status: self.status,
            state: self.state,
            sealed: self.sealed,
            signed: self.signed,
            other_sender: self.other_sender,
            dropped: self.dropped,
        })
    }
}

/// What came back about a mail of ours, for the module whose mail it was: the job [`RECEIVED`] holds it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Came {
    /// The mail that arrived.
    pub received: Id<Received>,
}

/// By what a mail of ours was found.
#[derive(Clone, Copy)]
enum By {
    Token,
    References,
    Envelope,
    Quoted,
    Person,
}

impl By {
    const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::References => "references",
            Self::Envelope => "envelope",
            Self::Quoted => "quoted",
            Self::Person => "person",
        }
    }
}

/// What came back about the mail of a thing, oldest first; at most two hundred.
pub async fn received<K>(tx: &mut Tx, actor: &Actor, of: Id<K>) -> Result<Vec<Received>, Error> {
    actor.may(Action::ReadTakedown)?;
    let of: Id<Subject> = Id::from_uuid(of.uuid());
    let mut mails = Vec::new();
    for row in tx.all::<Kept>(OF_MAIL, values![of]).await? {
        mails.push(row.open(tx)?);
    }
    Ok(mails)
}

/// A mail that arrived, with what its mail of ours is called, for the job [`RECEIVED`].
pub async fn came(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Received>,
) -> Result<Option<(String, Received)>, Error> {
    actor.may(Action::CollectMail)?;
    let Some(row) = tx.optional::<Kept>(GET, values![id]).await? else {
        return Ok(None);
    };
    let received = row.open(tx)?;
    let Some(of) = received.about.filter(|_| received.state == State::Matched) else {
        return Ok(None);
    };
    let (errand,): (String,) = tx.one(ERRAND, values![of]).await?;
    Ok(Some((errand, received)))
}

/// What waits for a person to say what it is about, oldest first: those behind a place, and this many at most.
pub async fn tray(
    tx: &mut Tx,
    actor: &Actor,
    after: Option<(Timestamp, Id<Received>)>,
    most: usize,
) -> Result<Vec<Received>, Error> {
    actor.may(Action::ReadTray)?;
    let (at, id) = after.unwrap_or((Timestamp::from_micros(0), Id::from_uuid(Uuid::nil())));
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut mails = Vec::new();
    for row in tx.all::<Kept>(TRAY, values![at, id, most]).await? {
        mails.push(row.open(tx)?);
    }
    Ok(mails)
}

/// A mail of the tray, or one that was put aside from there.
pub async fn in_tray(tx: &mut Tx, actor: &Actor, id: Id<Received>) -> Result<Received, Error> {
    actor.may(Action::ReadTray)?;
    let row: Option<Kept> = tx.optional(GET, values![id]).await?;
    let row = row.filter(|row| row.state != State::Matched);
    Ok(row.ok_or(Error::NotFound)?.open(tx)?)
}

/// A person says what a mail of the tray is about and what it is: the Message-ID of a mail of ours, or the reference
/// that it goes under where that is of one alone; an answer, a failure or what a machine wrote. The module whose mail it
/// is is told.
pub async fn assign(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Received>,
    to: &Sensitive<String>,
    kind: Kind,
) -> Result<(), Error> {
    actor.may(Action::SortTray)?;
    if !kind.is_for_people() {
        return Err(Error::Kind);
    }
    let named = to.expose().trim().trim_matches(['<', '>']);
    let of = if let Some(of) = by_message_id(tx, named).await? {
        of
    } else {
        let index = reference_index(tx, named)?;
        let found: Vec<(Id<Subject>,)> = tx.all(BY_REFERENCE, values![index]).await?;
        match found.as_slice() {
            [(of,)] => *of,
            [] => return Err(Error::Unknown),
            _ => return Err(Error::Several),
        }
    };
    let sender = {
        let row: Kept = lock(tx, id).await?;
        row.open(tx)?.sender
    };
    let other_sender = is_other_sender(tx, of, sender.expose()).await?;
    sort(tx, actor, id, State::Matched, "by-person").await?;
    tx.execute(
        ASSIGN,
        values![id, of, By::Person.name(), other_sender, kind.name()],
    )
    .await?;
    jobs::queue(tx, RECEIVED, &Came { received: id }).await?;
    Ok(())
}

/// A person says that a mail of the tray is about nothing.
pub async fn put_aside(tx: &mut Tx, actor: &Actor, id: Id<Received>) -> Result<(), Error> {
    actor.may(Action::SortTray)?;
    sort(tx, actor, id, State::Junk, "by-person").await
}

async fn sort(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Received>,
    to: State,
    why: &'static str,
) -> Result<(), Error> {
    let from = lock(tx, id).await?.state;
    let to = from.sorted(to)?;
    let changed = values![id, to.name(), from.name()];
    if tx.execute(SET_STATE, changed).await? == 0 {
        return Err(Error::Changed);
    }
    let line = Line::step(from.name(), to.name(), why);
    history(tx, actor.who(), ADD_HISTORY, id, line).await?;
    audit::record(
        tx,
        actor.who(),
        "dispatch.sort",
        About::one("received", id),
        json!({ "from": from.name(), "to": to.name() }),
    )
    .await?;
    Ok(())
}

/// Holds a mail's row until the transaction ends, so that it is sorted as it was read.
pub async fn hold(tx: &mut Tx, actor: &Actor, id: Id<Received>) -> Result<(), Error> {
    actor.may(Action::SortTray)?;
    lock(tx, id).await.map(|_| ())
}

/// A mail that arrived, held until the transaction ends.
async fn lock(tx: &mut Tx, id: Id<Received>) -> Result<Kept, Error> {
    tx.optional(LOCK, values![id]).await?.ok_or(Error::NotFound)
}

const fn place(column: &'static str, id: Id<Received>) -> Place {
    Place::new("dispatch_received", column, id)
}

const BY_REFERENCE: &str = "-- dispatch.mail.by_reference
SELECT id AS value FROM dispatch_mail WHERE reference_index = $1 ORDER BY composed_at, id LIMIT 2";

const ERRAND: &str = "-- dispatch.mail.errand
SELECT errand AS value FROM dispatch_mail WHERE id = $1";

const OF_MAIL: &str = "-- dispatch.received.of_mail
SELECT id, at, mail_id, kind, status, state, sealed, signed, other_sender, dropped, data_key, sender, subject, text
FROM dispatch_received WHERE mail_id = $1 AND state = 'matched' ORDER BY at, id LIMIT 200";

const GET: &str = "-- dispatch.received.get
SELECT id, at, mail_id, kind, status, state, sealed, signed, other_sender, dropped, data_key, sender, subject, text
FROM dispatch_received WHERE id = $1";

const LOCK: &str = "-- dispatch.received.lock
SELECT id, at, mail_id, kind, status, state, sealed, signed, other_sender, dropped, data_key, sender, subject, text
FROM dispatch_received WHERE id = $1 /*for update*/";

const TRAY: &str = "-- dispatch.received.tray
SELECT id, at, mail_id, kind, status, state, sealed, signed, other_sender, dropped, data_key, sender, subject, text
FROM dispatch_received WHERE state = 'tray' AND (at, id) > ($1, $2) ORDER BY at, id LIMIT $3";

const SET_STATE: &str = "-- dispatch.received.set_state
UPDATE dispatch_received SET state = $2 WHERE id = $1 AND state = $3";

const ASSIGN: &str = "-- dispatch.received.assign
UPDATE dispatch_received SET mail_id = $2, matched_by = $3, other_sender = $4, kind = $5 WHERE id = $1";

const ADD_HISTORY: &str = "-- dispatch.received_history.insert
INSERT INTO dispatch_received_history (received_id, number, at, who_kind, who_id, from_state, to_state, why)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM dispatch_received_history WHERE received_id = $1),
    $2, $3, $4, $5, $6, $7)";
