//! `GET /tasks`: notes that name the reader, and what people have to do, over all cases, oldest first.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use identity::{Desk, SignedIn};
use kernel::Timestamp;
use page::{Frame, Problem};

use super::case_page::ToDoRow;
use super::parts;
use crate::{Error, open_to_dos};

#[derive(Template)]
#[template(path = "tasks.html")]
struct TasksPage {
    frame: Frame,
    /// That looks at watched places are overdue, where they are.
    late: Option<String>,
    /// Notes that name the reader.
    mentions: Vec<MentionRow>,
    rows: Vec<TaskRow>,
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

/// Lists the tasks of all cases that are not closed.
pub(super) async fn list(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let words = desk.words(&signed_in);
    let at = |instant: Timestamp| words.date_time(instant, &desk.pack.zone);
    let mut rows = Vec::new();
    for (to_do, case) in open_to_dos(&mut tx, signed_in.actor(), &desk.pack, None).await? {
        rows.push(TaskRow {
            case: case.id.to_string(),
            reference: case.reference,
            to_do: ToDoRow::new(&words, at, &to_do),
        });
    }
    let mut mentions = Vec::new();
    for mention in crate::mentions(&mut tx, signed_in.actor()).await? {
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
        let told = [
            ("count", overdue.count.to_string()),
            ("watched", overdue.watched.to_string()),
            ("time", at(oldest)),
        ];
        words.with("routing-watch-late", &told)
    });
    page::render(&TasksPage {
        late,
        mentions,
        rows,
        frame: desk.frame(&signed_in, words.text("routing-tasks")),
    })
}
