//! Letters: what waits, each as it would leave, and what people do about it.

use ::page::{FormErrors, Problem};
use axum::Json;
use axum::extract::{Path, Query, State as Shared};
use axum::response::{IntoResponse, Response};
use identity::{
    Actor, By, Creating, Desk, Etag, IfMatch, Nothing, Reply, Staff, Turn, limit_within, may,
    parameter,
};
use intake::Case;
use kernel::{Id, Language, Sensitive, cursor_of_text, cursor_text};
use pack::Pack;
use serde::{Deserialize, Serialize};
use stakeholders::Contact;
use store::Tx;

use super::notices::{Said, word_fault};
use crate::desk::letters::fault;
use crate::letter::{self, ByHand, Letter, LetterState, letters_part};
use crate::word::say_of_letter;
use crate::{Error, Notice};

/// Letters of one part of the list at most.
const MOST: i64 = 100;

#[derive(Serialize)]
struct LettersView {
    letters: Vec<ListedView>,
    /// Where the list goes on.
    next: Option<String>,
}

#[derive(Serialize)]
struct ListedView {
    id: Id<Letter>,
    reference: String,
    contact: Id<Contact>,
    /// The provider's name.
    name: String,
    purpose: &'static str,
    urgent: bool,
    state: &'static str,
    since: String,
    /// Why it does not leave by itself, or did not arrive: a word of its history.
    hindrance: Option<String>,
    /// How many notices joined it.
    places: i64,
}

impl ListedView {
    async fn of(tx: &mut Tx, letter: &Letter, to: &Contact) -> Result<Self, Error> {
        let is_hindered = letter.state.is_stuck()
            || matches!(
                letter.state,
                LetterState::Waiting | LetterState::Prepared | LetterState::Held
            );
        let hindrance = if is_hindered {
            Some(letter::why(tx, letter.id).await?)
        } else {
            None
        };
        Ok(Self {
            id: letter.id,
            reference: letter.reference.clone(),
            contact: letter.contact,
            name: to.name.expose().clone(),
            purpose: letter.purpose.name(),
            urgent: letter.urgent,
            state: letter.state.name(),
            since: letter.moved_at.to_string(),
            hindrance,
            places: letter.places,
        })
    }
}

#[derive(Serialize)]
struct LetterView {
    #[serde(flatten)]
    letter: ListedView,
    /// Where it goes.
    address: String,
    /// The address of their form, where it is filled in by hand.
    form: Option<String>,
    /// What they call what was.
    ticket: Option<String>,
    /// The police ask to wait with some of what is to leave.
    held: bool,
    /// When it stops gathering.
    due_at: Option<String>,
    sent_at: Option<String>,
    message_id: Option<String>,
    /// The mail may have left twice.
    maybe_twice: bool,
    /// No letter has reached this contact before.
    first: bool,
    released_by: Option<Id<Staff>>,
    edited_by: Option<Id<Staff>>,
    edit_reason: Option<String>,
    subject: String,
    /// As it would read now, with a sign for each URL; once it left, as it left.
    text: String,
    /// The same with marks, as it may be written anew.
    draft: String,
    notices: Vec<InLetter>,
}

#[derive(Serialize)]
struct InLetter {
    id: Id<Notice>,
    case: Id<Case>,
    reference: String,
    state: &'static str,
}

/// A text in the place of the template's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewText {
    text: Sensitive<String>,
    reason: Sensitive<String>,
}

/// That somebody filled in the provider's form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FilledIn {
    /// On which day, by the hotline's clock.
    day: String,
    /// What they call it.
    ticket: Option<Sensitive<String>>,
}

/// GET /api/v1/letters: those longest in their state first.
pub(super) async fn list(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTakedown>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let after = parameter(&query, "cursor", cursor_of_text)?;
    let limit = limit_within(&query, MOST)?;
    let state = parameter(&query, "state", LetterState::named)?;
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let letters = letters_part(&mut tx, caller.actor(), state, after, limit).await?;
    let is_full = i64::try_from(letters.len()).is_ok_and(|count| count >= limit);
    let last = letters.last().filter(|_| is_full);
    let next = last.map(|last| cursor_text(last.moved_at, last.id));
    let mut listed = Vec::with_capacity(letters.len());
    for letter in &letters {
        let to = stakeholders::contact(&mut tx, caller.actor(), letter.contact)
            .await
            .map_err(Error::from)?;
        listed.push(ListedView::of(&mut tx, letter, &to).await?);
    }
    let letters = listed;
    Ok(Json(LettersView { letters, next }).into_response())
}

/// GET /api/v1/letters/{letter}
pub(super) async fn show(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadTakedown>,
    Path(id): Path<Id<Letter>>,
) -> Result<Reply, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (view, etag) = view(&mut tx, caller.actor(), &desk.pack, id).await?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// What a person does about a letter.
enum Act {
    Edit(NewText),
    FilledIn(FilledIn),
    Release,
    Retry,
    Withdraw,
}

/// POST /api/v1/letters/{letter}/edit
pub(super) async fn edit(
    Shared(desk): Shared<Desk>,
    caller: By<may::EditLetter>,
    Path(id): Path<Id<Letter>>,
    version: IfMatch,
    Creating(new, turn): Creating<NewText>,
) -> Result<Response, Problem> {
    go(
        &desk,
        (caller.actor(), caller.language()),
        (id, version),
        turn,
        Act::Edit(new),
    )
    .await
}

