//! How a working URL was picked, and putting an earlier pick back: an act that replaced it was taken back.

use audit::About;
use identity::{Action, Actor, Staff};
use kernel::{Id, Timestamp};
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::{Error, Location, Spelling};

/// How the working URL of a location was picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    /// The spelling.
    pub spelling: Id<Spelling>,
    /// By whom.
    pub by: Option<Id<Staff>>,
    /// When.
    pub at: Timestamp,
    /// The version of what counts as personal under which it was picked.
    pub rules: i64,
}

impl FromRow for Pick {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            spelling: row.get("working_id")?,
            by: row.get("working_by")?,
            at: row.get("working_at")?,
            rules: row.get("working_rules")?,
        })
    }
}

/// How the working URL of a location was picked, once it was.
pub async fn pick(tx: &mut Tx, actor: &Actor, id: Id<Location>) -> Result<Option<Pick>, Error> {
    actor.may(Action::ReadCase)?;
    Ok(tx.optional(PICK, values![id]).await?)
}

/// Puts a pick back as it was, in place of `replaced`: an act that picked that one was taken back. Where something else
/// was picked meanwhile, that stands.
pub async fn put_back(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Location>,
    replaced: Id<Spelling>,
    before: &Pick,
) -> Result<(), Error> {
    actor.may(Action::ChooseWorkingUrl)?;
    let Pick {
        spelling,
        by,
        at,
        rules,
    } = *before;
    let back = values![id, spelling, by, at, rules, replaced];
    if tx.execute(PUT_BACK, back).await? == 1 {
        audit::record(
            tx,
            actor.who(),
            "location.put_working_url_back",
            About::one("location", id),
            json!({ "spelling": spelling, "replaced": replaced }),
        )
        .await?;
    }
    Ok(())
}

const PICK: &str = "-- location.working.pick
SELECT working_id, working_by, working_at, working_rules FROM location_location
WHERE id = $1 AND working_id IS NOT NULL";

const PUT_BACK: &str = "-- location.working.put_back
UPDATE location_location SET working_id = $2, working_by = $3, working_at = $4, working_rules = $5
WHERE id = $1 AND working_id = $6";
