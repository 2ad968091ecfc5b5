//! The notes of a case on its page, and the form for another one.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Actor, Desk, SignedForm};
use intake::Case;
use kernel::{Id, Sensitive};
use pack::Pack;
use page::{Choice, FormErrors, Message, Panel, Problem, Words};
use serde::Deserialize;
use store::Tx;

use super::parts::{Names, made};
use super::{Nothing, case_page, history};
use crate::{Error, NOTE_LIMIT, NewNote, Note, WITHDRAWN_WITHIN, notes, withdraw_note, write_note};

/// A form with the longest note, each of its letters written as nine: a letter of three bytes has nine in a form.
const BYTES: usize = 16 * NOTE_LIMIT;

#[derive(Template)]
#[template(path = "notes.html")]
struct NotesPanel<'a> {
    words: &'a Words,
    csrf: &'a str,
    case: String,
    notes: Vec<Line>,
    may_write: bool,
    form: String,
    draft: &'a Draft,
    colleagues: Vec<Choice>,
    limit: String,
}

/// A note as the page shows it.
struct Line {
    id: Id<Note>,
    at: String,
    who: String,
    /// Nothing once it was withdrawn.
    text: Option<String>,
    is_new: bool,
    /// The reader wrote it, just now.
    may_withdraw: bool,
}

/// What was typed and not stored, with what is wrong about it.
#[derive(Default)]
pub(super) struct Draft {
    text: String,
    names: String,
    pub(super) errors: FormErrors,
}

/// The panel, and the notes in it that name the reader and were not read before.
pub(super) async fn panel(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    csrf: &str,
    case: Id<Case>,
    draft: &Draft,
) -> Result<(Panel, Vec<Id<Note>>), Error> {
    let found = notes(tx, actor, case).await?;
    let now = tx.now();
    let (mut lines, mut names) = (Vec::new(), Names::default());
    for note in &found {
        lines.push(Line {
            id: note.id,
            at: words.date_time(note.at, &pack.zone),
            who: names
                .of(tx, actor, words, "staff", Some(note.author))
                .await?,
            text: note.text.as_ref().map(|text| page::harmless(text.expose())),
            is_new: note.is_new,
            may_withdraw: note.text.is_some()
                && Some(note.author) == actor.staff_id()
                && now.since(note.at) <= WITHDRAWN_WITHIN,
        });
    }
    let panel = NotesPanel {
        words,
        csrf,
        case: case.to_string(),
        notes: lines,
        may_write: actor.may(Action::WriteNote).is_ok(),
        form: tx.new_id::<Note>().to_string(),
        draft,
        colleagues: colleagues(tx, actor, words).await?,
        limit: words.number(i64::try_from(NOTE_LIMIT).unwrap_or(i64::MAX)),
    };
    let new = found.iter().filter(|note| note.is_new);
    let new = new.map(|note| note.id).collect();
    Ok((made(words.text("routing-notes"), &panel)?, new))
}

/// Nobody, and then each colleague who may read cases.
async fn colleagues(tx: &mut Tx, actor: &Actor, words: &Words) -> Result<Vec<Choice>, Error> {
    let able = identity::colleagues(tx, actor, Action::ReadCase).await?;
    let others = able
        .into_iter()
        .filter(|(id, _)| Some(*id) != actor.staff_id())
        .map(|(id, name)| Choice::new(id.to_string(), name.expose()));
    let nobody = Choice::new("", words.text("routing-note-names-nobody"));
    Ok(std::iter::once(nobody).chain(others).collect())
}

/// What the form of a note sends.
#[derive(Deserialize)]
pub(super) struct NoteForm {
    form: Id<Note>,
    note_text: Sensitive<String>,
    #[serde(default)]
    names: String,
}

/// POST /cases/{id}/notes
pub(super) async fn write(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<NoteForm, BYTES>,
) -> Result<Response, Problem> {
    let names = (!sent.names.is_empty())
        .then(|| sent.names.parse().map_err(|_| Problem::Malformed))
        .transpose()?;
    let new = NewNote {
        form: sent.form,
        text: sent.note_text.expose(),
        names,
    };
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    // The form of a decision on the same page has a note of its own.
    let (field, wrong) = match write_note(&mut tx, signed_in.actor(), case, new).await {
        Ok(()) => {
            tx.commit().await.map_err(Error::from)?;
            return Ok(Redirect::to(&format!("/cases/{case}#notes")).into_response());
        }
        Err(Error::NothingSaid) => ("note_text", Message::new("routing-note-empty")),
        Err(Error::TooLong) => {
            let most = i64::try_from(NOTE_LIMIT).unwrap_or(i64::MAX);
            let wrong = Message::new("routing-note-too-long").with("most", most);
            ("note_text", wrong)
        }
        Err(Error::NoReader) => ("names", Message::new("routing-note-no-reader")),
        Err(error) => return Err(error.into()),
    };
    drop(tx);
    let mut draft = Draft {
        text: sent.note_text.expose().clone(),
        names: sent.names,
        errors: FormErrors::none(),
    };
    draft.errors.push(field, wrong);
    let asked = history::Asked::default();
    let page = case_page::look(&desk, &signed_in, case, &asked, &draft).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// POST /notes/{id}/withdraw
pub(super) async fn withdraw(
    State(desk): State<Desk>,
    Path(id): Path<Id<Note>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let case = withdraw_note(&mut tx, signed_in.actor(), id).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}#notes")))
}
