//! Codes: mailed to whom a letter went to, each opens its list once.

use std::sync::Arc;
use std::time::Duration;

use dispatch::{Errand, Sender, Stuck};
use egress::Egress;
use identity::{Action, Actor};
use jobs::{Outcome, Run};
use kernel::{Id, Language, Timestamp};
use letterbox::Spoken;
use pack::{MailContext, Pack};
use serde_json::json;
use store::{Db, FromRow, Place, Row, Tx, values};

use super::visit::{self, Whose};
use super::{CODE, can_be_answered, letter_of};
use crate::Error;
use crate::letter::{Letter, lock};
use crate::send::reference_of;

/// How long a code holds.
const HOLDS: Duration = Duration::from_mins(30);
/// Codes of one letter in an hour at most.
const AN_HOUR: i64 = 5;
/// Wrong ones that are tried before a code opens nothing any more.
const TRIES: i64 = 10;
/// Symbols of a code, in two halves: 40 bits, of which somebody with the link can try fifty an hour.
const SYMBOLS: usize = 8;

/// The kind of the ids of codes.
pub enum Code {}

/// Draws a code and has it mailed: where the link is one of a letter that can be answered, and of that not too many were
/// asked for. It is asked for by one sending once.
pub(super) async fn draw(
    tx: &mut Tx,
    actor: &Actor,
    asked: &[u8; 32],
    link: &str,
) -> Result<(), Error> {
    let Some(letter) = letter_of(tx, actor, link).await? else {
        return Ok(());
    };
    let now = tx.now();
    let since = now.before(Duration::from_hours(1));
    let (count,): (i64,) = tx.one(COUNT, values![letter.id, since]).await?;
    if count >= AN_HOUR {
        return Ok(());
    }
    let id: Id<Code> = tx.new_id();
    let code = letterbox::symbols(SYMBOLS, tx.entropy());
    let sealed = letter
        .key(tx)?
        .seal(place("code", id), code.as_bytes(), tx.entropy());
    let row = values![id, letter.id, asked, now, now.after(HOLDS), sealed];
    if tx.execute(INSERT, row).await? == 0 {
        return Ok(());
    }
    let about = audit::About::one("letter", letter.id);
    let facts = json!({ "code": id });
    audit::record(tx, actor.who(), "takedown.draw_code", about, facts).await?;
    jobs::queue(tx, CODE, &id).await?;
    Ok(())
}

/// Opens the list of a letter for one visit, with a code that holds. A wrong one counts against each that does.
pub(super) async fn open(
    tx: &mut Tx,
    actor: &Actor,
    spoken: &Spoken,
    link: &str,
    typed: &str,
) -> Result<(), Error> {
    if visit::of_spoken(tx, spoken).await?.is_some() {
        return Ok(());
    }
    let Some(letter) = letter_of(tx, actor, link).await? else {
        return Ok(());
    };
    let typed = letterbox::plain_symbols(typed);
    let now = tx.now();
    let key = letter.key(tx)?;
    let mut right = None;
    for held in tx.all::<Held>(HELD, values![letter.id, now, TRIES]).await? {
        let code = key
            .open_text(place("code", held.id), &held.code)
            .map_err(store::Error::from)?;
        if typed.as_deref() == Some(code.expose().as_str()) {
            right = Some(held.id);
        }
    }
    let Some(id) = right else {
        if tx.execute(WRONG, values![letter.id, now, TRIES]).await? > 0 {
            let about = audit::About::one("letter", letter.id);
            audit::record(tx, actor.who(), "takedown.wrong_code", about, json!({})).await?;
        }
        return Ok(());
    };
    tx.execute(USED, values![id, now]).await?;
    let visit = visit::begin(tx, spoken, &Whose::letter(&letter)).await?;
    let about = audit::About::one("letter", letter.id);
    let facts = json!({ "code": id, "visit": visit });
    audit::record(tx, actor.who(), "takedown.open_list", about, facts).await?;
    Ok(())
}

/// Mails a code: the job [`CODE`]. `sender` is the address that mail comes from.
pub async fn send_code(
    db: &Db,
    egress: &Egress,
    pack: &Arc<Pack>,
    sender: Option<&str>,
    run: Run,
) -> Outcome {
    let errand = Codes {
        pack: Arc::clone(pack),
    };
    dispatch::send(db, egress, sender, errand, run).await
}

/// Codes, as mails that leave once. One that is used up or too old does not leave any more.
struct Codes {
    pack: Arc<Pack>,
}

impl Errand for Codes {
    type Of = Code;
    type Error = Error;
    const NAME: &'static str = "code";

    async fn may_leave(&self, tx: &mut Tx, actor: &Actor, id: Id<Code>) -> Result<bool, Error> {
        let Some((letter, _)) = held(tx, id).await? else {
            return Ok(false);
        };
        can_be_answered(tx, actor, &letter).await
    }

