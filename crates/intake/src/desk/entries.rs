//! What somebody told on the telephone, in person or by letter, sent by a program of the staff: what the page takes typed.
//! The body is that of the letterbox's own interface, with `source` and `received_at` beside it.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::{By, Creating, Desk, Reply, may};
use kernel::Id;
use page::{FormErrors, Message, Problem};
use serde::Serialize;
use serde_json::{Map, Value};

use super::api::{own, telling};
use super::entry::{BYTES, SOURCES};
use crate::entered::{EnteredPlace, Telling, enter_telling, entered, entry_id};
use crate::{Case, Entered, Error, Report, Source};

/// The id of a call, which names its report for ever.
enum Call {}

#[derive(Serialize)]
struct EntryView {
    report: Id<Report>,
    urls: Vec<UrlView>,
}

/// What became of one address.
#[derive(Serialize)]
struct UrlView {
    /// Its place in the list that was sent, from 0.
    index: i64,
    result: &'static str,
    /// Why it was refused.
    reason: Option<String>,
    case: Option<CaseView>,
}

#[derive(Serialize)]
struct CaseView {
    id: Id<Case>,
    reference: String,
}

impl From<EnteredPlace> for UrlView {
    fn from(place: EnteredPlace) -> Self {
        let case = |(id, reference)| CaseView { id, reference };
        Self {
            index: place.number,
            result: place.placed.name(),
            reason: place.reason,
            case: place.case.map(case),
        }
    }
}

impl From<Entered> for EntryView {
    fn from(entered: Entered) -> Self {
        Self {
            report: entered.report,
            urls: entered.places.into_iter().map(UrlView::from).collect(),
        }
    }
}

/// POST /api/v1/entries
pub(super) async fn enter(
    State(desk): State<Desk>,
    caller: By<may::FileReport>,
    Creating(sent, turn): Creating<Map<String, Value>, BYTES>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let read = read(&desk, sent)?;
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        // The key of the call says what is sent twice.
        let call: Id<Call> = tx.new_id();
        let telling = Telling {
            id: entry_id(&tx, &[b"call", call.as_bytes()])?,
            ..read
        };
        let entered = enter_telling(&mut tx, actor, telling, &desk.pack).await?;
        let view = EntryView::from(entered);
        let place = format!("/api/v1/entries/{}", view.report);
        Ok((tx, Reply::created(place, &view)?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// GET /api/v1/entries/{report}: what became of each address, of any report that did not come through the letterbox.
pub(super) async fn show(
    State(desk): State<Desk>,
    caller: By<may::FileReport>,
    Path(report): Path<Id<Report>>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let entered = entered(&mut tx, caller.actor(), report).await?;
    Ok(Json(EntryView::from(entered)).into_response())
}

fn read(desk: &Desk, mut fields: Map<String, Value>) -> Result<Telling, Problem> {
    let mut errors = FormErrors::none();
    let source = own(&mut fields, "source", &mut errors);
    let source = source.and_then(|name| Source::named(&name));
    let source = source.filter(|source| SOURCES.contains(source));
    if source.is_none() && errors.of("source").is_none() {
        errors.push("source", Message::new("intake-entry-unlisted"));
    }
    telling(desk, fields, source, errors)
}
