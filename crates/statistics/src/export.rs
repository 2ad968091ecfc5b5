//! Lives as a file: RFC 4180, in parts. References, ids, countries and times; no URL, host or name.

use assessment::Class;
use audit::About;
use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures::stream::{self, Stream};
use identity::{Action, Actor};
use kernel::{Cell, Timestamp, table_lines};
use serde_json::json;
use store::{Db, Tx};

use crate::read::Reading;
use crate::{Error, Filter, Life};

/// Lives that one part of the file has.
const PART: i64 = 2_000;

/// The columns.
pub const COLUMNS: [&str; 18] = [
    "case",
    "part",
    "life",
    "first",
    "last",
    "cause",
    "received_hour",
    "assessed",
    "police",
    "provider",
    "notice",
    "answered",
    "removed",
    "came_back",
    "outcome",
    "to_remove",
    "country",
    "class",
];

/// Records that somebody takes the lives of a filter with them.
pub async fn begin_export(tx: &mut Tx, actor: &Actor, filter: &Filter) -> Result<(), Error> {
    actor.may(Action::ReadFigures)?;
    let facts = json!({
        "from": filter.from.to_string(),
        "until": filter.until.to_string(),
        "country": filter.country,
        "provider": filter.provider,
        "class": filter.class.map(Class::name),
    });
    let about = About::kind("figures");
    audit::record(tx, actor.who(), "statistics.export", about, facts).await?;
    Ok(())
}

/// The file in parts, each read in a transaction of its own when whoever takes it is ready for it: however long they take,
/// no transaction stays open, and no more than one part is in memory.
pub fn parts_of(
    db: Db,
    actor: Actor,
    filter: Filter,
) -> impl Stream<Item = Result<Vec<u8>, Error>> + Send + 'static {
    let start = Taking {
        db,
        actor,
        reading: Reading::of(filter),
        header: Some(COLUMNS),
    };
    stream::try_unfold(start, |mut taking| async move {
        let part = taking.part().await?;
        Ok(part.map(|part| (part, taking)))
    })
}

/// The answer that is the file.
pub(crate) fn file(db: Db, actor: Actor, filter: Filter) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (CONTENT_DISPOSITION, "attachment; filename=\"figures.csv\""),
    ];
    (headers, Body::from_stream(parts_of(db, actor, filter))).into_response()
}

struct Taking {
    db: Db,
    actor: Actor,
    reading: Reading,
    /// Before the first part.
    header: Option<[&'static str; 18]>,
}

impl Taking {
    async fn part(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let mut tx = self.db.read().await?;
        let lives = self.reading.next(&mut tx, &self.actor, PART).await?;
        drop(tx);
        let Some(lives) = lives else {
            return Ok(None);
        };
        let header = self.header.take();
        Ok(Some(table_lines(header, lives.iter().map(row))?))
    }
}

fn row(life: &Life) -> [Cell<'_>; 18] {
    let text = |text: String| Cell::Text(text);
    let word = |word: bool| Cell::Exact(if word { "yes" } else { "no" });
    let time = |at: Option<Timestamp>| text(at.map_or_else(String::new, |at| at.to_string()));
    let known = |known: &Option<String>| text(known.clone().unwrap_or_default());
    [
        text(life.reference.clone()),
        text(life.number.to_string()),
        text(life.life.to_string()),
        word(life.first),
        word(life.last),
        Cell::Exact(life.cause.name()),
        text(life.received_at.to_string()),
        time(life.assessed_at),
        time(life.police_at),
        text(life.provider.map_or_else(String::new, |id| id.to_string())),
        time(life.notice_at),
        time(life.answered_at),
        time(life.removed_at),
        time(life.came_back_at),
        known(&life.outcome),
        word(life.to_remove),
        known(&life.country),
        known(&life.class),
    ]
}
