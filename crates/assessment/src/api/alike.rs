//! Many items at once: classified as one of them was, or as the same content was before, called what they are, or given
//! their only addresses to work with; and a hash that was typed wrongly.

use axum::extract::{Path, State};
use axum::response::Response;
use identity::{Actor, By, Creating, Desk, IfMatch, Reply, may};
use intake::Case;
use kernel::{Id, Sensitive};
use pack::Pack;
use page::{Message, Problem};
use serde::{Deserialize, Serialize};
use store::Tx;

use super::judging::{spoken, unexplained};
use super::view::{held_version, item_view};
use super::{problem, wrong};
use crate::paste::BYTES;
use crate::{Algorithm, Error, Item, Kind, Selection};

/// What is done to some items: one of `like`, `kind`, `take_over` and `choose`.
#[expect(
    clippy::struct_excessive_bools,
    reason = "what is asked of the items is said one by one"
)]
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
    /// What is known of the same content is taken over.
    #[serde(default)]
    take_over: bool,
    /// Also by those that are classified already.
    #[serde(default)]
    again: bool,
    /// Checks and notices use the only address of each.
    #[serde(default)]
    choose: bool,
    /// Also those that look as if they named a person.
    #[serde(default)]
    confirmed: bool,
}

/// What is done.
enum Act {
    Like(i64),
    Call(Kind),
    TakeOver,
    Choose,
}

impl Several {
    fn act(&self) -> Result<Act, Problem> {
        match (self.like, self.kind.as_deref(), self.take_over, self.choose) {
            (Some(like), None, false, false) => Ok(Act::Like(like)),
            (None, None, true, false) => Ok(Act::TakeOver),
            (None, Some(name), false, false) => {
                let kind = Kind::named(name).map(Act::Call);
                kind.ok_or_else(|| wrong("kind", Message::new("assessment-unknown")))
            }
            (None, None, false, true) => Ok(Act::Choose),
            _ => Err(wrong("kind", Message::new("assessment-required"))),
        }
    }

    /// Does it. To how many.
    async fn done(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        pack: &Pack,
        case: Id<Case>,
    ) -> Result<usize, Problem> {
        let act = self.act()?;
        let selection = Selection {
            items: self.items.clone(),
            positions: match (self.from, self.to) {
                (None, None) => None,
                (Some(from), Some(to)) => Some((from, to)),
                (Some(_), None) => return Err(wrong("to", Message::new("assessment-bulk-both"))),
                (None, Some(_)) => return Err(wrong("from", Message::new("assessment-bulk-both"))),
            },
        };
        let why = spoken(self.why.clone());
        let count = match act {
            Act::Like(like) => {
                crate::classify_alike(tx, actor, pack, case, &selection, like, why.as_ref()).await
            }
            Act::TakeOver => {
                let (again, why) = (self.again, why.as_ref());
                crate::take_over_several(tx, actor, pack, case, &selection, again, why).await
            }
            Act::Call(kind) => crate::call_kind(tx, actor, case, &selection, kind).await,
            Act::Choose => {
                let chosen = crate::choose_only(tx, actor, case, &selection, self.confirmed).await;
                chosen.map(|count| usize::try_from(count).unwrap_or(usize::MAX))
            }
        };
        count.map_err(unexplained)
    }
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
    version: IfMatch,
    Creating(sent, turn): Creating<Several, BYTES>,
) -> Result<Response, Problem> {
    let work = async {
        let (actor, pack) = (caller.actor(), &*desk.pack);
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        version.check(&held_version(&mut tx, actor, case).await?)?;
        let count = sent.done(&mut tx, actor, pack, case).await?;
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
        let (view, etag) = item_view(&mut tx, actor, &desk.pack, &found).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}
