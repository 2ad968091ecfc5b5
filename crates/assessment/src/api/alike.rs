//! Many items at once: classified as one of them was, or called what they are; and a hash that was typed wrongly.

use axum::extract::{Path, State};
use axum::response::Response;
use identity::{By, Creating, Desk, Reply, may};
use intake::Case;
use kernel::{Id, Sensitive};
use page::{Message, Problem};
use serde::{Deserialize, Serialize};

use super::items::LIST;
use super::judging::{spoken, unexplained};
use super::view::item_view;
use super::{problem, wrong};
use crate::{Algorithm, Error, Item, Kind, Selection};

/// What is done to some items: one of `like` and `kind`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Several {
    /// These.
    #[serde(default)]
    items: Vec<Id<Item>>,
    /// And those from this position,
    from: Option<i64>,
    /// to this one.
    to: Option<i64>,
    /// The position of the item as which they are classified.
    like: Option<i64>,
    /// What they are called.
    kind: Option<String>,
    /// Why what they were classified as before is superseded: needed where that was decided on.
    why: Option<Sensitive<String>>,
}

#[derive(Serialize)]
struct Changed {
    /// To how many it was done.
    count: usize,
}

/// Which hash is taken away.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OldHash {
    algorithm: String,
}

/// POST /api/v1/cases/{id}/items/several
pub(super) async fn several(
    State(desk): State<Desk>,
    caller: By<may::Assess>,
    Path(case): Path<Id<Case>>,
    Creating(sent, turn): Creating<Several, LIST>,
) -> Result<Response, Problem> {
    let work = async {
        let selection = Selection {
            items: sent.items,
            positions: match (sent.from, sent.to) {
                (None, None) => None,
                (from, to) => Some((from.unwrap_or(1), to.unwrap_or(crate::LIMIT))),
            },
        };
        let (actor, pack) = (caller.actor(), &*desk.pack);
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let count = match (sent.like, sent.kind.as_deref()) {
            (Some(like), None) => {
                let why = spoken(sent.why);
                let why = why.as_ref();
                crate::classify_alike(&mut tx, actor, pack, case, &selection, like, why).await
            }
            (None, Some(name)) => {
                let unknown = || wrong("kind", Message::new("assessment-unknown"));
                let kind = Kind::named(name).ok_or_else(unknown)?;
                crate::call_kind(&mut tx, actor, case, &selection, kind).await
            }
            (None, None) | (Some(_), Some(_)) => {
                return Err(wrong("kind", Message::new("assessment-required")));
            }
        };
        let count = count.map_err(unexplained)?;
        Ok((tx, Reply::ok(&Changed { count })?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/cases/{id}/items/{item}/hashes/remove
pub(super) async fn remove_hash(
    State(desk): State<Desk>,
    caller: By<may::Assess>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
    Creating(old, turn): Creating<OldHash>,
) -> Result<Response, Problem> {
    let work = async {
        let unknown = || wrong("algorithm", Message::new("assessment-unknown"));
        let algorithm = Algorithm::named(&old.algorithm).ok_or_else(unknown)?;
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        crate::remove_hash(&mut tx, actor, case, item, algorithm)
            .await
            .map_err(problem)?;
        let found = crate::item(&mut tx, actor, case, item).await?;
        let (view, etag) = item_view(&mut tx, actor, &found).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}
