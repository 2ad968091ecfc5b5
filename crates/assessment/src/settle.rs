//! A supervisor settles what two analysts see differently, with both before their eyes.

use audit::About;
use identity::{Action, Actor, Staff};
use intake::{Case, State};
use kernel::{Id, Sensitive, Timestamp};
use location::{Location, Pick, Spelling};
use pack::Pack;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::blind::took_part;
use crate::claim::{lock_free, person};
use crate::decision::{self, Decision, replace};
use crate::opinion::{self, Opinion, Standing};
use crate::pair::{self, Pair};
use crate::release::let_go;
use crate::undo::Act;
use crate::{Error, Item, urgent};

/// The longest reason, in characters.
pub const REASON_LIMIT: usize = 2_000;

/// Which of two opinions counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The one that was decided first.
    First,
    /// The second opinion.
    Second,
}

impl Side {
    /// The name, as stored and as forms send it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
        }
    }

    /// The side of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::First, Self::Second]
            .into_iter()
            .find(|side| side.name() == name)
    }
}

/// How a supervisor settled it.
#[derive(Clone, Debug)]
pub struct Settled {
    /// Which of the two counts.
    pub side: Side,
    /// Who settled it.
    pub by: Id<Staff>,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Both opinions on a case, by their decisions. For a supervisor who had no part in either, once they differ.
pub async fn both(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<(Opinion, [Decision; 2]), Error> {
    actor.may(Action::SettleOpinion)?;
    let opinion = to_settle(tx, actor, case).await?;
    let second = opinion.second_decision.ok_or(Error::NotFound)?;
    let first = decision::get(tx, opinion.decision).await?;
    let second = decision::get(tx, second).await?;
    Ok((opinion, [first, second]))
}

/// What both made of the items behind a position, in their order: `most` of them. And the position behind which the rest
/// stands, where there is more.
pub async fn pairs_after(
    tx: &mut Tx,
    actor: &Actor,
    opinion: &Opinion,
    after: i64,
    most: i64,
) -> Result<(Vec<Pair>, Option<i64>), Error> {
    actor.may(Action::SettleOpinion)?;
    // One more than is given: whether there is more.
    let found = pair::items_after(tx, opinion.id, after, most.saturating_add(1)).await?;
    let given = usize::try_from(most).unwrap_or(usize::MAX);
    let is_more = found.len() > given;
    let items: Vec<_> = found.iter().take(given).map(|(item, _)| *item).collect();
    let last = found.iter().take(given).next_back();
    let pairs = pair::of_items(tx, opinion.id, &items).await?;
    Ok((
        pairs,
        last.filter(|_| is_more).map(|(_, position)| *position),
    ))
}

/// The items that both see differently, in their order, and how many there are in all.
pub(crate) async fn differing(
    tx: &mut Tx,
    actor: &Actor,
    opinion: &Opinion,
) -> Result<(Vec<Id<Item>>, usize), Error> {
    actor.may(Action::SettleOpinion)?;
    let differing = pair::differing(tx, opinion.id).await?;
    Ok((differing, pair::count(tx, opinion.id).await?))
}

/// What both made of these items, in the order of the items.
pub(crate) async fn pairs_of(
    tx: &mut Tx,
    actor: &Actor,
    opinion: &Opinion,
    items: &[Id<Item>],
) -> Result<Vec<Pair>, Error> {
    actor.may(Action::SettleOpinion)?;
    pair::of_items(tx, opinion.id, items).await
}

/// Settles a case whose two opinions differ: one of them counts, and is released.
pub async fn settle(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    side: Side,
    reason: &Sensitive<String>,
) -> Result<State, Error> {
    actor.may(Action::SettleOpinion)?;
    let reason = checked(reason)?;
    // As everything that is done to a case: its claim first, so that nobody waits for somebody who waits for them.
    lock_free(tx, case).await?;
    let (opinion, [first, second]) = both(tx, actor, case).await?;
    let now = tx.now();
    let sealed = opinion.seal(tx, "reason", &reason)?;
    let settled = values![opinion.id, side.name(), person(actor)?, now, sealed];
    if tx.execute(SETTLE, settled).await? == 0 {
        return Err(Error::NotFound);
    }
    let counts = match side {
        Side::First => first,
        Side::Second => {
            replace(tx, first.id, second.id, None).await?;
            pair::promote(tx, opinion.id).await?;
            places(tx, actor, &opinion).await?;
            if opinion.urgent.is_some() && !second.calls_for_action() {
                urgent::stop(tx, pack, &opinion).await?;
            }
            second
        }
    };
    audit::record(
        tx,
        actor.who(),
        "assessment.settle",
        About::one("case", case),
        json!({ "opinion": opinion.id, "chosen": side.name(), "decision": counts.id }),
    )
    .await?;
    let act = Some((Act::Settle, Some(opinion.id)));
    let_go(tx, actor, pack, &counts, "settled", act).await
}

/// Picks the working URLs that the second analyst picked: theirs count now. What was picked before is kept, should the
/// settlement be taken back. However many they are, it is a few statements.
async fn places(tx: &mut Tx, actor: &Actor, opinion: &Opinion) -> Result<(), Error> {
    let picked: Vec<Picked> = tx.all(PICKED, values![opinion.id, opinion.second]).await?;
    let locations: Vec<_> = picked.iter().map(|one| one.location).collect();
    let before = location::picks(tx, actor, &locations).await?;
    let row = |one: &Picked| {
        let simple = |id: uuid::Uuid| id.simple().to_string();
        let before = before.get(&one.location)?;
        Some(json!({
            "item": simple(one.item.uuid()),
            "spelling": simple(before.spelling.uuid()),
            "picked_by": before.by.map(|by| simple(by.uuid())),
            "at": before.at.micros(),
            "rules": before.rules,
        }))
    };
    let rows: Vec<_> = picked.iter().filter_map(row).collect();
    let kept = values![opinion.id, opinion.second, json!(rows).to_string()];
    tx.execute(KEEP_BEFORE, kept).await?;
    // What looked personal was confirmed when it was picked.
    let picked: Vec<_> = picked
        .iter()
        .map(|one| (one.location, one.spelling))
        .collect();
    Ok(location::choose_picked(tx, actor, &picked).await?)
}

/// Puts the working URLs back that were picked before.
async fn places_back(tx: &mut Tx, actor: &Actor, opinion: &Opinion) -> Result<(), Error> {
    let picked: Vec<Picked> = tx.all(PICKED, values![opinion.id, opinion.second]).await?;
    let back = picked
        .iter()
        .filter_map(|one| Some((one.location, one.spelling, one.before?)));
    let back: Vec<_> = back.collect();
    Ok(location::put_back(tx, actor, &back).await?)
}

/// What the second analyst picked of a place, and what was picked before it counted.
struct Picked {
    item: Id<Item>,
    location: Id<Location>,
    spelling: Id<Spelling>,
    before: Option<Pick>,
}

impl FromRow for Picked {
    fn from_row(row: &Row) -> store::Result<Self> {
        let before = match row.get("before_id")? {
            None => None,
            Some(spelling) => Some(Pick {
                spelling,
                by: row.get("before_by")?,
                at: row.get("before_at")?,
                rules: row.get("before_rules")?,
            }),
        };
        Ok(Self {
            item: row.get("item_id")?,
            location: row.get("location_id")?,
            spelling: row.get("spelling_id")?,
            before,
        })
    }
}

/// How it was settled, where it was.
pub async fn settled(
    tx: &mut Tx,
    actor: &Actor,
    opinion: &Opinion,
) -> Result<Option<Settled>, Error> {
    actor.may(Action::ReadAssessment)?;
    let Some(reason) = opinion.open(tx, "reason", opinion.reason.as_ref())? else {
        return Ok(None);
    };
    let side = opinion.chosen.as_deref().and_then(Side::named);
    let (Some(side), Some(by), Some(at)) = (side, opinion.settled_by, opinion.settled_at) else {
        return Ok(None);
    };
    Ok(Some(Settled {
        side,
        by,
        at,
        reason,
    }))
}

/// Whether the actor may settle a case: a supervisor who had no part in either opinion.
pub async fn settles(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    actor.may(Action::ReadCase)?;
    if actor.may(Action::SettleOpinion).is_err() {
        return Ok(false);
    }
    match to_settle(tx, actor, case).await {
        Ok(_) => Ok(true),
        Err(Error::NotFound | Error::OwnDecision) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The opinion that this supervisor may settle.
async fn to_settle(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Opinion, Error> {
    let staff = person(actor)?;
    let opinion = opinion::open(tx, case)
        .await?
        .filter(|opinion| opinion.standing == Standing::Differs)
        .ok_or(Error::NotFound)?;
    if opinion.second == Some(staff) || took_part(tx, &opinion, staff).await? {
        return Err(Error::OwnDecision);
    }
    Ok(opinion)
}

/// It waits for a supervisor again: the settlement was taken back.
pub(crate) async fn take_back(tx: &mut Tx, actor: &Actor, id: Id<Opinion>) -> Result<(), Error> {
    let settled = [Standing::Settled];
    let opinion = opinion::set_back(tx, id, &settled, Standing::Differs).await?;
    urgent::go_on(tx, &opinion).await?;
    // Read before it was set back.
    let second = opinion.chosen.as_deref() == Some(Side::Second.name());
    if let Some(decision) = opinion.second_decision.filter(|_| second) {
        replace(tx, opinion.decision, decision, Some(id)).await?;
        pair::demote(tx, id).await?;
        places_back(tx, actor, &opinion).await?;
    }
    Ok(())
}

/// A reason as it is kept: not empty, and not too long.
pub(crate) fn checked(reason: &Sensitive<String>) -> Result<String, Error> {
    let reason = reason.expose().trim();
    if reason.is_empty() || reason.chars().count() > REASON_LIMIT {
        return Err(Error::NoReason);
    }
    Ok(reason.to_owned())
}

const SETTLE: &str = "-- assessment.opinion.settle
UPDATE assessment_opinion SET state = 'settled', chosen = $2, settled_by = $3, settled_at = $4, reason = $5
WHERE id = $1 AND state = 'differs'";

const PICKED: &str = "-- assessment.opinion_place.spellings
SELECT p.item_id, i.location_id, p.spelling_id, p.before_id, p.before_by, p.before_at, p.before_rules
FROM assessment_opinion_place p JOIN assessment_item i ON i.id = p.item_id
WHERE p.opinion_id = $1 AND p.staff_id = $2 AND i.location_id IS NOT NULL
ORDER BY i.position";

const KEEP_BEFORE: &str = "-- assessment.opinion_place.keep_before
UPDATE assessment_opinion_place SET before_id = pick.spelling_id, before_by = pick.by_id, before_at = pick.at,
    before_rules = pick.rules
FROM (
    /*on postgres*/ SELECT CAST(item AS uuid) AS item_id, CAST(spelling AS uuid) AS spelling_id,
            CAST(picked_by AS uuid) AS by_id, at, rules
        FROM json_to_recordset(CAST($3 AS json)) AS row (item text, spelling text, picked_by text, at bigint, rules bigint)
    /*on sqlite*/ SELECT unhex(value ->> 'item') AS item_id, unhex(value ->> 'spelling') AS spelling_id,
            unhex(value ->> 'picked_by') AS by_id, value ->> 'at' AS at, value ->> 'rules' AS rules
        FROM json_each($3) /*end*/
) AS pick
WHERE opinion_id = $1 AND staff_id = $2 AND assessment_opinion_place.item_id = pick.item_id";
