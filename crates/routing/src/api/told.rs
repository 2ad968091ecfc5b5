//! What happened to a case, and what the staff wrote about it.

use audit::{Entry, Event, EventKind, Mark};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use identity::{By, Creating, Desk, Nothing, Reply, Sent, Staff, may, parameter};
use intake::Case;
use kernel::{Id, Sensitive};
use page::{FormErrors, Message, Problem};
use serde::{Deserialize, Serialize};

use super::Done;
use crate::desk::{recorded, why};
use crate::{
    Error, NOTE_LIMIT, NewNote, Note, notes, read_mentions, timeline, withdraw_note, write_note,
};

/// A body with the longest note, each of its letters escaped.
const BYTES: usize = 16 * NOTE_LIMIT;

#[derive(Serialize)]
struct HistoryView {
    /// The newest first.
    events: Vec<EventView>,
    /// Where the list goes on.
    next: Option<String>,
}

#[derive(Serialize)]
struct EventView {
    at: String,
    kind: &'static str,
    /// What happened, in the language of the key's member.
    what: String,
    /// Why, in a word.
    why: Option<String>,
    /// What kind of actor it was.
    who: String,
    /// Which one, where it is one of the staff.
    staff: Option<Id<Staff>>,
    /// What a person wrote, harmless as on the page.
    text: Option<String>,
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        Self {
            at: event.mark.at.to_string(),
            kind: event.kind.name(),
            what: event.what,
            why: event.why.filter(|word| why(word).is_some()),
            who: event.who_kind,
            staff: event.who_id.map(|id| Id::from_uuid(id.uuid())),
            text: event.text.map(|text| page::harmless(text.expose())),
        }
    }
}

#[derive(Serialize)]
struct NotesView {
    /// The newest, and those that name the reader and are not read: oldest first.
    notes: Vec<NoteView>,
}

#[derive(Serialize)]
struct NoteView {
    id: Id<Note>,
    at: String,
    staff: Id<Staff>,
    /// Harmless as on the page; nothing once it was withdrawn.
    text: Option<String>,
    /// It names the reader, who has not read it.
    is_new: bool,
}

impl From<Note> for NoteView {
    fn from(note: Note) -> Self {
        Self {
            id: note.id,
            at: note.at.to_string(),
            staff: note.author,
            text: note.text.map(|text| page::harmless(text.expose())),
            is_new: note.is_new,
        }
    }
}

/// A note to write.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    text: Sensitive<String>,
    /// A colleague whom it names, beside those whose names stand in it behind an `@`.
    names: Option<Id<Staff>>,
}

#[derive(Serialize)]
struct Written {
    id: Id<Note>,
}

/// GET /api/v1/cases/{id}/history: of one kind where `kind` names it.
pub(super) async fn history(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
    Path(case): Path<Id<Case>>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let kind = parameter(&query, "kind", EventKind::named)?;
    let before = parameter(&query, "cursor", Mark::of_text)?;
    let words = desk.catalogue.words(caller.language());
    let actor = caller.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let case = intake::case(&mut tx, actor, case)
        .await
        .map_err(Error::from)?;
    let found = timeline(&mut tx, actor, &words, &case, kind, before).await?;
    Ok(Json(HistoryView {
        events: found
            .events
            .into_iter()
            .rev()
            .map(EventView::from)
            .collect(),
        next: found.earlier.map(|mark| mark.to_string()),
    })
    .into_response())
}

#[derive(Serialize)]
struct RecordView {
    /// The newest first.
    entries: Vec<EntryView>,
    /// Where the list goes on.
    next: Option<String>,
}

#[derive(Serialize)]
struct EntryView {
    at: String,
    /// What was done, as the record names it.
    action: String,
    /// What kind of actor did it.
    who: String,
    /// Which one, where it is one of the staff.
    staff: Option<Id<Staff>>,
}

impl From<Entry> for EntryView {
    fn from(entry: Entry) -> Self {
        let id = entry.actor_id.map(|id| Id::from_uuid(id.uuid()));
        Self {
            at: entry.at.to_string(),
            action: entry.action,
            staff: id.filter(|_| entry.actor_kind == "staff"),
            who: entry.actor_kind,
        }
    }
}

