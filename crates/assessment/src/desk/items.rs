//! The list of a case's items, a page at a time, and what is done to many of them at once: a pasted list, a
//! selection classified alike; and what is known of one item: its hashes and earlier answers. No URL is shown here.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::{Id, Timestamp};
use page::{Choice, FormErrors, Frame, Message, Problem, Words};
use serde::Deserialize;
use store::Tx;

use super::add_item::{kinds, refused};
use super::classification::{page_of, unexplained, why};
use super::panel::{CameTo, came_to};
use super::{Sent, is_set, item_name, value};
use crate::{
    Added, Algorithm, Error, Hash, Item, ItemLine, Kind, Known, LINES, Line, OnlyShown, PAGE,
    Pasted, Selection,
};

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
    counts: String,
    /// Whether the reader holds the case.
    mine: bool,
    rows: Vec<ItemRow>,
    next: Option<String>,
    kinds: Vec<Choice>,
    /// What became of the lines of a list that was pasted.
    results: Vec<String>,
    /// The lines of it that are left, to be mended.
    left: String,
}

struct ItemRow {
    id: Id<Item>,
    position: String,
    name: String,
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
    let pasted = (Vec::new(), String::new());
    show(
        &desk,
        &signed_in,
        case,
        behind.after,
        FormErrors::none(),
        pasted,
    )
    .await
}

