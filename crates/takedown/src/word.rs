//! What providers say about notices, and what follows from it. Their word closes no case: the watch does, or people.

mod follow;
mod told;

use std::collections::HashSet;

use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Sensitive, Timestamp};
use pack::Pack;
use serde::Deserialize;
use serde_json::json;
use stakeholders::{Kind, Proposal, Source};
use store::{FromRow, Place, Row, Tx, values};

use self::follow::{Said, follow};
pub use self::told::words_of;
pub(crate) use self::told::{said_about, words_about};
use crate::letter::{self, Letter};
use crate::notice::{Notice, advance, arrived, lock};
use crate::{Error, Move, State};

/// The longest text of a provider that is kept, in characters.
const LONGEST: usize = 4000;

/// What a provider says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// They have read it.
    Seen,
    /// It is removed, or nobody gets at it any more.
    Removed,
    /// It is not theirs to remove.
    NotOurs,
    /// They need more time.
    MoreTime,
    /// They ask something.
    Question,
    /// Something else, or what nobody has sorted yet.
    Text,
}

impl Says {
    /// Everything that can be said.
    pub const ALL: [Self; 6] = [
        Self::Seen,
        Self::Removed,
        Self::NotOurs,
        Self::MoreTime,
        Self::Question,
        Self::Text,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Removed => "removed",
            Self::NotOurs => "not_ours",
            Self::MoreTime => "more_time",
            Self::Question => "question",
            Self::Text => "text",
        }
    }

    /// What has this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|says| says.name() == name)
    }

    /// About what a person is wanted where this is said of a notice: about the case where its place is to be looked at,
    /// else about all of which it is said.
    pub(crate) fn about(self, notice: &Notice) -> (Self, Option<Id<Case>>) {
        (self, (self == Self::Removed).then_some(notice.case))
    }
}

/// What a provider said about a notice.
#[derive(Clone, Debug)]
pub struct ProviderWord {
    /// Its id.
    pub id: Id<ProviderWord>,
    /// About which notice.
    pub notice: Id<Notice>,
    /// When it came to us.
    pub at: Timestamp,
    /// What they say.
    pub says: Says,
    /// By which way it came to us.
    pub via: Via,
    /// Who wrote it down, where a person did.
    pub told_by: Option<Id<Staff>>,
    /// Until when they ask for time.
    pub until: Option<Timestamp>,
    text: Option<Vec<u8>>,
}

impl FromRow for ProviderWord {
    fn from_row(row: &Row) -> store::Result<Self> {
        let says: String = row.get("kind")?;
        let via: String = row.get("via")?;
        Ok(Self {
            id: row.get("id")?,
            notice: row.get("notice_id")?,
            at: row.get("at")?,
            says: Says::named(&says).ok_or(store::Error::Unreadable("takedown_word.kind"))?,
            via: Via::named(&via).ok_or(store::Error::Unreadable("takedown_word.via"))?,
            told_by: row.get("told_by")?,
            until: row.get("until")?,
            text: row.get("text")?,
        })
    }
}

impl ProviderWord {
    /// In their own words. `notice` is the one it is about.
    pub(crate) fn text(
        &self,
        tx: &Tx,
        notice: &Notice,
    ) -> store::Result<Option<Sensitive<String>>> {
        let Some(sealed) = &self.text else {
            return Ok(None);
        };
        let text = notice.key(tx)?.open_text(text_place(self.id), sealed)?;
        Ok(Some(text))
    }

    /// The same as it is shown on the page of the notice's case: it may quote what we wrote.
    pub(crate) async fn shown(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        pack: &Pack,
        notice: &Notice,
    ) -> Result<Option<String>, Error> {
        let Some(text) = self.text(tx, notice)? else {
            return Ok(None);
        };
        if self.via == Via::Staff {
            return Ok(Some(page::harmless(text.expose())));
        }
        let case = intake::case(tx, actor, notice.case).await?;
        let places = [notice.location];
        let text = text.expose();
        let quoted = referral::quoted(tx, actor, pack, &case, &places, text).await?;
        Ok(Some(quoted.lines.join("\n")))
    }
}

