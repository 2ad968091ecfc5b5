//! Saved views: a filter with a name, for oneself or for everybody, and how many cases it has.
//!
//! The count is kept with the changes that move it: whoever changes what the queue knows of a case looks which
//! views have it before and after. What a change adds is a row of its own, so that no two changes wait for each
//! other, and is added up once an hour. Making a view waits for the changes in hand; what it had then is counted behind
//! it ([`COUNT_VIEW`]). A view that goes by age, or in everybody's by who asks, has no count that changes of cases alone
//! could keep: it is counted when somebody asks.

mod counting;

use audit::About;
use identity::{Action, Actor, Staff};
use jobs::{Outcome, Run};
use kernel::{Id, Sensitive};
use serde_json::json;
use store::{FromRow, Place, Row, Tx, values};

use crate::queue::{self, Entry, Filter, Sieve};
use crate::{Case, Error};

pub use counting::{COUNT_VIEW, count_view};

/// Add up what changes have moved in the counts of views. Queues itself.
pub const ADD_UP: jobs::Kind = "intake.add_up";

/// How long between two sums.
const PAUSE: std::time::Duration = std::time::Duration::from_hours(1);

/// Letters that a name has at most.
pub const NAME_LIMIT: usize = 80;

/// Views that one person, and that everybody, may have.
pub const MOST_VIEWS: i64 = 30;

/// Held alone by whoever makes or removes a view, and beside others by whoever moves a count.
const LOCK: &str = "intake.view";

/// A saved view.
#[derive(Clone, Debug)]
pub struct View {
    /// Which one.
    pub id: Id<View>,
    /// Whose; nothing where it is everybody's.
    pub owner: Option<Id<Staff>>,
    /// What it is called: an address in it is harmless.
    pub name: Sensitive<String>,
    /// Its filter.
    pub filter: Filter,
    /// How many cases it has; nothing where its count is not kept, or not there yet.
    pub count: Option<i64>,
}

struct Stored {
    id: Id<View>,
    owner: Option<Id<Staff>>,
    data_key: Vec<u8>,
    name: Vec<u8>,
    filter: String,
    count: Option<i64>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            owner: row.get("owner_id")?,
            data_key: row.get("data_key")?,
            name: row.get("name")?,
            filter: row.get("filter")?,
            count: row.get("counted")?,
        })
    }
}

/// Saves a filter under a name: for oneself, or for everybody.
pub async fn save_view(
    tx: &mut Tx,
    actor: &Actor,
    name: &str,
    filter: &Filter,
    everybodys: bool,
) -> Result<Id<View>, Error> {
    actor.may(Action::ReadCase)?;
    if everybodys {
        actor.may(Action::ShareView)?;
    }
    let staff = actor.staff_id().ok_or(Error::NotFound)?;
    let name = name.trim();
    // Everybody reads it beside the queue: it is to be what it looks like.
    if name.is_empty() || name.chars().any(char::is_control) || !page::is_plain(name) {
        return Err(Error::NothingSaid);
    }
    if name.chars().count() > NAME_LIMIT {
        return Err(Error::TooLong);
    }
    tx.lock(LOCK).await?;
    let owner = (!everybodys).then_some(staff);
    let (views,): (i64,) = tx.one(COUNT_OF, values![owner]).await?;
    if views >= MOST_VIEWS {
        return Err(Error::TooMany);
    }
    // From here on changes are noted; what it had before is counted behind us.
    let is_kept = filter.is_lasting(everybodys);
    let moved = is_kept.then_some(0_i64);
    let id: Id<View> = tx.new_id();
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let sealed = key.seal(place("name", id), name.as_bytes(), tx.entropy());
    let now = tx.now();
    tx.execute(
        INSERT,
        values![
            id,
            owner,
            staff,
            now,
            wrapped,
            sealed,
            filter.text(),
            moved,
            is_kept
        ],
    )
    .await?;
    if is_kept {
        counting::queue(tx, id).await?;
    }
    audit::record(
        tx,
        actor.who(),
        "intake.save_view",
        About::one("view", id),
        json!({ "everybodys": everybodys }),
    )
    .await?;
    Ok(id)
}

/// Removes a view: one's own, or everybody's where one may share.
pub async fn remove_view(tx: &mut Tx, actor: &Actor, id: Id<View>) -> Result<(), Error> {
    actor.may(Action::ReadCase)?;
    tx.lock(LOCK).await?;
    let view = tx
        .optional::<Stored>(ONE, values![id])
        .await?
        .ok_or(Error::NotFound)?;
    match view.owner {
        None => actor.may(Action::ShareView)?,
        owner if owner == actor.staff_id() => {}
        Some(_) => return Err(Error::NotFound),
    }
    tx.execute(REMOVE_CHANGES, values![id]).await?;
    tx.execute(REMOVE, values![id]).await?;
    audit::record(
        tx,
        actor.who(),
        "intake.remove_view",
        About::one("view", id),
        json!({}),
    )
    .await?;
    Ok(())
}

/// One's own views and everybody's, the oldest first.
pub async fn views(tx: &mut Tx, actor: &Actor) -> Result<Vec<View>, Error> {
    actor.may(Action::ReadCase)?;
    let rows: Vec<Stored> = tx.all(SEEN_BY, values![actor.staff_id()]).await?;
    rows.into_iter()
        .map(|stored| {
            let key = tx
                .keyring()?
                .data_key(place("data_key", stored.id), &stored.data_key)
                .map_err(store::Error::from)?;
            let name = key
                .open_text(place("name", stored.id), &stored.name)
                .map_err(store::Error::from)?;
            Ok(View {
                id: stored.id,
                owner: stored.owner,
                name: Sensitive::new(page::harmless(name.expose())),
                filter: filter(&stored.filter)?,
                count: stored.count,
            })
        })
        .collect()
}

