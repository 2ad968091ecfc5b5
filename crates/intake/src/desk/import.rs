//! The page that takes the text of a file of reports, pasted: there is no field for files anywhere. What was pasted
//! is shown again to whoever pasted it, as long as nothing was done; afterwards lines have numbers.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Actor, Desk, SignedForm, SignedIn};
use kernel::Id;
use letterbox::{FOUND_ON, SEEN, SHOWN_AS};
use page::{FormErrors, Frame, Message, Problem, Words};
use serde::Deserialize;
use store::Tx;

use crate::import::{PAGE, import_id, reason_key};
use crate::{
    BATCH, Column, Error, Import, Imported, Line, LineResult, NotATable, Reader, Results,
    begin_import, end_import, import_lines, imported_lines,
};

/// Bytes of the form as it travels: the text takes more there than on the page.
pub(super) const BYTES: usize = 4 * 1024 * 1024;

/// Lines that the page takes. More go by the command line, which tells how far it is.
const LINES: usize = 1_000;

/// The form's id, for a form that is sent twice.
enum Form {}

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    sent: Sent,
    most: String,
    columns: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "imported.html")]
struct ImportedPage {
    frame: Frame,
    ended: bool,
    counts: Vec<(String, String)>,
    lines: Vec<Shown>,
    /// Where the lines after these are.
    next: Option<String>,
}

struct Shown {
    number: String,
    what: String,
    cases: Vec<(String, String)>,
}

/// The form's fields as the browser sends them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    form: String,
    sender: String,
    text: String,
    leave_out: String,
}

/// From which line on results are shown.
#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    after: i64,
}

/// GET /reports/import
pub(super) async fn form(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    may(&signed_in)?;
    let sent = Sent {
        form: Id::<Form>::random(desk.db.entropy()).to_string(),
        ..Sent::default()
    };
    show_form(&desk, &signed_in, sent, FormErrors::none())
}