/// GET /api/v1/cases/{id}/record: the exact entries. Of viewing the caller's own alone, as on the page.
pub(super) async fn record(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
    Path(case): Path<Id<Case>>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let before = parameter(&query, "cursor", |text| text.parse().ok())?;
    let actor = caller.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let found = intake::case(&mut tx, actor, case).await;
    let case = found.map_err(Error::from)?.id;
    // Whoever might give the second opinion is told nothing of what was done since, as on the page.
    let (entries, next) = if assessment::is_blind(&mut tx, actor, case).await? {
        (Vec::new(), None)
    } else {
        recorded(&mut tx, actor, case, before).await?
    };
    Ok(Json(RecordView {
        entries: entries.into_iter().map(EntryView::from).collect(),
        next: next.map(|mark| mark.to_string()),
    })
    .into_response())
}

/// GET /api/v1/cases/{id}/notes. Nothing counts as read by it: that is said by itself.
pub(super) async fn list(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
    Path(case): Path<Id<Case>>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    intake::case(&mut tx, caller.actor(), case)
        .await
        .map_err(Error::from)?;
    let notes = notes(&mut tx, caller.actor(), case).await?;
    let notes = notes.into_iter().map(NoteView::from).collect();
    Ok(Json(NotesView { notes }).into_response())
}

/// POST /api/v1/cases/{id}/notes
pub(super) async fn write(
    State(desk): State<Desk>,
    caller: By<may::WriteNote>,
    Path(case): Path<Id<Case>>,
    Creating(sent, turn): Creating<Words, BYTES>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let new = NewNote {
            // The key of the call says what is sent twice.
            form: tx.new_id(),
            text: sent.text.expose(),
            names: sent.names,
        };
        write_note(&mut tx, caller.actor(), case, new)
            .await
            .map_err(wrong_note)?;
        let place = format!("/api/v1/cases/{case}/notes");
        Ok((tx, Reply::created(place, &Written { id: new.form })?))
    };
    turn.run(&desk, caller.actor(), work).await
}

fn wrong_note(error: Error) -> Problem {
    let (field, message) = match error {
        Error::NothingSaid => ("text", Message::new("routing-note-empty")),
        Error::TooLong => {
            let most = i64::try_from(NOTE_LIMIT).unwrap_or(i64::MAX);
            let message = Message::new("routing-note-too-long").with("most", most);
            ("text", message)
        }
        Error::NoReader => ("names", Message::new("routing-note-no-reader")),
        error => return error.into(),
    };
    let mut errors = FormErrors::none();
    errors.push(field, message);
    Problem::Invalid(errors)
}

/// POST /api/v1/notes/{id}/withdraw
pub(super) async fn withdraw(
    State(desk): State<Desk>,
    caller: By<may::WriteNote>,
    Path(id): Path<Id<Note>>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let case = withdraw_note(&mut tx, caller.actor(), id).await?;
        Ok((tx, Reply::ok(&Done { case })?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// Which notes somebody has read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadNotes {
    notes: Vec<Id<Note>>,
}

/// Notes that are told to be read at once at most: as many as one list has.
const READ_AT_ONCE: usize = 200;

/// POST /api/v1/cases/{id}/notes/read: notes that name the caller. Reading what was read changes nothing.
pub(super) async fn read(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
    Path(case): Path<Id<Case>>,
    Sent(ReadNotes { notes: read }): Sent<ReadNotes>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    intake::case(&mut tx, caller.actor(), case)
        .await
        .map_err(Error::from)?;
    let those: Vec<_> = read.into_iter().take(READ_AT_ONCE).collect();
    read_mentions(&mut tx, caller.actor(), &those).await?;
    let left = notes(&mut tx, caller.actor(), case).await?;
    tx.commit().await.map_err(Error::from)?;
    let notes = left.into_iter().map(NoteView::from).collect();
    Ok(Json(NotesView { notes }).into_response())
}