/// Adds up what changes have moved, once an hour.
pub async fn add_up(_: Run) -> Outcome {
    Outcome::done(move |tx| {
        Box::pin(async move {
            sum(tx).await?;
            counting::keep(tx).await?;
            let next = tx.now().after(PAUSE);
            jobs::queue_at(tx, ADD_UP, &(), next, Some(ADD_UP)).await?;
            Ok(())
        })
    })
}

/// Removes each change and adds it to its view's count. What is committed meanwhile stays for the next time: a
/// row is added up by whoever removes it.
async fn sum(tx: &mut Tx) -> store::Result<()> {
    let views: Vec<Kept> = tx.all(KEPT, values![]).await?;
    for view in views {
        let moved: Vec<(i64,)> = tx.all(TAKE_CHANGES, values![view.id]).await?;
        let moved: i64 = moved.into_iter().map(|(delta,)| delta).sum();
        if moved != 0 {
            tx.execute(MOVE, values![view.id, moved]).await?;
        }
    }
    Ok(())
}

/// A view whose count is kept.
struct Kept {
    id: Id<View>,
    owner: Option<Id<Staff>>,
    filter: String,
}

impl FromRow for Kept {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            owner: row.get("owner_id")?,
            filter: row.get("filter")?,
        })
    }
}

/// A case about to change, and which views have it now: whoever changes what the queue knows of a case makes
/// one before, and calls [`Watched::after`] behind.
#[must_use = "the counts of views move behind the change"]
pub(crate) struct Watched {
    case: Id<Case>,
    views: Vec<(Id<View>, Sieve)>,
    before: Option<Entry>,
}

impl Watched {
    /// Looks at a case before it changes; at one that is about to be made there is nothing to see.
    pub(crate) async fn before(tx: &mut Tx, case: Id<Case>) -> store::Result<Self> {
        tx.lock_shared(LOCK).await?;
        let kept: Vec<Kept> = tx.all(KEPT, values![]).await?;
        if kept.is_empty() {
            return Ok(Self {
                case,
                views: Vec::new(),
                before: None,
            });
        }
        let words = queue::words(tx).await?;
        let sieve = |view: Kept| {
            let sieve = Sieve::of(&words, &filter(&view.filter)?, view.owner, &[]);
            Ok((view.id, sieve))
        };
        Ok(Self {
            case,
            views: kept.into_iter().map(sieve).collect::<store::Result<_>>()?,
            before: queue::entry(tx, case).await?,
        })
    }

    /// Notes which views have the case now that had it not, and the other way round.
    pub(crate) async fn after(self, tx: &mut Tx) -> store::Result<()> {
        if self.views.is_empty() {
            return Ok(());
        }
        let after = queue::entry(tx, self.case).await?;
        let has = |sieve: &Sieve, case: &Option<Entry>| {
            i64::from(case.as_ref().is_some_and(|case| sieve.passes(case)))
        };
        for (view, sieve) in &self.views {
            let delta = has(sieve, &after) - has(sieve, &self.before);
            if delta != 0 {
                tx.execute(CHANGE, values![*view, delta]).await?;
            }
        }
        Ok(())
    }
}

fn filter(text: &str) -> store::Result<Filter> {
    Filter::of_text(text).map_err(|_| store::Error::Unreadable("intake_view.filter"))
}

const fn place(column: &'static str, id: Id<View>) -> Place {
    Place::new("intake_view", column, id)
}

const COUNT_OF: &str = "-- intake.view.count_of
SELECT COUNT(*) AS value FROM intake_view
WHERE owner_id = $1 OR (owner_id IS NULL AND $1 IS NULL)";

const INSERT: &str = "-- intake.view.insert
INSERT INTO intake_view (id, owner_id, made_by, made_at, data_key, name, filter, counted, counting)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const ONE: &str = "-- intake.view.one
SELECT id, owner_id, data_key, name, filter, counted FROM intake_view WHERE id = $1 /*for update*/";

const SEEN_BY: &str = "-- intake.view.seen_by
SELECT id, owner_id, data_key, name, filter,
    CASE WHEN counting THEN NULL ELSE counted + (SELECT COALESCE(CAST(SUM(delta) AS BIGINT), 0)
        FROM intake_view_change WHERE view_id = intake_view.id) END AS counted
FROM intake_view WHERE owner_id = $1 OR owner_id IS NULL ORDER BY made_at, id LIMIT 200";

const KEPT: &str = "-- intake.view.kept
SELECT id, owner_id, filter FROM intake_view WHERE counted IS NOT NULL ORDER BY id LIMIT 10000";

const CHANGE: &str = "-- intake.view.change
INSERT INTO intake_view_change (view_id, delta) VALUES ($1, $2)";

const TAKE_CHANGES: &str = "-- intake.view.take_changes
DELETE FROM intake_view_change WHERE view_id = $1 RETURNING delta AS value";

const MOVE: &str = "-- intake.view.move
UPDATE intake_view SET counted = counted + $2 WHERE id = $1";

const REMOVE_CHANGES: &str = "-- intake.view.remove_changes
DELETE FROM intake_view_change WHERE view_id = $1";

const REMOVE: &str = "-- intake.view.remove
DELETE FROM intake_view WHERE id = $1";