/// By which way a word came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// It stands in a mail of theirs.
    Mail,
    /// A person wrote it down.
    Staff,
    /// They said it on the provider's page.
    Page,
    /// Their program said it, with a key.
    Program,
}

impl Via {
    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Staff => "staff",
            Self::Page => "page",
            Self::Program => "program",
        }
    }

    /// The way of this name.
    fn named(name: &str) -> Option<Self> {
        [Self::Mail, Self::Staff, Self::Page, Self::Program]
            .into_iter()
            .find(|via| via.name() == name)
    }
}

/// What a person writes down of a provider's word.
#[derive(Debug)]
pub struct NewWord<'a> {
    /// What they say.
    pub says: Says,
    /// In their own words.
    pub text: &'a Sensitive<String>,
    /// Whose it is, as they say: a name and a mail address. It becomes a proposed contact.
    pub whose: Option<(&'a str, &'a str)>,
    /// Until when they ask for time.
    pub until: Option<Timestamp>,
}

impl NewWord<'_> {
    /// Until when they ask for time; whoever asks for more says until when, and that is to come.
    fn until(&self, now: Timestamp) -> Result<Option<Timestamp>, Error> {
        let until = self.until.filter(|_| self.says == Says::MoreTime);
        if self.says == Says::MoreTime && until.is_none_or(|until| until <= now) {
            return Err(Error::NoTime);
        }
        Ok(until)
    }

    /// Whose it is, where it is not theirs.
    fn whose(&self) -> Option<(&str, &str)> {
        self.whose.filter(|_| self.says == Says::NotOurs)
    }
}

/// A person writes down what a provider said about a notice that left.
pub async fn say(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Notice>,
    word: &NewWord<'_>,
) -> Result<Id<Case>, Error> {
    actor.may(Action::Notify)?;
    let notice = lock(tx, id).await?;
    let may_have_left = match notice.letter {
        Some(letter) => dispatch::dispatched(tx, actor, letter).await?.is_some(),
        None => false,
    };
    if notice.state == State::Queued && notice.sent_at.is_none() && !may_have_left {
        return Err(Error::Changed);
    }
    write_down(tx, actor, pack, &[&notice], word).await?;
    Ok(notice.case)
}

/// A person writes down what a provider said about all the notices of a letter that left, as far as they still stand.
pub async fn say_of_letter(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Letter>,
    word: &NewWord<'_>,
) -> Result<(), Error> {
    actor.may(Action::Notify)?;
    letter::lock(tx, id).await?;
    let notices = letter::notices_of(tx, id).await?;
    let stands = |notice: &&Notice| matches!(notice.state, State::Sent | State::Acknowledged);
    let standing: Vec<_> = notices.iter().filter(stands).collect();
    if standing.is_empty() {
        return Err(Error::Changed);
    }
    write_down(tx, actor, pack, &standing, word).await
}

/// Writes a word down about each of these notices. What a person is to do about it is one thing, however many they are;
/// only where a place is to be looked at, one a case.
async fn write_down(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    notices: &[&Notice],
    word: &NewWord<'_>,
) -> Result<(), Error> {
    let until = word.until(tx.now())?;
    let said = word.text.expose().trim();
    let text = match word.whose() {
        Some((name, address)) => format!("{said}\n{name} <{address}>"),
        None => said.to_owned(),
    };
    if let Some((name, address)) = word.whose() {
        let proposal = Proposal {
            kind: Kind::Provider,
            name,
            country: None,
            autonomous_system: None,
            address,
            language: None,
            source: Source::Staff,
        };
        stakeholders::propose(tx, actor, &proposal).await?;
    }
    let kept = Kept {
        says: word.says,
        via: Via::Staff,
        by_mail: None,
        until,
        text: Sensitive::new(text),
    };
    let mut told = HashSet::new();
    for notice in notices {
        let Some(id) = keep(tx, actor, notice, &kept).await? else {
            continue;
        };
        if notice.sent_at.is_none() {
            arrived(tx, actor, pack, notice).await?;
        }
        let about = word.says.about(notice);
        let said = Said {
            id,
            says: word.says,
            until,
            wants: !told.contains(&about),
        };
        if follow(tx, actor, pack, notice, &said).await? {
            told.insert(about);
        }
    }
    Ok(())
}