    async fn key(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Code>,
    ) -> Result<Option<Vec<u8>>, Error> {
        let Some((letter, _)) = held(tx, id).await? else {
            return Ok(None);
        };
        Ok(stakeholders::contact(tx, actor, letter.contact).await?.key)
    }

    async fn letter(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Code>,
        from: Sender<'_>,
    ) -> Result<Option<dispatch::Letter>, Error> {
        let Some((letter, held)) = held(tx, id).await? else {
            return Ok(None);
        };
        let code = letter
            .key(tx)?
            .open_text(place("code", id), &held.code)
            .map_err(store::Error::from)?;
        let contact = stakeholders::contact(tx, actor, letter.contact).await?;
        let language = contact.manner.language.unwrap_or(Language::ENGLISH);
        let pack = &self.pack;
        let reference = reference_of(tx, actor, &letter).await?;
        let (first, last) = code.expose().split_at(SYMBOLS / 2);
        let context = MailContext {
            hotline: pack.name.in_language(language).to_owned(),
            reference: reference.clone(),
            date: pack.local_time(tx.now()),
            answer_to: from.address.to_owned(),
            contact: contact.name.expose().clone(),
            about: pack.notices.about.in_language(language).to_owned(),
            code: format!("{first}-{last}"),
            expires: pack.local_time(held.until),
            ..MailContext::default()
        };
        let words = pack
            .templates
            .render("code", language, &context)
            .map_err(|_| Error::Unsendable)?;
        Ok(Some(dispatch::Letter {
            to: contact.address.expose().clone(),
            reference,
            subject: words.subject,
            text: words.body,
            attachments: Vec::new(),
        }))
    }

    async fn sent(&self, _tx: &mut Tx, _actor: &Actor, _id: Id<Code>) -> Result<(), Error> {
        Ok(())
    }

    /// Whoever asked for it asks for another, or answers the mail.
    async fn stuck(
        &self,
        _tx: &mut Tx,
        _actor: &Actor,
        _id: Id<Code>,
        _why: Stuck,
    ) -> Result<(), Error> {
        tracing::warn!("a code could not be mailed");
        Ok(())
    }
}

/// Somebody answered the mail of a code: it is about the letter.
pub async fn code_answered(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Code>,
    mail: &dispatch::Received,
) -> Result<(), Error> {
    actor.may(Action::Notify)?;
    let found: Option<(Id<Letter>,)> = tx.optional(LETTER_OF, values![id]).await?;
    match found {
        Some((letter,)) if mail.kind == dispatch::Kind::Answer => {
            crate::received(tx, actor, pack, letter, mail).await
        }
        _ => Ok(()),
    }
}

/// A code that still holds, and its letter, held until the transaction ends.
async fn held(tx: &mut Tx, id: Id<Code>) -> Result<Option<(Letter, Held)>, Error> {
    let found: Option<(Id<Letter>,)> = tx.optional(LETTER_OF, values![id]).await?;
    let Some((letter,)) = found else {
        return Ok(None);
    };
    let letter = lock(tx, letter).await?;
    let now = tx.now();
    let held: Option<Held> = tx.optional(HOLDS_STILL, values![id, now]).await?;
    Ok(held.map(|held| (letter, held)))
}

struct Held {
    id: Id<Code>,
    code: Vec<u8>,
    until: Timestamp,
}

impl FromRow for Held {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            code: row.get("code")?,
            until: row.get("until")?,
        })
    }
}

const fn place(column: &'static str, id: Id<Code>) -> Place {
    Place::new("takedown_code", column, id)
}

const COUNT: &str = "-- takedown.code.count
SELECT COUNT(*) AS value FROM takedown_code WHERE letter_id = $1 AND at > $2";

const INSERT: &str = "-- takedown.code.insert
INSERT INTO takedown_code (id, letter_id, asked, at, until, code, tries) VALUES ($1, $2, $3, $4, $5, $6, 0)
ON CONFLICT (asked) DO NOTHING";

const HELD: &str = "-- takedown.code.held
SELECT id, code, until FROM takedown_code
WHERE letter_id = $1 AND until > $2 AND code IS NOT NULL AND tries < $3 ORDER BY at, id LIMIT 10";

const HOLDS_STILL: &str = "-- takedown.code.holds
SELECT id, code, until FROM takedown_code WHERE id = $1 AND until > $2 AND code IS NOT NULL";

const LETTER_OF: &str = "-- takedown.code.letter
SELECT letter_id AS value FROM takedown_code WHERE id = $1";

const WRONG: &str = "-- takedown.code.wrong
UPDATE takedown_code SET tries = tries + 1
WHERE letter_id = $1 AND until > $2 AND code IS NOT NULL AND tries < $3";

const USED: &str = "-- takedown.code.used
UPDATE takedown_code SET code = NULL, opened_at = $2 WHERE id = $1";
