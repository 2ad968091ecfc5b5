//! `GET /tasks`: notes that name the reader, and what people have to do, over all cases, oldest first, a page at a time.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use identity::{Action, Desk, SignedIn};
use kernel::Timestamp;
use page::{Frame, Problem};
use serde::Deserialize;

use super::case_page::ToDoRow;
use super::parts;
use crate::Error;
use crate::to_do::{Cursor, open_part};

#[derive(Template)]
#[template(path = "tasks.html")]
struct TasksPage {
    frame: Frame,
    /// That looks at watched places are overdue, where they are.
    late: Option<String>,
    /// That letters wait for somebody to release them.
    letters: Option<String>,
    /// That mails wait in the tray, for whoever sorts them.
    tray: Option<String>,
    /// Notes that name the reader.
    mentions: Vec<MentionRow>,
    rows: Vec<TaskRow>,
    /// It is not the first page.
    goes_on: bool,
    next: Option<String>,
}

struct MentionRow {
    case: String,
    note: String,
    reference: String,
    since: String,
    who: String,
}

struct TaskRow {
    case: String,
    reference: String,
    to_do: ToDoRow,
}

/// Tasks of a page.
const PAGE: usize = 100;

#[derive(Deserialize)]
pub(super) struct Asked {
    /// Behind which task the page begins.
    after: Option<String>,
}

/// Lists the tasks of all cases that are not closed.
pub(super) async fn list(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let after = match &asked.after {
        None => None,
        Some(text) => Some(Cursor::of_text(text).ok_or(Problem::NotFound)?),
    };
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let words = desk.words(&signed_in);
    let at = |instant: Timestamp| words.date_time(instant, &desk.pack.zone);
    let (actor, place) = (signed_in.actor(), after.as_ref().map(Cursor::place));
    // One more than is shown: whether the list goes on.
    let mut to_dos = open_part(&mut tx, actor, &desk.pack, None, place, PAGE + 1).await?;
    let more = to_dos.len() > PAGE;
    to_dos.truncate(PAGE);
    let last = to_dos.last().filter(|_| more);
    let next = last.map(|(to_do, _)| format!("/tasks?after={}", Cursor::text(to_do)));
    let mut rows = Vec::new();
    for (to_do, case) in to_dos {
        rows.push(TaskRow {
            case: case.id.to_string(),
            reference: case.reference,
            to_do: ToDoRow::new(&words, at, &to_do),
        });
    }
    let mut mentions = Vec::new();
    let named = if after.is_none() {
        crate::mentions(&mut tx, actor).await?
    } else {
        Vec::new()
    };
    for mention in named {
        let case = intake::case(&mut tx, signed_in.actor(), mention.case)
            .await
            .map_err(Error::from)?;
        let author = Some(mention.author);
        mentions.push(MentionRow {
            case: case.id.to_string(),
            note: mention.note.to_string(),
            reference: case.reference,
            since: at(mention.at),
            who: parts::who(&mut tx, signed_in.actor(), &words, "staff", author).await?,
        });
    }
    let overdue = takedown::overdue(&mut tx, signed_in.actor())
        .await
        .map_err(Error::from)?;
    let late = overdue.oldest.map(|oldest| {
        let told = [("count", overdue.count.to_string()), ("time", at(oldest))];
        words.with("routing-watch-late", &told)
    });
    let (count, longest) = takedown::letters_waiting(&mut tx, signed_in.actor())
        .await
        .map_err(Error::from)?;
    let letters = longest.map(|longest| {
        let told = [("count", count.to_string()), ("time", at(longest))];
        words.with("routing-letters-waiting", &told)
    });
    let (count, longest) = if signed_in.may(Action::ReadTray) {
        exchange::tray(&mut tx, actor).await.map_err(Error::from)?
    } else {
        (0, None)
    };
    let tray = longest.map(|longest| {
        let told = [("count", count.to_string()), ("time", at(longest))];
        words.with("routing-tray-waiting", &told)
    });
    page::render(&TasksPage {
        late,
        letters,
        tray,
        mentions,
        rows,
        goes_on: after.is_some(),
        next,
        frame: desk.frame(&signed_in, words.text("routing-tasks")),
    })
}
