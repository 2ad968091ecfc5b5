//! `GET /cases/{id}`: everything about a case but its URL, put together from the panels of the modules.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use identity::{Desk, SignedIn};
use intake::Case;
use kernel::{Id, Timestamp};
use page::{FormErrors, Frame, Panel, Problem, Words};
use store::Tx;

use super::findings;
use super::history::{self, Asked};
use super::notes::{self, Draft};
use super::parts;
use super::words;
use crate::{Error, Note, ToDo, read_mentions, to_dos};

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage<'a> {
    frame: Frame,
    csrf: String,
    errors: &'a FormErrors,
    state: String,
    /// How pressing it is, and what its badge is marked with.
    class: Option<String>,
    tone: &'static str,
    outcome: Option<String>,
    /// Who holds it.
    holder: Option<String>,
    opened_at: String,
    reports: String,
    to_dos: Vec<ToDoRow>,
    sections: Vec<Section>,
}

/// A panel, with the name by which links lead to it.
struct Section {
    id: &'static str,
    panel: Panel,
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
    Query(asked): Query<Asked>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    look(&desk, &signed_in, id, &asked, &Draft::default()).await
}

/// The page of a case, with a note on it that was typed and not stored, where there is one. What names the reader on
/// it counts as read from now on.
pub(super) async fn look(
    desk: &Desk,
    signed_in: &SignedIn,
    id: Id<Case>,
    asked: &Asked,
    draft: &Draft,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (actor, pack) = (signed_in.actor(), &*desk.pack);
    let case = intake::case(&mut tx, actor, id)
        .await
        .map_err(Error::from)?;
    let words = desk.words(signed_in);
    let csrf = signed_in.csrf();
    let at = |instant: Timestamp| words.date_time(instant, &pack.zone);
    // What is to be done tells what was decided.
    let blind = assessment::is_blind(&mut tx, actor, id)
        .await
        .map_err(Error::from)?;
    let mine = if blind {
        Vec::new()
    } else {
        to_dos(&mut tx, actor, pack, id).await?
    };
    let holder = match assessment::holder(&mut tx, actor, id).await? {
        Some(claim) if Some(claim.staff) == actor.staff_id() => {
            Some(words.text("routing-case-held-by-you"))
        }
        Some(claim) => {
            let name = identity::name(&mut tx, actor, claim.staff).await;
            name.map_err(Error::from)?.map(|name| name.expose().clone())
        }
        None => None,
    };
    let (sections, unread) = sections(&mut tx, signed_in, desk, &case, asked, draft).await?;
    drop(tx);
    let title = words.with("routing-case", &[("reference", case.reference.as_str())]);
    let page = page::render(&CasePage {
        csrf,
        errors: &draft.errors,
        state: words.text(words::case_state(case.state)),
        // So does how pressing a decided case is.
        class: (!blind).then(|| words.text(assessment::class_key(case.class))),
        tone: assessment::tone(case.class),
        outcome: case.outcome.map(|one| words.text(words::outcome(one))),
        holder,
        opened_at: at(case.opened_at),
        reports: words.number(case.reports),
        to_dos: mine
            .iter()
            .map(|to_do| ToDoRow::new(&words, at, to_do))
            .collect(),
        sections,
        frame: desk.frame(signed_in, title).with_errors(&draft.errors),
    })?;
    if !unread.is_empty() {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        read_mentions(&mut tx, actor, &unread).await?;
        tx.commit().await.map_err(Error::from)?;
    }
    Ok(page)
}

/// The panels of the page, and the notes on it that the reader is named in and has not read. Whoever might give the
/// second opinion sees no panel of what was done about the case.
async fn sections(
    tx: &mut Tx,
    signed_in: &SignedIn,
    desk: &Desk,
    case: &Case,
    asked: &Asked,
    draft: &Draft,
) -> Result<(Vec<Section>, Vec<Id<Note>>), Error> {
    let (actor, pack) = (signed_in.actor(), &*desk.pack);
    let (words, csrf, id) = (&desk.words(signed_in), &signed_in.csrf(), case.id);
    let blind = assessment::is_blind(tx, actor, id).await?;
    let mut sections = Vec::new();
    let mut add = |id, panel| sections.push(Section { id, panel });
    add("reports", parts::reports(tx, actor, pack, words, id).await?);
    add(
        "findings",
        findings::panel(tx, actor, pack, words, csrf, case, blind).await?,
    );
    add(
        "assessment",
        assessment::panel(tx, actor, pack, words, csrf, id).await?,
    );
    if !blind {
        add(
            "route",
            parts::route(tx, actor, pack, words, csrf, id).await?,
        );
        add(
            "police",
            referral::panel(tx, actor, pack, words, csrf, id).await?,
        );
        add(
            "partners",
            exchange::panel(tx, actor, pack, words, csrf, id).await?,
        );
        add(
            "takedown",
            takedown::panel(tx, actor, pack, words, csrf, id).await?,
        );
        if let Some(answers) = takedown::answers(tx, actor, pack, words, id).await? {
            add("answers", answers);
        }
    }
    let (notes, unread) = notes::panel(tx, actor, pack, words, csrf, id, draft).await?;
    add("notes", notes);
    add(
        "history",
        history::panel(tx, actor, pack, words, case, asked).await?,
    );
    if !blind {
        add(
            "record",
            parts::record(tx, actor, pack, words, id, asked.record()).await?,
        );
    }
    Ok((sections, unread))
}