/// POST /reports/import
pub(super) async fn enter(
    State(desk): State<Desk>,
    SignedForm(signed_in, sent): SignedForm<Sent, BYTES>,
) -> Result<Response, Problem> {
    may(&signed_in)?;
    let form: Id<Form> = sent.form.parse().map_err(|_| Problem::Malformed)?;
    let (import, lines) = match read(&desk, &signed_in, form, &sent).await? {
        Ok(read) => read,
        Err(errors) => {
            let page = show_form(&desk, &signed_in, sent, errors)?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let tx = run(&desk, signed_in.actor(), &import, &lines).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/reports/imports/{}", import.id)).into_response())
}

/// Enters the lines of an import, unless that is done: a few at a time, each part committed by itself. The end of it is
/// left to the caller to commit.
pub(super) async fn run(
    desk: &Desk,
    actor: &Actor,
    import: &Import,
    lines: &[Line],
) -> Result<Tx, Error> {
    let mut tx = desk.db.write().await?;
    if !begin_import(&mut tx, actor, import.id).await? {
        return Ok(tx);
    }
    tx.commit().await?;
    for lines in lines.chunks(BATCH) {
        let mut tx = desk.db.write().await?;
        import_lines(&mut tx, actor, import, lines, &desk.pack).await?;
        tx.commit().await?;
    }
    let mut tx = desk.db.write().await?;
    end_import(&mut tx, actor, import.id).await?;
    Ok(tx)
}

/// GET /reports/imports/{id}
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<Id<Import>>,
    Query(After { after }): Query<After>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    may(&signed_in)?;
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let results = imported_lines(&mut tx, signed_in.actor(), id, after).await?;
    let Results {
        ended,
        counts,
        lines,
    } = results;
    let words = desk.words(&signed_in);
    let is_full = i64::try_from(lines.len()).is_ok_and(|count| count >= PAGE);
    let last = lines.last().filter(|_| is_full);
    page::render(&ImportedPage {
        ended,
        next: last.map(|line| format!("/reports/imports/{id}?after={}", line.number)),
        counts: Imported::ALL
            .into_iter()
            .map(|one| (words.text(word(one)), words.number(counts.of(one))))
            .collect(),
        lines: lines.into_iter().map(|line| shown(line, &words)).collect(),
        frame: desk.frame(&signed_in, words.text("intake-imported-title")),
    })
}

fn may(signed_in: &SignedIn) -> Result<(), Problem> {
    let may = signed_in.actor().may(Action::ImportReports);
    Ok(may.map_err(Error::from)?)
}

/// The import and its lines, or everything that is wrong before anything is done.
async fn read(
    desk: &Desk,
    signed_in: &SignedIn,
    form: Id<Form>,
    sent: &Sent,
) -> Result<Result<(Import, Vec<Line>), FormErrors>, Problem> {
    let mut errors = FormErrors::none();
    let tx = desk.db.read().await.map_err(Error::from)?;
    let staff = signed_in.id();
    let parts: [&[u8]; 5] = [
        b"import form",
        staff.as_bytes(),
        form.as_bytes(),
        sent.sender.as_bytes(),
        sent.text.as_bytes(),
    ];
    let id = import_id(&tx, &parts)?;
    let import = Import::new(id, &sent.sender);
    if import.is_none() {
        errors.push("sender", Message::new("intake-import-sender-wrong"));
    }
    let leave_out = !sent.leave_out.is_empty();
    let lines = lines(desk, &sent.text, leave_out).unwrap_or_else(|message| {
        errors.push("text", message);
        Vec::new()
    });
    Ok(match import {
        Some(import) if errors.is_empty() => Ok((import, lines)),
        _ => Err(errors),
    })
}

/// The lines of a text, or what is wrong with the whole of it. `leave_out`: columns that nobody knows are not read.
pub(super) fn lines(desk: &Desk, text: &str, leave_out: bool) -> Result<Vec<Line>, Message> {
    let mut reader = Reader::new(text.as_bytes(), leave_out).map_err(not_a_table)?;
    let most = LINES.saturating_add(1);
    let lines = reader
        .next_lines(most, &desk.pack, desk.db.clock().now())
        .map_err(|error| not_a_table(NotATable::Unreadable(error)))?;
    if lines.is_empty() {
        return Err(Message::new("intake-import-no-lines"));
    }
    if lines.len() > LINES {
        return Err(Message::new("intake-import-many").with("most", LINES));
    }
    Ok(lines)
}

fn not_a_table(wrong: NotATable) -> Message {
    match wrong {
        NotATable::Empty => Message::new("intake-import-empty"),
        NotATable::Encoding | NotATable::NoText | NotATable::Unreadable(_) => {
            Message::new("intake-import-no-text")
        }
        NotATable::NoHeader => Message::new("intake-import-no-header"),
        NotATable::Twice(column) => {
            Message::new("intake-import-twice").with("column", column.name())
        }
        NotATable::Unknown(names) => {
            Message::new("intake-import-unknown").with("columns", names.join(", "))
        }
    }
}

fn show_form(
    desk: &Desk,
    signed_in: &SignedIn,
    sent: Sent,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let words = desk.words(signed_in);
    let most = i64::try_from(LINES).unwrap_or(i64::MAX);
    page::render(&ImportPage {
        csrf: signed_in.csrf(),
        most: words.with("intake-import-large", &[("most", most)]),
        columns: Column::ALL
            .into_iter()
            .map(|column| (column.name(), meaning(column, desk, &words)))
            .collect(),
        frame: desk.frame(signed_in, words.text("intake-import-title")),
        errors,
        sent,
    })
}

/// What stands in a column, and what may stand there.
fn meaning(column: Column, desk: &Desk, words: &Words) -> String {
    let text = words.text(match column {
        Column::Url => "intake-import-column-url",
        Column::Category => "intake-entry-category",
        Column::FoundOn => "intake-entry-found-on",
        Column::ShownAs => "intake-entry-shown-as",
        Column::Seen => "intake-entry-seen",
        Column::Reach => "intake-entry-reach",
        Column::Narrative => "intake-entry-narrative",
        Column::Danger => "intake-entry-danger",
        Column::OwnPicture => "intake-entry-own-picture",
        Column::Contact => "intake-entry-contact",
        Column::Language => "intake-entry-language",
        Column::Received => "intake-import-column-received",
        Column::Reference => "intake-import-column-reference",
    });
    let values: Vec<String> = match column {
        Column::Category => {
            let keys = desk.pack.categories.iter();
            keys.map(|category| category.key.clone()).collect()
        }
        Column::FoundOn => FOUND_ON.map(str::to_owned).to_vec(),
        Column::ShownAs => SHOWN_AS.map(str::to_owned).to_vec(),
        Column::Seen => SEEN.map(str::to_owned).to_vec(),
        Column::Danger | Column::OwnPicture => ["yes", "no"].map(str::to_owned).to_vec(),
        Column::Language => {
            let offered = desk.pack.languages.iter();
            offered.map(ToString::to_string).collect()
        }
        _ => Vec::new(),
    };
    if values.is_empty() {
        return text;
    }
    format!("{text} ({})", values.join(", "))
}

fn shown(line: LineResult, words: &Words) -> Shown {
    let what = match (&line.reason, &line.column) {
        (Some(reason), column) => {
            let reason = words.text(reason_key(reason));
            match column {
                Some(column) => words.with(
                    "intake-imported-refused-column",
                    &[("reason", reason), ("column", column.clone())],
                ),
                None => words.with("intake-imported-refused", &[("reason", reason)]),
            }
        }
        (None, _) => words.text(word(line.imported)),
    };
    let cases = line.cases.into_iter();
    Shown {
        number: words.number(line.number),
        what,
        cases: cases
            .map(|(id, reference)| (id.to_string(), reference))
            .collect(),
    }
}

/// What became of a line.
const fn word(imported: Imported) -> &'static str {
    match imported {
        Imported::Opened => "intake-placed-opened",
        Imported::Joined => "intake-placed-joined",
        Imported::Again => "intake-placed-again",
        Imported::Before => "intake-imported-before",
        Imported::Refused => "intake-placed-refused",
    }
}
