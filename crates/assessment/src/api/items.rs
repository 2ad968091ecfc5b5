//! The items of a case.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use identity::{By, Creating, Desk, IfMatch, Reply, Sent, limit_within, may, parameter};
use intake::Case;
use kernel::{Id, Sensitive};
use location::Spelling;
use page::{FormErrors, Message, Problem};
use serde::{Deserialize, Serialize};

use super::cases::Parameters;
use super::view::{RulingView, item_view};
use super::{problem, wrong};
use crate::claim::lock;
use crate::paste::BYTES;
use crate::{Added, Error, Hash, Item, ItemLine, Kind, LINES, Line, PAGE, Pasted};

#[derive(Serialize)]
struct ItemsView {
    items: Vec<LineView>,
    /// Where the list goes on.
    next: Option<String>,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "what there is of an item is said one by one"
)]
#[derive(Serialize)]
struct LineView {
    id: Id<Item>,
    position: i64,
    kind: &'static str,
    has_url: bool,
    has_hash: bool,
    /// Whether the same content was classified before.
    known: bool,
    taken_over: bool,
    /// The position of the first item of the case that has the same content, by its SHA-256, where this is not it.
    same_as: Option<i64>,
    ruling: Option<RulingView>,
}

impl From<ItemLine> for LineView {
    fn from(line: ItemLine) -> Self {
        Self {
            id: line.item.id,
            position: line.item.position,
            kind: line.item.kind.name(),
            has_url: line.item.location.is_some(),
            has_hash: line.has_hash,
            known: line.is_known,
            taken_over: line.taken_over,
            same_as: line.same_as,
            ruling: line.ruling.map(RulingView::from),
        }
    }
}

/// An item to add.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewItem {
    url: Sensitive<String>,
    kind: Option<String>,
}

#[derive(Serialize)]
struct AddedItem {
    id: Id<Item>,
    position: i64,
}

/// Items to add: each text as a line of a pasted list, a kind in front and hashes behind where they are known.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewItems {
    lines: Vec<String>,
}

#[derive(Serialize)]
struct AddedItems {
    lines: Vec<AddedLine>,
}

#[derive(Serialize)]
struct AddedLine {
    /// Its place in what was sent, from 0.
    index: usize,
    result: &'static str,
    /// The item's position in the case, where it was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<i64>,
    /// The earlier line that says the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    same_as: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

impl From<Line> for AddedLine {
    fn from(line: Line) -> Self {
        let mut added = Self {
            index: line.number.saturating_sub(1),
            result: "added",
            position: None,
            same_as: None,
            reason: None,
        };
        match line.result {
            Pasted::Added => {}
            Pasted::There(position) => {
                added.result = "there";
                added.position = Some(position);
            }
            Pasted::Duplicate(number) => {
                added.result = "duplicate";
                added.same_as = Some(number.saturating_sub(1));
            }
            Pasted::Refused(refusal) => {
                added.result = "refused";
                added.reason = Some(refusal.key());
            }
            Pasted::NoHash => {
                added.result = "refused";
                added.reason = Some("no-hash");
            }
            Pasted::Differs => {
                added.result = "refused";
                added.reason = Some("differs");
            }
            Pasted::Full => {
                added.result = "refused";
                added.reason = Some("too-many");
            }
        }
        added
    }
}

/// A hash that others computed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewHash {
    hash: Sensitive<String>,
}

#[derive(Serialize)]
struct AddedHash {
    algorithm: &'static str,
    /// Whether it was there before.
    there: bool,
}

/// The spelling that checks and notices are to use.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Working {
    spelling: Id<Spelling>,
    /// That it may be used though it looks as if it named a person.
    #[serde(default)]
    confirmed: bool,
}

/// GET /api/v1/cases/{id}/items
pub(super) async fn list(
    State(desk): State<Desk>,
    caller: By<may::ReadAssessment>,
    Path(case): Path<Id<Case>>,
    Query(query): Query<Parameters>,
) -> Result<Response, Problem> {
    let limit = limit_within(&query, PAGE)?;
    let after = parameter(&query, "cursor", |text| text.parse().ok())?.unwrap_or(0);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let actor = caller.actor();
    intake::case(&mut tx, actor, case)
        .await
        .map_err(Error::from)?;
    let mut lines = crate::item_lines(&mut tx, actor, case, after).await?;
    let whole = i64::try_from(lines.len()).is_ok_and(|count| count < limit.min(PAGE));
    lines.truncate(usize::try_from(limit).unwrap_or_default());
    let last = lines.last().filter(|_| !whole);
    let next = last.map(|line| line.item.position.to_string());
    let items = lines.into_iter().map(LineView::from).collect();
    Ok(Json(ItemsView { items, next }).into_response())
}

