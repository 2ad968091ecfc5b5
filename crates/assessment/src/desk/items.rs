//! The list of a case's items, a page at a time, and what is done to many of them at once: a pasted list, a
//! selection classified alike. No URL is shown here.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::Id;
use page::{Choice, FormErrors, Frame, Message, Problem, Words};
use serde::Deserialize;

use super::add_item::{kinds, refused};
use super::panel::{CameTo, came_to};
use super::several::Several;
use super::standing;
use super::{Sent, item_name, kind_name, value};
use crate::paste::BYTES;
use crate::{Error, Item, ItemLine, Kind, LINES, Line, PAGE, Pasted, version};

/// Lines of results that one page shows; lines next to each other with the same result are one.
const RESULTS: usize = 200;

/// Behind which position a page begins.
#[derive(Deserialize)]
pub(super) struct Behind {
    #[serde(default)]
    pub(super) after: i64,
}

/// Behind which position the next page begins, where there may be one.
pub(super) fn next_page(lines: &[ItemLine]) -> Option<i64> {
    let full = i64::try_from(lines.len()).is_ok_and(|count| count >= PAGE);
    lines.last().filter(|_| full).map(|line| line.item.position)
}

#[derive(Template)]
#[template(path = "items.html")]
struct ItemsPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    /// What the reader can take back, in words.
    undo: Option<String>,
    counts: String,
    /// Whether the reader holds the case.
    mine: bool,
    /// Whether something is to be done with several items: by whoever holds the case, or was to be done by whoever did.
    selects: bool,
    rows: Vec<ItemRow>,
    /// What the page shows of the case.
    version: String,
    /// Behind which position the page begins.
    after: i64,
    next: Option<String>,
    kinds: Vec<Choice>,
    typed: Typed,
}

/// What was typed on the page, as it is shown again.
#[derive(Default)]
pub(super) struct Typed {
    /// What became of the lines of a list that was pasted.
    pub(super) results: Vec<String>,
    /// The lines of it that are left, to be mended.
    pub(super) left: String,
    /// What was to be done with several items.
    pub(super) several: Option<Several>,
}

impl Typed {
    /// A list of which nothing was added.
    fn list(list: &str) -> Self {
        Self {
            left: list.to_owned(),
            ..Self::default()
        }
    }
}

struct ItemRow {
    id: Id<Item>,
    position: String,
    name: String,
    ticked: bool,
    came_to: Option<CameTo>,
    taken_over: bool,
    /// What else is to be said of it.
    marks: Vec<String>,
}

/// GET /cases/{id}/items
pub(super) async fn list(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    Query(behind): Query<Behind>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let typed = Typed::default();
    show(
        &desk,
        &signed_in,
        case,
        behind.after,
        FormErrors::none(),
        typed,
    )
    .await
}

/// The page behind this position, with what was typed on it.
pub(super) async fn show(
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
    after: i64,
    errors: FormErrors,
    mut typed: Typed,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let words = desk.words(signed_in);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let found = intake::case(&mut tx, actor, case)
        .await
        .map_err(Error::from)?;
    let counts = crate::item_counts(&mut tx, actor, case).await?;
    let holder = crate::holder(&mut tx, actor, case).await?;
    let lines = crate::item_lines(&mut tx, actor, case, after).await?;
    let mine = holder.is_some_and(|claim| Some(claim.staff) == actor.staff_id());
    let selects = mine || typed.several.is_some();
    let several = typed.several.take().unwrap_or_default();
    let row = |line: &ItemLine| ItemRow {
        ticked: several.items.contains(&line.item.id),
        id: line.item.id,
        position: words.number(line.item.position),
        name: item_name(&words, &line.item),
        came_to: line
            .ruling
            .as_ref()
            .map(|ruling| came_to(&desk.pack, &words, ruling)),
        taken_over: line.taken_over,
        marks: marks(&words, line),
    };
    page::render(&ItemsPage {
        frame: desk.frame(
            signed_in,
            words.with("assessment-items-title", &[("case", found.reference)]),
        ),
        csrf: signed_in.csrf(),
        errors,
        case,
        undo: standing::undo(&mut tx, actor, &desk.pack, &words, case).await?,
        counts: words.with(
            "assessment-items-all",
            &[("items", counts.items), ("classified", counts.classified)],
        ),
        mine,
        selects,
        rows: lines.iter().map(row).collect(),
        version: version::of_case(&mut tx, actor, case).await?,
        after,
        next: next_page(&lines).map(|last| format!("/cases/{case}/items?after={last}")),
        kinds: kinds(&words),
        typed: Typed {
            several: Some(several),
            ..typed
        },
    })
}

fn marks(words: &Words, line: &ItemLine) -> Vec<String> {
    [
        (line.has_hash, "assessment-item-hash"),
        (line.item.location.is_none(), "assessment-item-no-address"),
        (line.is_known, "assessment-item-known"),
    ]
    .into_iter()
    .filter(|(is, _)| *is)
    .map(|(_, key)| words.text(key))
    .chain(same_as(words, line.same_as))
    .collect()
}

/// That an item has the same content as one before it, in words.
pub(super) fn same_as(words: &Words, first: Option<i64>) -> Option<String> {
    let number = words.number(first?);
    Some(words.with("assessment-item-same-as", &[("number", number)]))
}