async fn show(
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
    after: i64,
    errors: FormErrors,
    (results, left): (Vec<String>, String),
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
    let row = |line: &ItemLine| ItemRow {
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
        counts: words.with(
            "assessment-items-all",
            &[("items", counts.items), ("classified", counts.classified)],
        ),
        mine: holder.is_some_and(|claim| Some(claim.staff) == actor.staff_id()),
        rows: lines.iter().map(row).collect(),
        next: next_page(&lines).map(|last| format!("/cases/{case}/items?after={last}")),
        kinds: kinds(&words),
        results,
        left,
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
    .collect()
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
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let list = value(&sent, "list").unwrap_or_default();
    let mut errors = FormErrors::none();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let lines = match crate::add_items(&mut tx, signed_in.actor(), &desk.pack, case, list).await {
        Ok(lines) => lines,
        Err(Error::TooLong) => {
            drop(tx);
            let most = i64::try_from(LINES).unwrap_or(i64::MAX);
            errors.push(
                "list",
                Message::new("assessment-list-too-long").with("lines", most),
            );
            let pasted = (Vec::new(), list.to_owned());
            let page = show(&desk, &signed_in, case, 0, errors, pasted).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        // Nothing that was typed is lost.
        Err(error @ (Error::NotHeld | Error::ItemsStand | Error::TooMany)) => {
            drop(tx);
            errors.push("list", Message::new(stands_key(&error)));
            let pasted = (Vec::new(), list.to_owned());
            let page = show(&desk, &signed_in, case, 0, errors, pasted).await?;
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
    let pasted = (results(&desk.words(&signed_in), &lines), left.join("\n"));
    let page = show(&desk, &signed_in, case, 0, errors, pasted).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
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

/// POST /cases/{id}/items/bulk
pub(super) async fn bulk(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let position = |name: &str| {
        let typed = value(&sent, name).map(str::trim).unwrap_or_default();
        (!typed.is_empty())
            .then(|| typed.parse::<i64>().map_err(|_| Problem::Malformed))
            .transpose()
    };
    let (from, to) = (position("from")?, position("to")?);
    let items = sent.iter().filter(|(name, _)| name == "item");
    let selection = Selection {
        items: items
            .map(|(_, id)| id.parse().map_err(|_| Problem::Malformed))
            .collect::<Result<_, _>>()?,
        positions: match (from, to) {
            (None, None) => None,
            (from, to) => Some((from.unwrap_or(1), to.unwrap_or(crate::LIMIT))),
        },
    };
    let actor = signed_in.actor();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    match value(&sent, "act").unwrap_or_default() {
        "classify" => {
            let like = position("like")?.ok_or(Error::NoModel)?;
            let why = why(&sent, "why");
            let (pack, why) = (&*desk.pack, why.as_ref());
            let alike =
                crate::classify_alike(&mut tx, actor, pack, case, &selection, like, why).await;
            match alike {
                Err(error @ (Error::TooLong | Error::NoReason)) => {
                    drop(tx);
                    let errors = unexplained("why", &error);
                    let pasted = (Vec::new(), String::new());
                    let page = show(&desk, &signed_in, case, 0, errors, pasted).await?;
                    return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
                }
                other => other?,
            };
        }
        "kind" => {
            let kind = value(&sent, "kind").and_then(Kind::named);
            let kind = kind.ok_or(Problem::Malformed)?;
            crate::call_kind(&mut tx, actor, case, &selection, kind).await?;
        }
        "choose" => {
            let confirmed = is_set(&sent, "confirmed");
            crate::choose_only(&mut tx, actor, case, &selection, confirmed).await?;
        }
        _ => return Err(Problem::Malformed),
    }
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}/items")).into_response())
}

/// POST /cases/{id}/items/{item}/take-over
pub(super) async fn take_over(
    State(desk): State<Desk>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let why = why(&sent, "taken_why");
    let (actor, pack) = (signed_in.actor(), &*desk.pack);
    match crate::take_over(&mut tx, actor, pack, case, item, why.as_ref()).await {
        Err(error @ (Error::TooLong | Error::NoReason)) => {
            drop(tx);
            let errors = unexplained("taken_why", &error);
            let page = page_of(&desk, &signed_in, (case, item), errors).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        other => other?,
    };
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}/items")).into_response())
}

/// POST /cases/{id}/items/{item}/hash
pub(super) async fn hash(
    State(desk): State<Desk>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let actor = signed_in.actor();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    if let Some(remove) = value(&sent, "remove") {
        let algorithm = Algorithm::named(remove).ok_or(Problem::Malformed)?;
        crate::remove_hash(&mut tx, actor, case, item, algorithm).await?;
    } else {
        let typed = value(&sent, "hash").unwrap_or_default();
        let wrong = |key| Problem::Conflict(Message::new(key));
        let hash = Hash::read(typed.trim()).ok_or_else(|| wrong("assessment-hash-none"))?;
        if crate::add_hash(&mut tx, actor, case, item, &hash).await? == Added::Differs {
            return Err(wrong("assessment-list-differs"));
        }
    }
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!(
        "/cases/{case}/items/{item}/assessment"
    )))
}

/// What is known of an item, for the page on which it is classified.
pub(super) struct Facts {
    pub(super) hashes: Vec<HashRow>,
    pub(super) answers: Vec<KnownRow>,
    /// Why no answer can be taken over; nothing where one can.
    pub(super) only_shown: Option<String>,
}

pub(super) struct HashRow {
    pub(super) algorithm: &'static str,
    pub(super) label: &'static str,
    pub(super) value: String,
}

pub(super) struct KnownRow {
    pub(super) by: String,
    pub(super) came_to: CameTo,
    pub(super) at: String,
    pub(super) schema: String,
    pub(super) taken_over: bool,
}

pub(super) async fn facts(
    tx: &mut Tx,
    desk: &Desk,
    signed_in: &SignedIn,
    item: &Item,
) -> Result<Facts, Error> {
    let actor = signed_in.actor();
    actor.may(Action::ReadAssessment)?;
    let words = desk.words(signed_in);
    let hashes = crate::hashes(tx, actor, item.id).await?;
    let known = crate::known(tx, actor, &desk.pack, item).await?;
    let hashes = hashes.iter().map(|hash| HashRow {
        algorithm: hash.algorithm.name(),
        label: hash.algorithm.label(),
        value: hash.text().expose().clone(),
    });
    let why = known.as_ref().and_then(|known| known.take_over.err());
    Ok(Facts {
        hashes: hashes.collect(),
        only_shown: why.map(|why| words.text(only_shown_key(why))),
        answers: known
            .map(|known| rows(desk, &words, &known))
            .unwrap_or_default(),
    })
}

fn rows(desk: &Desk, words: &Words, known: &Known) -> Vec<KnownRow> {
    let time = |at: Timestamp| words.date_time(at, &desk.pack.zone);
    let row = |answer: &crate::KnownAnswer| KnownRow {
        by: match answer.by {
            crate::KnownBy::Hash(algorithm) => algorithm.label().to_owned(),
            crate::KnownBy::Url => words.text("assessment-known-by-url"),
        },
        came_to: came_to(&desk.pack, words, &answer.assessment.ruling),
        at: time(answer.assessment.at),
        schema: format!(
            "{} {}",
            answer.assessment.ruling.under.schema, answer.assessment.ruling.under.schema_version
        ),
        taken_over: answer.taken_over,
    };
    known.answers.iter().map(row).collect()
}

/// Why a known answer is only shown.
pub(crate) const fn only_shown_key(why: OnlyShown) -> &'static str {
    match why {
        OnlyShown::Off => "assessment-known-off",
        OnlyShown::SecondOpinion => "assessment-only-shown-second",
        OnlyShown::Weak => "assessment-known-weak",
        OnlyShown::Disagreement => "assessment-known-disagreement",
        OnlyShown::TooOld => "assessment-known-too-old",
        OnlyShown::TooFew => "assessment-known-too-few",
        OnlyShown::OtherRules => "assessment-known-other-rules",
    }
}
