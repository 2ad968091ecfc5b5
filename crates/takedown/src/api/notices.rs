//! The notices of a case.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Response};
use identity::{Actor, By, Creating, Desk, Etag, IfMatch, Nothing, Reply, Staff, Turn, may};
use intake::Case;
use kernel::{Id, Sensitive};
use location::Location;
use pack::Pack;
use page::Problem;
use serde::{Deserialize, Serialize};
use stakeholders::Contact;
use store::Tx;

use super::{is_blind, wrong};
use crate::act::{Act, act};
use crate::notice::{find, is_unaddressed, lock_in_letter};
use crate::unwritten::{is_unwritten, write};
use crate::word::{NewWord, Says, words_about};
use crate::{Error, Letter, Notice, State};

#[derive(Serialize)]
struct NoticesView {
    /// Oldest first.
    notices: Vec<NoticeView>,
    /// Nobody knows to whom to write.
    unaddressed: bool,
    /// What was written was withdrawn, and nobody is asked until a person says so.
    unwritten: bool,
}

#[derive(Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of its own, and none excludes another"
)]
struct NoticeView {
    id: Id<Notice>,
    case: Id<Case>,
    location: Id<Location>,
    /// The letter that it is in.
    letter: Option<Id<Letter>>,
    /// What it asks of whom.
    purpose: &'static str,
    contact: Id<Contact>,
    /// The provider's name.
    name: String,
    /// Where it goes.
    address: String,
    state: &'static str,
    /// It is written, and its contact is not approved.
    waits_for_contact: bool,
    /// It is written, and the police ask to wait.
    waits_for_police: bool,
    drafted_at: String,
    sent_at: Option<String>,
    message_id: Option<String>,
    /// The mail may have left twice.
    maybe_twice: bool,
    urls_withheld: bool,
    handed_over_at: Option<String>,
    /// Which step of the series it is; 0: a first one.
    step: i64,
    /// What the provider said, the oldest first.
    words: Vec<WordView>,
}

#[derive(Serialize)]
struct WordView {
    at: String,
    says: &'static str,
    /// By which way it came: `mail`, `staff` or `page`.
    via: &'static str,
    /// Who wrote it down, where a person did.
    told_by: Option<Id<Staff>>,
    /// Until when they ask for time.
    until: Option<String>,
    /// In their own words; harmless as on the page.
    text: Option<String>,
}

/// What the provider said.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    says: Says,
    text: Sensitive<String>,
    /// Of what is not theirs: whose it is, as they say.
    #[serde(default)]
    whose: Option<Whose>,
    /// Of more time: until the end of which day, as `2026-04-14`.
    #[serde(default)]
    until: Option<String>,
}

/// Whose it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whose {
    name: Sensitive<String>,
    address: Sensitive<String>,
}

impl Said {
    /// What is to be written down of it.
    pub(super) fn word(&self, pack: &Pack) -> NewWord<'_> {
        let whose = self.whose.as_ref();
        let until = self.until.as_deref();
        NewWord {
            says: self.says,
            text: &self.text,
            whose: whose.map(|whose| (whose.name.expose().trim(), whose.address.expose().trim())),
            until: until.and_then(|until| pack.end_of_date(until)),
        }
    }
}

/// GET /api/v1/cases/{id}/notices
pub(super) async fn list(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTakedown>,
    Path(case): Path<Id<Case>>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let view = all(&mut tx, caller.actor(), &desk.pack, case).await?;
    Ok(Json(view).into_response())
}