/// Why a list could not be added at all.
const fn stands_key(error: &Error) -> &'static str {
    match error {
        Error::ItemsStand => "assessment-problem-items-stand",
        Error::TooMany => "assessment-problem-too-many",
        _ => "assessment-problem-not-held",
    }
}

/// POST /cases/{id}/items/list: where every line was added or was there, back to the list; else the lines that are
/// left are shown again, each with the reason.
pub(super) async fn paste(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent, BYTES>,
) -> Result<Response, Problem> {
    let list = value(&sent, "list").unwrap_or_default();
    let mut errors = FormErrors::none();
    let read = named_kinds(&desk.words(&signed_in), list);
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let lines = match crate::add_items(&mut tx, signed_in.actor(), &desk.pack, case, &read).await {
        Ok(lines) => lines,
        Err(Error::TooLong) => {
            drop(tx);
            let most = i64::try_from(LINES).unwrap_or(i64::MAX);
            errors.push(
                "list",
                Message::new("assessment-list-too-long").with("lines", most),
            );
            let page = show(&desk, &signed_in, case, 0, errors, Typed::list(list)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        // Nothing that was typed is lost.
        Err(error @ (Error::NotHeld | Error::ItemsStand | Error::TooMany)) => {
            drop(tx);
            errors.push("list", Message::new(stands_key(&error)));
            let page = show(&desk, &signed_in, case, 0, errors, Typed::list(list)).await?;
            return Ok((StatusCode::CONFLICT, page).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    tx.commit().await.map_err(Error::from)?;
    if lines.is_empty() {
        errors.push("list", Message::new("assessment-list-empty"));
    } else if lines.iter().all(|line| line.result == Pasted::Added) {
        return Ok(Redirect::to(&format!("/cases/{case}/items")).into_response());
    }
    if lines.iter().any(|line| line.result.is_left()) {
        errors.push("list", Message::new("assessment-list-left"));
    }
    let left: Vec<_> = list
        .lines()
        .enumerate()
        .filter(|(index, _)| {
            lines
                .iter()
                .any(|line| line.number == index + 1 && line.result.is_left())
        })
        .map(|(_, text)| text)
        .collect();
    let typed = Typed {
        results: results(&desk.words(&signed_in), &lines),
        left: left.join("\n"),
        several: None,
    };
    let page = show(&desk, &signed_in, case, 0, errors, typed).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The list with the kinds in front of lines as the page calls them written as lists have them, in the reader's language.
fn named_kinds(words: &Words, list: &str) -> String {
    let kinds: Vec<_> = Kind::ALL
        .into_iter()
        .map(|kind| (seen(&kind_name(words, kind)), kind.name()))
        .collect();
    let line = |line: &str| {
        let (first, rest) = line.trim_start().split_once(char::is_whitespace)?;
        let first = seen(first);
        let (_, name) = kinds.iter().find(|(named, _)| *named == first)?;
        Some(format!("{name} {rest}"))
    };
    let lines = list.lines();
    let lines = lines.map(|text| line(text).unwrap_or_else(|| text.to_owned()));
    lines.collect::<Vec<_>>().join("\n")
}

/// A word as it is seen: where a line may break in it, and where not, nobody types.
fn seen(word: &str) -> String {
    let letters = word.chars();
    let letters = letters.filter(|letter| !matches!(letter, '\u{200B}' | '\u{2060}'));
    letters.flat_map(char::to_lowercase).collect()
}

/// What became of each line, in words: those next to each other with the same result together.
fn results(words: &Words, lines: &[Line]) -> Vec<String> {
    let runs =
        lines.chunk_by(|one, next| one.result == next.result && next.number == one.number + 1);
    let mut shown: Vec<String> = runs
        .take(RESULTS)
        .filter_map(|run| {
            let (first, last) = (run.first()?, run.last()?);
            let number = |line: &Line| i64::try_from(line.number).unwrap_or(i64::MAX);
            let key = if run.len() == 1 {
                "assessment-list-line"
            } else {
                "assessment-list-lines"
            };
            Some(words.with(
                key,
                &[
                    ("from", words.number(number(first))),
                    ("to", words.number(number(last))),
                    ("result", result(words, first.result)),
                ],
            ))
        })
        .collect();
    if lines
        .chunk_by(|one, next| one.result == next.result && next.number == one.number + 1)
        .nth(RESULTS)
        .is_some()
    {
        shown.push(words.text("assessment-list-more"));
    }
    shown
}

fn result(words: &Words, result: Pasted) -> String {
    match result {
        Pasted::Added => words.text("assessment-list-added"),
        Pasted::There(position) => words.with(
            "assessment-list-there",
            &[("number", words.number(position))],
        ),
        Pasted::Duplicate(line) => {
            let line = i64::try_from(line).unwrap_or(i64::MAX);
            words.with(
                "assessment-list-duplicate",
                &[("number", words.number(line))],
            )
        }
        Pasted::Refused(refusal) => words.text(refused(refusal)),
        Pasted::NoHash => words.text("assessment-list-no-hash"),
        Pasted::Differs => words.text("assessment-list-differs"),
        Pasted::Full => words.text("assessment-problem-too-many"),
    }
}