/// POST /api/v1/cases/{id}/items
pub(super) async fn add(
    State(desk): State<Desk>,
    caller: By<may::Assess>,
    Path(case): Path<Id<Case>>,
    Creating(new, turn): Creating<NewItem>,
) -> Result<Response, Problem> {
    let work = async {
        let kind = match &new.kind {
            None => Kind::guessed(new.url.expose()),
            Some(name) => Kind::named(name)
                .ok_or_else(|| wrong("kind", Message::new("assessment-required")))?,
        };
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let actor = caller.actor();
        let id = crate::add_item(&mut tx, actor, &desk.pack, case, kind, new.url.expose())
            .await
            .map_err(problem)?;
        let position = crate::item(&mut tx, actor, case, id).await?.position;
        let place = format!("/api/v1/cases/{case}/items/{id}");
        Ok((tx, Reply::created(place, &AddedItem { id, position })?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/cases/{id}/items/list
pub(super) async fn add_many(
    State(desk): State<Desk>,
    caller: By<may::Assess>,
    Path(case): Path<Id<Case>>,
    Creating(new, turn): Creating<NewItems, BYTES>,
) -> Result<Response, Problem> {
    let work = async {
        if new.lines.len() > LINES {
            let most = i64::try_from(LINES).unwrap_or(i64::MAX);
            let mut errors = FormErrors::none();
            let message = Message::new("assessment-list-too-long");
            errors.push("lines", message.with("lines", most));
            return Err(Problem::Invalid(errors));
        }
        for (index, line) in new.lines.iter().enumerate() {
            if line.contains(['\n', '\r']) || line.trim().is_empty() {
                let field = format!("lines/{index}");
                return Err(wrong(&field, Message::new("assessment-refused-not-a-url")));
            }
        }
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let list = Sensitive::new(new.lines.join("\n"));
        let lines = crate::add_items(&mut tx, caller.actor(), &desk.pack, case, list.expose())
            .await
            .map_err(problem)?;
        let lines = lines.into_iter().map(AddedLine::from).collect();
        Ok((tx, Reply::ok(&AddedItems { lines })?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// GET /api/v1/cases/{id}/items/{item}
pub(super) async fn show(
    State(desk): State<Desk>,
    caller: By<may::ReadAssessment>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
) -> Result<Reply, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let item = crate::item(&mut tx, caller.actor(), case, item).await?;
    let (view, etag) = item_view(&mut tx, caller.actor(), &desk.pack, &item).await?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// POST /api/v1/cases/{id}/items/{item}/hashes
pub(super) async fn add_hash(
    State(desk): State<Desk>,
    caller: By<may::Assess>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
    Creating(new, turn): Creating<NewHash>,
) -> Result<Response, Problem> {
    let work = async {
        let hash = Hash::read(new.hash.expose().trim())
            .ok_or_else(|| wrong("hash", Message::new("assessment-hash-none")))?;
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let added = crate::add_hash(&mut tx, caller.actor(), case, item, &hash)
            .await
            .map_err(problem)?;
        if added == Added::Differs {
            return Err(Problem::Conflict(Message::new("assessment-list-differs")));
        }
        let reply = AddedHash {
            algorithm: hash.algorithm.name(),
            there: added == Added::Known,
        };
        let place = format!("/api/v1/cases/{case}/items/{item}");
        Ok((tx, Reply::created(place, &reply)?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// PUT /api/v1/cases/{id}/items/{item}/working-url
pub(super) async fn choose_working(
    State(desk): State<Desk>,
    caller: By<may::ChooseWorkingUrl>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
    version: IfMatch,
    Sent(working): Sent<Working>,
) -> Result<Reply, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let actor = caller.actor();
    lock(&mut tx, case).await?;
    let found = crate::item(&mut tx, actor, case, item).await?;
    let (_, etag) = item_view(&mut tx, actor, &desk.pack, &found).await?;
    version.check(&etag)?;
    let Working {
        spelling,
        confirmed,
    } = working;
    crate::choose_working(&mut tx, actor, case, item, spelling, confirmed)
        .await
        .map_err(problem)?;
    let (view, etag) = item_view(&mut tx, actor, &desk.pack, &found).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Reply::ok(&view)?.version(&etag))
}