/// POST /api/v1/cases/{id}/notices: somebody is to be written to again about what was withdrawn.
pub(super) async fn write_again(
    Shared(desk): Shared<Desk>,
    caller: By<may::Notify>,
    Path(case): Path<Id<Case>>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        write(&mut tx, actor, case).await?;
        let view = all(&mut tx, actor, &desk.pack, case).await?;
        Ok((tx, Reply::ok(&view)?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// The notices of a case; none for whoever might give the second opinion on it.
async fn all(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<NoticesView, Error> {
    let state = intake::case(tx, actor, case).await?.state;
    let mut view = NoticesView {
        notices: Vec::new(),
        unaddressed: false,
        unwritten: false,
    };
    if !is_blind(tx, actor, case).await? {
        for notice in crate::notices(tx, actor, case).await? {
            view.notices.push(shown(tx, actor, pack, &notice).await?);
        }
        view.unaddressed = is_unaddressed(tx, actor, case).await?;
        view.unwritten = state == intake::State::Acting && is_unwritten(tx, case).await?;
    }
    Ok(view)
}

/// GET /api/v1/notices/{notice}
pub(super) async fn show(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTakedown>,
    Path(id): Path<Id<Notice>>,
) -> Result<Reply, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (view, etag) = view(&mut tx, caller.actor(), &desk.pack, id).await?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// POST /api/v1/notices/{notice}/words
pub(super) async fn say(
    Shared(desk): Shared<Desk>,
    caller: By<may::Notify>,
    Path(id): Path<Id<Notice>>,
    version: IfMatch,
    Creating(said, turn): Creating<Said>,
) -> Result<Response, Problem> {
    let word = said.word(&desk.pack);
    go(&desk, caller.actor(), (id, version), turn, Act::Say(word)).await
}

/// POST /api/v1/notices/{notice}/bounced
pub(super) async fn bounced(
    Shared(desk): Shared<Desk>,
    caller: By<may::Notify>,
    Path(id): Path<Id<Notice>>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    go(&desk, caller.actor(), (id, version), turn, Act::Bounced).await
}

/// POST /api/v1/notices/{notice}/handed-over
pub(super) async fn handed_over(
    Shared(desk): Shared<Desk>,
    caller: By<may::Notify>,
    Path(id): Path<Id<Notice>>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    go(&desk, caller.actor(), (id, version), turn, Act::HandedOver).await
}

/// POST /api/v1/notices/{notice}/retry
pub(super) async fn retry(
    Shared(desk): Shared<Desk>,
    caller: By<may::Notify>,
    Path(id): Path<Id<Notice>>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    go(&desk, caller.actor(), (id, version), turn, Act::Retry).await
}

/// POST /api/v1/notices/{notice}/withdraw
pub(super) async fn withdraw(
    Shared(desk): Shared<Desk>,
    caller: By<may::Notify>,
    Path(id): Path<Id<Notice>>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    go(&desk, caller.actor(), (id, version), turn, Act::Withdraw).await
}

/// Does something about a notice that is as the caller read it, and answers with what it is now.
async fn go(
    desk: &Desk,
    actor: &Actor,
    (id, version): (Id<Notice>, IfMatch),
    turn: Turn,
    done: Act<'_>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        lock_in_letter(&mut tx, actor, id).await?;
        version.check(&view(&mut tx, actor, &desk.pack, id).await?.1)?;
        act(&mut tx, actor, &desk.pack, id, done)
            .await
            .map_err(word_fault)?;
        let (view, etag) = view(&mut tx, actor, &desk.pack, id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(desk, actor, work).await
}

/// What is to be mended of a word; else the problem that it is.
pub(super) fn word_fault(error: Error) -> Problem {
    match error {
        Error::NoTime => wrong("until", "takedown-no-time"),
        Error::Stakeholders(stakeholders::Error::Address) => {
            wrong("whose/address", "takedown-whose-wrong")
        }
        Error::Stakeholders(stakeholders::Error::Name) => {
            wrong("whose/name", "takedown-whose-wrong")
        }
        error => error.into(),
    }
}

/// A notice and its version; nothing of it for whoever might give the second opinion on its case.
async fn view(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Notice>,
) -> Result<(NoticeView, Etag), Problem> {
    let notice = find(tx, actor, id).await?;
    if is_blind(tx, actor, notice.case).await? {
        return Err(Problem::NotFound);
    }
    let view = shown(tx, actor, pack, &notice).await?;
    let etag = Etag::of(&view)?;
    Ok((view, etag))
}

async fn shown(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    notice: &Notice,
) -> Result<NoticeView, Error> {
    let contact = stakeholders::contact(tx, actor, notice.contact).await?;
    let mail = match notice.letter {
        Some(letter) => dispatch::dispatched(tx, actor, letter).await?,
        None => None,
    };
    let is_draft = notice.state == State::Drafted;
    let approved = contact.state == stakeholders::State::Approved;
    let mut words = Vec::new();
    for word in words_about(tx, notice.id).await? {
        let text = word.shown(tx, actor, pack, notice).await?;
        words.push(WordView {
            at: word.at.to_string(),
            says: word.says.name(),
            via: word.via.name(),
            told_by: word.told_by,
            until: word.until.map(|until| until.to_string()),
            text,
        });
    }
    Ok(NoticeView {
        id: notice.id,
        case: notice.case,
        location: notice.location,
        letter: notice.letter,
        purpose: notice.purpose.name(),
        contact: notice.contact,
        name: contact.name.expose().clone(),
        address: contact.address.expose().clone(),
        state: notice.state.name(),
        waits_for_contact: is_draft && !approved,
        waits_for_police: is_draft && referral::holds(tx, actor, notice.case).await?,
        drafted_at: notice.drafted_at.to_string(),
        sent_at: notice.sent_at.map(|at| at.to_string()),
        maybe_twice: mail.as_ref().is_some_and(|mail| mail.maybe_twice),
        message_id: mail.map(|mail| mail.message_id),
        urls_withheld: notice.urls_withheld,
        handed_over_at: notice.handed_over_at.map(|at| at.to_string()),
        step: notice.step,
        words,
    })
}