/// A mail says something about a notice: its words are kept, and people read them. Whether it says so for the first time.
pub(crate) async fn hear(
    tx: &mut Tx,
    actor: &Actor,
    notice: &Notice,
    mail: &dispatch::Received,
) -> Result<bool, Error> {
    let kept = Kept {
        says: Says::Text,
        via: Via::Mail,
        by_mail: Some(mail.id),
        until: None,
        text: mail.text.clone(),
    };
    Ok(keep(tx, actor, notice, &kept).await?.is_some())
}

/// What somebody says about a notice who came by the link of its letter, or with a key.
pub(crate) struct Heard<'a> {
    pub(crate) says: Says,
    /// On the page, or by a program.
    pub(crate) via: Via,
    pub(crate) text: &'a str,
    /// Whose it is, as they say; people read it, and nobody is proposed by that.
    pub(crate) whose: &'a str,
    pub(crate) until: Option<Timestamp>,
    /// A person is to do what it asks for: nobody does yet, as the same was said of no other place.
    pub(crate) wants: bool,
}

/// Somebody who came by the link of a letter says something about a notice. Whether it was taken: what waits for the
/// police or was withdrawn has no answer there.
pub(crate) async fn hear_by_link(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    notice: &Notice,
    heard: &Heard<'_>,
) -> Result<Option<bool>, Error> {
    let is_answered = matches!(notice.state, State::Acknowledged | State::Settled);
    if !is_answered && notice.state.after(Move::Acknowledge).is_err() {
        return Ok(None);
    }
    let now = tx.now();
    let until = heard
        .until
        .filter(|until| heard.says == Says::MoreTime && *until > now);
    let kept = Kept {
        says: heard.says,
        via: heard.via,
        by_mail: None,
        until,
        text: Sensitive::new([heard.text, heard.whose].join("\n")),
    };
    let Some(id) = keep(tx, actor, notice, &kept).await? else {
        return Ok(None);
    };
    if notice.sent_at.is_none() {
        arrived(tx, actor, pack, notice).await?;
    }
    let said = Said {
        id,
        says: heard.says,
        until,
        wants: heard.wants,
    };
    follow(tx, actor, pack, notice, &said).await.map(Some)
}

/// What of a word is kept.
struct Kept {
    says: Says,
    via: Via,
    by_mail: Option<Id<dispatch::Received>>,
    until: Option<Timestamp>,
    text: Sensitive<String>,
}

/// Keeps a word: the notice is answered by it. Of one mail a notice has one.
async fn keep(
    tx: &mut Tx,
    actor: &Actor,
    notice: &Notice,
    kept: &Kept,
) -> Result<Option<Id<ProviderWord>>, Error> {
    let is_answered = matches!(notice.state, State::Acknowledged | State::Settled);
    if !is_answered {
        notice.state.after(Move::Acknowledge)?;
    }
    let id: Id<ProviderWord> = tx.new_id();
    let text: String = kept.text.expose().trim().chars().take(LONGEST).collect();
    let sealed = if text.is_empty() {
        None
    } else {
        let key = notice.key(tx)?;
        Some(key.seal(text_place(id), text.as_bytes(), tx.entropy()))
    };
    let (now, says, via) = (tx.now(), kept.says.name(), kept.via.name());
    let row = values![
        id,
        notice.id,
        now,
        says,
        via,
        actor.staff_id(),
        kept.by_mail,
        kept.until,
        sealed,
    ];
    if tx.execute(INSERT, row).await? == 0 {
        return Ok(None);
    }
    if !is_answered {
        advance(tx, actor, notice, Move::Acknowledge, "provider-answered").await?;
    }
    audit::record(
        tx,
        actor.who(),
        "takedown.hear_provider",
        audit::About::one("notice", notice.id),
        json!({ "case": notice.case, "word": id, "says": says, "via": via }),
    )
    .await?;
    Ok(Some(id))
}

const fn text_place(id: Id<ProviderWord>) -> Place {
    Place::new("takedown_word", "text", id)
}

const INSERT: &str = "-- takedown.word.insert
INSERT INTO takedown_word (id, notice_id, at, kind, via, told_by, mail_id, until, text)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (notice_id, mail_id) DO NOTHING";
