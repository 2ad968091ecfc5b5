//! `GET /cases/{id}`: everything about a case but its URL, put together from the panels of the modules.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use identity::{Desk, SignedIn};
use intake::Case;
use kernel::{Id, Timestamp};
use page::{Frame, Panel, Problem, Words};

use super::parts;
use super::words;
use crate::{Error, ToDo, to_dos};

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    frame: Frame,
    csrf: String,
    state: String,
    outcome: Option<String>,
    opened_at: String,
    reports: String,
    to_dos: Vec<ToDoRow>,
    panels: Vec<Panel>,
}

/// A line of a list of what is to be done.
pub(super) struct ToDoRow {
    pub(super) since: String,
    pub(super) text: String,
    /// The task, where it can be ticked off.
    pub(super) task: Option<String>,
}

impl ToDoRow {
    pub(super) fn new(words: &Words, at: impl Fn(Timestamp) -> String, to_do: &ToDo) -> Self {
        Self {
            since: at(to_do.since),
            text: words.text(to_do.message),
            task: to_do.task.map(|task| task.to_string()),
        }
    }
}

/// Shows a case. Whoever may not see cases is told that there is none.
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<Id<Case>>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let tx = &mut tx;
    let (actor, pack) = (signed_in.actor(), &*desk.pack);
    let case = intake::case(tx, actor, id).await.map_err(Error::from)?;
    let words = desk.words(&signed_in);
    let csrf = signed_in.csrf();
    let at = |instant: Timestamp| words.date_time(instant, &pack.zone);
    // Whoever might give the second opinion sees what the case is, and nothing of what was found or done.
    let blind = assessment::is_blind(tx, actor, id)
        .await
        .map_err(Error::from)?;
    let mine = if blind {
        Vec::new()
    } else {
        to_dos(tx, actor, pack, Some(id)).await?
    };
    let mut panels = vec![
        parts::reports(tx, actor, pack, &words, id).await?,
        parts::findings(tx, actor, pack, &words, case.location).await?,
        assessment::panel(tx, actor, pack, &words, &csrf, id).await?,
    ];
    if !blind {
        panels.extend([
            parts::route(tx, actor, pack, &words, &csrf, id).await?,
            referral::panel(tx, actor, pack, &words, &csrf, id).await?,
            exchange::panel(tx, actor, pack, &words, &csrf, id).await?,
            takedown::panel(tx, actor, pack, &words, &csrf, id).await?,
            parts::record(tx, actor, pack, &words, id).await?,
        ]);
    }
    let title = words.with("routing-case", &[("reference", case.reference.as_str())]);
    page::render(&CasePage {
        csrf,
        state: words.text(words::case_state(case.state)),
        outcome: case.outcome.map(|one| words.text(words::outcome(one))),
        opened_at: at(case.opened_at),
        reports: words.number(case.reports),
        to_dos: mine
            .iter()
            .map(|to_do| ToDoRow::new(&words, at, to_do))
            .collect(),
        panels,
        frame: desk.frame(&signed_in, title),
    })
}
