//! The link of a letter, and what comes through it: whoever a letter went to sees its places on the provider's page and
//! says what they did.
//!
//! The page is the letterbox's, which knows nothing of letters: it seals to the desk what is wanted, and shows what the
//! desk seals to the one visit. So all that is decided is decided here: whether the link is one of a letter that can
//! still be answered, to whom a code is mailed, whether a code is right, and what is in the list. Programs come by the same
//! way with a key of their contact, and see what is open in all its letters.

mod code;
mod list;
mod program;
mod visit;
mod words;

use identity::{Action, Actor};
use jobs::{Outcome, Run};
use kernel::{Id, Language, Timestamp};
use letterbox::{Act, Receipt, Spoken};
use pack::Pack;
use std::sync::Arc;
use store::{FromRow, Place, Row, Tx, values};

pub use code::{Code, code_answered, send_code};
pub use list::{end_list, put_list};
pub use visit::Visit;

use crate::Error;
use crate::letter::{Letter, LetterState, lock};

/// Mail a code to whom a letter went to. Holds the code's id.
pub const CODE: jobs::Kind = "takedown.code";

/// Put a list into the letterbox for one visit. Holds the visit's id.
pub const LIST: jobs::Kind = "takedown.list";

/// Take it out again. Holds the same.
pub const END_LIST: jobs::Kind = "takedown.end_list";

/// What stands in a letter for whoever answers on the provider's page.
pub(crate) struct Link {
    /// What the address ends in.
    token: Receipt,
    /// Until when it opens anything.
    pub(crate) until: Timestamp,
}

impl Link {
    /// Its address below that of the letterbox, in this language or the pack's first.
    pub(crate) fn address(&self, letterbox: &str, language: Language, pack: &Pack) -> String {
        let offered = &pack.languages;
        let language = if offered.contains(&language) {
            Some(language)
        } else {
            offered.first().copied()
        };
        let language = language.unwrap_or(Language::ENGLISH);
        let letterbox = letterbox.trim_end_matches('/');
        format!("{letterbox}/{language}/answer/{}", self.token.text())
    }
}

/// Draws the link of a letter that is about to leave; it is the same however often that is. Until when it can be
/// answered counts from when it leaves: as long as nobody may have it, that is from now on.
pub(crate) async fn draw_link(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    letter: &Letter,
) -> Result<(), Error> {
    let kept: Kept = tx.one(GET, values![letter.id]).await?;
    let until = tx.now().after(pack.notices.answers);
    if kept.link.is_some() {
        if !dispatch::may_have_left(tx, actor, letter.id).await? {
            tx.execute(PUT_OFF, values![letter.id, until]).await?;
        }
        return Ok(());
    }
    let key = letter.key(tx)?;
    let place = Place::new("takedown_letter", "link", letter.id);
    let token = Receipt::draw(tx.entropy());
    let sealed = key.seal(place, token.text().as_bytes(), tx.entropy());
    let index = index(tx, &token)?;
    tx.execute(SET, values![letter.id, sealed, index, until])
        .await?;
    Ok(())
}

/// The link of a letter, once it was drawn.
pub(crate) async fn link_of(tx: &mut Tx, letter: &Letter) -> Result<Option<Link>, Error> {
    let key = letter.key(tx)?;
    let place = Place::new("takedown_letter", "link", letter.id);
    let kept: Kept = tx.one(GET, values![letter.id]).await?;
    let (Some(sealed), Some(until)) = (kept.link, kept.until) else {
        return Ok(None);
    };
    let text = key.open_text(place, &sealed).map_err(store::Error::from)?;
    let token = Receipt::parse(text.expose())
        .map_err(|_| store::Error::Unreadable("takedown_letter.link"))?;
    Ok(Some(Link { token, until }))
}

/// The letter of a link, held until the transaction ends, while it can be answered: it left, its time is not over, and
/// whom it went to is still somebody we write to.
async fn letter_of(tx: &mut Tx, actor: &Actor, link: &str) -> Result<Option<Letter>, Error> {
    let Ok(token) = Receipt::parse(link) else {
        return Ok(None);
    };
    let index = index(tx, &token)?;
    let Some((id,)) = tx.optional::<(Id<Letter>,)>(FIND, values![index]).await? else {
        return Ok(None);
    };
    let letter = lock(tx, id).await?;
    Ok(can_be_answered(tx, actor, &letter).await?.then_some(letter))
}

/// Whether the page may show the list of a letter now.
async fn can_be_answered(tx: &mut Tx, actor: &Actor, letter: &Letter) -> Result<bool, Error> {
    let kept: Kept = tx.one(GET, values![letter.id]).await?;
    let now = tx.now();
    if kept.until.is_none_or(|until| until < now) {
        return Ok(false);
    }
    // The mail server may have taken it and never said so, whatever became of it with us: whoever has the link has the
    // letter.
    let has_left =
        letter.state == LetterState::Sent || dispatch::may_have_left(tx, actor, letter.id).await?;
    let contact = stakeholders::contact(tx, actor, letter.contact).await?;
    Ok(has_left && contact.state == stakeholders::State::Approved)
}

/// Somebody came by the link of a letter, or a program with a key: the job [`intake::BY_LINK`]. What comes twice is done once.
pub fn came_by_link(pack: Arc<Pack>, run: Run) -> Outcome {
    let spoken: Spoken = match run.payload() {
        Ok(spoken) => spoken,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            hear(tx, &Actor::job(&run), &pack, &spoken).await?;
            Ok(())
        })
    })
}

/// Does what somebody wants who came by a link. Whatever is not to be had gets no answer.
async fn hear(tx: &mut Tx, actor: &Actor, pack: &Pack, spoken: &Spoken) -> Result<(), Error> {
    actor.may(Action::Notify)?;
    match &spoken.act {
        Act::Code { link, .. } => code::draw(tx, actor, &spoken.id, link).await,
        Act::Open { link, code } => code::open(tx, actor, spoken, link, code).await,
        Act::Key { key, of, after } => {
            let asked = program::Asked {
                key,
                of: of.as_deref(),
                after: after.as_deref(),
            };
            program::open(tx, actor, spoken, &asked).await
        }
        Act::Words { words, .. } => words::take(tx, actor, pack, spoken, words).await,
    }
}

fn index(tx: &Tx, token: &Receipt) -> store::Result<[u8; 32]> {
    let text = token.text();
    Ok(tx.keyring()?.blind_index("takedown.link", text.as_bytes()))
}

struct Kept {
    link: Option<Vec<u8>>,
    until: Option<Timestamp>,
}

impl FromRow for Kept {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            link: row.get("link")?,
            until: row.get("link_until")?,
        })
    }
}

const GET: &str = "-- takedown.letter.link
SELECT link, link_until FROM takedown_letter WHERE id = $1";

const SET: &str = "-- takedown.letter.set_link
UPDATE takedown_letter SET link = $2, link_index = $3, link_until = $4 WHERE id = $1";

const PUT_OFF: &str = "-- takedown.letter.put_off_link
UPDATE takedown_letter SET link_until = $2 WHERE id = $1";

const FIND: &str = "-- takedown.letter.of_link
SELECT id AS value FROM takedown_letter WHERE link_index = $1";
