//! A file of reports sent by a program of the staff: what the page takes pasted, and what became of each line. Nothing
//! that stood in a line is in any answer.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use identity::{Actor, By, Creating, Desk, Reply, may, parameter};
use kernel::{Id, Sensitive};
use page::{FormErrors, Message, Problem};
use serde::{Deserialize, Serialize};
use store::Tx;

use super::import::{BYTES, lines, run};
use crate::import::{PAGE, import_id};
use crate::{Case, Error, Import, Imported, Line, LineResult, NotATable, Reader, imported_lines};

/// A file of reports.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewImport {
    /// Who made it.
    sender: Sensitive<String>,
    /// A table as RFC 4180 has it, with a header.
    text: Sensitive<String>,
    /// Columns that nobody knows are left out.
    #[serde(default)]
    leave_out: bool,
}

#[derive(Serialize)]
struct ImportView {
    id: Id<Import>,
    /// Otherwise it runs, or was cut off.
    ended: bool,
    /// How many lines became what.
    counts: BTreeMap<&'static str, i64>,
    /// In their order.
    lines: Vec<LineView>,
    /// Where the lines go on.
    next: Option<String>,
}

#[derive(Serialize)]
struct LineView {
    /// Its number in the file.
    number: i64,
    result: &'static str,
    /// Why it was refused.
    reason: Option<String>,
    /// The column that is at fault.
    column: Option<String>,
    cases: Vec<CaseView>,
}

#[derive(Serialize)]
struct CaseView {
    id: Id<Case>,
    reference: String,
}

impl From<LineResult> for LineView {
    fn from(line: LineResult) -> Self {
        let case = |(id, reference)| CaseView { id, reference };
        Self {
            number: line.number,
            result: line.imported.name(),
            reason: line.reason,
            column: line.column,
            cases: line.cases.into_iter().map(case).collect(),
        }
    }
}

/// POST /api/v1/imports. The same file of the same caller is one import for ever: one that was cut off goes on.
pub(super) async fn enter(
    State(desk): State<Desk>,
    caller: By<may::ImportReports>,
    Creating(sent, turn): Creating<NewImport, BYTES>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let (import, lines) = read(&desk, actor, &sent).await?;
        let mut tx = run(&desk, actor, &import, &lines).await?;
        let view = view(&mut tx, actor, import.id, 0).await?;
        let place = format!("/api/v1/imports/{}", import.id);
        Ok((tx, Reply::created(place, &view)?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// GET /api/v1/imports/{import}
pub(super) async fn show(
    State(desk): State<Desk>,
    caller: By<may::ImportReports>,
    Path(id): Path<Id<Import>>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let after = parameter(&query, "cursor", |text| text.parse().ok())?.unwrap_or(0);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let view = view(&mut tx, caller.actor(), id, after).await?;
    Ok(Json(view).into_response())
}

/// The import and its lines, or everything that is wrong before anything is done.
async fn read(
    desk: &Desk,
    actor: &Actor,
    sent: &NewImport,
) -> Result<(Import, Vec<Line>), Problem> {
    let tx = desk.db.read().await.map_err(Error::from)?;
    let who = actor.who().id.map(|id| *id.as_bytes()).unwrap_or_default();
    let (sender, text) = (sent.sender.expose(), sent.text.expose());
    let parts: [&[u8]; 4] = [b"import call", &who, sender.as_bytes(), text.as_bytes()];
    let import = Import::new(import_id(&tx, &parts)?, sender);
    let mut errors = FormErrors::none();
    if import.is_none() {
        errors.push("sender", Message::new("intake-import-sender-wrong"));
    }
    let lines = lines(desk, text, sent.leave_out).unwrap_or_else(|message| {
        // What a column is called is a person's text, which no problem repeats.
        let unknown = matches!(
            Reader::new(text.as_bytes(), sent.leave_out),
            Err(NotATable::Unknown(_))
        );
        let message = if unknown {
            Message::new("intake-import-unknown-api")
        } else {
            message
        };
        errors.push("text", message);
        Vec::new()
    });
    match import {
        Some(import) if errors.is_empty() => Ok((import, lines)),
        _ => Err(Problem::Invalid(errors)),
    }
}

/// What became of the lines after this number.
async fn view(tx: &mut Tx, actor: &Actor, id: Id<Import>, after: i64) -> Result<ImportView, Error> {
    let results = imported_lines(tx, actor, id, after).await?;
    let is_full = i64::try_from(results.lines.len()).is_ok_and(|count| count >= PAGE);
    let last = results.lines.last().filter(|_| is_full);
    Ok(ImportView {
        id,
        ended: results.ended,
        counts: Imported::ALL
            .into_iter()
            .map(|one| (one.name(), results.counts.of(one)))
            .collect(),
        next: last.map(|line| line.number.to_string()),
        lines: results.lines.into_iter().map(LineView::from).collect(),
    })
}