/// POST /api/v1/letters/{letter}/sent-by-hand
pub(super) async fn filled_in(
    Shared(desk): Shared<Desk>,
    caller: By<may::Notify>,
    Path(id): Path<Id<Letter>>,
    version: IfMatch,
    Creating(said, turn): Creating<FilledIn>,
) -> Result<Response, Problem> {
    let act = Act::FilledIn(said);
    go(
        &desk,
        (caller.actor(), caller.language()),
        (id, version),
        turn,
        act,
    )
    .await
}

/// POST /api/v1/letters/{letter}/release
pub(super) async fn release(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReleaseLetter>,
    Path(id): Path<Id<Letter>>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    go(
        &desk,
        (caller.actor(), caller.language()),
        (id, version),
        turn,
        Act::Release,
    )
    .await
}

/// POST /api/v1/letters/{letter}/retry
pub(super) async fn retry(
    Shared(desk): Shared<Desk>,
    caller: By<may::Notify>,
    Path(id): Path<Id<Letter>>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    go(
        &desk,
        (caller.actor(), caller.language()),
        (id, version),
        turn,
        Act::Retry,
    )
    .await
}

/// POST /api/v1/letters/{letter}/withdraw
pub(super) async fn withdraw(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReleaseLetter>,
    Path(id): Path<Id<Letter>>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    go(
        &desk,
        (caller.actor(), caller.language()),
        (id, version),
        turn,
        Act::Withdraw,
    )
    .await
}

/// POST /api/v1/letters/{letter}/words: what the provider said about all of it.
pub(super) async fn say(
    Shared(desk): Shared<Desk>,
    caller: By<may::Notify>,
    Path(id): Path<Id<Letter>>,
    version: IfMatch,
    Creating(said, turn): Creating<Said>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        letter::lock(&mut tx, id).await?;
        version.check(&view(&mut tx, actor, &desk.pack, id).await?.1)?;
        say_of_letter(&mut tx, actor, &desk.pack, id, &said.word(&desk.pack))
            .await
            .map_err(word_fault)?;
        let (view, etag) = view(&mut tx, actor, &desk.pack, id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, actor, work).await
}

/// Does something about a letter that is as the caller read it, and answers with what it is now.
async fn go(
    desk: &Desk,
    (actor, language): (&Actor, Language),
    (id, version): (Id<Letter>, IfMatch),
    turn: Turn,
    act: Act,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        letter::lock(&mut tx, id).await?;
        version.check(&view(&mut tx, actor, &desk.pack, id).await?.1)?;
        let done = match act {
            Act::Edit(NewText { text, reason }) => {
                letter::edit(&mut tx, actor, &desk.pack, id, &text, &reason).await
            }
            Act::FilledIn(FilledIn { day, ticket }) => {
                let ticket = ticket.unwrap_or_default();
                let sent = ByHand {
                    day: &day,
                    ticket: &ticket,
                };
                letter::sent_by_hand(&mut tx, actor, &desk.pack, id, &sent).await
            }
            Act::Release => letter::release(&mut tx, actor, &desk.pack, id).await,
            Act::Retry => letter::try_again(&mut tx, actor, id).await,
            Act::Withdraw => letter::withdraw_letter(&mut tx, actor, id).await,
        };
        if let Err(error) = done {
            let (field, message) = fault(error, language)?;
            let mut errors = FormErrors::none();
            errors.push(field, message);
            return Err(Problem::Invalid(errors));
        }
        let (view, etag) = view(&mut tx, actor, &desk.pack, id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(desk, actor, work).await
}

/// The version of a letter as the actor sees it: for a page whose form is to do something about what was read.
pub(crate) async fn version(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Letter>,
) -> Result<String, Problem> {
    Ok(view(tx, actor, pack, id).await?.1.header())
}

/// A letter and its version. The date that its text would have is none of it.
async fn view(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Letter>,
) -> Result<(LetterView, Etag), Problem> {
    let preview = letter::preview(tx, actor, pack, id).await?;
    let letter = &preview.letter;
    let contact = stakeholders::contact(tx, actor, letter.contact)
        .await
        .map_err(Error::from)?;
    let mail = dispatch::dispatched(tx, actor, id)
        .await
        .map_err(Error::from)?;
    let reason = preview.reason.as_ref();
    let mut view = LetterView {
        letter: ListedView::of(tx, letter, &contact).await?,
        address: contact.address.expose().clone(),
        form: preview.form.as_ref().map(|form| form.expose().clone()),
        ticket: letter
            .ticket(tx)
            .map_err(Error::from)?
            .map(|ticket| ::page::harmless(ticket.expose())),
        held: preview.held,
        due_at: letter.due_at.map(|at| at.to_string()),
        sent_at: letter.sent_at.map(|at| at.to_string()),
        maybe_twice: mail.as_ref().is_some_and(|mail| mail.maybe_twice),
        message_id: mail.map(|mail| mail.message_id),
        first: preview.first,
        released_by: letter.released_by,
        edited_by: letter.edited_by,
        edit_reason: reason.map(|reason| ::page::harmless(reason.expose())),
        subject: preview.subject,
        text: String::new(),
        draft: preview.draft,
        notices: preview
            .notices
            .iter()
            .map(|(notice, reference)| InLetter {
                id: notice.id,
                case: notice.case,
                reference: reference.clone(),
                state: notice.state.name(),
            })
            .collect(),
    };
    let etag = Etag::of(&view)?;
    view.text = preview.text;
    Ok((view, etag))
}
